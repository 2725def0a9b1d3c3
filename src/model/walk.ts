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
  /** Whether what is read moves along with the period, unlike `x[2026-03]` and `sum(x over 2026)`. */
  readonly moves: boolean;
}

function readingsOf(expression: Expression): readonly Reading[] {
  switch (expression.kind) {
    case 'read':
      return [{ row: expression.row, lag: expression.lag, present: expression.lag === 0, moves: true }];
    case 'window':
      return [{ row: expression.row, lag: expression.from, present: expression.to === 0, moves: true }];
    case 'readAt':
    case 'stretch':
      return [{ row: expression.row, lag: 0, present: true, moves: false }];
    case 'running':
      return [{ row: expression.row, lag: 0, present: true, moves: true }];
    case 'block':
      return expression.rows.map((row) => ({ row, lag: 0, present: true, moves: true }));
    default:
      return [];
  }
}

const turned: Record<string, string> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** For `period.index = 1` the operator; undefined for any other condition. */
function comparedWithFirst(condition: Expression | undefined): string | undefined {
  if (condition?.kind !== 'binary') return undefined;
  const { left, right, operator } = condition;
  if (isIndex(left) && isOne(right)) return operator;
  return isOne(left) && isIndex(right) ? (turned[operator] ?? operator) : undefined;
}

const isIndex = (one: Expression): boolean => one.kind === 'period' && one.attribute === 'index' && one.lag === 0;
const isOne = (one: Expression): boolean => one.kind === 'number' && one.value === 1;

/** Which argument of `if(period.index = 1, first, otherwise)` is not reached in the first period; undefined when this is no such `if`. */
function laterBranch(expression: Expression): number | undefined {
  if (expression.kind !== 'call' || expression.name !== 'if') return undefined;
  const operator = comparedWithFirst(expression.args[0]) ?? '';
  return { '=': 2, '>': 1, '<>': 1 }[operator];
}

/** Everything an expression reads. A look back by one period that the first period does not reach is `guarded`. */
export function readings(expression: Expression, later = false): (Reading & { guarded: boolean })[] {
  const branch = laterBranch(expression);
  return [
    ...readingsOf(expression).map((reading) => ({ ...reading, guarded: later && reading.lag === -1 })),
    ...parts(expression).flatMap((part, at) => readings(part, later || at === branch)),
  ];
}

/** How far an expression looks back, at rows and at the calendar: -2 for `x[-2] / period.months[-1]`. */
export function furthestLag(expression: Expression): number {
  const own = expression.kind === 'period' ? expression.lag : 0;
  const inner = parts(expression).reduce((lag, part) => Math.min(lag, furthestLag(part)), own);
  return readingsOf(expression).reduce((lag, reading) => Math.min(lag, reading.lag), inner);
}

/** Whether some node of an expression is of a kind. */
export function holds(expression: Expression, kind: Expression['kind']): boolean {
  return expression.kind === kind || parts(expression).some((part) => holds(part, kind));
}
