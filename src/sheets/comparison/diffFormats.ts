/**
 * How values and differences of a comparison are shown. Enters units as they stand in a record; leaves number formats
 * and words for units. Guarantee: a difference of percentages is shown in points, a difference has the scale that it
 * needs itself, and zero is a dash.
 */

import { type AutoFormat, autoCountFormat, autoMoneyFormat, isAutoFormat, numberFormat } from '../../grid/formats.ts';
import { chooseFormat } from '../../grid/scales.ts';
import { isRateUnit } from '../../values/formatFigure.ts';
import { typeOf } from '../answers/answerFormats.ts';

const noDisplay: ReadonlyMap<string, string> = new Map();
/** Small numbers among differences that are shown side by side must not read as nothing. */
const [decimalsMin, decimalsMax] = [1, 4];

/** Of amounts that are all zero. */
const zeroFormat = '#,##0_);(#,##0);"-"_)';

/**
 * The format of values that are read side by side, by the largest of them: `valueFormat('%', [0.5])` is
 * `0.0%_);(0.0%);"-"_)`.
 */
export function valueFormat(
  unit: string,
  values: readonly unknown[],
  display: ReadonlyMap<string, string> = noDisplay,
): string {
  const format = numberFormat(typeOf(unit), display);
  if (!isAutoFormat(format)) return format;
  const text = settled(format, values);
  // A dash is zero wherever it stands.
  return isRateUnit(unit) || unit === 'x' ? `${text.split(';').slice(0, 2).join(';')};"-"_)` : text;
}

function settled(format: AutoFormat, values: readonly unknown[]): string {
  const numbers = values.filter((one): one is number => typeof one === 'number' && one !== 0 && Number.isFinite(one));
  return numbers.length === 0 && (format === autoMoneyFormat || format === autoCountFormat)
    ? zeroFormat
    : chooseFormat(format, numbers);
}

/** Whether a unit has a difference. */
export function hasDifference(unit: string): boolean {
  return !['text', 'choice', 'member', ''].includes(unit);
}

/** The format of differences, by the largest of them. */
export function differenceFormat(
  unit: string,
  differences: readonly number[],
  display: ReadonlyMap<string, string> = noDisplay,
): string {
  if (unit === 'date' || unit === 'flag') return zeroFormat;
  if (isRateUnit(unit)) return pointFormat(differences);
  return valueFormat(unit, differences, display);
}

function pointFormat(differences: readonly number[]): string {
  const largest = differences.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const wanted = largest === 0 ? decimalsMin : Math.ceil(-Math.log10(largest * 100)) + 2;
  const body = `0.${'0'.repeat(Math.min(decimalsMax, Math.max(decimalsMin, wanted)))}%" pts"`;
  return `${body}_);(${body});"-"_)`;
}

/** What the unit column says of a difference: `points` for percentages, `days` for dates. */
export function differenceUnit(unit: string): string {
  if (unit === 'date') return 'days';
  if (unit === '%') return 'points';
  return isRateUnit(unit) ? `${unit} points` : unit;
}
