/**
 * Formula text → tokens.
 * Input: the text of one formula. Output: its tokens, the last of kind `end`, and a problem for each character that is
 * not allowed. Guarantee: never throws, linear in the length of the text, and every token has its offsets. White space
 * and comments (`#` to the end of the line) produce no token.
 *
 *   number  digits with `.`, a suffix k m bn tn, `%`, then a unit: `1.25bn USD/month`, `36 months`, `3%/month`
 *   date    `2027-03`, `2027-03-31`, `2027-Q1`; a year alone is a number, which the parser may read as a date
 *   name    `revenue`, `plan.price`, `period.months`
 *   string  `"USD/month"`; `""` inside is one quotation mark
 *   symbol  + - * / ^ = <> < <= > >= ( ) [ ] , ..
 */
import { rewriteNumber } from '../values/rewriteNumber.ts';
import type { FormulaProblem, TextRange } from './formula.ts';

export interface Token extends TextRange {
  readonly kind: 'number' | 'date' | 'name' | 'string' | 'symbol' | 'end';
  /** As written; a number without its unit, a string without its quotes. */
  readonly text: string;
  /** The unit of a number as written: `USD/month`, or `/month` directly after a `%`. */
  readonly unit?: string;
}

interface Lexed {
  readonly end: number;
  readonly token?: Token;
  readonly problem?: FormulaProblem;
}
type Lexer = (text: string, at: number) => Lexed | undefined;

const skipped = /(?:\s|#[^\n]*)+/y;
const datePattern = /\d{4}-(?:Q[1-4]|\d{2}(?:-\d{2})?)(?!\w)/y;
const namePattern = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;
const numberPattern = /\d+(?:\.\d+)?(?:(?:bn|tn|k|m)(?!\w))?%?/y;
const unitPattern = /(\s*)((?!(?:over|where|and|or)(?!\w))[A-Z_]\w*(?:[/*][A-Z_]\w*)*)/iy;
const rateUnitPattern = /(?:[/*][A-Z_]\w*)+/iy;
const stringPattern = /"((?:[^"]|"")*)"/y;
const symbolPattern = /<>|<=|>=|\.\.|[-+*/^=<>()[\],@]/y;

/** A number in a notation that the language does not have, with its unit; `rewriteNumber` translates it. */
const digits = String.raw`\d[\d_]*(?:\.\d+)?`;
const scale = '(?:thousand|million|billion|trillion|mio|mln|mrd|bln|mm|mn|bn|tn|k|m|b)s?';
const unit = String.raw`(?:\s*(?!(?:over|where|and|or|per)(?!\w))[A-Z_]\w*(?:[/*][A-Z_]\w*)*)?`;
const rate = String.raw`(?:[/*]\w+)*(?:\s+per\s+\w+)*`;
const foreignNumbers: readonly RegExp[] = [
  String.raw`(?:US)?[$€£¥]\s*${digits}\s*(?:${scale}(?!\w))?${rate}`,
  String.raw`(?:USD|EUR|GBP|JPY|CNY)\s+${digits}(?:${scale}(?!\w))?${rate}`,
  String.raw`\d+(?:\.\d+)?e[+-]?\d+(?!\w)${unit}${rate}`,
  String.raw`\d+(?:_\d+)+(?!\w)${unit}${rate}`,
  String.raw`${digits}\s*${scale}(?!\w)${unit}${rate}`,
  String.raw`${digits}(?:k|m|bn|tn)?%?${unit}(?:[/*][A-Z_]\w*)*\s+per\s+\w+(?:\s+per\s+\w+)*`,
  String.raw`${digits}\s+(?:%|percent|pct)(?!\w)`,
  String.raw`\.\d+`,
].map((pattern) => new RegExp(pattern, 'iy'));

/** Pattern, problem, hint and, if it is a complete fix, replacement. */
type ForeignSymbol = readonly [RegExp, string, string, string?];

/** Notation of other languages, longest first, with its translation. */
const foreignSymbols: readonly ForeignSymbol[] = [
  [
    /\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+/iy,
    'is a range of cells',
    'formulas use ids, for example sum(revenue[-11..0]) or sum(revenue over plan)',
  ],
  [
    /\$[A-Z]{1,3}\$?\d+|[A-Z]{1,3}\$\d+/iy,
    'is a cell address',
    'formulas use ids: write the id of the input or line item',
  ],
  [
    /(?:[A-Z_]\w*|'[^'\n]*')!(?!=)[$\w]*/iy,
    'is a reference to a sheet',
    'ids are the same on every sheet: write the id alone',
  ],
  [/==/y, 'is not an operator of formulas', 'write a single =', '='],
  [/!=|≠/y, 'is not an operator of formulas', 'write <> for "is not equal"', '<>'],
  [/=>|≥/y, 'is not an operator of formulas', 'write >= for "at least"', '>='],
  [/=<|≤/y, 'is not an operator of formulas', 'write <= for "at most"', '<='],
  [/&&/y, 'is not an operator of formulas', 'write and(first, second)'],
  [/\|\|?/y, 'is not an operator of formulas', 'write or(first, second)'],
  [/\*\*/y, 'is not an operator of formulas', 'write ^ for a power; as in Excel, -x^2 is (-x)^2 and x^2^3 is (x^2)^3'],
  [/!/y, 'is not an operator of formulas', 'write not(condition)'],
  [/&/y, 'joins texts, which formulas cannot do', 'formulas calculate with numbers, dates and options only'],
  [/;/y, 'does not separate arguments', 'write a comma between arguments', ','],
  [/:/y, 'has no meaning in a formula', 'write a range of periods with two dots: sum(revenue[-11..0])'],
  [/'[^'\n]*'|[“”„][^“”„\n]*[“”„]/y, 'is a text in quotes', 'write an option without quotes: treatment = cogs'],
  [/"/y, 'is never closed', 'only units are in quotes: convert(x, "USD/month")'],
  [/%/y, 'is only allowed directly after a number', 'write 12.5%, or divide by 100'],
  [/[−–—]/y, 'is a dash, not a minus sign', 'write -', '-'],
  [/×|·/y, 'is not an operator of formulas', 'write *', '*'],
  [/÷/y, 'is not an operator of formulas', 'write /', '/'],
  [/[{}]/y, 'has no meaning in a formula', 'use ( ) for grouping and [ ] for periods and members'],
];

/** Splits a formula into tokens: `tokenize('price * 2')` has a name, a symbol, a number and the end. */
export function tokenize(text: string): { tokens: readonly Token[]; problems: readonly FormulaProblem[] } {
  const tokens: Token[] = [];
  const problems: FormulaProblem[] = [];
  for (let at = afterSpace(text, 0); at < text.length; ) {
    const lexed = lexOne(text, at);
    if (lexed.token !== undefined) tokens.push(lexed.token);
    if (lexed.problem !== undefined) problems.push(lexed.problem);
    at = afterSpace(text, lexed.end);
  }
  return { tokens: [...tokens, { kind: 'end', text: '', start: text.length, end: text.length }], problems };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function afterSpace(text: string, at: number): number {
  return at + (match(skipped, text, at)?.[0].length ?? 0);
}

const lexers: readonly Lexer[] = [
  lexPattern('date', datePattern),
  lexForeignNumber,
  lexTightComma,
  lexNumber,
  lexString,
  lexForeign(foreignSymbols),
  lexPattern('name', namePattern),
  lexPattern('symbol', symbolPattern),
];

function lexOne(text: string, at: number): Lexed {
  for (const lexer of lexers) {
    const lexed = lexer(text, at);
    if (lexed !== undefined) return lexed;
  }
  return unknownCharacter(text, at);
}

function lexPattern(kind: Token['kind'], pattern: RegExp): Lexer {
  return (text, at) => {
    const found = match(pattern, text, at)?.[0];
    if (found === undefined) return undefined;
    const end = at + found.length;
    return { end, token: { kind, text: found, start: at, end } };
  };
}

function lexForeignNumber(text: string, at: number): Lexed | undefined {
  for (const pattern of foreignNumbers) {
    const found = match(pattern, text, at)?.[0];
    const meant = found === undefined ? undefined : rewriteNumber(found);
    if (found === undefined || meant === undefined) continue;
    const end = at + found.length;
    const message = `'${found}' ${meant.fault}`;
    return {
      end,
      problem: { code: 'formula-syntax', start: at, end, message, hint: meant.hint, replacements: meant.readings },
    };
  }
  return undefined;
}

/** Without a space after the comma, `1,000` in `max(x, 1,000)` may be one number or two arguments. */
const tightComma = /([1-9]\d{0,2}|0)((?:,\d{3})+)(?![\d.])/y;

/** In a formula with semicolons between arguments, a comma is a decimal separator. */
const decimalComma = /(\d+),(\d+)(?![\w.,])/y;

function lexTightComma(text: string, at: number): Lexed | undefined {
  const [decimals, before, behind] = text.includes(';') ? (match(decimalComma, text, at) ?? []) : [];
  if (decimals !== undefined) {
    const [end, meant] = [at + decimals.length, `${before}.${behind}`];
    const message = `'${decimals}' has a comma instead of a decimal point`;
    return {
      end,
      problem: { code: 'formula-syntax', start: at, end, message, hint: `write ${meant}`, replacements: [meant] },
    };
  }
  const [found, whole = '', groups = ''] = match(tightComma, text, at) ?? [];
  if (found === undefined) return undefined;
  const end = at + found.length;
  const decimal = groups.length === 4 ? [`${whole}${groups.replace(',', '.')}`] : [];
  const numbers = [...(whole === '0' ? [] : [found.replaceAll(',', '')]), ...decimal];
  const separate = found.replaceAll(',', ', ');
  if (numbers.length === 0) return undefined;
  const message = `'${found}' may be one number or several arguments`;
  const hint = `write ${numbers.join(' or ')} for one number, or ${separate} for several arguments`;
  return {
    end,
    problem: { code: 'formula-syntax', start: at, end, message, hint, replacements: [...numbers, separate] },
  };
}

function lexForeign(habits: readonly ForeignSymbol[]): Lexer {
  return (text, at) => {
    for (const [pattern, fault, hint, meant] of habits) {
      const found = match(pattern, text, at)?.[0];
      if (found === undefined) continue;
      const end = at + found.length;
      const replacements = meant === undefined ? {} : { replacements: [meant] };
      return {
        end,
        problem: { code: 'formula-syntax', start: at, end, message: `'${found}' ${fault}`, hint, ...replacements },
      };
    }
    return undefined;
  };
}

function lexNumber(text: string, at: number): Lexed | undefined {
  const digits = match(numberPattern, text, at)?.[0];
  if (digits === undefined) return undefined;
  const unitStart = at + digits.length;
  const rate = digits.endsWith('%') ? match(rateUnitPattern, text, unitStart)?.[0] : undefined;
  const [whole, , unitText] = rate === undefined ? (match(unitPattern, text, unitStart) ?? []) : [rate];
  const end = unitStart + (whole?.length ?? 0);
  const unit = rate ?? unitText;
  return { end, token: { kind: 'number', text: digits, start: at, end, ...(unit === undefined ? {} : { unit }) } };
}

function lexString(text: string, at: number): Lexed | undefined {
  const found = match(stringPattern, text, at);
  if (found === undefined) return undefined;
  const end = at + found[0].length;
  return { end, token: { kind: 'string', text: (found[1] ?? '').replaceAll('""', '"'), start: at, end } };
}

/** One code point, so that an emoji is not cut in half. */
function unknownCharacter(text: string, at: number): Lexed {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const end = at + character.length;
  const hint = 'formulas consist of ids, numbers, + - * / ^, comparisons, ( ) and [ ]';
  return {
    end,
    problem: { code: 'formula-syntax', start: at, end, message: `'${character}' is not allowed in a formula`, hint },
  };
}
