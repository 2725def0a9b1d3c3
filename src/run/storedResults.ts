/**
 * Stored results of every scenario. Takes a grid with empty ranges and the evaluation of each scenario; returns the
 * numbers and the grid that contains them.
 */
import type { Content, Grid, GridSheet, RowSegment } from '../grid/grid.ts';
import { cellAt } from './recordFromEvaluation.ts';
import type { CellValue, Evaluation, StoredNumbers } from './run.ts';

/** The numbers for the ranges of one scenario. */
export function collectStoredNumbers(grid: Grid, scenario: number, evaluation: Evaluation): StoredNumbers[] {
  return grid.stored
    .filter((one) => one.scenario === scenario)
    .map(({ cells, from }) => ({
      cells,
      values: Array.from(
        { length: from.count },
        (_, at) => cellAt(evaluation, from.sheet, from.row, from.column + at) ?? null,
      ),
    }));
}

/** Returns the grid with the numbers filled in. */
export function fillStoredRanges(grid: Grid, numbers: readonly StoredNumbers[]): Grid {
  const sheets = new Set(numbers.map(({ cells }) => cells.sheet));
  return { ...grid, sheets: grid.sheets.map((sheet) => (sheets.has(sheet.name) ? fillSheet(sheet, numbers) : sheet)) };
}

function fillSheet(sheet: GridSheet, numbers: readonly StoredNumbers[]): GridSheet {
  const byRow = new Map(
    numbers.filter(({ cells }) => cells.sheet === sheet.name).map((one) => [one.cells.row, one] as const),
  );
  const rows = sheet.rows.map((row, at) => {
    const found = byRow.get(at);
    return found === undefined
      ? row
      : {
          ...row,
          segments: row.segments.map((segment) =>
            segment.column === found.cells.column ? filled(segment, found) : segment,
          ),
        };
  });
  return { ...sheet, rows };
}

function filled(segment: RowSegment, { values }: StoredNumbers): RowSegment {
  return { ...segment, content: values.map(contentOf) };
}

function contentOf(value: CellValue): Content {
  if (typeof value === 'number') return { kind: 'number', value };
  return { kind: 'text', text: value === null ? '' : typeof value === 'object' ? value.error : String(value) };
}
