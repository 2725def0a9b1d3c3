/**
 * Where a function changes its sign. Enters a function and the points between which it is looked at; leaves every change that lies between two of
 * them. Source of the method: T. R. Chandrupatla (1997), A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function,
 * Advances in Engineering Software 28, 145-149. Guarantee: a change stays bracketed until its place is known to the last digits of a double.
 */

export interface SignChange {
  readonly at: number;
  /** What the function gives there. */
  readonly value: number;
  /** Whether the function jumps past zero instead of reaching it. */
  readonly isJump: boolean;
}

const stepsMost = 200;

/** Every change of sign between neighbouring points, and every point at which the function is zero; points without a number divide. */
export function signChanges(of: (x: number) => number, points: readonly number[]): SignChange[] {
  const values = points.map(of);
  const found: SignChange[] = [];
  points.forEach((point, at) => {
    if (values[at] === 0) found.push({ at: point, value: 0, isJump: false });
    const [before, after] = [values[at]!, values[at + 1] ?? Number.NaN];
    if (before * after < 0) found.push(narrow(of, { x: point, y: before }, { x: points[at + 1]!, y: after }));
  });
  return found;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Chandrupatla's method between two places with different signs. */
function narrow(of: (x: number) => number, low: Place, high: Place): SignChange {
  let [newest, other] = [high, low];
  let before = low;
  let share = 0.5;
  for (let step = 0; step < stepsMost; step += 1) {
    const x = newest.x + share * (other.x - newest.x);
    const y = of(x);
    if (Number.isNaN(y)) return { at: x, value: y, isJump: true };
    if (Math.sign(y) === Math.sign(newest.y)) before = newest;
    else [before, other] = [other, newest];
    newest = { x, y };
    const best = Math.abs(newest.y) < Math.abs(other.y) ? newest : other;
    const tolerance = (2 * Number.EPSILON * Math.abs(best.x) + Number.MIN_VALUE) / Math.abs(other.x - newest.x);
    if (best.y === 0 || tolerance > 0.5) return settled(best, low, high);
    share = Math.min(1 - tolerance, Math.max(tolerance, nextShare(newest, other, before)));
  }
  return settled(Math.abs(newest.y) < Math.abs(other.y) ? newest : other, low, high);
}

/** By inverse quadratic interpolation where that is safe, else by halving. */
function nextShare(a: Place, b: Place, c: Place): number {
  const xi = (a.x - b.x) / (c.x - b.x);
  const phi = (a.y - b.y) / (c.y - b.y);
  if (!(phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi)) return 0.5;
  return (a.y / (b.y - a.y)) * (c.y / (b.y - c.y)) + ((c.x - a.x) / (b.x - a.x)) * (a.y / (c.y - a.y)) * (b.y / (c.y - b.y));
}

/** A function that is as far from zero at the place as at the ends of the bracket has jumped. */
function settled({ x, y }: Place, low: Place, high: Place): SignChange {
  return { at: x, value: y, isJump: Math.abs(y) > 1e-6 * Math.max(Math.abs(low.y), Math.abs(high.y)) };
}
