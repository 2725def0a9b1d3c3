/** The value of an input as text of a model file, which reads back as exactly that value. */
import { Decimal } from 'decimal.js';
import { isoDate } from '../../values/excelDates.ts';
import type { ValueType } from '../model.ts';

/** `inputText(0.4, percent)` is `40%`; undefined where the value is none of the type. */
export function inputText(value: number | string | boolean, type: ValueType): string | undefined {
  if (type.kind === 'choice') return typeof value === 'string' && type.options.includes(value) ? value : undefined;
  if (type.kind === 'member') return undefined;
  if (type.kind === 'flag')
    return value === true || value === 1 ? 'true' : value === false || value === 0 ? 'false' : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  if (type.kind === 'date') return Number.isInteger(value) && value > 0 ? isoDate(value) : undefined;
  return numberText(value, type.unit.text);
}

/**
 * A number with all of its digits and its unit: `numberText(0.4, '%')` is `40%`; a rate is a percentage, `10%/month`
 * of the unit 1/month.
 */
export function numberText(value: number, unit: string): string {
  const amount = new Decimal(value);
  if (unit.startsWith('%') || unit.startsWith('1/')) return `${amount.times(100).toFixed()}%${unit.slice(1)}`;
  return unit === '1' ? amount.toFixed() : `${amount.toFixed()} ${unit}`;
}
