/**
 * Unit to Excel number format. Negative numbers are in parentheses, zero is a dash, and large amounts show their scale.
 */
import type { ValueType } from '../model/model.ts';
import { isScaleSuffix, type ScaleSuffix, scaleExponents } from '../values/scales.ts';
import type { Unit } from '../values/unit.ts';

/** The commas of a number format that divide by a scale: `scaleCommas('bn')` is `,,,`. */
export const scaleCommas = (suffix: ScaleSuffix): string => ','.repeat(scaleExponents[suffix] / 3);

export const dateFormat = 'yyyy-mm-dd';

/** `#,##0.00,,,"bn"` for money shown in billions; `0.0%` for shares. */
export function numberFormat(type: ValueType, display: ReadonlyMap<string, string>): string {
  if (type.kind === 'date') return dateFormat;
  if (type.kind === 'flag') return '0';
  if (type.kind !== 'number') return '@';
  const { text } = type.unit;
  if (/^(%|1\/)/.test(text)) return autoShareFormat;
  if (text === 'x') return autoTimesFormat;
  if (!isMoney(type.unit)) return autoCountFormat;
  const scale = scaleOf(type.unit, display);
  if (scale === undefined) return autoMoneyFormat;
  const body = `#,##0.00${scaleCommas(scale)}"${scale}"`;
  return `${body}_);(${body});"-"_)`;
}

/**
 * Placeholders for formats chosen by the size of the numbers (`scales.ts`). They are valid formats, so a cell may keep
 * them.
 */
export const autoMoneyFormat = '[>=1000000000]#,##0.00,,,"bn"_);[<0](#,##0.00);#,##0.00_)';
export const autoCountFormat = '[>=1000000000]#,##0.0,,,"bn"_);[>=1000]#,##0_);#,##0.00_)';

export const autoShareFormat = '0.0%_);(0.0%);0.0%_)';
export const autoTimesFormat = '#,##0.0"x"_);(#,##0.0"x")';

export type AutoFormat =
  | typeof autoMoneyFormat
  | typeof autoCountFormat
  | typeof autoShareFormat
  | typeof autoTimesFormat;

const autoFormats: ReadonlySet<string | undefined> = new Set([
  autoMoneyFormat,
  autoCountFormat,
  autoShareFormat,
  autoTimesFormat,
]);

/** Whether a format is chosen by the size of the numbers. */
export const isAutoFormat = (format: string | undefined): format is AutoFormat => autoFormats.has(format);

function isMoney(unit: Unit): boolean {
  return ['USD', 'EUR', 'GBP', 'JPY', 'CNY'].some((name) => unit.powers.has(name));
}

/** Only amounts and amounts per period are scaled; prices per user or token are not. */
function scaleOf(unit: Unit, display: ReadonlyMap<string, string>): ScaleSuffix | undefined {
  for (const [name, scale] of display) {
    const others = [...unit.powers.keys()].filter((power) => power !== name && power !== 'month' && power !== 'day');
    if (unit.powers.get(name) === 1 && others.length === 0 && isScaleSuffix(scale)) return scale;
  }
  return undefined;
}

/** The text of the unit column. */
export function unitText(type: ValueType): string {
  if (type.kind === 'number') return type.unit.text;
  return { date: 'date', flag: 'flag', choice: 'choice', member: 'member' }[type.kind];
}
