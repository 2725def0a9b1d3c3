import { describe, expect, test } from 'vitest';
import { columnName, sheetPrefix } from '../../../src/grid/address.ts';
import {
  formulaOfTokens,
  formulaTokens,
  movedFormula,
  shiftRows,
  toRelative,
} from '../../../src/xlsx/read/formulaReferences.ts';
import fc from '../../helpers/seeded.ts';

/** The references of a formula as texts. */
function references(formula: string): readonly string[] {
  return formulaTokens(formula).flatMap((token) => (typeof token === 'string' ? [] : [formulaOfTokens([token])]));
}

describe('references are told from other text', () => {
  test.each<readonly [string, readonly string[]]>([
    ['A1+$B$2', ['A1', '$B$2']],
    ['SUM(A1:$B2,C:C,$1:3)', ['A1:$B2', 'C:C', '$1:3']],
    ["'P & L'!A1+'It''s'!B2:C3", ["'P & L'!A1", "'It''s'!B2:C3"]],
    ['Sheet1!A1+Größe!B2', ['Sheet1!A1', 'Größe!B2']],
    ['LOG10(A1)+ATAN2(B1,C1)', ['A1', 'B1', 'C1']],
    ['"A1"&" ""B2"" "&C3', ['C3']],
    ['1E5+2.5e-3+.5+A1', ['A1']],
    ['tax2025_rate+Q1.x+abc1_d+_A1', []],
    ['XFD1048576+XFE1+A1048577', ['XFD1048576']],
    ['Table1[[#This Row],[A1]]*[@B2]+A1', ['A1']],
    ['#REF!+#DIV/0!+#N/A+A1', ['A1']],
    ['Sheet1!#REF!+Sheet1!name+B1', ['B1']],
    ['[1]Sheet1!A1+Jan:Dec!B2', ['[1]Sheet1!A1', 'Jan:Dec!B2']],
    ["'[book.xlsx]My Sheet'!A1", ["'[book.xlsx]My Sheet'!A1"]],
    ['A1:INDEX(B:B,3)', ['A1', 'B:B']],
    ['A1#+@B1', ['A1', 'B1']],
    ['{1,2;3,4}*A1', ['A1']],
    ['A0+A01+AAAA1', []],
    ['IF(TRUE,a1,b2)', ['A1', 'B2']],
  ])('%s', (formula, expected) => {
    expect(references(formula)).toEqual(expected);
  });

  test('long runs of one piece are split in linear time: quadratic time would not end', () => {
    for (const piece of ["'", '"', '[', "a'", '[a', 'a:', '$', '#', 'A1:'])
      formulaTokens(piece.repeat(200_000 / piece.length));
  });

  test('any text comes back as it was, but for small letters in references', () => {
    fc.assert(
      fc.property(fc.string(), (text) => formulaOfTokens(formulaTokens(text)).toUpperCase() === text.toUpperCase()),
    );
  });
});

test.each([
  ['A1+$B$1+A$1+$A1', 2, 3, 'D3+$B$1+D$1+$A3'],
  ['SUM(A:A,$B:C,1:1,$2:3)', 1, 1, 'SUM(B:B,$B:D,2:2,$2:4)'],
  ['A1+S!B2', -1, 0, '#REF!+S!B1'],
  ['XFD1', 0, 1, '#REF!'],
  ['LOG10(A1)&"A1"', 1, 0, 'LOG10(A2)&"A1"'],
])('%s moved by %i rows and %i columns is %s', (formula, rows, columns, moved) => {
  expect(movedFormula(formula, rows, columns)).toBe(moved);
});

test('a form without places', () => {
  expect(toRelative("A5*$B$1+'S'!C:C+1:$2", 4, 1)).toBe("R[0]C[-1]*R1C2+'S'!C[1]:C[1]+R[-4]:R2");
  expect(toRelative('S!A1', 0, 0)).toBe(toRelative("'S'!A1", 0, 0));
});

test('rows move by sheet', () => {
  const map = (sheet: string, row: number) => (sheet === 'S' && row >= 2 ? row + 10 : row === 99 ? undefined : row);
  expect(shiftRows("A1+A5+'T'!A5+S!$A$5:B$9+C:C+5:6+T!A100", 'S', map)).toBe(
    "A1+A15+'T'!A5+S!$A$15:B$19+C:C+15:16+T!#REF!",
  );
  expect(shiftRows('A5+S!A5+[1]S!A5+S:T!A5', 'T', map)).toBe('A5+S!A15+[1]S!A5+S:T!A5');
});

const flag = fc.boolean();
const sheet = fc.constantFrom('', 'Inputs', 'P & L', "It's", 'A1');
const place = fc.record({
  row: fc.integer({ min: 100, max: 900 }),
  column: fc.integer({ min: 100, max: 900 }),
  rowFixed: flag,
  columnFixed: flag,
});
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

function at({ row, column, rowFixed, columnFixed }: Place, rows = 0, columns = 0): string {
  const [r, c] = [rowFixed ? row : row + rows, columnFixed ? column : column + columns];
  return `${columnFixed ? '$' : ''}${columnName(c)}${rowFixed ? '$' : ''}${r + 1}`;
}

type Move = (rows: number, columns: number) => string;
const fixedText = fc
  .constantFrom(
    '+',
    '*(1-',
    ')',
    '"A1 ""B2"""',
    'LOG10(',
    'SUM(',
    ',1.5E3,',
    '#N/A',
    'T1[[#All],[B2]]',
    ' ',
    '&',
    'name_A1',
  )
  .map(
    (text): Move =>
      () =>
        text,
  );
const single = fc.tuple(sheet, place).map(
  ([name, one]): Move =>
    (r, c) =>
      (name === '' ? '' : sheetPrefix(name)) + at(one, r, c),
);
const range = fc.tuple(place, place).map(
  ([a, b]): Move =>
    (r, c) =>
      `${at(a, r, c)}:${at(b, r, c)}`,
);
/** Formulas whose movement is known by construction; a comma parts what would otherwise grow together. */
const formulas = fc.array(fc.oneof(fixedText, single, range), { maxLength: 8 }).map(
  (pieces): Move =>
    (rows, columns) =>
      pieces.map((piece) => piece(rows, columns)).join(','),
);
const offset = fc.integer({ min: -100, max: 100 });

test('moving a formula moves its relative parts and nothing else', () => {
  fc.assert(
    fc.property(formulas, offset, offset, (formula, rows, columns) => {
      expect(movedFormula(formula(0, 0), rows, columns)).toBe(formula(rows, columns));
      expect(movedFormula(movedFormula(formula(0, 0), rows, columns), -rows, -columns)).toBe(formula(0, 0));
    }),
  );
});

test('copies of a formula have one relative form', () => {
  fc.assert(
    fc.property(formulas, offset, offset, (formula, rows, columns) => {
      expect(toRelative(formula(rows, columns), 500 + rows, 500 + columns)).toBe(toRelative(formula(0, 0), 500, 500));
    }),
  );
});

test('rows moved there and back', () => {
  fc.assert(
    fc.property(formulas, fc.integer({ min: 0, max: 100 }), (formula, rows) => {
      const down = shiftRows(formula(0, 0), 'Own', (_, row) => row + rows);
      expect(shiftRows(down, 'Own', (_, row) => row - rows)).toBe(formula(0, 0));
    }),
  );
});
