/** Values by scenario and by as-of date. */
import { describe, expect, it } from 'vitest';
import { build, problemsOf, values } from '../helpers/models.ts';

const text = `
model: scenarios
title: Scenarios
timeline: { from: 2026-01, to: 2026-04, grain: month }
inputs:
  price: { unit: USD, value: 10 USD }
  cost: { unit: USD, value: 4 USD }
  volume: { unit: '1', series: { 2026-01: 1 1, 2026-03: 2 1 } }
  rent:
    unit: USD
    revisions:
      - { known: 2025-06, value: 1 USD }
      - { known: 2025-12, value: 2 USD, why: the lease was renewed }
sheets:
  Work:
    Margin:
      margin: { unit: USD, formula: (price - cost) * volume }
      rent_paid: { unit: USD, formula: rent * volume }
scenarios:
  base: { title: As planned }
  dear: { title: Dear, extends: base, set: { cost: 6 USD } }
  dearer: { title: Dearer, extends: dear, set: { price: 11 USD } }
  late: { title: Late change, extends: base, set: { volume: { from: 2026-02, value: 5 1 } } }
`;

describe('scenarios', () => {
  const built = build(text);

  it('inherit along the chain', () => {
    expect(values(built, 'margin', 'base')).toEqual([6, 6, 12, 12]);
    expect(values(built, 'margin', 'dear')).toEqual([4, 4, 8, 8]);
    expect(values(built, 'margin', 'dearer')).toEqual([5, 5, 10, 10]);
  });

  it('change a series from a date on', () => {
    expect(values(built, 'volume', 'late')).toEqual([1, 5, 5, 5]);
  });

  it('open the workbook with the one that is asked for', () => {
    expect(build(text, { scenario: 'dear' }).record.scenario).toBe('dear');
  });

  it('name what they cannot set', () => {
    expect(problemsOf(text.replace('set: { cost: 6 USD }', 'set: { costs: 6 USD }')).join()).toContain(
      'overrides-nothing',
    );
  });
});

describe('revisions', () => {
  it('use the newest that was known', () => {
    expect(values(build(text), 'rent_paid')).toEqual([2, 2, 4, 4]);
    expect(values(build(text, { known: '2025-06' }), 'rent_paid')).toEqual([1, 1, 2, 2]);
    expect(values(build(text, { known: '2025-12-31' }), 'rent_paid')).toEqual([2, 2, 4, 4]);
  });

  it('say when nothing was known yet', () => {
    expect(problemsOf(text, { known: '2024' }).join()).toContain('not-known-yet');
  });
});
