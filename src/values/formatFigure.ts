/**
 * Numbers in sentences and headings. Input: a number and its unit. Output: text for people: four digits in sentences,
 * such as `-0.5%` and `43.12bn USD`, and all significant digits in headings.
 */
import { Decimal } from 'decimal.js';
import { percentDecimals, roundedDecimals, roundedDigits } from './decimals.ts';
import { isoDate } from './excelDates.ts';
import { largeScaleOf } from './scales.ts';
import { unitAfter, withUnit } from './unitText.ts';

/** Significant digits of numbers in sentences. */
const SENTENCE_DIGITS = 4;
/** The size from which a number is shown in thousands. */
const THOUSANDS_FROM = 1e4;

/** The scale to show a number in: `displayScale(2.5e9)` has the factor 1e9 and the suffix `bn`. */
export function displayScale(size: number): { readonly factor: number; readonly suffix: string } {
  const thousands = Math.abs(size) >= THOUSANDS_FROM ? { factor: 1e3, suffix: 'k' } : { factor: 1, suffix: '' };
  return largeScaleOf(size) ?? thousands;
}

/** Whether a unit is a share or a rate of change, `%` or `1/month`: such numbers are shown as percentages. */
export const isRateUnit = (unit: string): boolean => unit.startsWith('%') || unit.startsWith('1/');

/** A number for a sentence: four significant digits; percentages have the decimals that tables give them. */
export function formatRounded(value: number, unit: string): string {
  if (unit === 'date') return isoDate(value);
  if (isRateUnit(unit))
    return `${decimalText(roundedDecimals(roundedDigits(value * 100, 15), percentDecimals([value])))}%${unit.slice(1)}`;
  const rounded = roundedDigits(value, SENTENCE_DIGITS);
  const { factor, suffix } = displayScale(rounded);
  const number = `${decimalText(roundedDigits(rounded / factor, SENTENCE_DIGITS))}${suffix}`;
  return unit === '1' || unit === 'text' ? number : withUnit(number, unit);
}

/** A figure with four significant digits, percentages with at most two decimals: `22.36%`, `43.12bn USD`. */
export function formatFigure(value: number, unit: string): string {
  return isRateUnit(unit) ? `${decimalText(percentOf(value))}%${unit.slice(1)}` : formatRounded(value, unit);
}

/** The percentage that `formatFigure` shows: three significant digits below 1%, then four with at most two decimals. */
function percentOf(value: number): number {
  const percent = value * 100;
  const size = Math.abs(percent);
  if (size < 1) return roundedDigits(percent, 3);
  return size < 100 ? roundedDecimals(percent, 2) : roundedDigits(percent, SENTENCE_DIGITS);
}

/** The number that `formatFigure` shows: `roundedFigure(0.039446, '%')` is 0.0394. */
export function roundedFigure(value: number, unit: string): number {
  return isRateUnit(unit) ? roundedDigits(percentOf(value) / 100, 15) : roundedDigits(value, SENTENCE_DIGITS);
}

/** A result by its unit: `40%`, `200bn USD`, `2026-06-15`, `yes`, `an error`. */
export function formatResult(value: number | string | null, unit: string): string {
  if (value === null) return 'an error';
  if (typeof value === 'string') return value;
  if (unit === 'flag') return value === 0 ? 'no' : 'yes';
  return formatFigure(value, unit);
}

/** A number without an exponent, unless it is too large or too small to read. */
function decimalText(value: number): string {
  return Math.abs(value) >= 1e15 || (value !== 0 && Math.abs(value) < 1e-6) ? value.toExponential() : String(value);
}

/** A count with its noun: `10,000 trials`, `1 trial`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${count === 1 ? singular : plural}`;
}

/** A value for a heading, with up to eight significant digits: `40%`, `2026-03-31`, `1.5`, `120bn`. */
export function formatHeading(value: number | string, unit: string): string {
  if (typeof value === 'string') return value;
  if (isRateUnit(unit)) return `${new Decimal(value).times(100).toDecimalPlaces(6).toString()}%`;
  if (unit === 'date') return isoDate(value);
  const exact = new Decimal(value).toSignificantDigits(8);
  const scale = largeScaleOf(exact.toNumber());
  return scale === undefined ? exact.toString() : `${exact.div(scale.factor).toString()}${scale.suffix}`;
}

/** A number with up to eight significant digits and its unit: `1.5 USD`, `3 months`, `2%/month`. */
export function formatExact(value: number, unit: string): string {
  const text = formatHeading(value, unit);
  return `${text}${unitSuffix(unit, text)}`;
}

/** What follows the text of a number in a unit: ` USD` of `5 USD`, `/month` of `2%/month`, nothing for `1`. */
export function unitSuffix(unit: string, number: string): string {
  if (unit === '1' || unit === 'text' || unit === 'date') return '';
  return isRateUnit(unit) ? unit.slice(1) : ` ${unitAfter(number, unit)}`;
}
