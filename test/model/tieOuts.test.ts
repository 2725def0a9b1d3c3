/**
 * Tie-outs that miss for a reason, those whose figure was published after the as-of date, and inputs that were solved
 * so that tie-outs hold.
 */
import { describe, expect, it } from 'vitest';
import type { Built } from '../../src/pipeline.ts';
import { buildModel, traceCell, traceItem, verifyFile } from '../../src/pipeline.ts';
import type { RecordTieOut } from '../../src/record/record.ts';
import { type ReadResults, testResults } from '../helpers/libreoffice.ts';
import { build, problemsOf } from '../helpers/models.ts';
import { readWorkbook } from '../helpers/readSheets.ts';

/** Sales of 120 USD a year, or of 240 USD from 2026-09-28 on. */
const model = (tieOuts: string, more = '', calibrated = ''): string => `
model: tied
timeline: { from: 2026-01, to: 2026-12, grain: month }
sources: { press: { title: Press, date: 2026-05-05 }, prospectus: { title: Prospectus, date: 2026-09-28 } }
inputs:
  rate:
    unit: USD/month
    revisions:
      - { known: 2026-05-05, value: 10 USD/month, source: press }
      - { known: 2026-09-28, value: 20 USD/month, source: prospectus${calibrated} }
sheets:
  S:
    T:
      sales: { unit: USD, formula: rate * period.months }
tie_outs:
${tieOuts}
${more}`;
const year = (expect: string, more: string): string =>
  `  year: { formula: sum(sales over 2026), expect: ${expect}, tolerance: 1%, source: press${more} }\n`;

/** What is wrong with the results, as `code: message (hint)`. */
function verdictsOf(text: string, known?: string): string[] {
  const { diagnostics } = buildModel('model.yaml', () => text, known === undefined ? {} : { known });
  return diagnostics.map(({ code, message, hint }) => `${code}: ${message} (${hint})`);
}

function first(text: string, known?: string): RecordTieOut {
  return build(text, known === undefined ? {} : { known }).record.scenarios[0]!.tieOuts[0]!;
}

describe('a tie-out that says it misses', () => {
  it('does not fail, and gives the reason and the difference', () => {
    const text = model(year('200 USD', ', known: 2026-05-05, note: As rounded, misses: The press counts orders'));
    expect(verdictsOf(text)).toEqual([]);
    expect(first(text)).toMatchObject({
      passed: false,
      verdict: 'misses',
      misses: 'The press counts orders',
      difference: 40,
      known: '2026-05-05',
      note: 'As rounded',
    });
  });

  it('fails when it holds, so that the reason cannot go stale', () => {
    const text = model(year('240 USD', ', misses: The press counts orders'));
    expect(verdictsOf(text)).toEqual([
      "tie-out-holds: 'year' is declared as a miss but is within the tolerance: it gives 240 USD in scenario base, expected 240 USD (remove misses:)",
    ]);
    expect(verdictsOf(text, '2026-12-31')).toEqual([
      "tie-out-holds: 'year' is declared as a miss but is within the tolerance: it gives 240 USD in scenario base, expected 240 USD " +
        '(remove misses:, or limit it to as-of dates with from: or until:)',
    ]);
  });

  it('is judged in the first scenario only', () => {
    const scenarios = 'scenarios: { base: {}, low: { set: { rate: { value: 10 USD/month } } } }\n';
    const built = build(model(year('120 USD', ', misses: Orders'), scenarios));
    expect(built.record.scenarios.map(({ tieOuts }) => tieOuts[0]!.verdict)).toEqual(['misses', 'fails']);
  });

  it('has not missed as stated where it cannot be calculated', () => {
    const text = model(
      year('200 USD', ', misses: Orders').replace(
        'sum(sales over 2026)',
        'sum(sales over 2026) * rate / (rate - rate)',
      ),
    );
    expect(verdictsOf(text).map((line) => line.split(':')[0])).toEqual(['error-value']);
    const { value } = buildModel('model.yaml', () => text);
    expect(value!.record.scenarios[0]!.tieOuts[0]).toMatchObject({ passed: false, verdict: 'fails' });
  });

  testResults('is shown on the sheet of tie-outs and the cover', async (readResults) => {
    const built = build(
      model(
        `${year('240 USD', '')}  orders: { formula: sum(sales over 2026), expect: 200 USD, tolerance: 1%, misses: { reason: Counts orders, from: 2026-01 } }\n`,
      ),
    );
    const bytes = await built.workbook();
    const sheets = await readResults(bytes);
    const [, , all, ...rows] = sheets.find(({ name }) => name === 'Tie-outs')!.rows;
    // Difference, holds, documented miss, published later, verdict, reason.
    const shown = (cells: typeof all) => [14, 15, 16, 19, 20, 21].map((column) => cells![column]?.value ?? null);
    expect(shown(all)).toEqual([null, null, 1, 0, 1, null]);
    expect(shown(rows[0])).toEqual([0, 1, 0, 0, 1, null]);
    expect(shown(rows[1])).toEqual([40, 0, 1, 0, 2, 'Counts orders (Applies to as-of dates from 2026-01.)']);
    const cover = sheets
      .find(({ name }) => name === 'Cover')!
      .rows.map((row) => row.slice(0, 2).map(({ value }) => value));
    expect(cover).toContainEqual(['Published figures missed, with a documented reason', 1]);
    expect(cover).toContainEqual(['Published figures and expected answers', 1]);
    expect(verifyFile(readWorkbook(bytes)).value!.findings).toEqual([]);
  });
});

describe('a reason to miss with dates', () => {
  const until = model(year('240 USD', ', known: 2026-05-05, misses: { reason: Not known yet, until: 2026-09-28 }'));
  const from = model(year('120 USD', ', misses: { reason: Restated, from: 2026-09-28 }'));

  it.each([
    ['2026-06-15', 'misses'],
    ['2026-09-27', 'misses'],
    ['2026-09-28', 'holds'],
    ['2026-10', 'holds'],
    [undefined, 'holds'],
  ])('until a day applies before that day; known %s: %s', (known, verdict) => {
    expect(verdictsOf(until, known)).toEqual([]);
    expect(first(until, known)).toMatchObject({ verdict, misses: verdict === 'misses' ? 'Not known yet' : null });
  });

  it.each([
    ['2026-06-15', 'holds'],
    ['2026-09-27', 'holds'],
    ['2026-09-28', 'misses'],
    ['2026-09', 'misses'],
    [undefined, 'misses'],
  ])('from a day applies on that day and after it; known %s: %s', (known, verdict) => {
    expect(verdictsOf(from, known)).toEqual([]);
    expect(first(from, known).verdict).toBe(verdict);
  });

  it('is no excuse on other as-of dates', () => {
    const text = model(year('200 USD', ', misses: { reason: Restated, from: 2026-01, until: 2026-09-28 }'));
    expect(verdictsOf(text, '2026-06-15')).toEqual([]);
    expect(verdictsOf(text, '2026-10-01')).toEqual([
      "tie-out-failed: 'year' gives 240 USD in scenario base, expected 200 USD: difference 40 USD, tolerance 1% of the figure (2 USD) " +
        '(misses: applies only on as-of dates from 2026-01 until 2026-09-28, and the as-of date is 2026-10-01)',
    ]);
    expect(verdictsOf(text)[0]).toContain('until 2026-09-28, and no as-of date is set)');
  });

  it.each([
    ['{ reason: Restated, from: soon }', ["invalid-date: 'soon' is not a date"]],
    [
      '{ reason: Restated, from: 2026-09, until: 2026-09-30 }',
      ['invalid-value: there is no date from 2026-09 until 2026-09-30'],
    ],
    ['yes', ['invalid-value: misses: has no reason']],
    ["''", ['invalid-value: misses: has no reason']],
    ['{ from: 2026-09 }', ["missing-key: tie_outs > year > misses needs the key 'reason'"]],
    ['{ reason: Restated, form: 2026-09 }', ["unknown-key: there is no key 'form' in tie_outs > year > misses"]],
  ])('%s is refused', (misses, problems) => {
    expect(problemsOf(model(year('240 USD', `, misses: ${misses}`)))).toEqual(problems);
  });

  it('stands beside published figures only', () => {
    const closedForm =
      'expect: { all: { formula: sum(sales over 2026), expect: 240 USD, tolerance: 1%, misses: Because } }\n';
    expect(problemsOf(model(year('240 USD', ''), closedForm))).toEqual([
      "unknown-key: there is no key 'misses' in expect > all",
    ]);
  });

  it('a tie-out and an expected answer cannot share an id', () => {
    const closedForm = 'expect: { year: { formula: sum(sales over 2026), expect: 240 USD, tolerance: 1% } }\n';
    expect(problemsOf(model(year('240 USD', ''), closedForm))).toEqual([
      "duplicate-id: the expectation 'year' has the same id as a tie-out",
    ]);
  });
});

describe('a figure that was published after the as-of date', () => {
  const later = model(year('240 USD', ', known: 2026-09-28'));

  it.each([
    ['2026-06-15', '240 USD', false, 'later'],
    ['2026-06-15', '120 USD', true, 'later'],
    ['2026-09-27', '240 USD', false, 'later'],
    ['2026-09-28', '240 USD', true, 'holds'],
    ['2026-09', '240 USD', true, 'holds'],
    [undefined, '240 USD', true, 'holds'],
  ])('is compared and not judged; known %s, %s', (known, figure, passed, verdict) => {
    const text = model(year(figure, ', known: 2026-09-28'));
    expect(verdictsOf(text, known)).toEqual([]);
    expect(first(text, known)).toMatchObject({ passed, verdict, known: '2026-09-28', misses: null });
  });

  it('is judged from then on', () => {
    const text = model(year('200 USD', ', known: 2026-09-28'));
    const hint =
      'trace the items in the formula, or explain with misses: why the model does not give the published figure';
    for (const known of ['2026-09-28', undefined])
      expect(verdictsOf(text, known)).toEqual([
        `tie-out-failed: 'year' gives 240 USD in scenario base, expected 200 USD: difference 40 USD, tolerance 1% of the figure (2 USD) (${hint})`,
      ]);
  });

  it.each([
    ['2026-09-29', 'later'],
    ['2026-09-30', 'holds'],
  ])('a month counts from its last day on; known %s: %s', (known, verdict) => {
    expect(first(model(year('240 USD', ', known: 2026-09')), known).verdict).toBe(verdict);
  });

  it('is judged on every day where only its source has a date', () => {
    const text = model(year('240 USD', '').replace('source: press', 'source: prospectus'));
    expect(verdictsOf(text, '2026-06-15')[0]).toContain(
      "tie-out-failed: 'year' gives 120 USD in scenario base, expected 240 USD",
    );
  });

  it('need not miss, although it is said to', () => {
    const missing = ', known: 2026-09-28, misses: The press counts orders';
    expect(verdictsOf(model(year('120 USD', missing)), '2026-06-15')).toEqual([]);
    expect(first(model(year('200 USD', missing)), '2026-06-15')).toMatchObject({ verdict: 'later', misses: null });
    expect(first(model(year('200 USD', missing)), '2026-10-01')).toMatchObject({ verdict: 'misses' });
  });

  it('cannot be said to miss until the day on which it was published', () => {
    const until = (day: string) =>
      model(year('240 USD', `, known: 2026-09-28, misses: { reason: Not known yet, until: ${day} }`));
    expect(problemsOf(until('2026-09-28'))).toEqual([
      'invalid-value: until 2026-09-28 the figure is not checked, because it was published on 2026-09-28',
    ]);
    expect(problemsOf(until('2026-10-01'))).toEqual([]);
  });

  it('is judged where it is an answer that was worked out by hand', () => {
    const closedForm =
      'expect: { all: { formula: sum(sales over 2026), expect: 240 USD, tolerance: 1%, known: 2026-09-28 } }\n';
    expect(
      verdictsOf(model('  y: { formula: 1, expect: 1, tolerance: 0.1 }\n', closedForm), '2026-06-15')[0],
    ).toContain("'all' gives 120 USD in scenario base");
  });

  it('has no verdict where it cannot be calculated, and the error is reported', () => {
    const text = later.replace('sum(sales over 2026)', 'sum(sales over 2026) * rate / (rate - rate)');
    const { value, diagnostics } = buildModel('model.yaml', () => text, { known: '2026-06-15' });
    expect(diagnostics.map(({ code }) => code)).toEqual(['error-value']);
    expect(value!.record.scenarios[0]!.tieOuts[0]).toMatchObject({ passed: false, verdict: 'later' });
  });

  it('counts in an included model as that model knows it, unless the whole has an as-of date', () => {
    const lab = `${later.replace('model: tied', 'model: lab\nknown: 2026-06-15')}`;
    const whole = (known: string) =>
      `model: whole\ntimeline: { from: 2026-01, to: 2026-12, grain: month }\n${known}include: { one: lab.yaml }
sheets: { W: { W: { all: { unit: USD, formula: one.sales } } } }
tie_outs: { year: { formula: sum(all over 2026), expect: 120 USD, tolerance: 1%, known: 2026-09-28 } }\n`;
    const verdicts = (known: string) => {
      const { value } = buildModel('whole.yaml', (path) => (path === 'lab.yaml' ? lab : whole(known)));
      return value!.record.scenarios[0]!.tieOuts.map(({ id, verdict }) => [id, verdict]);
    };
    expect(verdicts('')).toEqual([
      ['year', 'holds'],
      ['one.year', 'later'],
    ]);
    expect(verdicts('known: 2026-09-27\n')).toEqual([
      ['year', 'later'],
      ['one.year', 'later'],
    ]);
    expect(verdicts('known: 2026-09-28\n')).toEqual([
      ['year', 'fails'],
      ['one.year', 'holds'],
    ]);
  });

  it('is named by the trace of a tie-out', () => {
    const traced = (known: string) => traceCell(build(later, { known }), "'Tie-outs'!G4", 'base');
    expect(traced('2026-06-15')).toMatchObject({ id: 'year', later: { published: '2026-09-28', known: '2026-06-15' } });
    expect(traced('2026-10-01')).not.toHaveProperty('later');
  });

  const shownIn = async (text: string, known: string, readResults: ReadResults) => {
    const bytes = await build(text, { known }).workbook();
    expect(verifyFile(readWorkbook(bytes)).value!.findings).toEqual([]);
    const sheets = await readResults(bytes);
    const [, , ...rows] = sheets.find(({ name }) => name === 'Tie-outs')!.rows;
    const cover = sheets.find(({ name }) => name === 'Cover')!.rows;
    return {
      // Difference, holds, documented miss, published later, verdict.
      rows: rows.map((cells) => [14, 15, 16, 19, 20].map((column) => cells[column]?.value ?? null)),
      days: rows.map((cells) => [17, 18].map((column) => cells[column]?.value ?? null)),
      cover: cover
        .map((row) => row.slice(0, 2).map(({ value }) => value))
        .filter(([label]) => String(label).startsWith('Published')),
    };
  };

  testResults('is shown on the sheet of tie-outs and the cover', async (readResults) => {
    const text = model(
      `${year('120 USD', ', known: 2026-05, misses: { reason: Restated, from: 2026-09-28 }')}  later: { formula: sum(sales over 2026), expect: 240 USD, tolerance: 1%, known: 2026-09-28 }
  orders: { formula: sum(sales over 2026), expect: 200 USD, tolerance: 1%, misses: Counts orders }\n`,
    );
    const day = (date: string) => Date.parse(date) / 86_400_000 + 25_569;
    const { rows, days, cover } = await shownIn(text, '2026-06-15', readResults);
    expect(rows).toEqual([
      [null, null, 1, 1, 1],
      [0, 1, 0, 0, 1],
      [-120, 0, 0, 1, 'published later'],
      [-80, 0, 1, 0, 2],
    ]);
    expect(days[1]).toEqual([day('2026-05-31'), day('2026-06-15')]);
    expect(cover).toEqual([
      ['Published figures and expected answers', 1],
      ['Published figures missed, with a documented reason', 1],
      ['Published after the as-of date, not judged', 1],
    ]);
    const afterwards = await shownIn(text, '2026-09-28', readResults);
    expect(afterwards.rows.map((row) => row[4])).toEqual([1, 2, 1, 2]);
    expect(afterwards.cover.map(([, count]) => count)).toEqual([1, 2]);
  });

  testResults('alone leaves nothing to judge', async (readResults) => {
    const { rows, cover } = await shownIn(later, '2026-06-15', readResults);
    expect(rows[0]![4]).toBe('none judged');
    expect(cover[0]).toEqual(['Published figures and expected answers', 'none judged']);
  });
});

describe('a value that was calibrated', () => {
  const plans = `
model: plans
timeline: { from: 2026-01, to: 2026-12, grain: month }
tables:
  plan:
    columns: { price: { unit: USD/month }, fee: { unit: USD/month } }
    members:
      pro: { price: { value: 10 USD/month, calibrated_to: year }, fee: { value: 1 USD/month, calibrated_to: [year, fees] } }
      max: { price: { value: 20 USD/month, calibrated_to: [year, year] }, fee: 2 USD/month }
inputs:
  start: { unit: USD/month, value: 3 USD/month, calibrated_to: fees, note: Half of the usual fee., status: estimate }
  trend: { unit: USD/month, series: { 2026-01: 1 USD/month, 2026-07: 2 USD/month }, calibrated_to: fees }
  plain: { unit: USD/month, value: 1 USD/month, status: assumption }
sheets:
  S:
    T:
      sales: { unit: USD, formula: (sum(plan.price + plan.fee over plan) + start + trend + plain) * period.months }
tie_outs:
  year: { label: Sales of the year, formula: sum(sales over 2026), expect: 462 USD, tolerance: 1% }
  fees: { label: Fees, formula: start, expect: 3 USD/month, tolerance: 1% }
  free: { formula: plain, expect: 1 USD/month, tolerance: 1% }
`;
  const built = build(plans);
  const calibrated = ({ record }: Built) =>
    record.scenarios[0]!.tieOuts.map(({ id, calibrated: inputs }) => [id, inputs]);
  const sheet = (name: string) =>
    built.grid.sheets.find((one) => one.name === name)!.rows.map(({ segments }) => segments);
  const words = (name: string): string[] =>
    sheet(name).flatMap((segments) =>
      segments.flatMap(({ content }) => ('kind' in content && content.kind === 'text' ? [content.text] : [])),
    );

  it('is listed with the tie-outs that hold by construction', () => {
    expect(calibrated(built)).toEqual([
      ['year', ['plan.price.pro', 'plan.price.max', 'plan.fee.pro']],
      ['fees', ['plan.fee.pro', 'start', 'trend']],
      ['free', []],
    ]);
    expect(words('Tie-outs')).toContain('calibrated: plan.price, plan.fee.pro');
    expect(words('Tie-outs')).toContain('calibrated: plan.fee.pro, start, trend');
  });

  it('says so where its source and note are shown', () => {
    expect(words('Inputs')).toContain('Half of the usual fee. Calibrated to fees.');
    expect(words('Tables')).toContain('Calibrated to year, fees.');
    expect(words('Inputs over time')).toEqual(expect.arrayContaining(['calibrated', 'Calibrated to fees.']));
    const inputs = built.record.inputs.map(({ id, members, calibratedTo }) => [
      [id, ...members].join('.'),
      calibratedTo,
    ]);
    expect(inputs).toEqual([
      ['plan.price.pro', ['year']],
      ['plan.price.max', ['year']],
      ['plan.fee.pro', ['year', 'fees']],
      ['plan.fee.max', []],
      ['start', ['fees']],
      ['trend', ['fees']],
      ['plain', []],
    ]);
    const traced = traceItem(built, { item: 'start', members: [], scenario: 'base' });
    expect(traced).toMatchObject({ provenance: { calibratedTo: ['fees'] } });
  });

  it('is named by the trace of a tie-out', () => {
    expect(traceCell(built, "'Tie-outs'!G4", 'base')).toMatchObject({
      id: 'year',
      calibrated: ['plan.price', 'plan.fee.pro'],
    });
  });

  it('counts as it is believed on the as-of date, and not when it is set to another', () => {
    const text = model(
      year('240 USD', ', misses: { reason: Not known yet, until: 2026-09-28 }'),
      '',
      ', calibrated_to: year',
    );
    expect(calibrated(build(text))).toEqual([['year', ['rate']]]);
    expect(calibrated(build(text, { known: '2026-06-15' }))).toEqual([['year', []]]);
    expect(calibrated(build(text, { set: [{ key: 'rate', value: '20 USD/month' }] }))).toEqual([['year', []]]);
  });

  it('does not excuse a tie-out that fails', () => {
    const text = model(year('200 USD', ''), '', ', calibrated_to: year');
    expect(verdictsOf(text)[0]).toContain("tie-out-failed: 'year' gives 240 USD in scenario base, expected 200 USD");
  });

  it('names tie-outs of the files that extend each other, and of included models with their prefix', () => {
    const files: Readonly<Record<string, string>> = {
      'lib.yaml':
        'inputs: { rate: { unit: USD/month } }\nsheets: { S: { T: { sales: { unit: USD, formula: rate * period.months } } } }\n',
      'lab.yaml': `model: lab\ntimeline: { from: 2026-01, to: 2026-12, grain: month }\nextends: lib.yaml
values: { rate: { value: 10 USD/month, calibrated_to: year } }
tie_outs: { year: { formula: sum(sales over 2026), expect: 120 USD, tolerance: 1% } }\n`,
      'both.yaml': `model: both\ntimeline: { from: 2026-01, to: 2026-12, grain: month }\ninclude: { one: lab.yaml, two: lab.yaml }
values: { two.rate: { value: 20 USD/month, calibrated_to: both_year } }
sheets: { Together: { All: { sales: { unit: USD, formula: one.sales + two.sales } } } }
tie_outs: { both_year: { formula: sum(sales over 2026), expect: 360 USD, tolerance: 1% } }\n`,
    };
    const read = (path: string) => files[path];
    expect(buildModel('lab.yaml', read).diagnostics).toEqual([]);
    const { value, diagnostics } = buildModel('both.yaml', read);
    expect(diagnostics.map(({ code }) => code)).toEqual(['tie-out-failed']);
    expect(calibrated(value!)).toEqual([
      ['both_year', ['two.rate']],
      ['one.year', ['one.rate']],
      ['two.year', []],
    ]);
    const wrong = {
      ...files,
      'both.yaml': files['both.yaml']!.replace('calibrated_to: both_year', 'calibrated_to: two.years'),
    };
    const [problem] = buildModel('both.yaml', (path) => wrong[path as keyof typeof wrong]).diagnostics;
    expect(problem).toMatchObject({ code: 'invalid-calibration', hint: "did you mean 'two.year'?" });
  });

  it('is no closed form, and belongs to no actual', () => {
    const closedForm = 'expect: { all: { formula: sum(sales over 2026), expect: 240 USD, tolerance: 1% } }\n';
    expect(problemsOf(model(year('240 USD', ''), closedForm, ', calibrated_to: all'))).toEqual([
      "invalid-calibration: the value is calibrated to the tie-out 'all', which does not exist",
    ]);
    const actual = model(year('240 USD', '')).replace(
      'formula: rate * period.months }',
      'formula: rate * period.months, actuals: { 2026-01: { value: 20 USD, calibrated_to: year } } }',
    );
    expect(problemsOf(actual)[0]).toContain('unknown-key');
  });
});
