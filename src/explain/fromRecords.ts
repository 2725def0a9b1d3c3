/**
 * Explanations of two kept runs. Enters two records and the results that are asked for; leaves why each of them moved.
 * The files in the records are read anew, and models are made of both: the formulas of one side over the timeline of
 * the other, or with its actuals. Guarantee: what cannot be told apart, because no model can be made of it or because
 * one gives something else than the runs do, is one part, and that is said.
 */
import { type Checked, hasErrors } from '../diagnostics/diagnostic.ts';
import { changeKey, type Explanation, type Side } from '../diff/diff.ts';
import { matchRecords } from '../diff/matching.ts';
import { compilePlan } from '../kernel/fromPlan.ts';
import { modelFromSource } from '../model/fromSource.ts';
import type { ModelOptions, Row } from '../model/model.ts';
import { planModel } from '../plan/fromModel.ts';
import type { Plan } from '../plan/plan.ts';
import { isItemName } from '../question/output.ts';
import type { RunRecord } from '../record/record.ts';
import { loadSource } from '../source/loadSource.ts';
import type { Source } from '../source/source.ts';
import type { Attribution, ChangedInput, HybridModel, ScalarOrSeries } from './attribution.ts';
import { type AttributionPlan, listAttributionPlans, planAttribution } from './attributionPlans.ts';
import { writeInput } from './coalitions.ts';
import { findDifferences, hasSameValues } from './differences.ts';
import { explainDifferences } from './explain.ts';
import { createHybridBuilder } from './hybridModels.ts';
import { mapNames, type NameMap } from './nameMap.ts';
import { createDependencyFinder } from './resultDependencies.ts';
import { describeMergedParts } from './sentences.ts';
import { type ExplainContext, type LoadedSide, scenarioIndex } from './sides.ts';
import { targetOf } from './targets.ts';

/** A run whose model files are in its record. */
export type RecordSide = Pick<Side, 'record' | 'scenario' | 'plan'>;

export interface ExplainOptions {
  /** Which id or row of the old side is which of the new one, besides what the records tell. */
  readonly renames?: ReadonlyMap<string, string>;
}

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
  const names = mapNames(matchRecords(older.record, newer.record), renames);
  const formulas = targets.filter((text) => !isItemName(text));
  const [old, now] = [loadSide(older, formulas.map(names.toOld)), loadSide(newer, formulas)];
  const diagnostics = [...old.diagnostics, ...now.diagnostics];
  if (old.value === undefined || now.value === undefined) return { diagnostics };
  return explainDifferences(attributionOf(old.value, now.value, names, targets), targets);
}

function loadSide({ record, scenario, plan }: RecordSide, formulas: readonly string[]): Checked<LoadedSide> {
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

/** A comparison in which as much is told apart as can be. */
function attributionOf(older: LoadedSide, newer: LoadedSide, names: NameMap, targets: readonly string[]): Attribution {
  const common = targets.filter(
    (text) => targetOn(text, older.plan, names) !== undefined && targetOn(text, newer.plan) !== undefined,
  );
  const dependsOn = createDependencyFinder(older.plan, newer.plan, names);
  const each = common.map((text) => dependsOn(targetOn(text, older.plan, names)!, targetOn(text, newer.plan)!));
  const relevant = new Set(each.flatMap((some) => [...some]));
  const differences = findDifferences({ older: older.plan, newer: newer.plan, names, relevant });
  const context: ExplainContext = { older, newer, names, targets: common, differences, relevant };
  const found = listAttributionPlans(context).map((one) => () => buildAttribution(one, context));
  for (const attempt of found) {
    const comparison = attempt();
    if (comparison !== undefined) return comparison;
  }
  return attributeStructureWhole(context);
}

const targetOn = (text: string, plan: Plan, names?: NameMap) =>
  targetOf(names === undefined ? text : names.toOld(text), plan).value;

/** Everything that is no value as one part: the stages are the two plans themselves. */
function attributeStructureWhole(context: ExplainContext): Attribution {
  const all = planAttribution(context.differences, { formulas: true, actuals: true, timeline: true }, true);
  return buildAttribution(all, context) ?? attributeEverythingWhole(all, context);
}

/** Values of inputs too, where one side cannot be read over the timeline of the other. */
function attributeEverythingWhole(
  { structural }: AttributionPlan,
  { older, newer, names }: ExplainContext,
): Attribution {
  const stageOf = ({ plan, scenario }: LoadedSide, hasOldNames: boolean): HybridModel => {
    return { plan, scenario: scenarioIndex(scenario, plan.model), hasOldNames, inputs: new Map() };
  };
  const stages = [stageOf(older, true), stageOf(newer, false)];
  const statements = ['The changes could not be separated: the values of one run do not fit the model of the other.'];
  return { older, newer, names, inputs: [], structural, hybrid: (made) => stages[made]!, statements };
}

/** The comparison of an arrangement, if models can be made for all of its stages and give what the runs do. */
function buildAttribution(how: AttributionPlan, context: ExplainContext): Attribution | undefined {
  const { older, newer, names } = context;
  const make = createHybridBuilder(how, context);
  const stages: HybridModel[] = [];
  for (let made = 0; made < 1 << how.structural.length; made += 1) {
    const stage = make(made);
    if (stage === undefined) return undefined;
    stages.push(stage);
  }
  if (!reproducesRuns(stages, context)) return undefined;
  const [inputs, unfit] = changedInputs(stages, context);
  if (unfit.length > 0 && !how.joins.timeline) return undefined;
  const structural = how.structural.map((one) =>
    one.kind === 'structure'
      ? { ...one, changes: [...one.changes, ...unfit.map((id) => changeKey({ kind: 'value', id }))] }
      : one,
  );
  return {
    older,
    newer,
    names,
    inputs,
    structural,
    hybrid: (made) => stages[made]!,
    statements: describeMergedParts(how.labels),
  };
}

/**
 * Inputs that hold something else in some stage, whether they matter or not, and those that matter for which a stage
 * has no room.
 */
function changedInputs(
  stages: readonly HybridModel[],
  { relevant }: ExplainContext,
): [changed: ChangedInput[], unfit: string[]] {
  const changed = new Map<string, Row>();
  const unfit = new Set<string>();
  for (const { inputs } of stages)
    for (const [name, { row, old, new: now }] of inputs) {
      if (hasSameValues(old, now)) continue;
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

/** Whether the first stage gives the results of the old run, and the last one those of the new run. */
function reproducesRuns(stages: readonly HybridModel[], { older, newer, targets, names }: ExplainContext): boolean {
  return [[older, stages[0]!, 'old'] as const, [newer, stages.at(-1)!, 'new'] as const].every(
    ([side, stage, which]) => {
      if (side.plan === stage.plan) return true;
      const own = resultsOf(side.plan, side.scenario, targets, which === 'old' ? names : undefined);
      const made = hybridResults(stage, which, targets, names);
      return own.every(
        (result, at) => Object.is(result, made[at]) || Math.abs(result - made[at]!) <= noise * Math.abs(result),
      );
    },
  );
}

function resultsOf(plan: Plan, scenario: string, targets: readonly string[], names?: NameMap): number[] {
  const kernel = compilePlan(plan);
  const cells = kernel.start(scenarioIndex(scenario, plan.model));
  kernel.evaluate(cells);
  return targets.map((text) => cells[targetOn(text, plan, names)!.slot]!);
}

function hybridResults(stage: HybridModel, which: 'old' | 'new', targets: readonly string[], names: NameMap): number[] {
  const kernel = compilePlan(stage.plan);
  const cells = kernel.start(stage.scenario);
  for (const { row, [which]: held } of stage.inputs.values())
    if (fits(row, held)) writeInput(stage.plan, row, held, cells);
  kernel.evaluate(cells);
  return targets.map((text) => cells[targetOn(text, stage.plan, stage.hasOldNames ? names : undefined)!.slot]!);
}

const fits = ({ quantity }: Row, { series }: ScalarOrSeries): boolean =>
  series === undefined || quantity.time === 'series';
