/**
 * Uniform numbers by block of trials. Enters a seed and a method; leaves for one input the numbers of the 1024 trials
 * of a block, between 0 and 1, both not included. Guarantee: the numbers of an input in a trial depend on the seed, the
 * method, the position of the input and that of the trial, and on nothing else: not on other inputs, and not on the
 * order in which blocks are asked for.
 */

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { SOBOL_INPUTS_MAX, sobolDirections, sobolPoint } from './sobol.ts';

/** Trials in a block. */
export const BLOCK = 1024;
/**
 * Sets of points with shifts of their own, into which a quasi-random sample is divided: trial t belongs to set t mod
 * 16.
 */
export const SHIFTS = 16;
/** Seeds are whole numbers from 0 to this one. */
export const SEED_MAX = 2 ** 32 - 1;

export type SamplingMethod = 'random' | 'quasi';

/** The most inputs that a method can vary at once. */
export const inputsMost: Readonly<Record<SamplingMethod, number>> = {
  random: Number.POSITIVE_INFINITY,
  quasi: SOBOL_INPUTS_MAX,
};

/** Gives the numbers of one input in one block. Blocks are asked for in ascending order; inputs within a block too. */
export type UniformBlocks = (block: number, input: number) => Float64Array;

/**
 * Uniform numbers of a seed. Throws a RangeError for a seed that is no whole number from 0 to 2³² - 1, and for an input
 * behind the most that the method can vary, both of which the caller rules out.
 */
export function uniformBlocks(seed: number, method: SamplingMethod): UniformBlocks {
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX)
    throw new RangeError(`a seed is a whole number from 0 to ${SEED_MAX}`);
  return method === 'random' ? randomBlocks(seed) : quasiBlocks(seed);
}

/** Near seeds start alike; the jump, by which the stream of the first block begins, mixes all bits of the seed. */
function streamOf(seed: number): JumpableRandomGenerator {
  const stream = xoroshiro128plus(seed);
  stream.jump();
  return stream;
}

/**
 * Each block has a stream of its own, 2⁶⁴ numbers behind the one before, in which the inputs stand one behind the
 * other.
 */
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
 * An odd multiple of 2⁻⁵³, so neither 0 nor 1, and as often below a half as above it. Of each 32 bits the 26 upper ones
 * are taken: the lowest bits of xoroshiro128+ are weak (Blackman and Vigna, 2021, Scrambled Linear Pseudorandom Number
 * Generators, section 5).
 */
function uniformOf(stream: JumpableRandomGenerator): number {
  const upper = stream.next() >>> 6;
  const lower = stream.next() >>> 6;
  return (upper * 2 ** 27 + lower * 2 + 1) / 2 ** 53;
}

/**
 * A Sobol sequence in 16 sets, each with its digits shifted at random: each set is a fair sample by itself, and how
 * their means differ says how exact the mean of all is. Source: Owen (2013), Monte Carlo theory, methods and examples,
 * chapter 17 (randomised quasi-Monte Carlo).
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
