import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import {
  builtInUnits,
  conversion,
  declaredUnit,
  divideUnits,
  isDimensionless,
  multiplyUnits,
  parseUnit,
  powerOfUnit,
  sameDimension,
  sameUnit,
  type Unit,
} from '../../src/values/unit.ts';
import fc from '../helpers/seeded.ts';

const table = builtInUnits();
table.set('user', declaredUnit('user'));
table.set('token', declaredUnit('token'));
table.set('week', declaredUnit('week', { factor: new Decimal(7), of: table.get('day')! }));
table.set('ounce', declaredUnit('ounce', { factor: new Decimal('28.35'), of: table.get('token')! }));
table.set('Mtoken', declaredUnit('Mtoken', { factor: new Decimal(1_000_000), of: table.get('token')! }));
const unit = (text: string) => parseUnit(text, table).unit!;

describe('units', () => {
  it('multiply and cancel', () => {
    expect(
      sameUnit(multiplyUnits(multiplyUnits(unit('USD/user/month'), unit('user')), unit('month')), unit('USD')),
    ).toBe(true);
    expect(isDimensionless(divideUnits(unit('USD'), unit('USD')))).toBe(true);
  });

  it('tell a year from a month', () => {
    expect(sameDimension(unit('USD/year'), unit('USD/month'))).toBe(true);
    expect(sameUnit(unit('USD/year'), unit('USD/month'))).toBe(false);
    expect(conversion(unit('year'), unit('month')).numerator.toNumber()).toBe(12);
    expect(conversion(unit('month'), unit('year')).denominator.toNumber()).toBe(12);
  });

  it('know multiples that a model declares', () => {
    expect(divideUnits(unit('Mtoken'), unit('token')).scale.numerator.toNumber()).toBe(1_000_000);
  });

  it('take a plural', () => {
    expect(sameUnit(unit('months'), unit('month'))).toBe(true);
  });

  it('hold %, x and 1 for plain numbers', () => {
    expect(['%', 'x', '1'].map((text) => isDimensionless(unit(text)))).toEqual([true, true, true]);
  });

  it('raise to whole powers', () => {
    expect(powerOfUnit(unit('user'), 2)?.powers.get('user')).toBe(2);
    expect(powerOfUnit(unit('user'), -1)?.powers.get('user')).toBe(-1);
    expect(powerOfUnit(unit('user'), 0)?.powers.size).toBe(0);
    expect(powerOfUnit(unit('user'), 12)?.powers.get('user')).toBe(12);
    expect(powerOfUnit(unit('user'), 100_000_000)).toBeUndefined();
    expect(powerOfUnit(unit('user*user'), 7)).toBeUndefined();
  });

  it('name the part that is not known', () => {
    expect(parseUnit('USD/usr/month', table)).toEqual({ unknown: 'usr' });
  });
});

const factor = fc.record({
  unit: fc
    .constantFrom(
      'USD',
      'user',
      'token',
      'Mtoken',
      'month',
      'year',
      'day/week',
      'ounce',
      '%',
      'USD/user/month',
      '1/month',
    )
    .map(unit),
  below: fc.boolean(),
});
const factors = fc.array(factor, { minLength: 1, maxLength: 8 });
type Factor = typeof factor extends fc.Arbitrary<infer T> ? T : never;

const oneByOne = (all: readonly Factor[]): Unit =>
  all.reduce((product, one) => (one.below ? divideUnits : multiplyUnits)(product, one.unit), unit('1'));

/** The same product with every factor in two groups: (a * b) / (c * d). */
function inTwoGroups(all: readonly Factor[]): Unit {
  const product = (below: boolean) =>
    oneByOne(all.filter((one) => one.below === below).map((one) => ({ ...one, below: false })));
  return divideUnits(product(false), product(true));
}

/** The same product as a tree, split at one place again and again. */
function asTree(all: readonly Factor[]): Unit {
  if (all.length <= 1) return oneByOne(all);
  const middle = Math.floor(all.length / 2);
  return multiplyUnits(asTree(all.slice(0, middle)), asTree(all.slice(middle)));
}

describe('regrouping a product of units', () => {
  it('gives the same unit, exactly', () => {
    fc.assert(
      fc.property(
        factors.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
        ),
        ([all, shuffled]) => {
          const expected = oneByOne(all);
          for (const regrouped of [oneByOne(shuffled), inTwoGroups(all), asTree(shuffled)]) {
            expect(sameUnit(regrouped, expected)).toBe(true);
          }
        },
      ),
    );
  });
});
