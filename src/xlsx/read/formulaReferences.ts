/**
 * Excel formula text as references and other text. Takes a formula without `=`; returns tokens, or the formula moved,
 * in relative form or with other row numbers. Guarantee: tokens printed again are the formula, letter by letter; text
 * between quotes, names and functions that look like cells (`LOG10(`), numbers, table columns and errors are never
 * taken for references; the time is linear in the length. Rows and columns count from 0 on this side and from 1 in the
 * text.
 */
import { columnName, columnNumber, columnsMax, rowsMax } from '../../grid/address.ts';

/** One corner of a reference. A whole column has no row, a whole row has no column. */
export interface ReferenceCorner {
  readonly row?: number;
  readonly rowAbsolute: boolean;
  readonly column?: number;
  readonly columnAbsolute: boolean;
}

export interface FormulaReference {
  /** As written, with `!`: `'P & L'!`; empty for the own sheet. */
  readonly prefix: string;
  /** The sheet without quotes; `[1]Sheet` and `Jan:Dec` stand for another workbook and for several sheets. */
  readonly sheet?: string;
  readonly first: ReferenceCorner;
  /** The second corner of a range. */
  readonly last?: ReferenceCorner;
}

export type FormulaToken = string | FormulaReference;

/** Where a row stands now; undefined when it is gone. */
export type RowMap = (sheet: string, row: number) => number | undefined;

/** Rows and columns of a sheet of Excel. */

const cell = String.raw`(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})`;
const wholeColumn = String.raw`(\$?)([A-Za-z]{1,3})`;
const wholeRow = String.raw`(\$?)([1-9]\d{0,6})`;
const end = String.raw`(?![\p{L}\p{N}_.\\?(![])`;
const cellPattern = new RegExp(`${cell}(?::${cell})?${end}|${cell}${end}`, 'yu');
const columnsPattern = new RegExp(`${wholeColumn}:${wholeColumn}${end}`, 'yu');
const rowsPattern = new RegExp(`${wholeRow}:${wholeRow}${end}`, 'yu');
const barePrefix = /[\p{L}_\\][\p{L}\p{N}_.\\?]*(?::[\p{L}_\\][\p{L}\p{N}_.\\?]*)?!/uy;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const word = /[\p{L}\p{N}_.\\?$]+/uy;
const errorValue = /#[A-Z0-9/_]*[!?]?/y;
const punctuation = /[^\p{L}\p{N}_.\\?$"'[#]+/uy;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function cornerOf(match: readonly (string | undefined)[], at: number): ReferenceCorner {
  return {
    columnAbsolute: match[at] === '$',
    column: columnNumber(match[at + 1] ?? ''),
    rowAbsolute: match[at + 2] === '$',
    row: Number(match[at + 3]) - 1,
  };
}

const columnCorner = (dollar = '', name = ''): ReferenceCorner => ({
  columnAbsolute: dollar === '$',
  column: columnNumber(name),
  rowAbsolute: false,
});
const rowCorner = (dollar = '', digits = ''): ReferenceCorner => ({
  rowAbsolute: dollar === '$',
  row: Number(digits) - 1,
  columnAbsolute: false,
});

type Corners = Pick<FormulaReference, 'first' | 'last'>;
type Found = Corners & { readonly length: number };

function fits({ row = 0, column = 0 }: ReferenceCorner): boolean {
  return row >= 0 && column >= 0 && row < rowsMax && column < columnsMax;
}

function withinSheet(length: number, first: ReferenceCorner, last?: ReferenceCorner): Found | undefined {
  if (!fits(first) || (last !== undefined && !fits(last))) return undefined;
  return { length, first, ...(last === undefined ? {} : { last }) };
}

function cellsAt(text: string, at: number): Found | undefined {
  const match = matchAt(cellPattern, text, at);
  if (match === null) return undefined;
  if (match[10] !== undefined) return withinSheet(match[0].length, cornerOf(match, 9));
  return withinSheet(match[0].length, cornerOf(match, 1), match[6] === undefined ? undefined : cornerOf(match, 5));
}

function cornersAt(text: string, at: number): Found | undefined {
  const cells = cellsAt(text, at);
  if (cells !== undefined) return cells;
  const columns = matchAt(columnsPattern, text, at);
  if (columns !== null)
    return withinSheet(columns[0].length, columnCorner(columns[1], columns[2]), columnCorner(columns[3], columns[4]));
  const rows = matchAt(rowsPattern, text, at);
  return rows === null
    ? undefined
    : withinSheet(rows[0].length, rowCorner(rows[1], rows[2]), rowCorner(rows[3], rows[4]));
}

/**
 * Where a text between quotes ends; a doubled quote stands for itself. A text that is never closed ends with the
 * formula.
 */
function quotedEnd(text: string, at: number, quote: string): number {
  for (let from = at + 1; ; ) {
    const close = text.indexOf(quote, from);
    if (close < 0) return text.length;
    if (text[close + 1] !== quote) return close + 1;
    from = close + 2;
  }
}

/** Where brackets end that may hold brackets: `[[#This Row],[a]:[b]]`; an apostrophe takes the next letter as it is. */
function bracketEnd(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    const letter = text[index];
    if (letter === "'") index += 1;
    else if (letter === '[') depth += 1;
    else if (letter === ']') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

/** The end of a sheet name with its `!`, or undefined when none starts here. */
function prefixEnd(text: string, at: number): number | undefined {
  if (text[at] === "'") {
    const close = quotedEnd(text, at, "'");
    return text[close] === '!' ? close + 1 : undefined;
  }
  const start = text[at] === '[' ? bracketEnd(text, at) : at;
  const match = matchAt(barePrefix, text, start);
  return match === null ? undefined : start + match[0].length;
}

function sheetOf(prefix: string): string {
  const name = prefix.slice(0, -1);
  return name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name;
}

function otherTextEnd(text: string, at: number): number {
  const letter = text[at];
  if (letter === '"' || letter === "'") return quotedEnd(text, at, letter);
  if (letter === '[') return bracketEnd(text, at);
  for (const pattern of [number, errorValue, punctuation]) {
    const match = matchAt(pattern, text, at);
    if (match !== null) return at + match[0].length;
  }
  const match = matchAt(word, text, at);
  const after = at + Math.max(1, match?.[0].length ?? 0);
  return text[after] === '[' ? bracketEnd(text, after) : after;
}

/** Letters that can start a sheet name or a reference; all else is other text. */
const startsWord = /[\p{L}\p{N}_\\$'[]/u;

function referenceAt(text: string, at: number): { readonly end: number; readonly token: FormulaToken } | undefined {
  if (!startsWord.test(text[at]!)) return undefined;
  const prefixed = prefixEnd(text, at);
  const start = prefixed ?? at;
  const found = cornersAt(text, start);
  const prefix = text.slice(at, start);
  if (found === undefined) return prefixed === undefined ? undefined : { end: prefixed, token: prefix };
  const { length, ...corners } = found;
  return { end: start + length, token: { prefix, ...(prefix === '' ? {} : { sheet: sheetOf(prefix) }), ...corners } };
}

/** `formulaTokens('SUM(A1:B2)*2')` is `['SUM(', { prefix: '', first: A1, last: B2 }, ')*2']`. */
export function formulaTokens(formula: string): readonly FormulaToken[] {
  const tokens: FormulaToken[] = [];
  let other = '';
  for (let at = 0; at < formula.length; ) {
    const reference = referenceAt(formula, at);
    const next = reference?.end ?? otherTextEnd(formula, at);
    if (reference === undefined || typeof reference.token === 'string') other += formula.slice(at, next);
    else {
      if (other !== '') tokens.push(other);
      tokens.push(reference.token);
      other = '';
    }
    at = next;
  }
  if (other !== '') tokens.push(other);
  return tokens;
}

const dollar = (absolute: boolean): string => (absolute ? '$' : '');

function cornerText(corner: ReferenceCorner): string {
  return movedCornerText(corner, 0, 0) ?? '#REF!';
}

function referenceText({ prefix, first, last }: FormulaReference, text: (corner: ReferenceCorner) => string): string {
  return last === undefined ? prefix + text(first) : `${prefix}${text(first)}:${text(last)}`;
}

/** The formula of the tokens: the inverse of `formulaTokens`. */
export function formulaOfTokens(tokens: readonly FormulaToken[]): string {
  return printed(tokens, (reference) => referenceText(reference, cornerText));
}

/** Joined at the end, so that the text is one piece of memory and not a chain of small ones. */
function printed(tokens: readonly FormulaToken[], print: (reference: FormulaReference) => string): string {
  const pieces: string[] = [];
  for (const token of tokens) pieces.push(typeof token === 'string' ? token : print(token));
  return pieces.join('');
}

/** The corner some rows and columns further, or undefined when it leaves the sheet. */
function movedCornerText(
  { row, rowAbsolute, column, columnAbsolute }: ReferenceCorner,
  rows: number,
  columns: number,
): string | undefined {
  const newRow = row === undefined || rowAbsolute ? row : row + rows;
  const newColumn = column === undefined || columnAbsolute ? column : column + columns;
  if (outside(newRow, rowsMax) || outside(newColumn, columnsMax)) return undefined;
  const letters = newColumn === undefined ? '' : dollar(columnAbsolute) + columnName(newColumn);
  return newRow === undefined ? letters : `${letters}${dollar(rowAbsolute)}${newRow + 1}`;
}

function outside(value: number | undefined, max: number): boolean {
  return value !== undefined && (value < 0 || value >= max);
}

function printOrLost({ prefix, first, last }: FormulaReference): string {
  if (!fits(first) || (last !== undefined && !fits(last))) return `${prefix}#REF!`;
  return referenceText({ prefix, first, ...(last === undefined ? {} : { last }) }, cornerText);
}

/**
 * The tokens as copied some rows down and columns to the right: relative parts move; what leaves the sheet is `#REF!`.
 */
export function movedTokens(tokens: readonly FormulaToken[], rows: number, columns: number): string {
  return printed(tokens, ({ prefix, first, last }) => {
    const from = movedCornerText(first, rows, columns);
    const to = last === undefined ? '' : movedCornerText(last, rows, columns);
    if (from === undefined || to === undefined) return `${prefix}#REF!`;
    return to === '' ? prefix + from : `${prefix}${from}:${to}`;
  });
}

/** A formula as Excel copies it: `movedFormula('A1+$B$1', 1, 2)` is `C2+$B$1`. */
export function movedFormula(formula: string, rows: number, columns: number): string {
  return movedTokens(formulaTokens(formula), rows, columns);
}

function relativePart(letter: string, value: number | undefined, absolute: boolean, own: number): string {
  if (value === undefined) return '';
  return absolute ? `${letter}${value + 1}` : `${letter}[${value - own}]`;
}

/**
 * A form that is equal for formulas which are copies of each other: `toRelative('A5*$B$1', 4, 1)` is `R[0]C[-1]*R1C2`.
 * Sheet names stand in quotes, so that quotes make no difference.
 */
export function toRelative(formula: string, row: number, column: number): string {
  const corner = (each: ReferenceCorner): string =>
    relativePart('R', each.row, each.rowAbsolute, row) + relativePart('C', each.column, each.columnAbsolute, column);
  return printed(formulaTokens(formula), (reference) => {
    const { sheet } = reference;
    const prefix = sheet === undefined ? '' : `'${sheet.replaceAll("'", "''")}'!`;
    return referenceText({ ...reference, prefix }, corner);
  });
}

const elsewhere = /[[\]:]/;

function shiftedCorner(corner: ReferenceCorner, sheet: string, map: RowMap): ReferenceCorner {
  if (corner.row === undefined) return corner;
  return { ...corner, row: map(sheet, corner.row) ?? -1 };
}

/**
 * The formula with every row number taken through the map of its sheet; `sheet` is the formula's own. A row that is
 * gone gives `#REF!`; references to other workbooks and to several sheets stay. With rows inserted above,
 * `shiftRows('A5', 'S', (_, row) => row + 2)` is `A7`.
 */
export function shiftRows(formula: string, sheet: string, map: RowMap): string {
  return printed(formulaTokens(formula), (reference) => {
    const target = reference.sheet ?? sheet;
    if (elsewhere.test(target)) return referenceText(reference, cornerText);
    const { prefix, first, last } = reference;
    const moved = last === undefined ? {} : { last: shiftedCorner(last, target, map) };
    return printOrLost({ prefix, first: shiftedCorner(first, target, map), ...moved });
  });
}
