/**
 * The values of inputs, by scenario and as-of date. Input: declarations and the values in the files. Output: for every
 * input row and scenario a constant or dated points, with their provenance. Guarantee: there are no defaults: a row
 * without a value is a problem.
 */

import { problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourceFile } from '../../diagnostics/span.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { isMemberKey } from '../../source/identifiers.ts';
import type { ColumnSource, InputSource, Located, Source, ValueSource } from '../../source/source.ts';
import type { Timeline } from '../../values/timeline.ts';
import { rowId } from '../find.ts';
import type { ModelOptions, Row, Scenario } from '../model.ts';
import { localName, type Registry } from '../registry.ts';
import { type AsOf, allScenarios, laterValueProblems } from './asOf.ts';
import { findInput, type InputMatch } from './inputKeys.ts';
import type { ParsedValue } from './layOut.ts';
import { type Entry, readValue, type ValueContext } from './readValue.ts';
import { listScenarios, ownSteps } from './scenarios.ts';

export interface ScenarioValues {
  readonly scenarios: readonly Scenario[];
  /** By row, then by scenario; undefined where the scenario inherits. */
  readonly values: Map<Row, (ParsedValue | undefined)[]>;
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
  const context: ValueContext = {
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

/** Reads what is included first, so that the model that includes it has the last word. */
function readScope(
  source: Source,
  scenarios: readonly Scenario[],
  context: ValueContext,
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

type Named = readonly [string, Entry];

/** The entries that a scenario sets. */
function settings(scenario: string, source: Source): Named[] {
  const { set, note } = source.scenarios.get(scenario)!.value;
  const setBy = { scenario, hasNote: note !== undefined };
  return [...set].map(([name, entry]): Named => [name, { ...entry, setBy }]);
}

function tableCells(source: Source, { registry }: ValueContext): Named[] {
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

function applyDefaults(source: Source, context: ValueContext): void {
  for (const [table, { value }] of source.tables)
    for (const [column, { value: columnSource }] of value.columns)
      applyDefault(`${context.asOf.scope}${table}.${column}`, columnSource, context);
}

function applyDefault(id: string, column: ColumnSource, context: ValueContext): void {
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
function assignAll(
  named: readonly Named[],
  scenario: number,
  files: readonly SourceFile[],
  context: ValueContext,
): void {
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
  context: ValueContext,
): void {
  const { registry, asOf } = context;
  const reported = new Set<Assignment>();
  for (const [row, before] of contested) {
    const { name, entry } = winners.get(row)!;
    if (reported.has(winners.get(row)!)) continue;
    reported.add(winners.get(row)!);
    const cell = localName(rowId(row), asOf.scope);
    const both =
      name === before.name ? `'${name}' has two values in one file` : `'${before.name}' and '${name}' both set ${cell}`;
    registry.diagnostics.push(
      problem('duplicate-key', entry.key.span, both, {
        labels: [{ span: before.entry.key.span, text: 'first given here' }],
        hint: name === before.name ? 'delete one of the two' : `delete one of the two, or set ${cell} itself`,
      }),
    );
  }
}

/** The keys that may be set in a scope, without its prefix. */
function everyKey({ registry, asOf: { scope } }: ValueContext): string[] {
  const keys = [...registry.inputs.values()].flatMap(({ quantity, table }) => {
    if (quantity.tables.length === 0) return [quantity.id];
    return quantity.rows.map((row) =>
      table === undefined ? rowId(row) : [table, ...row.members, quantity.id.slice(table.length + 1)].join('.'),
    );
  });
  return keys.filter((key) => key.startsWith(scope)).map((key) => key.slice(scope.length));
}

function findAssignment(name: string, entry: Entry, context: ValueContext): Assignment[] {
  const { registry, asOf } = context;
  const found = findInput(asOf.scope + name, registry);
  if (found !== undefined && 'rows' in found) return [{ ...found, name, entry }];
  if (found !== undefined) {
    const tables = found.tables.map((table) => localName(table, asOf.scope)).join(' and of ');
    const message = `'${name}' is ambiguous: ${found.member} is a member of ${tables}`;
    const hint = 'write a member of each table, in the order of by:';
    registry.diagnostics.push(problem('ambiguous-member', entry.key.span, message, { hint }));
    return [];
  }
  const isItem = registry.items.has(asOf.scope + name);
  const hint = isItem ? `'${name}' is calculated; only inputs can be set` : didYouMean(name, everyKey(context));
  registry.diagnostics.push(
    problem('overrides-nothing', entry.key.span, `'${name}' is neither an input nor a table cell`, {
      hint: hint ?? 'write input, input.member or table.member.column',
    }),
  );
  return [];
}

function assign({ name, entry, declaration, rows }: Assignment, scenario: number, context: ValueContext): void {
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
  { scenarios, asOf: { judgedIn } }: ValueContext,
): Diagnostic[] {
  const scenario = scenarios[index]!;
  const named = [...(calibratedTo ?? []), ...revisions.flatMap((revision) => revision.calibratedTo ?? [])];
  const isJudged = ({ text }: Located): boolean =>
    (judgedIn.get(text) ?? []).some((one) => one === scenario || one === allScenarios);
  const first = named.find((one) => !isJudged(one));
  if (first === undefined) return [];
  const message = `the tie-out '${first.text}' does not apply to the scenario '${scenario}', whose value is calibrated to it`;
  const judged = [...(judgedIn.get(first.text) ?? scenarios.slice(0, 1)), scenario].join(', ');
  const hint = `write scenario: [${judged}] under the tie-out, or remove calibrated_to: and explain the value under note:`;
  return [problem('invalid-calibration', first.span, message, { hint })];
}

/** Which rows formulas read is decided by references, so no scenario can change one. */
function movedReference(name: string, key: Located, table: string, { asOf: { scope } }: ValueContext): Diagnostic {
  const message =
    `'${name}' names a member of '${localName(table, scope)}', but references between tables are the ` +
    'same in every scenario';
  return problem('overrides-nothing', key.span, message, {
    hint: 'give each member its own amounts in the table, and change the amounts by scenario',
  });
}

function applySet(options: ModelOptions, scenarios: readonly Scenario[], context: ValueContext): void {
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

/** Whether a scenario sets a value itself, which would hide the one of `--set`. */
function overridden(key: string, scenario: number, context: ValueContext): boolean {
  const found = findInput(key, context.registry);
  return (
    found !== undefined && 'rows' in found && found.rows.some((row) => context.values.get(row)![scenario] !== undefined)
  );
}

function reportMissing(context: ValueContext): void {
  for (const { quantity, source, table } of context.registry.inputs.values()) {
    // Entries under such a name are not cells; the name itself was reported.
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
        hint: `add one under values: in ${unit || 'its unit'}, with a source or status: assumption`,
      }),
    );
  }
}
