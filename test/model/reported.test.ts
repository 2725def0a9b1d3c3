/** `x@2027` in a question is what the reports show, to the last bit; formulas of a model cannot ask for it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFormula } from '../../src/formula/fromText.ts';
import { printFormula } from '../../src/formula/print.ts';
import { compilePlan } from '../../src/kernel/fromPlan.ts';
import { itemsOf, rowId } from '../../src/model/find.ts';
import { isReported } from '../../src/model/rollup/rollup.ts';
import { planFile } from '../../src/pipeline.ts';
import { problemsOf } from '../helpers/models.ts';

const read = (name: string) => readFileSync(name, 'utf8');

describe.each(['models/anthropic.yaml', 'models/examples/cohort.yaml', 'models/examples/loan.yaml'])('%s', (path) => {
  it('has every year and quarter of every item without members', () => {
    const { model, yearLabels, quarterLabels } = planFile(path, read).value!;
    const rows = itemsOf(model)
      .filter((item) => isReported(item) && item.tables.length === 0)
      .flatMap((item) => item.rows);
    const labels = [...yearLabels, ...quarterLabels.slice(0, 3)];
    const probes = rows.flatMap((row) =>
      labels.map((label) => ({ formula: `${rowId(row)}@${label}`, option: '--output' })),
    );
    const { value: plan, diagnostics } = planFile(path, read, { probes });
    expect(diagnostics).toEqual([]);
    const kernel = compilePlan(plan!);
    for (const scenario of plan!.model.scenarios.keys()) {
      const cells = kernel.start(scenario);
      kernel.evaluate(cells);
      const shown = itemsOf(plan!.model).flatMap((item) => item.rows);
      for (const { formula } of probes) {
        const [id, label] = formula.split('@') as [string, string];
        const row = shown.find((one) => rowId(one) === id)!;
        const year = plan!.yearLabels.indexOf(label);
        const slot =
          year === -1 ? plan!.quarters.get(row)! + plan!.quarterLabels.indexOf(label) : plan!.years.get(row)! + year;
        expect([formula, cells[plan!.probes.get(formula)!.value.slot]]).toEqual([formula, cells[slot]]);
      }
    }
  });
});

it('is printed as it is written', () => {
  for (const text of ['margin@2027', 'margin@2027-Q1 - margin[plan=pro]@2026', 'sum(a, b@2027-03)'])
    expect(printFormula(parseFormula(text).node!)).toBe(text);
});

it.each(['x@', 'x@y', '@2027', 'x@@2027', 'x@2027@2028', '(x)@2027'])('%s is refused', (text) => {
  expect(parseFormula(text).node).toBeUndefined();
});

it('is not for line items', () => {
  const text = `
model: small
timeline: { from: 2026-01, to: 2027-12, grain: month }
inputs:
  price: { unit: USD/month, value: 3 USD/month }
sheets:
  Sales:
    Items:
      revenue: { formula: price * period.months }
      before: { formula: 'revenue@2026', rollup: none }
`;
  expect(problemsOf(text)).toEqual([
    "formula-syntax: a line item cannot use '@', which reads the reports, because the reports are made from line items",
  ]);
});
