/**
 * Formula text → tokens.
 * Enters: the text of one formula. Leaves: its tokens, the last of kind `end`, and a problem for each character that no
 * formula has. Guarantee: never throws, linear in the length of the text, and every token carries its offsets. White
 * space and comments (`#` to the end of the line) leave no token.
 *
 *   number  digits with `.`, a suffix k m bn tn, `%`, then a unit: `1.25bn USD/month`, `36 months`, `3%/month`
 *   date    `2027-03`, `2027-03-31`, `2027-Q1`; a year alone is a number until the parser knows better
 *   name    `revenue`, `plan.price`, `period.months`
 *   string  `"USD/month"`; `""` inside stands for one quotation mark
 *   symbol  + - * / ^ = <> < <= > >= ( ) [ ] , ..
 */
import { rewriteNumber } from '../values/rewriteNumber.ts';
import type { FormulaProblem, TextRange } from './formula.ts';

export interface Token extends TextRange {
  readonly kind: 'number' | 'date' | 'name' | 'string' | 'symbol' | 'end';
  /** As written; a number without its unit, a string without its quotes. */
  readonly text: string;
  /** Unit of a number as written: `USD/month`, or `/month` directly behind a `%`. */
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

/**
 * A number as people write it elsewhere, with the unit behind it; what to write instead is worked out by
 * `rewriteNumber`.
 */
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

/** How it looks, what is wrong with it, what to do, and what to write in its place where that says it all. */
type ForeignSymbol = readonly [RegExp, string, string, string?];

/** How other languages write things, longest first, and how to write them here. */
const foreignSymbols: readonly ForeignSymbol[] = [
  [
    /\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+/iy,
    'is a range of cells',
    'formulas read names, as in sum(revenue[-11..0]) or sum(revenue over plan)',
  ],
  [
    /\$[A-Z]{1,3}\$?\d+|[A-Z]{1,3}\$\d+/iy,
    'is a cell address',
    'formulas read names: write the id of the input or line item',
  ],
  [
    /(?:[A-Z_]\w*|'[^'\n]*')!(?!=)[$\w]*/iy,
    'is a reference to a sheet',
    'ids are known on every sheet: write the id alone',
  ],
  [/==/y, 'compares in other languages', 'write a single =', '='],
  [/!=|≠/y, 'compares in other languages', 'write <> for "is not equal"', '<>'],
  [/=>|≥/y, 'is not how "at least" is written', 'write >=', '>='],
  [/=<|≤/y, 'is not how "at most" is written', 'write <=', '<='],
  [/&&/y, 'joins conditions in other languages', 'write and(first, second)'],
  [/\|\|?/y, 'joins conditions in other languages', 'write or(first, second)'],
  [/\*\*/y, 'is not how a power is written', 'write ^; as in Excel, -x^2 is (-x)^2 and x^2^3 is (x^2)^3'],
  [/!/y, 'negates in other languages', 'write not(condition)'],
  [/&/y, 'joins texts in Excel', 'formulas calculate with numbers, dates and options only'],
  [/;/y, 'does not separate arguments', 'write a comma between arguments', ','],
  [/:/y, 'has no meaning in a formula', 'a range of periods is written with two points: sum(revenue[-11..0])'],
  [/'[^'\n]*'|[“”„][^“”„\n]*[“”„]/y, 'is a text in quotes', 'write an option without quotes: treatment = cogs'],
  [/"/y, 'opens a text that is never closed', 'only units stand in quotes: convert(x, "USD/month")'],
  [/%/y, 'stands directly behind a number only', 'write 12.5%, or divide by 100'],
  [/[−–—]/y, 'is a dash, not a minus sign', 'write -', '-'],
  [/×|·/y, 'is not how a product is written', 'write *', '*'],
  [/÷/y, 'is not how a quotient is written', 'write /', '/'],
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

/** Without a space behind the comma nothing tells thousands or decimals from two arguments: `max(x, 1,000)`. */
const tightComma = /([1-9]\d{0,2}|0)((?:,\d{3})+)(?![\d.])/y;

/** Where semicolons separate arguments, as in Frankfurt, a comma sets decimals apart. */
const decimalComma = /(\d+),(\d+)(?![\w.,])/y;

function lexTightComma(text: string, at: number): Lexed | undefined {
  const [decimals, before, behind] = text.includes(';') ? (match(decimalComma, text, at) ?? []) : [];
  if (decimals !== undefined) {
    const [end, meant] = [at + decimals.length, `${before}.${behind}`];
    const message = `'${decimals}' has a comma where its decimal point belongs`;
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
  const [whole, , plain] = rate === undefined ? (match(unitPattern, text, unitStart) ?? []) : [rate];
  const end = unitStart + (whole?.length ?? 0);
  const unit = rate ?? plain;
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
  const hint = 'formulas consist of names, numbers, + - * / ^, comparisons, ( ) and [ ]';
  return {
    end,
    problem: { code: 'formula-syntax', start: at, end, message: `'${character}' cannot stand in a formula`, hint },
  };
}
