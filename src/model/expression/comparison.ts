/**
 * Comparisons that rounding does not decide. Input: two amounts. Output: a condition on their difference, with a
 * tolerance. Computed numbers are subject to the rounding of binary fractions, which programs treat differently:
 * 0.1 + 0.2 > 0.3 is true in doubles and false in LibreOffice. Two amounts count as equal if they differ by at most
 * `roundingShare` of the terms that were added up for them. Guarantee: the tolerance is part of the formula, so every
 * program gives the same result; exact numbers are compared without a tolerance.
 */

import { type ComparisonOperator, swappedOperators } from '../../values/operators.ts';
import type { Expression } from '../model.ts';
import {
  type BinaryExpression,
  binary,
  type CallExpression,
  type Comparison,
  call,
  constant,
  isZero,
  negate,
} from './build.ts';
import { type IsWholeInput, isComputed } from './exactness.ts';
import { partsOf } from './walk.ts';

/** Far above the rounding of a thousand additions (1e-13), and far below what anyone means by a difference. */
export const roundingShare = 1e-12;

const zero = constant(0);

/**
 * A comparison of two amounts: `a + b > c` becomes `a + b - c > 1e-12 * (abs(a) + abs(b))`, and `x > 0` remains as it
 * is.
 */
export function withinRounding(
  operator: ComparisonOperator,
  left: Expression,
  right: Expression,
  isWholeInput: IsWholeInput,
): Expression {
  const size = sizeOfSides(left, right, isWholeInput);
  return size === undefined || countNodes(size) > nodesMax
    ? binary(operator, left, right)
    : withTolerance(operator, left, right, roundingOf(size));
}

/** A comparison with a tolerance for both sides together. */
export function withTolerance(
  operator: ComparisonOperator,
  left: Expression,
  right: Expression,
  limit: Expression,
): Expression {
  if (isZero(left)) return withTolerance(swappedOperators[operator], right, zero, limit);
  const gap = isZero(right) ? left : binary('-', left, right);
  return { ...toleranceForms[operator](gap, limit), compares: operator };
}

/** The condition on a difference and a tolerance, by operator. */
const toleranceForms: Readonly<Record<ComparisonOperator, (gap: Expression, limit: Expression) => Comparison>> = {
  '=': (gap, limit) => compare('<=', call('abs', gap), limit),
  '<>': (gap, limit) => compare('>', call('abs', gap), limit),
  '>': (gap, limit) => compare('>', gap, limit),
  '>=': (gap, limit) => compare('>=', gap, opposite(limit)),
  '<': (gap, limit) => compare('<', gap, opposite(limit)),
  '<=': (gap, limit) => compare('<=', gap, limit),
};

const compare = (operator: ComparisonOperator, left: Expression, right: Expression): Comparison => ({
  kind: 'binary',
  operator,
  left,
  right,
});

/** The negative of a limit: `-1e-12 * abs(a)`. */
function opposite(limit: Expression): Expression {
  if (limit.kind === 'number') return constant(-limit.value);
  if (limit.kind === 'binary' && limit.operator === '*' && limit.left.kind === 'number')
    return { ...limit, left: opposite(limit.left) };
  return negate(limit);
}

/** A comparison as the formula has it, without its tolerance: `a + b > c`. */
export function withoutTolerance(comparison: BinaryExpression): BinaryExpression {
  const { compares, left } = comparison;
  if (compares === undefined) return comparison;
  const gap = (compares === '=' || compares === '<>') && left.kind === 'call' ? left.args[0]! : left;
  const isDifference = gap.kind === 'binary' && gap.operator === '-';
  return isDifference ? compare(compares, gap.left, gap.right) : compare(compares, gap, zero);
}

/** The share of a size that counts as rounding. */
export function roundingOf(size: Expression): Expression {
  if (size.kind === 'number' && size.value === 1) return constant(roundingShare);
  return binary('*', constant(roundingShare), size);
}

/** The size of the terms of both sides; undefined if the comparison needs no tolerance. */
function sizeOfSides(left: Expression, right: Expression, isWholeInput: IsWholeInput): Expression | undefined {
  const sides = [left, right].map((side) => ({ side, computed: isComputed(side, isWholeInput) }));
  if (!sides.some(({ computed }) => computed)) return undefined;
  const sums = sides.filter(({ side, computed }) => computed && cancels(side)).map(({ side }) => side);
  if (sums.length > 0) return sums.map(magnitudeOf).reduce((one, other) => binary('+', one, other));
  // Sides that are nearly equal have nearly the same size, and only zero is nearly zero.
  return isZero(left) || isZero(right) ? undefined : magnitudeOf(simpler(left, right));
}

/**
 * A longer size would make the formula unreadable. Whether rounding decides such a comparison is checked when the model
 * is evaluated.
 */
const nodesMax = 24;

const countNodes = (expression: Expression): number =>
  partsOf(expression).reduce((count, part) => count + countNodes(part), 1);

const simplicity = ({ kind }: Expression): number =>
  kind === 'number' ? 0 : kind === 'read' || kind === 'readAt' ? 1 : 2;

const simpler = (left: Expression, right: Expression): Expression =>
  simplicity(left) < simplicity(right) ? left : right;

const ranges: ReadonlySet<Expression['kind']> = new Set([
  'window',
  'range',
  'running',
  'block',
  'periodRunning',
  'periodRange',
]);

/** Whether terms of an expression can cancel each other out, so that it is smaller than its terms. */
function cancels(expression: Expression): boolean {
  if (expression.kind === 'negate') return cancels(expression.operand);
  if (expression.kind === 'binary') {
    const { operator, left, right } = expression;
    if (operator === '*') return cancels(left) || cancels(right);
    return operator === '+' || operator === '-' || (operator === '/' && cancels(left));
  }
  if (expression.kind !== 'call') return false;
  if (expression.name === 'abs') return cancels(expression.args[0]!);
  return expression.name === 'sum' || expression.name === 'average';
}

/** The sum of the absolute terms of an expression. */
export function magnitudeOf(expression: Expression): Expression {
  if (!cancels(expression)) return absolute(expression);
  if (expression.kind === 'negate') return magnitudeOf(expression.operand);
  if (expression.kind === 'binary') {
    return sizeOfOperation(expression);
  }
  const { name, args } = expression as CallExpression;
  if (name === 'abs') return magnitudeOf(args[0]!);
  return args
    .map((arg) => (ranges.has(arg.kind) ? largestOf(arg) : magnitudeOf(arg)))
    .reduce((one, other) => binary('+', one, other));
}

/** Sizes add up; a product multiplies the size of one factor by the absolute value of the other. */
function sizeOfOperation({ operator, left, right }: BinaryExpression): Expression {
  if (operator === '+' || operator === '-') return binary('+', magnitudeOf(left), magnitudeOf(right));
  if (operator === '/' || !cancels(right)) return binary(operator, magnitudeOf(left), absolute(right));
  const second = binary('*', absolute(left), magnitudeOf(right));
  return cancels(left) ? binary('+', binary('*', magnitudeOf(left), absolute(right)), second) : second;
}

const absolute = (expression: Expression): Expression =>
  expression.kind === 'number'
    ? constant(Math.abs(expression.value))
    : isAbsolute(expression)
      ? expression
      : call('abs', expression);

/** Whether an expression is an absolute value already. */
const isAbsolute = (expression: Expression): boolean => expression.kind === 'call' && expression.name === 'abs';

/** The largest absolute value in a range. */
function largestOf(range: Expression): Expression {
  return call('max', range, negate(call('min', range)));
}
