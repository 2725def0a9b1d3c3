/**
 * Functions of the language that Excel does not have, as formulas of those that it has. Input: a call. Output: an
 * expression that every engine computes, with its type. The table is complete: a function without an entry here must be
 * one of the primitives.
 */
import type { Node } from '../../formula/formula.ts';
import { functions } from '../../formula/functions.ts';
import type { Ratio } from '../../values/unit.ts';
import { conversion, dimensionless, divideUnits, multiplyUnits, parseUnit, sameDimension } from '../../values/unit.ts';
import { asNumber, binary, call, constant } from '../expression/build.ts';
import { withinRounding } from '../expression/comparison.ts';
import type { ExpandedFunction } from '../expression/primitives.ts';
import type { Expression, PeriodAttribute } from '../model.ts';
import type { BoundType } from './argumentRules.ts';
import { bindArguments, checkArgument, resultTypeOf } from './arguments.ts';
import { type BindContext, type Bound, bind, type CallNode, commonTimeOf, unknownResult } from './context.ts';
import { bindLookup, bindProgressive } from './lookups.ts';
import { fail, failUnknownUnit } from './problems.ts';
import { bindEndpoint, readRowArgument } from './series.ts';
import { amountTypeOf, asNumeric, numberIn, plainNumber, unify, unitNamed, unitOf } from './units.ts';

export type BindCall = (node: CallNode, context: BindContext) => Bound;

export const expansions: Readonly<Record<ExpandedFunction, BindCall>> = {
  true: () => flag(1),
  false: () => flag(0),
  divide: bindDivide,
  convert: bindConvert,
  days: bindDays,
  active: bindActive,
  active_months: bindActiveMonths,
  growth: bindGrowth,
  cumulative: bindCumulative,
  discount_factor: bindDiscountFactor,
  growth_factor: bindGrowthFactor,
  allocate: bindAllocate,
  straight_line: bindStraightLine,
  first: (node, context) => bindEndpoint(node, 0, context),
  last: (node, context) => bindEndpoint(node, context.timeline.periods.length - 1, context),
  lookup: (node, context) => bindLookup(node, 'exact', context),
  lookup_band: (node, context) => bindLookup(node, 'band', context),
  lookup_date: (node, context) => bindLookup(node, 'band', context),
  progressive: bindProgressive,
};

const flag = (value: 0 | 1): Bound => ({ expression: constant(value), type: { kind: 'flag' }, time: 'scalar' });

/** A row of the calendar in the current period. */
const period = (attribute: PeriodAttribute): Expression => ({ kind: 'period', attribute, lag: 0 });

/** `x * above / below`, without factors of 1. */
function scaled(expression: Expression, { numerator: above, denominator: below }: Ratio): Expression {
  const multiplied = above.eq(1) ? expression : binary('*', expression, constant(above.toNumber()));
  return below.eq(1) ? multiplied : binary('/', multiplied, constant(below.toNumber()));
}

/** A divisor that gives an error unless it is positive, because no term is negative. */
const positive = (divisor: Expression): Expression => call('max', constant(0), divisor);

function bindDivide(node: CallNode, context: BindContext): Bound {
  const [aboveArgument, belowArgument, otherwiseArgument] = node.args as [Node, Node, Node];
  const [above, below, otherwise] = bindArguments(node, functions.divide, context) as [Bound, Bound, Bound];
  const isUnknown = above.type.kind === 'unknown' || below.type.kind === 'unknown';
  const type: BoundType = isUnknown
    ? { kind: 'unknown' }
    : numberIn(divideUnits(unitOf(above.type, aboveArgument, context), unitOf(below.type, belowArgument, context)));
  unify({ node, type }, { node: otherwiseArgument, type: otherwise.type }, node, 'returns both', context);
  const expression = call(
    'if',
    withinRounding('=', asNumber(below.expression), constant(0), context.isWholeInput),
    otherwise.expression,
    binary('/', above.expression, below.expression),
  );
  return { expression, type, time: commonTimeOf(above, below, otherwise) };
}

function bindConvert(node: CallNode, context: BindContext): Bound {
  const [argument, target] = node.args as [Node, Node];
  const value = bind(argument, context);
  if (target.kind !== 'string')
    return fail(
      'wrong-arguments',
      target,
      context,
      'the second argument of convert is not a unit in quotes',
      'convert(x, "USD/month")',
    );
  const { unit } = parseUnit(target.text, context.registry.units);
  if (unit === undefined) return failUnknownUnit(target.text, target, context);
  if (value.type.kind === 'unknown') return { ...value, type: numberIn(unit) };
  const from = unitOf(value.type, argument, context);
  if (!sameDimension(from, unit))
    fail(
      'unit-mismatch',
      node,
      context,
      `${from.text} cannot be converted to ${unit.text}`,
      'convert only changes the scale of a unit',
    );
  return { ...value, expression: scaled(value.expression, conversion(from, unit)), type: numberIn(unit) };
}

function bindDays(node: CallNode, context: BindContext): Bound {
  const [end, start] = bindArguments(node, functions.days, context) as [Bound, Bound];
  const type = resultTypeOf(node, [end, start], 'day', context);
  return { expression: binary('-', end.expression, start.expression), type, time: commonTimeOf(end, start) };
}

function bindActive(node: CallNode, context: BindContext): Bound {
  const [start, term] = bindArguments(node, functions.active, context) as [Bound, Bound];
  return { expression: activeFlag(start.expression, term.expression), type: { kind: 'flag' }, time: 'series' };
}

/** 1 while start <= first day of the period < start + term months. */
function activeFlag(start: Expression, term: Expression): Expression {
  const end = call('edate', start, term);
  const isActive = call('and', binary('>=', period('start'), start), binary('<', period('start'), end));
  return call('if', isActive, constant(1), constant(0));
}

function bindActiveMonths(node: CallNode, context: BindContext): Bound {
  const [start, term] = bindArguments(node, functions.active_months, context) as [Bound, Bound];
  const type = numberIn(unitNamed('month', context));
  return { expression: activeMonths(start.expression, term.expression), type, time: 'series' };
}

/**
 * The months of the period inside a term, which begins in the month of the start. With `before` months between the
 * first day of the period and the start it is max(0, min(months, before + term) - max(0, before)).
 */
function activeMonths(start: Expression, term: Expression): Expression {
  const years = binary('-', call('year', start), period('year'));
  const before = binary(
    '-',
    binary('+', binary('*', years, constant(12)), call('month', start)),
    call('month', period('start')),
  );
  const end = call('min', period('months'), binary('+', before, term));
  return call('max', constant(0), binary('-', end, call('max', constant(0), before)));
}

function bindGrowth(node: CallNode, context: BindContext): Bound {
  const [argument, firstArgument] = node.args as [Node, Node?];
  const now = bind(argument, context);
  if (now.time === 'unknown') return unknownResult;
  if (now.expression.kind !== 'read' || now.time !== 'series')
    return fail('wrong-arguments', argument, context, 'the argument of growth is not an item that changes over time');
  amountTypeOf(now.type, argument, context);
  const before: Expression = { ...now.expression, lag: now.expression.lag - 1 };
  const ratio = binary('-', binary('/', now.expression, before), constant(1));
  const first = firstArgument === undefined ? undefined : bind(firstArgument, context);
  if (first !== undefined) checkArgument(node, 1, first.type, context);
  const isFirst = binary('=', period('index'), constant(1));
  return {
    expression: first === undefined ? ratio : call('if', isFirst, first.expression, ratio),
    type: plainNumber,
    time: 'series',
  };
}

function bindCumulative(node: CallNode, context: BindContext): Bound {
  const { row, type } = readRowArgument(node, context);
  return {
    expression: call('sum', { kind: 'running', row }),
    type: amountTypeOf(type, node.args[0]!, context),
    time: 'series',
  };
}

function bindDiscountFactor(node: CallNode, context: BindContext): Bound {
  const [rate] = bindArguments(node, functions.discount_factor, context) as [Bound];
  const years = binary('/', period('elapsed'), constant(12));
  return {
    expression: binary('/', constant(1), binary('^', binary('+', constant(1), rate.expression), years)),
    type: plainNumber,
    time: 'series',
  };
}

function bindGrowthFactor(node: CallNode, context: BindContext): Bound {
  const [rate, time] = bindArguments(node, functions.growth_factor, context) as [Bound, Bound];
  const [perTime, span] = [unitOf(rate.type, node.args[0]!, context), unitOf(time.type, node.args[1]!, context)];
  const periods = scaled(time.expression, conversion(multiplyUnits(perTime, span), dimensionless));
  return {
    expression: binary('^', binary('+', constant(1), rate.expression), periods),
    type: plainNumber,
    time: commonTimeOf(rate, time),
  };
}

function bindAllocate(node: CallNode, context: BindContext): Bound {
  const [total, start, term] = bindArguments(node, functions.allocate, context) as [Bound, Bound, Bound];
  const share = binary('/', activeMonths(start.expression, term.expression), positive(term.expression));
  return { expression: binary('*', total.expression, share), type: asNumeric(total.type), time: 'series' };
}

/**
 * The depreciation of all amounts so far: for each, the months of its term in this period over the term. An amount is
 * spread from the first day of its own period, so at the start of this one it is `age` months old, and
 * min(months, term - age) months are due: the months of the period less those after the end of the term.
 */
function bindStraightLine(node: CallNode, context: BindContext): Bound {
  const { row, type } = readRowArgument(node, context);
  const term = constantTerm(node, context);
  const months = period('months');
  const age = binary('-', period('elapsed'), { kind: 'periodRunning', attribute: 'elapsed' });
  // Truth values are multiplied as they are: `if` does not evaluate every element of a range, and sumproduct does.
  const times = (left: Expression, right: Expression): Expression => ({ kind: 'binary', operator: '*', left, right });
  const excess = binary('-', binary('+', age, months), term);
  const due = binary('-', months, times(binary('>', excess, constant(0)), excess));
  const amountInTerm = times({ kind: 'running', row }, binary('<', age, term));
  const expression = binary('/', call('sumproduct', times(amountInTerm, due)), positive(term));
  return { expression, type: amountTypeOf(type, node.args[0]!, context), time: 'series' };
}

/**
 * The term of straight_line, the same for all amounts: if it changed from period to period, the parts would not add up
 * to the whole.
 */
function constantTerm(node: CallNode, context: BindContext): Expression {
  const argument = node.args[1]!;
  const term = bind(argument, context);
  checkArgument(node, 1, term.type, context);
  if (term.time === 'series')
    fail(
      'wrong-arguments',
      argument,
      context,
      'the term of straight_line changes over time, so the depreciation would not add up to the amounts',
      'use an input with one value as the term, and a separate line item for amounts with another term',
    );
  return term.expression;
}
