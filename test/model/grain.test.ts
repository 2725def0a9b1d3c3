/** Adding up to quarters and years, and the same model on another grain. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isClose } from '../helpers/agreement.ts';
import { build, series, values } from '../helpers/models.ts';

const text = `
model: rollups
title: Roll-ups
timeline: { from: 2026-01, to: 2026-12, grain: month }
inputs:
  fee: { unit: USD/month, value: 10 USD/month }
  start: { unit: USD, value: 5 USD }
sheets:
  Work:
    All:
      income: { unit: USD, formula: fee * period.months * period.index }
      cost: { unit: USD, formula: fee * period.months }
      cash: { unit: USD, opening: start, formula: 'cash[-1] + income - cost' }
      opening_cash: { unit: USD, formula: 'cash[-1]' }
      share: { unit: '%', formula: cost / income }
      price: { unit: USD/month, rollup: average, formula: fee * period.index }
      highest: { unit: USD, rollup: last, formula: income }
`;

describe('the roll-up of an item', () => {
  const built = build(text);
  const quarters = (name: string) => series(built, name).quarters;

  it('adds flows', () => {
    expect(series(built, 'income').rollup).toBe('sum');
    expect(quarters('income')).toEqual([60, 150, 240, 330]);
    expect(series(built, 'income').years).toEqual([780]);
  });

  it('takes the last of balances and the first of opening balances', () => {
    const cash = values(built, 'cash');
    expect(quarters('cash')).toEqual([cash[2], cash[5], cash[8], cash[11]]);
    expect(quarters('opening_cash')).toEqual([5, cash[2], cash[5], cash[8]]);
  });

  it('computes quotients again', () => {
    expect(quarters('share')).toEqual([30 / 60, 30 / 150, 30 / 240, 30 / 330]);
  });

  it('averages what the file says to average', () => {
    expect(quarters('price')).toEqual([20, 50, 80, 110]);
  });

  it('is what the file says', () => {
    expect(quarters('highest')).toEqual([30, 60, 90, 120]);
  });
});

const examples = [
  ['loan', ['interest', 'principal', 'debt_service'], ['closing_balance']],
  ['cohort', ['revenue'], ['all_subscribers', 'revenue_to_date']],
] as const;

describe.each(examples)('%s by quarter', (name, flows, balances) => {
  const monthly = readFileSync(`models/examples/${name}.yaml`, 'utf8');
  const total = (all: readonly (number | string | null)[]) =>
    all.reduce<number>((sum, value) => sum + Number(value), 0);
  const last = (all: readonly (number | string | null)[]) => Number(all.at(-1));

  it('has the flows and final balances of the months', () => {
    const [months, quarters] = [build(monthly), build(monthly.replace('grain: month', 'grain: quarter'))];
    expect(quarters.record.periods.length * 3).toBe(months.record.periods.length);
    const differing = [
      ...flows.filter((id) => !isClose(total(values(months, id)), total(values(quarters, id)), 1e6)),
      ...balances.filter((id) => !isClose(last(values(months, id)), last(values(quarters, id)), 1e6)),
    ];
    expect(differing).toEqual([]);
  });
});
