/**
 * Mistakes of analysts who know Excel: each slip is one report, in their words, and nothing that follows from it is
 * reported.
 */
import { describe, expect, it } from 'vitest';
import { modelReader } from '../../src/cli/io/files.ts';
import { functions } from '../../src/formula/functions.ts';
import { excelFunctionHint } from '../../src/formula/unsupportedExcelFunctions.ts';
import { checkModel, type Diagnostic } from '../../src/pipeline.ts';
import { layOutModel } from '../../src/sheets/model/fromModel.ts';
import { isGeneratedSheet, isReservedDefinedName } from '../../src/values/reservedWorkbookNames.ts';
import { build, values } from '../helpers/models.ts';

/** A report as `code marked text: hint`. */
function told({ code, span, hint }: Diagnostic): string {
  const marked = span === undefined ? '' : span.file.text.slice(span.start, span.end);
  return `${code} ${marked}: ${hint ?? ''}`;
}

/** The errors of a model, each once. */
function reports(text: string, others: Readonly<Record<string, string>> = {}): string[] {
  const files: Readonly<Record<string, string>> = { 'model.yaml': text, ...others };
  const { diagnostics } = checkModel('model.yaml', (path) => files[path]);
  return [...new Set(diagnostics.filter(({ severity }) => severity === 'error').map(told))];
}

const head = `
model: lab
timeline: { from: 2026-01, to: 2026-12, grain: month }
units: { user: }
`;
const inputs = `
  price: { unit: USD/user/month, value: 20 USD/user/month }
  users: { unit: user, value: 100 user }
  growth_rate: { unit: '%', value: 5% }
`;

/** What is reported of line items, written as in a file. */
function ofItems(items: string, rest = ''): string[] {
  return reports(`${head}inputs:${inputs}sheets:\n  Work:\n    All:\n${items.replace(/^/gm, '      ')}\n${rest}`);
}

/** What is reported of one formula of a line item without a unit. */
const ofFormula = (formula: string): string[] => ofItems(`item: { formula: '${formula}' }`);

describe('one slip is one report', () => {
  it.each([
    [
      'an unknown name',
      "sales: { formula: 'usres * price * period.months' }",
      "unknown-name usres: did you mean 'users'?",
    ],
    ['a hidden number', "sales: { formula: 'users * price * period.months * 1.05' }", 'hidden-literal 1.05'],
    ['a leading =', "sales: { formula: '=users * price * period.months' }", "formula-syntax =: delete the '='"],
    ['an unknown function', "sales: { formula: 'summ(users)' }", "unknown-function summ: did you mean 'sum'?"],
  ])('%s', (_name, item, expected) => {
    const readers = `
costs: { unit: USD, formula: sales * growth_rate }
profit: { unit: USD, formula: sales - costs }
total: { unit: USD, formula: sum(sales over 2026) }
change: { formula: 'growth(sales, 0)' }
yearly: { formula: 'sum(sales[-2..0])' }
rounded: { unit: USD, formula: 'max(sales, costs)' }
`;
    const found = ofItems(
      item + readers,
      'checks:\n  c: { formula: sales >= 0 }\n  d: { formula: sales = costs, tolerance: 1 USD }\n',
    );
    expect(found, found.join('\n')).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it('an item that states its unit keeps it', () => {
    expect(
      ofItems("sales: { unit: USD, formula: 'usres * price' }\nwrong: { unit: user, formula: sales * 2 }"),
    ).toHaveLength(2);
  });

  it('an item that reads itself without a unit', () => {
    expect(
      ofItems("joined: { opening: '0', formula: 'joined[-1] + users' }\nmore: { unit: user, formula: joined + users }"),
    ).toEqual(['missing-unit joined: add unit: to it']);
  });
});

describe('every problem of a formula is reported', () => {
  it.each([
    ['users * 1.05 * 30', ['1.05', '30']],
    ['usres * prize', ['usres', 'prize']],
    ['max(usres, prize * 3)', ['usres', 'prize', '3']],
    ['if(usres > 0, prize, 7)', ['usres', 'prize', '7']],
  ])('%s', (formula, marked) => {
    expect(ofFormula(formula).map((line) => /^\S+ ([^:]*):/.exec(line)?.[1])).toEqual(marked);
  });
});

describe('a check', () => {
  it.each(['users', 'users * 2', 'period.start'])('must be a condition: %s', (formula) => {
    expect(ofItems('item: { formula: users }', `checks: { c: { formula: '${formula}' } }\n`)).toEqual([
      `wrong-arguments ${formula}: write a condition, such as cash >= 0`,
    ]);
  });
});

describe('functions of Excel', () => {
  it.each([
    ['NPV(growth_rate, users)', 'NPV', 'discount_factor'],
    ['IFERROR(users, 0)', 'IFERROR', 'divide(a, b, 0)'],
    ['sumif(users, users)', 'sumif', 'sum(x over table where'],
    ['SUMIF(users, ">5", users)', 'SUMIF', 'sum(x over table where'],
    ['COUNTIFS(users, users)', 'COUNTIFS', 'sum(if(condition, 1, 0) over table)'],
    ['XLOOKUP(users, users, users)', 'XLOOKUP', 'lookup_band'],
    ['index(users, match(users, users, 0))', 'index', 'lookup'],
    ['OFFSET(users, -1, 0)', 'OFFSET', 'x[-1]'],
    ['TODAY()', 'TODAY', 'must not depend on'],
    ['IFS(users > 0, users)', 'IFS', 'if(second, b, c)'],
    ['users(-1)', 'users', 'write users[-1]'],
    ['users(growth_rate)', 'users', 'an operator between users and the bracket'],
  ])('%s', (formula, marked, words) => {
    const found = ofFormula(formula);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`unknown-function ${marked}: `);
    expect(found[0]).toContain(words);
  });

  it('are in no case functions of the language', () => {
    expect(Object.keys(functions).filter((name) => excelFunctionHint(name) !== undefined)).toEqual([]);
    expect(ofFormula('EDATE(period.start, 12)')).toEqual([]);
  });
});

describe('the calendar', () => {
  it.each([
    [
      'period.month',
      'unknown-name period.month: write period.months for the length of the period, or month(period.start) for the number of its month',
    ],
    ['period.yaer', "unknown-name period.yaer: did you mean 'year'?"],
    ['sum(period.days[-2..0])', 'wrong-arguments period.days[-2..0]: add a line item with the formula period.days'],
    ['cumulative(period.days)', 'wrong-arguments period.days: add a line item with the formula period.days'],
    ['period.start[1]', 'outside-timeline [1]: let the later item read'],
  ])('%s', (formula, words) => {
    const found = ofFormula(formula);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
  });

  it('is read at its ends, over a stretch and at a date', () => {
    const formulas = [
      'first(period.year)',
      'last(period.end)',
      'last(period.end over 2026)',
      'sum(period.days over 2026)',
      'period.index[2026-03]',
    ];
    const items = formulas.map((formula, at) => `      calendar_${at}: { formula: '${formula}' }`).join('\n');
    const built = build(`${head}sheets:\n  Work:\n    All:\n${items}\n`);
    expect(formulas.map((_, at) => values(built, `calendar_${at}`))).toEqual([[2026], [46387], [46387], [365], [3]]);
  });
});

describe('numbers and units written otherwise', () => {
  const ofInput = (input: string) => reports(`${head}inputs: { ${input} }\n`);
  it.each([
    ['cash: { unit: USD, value: 5M USD }', 'invalid-value 5M USD: write 5m USD'],
    ['cash: { unit: USD, value: 5 m USD }', 'invalid-value 5 m USD: write 5m USD'],
    ['cash: { unit: USD, value: 5 million USD }', 'invalid-value 5 million USD: write 5m USD'],
    ['cash: { unit: USD, value: 5M }', 'invalid-value 5M: write 5m USD'],
    ['cash: { unit: USD, value: 1e6 USD }', 'invalid-value 1e6 USD: write 1m USD'],
    ['cash: { unit: USD, value: $5 }', 'invalid-value $5: write 5 USD'],
    ["cash: { unit: USD, value: '5,5 USD' }", "invalid-value '5,5 USD': write 5.5 USD"],
    ['cash: { unit: USD, value: USD 5 }', 'invalid-value USD 5: write 5 USD'],
    ['burn: { unit: USD/month, value: 5 USD per month }', 'invalid-value 5 USD per month: write 5 USD/month'],
    ['burn: { unit: USD/month, series: { 2026-01: 5M USD/month } }', 'invalid-value 5M USD/month: write 5m USD/month'],
    ['cash: { unit: $, value: 5 USD }', 'unknown-unit $: write USD'],
    ['burn: { unit: USD per month, value: 5 USD/month }', 'unknown-unit USD per month: write USD/month'],
    ['cash: { unit: M USD, value: 5m USD }', 'unknown-unit M USD: write USD'],
    ['cash: { unit: a & b, value: 5m USD }', 'unknown-unit a & b: write a unit as names joined by / and *'],
    ['cash: { value: 5m USD }', 'missing-key cash: add unit: USD'],
    ['cash: { value: 5% }', "missing-key cash: add unit: '%'"],
    ['cash: { value: 5 }', 'missing-key cash: write unit: USD'],
  ])('%s', (input, expected) => {
    const found = ofInput(input);
    expect(found, found.join('\n')).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it('in tolerances, and nothing is said of formulas that read them', () => {
    const tieOut = (tolerance: string) =>
      `tie_outs: { t: { formula: sum(sales over 2026), expect: 24k USD, tolerance: ${tolerance} } }\n`;
    const item = 'sales: { unit: USD, formula: users * price * period.months }';
    expect(ofItems(item, tieOut('$5'))).toEqual(['invalid-value $5: write 5 USD']);
    expect(ofItems(item, tieOut('5'))).toEqual(['wrong-unit 5: write 5 USD']);
    expect(
      reports(
        `${head}inputs: { rent: { value: 5m USD/month } }\nsheets: { W: { A: { cost: { unit: USD, formula: rent * period.months } } } }`,
      ),
    ).toEqual(['missing-key rent: add unit: USD/month']);
  });
});

describe('openings', () => {
  it.each([
    ["'100'", "unit-mismatch '100': write 100 USD"],
    ['users', 'unit-mismatch users: write the opening in USD, or change unit: of the item'],
  ])('in another unit: %s', (opening, expected) => {
    expect(ofItems(`cash: { unit: USD, opening: ${opening}, formula: 'cash[-1]' }`)).toEqual([expected]);
  });
});

describe('names that the workbook takes', () => {
  const sheet = (name: string) => `sheets: { ${name}: { A: { item: { formula: period.days } } } }\n`;
  it.each([
    'Tornado',
    'Simulation 2',
    'Inputs',
    'inputs',
    'Inputs over time',
    'Tie-outs',
    'DASHBOARD',
    'Chart data',
    'Lists',
    'Annual',
    'About',
  ])('%s', (name) => {
    expect(reports(head + sheet(name))).toEqual([
      `reserved-name ${name}: add a word, such as Model ${name.toLowerCase()}`,
    ]);
    expect(reports(head + sheet(`Model ${name}`))).toEqual([]);
  });

  it('are those of the sheets that it makes', () => {
    const model = checkModel('models/anthropic.yaml', modelReader().read).value!;
    const { grid } = layOutModel(model, { runId: '', modelHash: '', inputsHash: '', versions: {} });
    const own = new Set([...model.sheets.map(({ name }) => name), ...model.inputs.map(({ id }) => id)]);
    const foreign = (names: readonly { readonly name: string }[]) =>
      names.map(({ name }) => name).filter((name) => !own.has(name));
    expect(foreign(grid.sheets).filter((name) => !isGeneratedSheet(name))).toEqual([]);
    expect(foreign(grid.names).filter((name) => !isReservedDefinedName(name))).toEqual([]);
  });

  it('scenario_name and what Excel keeps for itself', () => {
    expect(reports(`${head}inputs: { Scenario_name: { unit: USD, value: 1 USD } }\n`)).toEqual([
      'reserved-name Scenario_name: add a word, such as model_Scenario_name',
    ]);
  });

  it('with the prefix of an included model', () => {
    const included = (name: string) => ({ 'one.yaml': head + sheet(name) });
    const main = (prefix: string) => `${head}include: { ${prefix}: one.yaml }\n${sheet('first Revenue')}`;
    expect(reports(main('first'), included('Costs'))).toEqual([]);
    expect(reports(main('first'), included('revenue'))).toEqual([
      'duplicate-id revenue: rename one of the two, or choose another prefix',
    ]);
    expect(reports(main('first'), included('Revenue from enterprises'))).toEqual([]);
    expect(reports(main('first'), included('Revenue from large enterprises'))).toEqual([
      'invalid-id Revenue from large enterprises: shorten the sheet name or the prefix of the included model',
    ]);
    expect(reports(main('chart'), included('data'))[0]).toContain('reserved-name data');
  });
});
