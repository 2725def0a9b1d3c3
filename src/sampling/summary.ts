/**
 * Statistics of the trials of a result. Input: one number per trial, in the order of the trials, NaN for an error.
 * Output: statistics in the unit of the result. Guarantee: errors are counted and left out, never treated as numbers;
 * a statistic that needs more numbers than there are is NaN.
 */
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { type SamplingMethod, SHIFTS } from './uniforms.ts';

export interface Summary {
  /** Trials with a number. */
  readonly count: number;
  /** Trials without a number. */
  readonly errors: number;
  readonly mean: number;
  /** Standard deviation of a sample: over count - 1. */
  readonly deviation: number;
  readonly standardError: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly percentiles: readonly { readonly percent: number; readonly value: number }[];
  /**
   * The statistics of the first eighth, quarter and half of the trials and of all of them: how much further trials
   * still change.
   */
  readonly convergence: readonly ConvergencePoint[];
}
export interface ConvergencePoint {
  readonly trials: number;
  readonly mean: number;
  readonly median: number;
  readonly standardError: number;
}

export const defaultPercents: readonly number[] = [5, 10, 25, 50, 75, 90, 95];

const convergenceShares: readonly number[] = [1 / 8, 1 / 4, 1 / 2, 1];

/** All statistics of a result; percents from 0 to 100. Memory is about three times that of the results. */
export function summarise(
  results: Float64Array,
  method: SamplingMethod,
  percents: readonly number[] = defaultPercents,
): Summary {
  const sorted = sortedNumbers(results);
  const mean = meanOf(sorted);
  return {
    count: sorted.length,
    errors: results.length - sorted.length,
    mean,
    deviation: deviationOf(sorted, mean),
    standardError: standardErrorOf(results, method),
    minimum: sorted[0] ?? Number.NaN,
    maximum: sorted.at(-1) ?? Number.NaN,
    percentiles: percents.map((percent) => ({ percent, value: percentileOf(sorted, percent) })),
    convergence: convergenceShares.map((share) =>
      convergencePointOf(results.subarray(0, Math.round(results.length * share)), method),
    ),
  };
}

function convergencePointOf(results: Float64Array, method: SamplingMethod): ConvergencePoint {
  const sorted = sortedNumbers(results);
  return {
    trials: results.length,
    mean: meanOf(sorted),
    median: percentileOf(sorted, 50),
    standardError: standardErrorOf(results, method),
  };
}

/**
 * The numbers among results in ascending order; infinite ones are errors too, because a worksheet cell cannot contain
 * them.
 */
export function sortedNumbers(results: Float64Array): Float64Array {
  return results.filter(Number.isFinite).sort();
}

/**
 * A compensated sum, which loses no digits. Source: Neumaier (1974), Rundungsfehleranalyse einiger Verfahren zur
 * Summation endlicher Summen.
 */
function sumOf(numbers: Float64Array): number {
  let [sum, lost] = [0, 0];
  for (const number of numbers) {
    const next = sum + number;
    lost += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum;
    sum = next;
  }
  return sum + lost;
}

const meanOf = (numbers: Float64Array): number => sumOf(numbers) / numbers.length;

function deviationOf(numbers: Float64Array, mean: number): number {
  return numbers.length < 2
    ? Number.NaN
    : Math.sqrt(sumOf(numbers.map((number) => (number - mean) ** 2)) / (numbers.length - 1));
}

/**
 * The standard error of the mean, in the unit of the result. For random trials: the standard deviation over the square
 * root of their number. Trials of a quasi-random sample are not independent, so this formula does not apply; its 16
 * sets with their own shifts are independent, so the error is that of the mean of 16 means. With 16 numbers it is
 * known to about a fifth. Source: Owen (2013), Monte Carlo theory, methods and examples, chapter 17.
 */
export function standardErrorOf(results: Float64Array, method: SamplingMethod): number {
  if (method === 'quasi') {
    const means = Float64Array.from({ length: SHIFTS }, (_, set) => meanOf(numbersOfSet(results, set)));
    return deviationOf(means, meanOf(means)) / Math.sqrt(SHIFTS);
  }
  const numbers = results.filter(Number.isFinite);
  return deviationOf(numbers, meanOf(numbers)) / Math.sqrt(numbers.length);
}

const numbersOfSet = (results: Float64Array, set: number): Float64Array =>
  results.filter((result, trial) => trial % SHIFTS === set && Number.isFinite(result));

/**
 * The number below which a share of the trials lies, from numbers in ascending order; interpolated between two trials
 * like Excel's PERCENTILE.INC: for 1, 2, 3, 4 the 50th percentile is 2.5. Percents from 0 to 100.
 */
export function percentileOf(sorted: Float64Array, percent: number): number {
  const position = (percent / 100) * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** How often a condition holds, and the confidence interval of its true share. */
export interface Share {
  /** Trials with a number. */
  readonly count: number;
  readonly holding: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The share of trials in which a condition holds, among those with a number, with Wilson's interval: `shareOf(cash,
 * (each) => each < 0, 0.95)`. For quasi-random trials the interval is that of as many random ones; theirs is narrower
 * as a rule, but not by a law.
 */
export function shareOf(results: Float64Array, holds: (result: number) => boolean, confidence: number): Share {
  let [count, holding] = [0, 0];
  for (const result of results) {
    if (!Number.isFinite(result)) continue;
    count += 1;
    if (holds(result)) holding += 1;
  }
  return { count, holding, share: holding / count, ...wilsonInterval(holding, count, confidence) };
}

/**
 * The interval that contains the true share, if `holding` of `count` independent trials have a property; also valid if
 * none or all have it. Source: Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference,
 * Journal of the American Statistical Association 22, 209-212.
 */
export function wilsonInterval(
  holding: number,
  count: number,
  confidence: number,
): { readonly low: number; readonly high: number } {
  const z = normalQuantile((1 + confidence) / 2, 0, 1);
  const share = holding / count;
  const middle = (share + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const half = (z / (1 + z ** 2 / count)) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  // If none or all have it, the bound at 0 or 1 is exact; rounding would move it.
  return { low: holding === 0 ? 0 : middle - half, high: holding === count ? 1 : middle + half };
}

/** A bin of a histogram: numbers from `from` (inclusive) to `to` (exclusive, except in the last bin). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}
export interface Histogram {
  readonly bins: readonly Bin[];
  /** Numbers outside the bins. */
  readonly below: number;
  readonly above: number;
}

/**
 * The number of trials in each of equally wide bins between two bounds in the unit of the result, by default the
 * minimum and the maximum. If all numbers are equal there is one bin; without numbers there is none.
 */
export function histogramOf(
  results: Float64Array,
  bins: number,
  ends: { low: number; high: number } = endsOf(results),
): Histogram {
  const { low, high } = ends;
  const number = high > low ? bins : Number(high === low);
  const counts = new Float64Array(number);
  let [below, above] = [0, 0];
  for (const result of results) {
    if (!Number.isFinite(result)) continue;
    const place = high > low ? Math.floor(((result - low) / (high - low)) * number) : 0;
    if (result < low) below += 1;
    else if (result > high) above += 1;
    else counts[Math.min(place, number - 1)]! += 1;
  }
  const edge = (at: number): number => (at === number ? high : low + ((high - low) * at) / number);
  return { bins: [...counts].map((count, at) => ({ from: edge(at), to: edge(at + 1), count })), below, above };
}

function endsOf(results: Float64Array): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const result of results) {
    if (!Number.isFinite(result)) continue;
    low = Math.min(low, result);
    high = Math.max(high, result);
  }
  return { low, high };
}
