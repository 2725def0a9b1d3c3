/** Chance that is the same each time. Enters a seed and a number; leaves draws that depend on these two alone. */

export interface Chance {
  /** A whole number from 0 up to, not including, a bound. */
  readonly below: (bound: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Whether something happens that happens so often: `happens(0.1)`. */
  readonly happens: (share: number) => boolean;
}

/** The draws of one case: `chanceOf(1, 7).below(6)` is the same number each time. */
export function chanceOf(seed: number, number: number): Chance {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0;
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 4; warm += 1) next();
  const below = (bound: number): number => Math.floor(next() * bound);
  return { below, pick: (list) => list[below(list.length)]!, happens: (share) => next() < share };
}
