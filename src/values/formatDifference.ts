/**
 * Two figures side by side. Enters numbers in one unit; leaves words with as many digits as tell the two apart, and
 * their difference in the unit. Guarantee: what is said of a difference is never larger or smaller by more than a tenth
 * than the figures show it.
 */
import { Decimal } from 'decimal.js';
import { decimalsToDistinguish, fixedDecimals, roundedDigits } from './decimals.ts';
import { displayScale, formatCount, formatResult, isRateUnit, roundedFigure, unitSuffix } from './formatFigure.ts';

/** Units whose values are words. */
const wordUnits: ReadonlySet<string> = new Set(['date', 'flag', 'text', 'choice', 'member']);

/** Both numbers in words: `formatDistinctPair(0.052, 0.051, '%')` is `['5.2%', '5.1%']`. */
export function formatDistinctPair(a: number | null, b: number | null, unit: string): readonly [string, string] {
  const usual = [formatResult(a, unit), formatResult(b, unit)] as const;
  if (a === null || b === null || Number.isNaN(a) || a === b || wordUnits.has(unit) || isTold(a, b, unit)) return usual;
  const { scale, word } = isRateUnit(unit)
    ? { scale: 0.01, word: '%' }
    : displayScale(Math.max(Math.abs(a), Math.abs(b)));
  const decimals = decimalsToDistinguish(a, b, scale, 0);
  const texts = [a, b].map((one) => fixedDecimals(one, scale, decimals));
  // Doubles that differ behind the fifteenth digit only.
  const [left, right] = texts[0] === texts[1] ? [a, b].map((one) => new Decimal(one).div(scale).toString()) : texts;
  return [`${left}${word}${unitSuffix(unit)}`, `${right}${word}${unitSuffix(unit)}`];
}

/** Whether the usual words show the difference to within a tenth. */
function isTold(a: number, b: number, unit: string): boolean {
  const shown = roundedFigure(a, unit) - roundedFigure(b, unit);
  return Math.abs(shown - (a - b)) <= 0.1 * Math.abs(a - b);
}

const digitsOfGap = 3;

/**
 * A difference, or a tolerance, in its unit: `formatDifference(0.001, '%')` is `0.1 percentage points`, and of dates it is
 * days.
 */
export function formatDifference(size: number, unit: string, digits = digitsOfGap): string {
  if (unit === 'date') return formatCount(size, 'day');
  if (!isRateUnit(unit))
    return digits === digitsOfGap ? formatResult(size, unit) : `${roundedDigits(size, digits)}${unitSuffix(unit)}`;
  const count = roundedDigits(size * 100, digits);
  const time = unit.includes('/') ? ` per ${unit.slice(unit.indexOf('/') + 1)}` : '';
  return `${count} percentage ${count === 1 ? 'point' : 'points'}${time}`;
}

/** A difference and the tolerance that it exceeds, with the digits that show so. */
export function formatExcess(gap: number, tolerance: number, unit: string): readonly [gap: string, tolerance: string] {
  if (formatDifference(gap, unit) !== formatDifference(tolerance, unit))
    return [formatDifference(gap, unit), formatDifference(tolerance, unit)];
  let digits = digitsOfGap + 1;
  while (digits < 15 && roundedDigits(gap, digits) === roundedDigits(tolerance, digits)) digits += 1;
  return [formatDifference(gap, unit, digits), formatDifference(tolerance, unit, digits)];
}
