/** A1 addresses. Rows and columns count from 0 in code and from 1 in text. */
import type { FormulaPart, Template } from './grid.ts';

/** The number of rows and columns of an Excel sheet. */
export const rowsMax = 1_048_576;
export const columnsMax = 16_384;

/** Cached names: a large grid needs the same few hundred names millions of times. */
const knownNames: string[] = [];

/** `columnName(0)` is `A`, `columnName(27)` is `AB`. */
export function columnName(column: number): string {
  knownNames[column] ??= spellColumn(column);
  return knownNames[column];
}

function spellColumn(column: number): string {
  let name = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** `columnNumber('AB')` is 27. */
export function columnNumber(name: string): number {
  return [...name.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** A sheet name as written in a formula, always quoted, because Excel misreads an unquoted `RC!`, `C!` or `TRUE!`. */
export function sheetPrefix(name: string): string {
  return `'${name.replaceAll("'", "''")}'!`;
}

/** A sheet name as shown to people before a cell: quoted only if it contains more than letters and underscores. */
export function readablePrefix(name: string): string {
  return /^[A-Za-z_]+$/.test(name) ? `${name}!` : sheetPrefix(name);
}

type Column = { readonly absolute: number } | { readonly relative: number };

function corner(row: number, column: Column, own: number, isRowFixed: boolean): string {
  if ('relative' in column) return `${columnName(own + column.relative)}${row + 1}`;
  return `$${columnName(column.absolute)}${isRowFixed ? '$' : ''}${row + 1}`;
}

function partText(part: FormulaPart, own: number): string {
  if (typeof part === 'string') return part;
  const isRowFixed = part.sheet !== undefined || part.isRowFixed === true;
  const first = corner(part.row, part.column, own, isRowFixed);
  const prefix = part.sheet === undefined ? '' : sheetPrefix(part.sheet);
  return part.to === undefined
    ? prefix + first
    : `${prefix}${first}:${corner(part.to.row, part.to.column, own, isRowFixed)}`;
}

/**
 * The formula text, without `=`, of a template in one column: `[{row:4,column:{relative:-1}}, '+1']` in column C is
 * `B5+1`.
 */
export function formulaText(template: Template, column: number): string {
  let text = '';
  for (const part of template) text += partText(part, column);
  return text;
}
