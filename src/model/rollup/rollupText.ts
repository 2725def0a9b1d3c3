/** Roll-up rules in words, for reports, traces and lists. */
import type { Quantity } from '../model.ts';

const rules = {
  sum: 'sum of the periods',
  last: 'last period',
  first: 'first period',
  average: 'average of the periods',
  recompute: 'formula applied to the aggregated rows',
  none: 'not aggregated',
} as const;

/** How the year of an item comes about: `sum of the periods`, or the ratio that is taken. */
export function describeRule({ rollup, rollupText }: Quantity): string {
  return rollup === 'recompute' && rollupText !== undefined ? rollupText : rules[rollup];
}

/** The same with the reason: `sum of the periods (a flow)`, `last period (stated in the file)`. */
export function describeRuleAndReason(quantity: Quantity): string {
  const reason = quantity.rollupReason?.text;
  return reason === undefined ? describeRule(quantity) : `${describeRule(quantity)} (${reason})`;
}
