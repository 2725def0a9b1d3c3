/** How a year comes about, on small models whose right values were worked out by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/pipeline.ts';
import { build, problemsOf, series } from '../helpers/models.ts';

const fault = (name: string): string => readFileSync(`test/faults/rollup-${name}.yaml`, 'utf8');
const warnings = (text: string) =>
  checkModel('model.yaml', (path) => (path === 'model.yaml' ? text : undefined)).diagnostics.filter(
    ({ code }) => code === 'unclear-rollup',
  );

describe('the change of a balance', () => {
  it('is a flow, also turned around, added up and behind a condition', () => {
    const built = build(fault('change-of-balance'));
    expect(series(built, 'change_in_debt').years).toEqual([-240, -240]);
    expect(series(built, 'released').years).toEqual([-120, -120]);
    expect(series(built, 'financing').years).toEqual([-360, -360]);
    expect(series(built, 'guarded').years).toEqual([-220, -240]);
    expect(series(built, 'debt').years).toEqual([1760, 1520]);
  });
});

describe('a quotient', () => {
  it('is the ratio of the year however it is written', () => {
    const built = build(fault('quotients'));
    expect(series(built, 'margin').years).toEqual([0.74]);
    expect(series(built, 'margin_in_one_formula').years).toEqual([0.74]);
    expect(series(built, 'tax_share').years).toEqual([0.015]);
  });

  it('of inputs over time is asked for, with the ratio of the sums among the answers', () => {
    const [asked, ...others] = warnings(fault('two-inputs'));
    expect(others).toEqual([]);
    expect(asked!.message).toContain("'success'");
    expect(asked!.hint).toContain('last (73%), average (83.05%)');
    expect(asked!.hint).toContain(
      "the ratio of the sums of the year (78%), write measure: flow beside 'cured' and 'treated'",
    );
  });

  it('follows the hint', () => {
    const text = fault('two-inputs').replaceAll('{ unit: patient,', '{ unit: patient, measure: flow,');
    expect(warnings(text)).toEqual([]);
    expect(series(build(text), 'success').years).toEqual([0.78]);
    const levels = fault('two-inputs').replaceAll('{ unit: patient,', '{ unit: patient, measure: level,');
    expect(series(build(levels), 'success').years).toEqual([192 / 263]);
  });

  it('can be said by its numerator and denominator', () => {
    const text = fault('two-inputs')
      .replace('{ unit: patient,', '{ unit: patient, measure: flow,')
      .replace(
        'treated:',
        'others: { unit: patient, measure: level, value: 100 patient, status: assumption, note: Small case }\n  treated:',
      )
      .replace(
        'formula: cured / treated',
        'formula: cured / treated, rollup: { numerator: cured, denominator: treated }',
      );
    expect(problemsOf(text)).toEqual([
      "invalid-value: 'treated' in the roll-up of 'success' is neither a flow nor a level",
    ]);
    const whole = text
      .replace('treated: { unit: patient,', 'treated: { unit: patient, measure: flow,')
      .replace(/ {2}others:.*\n/, '');
    expect(series(build(whole), 'success').years).toEqual([0.78]);
  });
});

const head = `
model: forms
timeline: { from: 2026-07, to: 2028-12, grain: month }
units: { user: }
inputs:
  start: { unit: USD/month, value: 10m USD/month }
  growth_rate: { unit: '%', value: 5% }
  price: { unit: USD/user, series: { 2026-07: 1 USD/user, 2027-07: 3 USD/user } }
  sold: { unit: user, measure: flow, series: { 2026-07: 10 user, 2027-07: 30 user } }
  people: { unit: user, measure: level, series: { 2026-07: 10 user, 2027-07: 30 user } }
sheets:
  Rows:
    All:
      monthly: { unit: USD/month, opening: start, formula: 'monthly[-1] * (1 + growth_rate)', rollup: last }
      revenue: { unit: USD, opening: 0 USD, formula: monthly * period.months }
`;

describe('growth over the same length of time before', () => {
  const year = 1.05 ** 12 - 1;

  it('over a year before is the growth of the years, like with like', () => {
    const built = build(
      `${head}      over_year: { unit: '%', formula: 'if(period.index > 12, revenue / revenue[-12] - 1, 0)' }\n`,
    );
    const { years, quarters } = series(built, 'over_year');
    expect(years[0]).toBe(0);
    // Of 2027 only July to December have a month of the year before on the timeline.
    expect(years[1]).toBeCloseTo(year, 12);
    expect(years[2]).toBeCloseTo(year, 12);
    expect(quarters.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(quarters[4]).toBeCloseTo(year, 12);
  });

  it('over a month before is asked for, and rollup: growth compares years and quarters', () => {
    const line = "      over_month: { unit: '%', formula: 'if(period.index = 1, 0, revenue / revenue[-1] - 1)' }\n";
    const [asked] = warnings(head + line);
    expect(asked!.hint).toContain('rollup: growth compares a year with the year before');
    const { years, quarters } = series(
      build((head + line).replace("- 1)' }", "- 1)', rollup: growth }")),
      'over_month',
    );
    expect(years[2]).toBeCloseTo(year, 12);
    expect(quarters[0]).toBe(0);
    expect(quarters[1]).toBeCloseTo(1.05 ** 3 - 1, 12);
  });

  it('needs something to show where nothing lies before', () => {
    const line = "      over_month: { unit: '%', formula: 'revenue / revenue[-1] - 1', rollup: growth }\n";
    expect(problemsOf(head + line)).toEqual([
      "invalid-value: the roll-up of 'over_month' cannot be growth: the result of the first year is undefined, because no year comes before it",
    ]);
    expect(problemsOf(`${head}      share: { unit: '%', formula: revenue / revenue, rollup: growth }\n`)).toEqual([
      "invalid-value: the roll-up of 'share' cannot be growth: its formula does not compare an amount with its own earlier value",
    ]);
  });
});

describe('a rate', () => {
  it('can be weighted by another row', () => {
    const built = build(
      `${head}      mean_price: { unit: USD/user, formula: price * 1, rollup: { weighted_by: sold } }\n`,
    );
    expect(series(built, 'mean_price').years).toEqual([1, 2.5, 3]);
    expect(series(built, 'mean_price_numerator').years).toEqual([60, 600, 1080]);
  });

  it('of a run-rate is the last period annualised where that is said', () => {
    const line = '      run_rate: { unit: USD/year, formula: \'convert(revenue / period.months, "USD/year")\' }\n';
    expect(warnings(head + line)[0]!.hint).toMatch(/sum \(.*\), last \(\d.*USD\/year\), average/);
    const built = build((head + line).replace('USD/year")\' }', 'USD/year")\', rollup: last }'));
    expect(series(built, 'run_rate').years[0]).toBeCloseTo(10e6 * 1.05 ** 6 * 12, 2);
  });

  it('over a level has the level of the end below the line', () => {
    const built = build(
      `${head}      per_head: { unit: USD/user, formula: revenue / people, rollup: { numerator: revenue, denominator: people } }\n`,
    );
    const [, second] = series(built, 'revenue').years;
    expect(series(built, 'per_head').years[1]).toBe((second as number) / 30);
  });

  it('that is stated in another unit is refused', () => {
    const text = `${head}      per_head: { unit: USD/user, formula: revenue / people, rollup: { numerator: people, denominator: revenue } }\n`;
    expect(problemsOf(text)).toEqual([
      "declared-unit-differs: 'per_head' is in USD/user, but its numerator over its denominator is in user/USD",
    ]);
  });
});

describe('an item that carries its own past forward', () => {
  it.each([
    [
      "grown: { unit: USD, opening: 90m USD, formula: 'grown[-1] * (1 + growth_rate)' }",
      'a balance with interest or a growing flow',
    ],
    ["kept: { unit: user, opening: 5 user, formula: 'kept[-1]' }", 'the same amount in every period'],
    [
      "kept: { unit: user, opening: 5 user, formula: '(kept[-1] + sold) * (1 - growth_rate)' }",
      'a balance that loses a share',
    ],
  ])('is asked for where it may be a flow or a balance: %s', (line) => {
    expect(warnings(`${head}      ${line}\n`).map(({ code }) => code)).toEqual(['unclear-rollup']);
  });

  it.each([
    "kept: { unit: user, opening: 5 user, formula: 'kept[-1] + sold' }",
    "kept: { unit: user, opening: 5 user, formula: 'max(0, kept[-1] - sold)' }",
    "kept: { unit: user, opening: 5 user, formula: 'if(period.index > 2, kept[-1] + sold, 0)' }",
    "kept: { unit: user, opening: 5 user, formula: 'before + sold' }\n      before: { unit: user, formula: 'kept[-1]' }",
  ])('is a level where it gains and loses flows: %s', (line) => {
    const text = `${head}      ${line}\n`;
    expect(warnings(text)).toEqual([]);
    expect(series(build(text), 'kept').rollup).toBe('last');
  });

  it('gives opening balances, one and a sum of them, the first period', () => {
    const line = `      kept: { unit: user, opening: 5 user, formula: 'kept[-1] + sold' }
      two_before: { unit: user, formula: 'kept[-1] + kept[-1]' }
`;
    expect(series(build(head + line), 'two_before').rollup).toBe('first');
  });
});

describe('a formula that looks like a flow', () => {
  it.each([
    ['a flow over the mean of a balance', 'revenue / average(kept[-1], kept)'],
    ['a flow over an amount that says neither flow nor level', 'revenue / unsaid'],
    ['a flow times a balance', 'sold * people * share'],
    ['an instalment, which may be one of a year', 'pmt(growth_rate, 12, loan)'],
    ['a flow less an opening balance', 'sold - kept[-1]'],
    ['a flow and twice an opening balance', 'sold + kept[-1] * 2'],
    ['a flow times a flow', 'sold * sold'],
  ])('is asked for: %s', (_what, formula) => {
    const inputs = `  unsaid: { unit: user, series: { 2026-07: 5 user, 2027-01: 9 user } }
  share: { unit: '%', series: { 2026-07: 5%, 2027-01: 9% } }
  loan: { unit: USD, series: { 2026-07: 5 USD, 2027-01: 9 USD } }
sheets:`;
    const lines = `      kept: { unit: user, opening: 5 user, formula: 'kept[-1] + sold' }\n      asked: { formula: '${formula}' }\n`;
    const text = head.replace('sheets:', inputs).replace(/ {2}price:.*\n/, '') + lines;
    expect(warnings(text).map(({ message }) => message.includes("'asked'"))).toEqual([true]);
  });

  it('is one where it is written off over a term, or an instalment by the number of the period', () => {
    const lines = `      spread: { unit: USD, formula: 'straight_line(revenue, term)' }
      interest: { unit: USD, formula: '-ipmt(growth_rate, period.index, 12, loan)' }
`;
    const inputs = '  term: { unit: month, value: 6 months }\n  loan: { unit: USD, value: 900 USD }\nsheets:';
    const built = build(head.replace('sheets:', inputs) + lines);
    expect(series(built, 'spread').rollup).toBe('sum');
    expect(series(built, 'interest').rollup).toBe('sum');
  });
});

describe('a figure of the reports', () => {
  const line = `      cost: { unit: USD, formula: revenue * growth_rate }
      margin: { unit: '%', formula: (revenue - cost) / revenue }
`;

  it('is read by tie-outs, expected answers and checks as the report shows it', () => {
    const built = build(`${head}${line}
expect:
  year: { formula: margin@2027, expect: 95%, tolerance: 0.0001% }
  quarter: { formula: margin@2027-Q1, expect: 95%, tolerance: 0.0001% }
checks:
  positive: { formula: margin@2028 > 0 }
`);
    expect(built.record.scenarios[0]!.tieOuts.map(({ passed }) => passed)).toEqual([true, true]);
  });

  it('is named by the hint of a tie-out without a year', () => {
    const { diagnostics } = checkModel(
      'model.yaml',
      () => `${head}${line}
tie_outs:
  year: { formula: margin, expect: 95%, tolerance: 1%, source: none }
`,
    );
    expect(diagnostics.find(({ code }) => code === 'wrong-arguments')!.hint).toBe(
      'write margin@2026 for the year as in the reports, or margin[2026-03] for one period',
    );
  });
});
