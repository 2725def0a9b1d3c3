/**
 * What inputs hold: by scenario, as known on a date. Enters declarations and the values written in the files;
 * leaves for every input row and scenario a constant or dated points, with where it came from.
 * Guarantee: nothing is defaulted: a row without a value is a diagnostic.
 */
import { Decimal } from 'decimal.js';
import { problem } from '../diagnostics/catalogue.ts';
import type { Span } from '../diagnostics/span.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type {
  ColumnSource,
  Entries,
  InputSource,
  Located,
  ProvenanceSource,
  ScenarioSource,
  Source,
  ValueSource,
} from '../source/source.ts';
import { rewriteNumber } from '../values/foreignNumber.ts';
import { parseLiteral } from '../values/literal.ts';
import { type DateRange, type Period, parseDate, serialOf } from '../values/timeline.ts';
import { sameUnit } from '../values/unit.ts';
import { type InputDeclaration, type Registry, readLiteral } from './declarations.ts';
import type { InputValue, ModelOptions, Provenance, Row, Scenario, ValueType } from './model.ts';

interface Point {
  readonly date: DateRange;
  readonly amount: Decimal;
}
/** A value read but not yet laid over the columns of the timeline. */
export interface ReadValue {
  readonly constant?: number | string;
  readonly amount?: Decimal;
  readonly points?: readonly Point[];
  readonly interpolate: 'step' | 'linear';
  /** In a scenario: before this month the parent's value holds. */
  readonly from?: number;
  readonly provenance: Provenance;
}
export interface ScenarioValues {
  readonly scenarios: readonly Scenario[];
  /** By row, then by scenario; undefined where the scenario inherits. */
  readonly values: Map<Row, (ReadValue | undefined)[]>;
}

interface Entry {
  readonly key: Located;
  readonly value: ValueSource;
}

/** Reads all values of a model: declared ones, `values:`, table cells, scenario overrides and `--set`. */
export function readValues(source: Source, registry: Registry, options: ModelOptions): ScenarioValues {
  const scenarios = listScenarios(source, registry);
  const values = new Map<Row, (ReadValue | undefined)[]>();
  for (const { quantity } of registry.inputs.values())
    for (const row of quantity.rows)
      values.set(
        row,
        scenarios.map(() => undefined),
      );
  const context: Context = {
    registry,
    scope: '',
    known: options.known ?? source.known?.text,
    values,
    sources: new Set(source.sources.keys()),
    refused: new Set(),
  };
  readScope(source, scenarios, context);
  applySet(options, scenarios, context);
  reportMissing(context);
  return { scenarios, values };
}

interface Context {
  readonly registry: Registry;
  /** Prefix of the model whose values are read: `openai.`, or empty. */
  readonly scope: string;
  readonly known: string | undefined;
  readonly values: Map<Row, (ReadValue | undefined)[]>;
  /** Sources that values of this scope may cite. */
  readonly sources: ReadonlySet<string>;
  /** Rows whose value was refused, so that it is not called missing as well. */
  readonly refused: Set<Row>;
}

function listScenarios(source: Source, registry: Registry): Scenario[] {
  if (source.scenarios.size === 0) return [{ id: 'base', title: 'Base case' }];
  const scenarios = [...source.scenarios].map(
    ([id, { value }]): Scenario => ({ id, title: value.title?.text ?? id, extends: value.extends?.text, note: value.note?.text }),
  );
  const base = scenarios[0]!.id;
  for (const [id, { value }] of source.scenarios) checkParent(id, value, source, registry);
  return scenarios.map((scenario) => (scenario.id === base || scenario.extends !== undefined ? scenario : { ...scenario, extends: base }));
}

function checkParent(id: string, scenario: ScenarioSource, source: Source, registry: Registry): void {
  const parent = scenario.extends;
  if (parent === undefined) return;
  const order = [...source.scenarios.keys()];
  if (!source.scenarios.has(parent.text)) {
    registry.diagnostics.push(
      problem('unknown-scenario', parent.span, `there is no scenario '${parent.text}'`, {
        hint: didYouMean(parent.text, order) ?? `the model has ${order.join(', ')}`,
      }),
    );
  } else if (order.indexOf(parent.text) >= order.indexOf(id)) {
    registry.diagnostics.push(
      problem('extends-loop', parent.span, `scenario '${id}' extends '${parent.text}', which does not stand before it`, {
        hint: 'put the scenario that is extended first',
      }),
    );
  }
}

/** Reads what is included first, so that the model that includes it has the last word. */
function readScope(source: Source, scenarios: readonly Scenario[], context: Context): void {
  const { scope } = context;
  for (const [prefix, { value }] of source.includes)
    readScope(value, scenarios, {
      ...context,
      scope: `${scope}${prefix}.`,
      known: context.known ?? value.known?.text,
      sources: new Set(value.sources.keys()),
    });
  for (const [id, { key, value }] of source.inputs) if (value.given !== undefined) assign(id, { key, value: value.given }, 0, context);
  readTableCells(source, context);
  for (const [name, entry] of source.values) assign(name, entry, 0, context);
  scenarios.forEach((scenario, index) => {
    for (const id of ownSteps(scenario, source, scenarios))
      for (const [name, entry] of source.scenarios.get(id)!.value.set) assign(name, entry, index, context);
  });
}

/**
 * The scenarios of a source whose changes make up a scenario of the whole model, oldest first: the one of the same id, and those it
 * extends that the whole model does not inherit from anyway.
 */
function ownSteps(scenario: Scenario, source: Source, scenarios: readonly Scenario[]): string[] {
  const inherited = ancestors(scenario.id, (id) => scenarios.find((one) => one.id === id)?.extends);
  const own = [scenario.id, ...ancestors(scenario.id, (id) => source.scenarios.get(id)?.value.extends?.text)];
  return own.filter((id) => source.scenarios.has(id) && !inherited.includes(id)).reverse();
}

/** What a scenario extends, and what that extends; a loop ends the list. */
function ancestors(id: string, parentOf: (id: string) => string | undefined): string[] {
  const found: string[] = [];
  for (let parent = parentOf(id); parent !== undefined && parent !== id && !found.includes(parent); parent = parentOf(parent))
    found.push(parent);
  return found;
}

function readTableCells(source: Source, context: Context): void {
  for (const [table, { value }] of source.tables) {
    for (const [member, { value: memberSource }] of value.members) {
      for (const [column, entry] of memberSource.cells) {
        if (value.columns.has(column)) assign(`${table}.${member}.${column}`, entry, 0, context);
        else
          context.registry.diagnostics.push(
            problem('unknown-key', entry.key.span, `table '${table}' has no column '${column}'`, {
              hint: didYouMean(column, value.columns.keys()),
            }),
          );
      }
    }
    for (const [column, { value: columnSource }] of value.columns)
      applyDefault(`${context.scope}${table}.${column}`, columnSource, context);
  }
}

function applyDefault(id: string, column: ColumnSource, context: Context): void {
  if (column.default === undefined) return;
  const declaration = context.registry.inputs.get(id)!;
  for (const row of declaration.quantity.rows) {
    const list = context.values.get(row)!;
    list[0] ??= readValue({ span: column.default.span, value: column.default }, declaration, context);
  }
}

/** The rows a key names: `price`, `price.max_20x`, `plan.max_20x.price`. */
function findRows(name: string, registry: Registry): { declaration: InputDeclaration; rows: readonly Row[] } | undefined {
  const direct = registry.inputs.get(name);
  if (direct !== undefined) return { declaration: direct, rows: direct.quantity.rows };
  const parts = name.split('.');
  for (const memberAt of [parts.length - 1, parts.length - 2]) {
    const declaration = registry.inputs.get(parts.filter((_, at) => at !== memberAt).join('.'));
    const rows = declaration?.quantity.rows.filter((row) => row.members.includes(parts[memberAt]!)) ?? [];
    if (declaration !== undefined && rows.length > 0) return { declaration, rows };
  }
  return undefined;
}

/** The keys that may be set in a scope, without its prefix. */
function everyKey({ registry, scope }: Context): string[] {
  const keys = [...registry.inputs.values()].flatMap(({ quantity, table }) => {
    if (quantity.tables.length === 0) return [quantity.id];
    return quantity.rows.map((row) =>
      table === undefined
        ? [quantity.id, ...row.members].join('.')
        : [table, ...row.members, quantity.id.slice(table.length + 1)].join('.'),
    );
  });
  return keys.filter((key) => key.startsWith(scope)).map((key) => key.slice(scope.length));
}

function assign(name: string, { key, value }: Entry, scenario: number, context: Context): void {
  const found = findRows(context.scope + name, context.registry);
  if (found === undefined) {
    const isItem = context.registry.items.has(context.scope + name);
    const hint = isItem ? `'${name}' is calculated; only inputs can be set` : didYouMean(name, everyKey(context));
    context.registry.diagnostics.push(
      problem('overrides-nothing', key.span, `'${name}' is no input and no table cell, so this value would change nothing`, {
        hint: hint ?? 'write input, input.member or table.member.column',
      }),
    );
    return;
  }
  const read = readValue(value, found.declaration, context);
  for (const row of found.rows) {
    if (read === undefined) context.refused.add(row);
    else context.values.get(row)![scenario] = read;
  }
}

function applySet(options: ModelOptions, scenarios: readonly Scenario[], context: Context): void {
  for (const { key, value } of options.set ?? []) {
    const file = { path: '--set', text: `${key}=${value}` };
    const located = (text: string, start: number): Located => ({
      text,
      span: { file, start, end: start + text.length },
      at: (index) => start + index,
    });
    const entry = { key: located(key, 0), value: { span: located(value, key.length + 1).span, value: located(value, key.length + 1) } };
    for (let scenario = 0; scenario < scenarios.length; scenario += 1)
      if (scenario === 0 || overridden(key, scenario, context)) assign(key, entry, scenario, context);
  }
}

/** Whether a scenario has a value of its own that would hide what `--set` says. */
function overridden(key: string, scenario: number, context: Context): boolean {
  const rows = findRows(key, context.registry)?.rows ?? [];
  return rows.some((row) => context.values.get(row)![scenario] !== undefined);
}

function reportMissing(context: Context): void {
  for (const { quantity, source } of context.registry.inputs.values()) {
    const missing = quantity.rows.filter((row) => context.values.get(row)![0] === undefined && !context.refused.has(row));
    if (missing.length === 0) continue;
    const unit = (source as InputSource).unit?.text ?? '';
    const who =
      missing.length === quantity.rows.length && quantity.tables.length === 0
        ? ''
        : ` for ${missing.map((row) => row.members.join(', ')).join('; ')}`;
    context.registry.diagnostics.push(
      problem('missing-value', quantity.written.span, `'${quantity.id}' has no value${who}`, {
        hint: `give it one under values: in ${unit || 'its unit'}, with a source or status: assumption`,
      }),
    );
  }
}

/** Sources get the prefix under which the whole model knows them. */
function provenanceOf(value: ValueSource, part: ProvenanceSource | ValueSource, written: string, { scope }: Context): Provenance {
  const cited = (source: Located | undefined) => (source === undefined ? undefined : scope + source.text);
  return {
    source: cited(part.source ?? value.source),
    status: (part.status ?? value.status)?.text,
    known: (part.known ?? value.known)?.text,
    note: (part.note ?? value.note)?.text,
    why: (part.why ?? value.why)?.text,
    range: value.range === undefined ? undefined : { low: value.range.low.text, high: value.range.high.text },
    alternatives: (value.alternatives ?? []).map((one) => ({ value: one.value.text, source: cited(one.source), note: one.note?.text })),
    revisions: [...(value.revisions ?? [])]
      .sort((a, b) => (a.known.text < b.known.text ? -1 : 1))
      .map((one) => ({
        known: one.known.text,
        value: one.value?.text ?? pointsText(one.series),
        source: cited(one.source),
        why: one.why?.text,
      })),
    written,
    at: part.span,
  };
}

/** `2026-01: 5%, 2027-01: 4%`. */
function pointsText(series: Entries<Located> | undefined): string {
  return [...(series ?? [])].map(([date, point]) => `${date}: ${point.value.text}`).join(', ');
}

function checkSources(value: ValueSource, context: Context): void {
  const named = [value.source, ...(value.alternatives ?? []).map((one) => one.source), ...(value.revisions ?? []).map((one) => one.source)];
  for (const source of named) {
    if (source !== undefined && !context.sources.has(source.text)) {
      context.registry.diagnostics.push(
        problem('unknown-source', source.span, `there is no source '${source.text}' under sources:`, {
          hint: didYouMean(source.text, context.sources) ?? 'declare it: sources: { id: { title: …, url: … } }',
        }),
      );
    }
  }
}

function readValue(value: ValueSource, declaration: InputDeclaration, context: Context): ReadValue | undefined {
  checkSources(value, context);
  const part = chooseRevision(value, context);
  if (part === undefined) return undefined;
  const from = value.from === undefined ? undefined : parseDate(value.from.text)?.from;
  if (value.from !== undefined && from === undefined)
    context.registry.diagnostics.push(
      problem('invalid-date', value.from.span, `'${value.from.text}' is no date`, { hint: 'write 2027-01' }),
    );
  const shared = { interpolate: part.interpolate ?? value.interpolate ?? 'step', from } as const;
  if (part.series !== undefined) {
    const points = readPoints(part.series, declaration, context);
    const provenance = provenanceOf(value, part, pointsText(part.series), context);
    return points === undefined ? undefined : { ...shared, points, provenance };
  }
  if (part.value === undefined) return undefined;
  const read = readScalar(part.value, typeOf(declaration, context), context.registry);
  if (read === undefined) return undefined;
  const constant = typeof read === 'string' ? read : read.toNumber();
  return {
    ...shared,
    constant,
    ...(typeof read === 'string' ? {} : { amount: read }),
    provenance: provenanceOf(value, part, part.value.text, context),
  };
}

function typeOf({ quantity }: InputDeclaration, { registry }: Context): ValueType | 'unknown' {
  return registry.untyped.has(quantity) ? 'unknown' : quantity.type;
}

function chooseRevision(
  value: ValueSource,
  context: Context,
): (ProvenanceSource & { span: Span; value?: Located; series?: Entries<Located>; interpolate?: 'step' | 'linear' }) | undefined {
  if (value.revisions === undefined) return value;
  const known = context.known;
  const usable = value.revisions.filter((revision) => known === undefined || revision.known.text <= known);
  if (usable.length === 0) {
    context.registry.diagnostics.push(
      problem('not-known-yet', value.revisions[0]?.known.span ?? value.span, `no revision of this value was known on ${known}`, {
        hint: 'add the value that was believed then, or use a later known date',
      }),
    );
    return undefined;
  }
  return usable.reduce((latest, revision) => (revision.known.text >= latest.known.text ? revision : latest));
}

function readPoints(series: Entries<Located>, declaration: InputDeclaration, context: Context): Point[] | undefined {
  const points: Point[] = [];
  for (const [text, { key, value }] of series) {
    const date = parseDate(text);
    const amount = readScalar(value, typeOf(declaration, context), context.registry);
    if (date === undefined || date.grain === 'day') {
      context.registry.diagnostics.push(
        problem('invalid-date', key.span, `'${text}' is no month, quarter or year`, { hint: 'write 2026-01, 2026-Q1 or 2026' }),
      );
    } else if (amount instanceof Decimal) points.push({ date, amount });
    else if (amount !== undefined)
      context.registry.diagnostics.push(problem('invalid-series', value.span, 'options and members cannot change over time', {}));
  }
  points.sort((a, b) => a.date.from - b.date.from);
  return points.length === 0 ? undefined : points;
}

/** Reads one written value as its type asks: an exact number, a date's day number, or an option's text. */
export function readScalar(written: Located, type: ValueType | 'unknown', registry: Registry): Decimal | string | undefined {
  if (type === 'unknown') return readUntyped(written, registry);
  const report = (message: string, hint?: string) =>
    void registry.diagnostics.push(problem('invalid-value', written.span, message, { hint }));
  if (type.kind === 'choice')
    return type.options.includes(written.text)
      ? written.text
      : report(`'${written.text}' is not one of ${type.options.join(', ')}`, didYouMean(written.text, type.options));
  if (type.kind === 'member') return readMember(written, type.table, registry);
  if (type.kind === 'flag')
    return /^(true|yes|1)$/.test(written.text)
      ? new Decimal(1)
      : /^(false|no|0)$/.test(written.text)
        ? new Decimal(0)
        : report(`'${written.text}' is neither true nor false`);
  if (type.kind === 'date') {
    const date = parseDate(written.text);
    return date === undefined ? report(`'${written.text}' is no date`, 'write 2026-07 or 2026-07-15') : new Decimal(serialOf(date));
  }
  return readNumber(written, type, registry);
}

function readMember(written: Located, table: string, registry: Registry): string | undefined {
  const members = registry.tables.get(table)?.members.map((member) => member.id) ?? [];
  if (members.includes(written.text)) return written.text;
  registry.diagnostics.push(
    problem('unknown-member', written.span, `table '${table}' has no member '${written.text}'`, {
      hint: didYouMean(written.text, members) ?? `it has ${members.join(', ')}`,
    }),
  );
  return undefined;
}

function readNumber(written: Located, { unit: wanted }: ValueType & { kind: 'number' }, registry: Registry): Decimal | undefined {
  const literal = readLiteral(written, wanted.text, registry);
  if (literal === undefined) return undefined;
  const { amount, unit, stated } = literal;
  if (stated === '' && wanted.text !== '1' && wanted.text !== 'x') {
    registry.diagnostics.push(
      problem('missing-unit', written.span, `'${written.text}' has no unit; ${wanted.text} is expected`, {
        hint: `write ${written.text}${wanted.text.startsWith('%') ? '' : ' '}${wanted.text}`,
      }),
    );
    return undefined;
  }
  if (sameUnit(unit, wanted)) return amount;
  registry.diagnostics.push(
    problem('wrong-unit', written.span, `the value is in ${stated}, but ${wanted.text} is declared`, {
      hint: `convert the figure and write it in ${wanted.text}`,
    }),
  );
  return undefined;
}

/** A value whose unit is not known: only numbers that no unit could make right are reported. */
function readUntyped(written: Located, registry: Registry): Decimal | string {
  const literal = parseLiteral(written.text);
  if (literal === undefined && rewriteNumber(written.text) !== undefined) readLiteral(written, '', registry);
  return literal?.amount ?? written.text;
}

/** Lays the values of a row over the columns of the timeline, scenario by scenario. */
export function layOut(
  reads: readonly (ReadValue | undefined)[],
  scenarios: readonly Scenario[],
  columns: readonly Period[],
  asSeries: boolean,
): InputValue[] {
  const result: InputValue[] = [];
  scenarios.forEach((scenario, index) => {
    const own = reads[index];
    const parent = index === 0 ? undefined : result[scenarios.findIndex((one) => one.id === scenario.extends)];
    if (own === undefined) {
      result.push({ ...(parent ?? result[0]!), inherited: true });
    } else if (asSeries) {
      result.push({
        series: columns.map((period, at) =>
          own.from !== undefined && period.from < own.from ? parent?.series?.[at] : amountIn(own, period),
        ),
        inherited: false,
        provenance: own.provenance,
        earlier: own.from === undefined || parent === undefined ? [] : earlierThan(own.from, parent),
      });
    } else result.push({ constant: own.constant!, inherited: false, provenance: own.provenance, earlier: [] });
  });
  return result;
}

function earlierThan(month: number, { earlier, provenance }: InputValue): InputValue['earlier'] {
  return [...earlier.filter(({ until }) => until < month), { until: month, provenance }];
}

/** The value of a period: the mean over its months, so that a step inside a quarter keeps the yearly total right. */
function amountIn(value: ReadValue, period: Period): number | undefined {
  if (value.points === undefined) return value.amount?.toNumber();
  let sum = new Decimal(0);
  for (let month = period.from; month < period.to; month += 1) {
    const amount = amountAt(value, month);
    if (amount === undefined) return undefined;
    sum = sum.plus(amount);
  }
  const count = period.to - period.from;
  return (count === 1 ? sum : sum.div(count)).toNumber();
}

function amountAt(value: ReadValue, month: number): Decimal | undefined {
  const points = value.points!;
  const next = points.findIndex((point) => point.date.from > month);
  const before = points[(next === -1 ? points.length : next) - 1];
  if (before === undefined) return undefined;
  const after = next === -1 ? undefined : points[next];
  if (value.interpolate === 'step' || after === undefined) return before.amount;
  const share = new Decimal(month - before.date.from).div(after.date.from - before.date.from);
  return before.amount.plus(after.amount.minus(before.amount).times(share));
}
