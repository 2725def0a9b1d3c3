/** Checks and tie-outs: none that cannot fail, and no tolerance that is ignored. */
import { describe, expect, it } from 'vitest';
import { build, problemsOf } from '../helpers/models.ts';

const model = (rest: string): string => `
model: proofs
timeline: { from: 2026-01, to: 2026-03, grain: month }
inputs:
  sales: { unit: USD/month, value: 10 USD/month }
  treat: { choice: [a, b], value: a }
  on: { unit: flag, value: true }
  start: { unit: date, value: 2026-02 }
sheets:
  S:
    T:
      x: { unit: USD, formula: sales * period.months }
      y: { unit: USD, formula: 'if(treat = a, x, 0)' }
      late: { unit: flag, rollup: none, formula: 'and(on, period.start >= start)' }
${rest}`;
const check = (formula: string, tolerance = ''): string =>
  model(`checks: { k: { formula: '${formula}'${tolerance === '' ? '' : `, tolerance: ${tolerance}`} } }\n`);
const codes = (text: string): string[] => problemsOf(text).map((line) => line.split(':')[0]!);

describe('a check', () => {
  it.each([
    'x = x',
    '(x) = x',
    '1 = 1',
    '2 > 1',
    'true',
    'on = on',
    'x <> x',
  ])('that says nothing is refused: %s', (formula) => {
    expect(codes(check(formula))).toContain('empty-check');
  });

  it.each([
    'treat = a',
    'treat <> b',
    'and(x > 0 USD, x = y)',
    'late = not(period.start < start)',
    'or(late, not(late))',
  ])('of options, flags and conditions needs no tolerance: %s', (formula) => {
    expect(build(check(formula)).record.scenarios[0]!.checks[0]).toMatchObject({
      passed: true,
      largestDifference: null,
    });
  });

  it.each(['treat = a', 'and(x = y, y = x)', 'late', 'on = late'])('that is a condition takes none: %s', (formula) => {
    expect(codes(check(formula, '5 EUR'))).toEqual(['invalid-value']);
  });

  it.each([
    ['0 = x', '5tn EUR', ['wrong-unit']],
    ['x = 0', '5tn EUR', ['wrong-unit']],
    ['x - y = 0', '0.01 USD', []],
    ['0 = x - y', '0.01 USD', []],
    ['x = y', '0', []],
    ['x = y', '-1 USD', ['invalid-value']],
    ['x = y', 'little', ['invalid-value']],
    ['x = y', '', ['check-needs-tolerance']],
    ['start <> period.start', '1 day', []],
    ['start <= period.end + 60 days', '', []],
    ['start <> period.start', '1 USD', ['wrong-unit']],
  ])('compares %s within %s: %j', (formula, tolerance, found) => {
    expect(codes(check(formula, tolerance))).toEqual(found);
  });
});

describe('a tie-out', () => {
  const tieOut = (extra: string): string =>
    model(`expect: { t: { formula: 'x[2026-01]', expect: 10 USD, ${extra} } }\n`);
  it.each([
    ['tolerance: 2 %', []],
    ['tolerance: 100%', []],
    ['tolerance: 5000%', ['invalid-value']],
    ['tolerance: -2%', ['invalid-value']],
    ['tolerance: -1 USD', ['invalid-value']],
    ['tolerance: 1 USD, source: nobody', ['unknown-source']],
  ])('within %s: %j', (extra, found) => {
    expect(codes(tieOut(extra))).toEqual(found);
  });

  it('within 2 % is within 2%', () => {
    expect(codes(tieOut('tolerance: 2 %').replace('expect: 10 USD', 'expect: 20 USD'))).toEqual([]);
    expect(build(tieOut('tolerance: 2 %')).record.scenarios[0]!.tieOuts[0]).toMatchObject({
      tolerance: 0.02,
      relative: true,
    });
  });
});
