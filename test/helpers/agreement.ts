/**
 * Two engines on one workbook. Enters an evaluation and what LibreOffice recalculated from the file; leaves the cells in which
 * they differ, as `Sheet!B4: 1 against 2`. Numbers agree within a relative 1e-9, errors when both are errors.
 */
import { isClose, makeScales } from '../../src/audit/recalculation.ts';
import { columnName } from '../../src/grid/address.ts';
import type { Grid } from '../../src/grid/grid.ts';
import type { CellValue, Evaluation } from '../../src/run/run.ts';
import type { ReadSheet } from './readSheets.ts';

export { isClose };

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
