/**
 * Building expressions. Excel has a separate type for truth values: SUM and MAX ignore them in cells, and TRUE is never
 * equal to 1. Guarantee: outside of a condition a truth value is the number 1 or 0, in every engine.
 */
import { type BinaryOperator, type ComparisonOperator, isComparisonOperator } from '../../values/operators.ts';
import type { Expression } from '../model.ts';
import type { LogicalFunction, PrimitiveFunction } from './primitives.ts';

export type BinaryExpression = Expression & { readonly kind: 'binary' };
export type CallExpression = Expression & { readonly kind: 'call' };
export type Comparison = BinaryExpression & { readonly operator: ComparisonOperator };

/** Whether an expression is a comparison such as `a > b`. */
export function isComparison(expression: Expression): expression is Comparison {
  return expression.kind === 'binary' && isComparisonOperator(expression.operator);
}

function isLogical(name: PrimitiveFunction): name is LogicalFunction {
  return name === 'and' || name === 'or' || name === 'not';
}

/** Whether an expression gives a truth value: `a > b`, `and(a > b, c)`. */
export function isCondition(expression: Expression): boolean {
  return isComparison(expression) || (expression.kind === 'call' && isLogical(expression.name));
}

/** `constant(2)` is the number 2. */
export function constant(value: number): Expression & { readonly kind: 'number' } {
  return { kind: 'number', value };
}

/** Whether an expression is the number 0 itself. */
export function isZero(expression: Expression): boolean {
  return expression.kind === 'number' && expression.value === 0;
}

/** A truth value as 1 or 0, any other value unchanged: `a > b` becomes `if(a > b, 1, 0)`. */
export function asNumber(expression: Expression): Expression {
  if (!isCondition(expression)) return expression;
  return { kind: 'call', name: 'if', args: [expression, constant(1), constant(0)] };
}

/** A call whose arguments are numbers, except for the conditions of `if`, `and`, `or` and `not`. */
export function call(name: PrimitiveFunction, ...args: readonly Expression[]): CallExpression {
  if (isLogical(name)) return { kind: 'call', name, args };
  return { kind: 'call', name, args: args.map((arg, at) => (name === 'if' && at === 0 ? arg : asNumber(arg))) };
}

/** An operation on two numbers. The sides of a comparison are numbers too, since TRUE is not 1 in Excel. */
export function binary(operator: BinaryOperator, left: Expression, right: Expression): BinaryExpression {
  return { kind: 'binary', operator, left: asNumber(left), right: asNumber(right) };
}

/** The number with the opposite sign. */
export function negate(operand: Expression): Expression {
  return { kind: 'negate', operand: asNumber(operand) };
}
