/**
 * What products and quotients measure. Input: the measures of both sides. Output: the measure of the whole: a flow over
 * a flow is a ratio.
 */
import { binary } from '../expression/build.ts';
import { rowReferences } from '../expression/walk.ts';
import type { Expression, Row } from '../model.ts';
import {
  isConstant,
  isNumberMeasure,
  type Measure,
  type MeasureContext,
  measureNoun,
  mixedMeasure,
  type Ratio,
  unclearBecause,
} from './measure.ts';
import { measureOf } from './measureOf.ts';

/** What a product measures: a rate times the length of the period is a flow. */
export function measureOfProduct(
  { left, right }: Expression & { kind: 'binary' },
  [a, b]: readonly [Measure, Measure],
): Measure {
  if (a.kind === 'nothing' || b.kind === 'nothing') return { kind: 'nothing' };
  const doubtful = [a, b].find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  if (isConstant(a) && isConstant(b))
    return a.kind === 'constant' || b.kind === 'constant' ? { kind: 'constant' } : { kind: 'number' };
  const [one, other, scale] = isWeightier(a, b) ? ([a, b, left] as const) : ([b, a, right] as const);
  if (one.kind === 'time') return timesTime(other);
  if (one.kind === 'twelve' && other.kind === 'flow')
    return unclearBecause('it multiplies a flow by 12 or 24, which annualises it');
  if (isConstant(one)) return scaledBy(other, isNumberMeasure(one), (part) => binary('*', part, scale));
  if (one.kind === 'flow')
    return isFactor(other) ? { kind: 'flow' } : unclearBecause(`it multiplies a flow by ${measureNoun(other)}`);
  return mixedMeasure([a, b]);
}

/**
 * Which of two factors decides about a product: a length of time, then what is the same in every period, then a flow.
 */
function isWeightier(a: Measure, b: Measure): boolean {
  const weight = (one: Measure): number =>
    one.kind === 'time' ? 3 : isConstant(one) ? 2 : one.kind === 'flow' ? 1 : 0;
  return weight(a) >= weight(b);
}

/** A rate times the length of the period is a flow; half a period is a length of time. */
function timesTime(other: Measure): Measure {
  if (isNumberMeasure(other)) return { kind: 'time' };
  return other.kind === 'flow' || other.kind === 'time' || other.kind === 'date'
    ? unclearBecause('it multiplies a flow by the length of the period')
    : { kind: 'flow' };
}

/** A price, a share or a rate, which changes the size of a flow and not what it measures. */
const isFactor = ({ kind }: Measure): boolean => ['factor', 'ratio', 'flag', 'calendar', 'constant'].includes(kind);

/** Something times or over what is the same in every period. */
function scaledBy(other: Measure, isNumeral: boolean, scale: (part: Expression) => Expression): Measure {
  if (other.kind === 'ratio') {
    const { otherwise, ...ratio } = other;
    return otherwise === undefined || otherwise === 0
      ? { ...ratio, numerator: scale(other.numerator), ...(otherwise === undefined ? {} : { otherwise }) }
      : { kind: 'factor' };
  }
  if (['flow', 'speed', 'time', 'constant'].includes(other.kind)) return other;
  // A balance times a rate may be its interest, which is a flow, or its value, which is a balance.
  if (isNumeral && (other.kind === 'level' || other.kind === 'moment' || other.kind === 'calendar')) return other;
  return mixedMeasure([other]);
}

/** What a quotient measures: a flow over a flow, or a level over a level, is a ratio. */
export function measureOfQuotient(
  { left, right }: Expression & { kind: 'binary' },
  [above, below]: readonly [Measure, Measure],
  known: MeasureContext,
): Measure {
  const doubtful = [above, below].find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  if (above.kind === 'nothing') return above;
  if (isConstant(above) && isConstant(below)) return { kind: 'constant' };
  if (isConstant(below)) return scaledBy(above, isNumberMeasure(below), (part) => binary('/', part, right));
  if (below.kind === 'time') return above.kind === 'flow' ? { kind: 'speed' } : mixedMeasure([above]);
  if (above.kind === 'flow' && below.kind === 'flow') {
    // A month over the previous month is not a ratio of years.
    const isOfYears = [left, right].every((side) =>
      rowReferences(side).every((reading) => lagBehind(reading) % known.periodsOfYear === 0),
    );
    return isOfYears ? ratioOf(left, right, 'flow', known) : { kind: 'factor' };
  }
  if (above.kind === 'level' && below.kind === 'level') return ratioOf(left, right, 'level', known);
  if (above.kind === 'flow' && isFactor(below)) return { kind: 'flow' };
  const isAtEnd = ({ kind }: Measure): boolean => kind === 'level' || kind === 'moment';
  if (isAtEnd(above) && isAtEnd(below)) return { kind: 'moment' };
  if (below.kind === 'flow' || above.kind === 'flow')
    return unclearBecause(`it divides ${measureNoun(above)} by ${measureNoun(below)}`);
  return mixedMeasure([above, below]);
}

/** How far back a reading goes, also by way of an item such as `revenue_before: revenue[-1]`. */
function lagBehind({ row, lag }: { readonly row: Row; readonly lag: number }): number {
  const own = row.expression;
  return own?.kind === 'read' && own.row !== row ? lag + own.lag : lag;
}

function ratioOf(numerator: Expression, denominator: Expression, of: 'flow' | 'level', known: MeasureContext): Ratio {
  const isDirect = isLinear(numerator, of, known) && isLinear(denominator, of, known);
  return { kind: 'ratio', numerator, denominator, of, isDirect };
}

/**
 * Whether what the reports show of the rows gives what the reports would show of the whole: sums of rows, times what is
 * the same in every period.
 */
export function isLinear(expression: Expression, of: 'flow' | 'level', known: MeasureContext): boolean {
  const linear = (one: Expression): boolean => isLinear(one, of, known);
  const isSteadyPart = (one: Expression): boolean => isConstant(measureOf(one, known)) && isScalar(one);
  switch (expression.kind) {
    case 'number':
      return expression.value === 0;
    case 'read':
      return expression.lag === 0 && known.isReportedAs(expression.row, of);
    case 'block':
      return expression.rows.every((row) => known.isReportedAs(row, of));
    case 'negate':
      return linear(expression.operand);
    case 'binary': {
      const { operator, left, right } = expression;
      if (operator === '+' || operator === '-') return linear(left) && linear(right);
      if (operator === '*') return (linear(left) && isSteadyPart(right)) || (isSteadyPart(left) && linear(right));
      return operator === '/' && linear(left) && isSteadyPart(right);
    }
    case 'call':
      return ['sum', 'average'].includes(expression.name) && expression.args.every(linear);
    default:
      return false;
  }
}

/** Whether an expression reads no series, so a report can compute it. */
function isScalar(expression: Expression): boolean {
  if (expression.kind === 'read') return expression.row.quantity.time === 'scalar';
  if (expression.kind === 'number') return true;
  if (expression.kind === 'negate') return isScalar(expression.operand);
  return expression.kind === 'binary' && isScalar(expression.left) && isScalar(expression.right);
}
