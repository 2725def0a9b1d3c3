/** The tolerance of a comparison stands in its formula, where rounding is possible and nowhere else. */

import { describe, expect, it, test } from 'vitest';
import { formulaText } from '../../src/grid/address.ts';
import type { Built } from '../../src/pipeline.ts';
import { tieOutColumns } from '../../src/sheets/model/checkSheets.ts';
import { recalculate } from '../helpers/libreoffice.ts';
import { build, values } from '../helpers/models.ts';

const model = (rest: string) => `
model: edges
timeline: { from: 2026, to: 2027, grain: year }
inputs:
  a: { unit: USD, value: 0.1 USD }
  b: { unit: USD, value: 0.2 USD }
  c: { unit: USD, value: 0.3 USD }
  share: { unit: '%', value: 40% }
  start: { unit: date, value: 2026-07 }
  periods: { unit: '1', value: 3 }
${rest}
`;

const item = (formula: string) =>
  model(
    `sheets:\n  S:\n    T:\n      x: { unit: '1', formula: '${formula}' }\n      cost: { unit: USD, formula: a * 2 }`,
  );

/** Formulas of an item or a check in its first column. */
function formulasOf(built: Built, id: string): string[] {
  return built.grid.sheets.flatMap(({ rows }) =>
    rows.flatMap(({ segments }) =>
      segments.flatMap(({ content, column, origin }) => {
        const [first] = Array.isArray(content) ? content : [content];
        return first?.kind === 'formula' && origin?.id === id ? [formulaText(first.template, column)] : [];
      }),
    ),
  );
}

describe('a comparison in an item', () => {
  it.each([
    ['if(a + b > c, 1, 0)', 'IF($G7+$G8-$G9>1e-12*(ABS($G7)+ABS($G8)),1,0)'],
    ['if(a + b >= c, 1, 0)', 'IF($G7+$G8-$G9>=-1e-12*(ABS($G7)+ABS($G8)),1,0)'],
    ['if(c < a + b, 1, 0)', 'IF($G9-($G7+$G8)<-1e-12*(ABS($G7)+ABS($G8)),1,0)'],
    ['if(0 < a - b, 1, 0)', 'IF($G7-$G8>1e-12*(ABS($G7)+ABS($G8)),1,0)'],
    ['if(share * (a + b) <= c, 1, 0)', 'IF($G10*($G7+$G8)-$G9<=1e-12*(ABS($G10)*(ABS($G7)+ABS($G8))),1,0)'],
    ['if(share * a > c, 1, 0)', 'IF($G10*$G7-$G9>1e-12*ABS($G9),1,0)'],
    ['divide(a, b - c, 0)', 'IF(ABS($G8-$G9)<=1e-12*(ABS($G8)+ABS($G9)),0,$G7/($G8-$G9))'],
  ])('%s carries its tolerance', (formula, written) => {
    const found = formulasOf(build(item(formula)), 'x').find((one) => one.startsWith('IF('));
    // Which rows hold the links follows from what the formula reads.
    expect(shape(found!)).toBe(shape(written));
  });

  it.each([
    'if(a > c, 1, 0)',
    'if(cost > 0, 1, 0)',
    'if(period.start >= start, 1, 0)',
    'if(period.index - 1 > 0, 1, 0)',
    'if(periods - 1 > period.index, 1, 0)',
    'if(month(period.start) = 1, 1, 0)',
    'divide(a, cost, 0)',
  ])('%s is exact, and has none', (formula) => {
    for (const found of formulasOf(build(item(formula)), 'x')) expect(found).not.toContain('1e-12');
  });

  it('is no longer than before where its terms are many', () => {
    const long = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 'a * share' : 'b')).join(' + ');
    expect(formulasOf(build(item(`if(${long} > c, 1, 0)`)), 'x').join()).not.toContain('1e-12');
  });

  it('of small amounts is not widened by a cap that is far away', () => {
    const built = build(item('if(min(a, c * 1000 * 1000 * 1000 * 1000 * 1000) > b / 2 * 1 - a / 1000, 1, 0)'));
    expect(values(built, 'x')).toEqual([1]);
  });
});

/** A formula with its references numbered in the order in which they occur. */
function shape(formula: string): string {
  const names: string[] = [];
  return formula.replace(/(?:'[^']+'!)?\$?[A-Z]{1,2}\$?\d+/g, (reference) => {
    if (!names.includes(reference)) names.push(reference);
    return `#${names.indexOf(reference)}`;
  });
}

const withChecks = (checks: string) =>
  model(`sheets:
  S:
    T:
      used: { unit: USD, formula: a + b }
      balance: { unit: USD, opening: c, formula: 'balance[-1] - if(period.index = 1, a, b)' }
${checks}`);

describe('a check', () => {
  it.each([
    ['used <= c', '', true],
    ['used >= c', '', true],
    ['used = c', ', tolerance: 0 USD', true],
    ['used > c', '', false],
    ['used < c', '', false],
    ['balance >= 0 USD', '', true],
    ['and(used <= c, balance >= 0 USD)', '', true],
    ['c - used >= 0 USD', '', true],
    ['b + b <= c', '', false],
    ['b + b <= c', ', tolerance: 0.1 USD', true],
    ['b + b <= c', ', tolerance: 0.0999999 USD', false],
    ['last(balance over timeline) >= 0 USD', '', true],
    ['used + 0.000001 USD > c', '', true],
  ])('%s %s', async (formula, more, passes) => {
    const text = withChecks(`checks:\n  k: { formula: '${formula}'${more} }`);
    if (passes) expect(build(text).record.scenarios[0]!.checks[0]!.passed).toBe(true);
    else expect(() => build(text)).toThrow(/check-failed/);
  });
});

describe('a figure', () => {
  it.each([
    ['a + b', '0.3 USD', '0 USD'],
    ['b + b', '0.3 USD', '0.1 USD'],
    ['b + b', '0.5 USD', '20%'],
  ])('%s is %s within %s', async (formula, expected, tolerance) => {
    const built = build(
      withChecks(`expect:\n  e: { formula: ${formula}, expect: ${expected}, tolerance: ${tolerance} }`),
    );
    expect(built.record.scenarios[0]!.tieOuts[0]!.passed).toBe(true);
  });
});

test('LibreOffice gives checks and figures the same result', { tags: ['libreoffice'] }, async () => {
  const built = build(
    withChecks(`checks:
  one: { formula: used <= c }
  two: { formula: balance >= 0 USD }
  three: { formula: b + b <= c, tolerance: 0.1 USD }
expect:
  e: { formula: b + b, expect: 0.3 USD, tolerance: 0.1 USD }
  f: { formula: used, expect: 0.3 USD, tolerance: 0 USD }`),
  );
  const sheets = await recalculate(await built.workbook());
  const rows = sheets.filter(({ name }) => name === 'Checks' || name === 'Tie-outs').flatMap((sheet) => sheet.rows);
  const holds = rows.filter(([label]) => label?.value === '  holds').map((row) => row[6]?.value);
  expect(holds).toEqual([1, 1, 1]);
  const figures = rows.filter(([, , id]) => id?.value === 'e' || id?.value === 'f');
  expect(figures.map((row) => row[tieOutColumns.holds]?.value)).toEqual([1, 1]);
});
