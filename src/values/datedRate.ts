/**
 * The internal rate of return of cash flows on days, per year of 365 days, as Excel's XIRR defines it: sum of flow / (1+rate)^(days since the
 * first / 365) = 0. Enters flows and day numbers; leaves the rate, or undefined. Guarantee: the rate is proved before it is given.
 */

const stepsMost = 100;
const proofTolerance = 1e-9;

interface Flow {
  readonly amount: number;
  /** Years since the first flow. */
  readonly years: number;
}

function presentValue(flows: readonly Flow[], rate: number): { value: number; size: number; slope: number } {
  let [value, size, slope] = [0, 0, 0];
  for (const { amount, years } of flows) {
    const present = amount / (1 + rate) ** years;
    value += present;
    size += Math.abs(present);
    slope -= (years * present) / (1 + rate);
  }
  return { value, size, slope };
}

function isRoot(flows: readonly Flow[], rate: number): boolean {
  if (!Number.isFinite(rate) || rate <= -1) return false;
  const { value, size } = presentValue(flows, rate);
  return Math.abs(value) <= proofTolerance * size;
}

function byNewton(flows: readonly Flow[]): number {
  let rate = 0.1;
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

/** Yearly rates between which a root is looked for: from losing nearly everything to a thousandfold. */
const ladder = Array.from({ length: 700 }, (_, at) => 0.001 * 1.02 ** at - 1);

function byHalving(flows: readonly Flow[]): number {
  for (let at = 1; at < ladder.length; at += 1) {
    let [low, high] = [ladder[at - 1]!, ladder[at]!];
    const start = Math.sign(presentValue(flows, low).value);
    if (start === Math.sign(presentValue(flows, high).value)) continue;
    for (let step = 0; step < 200 && high - low > 1e-16 * Math.abs(high); step += 1) {
      const middle = (low + high) / 2;
      if (Math.sign(presentValue(flows, middle).value) === start) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
  return Number.NaN;
}

/** `datedRate([-100, 110], [46023, 46388])` is 0.1; undefined where no rate makes the flows worth nothing, or a day lies before the first. */
export function datedRate(amounts: ArrayLike<number>, days: ArrayLike<number>): number | undefined {
  const first = Math.floor(days[0] ?? Number.NaN);
  const flows = Array.from(amounts, (amount, at): Flow => ({ amount, years: (Math.floor(days[at] ?? Number.NaN) - first) / 365 }));
  const isUsable = flows.every(({ amount, years }) => Number.isFinite(amount) && years >= 0);
  if (!isUsable || !flows.some(({ amount }) => amount > 0) || !flows.some(({ amount }) => amount < 0)) return undefined;
  return [byNewton, byHalving].map((solve) => solve(flows)).find((rate) => isRoot(flows, rate));
}
