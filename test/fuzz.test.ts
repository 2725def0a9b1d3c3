/**
 * Everything that the fuzzers found before, and a few cases of those that need no other program. `npm run proof` runs
 * all fuzzers for a short time, `npm run fuzz` for as long as you want.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAtomically } from '../src/cli/io/writing.ts';
import { foundBefore, hostileTexts } from './fuzz/cases.ts';
import { chanceOf } from './fuzz/chance.ts';
import { judgeModel, mutatedModel } from './fuzz/modelFiles.ts';
import { originals, workbooks } from './fuzz/workbooks.ts';
import { lemonade } from './helpers/lemonade.ts';
import { build } from './helpers/models.ts';

const seed = 20261130;
const numbers = Array.from({ length: 10 }, (_, number) => number);
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

describe('model files with mistakes', () => {
  it.each(numbers)('number %i', async (number) => {
    expect(await judgeModel(mutatedModel(seed, number), `fuzz_${number}`)).toBeUndefined();
  });
});

describe('workbooks', () => {
  beforeAll(async () => {
    const texts = [readFileSync('models/examples/cohort.yaml', 'utf8'), lemonade];
    const bytes = await Promise.all(texts.map((text) => build(text).workbook()));
    for (const [at, path] of originals.entries()) await writeAtomically(path, bytes[at]!);
  });

  it.each(foundBefore.filter(({ name }) => name === 'workbooks'))('once found: %o', async ({ seed, number }) => {
    expect((await workbooks.run(seed, number)).verdict).toBeUndefined();
  });

  it.each(numbers)('number %i', async (number) => {
    expect((await workbooks.run(seed, number)).verdict).toBeUndefined();
  });
});

describe('texts that are made to do harm', () => {
  it.each(Object.entries(hostileTexts))('%s', async (_, text) => {
    expect(await judgeModel(text, 'hostile')).toBeUndefined();
  });
});
