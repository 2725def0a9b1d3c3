/** Workbooks as a reader of another project reads them (SheetJS), against the grid and against our own reader. */
import { utils, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { formulaText } from '../../src/grid/address.ts';
import type { Grid } from '../../src/grid/grid.ts';
import type { CellValue, Evaluation } from '../../src/run/run.ts';
import { toExcelSpelling } from '../../src/xlsx/write/excelSpelling.ts';
import { readSheets } from './readSheets.ts';

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

/** The verdicts of the rules on the sheet About are filled in when the file is written. */
const isFilledIn = (name: string, own: CellValue, other: CellValue): boolean =>
  name === 'About' &&
  /^\{\{[0-9a-f]{16} rule \d+ (?:result|detail)\}\}$/.test(String(own)) &&
  typeof other === 'string' &&
  !other.includes('{{');

/** Cells of a grid for which the foreign reader finds another value or formula. */
export function foreignDifferences(grid: Grid, evaluation: Evaluation, book: WorkBook): readonly string[] {
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
export function readerDifferences(bytes: Uint8Array, book: WorkBook): readonly string[] {
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
