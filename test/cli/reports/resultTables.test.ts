import { describe, expect, it } from 'vitest';
import {
  countOutcomes,
  countTieOuts,
  laterParagraphs,
  missParagraphs,
} from '../../../src/cli/reports/outcomeSummary.ts';
import {
  chosenScenarios,
  findSeries,
  periodLabels,
  scalarTable,
  seriesTable,
  valuesBy,
} from '../../../src/cli/reports/resultTables.ts';
import type { RecordTieOut } from '../../../src/record/record.ts';
import { record } from '../record.ts';

const rows = record.scenarios[0]?.series ?? [];
const named = (name: string) => findSeries(rows, name).value ?? [];

describe('rows by name', () => {
  it('finds an item, all of its members, one member and a table cell written either way', () => {
    expect(named('revenue')).toHaveLength(1);
    expect(named('subscribers')).toHaveLength(2);
    expect(named('subscribers.max').map(({ members }) => members)).toEqual([['max']]);
    expect(named('plan.pro.price')).toEqual(named('plan.price.pro'));
  });
  it('suggests a near name, or the members', () => {
    expect(findSeries(rows, 'reveneu').diagnostics[0]).toMatchObject({
      code: 'unknown-name',
      hint: "did you mean 'revenue'?",
    });
    expect(findSeries(rows, 'subscribers.enterprise').diagnostics[0]?.hint).toBe('subscribers has pro, max');
  });
});

describe('scenarios', () => {
  it('takes the one the workbook opens with, a named one or all', () => {
    const ids = (asked?: string) => chosenScenarios(record, asked).value?.map(({ id }) => id);
    expect([ids(), ids('bear'), ids('all')]).toEqual([['base'], ['bear'], ['base', 'bear']]);
    expect(chosenScenarios(record, 'beer').diagnostics[0]).toMatchObject({
      code: 'unknown-scenario',
      hint: "did you mean 'bear'?",
    });
  });
});

describe('columns', () => {
  it('uses the periods themselves where they are the span asked for', () => {
    expect(periodLabels(record, 'quarter')).toEqual(record.periods);
    expect(periodLabels({ ...record, grain: 'year' }, 'quarter')).toBeUndefined();
    expect(valuesBy(named('revenue')[0]!, record, 'year')).toEqual([3e9, 7e9]);
  });
  it('puts the scale beside the label and a curve where one is wanted', () => {
    const table = seriesTable(named('revenue'), record, 'year', true);
    expect(table).toEqual({
      head: ['', 'Unit', 'Trend', '2026', '2027'],
      rows: [['Revenue', 'bn USD', '▁▃▆█', '3.00', '7.00']],
      fixed: 2,
    });
    expect(scalarTable(named('margin'))?.rows).toEqual([['Margin', '%', '75.0%']]);
  });
});

it('counts outcomes in words', () => {
  expect(countOutcomes('check', [])).toBe('no checks');
  expect(countOutcomes('check', [{ passed: true }])).toBe('1 check passed');
  expect(countOutcomes('tie-out', [{ passed: true }, { passed: false }])).toBe('1 of 2 tie-outs failed');
});

describe('published figures', () => {
  const [holds, solved, misses, fails, later] = [
    { verdict: 'holds', calibrated: [] },
    { verdict: 'holds', calibrated: ['price'] },
    { verdict: 'misses', calibrated: ['price'] },
    { verdict: 'fails', calibrated: [] },
    { verdict: 'later', calibrated: ['price'] },
  ] as const;

  it.each([
    ['no tie-outs', []],
    ['1 tie-out passed', [holds]],
    ['2 tie-outs passed (1 by calibration)', [holds, solved]],
    ['1 tie-out passed, 1 documented miss', [holds, misses]],
    ['2 tie-outs passed (1 by calibration), 2 documented misses', [misses, holds, misses, solved]],
    ['no tie-out passed, 1 documented miss', [misses]],
    ['1 of 3 tie-outs failed, 1 documented miss', [solved, misses, fails]],
    ['1 of 1 tie-out failed', [fails]],
    [
      '2 tie-outs passed (1 by calibration), 1 documented miss, 2 published later',
      [later, holds, misses, solved, later],
    ],
    ['no tie-out passed, 1 documented miss, 1 published later', [misses, later]],
    ['no tie-out judged, 2 published later', [later, later]],
    ['1 of 2 tie-outs failed, 1 published later', [fails, holds, later]],
  ])('%s', (words, tieOuts) => {
    expect(countTieOuts(tieOuts)).toBe(words);
  });

  const tieOut = (id: string, verdict: RecordTieOut['verdict'], reason: string | null): RecordTieOut => ({
    ...{
      id,
      label: id,
      kind: 'tie-out',
      formula: 'sales',
      unit: 'USD',
      value: 9e9,
      expect: 8.6e9,
      difference: 4e8,
      tolerance: 0.01,
    },
    ...{
      relative: true,
      passed: verdict === 'holds',
      verdict,
      misses: reason,
      source: null,
      known: null,
      note: null,
      calibrated: [],
    },
  });

  it('that miss are named with both numbers and the reason, in the width of the terminal', () => {
    const some = [
      tieOut('sales', 'holds', null),
      tieOut('run_rate', 'misses', 'The press counts\u001b[31m orders as they are signed.'),
    ];
    expect(missParagraphs(some, 60)).toEqual([
      'run_rate misses: 9bn USD against 8.6bn USD published, a\n  difference of 400m USD. The press counts [31m orders as\n  they are signed.',
    ]);
  });

  it('that were published later are named where the model of the as-of date does not give them', () => {
    const some = [
      { ...tieOut('sales', 'later', null), known: '2026-09-28', passed: true },
      { ...tieOut('run_rate', 'later', null), known: '2026-09-28' },
      {
        ...tieOut('first_sale', 'later', null),
        unit: 'date',
        value: 46_023,
        expect: 46_026,
        difference: -3,
        known: '2026-09',
      },
      { ...tieOut('users', 'fails', null), known: '2026-05-05' },
      { ...tieOut('margin', 'later', null), value: Number.NaN, difference: Number.NaN, known: '2026-09-28' },
    ];
    expect(laterParagraphs(some, 80)).toEqual([
      'published later: run_rate is 9bn USD against 8.6bn USD published on 2026-09-28,\n  a difference of 400m USD',
      'published later: first_sale is 2026-01-01 against 2026-01-04 published in\n  2026-09, a difference of 3 days',
    ]);
  });
});
