/**
 * A comparison with a bit of everything, as reports get it: a check that fails now, a formula, results that did not
 * move, a group of changes.
 */
import type { ComparisonReport } from '../../src/cli/diff/comparisonReport.ts';
import { compareRuns, explainRuns, runModel } from '../../src/comparing.ts';
import type { Part } from '../../src/diff/diff.ts';

interface Differing {
  readonly price: string;
  readonly churn: string;
  readonly term: string;
  readonly users: string;
}

const model = ({ price, churn, term, users }: Differing): string => `
model: lab
title: A lab
timeline: { from: 2025-01, to: 2030-12, grain: month }
units: { user: { label: User } }
inputs:
  price: { label: Price, unit: USD/user, value: ${price}, note: "price of ${price}" }
  churn: { label: Churn, unit: '%/month', value: ${churn} }
  share: { label: Share, unit: '%', value: 1% }
  term: { label: Term, unit: month, value: ${term}, note: "term of ${term}" }
  dear: { label: Dear, unit: USD/user, value: 25 USD/user }
  rent: { label: Rent, unit: USD, value: 2bn USD }
sheets:
  Sales:
    All:
      users: { label: Users, unit: user, opening: 100m user, rollup: last, formula: '${users}' }
      revenue: { label: "Revenue of all customers in every region of the world, with everything that is sold", unit: USD, rollup: sum, formula: users * price }
      profit: { label: Profit, unit: USD, rollup: sum, formula: revenue - rent - rent * share }
      yearly: { label: Rent, unit: USD, rollup: sum, formula: rent }
      length: { label: Length, unit: month, rollup: last, formula: term }
checks:
  low: { label: The price is low, formula: 'price < dear' }
key_results: [revenue, profit, yearly, length]
`;

const older: Differing = {
  price: '20 USD/user',
  churn: '4%/month',
  term: '60 months',
  users: 'users[-1] * (1 - share)',
};
const newer: Differing = {
  price: '20.001 USD/user',
  churn: '5%/month',
  term: '88 months',
  users: 'users[-1] - users[-1] * share * share',
};

/** The comparison; `dear` puts the price where the check fails. */
export function comparedLabs(targets: readonly string[], isDear = true): ComparisonReport {
  const [old, current] = [older, isDear ? { ...newer, price: '26 USD/user' } : { ...newer, users: older.users }].map(
    (one) => runModel('lab.yaml', () => model(one)).value!,
  );
  const diff = compareRuns(old!, current!);
  return { diff, explanations: explainRuns(old!, current!, targets).value!, by: 'year' };
}

/**
 * The comparison with an explanation whose parts are a group of the price and the term, and a change that comes to
 * zero.
 */
export function comparedGroup(): ComparisonReport {
  const compared = comparedLabs(['revenue@2027']);
  const [explanation] = compared.explanations;
  const part = (amount: number, label: string, more: Partial<Part> = {}): Part => {
    return {
      kind: 'assumption',
      id: label,
      label,
      amount,
      least: amount,
      most: amount,
      error: null,
      changes: [],
      parts: [],
      ...more,
    };
  };
  const parts = [
    part(3.004e9, 'Contract', {
      kind: 'group',
      changes: ['value price', 'value term', 'value churn'],
      parts: [
        part(3.5e9, 'Price', { changes: ['value price'] }),
        part(-0.496e9, 'Term', { changes: ['value term'] }),
        part(0, 'Churn', { changes: ['value churn'] }),
      ],
    }),
    part(-389.4e6, 'Users'),
    part(0, 'Rent'),
  ];
  return { ...compared, explanations: [{ ...explanation!, old: -2e9, new: 0.6146e9, difference: 2.6146e9, parts }] };
}
