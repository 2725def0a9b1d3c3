/**
 * How finely a difference is told apart. Enters what is different besides values; leaves ways to take formulas,
 * actuals, the timeline and the structure alone or together, from the finest to the coarsest.
 */
import type { StructuralChange } from './attribution.ts';
import { type Differences, structureChange } from './differences.ts';
import type { ExplainContext } from './sides.ts';

/** Formulas and actuals that are parts of their own at most. */
const formulasMax = 3;
const actualsMax = 2;
/** Cells of all models that are made to tell structural changes apart at most. */
const cellsMax = 1e6;

/** Which changes are made by which bit of a stage. */
export interface AttributionPlan {
  readonly structural: readonly StructuralChange[];
  /** Whether formulas, actuals and the timeline go with the structure. */
  readonly joins: { readonly formulas: boolean; readonly actuals: boolean; readonly timeline: boolean };
  readonly labels: readonly string[];
}

/** From the finest to the coarsest; the very last resort, one part between the two plans, is not among them. */
export function listAttributionPlans({ differences, older, newer }: ExplainContext): AttributionPlan[] {
  const { structure } = differences;
  const finest = {
    formulas: differences.formulas.length > formulasMax,
    actuals: differences.actuals.length > actualsMax,
    timeline: false,
  };
  const wanted = [
    ...(structure === undefined ? [planAttribution(differences, finest, false)] : []),
    planAttribution(differences, finest, true),
    planAttribution(differences, { ...finest, formulas: true }, true),
    planAttribution(differences, { formulas: true, actuals: true, timeline: false }, true),
  ];
  const cells = Math.max(older.plan.size, newer.plan.size);
  const fitting = wanted.filter(
    ({ structural }) => structural.length <= 1 || 2 ** structural.length * cells <= cellsMax,
  );
  return fitting.filter((one, at) => fitting.findIndex((other) => keyOf(other) === keyOf(one)) === at);
}

const keyOf = ({ structural }: AttributionPlan): string => structural.map(({ kind, id }) => `${kind} ${id}`).join(',');

export function planAttribution(
  differences: Differences,
  joins: AttributionPlan['joins'],
  isForced: boolean,
): AttributionPlan {
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
  const structural = needed ? [structureChange(joined.flatMap(({ changes }) => changes)), ...alone] : alone;
  return { structural, joins, labels: joined.filter((one) => one !== structure).map(({ label }) => label) };
}
