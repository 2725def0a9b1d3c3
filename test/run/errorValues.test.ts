/** Error values are told once, where they arise; what does not depend on them is judged all the same. */
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/pipeline.ts';

const model = (items: string, rest: string) => `
model: lab
timeline: { from: 2026-01, to: 2026-03, grain: month }
inputs:
  seats: { unit: '1', value: 0 }
  late: { unit: '1', series: { 2026-01: 1, 2026-02: 0 } }
  sales: { unit: USD, value: 5 USD }
sheets:
  Work:
    All:
${items.replace(/^/gm, '      ')}
${rest}
scenarios: { base: { title: Base }, low: { set: { sales: 4 USD } }, high: { set: { seats: 2 } } }
`;
const messages = (text: string) =>
  buildModel('model.yaml', () => text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

describe('an error value', () => {
  it('is told once, with its scenarios, and only where it arises', () => {
    expect(
      messages(model('per_seat: { formula: sales / seats + late * sales }\nmore: { formula: per_seat * 2 }', '')),
    ).toEqual(["'per_seat' divides by zero (#DIV/0!) in 2026-01, scenarios base, low"]);
  });

  it('in a check or tie-out is told there', () => {
    expect(
      messages(model('per_seat: { formula: sales / late }', 'checks: { share: { formula: sales / seats > 1 USD } }')),
    ).toEqual([
      "'per_seat' divides by zero (#DIV/0!) in 2026-02, scenarios base, low, high",
      "'share' divides by zero (#DIV/0!), scenarios base, low",
    ]);
  });
});

describe('beside an error value', () => {
  const items = 'per_seat: { formula: sales / late }\nkept: { formula: sales * late }';
  it('checks and tie-outs that do not read it fail as ever', () => {
    const rest = `
checks: { enough: { formula: sales > 9 USD }, kept_always: { formula: kept > 0 } }
tie_outs: { all: { formula: sum(kept over timeline), expect: 7 USD, tolerance: 1% } }`;
    expect(messages(model(items, rest))).toEqual([
      "'per_seat' divides by zero (#DIV/0!) in 2026-02, scenarios base, low, high",
      "the check 'enough' fails, scenario base: sales is 5 USD and must be above 9 USD: difference 4 USD",
      "the check 'kept_always' fails in 2026-02, 2026-03, scenario base: worst in 2026-02, where kept is 0 USD and must be above 0 USD",
      "'all' gives 5 USD in scenario base, expected 7 USD: difference 2 USD, tolerance 1% of the figure (0.07 USD)",
      expect.stringContaining("'enough'"),
      expect.stringContaining("'kept_always'"),
      expect.stringContaining("'enough'"),
      expect.stringContaining("'kept_always'"),
    ]);
  });

  it('what reads it is not said to fail, save where it is a number', () => {
    const rest = `
checks: { large: { formula: per_seat > 1 USD }, larger: { formula: per_seat > 9 USD } }
tie_outs: { all: { formula: sum(per_seat over timeline), expect: 7 USD, tolerance: 1% } }`;
    expect(messages(model(items, rest)).slice(0, 2)).toEqual([
      "'per_seat' divides by zero (#DIV/0!) in 2026-02, scenarios base, low, high",
      "the check 'larger' fails in 2026-01, scenario base: per_seat is 5 USD and must be above 9 USD: difference 4 USD",
    ]);
  });
});
