/** What formulas read: other periods, members, actual values; and what is not there to read. */
import { describe, expect, it } from 'vitest';
import { build, problemsOf, values } from '../helpers/models.ts';

const text = `
model: reads
title: Reads
timeline: { from: 2026-01, to: 2026-04, grain: month }
tables:
  supplier:
    columns: { fee: { unit: USD } }
    members: { north: { fee: 3 USD }, south: { fee: 7 USD } }
  contract:
    columns: { supplier: { ref: supplier }, size: { unit: '1' } }
    members:
      first: { supplier: south, size: 2 1 }
      second: { supplier: north, size: 10 1 }
      third: { supplier: south, size: 1 1 }
inputs:
  start: { unit: USD, value: 5 USD }
  step: { unit: USD, series: { 2026-01: 1 USD, 2026-02: 2 USD, 2026-03: 3 USD, 2026-04: 4 USD } }
sheets:
  Work:
    Time:
      flow: { unit: USD, opening: start, formula: step }
      before: { unit: USD, formula: 'flow[-1]' }
      window: { unit: USD, formula: 'sum(flow[-1..0])' }
      fixed: { unit: USD, formula: 'flow[2026-03]' }
      balance: { unit: USD, opening: start, formula: 'balance[-1] + flow' }
      measured:
        unit: USD
        formula: step
        actuals: { 2026-01: 10 USD, 2026-02: 20 USD }
      follows: { unit: USD, formula: measured * 2 }
    Members:
      charge: { by: contract, unit: USD, formula: 'supplier.fee[supplier=contract.supplier] * contract.size' }
      scaled: { by: supplier, unit: USD, formula: supplier.fee * 2 }
      picked: { unit: USD, formula: 'scaled[supplier=north]' }
      through: { by: contract, unit: USD, formula: 'scaled[supplier=contract.supplier]' }
      by_supplier: { by: supplier, unit: USD, formula: sum(charge over contract where contract.supplier = supplier) }
      all: { unit: USD, formula: sum(charge over contract) }
`;

const built = build(text);
const first = (name: string) => values(built, name)[0];

describe('other periods', () => {
  it('are read by lag, window and date', () => {
    expect(values(built, 'before')).toEqual([5, 1, 2, 3]);
    expect(values(built, 'window')).toEqual([6, 3, 5, 7]);
    expect(first('fixed')).toBe(3);
    expect(values(built, 'balance')).toEqual([6, 8, 11, 15]);
  });

  it('need an opening before the first one', () => {
    expect(problemsOf(text.replace('flow: { unit: USD, opening: start,', 'flow: { unit: USD,')).join()).toContain(
      'missing-opening',
    );
  });

  it('are inside the timeline', () => {
    expect(problemsOf(text.replace('flow[2026-03]', 'flow[2027-03]')).join()).toContain('outside-timeline');
  });
});

describe('actual values', () => {
  it('stand until they end, then the formula goes on', () => {
    expect(values(built, 'measured')).toEqual([10, 20, 3, 4]);
    expect(values(built, 'follows')).toEqual([20, 40, 6, 8]);
  });
});

describe('members', () => {
  it('are picked by name and through a reference column', () => {
    expect(first('picked')).toBe(6);
    expect(['first', 'second', 'third'].map((member) => first(`charge.${member}`))).toEqual([14, 30, 7]);
    expect(['first', 'second', 'third'].map((member) => first(`through.${member}`))).toEqual([14, 6, 14]);
  });

  it('are added where a condition holds', () => {
    expect([first('by_supplier.north'), first('by_supplier.south'), first('all')]).toEqual([30, 21, 51]);
  });

  it('must be summed or picked', () => {
    expect(problemsOf(text.replace('scaled[supplier=north]', 'scaled')).join()).toContain('dimension-mismatch');
  });
});

describe('a cycle', () => {
  it('is told in the words of the model', () => {
    const [line, ...others] = problemsOf(
      text.replace('formula: step }', 'formula: follows }').replace('formula: step\n', 'formula: flow\n'),
    );
    expect(others).toEqual([]);
    expect(line).toMatch(/^circular-item: items depend on each other within one period: (flow|follows|measured) -> /);
  });
});
