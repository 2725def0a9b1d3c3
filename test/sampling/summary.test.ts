/** Figures of trials against closed forms and other implementations. */

import { mean, medianSorted, sampleRankCorrelation, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { contributionsTo } from '../../src/sampling/contributions.ts';
import { rankCorrelation, ranksOf } from '../../src/sampling/ranks.ts';
import { type SamplePlan, sampleInput, sampleTrials } from '../../src/sampling/sample.ts';
import {
  histogramOf,
  percentileOf,
  shareOf,
  sortedNumbers,
  standardErrorOf,
  summarise,
  wilsonInterval,
} from '../../src/sampling/summary.ts';
import fc from '../helpers/seeded.ts';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 200 });

describe('the figures of a result', () => {
  it('are those of other implementations', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const summary = summarise(Float64Array.from(list), 'random', [50]);
        const sorted = [...list].sort((a, b) => a - b);
        expect(summary.mean).toBeCloseTo(mean(list), 6);
        expect(summary.deviation).toBeCloseTo(sampleStandardDeviation(list), 6);
        expect(summary.percentiles[0]!.value).toBeCloseTo(medianSorted(sorted), 6);
        expect([summary.minimum, summary.maximum]).toEqual([sorted[0], sorted.at(-1)]);
      }),
      { seed: 20261124 },
    );
  });

  it('count errors and leave them out', () => {
    const results = Float64Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY, 5);
    expect(summarise(results, 'random')).toMatchObject({
      count: 3,
      errors: 2,
      mean: 3,
      deviation: 2,
      minimum: 1,
      maximum: 5,
    });
  });

  it('are no numbers where there are none', () => {
    const { count, errors, ...figures } = summarise(Float64Array.of(Number.NaN), 'random', [50]);
    expect([count, errors, figures.mean, figures.deviation, figures.minimum, figures.percentiles[0]!.value]).toEqual([
      0,
      1,
      ...Array.from({ length: 4 }, () => Number.NaN),
    ]);
  });

  it('lose no digits of small numbers beside a great one', () => {
    expect(summarise(Float64Array.of(1e16, 1, 1, -1e16), 'random').mean).toBe(0.5);
  });

  it('say what an eighth, a quarter and a half of the trials would have said', () => {
    const { convergence } = summarise(
      Float64Array.from({ length: 80 }, (_, trial) => trial),
      'random',
    );
    expect(convergence.map(({ trials, mean: at, median }) => [trials, at, median])).toEqual([
      [10, 4.5, 4.5],
      [20, 9.5, 9.5],
      [40, 19.5, 19.5],
      [80, 39.5, 39.5],
    ]);
  });

  it('have a standard error that falls with the root of the trials', () => {
    const results = Float64Array.from({ length: 100 }, (_, trial) => trial % 2);
    expect(standardErrorOf(results, 'random')).toBeCloseTo(Math.sqrt(25 / 99) / 10, 12);
  });

  it('have a standard error of sixteen means for quasi-random trials, and none for fewer than sixteen', () => {
    const results = Float64Array.from({ length: 160 }, (_, trial) => trial % 16);
    expect(standardErrorOf(results, 'quasi')).toBeCloseTo(Math.sqrt(340 / 15) / 4, 12);
    expect(standardErrorOf(results.subarray(0, 15), 'quasi')).toBeNaN();
  });
});

describe('a percentile', () => {
  it.each([
    // Excel: PERCENTILE.INC({1,2,3,4}, 0.3) is 1.9.
    [30, 1.9],
    [50, 2.5],
    [0, 1],
    [100, 4],
  ])('of %d percent lies on the straight line between two trials', (percent, expected) => {
    expect(percentileOf(sortedNumbers(Float64Array.of(4, 2, Number.NaN, 1, 3)), percent)).toBeCloseTo(expected, 12);
  });
});

describe('a share of trials', () => {
  it.each<[number, number, [number, number]]>([
    // SciPy: binomtest(k, n).proportion_ci(0.95, 'wilson').
    [10, 100, [0.05522913706067508, 0.17436566150491345]],
    [0, 20, [0, 0.16112515805281935]],
    [20, 20, [0.8388748419471808, 1]],
    [81, 263, [0.2552885198782742, 0.36620957698280004]],
  ])('of %d in %d has the interval of Wilson', (holding, count, [low, high]) => {
    const interval = wilsonInterval(holding, count, 0.95);
    expect(interval.low).toBeCloseTo(low, 10);
    expect(interval.high).toBeCloseTo(high, 10);
  });

  it('is among the trials with a number', () => {
    expect(shareOf(Float64Array.of(-1, 2, Number.NaN, -3, 4), (result) => result < 0, 0.95)).toMatchObject({
      count: 4,
      holding: 2,
      share: 0.5,
    });
  });
});

describe('a histogram', () => {
  it('holds every number once', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 40 }), (list, wanted) => {
        const { bins, below, above } = histogramOf(Float64Array.from(list), wanted);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
        expect([below, above]).toEqual([0, 0]);
        expect([bins[0]!.from, bins.at(-1)!.to]).toEqual([Math.min(...list), Math.max(...list)]);
      }),
      { seed: 20261124 },
    );
  });

  it('counts what lies outside of its ends', () => {
    expect(histogramOf(Float64Array.of(0, 1, 2, 3, 4, 9, Number.NaN), 2, { low: 1, high: 4 })).toEqual({
      bins: [
        { from: 1, to: 2.5, count: 2 },
        { from: 2.5, to: 4, count: 2 },
      ],
      below: 1,
      above: 1,
    });
  });

  it('has one bin for one and the same number, and none for none', () => {
    expect(histogramOf(Float64Array.of(5, 5), 10).bins).toEqual([{ from: 5, to: 5, count: 2 }]);
    expect(histogramOf(Float64Array.of(Number.NaN), 10).bins).toEqual([]);
  });
});

describe('ranks', () => {
  it('are shared by equal numbers', () => {
    expect([...ranksOf(Float64Array.of(30, 10, 30, 40))]).toEqual([2.5, 1, 2.5, 4]);
    expect([...ranksOf(Float64Array.of(0, -1e-300, -0, 1e300, -5))]).toEqual([3.5, 2, 3.5, 5, 1]);
  });

  it('count how many numbers are smaller', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 })), { maxLength: 60 }),
        (list) => {
          const smaller = (number: number): number => list.filter((other) => other < number).length;
          const same = (number: number): number => list.filter((other) => other === number).length;
          expect([...ranksOf(Float64Array.from(list))]).toEqual(
            list.map((number) => smaller(number) + (same(number) + 1) / 2),
          );
        },
      ),
      { seed: 20261124 },
    );
  });

  it('correlate as in another implementation', () => {
    const pairs = fc.uniqueArray(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 6, maxLength: 60 });
    fc.assert(
      fc.property(pairs, (list) => {
        const half = Math.floor(list.length / 2);
        const [first, second] = [list.slice(0, half), list.slice(half, 2 * half)];
        expect(rankCorrelation(Float64Array.from(first), Float64Array.from(second))).toBeCloseTo(
          sampleRankCorrelation(first, second),
          9,
        );
      }),
      { seed: 20261124 },
    );
  });
});

describe('the contribution of an input', () => {
  const normal = { kind: 'normal', mean: 0, deviation: 1 } as const;
  const plan: SamplePlan = {
    distributions: [normal, normal, normal, normal],
    correlations: [],
    seed: 3,
    method: 'random',
  };
  const count = 50_000;
  const [a, b, c] = sampleTrials(plan, 0, count);

  it('is its part of the variance where effects add up', () => {
    const results = a!.map((each, trial) => 3 * each - 2 * b![trial]! + c![trial]!);
    const found = contributionsTo(results, 4, (input) => sampleInput(plan, input, 0, count));
    // Ranks of a normal sum: 9, 4 and 1 of 14 parts, each as (6/π asin(ρ/2))² of its correlation ρ.
    const squares = [9, 4, 1, 0].map((part) => ((6 / Math.PI) * Math.asin(Math.sqrt(part / 14) / 2)) ** 2);
    const total = squares.reduce((sum, square) => sum + square, 0);
    for (const { share, input } of found) expect(share).toBeCloseTo(squares[input]! / total, 2);
    expect(found.map(({ rank }) => Math.sign(Math.round(rank * 100)))).toEqual([1, -1, 1, 0]);
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('leaves out trials with an error on both sides', () => {
    const results = a!.map((each, trial) => (trial % 3 === 0 ? Number.NaN : each));
    expect(contributionsTo(results, 1, () => a!)[0]).toMatchObject({ share: 1 });
  });

  it('is nothing where the input or the result never changes', () => {
    const fixed = new Float64Array(100).fill(7);
    expect(
      contributionsTo(a!.subarray(0, 100), 2, (input) => (input === 0 ? fixed : a!.subarray(0, 100))).map(
        ({ share }) => share,
      ),
    ).toEqual([0, 1]);
    expect(contributionsTo(fixed, 1, () => a!.subarray(0, 100))).toEqual([{ input: 0, rank: Number.NaN, share: 0 }]);
  });
});
