/**
 * Grids are what rebuilding the model gives, point by point; bars of a tornado have their ends; scenarios are compared.
 */
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/pipeline.ts';
import { readOutput } from '../../src/question/output.ts';
import { compareScenarios } from '../../src/question/scenarios.ts';
import { analyseSensitivity } from '../../src/question/sensitivity.ts';
import { analyseTornado } from '../../src/question/tornado.ts';
import { readVariation } from '../../src/question/variation.ts';
import { lemonade } from '../helpers/lemonade.ts';
import { type Asking, asked, complaints, grid, target, variation } from '../helpers/questions.ts';

/** The year of an item in a model that is built anew with other inputs. */
function rebuilt(
  set: Readonly<Record<string, string>>,
  item: string,
  year: string,
  scenario = 'base',
): number | string | null {
  const { value } = buildModel('model.yaml', (path) => (path === 'model.yaml' ? lemonade : undefined), {
    set: Object.entries(set).map(([key, text]) => ({ key, value: text })),
    scenario,
  });
  const { record } = value!;
  const series = record.scenarios.find(({ id }) => id === scenario)!.series.find(({ id }) => id === item)!;
  return series.years![record.years.indexOf(year)]!;
}

function answered(output: string, along: readonly [string, string?], asking: Asking = {}) {
  const one = asked(lemonade, { formulas: /[^\w.@-]/.test(output) ? [output] : [], ...asking });
  const [first, second] = along;
  return analyseSensitivity(
    one.whatIf,
    target(output, one),
    variation(first, one),
    second === undefined ? undefined : variation(second, one),
  );
}

describe('a sensitivity', () => {
  const numbers = ['1.1', '1.37', '1.9'];
  const options = ['short', 'long'];

  it.each(['base', 'dear', 'same'])('is bit for bit what rebuilding gives, in scenario %s', (scenario) => {
    const costs = numbers.map((number) => `${number} USD/cup`);
    const cells = grid(lemonade, 'cash@2027', [`cost=${costs.join('|')}`, `season=${options.join('|')}`], { scenario });
    const built = costs.map((cost) => options.map((season) => rebuilt({ cost, season }, 'cash', '2027', scenario)));
    expect(cells).toEqual(built);
  });

  it.each([
    ['a table cell', 'stand.beach.cups', ['500 cup/month', '750.3 cup/month', '1200 cup/month']],
    ['a column', 'stand.price', ['1 USD/cup', '2.2 USD/cup', '5 USD/cup']],
    ['a series', 'rent', ['0 USD/month', '1234.5 USD/month', '2000 USD/month']],
    ['a date', 'opens', ['2026-02-15', '2026-07', '2027-03']],
    ['an input that a scenario changes over time', 'cost', ['1 USD/cup', '1.7 USD/cup']],
    ['a choice', 'season', ['short', 'long']],
  ])('varies %s as rebuilding does', (_, key, values) => {
    for (const year of ['2026', '2027']) {
      const cells = grid(lemonade, `profit@${year}`, [`${key}=${values.join('|')}`]).flat();
      expect(cells).toEqual(values.map((value) => rebuilt({ [key]: value }, 'profit', year)));
    }
  });

  it('goes from one end to the other in exact steps, in either direction', () => {
    const steps = (text: string): (number | string | null)[] =>
      answered('line', [text]).tables[0]!.rows.map(([value]) => value as number);
    expect(steps('x=0.1..0.7:7')).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    expect(steps('x=0.7..0.1:7')).toEqual([0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]);
    expect(steps('x=1..2').length).toBe(9);
  });

  it('of dates goes by whole days', () => {
    const { rows, columns } = answered('profit@2026', ['opens=2026-01..2026-01-04:3']).tables[0]!;
    expect(columns[0]!.unit).toBe('date');
    expect(rows.map(([value]) => value as number)).toEqual([46_023, 46_025, 46_026]);
  });

  it('takes the range, the options, or what a column has in common where no values are named', () => {
    const cups = answered('profit@2026', ['stand.beach.cups']).tables[0]!.rows.map(([value]) => value);
    expect([cups.length, cups[0], cups.at(-1)]).toEqual([9, 500, 1800]);
    expect(answered('profit@2026', ['season']).tables[0]!.rows.map(([value]) => value)).toEqual(options);
  });

  it('is the same by the names that --set knows for one input', () => {
    const [one, other] = ['stand.beach.cups', 'stand.cups.beach'].map((key) =>
      answered('profit@2026', [`${key}=500 cup/month..900 cup/month:3`]),
    );
    expect(one!.tables[0]!.rows).toEqual(other!.tables[0]!.rows);
  });

  it('says where the output lies, and where its sign changes', () => {
    expect(answered('line', ['x=0..4:5']).statements).toEqual([
      'Scenario base. In the model: 7.',
      'It ranges from -3 (at 0) to 5 (at 4).',
      'It changes sign between 1 and 2.',
    ]);
    expect(answered('line', ['x=0..4:5', 'slope=1|2']).statements.slice(1)).toEqual([
      'It ranges from -3 (at 0 and 1) to 5 (at 4 and 2).',
      'It changes sign.',
    ]);
    expect(answered('line', ['cost=1 USD/cup..2 USD/cup:2']).statements[1]).toBe('It is 7 at every point.');
  });

  it('keeps errors as errors', () => {
    const { tables, statements } = answered('broken', ['x=0|1|3|6']);
    expect(tables[0]!.rows.map(([, value]) => value)).toEqual([null, null, -1, 0]);
    expect(statements.at(-1)).toBe(
      '2 of 4 points give an error; at the first, broken has no solution, or a result that is not a number.',
    );
  });

  it('says when one input is varied twice', () => {
    expect(answered('line', ['x=0|1', 'x=2|3']).statements.at(-1)).toBe('X is varied twice; the values across apply.');
  });
});

describe('wrong questions', () => {
  const one = asked(lemonade);
  const wrongVariation = (text: string): string[] => complaints(readVariation(text, one.whatIf, one.reread));
  const wrongTarget = (text: string): string[] => complaints(readOutput(text, one.whatIf.plan));

  it.each([
    ['coost', "there is no input 'coost'; did you mean 'cost'?"],
    ['stand.beech.cups', "there is no input 'stand.beech.cups'; did you mean 'stand.beach.cups'?"],
    ['profit', "'profit' is calculated; name an input it is calculated from"],
    ['rent', "'rent' has no range; write rent=low..high:9, or give it a range: { low: …, high: … } in the model"],
    [
      'stand.cups',
      "'stand.cups' names 2 inputs that have no range in common; write stand.cups=low..high:9 or name one, such as stand.beach.cups",
    ],
    ['x=3', "'x' has only one value, 3; write x=low..high:9 or x=one|other, or use --set x=value"],
    ['x=3..4:1', 'the number of points is 1; write a number from 2 to 10000 after the colon'],
    ['x=5..5', "'x' is the same at every point; write values that differ from each other"],
    [
      'season=short..long',
      "'season' is not a number, so there is nothing between short and long; write season=short|long",
    ],
    ['', "'' does not specify how to vary an input; write margin=40%..95%:12, treatment=cogs|opex or margin"],
  ])('%s', (text, complaint) => {
    expect(wrongVariation(text)).toEqual([complaint]);
  });

  it('say each problem once, with its hint', () => {
    expect(wrongVariation('coost=1..2')).toEqual([expect.stringContaining("did you mean 'cost'")]);
    expect(wrongVariation('cost=1 USD..2 USD')).toEqual([expect.stringContaining('USD/cup')]);
    expect(wrongVariation('season=short|medium')).toEqual([expect.stringContaining('medium')]);
  });

  it.each([
    ['profitt@2026', "the model has no 'profitt'; did you mean 'profit'?"],
    ['profit', "'profit' has one value per period; write profit@2026"],
    ['sales@2026', "'sales' has one row per member: choose one; such as sales.beach, sales.market"],
    [
      'balance_share@2026',
      '\'balance_share\' has no value for 2026; write balance_share@2026-12, or a formula such as "average(balance_share over 2026)"',
    ],
    ['profit@2031', '2031 is outside the timeline; the timeline runs from 2026-01 to 2027-12'],
    ['profit@soon', "'soon' is not a date; write 2027, 2027-Q1 or 2027-03"],
  ])('%s', (text, complaint) => {
    expect(wrongTarget(text)).toEqual([complaint]);
  });
});

describe('a tornado', () => {
  const one = asked(lemonade);
  const answer = analyseTornado(one.whatIf, target('cash@2027', one));
  const rows = answer.tables[0]!.rows;

  it('has the widest bar first, and both of its ends are what rebuilding gives', () => {
    expect(rows.map(([label]) => label)).toEqual(['Cups sold: Beach', 'Cost of a cup', 'Opens', 'Cash at the start']);
    const widths = rows.map((row) => row.at(-1) as number);
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    const ends: [string, string, string][] = [
      ['stand.beach.cups', '500 cup/month', '1800 cup/month'],
      ['cost', '1 USD/cup', '2 USD/cup'],
      ['opens', '2026-01', '2026-12'],
      ['start_cash', '0 USD', '9000 USD'],
    ];
    expect(rows.map((row) => row.slice(3, 5))).toEqual(
      ends.map(([key, low, high]) => [
        rebuilt({ [key]: low }, 'cash', '2027'),
        rebuilt({ [key]: high }, 'cash', '2027'),
      ]),
    );
    expect(rows.map((row) => Math.abs((row[4] as number) - (row[3] as number)))).toEqual(widths);
  });

  it('stands around the output as the model has it, and says what was left out', () => {
    expect(answer.charts[0]!.base).toBe(rebuilt({}, 'cash', '2027'));
    expect(answer.statements[1]).toBe('4 of 5 inputs with a range move it on their own.');
    expect(answer.statements[2]).toMatch(
      /^The widest bar is Cups sold: Beach: -[\d.]+k USD at 500 cups\/month, -[\d.]+k USD at 1800 cups\/month\.$/,
    );
    expect(answer.statements.at(-1)).toBe('8 inputs have no range and were not varied.');
  });

  it('names what changes the sign', () => {
    expect(analyseTornado(one.whatIf, target('line', one)).statements.slice(1, 4)).toEqual([
      '1 of 5 inputs with a range moves it on its own.',
      'The widest bar is X: -3 at 0, 17 at 10.',
      'It changes sign within the range of X.',
    ]);
  });

  it('writes shares per month as model files do', () => {
    const churning = lemonade
      .replace(
        "slope:     { label: Slope, unit: '1', value: 2 }",
        'slope: { label: Slope, unit: 1/month, value: 2%/month, range: { low: 1%/month, high: 4%/month } }',
      )
      .replace("unit: '1', formula: slope * x - shift", 'unit: 1/month, formula: slope * x');
    const own = asked(churning);
    expect(analyseTornado(own.whatIf, target('line', own)).tables[0]!.rows.map((row) => row.slice(0, 3))).toEqual([
      ['X', '0', '10'],
      ['Slope', '1%/month', '4%/month'],
    ]);
  });

  it('names members as model files do', () => {
    const own = asked(lemonade.replace('set: { cost:', 'set: { stand.beach.price: 4 USD/cup, cost:'));
    expect(compareScenarios(own.whatIf, undefined).statements[1]).toBe(
      'dear: Lemons become dear; differs from base in stand.beach.price, cost, season.',
    );
  });

  it('puts errors first, and says when nothing moves', () => {
    const broken = analyseTornado(one.whatIf, target('broken', one));
    expect(broken.tables[0]!.rows.map(([label, low, high, ...ends]) => [label, low, high, ends[0]])).toEqual([
      ['X', '0', '10', null],
    ]);
    const still = asked(lemonade, { formulas: ['slope * 2'] });
    expect(analyseTornado(still.whatIf, target('slope * 2', still)).statements[1]).toBe(
      'No input with a range moves it.',
    );
  });
});

describe('scenarios side by side', () => {
  const { whatIf } = asked(lemonade);
  const answer = compareScenarios(whatIf, undefined);
  const [results, inputs] = answer.tables;

  it('shows the key results of each, as rebuilding gives them', () => {
    const profits = results!.rows.filter(([label]) => label === 'Profit');
    expect(profits.map(([, period, ...values]) => [period, ...values])).toEqual(
      ['2026', '2027'].map((year) => [
        year,
        ...['base', 'dear', 'same'].map((scenario) => rebuilt({}, 'profit', year, scenario)),
      ]),
    );
    expect(results!.rows.at(-1)).toEqual(['Line', '', 7, 7, 7]);
  });

  it('shows the inputs that differ, and only those', () => {
    expect(inputs!.rows.map(([id]) => id)).toEqual(['cost', 'season']);
    expect(inputs!.rows[1]).toEqual(['season', 'short', 'long', '']);
    expect(answer.statements).toEqual([
      '3 scenarios; 2 of 13 inputs differ in at least one of them.',
      'dear: Lemons become dear; differs from base in cost, season.',
      'same: Nothing else; the same inputs as base.',
    ]);
  });

  it('shows the periods that are asked for', () => {
    const one = compareScenarios(whatIf, ['2026-Q2', '2027-01']);
    expect(one.tables[0]!.rows.map(([label, period]) => [label, period])).toEqual([
      ['Profit', '2026-Q2'],
      ['Profit', '2027-01'],
      ['Cash', '2026-Q2'],
      ['Cash', '2027-01'],
      ['Line', ''],
    ]);
  });
});
