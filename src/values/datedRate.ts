/** The internal rate of return of flows on days, per year of 365 days, as Excel's XIRR defines it. */
import { rateOf } from './rateRoots.ts';

/**
 * `datedRate([-100, 110], [46023, 46388])` is 0.1; undefined where no rate makes the flows worth nothing, or a day lies
 * before the first flow. Days without a flow change nothing, although Excel gives 0% where they come first.
 */
export function datedRate(amounts: ArrayLike<number>, days: ArrayLike<number>, guess?: number): number | undefined {
  const whole = Array.from(amounts, (_, at) => Math.floor(days[at] ?? Number.NaN));
  return rateOf(amounts, whole, 365, guess);
}
