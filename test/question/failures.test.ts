/**
 * What a failed check, tie-out or expected answer says: values in their unit, digits that tell them apart, member,
 * period, scenario and tolerance.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildModel, checkModel } from '../../src/pipeline.ts';
import { formatDifference, formatDistinctPair, formatExcess } from '../../src/values/formatDifference.ts';
import { build } from '../helpers/models.ts';
import { readSheets, readWorkbook } from '../helpers/readSheets.ts';

const fault = (name: string): string => readFileSync(`test/faults/${name}.yaml`, 'utf8');
const messagesOf = (text: string): string[] =>
  buildModel('model.yaml', () => text).diagnostics.map(({ message }) => message);

/** Three months, a share, two members and two scenarios. */
const model = (rest: string): string => `
model: failing
timeline: { from: 2026-01, to: 2026-03, grain: month }
tables: { plan: { columns: { price: { unit: USD } }, members: { basic: { price: 10 USD }, pro: { price: 20 USD } } } }
inputs:
  margin: { unit: '%', value: 5.2% }
  level: { unit: USD, series: { 2026-01: 100 USD, 2026-02: 90 USD, 2026-03: 95 USD } }
  start: { unit: date, value: 2026-02-03 }
scenarios: { base: { title: Base }, bear: { title: Bear, set: { margin: 2% } }, bull: { title: Bull, set: { margin: 7% } } }
sheets:
  S:
    T:
      share: { unit: '%', rollup: last, formula: margin }
      cash: { unit: USD, rollup: last, formula: level }
      sales: { by: plan, unit: USD, rollup: sum, formula: plan.price }
      begun: { unit: date, rollup: none, formula: start }
${rest}`;
const check = (text: string): string[] => messagesOf(model(`checks: { k: { ${text} } }`)).slice(0, 1);

describe('a failed figure', () => {
  it('of the fault files is given in its unit, with enough digits', () => {
    expect(messagesOf(fault('expect-messages'))).toEqual([
      "'percent' gives 5.2% in scenario base, expected 5.1%: difference 0.1 percentage points, tolerance 0.01% of the figure (0.00051 percentage points)",
      "'digits' gives 4.047266710704 USD in scenario base, expected 4.047266710690 USD: difference 1.411e-11 USD, tolerance 1e-11 USD",
    ]);
  });

  it('gets a hint that can be followed: misses: is a key of tie-outs alone', () => {
    const hints = buildModel('model.yaml', () => fault('expect-messages')).diagnostics.map(({ hint }) => hint);
    expect(hints.join()).not.toContain('misses:');
    const tieOut = fault('expect-messages').replace('expect:\n', 'tie_outs:\n');
    expect(buildModel('model.yaml', () => tieOut).diagnostics[0]!.hint).toContain('explain with misses:');
    const followed = tieOut.replace('tolerance: 0.01%', 'tolerance: 0.01%, misses: The source rounds');
    expect(messagesOf(followed)).toHaveLength(1);
  });

  it('shows both figures, the difference and what is allowed in the workbook', async () => {
    const { workbook } = buildModel('model.yaml', () => fault('expect-messages')).value!;
    const file = readWorkbook(await workbook());
    const { rows } = file.sheets.find(({ name }) => name === 'Tie-outs')!;
    const formats = (row: number) =>
      [9, 10, 13, 14]
        .map((column) => rows.find((one) => one.row === row)!.cells.find((cell) => cell.column === column)!)
        .map(({ styleIndex }) => file.styles[styleIndex]!.format);
    expect(formats(3).slice(0, 2)).toEqual(['0.0%_);(0.0%);0.0%_)', '0.0%_);(0.0%);0.0%_)']);
    expect(formats(4)).toEqual([
      '#,##0.000000000000_);(#,##0.000000000000);"-"_)',
      '#,##0.000000000000_);(#,##0.000000000000);"-"_)',
      '0.00E+00_);(0.00E+00);"-"_)',
      '0.00E+00_);(0.00E+00);"-"_)',
    ]);
  });
});

describe('a tolerance of a percentage', () => {
  const within = (tolerance: string) =>
    model(`expect: { e: { formula: 'share[2026-01]', expect: 5%, tolerance: ${tolerance} } }`);

  it.each([
    ['4%', true],
    ['3.9%', false],
    ['0.2 points', true],
    ['0.19 points', false],
    ['0.2 percentage points', true],
  ])('of %s is a share of the figure, or points where it says so: %s', (tolerance, passed) => {
    expect(buildModel('model.yaml', () => within(tolerance)).value!.record.scenarios[0]!.tieOuts[0]!.passed).toBe(
      passed,
    );
  });

  it('is said in the message', () => {
    expect(messagesOf(within('0.1 points'))).toEqual([
      "'e' gives 5.2% in scenario base, expected 5%: difference 0.2 percentage points, tolerance 0.1 percentage points",
    ]);
    expect(messagesOf(within('1%'))).toEqual([
      "'e' gives 5.2% in scenario base, expected 5%: difference 0.2 percentage points, tolerance 1% of the figure (0.05 percentage points)",
    ]);
  });

  it('in points is refused beside amounts, and taken by checks of percentages', () => {
    const amount = model(`expect: { e: { formula: 'cash[2026-01]', expect: 100 USD, tolerance: 1 points } }`);
    expect(checkModel('model.yaml', () => amount).diagnostics.map(({ message }) => message)).toEqual([
      'the tolerance is in percentage points, but USD is compared',
    ]);
    expect(check('formula: share = 5%, tolerance: 0.1 points')).toEqual([
      "the check 'k' fails, scenario base: share is 5.2% and must equal 5%: difference 0.2 percentage points, tolerance 0.1 percentage points",
    ]);
  });
});

describe('a failed check', () => {
  it.each([
    [
      'formula: cash >= 95 USD',
      'fails in 2026-02, scenario base: cash is 90 USD and must be at least 95 USD: difference 5 USD',
    ],
    [
      'formula: 95 USD <= cash',
      'fails in 2026-02, scenario base: cash is 90 USD and must be at least 95 USD: difference 5 USD',
    ],
    [
      'formula: begun <= period.start',
      'fails in 2026-01, 2026-02, scenario base: worst in 2026-01, where begun is 2026-02-03 and must be at most period.start, ' +
        'which is 2026-01-01: difference 33 days',
    ],
    [
      'formula: cash * share < 5 USD',
      'fails in 2026-01, scenario base: cash * share is 5.2 USD and must be below 5 USD: difference 0.2 USD',
    ],
    ['formula: cash <> 90 USD', 'fails in 2026-02, scenario base: cash is 90 USD and must differ from 90 USD'],
    ['formula: "or(cash > 95 USD, cash < 90 USD)"', 'fails in 2026-02, 2026-03, scenario base'],
    [
      'by: plan, formula: sales = 10 USD, tolerance: 0.01 USD',
      'fails for pro, scenario base: sales is 20 USD and must equal 10 USD: difference 10 USD, tolerance 0.01 USD',
    ],
    [
      'by: plan, formula: sales + cash <= 100 USD',
      'fails for basic in 2026-01, 2026-03, scenario base: worst in 2026-01, where sales + cash is 110 USD and must be at most 100 USD: ' +
        'difference 10 USD; for pro in 2026-01, 2026-02, 2026-03: worst in 2026-01, where sales + cash is 120 USD and must be at most 100 USD: ' +
        'difference 20 USD',
    ],
  ])('%s', (text, message) => {
    expect(check(text)).toEqual([`the check 'k' ${message}`]);
  });

  it('of computed numbers without a tolerance gets one in the unit of the numbers, which is accepted', () => {
    const text = (tolerance: string) => model(`checks: { k: { formula: share = margin${tolerance} } }`);
    const { diagnostics } = checkModel('model.yaml', () => text(''));
    const hint = /tolerance: \S+( \S+)?$/.exec(diagnostics[0]!.hint!)![0];
    expect(build(text(`, ${hint}`)).record.scenarios[0]!.checks[0]!.passed).toBe(true);
  });
});

describe('words of two figures', () => {
  it.each([
    [0.052, 0.051, '%', '5.2%', '5.1%'],
    [0.123449, 0.12345, '1', '0.123449', '0.123450'],
    [9e9, 8.6e9, 'USD', '9bn USD', '8.6bn USD'],
    [1e9, 1e9 + 1, 'USD', '1.000000000bn USD', '1.000000001bn USD'],
    [0.3, 0.1 + 0.2, 'USD', '0.3 USD', '0.30000000000000004 USD'],
    [0.03, 0.030001, '1/month', '3.0000%/month', '3.0001%/month'],
    [1, 0, 'flag', 'yes', 'no'],
    [46_023, 46_026, 'date', '2026-01-01', '2026-01-04'],
  ])('%s and %s in %s', (a, b, unit, left, right) => {
    expect(formatDistinctPair(a, b, unit)).toEqual([left, right]);
  });

  it('show a difference above its tolerance as such', () => {
    expect(formatExcess(0.010004, 0.01, 'USD')).toEqual(['0.010004 USD', '0.01 USD']);
    expect(formatExcess(0.0100004, 0.01, '%')).toEqual(['1.00004 percentage points', '1 percentage point']);
    expect([formatDifference(1, 'date'), formatDifference(0.01, '%/month')]).toEqual([
      '1 day',
      '1 percentage point per month',
    ]);
  });
});

describe('a figure judged in a named scenario', () => {
  const figures = (scenario: string, expected = '2%') =>
    model(`expect: { e: { formula: 'share[2026-01]', expect: ${expected}, tolerance: 0.01 points${scenario} } }`);

  it('is judged there alone, by both engines and in the record', () => {
    expect(messagesOf(figures(''))).toHaveLength(1);
    expect(messagesOf(figures(', scenario: bear'))).toEqual([]);
    expect(messagesOf(figures(', scenario: [bear, bull]'))).toEqual([
      "'e' gives 7% in scenario bull, expected 2%: difference 5 percentage points, tolerance 0.01 percentage points",
    ]);
    expect(messagesOf(figures(', scenario: all'))).toHaveLength(2);
    const [first] = buildModel('model.yaml', () => figures(', scenario: all')).value!.record.scenarios;
    expect(first!.tieOuts[0]!.judgedIn).toEqual(['base', 'bear', 'bull']);
  });

  it('has to be one of the model', () => {
    expect(checkModel('model.yaml', () => figures(', scenario: bera')).diagnostics).toMatchObject([
      { code: 'unknown-scenario', message: "there is no scenario 'bera'", hint: "did you mean 'bear'?" },
    ]);
  });

  it('keeps its verdict in the workbook whichever scenario is in force', async () => {
    const shown = async (scenario: string) => {
      const { value } = buildModel('model.yaml', () => figures(', scenario: [bear, bull]'), { scenario });
      const sheets = readSheets(await value!.workbook());
      const { rows } = sheets.find(({ name }) => name === 'Tie-outs')!;
      return rows.slice(2).map((cells) => [6, 7, 8, 9, 14, 15, 20].map((column) => cells[column]?.value ?? null));
    };
    const rounded = (rows: Awaited<ReturnType<typeof shown>>) =>
      rows.map((cells) => cells.map((one) => (typeof one === 'number' ? Number(one.toPrecision(9)) : one)));
    expect(rounded(await shown('base'))).toEqual([
      [null, null, null, null, null, null, 0],
      ['bear', 0.052, 0.02, 0.02, 0, 1, 1],
      ['bull', 0.052, 0.07, 0.07, 0.05, 0, 0],
    ]);
    expect(rounded(await shown('bear'))[1]).toEqual(['bear', 0.02, 0.02, 0.02, 0, 1, 1]);
  });
});
