/**
 * What the reports show, as an expression. Enters a row and the periods of a year or quarter; leaves an expression over its periods that is computed
 * as the report computes it: flows added, balances read, quotients made of what was rolled up. Undefined for what stands on no report.
 */
import type { Expression, Row } from './model.ts';
import { binary, call } from './truth.ts';

/** The value of a row for the periods `from` to `to`, that one included. */
export function reportedExpression(row: Row, from: number, to: number): Expression | undefined {
  const sum = call('sum', { kind: 'stretch', row, from, to });
  switch (row.quantity.rollup) {
    case 'sum':
      return sum;
    case 'last':
      return { kind: 'readAt', row, position: to };
    case 'first':
      return { kind: 'readAt', row, position: from };
    case 'average':
      return binary('/', sum, { kind: 'number', value: to - from + 1 });
    case 'recompute':
      return row.expression === undefined ? undefined : recomputed(row.expression, from, to);
    default:
      return undefined;
  }
}

/** An expression with what the reports show in the place of every item. */
function recomputed(expression: Expression, from: number, to: number): Expression | undefined {
  switch (expression.kind) {
    case 'number':
    case 'text':
      return expression;
    case 'read':
      return expression.row.quantity.time === 'scalar' ? expression : reportedExpression(expression.row, from, to);
    case 'negate': {
      const operand = recomputed(expression.operand, from, to);
      return operand === undefined ? undefined : { kind: 'negate', operand };
    }
    case 'binary': {
      const [left, right] = [recomputed(expression.left, from, to), recomputed(expression.right, from, to)];
      return left === undefined || right === undefined ? undefined : { ...expression, left, right };
    }
    case 'call': {
      const args = expression.args.flatMap((argument) => recomputedArguments(argument, from, to));
      return args.includes(undefined) ? undefined : { ...expression, args: args as Expression[] };
    }
    default:
      return undefined;
  }
}

/** A block of rows becomes one argument for each. */
function recomputedArguments(argument: Expression, from: number, to: number): (Expression | undefined)[] {
  if (argument.kind !== 'block') return [recomputed(argument, from, to)];
  return argument.rows.map((row) => recomputed({ kind: 'read', row, lag: 0 }, from, to));
}
