/** Circles that only single periods close are refused, and what looks like one is not. */
import { describe, expect, it } from 'vitest';
import { build, problemsOf, values } from '../helpers/models.ts';

const model = (formulas: string) => `
model: small
timeline: { from: 2026-01, to: 2026-04, grain: month }
inputs:
  start: { unit: USD, value: 8 USD }
sheets:
  Sales:
    Items:
${formulas}
`;

describe('items that read each other at single periods', () => {
  it('are refused with the periods when they form a circle', () => {
    const text = model(`
      debt: { opening: start, formula: 'fee[-1]', rollup: last }
      fee: { opening: start, formula: 'debt[2026-03] + debt[-1]', rollup: sum }
`);
    expect(problemsOf(text)).toEqual([
      'circular-item: items depend on each other through single periods: debt in 2026-03 -> fee in 2026-02 -> debt in 2026-03',
    ]);
  });

  it('are computed period by period when they form none', () => {
    const text = model(`
      debt: { opening: start, formula: 'fee[-1] + start' , rollup: last }
      fee: { opening: start, formula: 'if(period.index > 1, debt[2026-01], start) + debt[-1]', rollup: sum }
`);
    const built = build(text);
    expect(values(built, 'debt')).toEqual([16, 24, 40, 48]);
  });
});
