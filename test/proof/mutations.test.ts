/**
 * Inputs that are changed in the workbooks of the labs and examples. A sample by default; `PROOF_INPUTS=all npm run
 * proof` proves every input of every model, which takes hours.
 */
import { testMutations } from '../helpers/mutations.ts';
import { examples, labs } from '../helpers/projectModels.ts';

const isComplete = process.env.PROOF_INPUTS === 'all';

for (const path of [...labs, ...examples]) testMutations(path, isComplete ? Number.POSITIVE_INFINITY : 8);
