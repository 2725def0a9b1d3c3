/** Members in formulas: names that are resolved while the model is read, and conditions that they decide. */

import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Node, Selector } from '../../formula/formula.ts';
import type { Quantity } from '../model.ts';
import { localName } from '../registry.ts';
import type { BindContext } from './context.ts';
import { fail } from './problems.ts';

/** The input or item with a name in the scope of the formula, which counts as read. */
export function findQuantity(name: string, context: BindContext): Quantity | undefined {
  const id = context.scope + name;
  const quantity = (context.registry.items.get(id) ?? context.registry.inputs.get(id))?.quantity;
  if (quantity !== undefined) context.registry.read.add(quantity);
  return quantity;
}

/** The member in `x[plan=pro]` or `x[supplier=contract.supplier]`. */
export function resolveMember(selector: Selector & { kind: 'member' }, table: string, context: BindContext): string {
  const members = context.registry.tables.get(table)!.members.map((one) => one.id);
  if (members.includes(selector.member)) return selector.member;
  const referenced = staticMember(selector.member, context);
  if (referenced !== undefined && members.includes(referenced)) return referenced;
  return fail(
    'unknown-member',
    selector,
    context,
    `table '${localName(table, context.scope)}' has no member '${selector.member}'`,
    didYouMean(selector.member, members) ?? `it has ${members.join(', ')}`,
  );
}

/** The member that a name refers to: the current member of a table, or the value of a reference column. */
function staticMember(name: string, context: BindContext): string | undefined {
  const current = context.members.get(context.scope + name);
  if (current !== undefined) return current;
  const quantity = findQuantity(name, context);
  if (
    quantity === undefined ||
    quantity.kind !== 'input' ||
    (quantity.type.kind !== 'member' && quantity.type.kind !== 'choice')
  )
    return undefined;
  const row = quantity.rows.find((one) =>
    one.members.every((member, at) => member === context.members.get(quantity.tables[at]!.id)),
  );
  const text = row === undefined ? undefined : context.staticText(row);
  if (text !== undefined) quantity.structural = true;
  return text;
}

function staticName(node: Node, context: BindContext): string | undefined {
  if (node.kind !== 'name' || node.selectors.length > 0) return undefined;
  return staticMember(node.name, context);
}

/**
 * Whether a condition such as `contract.supplier = supplier` is true; undefined if it cannot be decided from the model
 * file. Only conditions on members are decided here; choices stay in the workbook, where the user can change them.
 */
export function decideStatically(node: Node, context: BindContext): boolean | undefined {
  if (node.kind === 'call' && node.name === 'and') {
    const parts = node.args.map((arg) => decideStatically(arg, context));
    return parts.includes(undefined) ? undefined : parts.every(Boolean);
  }
  if (node.kind !== 'binary' || (node.operator !== '=' && node.operator !== '<>')) return undefined;
  const left = staticName(node.left, context);
  const right = staticName(node.right, context) ?? literalMember(node.left, node.right, context);
  return left === undefined || right === undefined ? undefined : (left === right) === (node.operator === '=');
}

/** A member or option that is named literally; a problem if the left side can never have it. */
function literalMember(left: Node, right: Node, context: BindContext): string | undefined {
  if (left.kind !== 'name' || right.kind !== 'name' || findQuantity(right.name, context) !== undefined)
    return undefined;
  const possible = possibleNames(left.name, context);
  if (possible === undefined || possible.includes(right.name)) return right.name;
  return fail(
    'unknown-member',
    right,
    context,
    `'${left.name}' is never '${right.name}'`,
    didYouMean(right.name, possible) ?? `it is one of ${possible.join(', ')}`,
  );
}

/** The names that a side of a comparison can have: members of a table, or options of a choice. */
function possibleNames(name: string, context: BindContext): readonly string[] | undefined {
  const { registry, scope } = context;
  const type = findQuantity(name, context)?.type;
  if (type?.kind === 'choice') return type.options;
  const table = registry.tables.get(type?.kind === 'member' ? type.table : scope + name);
  return table?.members.map(({ id }) => id);
}

/** Whether a condition reads a choice; only `where` decides such a condition while the model is read. */
export function readsChoice(node: Node, context: BindContext): boolean {
  if (node.kind === 'call') return node.args.some((arg) => readsChoice(arg, context));
  if (node.kind === 'binary') return readsChoice(node.left, context) || readsChoice(node.right, context);
  return node.kind === 'name' && findQuantity(node.name, context)?.type.kind === 'choice';
}
