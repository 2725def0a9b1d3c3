/**
 * Declarations: tables, inputs, items and sheets, by full id. Input: a source with the models it includes. Output: a
 * registry in which the ids of an included model carry its prefix (`openai.revenue`). Guarantee: every quantity has its
 * rows, one per combination of members; nothing has a value or an expression yet.
 */

import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { sheetNameProblem } from '../source/identifiers.ts';
import type { ColumnSource, InputSource, ItemSource, Located, Source, TableSource } from '../source/source.ts';
import { statedUnit } from '../values/rewriteNumber.ts';
import { builtInUnits, dimensionless } from '../values/unit.ts';
import type { Quantity, Row, Section, Table, ValueType } from './model.ts';
import { localNames, prefixedLabel, type Registry } from './registry.ts';
import { declareUnits, readUnit } from './units.ts';

/**
 * The maximum that ordinary memory allows; a sheet of Excel has 1,048,576 rows. Larger models are refused before they
 * are made.
 */
const ROWS_MAX = 200_000;

const unknownType: ValueType = { kind: 'number', unit: dimensionless };

/** Collects all declarations of a model and of what it includes. */
export function declareModel(source: Source): Registry {
  const registry: Registry = {
    units: builtInUnits(),
    tables: new Map(),
    inputs: new Map(),
    items: new Map(),
    sheets: [],
    sheetKeys: new Map(),
    diagnostics: [],
    read: new Set(),
    ascendingColumns: new Map(),
    untyped: new Set(),
    untimed: new Set(),
    labelPrefixes: new Map(),
    rows: 0,
  };
  declareTables(source, '', registry);
  declareScope(source, '', registry);
  return registry;
}

/** Tables and units first, so that a column of a model can refer to a table of one that it includes. */
function declareTables(source: Source, scope: string, registry: Registry, owner = ''): void {
  registry.labelPrefixes.set(scope, owner);
  declareUnits(source, registry);
  for (const [id, { value }] of source.tables) declareTable(id, value, scope, registry);
  for (const [prefix, { value }] of source.includes) {
    declareTables(value, `${scope}${prefix}.`, registry, `${owner}${value.title?.text ?? prefix}: `);
  }
}

function declareScope(source: Source, scope: string, registry: Registry): void {
  for (const [id, { value }] of source.tables) declareColumns(id, value, scope, registry);
  for (const [id, { key, value }] of source.inputs) declareInput(id, key, value, scope, registry);
  declareSheets(source, scope, registry);
  for (const [prefix, { value }] of source.includes) declareScope(value, `${scope}${prefix}.`, registry);
}

/** The type that a file states; undefined when it states none, or one that was refused. */
function typeOf(
  at: Located,
  unit: Located | undefined,
  choice: readonly Located[] | undefined,
  registry: Registry,
): ValueType | undefined {
  if (choice?.length === 0) {
    registry.diagnostics.push(
      problem('missing-value', at.span, 'the choice has no options', {
        hint: 'write them in brackets: choice: [one, other]',
      }),
    );
    return undefined;
  }
  if (choice !== undefined) return { kind: 'choice', options: choice.map((option) => option.text) };
  if (unit === undefined) return undefined;
  if (unit.text === 'date') return { kind: 'date' };
  if (unit.text === 'flag') return { kind: 'flag' };
  const read = readUnit(unit.text, unit, registry);
  return read === undefined ? undefined : { kind: 'number', unit: read };
}

function declareTable(id: string, source: TableSource, scope: string, registry: Registry): void {
  const members = [...source.members].map(([member, { value }]) => ({
    id: member,
    label: value.label?.text ?? member,
    ...(value.was === undefined ? {} : { was: value.was.text }),
  }));
  registry.tables.set(scope + id, { id: scope + id, label: source.label?.text ?? id, members });
}

function declareColumns(tableId: string, source: TableSource, scope: string, registry: Registry): void {
  const table = registry.tables.get(scope + tableId)!;
  for (const [column, { key, value }] of source.columns) {
    registry.diagnostics.push(...kindProblem(value));
    const reference = value.ref;
    if (reference !== undefined && !registry.tables.has(scope + reference.text)) {
      registry.diagnostics.push(unknownTable(reference, scope, registry));
    }
    const stated: ValueType | undefined =
      reference === undefined
        ? typeOf(key, value.unit, value.choice, registry)
        : { kind: 'member', table: scope + reference.text };
    if (stated === undefined && statesNone(value))
      registry.diagnostics.push(missingUnit(key, `the column '${column}'`));
    const quantity = makeQuantity(
      {
        id: `${scope}${tableId}.${column}`,
        label: prefixedLabel(value.label?.text ?? column, scope, registry),
        kind: 'input',
        tables: [table],
        declaredAt: key,
        type: stated ?? unknownType,
        was: earlierName(value.was, `${scope}${tableId}.`),
        measure: measureIn(value),
      },
      registry,
    );
    if (stated === undefined) registry.untyped.add(quantity);
    registry.inputs.set(quantity.id, { quantity, scope, source: value, table: table.id });
  }
}

/** The measure that the file states for an input over time. */
function measureIn({ measure }: { readonly measure?: Located }): Quantity['measure'] {
  return measure?.text as Quantity['measure'];
}

/** The name that something had before, as the whole model sees it. */
function earlierName(was: Located | undefined, scope: string): string | undefined {
  return was === undefined ? undefined : `${scope}${was.text}`;
}

function missingUnit(key: Located, what: string, value?: Located): Diagnostic {
  const unit = value === undefined ? undefined : statedUnit(value.text);
  const hint =
    unit === undefined
      ? "write unit: USD, unit: '%', unit: date, unit: flag, or choice: [one, other]; 1 is the unit of a plain number"
      : `add unit: ${unit}`;
  return problem('missing-key', key.span, `${what} has no unit`, { hint });
}

const statesNone = ({ unit, choice }: ColumnSource): boolean => unit === undefined && choice === undefined;

/** A value is of one kind: in a unit, one of several options, or a member of a table. */
function kindProblem({ unit, choice, ref }: ColumnSource): Diagnostic[] {
  const [first, second] = Object.entries({ unit, choice, ref }).flatMap(([name, written]) =>
    written === undefined ? [] : [name],
  );
  const place = ref ?? choice?.[0];
  if (second === undefined || place === undefined) return [];
  const message = `'${first}' and '${second}' cannot be combined`;
  return [
    problem('wrong-shape', place.span, message, {
      hint: 'keep unit: for numbers, choice: for options, ref: for members of a table',
    }),
  ];
}

function declareInput(id: string, key: Located, source: InputSource, scope: string, registry: Registry): void {
  registry.diagnostics.push(...kindProblem(source));
  const stated = typeOf(key, source.unit, source.choice, registry);
  if (stated === undefined && statesNone(source))
    registry.diagnostics.push(missingUnit(key, `the input '${id}'`, source.given?.value));
  const tables = readTables(source.by, scope, registry);
  const quantity = makeQuantity(
    {
      id: scope + id,
      label: prefixedLabel(source.label?.text ?? id, scope, registry),
      kind: 'input',
      tables,
      declaredAt: key,
      type: stated ?? unknownType,
      note: source.note?.text,
      was: earlierName(source.was, scope),
      measure: measureIn(source),
    },
    registry,
  );
  if (stated === undefined) registry.untyped.add(quantity);
  registry.inputs.set(quantity.id, { quantity, scope, source });
}

/** The tables that a `by:` names; a name of no table is a problem. Their rows count towards the size of the model. */
export function readTables(by: readonly Located[] | undefined, scope: string, registry: Registry): Table[] {
  const names = by ?? [];
  const tables = names.flatMap((name, at) => {
    const first = names.findIndex(({ text }) => text === name.text);
    const table = registry.tables.get(scope + name.text);
    if (table !== undefined && first === at) return [table];
    registry.diagnostics.push(first < at ? repeatedTable(name, names[first]!) : unknownTable(name, scope, registry));
    return [];
  });
  countRows(names, tables, registry);
  return tables;
}

function repeatedTable(name: Located, first: Located): Diagnostic {
  return problem('duplicate-key', name.span, `'${name.text}' appears twice under by:`, {
    labels: [{ span: first.span, text: 'first written here' }],
    hint: 'list each table once; for pairs of members, add a second table with the same members',
  });
}

function unknownTable(name: Located, scope: string, registry: Registry): Diagnostic {
  const hint = didYouMean(name.text, localNames(registry.tables.keys(), scope));
  return problem('unknown-name', name.span, `there is no table '${name.text}'`, { hint });
}

/** Three tables of 250 members make 15 million rows: the whole model is refused where they would come about. */
function countRows(by: readonly Located[], tables: readonly Table[], registry: Registry): void {
  const count = tables.reduce((product, { members }) => product * members.length, 1);
  registry.rows += tables.length === 0 ? 0 : count;
  const [first, last] = [by[0], by.at(-1)];
  if (first === undefined || last === undefined || registry.rows <= ROWS_MAX || registry.rows - count > ROWS_MAX)
    return;
  const members = tables.map(({ members }) => members.length).join(' × ');
  const message =
    `${members} members need ${count} ` +
    `rows${registry.rows === count ? '' : `, ${registry.rows} in the model`}; the maximum is ${ROWS_MAX}`;
  registry.diagnostics.push(
    problem('too-many-cells', { ...first.span, end: last.span.end }, message, {
      hint: 'remove a table, or combine members that are treated the same way',
    }),
  );
}

function declareSheets(source: Source, scope: string, registry: Registry): void {
  const prefix = scope === '' ? '' : `${scope.slice(0, -1)} `;
  for (const [name, { key, value }] of source.sheets) {
    // A name that is wrong without its prefix was reported in its file.
    if (scope !== '' && sheetNameProblem(key).length === 0)
      registry.diagnostics.push(...sheetNameProblem(key, `${prefix}${name}`));
    noteSheet(`${prefix}${name}`, key, scope, registry);
    const sections: Section[] = [...value.sections].map(([title, section]) => ({
      title,
      items: [...section.value.items].map(([id, item]) => declareItem(id, item.key, item.value, scope, registry)),
    }));
    registry.sheets.push({ name: `${prefix}${name}`, sections });
  }
}

/** Sheets of an included model have its prefix in their names, and so may have the name of another sheet. */
function noteSheet(name: string, key: Located, scope: string, { sheetKeys, diagnostics }: Registry): void {
  const first = sheetKeys.get(name.toLowerCase());
  if (first === undefined) sheetKeys.set(name.toLowerCase(), key);
  else if (scope !== '') {
    const labels = [{ span: first.span, text: 'first defined here' }];
    const hint = 'rename one of the two, or choose another prefix';
    diagnostics.push(
      problem('duplicate-id', key.span, `two sheets of the workbook would have the name '${name}'`, { labels, hint }),
    );
  }
}

function declareItem(id: string, key: Located, source: ItemSource, scope: string, registry: Registry): Quantity {
  const type = typeOf(key, source.unit, undefined, registry);
  const tables = readTables(source.by, scope, registry);
  const quantity = makeQuantity(
    {
      id: scope + id,
      label: prefixedLabel(
        source.label?.text ?? id.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase()),
        scope,
        registry,
      ),
      kind: 'item',
      tables,
      declaredAt: key,
      type: type ?? unknownType,
      note: source.note?.text,
      was: earlierName(source.was, scope),
      formulaText: source.formula.text.trim(),
      openingText: source.opening?.text.trim(),
    },
    registry,
  );
  if (!registry.items.has(quantity.id))
    registry.items.set(quantity.id, { quantity, source, scope, stated: type !== undefined });
  return quantity;
}

type QuantityParts = Omit<Quantity, 'rows' | 'time' | 'rollup' | 'structural'>;

function makeQuantity(parts: QuantityParts, registry: Registry): Quantity {
  const quantity: Quantity = { ...parts, time: 'scalar', rollup: 'none', rows: [], structural: false };
  // A model that is refused for its size needs no rows.
  quantity.rows = (registry.rows > ROWS_MAX ? [] : combinations(parts.tables)).map(
    (members): Row => ({ quantity, members, label: rowLabel(parts, members) }),
  );
  return quantity;
}

/** The label of one row: `Price: Pro`. */
export function rowLabel(parts: Pick<Quantity, 'label' | 'tables'>, members: readonly string[]): string {
  const names = members.map((member, at) => parts.tables[at]!.members.find((one) => one.id === member)!.label);
  return names.length === 0 ? parts.label : `${parts.label}: ${names.join(', ')}`;
}

/** Every combination of members, in the order of the tables; one empty combination for no table. */
export function combinations(tables: readonly Table[]): string[][] {
  return tables.reduce<string[][]>(
    (sofar, table) => sofar.flatMap((members) => table.members.map((member) => [...members, member.id])),
    [[]],
  );
}
