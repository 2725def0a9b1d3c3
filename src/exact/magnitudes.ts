/** Values with the magnitude of their terms, and what rounding may decide about them. */
import { roundingShare } from '../model/expression/comparison.ts';

/** Something that rounding may decide: a number that would be zero, and what it is left of. */
export interface Decision {
  readonly kind: 'comparison' | 'divisor' | 'cut' | 'domain' | 'lookup';
  readonly gap: number;
  readonly size: number;
}

/** The cells of one evaluation. */
export interface DoublesWithMagnitudes {
  readonly values: Float64Array;
  readonly sizes: Float64Array;
  /** The size of the value that was computed last. */
  size: number;
  /** Whether what is within rounding counts as zero, instead of being computed as it is. */
  snaps: boolean;
  /** Takes what rounding decides. */
  decide: (decision: Decision) => void;
}

/** Whether a number may be a rounding remainder of its terms; zero is not. */
export const isLeftOver = (gap: number, size: number): boolean => gap !== 0 && Math.abs(gap) <= roundingShare * size;

/**
 * The largest size of the values that differ from the best by rounding alone; `all` alternates values and magnitudes.
 */
export function sizeNear(best: number, all: readonly number[]): number {
  let most = 0;
  for (let at = 0; at < all.length; at += 2) {
    const [value, size] = [all[at]!, all[at + 1]!];
    if (Math.abs(value - best) <= roundingShare * size && size > most) most = size;
  }
  return most;
}

/** How much larger than themselves the arguments of a function once were. */
export function cancelled(values: readonly number[], sizes: readonly number[]): number {
  return values.reduce((most, value, at) => Math.max(most, value === 0 ? 1 : sizes[at]! / Math.abs(value)), 1);
}
