/**
 * In which order formulas are bound. Enters the items as declared; leaves them so that each stands behind those whose
 * names its formula holds, as far as they do not go in a circle. Guarantee: a chain of ten thousand items needs no deep
 * recursion, here or when it is bound.
 */
import type { Node } from '../../formula/formula.ts';
import { leavesOf } from '../../formula/leaves.ts';
import type { Located } from '../../source/source.ts';
import type { ItemDeclaration, Registry } from '../declarations.ts';

type Parse = (formula: Located) => Node | undefined;

/** The items, those that are read first. */
export function orderForBinding({ items }: Registry, parse: Parse): ItemDeclaration[] {
  const seen = new Set<ItemDeclaration>();
  const order: ItemDeclaration[] = [];
  for (const start of items.values()) visit(start, items, parse, seen, order);
  return order;
}

/** Depth first with a stack of its own. */
function visit(
  start: ItemDeclaration,
  items: Registry['items'],
  parse: Parse,
  seen: Set<ItemDeclaration>,
  order: ItemDeclaration[],
): void {
  if (seen.has(start)) return;
  seen.add(start);
  const stack = [{ item: start, next: readBy(start, items, parse) }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const child = top.next.pop();
    if (child === undefined) {
      order.push(top.item);
      stack.pop();
    } else if (!seen.has(child)) {
      seen.add(child);
      stack.push({ item: child, next: readBy(child, items, parse) });
    }
  }
}

function readBy({ source, scope }: ItemDeclaration, items: Registry['items'], parse: Parse): ItemDeclaration[] {
  const nodes = [source.opening, source.formula].flatMap((formula) =>
    formula === undefined ? [] : (parse(formula) ?? []),
  );
  return nodes.flatMap(leavesOf).flatMap((leaf) => (leaf.kind === 'name' ? (items.get(scope + leaf.name) ?? []) : []));
}
