/**
 * Explanations of two kept runs. Enters two records and the results that are asked for; leaves why each of them moved. The files in the records are read
 * anew, and models are made of both: the formulas of one side over the timeline of the other, or with its actuals.
 * Guarantee: what cannot be told apart, because no model can be made of it or because one gives something else than the runs do, is one part, and that
 * is said.
 */
import { type Checked, hasErrors } from './diagnostics/diagnostic.ts';
import { changeKey, type Explanation } from './diff/diff.ts';
import { matchRecords } from './diff/matching.ts';
import { putHeld } from './explain/board.ts';
import type { ChangedInput, Comparison, ExplainSide, Held, Stage, StageInput, StructuralChange } from './explain/comparison.ts';
import { type Differences, differencesBetween, isSameHeld, isSameKind, structureOf } from './explain/differences.ts';
import { explainDifference } from './explain/explain.ts';
import { type Names, namesBetween } from './explain/names.ts';
import { relevance } from './explain/relevance.ts';
import { targetOf } from './explain/targets.ts';
import { mergeWords } from './explain/words.ts';
import { compilePlan } from './kernel/fromPlan.ts';
import { itemsOf, rowId } from './model/find.ts';
import { inputsFromSource, modelFromSource } from './model/fromSource.ts';
import type { Model, ModelOptions, Row } from './model/model.ts';
import { planModel } from './plan/fromModel.ts';
import type { Plan } from './plan/plan.ts';
import { isItemName } from './question/target.ts';
import type { RunRecord } from './run/record.ts';
import { loadSource } from './source/compose.ts';
import type { Entries, ItemSource, Located, Source } from './source/source.ts';

/** A run whose files stand in its record. */
export interface RecordSide {
  readonly record: RunRecord;
  readonly scenario: string;
  /** The plan of its files under its options, where it was made before. */
  readonly plan?: Plan;
}

export interface ExplainOptions {
  /** Which id or row of the old side is which of the new one, besides what the records tell. */
  readonly renames?: ReadonlyMap<string, string>;
}

/** Formulas and actuals that are parts of their own at most. */
const formulasMost = 3;
const actualsMost = 2;
/** Cells of all models that are made to tell structural changes apart at most. */
const cellsMost = 1e6;
/** Relative to a result: what is smaller is rounding. */
const noise = 1e-12;

/** Why results of two runs differ: `explainRecords(older, newer, ['gross_margin@2027'])`. */
export function explainRecords(
  older: RecordSide,
  newer: RecordSide,
  targets: readonly string[],
  { renames }: ExplainOptions = {},
): Checked<readonly Explanation[]> {
  if (targets.length === 0) return { value: [], diagnostics: [] };
  const formulas = targets.filter((text) => !isItemName(text));
  const [old, now] = [openSide(older, formulas), openSide(newer, formulas)];
  const diagnostics = [...old.diagnostics, ...now.diagnostics];
  if (old.value === undefined || now.value === undefined) return { diagnostics };
  const names = namesBetween(old.value.plan.model, matchRecords(older.record, newer.record), renames);
  return explainDifference(comparisonOf(old.value, now.value, names, targets), targets);
}

/** A side with its files as they are written, which are read when they are needed. */
interface OpenSide extends ExplainSide {
  readonly source: () => Source;
  readonly options: ModelOptions;
}

function openSide({ record, scenario, plan }: RecordSide, formulas: readonly string[]): Checked<OpenSide> {
  const options: ModelOptions = {
    ...(record.asked.known === null ? {} : { known: record.asked.known }),
    set: record.asked.set,
    probes: formulas.map((formula) => ({ formula, option: '--explain' })),
  };
  let read: Checked<Source> | undefined;
  const source = (): Checked<Source> => {
    read ??= loadSource(record.path, readerOf(record));
    return read;
  };
  const side = { record, scenario, options, source: () => source().value! };
  if (plan !== undefined && formulas.length === 0) return { value: { ...side, plan }, diagnostics: [] };
  const { value, diagnostics } = source();
  if (value === undefined) return { diagnostics };
  const model = modelFromSource(value, options);
  if (model.value === undefined || hasErrors(model.diagnostics)) return { diagnostics: model.diagnostics };
  return { value: { ...side, plan: planModel(model.value) }, diagnostics: [] };
}

function readerOf({ files }: RunRecord): (path: string) => string | undefined {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return (path) => texts.get(path);
}

/** Which changes are made by which bit of a stage. */
interface Arrangement {
  readonly structural: readonly StructuralChange[];
  /** Whether formulas, actuals and the timeline go with the structure. */
  readonly joins: { readonly formulas: boolean; readonly actuals: boolean; readonly timeline: boolean };
  readonly labels: readonly string[];
}

interface Context {
  readonly older: OpenSide;
  readonly newer: OpenSide;
  readonly names: Names;
  readonly targets: readonly string[];
  readonly differences: Differences;
  readonly relevant: ReadonlySet<string>;
}

/** A comparison in which as much is told apart as can be. */
function comparisonOf(older: OpenSide, newer: OpenSide, names: Names, targets: readonly string[]): Comparison {
  const common = targets.filter((text) => readIn(text, older.plan, names) !== undefined && readIn(text, newer.plan) !== undefined);
  const dependsOn = relevance(older.plan, newer.plan, names);
  const each = common.map((text) => dependsOn(readIn(text, older.plan, names)!, readIn(text, newer.plan)!));
  const relevant = new Set(each.flatMap((some) => [...some]));
  const differences = differencesBetween({ older: older.plan, newer: newer.plan, names, relevant });
  const context: Context = { older, newer, names, targets: common, differences, relevant };
  const found = arrangements(context).map((arrangement) => () => arranged(arrangement, context));
  for (const attempt of found) {
    const comparison = attempt();
    if (comparison !== undefined) return comparison;
  }
  return whole(context);
}

const readIn = (text: string, plan: Plan, names?: Names) => targetOf(names === undefined ? text : names.toOld(text), plan).value;

/** From the finest to the coarsest; the very last resort, one part between the two plans, is not among them. */
function arrangements({ differences, older, newer }: Context): Arrangement[] {
  const { structure } = differences;
  const finest = {
    formulas: differences.formulas.length > formulasMost,
    actuals: differences.actuals.length > actualsMost,
    timeline: false,
  };
  const wanted = [
    ...(structure === undefined ? [arrangement(differences, finest, false)] : []),
    arrangement(differences, finest, true),
    arrangement(differences, { ...finest, formulas: true }, true),
    arrangement(differences, { formulas: true, actuals: true, timeline: false }, true),
  ];
  const cells = Math.max(older.plan.size, newer.plan.size);
  const fitting = wanted.filter(({ structural }) => structural.length <= 1 || 2 ** structural.length * cells <= cellsMost);
  return fitting.filter((one, at) => fitting.findIndex((other) => keyOf(other) === keyOf(one)) === at);
}

const keyOf = ({ structural }: Arrangement): string => structural.map(({ kind, id }) => `${kind} ${id}`).join(',');

function arrangement(differences: Differences, joins: Arrangement['joins'], isForced: boolean): Arrangement {
  const { formulas, actuals, timeline, structure } = differences;
  const joined = [
    ...(structure === undefined ? [] : [structure]),
    ...(joins.formulas ? formulas : []),
    ...(joins.actuals ? actuals : []),
    ...(joins.timeline && timeline !== undefined ? [timeline] : []),
  ];
  const alone = [
    ...(joins.timeline || timeline === undefined ? [] : [timeline]),
    ...(joins.actuals ? [] : actuals),
    ...(joins.formulas ? [] : formulas),
  ];
  const needed = joined.length > 0 || isForced;
  const structural = needed ? [structureOf(joined.flatMap(({ changes }) => changes)), ...alone] : alone;
  return { structural, joins, labels: joined.filter((one) => one !== structure).map(({ label }) => label) };
}

/** Everything that is no value as one part: the stages are the two plans themselves. */
function whole(context: Context): Comparison {
  const all = arrangement(context.differences, { formulas: true, actuals: true, timeline: true }, true);
  return arranged(all, context) ?? stripped(all, context);
}

/** Values of inputs too, where one side cannot be read over the timeline of the other. */
function stripped({ structural }: Arrangement, { older, newer, names }: Context): Comparison {
  const stageOf = ({ plan, scenario }: OpenSide, hasOldNames: boolean): Stage => {
    return { plan, scenario: placeOf(scenario, plan.model), hasOldNames, inputs: new Map() };
  };
  const stages = [stageOf(older, true), stageOf(newer, false)];
  const statements = ['Nothing could be told apart: the values of one run do not fit the model of the other.'];
  return { older, newer, names, inputs: [], structural, stage: (made) => stages[made]!, statements };
}

/** The comparison of an arrangement, if models can be made for all of its stages and give what the runs do. */
function arranged(arrangement: Arrangement, context: Context): Comparison | undefined {
  const { older, newer, names } = context;
  const make = stageMaker(arrangement, context);
  const stages: Stage[] = [];
  for (let made = 0; made < 1 << arrangement.structural.length; made += 1) {
    const stage = make(made);
    if (stage === undefined) return undefined;
    stages.push(stage);
  }
  if (!givesWhatRunsDo(stages, context)) return undefined;
  const [inputs, unfit] = changedInputs(stages, context);
  if (unfit.length > 0 && !arrangement.joins.timeline) return undefined;
  const structural = arrangement.structural.map((one) =>
    one.kind === 'structure' ? { ...one, changes: [...one.changes, ...unfit.map((id) => changeKey({ kind: 'value', id }))] } : one,
  );
  return { older, newer, names, inputs, structural, stage: (made) => stages[made]!, statements: mergeWords(arrangement.labels) };
}

/** Inputs that hold something else in some stage, whether they matter or not, and those that matter for which a stage has no room. */
function changedInputs(stages: readonly Stage[], { relevant }: Context): [changed: ChangedInput[], unfit: string[]] {
  const changed = new Map<string, Row>();
  const unfit = new Set<string>();
  for (const { inputs } of stages)
    for (const [name, { row, old, new: now }] of inputs) {
      if (isSameHeld(old, now)) continue;
      changed.set(name, row);
      if (relevant.has(name) && !(fits(row, old) && fits(row, now))) unfit.add(name);
    }
  // The last stage has the names and labels of the new side.
  const fitting = [...stages.at(-1)!.inputs].filter(([name]) => changed.has(name) && !unfit.has(name));
  return [fitting.map(([name, { row }]) => ({ name, label: row.label, ...memberOf(row) })), [...unfit]];
}

/** The member of a table whose column, or whose input, a row is. */
function memberOf({ quantity, members }: Row): Pick<ChangedInput, 'member'> {
  const [table, ...others] = quantity.tables;
  const member = table?.members.find(({ id }) => id === members[0]);
  if (table === undefined || member === undefined || others.length > 0) return {};
  return { member: { id: `${table.id}.${member.id}`, label: member.label } };
}

const placeOf = (scenario: string, { scenarios }: Model): number =>
  Math.max(
    0,
    scenarios.findIndex(({ id }) => id === scenario),
  );

/** Whether the first stage gives the results of the old run, and the last one those of the new run. */
function givesWhatRunsDo(stages: readonly Stage[], { older, newer, targets, names }: Context): boolean {
  return [[older, stages[0]!, 'old'] as const, [newer, stages.at(-1)!, 'new'] as const].every(([side, stage, which]) => {
    if (side.plan === stage.plan) return true;
    const own = resultsOf(side.plan, side.scenario, targets, which === 'old' ? names : undefined);
    const made = stageResults(stage, which, targets, names);
    return own.every((result, at) => Object.is(result, made[at]) || Math.abs(result - made[at]!) <= noise * Math.abs(result));
  });
}

function resultsOf(plan: Plan, scenario: string, targets: readonly string[], names?: Names): number[] {
  const kernel = compilePlan(plan);
  const cells = kernel.start(placeOf(scenario, plan.model));
  kernel.evaluate(cells);
  return targets.map((text) => cells[readIn(text, plan, names)!.slot]!);
}

function stageResults(stage: Stage, which: 'old' | 'new', targets: readonly string[], names: Names): number[] {
  const kernel = compilePlan(stage.plan);
  const cells = kernel.start(stage.scenario);
  for (const { row, [which]: held } of stage.inputs.values()) if (fits(row, held)) putHeld(stage.plan, row, held, cells);
  kernel.evaluate(cells);
  return targets.map((text) => cells[readIn(text, stage.plan, stage.hasOldNames ? names : undefined)!.slot]!);
}

const fits = ({ quantity }: Row, { series }: Held): boolean => series === undefined || quantity.time === 'series';

type Which = 'old' | 'new';

/** Makes the model of each stage, if there is one. */
function stageMaker(arrangement: Arrangement, context: Context): (made: number) => Stage | undefined {
  const { structural, joins } = arrangement;
  const { differences, names } = context;
  const isMade = (made: number, kind: StructuralChange['kind'], id: string): boolean | undefined => {
    const at = structural.findIndex((one) => one.kind === kind && one.id === id);
    return at === -1 ? undefined : (made & (1 << at)) !== 0;
  };
  const whichOf = (isNew: boolean): Which => (isNew ? 'new' : 'old');
  const sources = sourceMaker(context);
  const held = heldReader(context, sources);
  return (made) => {
    const base = whichOf(isMade(made, 'structure', 'structure') ?? true);
    const timeline = differences.timeline === undefined ? base : whichOf(isMade(made, 'timeline', 'timeline') ?? base === 'new');
    const others = (some: readonly StructuralChange[]): string[] =>
      some.filter(({ kind, id }) => (isMade(made, kind, id) ?? base === 'new') !== (base === 'new')).map(({ id }) => id);
    const wish: Wish = { base, timeline, formulas: others(differences.formulas), actuals: others(differences.actuals) };
    const plan = joins.timeline ? sideOf(base, context).plan : planOf(wish, context, sources);
    if (plan === undefined) return undefined;
    const [old, now] = [held('old', timeline, plan.model.openings), held('new', timeline, plan.model.openings)];
    if (old === undefined || now === undefined) return undefined;
    const nameOf = base === 'old' ? names.newNameOf : rowId;
    const rows = plan.model.inputs.flatMap((quantity) => quantity.rows).map((row) => [nameOf(row), row] as const);
    const inputs = rows.flatMap(([name, row]): [string, StageInput][] => {
      const [was, is] = [old.get(name), now.get(name)];
      return was === undefined || is === undefined ? [] : [[name, { row, old: was, new: is }]];
    });
    return {
      plan,
      scenario: placeOf(sideOf(base, context).scenario, plan.model),
      hasOldNames: base === 'old',
      inputs: new Map(inputs),
    };
  };
}

/** A model of one side with some of the other. */
interface Wish {
  readonly base: Which;
  readonly timeline: Which;
  /** Items, by their names on the new side, whose formulas and whose actuals are those of the other side. */
  readonly formulas: readonly string[];
  readonly actuals: readonly string[];
}

const sideOf = (which: Which, { older, newer }: Pick<Context, 'older' | 'newer'>): OpenSide => (which === 'old' ? older : newer);
const otherThan = (which: Which): Which => (which === 'old' ? 'new' : 'old');

/** The plan of a wish, if its model has no error. */
function planOf(wish: Wish, context: Context, sources: SourceMaker): Plan | undefined {
  const side = sideOf(wish.base, context);
  const { overTime } = context.differences;
  const isOwn = wish.timeline === wish.base || context.differences.timeline === undefined;
  if (isOwn && wish.formulas.length === 0 && wish.actuals.length === 0 && overTime.size === 0) return side.plan;
  const model = modelIn(sources.source(wish), side.options, namedIn(wish.base, overTime, context));
  if (model === undefined || !setActuals(model, wish, context, sources)) return undefined;
  const plan = planModel(model);
  return plan.circular.length > 0 ? undefined : plan;
}

const namedIn = (which: Which, ids: ReadonlySet<string>, { names }: Context): ReadonlySet<string> =>
  which === 'new' ? ids : new Set([...ids].map(names.toOld));

function modelIn(source: Source, options: ModelOptions, overTime: ReadonlySet<string>): Model | undefined {
  const { value, diagnostics } = modelFromSource(source, { ...options, overTime });
  return value === undefined || hasErrors(diagnostics) ? undefined : value;
}

/** Puts the actuals of the other side into a model that was just made; false where they do not fit. */
function setActuals(model: Model, wish: Wish, context: Context, sources: SourceMaker): boolean {
  if (wish.actuals.length === 0) return true;
  const from = sources.model(otherThan(wish.base), wish.timeline);
  if (from === undefined) return false;
  const { names } = context;
  const nameIn = (which: Which): ((row: Row) => string) => (which === 'old' ? names.newNameOf : rowId);
  const wanted = new Set(wish.actuals);
  const idOf = (row: Row): string => (wish.base === 'old' ? names.newIdOf(row.quantity) : row.quantity.id);
  const others = new Map(itemsOf(from).flatMap(({ rows }) => rows.map((row) => [nameIn(otherThan(wish.base))(row), row] as const)));
  const rows = itemsOf(model).flatMap((quantity) => quantity.rows);
  return rows
    .filter((row) => wanted.has(idOf(row)))
    .every((row) => {
      const other = others.get(nameIn(wish.base)(row));
      row.actuals = other?.actuals;
      row.actualFacts = other?.actualFacts;
      return row.quantity.time === 'series' || row.actuals === undefined;
    });
}

interface SourceMaker {
  readonly source: (wish: Wish) => Source;
  /** One side over the timeline of either. */
  readonly model: (which: Which, timeline: Which) => Model | undefined;
}

function sourceMaker(context: Context): SourceMaker {
  const { names, differences } = context;
  const models = new Map<string, Model | undefined>();
  const source = ({ base, timeline, formulas }: Wish): Source => {
    const [own, other] = [sideOf(base, context).source(), sideOf(otherThan(base), context).source()];
    const [here, there] = base === 'new' ? [names.toNew, names.toOld] : [names.toOld, names.toNew];
    const items = itemSources(other, '');
    const swapped = formulas.flatMap((id): [string, ItemSource][] => {
      const item = items.get(base === 'new' ? there(id) : id);
      return item === undefined ? [] : [[base === 'new' ? id : here(id), translated(item, here)]];
    });
    return { ...edited(own, '', new Map(swapped)), timeline: sideOf(timeline, context).source().timeline };
  };
  return {
    source,
    model: (which, timeline) => {
      const side = sideOf(which, context);
      if (which === timeline || differences.timeline === undefined) return side.plan.model;
      if (!models.has(which))
        models.set(which, modelIn(source({ base: which, timeline, formulas: [], actuals: [] }), side.options, new Set()));
      return models.get(which);
    },
  };
}

/** Items as written, by id. */
function itemSources({ sheets, includes }: Source, scope: string): Map<string, ItemSource> {
  const own = [...sheets.values()].flatMap(({ value }) => [...value.sections.values()].flatMap((section) => [...section.value.items]));
  return new Map([
    ...own.map(([id, { value }]): [string, ItemSource] => [scope + id, value]),
    ...[...includes].flatMap(([prefix, { value }]) => [...itemSources(value, `${scope}${prefix}.`)]),
  ]);
}

/** A source with other formulas, and without what is only checked or shown. */
function edited(source: Source, scope: string, swapped: ReadonlyMap<string, ItemSource>): Source {
  const item = (id: string, own: ItemSource): ItemSource => {
    const other = swapped.get(scope + id);
    return other === undefined ? own : { ...own, formula: other.formula, opening: other.opening, unit: other.unit, rollup: other.rollup };
  };
  const sheets = mapped(source.sheets, (_, sheet) => ({
    sections: mapped(sheet.sections, (__, section) => ({ items: mapped(section.items, item) })),
  }));
  const includes = mapped(source.includes, (prefix, inner) => edited(inner, `${scope}${prefix}.`, swapped));
  // A tie-out has to stand, because values are calibrated to it, and need not be computed.
  const tieOuts = mapped(source.tieOuts, (_, tieOut) => ({ ...tieOut, formula: tieOut.expect }));
  return {
    ...source,
    sheets,
    includes,
    tieOuts,
    expect: new Map(),
    checks: new Map(),
    charts: new Map(),
    reports: new Map(),
    keyResults: [],
  };
}

function mapped<T>(entries: Entries<T>, change: (key: string, value: T) => T): Entries<T> {
  return new Map([...entries].map(([key, { key: written, value }]) => [key, { key: written, value: change(key, value) }]));
}

/** An item whose formulas say things by other names. */
function translated(item: ItemSource, say: (text: string) => string): ItemSource {
  const said = (written: Located): Located => {
    const text = say(written.text);
    return text === written.text ? written : { ...written, text };
  };
  return { ...item, formula: said(item.formula), ...(item.opening === undefined ? {} : { opening: said(item.opening) }) };
}

/** Reads what the inputs of a side hold over the timeline of either, by their names on the new side. */
function heldReader(context: Context, sources: SourceMaker) {
  const { names, differences, older, newer } = context;
  const known = new Map<string, ReadonlyMap<string, Held> | undefined>();
  const both = comparableInputs(context);
  const read = (which: Which, timeline: Which, openings: number): ReadonlyMap<string, Held> | undefined => {
    const side = sideOf(which, { older, newer });
    const { model } = side.plan;
    const isOwn = (which === timeline || differences.timeline === undefined) && openings === model.openings;
    const wish: Wish = { base: which, timeline, formulas: [], actuals: [] };
    const inputs = isOwn ? model.inputs : inputsFromSource(sources.source(wish), side.options, openings).value;
    const scenario = placeOf(side.scenario, model);
    const rows = inputs
      ?.flatMap((quantity) => quantity.rows)
      .map((row) => [which === 'old' ? names.newNameOf(row) : rowId(row), row] as const);
    return rows && new Map(rows.filter(([name]) => both.has(name)).map(([name, row]): [string, Held] => [name, row.values![scenario]!]));
  };
  return (which: Which, timeline: Which, openings: number): ReadonlyMap<string, Held> | undefined => {
    const key = `${which} ${timeline} ${openings}`;
    if (!known.has(key)) known.set(key, read(which, timeline, openings));
    return known.get(key);
  };
}

/** Inputs of both sides whose values can stand on either. */
function comparableInputs({ older, newer, names }: Context): ReadonlySet<string> {
  const before = new Map(older.plan.model.inputs.flatMap(({ rows }) => rows.map((row) => [names.newNameOf(row), row.quantity] as const)));
  const now = newer.plan.model.inputs.flatMap(({ rows }) => rows);
  const matching = now.filter((row) => {
    const was = before.get(rowId(row));
    return was !== undefined && isSameKind(was, row.quantity);
  });
  return new Set(matching.map(rowId));
}
