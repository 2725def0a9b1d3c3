/**
 * The example models: they build, their checks and expectations hold, they are reproducible, and LibreOffice computes
 * the same. `test/labs` has one build of each lab; `test/proof` builds them again and recalculates them.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Built } from '../src/pipeline.ts';
import { disagreements } from './helpers/agreement.ts';
import { recalculate } from './helpers/libreoffice.ts';
import { buildFile, examples, labs, smallLabs } from './helpers/projectModels.ts';
import { testWholeModel } from './helpers/wholeModel.ts';

it('finds the models', () => {
  expect(labs.length).toBeGreaterThan(0);
  expect(examples.length).toBeGreaterThan(0);
});

describe.each([...examples, ...smallLabs])('%s', (path) => {
  let built: Built;
  let workbook: Uint8Array;

  beforeAll(async () => {
    built = buildFile(path);
    workbook = await built.workbook();
  });

  testWholeModel(path, () => built);

  it('gives the same bytes when it is built again', async () => {
    expect(Buffer.compare(await buildFile(path).workbook(), workbook)).toBe(0);
  });

  it('has the same results in LibreOffice, cell by cell', { tags: ['libreoffice'] }, async () => {
    const evaluation = built.evaluations.get(built.record.scenario)!;
    expect(disagreements(built.grid, evaluation, await recalculate(workbook)).slice(0, 20)).toEqual([]);
  });
});
