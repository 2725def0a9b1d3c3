/** Conditions on the number of the period that keep a look back inside of the timeline. */
import { describe, expect, it } from 'vitest';
import { build, problemsOf, values } from '../helpers/models.ts';

const model = (formula: string) => `
model: guards
timeline: { from: 2026-01, to: 2027-12, grain: month }
inputs: { base: { unit: USD/month, value: 10 USD/month } }
sheets:
  Rows:
    All:
      revenue: { unit: USD, formula: base * period.months * period.index }
      x: { rollup: none, formula: '${formula}' }
`;

describe('a look back that its condition keeps inside of the timeline', () => {
  it.each([
    ['if(period.index <= 12, 0, revenue / revenue[-12])', 12, 13],
    ['if(period.index > 12, revenue / revenue[-12], 0)', 12, 13],
    ['if(period.index < 12, 12 * revenue, sum(revenue[-11..0]))', 11, 780],
    ['if(period.index >= 2, revenue - revenue[-1], 0)', 1, 10],
    ['if(12 < period.index, revenue[-12], revenue)', 12, 10],
    ['if(period.index = 1, 0, revenue[-1])', 1, 10],
  ])('%s', (formula, at, value) => {
    expect(values(build(model(formula)), 'x')[at]).toBe(value);
  });

  it.each([
    'if(period.index < 12, 0, revenue[-12])',
    'if(period.index > 12, 0, revenue[-1])',
    'if(period.index = 12, 0, revenue[-1])',
    'if(period.index < 2, 0, revenue[-2])',
  ])('%s is not one', (formula) => {
    expect(problemsOf(model(formula)).map((line) => line.split(':')[0])).toEqual(['missing-opening']);
  });
});
