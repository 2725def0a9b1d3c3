/**
 * What hints tell to write. Each is applied to the model that it is of; the model must then be accepted, and compute
 * what its author meant, which was worked out by hand.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fix } from '../src/diagnostics/diagnostic.ts';
import { applied, keysOf, problemsIn } from './helpers/fixes.ts';
import { build, series, values } from './helpers/models.ts';

interface Case {
  /** The model; its line item `y` holds what the author wanted. */
  readonly text: string;
  /** By label of each repair that is offered: `y` in the first period. */
  readonly meant: Readonly<Record<string, number>>;
}

/** Each repair that is offered, with what `y` is after it. */
function outcomes(text: string): Record<string, number | string | null | undefined> {
  const problems = problemsIn(text);
  expect(keysOf(problems)).toHaveLength(1);
  const fixes = problems.flatMap((one) => one.fixes ?? []);
  const after = (fix: Fix) => {
    const repaired = applied(text, fix);
    return keysOf(problemsIn(repaired)).length > 0
      ? keysOf(problemsIn(repaired)).join('\n')
      : values(build(repaired), 'y')[0];
  };
  return Object.fromEntries(fixes.map((fix) => [fix.label, after(fix)]));
}

/** A model of one input `a` whose value is given. */
const input = (unit: string, value: string): string => `model: m
timeline: { from: 2026, to: 2027, grain: year }
inputs:
  a:
    unit: '${unit}'
    value: ${value}
sheets: { S: { T: { y: { formula: a, rollup: none } } } }
`;

const numbers: Readonly<Record<string, Case>> = {
  'thousands or decimals': {
    text: input('USD', '2,500 USD'),
    meant: { 'write 2500 USD': 2500, 'write 2.500 USD': 2.5 },
  },
  'decimals behind a comma': { text: input('USD', '0,500 USD'), meant: { 'write 0.500 USD': 0.5 } },
  'a percentage with a comma': { text: input('%', '0,075%'), meant: { 'write 0.075%': 0.00075 } },
  'a share without its first digit': {
    text: input('%', '.075'),
    meant: { 'write 7.5%': 0.075, 'write 0.075%': 0.00075 },
  },
  'a share with a comma': { text: input('%', '0,25'), meant: { 'write 25%': 0.25, 'write 0.25%': 0.0025 } },
  'a share without a percent sign': { text: input('%', '0.7'), meant: { 'write 70%': 0.7, 'write 0.7%': 0.007 } },
  'a percentage without its sign': { text: input('%', '40'), meant: { 'write 40%': 0.4 } },
  'a rate without its unit': {
    text: input('1/year', '0.03'),
    meant: { 'write 0.03 1/year': 0.03, 'write 0.03%/year': 0.0003 },
  },
  'an amount without its unit': { text: input('USD', '5m'), meant: { 'write 5m USD': 5_000_000 } },
  'the sign of a currency': { text: input('USD', '$5M'), meant: { 'write 5m USD': 5_000_000 } },
  'points between thousands': { text: input('USD', '1.234,56 USD'), meant: { 'write 1234.56 USD': 1234.56 } },
  'a scale behind the unit': { text: input('USD', '5 USDm'), meant: { 'write 5m USD': 5_000_000 } },
  'a scale in words behind the unit': { text: input('USD', '2.5 USD million'), meant: { 'write 2.5m USD': 2_500_000 } },
  'an amount per year where one per month is declared': {
    text: input('USD/month', '120k USD/year'),
    meant: { 'write 10000 USD/month': 10_000 },
  },
  'a percentage per year where one per month is declared': {
    text: input('1/month', '6%/year'),
    meant: { 'write 0.5%/month': 0.005 },
  },
  'a comma inside braces': {
    text: input('USD', '5 USD').replace(/a:\n[\s\S]*5 USD/, 'a: { unit: USD, value: 50,000 USD }'),
    meant: { 'write 50000 USD': 50_000, 'write 50.000 USD': 50 },
  },
};

/** A model whose line item `y` has the formula given; in its first year `a` is 250 and `b` is 1200. */
const plain = (formula: string): string => `model: m
timeline: { from: 2026, to: 2027, grain: year }
inputs: { a: { unit: '1', value: 250 }, b: { unit: '1', value: 1200 } }
sheets:
  S:
    T:
      y:
        rollup: none
        formula: ${formula}
      z: { rollup: none, formula: a + b }
`;

const inFormulas: Readonly<Record<string, Case>> = {
  'thousands or arguments': {
    text: plain('min(b, 1,000)'),
    meant: { 'write 1000': 1000, 'write 1.000': 1, 'write 1, 000': 0 },
  },
  'Excel rounds down to a multiple': {
    text: plain('floor(0 - a, 24)'),
    meant: { 'write int((0 - a) / 24) * 24': -264 },
  },
  'Excel rounds down': { text: plain('floor(0 - a / 100)'), meant: { 'write int(0 - a / 100)': -3 } },
  'Excel rounds up': { text: plain('ceiling(0 - a / 100)'), meant: { 'write -int(-(0 - a / 100))': -2 } },
  'Excel rounds up to a multiple': { text: plain('ceiling(a, 100)'), meant: { 'write -int(-a / 100) * 100': 300 } },
  'Excel cuts': { text: plain('trunc(0 - a / 100)'), meant: { 'write rounddown(0 - a / 100, 0)': -2 } },
  'a product of Excel': { text: plain('product(a, b + 1)'), meant: { 'write a * (b + 1)': 300_250 } },
  'two equal signs': { text: plain('if(a == 250, 1, 0)'.replace('250', 'b')), meant: { 'write =': 0 } },
  'is not equal': { text: plain('if(a != b, 1, 0)'), meant: { 'write <>': 1 } },
  'at least': { text: plain('if(b => a, 1, 0)'), meant: { 'write >=': 1 } },
  'a semicolon': { text: plain('max(a; b)'), meant: { 'write ,': 1200 } },
  'a dash': { text: plain('b − a'), meant: { 'write -': 950 } },
  'a product sign': { text: plain('a × 2'), meant: { 'write *': 500 } },
  'a division sign': { text: plain('b ÷ 2'), meant: { 'write /': 600 } },
  'an argument that begins with 0': { text: plain('max(a, 0,100)'), meant: { 'write 0, 100': 250 } },
};

/** A monthly model of 10 people with 120k EUR a year and 30m EUR of revenue a month; `y` is in the unit given. */
const monthly = (formula: string, unit?: string): string => `model: m
timeline: { from: 2026-01, to: 2026-12, grain: month }
units: { head: , token: , Mtoken: { equals: 1000000 token } }
inputs:
  heads: { unit: head, value: 10 head }
  salary: { unit: EUR/head/year, value: 120k EUR/head/year }
  bonus: { unit: EUR, value: 5k EUR }
  rate: { unit: EUR/month, value: 30m EUR/month }
  rent: { unit: EUR/year, value: 24k EUR/year }
  term: { unit: year, value: 2 years }
  start: { unit: date, value: 2026-01 }
  growth: { unit: '%/year', value: 6%/year }
  churn: { unit: '%/month', value: 3%/month }
  plain_growth: { unit: '%', value: 6% }
  months_per_year: { unit: '1', value: 12 }
  price: { unit: EUR/Mtoken, value: 2 EUR/Mtoken }
  tokens: { unit: token/month, value: 5m token/month }
sheets:
  S:
    T:
      revenue: { unit: EUR, formula: rate * period.months }
      y:
        rollup: none${unit === undefined ? '' : `\n        unit: ${unit}`}
        formula: ${/[,"#]/.test(formula) ? `'${formula}'` : formula}
`;

const units: Readonly<Record<string, Case>> = {
  'a year of pay over 12': {
    text: monthly('heads * salary / 12 * period.months', 'EUR'),
    meant: { 'write 12 months/year': 100_000 },
  },
  'the months of a year behind the period': {
    text: monthly('heads * salary * period.months / 12', 'EUR'),
    meant: { 'write 12 months/year': 100_000 },
  },
  'without spaces': {
    text: monthly('heads*salary/12*period.months', 'EUR'),
    meant: { 'write 12 months/year': 100_000 },
  },
  'a twelfth': {
    text: monthly('1 / 12 * heads * salary * period.months', 'EUR'),
    meant: { 'write 12 months/year': 100_000 },
  },
  'pay without the conversion': {
    text: monthly('heads * salary * period.months', 'EUR'),
    meant: { 'write period.years': 100_000 },
  },
  'annualised revenue': {
    text: monthly('revenue / period.months * 12', 'EUR/year'),
    meant: { 'write 12 months/year': 360_000_000 },
  },
  'annualised revenue in another order': {
    text: monthly('revenue * 12 / period.months'),
    meant: { 'write 12 months/year': 360_000_000 },
  },
  'annualised by quarters': {
    text: monthly('convert(rate, "EUR/quarter") * 4', 'EUR/year'),
    meant: { 'write 4 quarters/year': 360_000_000 },
  },
  'a yearly rate declared monthly': {
    text: monthly('rent', 'EUR/month'),
    meant: { 'write convert(rent, "EUR/month")': 2000, 'declare it in EUR/year': 24_000 },
  },
  'a rate where an amount is declared': {
    text: monthly('rate', 'EUR'),
    meant: { 'write rate * period.months': 30_000_000, 'declare it in EUR/month': 30_000_000 },
  },
  'a yearly rate where an amount is declared': {
    text: monthly('rent + rent', 'EUR'),
    meant: { 'write (rent + rent) * period.years': 4000, 'declare it in EUR/year': 48_000 },
  },
  'an amount where a rate is declared': {
    text: monthly('revenue', 'EUR/month'),
    meant: { 'write revenue / period.months': 30_000_000, 'declare it in EUR': 30_000_000 },
  },
  'an amount and a rate': { text: monthly('bonus + rate', 'EUR'), meant: { 'write rate * period.months': 30_005_000 } },
  'an amount and a yearly rate': { text: monthly('bonus - rent', 'EUR'), meant: { 'write rent * period.years': 3000 } },
  'an amount beside a declared rate': {
    text: monthly('rate + bonus', 'EUR/month'),
    meant: { 'write bonus / period.months': 30_005_000 },
  },
  'rates of other lengths': {
    text: monthly('rate + rent', 'EUR/month'),
    meant: { 'write convert(rent, "EUR/month")': 30_002_000 },
  },
  'rates of other lengths, the first of which is declared otherwise': {
    text: monthly('rent + rate', 'EUR/month'),
    meant: { 'write convert(rent, "EUR/month")': 30_002_000 },
  },
  'a comparison of rates': {
    text: monthly('if(rate > rent, 1, 0)'),
    meant: { 'write convert(rent, "EUR/month")': 1 },
  },
  'months to the power of an index': {
    text: monthly('(1 + plain_growth) ^ period.elapsed', 'x'),
    meant: { 'write period.years_elapsed, for a rate per year': 1.06 ** (1 / 12) },
  },
  'months over 12 as an exponent': {
    text: monthly('(1 + plain_growth) ^ (period.elapsed / 12)', 'x'),
    meant: { 'write 12 months/year': 1.06 ** (1 / 12) },
  },
  'a rate per year as the base of a power': {
    text: monthly('(1 + growth) ^ period.years_elapsed', 'x'),
    meant: { 'write growth_factor(growth, period.elapsed)': 1.06 ** (1 / 12) },
  },
  'a rate per year in a sum': {
    text: monthly('bonus * (1 + growth)'),
    meant: {
      'write growth * period.years': 5025,
      'write growth_factor(growth, period.months)': 5000 * 1.06 ** (1 / 12),
    },
  },
  'a rate per month in a difference': {
    text: monthly('bonus * (1 - churn)'),
    meant: { 'write churn * period.months': 4850, 'write growth_factor(-churn, period.months)': 4850 },
  },
  'a term in years': { text: monthly('active_months(start, term)'), meant: { 'write convert(term, "month")': 1 } },
  'tokens at a price per million': {
    text: monthly('tokens * period.months * price', 'EUR'),
    meant: { 'write convert(tokens * period.months * price, "EUR")': 10 },
  },
  'tokens over a million at a price per million': {
    text: monthly('tokens * period.months * price / 1000000', 'EUR'),
    meant: { 'write 1000000 token/Mtoken': 10 },
  },
  'years that are added up': {
    text: monthly('sum(period.years over 2026)'),
    meant: { 'sum the months and convert the sum to years': 1 },
  },
  'the month of a period': { text: monthly('period.month'), meant: { 'write month(period.start)': 1 } },
};

/** Where only the author knows what is meant, nothing is told to be written. */
const undecided: readonly (readonly [formula: string, unit: string | undefined, hint: string])[] = [
  [
    'heads * salary / months_per_year * period.months',
    'EUR',
    'if months_per_year is meant to convert, give it the unit of the conversion',
  ],
  [
    'rate + rent / months_per_year',
    'EUR/month',
    'if months_per_year is meant to convert, give it the unit of the conversion',
  ],
  ['convert(rate, "EUR/quarter") * 2 * 2', 'EUR/year', 'if 2 is meant to convert, give it the unit of the conversion'],
  ['rate * months_per_year', 'EUR', 'if months_per_year is a number of months or years, give it that unit'],
  ['bonus + rate * months_per_year', 'EUR', 'if months_per_year is a number of months or years, give it that unit'],
  ['bonus + heads', 'EUR', 'only amounts in the same unit can be combined: check both units'],
  [
    'bonus + salary * period.years',
    'EUR',
    'salary * period.years needs a factor in head, unless another item is meant',
  ],
  [
    'salary * period.years',
    'EUR',
    'if the formula is right, change unit: to EUR/head; otherwise it needs a factor in head',
  ],
  [
    'bonus * heads',
    'EUR',
    'if the formula is right, change unit: to EUR*head; otherwise it has an extra factor in head',
  ],
];

describe('units', () => {
  it.each(Object.entries(units))('%s', (_name, { text, meant }) => {
    const found = outcomes(text);
    expect(Object.keys(found)).toEqual(Object.keys(meant));
    for (const [label, value] of Object.entries(meant)) expect(found[label], label).toBeCloseTo(value, 9);
  });

  it.each(undecided)('%s', (formula, unit, hint) => {
    const [problem, ...more] = problemsIn(monthly(formula, unit));
    expect(more).toEqual([]);
    expect(problem?.fixes).toBeUndefined();
    expect(problem?.hint).toContain(hint);
  });

  it.each([
    ['max(0 EUR, bonus - revenue)', 0],
    ['0 EUR + bonus', 5000],
    ['heads * salary / 12 months/year * period.months', 100_000],
    ['revenue / period.months * 12 months/year', 360_000_000],
    ['(1 + plain_growth) ^ period.years_elapsed', 1.06 ** (1 / 12)],
    ['period.years_elapsed[-1]', 0],
    ['period.years_elapsed[2026-06]', 0.5],
  ])('%s is written as it is meant', (formula, value) => {
    expect(values(build(monthly(formula)), 'y')[0]).toBeCloseTo(value, 9);
  });

  it.each([
    '0 head + bonus',
    'max(0 head, bonus)',
    'rate * 12 months',
    'rate * 13 months/year',
    'bonus * 2 EUR/EUR',
  ])('%s is refused', (formula) => {
    expect(keysOf(problemsIn(monthly(formula)))).not.toEqual([]);
  });
});

/** A model whose check, opening or other part holds the mistake. */
const parts = (part: { opening?: string; check?: string; y?: string }): string => `model: m
timeline: { from: 2026-01, to: 2026-12, grain: month }
tables: { plan: { columns: { fee: { unit: USD }, price: { unit: USD/user } }, members: { pro: { fee: 5 USD, price: 9 USD/user }, max: { fee: 7 USD, price: 11 USD/user } } } }
units: { user: }
inputs: { add: { unit: USD, value: 10 USD } }
sheets:
  S:
    T:
      y:
        unit: USD
        rollup: last
        opening: ${part.opening ?? '0 USD'}
        formula: |
          # the balance
          y[-1] + ${part.y ?? 'add'}
checks: { c: { ${part.check ?? 'formula: y > 0 USD'} } }
`;

const elsewhere: Readonly<Record<string, Case>> = {
  'an opening without its unit': { text: parts({ opening: '5k' }), meant: { 'write 5k USD': 5010 } },
  'a tolerance without its unit': {
    text: parts({ check: 'formula: y = y + 0 USD * add / add, tolerance: 1' }),
    meant: { 'write 1 USD': 10 },
  },
  'a rate in a block of lines': {
    text: parts({ y: 'add / period.months' }),
    meant: { 'write add / period.months * period.months': 10 },
  },
};

describe('other parts of a model', () => {
  it.each(Object.entries(elsewhere))('%s', (_name, { text, meant }) => {
    expect(outcomes(text)).toEqual(meant);
  });

  it.each([
    [
      'fee',
      'write sum(plan.fee over plan) for the total, plan.fee[plan=pro] for one member, or add by: plan for a row per member',
    ],
    ['price', 'write plan.price[plan=pro] for one member, or add by: plan for a row per member'],
  ])('members of a table: prices do not add up (%s)', (column, hint) => {
    expect(problemsIn(parts({ y: `plan.${column}` }))[0]?.hint).toBe(hint);
  });

  it('an item that is called like a unit is not read as one', () => {
    const text = parts({ check: 'formula: add > 1 USD/user*user * 1 user / 1 user' }).replace(
      'inputs: {',
      'inputs: { user: { unit: user, value: 3 user },',
    );
    const [problem] = problemsIn(text);
    expect(problem?.hint).toBe('write spaces around * to calculate with user');
    expect(keysOf(problemsIn(applied(text, problem!.fixes![0]!)))).toEqual([]);
  });

  it.each([
    ['in braces', '{ rollup: none, unit: EUR/month, formula: rate + rent }'],
    ['in single quotes', "{ rollup: none, unit: EUR/month, formula: 'rate + rent' }"],
    ['in double quotes', '{ rollup: none, unit: EUR/month, formula: "rate + rent" }'],
    [
      'in a block',
      '\n        rollup: none\n        unit: EUR/month\n        formula: |\n          rate # per month\n          + rent # per year\n',
    ],
    [
      'in a folded block',
      '\n        rollup: none\n        unit: EUR/month\n        formula: >-\n          rate +\n          rent\n',
    ],
    ['over two lines', '\n        rollup: none\n        unit: EUR/month\n        formula: rate +\n          rent\n'],
    ['before a comment', '\n        rollup: none\n        unit: EUR/month\n        formula: rate + rent # both\n'],
  ])('a formula is repaired as it is written: %s', (_name, item) => {
    const text = monthly('rate').replace(/ {6}y:[\s\S]*$/, `      y: ${item}\n`);
    expect(outcomes(text)).toEqual({ 'write convert(rent, "EUR/month")': 30_002_000 });
  });

  it('asks for a tolerance in the unit of the check', () => {
    const text = parts({ check: 'formula: y / add = y / add * 2' });
    expect(problemsIn(text)[0]?.hint).toBe('add a tolerance, such as tolerance: 0.01');
    expect(problemsIn(parts({ check: 'formula: y = add * 2' }))[0]?.hint).toBe(
      'add a tolerance, such as tolerance: 0.01 USD',
    );
  });

  it('does not drop a scale from a unit without a word', () => {
    expect(problemsIn(input('USD m', '5 USD'))[0]?.hint).toBe('write USD here, and the scale with each number: 5m USD');
  });

  it('reads decimals with a comma where semicolons separate arguments', () => {
    const [comma, semicolon, ...more] = problemsIn(plain('max(a; 0,5)'));
    expect(more).toEqual([]);
    expect([comma?.fixes?.[0]?.label, semicolon?.fixes?.[0]?.label].sort()).toEqual(['write ,', 'write 0.5']);
  });
});

describe('models that went wrong', () => {
  const fault = (name: string): string => readFileSync(`test/faults/${name}.yaml`, 'utf8');

  it('payroll and run-rate follow the hints to what was meant, and compounding can be written', () => {
    const asked = fault('hint-twelve')
      .replace('inputs:', "inputs:\n  growth: { unit: '%', value: 6% }")
      .replace('6%) ^', 'growth) ^');
    expect(problemsIn(asked).map(({ code }) => code)).toEqual([
      'bare-conversion',
      'bare-conversion',
      'bare-conversion',
    ]);
    const repaired = problemsIn(asked).reduce((text) => applied(text, problemsIn(text)[0]!.fixes![0]!), asked);
    const built = build(repaired);
    expect(series(built, 'payroll').years[0]).toBeCloseTo(1_200_000, 6);
    expect(values(built, 'run_rate').every((value) => value === 360_000_000)).toBe(true);
    expect(values(built, 'compounded')[11]).toBeCloseTo(1.06, 12);
  });

  it('zero in a unit is zero', () => {
    expect(values(build(fault('zero-with-unit')), 'y')).toEqual([0]);
  });

  it('a member may be called like a column', () => {
    expect(values(build(fault('member-named-like-column')), 'y.pro')).toEqual([5]);
  });
});

/** Every model of test/errors that is one file, with every repair that its problems offer. */
describe('every repair of the cases of problems', () => {
  const folder = 'test/errors';
  const repairs = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const text = readFileSync(`${folder}/${name}`, 'utf8');
      return problemsIn(text).flatMap((one) =>
        (one.fixes ?? []).map((fix) => ({ title: `${name}: ${fix.label}`, text, one, fix })),
      );
    });

  it('there are some', () => {
    expect(repairs.length).toBeGreaterThan(5);
  });

  it.each(repairs)('$title', ({ text, one, fix }) => {
    const [before, after] = [keysOf(problemsIn(text)), keysOf(problemsIn(applied(text, fix)))];
    const count = (keys: readonly string[]): number => keys.filter((key) => key === keysOf([one])[0]).length;
    expect(count(after)).toBe(count(before) - 1);
    expect(after.length).toBeLessThan(before.length);
  });
});

describe('numbers', () => {
  it.each(Object.entries(inFormulas))('in formulas: %s', (_name, { text, meant }) => {
    expect(outcomes(text)).toMatchObject(meant);
  });

  it.each(Object.entries(numbers))('%s', (_name, { text, meant }) => {
    expect(outcomes(text)).toEqual(meant);
  });

  it('offers nothing that would be in another unit', () => {
    const [problem] = problemsIn(input('USD', '5,5 EUR'));
    expect(problem?.fixes).toBeUndefined();
    expect(problem?.hint).toBe('write a number with its unit, such as 1.25bn USD');
  });
});
