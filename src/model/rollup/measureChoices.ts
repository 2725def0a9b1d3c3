/** What an `if`, a maximum or a minimum measures: what its branches have in common. */
import { call, isCondition } from '../expression/build.ts';
import { isSameExpression } from '../expression/sameExpression.ts';
import type { Expression } from '../model.ts';
import {
  isConstant,
  type Measure,
  type MeasureContext,
  measureNoun,
  mixedMeasure,
  type Ratio,
  unclearBecause,
} from './measure.ts';
import { measureOf } from './measureOf.ts';

/** The common measure of the branches of an `if`, or of the arguments of max and min. */
export function mergeMeasures(measures: readonly Measure[]): Measure {
  const found = measures.filter(({ kind }) => kind !== 'nothing');
  const kinds = new Set(found.map(({ kind }) => kind));
  const only = (...allowed: readonly Measure['kind'][]): boolean => [...kinds].every((kind) => allowed.includes(kind));
  const doubtful = found.find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  if (found.length === 0) return { kind: 'nothing' };
  if (found.every(isConstant)) return { kind: 'factor' };
  if (kinds.size === 1) return kinds.has('ratio') ? { kind: 'factor' } : found[0]!;
  if (only('level', 'constant', 'number', 'twelve')) return { kind: 'level' };
  if (only('moment', 'level', 'constant', 'number', 'twelve')) return { kind: 'moment' };
  if (only('time', 'constant', 'number', 'twelve', 'factor', 'calendar')) return { kind: 'time' };
  if (kinds.has('flow'))
    return unclearBecause(`it chooses between a flow and ${measureNoun(found.find(({ kind }) => kind !== 'flow')!)}`);
  if (only('speed', 'constant', 'number')) return { kind: 'speed' };
  return mixedMeasure(found);
}

/** What an `if` measures: what its branches have in common, or a ratio behind a guard. */
export function measureOfChoice({ args }: Expression & { kind: 'call' }, known: MeasureContext): Measure {
  const [condition, yes, no] = args as readonly [Expression, Expression, Expression];
  const measures = [measureOf(yes, known), measureOf(no, known)] as const;
  if (measures.every(isConstant) && isConstant(measureOfCondition(condition, known)) && isScalarCondition(condition))
    return measures.every(({ kind }) => kind === 'nothing') ? { kind: 'nothing' } : { kind: 'constant' };
  if (isTruth(yes, no)) return { kind: 'flag' };
  if (measures[0].kind === 'ratio' && no.kind === 'number') return guarded(measures[0], condition, no.value, true);
  if (measures[1].kind === 'ratio' && yes.kind === 'number') return guarded(measures[1], condition, yes.value, false);
  return mergeMeasures(measures);
}

/** A condition that is counted as 1 or 0. */
const isTruth = (yes: Expression, no: Expression): boolean =>
  yes.kind === 'number' && no.kind === 'number' && [yes.value, no.value].every((one) => one === 0 || one === 1);

/** A condition as a number: constant where all of its sides are. */
function measureOfCondition(condition: Expression, known: MeasureContext): Measure {
  if (condition.kind === 'binary' && isCondition(condition))
    return [condition.left, condition.right].every((side) => isConstant(measureOf(side, known)))
      ? { kind: 'constant' }
      : { kind: 'flag' };
  if (condition.kind === 'call' && isCondition(condition))
    return condition.args.every((arg) => isConstant(measureOfCondition(arg, known)))
      ? { kind: 'constant' }
      : { kind: 'flag' };
  return measureOf(condition, known);
}

function isScalarCondition(condition: Expression): boolean {
  if (condition.kind === 'read') return condition.row.quantity.time === 'scalar';
  if (condition.kind === 'binary') return isScalarCondition(condition.left) && isScalarCondition(condition.right);
  if (condition.kind === 'call') return condition.args.every(isScalarCondition);
  return condition.kind === 'number' || condition.kind === 'text';
}

/**
 * A ratio behind a condition, and a number where it does not apply. Where the condition tests the denominator for zero
 * the ratio is as it was. Where it tests the calendar, numerator and denominator count in the periods in which it
 * applies: growth over a year before compares like with like.
 */
function guarded(ratio: Ratio, condition: Expression, otherwise: number, whenTrue: boolean): Measure {
  if (ratio.otherwise !== undefined) return { kind: 'factor' };
  if (testsForZero(condition, ratio.denominator, whenTrue)) return { ...ratio, otherwise };
  if (!isOfCalendar(condition)) return { kind: 'factor' };
  const applied = (part: Expression): Expression => {
    const none: Expression = { kind: 'number', value: 0 };
    return whenTrue ? call('if', condition, part, none) : call('if', condition, none, part);
  };
  const parts = { numerator: applied(ratio.numerator), denominator: applied(ratio.denominator) };
  return { ...ratio, ...parts, otherwise, isDirect: false };
}

/** `cost = 0`, `revenue <> 0` or `revenue > 0`, as the guard of a division by it. */
function testsForZero(condition: Expression, denominator: Expression, whenTrue: boolean): boolean {
  if (condition.kind !== 'binary') return false;
  const { operator, left, right } = condition;
  const isZero = (one: Expression): boolean => one.kind === 'number' && one.value === 0;
  if (!isZero(right) || !isSameExpression(left, denominator)) return false;
  return whenTrue ? operator === '<>' || operator === '>' : operator === '=' || operator === '<=';
}

/** Whether a condition reads the calendar and numbers alone. */
function isOfCalendar(condition: Expression): boolean {
  if (condition.kind === 'period') return condition.lag === 0;
  if (condition.kind === 'number' || condition.kind === 'periodAt') return true;
  if (condition.kind === 'binary') return isOfCalendar(condition.left) && isOfCalendar(condition.right);
  return condition.kind === 'call' && condition.args.every(isOfCalendar);
}
