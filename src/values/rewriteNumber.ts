/**
 * Numbers and units as analysts write them elsewhere: `$5M per month`, `5,5 EUR`, `1e6 USD`.
 * Enters a text that is no number of the language. Leaves what is wrong with it and the same number as the language
 * writes it. Guarantee: what is suggested can be read, and is the number that was meant; where two may have been meant,
 * both are suggested.
 */
import { Decimal } from 'decimal.js';
import { parseLiteral } from './literal.ts';
import { isScaleSuffix, type ScaleSuffix, scaleExponents, scaleSuffixes } from './scales.ts';
import { parseDate } from './timeline.ts';
import { withUnit } from './unitText.ts';

/** What is wrong, and what to write instead. */
export interface NumberRewriting {
  readonly fault: string;
  readonly hint: string;
  /** Every number that may have been meant, as the language writes it; none where it has no readable form. */
  readonly readings: readonly string[];
}

type Replace = string | ((...found: string[]) => string);
/** A habit: how it looks, what to say of it, and what stands there in the language. */
type Habit = readonly [pattern: RegExp, fault: string, replacement: Replace];

const currencies: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'JPY' };
const suffixes: readonly (readonly [RegExp, ScaleSuffix])[] = [
  [/^(?:k|thousand|thousands|tsd)$/i, 'k'],
  [/^(?:mm?|mn|mio|mln|million|millions)$/i, 'm'],
  [/^(?:b|bn|bln|mrd|billion|billions)$/i, 'bn'],
  [/^(?:t|tn|trn|trillion|trillions)$/i, 'tn'],
];
const number = String.raw`[-+]?\d[\d.,' ]*`;
const scales = 'thousands?|millions?|billions?|trillions?|tsd|mio|mln|mrd|bln|trn|mm|mn|bn|tn|k|m|b|t';

const suffixOf = (word: string): string => suffixes.find(([pattern]) => pattern.test(word))?.[1] ?? word;

/**
 * What stands behind the `e` of a number that anybody means; what is further out has no readable form without an
 * exponent.
 */
const widestExponent = 30;

/**
 * `1e6` is `1m`; the largest suffix that leaves a number of at least one. What is too large or too small to write out
 * stays as it is.
 */
function withSuffix(text: string): string {
  const amount = new Decimal(text);
  const isReadable = Math.abs(amount.e) <= widestExponent && amount.decimalPlaces() <= widestExponent;
  if (!isReadable) return text;
  for (const suffix of scaleSuffixes.toReversed()) {
    const scaled = new Decimal(`${amount.toFixed()}e-${scaleExponents[suffix]}`);
    if (scaled.abs().gte(1) && scaled.decimalPlaces() <= 3) return `${scaled.toFixed()}${suffix}`;
  }
  return amount.toFixed();
}

/** In the order in which they are undone; the first that is found is told. */
const habits: readonly Habit[] = [
  [/(?:US)?[$€£¥]\s*/i, 'has the sign of a currency where its code belongs', ''],
  [/^([A-Z]{3})\s*(?=[-+]?\d)/, 'has its unit before the number', ''],
  [/^([-+]?\d+(?:\.\d+)?e[-+]?\d+)(?!\w)/i, 'has an exponent', (_all, found) => withSuffix(found!)],
  [
    /^([-+]?\d{1,3}(?:\.\d{3}){2,}|[-+]?\d{1,3}(?:\.\d{3})+(?=,\d))/,
    'has points between its thousands',
    (all) => all.replaceAll('.', ''),
  ],
  [/^([-+]?\d{1,3}(?:[ '’_]\d{3})+)(?!\d)/, 'has its thousands set apart', (all) => all.replace(/[ '’_]/g, '')],
  [
    /^([-+]?\d+),(\d+)(?![\d,])/,
    'has a comma where its decimal point belongs',
    (_all, whole, part) => `${whole}.${part}`,
  ],
  [/^([-+]?)\.(\d)/, 'has no digit before its point', (_all, sign, digit) => `${sign}0.${digit}`],
  [/\s*(?:percent|per cent|pct)(?!\w)/i, 'has its percent sign in words', '%'],
  [/^([-+]?[\d.,]+)\s+%/, 'has a space before its %', (_all, digits) => `${digits}%`],
];
/** `5 USDm` and `5 USD million`: the scale behind the unit. */
const trailing = new RegExp(String.raw`^([-+]?\d[\d.,]*)\s*([A-Z]{3})\s*(${scales})(?!\w)`);
const spaced = new RegExp(String.raw`^(${number}?)(\s*)(${scales})(?!\w)\s*`, 'i');
const perUnit = /\s*\bper\s+(\w+)/gi;

/**
 * A single group behind a comma: thousands in London, decimals in Frankfurt. A group that begins with 0 is no
 * thousands.
 */
const ambiguousComma = /(?<![\d.,]|\d[ '’_])([1-9]\d{0,2}),(\d{3})(?![\d.,]|[ '’_]\d)/;

/**
 * The number that was meant: `rewriteNumber('$5M per month')` has the reading `5m USD/month`, and `2,500 USD` the two
 * readings `2500 USD` and `2.5 USD`. Undefined when nothing of it is recognised. `unit` is added where the text has
 * none; then a number without a percent sign may be a share of the whole or a percentage, and both are readings.
 */
export function rewriteNumber(text: string, unit = ''): NumberRewriting | undefined {
  const [all, whole, group] = ambiguousComma.exec(text) ?? [];
  if (all === undefined) return rewriteOne(text, unit);
  const meanings = [`${whole}${group}`, `${whole}.${group}`].flatMap((digits) =>
    readingsOf(text.replace(all, digits), unit),
  );
  if (meanings.length < 2) return undefined;
  const fault = `may be ${whole}${group} or ${whole}.${group}: a comma sets thousands apart in some countries and decimals in others`;
  return { fault, hint: choiceHint(meanings), readings: meanings };
}

/** `write 2500 USD or 2.5 USD, whichever is meant`. */
export function choiceHint(readings: readonly string[]): string {
  return `write ${readings.join(' or ')}${readings.length > 1 ? ', whichever is meant' : ''}`;
}

function readingsOf(text: string, unit: string): readonly string[] {
  return (
    rewriteOne(text, unit)?.readings ?? (parseLiteral(text) === undefined ? [] : readingsWithUnit(text.trim(), unit))
  );
}

/**
 * A number in the unit that is expected where it states none: `5` is `5 USD`; as a percentage `0.7` is `70%` or `0.7%`.
 */
export function readingsWithUnit(text: string, unit: string): readonly string[] {
  const literal = parseLiteral(text);
  if (literal === undefined || literal.unit !== '' || ['', '1', 'x'].includes(unit)) return [text];
  const isRate = unit.startsWith('1/');
  if (!isRate && !unit.startsWith('%')) return [withUnit(text, unit)];
  const percentage = `${text}%${unit.slice(1)}`;
  if (literal.amount.isZero() || (!isRate && literal.amount.abs().gte(shareMost))) return [percentage];
  return [isRate ? `${text} ${unit}` : `${literal.amount.times(100).toFixed()}${unit}`, percentage];
}

/** Shares of the whole above this are not written as such by anybody: 12 for a `%` is 12%. */
const shareMost = 10;

function rewriteOne(text: string, unit: string): NumberRewriting | undefined {
  const unwritable = /(?<![\d.])[-+]?\d+(?:\.\d+)?e[-+]?\d+(?!\w)/i.exec(text.trim())?.[0];
  if (unwritable !== undefined && withSuffix(unwritable) === unwritable) {
    const hint = 'write the number with its digits, and k, m, bn or tn behind it';
    return { fault: 'has an exponent that no figure needs', hint, readings: [] };
  }
  const faults: string[] = [];
  let rest = text.trim();
  const sign = /[$€£¥]/.exec(rest)?.[0];
  const code = sign === undefined ? /^([A-Z]{3})\s*[-+]?\d/.exec(rest)?.[1] : currencies[sign];
  for (const [pattern, fault, replacement] of habits) {
    const without = rest.replace(pattern, replacement as string);
    if (without === rest) continue;
    faults.push(fault);
    rest = without.trim();
  }
  const ahead = rest.replace(trailing, (_all, digits, code, scale) => `${digits}${suffixOf(scale)} ${code}`);
  if (ahead !== rest) faults.push('has its scale behind the unit');
  rest = undoSuffix(ahead, faults);
  if (code !== undefined && !rest.includes(code))
    rest = rest.replace(
      /^([-+]?[\d.,]+(?:k|m|bn|tn)?)\s*(.*)$/,
      (_all, digits, unitText) => `${digits} ${joined(code, unitText)}`,
    );
  const slashed = rest.replace(perUnit, '/$1');
  if (slashed !== rest) faults.push("says 'per' where a / belongs");
  const literal = parseLiteral(slashed);
  if (faults.length === 0 || literal === undefined || !/^(?:%|[A-Za-z_])?[\w/*% ]*$/.test(literal.unit))
    return undefined;
  const readings = readingsWithUnit(slashed, unit);
  return { fault: faults[0]!, hint: choiceHint(readings), readings };
}

/** The unit in front of what is per month: `USD` and `/month` are `USD/month`. */
function joined(code: string, unit: string): string {
  return unit === '' || unit.startsWith('/') ? `${code}${unit}` : `${code} ${unit}`;
}

function undoSuffix(text: string, faults: string[]): string {
  const found = spaced.exec(text);
  if (found === null) return text;
  const [all, digits = '', space = '', word = ''] = found;
  const isRight = space === '' && isScaleSuffix(word) && !digits.endsWith(' ');
  if (isRight) return text;
  faults.push(isScaleSuffix(word) ? 'has a space before its suffix' : 'has a suffix that is not known');
  return `${digits.trim()}${suffixOf(word)} ${text.slice(all.length)}`.trim();
}

/**
 * The unit that was meant: `rewriteUnit('$')` is `USD`, `rewriteUnit('USD per month')` is `USD/month`; undefined when
 * nothing is recognised.
 */
export function rewriteUnit(text: string): string | undefined {
  const rewritten = text
    .trim()
    .replace(/(?:US)?[$€£¥]/gi, (sign) => `${currencies[sign.slice(-1)]!} `)
    .replace(/\b(?:us )?dollars?\b/gi, 'USD')
    .replace(/\beuros?\b/gi, 'EUR')
    .replace(new RegExp(String.raw`^(?:${scales})\s+(?=\w)`, 'i'), '')
    .replace(new RegExp(String.raw`^([A-Z]{3})\s*(?:${scales})(?!\w)`), '$1')
    .replace(/\s*\bper\s+(\w+)/gi, '/$1')
    .replace(/\s*([/*])\s*/g, '$1')
    .replace(/^(?:percent|pct)$/i, '%')
    .trim();
  return rewritten === text.trim() || !/^[\w%]+(?:[/*]\w+)*$/.test(rewritten) ? undefined : rewritten;
}

/**
 * The scale that a unit text holds, which belongs to the numbers: `m` of `USDm` or `$ million`; undefined when there is
 * none.
 */
export function scaleSuffixIn(text: string): string | undefined {
  const word = new RegExp(String.raw`(?:^|[$€£¥\s]|[A-Z]{3})(${scales})(?!\w)`).exec(text.trim())?.[1];
  return word === undefined ? undefined : suffixOf(word);
}

/**
 * The unit that a value itself shows, as it is declared: `statedUnit('5m USD')` is `USD`; undefined when it shows none.
 */
export function statedUnit(value: string): string | undefined {
  if (parseDate(value) !== undefined && !/^\d+$/.test(value)) return 'date';
  if (/^(?:true|false|yes|no)$/.test(value)) return 'flag';
  const unit = parseLiteral(rewriteNumber(value)?.readings[0] ?? value)?.unit;
  if (unit === undefined || unit === '') return undefined;
  return unit.startsWith('%') ? `'${unit}'` : unit;
}
