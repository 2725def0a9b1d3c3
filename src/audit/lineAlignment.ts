/**
 * Matches the rows or columns of a changed sheet with those of the sheet as it was. Takes what identifies each line on
 * both sides; returns pairs, and what was inserted or removed. Guarantee: one inserted row is one finding, and not a
 * difference in every row below it; a line that was only moved, by hand or by sorting, keeps its pair.
 */
import { diffArrays } from 'diff';

export interface Alignment {
  /** Line there for each line here; undefined for a line that was inserted. */
  readonly there: readonly (number | undefined)[];
  /** Line here for each line there; undefined for a line that was removed. */
  readonly here: readonly (number | undefined)[];
  readonly isSame: boolean;
  /** The lines here that changed their order; absent if none did. */
  readonly moved?: { readonly from: number; readonly to: number };
}

/** What identifies the lines of one side. */
export interface Lines {
  /** Everything that is said in front of a line. */
  readonly signatures: readonly string[];
  /** A shorter text that identifies a line after a part of its signature was edited; empty for none. */
  readonly keys?: readonly string[];
}

/** Differences beyond this count are not worth aligning in order. */
const editsMost = 2000;

/** Pairs while they are found. */
interface Pairing {
  readonly here: (number | undefined)[];
  readonly there: (number | undefined)[];
}

/**
 * Aligns two lists of signatures: `align({ signatures: ['a', 'x', 'b'] }, { signatures: ['a', 'b'] }).there` is `[0,
 * undefined, 1]`.
 */
export function alignSequences(here: Lines, there: Lines): Alignment {
  const [now, before] = [here.signatures, there.signatures];
  if (now.length === before.length && now.every((one, at) => one === before[at])) return identity(now.length);
  const pairing: Pairing = {
    here: Array<number | undefined>(before.length).fill(undefined),
    there: Array<number | undefined>(now.length).fill(undefined),
  };
  const replaced = pairInOrder(pairing, now, before);
  pairUnique(pairing, now, before);
  pairUnique(pairing, here.keys ?? [], there.keys ?? []);
  for (const { at, before: from, count } of replaced) pairRewritten(pairing, at, from, count);
  const moved = movedLines(pairing.there);
  return { ...pairing, isSame: false, ...(moved === undefined ? {} : { moved }) };
}

/** Lines that replaced as many others: `count` lines from `at` on here, from `before` on there. */
interface Replaced {
  readonly at: number;
  readonly before: number;
  readonly count: number;
}

/** Pairs what has kept its order; leaves the places in which lines replaced others. */
function pairInOrder(pairing: Pairing, here: readonly string[], there: readonly string[]): readonly Replaced[] {
  const parts = diffArrays([...there], [...here], { maxEditLength: editsMost });
  if (parts === undefined) return [{ at: 0, before: 0, count: Math.min(here.length, there.length) }];
  const replaced: Replaced[] = [];
  let [at, before] = [0, 0];
  for (const [index, part] of parts.entries()) {
    const { length } = part.value;
    if (part.removed) {
      const next = parts[index + 1];
      if (next?.added === true) replaced.push({ at, before, count: Math.min(length, next.value.length) });
      before += length;
    } else if (part.added) at += length;
    else {
      for (let step = 0; step < length; step += 1) pair(pairing, at + step, before + step);
      at += length;
      before += length;
    }
  }
  return replaced;
}

function pair({ here, there }: Pairing, at: number, before: number): void {
  there[at] = before;
  here[before] = at;
}

/** Pairs lines that have no pair yet and whose text is on each side but once. */
function pairUnique(pairing: Pairing, here: readonly string[], there: readonly string[]): void {
  const found = uniqueLines(there, pairing.here);
  for (const [text, at] of uniqueLines(here, pairing.there)) {
    const before = found.get(text);
    if (before !== undefined) pair(pairing, at, before);
  }
}

function uniqueLines(texts: readonly string[], taken: readonly (number | undefined)[]): ReadonlyMap<string, number> {
  const found = new Map<string, number | undefined>();
  for (const [at, text] of texts.entries())
    if (text !== '' && taken[at] === undefined) found.set(text, found.has(text) ? undefined : at);
  return new Map([...found].filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/** What was replaced by as many lines was rewritten, not removed. */
function pairRewritten(pairing: Pairing, at: number, before: number, count: number): void {
  for (let step = 0; step < count; step += 1)
    if (pairing.there[at + step] === undefined && pairing.here[before + step] === undefined)
      pair(pairing, at + step, before + step);
}

/** From the first to the last line that is out of order. */
function movedLines(there: readonly (number | undefined)[]): Alignment['moved'] {
  const least = Array<number>(there.length + 1).fill(Number.POSITIVE_INFINITY);
  for (let at = there.length - 1; at >= 0; at -= 1)
    least[at] = Math.min(least[at + 1]!, there[at] ?? Number.POSITIVE_INFINITY);
  let most = -1;
  let moved: { from: number; to: number } | undefined;
  for (const [at, before] of there.entries()) {
    if (before === undefined) continue;
    if (before < most || before > least[at + 1]!) moved = { from: moved?.from ?? at, to: at };
    most = Math.max(most, before);
  }
  return moved;
}

function identity(count: number): Alignment {
  const numbers = Array.from({ length: count }, (_, at) => at);
  return { there: numbers, here: numbers, isSame: true };
}
