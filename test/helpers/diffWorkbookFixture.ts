/**
 * Two runs of a small lab, and what is compared between them: values with sources and reasons, a series, a formula, a
 * percentage, a choice, a group of changes that is shown as one part, and words that look like formulas.
 */
import { compareRuns, explainRuns, type RunOptions, runModel } from '../../src/comparing.ts';
import type { Explanation, RunDiff, Side } from '../../src/diff/diff.ts';
import { found } from './questions.ts';

const shared = `
model: kiosk
title: A kiosk
known: 2026-06-30
timeline: { from: 2026-01, to: 2027-12, grain: month }
units: { cup: { label: Cup } }
sources:
  survey: { title: '=SUM(A1): a survey', publisher: Town, date: 2026-02-01, url: https://example.com/survey }
  ledger: { title: Ledger, date: 2026-05-31 }
tables:
  stand:
    label: Stand
    columns: { cups: { label: Cups sold, unit: cup/month }, price: { label: Price, unit: USD/cup } }
    members:
      beach:
        label: Beach
        cups:
          revisions:
            - { known: 2026-01-05, value: 900 cup/month, source: survey }
            - { known: 2026-05-31, value: 1000 cup/month, source: ledger, why: Counted in May. }
            - { known: 2026-12-31, value: 5000 cup/month, source: ledger, why: Not known yet. }
        price: 3 USD/cup
      market: { label: Market, cups: 400 cup/month, price: 2 USD/cup }
`;

/** The older model. */
export const olderModel = `${shared}
inputs:
  cost: { label: Cost of a cup, unit: USD/cup, value: 1.5 USD/cup, source: survey, status: estimate }
  rent: { label: Rent, unit: USD/month, series: { 2026-01: 700 USD/month, 2027-01: 900 USD/month } }
  tax: { label: Tax, unit: '%', value: 20%, status: assumption }
  season: { label: Season, choice: [short, long], value: short }
sheets:
  Kiosk:
    Sales:
      sales: { label: Sales, by: stand, unit: USD, rollup: sum, formula: stand.cups * stand.price * period.months }
      revenue: { label: Revenue, unit: USD, rollup: sum, formula: 'sum(sales over stand) * if(season = long, 1, 1 / 2)' }
    Profit:
      costs: { label: Costs, unit: USD, rollup: sum, formula: 'sum(stand.cups over stand) * cost * period.months + rent * period.months' }
      profit: { label: Profit after tax, unit: USD, rollup: sum, formula: (revenue - costs) * (1 - tax) }
      kept: { label: Kept after tax, unit: '%', formula: 1 - tax }
      margin: { label: Margin, unit: '%', rollup: recompute, formula: profit / revenue }
key_results: [revenue, profit, margin, kept]
checks:
  not_poor: { label: Profit is above nothing, formula: profit >= 0 USD, tolerance: 1 USD }
scenarios:
  base: { title: As planned }
  dear: { title: Lemons become dear, extends: base, set: { cost: 2 USD/cup } }
`;

/** The newer one. */
export const newerModel = olderModel
  .replace(
    'value: 1.5 USD/cup, source: survey, status: estimate',
    "value: 1.1 USD/cup, source: ledger, status: reported, note: '=1+1 cheaper lemons'",
  )
  .replace('2027-01: 900 USD/month', '2026-07: 1100 USD/month, 2027-01: 1200 USD/month')
  .replace('value: 20%', 'value: 18.5%')
  .replace('value: short', 'value: long')
  .replace('price: 3 USD/cup', 'price: 3.25 USD/cup')
  .replace('cups: 400 cup/month', 'cups: 450 cup/month')
  .replace('(revenue - costs) * (1 - tax)', 'revenue * (1 - tax) - costs');

/** A run of a text. */
export function sideOf(model: string, options: RunOptions = {}): Side {
  return found(runModel('kiosk.yaml', (path) => (path === 'kiosk.yaml' ? model : undefined), options));
}

export interface ComparedRuns {
  readonly diff: RunDiff;
  readonly explanations: readonly Explanation[];
}

export const explainedResults = ['revenue@2027', 'profit@2027', 'margin@2026', 'kept'];

/** What differs between two texts, and why. */
export function compared(older: string, newer: string, targets: readonly string[] = explainedResults): ComparedRuns {
  const [old, now] = [sideOf(older, { name: 'HEAD~1:kiosk.yaml' }), sideOf(newer)];
  const diff = compareRuns(old, now);
  return { diff, explanations: found(explainRuns(old, now, targets)) };
}

export const kiosk = (): ComparedRuns => compared(olderModel, newerModel);
