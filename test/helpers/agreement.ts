/**
 * Two engines on one workbook. Enters an evaluation and what LibreOffice recalculated from the file; leaves the cells
 * in which they differ, as `Sheet!B4: 1 against 2`. Numbers agree within a relative 1e-9, errors when both are errors.
 */
import { columnName } from '../../src/grid/address.ts';
import type { Grid, GridSheet } from '../../src/grid/grid.ts';
import type { CellValue, Evaluation } from '../../src/run/run.ts';
import type { ReadSheet } from './readSheets.ts';

const shareTolerance = 1e-9;
/** What rounding leaves of numbers that cancel, relative to them. */
const rest = 1e-13;

/** Whether two numbers are equal but for the last digits; `scale` is the size of the numbers they were made of. */
export function isClose(left: number, right: number, scale = 1): boolean {
  const allowed = Math.max(shareTolerance * Math.max(1, Math.abs(left), Math.abs(right)), rest * scale);
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

function rowDisagreements(cells: readonly CellValue[], row: number, sheet: ReadSheet, scale: number): string[] {
  return cells.flatMap((cell, column) => {
    const [ours, theirs] = [plain(cell), plain(sheet.rows[row]?.[column]?.value)];
    const where = `${sheet.name}!${columnName(column)}${row + 1}`;
    return agree(ours, theirs, scale) ? [] : [`${where}: ${JSON.stringify(ours)} against ${JSON.stringify(theirs)}`];
  });
}

/** The cells in which LibreOffice gives another number than the evaluation. */
export function disagreements(grid: Grid, evaluation: Evaluation, recalculated: readonly ReadSheet[]): string[] {
  const scales = makeScales(evaluation.sheets);
  return grid.sheets.flatMap(({ name, kind }) => {
    const rows = evaluation.sheets.get(name);
    const sheet = recalculated.find((one) => one.name === name);
    if (rows === undefined) return [];
    if (sheet === undefined) return [`${name}: the sheet is not there`];
    const scaleAt = scales(name, kind);
    return rows.flatMap((cells, row) => rowDisagreements(cells, row, sheet, scaleAt(row)));
  });
}

function largestIn(values: readonly CellValue[] | undefined): number {
  return (values ?? []).reduce<number>(
    (most, value) => (typeof value === 'number' ? Math.max(most, Math.abs(value)) : most),
    1,
  );
}

/** Rows above and below within which a number finds those that it was made of. */
const neighbours: Readonly<Record<string, { readonly above: number; readonly below: number }>> = {
  // A difference stands under what it is the difference of.
  workings: { above: 3, below: 0 },
  // Results of several scenarios stand in one block.
  presentation: { above: 3, below: 12 },
};

/**
 * The size of the numbers behind a row of a sheet: on control sheets, which compare anything with anything, the largest
 * of the workbook; elsewhere the largest in the rows around it.
 */
function makeScales(values: Evaluation['sheets']): (sheet: string, kind: GridSheet['kind']) => (row: number) => number {
  const largest = new Map([...values].map(([name, rows]) => [name, Array.from(rows, largestIn)] as const));
  const ofAll = [...largest.values()].reduce((most, rows) => rows.reduce((more, one) => Math.max(more, one), most), 1);
  return (sheet, kind) => {
    if (kind === 'control') return () => ofAll;
    const rows = largest.get(sheet) ?? [];
    const { above, below } = neighbours[kind ?? 'workings'] ?? neighbours.workings!;
    return (row) => rows.slice(Math.max(0, row - above), row + below + 1).reduce((most, one) => Math.max(most, one), 1);
  };
}
