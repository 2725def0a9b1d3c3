/** Names of quantities: the row that a formula reads, with its members and its period. */

import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Selector } from '../../formula/formula.ts';
import type { DateRange } from '../../values/timeline.ts';
import type { Quantity, Row } from '../model.ts';
import { localName, localNames } from '../registry.ts';
import type { BoundType } from './argumentRules.ts';
import {
  bindPeriod,
  calendarAttributes,
  findAttribute,
  lagOf,
  periodPosition,
  periodRange,
  readDate,
} from './calendar.ts';
import type { BindContext, Bound, BoundTime, NameNode } from './context.ts';
import { findQuantity, resolveMember } from './members.ts';
import { fail } from './problems.ts';

/** `price[plan=pro]`, `revenue[-1]`, `margin@2026`. */
export function bindName(node: NameNode, context: BindContext): Bound {
  const attribute = /^period\.(.+)$/.exec(node.name)?.[1];
  if (attribute !== undefined) return bindPeriod(node, attribute, context);
  const quantity = requireQuantity(node, context);
  const row = selectRow(quantity, node, context);
  const { type, time } = context.typeOf(quantity);
  const reported = node.selectors.find((selector) => selector.kind === 'reported');
  if (reported !== undefined) return bindReported(node.name, row, { type, time }, reported, context);
  const at = node.selectors.find((selector) => selector.kind === 'at');
  const window = node.selectors.find((selector) => selector.kind === 'window');
  if (window !== undefined)
    fail(
      'wrong-arguments',
      window,
      context,
      'a window of periods has several values',
      'put it inside sum(), average(), min() or max()',
    );
  if (at !== undefined)
    return { expression: { kind: 'readAt', row, position: periodPosition(at, context) }, type, time: 'scalar' };
  const lag = lagOf(node, context);
  return { expression: { kind: 'read', row, lag: time === 'scalar' ? 0 : lag }, type, time };
}

/** `x@2027`: the year as the reports show it, or the period itself. */
function bindReported(
  name: string,
  row: Row,
  { type, time }: { type: BoundType; time: BoundTime },
  selector: Selector & { kind: 'reported' },
  context: BindContext,
): Bound {
  if (context.reported === undefined)
    return fail(
      'formula-syntax',
      selector,
      context,
      "a line item cannot use '@', which reads the reports, because the reports are made from line items",
      `read ${name}@${selector.date.text} in a check, a tie-out or a question; a line item computes the year from ` +
        'its own parts',
    );
  const { date, start, end } = selector;
  const [from, to] = periodRange({ kind: 'dates', from: date, to: date, start, end }, context);
  if (time === 'scalar') return { expression: { kind: 'read', row, lag: 0 }, type, time };
  const expression =
    from === to
      ? ({ kind: 'readAt', row, position: from } as const)
      : context.reported(row, from, to, reportOf(readDate(date.text, selector, context)));
  if (expression === undefined)
    return fail(
      'dimension-mismatch',
      selector,
      context,
      `the reports do not show '${name}' for ${date.text}`,
      `add rollup: to '${name}'; burnsheet check --rollups shows the result of each rule`,
    );
  return { expression, type, time: 'scalar' };
}

/** The report that shows a date: the yearly one for a year, the quarterly one for anything shorter. */
function reportOf({ from, to }: DateRange): 'year' | 'quarter' {
  return to - from >= 12 ? 'year' : 'quarter';
}

/** The quantity with a name, or a problem that suggests one. */
export function requireQuantity(node: NameNode, context: BindContext): Quantity {
  if (node.name.startsWith('period.')) {
    findAttribute(node, node.name.slice('period.'.length), context);
    const hint = `add a line item with the formula ${node.name}, and use its id here`;
    return fail(
      'wrong-arguments',
      node,
      context,
      `'${node.name}' is an attribute of the calendar and is not allowed here`,
      hint,
    );
  }
  return (
    findQuantity(node.name, context) ??
    fail(
      'unknown-name',
      node,
      context,
      `the model has no '${node.name}'`,
      didYouMean(node.name, [
        ...knownNames(context),
        ...Object.keys(calendarAttributes).map((one) => `period.${one}`),
      ]) ?? 'declare it under inputs:, or as a line item on a sheet',
    )
  );
}

/** The row of a quantity for the members in brackets and the current members. */
export function selectRow(quantity: Quantity, node: NameNode, context: BindContext): Row {
  const selected = new Map<string, string>();
  for (const selector of node.selectors) {
    if (selector.kind !== 'member') continue;
    const table = quantity.tables.find((one) => one.id === context.scope + selector.table);
    if (table === undefined)
      return fail(
        'dimension-mismatch',
        selector,
        context,
        `'${node.name}' is not by ${selector.table}`,
        quantity.tables.length === 0
          ? 'it has no members'
          : `it is by ${quantity.tables.map((one) => localName(one.id, context.scope)).join(', ')}`,
      );
    selected.set(table.id, resolveMember(selector, table.id, context));
  }
  const wanted = quantity.tables.map(
    (table) =>
      selected.get(table.id) ?? context.members.get(table.id) ?? failMissingMember(node, quantity, table.id, context),
  );
  return quantity.rows.find((row) => row.members.every((member, at) => member === wanted[at]))!;
}

function failMissingMember(node: NameNode, quantity: Quantity, table: string, context: BindContext): never {
  const first = context.registry.tables.get(table)?.members[0]?.id ?? 'member';
  const [name, by] = [localName(quantity.id, context.scope), localName(table, context.scope)];
  // A file cannot use the tables of a model that it includes; it can only read a total there.
  const isOwn = !by.includes('.');
  const hint = isOwn
    ? context.check !== undefined
      ? `add ${context.check.tables === 0 ? `by: ${by}` : `${by} to by:`} to check each member, or choose one with ` +
        `${name}[${by}=${first}]`
      : memberHint(name, by, first, isAddable(context.typeOf(quantity).type), context)
    : `add a line item for the total to the included model, and read that`;
  return fail('dimension-mismatch', node, context, `'${node.name}' is by ${by}, but this formula is not`, hint);
}

/** Whether members can be added up: not for prices and shares. */
function isAddable(type: BoundType): boolean {
  if (type.kind !== 'number') return false;
  const { powers, text } = type.unit;
  return text !== '%' && [...powers].every(([name, power]) => power > 0 || name === 'month');
}

function memberHint(name: string, by: string, member: string, isSum: boolean, { row }: BindContext): string {
  const ways = [
    ...(isSum ? [`sum(${name} over ${by}) for the total`] : []),
    `${name}[${by}=${member}] for one member`,
    ...(row === undefined ? [] : [`add by: ${by} for a row per member`]),
  ];
  return ways.length === 1 ? `write ${ways[0]}` : `write ${ways.slice(0, -1).join(', ')}, or ${ways.at(-1)}`;
}

/** All names that a formula can use, for suggestions. */
function knownNames(context: BindContext): string[] {
  const { registry, scope } = context;
  return localNames([...registry.items.keys(), ...registry.inputs.keys()], scope);
}
