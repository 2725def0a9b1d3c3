/**
 * Shares of the members of a group that is too large for all combinations. Takes a function that computes combinations;
 * returns the average effect of each member over random orders, with its standard error. Guarantee: the seed is fixed,
 * and every order is followed by its reverse, so that swapping the sides reverses the sign of every amount.
 */
import { BLOCK, uniformBlocks } from '../sampling/uniforms.ts';
import { createSum, type Share } from './shapley.ts';

export interface SampledShare extends Share {
  readonly error: number;
}

const seed = 1;

/** The size of an order: other players, the members of the group, which stay together, and pairs of orders. */
export interface OrderSize {
  readonly outer: number;
  readonly members: number;
  readonly pairs: number;
}

/** The results when some of the other players and some of the members have changed. */
export type EvaluateCombination = (outer: ReadonlySet<number>, members: ReadonlySet<number>) => Float64Array;

/** Shares of the members: one list for each result. */
export function sampleShares({ outer, members, pairs }: OrderSize, combination: EvaluateCombination): SampledShare[][] {
  const random = randomNumbers();
  const kept: Float64Array[][] = [];
  const bounds: { least: number; most: number }[][] = [];
  const take = (pair: number, order: readonly number[], before: ReadonlySet<number>): void => {
    const made = new Set<number>();
    let last = combination(before, made);
    for (const member of order) {
      made.add(member);
      const next = combination(before, made);
      next.forEach((result, target) => {
        const step = result - last[target]!;
        kept[target] ??= Array.from({ length: members }, () => new Float64Array(pairs));
        bounds[target] ??= Array.from({ length: members }, () => ({
          least: Number.POSITIVE_INFINITY,
          most: Number.NEGATIVE_INFINITY,
        }));
        kept[target]![member]![pair]! += step / 2;
        const bound = bounds[target]![member]!;
        bound.least = Math.min(bound.least, step);
        bound.most = Math.max(bound.most, step);
      });
      last = next;
    }
  };
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = shuffled(outer + 1, random);
    const inside = shuffled(members, random);
    // The group has the number after those of the other players.
    const place = order.indexOf(outer);
    take(pair, inside, new Set(order.slice(0, place)));
    take(pair, [...inside].reverse(), new Set(order.slice(place + 1)));
  }
  return kept.map((some, target) => some.map((steps, member) => ({ ...meanOf(steps), ...bounds[target]![member]! })));
}

function meanOf(steps: Float64Array): { amount: number; error: number } {
  const [sum, squares] = [createSum(), createSum()];
  for (const step of steps) sum.add(step);
  const amount = sum.total() / steps.length;
  for (const step of steps) squares.add((step - amount) ** 2);
  return { amount, error: Math.sqrt(squares.total() / Math.max(1, steps.length - 1) / steps.length) };
}

/** Shares that add up to the exact share of the group: the least certain ones absorb the difference. */
export function reconcileShares(shares: readonly SampledShare[], whole: number): SampledShare[] {
  const sum = createSum();
  for (const { amount } of shares) sum.add(amount);
  const missing = whole - sum.total();
  const variance = shares.reduce((all, { error }) => all + error ** 2, 0);
  return shares.map((share) => ({
    ...share,
    amount: share.amount + (variance === 0 ? 0 : missing * (share.error ** 2 / variance)),
  }));
}

/** Whole numbers below a count in a random order. */
function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}

function randomNumbers(): () => number {
  const blocks = uniformBlocks(seed, 'random');
  let [block, at] = [-1, BLOCK];
  let numbers: Float64Array = new Float64Array();
  return () => {
    if (at === BLOCK) {
      block += 1;
      numbers = blocks(block, 0);
      at = 0;
    }
    at += 1;
    return numbers[at - 1]!;
  };
}
