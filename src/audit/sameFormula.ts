/**
 * Compares two formulas apart from their spelling, renamed sheets and lines that moved. Takes formulas and the matched
 * sheets; returns whether they are the same. Guarantee: a range that shrank because lines at its edges were removed is
 * the same range; a reference that was lost is not; a formula whose text was left alone while rows were sorted under it
 * is told apart from one that was edited.
 */
import { columnName, readablePrefix } from '../grid/address.ts';
import {
  type FormulaReference,
  formulaTokens,
  movedFormula,
  type ReferenceCorner,
} from '../xlsx/read/formulaReferences.ts';
import type { Alignment } from './lineAlignment.ts';
import type { Pair, Pairs } from './pairs.ts';

export interface CellPosition {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** `Revenue!J14`. */
export function cellPlace({ sheet, row, column }: CellPosition): string {
  return `${readablePrefix(sheet)}${columnName(column)}${row + 1}`;
}

/** Whether two formulas are the same; `own` is the sheet on which they are, and absent for defined names. */
export function isSameFormula(before: string, now: string, own: Pair | undefined, pairs: Pairs): boolean {
  if (before === now && pairs.isSame) return true;
  const writtenOn = ({ sheet }: FormulaReference) => (sheet === undefined ? own : pairs.written(sheet));
  const nowOn = ({ sheet }: FormulaReference) => (sheet === undefined ? own : pairs.now(sheet));
  return (
    canonical(before, (reference) =>
      referenceText(shrunk(reference, writtenOn(reference)), writtenOn(reference)?.before.name),
    ) === canonical(now, (reference) => referenceText(reference, nowOn(reference)?.before.name, nowOn(reference)))
  );
}

/**
 * Whether a formula was only left where it was, or moved along with its row, while rows that it reads were sorted: its
 * text says the same, and it reads other cells than before. `down` is how many rows the formula itself moved.
 */
export function readsOtherRows(
  before: string,
  now: string,
  down: number,
  own: Pair | undefined,
  pairs: Pairs,
): boolean {
  const writtenName = ({ sheet }: FormulaReference) => (sheet === undefined ? own : pairs.written(sheet))?.before.name;
  const nowOn = ({ sheet }: FormulaReference) => (sheet === undefined ? own : pairs.now(sheet));
  const reads = formulaTokens(now).flatMap((token) => (typeof token === 'string' ? [] : [nowOn(token)]));
  if (reads.every((pair) => pair?.rows.moved === undefined)) return false;
  const text = canonical(now, (reference) => referenceText(reference, nowOn(reference)?.before.name));
  const written = (formula: string) =>
    canonical(formula, (reference) => referenceText(reference, writtenName(reference)));
  return written(before) === text || (down !== 0 && written(movedFormula(before, down, 0)) === text);
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
function keptEdges(
  from: number | undefined,
  to: number | undefined,
  { here, isSame }: Alignment,
): readonly [number | undefined, number | undefined] {
  if (isSame || from === undefined || to === undefined || from > to) return [from, to];
  const isGone = (at: number) => at < here.length && here[at] === undefined;
  let [first, last] = [from, to];
  while (first <= to && isGone(first)) first += 1;
  while (last >= from && isGone(last)) last -= 1;
  return first > last ? [from, to] : [first, last];
}

/** Programs write 1E-12 as 0.000000000001. */
const numbers = /(?<![\p{L}\p{N}_.$])(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?(?![\p{L}\p{N}_.(])/gu;

/** Capitals and no spaces, but for what stands between quotes; `_xlfn.` says nothing. */
function plainText(text: string): string {
  return text
    .split(/("(?:[^"]|"")*")/)
    .map((piece, at) =>
      at % 2 === 1
        ? piece
        : piece
            .replace(/_xlfn\.|_xlws\.|\s+/gi, '')
            .toUpperCase()
            .replace(numbers, (number) => String(Number(number))),
    )
    .join('');
}

/**
 * A reference under the name that its sheet had when it was written. With a pair, every line is taken back to where it
 * was, so that a range that grew around an inserted line is the same by its corners.
 */
function referenceText({ sheet, first, last }: FormulaReference, written = sheet, pair?: Pair): string {
  const prefix = sheet === undefined ? '' : `'${written!.toLowerCase()}'!`;
  return last === undefined
    ? prefix + cornerText(first, pair)
    : `${prefix}${cornerText(first, pair)}:${cornerText(last, pair)}`;
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
