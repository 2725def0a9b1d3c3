/**
 * The stages between two runs. Enters an arrangement; leaves for each combination of its structural changes a plan that
 * can be evaluated, with what its inputs hold on either side, where such a model can be made.
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

/** Makes the model of each stage, if there is one. */
export function createHybridBuilder(
  arrangement: AttributionPlan,
  context: ExplainContext,
): (made: number) => HybridModel | undefined {
  const { structural, joins } = arrangement;
  const { differences, names } = context;
  const isMade = (made: number, kind: StructuralChange['kind'], id: string): boolean | undefined => {
    const at = structural.findIndex((one) => one.kind === kind && one.id === id);
    return at === -1 ? undefined : (made & (1 << at)) !== 0;
  };
  const whichOf = (isNew: boolean): SideName => (isNew ? 'new' : 'old');
  const sources = createHybridSources(context);
  const held = createInputReader(context, sources);
  return (made) => {
    const base = whichOf(isMade(made, 'structure', 'structure') ?? true);
    const timeline =
      differences.timeline === undefined ? base : whichOf(isMade(made, 'timeline', 'timeline') ?? base === 'new');
    const others = (some: readonly StructuralChange[]): string[] =>
      some
        .filter(({ kind, id }) => (isMade(made, kind, id) ?? base === 'new') !== (base === 'new'))
        .map(({ id }) => id);
    const wish: HybridSpec = {
      base,
      timeline,
      formulas: others(differences.formulas),
      actuals: others(differences.actuals),
    };
    const plan = joins.timeline ? sideOf(base, context).plan : planOf(wish, context, sources);
    if (plan === undefined) return undefined;
    const [old, now] = [held('old', timeline, plan.model.openings), held('new', timeline, plan.model.openings)];
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

/** The plan of a wish, if its model has no error. */
function planOf(wish: HybridSpec, context: ExplainContext, sources: HybridSources): Plan | undefined {
  const side = sideOf(wish.base, context);
  const { overTime } = context.differences;
  const isOwn = wish.timeline === wish.base || context.differences.timeline === undefined;
  if (isOwn && wish.formulas.length === 0 && wish.actuals.length === 0 && overTime.size === 0) return side.plan;
  const model = modelFrom(sources.source(wish), side.options, idsOnSide(wish.base, overTime, context));
  if (model === undefined || !setActuals(model, wish, context, sources)) return undefined;
  const plan = planModel(model);
  return plan.cycles.length > 0 ? undefined : plan;
}

const idsOnSide = (which: SideName, ids: ReadonlySet<string>, { names }: ExplainContext): ReadonlySet<string> =>
  which === 'new' ? ids : new Set([...ids].map(names.toOld));

/** Puts the actuals of the other side into a model that was just made; false where they do not fit. */
function setActuals(model: Model, wish: HybridSpec, context: ExplainContext, sources: HybridSources): boolean {
  if (wish.actuals.length === 0) return true;
  const from = sources.model(oppositeSide(wish.base), wish.timeline);
  if (from === undefined) return false;
  const { names } = context;
  const nameIn = (which: SideName): ((row: Row) => string) => (which === 'old' ? names.newNameOf : rowId);
  const wanted = new Set(wish.actuals);
  const idOf = (row: Row): string => (wish.base === 'old' ? names.newIdOf(row.quantity) : row.quantity.id);
  const others = new Map(
    itemsOf(from).flatMap(({ rows }) => rows.map((row) => [nameIn(oppositeSide(wish.base))(row), row] as const)),
  );
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
