/** A short run of every fuzzer, as `npm run fuzz` starts it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('a short run finds nothing', { tags: ['libreoffice'] }, async () => {
  const args = ['run', '--silent', 'fuzz', '--', '--seed', '20261130', '--count', '20', '--kills', '2'];
  const { stdout } = await promisify(execFile)('npm', args).catch((error) => error as { stdout: string });
  expect(stdout).toMatch(
    /^fuzz, seed 20261130: 20 model files: 0 found; 20 workbooks: 0 found; 20 random models: 0 found; 2 kills: 0 found; \d+ files of random tests: 0 found \(\d+ s\)\n$/,
  );
});
