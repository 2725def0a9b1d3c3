/** A value of an input as it is written in a model file. Enters what cells hold; leaves a text that reads back as exactly that. */
import { Decimal } from 'decimal.js';
import { isoDay } from '../values/days.ts';
import type { ValueType } from './model.ts';

/** `writtenValue(0.4, percent)` is `40%`; undefined where the value is none of the type. */
export function writtenValue(value: number | string | boolean, type: ValueType): string | undefined {
  if (type.kind === 'choice') return typeof value === 'string' && type.options.includes(value) ? value : undefined;
  if (type.kind === 'member') return undefined;
  if (type.kind === 'flag') return value === true || value === 1 ? 'true' : value === false || value === 0 ? 'false' : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  if (type.kind === 'date') return Number.isInteger(value) && value > 0 ? isoDay(value) : undefined;
  const amount = new Decimal(value);
  const { text } = type.unit;
  // A rate is read as a percentage: `10%/month` is of the unit 1/month.
  if (text.startsWith('%') || text.startsWith('1/')) return `${amount.times(100).toFixed()}%${text.slice(1)}`;
  return text === '1' ? amount.toFixed() : `${amount.toFixed()} ${text}`;
}
