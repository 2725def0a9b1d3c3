/** The internal rate of return of flows, one a period. */
import { rateOf } from './rateRoots.ts';

/**
 * `internalRate([-100, 10, 110])` is 0.1; undefined where no rate makes the flows worth nothing. The guess says which
 * of several is meant.
 */
export function internalRate(flows: ArrayLike<number>, guess?: number): number | undefined {
  const periods = Array.from(flows, (_, period) => period);
  return rateOf(flows, periods, 1, guess);
}
