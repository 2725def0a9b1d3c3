/**
 * Things that were renamed are one thing. Enters both models, and renames that only a person or a comparison knows; leaves the new name of everything
 * old. Guarantee: a name that stands on both sides is the same thing, whatever `was:` says.
 */
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

/** `given` says which id or row of the old side is which of the new one, besides what `was:` says. */
export function namesBetween(older: Model, newer: Model, given: ReadonlyMap<string, string> = new Map()): Names {
  const ids = new Map([...renamed(quantitiesOf(older), quantitiesOf(newer)), ...given]);
  const members = new Map(
    newer.tables.flatMap(({ id, members: now }) => {
      const then = older.tables.find((table) => table.id === id)?.members ?? [];
      return [...renamed(then, now)].map(([was, name]): [string, string] => [`${id} ${was}`, name]);
    }),
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

function renamed(older: readonly { id: string }[], newer: readonly { id: string; was?: string }[]): Map<string, string> {
  const [then, now] = [older, newer].map((some) => new Set(some.map(({ id }) => id)));
  return new Map(
    newer.flatMap(({ id, was }): [string, string][] =>
      was !== undefined && then!.has(was) && !now!.has(was) && !then!.has(id) ? [[was, id]] : [],
    ),
  );
}

/** Names in a text, each as a whole. */
function translating(names: ReadonlyMap<string, string>): (text: string) => string {
  if (names.size === 0) return (text) => text;
  return (text) => text.replaceAll(/[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g, (name) => names.get(name) ?? name);
}
