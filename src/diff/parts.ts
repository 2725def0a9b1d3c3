/** Changes and formulas in parts. */
import { diffArrays } from 'diff';
import type { Change, ChangeKind, FormulaPart } from './diff.ts';
import { type FormulaToken, formulaTokens } from './formulaWords.ts';

/** A change, with nothing where nothing is said: `change('unit', 'changed', 'price', { old: 'USD', new: 'EUR' })`. */
export function change(kind: ChangeKind, action: Change['action'], id: string, said: Partial<Change>): Change {
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

/**
 * Two formulas in parts, each as its side writes it: `a * b` and `a * c` differ in their last. `key` gives the token of the new side as the old side
 * would have it, so that what was only renamed is no difference.
 */
export function formulaParts(
  old: string,
  current: string,
  key: (word: string) => string,
): { readonly old: readonly FormulaPart[]; readonly new: readonly FormulaPart[] } {
  const [before, now] = [formulaTokens(old), formulaTokens(current)];
  const sides: { old: FormulaPart[]; new: FormulaPart[] } = { old: [], new: [] };
  let [from, to] = [0, 0];
  const found = diffArrays(
    before.map(({ word }) => word),
    now.map(({ word }) => key(word)),
  );
  for (const { added, removed, count = 0 } of found) {
    const isChanged = added === true || removed === true;
    if (added !== true) {
      sides.old.push({ text: textOf(old, before.slice(from, from + count)), isChanged });
      from += count;
    }
    if (removed !== true) {
      sides.new.push({ text: textOf(current, now.slice(to, to + count)), isChanged });
      to += count;
    }
  }
  return sides;
}

/** What a formula says from the first of some tokens to the last. */
function textOf(formula: string, tokens: readonly FormulaToken[]): string {
  const [first, last] = [tokens[0], tokens.at(-1)];
  return first === undefined ? '' : formula.slice(first.start, last!.end).replace(/\s+/g, ' ');
}
