/** How uncertain inputs are: what a model file says, and what is refused. */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/pipeline.ts';
import { errorLines, modelOf, problemsOf } from '../helpers/models.ts';

interface Parts {
  readonly price?: string;
  readonly inputs?: string;
  readonly rest?: string;
}

const model = ({ price = 'value: 10 USD', inputs = '', rest = '' }: Parts): string => `
model: uncertain
timeline: { from: 2026-01, to: 2026-12, grain: month }
sources: { press: { title: Press } }
tables:
  plan: { columns: { fee: { unit: USD } }, members: { pro: { fee: { value: 1 USD, range: { low: 0 USD, high: 3 USD } } }, max: { fee: 2 USD } } }
inputs:
  price: { unit: USD, ${price} }
  cost: { unit: USD, value: 5 USD, range: { low: 4 USD, high: 9 USD } }
  wages: { unit: USD, value: 5 USD, range: { low: 4 USD, high: 9 USD } }
  option: { choice: [slow, fast], value: slow }
  on: { unit: flag, value: yes }
  start: { unit: date, value: 2026-03 }
${inputs}sheets:
  S:
    T:
      out: { unit: USD, rollup: none, formula: 'if(and(option = slow, on = 1, period.start >= start), price, cost + wages)' }
      fees: { by: plan, unit: USD, rollup: none, formula: plan.fee * 1 }
${rest}`;

const rowsOf = (parts: Parts, id = 'price', options = {}) =>
  modelOf(model(parts), options).inputs.find((one) => one.id === id)!.rows;
const distributionOf = (parts: Parts, id = 'price', scenario = 0) =>
  rowsOf(parts, id)[0]!.values![scenario]!.distribution;
const codes = (parts: Parts, options = {}): string[] =>
  problemsOf(model(parts), options).map((line) => line.split(':')[0]!);

describe('a distribution', () => {
  it.each([
    [
      'value: 10 USD, distribution: { kind: uniform, low: 8 USD, high: 0.012k USD }',
      { kind: 'uniform', low: 8, high: 12 },
    ],
    [
      'value: 10 USD, distribution: { kind: normal, mean: 9 USD, deviation: 2 USD }',
      { kind: 'normal', mean: 9, deviation: 2 },
    ],
    ['value: 10 USD, distribution: { kind: lognormal, spread: 0.4 }', { kind: 'lognormal', median: 10, spread: 0.4 }],
    [
      'value: 10 USD, range: { low: 5 USD, high: 20 USD }, distribution: { kind: pert }',
      { kind: 'pert', low: 5, mode: 10, high: 20 },
    ],
    [
      'value: 10 USD, range: { low: 5 USD, high: 20 USD }, distribution: { kind: pert, high: 30 USD, mode: 12 USD }',
      { kind: 'pert', low: 5, mode: 12, high: 30 },
    ],
    [
      'value: 10 USD, range: { low: 5 USD, high: 20 USD }',
      { kind: 'triangular', low: 5, mode: 10, high: 20, derived: true },
    ],
    ['value: 10 USD, range: { low: 10 USD, high: 10 USD }', undefined],
    ['series: { 2026-01: 10 USD }, range: { low: 5 USD, high: 20 USD }', undefined],
    [
      'value: 10 USD, distribution: { kind: discrete, chances: { 12 USD: 0.3, 8 USD: 70% } }',
      {
        kind: 'discrete',
        outcomes: [
          { value: 8, chance: 0.7 },
          { value: 12, chance: 0.3 },
        ],
      },
    ],
  ])('%s', (price, expected) => {
    expect(distributionOf({ price })).toEqual(expected);
  });

  it('is that of the value in force, with revisions', () => {
    const price =
      'revisions: [{ known: 2026-01-01, value: 7 USD }], range: { low: 5 USD, high: 20 USD }, distribution: { kind: triangular }';
    expect(distributionOf({ price })).toEqual({ kind: 'triangular', low: 5, mode: 7, high: 20 });
  });

  it('of a choice has its options, in their order', () => {
    const rest =
      'values: { option: { value: fast, distribution: { kind: discrete, chances: { fast: 0.25, slow: 0.75 } } } }\n';
    const text = model({ rest }).replace('choice: [slow, fast], value: slow', 'choice: [slow, fast]');
    const row = modelOf(text).inputs.find(({ id }) => id === 'option')!.rows[0]!;
    expect(row.values![0]!.distribution).toEqual({
      kind: 'discrete',
      outcomes: [
        { value: 'slow', chance: 0.75 },
        { value: 'fast', chance: 0.25 },
      ],
      options: ['slow', 'fast'],
    });
  });

  it('of a flag and of a date is in their numbers', () => {
    const rest = `scenarios:
  base: {}
  other:
    set:
      on: { value: yes, distribution: { kind: discrete, chances: { yes: 0.9, no: 0.1 } } }
      start: { value: 2026-03, range: { low: 2026-01, high: 2026-06 } }
`;
    expect(distributionOf({ rest }, 'on', 1)).toMatchObject({ outcomes: [{ value: 0 }, { value: 1, chance: 0.9 }] });
    expect(distributionOf({ rest }, 'start', 1)).toMatchObject({ kind: 'triangular', low: 46023, whole: true });
  });

  it('is inherited by a scenario that says nothing, and lost where one sets another value', () => {
    const rest =
      'scenarios: { base: {}, same: {}, other: { set: { cost: 6 USD } }, wider: { set: { cost: { value: 6 USD, distribution: { kind: normal, deviation: 1 USD } } } } }\n';
    const found = [0, 1, 2, 3].map((scenario) => distributionOf({ rest }, 'cost', scenario)?.kind);
    expect(found).toEqual(['triangular', 'triangular', undefined, 'normal']);
  });

  it('of a value beside a series elsewhere is of the one number in all columns', () => {
    const rest = 'scenarios: { base: {}, later: { set: { cost: { value: 6 USD, from: 2026-06 } } } }\n';
    const [base, later] = rowsOf({ rest }, 'cost')[0]!.values!;
    expect([base!.distribution?.kind, new Set(base!.series).size]).toEqual(['triangular', 1]);
    expect(later!.distribution).toBeUndefined();
  });

  it.each([
    ['distribution: { kind: normal, deviation: 1 USD }', 'missing-key'],
    ['value: 10 USD, distribution: { kind: pert }', 'missing-key missing-key'],
    ['value: 10 USD, distribution: { kind: normal }', 'missing-key'],
    ['value: 10 USD, distribution: { kind: gaussian }', 'wrong-shape'],
    ['value: 10 USD, distribution: { mean: 3 USD }', 'missing-key'],
    ['value: 10 USD, distribution: { kind: normal, deviation: 1 USD, high: 20 USD }', 'unknown-key'],
    ['value: 10 USD, distribution: { kind: normal, deviation: 1 EUR }', 'wrong-unit'],
    ['value: 10 USD, distribution: { kind: normal, deviation: 1 }', 'missing-unit'],
    ['value: 10 USD, distribution: { kind: normal, deviation: 0 USD }', 'invalid-distribution'],
    ['value: 10 USD, distribution: { kind: lognormal, median: -1 USD, spread: 0.1 }', 'invalid-distribution'],
    ['value: 10 USD, distribution: { kind: lognormal, spread: -0.1 }', 'invalid-distribution'],
    ['value: 10 USD, distribution: { kind: uniform, low: 3 USD, high: 3 USD }', 'invalid-distribution'],
    ['value: 10 USD, distribution: { kind: triangular, low: 11 USD, high: 12 USD }', 'invalid-distribution'],
    ['value: 10 USD, range: { low: 12 USD, high: 3 USD }, distribution: { kind: pert }', 'invalid-value'],
    ['value: 10 USD, distribution: { kind: discrete, chances: {} }', 'missing-key'],
    ['value: 10 USD, distribution: { kind: discrete }', 'missing-key'],
    ['value: 10 USD, distribution: { kind: discrete, chances: { 1 USD: 1.5, 2 USD: -0.5 } }', 'invalid-distribution'],
    ['value: 10 USD, distribution: { kind: discrete, chances: { 1 USD: 0.5, 1.0 USD: 0.5 } }', 'duplicate-key'],
    [
      'series: { 2026-01: 10 USD }, distribution: { kind: normal, mean: 10 USD, deviation: 1 USD }',
      'invalid-distribution',
    ],
  ])('%s is %s', (price, expected) => {
    expect(codes({ price }).join(' ')).toBe(expected);
  });

  it.each([
    'option: { value: slow, distribution: { kind: uniform, low: slow, high: fast } }',
    'start: { value: 2026-03, distribution: { kind: normal, mean: 2026-03, deviation: 2026-03 } }',
    'cost: { value: 6 USD, from: 2026-06, distribution: { kind: normal, deviation: 1 USD } }',
  ])('%s does not fit', (set) => {
    expect(codes({ rest: `scenarios: { base: {}, other: { set: { ${set} } } }\n` })).toEqual(['invalid-distribution']);
  });
});

describe('a correlation', () => {
  const correlated = (list: string): Parts => ({ rest: `correlations: [${list}]\n` });
  const pairs = (text: string, options = {}) =>
    modelOf(text, options).correlations.map(({ a, b, rank }) => [a.quantity.id, a.members.join(), b.quantity.id, rank]);

  it('names inputs and cells as values: does', () => {
    const found = modelOf(
      model(correlated('{ inputs: [plan.pro.fee, cost], rank: -0.5, note: So it was, source: press }')),
    ).correlations;
    expect(found).toMatchObject([{ rank: -0.5, note: 'So it was', source: 'press' }]);
    expect([found[0]!.a.members, found[0]!.b.quantity.id]).toEqual([['pro'], 'cost']);
  });

  it.each([
    ['{ inputs: [cost, wages], rank: 1 }', ''],
    ['{ inputs: [cost, plan.fee], rank: 0.5 }', 'invalid-correlation'],
    ['{ inputs: [cost, plan.max.fee], rank: 0.5 }', 'invalid-correlation'],
    ['{ inputs: [cost, out], rank: 0.5 }', 'invalid-correlation'],
    ['{ inputs: [cost], rank: 0.5 }', 'wrong-shape'],
    ['{ inputs: cost, rank: 0.5 }', 'wrong-shape'],
    ['{ inputs: [cost, wages] }', 'missing-key'],
    ['{ inputs: [cost, wages], rank: much }', 'invalid-value'],
    ['{ inputs: [cost, wages], rank: -1.01 }', 'invalid-correlation'],
    ['{ inputs: [cost, wages], rank: 0.5, source: nowhere }', 'unknown-source'],
    ['{ inputs: [cost, wages], rank: 0.5 }, { inputs: [wages, cost], rank: 0.4 }', 'duplicate-key'],
    ['{ inputs: [cost, wages], rank: 0.9 }, { inputs: [wages, plan.pro.fee], rank: 0.9 }', 'invalid-correlation'],
    [
      '{ inputs: [cost, wages], rank: 0.9 }, { inputs: [wages, plan.pro.fee], rank: 0.9 }, { inputs: [cost, plan.pro.fee], rank: 0.8 }',
      '',
    ],
  ])('%s: %s', (list, expected) => {
    expect(codes(correlated(list)).join(' ')).toBe(expected);
  });

  it('falls away with an input that is set for one run', () => {
    const text = model(correlated('{ inputs: [cost, wages], rank: 0.5 }'));
    expect(pairs(text)).toEqual([['cost', '', 'wages', 0.5]]);
    expect(pairs(text, { set: [{ key: 'cost', value: '6 USD' }] })).toEqual([]);
  });

  it('of a later file and of the model that includes another lies over the earlier one', () => {
    const base = model(correlated('{ inputs: [cost, wages], rank: 0.5 }, { inputs: [cost, plan.pro.fee], rank: 0.1 }'));
    const files: Readonly<Record<string, string>> = {
      'base.yaml': base,
      'own.yaml': 'model: own\nextends: base.yaml\ncorrelations: [{ inputs: [wages, cost], rank: 0.7 }]\n',
      'both.yaml':
        'model: both\ntimeline: { from: 2026-01, to: 2026-12, grain: month }\ninclude: { a: own.yaml, b: base.yaml }\ncorrelations: [{ inputs: [a.cost, b.cost], rank: 0.5 }, { inputs: [b.cost, b.wages], rank: -0.2 }]\n',
    };
    const { value, diagnostics } = checkModel('both.yaml', (path) => files[path]);
    expect(errorLines(diagnostics)).toEqual([]);
    const found = value!.correlations.map(({ a, b, rank }) => `${a.quantity.id} ${b.quantity.id} ${rank}`);
    expect(found.sort()).toEqual([
      'a.cost a.plan.fee 0.1',
      'a.cost b.cost 0.5',
      'a.wages a.cost 0.7',
      'b.cost b.plan.fee 0.1',
      'b.cost b.wages -0.2',
    ]);
  });
});
