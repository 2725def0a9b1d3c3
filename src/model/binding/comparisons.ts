/** Comparisons: of amounts with a tolerance for rounding, of choices with their options, and of members. */

import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Node } from '../../formula/formula.ts';
import { type ComparisonOperator, isComparisonOperator } from '../../values/operators.ts';
import { asNumber, binary, constant } from '../expression/build.ts';
import { checkRounding } from '../expression/checkRounding.ts';
import { withinRounding, withTolerance } from '../expression/comparison.ts';
import { isInexactComparison } from '../expression/exactness.ts';
import type { Expression } from '../model.ts';
import type { BoundType } from './argumentRules.ts';
import {
  type BinaryNode,
  type BindContext,
  type Bound,
  bind,
  type ComparedSides,
  commonTimeOf,
  unknownResult,
} from './context.ts';
import { decideStatically, findQuantity, readsChoice } from './members.ts';
import { fail } from './problems.ts';
import { unify } from './units.ts';

type ComparisonNode = BinaryNode & { readonly operator: ComparisonOperator };

export function isComparisonNode(node: BinaryNode): node is ComparisonNode {
  return isComparisonOperator(node.operator);
}

export function bindComparison(node: ComparisonNode, context: BindContext): Bound {
  const left = bind(node.left, context);
  if (left.type.kind === 'choice') return compareChoice(node, left, left.type.options, context);
  if (left.type.kind === 'unknown' && isUnusedName(node.right, context)) return unknownResult;
  const truth = readsChoice(node, context) ? undefined : decideStatically(node, context);
  if (truth !== undefined) return { expression: constant(truth ? 1 : 0), type: { kind: 'flag' }, time: 'scalar' };
  const right = bind(node.right, context);
  const compared = unify(
    { node: node.left, type: left.type },
    { node: node.right, type: right.type },
    node,
    'compares',
    context,
  );
  refuseInexact(node, left, right, compared, context);
  const sides: ComparedSides = {
    operator: node.operator,
    left: asNumber(left.expression),
    right: asNumber(right.expression),
  };
  const shared = { type: { kind: 'flag' }, time: commonTimeOf(left, right), compared, sides } as const;
  return { ...shared, expression: toleratedComparison(sides, compared, context) };
}

/** Amounts are compared with a tolerance for rounding; dates, flags and members are exact. */
function toleratedComparison(
  { operator, left, right }: ComparedSides,
  type: BoundType,
  { isWholeInput, row }: BindContext,
): Expression {
  if (type.kind !== 'number' && type.kind !== 'zero') return binary(operator, left, right);
  if (row !== undefined) return withinRounding(operator, left, right, isWholeInput);
  const rounding = checkRounding(left, right, isWholeInput);
  return rounding === undefined ? binary(operator, left, right) : withTolerance(operator, left, right, rounding);
}

/** In a line item `=` has no tolerance, so it is refused for numbers that are subject to rounding. */
function refuseInexact(node: BinaryNode, left: Bound, right: Bound, compared: BoundType, context: BindContext): void {
  if (
    context.literals !== 'structural' ||
    (node.operator !== '=' && node.operator !== '<>') ||
    compared.kind !== 'number'
  )
    return;
  if (!isInexactComparison(left.expression, right.expression, context.isWholeInput)) return;
  const words = (side: Node): string => context.formula.text.slice(side.start, side.end);
  const second = node.right.kind === 'binary' ? `(${words(node.right)})` : words(node.right);
  fail(
    'float-comparison',
    node,
    context,
    `computed numbers are compared with ${node.operator}, but rounding makes equal amounts differ: 0.1 + 0.2 is not ` +
      '0.3',
    `write abs(${words(node.left)} - ${second}) ${node.operator === '=' ? '<' : '>='} tolerance, with the tolerance ` +
      'as an input',
  );
}

/** Whether a node is a name that nothing has, and so may be an option. */
function isUnusedName(node: Node, context: BindContext): boolean {
  return node.kind === 'name' && node.selectors.length === 0 && findQuantity(node.name, context) === undefined;
}

function compareChoice(node: ComparisonNode, left: Bound, options: readonly string[], context: BindContext): Bound {
  if (node.operator !== '=' && node.operator !== '<>')
    fail('formula-syntax', node, context, 'options can only be compared with = and <>');
  const option = node.right.kind === 'name' ? node.right.name : '';
  if (!options.includes(option))
    fail(
      'unknown-member',
      node.right,
      context,
      `'${option}' is not one of the options ${options.join(', ')}`,
      didYouMean(option, options),
    );
  return {
    expression: {
      kind: 'binary',
      operator: node.operator,
      left: left.expression,
      right: { kind: 'text', text: option },
    },
    type: { kind: 'flag' },
    time: left.time,
    compared: left.type,
  };
}
