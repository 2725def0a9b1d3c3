/**
 * Trials: values of all uncertain inputs at once. Input: distributions with rank correlations, and a seed. Output:
 * numbers in the units of the inputs. Guarantee: a trial has the same numbers to the last bit, whichever block or
 * thread draws it; an input added after the others does not change their numbers.
 */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type { Distribution } from '../model/model.ts';
import { choleskyOf, type RankedPair, type SparseRow } from '../values/correlationMatrix.ts';
import { quantileOf } from './distribution.ts';
import type { Quantile } from './quantileTable.ts';
import { BLOCK, type SamplingMethod, uniformBlocks } from './uniforms.ts';

export interface SamplePlan {
  readonly distributions: readonly Distribution[];
  /** Spearman's rank correlations between positions of distributions; pairs that are not named are independent. */
  readonly correlations: readonly RankedPair[];
  /** A whole number from 0 to 2³² - 1. */
  readonly seed: number;
  /** `quasi`: a Sobol sequence, shifted at random, for at most 161 distributions. */
  readonly method: SamplingMethod;
}

const normal = { cdf: normalCdf.factory(0, 1), quantile: normalQuantile.factory(0, 1) };
/**
 * The lowest probability of a trial; a correlated one closer to 0 or 1 is rounded to it, so that no value is infinite.
 */
const PROBABILITY_MIN = 2 ** -53;

/**
 * Trials `from` (inclusive) to `to` (exclusive), as one array per distribution, in the order of the plan. Correlated
 * inputs come from a Gaussian copula: the rank correlation of two continuous inputs is exactly the requested one; for
 * discrete inputs it is slightly closer to 0, because equal values have equal ranks. Sources: Iman and Conover (1982),
 * A distribution-free approach to inducing rank correlation among input variables, Communications in Statistics 11,
 * 311-334, for correlating ranks; Kruskal (1958) for their conversion. Throws a RangeError for a plan that the caller
 * should have rejected: an invalid seed, too many inputs for `quasi`, contradictory correlations.
 */
export function sampleTrials(plan: SamplePlan, from: number, to: number): Float64Array[] {
  return samplerOf(plan)(from, to);
}

/** Draws trials `from` (inclusive) to `to` (exclusive), as one array per distribution. */
export type Sampler = (from: number, to: number) => Float64Array[];

/**
 * Draws the same trials in parts: work for the plan is done once, and ascending parts continue where the last one
 * ended.
 */
export function samplerOf(plan: SamplePlan): Sampler {
  return makeSampler(
    plan,
    plan.distributions.map((_, input) => input),
  );
}

/** The same numbers of one distribution only, so that a million trials of many inputs need not be in memory at once. */
export function sampleInput(plan: SamplePlan, input: number, from: number, to: number): Float64Array {
  return makeSampler(plan, [input])(from, to)[0]!;
}

function makeSampler(plan: SamplePlan, inputs: readonly number[]): Sampler {
  const factor = choleskyOf(plan.distributions.length, plan.correlations);
  if (factor === undefined) throw new RangeError('the correlations of the plan contradict one another');
  const quantiles = inputs.map((input) => quantileOf(plan.distributions[input]!));
  const needed = [...new Set(inputs.flatMap((input) => factor[input]!.columns))].sort((a, b) => a - b);
  const uniformsOf = keptBlocks(plan, needed);
  return (from, to) => {
    const results = inputs.map(() => new Float64Array(to - from));
    for (let block = Math.floor(from / BLOCK); block * BLOCK < to; block += 1) {
      const probabilities = correlated(uniformsOf(block));
      const [first, last] = [Math.max(from, block * BLOCK), Math.min(to, (block + 1) * BLOCK)];
      inputs.forEach((input, at) => {
        const own = probabilities(factor[input]!).subarray(first - block * BLOCK, last - block * BLOCK);
        fill(results[at]!.subarray(first - from), own, quantiles[at]!);
      });
    }
    return results;
  };
}

/**
 * The uniform numbers of some inputs by block. The last block is kept, for parts that end within it; an earlier block
 * is computed from the start.
 */
function keptBlocks(
  { seed, method }: SamplePlan,
  inputs: readonly number[],
): (block: number) => ReadonlyMap<number, Float64Array> {
  let blocks = uniformBlocks(seed, method);
  let last: { readonly block: number; readonly uniforms: ReadonlyMap<number, Float64Array> } | undefined;
  return (block) => {
    if (last?.block === block) return last.uniforms;
    if (last !== undefined && block < last.block) blocks = uniformBlocks(seed, method);
    const uniforms = new Map(inputs.map((input) => [input, blocks(block, input)]));
    last = { block, uniforms };
    return uniforms;
  };
}

function fill(results: Float64Array, probabilities: Float64Array, quantile: Quantile): void {
  for (let at = 0; at < probabilities.length; at += 1) results[at] = quantile(probabilities[at]!);
}

/** From the uniform numbers of a block by input, the probabilities for a row of the Cholesky factor. */
function correlated(uniforms: ReadonlyMap<number, Float64Array>): (row: SparseRow) => Float64Array {
  const normals = new Map<number, Float64Array>();
  const normalsOf = (input: number): Float64Array => {
    const found = normals.get(input) ?? uniforms.get(input)!.map((probability) => normal.quantile(probability));
    normals.set(input, found);
    return found;
  };
  return ({ columns, weights }) => {
    const [only] = columns;
    if (columns.length === 1 && weights[0] === 1) return uniforms.get(only!)!;
    const sum = new Float64Array(BLOCK);
    columns.forEach((column, at) => {
      const [numbers, weight] = [normalsOf(column), weights[at]!];
      for (let trial = 0; trial < BLOCK; trial += 1) sum[trial] = sum[trial]! + weight * numbers[trial]!;
    });
    return sum.map((each) => Math.min(1 - PROBABILITY_MIN, Math.max(PROBABILITY_MIN, normal.cdf(each))));
  };
}
