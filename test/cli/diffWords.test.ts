/** Numbers of a comparison in words. */
import { describe, expect, it } from 'vitest';
import { differenceWords, moveWords, rangeWords, shareOfOld } from '../../src/cli/diffWords.ts';
import type { MovedCell, Part } from '../../src/diff/diff.ts';

describe('a difference', () => {
  it.each([
    [0.031, '%', '+3.1 points'],
    [-0.00044, '%', '-0.044 points'],
    [-1.24e9, 'USD', '-1.24bn USD'],
    [-275, 'date', '-275 days'],
    [1, 'date', '+1 day'],
    [0.01, '1/month', '+1%/month'],
  ])('%d in %s is %s', (difference, unit, words) => {
    expect(differenceWords(difference, unit)).toBe(words);
  });
});

describe('a movement', () => {
  const cell = (old: number, current: number, relative: number | null): MovedCell => ({
    period: '2027',
    old,
    new: current,
    difference: current - old,
    relative,
  });
  it('has its share of the old value where that says something', () => {
    expect(moveWords(cell(10e9, 8.8e9, -0.12), 'USD')).toBe('-1.2bn USD (-12%)');
    expect(moveWords(cell(0, 5, null), 'USD')).toBe('+5 USD');
    expect(shareOfOld(cell(1, 100, 99))).toBe('+100x');
    expect(moveWords(cell(0, 1, null), 'flag')).toBe('no to yes');
  });
});

describe('the range over orders', () => {
  const part = (least: number, amount: number, most: number): Part => ({
    kind: 'assumption',
    id: 'price',
    label: 'Price',
    amount,
    least,
    most,
    error: null,
    changes: [],
    parts: [],
  });
  it('is said where the order matters, without what rounding leaves', () => {
    expect(rangeWords(part(5, 5, 5), 'USD')).toBe('');
    expect(rangeWords(part(5, 5, 5 + 1e-12), 'USD')).toBe('');
    expect(rangeWords(part(-3e-5, 1.4e9, 1.6e9), 'USD')).toBe('+0 USD to +1.6bn USD');
    expect(rangeWords(part(-3e-5, 0, 1), 'USD')).toBe('-0.00003 USD to +1 USD');
  });
});
