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

/** Rates, terms and periods at which programs differ from each other or lose their digits. */
const rates = ['0%', '1%', '-2%', '25%', '0.0001%', '0.00009%', '-0.0000000000001%', '1000%', '-50%', '-99.9%', '-100%', '-150%'];
const loanTerms = ['12', '1', '360', '0', '-3', '7.5'];

/** Every function of loans at every rate and term, by the number of the rate and of the term. */
function loanText(): string {
  const cases = rates.flatMap((_, rate) => loanTerms.map((_term, term) => [rate, term] as const));
  const formulas: Readonly<Record<string, string>> = {
    pmt: 'pmt(RATE, TERM, loan, left, due)',
    pv: 'pv(RATE, TERM, paid, left, due)',
    fv: 'fv(RATE, TERM, paid, loan, due)',
    ipmt: 'ipmt(RATE, period.index, TERM, loan, left, due)',
    ppmt: 'ppmt(RATE, period.index, TERM, loan, left)',
    ahead: 'ipmt(RATE, 12 - period.index, TERM, loan)',
  };
  const item = (formula: string): string => `{ unit: USD, rollup: none, formula: '${formula}' }`;
  const byTerm = cases.flatMap(([rate, term]) =>
    Object.entries(formulas).map(([name, formula]) => [
      `${name}_${rate}_${term}`,
      item(formula.replace('RATE', `rate_${rate}`).replace('TERM', `term_${term}`)),
    ]),
  );
  const counts = rates.map((_, rate) => [`nper_${rate}`, `{ unit: '1', rollup: none, formula: 'nper(rate_${rate}, paid, loan, left)' }`]);
  return modelText(
    'quarter',
    {
      loan: ['USD', '1000 USD'],
      left: ['USD', '-100 USD'],
      paid: ['USD', '-300 USD'],
      due: ['1', '1'],
      ...Object.fromEntries(rates.map((rate, at) => [`rate_${at}`, ['%', rate] as const])),
      ...Object.fromEntries(loanTerms.map((term, at) => [`term_${at}`, ['1', term] as const])),
    },
    Object.fromEntries([...byTerm, ...counts]),
  );
}

const grains = ['month', 'quarter', 'year'];
const texts: Readonly<Record<string, string>> = {
  'straight-line': fault('straight-line'),
  'sheet-names': fault('sheet-names'),
  'loan-after-term': fault('loan-after-term'),
  'loan-edge': fault('loan-edge'),
  loans: loanText(),
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

describe('loans', () => {
  it('have no interest and no principal after the last instalment', () => {
    const [interest, principal] = ['interest', 'principal'].map((item) => valuesOf('loan-after-term', item)) as [number[], number[]];
    expect(total(interest.slice(0, 12))).toBeCloseTo(66.1855, 4);
    expect(total(principal.slice(0, 12))).toBeCloseTo(1000, 9);
    expect([...interest.slice(12), ...principal.slice(12)]).toEqual(Array(24).fill(0));
  });

  it('have no payment before the first one', () => {
    expect(valuesOf('loans', 'ahead_1_0').slice(-2)).toEqual([-10, 0]);
  });

  it('with no term, or a rate of -100%, are errors that are named', () => {
    const { built, said } = computed.get('loan-edge')!;
    expect(values(built, 'none')).toEqual([null]);
    expect(values(built, 'total_loss')).toEqual([null]);
    expect(said).toEqual([
      "error-value: 'none' looks up something that is not there, or asks a function for what it cannot give (#N/A), scenario base",
      "error-value: 'total_loss' gives a number that does not exist or has no solution (#NUM!), scenario base",
    ]);
  });

  it.each(['pmt', 'pv', 'fv'])('%s is a number at a rate of a millionth, and an error at less and at a total loss', (name) => {
    const errors = rates.map((_, rate) => values(computed.get('loans')!.built, `${name}_${rate}_0`)[0] === null);
    expect(rates.filter((_, rate) => errors[rate])).toEqual(['0.00009%', '-0.0000000000001%', '-100%', '-150%']);
  });
});
