/**
 * What only the large workbooks of the labs show: the same bytes from every build, the same results in LibreOffice,
 * the standard to the letter, and the same values and formulas for readers that share no code with the writer.
 */
import { read as readForeign } from '@e965/xlsx';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkConformance } from '../../src/audit/conformance.ts';
import { convertWorkbooks, findLibreOffice } from '../../src/cli/io/libreOffice.ts';
import { type Built, openWorkbook, verifyFile } from '../../src/pipeline.ts';
import { disagreements } from '../helpers/agreement.ts';
import { foreignDifferences, readerDifferences } from '../helpers/foreignReader.ts';
import { recalculate } from '../helpers/libreoffice.ts';
import { packageFaults } from '../helpers/openXml.ts';
import { buildFile, labs } from '../helpers/projectModels.ts';
import { readWorkbook } from '../helpers/readSheets.ts';

describe.each(labs)('%s', (path) => {
  let built: Built;
  let workbook: Uint8Array;

  beforeAll(async () => {
    built = buildFile(path);
    workbook = await built.workbook();
  });

  it('gives the same bytes when it is built again', async () => {
    expect(Buffer.compare(await buildFile(path).workbook(), workbook)).toBe(0);
  });

  it('passes every rule as it is read from its file', () => {
    expect(checkConformance(readWorkbook(workbook)).filter(({ result }) => result === 'fails')).toEqual([]);
  });

  it('keeps the standard', () => {
    expect(packageFaults(workbook)).toEqual([]);
  });

  it('has the values and formulas of the grid for a reader that shares no code with us', () => {
    const book = readForeign(workbook, { type: 'array', cellFormula: true, cellNF: false, cellHTML: false });
    const evaluation = built.evaluations.get(built.record.scenario)!;
    expect(foreignDifferences(built.grid, evaluation, book).slice(0, 20)).toEqual([]);
    expect(readerDifferences(workbook, book).slice(0, 20)).toEqual([]);
  });

  it('has the same results in LibreOffice, cell by cell', { tags: ['libreoffice'] }, async () => {
    const evaluation = built.evaluations.get(built.record.scenario)!;
    expect(disagreements(built.grid, evaluation, await recalculate(workbook)).slice(0, 20)).toEqual([]);
  });

  it('is still as it was written after LibreOffice has saved it', { tags: ['libreoffice'] }, async () => {
    const [saved] = await convertWorkbooks((await findLibreOffice())!, [workbook]);
    const { value } = verifyFile(openWorkbook(saved!).value!, {});
    expect(value).toMatchObject({ verdict: 'as written', findings: [] });
  });
});
