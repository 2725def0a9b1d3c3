/**
 * Addresses in files. Takes texts such as `B5` and `A1:C3`; returns rows and columns from 0, or undefined if the text
 * is not an address.
 */
import { columnsMax, rowsMax } from '../../grid/address.ts';
import type { FileRange } from './workbookFile.ts';

export interface FileAddress {
  readonly row: number;
  readonly column: number;
}

/** `parseAddress('B5')` is `{ row: 4, column: 1 }`; an address outside of a sheet is undefined. */
export function parseAddress(text: string): FileAddress | undefined {
  let [column, at] = [0, 0];
  for (; at < 3; at += 1) {
    const letter = text.charCodeAt(at);
    if (!(letter >= 65 && letter <= 90)) break;
    column = column * 26 + letter - 64;
  }
  let row = 0;
  const start = at;
  for (; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9) || row > rowsMax) return undefined;
    row = row * 10 + digit;
  }
  if (start === 0 || row < 1 || row > rowsMax || column > columnsMax) return undefined;
  return { row: row - 1, column: column - 1 };
}

/** `parseRange('A1:C3')`; one cell is a range too, and `A:C` and `1:3` reach over the whole sheet. */
export function parseRange(text: string): FileRange | undefined {
  const [from = '', to = from] = text.replaceAll('$', '').toUpperCase().split(':');
  const [first, last] = [parseAddress(filled(from, '1')), parseAddress(filled(to, `${rowsMax}`, 'XFD'))];
  if (first === undefined || last === undefined) return undefined;
  return {
    fromRow: Math.min(first.row, last.row),
    fromColumn: Math.min(first.column, last.column),
    toRow: Math.max(first.row, last.row),
    toColumn: Math.max(first.column, last.column),
  };
}

function filled(text: string, digits: string, letters = 'A'): string {
  if (/^[A-Z]+$/.test(text)) return text + digits;
  return /^\d+$/.test(text) ? letters + text : text;
}

/** Ranges with a blank between them, as in `sqref`; undefined when one of them is none. */
export function parseRanges(text: string): readonly FileRange[] | undefined {
  const ranges = text.trim().split(/\s+/).map(parseRange);
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}
