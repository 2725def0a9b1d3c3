/**
 * Where a function is zero or changes sign. Input: a function and the points to scan. Output: every crossing between
 * two points, and every minimum or maximum that touches zero. Method: T. R. Chandrupatla (1997), A new hybrid
 * quadratic/bisection algorithm for finding the zero of a nonlinear function, Advances in Engineering Software 28,
 * 145-149. Guarantee: a crossing stays bracketed until it is known to the last digits of a double.
 */

/**
 * The kind of a crossing. `reaches`: zero is reached, and the sign changes. `touches`: zero is reached from one side
 * only. `jumps`: the sign changes without reaching zero. `begins` and `ends`: the bounds of an interval in which every
 * point is zero.
 */
export type CrossingKind = 'reaches' | 'touches' | 'jumps' | 'begins' | 'ends';

export interface SignChange {
  readonly at: number;
  /** The function value there; after the jump for a jump. */
  readonly value: number;
  readonly how: CrossingKind;
}

/** From one value to another, inclusive. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

const stepsMost = 200;
/**
 * The share of the largest value that counts as zero at the bottom of a dip, which is known to half the digits of a
 * double.
 */
const touching = 1e-12;
/** The distance from a zero at which its sides are evaluated, as a share of the way to the next point. */
const besideZero = 1e-6;

type RealFunction = (x: number) => number;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Finds every crossing, in the order of the points, which ascend; points without a number separate intervals.
 * `rounded` also gives zero if the function is zero except for rounding, so rounding errors do not count as crossings.
 */
export function findSignChanges(of: RealFunction, points: readonly number[], rounded: RealFunction = of): SignChange[] {
  const places = points.map((x): Point => ({ x, y: rounded(x) }));
  const isZero = (at: number): boolean => places[at]?.y === 0;
  const largest = places.reduce((most, { y }) => (Math.abs(y) > most ? Math.abs(y) : most), 0);
  return places.flatMap((place, at): SignChange[] => {
    const [before, after] = [places[at - 1], places[at + 1]];
    if (isZero(at)) {
      const [begins, ends] = [isZero(at + 1), isZero(at - 1)];
      if (begins && ends) return [];
      if (!begins && !ends) return examineZero(of, rounded, before, place, after);
      const isHere = (x: number): boolean => rounded(x) === 0;
      return [
        { at: findEdge(isHere, place.x, (begins ? before : after)?.x), value: 0, how: begins ? 'begins' : 'ends' },
      ];
    }
    if (after !== undefined && isOpposite(place, after)) return [narrowBracket(of, place, after)];
    return before !== undefined && after !== undefined && isDip(before, place, after)
      ? examineDip(of, before, after, touching * largest)
      : [];
  });
}

/**
 * The last point at which a condition holds, from `inside`, where it does, towards `outside`, where it does not: to
 * the last digit of a double, or to a whole number. Returns `inside` if there is nothing beyond.
 */
export function findEdge(
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

/** Whether two points are on different sides of zero. */
const isOpposite = (one: Point, other: Point): boolean => Math.sign(one.y) * Math.sign(other.y) < 0;

/** A point at which the function is zero, with the crossings hidden between it and its neighbours. */
function examineZero(
  of: RealFunction,
  rounded: RealFunction,
  before: Point | undefined,
  { x }: Point,
  after: Point | undefined,
): SignChange[] {
  const beside = (other: Point | undefined): Point | undefined => {
    const near = other === undefined ? x : x + (other.x - x) * besideZero;
    return near === x ? undefined : { x: near, y: rounded(near) };
  };
  const hidden = (near: Point | undefined, far: Point | undefined): SignChange[] =>
    near !== undefined && far !== undefined && isOpposite(near, far) ? [narrowBracket(of, near, far)] : [];
  const [left, right] = [beside(before), beside(after)];
  const touches = left !== undefined && right !== undefined && left.y * right.y > 0;
  return [...hidden(left, before), { at: x, value: 0, how: touches ? 'touches' : 'reaches' }, ...hidden(right, after)];
}

/** Whether the middle one of three points on one side of zero is the closest to it. */
function isDip(before: Point, place: Point, after: Point): boolean {
  if (!(before.y * place.y > 0 && after.y * place.y > 0)) return false;
  const [left, middle, right] = [before, place, after].map(({ y }) => Math.abs(y)) as [number, number, number];
  return middle < left && middle <= right;
}

/**
 * Searches the bottom of a dip by golden section: it touches zero, crosses it twice between two points, or does
 * neither.
 */
function examineDip(of: RealFunction, left: Point, right: Point, zero: number): SignChange[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  const side = Math.sign(left.y);
  const at = (x: number): Point => ({ x, y: of(x) });
  let [from, to] = [left.x, right.x];
  let [one, other] = [at(to - golden * (to - from)), at(from + golden * (to - from))];
  for (let step = 0; step < stepsMost; step += 1) {
    const beyond = [one, other].find(({ y }) => Math.sign(y) === -side);
    if (beyond !== undefined) return [narrowBracket(of, left, beyond), narrowBracket(of, beyond, right)];
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

/** Chandrupatla's method between two points with different signs. */
function narrowBracket(of: RealFunction, low: Point, high: Point): SignChange {
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
  return classifyCrossing(newest, other, low, high);
}

/** By inverse quadratic interpolation if that is safe, otherwise by bisection. */
function nextShare(a: Point, b: Point, c: Point): number {
  const xi = (a.x - b.x) / (c.x - b.x);
  const phi = (a.y - b.y) / (c.y - b.y);
  if (!(phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi)) return 0.5;
  return (
    (a.y / (b.y - a.y)) * (c.y / (b.y - c.y)) + ((c.x - a.x) / (b.x - a.x)) * (a.y / (c.y - a.y)) * (b.y / (c.y - b.y))
  );
}

/**
 * Classifies a crossing: if the function is as far from zero there as at the ends of the bracket, it has jumped, and
 * the result is the first point after the jump.
 */
function classifyCrossing(one: Point, other: Point, low: Point, high: Point): SignChange {
  const best = Math.abs(one.y) < Math.abs(other.y) ? one : other;
  const isJump = Math.abs(best.y) > 1e-6 * Math.max(Math.abs(low.y), Math.abs(high.y));
  const { x, y } = isJump ? (one.x > other.x ? one : other) : best;
  return { at: x, value: y, how: isJump ? 'jumps' : 'reaches' };
}
