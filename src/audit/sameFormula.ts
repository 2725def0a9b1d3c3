/**
 * Whether two formulas are the same but for their spelling and for lines that moved. Enters formulas and the aligned sheets; leaves yes or no.
 * Guarantee: a range that shrank because lines at its edges were taken out is the same range; a reference that was lost is not.
 */
import { columnName, readablePrefix } from '../grid/address.ts';
import { type FormulaReference, formulaTokens, type ReferenceCorner } from '../xlsx/formulaReferences.ts';
import type { Alignment } from './alignment.ts';
import type { BaselineSheet } from './baseline.ts';

/** A sheet on both sides. */
export interface Pair {
  readonly before: BaselineSheet;
  readonly now: BaselineSheet;
  readonly rows: Alignment;
  readonly columns: Alignment;
}

export interface Place {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** `Revenue!J14`. */
export function cellPlace({ sheet, row, column }: Place): string {
  return `${readablePrefix(sheet)}${columnName(column)}${row + 1}`;
}

/** `sheet` is the sheet on which the formulas stand. */
export function sameFormula(before: string, now: string, sheet: string, pairs: ReadonlyMap<string, Pair>): boolean {
  if (before === now && [...pairs.values()].every(({ rows, columns }) => rows.isSame && columns.isSame)) return true;
  const pairOf = (reference: FormulaReference) => pairs.get(reference.sheet ?? sheet);
  return (
    canonical(before, (reference) => referenceText(shrunk(reference, pairOf(reference)))) ===
    canonical(now, (reference) => referenceText(reference, pairOf(reference)))
  );
}

/** A formula in one spelling. */
function canonical(formula: string, print: (reference: FormulaReference) => string): string {
  return formulaTokens(formula)
    .map((token) => (typeof token === 'string' ? plainText(token) : print(token)))
    .join('');
}

/** A range as it was, without the lines at its edges that were taken out since: so programs leave it. */
function shrunk(reference: FormulaReference, pair: Pair | undefined): FormulaReference {
  const { first, last } = reference;
  if (pair === undefined || last === undefined) return reference;
  const rows = keptEdges(first.row, last.row, pair.rows);
  const columns = keptEdges(first.column, last.column, pair.columns);
  return {
    ...reference,
    first: { ...first, ...present('row', rows[0]), ...present('column', columns[0]) },
    last: { ...last, ...present('row', rows[1]), ...present('column', columns[1]) },
  };
}

const present = (key: 'row' | 'column', at: number | undefined) => (at === undefined ? {} : { [key]: at });

/** The first and the last line of a range that are still there; the range as it was where none is. */
function keptEdges(from: number | undefined, to: number | undefined, { here, isSame }: Alignment): readonly [number?, number?] {
  if (isSame || from === undefined || to === undefined || from > to) return [from, to];
  const isGone = (at: number) => at < here.length && here[at] === undefined;
  let [first, last] = [from, to];
  while (first <= to && isGone(first)) first += 1;
  while (last >= from && isGone(last)) last -= 1;
  return first > last ? [from, to] : [first, last];
}

/** Capitals and no spaces, but for what stands between quotes; `_xlfn.` says nothing. */
function plainText(text: string): string {
  return text
    .split(/("(?:[^"]|"")*")/)
    .map((piece, at) => (at % 2 === 1 ? piece : piece.replace(/_xlfn\.|_xlws\.|\s+/gi, '').toUpperCase()))
    .join('');
}

/** With a pair, every line is taken back to where it stood: so a range that grew around an inserted line is the same by its corners. */
function referenceText({ sheet, first, last }: FormulaReference, pair?: Pair): string {
  const prefix = sheet === undefined ? '' : `'${sheet}'!`;
  return last === undefined ? prefix + cornerText(first, pair) : `${prefix}${cornerText(first, pair)}:${cornerText(last, pair)}`;
}

function cornerText({ row, rowAbsolute, column, columnAbsolute }: ReferenceCorner, pair: Pair | undefined): string {
  const letters = column === undefined ? '' : `${columnAbsolute ? '$' : ''}${named(pair?.columns, column, columnName)}`;
  const number = row === undefined ? '' : `${rowAbsolute ? '$' : ''}${named(pair?.rows, row, (at) => `${at + 1}`)}`;
  return letters + number;
}

/** The name of a line as it was; what lies outside of the sheet stays, and an inserted line is marked. */
function named(alignment: Alignment | undefined, at: number, name: (at: number) => string): string {
  if (alignment === undefined || at >= alignment.there.length) return name(at);
  const there = alignment.there[at];
  return there === undefined ? `new ${name(at)}` : name(there);
}
