/** How the tests are run: two files at a time, since many of them wait for another program. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
