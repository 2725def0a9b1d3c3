/**
 * The internal rate of return. Enters cash flows, one a period; leaves the rate at which they are worth nothing, or undefined.
 * Guarantee: the rate is proved before it is given. Newton's method alone can end anywhere: with nothing in the first periods, every large
 * rate makes all flows vanish and looks like a root.
 */

const stepsMost = 60;
const proofTolerance = 1e-9;

/** Present value of the flows, and the size of what was added up. */
function presentValue(flows: readonly number[], rate: number): { value: number; size: number; slope: number } {
  let [value, size, slope, factor] = [0, 0, 0, 1];
  flows.forEach((flow, period) => {
    const present = flow * factor;
    value += present;
    size += Math.abs(present);
    slope -= (period * present) / (1 + rate);
    factor /= 1 + rate;
  });
  return { value, size, slope };
}

function isRoot(flows: readonly number[], rate: number): boolean {
  if (!Number.isFinite(rate) || rate <= -1) return false;
  const { value, size } = presentValue(flows, rate);
  return Math.abs(value) <= proofTolerance * size;
}

function byNewton(flows: readonly number[], guess: number): number {
  let rate = guess;
  for (let step = 0; step < stepsMost; step += 1) {
    const { value, slope } = presentValue(flows, rate);
    const next = rate - value / slope;
    if (!Number.isFinite(next) || next <= -1) return Number.NaN;
    if (Math.abs(next - rate) <= 1e-15 * Math.max(1, Math.abs(next))) return next;
    rate = next;
  }
  return rate;
}

/** Rates between which a root is looked for: from losing nearly everything in a period to elevenfold. */
const ladder = Array.from({ length: 400 }, (_, at) => 0.01 * 1.0177 ** at - 1);

function byHalving(flows: readonly number[]): number {
  for (let at = 1; at < ladder.length; at += 1) {
    let [low, high] = [ladder[at - 1]!, ladder[at]!];
    const start = presentValue(flows, low).value;
    if (Math.sign(start) === Math.sign(presentValue(flows, high).value)) continue;
    for (let step = 0; step < 200 && high - low > 1e-16 * Math.abs(high); step += 1) {
      const middle = (low + high) / 2;
      if (Math.sign(presentValue(flows, middle).value) === Math.sign(start)) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
  return Number.NaN;
}

/** `internalRate([-100, 10, 110])` is 0.1; undefined where no rate makes the flows worth nothing. */
export function internalRate(flows: readonly number[], guess = 0.1): number | undefined {
  const first = flows.findIndex((flow) => flow !== 0);
  // Waiting before the first flow changes no rate.
  const moved = flows.slice(Math.max(0, first));
  if (!moved.some((flow) => flow > 0) || !moved.some((flow) => flow < 0)) return undefined;
  return [() => byNewton(moved, guess), () => byHalving(moved)].map((solve) => solve()).find((rate) => isRoot(moved, rate));
}
