/** Arguments that have one value per period. */

import type { Expression, PeriodAttribute, Row } from '../model.ts';
import type { BoundType } from './argumentRules.ts';
import { attributeType, type CalendarAttribute, findAttribute } from './calendar.ts';
import { type AggregateNode, type BindContext, type Bound, bind, type CallNode, type NameNode } from './context.ts';
import { findQuantity } from './members.ts';
import { requireQuantity, selectRow } from './names.ts';
import { fail, formulaFix } from './problems.ts';

/** An argument with one value per period: a row of the model, or a row of the calendar. */
export type SeriesArgument = { readonly type: BoundType } & (
  | { readonly row: Row }
  | { readonly attribute: PeriodAttribute }
);

/** The value in one period. */
export const valueAt = (series: SeriesArgument, position: number): Expression =>
  'row' in series
    ? { kind: 'readAt', row: series.row, position }
    : { kind: 'periodAt', attribute: series.attribute, position };

/** The values from one period to another. */
export const rangeOf = (series: SeriesArgument, from: number, to: number): Expression =>
  'row' in series
    ? { kind: 'range', row: series.row, from, to }
    : { kind: 'periodRange', attribute: series.attribute, from, to };

/** The argument of a function over time: an item, or an attribute of the calendar such as `period.end`. */
export function readSeriesArgument(node: CallNode | AggregateNode, context: BindContext, at = 0): SeriesArgument {
  const argument = node.args[at]!;
  const attribute = argument.kind === 'name' ? /^period\.(.+)$/.exec(argument.name)?.[1] : undefined;
  if (argument.kind !== 'name' || attribute === undefined || argument.selectors.length > 0)
    return readRowArgument(node, context, at);
  const known = findAttribute(argument, attribute, context);
  if (known.inYears) return refuseYears(node, argument, known, context);
  return { attribute: known.row, type: attributeType(known, context) };
}

/** The calendar has a row of months and none of years. */
function refuseYears(
  node: CallNode | AggregateNode,
  argument: NameNode,
  { row }: CalendarAttribute,
  context: BindContext,
): never {
  const hint = `write convert(${node.name}(period.${row} …), "year")`;
  const fix = formulaFix(
    'sum the months and convert the sum to years',
    context,
    { start: node.start, end: node.start, text: 'convert(' },
    { start: argument.start, end: argument.end, text: `period.${row}` },
    { start: node.end, end: node.end, text: ', "year")' },
  );
  return fail(
    'wrong-arguments',
    argument,
    context,
    `${node.name} runs over rows, but ${argument.name} has none`,
    hint,
    [],
    [fix],
  );
}

/** The row that an argument names, which must have one value per period. */
export function readRowArgument(
  node: CallNode | AggregateNode,
  context: BindContext,
  at = 0,
): { row: Row; type: BoundType } {
  const argument = node.args[at]!;
  if (argument.kind !== 'name' || argument.selectors.some((selector) => selector.kind !== 'member')) {
    return fail(
      'wrong-arguments',
      argument,
      context,
      `${node.name} needs the id of one item`,
      'make the calculation a separate line item and use its id here',
    );
  }
  const quantity = requireQuantity(argument, context);
  const { type, time } = context.typeOf(quantity);
  if (time === 'scalar')
    fail('wrong-arguments', argument, context, `'${argument.name}' has one value, not one per period`);
  return { row: selectRow(quantity, argument, context), type };
}

/** The value of a series in its first or last period. */
export function bindEndpoint(node: CallNode, position: number, context: BindContext): Bound {
  const single = bindSingleValue(node, context);
  if (single !== undefined) return single;
  const series = readSeriesArgument(node, context);
  return { expression: valueAt(series, position), type: series.type, time: 'scalar' };
}

/** An argument with one value is the result itself: its first, last, minimum and maximum value are all the same. */
export function bindSingleValue(node: CallNode | AggregateNode, context: BindContext): Bound | undefined {
  const [only] = node.args;
  if (
    !['first', 'last', 'min', 'max', 'average'].includes(node.name) ||
    node.args.length !== 1 ||
    only?.kind !== 'name'
  )
    return undefined;
  const quantity = findQuantity(only.name, context);
  return quantity !== undefined && context.typeOf(quantity).time === 'scalar' ? bind(only, context) : undefined;
}
