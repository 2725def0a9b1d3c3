/** The amounts of one explanation: one scale, as many digits, and whether they add up as they are shown. */
import { describe, expect, it } from 'vitest';
import {
  addsUp,
  amountsOf,
  describeOutcome,
  formatError,
  formatRange,
  formatSides,
} from '../../../src/cli/diff/amounts.ts';
import type { Explanation, Part } from '../../../src/diff/diff.ts';

const part = (amount: number, more: Partial<Part> = {}): Part => ({
  kind: 'assumption',
  id: 'price',
  label: 'Price',
  amount,
  least: amount,
  most: amount,
  error: null,
  changes: [],
  parts: [],
  ...more,
});

function explanation(old: number, amounts: readonly number[], unit = 'USD'): Explanation {
  const difference = amounts.reduce((sum, amount) => sum + amount, 0);
  const parts = amounts.map((amount) => part(amount));
  return {
    target: 'profit@2027',
    label: 'Profit',
    unit,
    old,
    new: old + difference,
    difference,
    parts,
    statements: [],
  };
}

function words(one: Explanation): string[] {
  const { value, difference } = amountsOf(one);
  return [
    value(one.old),
    value(one.new),
    difference(one.difference!),
    ...one.parts.map(({ amount }) => difference(amount)),
  ];
}

describe('the amounts of an explanation', () => {
  it('have one scale and as many digits, however small a part is', () => {
    expect(words(explanation(-60.531e9, [-2.119e9, -389.4e6, 1e6]))).toEqual([
      '(60.53bn USD)',
      '(63.04bn USD)',
      '-2.51bn USD',
      '-2.12bn USD',
      '-0.39bn USD',
      '+0.00bn USD',
    ]);
    expect(words(explanation(0.25, [-0.0975, 0.01], '%'))).toEqual([
      '25.00%',
      '16.25%',
      '-8.75 points',
      '-9.75 points',
      '+1.00 points',
    ]);
    expect(words(explanation(0.03, [0.01], '1/month'))).toEqual([
      '3%/month',
      '4%/month',
      '+1 point per month',
      '+1 point per month',
    ]);
  });
  it('have more digits where the difference is small, and none where all are whole', () => {
    expect(words(explanation(240e9, [0.0214e9]))).toEqual([
      '240.0000bn USD',
      '240.0214bn USD',
      '+0.0214bn USD',
      '+0.0214bn USD',
    ]);
    expect(words(explanation(30e9, [20e9, 10e9]))).toEqual([
      '30bn USD',
      '60bn USD',
      '+30bn USD',
      '+20bn USD',
      '+10bn USD',
    ]);
    expect(words(explanation(1210, [220]))).toEqual(['1210 USD', '1430 USD', '+220 USD', '+220 USD']);
    expect(words(explanation(5, [0]))).toEqual(['5 USD', '5 USD', '0 USD', '0 USD']);
  });
  it('of dates are days', () => {
    expect(words(explanation(46023, [31], 'date'))).toEqual(['2026-01-01', '2026-02-01', '+31 days', '+31 days']);
  });
  it('are said not to add up where what is shown does not', () => {
    const check = (one: Explanation): boolean => addsUp(one, one.parts, amountsOf(one));
    expect(check(explanation(100e9, [1.25e9, 2.5e9]))).toBe(true);
    expect(check(explanation(100e9, [1.254e9, 2.504e9, 1.254e9]))).toBe(false);
    const group = part(3e9, { parts: [part(1.5049e9), part(1.4951e9)] });
    const grouped = { ...explanation(1e9, [3e9]), parts: [group] };
    expect(check(grouped)).toBe(true);
    expect(check({ ...grouped, parts: [{ ...group, parts: [part(1.004e9), part(1.004e9), part(0.992e9)] }] })).toBe(
      false,
    );
  });
});

describe('both values', () => {
  const cell = (old: number, current: number) => ({
    period: '2027',
    old,
    new: current,
    difference: current - old,
    relative: null,
  });
  it('of a row have as many digits as tell them from one another', () => {
    expect(formatSides(cell(22.5e9, 22.5011e9), 'USD')).toEqual(['22.5000bn USD', '22.5011bn USD']);
    expect(formatSides(cell(22.5e9, -24e9), 'USD')).toEqual(['22.5bn USD', '(24bn USD)']);
    expect(formatSides(cell(5, 5), 'USD')).toEqual(['5 USD', '5 USD']);
  });
  it('of a result stand in its heading, as one where it did not move', () => {
    const heading = (one: Explanation): string => describeOutcome(one, amountsOf(one), '->');
    expect(heading(explanation(20e9, [2.5e9]))).toBe(': 20.0bn USD -> 22.5bn USD, +2.5bn USD');
    expect(heading(explanation(20e9, [0]))).toBe(': 20bn USD in both runs');
    expect(heading({ ...explanation(20e9, [1]), difference: null })).toBe('');
  });
});

describe('the range over orders', () => {
  const ranging = (least: number, amount: number, most: number): string => {
    const one = { ...explanation(0, [amount]), parts: [part(amount, { least, most })] };
    return formatRange(one.parts[0]!, amountsOf(one));
  };
  it('is said where the order matters, without what rounding leaves', () => {
    expect(ranging(5, 5, 5)).toBe('');
    expect(ranging(5, 5, 5 + 1e-12)).toBe('');
    expect(ranging(-3e-5, 1.4e9, 1.6e9)).toBe('0.0bn USD to +1.6bn USD');
    expect(ranging(-2, 3, 4)).toBe('-2 USD to +4 USD');
  });
});

describe('the error of a sampled part', () => {
  it('is said in the same digits, also where it is less than they show', () => {
    const one = explanation(100e9, [12.5e9, 3.25e9]);
    const amounts = amountsOf(one);
    expect(formatError(part(1e9, { error: 0.17e9 }), amounts)).toBe(' ±0.17bn USD');
    expect(formatError(part(1e9, { error: 1e6 }), amounts)).toBe(' ±<0.01bn USD');
    expect(formatError(part(1e9), amounts)).toBe('');
  });
});
