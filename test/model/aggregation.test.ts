/**
 * Years against brute force: whatever is inferred of random models is what their monthly values give by the way they
 * were put together.
 */

import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../src/model/find.ts';
import type { Quantity } from '../../src/model/model.ts';
import { startWhatIf } from '../../src/question/whatIf.ts';
import { planFile } from '../../src/reading.ts';
import { type MeasuredItem, measuredModel } from '../helpers/measuredModels.ts';
import fc from '../helpers/seeded.ts';

interface Evaluated {
  readonly quantity: (name: string) => Quantity;
  readonly months: (name: string) => readonly number[];
  /** The years of an item as the reports show them; undefined where they do not show it. */
  readonly years: (name: string) => readonly number[] | undefined;
}

function evaluate(text: string): Evaluated {
  const { value: plan, diagnostics } = planFile('model.yaml', (path) => (path === 'model.yaml' ? text : undefined));
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (plan === undefined || errors.length > 0) throw new Error(`${errors.join('\n')}\n${text}`);
  const { cells } = startWhatIf(plan).value!;
  const items = new Map(itemsOf(plan.model).map((item) => [item.id, item]));
  const count = plan.model.timeline.periods.length;
  const row = (name: string) => items.get(name)!.rows[0]!;
  return {
    quantity: (name) => items.get(name)!,
    months: (name) => Array.from({ length: count }, (_, at) => cells[plan.rowCells.get(row(name))!.slot + at]!),
    years: (name) => {
      const slot = plan.years.get(row(name));
      return slot === undefined ? undefined : plan.yearLabels.map((_, at) => cells[slot + at]!);
    },
  };
}

const yearOf = (values: readonly number[], year: number): readonly number[] => values.slice(year * 12, year * 12 + 12);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Numerators and denominators are rows of a copy of the model, where their months can be read. */
function withParts(text: string, items: readonly MeasuredItem[]): string {
  const rows = items.flatMap(({ name, parts }) =>
    (parts ?? []).map((formula, at) => `      ${name}_part_${at}: { unit: '1', rollup: none, formula: '${formula}' }`),
  );
  return `${text}${rows.join('\n')}\n`;
}

function bruteForce({ name, kind, of }: MeasuredItem, { months }: Evaluated, year: number): number {
  if (kind === 'flow') return sum(yearOf(months(name), year));
  if (kind === 'level') return yearOf(months(name), year).at(-1)!;
  const [above, below] = [0, 1].map((at) => yearOf(months(`${name}_part_${at}`), year));
  if (of === 'level') return above!.at(-1)! / below!.at(-1)!;
  return isCancelled(below!) ? Number.NaN : sum(above!) / sum(below!);
}

/** Whether what is added up is zero but for rounding, so that nothing can be divided by it. */
const isCancelled = (values: readonly number[]): boolean => Math.abs(sum(values)) <= 1e-9 * sum(values.map(Math.abs));

const isNear = (a: number, b: number): boolean =>
  (Number.isNaN(a) && !Number.isFinite(b)) ||
  a === b ||
  Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

describe('the year of an item in a random model', () => {
  it('is inferred where it is proved, right to the brute force of its months, and asked for everywhere else', () => {
    fc.assert(
      fc.property(measuredModel(), ({ text, items }) => {
        const evaluated = evaluate(withParts(text, items));
        for (const item of items) {
          const years = evaluated.years(item.name);
          if (item.kind === 'none') expect(years, `${item.name}: ${item.formula} is guessed`).toBeUndefined();
          if (item.kind === 'none' || years === undefined) continue;
          years.forEach((value, year) => {
            const wanted = bruteForce(item, evaluated, year);
            if (!Number.isNaN(wanted) && !isNear(value, wanted))
              throw new Error(`${item.name}: ${item.formula} is ${value}, not ${wanted}\n${text}`);
          });
        }
      }),
      { numRuns: 150, seed: 20261130 },
    );
  });

  it('is inferred for most of what is proved', () => {
    const models = fc.sample(measuredModel(), { numRuns: 60, seed: 11 });
    const proved = models.flatMap(({ text, items }) => {
      const evaluated = evaluate(text);
      return items.filter(({ kind }) => kind !== 'none').map(({ name }) => evaluated.years(name) !== undefined);
    });
    expect(proved.filter(Boolean).length / proved.length).toBeGreaterThan(0.9);
  });
});

/**
 * Formulas that say the same by month and by quarter: rates over time, balances that gain and lose, and ratios of sums.
 */
const grainless = (grain: string): string => `
model: grainless
timeline: { from: 2026-01, to: 2028-12, grain: ${grain} }
units: { user: }
inputs:
  adds: { unit: user/month, series: { 2026-01: 100 user/month, 2026-07: 400 user/month, 2027-04: 50 user/month } }
  price: { unit: USD/user/month, value: 20 USD/user/month }
  rent: { unit: USD/month, series: { 2026-01: 900 USD/month, 2027-10: 1500 USD/month } }
sheets:
  S:
    A:
      joining: { unit: user, formula: adds * period.months }
      users: { unit: user, opening: 500 user, formula: 'users[-1] + joining' }
      users_before: { unit: user, formula: 'users[-1]' }
      gained: { unit: user, formula: 'users - users_before' }
      fees: { unit: USD, formula: joining * price * one_month }
      costs: { unit: USD, formula: rent * period.months }
      profit: { unit: USD, formula: fees - costs }
      margin: { unit: '%', formula: profit / fees }
      cost_share: { unit: '%', formula: 1 - margin }
      cash: { unit: USD, opening: 0 USD, formula: 'cash[-1] + profit' }
      cash_change: { unit: USD, formula: 'if(period.index = 1, cash, cash - cash[-1])', rollup: sum }
      profit_to_date: { unit: USD, formula: cumulative(profit) }
      covered: { unit: '%', formula: cash / profit_to_date }
  T:
    B:
      nothing: { unit: '1', formula: one_month / one_month, rollup: none }
`;

describe('a year at a coarser grain', () => {
  it('is the same where the formulas do not depend on the grain', () => {
    const inputs = '  one_month: { unit: month, value: 1 month }\nsheets:';
    const [fine, coarse] = ['month', 'quarter'].map((grain) => evaluate(grainless(grain).replace('sheets:', inputs)));
    const names = [
      'joining',
      'users',
      'users_before',
      'gained',
      'fees',
      'costs',
      'profit',
      'margin',
      'cost_share',
      'cash',
      'profit_to_date',
      'covered',
    ];
    for (const name of names) {
      const [a, b] = [fine!.years(name), coarse!.years(name)];
      expect(a, name).toHaveLength(3);
      expect(
        a!.every((value, at) => isNear(value, b![at]!)),
        `${name}: ${a} and ${b}`,
      ).toBe(true);
    }
  });
});
