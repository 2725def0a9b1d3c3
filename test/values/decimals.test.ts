/** How many decimals numbers have, and decimal rounding: the same answers as Excel's number formats give. */
import { describe, expect, it } from 'vitest';
import {
  amountDecimals,
  fixedDecimals,
  multipleDecimals,
  percentDecimals,
  roundedDecimals,
} from '../../src/values/decimals.ts';

describe('rounding is decimal', () => {
  it.each([
    [0.0035, 0.01, 1, '0.4'],
    [0.0025, 0.01, 1, '0.3'],
    [-0.0035, 0.01, 1, '-0.4'],
    [1.005, 1, 2, '1.01'],
    [0.1 + 0.2, 1, 1, '0.3'],
    [0.0005 + 0.003, 0.01, 1, '0.4'],
    [2.5e9, 1e9, 0, '3'],
    [0, 1, 2, '0.00'],
  ])('%s over %s with %s decimals is %s', (value, divisor, decimals, text) => {
    expect(fixedDecimals(value, divisor, decimals)).toBe(text);
  });

  it('keeps what is no number', () => {
    expect(roundedDecimals(Number.NaN, 1)).toBeNaN();
  });
});

describe('percentages have', () => {
  it.each([
    [[0.052], 1],
    [[0.0005], 2],
    [[0.0025, 0.0035, 0.0004], 2],
    [[0.05, 0.0005], 2],
    [[0.04125], 3],
    [[1 / 3, 0.05], 1],
    [[1 / 3, 0.0005], 1],
    [[1 / 30, 0.0005], 2],
    [[1 / 30, 0.0066], 1],
    [[1 / 300], 2],
    [[1 / 3000], 3],
    [[1 / 3, 1e-17], 1],
    [[0, 0], 1],
    [[], 1],
    [[10], 1],
    [[Number.NaN, 0.5], 1],
  ])('of %j: %s decimals', (numbers, decimals) => {
    expect(percentDecimals(numbers)).toBe(decimals);
  });
});

it('multiples and amounts have enough decimals not to vanish', () => {
  expect([[0.84], [1.5], [12.3456789], [1 / 3], [1 / 300], []].map(multipleDecimals)).toEqual([2, 1, 1, 2, 4, 1]);
  expect([0, 0.1, 0.05, 1e-9].map(amountDecimals)).toEqual([2, 2, 4, 8]);
});
