/**
 * Renames between two models. Takes the matching of two records; returns functions that translate names and formulas of
 * one side to the other. Guarantee: exactly the renames that a comparison reports count as renames here.
 */
import type { Matching } from '../diff/matching.ts';
import { type NameLookup, type Scopes, scopeOf, translateFormula } from '../diff/nameLookup.ts';
import { rowId } from '../model/find.ts';
import type { Quantity, Row } from '../model/model.ts';

export interface NameMap {
  /**
   * The new name of a row of the old side. A removed row keeps its name, or gets an unused one if another row has taken
   * its name.
   */
  readonly newNameOf: (row: Row) => string;
  readonly newIdOf: (quantity: Pick<Quantity, 'id'>) => string;
  readonly newTableOf: (table: string) => string;
  readonly newMemberOf: (table: string, member: string) => string;
  /** A formula or the name of a row of the old side, in the names of the new side. */
  readonly toNew: (text: string) => string;
  readonly toOld: (text: string) => string;
  /** The formula of an item with these names on its own side and on the other; it may be in an included model. */
  readonly formulaToNew: (text: string, item: ItemNames) => string;
  readonly formulaToOld: (text: string, item: ItemNames) => string;
}

/** The names of an item on the side of the formula, and on the other. */
export interface ItemNames {
  readonly from: string;
  readonly to: string;
}

/** The names of a matching; `given` adds renames of ids and rows. */
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

/** The scopes of a requested formula: that of the model file itself. */
const whole: Scopes = { from: '', to: '' };

const withGiven = (lexicon: NameLookup, given: ReadonlyMap<string, string>): NameLookup =>
  given.size === 0 ? lexicon : { ...lexicon, name: (id) => given.get(id) ?? rowOfGiven(id, given) ?? lexicon.name(id) };

/** The new name of a row whose input or item is in the given renames. */
function rowOfGiven(name: string, given: ReadonlyMap<string, string>): string | undefined {
  const owner = [...given.keys()].find((id) => name.startsWith(`${id}.`));
  return owner === undefined ? undefined : `${given.get(owner)!}${name.slice(owner.length)}`;
}
