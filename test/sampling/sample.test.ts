/** Trials: their distributions, their correlations, and that they depend on seed and trial alone. */

import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/model/model.ts';
import { uncertainInputsOf } from '../../src/sampling/fromModel.ts';
import { rankCorrelation } from '../../src/sampling/ranks.ts';
import { type SamplePlan, sampleInput, samplerOf, sampleTrials } from '../../src/sampling/sample.ts';
import { SOBOL_INPUTS_MAX, sobolDirections, sobolPoint } from '../../src/sampling/sobol.ts';
import { standardErrorOf } from '../../src/sampling/summary.ts';
import { modelOf } from '../helpers/models.ts';
import fc from '../helpers/seeded.ts';

const uniform: Distribution = { kind: 'uniform', low: 0, high: 1 };
const plan = (distributions: readonly Distribution[], rest: Partial<SamplePlan> = {}): SamplePlan => ({
  distributions,
  correlations: [],
  seed: 1,
  method: 'random',
  ...rest,
});
const mean = (numbers: Float64Array): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

interface Moments {
  readonly distribution: Distribution;
  readonly expected: number;
  readonly variance: number;
}

/** Means and variances in closed form. */
const moments: readonly Moments[] = [
  { distribution: { kind: 'uniform', low: 2, high: 5 }, expected: 3.5, variance: 9 / 12 },
  { distribution: { kind: 'triangular', low: 0, mode: 1, high: 5 }, expected: 2, variance: (25 + 1 - 5) / 18 },
  // A beta distribution of 1 + 4/5 and 1 + 16/5 over the range.
  { distribution: { kind: 'pert', low: 0, mode: 1, high: 5 }, expected: 9 / 6, variance: (25 * 1.8 * 4.2) / (36 * 7) },
  { distribution: { kind: 'normal', mean: 70, deviation: 5 }, expected: 70, variance: 25 },
  {
    distribution: { kind: 'lognormal', median: 20, spread: 0.4 },
    expected: 20 * Math.exp(0.08),
    variance: 400 * Math.exp(0.16) * (Math.exp(0.16) - 1),
  },
  {
    distribution: {
      kind: 'discrete',
      outcomes: [
        { value: 1, chance: 0.2 },
        { value: 3, chance: 0.8 },
      ],
    },
    expected: 2.6,
    variance: 0.64,
  },
];

describe('trials of a distribution', () => {
  const count = 100_000;
  it.each(moments)('$distribution.kind have its mean and variance', ({ distribution, expected, variance }) => {
    const [numbers] = sampleTrials(plan([distribution]), 0, count);
    const found = mean(numbers!);
    const squares = numbers!.map((number) => (number - expected) ** 2);
    const spread = Math.sqrt(mean(squares.map((square) => (square - variance) ** 2)));
    // Four standard errors: right in all but one of 16,000 seeds.
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(variance / count));
    expect(Math.abs(mean(squares) - variance)).toBeLessThan(4 * (spread / Math.sqrt(count)) + 1e-12);
  });

  it.each(moments)('$distribution.kind have them in a quasi-random sample much more closely', ({
    distribution,
    expected,
    variance,
  }) => {
    const [numbers] = sampleTrials(plan([distribution], { method: 'quasi' }), 0, 65_536);
    expect(Math.abs(mean(numbers!) - expected)).toBeLessThan((0.1 * Math.sqrt(variance)) / Math.sqrt(65_536));
  });

  it('fill all parts of the interval alike', () => {
    for (const method of ['random', 'quasi'] as const) {
      const inputs = sampleTrials(plan([uniform, uniform, uniform], { method }), 0, 65_536);
      for (const numbers of inputs) {
        const counts = Array.from({ length: 64 }, () => 0);
        for (const number of numbers) counts[Math.floor(number * 64)]! += 1;
        const statistic = counts.reduce((sum, found) => sum + (found - 1024) ** 2 / 1024, 0);
        // Chi-squared with 63 degrees of freedom is below 114 in all but one of 10,000 samples.
        expect(statistic).toBeLessThan(114);
        expect(numbers.every((number) => number > 0 && number < 1)).toBe(true);
      }
    }
  });

  it('of inputs that are not correlated are independent', () => {
    const [a, b, c] = sampleTrials(plan([uniform, uniform, uniform]), 0, count);
    for (const [one, other] of [
      [a, b],
      [a, c],
      [b, c],
    ])
      expect(Math.abs(rankCorrelation(one!, other!))).toBeLessThan(4 / Math.sqrt(count));
  });
});

describe('correlated trials', () => {
  const three: readonly Distribution[] = [
    { kind: 'pert', low: 0, mode: 1, high: 5 },
    { kind: 'lognormal', median: 1, spread: 1 },
    uniform,
  ];
  const correlations = [
    { a: 0, b: 1, rank: 0.6 },
    { a: 2, b: 1, rank: -0.5 },
  ];

  it.each(['random', 'quasi'] as const)('reach the ranks that are asked for: %s', (method) => {
    const [a, b, c] = sampleTrials(plan(three, { correlations, method }), 0, 65_536);
    // Four standard errors of independent trials.
    expect(Math.abs(rankCorrelation(a!, b!) - 0.6)).toBeLessThan(4 / 256);
    expect(Math.abs(rankCorrelation(b!, c!) + 0.5)).toBeLessThan(4 / 256);
    expect(Math.abs(rankCorrelation(a!, c!))).toBeLessThan(4 / 256);
  });

  it('keep the distribution of each input', () => {
    const apart = sampleTrials(plan(three), 0, 100_000);
    const together = sampleTrials(plan(three, { correlations }), 0, 100_000);
    expect(mean(together[2]!)).toBeCloseTo(0.5, 2);
    expect(mean(together[1]!) / Math.exp(0.5)).toBeCloseTo(1, 1);
    expect(together[0]).toEqual(apart[0]);
  });

  it.each([1, -1])('of a rank of %d follow each other wholly', (rank) => {
    const [a, b] = sampleTrials(
      plan([uniform, { kind: 'normal', mean: 0, deviation: 1 }], { correlations: [{ a: 0, b: 1, rank }] }),
      0,
      5000,
    );
    expect(rankCorrelation(a!, b!)).toBeCloseTo(rank, 12);
    expect(b!.every(Number.isFinite)).toBe(true);
  });

  it('that contradict one another are an error of the caller', () => {
    const contradicting = [
      { a: 0, b: 1, rank: 0.9 },
      { a: 1, b: 2, rank: 0.9 },
    ];
    expect(() => sampleTrials(plan(three, { correlations: contradicting }), 0, 1)).toThrow(RangeError);
  });
});

describe('a trial', () => {
  const all = moments.map(({ distribution }) => distribution);
  const correlations = [
    { a: 0, b: 3, rank: 0.5 },
    { a: 3, b: 4, rank: -0.7 },
  ];
  const settings = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    method: fc.constantFrom('random' as const, 'quasi' as const),
    from: fc.nat(5000),
    size: fc.nat(3000),
    cut: fc.nat(3000),
  });

  it('has the same numbers in whatever block it is asked', () => {
    fc.assert(
      fc.property(settings, ({ seed, method, from, size, cut }) => {
        const own = plan(all, { seed, method, correlations });
        const middle = from + Math.min(cut, size);
        const [whole, first, second] = [
          sampleTrials(own, from, from + size),
          sampleTrials(own, from, middle),
          sampleTrials(own, middle, from + size),
        ];
        expect(first.map((numbers, at) => Float64Array.of(...numbers, ...second[at]!))).toEqual(whole);
        expect(whole.map((_, input) => sampleInput(own, input, from, from + size))).toEqual(whole);
      }),
      { numRuns: 60, seed: 20261124 },
    );
  });

  it('has the same numbers in stretches, in whatever order they are asked for', () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(fc.tuple(fc.nat(6000), fc.nat(2500)), { maxLength: 6 }),
        ({ seed, method }, stretches) => {
          const own = plan(all, { seed, method, correlations });
          const sample = samplerOf(own);
          for (const [from, size] of stretches)
            expect(sample(from, from + size)).toEqual(sampleTrials(own, from, from + size));
        },
      ),
      { numRuns: 40, seed: 20261124 },
    );
  });

  it('keeps its numbers when another input is added behind', () => {
    for (const method of ['random', 'quasi'] as const) {
      const fewer = sampleTrials(plan(all, { method }), 0, 2000);
      expect(sampleTrials(plan([...all, uniform], { method }), 0, 2000).slice(0, -1)).toEqual(fewer);
    }
  });

  it('has other numbers under another seed, from the first one on', () => {
    for (const method of ['random', 'quasi'] as const) {
      const firsts = Array.from(
        { length: 200 },
        (_, seed) => sampleTrials(plan([uniform], { method, seed }), 0, 1)[0]![0]!,
      );
      expect(new Set(firsts).size).toBe(200);
      // Near seeds must not give near numbers.
      const steps = firsts.slice(1).map((number, at) => Math.abs(number - firsts[at]!));
      expect(steps.reduce((sum, step) => sum + step, 0) / steps.length).toBeGreaterThan(0.25);
    }
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('needs a seed that is a whole number of 32 bits, not %d', (seed) => {
    expect(() => sampleTrials(plan([uniform], { seed }), 0, 1)).toThrow(RangeError);
  });
});

describe('a quasi-random sample', () => {
  /** The integral of the product over the unit cube is 1. */
  const smooth = (numbers: readonly Float64Array[]): Float64Array =>
    numbers[0]!.map((_, trial) => numbers.reduce((product, input) => product * (1 + 0.5 * (input[trial]! - 0.5)), 1));
  const errorOf = (method: SamplePlan['method'], seed: number): number =>
    Math.abs(
      mean(smooth(sampleTrials(plan([uniform, uniform, uniform, uniform, uniform], { method, seed }), 0, 16_384))) - 1,
    );

  it('gives a smooth integral more than ten times as closely as a random one', () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const [random, quasi] = (['random', 'quasi'] as const).map((method) =>
      Math.hypot(...seeds.map((seed) => errorOf(method, seed))),
    );
    expect(quasi! * 10).toBeLessThan(random!);
  });

  it('knows how exact its mean is', () => {
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const ratios = seeds.map((seed) => {
      const results = smooth(sampleTrials(plan([uniform, uniform, uniform], { method: 'quasi', seed }), 0, 4096));
      return (mean(results) - 1) / standardErrorOf(results, 'quasi');
    });
    // Student's t with 15 degrees of freedom has a variance of 15/13.
    const variance = ratios.reduce((sum, ratio) => sum + ratio ** 2, 0) / ratios.length;
    expect(variance).toBeGreaterThan(0.5);
    expect(variance).toBeLessThan(2.2);
  });

  it('goes through the points of Joe and Kuo', () => {
    // scipy.stats.qmc.Sobol(161, scramble=False), points 1, 2, 100 and 4095.
    const expected: Readonly<Record<number, readonly number[]>> = {
      0: [0.5, 0.75, 0.4140625, 0.000244140625],
      1: [0.5, 0.25, 0.2578125, 0.941162109375],
      9: [0.5, 0.75, 0.6953125, 0.246337890625],
      60: [0.5, 0.25, 0.4921875, 0.296630859375],
      160: [0.5, 0.75, 0.2734375, 0.688232421875],
    };
    for (const [input, points] of Object.entries(expected))
      expect(
        [1, 2, 100, 4095].map((position) => sobolPoint(sobolDirections(Number(input)), position) / 2 ** 32),
      ).toEqual(points);
  });

  it('has at most 161 inputs', () => {
    expect(SOBOL_INPUTS_MAX).toBe(161);
    const many = Array.from({ length: 162 }, () => uniform);
    expect(sampleTrials(plan(many.slice(1), { method: 'quasi' }), 0, 1)).toHaveLength(161);
    expect(() => sampleTrials(plan(many, { method: 'quasi' }), 0, 1)).toThrow(RangeError);
  });
});

describe('the plan of a scenario', () => {
  const model = modelOf(`
model: planned
timeline: { from: 2026, to: 2027, grain: year }
tables:
  plan: { columns: { fee: { unit: USD } }, members: { pro: { fee: { value: 1 USD, range: { low: 0 USD, high: 3 USD } } }, max: { fee: 2 USD } } }
inputs:
  price: { unit: USD, value: 4 USD, range: { low: 1 USD, high: 9 USD } }
  cost: { unit: USD, value: 2 USD, range: { low: 1 USD, high: 3 USD } }
correlations: [{ inputs: [cost, price], rank: 0.5 }, { inputs: [plan.pro.fee, price], rank: 0.2 }]
sheets: { S: { T: { out: { unit: USD, formula: price - cost + sum(plan.fee over plan) } } } }
scenarios: { base: {}, sure: { set: { price: 5 USD } } }
`);
  const settings = { seed: 7, method: 'random' } as const;

  it('draws what is uncertain there, with the correlations among it', () => {
    const { rows, plan: own } = uncertainInputsOf(model, 0, settings);
    expect(rows.map(({ quantity, members }) => [quantity.id, ...members].join('.'))).toEqual([
      'plan.fee.pro',
      'price',
      'cost',
    ]);
    expect(own.correlations).toEqual([
      { a: 2, b: 1, rank: 0.5 },
      { a: 0, b: 1, rank: 0.2 },
    ]);
    expect([own.seed, own.method, own.distributions.length]).toEqual([7, 'random', 3]);
  });

  it('leaves out what the scenario makes certain', () => {
    const { rows, plan: own } = uncertainInputsOf(model, 1, settings);
    expect([rows.length, own.correlations]).toEqual([2, []]);
  });
});
