/**
 * Truth values. Excel has a kind of its own for them, which SUM and MAX pass over in cells and which is never equal to
 * 1. Guarantee: outside of a condition a truth value is the number 1 or 0, in every back end.
 */
import type { Expression } from './model.ts';

const comparisons = ['=', '<>', '<', '<=', '>', '>='];
const connectives = ['and', 'or', 'not'];

/** Whether an expression gives a truth value: `a > b`, `and(a > b, c)`. */
export function isCondition(expression: Expression): boolean {
  if (expression.kind === 'binary') return comparisons.includes(expression.operator);
  return expression.kind === 'call' && connectives.includes(expression.name);
}

/** A truth value as 1 or 0, anything else as it is: `a > b` becomes `if(a > b, 1, 0)`. */
export function asNumber(expression: Expression): Expression {
  if (!isCondition(expression)) return expression;
  return { kind: 'call', name: 'if', args: [expression, { kind: 'number', value: 1 }, { kind: 'number', value: 0 }] };
}

/** A call whose arguments are numbers, apart from the conditions of `if`, `and`, `or` and `not`. */
export function call(name: string, ...args: readonly Expression[]): Expression {
  if (connectives.includes(name)) return { kind: 'call', name, args };
  return { kind: 'call', name, args: args.map((arg, at) => (name === 'if' && at === 0 ? arg : asNumber(arg))) };
}

/** An operation on two numbers: what is compared is a number too, since TRUE is not 1 in Excel. */
export function binary(operator: string, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left: asNumber(left), right: asNumber(right) };
}

export function negate(operand: Expression): Expression {
  return { kind: 'negate', operand: asNumber(operand) };
}
