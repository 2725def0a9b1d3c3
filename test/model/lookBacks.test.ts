/** What lies before the first period: a value, or a problem; never a silent zero. */
import { describe, expect, it } from 'vitest';
import { build, problemsOf, values } from '../helpers/models.ts';

const head = `
model: look_backs
timeline: { from: 2026-01, to: 2026-04, grain: month }
inputs:
  p: { unit: USD, value: 10 USD }
  s: { unit: USD, series: { 2025-10: 100 USD, 2026-01: 3 USD } }
sheets:
  S:
    T:
      flow: { unit: USD, rollup: sum, formula: p * period.index }
      with_opening: { unit: USD, rollup: sum, opening: '0', formula: p * period.index }
`;
const missing = (line: string): boolean =>
  problemsOf(`${head}${line}`).some((one) => one.startsWith('missing-opening'));
const item = (formula: string): string => `      x: { unit: USD, rollup: sum, formula: '${formula}' }\n`;

describe('a look back behind a guard of the first period', () => {
  it.each([
    'if(period.index = 1, 0, flow[-1])',
    'if(1 = period.index, 0, flow[-1])',
    'if(period.index > 1, flow[-1], 0)',
    'if(1 < period.index, flow[-1], 0)',
    'if(period.index <> 1, flow[-1], 0)',
    'if(period.index = 1, 0, 2 * if(p > 0, flow[-1], p))',
  ])('needs no opening: %s', (formula) => {
    const built = build(`${head}${item(formula)}`);
    expect(values(built, 'x')[0]).toBe(0);
  });

  it.each([
    'if(period.index = 1, flow[-1], flow)',
    'if(period.index = 1, 0, flow[-2])',
    'if(period.index = 12, 0, flow[-1])',
    'if(period.index > 1, 0, flow[-1])',
    'if(period.index[-1] = 1, 0, flow[-1])',
    'if(period.year = 1, 0, flow[-1])',
    'flow[-1]',
  ])('is refused without one: %s', (formula) => {
    expect(missing(item(formula))).toBe(true);
  });
});

describe('an opening', () => {
  it.each([
    'flow',
    's[-1]',
    'flow[-1]',
    'with_opening[-1]',
    'cumulative(with_opening)',
  ])('cannot be %s, which has no value there', (opening) => {
    expect(missing(`      x: { unit: USD, opening: '${opening}', formula: 'x[-1] + p' }\n`)).toBe(true);
  });

  it.each([
    ['s', 110],
    ['with_opening', 10],
    ['flow[2026-02]', 30],
    ['sum(flow over 2026-01..2026-02)', 40],
  ])('can be %s', (opening, first) => {
    const built = build(`${head}      x: { unit: USD, opening: '${opening}', formula: 'x[-1] + p' }\n`);
    expect(values(built, 'x')[0]).toBe(first);
  });
});

describe('the calendar', () => {
  it('reaches before the first period', () => {
    const built = build(`${head}      x: { unit: day, formula: 'period.end - period.end[-1]' }\n`);
    expect(values(built, 'x')).toEqual([31, 28, 31, 30]);
  });

  it('does not reach behind the last one', () => {
    expect(problemsOf(`${head}      x: { unit: date, formula: 'period.end[1]' }\n`).join()).toContain(
      'outside-timeline',
    );
  });
});

it('checks look back at what has a value only', () => {
  expect(missing("checks: { grows: { formula: 'flow >= flow[-1]' } }\n")).toBe(true);
  expect(missing("checks: { grows: { formula: 'with_opening >= with_opening[-1]' } }\n")).toBe(false);
});
