/**
 * Uniform numbers by block of trials. Input: a seed and a method. Output: for one input, the numbers of the 1024
 * trials of a block, between 0 and 1 exclusive. Guarantee: the number of an input in a trial depends only on the seed,
 * the method, the position of the input and the trial number: not on other inputs, nor on the order in which blocks
 * are drawn.
 */

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { SOBOL_INPUTS_MAX, sobolDirections, sobolPoint } from './sobol.ts';

/** Trials in a block. */
export const BLOCK = 1024;
/**
 * Sets of points with their own shifts, into which a quasi-random sample is divided: trial t belongs to set t mod 16.
 */
export const SHIFTS = 16;
/** The highest seed; seeds are whole numbers from 0. */
export const SEED_MAX = 2 ** 32 - 1;

export type SamplingMethod = 'random' | 'quasi';

/** The maximum number of inputs of a method. */
export const maxInputs: Readonly<Record<SamplingMethod, number>> = {
  random: Number.POSITIVE_INFINITY,
  quasi: SOBOL_INPUTS_MAX,
};

/**
 * Draws the numbers of one input in one block. Blocks must be drawn in ascending order, and so must inputs within a
 * block.
 */
export type UniformBlocks = (block: number, input: number) => Float64Array;

/**
 * The uniform numbers of a seed. Throws a RangeError for a seed that is not a whole number from 0 to 2³² - 1, and for
 * an input beyond the maximum of the method; the caller rules out both.
 */
export function uniformBlocks(seed: number, method: SamplingMethod): UniformBlocks {
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX)
    throw new RangeError(`a seed is a whole number from 0 to ${SEED_MAX}`);
  return method === 'random' ? randomBlocks(seed) : quasiBlocks(seed);
}

/** Similar seeds start similarly; the jump before the first block mixes all bits of the seed. */
function streamOf(seed: number): JumpableRandomGenerator {
  const stream = xoroshiro128plus(seed);
  stream.jump();
  return stream;
}

/** Each block has its own stream, 2⁶⁴ numbers after the previous one, with the inputs one after another. */
function randomBlocks(seed: number): UniformBlocks {
  const start = streamOf(seed);
  let [block, input] = [0, 0];
  let stream = start.clone();
  return (wantedBlock, wantedInput) => {
    for (; block < wantedBlock; block += 1) {
      start.jump();
      stream = start.clone();
      input = 0;
    }
    for (; input < wantedInput; input += 1) skipBlock(stream);
    input += 1;
    const uniforms = new Float64Array(BLOCK);
    for (let trial = 0; trial < BLOCK; trial += 1) uniforms[trial] = uniformOf(stream);
    return uniforms;
  };
}

/** Two numbers of 32 bits for each trial. */
function skipBlock(stream: JumpableRandomGenerator): void {
  for (let skipped = 0; skipped < 2 * BLOCK; skipped += 1) stream.next();
}

/**
 * An odd multiple of 2⁻⁵³, so never 0 or 1, and as often below a half as above. Only the upper 26 of each 32 bits are
 * used, because the lowest bits of xoroshiro128+ are weak (Blackman and Vigna, 2021, Scrambled Linear Pseudorandom
 * Number Generators, section 5).
 */
function uniformOf(stream: JumpableRandomGenerator): number {
  const upper = stream.next() >>> 6;
  const lower = stream.next() >>> 6;
  return (upper * 2 ** 27 + lower * 2 + 1) / 2 ** 53;
}

/**
 * A Sobol sequence in 16 sets, each with randomly shifted digits: each set is a fair sample, and the spread of their
 * means shows how exact the overall mean is. Source: Owen (2013), Monte Carlo theory, methods and examples, chapter 17
 * (randomised quasi-Monte Carlo).
 */
function quasiBlocks(seed: number): UniformBlocks {
  const directions = new Map<number, Uint32Array>();
  const stream = streamOf(seed);
  const shifts: Uint32Array[] = [];
  return (block, input) => {
    while (shifts.length <= input) shifts.push(Uint32Array.from({ length: SHIFTS }, () => stream.next()));
    const own = directions.get(input) ?? sobolDirections(input);
    directions.set(input, own);
    const uniforms = new Float64Array(BLOCK);
    for (let at = 0; at < BLOCK; at += SHIFTS) {
      const point = sobolPoint(own, (block * BLOCK + at) / SHIFTS);
      for (let set = 0; set < SHIFTS; set += 1)
        uniforms[at + set] = (((point ^ shifts[input]![set]!) >>> 0) + 0.5) / 2 ** 32;
    }
    return uniforms;
  };
}
