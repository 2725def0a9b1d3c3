/**
 * `npm test` runs the project "tests"; `npm run proof` runs "proof", which evaluates the large models again and again.
 * Two files run at a time. Time limits only end what hangs: no test may fail because the machine is slow.
 */
import { defineConfig } from 'vitest/config';
import { findRequiredPrograms, isContinuousIntegration } from './test/setup/programs.ts';

const minute = 60_000;
const programs = await findRequiredPrograms();

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './test/setup/skippedTests.ts'],
    tags: programs.map(({ tag, title, isInstalled }) => ({
      name: tag,
      description: `needs ${title}`,
      ...(isInstalled || isContinuousIntegration ? {} : { skip: true }),
    })),
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: ['test/proof/**'],
          testTimeout: 10 * minute,
          hookTimeout: 10 * minute,
        },
      },
      {
        extends: true,
        test: {
          name: 'proof',
          include: ['test/proof/**/*.test.ts'],
          testTimeout: 600 * minute,
          hookTimeout: 600 * minute,
        },
      },
    ],
  },
});
