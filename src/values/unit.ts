/**
 * Unit algebra: `USD/user/month * user * month = USD`. Input: the text of units and their declarations. Output: units
 * that can be multiplied, divided and compared. Guarantee: a unit is a product of base units with integer exponents and
 * an exact scale, whatever the order of its factors.
 */
import { Decimal } from 'decimal.js';

/** An exact fraction, because 1/12 is not a finite decimal and a product must not depend on its grouping. */
export interface Ratio {
  readonly numerator: Decimal;
  readonly denominator: Decimal;
}

export interface Unit {
  /** Base unit to exponent, without zeros, sorted by name. */
  readonly powers: ReadonlyMap<string, number>;
  /** The size in base units: 12 for a year (in months). The scale of percent is 1, because it is only a notation. */
  readonly scale: Ratio;
  /** The named units in it, without zeros: `EUR/year` has EUR and year, although its base unit is the month. */
  readonly names: ReadonlyMap<string, number>;
  /** Its text: `USD/user/month`, `%`. */
  readonly text: string;
}

/** Enough digits for products of many scales, so that no scale is ever rounded. */
const Exact = Decimal.clone({ precision: 200 });
const one: Ratio = { numerator: new Exact(1), denominator: new Exact(1) };

/** A fraction of whole numbers in lowest terms: 1.5 becomes 3 over 2. */
function ratio(above: Decimal, below: Decimal): Ratio {
  const places = Math.max(above.decimalPlaces(), below.decimalPlaces());
  const [top, bottom] = [above, below].map((part) => new Exact(part).times(new Exact(10).pow(places))) as [
    Decimal,
    Decimal,
  ];
  const divisor = commonDivisor(top, bottom);
  return { numerator: top.div(divisor), denominator: bottom.div(divisor) };
}

function commonDivisor(left: Decimal, right: Decimal): Decimal {
  return right.isZero() ? left.abs() : commonDivisor(right, left.mod(right));
}

function product(left: Ratio, right: Ratio): Ratio {
  if (equal(left, one)) return right;
  return equal(right, one)
    ? left
    : ratio(left.numerator.times(right.numerator), left.denominator.times(right.denominator));
}
const inverse = ({ numerator: above, denominator: below }: Ratio): Ratio => ({ numerator: below, denominator: above });
const equal = (left: Ratio, right: Ratio): boolean =>
  left.numerator.eq(right.numerator) && left.denominator.eq(right.denominator);
export const dimensionless: Unit = { powers: new Map(), scale: one, names: new Map(), text: '1' };

/** The base and derived units of every model. */
const builtIn: readonly (readonly [string, string | undefined, number])[] = [
  ['USD', undefined, 1],
  ['EUR', undefined, 1],
  ['GBP', undefined, 1],
  ['JPY', undefined, 1],
  ['CNY', undefined, 1],
  ['day', undefined, 1],
  ['month', undefined, 1],
  ['quarter', 'month', 3],
  ['year', 'month', 12],
];

/** The highest exponent of a unit; a higher one is a mistake, and its scale would exceed the range of numbers. */
const EXPONENT_MAX = 12;

export type UnitTable = ReadonlyMap<string, Unit>;

function base(name: string): Unit {
  return { powers: new Map([[name, 1]]), scale: one, names: new Map([[name, 1]]), text: name };
}

/** The built-in units, to which a model adds its own. */
export function builtInUnits(): Map<string, Unit> {
  const table = new Map<string, Unit>();
  for (const [name, of, scale] of builtIn) {
    table.set(
      name,
      of === undefined
        ? base(name)
        : { ...base(name), powers: base(of).powers, scale: ratio(new Exact(scale), one.denominator) },
    );
  }
  for (const name of ['1', '%', 'x']) table.set(name, { ...dimensionless, text: name });
  return table;
}

/** A declared unit: a base unit, or a multiple of an existing one (`Mtoken` = 1000000 `token`). */
export function declaredUnit(name: string, multiple?: { factor: Decimal; of: Unit }): Unit {
  return multiple === undefined
    ? base(name)
    : {
        ...base(name),
        powers: multiple.of.powers,
        scale: product(ratio(multiple.factor, one.denominator), multiple.of.scale),
      };
}

function lookUp(name: string, table: UnitTable): Unit | undefined {
  return table.get(name) ?? (name.endsWith('s') ? table.get(name.slice(0, -1)) : undefined);
}

/** The names and signs of the longest unit that makes sense. */
const PARTS_MAX = 2 * EXPONENT_MAX + 1;

/** Reads `USD/user/month`, `1/month`, `%/month`; the result is the unit or the first unknown name. */
export function parseUnit(text: string, table: UnitTable): { unit?: Unit; unknown?: string } {
  const parts = text
    .trim()
    .split(/([/*])/)
    .map((part) => part.trim());
  if (parts.length > PARTS_MAX) return { unknown: `${text.trim().slice(0, 20)}…` };
  let unit: Unit = dimensionless;
  for (let at = 0; at < parts.length; at += 2) {
    const name = parts[at]!;
    const next = name === '' && at === 0 && parts.length > 1 ? dimensionless : lookUp(name, table);
    if (next === undefined) return { unknown: name };
    unit = parts[at - 1] === '/' ? divideUnits(unit, next) : multiplyUnits(unit, next);
  }
  return { unit: { ...unit, text: text.trim() } };
}

/** The text of a computed unit, in a fixed order: `USD/month/user`. */
function describe(powers: ReadonlyMap<string, number>): string {
  const repeat = (sign: 1 | -1) =>
    [...powers].flatMap(([name, power]) =>
      Math.sign(power) === sign ? Array<string>(Math.abs(power)).fill(name) : [],
    );
  return [repeat(1).join('*') || '1', ...repeat(-1)].join('/');
}

/** Exponents of a product (1) or a quotient (-1), without zeros, sorted by name. */
function sumOfPowers(
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
  sign: 1 | -1,
): Map<string, number> {
  const powers = new Map(left);
  for (const [name, power] of right) {
    const sum = (powers.get(name) ?? 0) + sign * power;
    if (sum === 0) powers.delete(name);
    else powers.set(name, sum);
  }
  return new Map([...powers].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The text has base units or, if the unit is a multiple of them, the original names: `EUR*month/year`. */
function combine(left: Unit, right: Unit, sign: 1 | -1): Unit {
  if (isDimensionless(right)) return left;
  if (isDimensionless(left) && sign === 1) return right;
  const powers = sumOfPowers(left.powers, right.powers, sign);
  const names = sumOfPowers(left.names, right.names, sign);
  const scale = product(left.scale, sign === 1 ? right.scale : inverse(right.scale));
  return { powers, scale, names, text: describe(equal(scale, one) ? powers : names) };
}

export function multiplyUnits(left: Unit, right: Unit): Unit {
  return combine(left, right, 1);
}
export function divideUnits(left: Unit, right: Unit): Unit {
  return combine(left, right, -1);
}

/** Whether an exponent of a unit is too high, as in `USD^13`. */
export function hasExcessivePower({ powers, names }: Unit): boolean {
  return [...powers.values(), ...names.values()].some((power) => Math.abs(power) > EXPONENT_MAX);
}

/** An integer power of a unit: `user^2`; undefined if it is too high. Only dimensionless units have other powers. */
export function powerOfUnit(unit: Unit, exponent: number): Unit | undefined {
  if (Math.abs(exponent) > EXPONENT_MAX) return undefined;
  const factors = Array.from({ length: Math.abs(exponent) }, () => unit);
  const result = factors.reduce((product, factor) => combine(product, factor, exponent > 0 ? 1 : -1), dimensionless);
  return hasExcessivePower(result) ? undefined : result;
}

/** Whether two units have the same dimension, whatever their scale. */
export function sameDimension(left: Unit, right: Unit): boolean {
  return (
    left.powers.size === right.powers.size &&
    [...left.powers].every(([name, power]) => right.powers.get(name) === power)
  );
}

/** Whether two quantities may be added. */
export function sameUnit(left: Unit, right: Unit): boolean {
  return sameDimension(left, right) && equal(left.scale, right.scale);
}

export function isDimensionless(unit: Unit): boolean {
  return unit.powers.size === 0 && equal(unit.scale, one);
}

/** The factor that converts an amount to another unit of the same dimension: 12/1 from years to months. */
export function conversion(from: Unit, to: Unit): Ratio {
  return product(from.scale, inverse(to.scale));
}

/** Whether a number with its unit equals 1, as `12 months/year`, `4 quarters/year` or `1000000 token/Mtoken`. */
export function isConversion(amount: Decimal, { powers, scale, names }: Unit): boolean {
  return powers.size === 0 && names.size > 0 && amount.times(scale.numerator).eq(scale.denominator);
}
