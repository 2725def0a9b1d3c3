/**
 * Two engines on one workbook. Enters an evaluation and what LibreOffice recalculated from the file; leaves the cells in which
 * they differ, as `Sheet!B4: 1 against 2`. Numbers agree within a relative 1e-9, errors when both are errors.
 */
import { columnName } from '../../src/grid/address.ts';
import type { CellValue, Evaluation, SheetValues } from '../../src/run/run.ts';
import type { ReadSheet } from '../../src/xlsx/readBack.ts';

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

/** The largest number in a row and the three above it: a difference stands under or beside what it is the difference of. */
function scaleAround(rows: SheetValues, row: number): number {
  const cells = rows.slice(Math.max(0, row - 3), row + 1).flat();
  return cells.reduce<number>((most, cell) => (typeof cell === 'number' ? Math.max(most, Math.abs(cell)) : most), 1);
}

function rowDisagreements(rows: SheetValues, row: number, sheet: ReadSheet): string[] {
  const scale = scaleAround(rows, row);
  return rows[row]!.flatMap((cell, column) => {
    const [ours, theirs] = [plain(cell), plain(sheet.rows[row]?.[column]?.value)];
    const where = `${sheet.name}!${columnName(column)}${row + 1}`;
    return agree(ours, theirs, scale) ? [] : [`${where}: ${JSON.stringify(ours)} against ${JSON.stringify(theirs)}`];
  });
}

/** The cells in which LibreOffice gives another number than the evaluation. */
export function disagreements(evaluation: Evaluation, recalculated: readonly ReadSheet[]): string[] {
  return [...evaluation.sheets].flatMap(([name, rows]) => {
    const sheet = recalculated.find((one) => one.name === name);
    return sheet === undefined ? [`${name}: the sheet is not there`] : rows.flatMap((_, row) => rowDisagreements(rows, row, sheet));
  });
}
