/**
 * The decimals and the rounding of numbers that are shown together, for the terminal, number formats of workbooks and
 * sentences. Guarantee: rounding is decimal, half away from zero, from 15 significant digits, as in Excel.
 */
import { Decimal } from 'decimal.js';

/** The significant digits of a double that every program shows. */
const digitsOfDouble = 15;
/** Numbers with up to this many decimals are shown exactly. */
const exactMost = 4;
const sizedMost = 8;
/** A number below this share of the largest number is a rounding error of zero. */
const noiseShare = 1e-9;

/** A number without the digits beyond those of a double: 0.35 for 0.35000000000000003. */
const decimalOf = (value: number): Decimal =>
  new Decimal(Number.isFinite(value) ? value.toPrecision(digitsOfDouble) : 0);

/**
 * A number over a divisor with fixed decimals: `fixedDecimals(0.0035, 0.01, 1)` is `0.4`, which doubles round to 0.3.
 */
export function fixedDecimals(value: number, divisor: number, decimals: number): string {
  return decimalOf(value).div(divisor).toFixed(decimals, Decimal.ROUND_HALF_UP);
}

/** A number rounded to significant digits in decimal arithmetic: `roundedDigits(0.12345, 4)` is 0.1235. */
export function roundedDigits(value: number, digits: number): number {
  return Number.isFinite(value)
    ? decimalOf(value).toSignificantDigits(digits, Decimal.ROUND_HALF_UP).toNumber()
    : value;
}

/** A number rounded to decimals in decimal arithmetic: `roundedDecimals(0.35, 1)` is 0.4. */
export function roundedDecimals(value: number, decimals: number): number {
  return Number.isFinite(value) ? Number(fixedDecimals(value, 1, decimals)) : value;
}

/**
 * The decimals of percentages from the fractions: `percentDecimals([0.0005])` is 2 (0.05%), and
 * `percentDecimals([0.052])` is 1 (5.2%). Numbers with few decimals are shown exactly. Others have one decimal, or more
 * if all are below 10% and one decimal would distort one of them.
 */
export function percentDecimals(numbers: readonly number[]): number {
  const percents = countedOf(numbers).map((one) => one.times(100));
  const exact = exactDecimals(percents);
  if (exact !== undefined) return exact;
  const largest = Decimal.max(...percents).toNumber();
  if (largest < 1) return decimalsOfSize(largest);
  return largest < 10 && percents.some(isDistorted) ? 2 : 1;
}

/** The decimals of multiples: `multipleDecimals([0.84])` is 2 (0.84x), and `multipleDecimals([1.5])` 1 (1.5x). */
export function multipleDecimals(numbers: readonly number[]): number {
  const multiples = countedOf(numbers);
  const largest = multiples.length === 0 ? 0 : Decimal.max(...multiples).toNumber();
  return exactDecimals(multiples) ?? (largest >= 10 ? 1 : Math.max(2, decimalsOfSize(largest)));
}

/** The decimals of amounts below a thousand: two, or more if the largest of them would be shown as zero. */
export function amountDecimals(largest: number): number {
  return largest === 0 || largest >= 0.1 ? 2 : Math.min(sizedMost, 2 - Math.floor(Math.log10(largest)));
}

/**
 * The least decimals, `least` or more, with which two numbers over a divisor are as far apart as they are, within a
 * tenth of their difference: `decimalsApart(4.04726671070411, 4.04726671069, 1, 2)` is 12. As many as a double has
 * where that does not tell them apart.
 */
export function decimalsToDistinguish(a: number, b: number, divisor: number, least: number): number {
  const most = Math.max(
    least,
    digitsOfDouble - 1 - Math.floor(Math.log10(Math.max(Math.abs(a), Math.abs(b)) / divisor)),
  );
  const gap = new Decimal(a).minus(b).div(divisor).abs();
  if (gap.isZero()) return least;
  for (let decimals = least; decimals < most; decimals += 1) {
    const shown = new Decimal(fixedDecimals(a, divisor, decimals)).minus(fixedDecimals(b, divisor, decimals)).abs();
    if (shown.minus(gap).abs().lte(gap.times(0.1))) return decimals;
  }
  return most;
}

/** The sizes of numbers, without errors, zeros and rounding errors of zero. */
function countedOf(numbers: readonly number[]): Decimal[] {
  const sizes = numbers.filter((one) => Number.isFinite(one) && one !== 0).map(Math.abs);
  const largest = sizes.reduce((most, one) => Math.max(most, one), 0);
  return sizes.filter((one) => one >= noiseShare * largest).map(decimalOf);
}

/** The minimum decimals, one to four, that show every number exactly; undefined if four are not enough. */
function exactDecimals(numbers: readonly Decimal[]): number | undefined {
  for (let decimals = 1; decimals <= exactMost; decimals += 1)
    if (numbers.every((one) => isExact(one, decimals))) return decimals;
  return undefined;
}

const isExact = (one: Decimal, decimals: number): boolean =>
  one.minus(one.toDecimalPlaces(decimals)).abs().lte(one.times(noiseShare));

/** Whether one decimal would distort a percentage below one, such as 0.35 as 0.4; tiny ones do not count. */
function isDistorted(percent: Decimal): boolean {
  const shown = percent.toDecimalPlaces(1, Decimal.ROUND_HALF_UP);
  return percent.gte(0.005) && percent.lt(1) && shown.minus(percent).abs().gt(percent.times(0.1));
}

/** The decimals that show two significant digits of a number below one: 2 for 0.35, 3 for 0.042. */
const decimalsOfSize = (size: number): number =>
  size === 0 ? 1 : Math.min(sizedMost, 1 - Math.floor(Math.log10(size)));
