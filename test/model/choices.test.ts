/**
 * Choices and members in conditions: a misspelt one is a problem, and what a choice says stays in the workbook's
 * formulas.
 */
import { describe, expect, it } from 'vitest';
import { formulaText } from '../../src/grid/address.ts';
import { build, problemsOf, values } from '../helpers/models.ts';

const model = (items: string) => `
model: choices
timeline: { from: 2026-01, to: 2026-06, grain: quarter }
inputs:
  mode: { choice: [low, high], value: low }
  fee: { unit: USD/month, value: 1m USD/month }
tables:
  supplier: { members: { google: , amazon: } }
  contract:
    columns: { supplier: { ref: supplier }, kind: { choice: [fixed, metered] }, rate: { unit: USD/month } }
    members:
      tpu: { supplier: google, kind: fixed, rate: 2m USD/month }
      chips: { supplier: amazon, kind: metered, rate: 5m USD/month }
sheets:
  Cost:
    Fees:
      cost: { by: contract, unit: USD, formula: contract.rate * period.months }
      x: { ${items} }
`;

describe('an option or member that does not exist', () => {
  it.each([
    [
      "unit: USD, formula: 'if(mode = medium, fee * period.months, 0)'",
      "unknown-member: 'medium' is not one of the options low, high",
    ],
    [
      "unit: USD, formula: 'if(mode <> hihg, fee * period.months, 0)'",
      "unknown-member: 'hihg' is not one of the options low, high",
    ],
    [
      "unit: USD, formula: 'sum(cost over contract where contract.kind = fixt)'",
      "unknown-member: 'contract.kind' is never 'fixt'",
    ],
    [
      "unit: USD, formula: 'sum(cost over contract where contract.supplier = gogle)'",
      "unknown-member: 'contract.supplier' is never 'gogle'",
    ],
    [
      "unit: USD, by: contract, formula: 'if(contract.kind = fixd, cost, 0)'",
      "unknown-member: 'fixd' is not one of the options fixed, metered",
    ],
    [
      "unit: USD, by: supplier, formula: 'if(supplier = amazn, fee * period.months, 0)'",
      "unknown-member: 'supplier' is never 'amazn'",
    ],
  ])('%s', (item, line) => {
    const problems = problemsOf(model(item));
    expect([...new Set(problems)]).toEqual([line]);
  });
});

describe('a choice', () => {
  it('is tested in the workbook, so that its drop-down works', () => {
    const built = build(model("unit: USD, formula: 'if(mode = low, fee * period.months, 0)'"));
    const row = [...built.layout.positions].find(([one]) => one.quantity.id === 'x')![1];
    const runs = built.grid.sheets.find(({ name }) => name === row.sheet)!.rows[row.row]!.segments;
    const formulas = runs.flatMap(({ content, column }) =>
      'kind' in content && content.kind === 'formula' ? [formulaText(content.template, column)] : [],
    );
    expect(formulas.join()).toContain('="low"');
    expect(values(built, 'x')).toEqual([3_000_000, 3_000_000]);
  });

  it('of a table chooses members in where', () => {
    expect(
      values(build(model("unit: USD, formula: 'sum(cost over contract where contract.kind = metered)'")), 'x'),
    ).toEqual([15_000_000, 15_000_000]);
  });
});

describe('part of a period', () => {
  it.each([
    'cost_total[2026-02]',
    'sum(cost_total over 2026-01..2026-02)',
    'last(cost_total over 2026-02)',
  ])('%s is refused', (formula) => {
    const text = `${model(`unit: USD, rollup: none, formula: '${formula}'`)}      cost_total: { unit: USD, formula: sum(cost over contract) }\n`;
    expect(problemsOf(text).map((line) => line.replace(/:.*/, ''))).toEqual(['outside-timeline']);
  });

  it.each([
    'cost_total[2026-Q2]',
    'sum(cost_total over 2026-01..2026-03)',
    'last(cost_total over 2026-Q1..2026-06)',
  ])('%s is read', (formula) => {
    const text = `${model(`unit: USD, rollup: none, formula: '${formula}'`)}      cost_total: { unit: USD, formula: sum(cost over contract) }\n`;
    expect(problemsOf(text)).toEqual([]);
  });
});
