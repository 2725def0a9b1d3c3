/**
 * Number formats and units of a comparison. Takes units as written in a record; returns number formats and unit texts.
 * Guarantee: a difference between percentages is in percentage points, a difference has its own scale, and zero is a
 * dash.
 */

import { type AutoFormat, autoCountFormat, autoMoneyFormat, isAutoFormat, numberFormat } from '../../grid/formats.ts';
import { chooseFormat } from '../../grid/scales.ts';
import { isRateUnit } from '../../values/formatFigure.ts';
import { typeOf } from '../answers/answerFormats.ts';

const noDisplay: ReadonlyMap<string, string> = new Map();
/** Limits for decimals, so that small differences do not look like zero. */
const [decimalsMin, decimalsMax] = [1, 4];

/** The format of amounts that are all zero. */
const zeroFormat = '#,##0_);(#,##0);"-"_)';

/**
 * The format of values shown side by side, chosen by the largest of them: `valueFormat('%', [0.5])` is
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
  // Zero is a dash everywhere.
  return isRateUnit(unit) || unit === 'x' ? `${text.split(';').slice(0, 2).join(';')};"-"_)` : text;
}

function settled(format: AutoFormat, values: readonly unknown[]): string {
  const numbers = values.filter((one): one is number => typeof one === 'number' && one !== 0 && Number.isFinite(one));
  return numbers.length === 0 && (format === autoMoneyFormat || format === autoCountFormat)
    ? zeroFormat
    : chooseFormat(format, numbers);
}

/** Whether values of a unit can be subtracted. */
export function hasDifference(unit: string): boolean {
  return !['text', 'choice', 'member', ''].includes(unit);
}

/** The format of differences, chosen by the largest of them. */
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

/** The unit of a difference: `points` for percentages, `days` for dates. */
export function differenceUnit(unit: string): string {
  if (unit === 'date') return 'days';
  if (unit === '%') return 'points';
  return isRateUnit(unit) ? `${unit} points` : unit;
}
