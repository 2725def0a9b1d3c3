/**
 * How a difference is shared out. Enters what a result is with every combination of changes; leaves what each change does on average over all orders in
 * which they can be made (Shapley 1953, and Owen 1977 for what stands inside of a group). Guarantee: the shares of all changes add up to the difference.
 */

/** What one change does: on average over the orders, and in the orders in which it does least and most. */
export interface Share {
  readonly amount: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The shares of `count` changes from the results of all combinations: number `set` holds the result with the changes whose bits are set in it.
 * `sharesOf([0, 1, 2, 6], 2)` is 2.5 and 3.5.
 */
export function sharesOf(results: Float64Array, count: number): Share[] {
  return Array.from({ length: count }, (_, player) => {
    const weights = weightsOf(count);
    return shareOf(results, 1 << player, (set) => weights[bitsIn(set)]!);
  });
}

/**
 * The shares of some of `count` changes, which stand one behind the other in every order that counts: they are the members of a group.
 * Guarantee: together they have what the group has as one change among the others.
 */
export function groupSharesOf(results: Float64Array, members: readonly number[], count: number): Share[] {
  const [around, within] = [weightsOf(count - members.length + 1), weightsOf(members.length)];
  const group = members.reduce((bits, member) => bits | (1 << member), 0);
  return members.map((member) => shareOf(results, 1 << member, (set) => around[bitsIn(set & ~group)]! * within[bitsIn(set & group)]!));
}

/** In which share of all orders exactly a given set of so many changes stands in front of one of `count`. */
function weightsOf(count: number): number[] {
  let chosen = 1;
  return Array.from({ length: count }, (_, size) => {
    const weight = 1 / (count * chosen);
    chosen = (chosen * (count - 1 - size)) / (size + 1);
    return weight;
  });
}

function shareOf(results: Float64Array, bit: number, weightOf: (set: number) => number): Share {
  const sum = summing();
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
export function bitsIn(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** A sum that keeps what its parts lose to rounding (Neumaier 1974). */
export function summing(): { readonly add: (term: number) => void; readonly total: () => number } {
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
export function total(terms: readonly number[]): number {
  const sum = summing();
  for (const term of terms) sum.add(term);
  return sum.total();
}

/** Amounts that add up to a whole to the last bit that a double can hold: what rounding has lost goes to the largest. */
export function summingTo(amounts: readonly number[], whole: number): number[] {
  const sizes = amounts.map(Math.abs);
  const largest = sizes.indexOf(Math.max(...sizes));
  const missing = whole - total(amounts);
  return amounts.map((amount, at) => (at === largest ? amount + missing : amount));
}
