/**
 * Comparisons that rounding does not decide. Enters two amounts; leaves a condition over their difference and a
 * tolerance. Computed numbers carry the rounding of binary fractions, and programs deal with it differently: 0.1 + 0.2
 * > 0.3 is true in doubles and false in LibreOffice. Two amounts count as equal if they differ by at most
 * `roundingShare` of the terms that were added up for them. Guarantee: the tolerance is a part of the formula, so that
 * every program decides alike; what is exact is compared without one.
 */
import { isComputed, type WholeInput } from './exactness.ts';
import type { Expression } from './model.ts';
import { binary, call, negate } from './truth.ts';
import { parts } from './walk.ts';

/** Far above the rounding of a thousand additions (1e-13), and far below what anyone means by a difference. */
export const roundingShare = 1e-12;

type Comparison = Expression & { readonly kind: 'binary' };

const turned: Readonly<Record<string, string>> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

const zero: Expression = { kind: 'number', value: 0 };
const isZero = (expression: Expression): boolean => expression.kind === 'number' && expression.value === 0;

/**
 * A comparison of two amounts: `a + b > c` becomes `a + b - c > 1e-12 * (abs(a) + abs(b))`, and `x > 0` remains as it
 * is.
 */
export function withinRounding(
  operator: string,
  left: Expression,
  right: Expression,
  isWholeInput: WholeInput,
): Expression {
  const size = sizeOfSides(left, right, isWholeInput);
  return size === undefined || nodes(size) > nodesMost
    ? binary(operator, left, right)
    : withTolerance(operator, left, right, shareOf(size));
}

/** A comparison with a tolerance for both sides together. */
export function withTolerance(operator: string, left: Expression, right: Expression, limit: Expression): Expression {
  if (isZero(left)) return withTolerance(turned[operator]!, right, zero, limit);
  const gap = isZero(right) ? left : binary('-', left, right);
  return { ...toleranceForms[operator]!(gap, limit), compares: operator };
}

/** What each operator asks of a difference and a tolerance. */
const toleranceForms: Readonly<Record<string, (gap: Expression, limit: Expression) => Comparison>> = {
  '=': (gap, limit) => plain('<=', call('abs', gap), limit),
  '<>': (gap, limit) => plain('>', call('abs', gap), limit),
  '>': (gap, limit) => plain('>', gap, limit),
  '>=': (gap, limit) => plain('>=', gap, opposite(limit)),
  '<': (gap, limit) => plain('<', gap, opposite(limit)),
  '<=': (gap, limit) => plain('<=', gap, limit),
};

const plain = (operator: string, left: Expression, right: Expression): Comparison => ({
  kind: 'binary',
  operator,
  left,
  right,
});

/** A limit below zero: `-1e-12 * abs(a)`. */
function opposite(limit: Expression): Expression {
  if (limit.kind === 'number') return { kind: 'number', value: -limit.value };
  if (limit.kind === 'binary' && limit.operator === '*' && limit.left.kind === 'number')
    return { ...limit, left: opposite(limit.left) };
  return negate(limit);
}

/** A comparison as it was meant, without its tolerance: `a + b > c`. */
export function asMeant(comparison: Comparison): Comparison {
  const { compares, left } = comparison;
  if (compares === undefined) return comparison;
  const gap = (compares === '=' || compares === '<>') && left.kind === 'call' ? left.args[0]! : left;
  const isDifference = gap.kind === 'binary' && gap.operator === '-';
  return isDifference ? plain(compares, gap.left, gap.right) : plain(compares, gap, zero);
}

/** The share of a size that counts as nothing. */
export function shareOf(size: Expression): Expression {
  if (size.kind === 'number' && size.value === 1) return { kind: 'number', value: roundingShare };
  return binary('*', { kind: 'number', value: roundingShare }, size);
}

/** How large the terms of both sides are; undefined if the comparison is exact without a tolerance. */
function sizeOfSides(left: Expression, right: Expression, isWholeInput: WholeInput): Expression | undefined {
  const sides = [left, right].map((side) => ({ side, computed: isComputed(side, isWholeInput) }));
  if (!sides.some(({ computed }) => computed)) return undefined;
  const sums = sides.filter(({ side, computed }) => computed && cancels(side)).map(({ side }) => side);
  if (sums.length > 0) return sums.map(sizeOf).reduce((one, other) => binary('+', one, other));
  // Sides that are nearly equal are nearly of the same size, and nothing is nearly zero but zero.
  return isZero(left) || isZero(right) ? undefined : sizeOf(simpler(left, right));
}

/**
 * A longer size would make the formula unreadable; whether rounding decides it is then found when the model is
 * evaluated.
 */
const nodesMost = 24;

const nodes = (expression: Expression): number => parts(expression).reduce((count, part) => count + nodes(part), 1);

const simplicity = ({ kind }: Expression): number =>
  kind === 'number' ? 0 : kind === 'read' || kind === 'readAt' ? 1 : 2;

const simpler = (left: Expression, right: Expression): Expression =>
  simplicity(left) < simplicity(right) ? left : right;

const ranges: ReadonlySet<Expression['kind']> = new Set([
  'window',
  'stretch',
  'running',
  'block',
  'periodRunning',
  'periodStretch',
]);

/** Whether terms can cancel each other in an expression, so that it is smaller than what it is made of. */
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

/** The terms of an expression added up without their signs. */
export function sizeOf(expression: Expression): Expression {
  if (!cancels(expression)) return absolute(expression);
  if (expression.kind === 'negate') return sizeOf(expression.operand);
  if (expression.kind === 'binary') {
    return sizeOfOperation(expression);
  }
  const { name, args } = expression as Expression & { readonly kind: 'call' };
  if (name === 'abs') return sizeOf(args[0]!);
  return args
    .map((arg) => (ranges.has(arg.kind) ? largestOf(arg) : sizeOf(arg)))
    .reduce((one, other) => binary('+', one, other));
}

/**
 * Sizes add up. The rounding of a factor passes into a product with the other factor, as it is and not as large as its
 * terms.
 */
function sizeOfOperation({ operator, left, right }: Expression & { readonly kind: 'binary' }): Expression {
  if (operator === '+' || operator === '-') return binary('+', sizeOf(left), sizeOf(right));
  if (operator === '/' || !cancels(right)) return binary(operator, sizeOf(left), absolute(right));
  const second = binary('*', absolute(left), sizeOf(right));
  return cancels(left) ? binary('+', binary('*', sizeOf(left), absolute(right)), second) : second;
}

const absolute = (expression: Expression): Expression =>
  expression.kind === 'number'
    ? { kind: 'number', value: Math.abs(expression.value) }
    : isAmount(expression)
      ? expression
      : call('abs', expression);

/** What has no sign already. */
const isAmount = (expression: Expression): boolean => expression.kind === 'call' && expression.name === 'abs';

/** The largest cell of a range without its sign. */
function largestOf(range: Expression): Expression {
  return call('max', range, negate(call('min', range)));
}
