/**
 * Whether a model reproduces a figure. Input: a tie-out or an expected answer, and the value that the model gives, in
 * the unit of the figure. Output: the difference and the verdict. Guarantee: the same result as the formulas on the
 * Tie-outs sheet, for every engine.
 */
import type { TieOut } from './model.ts';
import { tieOutLimit } from './tieOutLimit.ts';

/**
 * `misses` where a figure is missed as the model says; `later` where it was published after the known date and is not
 * judged; `fails` also where it holds although it is said to miss, and where it cannot be computed.
 */
export type TieOutVerdict = 'holds' | 'misses' | 'later' | 'fails';

/** The judgement on one figure. */
export interface Judgement {
  /** The value less what is expected. */
  readonly difference: number;
  /** Whether the value is within the tolerance, even if the model says that it misses. */
  readonly passed: boolean;
  readonly verdict: TieOutVerdict;
}

/**
 * By how much a figure may be missed as it is stated, in its unit, without what counts as rounding: of 2% it is the
 * share of the figure.
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
