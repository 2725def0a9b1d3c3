/**
 * How far doubles are from the exact result. Input: a plan, the doubles of one scenario, and the results in forty
 * digits. Output: the largest difference of every line. Guarantee: a difference is relative to the largest term that
 * was added up on the way to the value.
 */
import { evaluatePlan, startingCells } from '../plan/evaluate.ts';
import { type CellValue, isCellError } from '../plan/interpret.ts';
import { lineName, positionName } from '../plan/names.ts';
import type { Line, Plan } from '../plan/plan.ts';
import { type DecimalWithMagnitude, magnitudeArithmetic } from './decimalMagnitudes.ts';
import { Decimal40 } from './decimals.ts';

/** The largest difference of one line. */
export interface ExactDifference {
  /** The item with its members, or the check or tie-out. */
  readonly id: string;
  readonly kind: Line['kind'];
  /** Where it is; empty for what has one value. */
  readonly period: string;
  readonly float: number | null;
  /** Forty digits as a text; null for an error. */
  readonly exact: string | null;
  /** Infinite if one is an error and the other is not. */
  readonly relative: number;
}

/** Forty-digit results of a scenario, cell by cell. */
export function evaluateExactly(plan: Plan, scenario: number): CellValue<DecimalWithMagnitude>[] {
  const cells = startingCells(plan, scenario, magnitudeArithmetic);
  evaluatePlan(plan, cells, magnitudeArithmetic);
  return cells;
}

/** The largest difference of every line, in the order of evaluation. */
export function exactDifferences(
  plan: Plan,
  floats: ArrayLike<number>,
  exact: readonly CellValue<DecimalWithMagnitude>[],
): ExactDifference[] {
  const lines = plan.groups.flatMap((group) => group.lines);
  return lines.filter(({ kind }) => kind !== 'check-holds').map((line) => largest(plan, line, floats, exact));
}

function largest(
  plan: Plan,
  line: Line,
  floats: ArrayLike<number>,
  exact: readonly CellValue<DecimalWithMagnitude>[],
): ExactDifference {
  let worst = { position: line.from, relative: 0 };
  for (let position = line.from; position < line.to; position += 1) {
    const relative = difference(floats[line.slot + position]!, exact[line.slot + position]!);
    if (relative > worst.relative) worst = { position, relative };
  }
  const [float, value] = [floats[line.slot + worst.position]!, exact[line.slot + worst.position]!];
  return {
    id: lineName(line),
    kind: line.kind,
    period: positionName(line, worst.position, plan),
    float: Number.isNaN(float) ? null : float,
    exact: isCellError(value) ? null : value.value.toString(),
    relative: worst.relative,
  };
}

function difference(float: number, exact: CellValue<DecimalWithMagnitude>): number {
  if (isCellError(exact)) return Number.isNaN(float) ? 0 : Number.POSITIVE_INFINITY;
  if (Number.isNaN(float)) return Number.POSITIVE_INFINITY;
  const gap = new Decimal40(float).minus(exact.value).abs().toNumber();
  return gap === 0 ? 0 : gap / Math.max(exact.magnitude, Math.abs(float));
}
