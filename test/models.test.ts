/**
 * Every model of the project: it builds, its checks and expectations hold, it is reproducible, and LibreOffice computes
 * the same.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Built, buildModel, checkModel } from '../src/pipeline.ts';
import { disagreements } from './helpers/agreement.ts';
import { recalculate } from './helpers/libreoffice.ts';
import { errorLines } from './helpers/models.ts';

const folders = ['models', 'models/examples'];
const paths = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function built(path: string): Built {
  const { value, diagnostics } = buildModel(path, read);
  if (value === undefined) throw new Error(errorLines(diagnostics).join('\n'));
  return value;
}

it('finds the models', () => {
  expect(paths.length).toBeGreaterThan(0);
});

describe.each(paths)('%s', (path) => {
  let one: Built;
  let workbook: Uint8Array;

  beforeAll(async () => {
    one = built(path);
    workbook = await one.workbook();
  }, 300_000);

  it('has no errors', () => {
    expect(errorLines(checkModel(path, read).diagnostics)).toEqual([]);
  });

  it('keeps its checks in every scenario', () => {
    const failed = one.record.scenarios.flatMap(({ id, checks }) =>
      checks.filter(({ passed }) => !passed).map((check) => `${id}: ${check.label} in ${check.failures.join(', ')}`),
    );
    expect(failed).toEqual([]);
  });

  it('meets its expectations and published figures in the scenario it opens with', () => {
    const opened = one.record.scenarios.find(({ id }) => id === one.record.scenario)!;
    const failed = opened.tieOuts.filter(({ verdict }) => verdict === 'fails');
    expect(failed.map(({ label, value, expect: expected }) => `${label}: ${value} and not ${expected}`)).toEqual([]);
  });

  it('gives the same bytes when it is built again', async () => {
    const again = built(path);
    expect(Buffer.compare(await again.workbook(), workbook)).toBe(0);
  }, 300_000);

  it('recalculates to the same numbers in LibreOffice, cell by cell', async () => {
    const evaluation = one.evaluations.get(one.record.scenario)!;
    expect(disagreements(one.grid, evaluation, await recalculate(workbook)).slice(0, 20)).toEqual([]);
  }, 300_000);
});
