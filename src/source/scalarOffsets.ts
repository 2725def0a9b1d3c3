/**
 * The position of each character of a YAML scalar in its file.
 * Input: the value of a scalar and its raw text. Output: offsets into the raw text.
 * Guarantee: one offset per character plus one for the end, in ascending order; white space that YAML folds is skipped.
 */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

const escapeLengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };
const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);

/** Offsets of the characters: `scalarOffsets('a"b', '"a\\"b"', 'double')` is `[1, 2, 4, 5]`. */
export function scalarOffsets(value: string, raw: string, style: ScalarStyle): readonly number[] {
  const offsets: number[] = [];
  let at = contentStart(raw, style);
  for (let index = 0; index < value.length; index += 1) {
    at = skipFolded(raw, at, style, value.charAt(index));
    offsets.push(at);
    const length = writtenLength(raw, at, style, value.charAt(index));
    const isPair = length === escapeLengths.U && value.codePointAt(index)! > 0xffff;
    if (isPair) {
      offsets.push(at);
      index += 1;
    }
    at += length;
  }
  offsets.push(at);
  return offsets;
}

function contentStart(raw: string, style: ScalarStyle): number {
  if (style === 'block') return raw.indexOf('\n') + 1 || raw.length;
  return style === 'plain' ? 0 : 1;
}

/** Skips what is in the file but not in the value: indentation, folded line breaks, escaped line breaks. */
function skipFolded(raw: string, from: number, style: ScalarStyle, character: string): number {
  let at = from;
  if (!isSpace(character)) while (isSpace(raw[at])) at += 1;
  while (style === 'double' && /^\\\r?\n/.test(raw.slice(at, at + 3))) {
    at = raw.indexOf('\n', at) + 1;
    while (raw[at] === ' ' || raw[at] === '\t') at += 1;
  }
  return at;
}

/** How many characters of the file represent one character of the value. */
function writtenLength(raw: string, at: number, style: ScalarStyle, character: string): number {
  if (style === 'double' && raw[at] === '\\') return escapeLengths[raw.charAt(at + 1)] ?? 2;
  if (style === 'single' && raw.startsWith("''", at)) return 2;
  if (isSpace(character) && !isSpace(raw[at])) return 0;
  return at < raw.length ? 1 : 0;
}
