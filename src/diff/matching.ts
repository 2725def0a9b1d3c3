/**
 * Matches each item of one run with its counterpart in the other. Takes two records; returns pairs of tables, members,
 * inputs and items, and what only one side has. Guarantee: a pair has the same name, or is declared by `was:`, or is
 * identical in everything but its name while no other candidate is. Nothing is in two pairs.
 */
import type { RecordQuantity, RecordTable, RunRecord } from '../record/record.ts';
import { groupBy } from './groupBy.ts';
import { type NameLookup, scopeOf, translateTokens, unusedName } from './nameLookup.ts';

export interface Pair<T> {
  readonly old: T;
  readonly new: T;
}

export interface Matching {
  readonly tables: readonly Pair<RecordTable>[];
  readonly quantities: readonly Pair<RecordQuantity>[];
  readonly addedTables: readonly RecordTable[];
  readonly removedTables: readonly RecordTable[];
  readonly added: readonly RecordQuantity[];
  readonly removed: readonly RecordQuantity[];
  /**
   * The old name of an input or item of the new side: the same name by default, or an unused one if something else had
   * that name.
   */
  readonly oldId: (id: string) => string;
  /** The old name of a member of a table of the new side, with the same rule. */
  readonly oldMember: (table: string, member: string) => string;
  /** Whether anything was renamed, so that equal formulas may differ in meaning, and different ones may agree. */
  readonly hasRenames: boolean;
  /** The tokens of a formula of the new side in the names of the old side; `id` is its item, check or figure. */
  readonly oldWords: (formula: string, id: string) => readonly string[];
  /** The names of the new side on the old one, and the reverse. */
  readonly toOld: NameLookup;
  readonly toNew: NameLookup;
}

/** Matches the two sides. */
export function matchRecords(older: RunRecord, newer: RunRecord): Matching {
  const tables = matchTables(older, newer);
  const oldTable = new Map(tables.map((pair) => [pair.new.id, pair.old.id]));
  const members = matchMembers(older, newer, tables);
  const names = new QuantityMatcher(older, newer, oldTable, members);
  const pairs = names.pairs();
  const toNew = createNameLookup(newSideOf(older, newer, tables, members, pairs));
  const { toOld } = names;
  return {
    tables,
    addedTables: newer.tables.filter(({ id }) => !oldTable.has(id)),
    removedTables: older.tables.filter(({ id }) => !tables.some((pair) => pair.old.id === id)),
    quantities: pairs,
    added: newer.quantities.filter(({ id }) => !names.isPaired(id)),
    removed: older.quantities.filter(({ id }) => !names.isTaken(id)),
    oldId: (id) => toOld.name(id) ?? id,
    oldMember: (table, member) => toOld.member(table, member) ?? member,
    hasRenames:
      [...members].some(([key, old]) => !key.endsWith(`/${old}`)) ||
      tables.some((pair) => pair.old.id !== pair.new.id) ||
      names.hasRenames(),
    oldWords: (formula, id) => translateTokens(formula, { from: scopeOf(id), to: scopeOf(names.oldId(id)) }, toOld),
    toOld,
    toNew,
  };
}

/** The counterparts of one side on the other, by name; a member with its table: `plan/pro`. */
interface Translation {
  readonly own: RunRecord;
  readonly other: Pick<RunRecord, 'quantities' | 'tables'>;
  readonly tables: ReadonlyMap<string, string>;
  readonly members: ReadonlyMap<string, string>;
  readonly quantities: ReadonlyMap<string, string>;
}

function newSideOf(
  own: RunRecord,
  other: RunRecord,
  tables: readonly Pair<RecordTable>[],
  members: ReadonlyMap<string, string>,
  quantities: readonly Pair<RecordQuantity>[],
): Translation {
  const back = tables.flatMap((pair) =>
    pair.new.members.flatMap(({ id }): [string, string][] => {
      const old = members.get(`${pair.new.id}/${id}`);
      return old === undefined ? [] : [[`${pair.old.id}/${old}`, id]];
    }),
  );
  return {
    own,
    other,
    tables: new Map(tables.map((pair) => [pair.old.id, pair.new.id])),
    members: new Map(back),
    quantities: new Map(quantities.map((pair) => [pair.old.id, pair.new.id])),
  };
}

/** The names of one side on the other; pairs that are added later count from then on. */
function createNameLookup({ own, other, tables, members, quantities }: Translation): NameLookup {
  const [ownQuantities, ownTables] = [byId(own.quantities), byId(own.tables)];
  const [otherQuantities, otherTables] = [byId(other.quantities), byId(other.tables)];
  const ownMembers = new Map(own.tables.map((table) => [table.id, byId(table.members)]));
  const otherMembers = new Map(other.tables.map((table) => [table.id, byId(table.members)]));
  const withMember = groupBy(
    own.tables.flatMap((table) => table.members.map((member) => ({ member: member.id, table: table.id }))),
    ({ member }) => member,
  );
  const table = (id: string): string | undefined =>
    ownTables.has(id) ? (tables.get(id) ?? (otherTables.has(id) ? unusedName(id) : id)) : undefined;
  const member = (of: string, id: string): string | undefined => {
    if (!ownMembers.get(of)?.has(id)) return undefined;
    const there = otherMembers.get(tables.get(of) ?? '');
    return members.get(`${of}/${id}`) ?? (there?.has(id) ? unusedName(id) : id);
  };
  const quantity = (id: string): string | undefined =>
    ownQuantities.has(id) ? (quantities.get(id) ?? (otherQuantities.has(id) ? unusedName(id) : id)) : undefined;
  const row = (name: string): string | undefined => {
    const parts = name.split('.');
    for (let length = parts.length - 1; length > 0; length -= 1) {
      const found = ownQuantities.get(parts.slice(0, length).join('.'));
      if (found === undefined || found.tables.length !== parts.length - length) continue;
      return [quantity(found.id), ...parts.slice(length).map((one, at) => member(found.tables[at]!, one) ?? one)].join(
        '.',
      );
    }
    return undefined;
  };
  return {
    name: (id) => quantity(id) ?? row(id),
    table,
    member,
    tablesWith: (id) => withMember.get(id)?.map((one) => one.table) ?? [],
    tablesOf: (id) => {
      const held = own.scenarios[0]?.series.filter((one) => one.id === id).flatMap(({ values }) => values) ?? [];
      if (typeof held[0] !== 'string') return [];
      return own.tables.flatMap((one) =>
        held.every((value) => ownMembers.get(one.id)!.has(`${value}`)) ? [one.id] : [],
      );
    },
    isOption: (id, option) => ownQuantities.get(id)?.options.includes(option) ?? false,
  };
}

const byId = <T extends { readonly id: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.id, one]));

/**
 * The old name in each `was:`, by the new name. A `was:` counts only if the old side has that name, and not the same
 * `was:` already, which would be an older rename. If the new side has the old name as well, that one needs a `was:` of
 * its own.
 */
function declaredRenames(older: readonly Named[], newer: readonly Named[]): Map<string, string> {
  const [old, now] = [byId(older), byId(newer)];
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, was } of newer) {
    if (was === null || was === id || !old.has(was) || old.get(id)?.was === was || taken.has(was)) continue;
    found.set(id, was);
    taken.add(was);
  }
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [id, was] of found) if (now.has(was) && !found.has(was)) found.delete(id);
  }
  return found;
}

interface Named {
  readonly id: string;
  readonly was: string | null;
}

function matchTables(older: RunRecord, newer: RunRecord): Pair<RecordTable>[] {
  const old = new Map(older.tables.map((table) => [table.id, table]));
  const same = newer.tables.flatMap((table) => (old.has(table.id) ? [{ old: old.get(table.id)!, new: table }] : []));
  const taken = new Set(same.map((pair) => pair.new.id));
  const others = uniquePairs(
    older.tables.filter(({ id }) => !taken.has(id)),
    newer.tables.filter(({ id }) => !taken.has(id)),
    (table) =>
      table.members.length === 0 ? undefined : JSON.stringify(table.members.map(({ id, label }) => [id, label])),
    (table) =>
      table.members.length === 0 ? undefined : JSON.stringify(table.members.map(({ id, label }) => [id, label])),
  );
  return [...same, ...others];
}

/** Pairs with the same key, if the key is unique on both sides. */
function uniquePairs<T>(
  older: readonly T[],
  newer: readonly T[],
  oldKey: (one: T) => string | undefined,
  newKey: (one: T) => string | undefined,
): Pair<T>[] {
  const [left, right] = [indexUnique(older, oldKey), indexUnique(newer, newKey)];
  return [...right].flatMap(([key, one]) => {
    const other = left.get(key);
    return one === undefined || other === undefined ? [] : [{ old: other, new: one }];
  });
}

function indexUnique<T>(all: readonly T[], keyOf: (one: T) => string | undefined): Map<string, T | undefined> {
  const found = new Map<string, T | undefined>();
  for (const one of all) {
    const key = keyOf(one);
    if (key !== undefined) found.set(key, found.has(key) ? undefined : one);
  }
  return found;
}

/** The old name of each member of the new side, such as `pro` for `plan/pro_2`; unmatched members are absent. */
function matchMembers(
  older: RunRecord,
  newer: RunRecord,
  tables: readonly Pair<RecordTable>[],
): ReadonlyMap<string, string> {
  const [oldCells, newCells] = [cellsByMember(older), cellsByMember(newer)];
  const found = new Map<string, string>();
  for (const pair of tables) {
    const names = declaredRenames(pair.old.members, pair.new.members);
    const taken = new Set(names.values());
    const old = byId(pair.old.members);
    for (const { id } of pair.new.members) {
      if (names.has(id) || !old.has(id) || taken.has(id)) continue;
      names.set(id, id);
      taken.add(id);
    }
    const alike = uniquePairs(
      pair.old.members.filter(({ id }) => !taken.has(id)),
      pair.new.members.filter(({ id }) => !names.has(id)),
      ({ id }) => oldCells.get(`${pair.old.id}/${id}`),
      ({ id }) => newCells.get(`${pair.new.id}/${id}`),
    );
    for (const one of alike) names.set(one.new.id, one.old.id);
    for (const [id, was] of names) found.set(`${pair.new.id}/${id}`, was);
  }
  return found;
}

/** The cells of a member in the columns of its table, as written; absent if the table has no columns. */
function cellsByMember({ inputs, quantities }: RunRecord): ReadonlyMap<string, string> {
  const tableOf = new Map(
    quantities.flatMap(({ id, kind, tables }) => (kind === 'input' && tables.length === 1 ? [[id, tables[0]!]] : [])),
  );
  const cells = inputs.flatMap(({ id, members, written }) => {
    const table = tableOf.get(id);
    return table === undefined || !id.startsWith(`${table}.`)
      ? []
      : [{ member: `${table}/${members[0]}`, words: `${id.slice(table.length)} ${written}` }];
  });
  return new Map(
    [...groupBy(cells, ({ member }) => member)].map(([member, some]) => [
      member,
      some.map(({ words }) => words).join('\n'),
    ]),
  );
}

/** Matches inputs and items step by step: a rename that was found helps to find others. */
class QuantityMatcher {
  private readonly old: ReadonlyMap<string, RecordQuantity>;
  private readonly newer: RunRecord;
  private readonly oldTable: ReadonlyMap<string, string>;
  private readonly found = new Map<string, string>();
  private readonly taken = new Set<string>();
  readonly toOld: NameLookup;
  private readonly ofOld: NameLookup;

  constructor(
    older: RunRecord,
    newer: RunRecord,
    oldTable: ReadonlyMap<string, string>,
    members: ReadonlyMap<string, string>,
  ) {
    this.old = new Map(older.quantities.map((quantity) => [quantity.id, quantity]));
    this.newer = newer;
    this.oldTable = oldTable;
    this.toOld = createNameLookup({ own: newer, other: older, tables: oldTable, members, quantities: this.found });
    this.ofOld = createNameLookup({
      own: older,
      other: noRecord,
      tables: new Map(),
      members: new Map(),
      quantities: new Map(),
    });
    const said = newer.quantities.map(({ id, was, tables }) => ({
      id,
      was: was === null ? null : (this.columnBefore(was, tables) ?? was),
    }));
    for (const [id, was] of declaredRenames(older.quantities, said)) this.pair(id, was);
    for (const { id } of newer.quantities) this.pair(id, id);
    for (const { id, tables } of newer.quantities) this.pair(id, this.columnBefore(id, tables));
    this.pairAlike(older);
  }

  isPaired(id: string): boolean {
    return this.found.has(id);
  }

  isTaken(id: string): boolean {
    return this.taken.has(id);
  }

  oldId(id: string): string {
    return this.found.get(id) ?? id;
  }

  hasRenames(): boolean {
    return [...this.found].some(([id, old]) => id !== old);
  }

  pairs(): Pair<RecordQuantity>[] {
    return this.newer.quantities.flatMap((quantity) => {
      const old = this.found.get(quantity.id);
      return old === undefined ? [] : [{ old: this.old.get(old)!, new: quantity }];
    });
  }

  /** Pairs two that are not paired yet. */
  private pair(id: string, old: string | undefined): void {
    if (old === undefined || !this.old.has(old) || this.found.has(id) || this.taken.has(old)) return;
    this.found.set(id, old);
    this.taken.add(old);
  }

  /** The old name of a column whose table was renamed. */
  private columnBefore(id: string, tables: readonly string[]): string | undefined {
    const table = tables.find((one) => id.startsWith(`${one}.`));
    const old = table === undefined ? undefined : this.oldTable.get(table);
    return old === undefined || old === table ? undefined : `${old}${id.slice(table!.length)}`;
  }

  private pairAlike(older: RunRecord): void {
    const isLeft =
      older.quantities.some(({ id }) => !this.taken.has(id)) &&
      this.newer.quantities.some(({ id }) => !this.found.has(id));
    if (!isLeft) return;
    const [oldValues, newValues] = [valuesOf(older), valuesOf(this.newer)];
    for (let size = -1; size !== this.found.size; ) {
      size = this.found.size;
      const [oldReaders, newReaders] = [readersOf(older, (id) => id), readersOf(this.newer, (id) => this.oldId(id))];
      const alike = uniquePairs(
        older.quantities.filter(({ id }) => !this.taken.has(id)),
        this.newer.quantities.filter(({ id }) => !this.found.has(id)),
        (quantity) => this.keyOf(quantity, false, oldValues, oldReaders),
        (quantity) => this.keyOf(quantity, true, newValues, newReaders),
      );
      for (const pair of alike) this.pair(pair.new.id, pair.old.id);
    }
  }

  /** Everything but the name: the formulas of an item, or the values of an input and the items that read it. */
  private keyOf(
    { id, kind, unit, tables, formula, opening }: RecordQuantity,
    isNew: boolean,
    values: ReadonlyMap<string, string>,
    readers: ReadonlyMap<string, string>,
  ): string | undefined {
    const by = tables.map((table) => (isNew ? (this.oldTable.get(table) ?? table) : table));
    const lexicon = isNew ? this.toOld : this.ofOld;
    const named: NameLookup = { ...lexicon, name: (name) => (name === id ? 'itself' : lexicon.name(name)) };
    const self = (words: string | null): string =>
      translateTokens(words ?? '', { from: scopeOf(id), to: '' }, named).join(' ');
    if (kind === 'item') return JSON.stringify([kind, unit, by, self(formula), self(opening), values.get(id)]);
    const read = readers.get(id);
    return read === undefined ? undefined : JSON.stringify([kind, unit, by, values.get(id), read]);
  }
}

/** An empty record, against which every name of a side is its own. */
const noRecord: Pick<RunRecord, 'quantities' | 'tables'> = { quantities: [], tables: [] };

/** The values of inputs in the first scenario. */
function valuesOf({ scenarios, quantities }: RunRecord): ReadonlyMap<string, string> {
  const inputs = new Set(quantities.flatMap(({ id, kind }) => (kind === 'input' ? [id] : [])));
  const rows = scenarios[0]?.series.filter(({ id }) => inputs.has(id)) ?? [];
  return new Map(
    [...groupBy(rows, ({ id }) => id)].map(([id, some]) => [id, JSON.stringify(some.map(({ values }) => values))]),
  );
}

/** The items that read each input or item, as one text. */
function readersOf({ quantities }: RunRecord, nameOf: (id: string) => string): ReadonlyMap<string, string> {
  const pairs = quantities.flatMap(({ id, reads }) => {
    const reader = nameOf(id);
    return reads.map((read) => ({ read, reader }));
  });
  return new Map(
    [...groupBy(pairs, ({ read }) => read)].map(([read, some]) => [
      read,
      some
        .map(({ reader }) => reader)
        .sort()
        .join(' '),
    ]),
  );
}
