/**
 * Formula text to tokens. Enters text; leaves tokens with their offsets, or the first place that cannot be read.
 * Guarantee: never throws; white space and `# comments` are dropped.
 */
import type { FormulaProblem, TextRange } from './formula.ts';

export type TokenKind = 'number' | 'date' | 'name' | 'string' | 'symbol' | 'end';

export interface Token extends TextRange {
  readonly kind: TokenKind;
  readonly text: string;
  /** Unit written behind a number: `USD/month`, `/month` behind a percentage. */
  readonly unit?: string;
}

const blank = /(?:\s+|#[^\n]*)+/y;
const date = /\d{4}-(?:Q[1-4]|\d{2}(?:-\d{2})?)(?![\w.])/y;
const number = /(?:\d+(?:\.\d+)?|\.\d+)(?:(?:k|m|bn|tn)(?![A-Za-z0-9_]))?%?/y;
const unit = /[ \t]*[A-Za-z_%][\w%]*(?:[/*][A-Za-z_%][\w%]*)*|\/[A-Za-z_][\w]*(?:[/*][A-Za-z_]\w*)*/y;
const name = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;
const string = /"[^"\n]*"/y;
const symbol = /\.\.|<>|<=|>=|[-+*/^=<>(),[\]]/y;
const keywords = /^(?:over|where)$/i;

const traps: readonly (readonly [RegExp, string, string])[] = [
  [/==/y, "'==' is not an operator here", 'write = to compare'],
  [/!=/y, "'!=' is not an operator here", 'write <> for different'],
  [/&&/y, "'&&' is not an operator here", 'write and(a, b)'],
  [/\|\|/y, "'||' is not an operator here", 'write or(a, b)'],
  [/;/y, "arguments are separated by commas, not by ';'", 'write a comma'],
  [
    /\$?[A-Z]{1,3}\$\d+|\$[A-Z]{1,3}\$?\d+/y,
    'a cell address cannot stand in a formula',
    'use the name of the item or input; the workbook gets its addresses from it',
  ],
  [/'/y, 'a text stands between double quotes', 'write "USD/month"'],
];

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Cuts a formula into tokens, ended by an `end` token. */
export function tokenize(text: string): { tokens: Token[]; problem?: FormulaProblem } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const skipped = match(blank, text, at);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const token = readToken(text, at, tokens.at(-1));
    if (!('kind' in token)) return { tokens, problem: token };
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return { tokens };
}

function readToken(text: string, at: number, before: Token | undefined): Token | FormulaProblem {
  for (const [pattern, message, hint] of traps) {
    const found = match(pattern, text, at);
    if (found !== undefined) return { code: 'formula-syntax', start: at, end: at + found.length, message, hint };
  }
  const simple = (kind: TokenKind, found: string): Token => ({ kind, text: found, start: at, end: at + found.length });
  const day = match(date, text, at);
  if (day !== undefined) return simple('date', day);
  const digits = match(number, text, at);
  if (digits !== undefined) return readNumber(text, at, digits, before);
  for (const [kind, pattern] of [
    ['name', name],
    ['string', string],
    ['symbol', symbol],
  ] as const) {
    const found = match(pattern, text, at);
    if (found !== undefined) return simple(kind, found);
  }
  return { code: 'formula-syntax', start: at, end: at + 1, message: `'${text[at]}' cannot stand in a formula` };
}

/** A number takes the unit behind it, unless it is a year after `over` or in a selector. */
function readNumber(text: string, at: number, digits: string, before: Token | undefined): Token {
  const end = at + digits.length;
  const found = match(unit, text, end);
  const written = found?.trim() ?? '';
  const isUnit = written !== '' && !keywords.test(written) && (!written.startsWith('/') || digits.endsWith('%')) && before?.text !== '..';
  if (!isUnit) return { kind: 'number', text: digits, start: at, end };
  return { kind: 'number', text: digits, unit: written, start: at, end: end + found!.length };
}
