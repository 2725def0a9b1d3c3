/**
 * Keys under `values:`, `set:` and `--set`. Input: `price`, `price.max`, `price.pro.eu` or `plan.max.price`. Output:
 * the rows that it names.
 */
import type { Row, Table } from '../model.ts';
import type { InputDeclaration, Registry } from '../registry.ts';

export interface InputMatch {
  readonly declaration: InputDeclaration;
  readonly rows: readonly Row[];
  /** How many members the key names; a more specific key takes precedence. */
  readonly depth: number;
}
/** A member that several of the tables have, so that the key may mean either. */
export interface AmbiguousMember {
  readonly member: string;
  readonly tables: readonly string[];
}

/**
 * The rows that a key with its prefix names; undefined when it names none. `plan.pro.price` is the column price of the
 * member pro, also where the table has a column that is called pro.
 */
export function findInput(name: string, { inputs }: Registry): InputMatch | AmbiguousMember | undefined {
  const parts = name.split('.');
  const direct = inputs.get(name);
  if (direct !== undefined) return { declaration: direct, rows: direct.quantity.rows, depth: 0 };
  const column = inputs.get([...parts.slice(0, -2), ...parts.slice(-1)].join('.'));
  const cell = column?.table === undefined ? undefined : rowsOf(column, parts.slice(-2, -1));
  if (cell !== undefined) return cell;
  for (let at = parts.length - 1; at > 0; at -= 1) {
    const declaration = inputs.get(parts.slice(0, at).join('.'));
    if (declaration !== undefined) return rowsOf(declaration, parts.slice(at));
  }
  return undefined;
}

function rowsOf(declaration: InputDeclaration, members: readonly string[]): InputMatch | AmbiguousMember | undefined {
  const { tables, rows } = declaration.quantity;
  const [way, ...others] = waysToRead(members, tables);
  if (way === undefined) return undefined;
  if (others.length === 0) {
    const named = rows.filter((row) => way.every((table, at) => row.members[table] === members[at]));
    return { declaration, rows: named, depth: members.length };
  }
  const unclear = members.find((_, at) => others.some((other) => other[at] !== way[at]))!;
  return { member: unclear, tables: tables.filter((table) => hasMember(table, unclear)).map(({ id }) => id) };
}

const hasMember = (table: Table, id: string): boolean => table.members.some((member) => member.id === id);

/**
 * Every way to read members as those of some of the tables, in the order of the tables: for each member the position of
 * its table.
 */
function waysToRead(members: readonly string[], tables: readonly Table[], from = 0): number[][] {
  const [first, ...rest] = members;
  if (first === undefined) return [[]];
  return tables.flatMap((table, at) =>
    at < from || !hasMember(table, first) ? [] : waysToRead(rest, tables, at + 1).map((further) => [at, ...further]),
  );
}
