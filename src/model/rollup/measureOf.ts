/** What a formula measures. Input: an expression, and what the rows that it reads measure. Output: its measure. */
import { isCondition } from '../expression/build.ts';
import { partsOf } from '../expression/walk.ts';
import type { Expression } from '../model.ts';
import { isConstant, type Measure, type MeasureContext, mixedMeasure } from './measure.ts';
import { measureOfChoice, mergeMeasures } from './measureChoices.ts';
import { measureOfProduct, measureOfQuotient } from './measureProducts.ts';
import { expandBlock, isSingleValue, measureOfSum, type SignedTerm } from './measureSums.ts';

/** The measure of an expression. */
export function measureOf(expression: Expression, known: MeasureContext): Measure {
  switch (expression.kind) {
    case 'number':
      return { kind: expression.value === 0 ? 'nothing' : [12, 24].includes(expression.value) ? 'twelve' : 'number' };
    case 'text':
    case 'readAt':
    case 'range':
    case 'periodAt':
    case 'periodRange':
      return { kind: 'constant' };
    case 'read':
      return measureOfRead(expression, known);
    case 'window':
    case 'running':
    case 'periodRunning':
      return { kind: 'stock' };
    case 'block':
      return mergeMeasures(expression.rows.map((row) => known.measure(row)));
    case 'period':
      return measureOfPeriod(expression);
    case 'negate':
      return measureOfSum([{ sign: -1, expression: expression.operand }], known);
    case 'binary':
      return measureOfBinary(expression, known);
    case 'call':
      return measureOfCall(expression, known);
    default:
      return expression satisfies never;
  }
}

function measureOfPeriod({ attribute }: Expression & { kind: 'period' }): Measure {
  if (attribute === 'start' || attribute === 'end') return { kind: 'date' };
  return { kind: ['months', 'days', 'years'].includes(attribute) ? 'time' : 'calendar' };
}

function measureOfRead({ row, lag }: Expression & { kind: 'read' }, known: MeasureContext): Measure {
  const measure = known.measure(row);
  if (isConstant(measure)) return measure;
  if (lag === 0) return measure.kind === 'ratio' ? { ...measure, isDirect: known.isReportedAs(row, 'ratio') } : measure;
  switch (measure.kind) {
    case 'level':
      return { kind: lag === -1 ? 'opening' : 'moment' };
    case 'opening':
      return { kind: 'moment' };
    case 'ratio':
      return { kind: 'factor' };
    default:
      return measure;
  }
}

function measureOfBinary(expression: Expression & { kind: 'binary' }, known: MeasureContext): Measure {
  const { operator, left, right } = expression;
  if (isCondition(expression)) return { kind: 'flag' };
  if (operator === '+' || operator === '-') return measureOfSum([{ sign: 1, expression }], known);
  const measures = [measureOf(left, known), measureOf(right, known)] as const;
  if (operator === '*') return measureOfProduct(expression, measures);
  if (operator === '/') return measureOfQuotient(expression, measures, known);
  return measures.every(isConstant) ? { kind: 'constant' } : mixedMeasure(measures);
}

/** Parts of the instalment that the number of the period names. */
const instalments = ['ipmt', 'ppmt'];

const dates = ['edate', 'eomonth', 'date'];

const calendar = ['year', 'month', 'day', 'yearfrac'];

/** Functions of one number that change its size and not what it measures. */
const resized = ['abs', 'round', 'roundup', 'rounddown', 'int'];

function measureOfCall(expression: Expression & { kind: 'call' }, known: MeasureContext): Measure {
  const { name, args } = expression;
  if (isCondition(expression)) return { kind: 'flag' };
  if (instalments.includes(name) && isPeriodIndex(args[1])) return { kind: 'flow' };
  // An error is not a number, so the other branch of an `if` decides.
  if (name === 'na') return { kind: 'nothing' };
  if (dates.includes(name)) return { kind: 'date' };
  if (calendar.includes(name)) return { kind: 'calendar' };
  const [only] = args;
  if (only?.kind === 'window' || only?.kind === 'running') return measureOfRange(name, only, known);
  if (name === 'if') return measureOfChoice(expression, known);
  if (name === 'sumproduct' && isWrittenOff(expression, known)) return { kind: 'flow' };
  if (name === 'sum' && args.every(isSingleValue)) return measureOfSum([{ sign: 1, expression }], known);
  const measures = args.map((arg) => measureOf(arg, known));
  if (measures.every(isConstant)) return { kind: 'constant' };
  if (name === 'average') {
    const sum = measureOfSum(
      args.flatMap(expandBlock).map((part): SignedTerm => ({ sign: 1, expression: part })),
      known,
    );
    return sum.kind === 'ratio' ? { kind: 'factor' } : sum;
  }
  if (name === 'max' || name === 'min') return mergeMeasures(measures);
  if (resized.includes(name)) return measures[0]!.kind === 'ratio' ? { kind: 'factor' } : measures[0]!;
  return mixedMeasure(measures);
}

/** Flows so far, each times the time of its term inside the period: what `straight_line` writes off. */
function isWrittenOff({ args }: Expression & { kind: 'call' }, known: MeasureContext): boolean {
  const [only, ...others] = args;
  if (only === undefined || others.length > 0) return false;
  const leaves = leavesOf(only);
  const isOfFlow = leaves.some((leaf) => leaf.kind === 'running' && known.measure(leaf.row).kind === 'flow');
  return isOfFlow && leaves.some((leaf) => leaf.kind === 'period' && leaf.attribute === 'months');
}

function leavesOf(expression: Expression): Expression[] {
  const inner = partsOf(expression);
  return inner.length === 0 ? [expression] : inner.flatMap(leavesOf);
}

const isPeriodIndex = (argument: Expression | undefined): boolean =>
  argument?.kind === 'period' && argument.attribute === 'index' && argument.lag === 0;

/** A function of what came before, such as `sum(x[-11..0])` and `cumulative(x)`. */
function measureOfRange(
  name: string,
  range: Expression & { kind: 'window' | 'running' },
  known: MeasureContext,
): Measure {
  const { kind } = known.measure(range.row);
  if (name === 'sum' && kind === 'flow') return { kind: range.kind === 'running' ? 'level' : 'moment' };
  if ((name === 'max' || name === 'min') && range.kind === 'running') return { kind: 'moment' };
  return { kind: ['factor', 'ratio', 'flag', 'calendar'].includes(kind) ? 'factor' : 'stock' };
}
