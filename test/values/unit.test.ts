import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import {
  builtInUnits,
  declaredUnit,
  divideUnits,
  isDimensionless,
  multiplyUnits,
  parseUnit,
  powerOfUnit,
  sameDimension,
  sameUnit,
} from '../../src/values/unit.ts';

const table = builtInUnits();
table.set('user', declaredUnit('user'));
table.set('token', declaredUnit('token'));
table.set('Mtoken', declaredUnit('Mtoken', { factor: new Decimal(1_000_000), of: table.get('token')! }));
const unit = (text: string) => parseUnit(text, table).unit!;

describe('units', () => {
  it('multiply and cancel', () => {
    expect(sameUnit(multiplyUnits(multiplyUnits(unit('USD/user/month'), unit('user')), unit('month')), unit('USD'))).toBe(true);
    expect(isDimensionless(divideUnits(unit('USD'), unit('USD')))).toBe(true);
  });

  it('tell a year from a month', () => {
    expect(sameDimension(unit('USD/year'), unit('USD/month'))).toBe(true);
    expect(sameUnit(unit('USD/year'), unit('USD/month'))).toBe(false);
    expect(unit('year').scale.div(unit('month').scale).toNumber()).toBe(12);
  });

  it('know multiples that a model declares', () => {
    expect(divideUnits(unit('Mtoken'), unit('token')).scale.toNumber()).toBe(1_000_000);
  });

  it('take a plural', () => {
    expect(sameUnit(unit('months'), unit('month'))).toBe(true);
  });

  it('hold %, x and 1 for plain numbers', () => {
    expect(['%', 'x', '1'].map((text) => isDimensionless(unit(text)))).toEqual([true, true, true]);
  });

  it('raise to whole powers', () => {
    expect(powerOfUnit(unit('user'), 2).powers.get('user')).toBe(2);
    expect(powerOfUnit(unit('user'), -1).powers.get('user')).toBe(-1);
    expect(powerOfUnit(unit('user'), 0).powers.size).toBe(0);
  });

  it('name the part that is not known', () => {
    expect(parseUnit('USD/usr/month', table)).toEqual({ unknown: 'usr' });
  });
});
