/**
 * Number formats: whether two show the same, and whether one shows the number at all. Takes format codes of Excel;
 * returns yes or no. Guarantee: how a program spells a literal (quotes, a backslash, nothing) makes no difference;
 * moving a quote so that digits of the number become a literal does.
 */

/** A piece of a format: text that is shown as it is, or a code such as `0`, `#`, `yyyy` and `[Red]`. */
interface Piece {
  readonly kind: 'literal' | 'code' | 'bracket';
  readonly text: string;
}

/** Letters and signs that stand for something else than themselves. */
const codes = /[0#?.,%/@dmyhsDMYHSaApPeEgGbBnN_*;]/;
const general = /^general/i;

function piecesOf(format: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const add = (kind: Piece['kind'], text: string): void => {
    const last = pieces.at(-1);
    if (last?.kind === kind && kind !== 'bracket') pieces[pieces.length - 1] = { kind, text: last.text + text };
    else pieces.push({ kind, text });
  };
  for (let at = 0; at < format.length; ) {
    const letter = format[at]!;
    const close = letter === '"' || letter === '[' ? format.indexOf(letter === '"' ? '"' : ']', at + 1) : -1;
    if (letter === '"') add('literal', format.slice(at + 1, close < 0 ? format.length : close));
    else if (letter === '[' && close >= 0) add('bracket', format.slice(at, close + 1).toLowerCase());
    else if (letter === '\\') add('literal', format[at + 1] ?? '');
    // The width of a sign, and a sign that fills the cell.
    else if (letter === '_' || letter === '*') add('code', format.slice(at, at + 2));
    else if (general.test(format.slice(at))) add('code', 'General');
    else add(codes.test(letter) ? 'code' : 'literal', letter);
    at = next(format, at, close);
  }
  return pieces;
}

function next(format: string, at: number, close: number): number {
  const letter = format[at]!;
  if (letter === '"') return close < 0 ? format.length : close + 1;
  if (letter === '[' && close >= 0) return close + 1;
  if (letter === '\\' || letter === '_' || letter === '*') return at + 2;
  return at + (general.test(format.slice(at)) ? 7 : 1);
}

/** Colours and conditions may stand in any order. */
function sortedBrackets(pieces: readonly Piece[]): readonly Piece[] {
  const sorted: Piece[] = [];
  let waiting: Piece[] = [];
  const flush = () => {
    sorted.push(...waiting.sort((left, right) => (left.text < right.text ? -1 : 1)));
    waiting = [];
  };
  for (const piece of pieces) {
    if (piece.kind !== 'bracket') flush();
    (piece.kind === 'bracket' ? waiting : sorted).push(piece);
  }
  flush();
  return sorted;
}

const spelled = (format: string): string =>
  sortedBrackets(piecesOf(format))
    .map(({ kind, text }) => `${kind}\u0001${text}`)
    .join('\u0002');

/** `sameFormat('0"x"', '0\\x')` is true; `sameFormat('0"0"', '00')` is not. */
export function isSameFormat(before: string, now: string): boolean {
  return before === now || spelled(before) === spelled(now);
}

interface Section {
  readonly pieces: readonly Piece[];
  readonly condition?: string;
}

const condition = /^\[([<>=]+)(-?[\d.]+)\]$/;

function sectionsOf(format: string): readonly Section[] {
  const sections: Piece[][] = [[]];
  for (const piece of piecesOf(format)) {
    if (piece.kind !== 'code') {
      sections.at(-1)!.push(piece);
      continue;
    }
    const parts = piece.text.split(';');
    parts.forEach((text, at) => {
      if (at > 0) sections.push([]);
      if (text !== '') sections.at(-1)!.push({ kind: 'code', text });
    });
  }
  return sections.map((pieces) => {
    const found = pieces.find(({ kind, text }) => kind === 'bracket' && condition.test(text))?.text;
    return { pieces, ...(found === undefined ? {} : { condition: found }) };
  });
}

function meets(value: number, text: string): boolean {
  const [, operator = '', limit = ''] = condition.exec(text) ?? [];
  const bound = Number(limit);
  switch (operator) {
    case '=':
      return value === bound;
    case '<>':
      return value !== bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    default:
      return value >= bound;
  }
}

/** The section that shows a number. */
function sectionFor(sections: readonly Section[], value: number): Section {
  const numeric = sections.slice(0, 3);
  if (numeric.some((one) => one.condition !== undefined)) {
    const found = numeric.find((one) => one.condition !== undefined && meets(value, one.condition));
    return found ?? numeric.find((one) => one.condition === undefined) ?? numeric.at(-1)!;
  }
  if (numeric.length === 1 || value > 0) return numeric[0]!;
  if (value < 0) return numeric[1]!;
  return numeric[2] ?? numeric[0]!;
}

const shows = /[0#?@]|general|[dmyhs]/i;

/**
 * Whether a format shows nothing of a number, or other digits than its own. A word in the place of a number, such as
 * `"holds"`, and a dash for zero are no such thing.
 */
export function hidesNumber(format: string, value: number): boolean {
  const { pieces } = sectionFor(sectionsOf(format), value);
  if (
    pieces.some(
      ({ kind, text }) => (kind === 'code' && shows.test(text.replace(/[_*]./gs, ''))) || /^\[[hms]+\]$/.test(text),
    )
  )
    return false;
  const literal = pieces
    .filter(({ kind }) => kind === 'literal')
    .map(({ text }) => text)
    .join('')
    .trim();
  return /\d/.test(literal) || (literal === '' && value !== 0);
}
