/** Internal rates of return over periods and over the members of a table. */
import type { Over } from '../../formula/formula.ts';
import { functions } from '../../formula/functions.ts';
import { call } from '../expression/build.ts';
import type { RateFunction } from '../expression/primitives.ts';
import { datedRate } from '../expression/rates.ts';
import type { Expression, Table } from '../model.ts';
import { argumentFault, type BoundType } from './argumentRules.ts';
import { aggregateTypeOf } from './arguments.ts';
import { type AggregateNode, type BindContext, type Bound, bind } from './context.ts';
import { findQuantity } from './members.ts';
import { describeType, fail } from './problems.ts';
import type { SeriesArgument } from './series.ts';

/** A rate over the flows of an item; over the whole timeline, its opening is the first flow. */
export function bindRateOverTime(
  name: RateFunction,
  node: AggregateNode,
  over: Over,
  flow: SeriesArgument,
  from: number,
  to: number,
  context: BindContext,
): Bound {
  const type = aggregateTypeOf(node, [flow], context);
  if (node.args.length !== 1 || !('row' in flow))
    return fail(
      'wrong-arguments',
      node,
      context,
      `${name} over periods needs the id of one item`,
      functions[name].signature,
    );
  requireOwnItem(node, context);
  const hasOpening =
    over.kind === 'timeline' && context.registry.items.get(flow.row.quantity.id)?.source.opening !== undefined;
  const first = hasOpening ? -1 : from;
  const flows: Expression = { kind: 'range', row: flow.row, from: first, to };
  const days: Expression[] = name === 'xirr' ? [{ kind: 'periodRange', attribute: 'end', from: first, to }] : [];
  return { expression: call(name, flows, ...days, ...guessOf(node, context)), type, time: 'scalar' };
}

/** In the workbook a rate has rows of its own above a line item; openings, checks and tie-outs have no such rows. */
function requireOwnItem(node: AggregateNode, context: BindContext): void {
  if (context.isProbe === true || (context.row !== undefined && context.literals === 'structural')) return;
  const hint = 'make it a separate line item and use its id here';
  fail('wrong-arguments', node, context, `${node.name} is only allowed in the formula of a line item`, hint);
}

/** The guess as the last argument of a rate, if the formula has one. */
function guessOf(node: AggregateNode, context: BindContext): readonly Expression[] {
  if (node.guess === undefined) return [];
  const guess = bind(node.guess, context);
  if (argumentFault('number', guess.type) !== undefined || guess.time === 'series')
    fail(
      'wrong-arguments',
      node.guess,
      context,
      `the guess of ${node.name} must be a plain number with one value`,
      'make it an input, such as 10%',
    );
  return [guess.expression];
}

/** `xirr(round.amount, round.date over round)`: amounts and dates by member of a table, one value each. */
export function bindDatedRate(
  node: AggregateNode,
  over: Over & { kind: 'table' },
  table: Table,
  context: BindContext,
): Bound {
  requireOwnItem(node, context);
  if (node.args.length !== 2 || over.where !== undefined)
    return fail(
      'wrong-arguments',
      node,
      context,
      'xirr over a table needs the amounts and dates of all members',
      functions.xirr.signature,
    );
  const [flows, days] = node.args.map((_, at) => datedColumn(node, at, table, context)) as [DatedColumn, DatedColumn];
  const type = aggregateTypeOf(node, [flows], context);
  const fault = argumentFault('date', days.type);
  if (fault !== undefined)
    fail(
      fault.code,
      node.args[1]!,
      context,
      `xirr takes ${fault.wanted} for 'dates', but this is ${describeType(days.type)}`,
    );
  return { expression: datedRate(flows.block, days.block, guessOf(node, context)), type, time: 'scalar' };
}

interface DatedColumn {
  readonly type: BoundType;
  readonly block: Expression & { kind: 'block' };
}

function datedColumn(node: AggregateNode, at: number, table: Table, context: BindContext): DatedColumn {
  const argument = node.args[at]!;
  const quantity =
    argument.kind === 'name' && argument.selectors.length === 0 ? findQuantity(argument.name, context) : undefined;
  if (
    quantity === undefined ||
    quantity.tables.length !== 1 ||
    quantity.tables[0] !== table ||
    context.typeOf(quantity).time === 'series'
  )
    return fail(
      'wrong-arguments',
      argument,
      context,
      `xirr needs a column of the table '${table.id}' here, or an item by that table, with one value per member`,
    );
  if (quantity.rows.length === 0)
    return fail('wrong-arguments', argument, context, `the table '${table.id}' has no members`);
  return { type: context.typeOf(quantity).type, block: { kind: 'block', rows: quantity.rows } };
}
