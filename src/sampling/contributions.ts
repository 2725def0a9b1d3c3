/**
 * Which inputs explain the variance of a result. Input: the results of trials, and the draws of one input at a time.
 * Output: rank correlations. Guarantee: trials with an error are left out on both sides; only the draws of one input
 * are in memory at a time.
 */
import { correlationOfRanks, ranksOf } from './ranks.ts';

/** The contribution of one input to the variance of a result. */
export interface Contribution {
  /** The position of the input. */
  readonly input: number;
  /**
   * Spearman's rank correlation with the result: above 0 if both tend to be high together. NaN if one of the two is
   * constant.
   */
  readonly rank: number;
  /** Its square as a share of the squares of all inputs, from 0 to 1. */
  readonly share: number;
}

/**
 * The contribution of each input to the variance of the result, by rank: squared rank correlations that are made to add
 * up to 1. It is an approximation: exact for independent inputs whose effects add up and never turn round; of
 * correlated inputs each gets a part of what the other does, and an input that works in both directions seems to do
 * nothing. Source: Saltelli and Marivoet (1990), Non-parametric statistics in sensitivity analysis for model output,
 * Reliability Engineering and System Safety 28, 229-253; made to add up to 1 as in Crystal Ball.
 * @param inputs how many inputs there are
 * @param drawsOf the numbers of one input, trial by trial
 */
export function contributionsTo(
  results: Float64Array,
  inputs: number,
  drawsOf: (input: number) => Float64Array,
): readonly Contribution[] {
  const valid = (_: number, trial: number): boolean => Number.isFinite(results[trial]);
  const resultRanks = ranksOf(results.filter(valid));
  const ranks = Array.from({ length: inputs }, (_, input) =>
    correlationOfRanks(ranksOf(drawsOf(input).filter(valid)), resultRanks),
  );
  const total = ranks.reduce((sum, rank) => sum + (Number.isNaN(rank) ? 0 : rank ** 2), 0);
  return ranks.map((rank, input) => ({
    input,
    rank,
    share: Number.isNaN(rank) || total === 0 ? 0 : rank ** 2 / total,
  }));
}
