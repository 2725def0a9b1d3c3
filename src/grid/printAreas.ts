/** Wide tables on pages. Enters widths of columns; leaves the areas that are printed, one after another. */
import type { PrintArea } from './grid.ts';

/** Characters that a page across holds in letters of eight points. */
const pageCharacters = 178;

export interface WideTable extends Pick<PrintArea, 'row' | 'rows'> {
  /** Its first column, and how many of the first columns of the sheet stand on every page. */
  readonly column: number;
  readonly repeated: number;
  /** The column behind its last one; the end of the sheet where nothing is said. */
  readonly end?: number;
}

/**
 * As many columns on each page as it holds: `splitIntoPages([40, 10, 100, 100], { row: 0, rows: 9, column: 0, repeated: 1
 * })` has two.
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
