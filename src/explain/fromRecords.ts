/**
 * Explanations of two recorded runs. Takes two records and the requested results; returns why each of them moved. It
 * reads the files in the records again and makes hybrid models: the formulas of one side over the timeline of the
 * other, or with its actuals. Guarantee: changes that cannot be separated, because a hybrid model is not valid or does
 * not reproduce the runs, are one part, and a statement says so.
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
  /** Ids and rows of the old side with their new names, besides the renames that the records show. */
  readonly renames?: ReadonlyMap<string, string>;
}

/** Anything smaller, relative to a result, is rounding. */
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

/** The finest attribution that reproduces both runs. */
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

/** Everything except values as one part: the hybrid models are the plans of the two sides. */
function attributeStructureWhole(context: ExplainContext): Attribution {
  const all = planAttribution(context.differences, { formulas: true, actuals: true, timeline: true }, true);
  return buildAttribution(all, context) ?? attributeEverythingWhole(all, context);
}

/** Values as well, because one side cannot be read over the timeline of the other. */
function attributeEverythingWhole(
  { structural }: AttributionPlan,
  { older, newer, names }: ExplainContext,
): Attribution {
  const modelOf = ({ plan, scenario }: LoadedSide, hasOldNames: boolean): HybridModel => {
    return { plan, scenario: scenarioIndex(scenario, plan.model), hasOldNames, inputs: new Map() };
  };
  const models = [modelOf(older, true), modelOf(newer, false)];
  const statements = ['The changes could not be separated: the values of one run do not fit the model of the other.'];
  return { older, newer, names, inputs: [], structural, hybrid: (applied) => models[applied]!, statements };
}

/** The attribution of a plan, if all of its hybrid models are valid and reproduce the runs. */
function buildAttribution(attributionPlan: AttributionPlan, context: ExplainContext): Attribution | undefined {
  const { older, newer, names } = context;
  const make = createHybridBuilder(attributionPlan, context);
  const models: HybridModel[] = [];
  for (let applied = 0; applied < 1 << attributionPlan.structural.length; applied += 1) {
    const model = make(applied);
    if (model === undefined) return undefined;
    models.push(model);
  }
  if (!reproducesRuns(models, context)) return undefined;
  const [inputs, unfit] = changedInputs(models, context);
  if (unfit.length > 0 && !attributionPlan.joins.timeline) return undefined;
  const structural = attributionPlan.structural.map((one) =>
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
    hybrid: (applied) => models[applied]!,
    statements: describeMergedParts(attributionPlan.labels),
  };
}

/** Inputs with different values in some hybrid model, and the relevant ones that do not fit into some model. */
function changedInputs(
  models: readonly HybridModel[],
  { relevant }: ExplainContext,
): [changed: ChangedInput[], unfit: string[]] {
  const changed = new Map<string, Row>();
  const unfit = new Set<string>();
  for (const { inputs } of models)
    for (const [name, { row, old, new: now }] of inputs) {
      if (hasSameValues(old, now)) continue;
      changed.set(name, row);
      if (relevant.has(name) && !(fits(row, old) && fits(row, now))) unfit.add(name);
    }
  // The last model has the names and labels of the new side.
  const fitting = [...models.at(-1)!.inputs].filter(([name]) => changed.has(name) && !unfit.has(name));
  return [fitting.map(([name, { row }]) => ({ name, label: row.label, ...memberOf(row) })), [...unfit]];
}

/** The member of a table that a row belongs to. */
function memberOf({ quantity, members }: Row): Pick<ChangedInput, 'member'> {
  const [table, ...others] = quantity.tables;
  const member = table?.members.find(({ id }) => id === members[0]);
  if (table === undefined || member === undefined || others.length > 0) return {};
  return { member: { id: `${table.id}.${member.id}`, label: member.label } };
}

/** Whether the first hybrid model reproduces the results of the old run, and the last those of the new run. */
function reproducesRuns(models: readonly HybridModel[], { older, newer, targets, names }: ExplainContext): boolean {
  return [[older, models[0]!, 'old'] as const, [newer, models.at(-1)!, 'new'] as const].every(
    ([side, model, which]) => {
      if (side.plan === model.plan) return true;
      const own = resultsOf(side.plan, side.scenario, targets, which === 'old' ? names : undefined);
      const computed = hybridResults(model, which, targets, names);
      return own.every(
        (result, at) => Object.is(result, computed[at]) || Math.abs(result - computed[at]!) <= noise * Math.abs(result),
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

function hybridResults(model: HybridModel, which: 'old' | 'new', targets: readonly string[], names: NameMap): number[] {
  const kernel = compilePlan(model.plan);
  const cells = kernel.start(model.scenario);
  for (const { row, [which]: value } of model.inputs.values())
    if (fits(row, value)) writeInput(model.plan, row, value, cells);
  kernel.evaluate(cells);
  return targets.map((text) => cells[targetOn(text, model.plan, model.hasOldNames ? names : undefined)!.slot]!);
}

const fits = ({ quantity }: Row, { series }: ScalarOrSeries): boolean =>
  series === undefined || quantity.time === 'series';
