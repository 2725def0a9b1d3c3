/** Walking expressions: every node once, parents before children. */
import type { Expression, Row } from './model.ts';

/** The direct parts of a node. */
export function parts(expression: Expression): readonly Expression[] {
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

/** A row that an expression reads, with the furthest look back (0 or negative) and whether the present or an unknown period is read. */
export interface Reading {
  readonly row: Row;
  readonly lag: number;
  /** Whether the reading can meet the same period, so that it counts for cycles. */
  readonly present: boolean;
}

function readingsOf(expression: Expression): readonly Reading[] {
  switch (expression.kind) {
    case 'read':
      return [{ row: expression.row, lag: expression.lag, present: expression.lag === 0 }];
    case 'window':
      return [{ row: expression.row, lag: expression.from, present: expression.to === 0 }];
    case 'readAt':
    case 'stretch':
    case 'running':
      return [{ row: expression.row, lag: 0, present: true }];
    case 'block':
      return expression.rows.map((row) => ({ row, lag: 0, present: true }));
    default:
      return [];
  }
}

/** Whether this is `if(period.index = 1, first, otherwise)`, in which the look back is not reached in the first period. */
function guardsFirstPeriod(expression: Expression): boolean {
  if (expression.kind !== 'call' || expression.name !== 'if') return false;
  const condition = expression.args[0];
  return (
    condition?.kind === 'binary' && condition.operator === '=' && condition.left.kind === 'period' && condition.left.attribute === 'index'
  );
}

/** Everything an expression reads. Look-backs behind a first-period guard are given with `guarded`. */
export function readings(expression: Expression, guarded = false): (Reading & { guarded: boolean })[] {
  const inside = guarded || guardsFirstPeriod(expression);
  return [
    ...readingsOf(expression).map((reading) => ({ ...reading, guarded })),
    ...parts(expression).flatMap((part) => readings(part, inside)),
  ];
}
