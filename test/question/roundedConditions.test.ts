/**
 * Conditions that hold on paper hold in every trial, and what rounding leaves of a difference is no answer of `solve`.
 */
import { expect, test } from 'vitest';
import { prepareSimulation, runTrials } from '../../src/question/simulate.ts';
import { solve } from '../../src/question/solve.ts';
import { asked, found } from '../helpers/questions.ts';

const takeOrPay = `model: take_or_pay
timeline: { from: 2026, to: 2028, grain: year }
inputs:
  committed: { unit: USD, value: 100m USD, distribution: { kind: uniform, low: 50m USD, high: 150m USD } }
  share: { unit: '%', series: { 2026: 10%, 2027: 20%, 2028: 70% } }
sheets:
  S:
    T:
      paid: { unit: USD, formula: committed * share, rollup: sum }
      left: { unit: USD, opening: committed, formula: 'left[-1] - paid' }
checks:
  never_below: { formula: left >= 0 USD }
`;

const conditions = ['sum(paid over timeline) >= committed', 'last(left over timeline) <= 0 USD', 'left[2028] = 0 USD'];
const never = ['sum(paid over timeline) > committed', 'last(left over timeline) < 0 USD', 'left[2028] <> 0 USD'];
const trials = 3000;

test('a payment of everything that is committed holds in every trial', () => {
  const all = [...conditions, ...never];
  const { whatIf } = asked(takeOrPay, { formulas: all });
  const results = runTrials(prepareSimulation(whatIf, [], all, { seed: 7, method: 'random' }), 0, trials);
  const held = results.conditions.map((one) => one.reduce((sum, value) => sum + value, 0));
  // The check of the model is behind the conditions.
  expect(held).toEqual([trials, trials, trials, 0, 0, 0, trials]);
});

test('an identity holds everywhere between two values', () => {
  const condition = 'sum(paid over timeline) <= committed';
  const { whatIf, reread } = asked(takeOrPay, { formulas: [condition] });
  const answer = found(solve(whatIf, { find: 'committed', condition, between: '1m USD..777m USD' }, reread));
  expect(answer.statements.join(' ')).toContain('It holds for every value.');
});
