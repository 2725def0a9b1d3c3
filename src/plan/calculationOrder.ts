/** The items of a plan in the order of calculation, with the inputs and items that each reads. */
import type { Line, Plan } from './plan.ts';

export interface CalculationOrder {
  /** Ids of items in an order in which they can be computed. */
  readonly order: readonly string[];
  /** Ids of the inputs and items that an item reads. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
}

/** The outline of a plan: `{ order: ['users', 'revenue'], reads: { revenue: ['users', 'price'] } }`. */
export function calculationOrder({ groups, reads }: Plan): CalculationOrder {
  const found = new Map<string, Set<string>>();
  for (const { lines } of groups) {
    for (const line of lines) {
      if (!isOfItem(line)) continue;
      const ids = found.get(line.id) ?? new Set<string>();
      found.set(line.id, ids);
      for (const read of reads.get(line) ?? []) ids.add('quantity' in read ? read.quantity.id : read.id);
    }
  }
  return { order: [...found.keys()], reads: new Map([...found].map(([id, ids]) => [id, [...ids]])) };
}

const isOfItem = ({ kind }: Line): boolean => kind === 'item' || kind === 'opening';
