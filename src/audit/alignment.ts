/**
 * Which row or column of a changed sheet is which of the sheet as it was. Enters what identifies each line on both sides; leaves pairs, and
 * what was put in or taken out. Guarantee: one inserted row is one finding, and not a difference in every row below it.
 */
import { diffArrays } from 'diff';

export interface Alignment {
  /** Line there for each line here; undefined for a line that was put in. */
  readonly there: readonly (number | undefined)[];
  /** Line here for each line there; undefined for a line that was taken out. */
  readonly here: readonly (number | undefined)[];
  readonly isSame: boolean;
}

/** Differences beyond this count are not worth aligning: the sheet is another one. */
const editsMost = 2000;

/** Aligns two lists of signatures: `align(['a', 'x', 'b'], ['a', 'b']).there` is `[0, undefined, 1]`. */
export function align(here: readonly string[], there: readonly string[]): Alignment {
  if (here.length === there.length && here.every((one, at) => one === there[at])) return identity(here.length, there.length);
  const parts = diffArrays([...there], [...here], { maxEditLength: editsMost });
  if (parts === undefined) return identity(here.length, there.length);
  const pairs: { readonly here: (number | undefined)[]; readonly there: (number | undefined)[] } = {
    here: Array<number | undefined>(there.length).fill(undefined),
    there: Array<number | undefined>(here.length).fill(undefined),
  };
  let [at, before] = [0, 0];
  for (const [index, part] of parts.entries()) {
    const { length } = part.value;
    if (part.removed) {
      // What was replaced by as many lines was rewritten, not taken out.
      const next = parts[index + 1];
      const rewritten = next?.added === true ? Math.min(length, next.value.length) : 0;
      pair(pairs, at, before, rewritten);
      before += length;
    } else if (part.added) at += length;
    else {
      pair(pairs, at, before, length);
      at += length;
      before += length;
    }
  }
  return { ...pairs, isSame: false };
}

function pair(pairs: { here: (number | undefined)[]; there: (number | undefined)[] }, at: number, before: number, count: number): void {
  for (let step = 0; step < count; step += 1) {
    pairs.there[at + step] = before + step;
    pairs.here[before + step] = at + step;
  }
}

function identity(here: number, there: number): Alignment {
  const numbers = (count: number, limit: number) => Array.from({ length: count }, (_, at) => (at < limit ? at : undefined));
  return { there: numbers(here, there), here: numbers(there, here), isSame: here === there };
}
