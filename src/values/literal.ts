/** Exact numbers as an analyst writes them: `1.25bn USD/month` is 1250000000 and `USD/month`. */
import { Decimal } from 'decimal.js';
import { isScaleSuffix, scaleExponents, scaleSuffixes } from './scales.ts';

export interface Literal {
  readonly amount: Decimal;
  /** The text of the unit after the number, including `%`; empty if there is none. */
  readonly unit: string;
}

/**
 * Commas separate thousands only if they cannot mean anything else: in two groups or more, or before a decimal point.
 * `2,500` alone is 2500 in London and 2.5 in Frankfurt, and `0,500` is never thousands.
 */
const grouped = String.raw`[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d+)?|,\d{3}\.\d+)`;
const pattern = new RegExp(
  String.raw`^([+-]?(?:${grouped}|\d+(?:\.\d+)?))(${scaleSuffixes.join('|')})?(?:\s*(%))?(?![\d.,])\s*(.*)$`,
  's',
);

/**
 * Reads a number with its suffix and unit; undefined if the text is not a number. `12.5%` and `12.5 %` are 0.125 with
 * unit `%`.
 */
export function parseLiteral(text: string): Literal | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, digits, suffix, percent, rest] = match as unknown as [
    string,
    string,
    string | undefined,
    string | undefined,
    string,
  ];
  if (
    percent === undefined &&
    suffix !== undefined &&
    /^[A-Za-z_]/.test(rest) &&
    text.trim()[digits.length + suffix.length] !== ' '
  ) {
    return { amount: new Decimal(digits.replaceAll(',', '')), unit: suffix + rest };
  }
  const exponent =
    (suffix !== undefined && isScaleSuffix(suffix) ? scaleExponents[suffix] : 0) - (percent === undefined ? 0 : 2);
  return { amount: new Decimal(`${digits.replaceAll(',', '')}e${exponent}`), unit: `${percent ?? ''}${rest}`.trim() };
}
