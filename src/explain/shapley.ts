/**
 * The Shapley value. Takes a result under every combination of changes; returns the average effect of each change over
 * all orders of the changes (Shapley 1953; Owen 1977 for the members of a group). Guarantee: the shares of all changes
 * add up to the difference.
 */

/** The effect of a change: on average over the orders, and its minimum and maximum. */
export interface Share {
  readonly amount: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The shares of `count` changes from the results of all combinations: number `set` holds the result with the changes
 * whose bits are set in it. `sharesOf([0, 1, 2, 6], 2)` is 2.5 and 3.5.
 */
export function shapleyShares(results: Float64Array, count: number): Share[] {
  return Array.from({ length: count }, (_, player) => {
    const weights = weightsOf(count);
    return shareOf(results, 1 << player, (set) => weights[countBits(set)]!);
  });
}

/**
 * The shares of the members of a group among `count` changes (Owen values): only orders in which the members follow one
 * another count. Guarantee: together they have the share of the group as one change.
 */
export function owenShares(results: Float64Array, members: readonly number[], count: number): Share[] {
  const [around, within] = [weightsOf(count - members.length + 1), weightsOf(members.length)];
  const group = members.reduce((bits, member) => bits | (1 << member), 0);
  return members.map((member) =>
    shareOf(results, 1 << member, (set) => around[countBits(set & ~group)]! * within[countBits(set & group)]!),
  );
}

/** By size of a set: the share of all orders in which exactly this set precedes a given one of `count` changes. */
function weightsOf(count: number): number[] {
  let chosen = 1;
  return Array.from({ length: count }, (_, size) => {
    const weight = 1 / (count * chosen);
    chosen = (chosen * (count - 1 - size)) / (size + 1);
    return weight;
  });
}

function shareOf(results: Float64Array, bit: number, weightOf: (set: number) => number): Share {
  const sum = createSum();
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let set = 0; set < results.length; set += 1) {
    if ((set & bit) !== 0) continue;
    const step = results[set | bit]! - results[set]!;
    sum.add(weightOf(set) * step);
    least = Math.min(least, step);
    most = Math.max(most, step);
  }
  return { amount: sum.total(), least, most };
}

/** How many bits are set. */
export function countBits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** A compensated sum, which keeps what its terms lose to rounding (Neumaier 1974). */
export function createSum(): { readonly add: (term: number) => void; readonly total: () => number } {
  let [sum, lost] = [0, 0];
  return {
    add: (term) => {
      const next = sum + term;
      lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
      sum = next;
    },
    total: () => sum + lost,
  };
}

/** The sum of numbers. */
export function sumOf(terms: readonly number[]): number {
  const sum = createSum();
  for (const term of terms) sum.add(term);
  return sum.total();
}

/** The maximum correction of an amount for rounding, as a share of the amount. */
const roundingMax = 1e-9;
/** How often one amount is corrected, since each new sum is rounded too. */
const turnsMax = 4;

/**
 * Amounts that add up to a whole, to the last bit, if they are added from the largest to the smallest, provided that
 * one of them has the last digit of the whole. The largest amount that can absorb the rounding does so; if none can
 * within `roundingMax`, one is corrected visibly.
 */
export function adjustToTotal(amounts: readonly number[], whole: number): number[] {
  const order = amounts.map((_, at) => at).sort((a, b) => Math.abs(amounts[b]!) - Math.abs(amounts[a]!));
  const missing = whole - sumOf(amounts);
  const first = amounts.map((amount, at) => (at === order[0] ? amount + missing : amount));
  const corrected = absorbRounding(
    absorbRounding(first, order, whole, roundingMax),
    order,
    whole,
    Number.POSITIVE_INFINITY,
  );
  return listedSum(corrected) === whole ? corrected : withRemainder(corrected, order, whole);
}

/**
 * Amounts of which one is the whole less the sum of the others. It is needed if the sum is halfway between two doubles,
 * so that corrections overshoot the whole in both directions.
 */
function withRemainder(amounts: readonly number[], order: readonly number[], whole: number): number[] {
  for (const at of order.filter((one) => amounts[one] !== 0)) {
    const remainder = whole - listedSum(amounts.filter((_, other) => other !== at));
    const found = amounts.map((amount, other) => (other === at ? remainder : amount));
    if (listedSum(found) === whole) return found;
  }
  return [...amounts];
}

/** Amounts corrected in turn for the missing rest, each by at most a share of itself; zeros stay zero. */
function absorbRounding(amounts: readonly number[], order: readonly number[], whole: number, most: number): number[] {
  const found = [...amounts];
  for (const at of order.filter((one) => amounts[one] !== 0))
    for (let turn = 0; turn < turnsMax; turn += 1) {
      const missing = whole - listedSum(found);
      if (missing === 0) return found;
      if (Math.abs(missing) <= most * Math.abs(found[at]!)) found[at] = found[at]! + missing;
    }
  return found;
}

/** The sum in the order of a report, from the largest to the smallest. */
function listedSum(amounts: readonly number[]): number {
  return [...amounts].sort((a, b) => Math.abs(b) - Math.abs(a)).reduce((sum, amount) => sum + amount, 0);
}
