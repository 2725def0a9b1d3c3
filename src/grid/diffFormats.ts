/**
 * How values and differences of a comparison are shown. Enters units as they stand in a record; leaves number formats and words for units.
 * Guarantee: a difference of percentages is shown in points, and a difference has the scale that it needs itself.
 */
import { isRate } from '../question/words.ts';
import { typeOf } from './answerFormats.ts';
import { autoCountFormat, autoMoneyFormat, numberFormat } from './formats.ts';
import { formatFor } from './scales.ts';

const noDisplay: ReadonlyMap<string, string> = new Map();
/** Small numbers among differences that are shown side by side must not read as nothing. */
const [decimalsLeast, decimalsMost] = [1, 4];

/** The format of values: `valueFormat('%')` is `0.0%_);(0.0%);0.0%_)`. */
export function valueFormat(unit: string, display: ReadonlyMap<string, string> = noDisplay): string {
  return numberFormat(typeOf(unit), display);
}

/** Whether a unit has a difference. */
export function isMeasured(unit: string): boolean {
  return !['text', 'choice', 'member', ''].includes(unit);
}

/** The format of differences, by the largest of them. */
export function differenceFormat(unit: string, differences: readonly number[], display: ReadonlyMap<string, string> = noDisplay): string {
  if (unit === 'date' || unit === 'flag') return '#,##0_);(#,##0);"-"_)';
  if (isRate(unit)) return pointFormat(differences);
  const format = valueFormat(unit, display);
  return format === autoMoneyFormat || format === autoCountFormat ? formatFor(format, differences) : format;
}

function pointFormat(differences: readonly number[]): string {
  const largest = differences.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const wanted = largest === 0 ? decimalsLeast : Math.ceil(-Math.log10(largest * 100)) + 2;
  const body = `0.${'0'.repeat(Math.min(decimalsMost, Math.max(decimalsLeast, wanted)))}%" pts"`;
  return `${body}_);(${body});"-"_)`;
}

/** What the unit column says of a difference: `points` for percentages, `days` for dates. */
export function differenceUnit(unit: string): string {
  if (unit === 'date') return 'days';
  if (unit === '%') return 'points';
  return isRate(unit) ? `${unit} points` : unit;
}
