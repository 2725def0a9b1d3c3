/** Values: which of several counts, what was known when, and what is refused. */
import { describe, expect, it } from 'vitest';
import { buildModel, checkModel } from '../../src/pipeline.ts';
import { build, errorLines, problemsOf, values } from '../helpers/models.ts';

interface Parts {
  readonly grain?: string;
  readonly known?: string;
  readonly inputs?: string;
  readonly items?: string;
  readonly rest?: string;
  readonly price?: string;
}

const model = ({
  grain = 'quarter',
  known = '',
  inputs = '',
  items = '',
  rest = '',
  price = 'value: 10 USD',
}: Parts): string => `
model: values
timeline: { from: 2026-01, to: 2026-12, grain: ${grain} }
${known === '' ? '' : `known: ${known}\n`}sources: { press: { title: Press } }
tables:
  plan: { members: { pro: {}, max: {} } }
  region: { members: { eu: {}, us: {} } }
  twin: { members: { pro: {}, eu: {} } }
inputs:
  price: { unit: USD, ${price} }
  by_plan: { unit: USD, by: plan, value: 2 USD }
  by_pair: { unit: USD, by: [plan, region], value: 3 USD }
  by_twin: { unit: USD, by: [plan, twin], value: 4 USD }
${inputs}sheets:
  S:
    T:
      out: { unit: USD, rollup: none, formula: price * period.index / period.index }
      plans: { by: plan, unit: USD, rollup: none, formula: by_plan * 1 }
      pairs: { by: [plan, region], unit: USD, rollup: none, formula: by_pair * 1 }
      twins: { by: [plan, twin], unit: USD, rollup: none, formula: by_twin * 1 }
${items}${rest}`;
const codes = (parts: Parts, options = {}): string[] =>
  problemsOf(model(parts), options).map((line) => line.split(':')[0]!);
const setting = (set: string): Parts => ({ rest: `scenarios: { base: {}, other: { set: { ${set} } } }\n` });
const set = (text: string) => build(model(setting(text)));

describe('a change from a month on', () => {
  it('is averaged over the months of a period, as a step inside a series is', () => {
    expect(values(set('price: { value: 40 USD, from: 2026-02 }'), 'out', 'other')).toEqual([30, 40, 40, 40]);
    expect(values(build(model({ price: 'series: { 2026-01: 10 USD, 2026-02: 40 USD }' })), 'out')).toEqual([
      30, 40, 40, 40,
    ]);
  });

  it.each([
    ['from: 2040-01', 'outside-timeline'],
    ['from: 2025-12', 'outside-timeline'],
    ['from: 2026-02-17', 'invalid-date'],
    ['from: soon', 'invalid-date'],
  ])('%s is %s', (from, code) => {
    expect(codes(setting(`price: { value: 20 USD, ${from} }`))).toEqual([code]);
  });
});

describe('a series', () => {
  const flag = (series: string): Parts => ({
    inputs: `  on: { unit: flag, ${series} }\n`,
    items: '      flagged: { unit: flag, rollup: none, formula: on }\n',
  });

  it('of flags changes between periods only', () => {
    expect(values(build(model(flag('series: { 2026-01: 0, 2026-Q2: 1 }'))), 'flagged')).toEqual([0, 1, 1, 1]);
    expect(codes(flag('series: { 2026-01: 0, 2026-02: 1 }'))).toEqual(['invalid-series']);
    expect(codes({ ...flag('series: { 2026-01: 0, 2026-04: 1 }, interpolate: linear'), grain: 'month' })).toEqual([
      'invalid-series',
    ]);
  });

  it('has one point in a month, and at least one', () => {
    expect(codes({ price: 'series: { 2026-01: 5 USD, 2026: 7 USD }' })).toEqual(['invalid-series']);
    expect(codes({ price: 'series: { 2026-01: 5 USD, 2026-Q1: 7 USD }' })).toEqual(['invalid-series']);
    expect(codes({ price: 'series: {}' })).toEqual(['invalid-series']);
  });
});

describe('the as-of date', () => {
  const revised: Parts = {
    price: 'revisions: [{ known: 2026-02-01, value: 1 USD }, { known: 2026-12-01, value: 99 USD }]',
  };

  it.each([
    ['2026-Q1', 1],
    ['2026-11', 1],
    ['2026-12', 99],
    ['2026', 99],
    ['2027-01-01', 99],
  ])('%s lets the revisions count that were known on its last day', (known, price) => {
    expect(values(build(model(revised), { known }), 'out')[0]).toBe(price);
    expect(values(build(model({ ...revised, known })), 'out')[0]).toBe(price);
  });

  it('names the day that the workbook carries', async () => {
    expect((await build(model({ known: '2026-Q3' })).workbook()).length).toBeGreaterThan(0);
  });

  it.each([
    [{ known: 'tomorrow' }],
    [{ price: 'value: 10 USD, known: banana' }],
    [{ price: 'revisions: [{ known: banana, value: 10 USD }]' }],
    [{ price: 'value: 10 USD, alternatives: [{ value: 2 USD, known: banana }]' }],
    [{ rest: "tie_outs: { t: { formula: 'out[2026-Q1]', expect: 10 USD, tolerance: 1%, known: banana } }\n" }],
  ])('and every other one is a date: %o', (parts) => {
    expect(codes(parts)).toEqual(['invalid-date']);
    expect(codes({}, { known: 'banana' })).toEqual(['invalid-date']);
  });

  it('refuses a value that became known later', () => {
    const later = { price: 'value: 10 USD, known: 2026-09-28' };
    expect(codes({ ...later, known: '2026-06-15' })).toEqual(['not-known-yet']);
    expect(codes({ ...later, known: '2026-09' })).toEqual([]);
    expect(codes(later)).toEqual([]);
  });

  it('says of many values that the as-of date is too early, and from when on all is known', () => {
    const inputs = (count: number): string =>
      Array.from(
        { length: count },
        (_, at) => `  late_${at}: { label: L, unit: USD, value: 1 USD, known: 2026-0${at + 1} }\n`,
      ).join('');
    const found = (count: number) => problemsOf(model({ known: '2025-06-15', inputs: inputs(count) }));
    expect(found(5)).toHaveLength(5);
    expect(found(5)[1]).toContain("not-known-yet: 'late_1' became known on 2026-02, after the as-of date 2025-06-15");
    expect(found(6)).toEqual([
      expect.stringContaining(
        "not-known-yet: 6 values were not known on 2025-06-15, such as 'late_0', 'late_1' and 'late_2'; the earliest date on which all values are known is 2026-06",
      ),
    ]);
  });
});

describe('a key of two members', () => {
  it('sets one cell, and a key of one member all cells of that member', () => {
    const built = set('by_pair.pro.eu: 7 USD, by_pair.us: 8 USD');
    expect(
      ['pro.eu', 'pro.us', 'max.eu', 'max.us'].map((members) => values(built, `pairs.${members}`, 'other')[0]),
    ).toEqual([7, 8, 3, 8]);
  });

  it('is asked for where a member is one of two tables', () => {
    expect(codes(setting('by_twin.pro: 7 USD'))).toEqual(['ambiguous-member']);
    expect(values(set('by_twin.max: 7 USD'), 'twins.max.eu', 'other')[0]).toBe(7);
    expect(values(set('by_twin.eu: 7 USD'), 'twins.max.eu', 'other')[0]).toBe(7);
  });

  it('names members in the order of the tables', () => {
    expect(codes(setting('by_pair.eu.pro: 7 USD'))).toEqual(['overrides-nothing']);
  });
});

describe('of several keys', () => {
  it.each([
    'by_plan.pro: 7 USD, by_plan: 8 USD',
    'by_plan: 8 USD, by_plan.pro: 7 USD',
  ])('the one with more members counts: %s', (text) => {
    const built = set(text);
    expect(values(built, 'plans.pro', 'other')[0]).toBe(7);
    expect(values(built, 'plans.max', 'other')[0]).toBe(8);
  });

  it('the one with more members counts on the command line', () => {
    const asked = ['by_plan.pro=7 USD', 'by_plan=8 USD'].map((one) => ({
      key: one.split('=')[0]!,
      value: one.split('=')[1]!,
    }));
    expect(values(build(model({}), { set: asked }), 'plans.pro')[0]).toBe(7);
  });

  it('none counts where they name the same', () => {
    expect(codes({ rest: 'values: { price: 20 USD }\n' })).toEqual(['duplicate-key']);
    expect(codes(setting('by_pair.pro: 7 USD, by_pair.eu: 8 USD'))).toEqual(['duplicate-key']);
    expect(codes(setting('by_pair.pro: 7 USD, by_pair.eu: 8 USD, by_pair.pro.eu: 9 USD'))).toEqual([]);
    expect(codes({ rest: 'values: { by_plan.pro: 20 USD }\n' })).toEqual([]);
  });
});

it('a file that extends another lies over it, whatever it names', () => {
  const files: Record<string, string> = {
    'model.yaml': model({ rest: 'values: { by_plan.max: 9 USD }\n' }).replace(
      'model: values',
      'model: values\nextends: [lab.yaml]',
    ),
    'lab.yaml': 'values: { price: 20 USD, by_plan: 8 USD }\n',
  };
  const { value, diagnostics } = buildModel('model.yaml', (path) => files[path]);
  expect(errorLines(diagnostics)).toEqual([]);
  expect(['out', 'plans.pro', 'plans.max'].map((name) => values(value!, name)[0])).toEqual([10, 2, 9]);
  const turned: Record<string, string> = {
    'model.yaml': 'model: turned\nextends: [values.yaml]\nvalues: { price: 20 USD, by_plan: 8 USD }\n',
  };
  turned['values.yaml'] = files['model.yaml']!.replace('model: values\nextends: [lab.yaml]\n', '');
  const other = buildModel('model.yaml', (path) => turned[path]).value!;
  expect(['out', 'plans.pro', 'plans.max'].map((name) => values(other, name)[0])).toEqual([20, 8, 8]);
});

describe('beside a value', () => {
  it.each([
    ['value: 10 USD, range: { low: 5 USD, high: 20 USD }', []],
    ['value: 10 USD, range: { low: 20 USD, high: 5 USD }', ['invalid-value']],
    ['value: 10 USD, range: { low: 11 USD, high: 20 USD }', ['invalid-value']],
    ['value: 10 USD, range: { low: apple, high: 20 USD }', ['invalid-value']],
    ['value: 10 USD, range: { low: 5 EUR, high: 20 USD }', ['wrong-unit']],
    ['series: { 2026-01: 10 USD, 2026-04: 30 USD }, range: { low: 5 USD, high: 20 USD }', ['invalid-value']],
    ['value: 10 USD, alternatives: [{ value: 12 USD, source: press }]', []],
    ['value: 10 USD, alternatives: [{ value: cherry }]', ['invalid-value']],
    ['value: 10 USD, alternatives: [{ value: 12 EUR }]', ['wrong-unit']],
    ['value: 10 USD, alternatives: [{ value: 12 USD, source: nobody }]', ['unknown-source']],
  ])('%s: %j', (price, found) => {
    expect(codes({ price })).toEqual(found);
  });

  it('a flag has no range', () => {
    expect(codes({ inputs: '  on: { unit: flag, value: 1, range: { low: 0, high: 1 } }\n' })).toEqual([
      'invalid-value',
    ]);
  });
});

describe('a stretch of time', () => {
  it.each(['2026-02-17..2026-05-03', '2026-Q3..2026-Q1', '2026-02..2026-04'])('%s is refused', (words) => {
    expect(codes({ items: `      x: { unit: USD, formula: sum(out over ${words}) }\n` })).toEqual(['outside-timeline']);
  });
});

it('a timeline runs over whole months', () => {
  expect(problemsOf(model({ grain: 'month' }).replace('from: 2026-01', 'from: 2026-01-15')).join()).toContain(
    'invalid-timeline',
  );
});

describe('a share without its percent sign', () => {
  const of = (value: string) => `
model: m
timeline: { from: 2026, to: 2027, grain: year }
inputs:
  margin: { unit: '%', value: ${value} }
sheets: { S: { T: { a: { formula: margin } } } }
`;
  it.each([
    ['0.4', 'write 40% or 0.4%, whichever is meant'],
    ['40', 'write 40%'],
    ['1', 'write 100% or 1%, whichever is meant'],
    ['0', 'write 0%'],
  ])('%s: %s', (value, hint) => {
    const { diagnostics } = checkModel('model.yaml', () => of(value));
    expect(diagnostics.find(({ code }) => code === 'missing-unit')?.hint).toBe(hint);
  });
});
