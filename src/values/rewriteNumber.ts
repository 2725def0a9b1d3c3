/**
 * Numbers and units in common notation that the language does not have: `$5M per month`, `5,5 EUR`, `1e6 USD`.
 * Input: a text that is not a number of the language. Output: what is wrong with it, and the number in the language.
 * Guarantee: every suggestion can be read and is the number that was meant; if the text is ambiguous, all meanings are
 * suggested.
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
  /** The possible numbers in the language; none if there is no readable form. */
  readonly readings: readonly string[];
}

type Replace = string | ((...found: string[]) => string);
/** A notation: its pattern, its problem, and its replacement. */
type Notation = readonly [pattern: RegExp, fault: string, replacement: Replace];

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

/** The largest exponent that is written out. */
const EXPONENT_MAX = 30;

/** A number with the largest suffix that leaves at least 1: `1e6` is `1m`. Extreme numbers stay as they are. */
function withSuffix(text: string): string {
  const amount = new Decimal(text);
  const isReadable = Math.abs(amount.e) <= EXPONENT_MAX && amount.decimalPlaces() <= EXPONENT_MAX;
  if (!isReadable) return text;
  for (const suffix of scaleSuffixes.toReversed()) {
    const scaled = new Decimal(`${amount.toFixed()}e-${scaleExponents[suffix]}`);
    if (scaled.abs().gte(1) && scaled.decimalPlaces() <= 3) return `${scaled.toFixed()}${suffix}`;
  }
  return amount.toFixed();
}

/** In the order in which they are replaced; the first match is reported. */
const notations: readonly Notation[] = [
  [/(?:US)?[$€£¥]\s*/i, 'has a currency sign instead of a currency code', ''],
  [/^([A-Z]{3})\s*(?=[-+]?\d)/, 'has its unit before the number', ''],
  [/^([-+]?\d+(?:\.\d+)?e[-+]?\d+)(?!\w)/i, 'has an exponent', (_all, found) => withSuffix(found!)],
  [
    /^([-+]?\d{1,3}(?:\.\d{3}){2,}|[-+]?\d{1,3}(?:\.\d{3})+(?=,\d))/,
    'has points as thousands separators',
    (all) => all.replaceAll('.', ''),
  ],
  [
    /^([-+]?\d{1,3}(?:[ '’_]\d{3})+)(?!\d)/,
    'has thousands separators other than commas',
    (all) => all.replace(/[ '’_]/g, ''),
  ],
  [/^([-+]?\d+),(\d+)(?![\d,])/, 'has a comma instead of a decimal point', (_all, whole, part) => `${whole}.${part}`],
  [/^([-+]?)\.(\d)/, 'has no digit before the decimal point', (_all, sign, digit) => `${sign}0.${digit}`],
  [/\s*(?:percent|per cent|pct)(?!\w)/i, 'has a word instead of a percent sign', '%'],
  [/^([-+]?[\d.,]+)\s+%/, 'has a space before the percent sign', (_all, digits) => `${digits}%`],
];
/** `5 USDm` and `5 USD million`: the scale after the unit. */
const trailing = new RegExp(String.raw`^([-+]?\d[\d.,]*)\s*([A-Z]{3})\s*(${scales})(?!\w)`);
const spaced = new RegExp(String.raw`^(${number}?)(\s*)(${scales})(?!\w)\s*`, 'i');
const perUnit = /\s*\bper\s+(\w+)/gi;

/** One group of three digits after a comma: thousands in London, decimals in Frankfurt; never thousands after 0. */
const ambiguousComma = /(?<![\d.,]|\d[ '’_])([1-9]\d{0,2}),(\d{3})(?![\d.,]|[ '’_]\d)/;

/**
 * Translates a number: `$5M per month` has the reading `5m USD/month`, and `2,500 USD` has two, `2500 USD` and `2.5
 * USD`. Undefined if the text is not recognised. A text without a unit gets `unit`; if that is a percentage, the number
 * may be a fraction or a percentage, and both are readings.
 */
export function rewriteNumber(text: string, unit = ''): NumberRewriting | undefined {
  const [all, whole, group] = ambiguousComma.exec(text) ?? [];
  if (all === undefined) return rewriteOne(text, unit);
  const meanings = [`${whole}${group}`, `${whole}.${group}`].flatMap((digits) =>
    readingsOf(text.replace(all, digits), unit),
  );
  if (meanings.length < 2) return undefined;
  const fault = `may mean ${whole}${group} or ${whole}.${group}: the comma may separate thousands or decimals`;
  return { fault, hint: choiceHint(meanings), readings: meanings };
}

/** The hint `write 2500 USD or 2.5 USD, whichever is meant`. */
export function choiceHint(readings: readonly string[]): string {
  return `write ${readings.join(' or ')}${readings.length > 1 ? ', whichever is meant' : ''}`;
}

function readingsOf(text: string, unit: string): readonly string[] {
  return (
    rewriteOne(text, unit)?.readings ?? (parseLiteral(text) === undefined ? [] : readingsWithUnit(text.trim(), unit))
  );
}

/**
 * The readings of a number in the expected unit, if it has none: `5` is `5 USD`; as a percentage `0.7` is `70%` or
 * `0.7%`.
 */
export function readingsWithUnit(text: string, unit: string): readonly string[] {
  const literal = parseLiteral(text);
  if (literal === undefined || literal.unit !== '' || ['', '1', 'x'].includes(unit)) return [text];
  const isRate = unit.startsWith('1/');
  if (!isRate && !unit.startsWith('%')) return [withUnit(text, unit)];
  const percentage = `${text}%${unit.slice(1)}`;
  if (literal.amount.isZero() || (!isRate && literal.amount.abs().gte(FRACTION_MAX))) return [percentage];
  return [isRate ? `${text} ${unit}` : `${literal.amount.times(100).toFixed()}${unit}`, percentage];
}

/** From this number on, a number for a `%` is a percentage and not a fraction: 12 is 12%. */
const FRACTION_MAX = 10;

function rewriteOne(text: string, unit: string): NumberRewriting | undefined {
  const unwritable = /(?<![\d.])[-+]?\d+(?:\.\d+)?e[-+]?\d+(?!\w)/i.exec(text.trim())?.[0];
  if (unwritable !== undefined && withSuffix(unwritable) === unwritable) {
    const hint = 'write the number without an exponent, with k, m, bn or tn after it';
    return { fault: 'has an exponent that is too large or too small', hint, readings: [] };
  }
  const faults: string[] = [];
  let rest = text.trim();
  const sign = /[$€£¥]/.exec(rest)?.[0];
  const code = sign === undefined ? /^([A-Z]{3})\s*[-+]?\d/.exec(rest)?.[1] : currencies[sign];
  for (const [pattern, fault, replacement] of notations) {
    const without = rest.replace(pattern, replacement as string);
    if (without === rest) continue;
    faults.push(fault);
    rest = without.trim();
  }
  const ahead = rest.replace(trailing, (_all, digits, code, scale) => `${digits}${suffixOf(scale)} ${code}`);
  if (ahead !== rest) faults.push('has its scale after the unit');
  rest = undoSuffix(ahead, faults);
  if (code !== undefined && !rest.includes(code))
    rest = rest.replace(
      /^([-+]?[\d.,]+(?:k|m|bn|tn)?)\s*(.*)$/,
      (_all, digits, unitText) => `${digits} ${joined(code, unitText)}`,
    );
  const slashed = rest.replace(perUnit, '/$1');
  if (slashed !== rest) faults.push("has 'per' instead of /");
  const literal = parseLiteral(slashed);
  if (faults.length === 0 || literal === undefined || !/^(?:%|[A-Za-z_])?[\w/*% ]*$/.test(literal.unit))
    return undefined;
  const readings = readingsWithUnit(slashed, unit);
  return { fault: faults[0]!, hint: choiceHint(readings), readings };
}

/** Joins a currency code and the rest of a unit: `USD` and `/month` are `USD/month`. */
function joined(code: string, unit: string): string {
  return unit === '' || unit.startsWith('/') ? `${code}${unit}` : `${code} ${unit}`;
}

function undoSuffix(text: string, faults: string[]): string {
  const found = spaced.exec(text);
  if (found === null) return text;
  const [all, digits = '', space = '', word = ''] = found;
  const isRight = space === '' && isScaleSuffix(word) && !digits.endsWith(' ');
  if (isRight) return text;
  faults.push(isScaleSuffix(word) ? 'has a space before its suffix' : 'has an unknown suffix');
  return `${digits.trim()}${suffixOf(word)} ${text.slice(all.length)}`.trim();
}

/** Translates a unit: `$` is `USD`, `USD per month` is `USD/month`; undefined if the text is not recognised. */
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

/** The scale in the text of a unit, which belongs to the numbers: `m` of `USDm` or `$ million`; undefined if none. */
export function scaleSuffixIn(text: string): string | undefined {
  const word = new RegExp(String.raw`(?:^|[$€£¥\s]|[A-Z]{3})(${scales})(?!\w)`).exec(text.trim())?.[1];
  return word === undefined ? undefined : suffixOf(word);
}

/** The unit in the text of a value, as it would be declared: `USD` for `5m USD`; undefined if there is none. */
export function statedUnit(value: string): string | undefined {
  if (parseDate(value) !== undefined && !/^\d+$/.test(value)) return 'date';
  if (/^(?:true|false|yes|no)$/.test(value)) return 'flag';
  const unit = parseLiteral(rewriteNumber(value)?.readings[0] ?? value)?.unit;
  if (unit === undefined || unit === '') return undefined;
  return unit.startsWith('%') ? `'${unit}'` : unit;
}
