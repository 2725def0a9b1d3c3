/**
 * Sobol sequences: points that fill the unit cube more evenly than random ones. Input: the position of an input and of
 * a point. Output: 32 bits of its coordinate. Guarantee: no state, so any point can be computed on its own.
 */
import { directionNumbers } from './directionNumbers.ts';

const BITS = 32;

const lines = directionNumbers.trim().split('\n');

/** The maximum number of inputs: the first one needs no line. */
export const SOBOL_INPUTS_MAX = lines.length + 1;

/**
 * The directions of one input, counted from 0: a whole number of 32 bits for each bit of the point's position. Source:
 * Bratley and Fox (1988), Algorithm 659, ACM Transactions on Mathematical Software 14, 88-100, in the form of Joe and
 * Kuo (2008). Throws a RangeError for an input beyond the maximum, which the caller rules out.
 */
export function sobolDirections(input: number): Uint32Array {
  const directions = new Uint32Array(BITS);
  if (input === 0) return directions.map((_, bit) => 2 ** (BITS - 1 - bit));
  const line = lines[input - 1];
  if (line === undefined) throw new RangeError(`a Sobol sequence has at most ${SOBOL_INPUTS_MAX} inputs`);
  const [degree = 0, coefficients = 0, ...first] = line.split(' ').map(Number);
  for (let bit = 0; bit < BITS; bit += 1) {
    const start = first[bit];
    directions[bit] =
      start === undefined ? recurrence(directions, bit, degree, coefficients) : start * 2 ** (BITS - 1 - bit);
  }
  return directions;
}

function recurrence(directions: Uint32Array, bit: number, degree: number, coefficients: number): number {
  const oldest = directions[bit - degree]!;
  let direction = oldest ^ (oldest >>> degree);
  for (let back = 1; back < degree; back += 1)
    if ((coefficients >>> (degree - 1 - back)) & 1) direction ^= directions[bit - back]!;
  return direction >>> 0;
}

/**
 * One coordinate of a point, as a whole number from 0 to 2³² - 1: points are counted from 0, in the order of the Gray
 * code.
 */
export function sobolPoint(directions: Uint32Array, position: number): number {
  let coordinate = 0;
  for (let gray = position ^ (position >>> 1), bit = 0; gray !== 0; gray >>>= 1, bit += 1)
    if (gray & 1) coordinate ^= directions[bit]!;
  return coordinate >>> 0;
}
