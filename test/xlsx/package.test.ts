/**
 * What burnsheet writes keeps the standard to the letter, and readers that share nothing with it find the numbers of
 * the grid.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read as readForeign, utils, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { formulaText } from '../../src/grid/address.ts';
import type { Grid } from '../../src/grid/grid.ts';
import { buildModel } from '../../src/pipeline.ts';
import { makeEvaluator } from '../../src/run/fromGrid.ts';
import type { CellValue, Evaluation } from '../../src/run/run.ts';
import { toExcelSpelling } from '../../src/xlsx/write/excelSpelling.ts';
import { writeWorkbook } from '../../src/xlsx/write/fromRun.ts';
import { answered } from '../helpers/answered.ts';
import { answers } from '../helpers/answers.ts';
import { chartGrid } from '../helpers/chartGrid.ts';
import { packageFaults } from '../helpers/openXml.ts';
import { readSheets } from '../helpers/readSheets.ts';
import { sampleGrid } from '../helpers/sampleGrid.ts';

interface Written {
  readonly grid: Grid;
  readonly evaluation: Evaluation;
  readonly bytes: Uint8Array;
}

const examples = readdirSync('models/examples')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join('models/examples', name));

async function writtenModel(path: string): Promise<Written> {
  const { value } = buildModel(path, (name) => readFileSync(name, 'utf8'));
  if (value === undefined) throw new Error(`${path} does not build`);
  return { grid: value.grid, evaluation: value.evaluations.get(value.record.scenario)!, bytes: await value.workbook() };
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
  ...['models/anthropic.yaml', ...examples].map((path) => [path, () => writtenModel(path)] as const),
  ['a workbook with answers', () => answered('models/examples/loan.yaml', answers)],
  ['one of everything', () => writtenGrid(sampleGrid)],
  ['charts and notes', () => writtenGrid(chartGrid)],
];

/** Formulas of a grid by sheet and cell, in Excel's spelling. */
function gridFormulas({ sheets }: Grid): ReadonlyMap<string, string> {
  const formulas = new Map<string, string>();
  for (const { name, rows } of sheets) {
    rows.forEach(({ segments }, row) => {
      for (const { column, count, content } of segments) {
        for (let offset = 0; offset < count; offset += 1) {
          const one = Array.isArray(content) ? content[offset] : content;
          if (one?.kind === 'formula')
            formulas.set(
              `${name} ${row} ${column + offset}`,
              formulaText(toExcelSpelling(one.template), column + offset),
            );
        }
      }
    });
  }
  return formulas;
}

function foreignValue(sheet: WorkSheet, row: number, column: number): CellValue {
  const cell = sheet[utils.encode_cell({ r: row, c: column })];
  if (cell === undefined || cell.t === 'z') return null;
  if (cell.t === 'e') return { error: cell.w } as CellValue;
  return cell.v as CellValue;
}

function isSame(own: CellValue, other: CellValue): boolean {
  return JSON.stringify(own ?? '') === JSON.stringify(other ?? '');
}

/** What the sheet About says of the rules is filled in when the file is written. */
const isFilledIn = (name: string, own: CellValue, other: CellValue): boolean =>
  name === 'About' &&
  /^\{\{[0-9a-f]{16} rule \d+ (?:result|detail)\}\}$/.test(String(own)) &&
  typeof other === 'string' &&
  !other.includes('{{');

/** Cells whose value or formula another reader finds otherwise. */
function foreignDifferences({ grid, evaluation }: Written, book: WorkBook): readonly string[] {
  const formulas = gridFormulas(grid);
  return [...evaluation.sheets].flatMap(([name, rows]) => {
    const sheet = book.Sheets[name]!;
    return rows.flatMap((values, row) =>
      values.flatMap((value, column) => {
        const found = foreignValue(sheet, row, column);
        const formula = formulas.get(`${name} ${row} ${column}`);
        const other = sheet[utils.encode_cell({ r: row, c: column })]?.f as string | undefined;
        const same =
          (isSame(value, found) || isFilledIn(name, value, found)) &&
          (formula === undefined || formula.replaceAll('_xlfn.', '') === other?.replaceAll('_xlfn.', ''));
        return same
          ? []
          : [`${name} ${row} ${column}: ${JSON.stringify(value)} ${formula} and ${JSON.stringify(found)} ${other}`];
      }),
    );
  });
}

/** Cells in which our own reader and the foreign one differ. */
function readerDifferences(bytes: Uint8Array, book: WorkBook): readonly string[] {
  return readSheets(bytes).flatMap(({ name, rows }) =>
    rows.flatMap((cells, row) =>
      cells.flatMap(({ value, formula }, column) => {
        const sheet = book.Sheets[name]!;
        const other = sheet[utils.encode_cell({ r: row, c: column })]?.f as string | undefined;
        const same =
          isSame(value, foreignValue(sheet, row, column)) &&
          formula?.replaceAll('_xlfn.', '') === other?.replaceAll('_xlfn.', '');
        return same ? [] : [`${name} ${row} ${column}: ${JSON.stringify(value)} ${formula} and ${other}`];
      }),
    ),
  );
}

describe.each(workbooks)('%s', (_, write) => {
  let written: Written;

  beforeAll(async () => {
    written = await write();
  }, 120_000);

  it('keeps the standard', () => {
    expect(packageFaults(written.bytes)).toEqual([]);
  }, 120_000);

  it('holds the values and formulas of the grid for a reader that shares nothing with us', () => {
    const book = readForeign(written.bytes, { type: 'array', cellFormula: true, cellNF: false, cellHTML: false });
    expect(foreignDifferences(written, book).slice(0, 20)).toEqual([]);
    expect(readerDifferences(written.bytes, book).slice(0, 20)).toEqual([]);
  }, 120_000);
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
