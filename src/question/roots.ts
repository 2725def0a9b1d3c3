/**
 * Where a function is zero or changes its sign. Enters a function and the points between which it is looked at; leaves
 * every change that lies between two of them, and every dip that touches zero. Source of the method: T. R. Chandrupatla
 * (1997), A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function, Advances in
 * Engineering Software 28, 145-149. Guarantee: a change stays bracketed until its place is known to the last digits of
 * a double.
 */

/**
 * `reaches`: zero is reached, and the sign changes. `touches`: zero is reached from one side only. `jumps`: the sign
 * changes and zero is passed by. `begins` and `ends`: zero is reached at every point from one to the other.
 */
export type How = 'reaches' | 'touches' | 'jumps' | 'begins' | 'ends';

export interface SignChange {
  readonly at: number;
  /** What the function gives there; of a jump, behind it. */
  readonly value: number;
  readonly how: How;
}

const stepsMost = 200;
/**
 * Share of the largest value that counts as zero at the bottom of a dip, which is known to half the digits of a double.
 */
const touching = 1e-12;
/** How far from a zero its sides are looked at, as a share of the way to the next point. */
const besideZero = 1e-6;

type Of = (x: number) => number;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Every place, in the order of the points, which ascend; points without a number divide. `rounded` gives zero also
 * where the function is zero but for rounding, so that the sign of what rounding leaves is no change.
 */
export function signChanges(of: Of, points: readonly number[], rounded: Of = of): SignChange[] {
  const places = points.map((x): Place => ({ x, y: rounded(x) }));
  const isZero = (at: number): boolean => places[at]?.y === 0;
  const largest = places.reduce((most, { y }) => (Math.abs(y) > most ? Math.abs(y) : most), 0);
  return places.flatMap((place, at): SignChange[] => {
    const [before, after] = [places[at - 1], places[at + 1]];
    if (isZero(at)) {
      const [begins, ends] = [isZero(at + 1), isZero(at - 1)];
      if (begins && ends) return [];
      if (!begins && !ends) return zeroAt(of, rounded, before, place, after);
      const isHere = (x: number): boolean => rounded(x) === 0;
      return [{ at: edge(isHere, place.x, (begins ? before : after)?.x), value: 0, how: begins ? 'begins' : 'ends' }];
    }
    if (after !== undefined && isOpposite(place, after)) return [narrow(of, place, after)];
    return before !== undefined && after !== undefined && isDip(before, place, after)
      ? dip(of, before, after, touching * largest)
      : [];
  });
}

/**
 * The last point at which something holds, from where it does towards where it does not, to the last digit of a double,
 * or to a whole number; the point itself where there is nothing beyond.
 */
export function edge(
  holds: (x: number) => boolean,
  inside: number,
  outside: number | undefined,
  isWhole = false,
): number {
  if (outside === undefined) return inside;
  let [last, beyond] = [inside, outside];
  for (let step = 0; step < stepsMost; step += 1) {
    const middle = isWhole ? Math.round((last + beyond) / 2) : (last + beyond) / 2;
    if (middle === last || middle === beyond) break;
    if (holds(middle)) last = middle;
    else beyond = middle;
  }
  return last;
}

/** Whether two places lie on different sides of zero. */
const isOpposite = (one: Place, other: Place): boolean => Math.sign(one.y) * Math.sign(other.y) < 0;

/** A point at which the function is zero, with the changes that hide between it and its neighbours. */
function zeroAt(of: Of, rounded: Of, before: Place | undefined, { x }: Place, after: Place | undefined): SignChange[] {
  const beside = (other: Place | undefined): Place | undefined => {
    const near = other === undefined ? x : x + (other.x - x) * besideZero;
    return near === x ? undefined : { x: near, y: rounded(near) };
  };
  const hidden = (near: Place | undefined, far: Place | undefined): SignChange[] =>
    near !== undefined && far !== undefined && isOpposite(near, far) ? [narrow(of, near, far)] : [];
  const [left, right] = [beside(before), beside(after)];
  const touches = left !== undefined && right !== undefined && left.y * right.y > 0;
  return [...hidden(left, before), { at: x, value: 0, how: touches ? 'touches' : 'reaches' }, ...hidden(right, after)];
}

/** Whether the middle one of three places on one side of zero is the nearest to it. */
function isDip(before: Place, place: Place, after: Place): boolean {
  if (!(before.y * place.y > 0 && after.y * place.y > 0)) return false;
  const [left, middle, right] = [before, place, after].map(({ y }) => Math.abs(y)) as [number, number, number];
  return middle < left && middle <= right;
}

/** The bottom of a dip by golden section: it touches zero, or crosses it twice between two points, or neither. */
function dip(of: Of, left: Place, right: Place, zero: number): SignChange[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  const side = Math.sign(left.y);
  const at = (x: number): Place => ({ x, y: of(x) });
  let [from, to] = [left.x, right.x];
  let [one, other] = [at(to - golden * (to - from)), at(from + golden * (to - from))];
  for (let step = 0; step < stepsMost; step += 1) {
    const beyond = [one, other].find(({ y }) => Math.sign(y) === -side);
    if (beyond !== undefined) return [narrow(of, left, beyond), narrow(of, beyond, right)];
    const width = to - from;
    if (!(Math.abs(width) > 4 * Number.EPSILON * Math.max(Math.abs(from), Math.abs(to)))) break;
    if (side * one.y <= side * other.y) {
      to = other.x;
      other = one;
      one = at(to - golden * (to - from));
    } else {
      from = one.x;
      one = other;
      other = at(from + golden * (to - from));
    }
  }
  const bottom = Math.abs(one.y) < Math.abs(other.y) ? one : other;
  return Math.abs(bottom.y) <= zero ? [{ at: bottom.x, value: bottom.y, how: 'touches' }] : [];
}

/** Chandrupatla's method between two places with different signs. */
function narrow(of: Of, low: Place, high: Place): SignChange {
  let [newest, other] = [high, low];
  let before = low;
  let share = 0.5;
  for (let step = 0; step < stepsMost; step += 1) {
    const x = newest.x + share * (other.x - newest.x);
    const y = of(x);
    if (Number.isNaN(y)) return { at: x, value: y, how: 'jumps' };
    if (Math.sign(y) === Math.sign(newest.y)) before = newest;
    else [before, other] = [other, newest];
    newest = { x, y };
    const best = Math.abs(newest.y) < Math.abs(other.y) ? newest : other;
    const tolerance = (2 * Number.EPSILON * Math.abs(best.x) + Number.MIN_VALUE) / Math.abs(other.x - newest.x);
    if (best.y === 0 || tolerance > 0.5) break;
    share = Math.min(1 - tolerance, Math.max(tolerance, nextShare(newest, other, before)));
  }
  return settled(newest, other, low, high);
}

/** By inverse quadratic interpolation where that is safe, else by halving. */
function nextShare(a: Place, b: Place, c: Place): number {
  const xi = (a.x - b.x) / (c.x - b.x);
  const phi = (a.y - b.y) / (c.y - b.y);
  if (!(phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi)) return 0.5;
  return (
    (a.y / (b.y - a.y)) * (c.y / (b.y - c.y)) + ((c.x - a.x) / (b.x - a.x)) * (a.y / (c.y - a.y)) * (b.y / (c.y - b.y))
  );
}

/**
 * A function that is as far from zero at the place as at the ends of the bracket has jumped; the place is the first one
 * behind the jump.
 */
function settled(one: Place, other: Place, low: Place, high: Place): SignChange {
  const best = Math.abs(one.y) < Math.abs(other.y) ? one : other;
  const isJump = Math.abs(best.y) > 1e-6 * Math.max(Math.abs(low.y), Math.abs(high.y));
  const { x, y } = isJump ? (one.x > other.x ? one : other) : best;
  return { at: x, value: y, how: isJump ? 'jumps' : 'reaches' };
}
