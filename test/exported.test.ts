/**
 * Functions as they are exported: the right value by every engine, for inputs that once went wrong and for others of
 * their kind.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { disagreements } from './helpers/agreement.ts';
import { computeEverywhere, libreOfficeDifferences } from './helpers/everyEngine.ts';
import { recalculate } from './helpers/libreoffice.ts';
import { build, problemsOf, values } from './helpers/models.ts';
import fc from './helpers/seeded.ts';

const fault = (name: string): string => readFileSync(`test/faults/${name}.yaml`, 'utf8');

/** A model of one sheet with inputs that all have one value: `{ term: ['month', '5 months'] }`. */
function modelText(
  grain: string,
  inputs: Readonly<Record<string, readonly [unit: string, value: string]>>,
  items: Readonly<Record<string, string>>,
): string {
  const given = Object.entries(inputs).map(
    ([name, [unit, value]]) => `  ${name}: { unit: '${unit}', value: ${value} }`,
  );
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

const terms = {
  month: '1 month',
  half: '0.5 months',
  odd: '7.5 months',
  half_year: '6 months',
  year: '12 months',
  long: '19 months',
};

/** 120 USD are bought in the first period, and written off over each of the terms. */
const writtenOff = (grain: string): string =>
  modelText(
    grain,
    {
      cost: ['USD', '120 USD'],
      ...Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, ['month', term] as const])),
    },
    {
      bought: "{ unit: USD, rollup: sum, formula: 'if(period.index = 1, cost, 0)' }",
      ...Object.fromEntries(
        Object.keys(terms).map((term) => [
          `over_${term}`,
          `{ unit: USD, rollup: sum, formula: 'straight_line(bought, ${term})' }`,
        ]),
      ),
    },
  );

/** Rates, terms and periods at which programs differ from each other or lose their digits. */
const rates = [
  '0%',
  '1%',
  '-2%',
  '25%',
  '0.0001%',
  '0.00009%',
  '-0.0000000000001%',
  '1000%',
  '-50%',
  '-99.9%',
  '-100%',
  '-150%',
];
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
  const counts = rates.map((_, rate) => [
    `nper_${rate}`,
    `{ unit: '1', rollup: none, formula: 'nper(rate_${rate}, paid, loan, left)' }`,
  ]);
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

/** How many random flows are asked for their rates; all of them change their sign once, so that there is one rate. */
const flowsTried = 40;
const periodsTried = 36;

/** Flows of which some lose nearly everything, some begin late, and some begin with what is borrowed. */
const randomFlows: readonly (readonly number[])[] = fc
  .sample(
    fc
      .record({
        waiting: fc.integer({ min: 0, max: 12 }),
        out: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 }),
        back: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 18 }),
        scale: fc.constantFrom(0.02, 0.3, 1, 4),
        sign: fc.constantFrom(1, -1),
      })
      .map(({ waiting, out, back, scale, sign }) => [
        ...Array<number>(waiting).fill(0),
        ...[...out, 50].map((one) => -sign * one),
        ...[...back, 50].map((one) => Math.round(sign * scale * one * 100) / 100),
      ]),
    { seed: 20261130, numRuns: flowsTried },
  )
  .map((flows) => Array.from({ length: periodsTried }, (_, at) => flows[at] ?? 0));

/**
 * Both rates of random flows over the months of three years; `second` are the flows of the other scenario, which are
 * entered in the same cells.
 */
function ratesText(): string {
  const seriesOf = (flows: readonly number[]): string =>
    flows
      .map((flow, at) => `${2026 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}: ${flow} USD`)
      .join(', ');
  const inputs = randomFlows.map((flows, at) => `  flow_${at}: { unit: USD, series: { ${seriesOf(flows)} } }`);
  const turned = randomFlows.map((_, at) => `flow_${at}: { series: { ${seriesOf(randomFlows.at(-at - 1)!)} } }`);
  const items = randomFlows.flatMap((_, at) => [
    `      cash_${at}: { unit: USD, rollup: sum, formula: flow_${at} }`,
    `      monthly_${at}: { unit: '1', rollup: none, formula: irr(cash_${at} over timeline) }`,
    `      yearly_${at}: { unit: '1', rollup: none, formula: xirr(cash_${at} over timeline) }`,
  ]);
  return `
model: rates
timeline: { from: 2026-01, to: 2028-12, grain: month }
inputs:
${inputs.join('\n')}
scenarios:
  base: { title: Base }
  turned: { title: Turned, set: { ${turned.join(', ')} } }
sheets:
  Rates:
    Items:
${items.join('\n')}
`;
}

const dealsText = `
model: deals
timeline: { from: 2026, to: 2027, grain: year }
tables:
  deal:
    columns: { paid: { unit: USD }, day: { unit: date }, late: { unit: date } }
    members:
      first: { paid: -100 USD, day: 2026-01-15, late: 2026-06-15 }
      second: { paid: -50 USD, day: 2026-04-01, late: 2026-04-01 }
      third: { paid: 30 USD, day: 2026-12-24, late: 2026-12-24 }
      fourth: { paid: 20 USD, day: 2027-10-31, late: 2027-10-31 }
inputs: { share: { unit: '1', value: 2 1 } }
sheets:
  Deals:
    Rates:
      doubled: { unit: USD, by: deal, rollup: none, formula: deal.paid * share }
      rate: { unit: '1', rollup: none, formula: 'xirr(deal.paid, deal.day over deal)' }
      of_items: { unit: '1', rollup: none, formula: 'xirr(doubled, deal.day over deal)' }
      unsorted: { unit: '1', rollup: none, formula: 'xirr(deal.paid, deal.late over deal)' }
`;

const guessed = fault('irr-two-roots')
  .replace('irr(flow over timeline)', "'irr(flow over timeline, guess)'")
  .replace('inputs: {', "inputs: { guess: { unit: '%', value: 25%, status: assumption, note: The higher one }, ");

const grains = ['month', 'quarter', 'year'];
const texts: Readonly<Record<string, string>> = {
  'straight-line': fault('straight-line'),
  'sheet-names': fault('sheet-names'),
  'loan-after-term': fault('loan-after-term'),
  'loan-edge': fault('loan-edge'),
  loans: loanText(),
  ...Object.fromEntries(
    ['irr-negative', 'irr-loss', 'irr-two-roots', 'irr-opening', 'xirr-leading-zeros'].map((name) => [
      name,
      fault(name),
    ]),
  ),
  rates: ratesText(),
  deals: dealsText,
  guessed,
  ...Object.fromEntries(grains.map((grain) => [`written-off-${grain}`, writtenOff(grain)])),
};

const computed = new Map(Object.entries(texts).map(([name, text]) => [name, computeEverywhere(name, text)]));

const valuesOf = (name: string, item: string) => values(computed.get(name)!.built, item).map(Number);
const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

it.each(Object.keys(texts))('%s is the same in forty digits', (name) => {
  expect(computed.get(name)!.fortyDigits).toEqual([]);
});

it('LibreOffice computes the same', { tags: ['libreoffice'] }, async () => {
  const differences = await libreOfficeDifferences([...computed.values()].map(({ built }) => built));
  expect(Object.fromEntries([...computed.keys()].map((name, at) => [name, differences[at]]))).toEqual(
    Object.fromEntries([...computed.keys()].map((name) => [name, []])),
  );
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
    for (const [year, one] of yearly.entries())
      expect(total(months.slice(year * 12, year * 12 + 12))).toBeCloseTo(one, 9);
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
      'wrong-arguments: the term of straight_line changes over time, so the depreciation would not add up to the amounts',
    ]);
  });
});

describe('date', () => {
  it('refuses a year of two digits', () => {
    const text = modelText('year', { a: ['USD', '1 USD'] }, { day: "{ unit: date, formula: 'date(24, 1, 1)' }" });
    expect(problemsOf(text)).toEqual(['wrong-arguments: 24 is not a year from 1901 to 2199']);
  });
});

describe('loans', () => {
  it('have no interest and no principal after the last instalment', () => {
    const [interest, principal] = ['interest', 'principal'].map((item) => valuesOf('loan-after-term', item)) as [
      number[],
      number[],
    ];
    expect(total(interest.slice(0, 12))).toBeCloseTo(66.1855, 4);
    expect(total(principal.slice(0, 12))).toBeCloseTo(1000, 9);
    expect([...interest.slice(12), ...principal.slice(12)]).toEqual(Array(24).fill(0));
  });

  it('have no payment before the first one', () => {
    expect(valuesOf('loans', 'ahead_1_0').slice(-2)).toEqual([-10, 0]);
  });

  it('with no term, or a rate of -100%, are errors that are named', () => {
    const { built, diagnostics } = computed.get('loan-edge')!;
    expect(values(built, 'none')).toEqual([null]);
    expect(values(built, 'total_loss')).toEqual([null]);
    expect(diagnostics).toEqual([
      "error-value: 'none' looks up a value that does not exist, or calls a function with invalid arguments (#N/A), scenario base",
      "error-value: 'total_loss' has no solution, or a result that is not a number (#NUM!), scenario base",
    ]);
  });

  it.each([
    'pmt',
    'pv',
    'fv',
  ])('%s is a number at a rate of a millionth, and an error at less and at a total loss', (name) => {
    const errors = rates.map((_, rate) => values(computed.get('loans')!.built, `${name}_${rate}_0`)[0] === null);
    expect(rates.filter((_, rate) => errors[rate])).toEqual(['0.00009%', '-0.0000000000001%', '-100%', '-150%']);
  });
});

/** What flows are worth at a rate, over the size of what was added up. */
function worth(flows: readonly number[], times: readonly number[], rate: number): number {
  const parts = flows.map((flow, at) => flow / (1 + rate) ** times[at]!);
  return total(parts) / total(parts.map(Math.abs));
}

describe('irr and xirr', () => {
  it.each([
    ['irr-negative', 'rate', -0.44350694133474],
    ['irr-loss', 'rate', 1 / ((-1 + Math.sqrt(21)) / 2) - 1],
    ['irr-opening', 'rate', 1 / ((-60 + Math.sqrt(60 ** 2 + 4 * 60 * 100)) / 120) - 1],
    ['xirr-leading-zeros', 'dated', 1.006898311522851],
    ['irr-two-roots', 'rate', 0.1],
    ['guessed', 'rate', 0.2],
  ])('%s: %s is %d', (name, item, right) => {
    expect(valuesOf(name, item)[0]).toBeCloseTo(right, 12);
  });

  it('name every rate at which flows are worth nothing, unless a guess is written', () => {
    expect(computed.get('irr-two-roots')!.diagnostics).toEqual([
      "several-rates: 'rate' has several solutions: the net present value of its flows is zero at 10% and 20% (scenario base)",
    ]);
    expect(computed.get('guessed')!.diagnostics).toEqual([]);
  });

  it('are found for flows that lose, gain, begin late or are borrowed', () => {
    const { built, diagnostics } = computed.get('rates')!;
    expect(diagnostics).toEqual([]);
    const days = Array.from({ length: periodsTried }, (_, at) => Date.UTC(2026, at + 1, 0) / 86_400_000 / 365);
    const months = days.map((_, at) => at);
    // Of a rate that loses nearly everything, 1 + rate has few digits.
    const off = (flows: readonly number[], times: readonly number[], rate: number): boolean =>
      !(Math.abs(worth(flows, times, rate)) <= 1e-9 + 1e-14 / (1 + rate));
    const yearly = days.map((day) => day - days[0]!);
    const wrong = randomFlows.filter(
      (flows, at) =>
        off(flows, months, Number(values(built, `monthly_${at}`)[0])) ||
        off(flows, yearly, Number(values(built, `yearly_${at}`)[0])),
    );
    expect(wrong).toEqual([]);
  });

  it('are found by LibreOffice for other flows in the same cells', { tags: ['libreoffice'] }, async () => {
    const built = build(texts.rates!, { scenario: 'turned' });
    expect(
      disagreements(built.grid, built.evaluations.get('turned')!, await recalculate(await built.workbook())),
    ).toEqual([]);
  });

  it('run over amounts and dates of a table, of which the first is the earliest', () => {
    const rate = valuesOf('deals', 'rate')[0]!;
    const days = ['2026-01-15', '2026-04-01', '2026-12-24', '2027-10-31'].map(
      (day) => (Date.parse(day) - Date.parse('2026-01-15')) / 86_400_000 / 365,
    );
    expect(Math.abs(worth([-100, -50, 30, 20], days, rate))).toBeLessThan(1e-12);
    expect(valuesOf('deals', 'of_items')[0]).toBeCloseTo(rate, 12);
    expect(values(computed.get('deals')!.built, 'unsorted')).toEqual([null]);
  });

  it('xirr over periods is refused in a check, which has no rows for it', () => {
    const text = `${fault('xirr-leading-zeros')}checks: { good: { formula: xirr(flow over timeline) > 10%, tolerance: 1% } }\n`;
    expect(problemsOf(text)).toEqual(['wrong-arguments: xirr is only allowed in the formula of a line item']);
  });
});
