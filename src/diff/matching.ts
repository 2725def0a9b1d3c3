/**
 * What of one run is what of the other. Enters two records; leaves the pairs of tables, members, inputs and items, with what only one side has.
 * Guarantee: a pair has the same name, or `was:` says so, or it is unmistakable: alike in everything but its name, and nothing else on either side
 * is. Nothing is in two pairs.
 */
import type { RecordQuantity, RecordTable, RunRecord } from '../run/record.ts';
import { formulaTokens } from './formulaWords.ts';
import { grouped } from './grouped.ts';

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
  /** The old name of an input or item of the new side: the same where it has no other. */
  readonly oldId: (id: string) => string;
  /** The old name of a member of a table of the new side. */
  readonly oldMember: (table: string, member: string) => string;
  /** Whether anything has another name, so that formulas that read alike may mean something else, and others the same. */
  readonly hasRenames: boolean;
  /** A token of a formula of the new side as the old side has it. */
  readonly oldWord: (word: string) => string;
}

/** Pairs the two sides. */
export function matchRecords(older: RunRecord, newer: RunRecord): Matching {
  const tables = matchTables(older, newer);
  const oldTable = new Map(tables.map((pair) => [pair.new.id, pair.old.id]));
  const members = matchMembers(older, newer, tables);
  const oldMember = (table: string, member: string): string => members.get(`${table}/${member}`) ?? member;
  const names = new Quantities(older, newer, oldTable, oldMember);
  return {
    tables,
    addedTables: newer.tables.filter(({ id }) => !oldTable.has(id)),
    removedTables: older.tables.filter(({ id }) => !tables.some((pair) => pair.old.id === id)),
    quantities: names.pairs(),
    added: newer.quantities.filter(({ id }) => !names.isPaired(id)),
    removed: older.quantities.filter(({ id }) => !names.isTaken(id)),
    oldId: (id) => names.oldId(id),
    oldMember,
    hasRenames: members.size > 0 || tables.some((pair) => pair.old.id !== pair.new.id) || names.hasRenames(),
    oldWord: (word) => names.oldWord(word),
  };
}

function matchTables(older: RunRecord, newer: RunRecord): Pair<RecordTable>[] {
  const old = new Map(older.tables.map((table) => [table.id, table]));
  const same = newer.tables.flatMap((table) => (old.has(table.id) ? [{ old: old.get(table.id)!, new: table }] : []));
  const taken = new Set(same.map((pair) => pair.new.id));
  const others = uniquePairs(
    older.tables.filter(({ id }) => !taken.has(id)),
    newer.tables.filter(({ id }) => !taken.has(id)),
    (table) => (table.members.length === 0 ? undefined : JSON.stringify(table.members.map(({ id, label }) => [id, label]))),
    (table) => (table.members.length === 0 ? undefined : JSON.stringify(table.members.map(({ id, label }) => [id, label]))),
  );
  return [...same, ...others];
}

/** Pairs of what has the same key, where no other on its side has it. */
function uniquePairs<T>(
  older: readonly T[],
  newer: readonly T[],
  oldKey: (one: T) => string | undefined,
  newKey: (one: T) => string | undefined,
): Pair<T>[] {
  const [left, right] = [single(older, oldKey), single(newer, newKey)];
  return [...right].flatMap(([key, one]) => {
    const other = left.get(key);
    return one === undefined || other === undefined ? [] : [{ old: other, new: one }];
  });
}

function single<T>(all: readonly T[], keyOf: (one: T) => string | undefined): Map<string, T | undefined> {
  const found = new Map<string, T | undefined>();
  for (const one of all) {
    const key = keyOf(one);
    if (key !== undefined) found.set(key, found.has(key) ? undefined : one);
  }
  return found;
}

/** Members of the new side that have another name than before: `plan/pro_2` to `pro`. */
function matchMembers(older: RunRecord, newer: RunRecord, tables: readonly Pair<RecordTable>[]): ReadonlyMap<string, string> {
  const [oldCells, newCells] = [cellsByMember(older), cellsByMember(newer)];
  const renamed = new Map<string, string>();
  for (const pair of tables) {
    const [old, current] = [pair.old.members, pair.new.members];
    const gone = new Set(old.filter(({ id }) => !current.some((member) => member.id === id)).map(({ id }) => id));
    const come = current.filter(({ id }) => !old.some((member) => member.id === id));
    for (const { id, was } of come) {
      if (was === null || !gone.has(was)) continue;
      renamed.set(`${pair.new.id}/${id}`, was);
      gone.delete(was);
    }
    const alike = uniquePairs(
      old.filter(({ id }) => gone.has(id)),
      come.filter(({ id }) => !renamed.has(`${pair.new.id}/${id}`)),
      ({ id }) => oldCells.get(`${pair.old.id}/${id}`),
      ({ id }) => newCells.get(`${pair.new.id}/${id}`),
    );
    for (const one of alike) renamed.set(`${pair.new.id}/${one.new.id}`, one.old.id);
  }
  return renamed;
}

/** What stands in the columns of a member, as written; nothing where the table has no columns. */
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
  return new Map([...grouped(cells, ({ member }) => member)].map(([member, some]) => [member, some.map(({ words }) => words).join('\n')]));
}

/** Pairs of inputs and items, found one after the other: a rename that was found helps to find others. */
class Quantities {
  private readonly old: ReadonlyMap<string, RecordQuantity>;
  private readonly newer: RunRecord;
  private readonly oldTable: ReadonlyMap<string, string>;
  private readonly found = new Map<string, string>();
  private readonly taken = new Set<string>();
  private readonly memberNames: ReadonlyMap<string, string>;

  constructor(
    older: RunRecord,
    newer: RunRecord,
    oldTable: ReadonlyMap<string, string>,
    oldMember: (table: string, member: string) => string,
  ) {
    this.old = new Map(older.quantities.map((quantity) => [quantity.id, quantity]));
    this.newer = newer;
    this.oldTable = oldTable;
    this.memberNames = renamedMembers(newer, oldMember);
    for (const { id } of newer.quantities) if (this.old.has(id)) this.pair(id, id);
    for (const { id, was } of newer.quantities) if (was !== null) this.pair(id, was);
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

  /** A token of the new side as the old side has it. */
  oldWord(word: string): string {
    return this.found.get(word) ?? this.memberNames.get(word) ?? this.oldTable.get(word) ?? word;
  }

  /** Makes a pair of two that have none yet. */
  private pair(id: string, old: string | undefined): void {
    if (old === undefined || !this.old.has(old) || this.found.has(id) || this.taken.has(old)) return;
    this.found.set(id, old);
    this.taken.add(old);
  }

  /** The column of a table that has another name now. */
  private columnBefore(id: string, tables: readonly string[]): string | undefined {
    const table = tables.find((one) => id.startsWith(`${one}.`));
    const old = table === undefined ? undefined : this.oldTable.get(table);
    return old === undefined || old === table ? undefined : `${old}${id.slice(table!.length)}`;
  }

  private pairAlike(older: RunRecord): void {
    const isLeft = older.quantities.some(({ id }) => !this.taken.has(id)) && this.newer.quantities.some(({ id }) => !this.found.has(id));
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

  /** Everything but the name: what it is computed from, or what it holds and who reads it. */
  private keyOf(
    { id, kind, unit, tables, formula, opening }: RecordQuantity,
    isNew: boolean,
    values: ReadonlyMap<string, string>,
    readers: ReadonlyMap<string, string>,
  ): string | undefined {
    const by = tables.map((table) => (isNew ? (this.oldTable.get(table) ?? table) : table));
    const named = (word: string): string => (word === id ? 'itself' : isNew ? this.oldWord(word) : word);
    const self = (words: string | null): string =>
      formulaTokens(words ?? '')
        .map(({ word }) => named(word))
        .join(' ');
    if (kind === 'item') return JSON.stringify([kind, unit, by, self(formula), self(opening), values.get(id)]);
    const read = readers.get(id);
    return read === undefined ? undefined : JSON.stringify([kind, unit, by, values.get(id), read]);
  }
}

/** Members that have another name now, where the name means one member only. */
function renamedMembers({ tables }: RunRecord, oldMember: (table: string, member: string) => string): ReadonlyMap<string, string> {
  const pairs = tables.flatMap(({ id, members }) => members.map((member) => [member.id, oldMember(id, member.id)] as const));
  return new Map(pairs.filter(([name, old]) => name !== old));
}

/** The values of inputs in the first scenario. */
function valuesOf({ scenarios, quantities }: RunRecord): ReadonlyMap<string, string> {
  const inputs = new Set(quantities.flatMap(({ id, kind }) => (kind === 'input' ? [id] : [])));
  const rows = scenarios[0]?.series.filter(({ id }) => inputs.has(id)) ?? [];
  return new Map([...grouped(rows, ({ id }) => id)].map(([id, some]) => [id, JSON.stringify(some.map(({ values }) => values))]));
}

/** The items that read an input or item, as one text. */
function readersOf({ quantities }: RunRecord, nameOf: (id: string) => string): ReadonlyMap<string, string> {
  const pairs = quantities.flatMap(({ id, reads }) => {
    const reader = nameOf(id);
    return reads.map((read) => ({ read, reader }));
  });
  return new Map(
    [...grouped(pairs, ({ read }) => read)].map(([read, some]) => [
      read,
      some
        .map(({ reader }) => reader)
        .sort()
        .join(' '),
    ]),
  );
}
