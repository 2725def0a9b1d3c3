/**
 * Rates at which flows are worth nothing. Enters amounts and their times; leaves rates per unit of time.
 * Guarantee: a rate is proved before it is given, and does not depend on where the search began.
 */

const stepsMost = 100;
const proofTolerance = 1e-9;
/** Steps by which a spreadsheet comes near the rate before it starts; the workbook has a row for each. */
export const startingSteps = 3;

/** Flows without those of nothing; times count from the first of them. */
interface Flows {
  readonly amounts: readonly number[];
  readonly times: readonly number[];
}

/**
 * `rateOf([100, -230, 132], [0, 1, 2], 1, 0.25)` is 0.2, for times in a unit of which there are `unit` in that of the
 * rate. Undefined where no rate is proved. Of several rates it is the one nearest to the guess, or to where the
 * workbook starts.
 */
export function rateOf(
  given: ArrayLike<number>,
  at: ArrayLike<number>,
  unit: number,
  guess?: number,
): number | undefined {
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
 * Every rate of flows that change their sign more than once: `rateRoots([100, -230, 132], [0, 1, 2])` is 10% and 20%.
 */
export function rateRoots(amounts: readonly number[], times: readonly number[]): readonly number[] {
  return signChanges(amounts) < 2 ? [] : rootsOf({ amounts, times });
}

function isUsable({ amounts, times }: Flows): boolean {
  const areNumbers = amounts.every(Number.isFinite) && times.every((time) => time >= 0);
  return areNumbers && amounts.some((amount) => amount > 0) && amounts.some((amount) => amount < 0);
}

/**
 * What comes in over what goes out, to the power of one over the time between their means, at the rate that was found
 * before.
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
  return Math.abs(value) <= proofTolerance * size;
}

function byNewton(flows: Flows, start: number): number {
  let rate = start;
  for (let step = 0; step < stepsMost; step += 1) {
    const { value, slope } = presentValue(flows, rate);
    const next = rate - value / slope;
    if (!Number.isFinite(next)) return Number.NaN;
    if (Math.abs(next - rate) <= 1e-15 * Math.max(1, Math.abs(next))) return next;
    // A step past the loss of everything is cut to half of the way there.
    rate = next <= -1 ? (rate - 1) / 2 : next;
  }
  return rate;
}

/**
 * A rate that loses nearly everything, of which 1 + rate has few digits: by Newton's method for the logarithm of 1 +
 * rate.
 */
function nearLoss({ amounts, times }: Flows): number | undefined {
  let logarithm = Math.log1p(startingRate({ amounts, times }));
  for (let step = 0; step < stepsMost; step += 1) {
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

/** Factors 1 + rate among which roots are looked for: from losing all but a ten-thousandth to a ten-thousandfold. */
const [least, most, steps] = [1e-4, 1e4, 4000] as const;
const factors = Array.from({ length: steps + 1 }, (_, at) => least * (most / least) ** (at / steps));

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
