/** Truth values are 1 and 0 wherever numbers stand, and `=` is asked of exact numbers only. */
import { describe, expect, it } from 'vitest';
import { build, problemsOf, values } from '../helpers/models.ts';

const head = `
model: truth
timeline: { from: 2026-01, to: 2026-03, grain: month }
tables:
  plan:
    columns: { a: { unit: USD }, on: { unit: flag } }
    members: { m: { a: 1 USD, on: true }, n: { a: 2 USD, on: true }, o: { a: 3 USD, on: false } }
inputs:
  limit: { unit: USD, value: 0 USD }
  on: { unit: flag, value: true }
  a: { unit: '1', value: 0.1 }
  b: { unit: '1', value: 0.2 }
  c: { unit: '1', value: 0.3 }
  whole: { unit: '1', value: 2 }
  start: { unit: date, value: 2026-02 }
  treat: { choice: [yes_please, no_thanks], value: yes_please }
sheets:
  S:
    T:
      sales: { unit: USD, rollup: sum, formula: 'limit + plan.a[plan=m] * period.index' }
`;
const item = (formula: string, unit = "'1'"): string =>
  `${head}      x: { unit: ${unit}, rollup: none, formula: '${formula}' }\n`;

describe('a truth value', () => {
  it('is counted where an if returns it', () => {
    const by = '      by_plan: { by: plan, unit: flag, formula: "if(plan.on, plan.a > limit, plan.a < limit)" }\n';
    const built = build(
      `${head}${by}      x: { unit: '1', rollup: none, formula: sum(by_plan over plan) * period.index }\n`,
    );
    expect(values(built, 'x')).toEqual([2, 4, 6]);
  });

  it.each([
    ['sum(a > b, b > a, 1)', 2],
    ['max(a > b, b > a)', 1],
    ['average(a > b, b > a, 1)', 2 / 3],
    ['count(a > b, b)', 2],
    ['max(plan.a > limit over plan)', 1],
    ['sum(plan.a > limit over plan)', 3],
    ['(b > a) + (b > a)', 2],
    ['if((b > a) = on, 1, 0)', 1],
    ['if(and(b > a, on), 1, 0)', 1],
    ['if(if(on, b > a, a > b), 1, 0)', 1],
  ])('is 1 or 0 in %s', (formula, result) => {
    expect(values(build(item(`${formula} * (period.index > 0)`)), 'x')[0]).toBe(result);
  });
});

describe('two numbers in a line item', () => {
  it.each([
    ['if(a + b = c, 1, 0)'],
    ['if(sales = limit, 1, 0)'],
    ['if(sales <> limit + plan.a[plan=m], 1, 0)'],
    ['if(a * whole = 1, 1, 0)'],
    ['if(sales / limit = whole, 1, 0)'],
  ])('that are computed are not compared exactly: %s', (formula) => {
    expect(problemsOf(item(formula)).join()).toContain('float-comparison');
  });

  it.each([
    ['if(period.index = whole, 1, 0)'],
    ['if(period.index + 1 = whole * 2, 1, 0)'],
    ['if(a = b, 1, 0)'],
    ['if(limit = limit, 1, 0)'],
    ['if(sales = 0, 1, 0)'],
    ['if(period.start = start, 1, 0)'],
    ['if(treat = yes_please, 1, 0)'],
    ['if(on = (b > a), 1, 0)'],
    ['if(round(a + b, 0) = 1, 1, 0)'],
    ['if(month(start) = 2, 1, 0)'],
    ['if(mod(period.index, 2) = 1, 1, 0)'],
    ['if(abs(a + b - c) < a, 1, 0)'],
  ])('that are exact may be: %s', (formula) => {
    expect(problemsOf(item(formula))).toEqual([]);
  });
});

it('truth values of many members are counted as 1 and 0', () => {
  const members = Array.from({ length: 250 }, (_, at) => `m${at}: { a: ${at} USD }`).join(', ');
  const many = `model: many
timeline: { from: 2026-01, to: 2026-01, grain: month }
tables: { plan: { columns: { a: { unit: USD } }, members: { ${members} } } }
inputs: { limit: { unit: USD, value: 99 USD } }
sheets: { S: { T: { above: { unit: '1', rollup: none, formula: sum(plan.a > limit over plan) } } } }
`;
  expect(values(build(many), 'above')).toEqual([150]);
});
