/**
 * What burnsheet writes keeps the standard to the letter, and readers that share nothing with it find the numbers of
 * the grid.
 */
import { read as readForeign } from '@e965/xlsx';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Grid } from '../../src/grid/grid.ts';
import { makeEvaluator } from '../../src/run/fromGrid.ts';
import type { Evaluation } from '../../src/run/run.ts';
import { writeWorkbook } from '../../src/xlsx/write/fromRun.ts';
import { answered } from '../helpers/answered.ts';
import { answers } from '../helpers/answers.ts';
import { chartGrid } from '../helpers/chartGrid.ts';
import { foreignDifferences, readerDifferences } from '../helpers/foreignReader.ts';
import { packageFaults } from '../helpers/openXml.ts';
import { buildFile, examples, smallLabs } from '../helpers/projectModels.ts';
import { sampleGrid } from '../helpers/sampleGrid.ts';

interface Written {
  readonly grid: Grid;
  readonly evaluation: Evaluation;
  readonly bytes: Uint8Array;
}

async function writtenModel(path: string): Promise<Written> {
  const { grid, evaluations, record, workbook } = buildFile(path);
  return { grid, evaluation: evaluations.get(record.scenario)!, bytes: await workbook() };
}

async function writtenGrid(grid: Grid): Promise<Written> {
  const evaluator = makeEvaluator(grid);
  const evaluation = evaluator.evaluate(0);
  evaluator.close();
  const record = '<record xmlns="urn:burnsheet:record"><run>abc</run></record>';
  const properties = {
    title: 'A & B',
    runId: 'abc',
    date: '2026-03-31',
    custom: { 'burnsheet run': 'abc' },
    record: () => record,
  };
  return { grid, evaluation, bytes: await writeWorkbook(grid, evaluation, properties) };
}

const workbooks: readonly (readonly [string, () => Promise<Written>])[] = [
  ...[...examples, ...smallLabs].map((path) => [path, () => writtenModel(path)] as const),
  ['a workbook with answers', () => answered('models/examples/loan.yaml', answers)],
  ['one of everything', () => writtenGrid(sampleGrid)],
  ['charts and notes', () => writtenGrid(chartGrid)],
];

describe.each(workbooks)('%s', (_, write) => {
  let written: Written;

  beforeAll(async () => {
    written = await write();
  });

  it('keeps the standard', () => {
    expect(packageFaults(written.bytes)).toEqual([]);
  });

  it('holds the values and formulas of the grid for a reader that shares nothing with us', () => {
    const book = readForeign(written.bytes, { type: 'array', cellFormula: true, cellNF: false, cellHTML: false });
    expect(foreignDifferences(written.grid, written.evaluation, book).slice(0, 20)).toEqual([]);
    expect(readerDifferences(written.bytes, book).slice(0, 20)).toEqual([]);
  });
});

describe('the strict reading finds faults', () => {
  const changed = async (path: string, from: string | RegExp, to: string): Promise<readonly string[]> => {
    const parts = unzipSync((await writtenGrid(chartGrid)).bytes);
    const before = strFromU8(parts[path]!);
    expect(before).toMatch(from);
    return packageFaults(zipSync({ ...parts, [path]: strToU8(before.replace(from, to)) }, { level: 0 }));
  };

  it.each([
    [
      'an element out of order',
      'xl/worksheets/sheet1.xml',
      /(<sheetData>.*<\/sheetData>)(<pageMargins[^>]*>)/s,
      '$2$1',
      'worksheet holds',
    ],
    ['an unknown attribute', 'xl/workbook.xml', '<calcPr ', '<calcPr guess="1" ', 'calcPr has no attribute guess'],
    ['a missing attribute', 'xl/styles.xml', / formatCode="[^"]*"/, '', 'numFmt wants the attribute formatCode'],
    [
      'an unknown element',
      'xl/charts/chart1.xml',
      '<c:lang val="en-US"/>',
      '<c:tongue/>',
      'c:tongue is not in the table',
    ],
    ['text between elements', 'xl/comments1.xml', '<authors>', '<authors>and', 'authors holds text'],
    ['a relation to nowhere', 'xl/_rels/workbook.xml.rels', 'styles.xml', 'style.xml', 'leads to xl/style.xml'],
    [
      'a part without a type',
      '[Content_Types].xml',
      /<Override PartName="\/xl\/charts\/chart1\.xml"[^>]*>/,
      '',
      'is not known',
    ],
    ['a style too far', 'xl/worksheets/sheet1.xml', / s="\d+"/, ' s="9999"', 'c names s 9999'],
    ['a sheet number twice', 'xl/workbook.xml', 'sheetId="2"', 'sheetId="1"', 'sheetId 1 stands there twice'],
    ['a wrong count', 'xl/styles.xml', /<fonts count="\d+"/, '<fonts count="99"', 'fonts counts 99'],
  ])('%s', async (_, path, from, to, fault) => {
    expect((await changed(path, from, to)).join('\n')).toContain(fault);
  });
});
