/**
 * What inputs hold: by scenario, as known on a date. Enters declarations and the values written in the files;
 * leaves for every input row and scenario a constant or dated points, with where it came from.
 * Guarantee: nothing is defaulted: a row without a value is a diagnostic.
 */
import { Decimal } from 'decimal.js';
import { problem } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, replacement } from '../../diagnostics/diagnostic.ts';
import type { SourceFile } from '../../diagnostics/span.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { unknownScenario } from '../../diagnostics/unknownScenario.ts';
import { isMemberKey } from '../../source/identifiers.ts';
import type {
  ColumnSource,
  Entries,
  InputSource,
  Located,
  ScenarioSource,
  Source,
  ValueSource,
} from '../../source/source.ts';
import { parseLiteral } from '../../values/literal.ts';
import { choiceHint, readingsWithUnit, rewriteNumber } from '../../values/rewriteNumber.ts';
import { parseDate, periodLabel, serialOf, type Timeline, validDatesHint } from '../../values/timeline.ts';
import { conversion, sameDimension, sameUnit, type Unit } from '../../values/unit.ts';
import {
  type InputDeclaration,
  localName,
  type Registry,
  readLiteral,
  type StatedType,
  statedType,
} from '../declarations.ts';
import { rowId } from '../find.ts';
import type { ModelOptions, Provenance, Row, Scenario, ValueType } from '../model.ts';
import {
  type AsOf,
  allScenarios,
  checkCitedSources,
  type LaterValue,
  laterValueProblems,
  provenanceOf,
  valueInForce,
} from './asOf.ts';
import { readDistribution } from './distributions.ts';
import { findInput, type InputMatch } from './inputKeys.ts';
import type { DatedAmount, ParsedValue } from './layOut.ts';
import { readRange } from './ranges.ts';

export interface ScenarioValues {
  readonly scenarios: readonly Scenario[];
  /** By row, then by scenario; undefined where the scenario inherits. */
  readonly values: Map<Row, (ParsedValue | undefined)[]>;
}

interface Entry {
  readonly key: Located;
  readonly value: ValueSource;
  /** Under `set:` of a scenario. */
  readonly setBy?: Provenance['setBy'];
}

/** Reads all values of a model: declared ones, `values:`, table cells, scenario overrides and `--set`. */
export function readValues(
  source: Source,
  registry: Registry,
  {
    options,
    asOf,
    timeline,
  }: { options: ModelOptions; asOf: ReadonlyMap<string, AsOf>; timeline: Timeline | undefined },
): ScenarioValues {
  const scenarios = listScenarios(source, registry);
  const values = new Map<Row, (ParsedValue | undefined)[]>();
  for (const { quantity } of registry.inputs.values())
    for (const row of quantity.rows)
      values.set(
        row,
        scenarios.map(() => undefined),
      );
  const context: Context = {
    registry,
    scenarios: scenarios.map(({ id }) => id),
    timeline,
    asOf: asOf.get('')!,
    values,
    refused: new Set(),
    later: [],
  };
  readScope(source, scenarios, context, asOf);
  applySet(options, scenarios, context);
  registry.diagnostics.push(...laterValueProblems(context.later));
  reportMissing(context);
  return { scenarios, values };
}

interface Context {
  readonly registry: Registry;
  /** Ids of the scenarios of the whole model. */
  readonly scenarios: readonly string[];
  readonly timeline: Timeline | undefined;
  /** Of the model whose values are read. */
  readonly asOf: AsOf;
  readonly values: Map<Row, (ParsedValue | undefined)[]>;
  /** Rows whose value was refused, so that it is not called missing as well. */
  readonly refused: Set<Row>;
  /** Values of which nothing was known on the known date. */
  readonly later: LaterValue[];
}

/** Every scenario is evaluated, and has a column of its own in the workbook. */
const scenariosMost = 1000;

function listScenarios(source: Source, registry: Registry): Scenario[] {
  if (source.scenarios.size === 0) return [{ id: 'base', title: 'Base case' }];
  const tooMany = [...source.scenarios.values()][scenariosMost];
  if (tooMany !== undefined) {
    const message = `the model has ${source.scenarios.size} scenarios; ${scenariosMost} are the most`;
    const hint = 'vary inputs with burnsheet sensitivity or simulate, or split the scenarios over several models';
    registry.diagnostics.push(problem('too-many-scenarios', tooMany.key.span, message, { hint }));
    return [{ id: 'base', title: 'Base case' }];
  }
  const scenarios = [...source.scenarios].map(
    ([id, { value }]): Scenario => ({
      id,
      title: value.title?.text ?? id,
      extends: value.extends?.text,
      note: value.note?.text,
    }),
  );
  const base = scenarios[0]!.id;
  const seen = new Set<string>();
  for (const [id, { value }] of source.scenarios) {
    checkParent(id, value, source, registry, seen);
    seen.add(id);
  }
  return scenarios.map((scenario) =>
    scenario.id === base || scenario.extends !== undefined ? scenario : { ...scenario, extends: base },
  );
}

/** `seen` holds the scenarios above this one. */
function checkParent(
  id: string,
  scenario: ScenarioSource,
  source: Source,
  registry: Registry,
  seen: ReadonlySet<string>,
): void {
  const parent = scenario.extends;
  if (parent === undefined) return;
  if (!source.scenarios.has(parent.text)) {
    const order = [...source.scenarios.keys()];
    registry.diagnostics.push(unknownScenario(parent.text, order, parent.span));
  } else if (!seen.has(parent.text)) {
    registry.diagnostics.push(
      problem(
        'extends-loop',
        parent.span,
        `scenario '${id}' extends '${parent.text}', which does not stand before it`,
        {
          hint: 'put the scenario that is extended first',
        },
      ),
    );
  }
}

/** Reads what is included first, so that the model that includes it has the last word. */
function readScope(
  source: Source,
  scenarios: readonly Scenario[],
  context: Context,
  asOf: ReadonlyMap<string, AsOf>,
): void {
  const { scope } = context.asOf;
  for (const [prefix, { value }] of source.includes)
    readScope(value, scenarios, { ...context, asOf: asOf.get(`${scope}${prefix}.`)! }, asOf);
  const given = [...source.inputs].flatMap(([id, { key, value }]): Named[] =>
    value.given === undefined ? [] : [[id, { key, value: value.given }]],
  );
  assignAll([...given, ...tableCells(source, context), ...source.values], 0, source.files, context);
  applyDefaults(source, context);
  const parents = new Map(scenarios.map((scenario) => [scenario.id, scenario.extends] as const));
  scenarios.forEach((scenario, index) => {
    for (const id of ownSteps(scenario, source, parents)) assignAll(settings(id, source), index, source.files, context);
  });
}

/**
 * The scenarios of a source whose changes make up a scenario of the whole model, oldest first: the one of the same id,
 * and those it extends that the whole model does not inherit from anyway.
 */
function ownSteps(scenario: Scenario, source: Source, parents: ReadonlyMap<string, string | undefined>): string[] {
  const inherited = ancestors(scenario.id, (id) => parents.get(id));
  const own = [scenario.id, ...ancestors(scenario.id, (id) => source.scenarios.get(id)?.value.extends?.text)];
  return own.filter((id) => source.scenarios.has(id) && !inherited.has(id)).reverse();
}

/** What a scenario extends, and what that extends; a loop ends the list. */
function ancestors(id: string, parentOf: (id: string) => string | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (
    let parent = parentOf(id);
    parent !== undefined && parent !== id && !found.has(parent);
    parent = parentOf(parent)
  )
    found.add(parent);
  return found;
}

type Named = readonly [string, Entry];

/** What a scenario sets. */
function settings(scenario: string, source: Source): Named[] {
  const { set, note } = source.scenarios.get(scenario)!.value;
  const setBy = { scenario, hasNote: note !== undefined };
  return [...set].map(([name, entry]): Named => [name, { ...entry, setBy }]);
}

function tableCells(source: Source, { registry }: Context): Named[] {
  return [...source.tables].flatMap(([table, { value }]) =>
    [...value.members].flatMap(([member, { value: memberSource }]) =>
      [...memberSource.cells].flatMap(([column, entry]): Named[] => {
        if (value.columns.has(column)) return [[`${table}.${member}.${column}`, entry]];
        registry.diagnostics.push(
          problem('unknown-key', entry.key.span, `table '${table}' has no column '${column}'`, {
            hint: didYouMean(column, value.columns.keys()),
          }),
        );
        return [];
      }),
    ),
  );
}

function applyDefaults(source: Source, context: Context): void {
  for (const [table, { value }] of source.tables)
    for (const [column, { value: columnSource }] of value.columns)
      applyDefault(`${context.asOf.scope}${table}.${column}`, columnSource, context);
}

function applyDefault(id: string, column: ColumnSource, context: Context): void {
  if (column.default === undefined) return;
  const declaration = context.registry.inputs.get(id)!;
  for (const row of declaration.quantity.rows) {
    const list = context.values.get(row)!;
    const { default: value } = column;
    list[0] ??= readValue(
      id,
      { key: value, value: { span: value.span, value, status: { ...value, text: 'default' } } },
      declaration,
      context,
    );
  }
}

interface Assignment extends InputMatch {
  readonly name: string;
  readonly entry: Entry;
}

/**
 * Lays values over each other: a later file over an earlier one, and in one file what names more members over what
 * names fewer.
 */
function assignAll(named: readonly Named[], scenario: number, files: readonly SourceFile[], context: Context): void {
  const assignments = named.flatMap(([name, entry]) => findAssignment(name, entry, context));
  const fileAt = ({ entry }: Assignment): number => files.indexOf(entry.key.span.file);
  const ordered = [...assignments].sort((a, b) => fileAt(a) - fileAt(b) || a.depth - b.depth);
  const winners = new Map<Row, Assignment>();
  const contested = new Map<Row, Assignment>();
  for (const assignment of ordered) {
    for (const row of assignment.rows) {
      const before = winners.get(row);
      if (before !== undefined && rivals(before, assignment)) contested.set(row, before);
      else contested.delete(row);
      winners.set(row, assignment);
    }
    assign(assignment, scenario, context);
  }
  reportContested(contested, winners, context);
}

/** Whether neither of two keys has the better claim to a row. */
const rivals = (one: Assignment, other: Assignment): boolean =>
  one.depth === other.depth && one.entry.key.span.file === other.entry.key.span.file;

function reportContested(
  contested: ReadonlyMap<Row, Assignment>,
  winners: ReadonlyMap<Row, Assignment>,
  context: Context,
): void {
  const { registry, asOf } = context;
  const reported = new Set<Assignment>();
  for (const [row, before] of contested) {
    const { name, entry } = winners.get(row)!;
    if (reported.has(winners.get(row)!)) continue;
    reported.add(winners.get(row)!);
    const cell = localName(rowId(row), asOf.scope);
    const both =
      name === before.name
        ? `'${name}' gets two values in one file`
        : `'${before.name}' and '${name}' both give ${cell} a value`;
    registry.diagnostics.push(
      problem('duplicate-key', entry.key.span, both, {
        labels: [{ span: before.entry.key.span, text: 'first given here' }],
        hint: name === before.name ? 'keep one of the two' : `keep one of the two, or write ${cell} for what both name`,
      }),
    );
  }
}

/** The keys that may be set in a scope, without its prefix. */
function everyKey({ registry, asOf: { scope } }: Context): string[] {
  const keys = [...registry.inputs.values()].flatMap(({ quantity, table }) => {
    if (quantity.tables.length === 0) return [quantity.id];
    return quantity.rows.map((row) =>
      table === undefined ? rowId(row) : [table, ...row.members, quantity.id.slice(table.length + 1)].join('.'),
    );
  });
  return keys.filter((key) => key.startsWith(scope)).map((key) => key.slice(scope.length));
}

function findAssignment(name: string, entry: Entry, context: Context): Assignment[] {
  const { registry, asOf } = context;
  const found = findInput(asOf.scope + name, registry);
  if (found !== undefined && 'rows' in found) return [{ ...found, name, entry }];
  if (found !== undefined) {
    const tables = found.tables.map((table) => localName(table, asOf.scope)).join(' and of ');
    const message = `'${name}' is unclear: ${found.member} is a member of ${tables}`;
    const hint = 'name a member of each table, in the order of by:';
    registry.diagnostics.push(problem('ambiguous-member', entry.key.span, message, { hint }));
    return [];
  }
  const isItem = registry.items.has(asOf.scope + name);
  const hint = isItem ? `'${name}' is calculated; only inputs can be set` : didYouMean(name, everyKey(context));
  registry.diagnostics.push(
    problem(
      'overrides-nothing',
      entry.key.span,
      `'${name}' is no input and no table cell, so this value would change nothing`,
      {
        hint: hint ?? 'write input, input.member or table.member.column',
      },
    ),
  );
  return [];
}

function assign({ name, entry, declaration, rows }: Assignment, scenario: number, context: Context): void {
  const { type } = declaration.quantity;
  if (scenario > 0 && type.kind === 'member') {
    context.registry.diagnostics.push(movedReference(name, entry.key, type.table, context));
    return;
  }
  if (scenario > 0) context.registry.diagnostics.push(...calibratedScenario(entry.value, scenario, context));
  const read = readValue(context.asOf.scope + name, entry, declaration, context);
  for (const row of rows) {
    if (read === undefined) context.refused.add(row);
    else context.values.get(row)![scenario] = read;
  }
}

/** Where a tie-out is not judged in a scenario, nothing would say whether a value of that scenario makes it hold. */
function calibratedScenario(
  { calibratedTo, revisions = [] }: ValueSource,
  index: number,
  { scenarios, asOf: { judgedIn } }: Context,
): Diagnostic[] {
  const scenario = scenarios[index]!;
  const named = [...(calibratedTo ?? []), ...revisions.flatMap((revision) => revision.calibratedTo ?? [])];
  const isJudged = ({ text }: Located): boolean =>
    (judgedIn.get(text) ?? []).some((one) => one === scenario || one === allScenarios);
  const first = named.find((one) => !isJudged(one));
  if (first === undefined) return [];
  const message = `the tie-out '${first.text}' is not judged in the scenario '${scenario}', so a value of it cannot be calibrated to it`;
  const judged = [...(judgedIn.get(first.text) ?? scenarios.slice(0, 1)), scenario].join(', ');
  const hint = `write scenario: [${judged}] under the tie-out, or leave calibrated_to: out and say in note: why it has this value`;
  return [problem('invalid-calibration', first.span, message, { hint })];
}

/** Which rows formulas read is decided by references, so no scenario can change one. */
function movedReference(name: string, key: Located, table: string, { asOf: { scope } }: Context): Diagnostic {
  const message = `'${name}' names a member of '${localName(table, scope)}', and references between tables are the same in every scenario`;
  return problem('overrides-nothing', key.span, message, {
    hint: 'let both members stand in the table with amounts of their own, and change the amounts by scenario',
  });
}

function applySet(options: ModelOptions, scenarios: readonly Scenario[], context: Context): void {
  const named = (options.set ?? []).map(({ key, value, option = '--set' }): Named => {
    const file = { path: option, text: `${key}=${value}` };
    const located = (text: string, start: number): Located => ({
      text,
      span: { file, start, end: start + text.length },
      at: (index) => start + index,
    });
    const written = located(value, key.length + 1);
    return [key, { key: located(key, 0), value: { span: written.span, value: written } }];
  });
  for (let scenario = 0; scenario < scenarios.length; scenario += 1) {
    const wanted = named.filter(([key]) => scenario === 0 || overridden(key, scenario, context));
    assignAll(wanted, scenario, [], context);
  }
}

/** Whether a scenario has a value of its own that would hide what `--set` says. */
function overridden(key: string, scenario: number, context: Context): boolean {
  const found = findInput(key, context.registry);
  return (
    found !== undefined && 'rows' in found && found.rows.some((row) => context.values.get(row)![scenario] !== undefined)
  );
}

function reportMissing(context: Context): void {
  for (const { quantity, source, table } of context.registry.inputs.values()) {
    // What stands under such a name is no cell; the name itself was reported.
    if (table !== undefined && isMemberKey(quantity.declaredAt.text)) continue;
    const missing = quantity.rows.filter(
      (row) => context.values.get(row)![0] === undefined && !context.refused.has(row),
    );
    if (missing.length === 0) continue;
    const unit = (source as InputSource).unit?.text ?? '';
    const who =
      missing.length === quantity.rows.length && quantity.tables.length === 0
        ? ''
        : ` for ${missing.map((row) => row.members.join(', ')).join('; ')}`;
    context.registry.diagnostics.push(
      problem('missing-value', quantity.declaredAt.span, `'${quantity.id}' has no value${who}`, {
        hint: `give it one under values: in ${unit || 'its unit'}, with a source or status: assumption`,
      }),
    );
  }
}

function readValue(
  name: string,
  { value, setBy }: Entry,
  declaration: InputDeclaration,
  context: Context,
): ParsedValue | undefined {
  const { registry, asOf } = context;
  const type = statedType(declaration.quantity, registry);
  checkCitedSources(value, asOf, registry);
  const part = valueInForce(value, asOf);
  if (part === undefined) {
    // An empty list of revisions was reported where it stands.
    if (value.revisions?.length !== 0) context.later.push({ name, value, known: asOf.known! });
    return undefined;
  }
  const shared = {
    interpolate: part.interpolate ?? value.interpolate ?? 'step',
    from: value.from === undefined ? undefined : readFrom(value.from, type, context),
    provenance: { ...provenanceOf(value, part, asOf), ...(setBy === undefined ? {} : { setBy }) },
  } as const;
  if (part.series !== undefined) {
    const points = readPoints(part.series, type, registry);
    if (points === undefined) return undefined;
    checkLine(part.series, shared.interpolate, type, registry);
    readRange(value, type, points, readScalar, registry);
    readDistribution({ value, type, changesAt: part.series.values().next().value?.key }, readScalar, registry);
    return { ...shared, points };
  }
  if (part.value === undefined) return undefined;
  const read = readScalar(part.value, type, registry);
  if (read === undefined) return undefined;
  const amount = typeof read === 'string' ? undefined : read;
  const amounts = amount === undefined ? [] : [{ amount, written: part.value }];
  const range = readRange(value, type, amounts, readScalar, registry);
  const distribution = readDistribution({ value, type, amount, range, changesAt: value.from }, readScalar, registry);
  const bounds =
    range === undefined || value.from !== undefined
      ? undefined
      : { low: range.low.toNumber(), high: range.high.toNumber() };
  return { ...shared, constant: amount?.toNumber() ?? read.toString(), amount, distribution, bounds };
}

/** The month from which a scenario changes a value. */
function readFrom(written: Located, type: StatedType, { timeline, registry }: Context): number | undefined {
  const date = parseDate(written.text);
  const report = (code: 'invalid-date' | 'invalid-series' | 'outside-timeline', message: string, hint: string) =>
    void registry.diagnostics.push(problem(code, written.span, message, { hint }));
  if (type !== 'unknown' && (type.kind === 'choice' || type.kind === 'member'))
    return report(
      'invalid-series',
      'options and members cannot change over time',
      'leave from: out, or make the choice in another input',
    );
  if (date === undefined || date.grain === 'day')
    return report(
      'invalid-date',
      `'${written.text}' is no month, quarter or year`,
      'write 2027-01; the value changes at its start',
    );
  const [first, last] = [timeline?.periods[0], timeline?.periods.at(-1)];
  if (first === undefined || last === undefined || (first.from <= date.from && date.from < last.to)) return date.from;
  return report(
    'outside-timeline',
    `${written.text} is ${date.from < first.from ? 'before the start' : 'after the end'} of the timeline`,
    date.from < first.from
      ? 'leave from: out when the value holds from the start'
      : `the timeline ends with ${last.label}`,
  );
}

/** Between no and yes, or between two dates, there is no line. */
function checkLine(
  series: Entries<Located>,
  interpolate: 'step' | 'linear',
  type: StatedType,
  registry: Registry,
): void {
  const [first] = series.values();
  if (interpolate === 'step' || type === 'unknown' || type.kind === 'number' || first === undefined) return;
  registry.diagnostics.push(
    problem('invalid-series', first.key.span, 'a line is drawn between numbers only, not between flags or dates', {
      hint: 'leave interpolate: out; each point holds until the next',
    }),
  );
}

interface WrittenPoint extends DatedAmount {
  readonly key: Located;
  readonly written: Located;
}

function readPoints(series: Entries<Located>, type: StatedType, registry: Registry): WrittenPoint[] | undefined {
  const points: WrittenPoint[] = [];
  for (const [text, { key, value }] of series) {
    const date = parseDate(text);
    const amount = readScalar(value, type, registry);
    if (date === undefined || date.grain === 'day') {
      registry.diagnostics.push(
        problem('invalid-date', key.span, `'${text}' is no month, quarter or year`, {
          hint: 'write 2026-01, 2026-Q1 or 2026',
        }),
      );
    } else if (amount instanceof Decimal) points.push({ from: date.from, amount, key, written: value });
    else if (amount !== undefined)
      registry.diagnostics.push(
        problem('invalid-series', value.span, 'options and members cannot change over time', {
          hint: 'write one value',
        }),
      );
  }
  points.sort((a, b) => a.from - b.from);
  registry.diagnostics.push(...points.flatMap((point, at) => sameStart(points[at - 1], point)));
  return points.length === 0 ? undefined : points;
}

/** Two points that start in one month, such as 2026 and 2026-01: one of them would be lost. */
function sameStart(before: WrittenPoint | undefined, { from, key }: WrittenPoint) {
  if (before?.from !== from) return [];
  const message = `'${before.key.text}' and '${key.text}' both start in ${periodLabel(from, 'month')}`;
  return [
    problem('invalid-series', key.span, message, {
      labels: [{ span: before.key.span, text: 'starts in the same month' }],
      hint: 'keep one of the two',
    }),
  ];
}

/** Reads one written value as its type asks: an exact number, a date's day number, or an option's text. */
export function readScalar(written: Located, type: StatedType, registry: Registry): Decimal | string | undefined {
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
    return date === undefined ? report(`'${written.text}' is no date`, validDatesHint) : new Decimal(serialOf(date));
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

/**
 * The same amount in the unit that is declared, `12 USD/year` as `1 USD/month`; undefined where it has no exact form or
 * measures something else.
 */
function convertedAmount(amount: Decimal, unit: Unit, wanted: Unit): string | undefined {
  if (!sameDimension(unit, wanted)) return undefined;
  const { numerator: above, denominator: below } = conversion(unit, wanted);
  const converted = amount.times(above).div(below);
  if (converted.decimalPlaces() > 9 || !converted.times(below).eq(amount.times(above))) return undefined;
  return wanted.text.startsWith('%') || wanted.text.startsWith('1/')
    ? `${converted.times(100).toFixed()}%${wanted.text.slice(1)}`
    : `${converted.toFixed()} ${wanted.text}`;
}

function readNumber(
  written: Located,
  { unit: wanted }: ValueType & { kind: 'number' },
  registry: Registry,
): Decimal | undefined {
  const literal = readLiteral(written, wanted.text, registry);
  if (literal === undefined) return undefined;
  const { amount, unit, stated } = literal;
  if (stated === '' && wanted.text !== '1' && wanted.text !== 'x') {
    const readings = readingsWithUnit(written.text, wanted.text);
    registry.diagnostics.push(
      problem('missing-unit', written.span, `'${written.text}' has no unit; ${wanted.text} is expected`, {
        hint: choiceHint(readings),
        fixes: readings.map((reading) => replacement(written.span, reading)),
      }),
    );
    return undefined;
  }
  if (sameUnit(unit, wanted)) return amount;
  const message = `the value is in ${stated}, but ${wanted.text} is declared`;
  const converted = convertedAmount(amount, unit, wanted);
  const hint = sameDimension(unit, wanted)
    ? `convert the amount to ${wanted.text}`
    : `write an amount in ${wanted.text}`;
  registry.diagnostics.push(
    problem('wrong-unit', written.span, message, {
      hint: converted === undefined ? hint : `write ${converted}`,
      fixes: converted === undefined ? [] : [replacement(written.span, converted)],
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
