/** What happened: by period and by member, as known on a date, with its sources in every answer. */
import { describe, expect, it } from 'vitest';
import { type Built, traceItem } from '../../src/pipeline.ts';
import { build, problemsOf, values } from '../helpers/models.ts';

const model = (actuals: string, by = ''): string => `
model: actuals
timeline: { from: 2026-01, to: 2026-03, grain: month }
known: 2026-06-15
sources: { accounts: { title: Management accounts }, audit: { title: Audited accounts } }
tables:
  plan: { columns: { p: { unit: USD/month } }, members: { pro: { p: 1 USD/month }, max: { p: 2 USD/month } } }
  region: { members: { eu: {}, us: {} } }
sheets:
  S:
    T:
      x: { unit: USD, ${by}formula: '${by === '' ? 'sum(plan.p over plan)' : 'plan.p'} * period.months', actuals: ${actuals} }
`;
const byPlan = 'by: plan, ';
const codes = (actuals: string, by = ''): string[] => problemsOf(model(actuals, by)).map((line) => line.split(':')[0]!);

/** The words column of the row of actuals. */
function wordsOf({ grid }: Built, id: string): unknown {
  const rows = grid.sheets
    .find(({ name }) => name === 'S')!
    .rows.map(({ segments }) => segments.map(({ content }) => content));
  const row = rows.find((contents) => contents.some((content) => 'text' in content && content.text === id))!;
  return row.flatMap((content) => ('text' in content ? [content.text] : []));
}

describe('actuals', () => {
  it('of an item by a table are written by member', () => {
    const built = build(
      model(
        '{ pro: { 2026-01: 5 USD }, max: { 2026-01: 6 USD, 2026-02: { value: 7 USD, source: accounts } } }',
        byPlan,
      ),
    );
    expect(values(built, 'x.pro')).toEqual([5, 1, 1]);
    expect(values(built, 'x.max')).toEqual([6, 7, 2]);
  });

  it('of an item by two tables are written by pair', () => {
    const built = build(model('{ pro.us: { 2026-01: 5 USD } }', 'by: [plan, region], '));
    expect(values(built, 'x.pro.us')).toEqual([5, 1, 1]);
    expect(values(built, 'x.pro.eu')).toEqual([1, 1, 1]);
  });

  it.each([
    ['one figure for every member', '{ 2026-01: 5 USD }', byPlan, 'invalid-actuals'],
    ['a member that is none', '{ free: { 2026-01: 5 USD } }', byPlan, 'unknown-member'],
    ['a member of no table', '{ pro: { 2026-01: 5 USD } }', '', 'invalid-actuals'],
    ['a period that is none', '{ pro: { 2027-01: 5 USD } }', byPlan, 'invalid-actuals'],
    ['a series', '{ 2026-01: { series: { 2026-01: 5 USD } } }', '', 'unknown-key'],
    [
      'a series in a revision',
      '{ 2026-01: { revisions: [{ known: 2026-02, series: { 2026-01: 5 USD } }] } }',
      '',
      'invalid-actuals',
    ],
    ['a misspelt key', '{ pro: { 2026-01: { valu: 5 USD } } }', byPlan, 'unknown-key'],
    ['a misspelt key without members', '{ 2026-01: { valu: 5 USD } }', '', 'unknown-key'],
    ['a source that is none', '{ 2026-01: { value: 5 USD, source: nobody } }', '', 'unknown-source'],
    ['an as-of date that is none', '{ 2026-01: { value: 5 USD, known: banana } }', '', 'invalid-date'],
    ['another unit', '{ 2026-01: 5 EUR }', '', 'wrong-unit'],
  ])('are refused: %s', (_what, actuals, by, code) => {
    expect(codes(actuals, by)[0]).toBe(code);
  });

  it('count from the day on which they became known', () => {
    const text = model(
      '{ 2026-01: { value: 5 USD, known: 2026-02-10 }, 2026-02: { value: 6 USD, known: 2026-07-01 } }',
    );
    expect(values(build(text), 'x')).toEqual([5, 3, 3]);
    expect(values(build(text, { known: '2026-07' }), 'x')).toEqual([5, 6, 3]);
    expect(values(build(text, { known: '2026-01' }), 'x')).toEqual([3, 3, 3]);
  });

  it('may be restated', () => {
    const revisions =
      '[{ known: 2026-02, value: 5 USD, source: accounts }, { known: 2026-09, value: 4 USD, source: audit }]';
    const text = model(`{ 2026-01: { revisions: ${revisions} } }`);
    expect(values(build(text), 'x')[0]).toBe(5);
    expect(values(build(text, { known: '2026-09-30' }), 'x')[0]).toBe(4);
  });

  it('say where they come from in a trace, in the record and in the workbook', () => {
    const built = build(
      model(
        '{ 2026-01: { value: 5 USD, source: accounts, status: reported, known: 2026-02, note: Rounded }, 2026-02: 6 USD }',
      ),
    );
    const traced = traceItem(built, { item: 'x', members: [], period: '2026-01', scenario: 'base' });
    expect(traced).toMatchObject({
      words: 'actual',
      provenance: { written: '5 USD', source: 'accounts', known: '2026-02' },
    });
    const shared = { id: 'x', members: [] };
    expect(built.record.actuals).toEqual([
      {
        ...shared,
        period: '2026-01',
        written: '5 USD',
        source: 'accounts',
        status: 'reported',
        known: '2026-02',
        note: 'Rounded',
      },
      { ...shared, period: '2026-02', written: '6 USD', source: null, status: null, known: null, note: null },
    ]);
    expect(wordsOf(built, 'x (actual)')).toContain('Management accounts');
  });
});
