/**
 * Whether a model reproduces a figure. Input: a tie-out or an expected answer, and the value that the model gives, in
 * the unit of the figure. Output: the difference and the verdict. Guarantee: the same result as the formulas on the
 * Tie-outs sheet, for every engine.
 */
import type { TieOut } from './model.ts';
import { tieOutLimit } from './tieOutLimit.ts';

/**
 * `misses`: the figure is missed, as the model states. `later`: it was published after the as-of date and is not
 * judged. `fails`: it is missed without a stated reason, met although a miss is stated, or cannot be computed.
 */
export type TieOutVerdict = 'holds' | 'misses' | 'later' | 'fails';

/** The judgement on one figure. */
export interface Judgement {
  /** The value minus the expected value. */
  readonly difference: number;
  /** Whether the value is within the tolerance, even if the model states a miss. */
  readonly passed: boolean;
  readonly verdict: TieOutVerdict;
}

/**
 * The stated tolerance of a figure in its unit, without the allowance for rounding: a tolerance of 2% is that share of
 * the figure.
 */
export function allowedDifference({
  tolerance,
  relative,
  expect,
}: Pick<TieOut, 'tolerance' | 'relative' | 'expect'>): number {
  return relative ? tolerance * Math.abs(expect) : tolerance;
}

/** Judges a figure by the value that the model gives, NaN for an error. */
export function judgeTieOut(tieOut: TieOut, value: number): Judgement {
  const difference = value - tieOut.expect;
  const passed = Math.abs(difference) <= tieOutLimit(tieOut);
  return { difference, passed, verdict: verdictOf(tieOut, value, passed) };
}

function verdictOf({ isLater, misses }: TieOut, value: number, passed: boolean): TieOutVerdict {
  if (isLater) return 'later';
  if (Number.isNaN(value)) return 'fails';
  const isSaidToMiss = misses?.inForce === true;
  if (passed === isSaidToMiss) return 'fails';
  return isSaidToMiss ? 'misses' : 'holds';
}
