/** How far a value may be from the figure of a tie-out, in the unit of the figure. */
import { roundingShare } from './expression/comparison.ts';
import type { TieOut } from './model.ts';

/**
 * The tolerance and what counts as rounding on top of it, as the sheet of tie-outs has it: 1e-12 of the figure, and at
 * most a thousandth of the tolerance if there is one. So a difference of exactly the tolerance is within it, in every
 * program.
 */
export function tieOutLimit({
  expect,
  tolerance,
  relative,
}: Pick<TieOut, 'expect' | 'tolerance' | 'relative'>): number {
  const size = Math.abs(expect);
  const limit = relative ? tolerance * size : tolerance;
  return tolerance === 0 ? roundingShare * size : limit + Math.min(limit / 1000, roundingShare * size);
}
