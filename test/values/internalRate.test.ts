import { describe, expect, it } from 'vitest';
import { internalRate } from '../../src/values/internalRate.ts';
import fc from '../helpers/seeded.ts';

describe('the internal rate of return', () => {
  it.each([
    [[-100, 10, 110], 0.1],
    [[-100, 0, 0, 100], 0],
    [[0, 0, 0, -100, 10, 110], 0.1],
    [[-100, 250], 1.5],
    [[100, -110], 0.1],
    [[-1000, 0, 0, 100], 0.1 ** (1 / 3) - 1],
  ])('of %j is %d', (flows, rate) => {
    expect(internalRate(flows)).toBeCloseTo(rate, 12);
  });

  it.each([[[]], [[0, 0]], [[1, 2, 3]], [[-1, -2]]])('of %j does not exist', (flows) => {
    expect(internalRate(flows)).toBeUndefined();
  });

  it('is a coupon, however long one waits for the first flow', () => {
    const bond = [...Array<number>(12).fill(0), -50e6, ...Array<number>(47).fill(354_000), 50_354_000];
    expect(internalRate(bond)).toBeCloseTo(0.00708, 10);
  });

  it('makes the flows worth nothing', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.5, max: 2, noNaN: true }),
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 }),
        (rate, payouts) => {
          const price = payouts.reduce((sum, payout, at) => sum + payout / (1 + rate) ** (at + 1), 0);
          expect(internalRate([-price, ...payouts])).toBeCloseTo(rate, 6);
        },
      ),
    );
  });
});
