/**
 * Workbooks of others under HyperFormula: what cannot be computed is called neither right nor stale, and circles are
 * named cell by cell.
 */
import { describe, expect, it } from 'vitest';
import { openWorkbook, verifyFile } from '../../src/pipeline.ts';
import { handmade, handmadeParts } from '../helpers/handmade.ts';

const row = (at: number, ...cells: readonly string[]) =>
  `<row r="${at}">${cells.map((cell, column) => `<c r="${'ABCDEFGH'[column]}${at}">${cell}</c>`).join('')}</row>`;
const formula = (text: string, stored: number) => `<f>${text}</f><v>${stored}</v>`;
const value = (number: number) => `<v>${number}</v>`;

function verified(bytes: Uint8Array) {
  const { value: found, diagnostics } = verifyFile(openWorkbook(bytes).value!);
  if (found === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return found;
}

const results = (bytes: Uint8Array) =>
  verified(bytes).recalculation.findings.map(
    ({ kind, place, now }) => `${kind} ${place}${kind === 'not-computed' ? `: ${String(now)}` : ''}`,
  );
const calculation = (more: string) => ({
  'xl/workbook.xml': (handmadeParts()['xl/workbook.xml'] as string).replace('</sheets>', `</sheets>${more}`),
});

describe('a result that HyperFormula cannot compute', () => {
  it.each([
    ['OFFSET(A1,0,0)', 'calls OFFSET'],
    ['INDIRECT("A1")', 'calls INDIRECT'],
    ['NEWFUNCTION(A1)', 'calls NEWFUNCTION'],
    ['LET(x,A1,x)', 'calls LET'],
    ['rate*A1', 'reads the name rate'],
    ['[1]Other!A1+1', 'reads another workbook ([1]Other)'],
    ['SUM(Jan:Dec!A1)', 'reads several sheets at once (Jan:Dec)'],
    ['TODAY()-A1', 'calls TODAY, which is volatile'],
    ['TEXT(A1,"0.0%")', 'calls TEXT'],
  ])('%s', (text, reason) => {
    const bytes = handmade(
      row(1, value(5), formula(text, 7), formula('B1*2', 14), formula('C1+A1', 19), formula('A1*3', 15)),
    );
    expect(results(bytes)).toEqual([
      `not-computed S!B1: ${reason}`,
      `not-computed S!C1: depends on S!B1, which ${reason}`,
      `not-computed S!D1: depends on S!B1, which ${reason}`,
    ]);
    expect(verified(bytes).recalculation.cells).toBe(1);
  });

  it('an array formula, in every cell of it', () => {
    const array = '<f t="array" ref="B1:B2">A1:A2*2</f><v>2</v>';
    const bytes = handmade(
      row(1, value(1), array) + row(2, value(2), value(4)) + row(3, value(3), formula('SUM(B1:B2)', 6)),
    );
    expect(results(bytes)).toEqual([
      'not-computed S!B1: is an array formula',
      'not-computed S!B2: is an array formula',
      'not-computed S!B3: depends on S!B1, which is an array formula',
    ]);
  });

  it('leaves every other stored result to be judged', () => {
    expect(results(handmade(row(1, value(5), formula('OFFSET(A1,0,0)', 5), formula('A1*3', 16))))).toEqual([
      'not-computed S!B1: calls OFFSET',
      'stale-value S!C1',
    ]);
  });

  it('is every result where they are rounded to what is shown, and dates where they count from 1904', () => {
    const cells = row(1, value(0.5), formula('A1*2', 1), formula('YEAR(A1)', 1904));
    expect(results(handmade(cells, calculation('<calcPr fullPrecision="0"/>')))).toEqual([
      'not-computed S!B1: is rounded to the displayed digits (precision as displayed)',
      'not-computed S!C1: is rounded to the displayed digits (precision as displayed)',
    ]);
    const dated = handmadeParts()['xl/workbook.xml'] as string;
    const since1904 = { 'xl/workbook.xml': dated.replace('<sheets>', '<workbookPr date1904="1"/><sheets>') };
    expect(results(handmade(cells, since1904))).toEqual(['not-computed S!C1: calls YEAR under the 1904 date system']);
  });
});

describe('circles', () => {
  const circle = row(
    1,
    formula('B1+1', 1),
    formula('C1+1', 2),
    formula('D1+1', 3),
    formula('A1*0.5', 4),
    formula('A1+1', 5),
    value(6),
  );

  it('are listed with every cell, also from column to column, and what they hold is not stale', () => {
    for (const more of ['', '<calcPr iterate="1"/>']) {
      const found = verified(handmade(circle, more === '' ? {} : calculation(more)));
      const rule = found.rules[11]!;
      expect(rule).toMatchObject({ result: 'fails' });
      expect(rule.cells.filter((cell) => cell.startsWith('S!'))).toEqual(['S!A1', 'S!B1', 'S!C1', 'S!D1']);
      expect(rule.detail).toContain('4 cells in 1 circular reference: S!A1, S!B1, S!C1, S!D1');
      expect(found.recalculation.findings.map(({ kind, place }) => `${kind} ${place}`)).toEqual([
        'not-computed S!A1',
        'not-computed S!B1',
        'not-computed S!C1',
        'not-computed S!D1',
        'not-computed S!E1',
      ]);
    }
  });

  it('are told apart, and balances that are carried forward are none', () => {
    const two =
      row(1, formula('B1', 0), formula('A1', 0)) +
      row(2, formula('A2+1', 0)) +
      row(3, value(1), formula('A3+A4', 1), formula('B3+B4', 1));
    const rule = verified(handmade(two)).rules[11]!;
    expect(rule.detail).toContain('3 cells in 2 circular references: S!A1, S!B1; S!A2');
    const carried =
      row(1, value(1), formula('A1+A2', 1), formula('B1+B2', 1)) +
      row(2, value(0), formula('A1*0', 0), formula('B1*0', 0));
    expect(verified(handmade(carried)).rules[11]!.result).toBe('passes');
  });
});
