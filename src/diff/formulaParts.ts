/** Formulas compared part by part, and the making of changes. */
import { diffArrays } from 'diff';
import type { Change, ChangeKind, FormulaPart } from './diff.ts';
import { type FormulaPiece, formulaPieces } from './formulaTokens.ts';

/** A change with empty defaults: `change('unit', 'changed', 'price', { old: 'USD', new: 'EUR' })`. */
export function makeChange(kind: ChangeKind, action: Change['action'], id: string, said: Partial<Change>): Change {
  return {
    kind,
    action,
    id,
    was: null,
    label: '',
    place: '',
    old: null,
    new: null,
    unit: '',
    difference: null,
    oldOrigin: null,
    newOrigin: null,
    scenarios: [],
    series: [],
    formula: null,
    ...said,
  };
}

/** The maximum characters between two changes that are merged with them: of a single piece, and of several. */
const [pieceMost, betweenMost] = [10, 3];

/** A stretch of two formulas, by its number of pieces on either side: equal or changed. */
interface Stretch {
  readonly old: number;
  readonly new: number;
  readonly isChanged: boolean;
}

/**
 * Two formulas in parts, each as its side writes it: `a * b` and `a * c` differ in the last part. `key` translates a
 * token of the new side to the old side, so that a rename is no difference.
 */
export function compareFormulas(
  old: string,
  current: string,
  key: (word: string) => string,
): { readonly old: readonly FormulaPart[]; readonly new: readonly FormulaPart[] } {
  const [before, now] = [formulaPieces(old), formulaPieces(current)];
  const found = diffArrays(
    before.map(({ words }) => words.join(' ')),
    now.map(({ words }) => words.map(key).join(' ')),
  );
  const stretches = found.map(({ added = false, removed = false, count = 0 }): Stretch => {
    return { old: added ? 0 : count, new: removed ? 0 : count, isChanged: added || removed };
  });
  const sides: { old: FormulaPart[]; new: FormulaPart[] } = { old: [], new: [] };
  let [from, to] = [0, 0];
  for (const stretch of mergeShortStretches(joinStretches(stretches), before)) {
    const [was, is] = [before.slice(from, from + stretch.old), now.slice(to, to + stretch.new)];
    if (was.length > 0) sides.old.push({ text: textOf(old, was), isChanged: stretch.isChanged });
    if (is.length > 0) sides.new.push({ text: textOf(current, is), isChanged: stretch.isChanged });
    [from, to] = [from + stretch.old, to + stretch.new];
  }
  return sides;
}

/** Joins consecutive stretches of the same state. */
function joinStretches(stretches: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  for (const stretch of stretches) {
    const last = found.at(-1);
    if (last === undefined || last.isChanged !== stretch.isChanged) found.push(stretch);
    else
      found[found.length - 1] = { old: last.old + stretch.old, new: last.new + stretch.new, isChanged: last.isChanged };
  }
  return found;
}

/** Merges a few equal characters between two changes with them, so that the comparison stays readable. */
function mergeShortStretches(stretches: readonly Stretch[], before: readonly FormulaPiece[]): Stretch[] {
  let from = 0;
  const told = stretches.map((stretch, at): Stretch => {
    const own = before.slice(from, from + stretch.old);
    from += stretch.old;
    const [previous, next] = [stretches[at - 1], stretches[at + 1]];
    const isBetween = !stretch.isChanged && previous !== undefined && next !== undefined;
    const isOnBoth = isBetween && previous.old + next.old > 0 && previous.new + next.new > 0;
    const isShort = own.length > 0 && own.at(-1)!.end - own[0]!.start <= (own.length === 1 ? pieceMost : betweenMost);
    return isOnBoth && isShort ? { ...stretch, isChanged: true } : stretch;
  });
  return joinStretches(told);
}

/** The text of a formula from the first of some pieces to the last. */
function textOf(formula: string, pieces: readonly FormulaPiece[]): string {
  const [first, last] = [pieces[0], pieces.at(-1)];
  return first === undefined ? '' : formula.slice(first.start, last!.end).replace(/\s+/g, ' ');
}
