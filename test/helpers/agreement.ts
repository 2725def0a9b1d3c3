/**
 * Two engines on one workbook. Enters an evaluation and what LibreOffice recalculated from the file; leaves the cells in which
 * they differ, as `Sheet!B4: 1 against 2`. Numbers agree within a relative 1e-9, errors when both are errors.
 */
import { columnName } from '../../src/grid/address.ts';
import type { Grid } from '../../src/grid/grid.ts';
import type { CellValue, Evaluation } from '../../src/run/run.ts';
import type { ReadSheet } from './readSheets.ts';

const tolerance = 1e-9;

/** What rounding leaves of numbers that cancel, relative to them. */
const rest = 1e-13;

/** Whether two numbers are equal but for the last digits; `scale` is the size of the numbers they were made of. */
export function isClose(left: number, right: number, scale = 1): boolean {
  const allowed = Math.max(tolerance * Math.max(1, Math.abs(left), Math.abs(right)), rest * scale);
  return Math.abs(left - right) <= allowed;
}

function plain(value: CellValue | undefined): CellValue {
  return typeof value === 'boolean' ? Number(value) : (value ?? null);
}

function agree(left: CellValue, right: CellValue, scale: number): boolean {
  if (typeof left === 'number') return typeof right === 'number' && isClose(left, right, scale);
  if (left !== null && typeof left === 'object') return right !== null && typeof right === 'object';
  return true;
}

function largest(cells: readonly CellValue[]): number {
  return cells.reduce<number>((most, cell) => (typeof cell === 'number' ? Math.max(most, Math.abs(cell)) : most), 1);
}

/**
 * The size of the numbers behind a row: on control sheets, which compare anything with anything, the largest of the workbook;
 * elsewhere the largest in the row and the three above it, since a difference stands under or beside what it is the difference of.
 */
function makeScale(evaluation: Evaluation, grid: Grid): (sheet: string, row: number) => number {
  const ofAll = [...evaluation.sheets.values()].reduce((most, rows) => Math.max(most, largest(rows.flat())), 1);
  const control = new Set(grid.sheets.filter(({ kind }) => kind === 'control').map(({ name }) => name));
  return (sheet, row) =>
    control.has(sheet)
      ? ofAll
      : largest(
          evaluation.sheets
            .get(sheet)!
            .slice(Math.max(0, row - 3), row + 1)
            .flat(),
        );
}

function rowDisagreements(cells: readonly CellValue[], row: number, sheet: ReadSheet, scale: number): string[] {
  return cells.flatMap((cell, column) => {
    const [ours, theirs] = [plain(cell), plain(sheet.rows[row]?.[column]?.value)];
    const where = `${sheet.name}!${columnName(column)}${row + 1}`;
    return agree(ours, theirs, scale) ? [] : [`${where}: ${JSON.stringify(ours)} against ${JSON.stringify(theirs)}`];
  });
}

/** The cells in which LibreOffice gives another number than the evaluation. */
export function disagreements(grid: Grid, evaluation: Evaluation, recalculated: readonly ReadSheet[]): string[] {
  const scale = makeScale(evaluation, grid);
  return [...evaluation.sheets].flatMap(([name, rows]) => {
    const sheet = recalculated.find((one) => one.name === name);
    if (sheet === undefined) return [`${name}: the sheet is not there`];
    return rows.flatMap((cells, row) => rowDisagreements(cells, row, sheet, scale(name, row)));
  });
}
