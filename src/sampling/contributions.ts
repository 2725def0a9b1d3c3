/**
 * Which inputs the spread of a result comes from. Enters the results of trials, and the numbers of one input after the other; leaves rank correlations.
 * Guarantee: trials with an error are left out of both sides; only the numbers of one input are held at a time.
 */

/** What one input has to do with a result. */
export interface Contribution {
  /** Position of the input. */
  readonly input: number;
  /** Spearman's rank correlation with the result: above 0 when both are high together. NaN where one of the two never changes. */
  readonly rank: number;
  /** Its square as a share of the squares of all inputs, from 0 to 1. */
  readonly share: number;
}

/**
 * The contribution of each input to the variance of the result, by rank: squared rank correlations that are made to add up to 1.
 * It is an approximation: exact for independent inputs whose effects add up and never turn round; of correlated inputs each gets a part of what the
 * other does, and an input that works in both directions seems to do nothing. Source: Saltelli and Marivoet (1990), Non-parametric statistics in
 * sensitivity analysis for model output, Reliability Engineering and System Safety 28, 229-253; made to add up to 1 as in Crystal Ball.
 * @param inputs how many inputs there are
 * @param drawsOf the numbers of one input, trial by trial
 */
export function contributions(results: Float64Array, inputs: number, drawsOf: (input: number) => Float64Array): readonly Contribution[] {
  const valid = (_: number, trial: number): boolean => Number.isFinite(results[trial]);
  const resultRanks = ranksOf(results.filter(valid));
  const ranks = Array.from({ length: inputs }, (_, input) => correlationOf(ranksOf(drawsOf(input).filter(valid)), resultRanks));
  const total = ranks.reduce((sum, rank) => sum + (Number.isNaN(rank) ? 0 : rank ** 2), 0);
  return ranks.map((rank, input) => ({ input, rank, share: Number.isNaN(rank) || total === 0 ? 0 : rank ** 2 / total }));
}

/** Spearman's rank correlation of two arrays of one length; equal numbers share the mean of their ranks. NaN where one never changes. */
export function rankCorrelation(first: Float64Array, second: Float64Array): number {
  return correlationOf(ranksOf(first), ranksOf(second));
}

/** The rank of each number, from 1; equal numbers have the mean of their ranks: of 10, 30, 30 it is 1, 2.5, 2.5. */
export function ranksOf(numbers: Float64Array): Float64Array {
  // Sorting numbers and looking them up is several times faster than sorting positions, which needs a comparison in JavaScript.
  const sorted = numbers.slice().sort();
  const lastOfSame = new Uint32Array(sorted.length);
  for (let at = sorted.length - 1; at >= 0; at -= 1) lastOfSame[at] = sorted[at] === sorted[at + 1] ? lastOfSame[at + 1]! : at;
  return numbers.map((number) => {
    const first = firstPlace(sorted, number);
    return (first + lastOfSame[first]!) / 2 + 1;
  });
}

/** Where a number first stands in ascending numbers that hold it. */
function firstPlace(sorted: Float64Array, number: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Pearson's correlation of ranks, whose mean is known. */
function correlationOf(first: Float64Array, second: Float64Array): number {
  const mean = (first.length + 1) / 2;
  let [both, one, other] = [0, 0, 0];
  for (let trial = 0; trial < first.length; trial += 1) {
    const [a, b] = [first[trial]! - mean, second[trial]! - mean];
    both += a * b;
    one += a * a;
    other += b * b;
  }
  return both / Math.sqrt(one * other);
}
