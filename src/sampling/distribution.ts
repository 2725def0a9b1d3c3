/**
 * Distributions as quantile functions. Input: a distribution of a model. Output: a function from a probability to a
 * value of that distribution, in the unit of the input. Guarantee: a higher probability never gives a lower value,
 * except for rounding, so ranks are preserved.
 */
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import lognormalQuantile from '@stdlib/stats-base-dists-lognormal-quantile';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import triangularQuantile from '@stdlib/stats-base-dists-triangular-quantile';
import type { Distribution } from '../model/model.ts';
import { type Quantile, tabulateQuantile } from './quantileTable.ts';

/**
 * The weight of the most likely value against each bound. Source: Malcolm, Roseboom, Clark and Fazar (1959),
 * Application of a Technique for Research and Development Program Evaluation, Operations Research 7, 646-669, whose
 * mean of the three is (low + 4 mode + high) / 6.
 */
const PERT_WEIGHT = 4;

/**
 * The quantile function of a distribution: `quantileOf({ kind: 'uniform', low: 10, high: 20 })(0.3)` is 13. An option
 * of a choice is its position among the options, from 0; dates are day numbers. Distributions of a model are always
 * valid; for an invalid one, such as a lower bound above the upper bound, the values are NaN.
 */
export function quantileOf(distribution: Distribution): Quantile {
  const quantile = exactQuantile(distribution);
  const isWhole = 'whole' in distribution && distribution.whole === true;
  return isWhole ? (probability) => Math.round(quantile(probability)) : quantile;
}

function exactQuantile(distribution: Distribution): Quantile {
  switch (distribution.kind) {
    case 'triangular':
      return triangularQuantile.factory(distribution.low, distribution.high, distribution.mode);
    case 'pert':
      return pert(distribution);
    case 'uniform':
      return (probability) => distribution.low + (distribution.high - distribution.low) * probability;
    case 'normal':
      return normalQuantile.factory(distribution.mean, distribution.deviation);
    case 'lognormal':
      return lognormalQuantile.factory(Math.log(distribution.median), distribution.spread);
    case 'discrete':
      return discrete(distribution);
  }
}

/**
 * A beta distribution over the range whose mean is that of PERT. Source of its shape: Vose (2008), Risk Analysis, 3rd
 * edition, section III (the modified PERT distribution): 1 + 4 (mode - low) / (high - low) and 1 + 4 (high - mode) /
 * (high - low).
 */
function pert({ low, mode, high }: Distribution & { kind: 'triangular' | 'pert' }): Quantile {
  const width = high - low;
  const [rise, fall] = [1 + (PERT_WEIGHT * (mode - low)) / width, 1 + (PERT_WEIGHT * (high - mode)) / width];
  const [fromLow, fromHigh] = [betaQuantile.factory(rise, fall), betaQuantile.factory(fall, rise)];
  // A probability near 1 has few digits left, so the upper half is computed from the other end.
  const quantile = tabulateQuantile((score) =>
    score < 0 ? fromLow(normalCdf(score, 0, 1)) : 1 - fromHigh(normalCdf(-score, 0, 1)),
  );
  return (probability) => low + width * Math.min(1, Math.max(0, quantile(probability)));
}

/** The first outcome up to which the chances add up to the probability. */
function discrete({ outcomes, options }: Distribution & { kind: 'discrete' }): Quantile {
  const possible = outcomes.filter(({ chance }) => chance > 0);
  const numbers = possible.map(({ value }) =>
    typeof value === 'number' ? value : (options?.indexOf(value) ?? Number.NaN),
  );
  let sum = 0;
  const upTo = possible.map(({ chance }) => {
    sum += chance;
    return sum;
  });
  return (probability) => {
    const found = upTo.findIndex((end) => probability <= end);
    // Chances added up as binary fractions can end slightly below 1.
    return numbers[found] ?? numbers.at(-1) ?? Number.NaN;
  };
}
