/**
 * Which cells of a row hold copies of one formula. Takes a formula where it stands; returns a test for its copies in
 * other columns. Guarantee: the test makes no text, so a row of a thousand copies costs little more than reading them.
 */
import { columnName, columnsMax } from '../grid/address.ts';
import { type FormulaToken, formulaOfTokens, type ReferenceCorner } from '../xlsx/read/formulaReferences.ts';

/** A formula cut at its relative columns: `B5*$C$1` in column C is `['', '5*$C$1']` with the offset -1 between. */
interface Cut {
  readonly pieces: readonly string[];
  readonly offsets: readonly number[];
}

/** Says whether a formula text in a column of the same row is a copy. */
export type CopyTest = (formula: string, column: number) => boolean;

function cutAt(tokens: readonly FormulaToken[], column: number): Cut {
  const pieces: string[] = [];
  const offsets: number[] = [];
  let piece = '';
  const addCorner = (corner: ReferenceCorner): void => {
    const digits = corner.row === undefined ? '' : `${corner.rowAbsolute ? '$' : ''}${corner.row + 1}`;
    if (corner.column === undefined) piece += digits;
    else if (corner.columnAbsolute) piece += `$${columnName(corner.column)}${digits}`;
    else {
      pieces.push(piece);
      offsets.push(corner.column - column);
      piece = digits;
    }
  };
  for (const token of tokens) {
    if (typeof token === 'string') piece += token;
    else {
      piece += token.prefix;
      addCorner(token.first);
      if (token.last !== undefined) {
        piece += ':';
        addCorner(token.last);
      }
    }
  }
  return { pieces: [...pieces, piece], offsets };
}

function matches({ pieces, offsets }: Cut, formula: string, column: number): boolean {
  let at = 0;
  for (let index = 0; index < offsets.length; index += 1) {
    const piece = pieces[index]!;
    const target = column + offsets[index]!;
    if (target < 0 || target >= columnsMax || !formula.startsWith(piece, at)) return false;
    const name = columnName(target);
    at += piece.length;
    if (!formula.startsWith(name, at)) return false;
    at += name.length;
  }
  const rest = pieces.at(-1)!;
  return formula.length === at + rest.length && formula.endsWith(rest);
}

/** `copiesOf(formulaTokens('B5*$C$1'), 2)('C5*$C$1', 3)` is true. */
export function makeCopyTest(tokens: readonly FormulaToken[], column: number): CopyTest {
  const cut = cutAt(tokens, column);
  const own = formulaOfTokens(tokens);
  // One formula for every column needs no cutting.
  if (cut.offsets.length === 0) return (formula) => formula === own;
  return (formula, target) => matches(cut, formula, target);
}
