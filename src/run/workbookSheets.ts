/** The cells of a workbook as engines are given them, and what they have to know of the spelling of Excel. */
import type { CellValue } from './run.ts';

/** A cell of a file: a formula without `=`, or a constant. */
export interface WorkbookCell {
  readonly formula?: string | undefined;
  readonly value: CellValue;
}

/** Cells by row and column; rows and columns may be missing. */
export interface WorkbookSheet {
  readonly name: string;
  readonly rows: readonly (readonly (WorkbookCell | undefined)[] | undefined)[];
}

/** The errors that a file of Excel may hold. */
export const excelErrors: ReadonlySet<string> = new Set([
  '#DIV/0!',
  '#N/A',
  '#NAME?',
  '#NUM!',
  '#REF!',
  '#VALUE!',
  '#NULL!',
]);

/** The apostrophe that keeps `2024`, `1/2/2024` and `=x` from being read as anything but text. */
export const asTextCell = (text: string): string => `'${text}`;

const quoted = /("(?:[^"]|"")*"|'(?:[^']|'')*')/;

/** Changes a formula outside of its quotes: `outsideQuotes('a&"a"', (text) => text.toUpperCase())` is `A&"a"`. */
export function outsideQuotes(formula: string, change: (text: string) => string): string {
  return formula
    .split(quoted)
    .map((piece, at) => (at % 2 === 1 ? piece : change(piece)))
    .join('');
}

/** A piece of a formula without the prefix that files give to newer functions: `_xlfn.XLOOKUP(` is `XLOOKUP(`. */
export const withoutPrefixes = (text: string): string => text.replace(/_xlfn\.(?:_xlws\.)?/gi, '');
