/**
 * Things that were renamed are one thing. Enters the old model, and what of it is what of the new one; leaves the new name of everything old.
 * Guarantee: what a comparison tells as a rename is one here, and nothing else is.
 */
import type { Matching } from '../diff/matching.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { Model, Quantity, Row } from '../model/model.ts';

export interface Names {
  /** Of a row of the old side: its name on the new one. */
  readonly newNameOf: (row: Row) => string;
  readonly newIdOf: (quantity: Pick<Quantity, 'id'>) => string;
  /** A formula, or the name of a row, of the old side as the new one says it. */
  readonly toNew: (text: string) => string;
  readonly toOld: (text: string) => string;
}

const quantitiesOf = (model: Model): readonly Quantity[] => [...model.inputs, ...itemsOf(model)];

/** `matching` says which input, item and member of the old side is which of the new one; `given` says it of more ids and rows. */
export function namesBetween(
  older: Model,
  { quantities, tables, oldMember }: Matching,
  given: ReadonlyMap<string, string> = new Map(),
): Names {
  const ids = new Map([...quantities.map((pair): [string, string] => [pair.old.id, pair.new.id]), ...given]);
  const members = new Map(
    tables.flatMap((pair) => pair.new.members.map(({ id }): [string, string] => [`${pair.old.id} ${oldMember(pair.new.id, id)}`, id])),
  );
  const newIdOf = ({ id }: Pick<Quantity, 'id'>): string => ids.get(id) ?? id;
  const newNameOf = (row: Row): string => {
    const named = given.get(rowId(row));
    if (named !== undefined) return named;
    return [newIdOf(row.quantity), ...row.members.map((one, at) => members.get(`${row.quantity.tables[at]!.id} ${one}`) ?? one)].join('.');
  };
  const rows = quantitiesOf(older).flatMap((quantity) => quantity.rows);
  const bare = [...members].map(([key, name]): [string, string] => [key.split(' ')[1]!, name]);
  const toNew = new Map([...bare, ...rows.map((row): [string, string] => [rowId(row), newNameOf(row)]), ...ids]);
  const changed = [...toNew].filter(([was, name]) => was !== name);
  return {
    newNameOf,
    newIdOf,
    toNew: translating(new Map(changed)),
    toOld: translating(new Map(changed.map(([was, name]) => [name, was]))),
  };
}

/** Names in a text, each as a whole. */
function translating(names: ReadonlyMap<string, string>): (text: string) => string {
  if (names.size === 0) return (text) => text;
  return (text) => text.replaceAll(/[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g, (name) => names.get(name) ?? name);
}
