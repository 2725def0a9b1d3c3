/**
 * The limits of a formula in one cell. Input: a formula as written or as bound. Output: why a workbook cannot contain
 * it, or nothing.
 */
import { deepestPathCost, FORMULA_STEPS_MAX, FUNCTION_NESTING_MAX, NESTING_STEPS } from '../../formula/depth.ts';
import { type Node, operatorStrengths } from '../../formula/formula.ts';
import { partsOf } from '../expression/walk.ts';
import type { Expression } from '../model.ts';

/** Why a formula is too deep to be bound: `a + b + …` with 1,002 terms has more than 1,000 operators in a row. */
export function lengthFault(node: Node): string | undefined {
  return deepestPathCost(node, nodesBelow) > FORMULA_STEPS_MAX
    ? `the formula has more than ${FORMULA_STEPS_MAX} operators in a row`
    : undefined;
}

function nodesBelow(node: Node): readonly (readonly [Node, number])[] {
  return nodesOf(node).map((child) => [child, 1]);
}

function nodesOf(node: Node): readonly Node[] {
  if (node.kind === 'binary') return [node.left, node.right];
  if (node.kind === 'negate') return [node.operand];
  if (node.kind === 'call') return node.args;
  if (node.kind !== 'aggregate') return [];
  const more = [...(node.over.kind === 'table' ? [node.over.where] : []), node.guess].filter(
    (one) => one !== undefined,
  );
  return [...node.args, ...more];
}

/**
 * Why an expression is too deep for a cell: `a + b + …` with 1,001 terms with parentheses around each sum nests too
 * deeply.
 */
export function sizeFault(expression: Expression): string | undefined {
  if (deepestPathCost(expression, functionsBelow) > FUNCTION_NESTING_MAX)
    return `functions are nested more than ${FUNCTION_NESTING_MAX} levels deep`;
  if (deepestPathCost(expression, stepsBelow) > FORMULA_STEPS_MAX)
    return 'operators, functions and parentheses are nested too deeply for a cell';
  return undefined;
}

function functionsBelow(expression: Expression): readonly (readonly [Expression, number])[] {
  const cost = expression.kind === 'call' ? 1 : 0;
  return partsOf(expression).map((part) => [part, cost]);
}

function stepsBelow(expression: Expression): readonly (readonly [Expression, number])[] {
  if (expression.kind !== 'binary') return partsOf(expression).map((part) => [part, NESTING_STEPS]);
  const own = operatorStrengths[expression.operator];
  const { left, right } = expression;
  return [
    [left, strengthOf(left) >= own ? 1 : NESTING_STEPS],
    [right, strengthOf(right) > own ? 1 : NESTING_STEPS],
  ];
}

function strengthOf(expression: Expression): number {
  return expression.kind === 'binary' ? operatorStrengths[expression.operator] : Number.POSITIVE_INFINITY;
}
