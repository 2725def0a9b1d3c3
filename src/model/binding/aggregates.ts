/** Sums, averages and other functions over the members of a table, over periods, and over windows of periods. */
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Over } from '../../formula/formula.ts';
import { aggregateTerms } from '../expression/aggregateTerms.ts';
import { call, constant } from '../expression/build.ts';
import { isAggregateFunction } from '../expression/primitives.ts';
import { localNames } from '../registry.ts';
import { aggregateTypeOf } from './arguments.ts';
import { periodRange } from './calendar.ts';
import { type AggregateNode, type BindContext, type Bound, bind, type CallNode, commonTimeOf } from './context.ts';
import { decideStatically } from './members.ts';
import { requireQuantity, selectRow } from './names.ts';
import { fail } from './problems.ts';
import { bindDatedRate, bindRateOverTime } from './rates.ts';
import { bindSingleValue, rangeOf, readSeriesArgument, type SeriesArgument, valueAt } from './series.ts';

/** A function with `over`: over the members of a table, or over periods. */
export function bindAggregate(node: AggregateNode, context: BindContext): Bound {
  return node.over.kind === 'table' ? bindOverTable(node, node.over, context) : bindOverTime(node, node.over, context);
}

function tableHint(written: string, { registry, scope }: BindContext): string | undefined {
  const tables = localNames(registry.tables.keys(), scope);
  return didYouMean(written, tables) ?? (tables.length === 0 ? undefined : `the tables are ${tables.join(', ')}`);
}

function bindOverTable(node: AggregateNode, over: Over & { kind: 'table' }, context: BindContext): Bound {
  const table = context.registry.tables.get(context.scope + over.table);
  if (table === undefined) {
    return fail('unknown-name', over, context, `there is no table '${over.table}'`, tableHint(over.table, context));
  }
  if (node.name === 'xirr') return bindDatedRate(node, over, table, context);
  const [argument, ...others] = node.args;
  if (!isAggregateFunction(node.name) || argument === undefined || others.length > 0)
    return fail('wrong-arguments', node, context, `${node.name} cannot run over a table`);
  const inMember = (member: string): BindContext => ({
    ...context,
    members: new Map([...context.members, [table.id, member]]),
  });
  const chosen = table.members.filter(({ id }) => {
    if (over.where === undefined) return true;
    return (
      decideStatically(over.where, inMember(id)) ??
      fail(
        'wrong-arguments',
        over.where,
        context,
        'where only compares reference columns, members and options',
        'for other conditions write sum(if(condition, x, 0) over table)',
      )
    );
  });
  const parts = chosen.map(({ id }) => bind(argument, inMember(id)));
  if (parts.length === 0) return { expression: constant(0), type: { kind: 'zero' }, time: 'scalar' };
  return {
    expression: aggregateTerms(
      node.name,
      parts.map((part) => part.expression),
    ),
    type: aggregateTypeOf(node, parts.slice(0, 1), context),
    time: commonTimeOf(...parts),
  };
}

function bindOverTime(node: AggregateNode, over: Over, context: BindContext): Bound {
  const [from, to] = over.kind === 'dates' ? periodRange(over, context) : [0, context.timeline.periods.length - 1];
  const single = bindSingleValue(node, context);
  if (single !== undefined) return single;
  const series = node.args.map((_, at) => readSeriesArgument(node, context, at));
  const [first] = series as [SeriesArgument];
  if (node.name === 'first' || node.name === 'last')
    return { expression: valueAt(first, node.name === 'first' ? from : to), type: first.type, time: 'scalar' };
  if (node.name === 'irr' || node.name === 'xirr')
    return bindRateOverTime(node.name, node, over, first, from, to, context);
  const args = series.map((one) => rangeOf(one, from, to));
  return { expression: call(node.name, ...args), type: aggregateTypeOf(node, series, context), time: 'scalar' };
}

/** A function over a window, such as `sum(x[-11..0])`; undefined for all other calls. */
export function bindWindow(node: CallNode, context: BindContext): Bound | undefined {
  const [only] = node.args;
  if (node.args.length !== 1 || only?.kind !== 'name' || !isAggregateFunction(node.name)) return undefined;
  const window = only.selectors.find((selector) => selector.kind === 'window');
  if (window === undefined) return undefined;
  if (window.to > 0 || window.from > window.to)
    fail(
      'outside-timeline',
      window,
      context,
      'a window runs from an earlier period to a later one, up to the current period',
      'write [-11..0]',
    );
  const quantity = requireQuantity(only, context);
  const row = selectRow(quantity, only, context);
  const { type, time } = context.typeOf(quantity);
  if (time === 'scalar') fail('wrong-arguments', only, context, `'${only.name}' has one value, not one per period`);
  return {
    expression: call(node.name, { kind: 'window', row, from: window.from, to: window.to }),
    type: aggregateTypeOf(node, [{ type }], context),
    time: 'series',
  };
}
