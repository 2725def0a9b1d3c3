/** Shares of a difference against sums over all orders, which is how they are defined. */

import { describe, expect, it } from 'vitest';
import { reconcileShares, sampleShares } from '../../src/explain/sampling.ts';
import { adjustToTotal, countBits, owenShares, shapleyShares, sumOf } from '../../src/explain/shapley.ts';
import fc from '../helpers/seeded.ts';

function orders(count: number): number[][] {
  if (count === 0) return [[]];
  return orders(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, at) => [...order.slice(0, at), count - 1, ...order.slice(at)]),
  );
}

/** What each does on average over some orders. */
function averaged(results: Float64Array, count: number, some: readonly number[][]): number[] {
  const sums = new Array<number>(count).fill(0);
  for (const order of some) {
    let set = 0;
    for (const player of order) {
      sums[player]! += (results[set | (1 << player)]! - results[set]!) / some.length;
      set |= 1 << player;
    }
  }
  return sums;
}

const games = (count: number) =>
  fc
    .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2 ** count, maxLength: 2 ** count })
    .map((all) => Float64Array.from(all));

const scale = 1e6;
const isNear = (one: number, other: number): boolean => Math.abs(one - other) < 1e-10 * scale;

describe('shares', () => {
  it('are means over all orders', () => {
    fc.assert(
      fc.property(games(4), (results) => {
        const expected = averaged(results, 4, orders(4));
        shapleyShares(results, 4).forEach(({ amount }, at) => {
          expect(isNear(amount, expected[at]!)).toBe(true);
        });
      }),
    );
  });
  it('of the members of a group are means over the orders in which they stand together', () => {
    const members = [1, 3];
    const together = orders(5).filter((order) => Math.abs(order.indexOf(1) - order.indexOf(3)) === 1);
    fc.assert(
      fc.property(games(5), (results) => {
        const expected = averaged(results, 5, together);
        owenShares(results, members, 5).forEach(({ amount }, at) => {
          expect(isNear(amount, expected[members[at]!]!)).toBe(true);
        });
      }),
    );
  });
  it('lie between the least and the most that a change does', () => {
    fc.assert(
      fc.property(games(5), (results) => {
        for (const { amount, least, most } of shapleyShares(results, 5)) {
          expect(amount).toBeGreaterThanOrEqual(least - 1e-6);
          expect(amount).toBeLessThanOrEqual(most + 1e-6);
        }
      }),
    );
  });
  it('of what does nothing are nothing, to the last bit', () => {
    const results = Float64Array.from({ length: 8 }, (_, set) => ((set & 1) + (set & 4)) * 0.1);
    expect(shapleyShares(results, 3)[1]).toEqual({ amount: 0, least: 0, most: 0 });
  });
});

describe('sampled shares', () => {
  const [outer, members] = [3, 4];
  const count = outer + members;
  const bitOf = (some: ReadonlySet<number>): number => [...some].reduce((bits, at) => bits | (1 << at), 0);
  const sampledOf = (results: Float64Array, pairs: number) =>
    sampleShares({ outer, members, pairs }, (others, inside) =>
      Float64Array.of(results[bitOf(inside) | (bitOf(others) << members)]!),
    )[0]!;

  it('are those over all orders, as exactly as their standard errors say', () => {
    fc.assert(
      fc.property(games(count), (results) => {
        const exact = owenShares(results, [0, 1, 2, 3], count);
        sampledOf(results, 400).forEach(({ amount, error }, at) => {
          expect(Math.abs(amount - exact[at]!.amount)).toBeLessThan(5 * error);
        });
      }),
      { numRuns: 50, seed: 1 },
    );
  });
  it('turn around with the sides, to rounding', () => {
    fc.assert(
      fc.property(games(count), (results) => {
        const swapped = results.map((_, set) => results[2 ** count - 1 - set]!);
        const [forth, back] = [sampledOf(results, 20), sampledOf(swapped, 20)];
        forth.forEach(({ amount, error }, at) => {
          expect(isNear(amount, -back[at]!.amount)).toBe(true);
          expect(isNear(error, back[at]!.error)).toBe(true);
        });
      }),
    );
  });
  it('add up to what is known of the group when they are corrected', () => {
    const shares = [1, 2, 3].map((amount) => ({ amount, least: 0, most: 9, error: amount === 1 ? 0 : 1 }));
    expect(reconcileShares(shares, 8).map(({ amount }) => amount)).toEqual([1, 3, 4]);
  });
});

describe('sums', () => {
  it('keep what rounding loses', () => {
    expect(sumOf([1, 1e100, 1, -1e100])).toBe(2);
  });
  it('come to the whole', () => {
    expect(adjustToTotal([0.1, 0.2, 5], 5.3)).toEqual([0.1, 0.2, 5]);
    expect(adjustToTotal([], 0)).toEqual([]);
    expect(sumOf(adjustToTotal([1e-9, 0.1, 0.2], 0.3))).toBe(0.3);
  });
  const listed = (amounts: readonly number[]): number =>
    [...amounts].sort((a, b) => Math.abs(b) - Math.abs(a)).reduce((sum, amount) => sum + amount, 0);
  const sized = fc
    .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -12, max: 12 }))
    .map(([one, size]) => one * 10 ** size)
    .filter((one) => one === 0 || Math.abs(one) > 1e-250);

  it('come to the whole as they are listed, and turned around too', () => {
    fc.assert(
      fc.property(
        fc.array(sized, { minLength: 2, maxLength: 12 }),
        fc.double({ min: -1e-15, max: 1e-15, noNaN: true }),
        (amounts, lost) => {
          const size = Math.max(...amounts.map(Math.abs));
          const whole = sumOf(amounts) + lost * size;
          const present = amounts.map(Math.abs).filter((amount) => amount !== 0);
          // Otherwise no amount has the last digit of the whole.
          fc.pre(Math.min(...present) <= Math.abs(whole));
          const found = adjustToTotal(amounts, whole);
          expect(listed(found)).toBe(whole);
          found.forEach((amount, at) => {
            if (amounts[at] === 0) expect(Math.abs(amount)).toBe(0);
          });
          expect(
            adjustToTotal(
              amounts.map((amount) => -amount),
              -whole,
            ),
          ).toEqual(found.map((amount) => -amount));
        },
      ),
      { numRuns: 3000 },
    );
  });
  it('come to a whole that they jump over when they are corrected by what is missing', () => {
    const amounts = [1.0398816292967255e-239, -2.2853109630005035e-240];
    const whole = sumOf(amounts) + 5.1236537262263907e-17 * amounts[0]!;
    expect(listed(amounts)).not.toBe(whole);
    expect(listed(adjustToTotal(amounts, whole))).toBe(whole);
    expect(listed(adjustToTotal(amounts, 5.1236537262263907e-17))).toBe(5.1236537262263907e-17);
  });
  it('leave small amounts as they are where a larger one can hold what is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 2, maxLength: 12 }),
        (amounts) => {
          const whole = amounts.reduce((sum, amount) => sum + amount, 0) * (1 + 1e-15);
          adjustToTotal(amounts, whole).forEach((amount, at) => {
            expect(Math.abs(amount - amounts[at]!)).toBeLessThan(1e-11 * amounts[at]!);
          });
        },
      ),
    );
  });
  it('are told of amounts that cancel out by the one that can hold them', () => {
    expect(adjustToTotal([1e18, -1e18, 2 / 3], 1)).toEqual([1e18, -1e18, 1]);
  });
  it('count bits', () => {
    expect([0, 1, 6, 2 ** 31 - 1].map(countBits)).toEqual([0, 1, 2, 31]);
  });
});
