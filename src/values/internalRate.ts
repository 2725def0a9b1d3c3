/**
 * Internal rates of return. Input: cash flows and their times. Output: rates at which the present value is zero.
 * Guarantee: every rate is proved before it is returned, and does not depend on where the search began.
 */

const STEPS_MAX = 100;
const PROOF_TOLERANCE = 1e-9;
const DAYS_PER_YEAR = 365;
/** Steps by which the workbook approaches the rate before IRR starts; it has a row for each. */
export const startingSteps = 3;

/** Flows that are not zero, with times that count from the first of them. */
interface Flows {
  readonly amounts: readonly number[];
  readonly times: readonly number[];
}

/**
 * The internal rate of return per period of flows one period apart: `internalRate([-100, 10, 110])` is 0.1. The result
 * is undefined if no rate makes their present value zero. If several do, it is the rate nearest to the guess.
 */
export function internalRate(amounts: ArrayLike<number>, guess?: number): number | undefined {
  const periods = Array.from(amounts, (_, period) => period);
  return provenRate(amounts, periods, 1, guess);
}

/**
 * The internal rate of return per year of 365 days of dated flows, as Excel's XIRR defines it: `datedRate([-100, 110],
 * [46023, 46388])` is 0.1. The result is undefined if no rate makes their present value zero, or if a date lies before
 * the first flow. Dates without a flow change nothing, although Excel gives 0% if they come first.
 */
export function datedRate(amounts: ArrayLike<number>, dates: ArrayLike<number>, guess?: number): number | undefined {
  const days = Array.from(amounts, (_, at) => Math.floor(dates[at] ?? Number.NaN));
  return provenRate(amounts, days, DAYS_PER_YEAR, guess);
}

/**
 * A rate that is proved to make the present value zero, or undefined. Of several rates it is the one nearest to the
 * guess or, without one, to where the workbook starts. A rate applies to `unit` steps of `at`.
 */
function provenRate(given: ArrayLike<number>, at: ArrayLike<number>, unit: number, guess?: number): number | undefined {
  const kept = Array.from(given, (amount, index) => ({ amount, time: at[index]! })).filter(
    ({ amount }) => amount !== 0,
  );
  const first = kept[0]?.time ?? 0;
  const flows = { amounts: kept.map(({ amount }) => amount), times: kept.map(({ time }) => (time - first) / unit) };
  if (!isUsable(flows)) return undefined;
  const start = guess ?? startingRate(flows);
  const roots = signChanges(flows.amounts) > 1 ? rootsOf(flows) : [];
  const near =
    roots.length > 0
      ? roots.reduce((best, one) => (Math.abs(one - start) < Math.abs(best - start) ? one : best))
      : byNewton(flows, startingRate(flows));
  return (
    [near, byNewton(flows, near)].filter((rate) => isRoot(flows, rate)).at(-1) ?? nearLoss(flows) ?? scanned(flows)
  );
}

/**
 * Every rate of flows whose sign changes more than once: `rateRoots([100, -230, 132], [0, 1, 2])` is 10% and 20%.
 */
export function rateRoots(amounts: readonly number[], times: readonly number[]): readonly number[] {
  return signChanges(amounts) < 2 ? [] : rootsOf({ amounts, times });
}

function isUsable({ amounts, times }: Flows): boolean {
  const areNumbers = amounts.every(Number.isFinite) && times.every((time) => time >= 0);
  return areNumbers && amounts.some((amount) => amount > 0) && amounts.some((amount) => amount < 0);
}

/**
 * Each step takes inflows over outflows to the power of one over the time between their means, both discounted at the
 * rate of the step before.
 */
function startingRate(flows: Flows): number {
  let rate = 0;
  for (let step = 0; step < startingSteps; step += 1) {
    const [incoming, outgoing] = [1, -1].map((sign) => weighed(flows, sign, rate)) as [Weighed, Weighed];
    const distance = incoming.time / incoming.sum - outgoing.time / outgoing.sum;
    const next = (1 + rate) * (-incoming.sum / outgoing.sum) ** (1 / distance) - 1;
    if (!Number.isFinite(next)) return rate;
    rate = next;
  }
  return rate;
}

interface Weighed {
  readonly sum: number;
  readonly time: number;
}

function weighed({ amounts, times }: Flows, sign: number, rate: number): Weighed {
  let [sum, time] = [0, 0];
  amounts.forEach((amount, at) => {
    const present = Math.sign(amount) === sign ? amount / (1 + rate) ** times[at]! : 0;
    sum += present;
    time += present * times[at]!;
  });
  return { sum, time };
}

function presentValue({ amounts, times }: Flows, rate: number): { value: number; size: number; slope: number } {
  let [value, size, slope] = [0, 0, 0];
  amounts.forEach((amount, at) => {
    const present = amount / (1 + rate) ** times[at]!;
    value += present;
    size += Math.abs(present);
    slope -= (times[at]! * present) / (1 + rate);
  });
  return { value, size, slope };
}

function isRoot(flows: Flows, rate: number): boolean {
  if (!Number.isFinite(rate) || rate <= -1) return false;
  const { value, size } = presentValue(flows, rate);
  return Math.abs(value) <= PROOF_TOLERANCE * size;
}

function byNewton(flows: Flows, start: number): number {
  let rate = start;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const { value, slope } = presentValue(flows, rate);
    const next = rate - value / slope;
    if (!Number.isFinite(next)) return Number.NaN;
    if (Math.abs(next - rate) <= 1e-15 * Math.max(1, Math.abs(next))) return next;
    // A step beyond -100% is cut to halfway there.
    rate = next <= -1 ? (rate - 1) / 2 : next;
  }
  return rate;
}

/** A rate near -100%, where 1 + rate has few digits: Newton's method on the logarithm of 1 + rate. */
function nearLoss({ amounts, times }: Flows): number | undefined {
  let logarithm = Math.log1p(startingRate({ amounts, times }));
  for (let step = 0; step < STEPS_MAX; step += 1) {
    let [value, size, slope] = [0, 0, 0];
    amounts.forEach((amount, at) => {
      const present = amount * Math.exp(-times[at]! * logarithm);
      value += present;
      size += Math.abs(present);
      slope -= times[at]! * present;
    });
    if (Math.abs(value) <= 1e-12 * size) return Math.expm1(logarithm);
    logarithm -= value / slope;
  }
  return undefined;
}

/** The factors 1 + rate between which roots are searched: from 0.0001 to 10,000. */
const [lowest, highest, steps] = [1e-4, 1e4, 4000] as const;
const factors = Array.from({ length: steps + 1 }, (_, at) => lowest * (highest / lowest) ** (at / steps));

function rootsOf({ amounts, times }: Flows): number[] {
  const valueAt = (factor: number): number =>
    amounts.reduce((sum, amount, at) => sum + amount * factor ** -times[at]!, 0);
  const values = factors.map(valueAt);
  return factors.slice(1).flatMap((high, at) => {
    const [left, right] = [values[at]!, values[at + 1]!];
    if (right === 0) return [high - 1];
    return left !== 0 && Math.sign(left) !== Math.sign(right) ? [bisect(valueAt, factors[at]!, high) - 1] : [];
  });
}

function scanned(flows: Flows): number | undefined {
  return rootsOf(flows).find((rate) => isRoot(flows, rate));
}

function signChanges(amounts: readonly number[]): number {
  const signs = amounts.map(Math.sign).filter((sign) => sign !== 0);
  return signs.filter((sign, at) => at > 0 && sign !== signs[at - 1]).length;
}

function bisect(valueAt: (factor: number) => number, from: number, to: number): number {
  const start = Math.sign(valueAt(from));
  let [low, high] = [from, to];
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (Math.sign(valueAt(middle)) === start) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
