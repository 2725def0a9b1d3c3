/**
 * Two figures side by side. Input: numbers in one unit. Output: their texts, with enough digits to differ, and the text
 * of their difference. Guarantee: the texts differ by the true difference to within a tenth of it.
 */
import { Decimal } from 'decimal.js';
import { decimalsToDistinguish, fixedDecimals, roundedDigits } from './decimals.ts';
import { displayScale, formatCount, formatResult, isRateUnit, roundedFigure, unitSuffix } from './formatFigure.ts';

/** Units of values that are not plain numbers. */
const otherUnits: ReadonlySet<string> = new Set(['date', 'flag', 'text', 'choice', 'member']);

/** The texts of both numbers: `formatDistinctPair(0.052, 0.051, '%')` is `['5.2%', '5.1%']`. */
export function formatDistinctPair(a: number | null, b: number | null, unit: string): readonly [string, string] {
  const usual = [formatResult(a, unit), formatResult(b, unit)] as const;
  if (a === null || b === null || Number.isNaN(a) || a === b || otherUnits.has(unit) || showsDifference(a, b, unit))
    return usual;
  const { factor, suffix } = isRateUnit(unit)
    ? { factor: 0.01, suffix: '%' }
    : displayScale(Math.max(Math.abs(a), Math.abs(b)));
  const decimals = decimalsToDistinguish(a, b, factor, 0);
  const fixed = (one: number): string => fixedDecimals(one, factor, decimals);
  // Doubles that differ only after the fifteenth digit are shown in full.
  const text = fixed(a) === fixed(b) ? (one: number) => new Decimal(one).div(factor).toString() : fixed;
  const [left, right] = [`${text(a)}${suffix}`, `${text(b)}${suffix}`];
  return [`${left}${unitSuffix(unit, left)}`, `${right}${unitSuffix(unit, right)}`];
}

/** Whether the usual texts show the difference to within a tenth. */
function showsDifference(a: number, b: number, unit: string): boolean {
  const shown = roundedFigure(a, unit) - roundedFigure(b, unit);
  return Math.abs(shown - (a - b)) <= 0.1 * Math.abs(a - b);
}

const DIFFERENCE_DIGITS = 3;

/** A difference or a tolerance: `formatDifference(0.001, '%')` is `0.1 percentage points`; dates differ by days. */
export function formatDifference(size: number, unit: string, digits = DIFFERENCE_DIGITS): string {
  if (unit === 'date') return formatCount(size, 'day');
  if (!isRateUnit(unit)) {
    const number = `${roundedDigits(size, digits)}`;
    return digits === DIFFERENCE_DIGITS ? formatResult(size, unit) : `${number}${unitSuffix(unit, number)}`;
  }
  const count = roundedDigits(size * 100, digits);
  const time = unit.includes('/') ? ` per ${unit.slice(unit.indexOf('/') + 1)}` : '';
  return `${count} percentage ${count === 1 ? 'point' : 'points'}${time}`;
}

/** A difference and the tolerance that it exceeds, with enough digits to show that it does. */
export function formatExcess(
  difference: number,
  tolerance: number,
  unit: string,
): readonly [difference: string, tolerance: string] {
  if (formatDifference(difference, unit) !== formatDifference(tolerance, unit))
    return [formatDifference(difference, unit), formatDifference(tolerance, unit)];
  let digits = DIFFERENCE_DIGITS + 1;
  while (digits < 15 && roundedDigits(difference, digits) === roundedDigits(tolerance, digits)) digits += 1;
  return [formatDifference(difference, unit, digits), formatDifference(tolerance, unit, digits)];
}
