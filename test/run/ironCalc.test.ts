/** IronCalc over cells: values as they are, errors as Excel has them, and what it cannot compute named as such. */
import { describe, expect, it } from 'vitest';
import { loadRecalculationEngine } from '../../src/cli/io/loadRecalculationEngine.ts';
import type { CellValue } from '../../src/run/run.ts';
import { handmade } from '../helpers/handmade.ts';
import { recalculateWithIronCalc } from '../helpers/ironCalc.ts';

const compute = await loadRecalculationEngine('ironcalc');

/** The values of formulas in column B beside constants in column A. */
function valuesOf(formulas: readonly string[], constants: readonly CellValue[] = []): unknown[] {
  const rows = formulas.map((formula, at) => [{ value: constants[at] ?? null }, { formula, value: null }]);
  const values = compute([{ name: 'S', rows }]).values.get('S')!;
  return formulas.map((_, at) => values[at]?.[1]);
}

describe('values', () => {
  it('have fourteen correct digits, at any size', () => {
    const formulas = ['1/3', '-2/3*1E-200', '4E+150/3', '5E-17', '-0.1', '1-1.5E-7', '123456.789012345'];
    const exact = [1 / 3, (-2 / 3) * 1e-200, 4e150 / 3, 5e-17, -0.1, 1 - 1.5e-7, 123456.789012345];
    valuesOf(formulas).forEach((value, at) => {
      expect(Number(value) / exact[at]!).toBeCloseTo(1, 13);
    });
    expect(valuesOf(['0', '1-1'])).toEqual([0, 0]);
  });

  it('are numbers where IronCalc shows dates and percentages', () => {
    expect(valuesOf(['DATE(2026,1,31)', 'DATE(2026,1,31)+0.5', '10%'])).toEqual([
      expect.closeTo(46053),
      expect.closeTo(46053.5),
      expect.closeTo(0.1),
    ]);
  });

  it('are the constants of the cells, whatever their text looks like', () => {
    const texts = ['2024', '1/2/2024', '=A1', "'quoted", 'TRUE', '12%', '#N/A', 'line\nline'];
    expect(
      valuesOf(
        texts.map((_, at) => `A${at + 1}&""`),
        texts,
      ),
    ).toEqual(texts);
    expect(valuesOf(['A1', 'A2+1', 'A3', 'A4'], [true, -1.5e-7, { error: '#N/A' }, null])).toEqual([
      true,
      expect.closeTo(0.99999985, 12),
      { error: '#N/A' },
      0,
    ]);
  });

  it('are errors of Excel', () => {
    expect(valuesOf(['1/0', 'NA()', 'SQRT(-1)', '"a"+1', '1E+308*10'])).toEqual(
      ['#DIV/0!', '#N/A', '#NUM!', '#VALUE!', '#NUM!'].map((error) => ({ error })),
    );
  });

  it('come from any sheet, in any order', () => {
    const sheets = [
      { name: 'Summary', rows: [[{ formula: "'Q1 & Q2'!B2*Sheet1!A1", value: null }]] },
      { name: 'Q1 & Q2', rows: [undefined, [undefined, { formula: 'Sheet1!A1+1', value: null }]] },
      { name: 'Sheet1', rows: [[{ value: 3 }]] },
    ];
    expect(compute(sheets).values.get('Summary')).toEqual([[12]]);
  });

  it('follow a chain of cells over sheets, rows and columns', () => {
    const chain = (sheet: string, before: string) => ({
      name: sheet,
      rows: Array.from({ length: 50 }, (_, row) =>
        Array.from({ length: 120 }, (_, column) => ({
          formula: column > 0 ? `${name(column - 1)}${row + 1}+1` : row > 0 ? `${name(119)}${row}` : before,
          value: null,
        })),
      ),
    });
    const sheets = ['C', 'B', 'A'].map((sheet, at) => chain(sheet, ['B!DP50', 'A!DP50', '0'][at]!));
    expect(compute(sheets).values.get('C')?.[49]?.[119]).toBeCloseTo(3 * 50 * 119, 8);
  });
});

/** `A` for 0, `AA` for 26. */
function name(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : name(Math.floor(column / 26) - 1) + name(column % 26);
}

describe('what IronCalc cannot compute', () => {
  const row = (...cells: readonly string[]) =>
    `<row r="1">${cells.map((cell, column) => `<c r="${'ABCDEFGH'[column]}1">${cell}</c>`).join('')}</row>`;
  const formula = (text: string, stored: number) => `<f>${text}</f><v>${stored}</v>`;

  const found = (cells: string) =>
    recalculateWithIronCalc(handmade(cells)).findings.map(({ kind, place, now }) => `${kind} ${place}: ${String(now)}`);

  it.each([
    ['NEWFUNCTION(A1)', 'calls NEWFUNCTION'],
    ['IFERROR(NEWFUNCTION(A1),7)', 'calls NEWFUNCTION'],
    ['GETPIVOTDATA(A1,A1)', 'calls GETPIVOTDATA'],
    ['rate*A1', 'reads the name rate'],
    ['[1]Other!A1+1', 'reads another workbook ([1]Other)'],
    ['SUM(Jan:Dec!A1)', 'reads several sheets at once (Jan:Dec)'],
    ['TODAY()-A1', 'calls TODAY, which is volatile'],
    ['TEXT(A1,"0.0%")', 'calls TEXT'],
    ['SUM(A1:CZ20000)', 'reads a range of 2,080,000 cells'],
  ])('%s is named with what depends on it', (text, reason) => {
    expect(found(row('<v>5</v>', formula(text, 7), formula('B1*2', 14), formula('A1*3', 15)))).toEqual(
      [`not-computed S!B1: ${reason}`, `not-computed S!C1: depends on S!B1, which ${reason}`].slice(
        0,
        reason.startsWith('reads a range') ? 1 : 2,
      ),
    );
  });

  it('is what it rounds differently from Excel, and only where the results differ', () => {
    const cells = row('<v>1.005</v>', formula('ROUND(A1,2)', 1.01), formula('B1*2', 2.02), formula('ROUND(A1,1)', 1));
    expect(found(cells)).toEqual([
      'not-computed S!B1: calls ROUND, which this engine rounds differently from Excel at a half such as 1.005',
      'not-computed S!C1: depends on S!B1, which calls ROUND, which this engine rounds differently from Excel at a half such as 1.005',
    ]);
  });

  it('is #NAME? where a formula of one cell gives several values', () => {
    expect(valuesOf(['A1:A2*2', 'SUM(A1:A2)'], [1, 2])).toEqual([{ error: '#NAME?' }, 3]);
  });
});
