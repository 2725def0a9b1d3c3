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

/**
 * A row that an expression reads, with the furthest look back (0 or negative) and whether the present or an unknown
 * period is read.
 */
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
    case 'stretch':
      // A range that begins with the opening.
      return [{ row: expression.row, lag: Math.min(0, expression.from), present: true, moves: false }];
    case 'readAt':
      return [{ row: expression.row, lag: 0, present: true, moves: false }];
    case 'running':
      return [{ row: expression.row, lag: 0, present: true, moves: true }];
    case 'block':
      return expression.rows.map((row) => ({ row, lag: 0, present: true, moves: true }));
    default:
      return [];
  }
}

const turned: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/**
 * The comparison of the number of the period with a written number, read from left to right; undefined when this is
 * none.
 */
function comparedIndex(condition: Expression | undefined): { operator: string; number: number } | undefined {
  if (condition?.kind !== 'binary') return undefined;
  const { left, right, operator } = condition;
  if (isIndex(left) && right.kind === 'number') return { operator, number: right.value };
  return left.kind === 'number' && isIndex(right)
    ? { operator: turned[operator] ?? operator, number: left.value }
    : undefined;
}

const isIndex = (one: Expression): boolean => one.kind === 'period' && one.attribute === 'index' && one.lag === 0;

/**
 * The first period in which each branch of `if(period.index <= 12, early, late)` is reached; 1 where nothing is known.
 */
function branchStarts(expression: Expression): readonly [whenTrue: number, whenFalse: number] {
  const compared =
    expression.kind === 'call' && expression.name === 'if' ? comparedIndex(expression.args[0]) : undefined;
  if (compared === undefined) return [1, 1];
  const { operator, number } = compared;
  if (operator === '<=') return [1, number + 1];
  if (operator === '<') return [1, number];
  if (operator === '>') return [number + 1, 1];
  if (operator === '>=') return [number, 1];
  if (operator === '=' && number === 1) return [1, 2];
  return operator === '<>' && number === 1 ? [2, 1] : [1, 1];
}

/**
 * Everything an expression reads. A look back that ends inside of the timeline wherever it is reached is `guarded`;
 * `first` is the first period that reaches it.
 */
export function readings(expression: Expression, first = 1): (Reading & { guarded: boolean })[] {
  const [whenTrue, whenFalse] = branchStarts(expression);
  const startOf = (at: number): number => Math.max(first, at === 1 ? whenTrue : at === 2 ? whenFalse : 1);
  return [
    ...readingsOf(expression).map((reading) => ({ ...reading, guarded: reading.lag < 0 && first + reading.lag >= 1 })),
    ...parts(expression).flatMap((part, at) => readings(part, startOf(at))),
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
