/**
 * Things that were renamed are one thing. Enters what of the old model is what of the new one; leaves the new name of
 * everything old. Guarantee: what a comparison tells as a rename is one here, and nothing else is.
 */
import type { Matching } from '../diff/matching.ts';
import { type NameLookup, type Scopes, scopeOf, translateFormula } from '../diff/nameLookup.ts';
import { rowId } from '../model/find.ts';
import type { Quantity, Row } from '../model/model.ts';

export interface NameMap {
  /**
   * Of a row of the old side: its name on the new one. What has none there has a name that nothing has, where another
   * thing has its own.
   */
  readonly newNameOf: (row: Row) => string;
  readonly newIdOf: (quantity: Pick<Quantity, 'id'>) => string;
  readonly newTableOf: (table: string) => string;
  readonly newMemberOf: (table: string, member: string) => string;
  /** A formula of the model itself, or the name of a row, of the old side as the new one says it. */
  readonly toNew: (text: string) => string;
  readonly toOld: (text: string) => string;
  /** The formula of an item that has these names on its own side and on the other, which may be included models. */
  readonly formulaToNew: (text: string, item: ItemNames) => string;
  readonly formulaToOld: (text: string, item: ItemNames) => string;
}

/** What an item is called on the side whose formula it is, and on the other. */
export interface ItemNames {
  readonly from: string;
  readonly to: string;
}

/**
 * `matching` says which input, item and member of the old side is which of the new one; `given` says it of more ids and
 * rows.
 */
export function mapNames(matching: Matching, given: ReadonlyMap<string, string> = new Map()): NameMap {
  const [toNew, toOld] = [
    withGiven(matching.toNew, given),
    withGiven(matching.toOld, new Map([...given].map(([was, name]) => [name, was]))),
  ];
  const newIdOf = ({ id }: Pick<Quantity, 'id'>): string => toNew.name(id) ?? id;
  const newNameOf = (row: Row): string => {
    const named = given.get(rowId(row));
    if (named !== undefined) return named;
    return [
      newIdOf(row.quantity),
      ...row.members.map((one, at) => toNew.member(row.quantity.tables[at]!.id, one) ?? one),
    ].join('.');
  };
  const isAlike = given.size === 0 && !matching.hasRenames;
  const translate = (text: string, scopes: Scopes, lexicon: NameLookup): string =>
    isAlike ? text : translateFormula(text, scopes, lexicon);
  const scopesOf = ({ from, to }: ItemNames): Scopes => ({ from: scopeOf(from), to: scopeOf(to) });
  return {
    newNameOf,
    newIdOf,
    newTableOf: (table) => toNew.table(table) ?? table,
    newMemberOf: (table, member) => toNew.member(table, member) ?? member,
    toNew: (text) => translate(text, whole, toNew),
    toOld: (text) => translate(text, whole, toOld),
    formulaToNew: (text, item) => translate(text, scopesOf(item), toNew),
    formulaToOld: (text, item) => translate(text, scopesOf(item), toOld),
  };
}

/** The scopes of what is asked of a model. */
const whole: Scopes = { from: '', to: '' };

const withGiven = (lexicon: NameLookup, given: ReadonlyMap<string, string>): NameLookup =>
  given.size === 0 ? lexicon : { ...lexicon, name: (id) => given.get(id) ?? rowOfGiven(id, given) ?? lexicon.name(id) };

/** A row of what was given another name. */
function rowOfGiven(name: string, given: ReadonlyMap<string, string>): string | undefined {
  const owner = [...given.keys()].find((id) => name.startsWith(`${id}.`));
  return owner === undefined ? undefined : `${given.get(owner)!}${name.slice(owner.length)}`;
}
