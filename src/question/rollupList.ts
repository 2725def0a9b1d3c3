/** How every line item aggregates. Input: a model. Output: one entry for each item, in the order of the model. */
import { itemsOf } from '../model/find.ts';
import type { Model, Quantity } from '../model/model.ts';
import { describeRule } from '../model/rollup/rollupText.ts';

/** How the quarterly and yearly values of a line item are formed. */
export interface ItemRollup {
  readonly id: string;
  /** flow, level, speed, ratio, constant, date, flag, or other. */
  readonly measures: string;
  /** `sum of the periods`, or the numerator and denominator of a ratio. */
  readonly year: string;
  /** The reason; empty for an item with one value for all periods. */
  readonly reason: string;
}

/** Every line item with its rule and the reason. */
export function rollupsOf(model: Model): ItemRollup[] {
  return itemsOf(model).map(rollupOf);
}

function rollupOf(quantity: Quantity): ItemRollup {
  const { id, time, rollupReason } = quantity;
  if (time === 'scalar') return { id, measures: 'constant', year: 'one value for all periods', reason: '' };
  return {
    id,
    measures: rollupReason?.measure ?? 'other',
    year: describeRule(quantity),
    reason: rollupReason?.text ?? '',
  };
}
