/** The order in which formulas are bound: an item after those that its formula names, which avoids deep recursion. */
import type { Node } from '../../formula/formula.ts';
import { leavesOf } from '../../formula/leaves.ts';
import type { Located } from '../../source/source.ts';
import { searchDepthFirst } from '../../values/depthFirst.ts';
import type { ItemDeclaration, Registry } from '../registry.ts';

type Parse = (formula: Located) => Node | undefined;

/** The items, each after those that its formula names, except in a cycle. */
export function orderForBinding({ items }: Registry, parse: Parse): ItemDeclaration[] {
  const order: ItemDeclaration[] = [];
  const state = new Map<ItemDeclaration, 'open' | 'done'>();
  const search = {
    key: (item: ItemDeclaration) => item,
    next: (item: ItemDeclaration) => itemsNamed(item, items, parse).reverse(),
    onDone: (item: ItemDeclaration) => order.push(item),
  };
  for (const start of items.values()) searchDepthFirst(start, state, search);
  return order;
}

/** The items that the formula and the opening of an item name. */
function itemsNamed({ source, scope }: ItemDeclaration, items: Registry['items'], parse: Parse): ItemDeclaration[] {
  const nodes = [source.opening, source.formula].flatMap((formula) =>
    formula === undefined ? [] : (parse(formula) ?? []),
  );
  return nodes.flatMap(leavesOf).flatMap((leaf) => (leaf.kind === 'name' ? (items.get(scope + leaf.name) ?? []) : []));
}
