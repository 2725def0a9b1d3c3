/**
 * Hybrid models of two runs. Takes an attribution plan; returns, for each combination of its structural changes, a plan
 * to evaluate with the values of its inputs on both sides, if such a model is valid.
 */
import { itemsOf, rowId } from '../model/find.ts';
import type { Model, Row } from '../model/model.ts';
import { planModel } from '../plan/fromModel.ts';
import type { Plan } from '../plan/plan.ts';
import type { HybridInput, HybridModel, StructuralChange } from './attribution.ts';
import type { AttributionPlan } from './attributionPlans.ts';
import { createHybridSources, type HybridSources, type HybridSpec, modelFrom } from './hybridSources.ts';
import { createInputReader } from './inputValues.ts';
import { type ExplainContext, oppositeSide, type SideName, scenarioIndex, sideOf } from './sides.ts';

/** A function that makes the hybrid model of a combination; undefined if it is not valid. */
export function createHybridBuilder(
  attributionPlan: AttributionPlan,
  context: ExplainContext,
): (applied: number) => HybridModel | undefined {
  const { structural, joins } = attributionPlan;
  const { differences, names } = context;
  const isApplied = (applied: number, kind: StructuralChange['kind'], id: string): boolean | undefined => {
    const at = structural.findIndex((one) => one.kind === kind && one.id === id);
    return at === -1 ? undefined : (applied & (1 << at)) !== 0;
  };
  const whichOf = (isNew: boolean): SideName => (isNew ? 'new' : 'old');
  const sources = createHybridSources(context);
  const inputsOf = createInputReader(context, sources);
  return (applied) => {
    const base = whichOf(isApplied(applied, 'structure', 'structure') ?? true);
    const timeline =
      differences.timeline === undefined ? base : whichOf(isApplied(applied, 'timeline', 'timeline') ?? base === 'new');
    const others = (some: readonly StructuralChange[]): string[] =>
      some
        .filter(({ kind, id }) => (isApplied(applied, kind, id) ?? base === 'new') !== (base === 'new'))
        .map(({ id }) => id);
    const spec: HybridSpec = {
      base,
      timeline,
      formulas: others(differences.formulas),
      actuals: others(differences.actuals),
    };
    const plan = joins.timeline ? sideOf(base, context).plan : planOf(spec, context, sources);
    if (plan === undefined) return undefined;
    const [old, now] = [inputsOf('old', timeline, plan.model.openings), inputsOf('new', timeline, plan.model.openings)];
    if (old === undefined || now === undefined) return undefined;
    const nameOf = base === 'old' ? names.newNameOf : rowId;
    const rows = plan.model.inputs.flatMap((quantity) => quantity.rows).map((row) => [nameOf(row), row] as const);
    const inputs = rows.flatMap(([name, row]): [string, HybridInput][] => {
      const [was, is] = [old.get(name), now.get(name)];
      return was === undefined || is === undefined ? [] : [[name, { row, old: was, new: is }]];
    });
    return {
      plan,
      scenario: scenarioIndex(sideOf(base, context).scenario, plan.model),
      hasOldNames: base === 'old',
      inputs: new Map(inputs),
    };
  };
}

/** The plan of a specification, if its model has no error. */
function planOf(spec: HybridSpec, context: ExplainContext, sources: HybridSources): Plan | undefined {
  const side = sideOf(spec.base, context);
  const { overTime } = context.differences;
  const isOwn = spec.timeline === spec.base || context.differences.timeline === undefined;
  if (isOwn && spec.formulas.length === 0 && spec.actuals.length === 0 && overTime.size === 0) return side.plan;
  const model = modelFrom(sources.source(spec), side.options, idsOnSide(spec.base, overTime, context));
  if (model === undefined || !setActuals(model, spec, context, sources)) return undefined;
  const plan = planModel(model);
  return plan.cycles.length > 0 ? undefined : plan;
}

const idsOnSide = (which: SideName, ids: ReadonlySet<string>, { names }: ExplainContext): ReadonlySet<string> =>
  which === 'new' ? ids : new Set([...ids].map(names.toOld));

/** Puts the actuals of the other side into a new model; false if they do not fit. */
function setActuals(model: Model, spec: HybridSpec, context: ExplainContext, sources: HybridSources): boolean {
  if (spec.actuals.length === 0) return true;
  const from = sources.model(oppositeSide(spec.base), spec.timeline);
  if (from === undefined) return false;
  const { names } = context;
  const nameIn = (which: SideName): ((row: Row) => string) => (which === 'old' ? names.newNameOf : rowId);
  const wanted = new Set(spec.actuals);
  const idOf = (row: Row): string => (spec.base === 'old' ? names.newIdOf(row.quantity) : row.quantity.id);
  const others = new Map(
    itemsOf(from).flatMap(({ rows }) => rows.map((row) => [nameIn(oppositeSide(spec.base))(row), row] as const)),
  );
  const rows = itemsOf(model).flatMap((quantity) => quantity.rows);
  return rows
    .filter((row) => wanted.has(idOf(row)))
    .every((row) => {
      const other = others.get(nameIn(spec.base)(row));
      row.actuals = other?.actuals;
      row.actualFacts = other?.actualFacts;
      return row.quantity.time === 'series' || row.actuals === undefined;
    });
}
