/**
 * Numbers as headings and sentences have them. Enters a number in a unit; leaves what can be read: a few digits in
 * sentences, `-0.5%` and `43.12bn USD`, and all that count in headings.
 */
import { Decimal } from 'decimal.js';
import { percentDecimals, roundedDecimals, roundedDigits } from './decimals.ts';
import { isoDate } from './excelDates.ts';

/** From which size on a number is said in which scale. */
const scales: readonly { readonly from: number; readonly scale: number; readonly word: string }[] = [
  { from: 1e12, scale: 1e12, word: 'tn' },
  { from: 1e9, scale: 1e9, word: 'bn' },
  { from: 1e6, scale: 1e6, word: 'm' },
  { from: 1e4, scale: 1e3, word: 'k' },
];

/** Digits before and behind the point that are said. */
const digits = 4;

/** The scale in which a number of some size is said: `scaleOf(2.5e9)` is that of `bn`. */
export function displayScale(size: number): { readonly scale: number; readonly word: string } {
  return scales.find(({ from }) => Math.abs(size) >= from) ?? { scale: 1, word: '' };
}

/** Whether a unit is a share or a rate of change, `%` or `1/month`: such numbers are read as percentages. */
export const isRateUnit = (unit: string): boolean => unit.startsWith('%') || unit.startsWith('1/');

/** A number for a sentence: four digits, and percentages with the decimals of tables. */
export function formatRounded(value: number, unit: string): string {
  if (unit === 'date') return isoDate(value);
  if (isRateUnit(unit))
    return `${plain(roundedDecimals(roundedDigits(value * 100, 15), percentDecimals([value])))}%${unit.slice(1)}`;
  const rounded = roundedDigits(value, digits);
  const { scale, word } = displayScale(rounded);
  const number = `${plain(roundedDigits(rounded / scale, digits))}${word}`;
  if (unit === '1' || unit === 'text') return number;
  return `${number} ${unit}`;
}

/** A figure of a text: four digits, of percentages at most two behind the point: `22.36%`, `43.12bn USD`. */
export function formatFigure(value: number, unit: string): string {
  return isRateUnit(unit) ? `${plain(percentOf(value))}%${unit.slice(1)}` : formatRounded(value, unit);
}

/**
 * A share as the percentage that `formatFigure` says: three digits below 1%, and from there on four, at most two of them
 * behind the point.
 */
function percentOf(value: number): number {
  const percent = value * 100;
  const size = Math.abs(percent);
  if (size < 1) return roundedDigits(percent, 3);
  return size < 100 ? roundedDecimals(percent, 2) : roundedDigits(percent, digits);
}

/** The number that `formatFigure` says: `roundedFigure(0.039446, '%')` is 0.0394. */
export function roundedFigure(value: number, unit: string): number {
  return isRateUnit(unit) ? roundedDigits(percentOf(value) / 100, 15) : roundedDigits(value, digits);
}

/** What a result says, by its unit: `40%`, `200bn USD`, `2026-06-15`, `yes`, `an error`. */
export function formatResult(value: number | string | null, unit: string): string {
  if (value === null) return 'an error';
  if (typeof value === 'string') return value;
  if (unit === 'flag') return value === 0 ? 'no' : 'yes';
  return formatFigure(value, unit);
}

/** Without an exponent, as far as that can be read. */
function plain(value: number): string {
  return Math.abs(value) >= 1e15 || (value !== 0 && Math.abs(value) < 1e-6) ? value.toExponential() : String(value);
}

/** A count for a sentence: `10,000 trials`, `1 trial`. */
export function formatCount(count: number, one: string, several = `${one}s`): string {
  return `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${count === 1 ? one : several}`;
}

/** A value as it stands in a heading: `40%`, `2026-03-31`, `1.5`, `120bn`. */
export function formatHeading(value: number | string, unit: string): string {
  if (typeof value === 'string') return value;
  if (isRateUnit(unit)) return `${new Decimal(value).times(100).toDecimalPlaces(6).toString()}%`;
  if (unit === 'date') return isoDate(value);
  const exact = new Decimal(value).toSignificantDigits(8);
  const found = exact.abs().lt(1e6) ? undefined : scales.find(({ from }) => exact.abs().gte(from));
  return found === undefined ? exact.toString() : `${exact.div(found.scale).toString()}${found.word}`;
}

/** A unit behind a number, `5 USD`, `0.02/month`; a percent sign stands there already. */
export function unitSuffix(unit: string): string {
  if (unit === '1' || unit === 'text' || unit === 'date') return '';
  return unit.startsWith('%') || unit.startsWith('1/') ? unit.slice(1) : ` ${unit}`;
}
