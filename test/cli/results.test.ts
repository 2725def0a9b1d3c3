import { describe, expect, it } from 'vitest';
import { chosenScenarios, countOutcomes, findSeries, periodLabels, scalarTable, seriesTable, valuesBy } from '../../src/cli/results.ts';
import { record } from './record.ts';

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
    expect(findSeries(rows, 'reveneu').diagnostics[0]).toMatchObject({ code: 'unknown-name', hint: "did you mean 'revenue'?" });
    expect(findSeries(rows, 'subscribers.enterprise').diagnostics[0]?.hint).toBe('subscribers has pro, max');
  });
});

describe('scenarios', () => {
  it('takes the one the workbook opens with, a named one or all', () => {
    const ids = (asked?: string) => chosenScenarios(record, asked).value?.map(({ id }) => id);
    expect([ids(), ids('bear'), ids('all')]).toEqual([['base'], ['bear'], ['base', 'bear']]);
    expect(chosenScenarios(record, 'beer').diagnostics[0]).toMatchObject({ code: 'unknown-scenario', hint: "did you mean 'bear'?" });
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
    expect(table).toEqual({ head: ['', 'Unit', 'Trend', '2026', '2027'], rows: [['Revenue', 'bn USD', '▁▃▆█', '3.00', '7.00']], fixed: 2 });
    expect(scalarTable(named('margin'))?.rows).toEqual([['Margin', '%', '75.0%']]);
  });
});

it('counts outcomes in words', () => {
  expect(countOutcomes('check', [])).toBe('no checks');
  expect(countOutcomes('check', [{ passed: true }])).toBe('1 check passed');
  expect(countOutcomes('tie-out', [{ passed: true }, { passed: false }])).toBe('1 of 2 tie-outs failed');
});
