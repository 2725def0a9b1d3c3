/** Splits wide tables into pages. Takes column widths; returns the print areas in order. */
import type { PrintArea } from './grid.ts';

/** Characters across a landscape page in 8-point type. */
const pageCharacters = 178;

export interface WideTable extends Pick<PrintArea, 'row' | 'rows'> {
  /** The first column of the table, and the number of leading columns repeated on every page. */
  readonly column: number;
  readonly repeated: number;
  /** The column after the last one; by default the end of the sheet. */
  readonly end?: number;
}

/**
 * As many columns per page as fit: `splitIntoPages([40, 10, 100, 100], { row: 0, rows: 9, column: 0, repeated: 1 })`
 * has two.
 */
export function splitIntoPages(
  widths: readonly number[],
  { row, rows, column, repeated, end = widths.length }: WideTable,
): PrintArea[] {
  const names = widths.slice(0, repeated).reduce((sum, width) => sum + width, 0);
  const starts: number[] = [];
  let used = pageCharacters;
  for (let at = column; at < end; at += 1) {
    used += widths[at]!;
    if (used <= pageCharacters) continue;
    starts.push(at);
    used = widths[at]! + (at < repeated ? 0 : names);
  }
  // Pages behind the first columns have about as many columns each.
  const each = Math.ceil((end - column) / Math.max(1, starts.length));
  const even = column < repeated ? starts : starts.map((_, at) => column + at * each);
  return even.map((start, at) => ({ row, rows, column: start, columns: (even[at + 1] ?? end) - start }));
}
