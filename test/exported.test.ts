/** Functions as they are exported: the right value by every engine, for inputs that once went wrong and for others of their kind. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EveryEngine, everyEngine } from './helpers/everyEngine.ts';
import { problemsOf, values } from './helpers/models.ts';

const fault = (name: string): string => readFileSync(`test/faults/${name}.yaml`, 'utf8');

/** A model of one sheet with inputs that all have one value: `{ term: ['month', '5 months'] }`. */
function modelText(
  grain: string,
  inputs: Readonly<Record<string, readonly [unit: string, value: string]>>,
  items: Readonly<Record<string, string>>,
): string {
  const given = Object.entries(inputs).map(([name, [unit, value]]) => `  ${name}: { unit: '${unit}', value: ${value} }`);
  const rows = Object.entries(items).map(([name, formula]) => `      ${name}: ${formula}`);
  return `
model: cases
timeline: { from: 2026-01, to: 2028-12, grain: ${grain} }
inputs:
${given.join('\n')}
sheets:
  Cases:
    Items:
${rows.join('\n')}
`;
}

const terms = { month: '1 month', half: '0.5 months', odd: '7.5 months', half_year: '6 months', year: '12 months', long: '19 months' };

/** 120 USD are bought in the first period, and written off over each of the terms. */
const writtenOff = (grain: string): string =>
  modelText(
    grain,
    { cost: ['USD', '120 USD'], ...Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, ['month', term] as const])) },
    {
      bought: "{ unit: USD, rollup: sum, formula: 'if(period.index = 1, cost, 0)' }",
      ...Object.fromEntries(
        Object.keys(terms).map((term) => [`over_${term}`, `{ unit: USD, rollup: sum, formula: 'straight_line(bought, ${term})' }`]),
      ),
    },
  );

const grains = ['month', 'quarter', 'year'];
const texts: Readonly<Record<string, string>> = {
  'straight-line': fault('straight-line'),
  'sheet-names': fault('sheet-names'),
  ...Object.fromEntries(grains.map((grain) => [`written-off-${grain}`, writtenOff(grain)])),
};

let computed: ReadonlyMap<string, EveryEngine> = new Map();

beforeAll(async () => {
  computed = await everyEngine(texts);
}, 240_000);

const valuesOf = (name: string, item: string) => values(computed.get(name)!.built, item).map(Number);
const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

describe.each(Object.keys(texts))('%s', (name) => {
  it('is the same in forty digits and in LibreOffice', () => {
    const { fortyDigits, libreOffice } = computed.get(name)!;
    expect({ fortyDigits, libreOffice }).toEqual({ fortyDigits: [], libreOffice: [] });
  });
});

describe('straight_line', () => {
  it('writes off what was bought, once, over half a period and over one and a half', () => {
    expect(valuesOf('straight-line', 'over_6')).toEqual([120, 0, 0]);
    expect(valuesOf('straight-line', 'over_18')).toEqual([80, 40, 0]);
  });

  it.each(
    grains.flatMap((grain) => Object.keys(terms).map((term) => [grain, term] as const)),
  )('writes off 120 in all, by the %s over the term %s', (grain, term) => {
    const numbers = valuesOf(`written-off-${grain}`, `over_${term}`);
    expect(total(numbers)).toBeCloseTo(120, 9);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  });

  it('writes off the same by the year, whatever the grain', () => {
    const yearly = valuesOf('written-off-year', 'over_long');
    expect(yearly.map((one) => Math.round(one * 1e9) / 1e9)).toEqual([75.789473684, 44.210526316, 0]);
    const months = valuesOf('written-off-month', 'over_long');
    for (const [year, one] of yearly.entries()) expect(total(months.slice(year * 12, year * 12 + 12))).toBeCloseTo(one, 9);
  });

  it('refuses a term that changes over time', () => {
    const text = modelText(
      'year',
      { a: ['USD', '1 USD'] },
      {
        bought: "{ unit: USD, rollup: sum, formula: 'a * period.index' }",
        off: "{ unit: USD, rollup: sum, formula: 'straight_line(bought, period.months)' }",
      },
    );
    expect(problemsOf(text)).toEqual([
      'wrong-arguments: the term of straight_line changes over time, so what is written off would not add up to the amounts',
    ]);
  });
});

describe('date', () => {
  it('refuses a year of two digits', () => {
    const text = modelText('year', { a: ['USD', '1 USD'] }, { day: "{ unit: date, formula: 'date(24, 1, 1)' }" });
    expect(problemsOf(text)).toEqual(['wrong-arguments: 24 is no year of the calendar']);
  });
});
