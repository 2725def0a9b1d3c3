/** Look-ups in the columns of a table: by key, by band, and charges by band. */
import type { Node } from '../../formula/formula.ts';
import { fileSpanOf } from '../../source/formulaPlaces.ts';
import { multiplyUnits } from '../../values/unit.ts';
import { sumTerms } from '../expression/aggregateTerms.ts';
import { binary, call, constant } from '../expression/build.ts';
import type { Expression, Quantity } from '../model.ts';
import { localName } from '../registry.ts';
import type { BoundType } from './argumentRules.ts';
import { type BindContext, type Bound, bind, type CallNode } from './context.ts';
import { findQuantity } from './members.ts';
import { describeType, fail } from './problems.ts';
import { numberIn, unify, unitOf } from './units.ts';

/** The table column that an argument names. */
function columnArgument(node: CallNode, at: number, context: BindContext): Quantity {
  const argument = node.args[at]!;
  const quantity = argument.kind === 'name' ? findQuantity(argument.name, context) : undefined;
  if (quantity === undefined || quantity.tables.length !== 1 || context.typeOf(quantity).time === 'series')
    return fail('wrong-arguments', argument, context, `${node.name} needs a table column here, such as scale.rate`);
  if (quantity.rows.length === 0)
    return fail(
      'wrong-arguments',
      argument,
      context,
      `'${argument.kind === 'name' ? argument.name : quantity.id}' has no rows`,
      'add members to the table',
    );
  return quantity;
}

/** The two columns of a look-up, which belong to the same table. */
function columnArguments(node: CallNode, context: BindContext): [Quantity, Quantity] {
  const [first, second] = [columnArgument(node, 0, context), columnArgument(node, 1, context)];
  if (first.tables[0] === second.tables[0]) return [first, second];
  const tables = [first, second].map(({ tables: [table] }) => `'${localName(table!.id, context.scope)}'`).join(' and ');
  return fail(
    'wrong-arguments',
    node.args[1]!,
    context,
    `${node.name} needs two columns of the same table, but these are from ${tables}`,
    'put both columns into one table',
  );
}

const boundKinds: Readonly<Record<string, readonly BoundType['kind'][]>> = {
  lookup_date: ['date'],
  lookup_band: ['number', 'date'],
};

/** The bounds of bands must be numbers or dates in ascending order; the order is checked once all values are known. */
function checkBounds(node: CallNode, at: number, bounds: Quantity, context: BindContext): void {
  const { type } = context.typeOf(bounds);
  const kinds = boundKinds[node.name] ?? ['number'];
  if (type.kind !== 'unknown' && !kinds.includes(type.kind))
    fail(
      'wrong-arguments',
      node.args[at]!,
      context,
      `${node.name} takes a column of ${kinds.includes('number') ? 'numbers' : 'dates'} here, but this is ` +
        `${describeType(type)}`,
    );
  context.registry.ascendingColumns.set(bounds, fileSpanOf(node, context.formula));
}

/** The value beside a key: the same key, or the last one that is not above it. */
export function bindLookup(node: CallNode, mode: 'exact' | 'band', context: BindContext): Bound {
  const [, keyArgument, wantedArgument] = node.args as [Node, Node, Node];
  const [values, keys] = columnArguments(node, context);
  const wanted = bind(wantedArgument, context);
  unify(
    { node: keyArgument, type: context.typeOf(keys).type },
    { node: wantedArgument, type: wanted.type },
    node,
    'compares',
    context,
  );
  if (mode === 'band') checkBounds(node, 1, keys, context);
  const position = call(
    'match',
    wanted.expression,
    { kind: 'block', rows: keys.rows },
    constant(mode === 'exact' ? 0 : 1),
  );
  return {
    expression: call('index', { kind: 'block', rows: values.rows }, position, constant(1)),
    type: context.typeOf(values).type,
    time: wanted.time,
  };
}

/**
 * A progressive charge: the rate of each band applies to the part of the amount inside the band. It is the sum of
 * max(0, amount - from) times the increase of the rate.
 */
export function bindProgressive(node: CallNode, context: BindContext): Bound {
  const [fromArgument, rateArgument, amountArgument] = node.args as [Node, Node, Node];
  const [from, rate] = columnArguments(node, context);
  const amount = bind(amountArgument, context);
  checkBounds(node, 0, from, context);
  unify(
    { node: fromArgument, type: context.typeOf(from).type },
    { node: amountArgument, type: amount.type },
    node,
    'compares',
    context,
  );
  const terms = from.rows.map((row, at): Expression => {
    const above = call('max', constant(0), binary('-', amount.expression, { kind: 'read', row, lag: 0 }));
    const own: Expression = { kind: 'read', row: rate.rows[at]!, lag: 0 };
    return binary('*', above, at === 0 ? own : binary('-', own, { kind: 'read', row: rate.rows[at - 1]!, lag: 0 }));
  });
  const unit = multiplyUnits(
    unitOf(amount.type, amountArgument, context),
    unitOf(context.typeOf(rate).type, rateArgument, context),
  );
  return { expression: sumTerms(terms), type: numberIn(unit), time: amount.time };
}
