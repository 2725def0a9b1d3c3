import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import {
  escapeFormula,
  formatAmount,
  formatDate,
  formatValue,
  renderCsv,
  renderMarkdown,
  renderTable,
  rowFormat,
  shorten,
  sparkline,
  stripControls,
} from '../../../src/cli/io/format.ts';
import fc from '../../helpers/seeded.ts';

describe('numbers', () => {
  it.each([
    [1_250_000_000, 'USD', '1.25 bn USD'],
    [-1_250_000_000, 'USD', '(1.25) bn USD'],
    [2_530_000, 'USD', '2.53 m USD'],
    [153_400_000, 'USD', '153.4 m USD'],
    [3_200_000_000_000, 'USD', '3.20 tn USD'],
    [12_345.6, 'USD', '12,346 USD'],
    [20, 'USD/user/month', '20 USD/user/month'],
    [0.1234, '%', '12.34%'],
    [0.1234567, '%', '12.3%'],
    [0.0035, '%', '0.35%'],
    [0.0005, '%', '0.05%'],
    [0.00351234, '%', '0.35%'],
    [-0.05, '%', '(5.0%)'],
    [10, '%', '1,000.0%'],
    [0.03, '1/month', '3.0%/month'],
    [5, '1/month', '5 1/month'],
    [1.5, 'x', '1.5x'],
    [0.84, 'x', '0.84x'],
    [1 / 3, 'x', '0.33x'],
    [0.7, '1', '0.70'],
    [0.00123, '1', '0.00123'],
    [46_023, 'date', '2026-01-01'],
    [1, 'flag', 'yes'],
    ['opex', 'choice', 'opex'],
    [null, 'USD', '–'],
    [Number.NaN, 'USD', 'error'],
  ] as const)('%s in %s is %s', (value, unit, shown) => {
    expect(formatAmount(value, unit)).toBe(shown);
  });

  it('shows one scale per row, and no minus sign on a rounded zero', () => {
    const format = rowFormat('USD', [2.5e9, 1e6, null]);
    expect(format.unit).toBe('bn USD');
    expect(formatValue(1e6, 'USD', format)).toBe('0.00');
    expect(formatValue(-1e6, 'USD', format)).toBe('0.00');
  });

  it('counts days as Excel does', () => {
    expect(formatDate(46_023)).toBe('2026-01-01');
    expect(formatDate(1e300)).toBe('error');
  });
});

describe('sparkline', () => {
  it('goes from the smallest to the largest value', () => {
    expect(sparkline([1, 2, 3], 12)).toBe('▁▅█');
    expect(sparkline([5, 5], 12)).toBe('▄▄');
    expect(sparkline([1, null, 3], 12)).toBe('▁ █');
    expect(sparkline([null], 12)).toBe(' ');
  });
  it('keeps the first and last value when it is cut', () => {
    const curve = sparkline(
      Array.from({ length: 100 }, (_, at) => at),
      12,
    );
    expect(curve).toHaveLength(12);
    expect([curve[0], curve.at(-1)]).toEqual(['▁', '█']);
  });
});

const table = {
  head: ['', 'Unit', '2026', '2027', '2028'],
  rows: [
    ['Revenue', 'bn USD', '1.00', '2.00', '3.00'],
    ['Operating profit', 'bn USD', '(0.50)', '0.25', '1.00'],
  ],
  fixed: 2,
};

describe('tables', () => {
  it('aligns numbers to the right and negatives by their digits', () => {
    expect(renderTable(table, 80).split('\n')).toEqual([
      '                  Unit     2026   2027  2028',
      'Revenue           bn USD   1.00   2.00  3.00',
      'Operating profit  bn USD  (0.50)  0.25  1.00',
    ]);
  });

  it('folds columns that do not fit into blocks that repeat the labels', () => {
    expect(renderTable(table, 40).split('\n')).toEqual([
      '                  Unit     2026   2027',
      'Revenue           bn USD   1.00   2.00',
      'Operating profit  bn USD  (0.50)  0.25',
      '',
      '                  Unit    2028',
      'Revenue           bn USD  3.00',
      'Operating profit  bn USD  1.00',
    ]);
  });

  it('never exceeds the width, whatever labels and numbers there are', () => {
    const rows = fc.array(
      fc.tuple(
        fc.string(),
        fc.array(fc.double({ noNaN: true, min: -1e13, max: 1e13 }), { minLength: 9, maxLength: 9 }),
      ),
    );
    fc.assert(
      fc.property(rows, (given) => {
        const body = given.map(([label, values]) => {
          const format = rowFormat('USD', values);
          return [stripControls(label), format.unit, ...values.map((value) => formatValue(value, 'USD', format))];
        });
        const text = renderTable({ head: ['', 'Unit', ...Array.from('123456789')], rows: body, fixed: 2 }, 80);
        for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('counts a column without a label as one place', () => {
    const values = [0, 0, 0, -4.999999999999995e-9, 0, 0, 0, 0, 0];
    const format = rowFormat('USD', values);
    const row = ['', format.unit, ...values.map((value) => formatValue(value, 'USD', format))];
    const text = renderTable({ head: ['', 'Unit', ...Array.from('123456789')], rows: [row], fixed: 2 }, 80);
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  it('cuts labels in the middle where their beginnings are alike', () => {
    const labels = ['Subscribers at the end of the period: Plus', 'Subscribers at the end of the period: Pro', 'All'];
    const text = renderTable(
      { head: ['', 'Unit', '2026'], rows: labels.map((label) => [label, 'user', '1']), fixed: 2 },
      50,
    );
    const [, ...rows] = text.split('\n').map((line) => line.slice(0, 25).trimEnd());
    expect(rows).toEqual(['Subscribers …period: Plus', 'Subscribers … period: Pro', 'All']);
  });

  it('shortens a text to a width', () => {
    expect(shorten('Subscription revenue', 12)).toBe('Subscriptio…');
    expect(shorten('Revenue', 12)).toBe('Revenue');
  });
});

describe('units behind labels', () => {
  const labels = ['Operating profit before stock compensation and everything else', 'Cash'];
  const rows = labels.map((label) => [label, '1.00']);
  it('are never cut', () => {
    const lines = renderTable({ head: ['', '2026'], rows, fixed: 1, behind: [', bn USD', ', %'] }, 40).split('\n');
    expect(lines[1]).toMatch(/^Operating p…, bn USD +1\.00$/);
    expect(lines[2]).toMatch(/^Cash, % +1\.00$/);
  });
  it('and columns of texts stand to the left in Markdown too', () => {
    const table = { head: ['Claim', 'Verdict'], rows: [['a', 'holds']], fixed: 1, aligned: ['left', 'left'] as const };
    expect(renderMarkdown(table).split('\n')[1]).toBe('| --- | --- |');
  });
});

describe('text that others open', () => {
  it.each(['=1+1', '+1', '-1', '@sum', ' =1', '\t=1'])('makes %j harmless', (text) => {
    expect(escapeFormula(text)).toMatch(/^'/);
    expect(renderCsv([[text]])).toMatch(/^'/);
  });

  it('keeps numbers exact and quotes what needs it', () => {
    expect(
      renderCsv([
        ['a,b', 'say "x"', null],
        [-5, 0.1 + 0.2, 'plain'],
      ]),
    ).toBe('"a,b","say ""x""",\n-5,0.30000000000000004,plain');
  });

  it('writes Markdown whose cells hold no bar of their own', () => {
    expect(renderMarkdown({ head: ['', '2026'], rows: [['=a|b', '(1.0)']], fixed: 1 })).toBe(
      "|  | 2026 |\n| --- | ---: |\n| '=a\\|b | (1.0) |",
    );
  });

  it('removes what could steer a terminal', () => {
    expect(stripControls('a\u001b[31mb\u202ec')).toBe('a [31mb c');
  });
});
