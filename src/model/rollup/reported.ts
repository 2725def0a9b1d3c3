/**
 * The reported value of a row, as an expression. Input: a row and the periods of a year or quarter. Output: an
 * expression over these periods, or undefined if the reports do not show the row.
 */
import { binary, call } from '../expression/build.ts';
import type { Expression, Row } from '../model.ts';
import { reportExpression } from './rollup.ts';

/** The value of a row for the periods `from` to `to` of a year or a quarter, that one included. */
export function reportedExpression(row: Row, from: number, to: number, by: 'year' | 'quarter'): Expression | undefined {
  const sum = call('sum', { kind: 'range', row, from, to });
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
      return recomputedExpression(row, { from, to, by });
    default:
      return undefined;
  }
}

interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly by: 'year' | 'quarter';
}

function recomputedExpression(row: Row, bucket: Bucket): Expression | undefined {
  const expression = reportExpression(row, bucket.by);
  return expression === undefined ? undefined : recomputed(expression, bucket);
}

/** An expression with what the reports show in the place of every item. */
function recomputed(expression: Expression, bucket: Bucket): Expression | undefined {
  switch (expression.kind) {
    case 'number':
    case 'text':
      return expression;
    case 'read':
      return expression.row.quantity.time === 'scalar'
        ? expression
        : reportedExpression(expression.row, bucket.from, bucket.to, bucket.by);
    case 'negate': {
      const operand = recomputed(expression.operand, bucket);
      return operand === undefined ? undefined : { kind: 'negate', operand };
    }
    case 'binary': {
      const [left, right] = [recomputed(expression.left, bucket), recomputed(expression.right, bucket)];
      return left === undefined || right === undefined ? undefined : { ...expression, left, right };
    }
    case 'call': {
      const args = expression.args.flatMap((argument) => recomputedArguments(argument, bucket));
      return args.includes(undefined) ? undefined : { ...expression, args: args as Expression[] };
    }
    default:
      return undefined;
  }
}

/** A block of rows becomes one argument for each. */
function recomputedArguments(argument: Expression, bucket: Bucket): (Expression | undefined)[] {
  if (argument.kind !== 'block') return [recomputed(argument, bucket)];
  return argument.rows.map((row) => recomputed({ kind: 'read', row, lag: 0 }, bucket));
}
