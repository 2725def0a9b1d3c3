/**
 * What exists: units, tables, inputs, items, by full id. Enters a Source with the models it includes; leaves a registry
 * in which an included model's ids carry its prefix (`openai.revenue`).
 * Guarantee: every quantity has its rows, one per combination of members; nothing has a value or an expression yet.
 */

import type { Decimal } from 'decimal.js';
import { problem } from '../diagnostics/catalogue.ts';
import { type Diagnostic, replacement } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { sheetNameProblem } from '../source/identifiers.ts';
import type { ColumnSource, InputSource, ItemSource, Located, Source, TableSource } from '../source/source.ts';
import { parseLiteral } from '../values/literal.ts';
import {
  type NumberRewriting,
  rewriteNumber,
  rewriteUnit,
  scaleSuffixIn,
  statedUnit,
} from '../values/rewriteNumber.ts';
import { isScaleSuffix, scaleSuffixes } from '../values/scales.ts';
import { builtInUnits, declaredUnit, dimensionless, parseUnit, sameUnit, type Unit } from '../values/unit.ts';
import type { Quantity, Row, Section, Sheet, Table, ValueType } from './model.ts';

/** An item as declared, with the scope in which its formula's names are looked up. */
export interface ItemDeclaration {
  readonly quantity: Quantity;
  readonly source: ItemSource;
  readonly scope: string;
  /** Whether the file states the unit. */
  readonly stated: boolean;
}
export interface InputDeclaration {
  readonly quantity: Quantity;
  readonly scope: string;
  readonly source: InputSource | ColumnSource;
  /** For a table column: the table. */
  readonly table?: string;
}
export interface Registry {
  readonly units: Map<string, Unit>;
  readonly tables: Map<string, Table>;
  readonly inputs: Map<string, InputDeclaration>;
  readonly items: Map<string, ItemDeclaration>;
  readonly sheets: Sheet[];
  /** Where each sheet is named, by its name in the workbook in lower case. */
  readonly sheetKeys: Map<string, Located>;
  readonly diagnostics: Diagnostic[];
  /** What some formula names, filled while formulas are bound. */
  readonly read: Set<Quantity>;
  /** Columns that must ascend, with the formula that looks them up. */
  readonly ascendingColumns: Map<Quantity, Span>;
  /**
   * What has no known type, because its unit is missing or its formula has a problem: nothing is reported of its unit.
   */
  readonly untyped: Set<Quantity>;
  /** What may have one value or one per period, because its formula or value has a problem. */
  readonly untimed: Set<Quantity>;
  /**
   * By scope what its labels begin with: `OpenAI: ` for what is included as `openai.`, nothing for the model itself.
   */
  readonly labelPrefixes: Map<string, string>;
  /** Rows of what is declared `by` tables, as they are counted. */
  rows: number;
}

/**
 * What a computer of ordinary memory evaluates; a sheet of Excel has 1,048,576. What needs more is refused before it is
 * made.
 */
const ROWS_MAX = 200_000;

const unknownType: ValueType = { kind: 'number', unit: dimensionless };

/** The type of a quantity, or `unknown` where a problem with its declaration was reported. */
export type StatedType = ValueType | 'unknown';

export function statedType(quantity: Quantity, { untyped }: Registry): StatedType {
  return untyped.has(quantity) ? 'unknown' : quantity.type;
}

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

function declareUnits(source: Source, registry: Registry): void {
  for (const [name, { key, value }] of source.units) {
    if (isBuiltInUnit(name)) {
      registry.diagnostics.push(
        problem('reserved-name', key.span, `the unit '${name}' is built in`, {
          hint: 'use it as it is, or give yours another name',
        }),
      );
      continue;
    }
    if (value.equals === undefined) {
      registry.units.set(name, declaredUnit(name));
      continue;
    }
    const multiple = readLiteral(value.equals, 'token', registry);
    if (multiple !== undefined && !multiple.amount.gt(0)) {
      const hint = 'write how many of another unit it is, such as 1000 token';
      registry.diagnostics.push(
        problem('invalid-value', value.equals.span, `the unit '${name}' is not more than nothing`, { hint }),
      );
    }
    const isMultiple = multiple?.amount.gt(0) === true;
    registry.units.set(
      name,
      declaredUnit(name, isMultiple ? { factor: multiple.amount, of: multiple.unit } : undefined),
    );
  }
}

const kinds = ['date', 'flag'];

/** Whether a name, or its singular, is a unit or a kind of the language. */
function isBuiltInUnit(name: string): boolean {
  return kinds.includes(name) || parseUnit(name, builtInUnits()).unit !== undefined;
}

function meantUnit(name: string, registry: Registry): Unit {
  return registry.units.get(suggest(name, registry.units.keys()) ?? '') ?? declaredUnit(name);
}

/** By unit the scale in which its amounts are shown. */
export function readDisplay(source: Source, registry: Registry): Map<string, string> {
  for (const [unit, { key, value }] of source.display) {
    if (!registry.units.has(unit)) {
      if (parseUnit(unit, registry.units).unit === undefined) readUnit(unit, key, registry);
      else registry.diagnostics.push(severalUnits(key));
    }
    if (!isScaleSuffix(value.text))
      registry.diagnostics.push(
        problem('invalid-value', value.span, `'${value.text}' is no scale`, {
          hint: didYouMean(value.text, scaleSuffixes) ?? `write one of ${scaleSuffixes.join(', ')}`,
        }),
      );
  }
  return new Map([...source.display].map(([unit, { value }]) => [unit, value.text]));
}

function severalUnits({ text, span }: Located): Diagnostic {
  return problem('unknown-unit', span, `'${text}' is not the name of one unit`, {
    hint: 'name a unit as it is declared, such as USD or user; amounts of it per month are shown alike',
  });
}

const isUnitName = (name: string): boolean => /^[A-Za-z]\w*$/.test(name);

/**
 * Reads a unit, or reports which of its parts is unknown; an unknown name counts from then on as the near one, so it is
 * reported once.
 */
export function readUnit(text: string, written: Located, registry: Registry): Unit | undefined {
  const { unit, unknown = '' } = parseUnit(text, registry.units);
  if (unit !== undefined) return unit;
  const { message, hint } = explainUnit(text, registry);
  registry.diagnostics.push(problem('unknown-unit', written.span, message, { hint }));
  if (isUnitName(unknown)) registry.units.set(unknown, meantUnit(unknown, registry));
  return parseUnit(text, registry.units).unit ?? parseUnit(rewriteUnit(text) ?? '', registry.units).unit;
}

/** What to say of a unit that does not exist: `did you mean 'user'?`, `write USD/month`, or how to declare it. */
export function explainUnit(text: string, { units }: Registry): { message: string; hint: string } {
  const rewritten = rewriteUnit(text);
  if (rewritten !== undefined && parseUnit(rewritten, units).unit !== undefined) {
    const scale = scaleSuffixIn(text);
    // A scale that is only left out would make every number in the unit too small.
    const scaled = scale === undefined ? '' : ` here, and the scale with each number: 5${scale} ${rewritten}`;
    return { message: `there is no unit '${text}'`, hint: `write ${rewritten}${scaled}` };
  }
  const name = parseUnit(text, units).unknown ?? '';
  const otherwise = isUnitName(name)
    ? `declare it at the top of the file: units: { ${name}: { label: … } }`
    : 'write a unit as names joined by / and *, such as USD/user/month';
  return { message: `there is no unit '${name}'`, hint: didYouMean(name, units.keys()) ?? otherwise };
}

/**
 * A number with its unit as written in a file. Reports what cannot be read, with the number as it should be written;
 * `unit` is what is expected of a number that states none.
 */
export function readLiteral(
  written: Located,
  unit: string,
  registry: Registry,
): { amount: Decimal; unit: Unit; stated: string } | undefined {
  const literal = parseLiteral(written.text);
  const hasStatedUnit = literal?.unit === '' ? '1' : literal?.unit;
  const known = hasStatedUnit === undefined ? undefined : parseUnit(hasStatedUnit, registry.units).unit;
  if (literal !== undefined && known !== undefined)
    return { amount: literal.amount, unit: known, stated: literal.unit };
  const meant = rewriteNumber(written.text, unit);
  if (literal !== undefined && hasStatedUnit !== undefined && meant === undefined) {
    const read = readUnit(hasStatedUnit, written, registry);
    return read === undefined ? undefined : { amount: literal.amount, unit: read, stated: hasStatedUnit };
  }
  registry.diagnostics.push(numberProblem(written, unit, meant, registry));
  return undefined;
}

function numberProblem(
  written: Located,
  unit: string,
  meant: NumberRewriting | undefined,
  registry: Registry,
): Diagnostic {
  const message = `'${written.text}' ${meant?.fault ?? 'is no number'}`;
  const example = `write a number with its unit, such as 1.25bn ${unit || 'USD'}`;
  const readings = meant?.readings.filter((reading) => isIn(unit, reading, registry)) ?? [];
  const isWhole = meant !== undefined && readings.length === meant.readings.length;
  return problem('invalid-value', written.span, message, {
    hint: isWhole ? meant.hint : example,
    fixes: isWhole ? readings.map((reading) => replacement(written.span, reading)) : [],
  });
}

/**
 * Whether a number as it would be written is in a unit that the model has, and in the one that is expected where one
 * is.
 */
function isIn(expected: string, reading: string, { units }: Registry): boolean {
  const read = parseUnit(parseLiteral(reading)?.unit || '1', units).unit;
  const wanted = parseUnit(expected || '1', units).unit;
  return read !== undefined && (expected === '' || wanted === undefined || sameUnit(read, wanted));
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

/** What the file says that an input over time measures. */
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
  const message = `'${first}' and '${second}' exclude each other`;
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
  return problem('duplicate-key', name.span, `'${name.text}' stands twice under by:`, {
    labels: [{ span: first.span, text: 'first written here' }],
    hint: 'name each table once; pairs of members need a second table with the same members',
  });
}

function unknownTable(name: Located, scope: string, registry: Registry): Diagnostic {
  const hint = didYouMean(name.text, localNames(registry.tables.keys(), scope));
  return problem('unknown-name', name.span, `there is no table '${name.text}'`, { hint });
}

/**
 * A label as readers of the whole see it: two models that are included have a revenue each, `OpenAI: Revenue` and
 * `Anthropic: Revenue`.
 */
export function prefixedLabel(label: string, scope: string, { labelPrefixes }: Registry): string {
  return `${labelPrefixes.get(scope) ?? ''}${label}`;
}

/** An id as a file of a scope writes it: `openai.plan` is `plan` in scope `openai.`. */
export function localName(id: string, scope: string): string {
  return id.startsWith(scope) ? id.slice(scope.length) : id;
}

/** The names of a scope as its own file writes them: of `openai.plan` and `rate` in scope `openai.` it is `plan`. */
export function localNames(ids: Iterable<string>, scope: string): string[] {
  return [...ids].filter((id) => id.startsWith(scope)).map((id) => id.slice(scope.length));
}

/** Three tables of 250 members make 15 million rows: the whole model is refused where they would come about. */
function countRows(by: readonly Located[], tables: readonly Table[], registry: Registry): void {
  const count = tables.reduce((product, { members }) => product * members.length, 1);
  registry.rows += tables.length === 0 ? 0 : count;
  const [first, last] = [by[0], by.at(-1)];
  if (first === undefined || last === undefined || registry.rows <= ROWS_MAX || registry.rows - count > ROWS_MAX)
    return;
  const members = tables.map(({ members }) => members.length).join(' × ');
  const message = `${members} members make ${count} rows${registry.rows === count ? '' : `, and the model ${registry.rows} with them`}; at most ${ROWS_MAX} can be calculated`;
  registry.diagnostics.push(
    problem('too-many-cells', { ...first.span, end: last.span.end }, message, {
      hint: 'leave out a table, or put members together that are treated alike',
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
      problem('duplicate-id', key.span, `two sheets of the workbook would be called '${name}'`, { labels, hint }),
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
