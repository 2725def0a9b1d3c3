/**
 * fast-check with one seed for random tests, so that `npm test` tries the same cases each time. `npm run fuzz` runs
 * them with other seeds (`FUZZ_SEED`); what it finds becomes a case of the test.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 20261130) });

export { default } from 'fast-check';
