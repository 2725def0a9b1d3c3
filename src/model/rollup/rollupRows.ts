/**
 * Rows for numerators and denominators that the model itself does not have. Input: items with their rules. Output:
 * extra items after the item that needs them, which aggregate like any other and are read by its report. Guarantee:
 * they are ordinary rows, so every engine and every reader of the workbook sees how the year is calculated.
 */
import { binary, call } from '../expression/build.ts';
import { expressionText } from '../expression/expressionText.ts';
import { isSameExpression } from '../expression/sameExpression.ts';
import type { Expression, Quantity, Rollup, Row, ValueType } from '../model.ts';
import type { MeasureContext, Ratio } from './measure.ts';
import { measureOf } from './measureOf.ts';
import { expandBlock } from './measureSums.ts';

/** The parts of a ratio, one for each row of an item. */
export interface RatioParts {
  readonly numerators: readonly Expression[];
  readonly denominators: readonly Expression[];
  /** How each of them aggregates. */
  readonly numeratorRule: Rollup;
  readonly denominatorRule: Rollup;
  /** The value that is shown if the denominator is zero. */
  readonly otherwise?: Expression;
  readonly types: readonly [numerator: ValueType, denominator: ValueType];
}

const number = (value: number): Expression => ({ kind: 'number', value });

/** The parts of what is a ratio by its formula; rows that are zero have the ratio 0 over 1. */
export function partsOfRatio(measures: readonly (Ratio | undefined)[], types: RatioParts['types']): RatioParts {
  const first = measures.find((one) => one !== undefined);
  return {
    numerators: measures.map((one) => one?.numerator ?? number(0)),
    denominators: measures.map((one) => one?.denominator ?? number(1)),
    numeratorRule: first?.of === 'level' ? 'last' : 'sum',
    denominatorRule: first?.of === 'level' ? 'last' : 'sum',
    ...(first?.otherwise === undefined ? {} : { otherwise: number(first.otherwise) }),
    types,
  };
}

/** Names that are taken, and the extra items of each owner. */
export interface RatioRows {
  readonly taken: ReadonlySet<string>;
  readonly made: Map<Quantity, Quantity[]>;
}

/** Lets the report of an item show the ratio of its parts, in years and in quarters. */
export function addRatioRows(
  owner: Quantity,
  { year, quarter }: { year: RatioParts; quarter: RatioParts },
  making: RatioRows,
): void {
  const isOne = year === quarter;
  const years = ratioRows(owner, year, isOne ? '' : 'year_', making);
  const quarters = isOne ? years : ratioRows(owner, quarter, 'quarter_', making);
  owner.rows.forEach((row, at) => {
    row.reported = { year: years[at]!, quarter: quarters[at]! };
  });
  owner.rollupText = `${wrapped(year.numerators[0])} / ${wrapped(year.denominators[0])}`;
}

function wrapped(expression: Expression | undefined): string {
  if (expression === undefined) return '';
  return expression.kind === 'binary' ? `(${expressionText(expression)})` : expressionText(expression);
}

function ratioRows(owner: Quantity, parts: RatioParts, prefix: string, making: RatioRows): Expression[] {
  const numerators = rowsFor(
    owner,
    { name: `${prefix}numerator`, expressions: parts.numerators, rule: parts.numeratorRule, type: parts.types[0] },
    making,
  );
  const denominators = rowsFor(
    owner,
    {
      name: `${prefix}denominator`,
      expressions: parts.denominators,
      rule: parts.denominatorRule,
      type: parts.types[1],
    },
    making,
  );
  return owner.rows.map((_, at) => {
    const [above, below]: Expression[] = [numerators[at]!, denominators[at]!].map((row) => ({
      kind: 'read',
      row,
      lag: 0,
    }));
    const ratio = binary('/', above!, below!);
    return parts.otherwise === undefined ? ratio : call('if', binary('=', below!, number(0)), parts.otherwise, ratio);
  });
}

interface Part {
  readonly name: string;
  readonly expressions: readonly Expression[];
  readonly rule: Rollup;
  readonly type: ValueType;
}

/** The rows for a part: existing rows of the model, otherwise extra rows. */
function rowsFor(owner: Quantity, part: Part, making: RatioRows): Row[] {
  const own = part.expressions.flatMap((expression) =>
    expression.kind === 'read' &&
    expression.lag === 0 &&
    expression.row.quantity.kind === 'item' &&
    expression.row.quantity.rollup === part.rule
      ? [expression.row]
      : [],
  );
  return own.length === owner.rows.length ? own : makeRows(owner, part, making);
}

function makeRows(owner: Quantity, { name, expressions, rule, type }: Part, { taken, made }: RatioRows): Row[] {
  const others = made.get(owner) ?? [];
  const isTaken = (id: string): boolean => taken.has(id) || others.some((one) => one.id === id);
  let suffix = `_${name}`;
  while (isTaken(`${owner.id}${suffix}`)) suffix += '_of_rollup';
  const words = name.replaceAll('_', ' ');
  const quantity: Quantity = {
    id: `${owner.id}${suffix}`,
    label: `${owner.label}, ${words}`,
    kind: 'item',
    tables: owner.tables,
    declaredAt: { ...owner.declaredAt, text: `${owner.declaredAt.text}${suffix}` },
    formulaText: expressionText(expressions[0]!),
    note: `Created for the roll-up of '${owner.id}'`,
    type,
    time: 'series',
    rollup: rule,
    rollupReason: {
      measure: rule === 'last' ? 'level' : 'flow',
      isStated: false,
      text: `the ${words} of '${owner.id}'`,
    },
    owner,
    rows: [],
    structural: false,
  };
  quantity.rows = owner.rows.map(
    (row, at): Row => ({
      quantity,
      members: row.members,
      label: row.label.replace(owner.label, quantity.label),
      expression: expressions[at]!,
    }),
  );
  made.set(owner, [...others, quantity]);
  return quantity.rows;
}

/** A growth rate: the amount that grows, and the value that is shown if there is no earlier amount. */
export interface Growth {
  readonly now: Expression;
  readonly otherwise?: Expression;
}

/**
 * What grows in `x / x[-1] - 1` and `(x - x[-1]) / x[-1]`, also in a condition; undefined if a formula is not
 * growth.
 */
export function findGrowth(expression: Expression): Growth | undefined {
  if (expression.kind === 'call' && expression.name === 'if') {
    const [, yes, no] = expression.args as readonly [Expression, Expression, Expression];
    const [whenTrue, whenFalse] = [findGrowth(yes), findGrowth(no)];
    if (whenTrue !== undefined) return { now: whenTrue.now, otherwise: no };
    return whenFalse === undefined ? undefined : { now: whenFalse.now, otherwise: yes };
  }
  const now = grown(expression);
  return now === undefined ? undefined : { now };
}

function grown(expression: Expression): Expression | undefined {
  if (expression.kind !== 'binary') return undefined;
  const { operator, left, right } = expression;
  if (
    operator === '-' &&
    right.kind === 'number' &&
    right.value === 1 &&
    left.kind === 'binary' &&
    left.operator === '/'
  )
    return isEarlier(left.right, left.left) ? left.left : undefined;
  if (operator !== '/' || left.kind !== 'binary' || left.operator !== '-' || !isSameExpression(left.right, right))
    return undefined;
  return isEarlier(right, left.left) ? left.left : undefined;
}

function isEarlier(before: Expression, now: Expression): boolean {
  const lag = lagOf(before);
  return lag !== undefined && lag < 0 && isSameExpression(before, shiftPeriods(now, lag));
}

function lagOf(expression: Expression): number | undefined {
  if (expression.kind === 'read') return expression.row.quantity.time === 'scalar' ? undefined : expression.lag;
  if (expression.kind === 'negate') return lagOf(expression.operand);
  if (expression.kind === 'binary') return lagOf(expression.left) ?? lagOf(expression.right);
  return expression.kind === 'call' ? expression.args.map(lagOf).find((lag) => lag !== undefined) : undefined;
}

/** An expression as it was some periods earlier. */
export function shiftPeriods(expression: Expression, lag: number): Expression {
  switch (expression.kind) {
    case 'read':
      return expression.row.quantity.time === 'scalar' ? expression : { ...expression, lag: expression.lag + lag };
    case 'period':
      return { ...expression, lag: expression.lag + lag };
    case 'block':
      return expression;
    case 'negate':
      return { ...expression, operand: shiftPeriods(expression.operand, lag) };
    case 'binary':
      return { ...expression, left: shiftPeriods(expression.left, lag), right: shiftPeriods(expression.right, lag) };
    case 'call':
      return {
        ...expression,
        args: expression.args.flatMap((arg) => expandBlock(arg).map((one) => shiftPeriods(one, lag))),
      };
    default:
      return expression;
  }
}

/** Growth over as many periods as a year or a quarter has, in the periods that have one before them. */
export function partsOfGrowth(
  growths: readonly Growth[],
  lag: number,
  rule: 'sum' | 'last',
  type: ValueType,
): RatioParts {
  const hasBefore = binary('>', { kind: 'period', attribute: 'index', lag: 0 }, number(lag));
  const counted = (part: Expression): Expression => call('if', hasBefore, part, number(0));
  const before = growths.map(({ now }) => shiftPeriods(now, -lag));
  const otherwise = growths[0]!.otherwise;
  return {
    numerators: growths.map(({ now }, at) => counted(binary('-', now, before[at]!))),
    denominators: before.map(counted),
    numeratorRule: rule,
    denominatorRule: rule,
    ...(otherwise === undefined ? {} : { otherwise }),
    types: [type, type],
  };
}

/** The rule by which an amount aggregates inside a ratio; undefined if its formula does not prove one. */
export function ruleForPart(expressions: readonly Expression[], known: MeasureContext): 'sum' | 'last' | undefined {
  const kinds = expressions.map((expression) => measureOf(expression, known).kind).filter((kind) => kind !== 'nothing');
  if (kinds.every((kind) => kind === 'flow' || kind === 'time')) return 'sum';
  return kinds.every((kind) => kind === 'level' || kind === 'moment') ? 'last' : undefined;
}
