/** A short run of every fuzzer, and everything that they found before. `npm run fuzz` runs as many cases as wanted. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWhole } from '../src/cli/io/writing.ts';
import { foundBefore, hostileTexts } from './fuzz/cases.ts';
import { chanceOf } from './fuzz/chance.ts';
import { judgeModel, mutatedModel } from './fuzz/modelFiles.ts';
import { originals, workbooks } from './fuzz/workbooks.ts';
import { lemonade } from './helpers/lemonade.ts';
import { build } from './helpers/models.ts';

const home = process.cwd();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'burnsheet-fuzz-'));
  cpSync('models', join(folder, 'models'), { recursive: true });
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

describe('cases', () => {
  it('are the same each time', () => {
    const draws = () => Array.from({ length: 5 }, (_, at) => chanceOf(7, at).below(1_000_000));
    expect(draws()).toEqual(draws());
    expect(new Set(draws()).size).toBe(5);
    expect(mutatedModel(3, 5)).toBe(mutatedModel(3, 5));
  });

  it.each(foundBefore.filter(({ name }) => name === 'models'))('once found: %o', async ({ seed, number }) => {
    expect(await judgeModel(mutatedModel(seed, number), `fuzz_${number}`)).toBeUndefined();
  });
});

describe('workbooks', () => {
  it.each(foundBefore.filter(({ name }) => name === 'workbooks'))('once found: %o', async ({ seed, number }) => {
    const texts = [readFileSync('models/examples/cohort.yaml', 'utf8'), lemonade];
    const bytes = await Promise.all(texts.map((text) => build(text).workbook()));
    for (const [at, path] of originals.entries()) await writeWhole(path, bytes[at]!);
    expect((await workbooks.run(seed, number)).verdict).toBeUndefined();
  });
});

describe('texts that are made to do harm', () => {
  it.each(Object.entries(hostileTexts))('%s', async (_, text) => {
    const used = process.cpuUsage();
    expect(await judgeModel(text, 'hostile')).toBeUndefined();
    const { user, system } = process.cpuUsage(used);
    expect((user + system) / 1e6).toBeLessThan(10);
  });
});

it('a short run finds nothing', async () => {
  const args = ['run', '--silent', 'fuzz', '--', '--seed', '20261130', '--count', '20', '--kills', '2'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: home }).catch(
    (error) => error as { stdout: string },
  );
  expect(stdout).toMatch(
    /^fuzz, seed 20261130: 20 model files: 0 found; 20 workbooks: 0 found; 20 random models: 0 found; 2 kills: 0 found \(\d+ s\)\n$/,
  );
}, 900_000);
