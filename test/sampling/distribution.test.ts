/** Quantile functions against published values and closed forms. */
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/model/model.ts';
import { quantileOf } from '../../src/sampling/distribution.ts';

const tenth = 0.1;

describe('the quantile', () => {
  it.each<[string, Distribution, number, number]>([
    // The tables of the standard normal distribution.
    ['of a normal', { kind: 'normal', mean: 0, deviation: 1 }, 0.975, 1.959963984540054],
    ['of a normal with a unit', { kind: 'normal', mean: 70, deviation: 5 }, 0.95, 70 + 5 * 1.6448536269514722],
    ['of a lognormal is its median in the middle', { kind: 'lognormal', median: 20, spread: 0.4 }, 0.5, 20],
    ['of a lognormal', { kind: 'lognormal', median: 20, spread: 0.4 }, 0.975, 20 * Math.exp(0.4 * 1.959963984540054)],
    ['of a uniform', { kind: 'uniform', low: 10, high: 20 }, 0.3, 13],
    // (p (high - low) (mode - low))^½ above the low end, up to the mode.
    ['of a triangular', { kind: 'triangular', low: 0, mode: 1, high: 4 }, tenth, Math.sqrt(tenth * 4)],
    ['of a triangular at its mode', { kind: 'triangular', low: 0, mode: 1, high: 4 }, 1 / 4, 1],
    [
      'of a triangular without a rise',
      { kind: 'triangular', low: 0, mode: 0, high: 4 },
      0.75,
      4 - Math.sqrt(0.25 * 16),
    ],
    // A beta distribution of 3 and 3; its tenth percentile from SciPy: scipy.stats.beta.ppf(0.1, 3, 3).
    ['of a PERT in the middle', { kind: 'pert', low: 2, mode: 4, high: 6 }, 0.5, 4],
    ['of a PERT', { kind: 'pert', low: 0, mode: 0.5, high: 1 }, tenth, 0.2466364532884666],
    // A beta distribution of 1 and 5 has 1 - (1 - p)^⅕.
    ['of a PERT without a rise', { kind: 'pert', low: 0, mode: 0, high: 1 }, 0.9, 1 - 0.1 ** (1 / 5)],
    ['of a PERT without a fall', { kind: 'pert', low: 0, mode: 1, high: 1 }, 0.9, 0.9 ** (1 / 5)],
  ])('%s', (_, distribution, probability, expected) => {
    expect(quantileOf(distribution)(probability)).toBeCloseTo(expected, 12);
  });

  it('of single values goes by their chances', () => {
    const outcomes = [
      { value: 40, chance: 0.2 },
      { value: 75, chance: 0.5 },
      { value: 95, chance: 0.3 },
    ];
    const quantile = quantileOf({ kind: 'discrete', outcomes });
    expect([0.001, 0.2, 0.201, 0.699, 0.701, 1 - 2 ** -53].map(quantile)).toEqual([40, 40, 75, 75, 95, 95]);
  });

  it('never gives a value without a chance', () => {
    const outcomes = [0, 1, 2].map((value) => ({ value, chance: value === 1 ? 1 : 0 }));
    expect([2 ** -53, 0.5, 1 - 2 ** -53].map(quantileOf({ kind: 'discrete', outcomes }))).toEqual([1, 1, 1]);
  });

  it('of an option is its position among all options', () => {
    const outcomes = [
      { value: 'middle', chance: 0.5 },
      { value: 'fast', chance: 0.5 },
    ];
    const quantile = quantileOf({ kind: 'discrete', outcomes, options: ['slow', 'middle', 'fast'] });
    expect([0.3, 0.7].map(quantile)).toEqual([1, 2]);
  });

  it('of a date is a whole day', () => {
    expect(quantileOf({ kind: 'uniform', low: 46023, high: 46032, whole: true })(0.38)).toBe(46026);
  });

  it.each<Distribution>([
    { kind: 'pert', low: -3, mode: -2.9, high: 8 },
    { kind: 'triangular', low: -3, mode: -2.9, high: 8 },
    { kind: 'lognormal', median: 3, spread: 2 },
  ])('of $kind ascends and stays finite up to both ends', (distribution) => {
    const probabilities = [
      2 ** -53,
      1e-12,
      1e-6,
      ...Array.from({ length: 999 }, (_, at) => (at + 1) / 1000),
      1 - 1e-6,
      1 - 1e-12,
      1 - 2 ** -53,
    ];
    const values = probabilities.map(quantileOf(distribution));
    expect(values.every((value, at) => Number.isFinite(value) && (at === 0 || value >= values[at - 1]!))).toBe(true);
  });
});
