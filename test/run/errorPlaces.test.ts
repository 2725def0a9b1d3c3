/** Errors in cells that no row shows as its own are named by item and period all the same. */
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/pipeline.ts';

const head =
  'model: m\ntimeline: { from: 2026-01, to: 2026-12, grain: quarter }\ninputs:\n  p: { unit: USD, value: 5 USD }\n';

function errorsOf(text: string): readonly string[] {
  const { diagnostics } = buildModel('m.yaml', () => head + text);
  const errors = diagnostics.filter(({ code }) => code === 'error-value');
  expect(errors.every(({ span }) => span !== undefined)).toBe(true);
  return errors.map(({ message }) => message);
}

describe('an error value', () => {
  it('in a forecast that an actual covers', () => {
    const item = "r: { unit: USD, rollup: sum, formula: 'p / (period.index - 1)', actuals: { 2026-Q1: 3 USD } }";
    expect(errorsOf(`sheets: { S: { T: { ${item} } } }\n`)).toEqual([
      "'r' divides by zero (#DIV/0!) in 2026-Q1 in the forecast covered by an actual, scenario base",
    ]);
  });
  it('in a report, where the year has no divisor', () => {
    const flow = 'flow: { unit: USD, series: { 2026-Q1: 5 USD, 2026-Q2: -5 USD, 2026-Q3: 5 USD, 2026-Q4: -5 USD } }';
    const items =
      "cost: { unit: USD, rollup: sum, formula: flow }, share: { unit: '%', rollup: recompute, formula: cost / cost }";
    expect(errorsOf(`  ${flow}\nsheets: { S: { T: { ${items} } } }\n`)).toEqual([
      "'share' divides by zero (#DIV/0!) in 2026 on the sheet Annual, scenario base",
    ]);
  });
  it('in a report is named there and not where the dashboard shows it, once for all scenarios', () => {
    const flow = 'flow: { unit: USD, series: { 2026-Q1: 5 USD, 2026-Q2: -5 USD, 2026-Q3: 5 USD, 2026-Q4: -5 USD } }';
    const items =
      "cost: { unit: USD, rollup: sum, formula: flow }, share: { unit: '%', rollup: recompute, formula: cost / cost }";
    const rest =
      'key_results: [share]\ncharts: { c: { kind: column, items: [share] } }\nscenarios: { base: {}, low: { set: { p: 4 USD } } }\n';
    expect(errorsOf(`  ${flow}\nsheets: { S: { T: { ${items} } } }\n${rest}`)).toEqual([
      "'share' divides by zero (#DIV/0!) in 2026 on the sheet Annual, scenarios base, low",
    ]);
  });
  it('in a check', () => {
    const check = "checks: { c: { formula: 'p / (period.index - 1) > 0' } }";
    const [message] = errorsOf(`sheets: { S: { T: { r: { unit: USD, formula: p } } } }\n${check}\n`);
    expect(message).toContain("'c' divides by zero (#DIV/0!) in 2026-Q1");
  });
});
