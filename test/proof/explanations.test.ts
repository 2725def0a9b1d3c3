/** Explanations of the real models: what the prospectus changed, a formula, and a longer timeline. */
import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/diff/diff.ts';
import { explained, runOf, sumOf } from '../helpers/explained.ts';

const path = 'models/anthropic.yaml';
const old = runOf(path, { known: '2026-06-15' });
const now = runOf(path, { known: '2026-10-01' });
const { keyResults } = now.record;
const yearly = new Set(
  now.record.scenarios[0]!.series.filter(({ years }) => years[2] !== null && years.length > 0).map(({ id }) => id),
);
const targets = keyResults.filter((id) => yearly.has(id)).map((id) => `${id}@2027`);

/** Largest amount of an explanation, relative to which rounding is measured. */
const sizeOf = ({ old: was, new: is, parts }: Explanation): number =>
  Math.max(Math.abs(was!), Math.abs(is!), ...parts.map(({ amount }) => Math.abs(amount)));

const expectWhole = (explanation: Explanation): void => {
  const { parts, difference } = explanation;
  expect(parts.length).toBeGreaterThan(0);
  expect(Math.abs(sumOf(parts) - difference!)).toBeLessThanOrEqual(
    1e-9 * Math.abs(difference!) + 1e-14 * sizeOf(explanation),
  );
  for (const part of parts)
    if (part.parts.length > 0)
      expect(Math.abs(sumOf(part.parts) - part.amount)).toBeLessThanOrEqual(1e-14 * sizeOf(explanation));
};

describe('what the prospectus changed', () => {
  const forth = explained(old, now, targets);

  it('is asked of the key results of a year', () => {
    expect(targets).toEqual(
      expect.arrayContaining(['gross_margin@2027', 'revenue@2027', 'free_cash_flow@2027', 'cash@2027']),
    );
  });
  it.each(
    forth.map((explanation) => [explanation.target, explanation] as const),
  )('sums to the whole: %s', (_, explanation) => {
    expectWhole(explanation);
    expect(explanation.parts.some(({ kind }) => kind !== 'assumption' && kind !== 'group')).toBe(false);
  });
  it('turns around with the sides', () => {
    const back = explained(now, old, targets);
    forth.forEach((one, at) => {
      for (const { id, amount } of one.parts)
        expect(Math.abs(amount + back[at]!.parts.find((part) => part.id === id)!.amount)).toBeLessThanOrEqual(
          1e-12 * sizeOf(one),
        );
    });
  });
  it('is found alike whatever else is asked for', () => {
    const [alone] = explained(old, now, ['gross_margin@2027']);
    expect(alone).toEqual(forth.find(({ target }) => target === 'gross_margin@2027'));
  });
  it('is what commitments say, for the gross margin', () => {
    const { parts, statements } = forth.find(({ target }) => target === 'gross_margin@2027')!;
    const names = parts.flatMap((part) => (part.kind === 'group' ? part.parts : [part])).map(({ id }) => id);
    expect(names).toEqual(expect.arrayContaining(['contract.total.google_tpu', 'contract.total.aws']));
    expect(statements.at(-1)).toMatch(/^\d+ other changes do not affect it\.$/);
  });
});

describe('a change of the structure', () => {
  it('of one formula is a part of its own, beside what was known', () => {
    const edit = (text: string, file: string): string =>
      file.endsWith('statements.yaml')
        ? text.replace(
            'formula: operating_profit - stock_compensation',
            'formula: operating_profit - stock_compensation * 2',
          )
        : text;
    const changed = runOf(path, { known: '2026-10-01', edit });
    const [explanation] = explained(old, changed, ['operating_profit_after_stock@2027']);
    expectWhole(explanation!);
    const formula = explanation!.parts.find(({ kind }) => kind === 'formula')!;
    expect(formula).toMatchObject({
      id: 'operating_profit_after_stock',
      changes: ['formula operating_profit_after_stock'],
    });
    // Stock compensation of 2027, which the other changes move.
    expect(formula.amount).toBeLessThan(0);
    expect(explanation!.parts.some(({ kind }) => kind === 'structure')).toBe(false);
  });
  it('of the timeline is a part that does nothing to a year which both have', () => {
    const edit = (text: string): string =>
      text.replace(
        'timeline: { from: 2025-01, to: 2030-12, grain: month }',
        'timeline: { from: 2025-01, to: 2031-12, grain: month }',
      );
    const longer = runOf(path, { known: '2026-10-01', edit });
    const [explanation] = explained(old, longer, ['gross_margin@2027']);
    const [shorter] = explained(old, now, ['gross_margin@2027']);
    expectWhole(explanation!);
    expect(explanation!.parts.find(({ kind }) => kind === 'timeline')).toMatchObject({ amount: 0, least: 0, most: 0 });
    expect(explanation!.parts.some(({ kind }) => kind === 'structure')).toBe(false);
    expect(explanation!.difference).toBeCloseTo(shorter!.difference!, 14);
  });
});
