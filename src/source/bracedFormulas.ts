/**
 * Unquoted formulas inside { }, whose brackets YAML reads as lists: `{ formula: sum(sales[-11..0]) }`.
 * Input: the text of a file that is not valid YAML. Output: the ranges of such formulas, and the text with placeholders
 * for their brackets and commas, so that the rest of the file can be read. Guarantee: the text keeps its length, so all
 * positions stay valid, and `unmask` restores every character.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/span.ts';

/** Placeholders from the private use area of Unicode, which no file needs. */
const masks: readonly (readonly [character: string, mask: string])[] = [
  ['[', '\uE000'],
  [']', '\uE001'],
  [',', '\uE002'],
];
const isMask = /[\uE000-\uE002]/;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The key of a formula whose value is neither quoted nor a block. */
const formulaKey = /\b(?:formula|opening|expect|tolerance):[ \t]+(?=[^\s'"|>{}[\],])/g;

/** The text with its formulas masked, and their ranges; no ranges if the text contains placeholders itself. */
export function maskFormulas(text: string): { readonly text: string; readonly ranges: readonly Range[] } {
  const ranges = isMask.test(text)
    ? []
    : [...text.matchAll(formulaKey)].flatMap((found) => rangeOf(text, found.index, found[0].length));
  // Joined once at the end, because a file may contain thousands of formulas.
  const pieces = ranges.map(({ start, end }, at) => {
    const inside = masks.reduce((part, [character, mask]) => part.replaceAll(character, mask), text.slice(start, end));
    return text.slice(ranges[at - 1]?.end ?? 0, start) + inside;
  });
  const masked = pieces.join('') + text.slice(ranges.at(-1)?.end ?? 0);
  return { text: masked, ranges };
}

/** The original text of a part of a masked file. */
export function unmask(text: string): string {
  return isMask.test(text)
    ? masks.reduce((result, [character, mask]) => result.replaceAll(mask, character), text)
    : text;
}

/** How far a line is searched backwards and forwards; nobody writes longer lines by hand. */
const BEFORE_MAX = 2000;
const VALUE_MAX = 8192;

/** The value of a key inside { }, up to the next key or the closing brace, if it contains a bracket. */
function rangeOf(text: string, key: number, length: number): readonly Range[] {
  const line = text.lastIndexOf('\n', key - 1) + 1;
  const before = text.slice(Math.max(line, key - BEFORE_MAX), key);
  if ((before.match(/\{/g) ?? []).length <= (before.match(/\}/g) ?? []).length) return [];
  const start = key + length;
  const rest = text.slice(start, start + VALUE_MAX);
  const value = /^(?:(?!\}|,[ \t]{0,20}[\w.-]{1,64}:(?:\s|$)).)*/.exec(rest)![0].trimEnd();
  return /[[\]]/.test(value) ? [{ start, end: start + value.length }] : [];
}

/** A problem for each formula, with a fix that adds the quotes. */
export function bracketProblems(file: SourceFile, ranges: readonly Range[]): readonly Diagnostic[] {
  return ranges.map(({ start, end }) => {
    const text = `'${file.text.slice(start, end).replaceAll("'", "''")}'`;
    return problem('yaml-syntax', { file, start, end }, 'a formula with commas or brackets inside { } has no quotes', {
      hint: 'put quotes around the formula, or write the keys on separate lines',
      fixes: [{ label: 'put quotes around the formula', edits: [{ span: { file, start, end }, text }] }],
    });
  });
}
