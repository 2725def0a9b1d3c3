/** Walking expressions: the parts of a node, the rows that it reads, and how far it looks back. */
import { type ComparisonOperator, swappedOperators } from '../../values/operators.ts';
import type { Expression, Row } from '../model.ts';
import { isComparison } from './build.ts';

/** The direct parts of a node. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'negate':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'call':
      return expression.args;
    default:
      return [];
  }
}

/** A row that an expression reads. */
export interface RowReference {
  readonly row: Row;
  /** The furthest look back: 0 or negative. */
  readonly lag: number;
  /** Whether the reference can include the current period, so that it counts for cycles. */
  readonly isCurrent: boolean;
  /** Whether the reference moves with the period, unlike `x[2026-03]` and `sum(x over 2026)`. */
  readonly moves: boolean;
}

/** The rows that one node reads itself. */
function ownReferences(expression: Expression): readonly RowReference[] {
  switch (expression.kind) {
    case 'read':
      return [{ row: expression.row, lag: expression.lag, isCurrent: expression.lag === 0, moves: true }];
    case 'window':
      return [{ row: expression.row, lag: expression.from, isCurrent: expression.to === 0, moves: true }];
    case 'range':
      // A range that begins with the opening.
      return [{ row: expression.row, lag: Math.min(0, expression.from), isCurrent: true, moves: false }];
    case 'readAt':
      return [{ row: expression.row, lag: 0, isCurrent: true, moves: false }];
    case 'running':
      return [{ row: expression.row, lag: 0, isCurrent: true, moves: true }];
    case 'block':
      return expression.rows.map((row) => ({ row, lag: 0, isCurrent: true, moves: true }));
    default:
      return [];
  }
}

/** A comparison of the period's index with a number, index on the left; undefined for all other conditions. */
function comparedIndex(
  condition: Expression | undefined,
): { readonly operator: ComparisonOperator; readonly number: number } | undefined {
  if (condition === undefined || !isComparison(condition)) return undefined;
  const { left, right, operator } = condition;
  if (isIndex(left) && right.kind === 'number') return { operator, number: right.value };
  return left.kind === 'number' && isIndex(right)
    ? { operator: swappedOperators[operator], number: left.value }
    : undefined;
}

const isIndex = (one: Expression): boolean => one.kind === 'period' && one.attribute === 'index' && one.lag === 0;

/** The first period that reaches each branch of `if(period.index <= 12, early, late)`; 1 if it is not known. */
function branchStarts(expression: Expression): readonly [whenTrue: number, whenFalse: number] {
  const compared =
    expression.kind === 'call' && expression.name === 'if' ? comparedIndex(expression.args[0]) : undefined;
  if (compared === undefined) return [1, 1];
  const { operator, number } = compared;
  switch (operator) {
    case '<=':
      return [1, number + 1];
    case '<':
      return [1, number];
    case '>':
      return [number + 1, 1];
    case '>=':
      return [number, 1];
    case '=':
      return number === 1 ? [1, 2] : [1, 1];
    case '<>':
      return number === 1 ? [2, 1] : [1, 1];
    default:
      return operator satisfies never;
  }
}

/**
 * Every row that an expression reads. A look back is `isGuarded` if an `if` keeps it inside the timeline; `first` is
 * the first period that reaches the expression.
 */
export function rowReferences(expression: Expression, first = 1): (RowReference & { readonly isGuarded: boolean })[] {
  const [whenTrue, whenFalse] = branchStarts(expression);
  const startOf = (at: number): number => Math.max(first, at === 1 ? whenTrue : at === 2 ? whenFalse : 1);
  return [
    ...ownReferences(expression).map((reference) => ({
      ...reference,
      isGuarded: reference.lag < 0 && first + reference.lag >= 1,
    })),
    ...partsOf(expression).flatMap((part, at) => rowReferences(part, startOf(at))),
  ];
}

/** How far an expression looks back, at rows and at the calendar: -2 for `x[-2] / period.months[-1]`. */
export function furthestLag(expression: Expression): number {
  const own = expression.kind === 'period' ? expression.lag : 0;
  const inner = partsOf(expression).reduce((lag, part) => Math.min(lag, furthestLag(part)), own);
  return ownReferences(expression).reduce((lag, reference) => Math.min(lag, reference.lag), inner);
}

/** Whether an expression contains a node of a kind. */
export function containsKind(expression: Expression, kind: Expression['kind']): boolean {
  return expression.kind === kind || partsOf(expression).some((part) => containsKind(part, kind));
}
