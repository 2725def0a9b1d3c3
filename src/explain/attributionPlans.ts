/**
 * How finely a difference is attributed. Takes the differences other than values; returns plans that attribute it to
 * formulas, actuals, the timeline and the structure, separately or together, from the finest to the coarsest.
 */
import type { StructuralChange } from './attribution.ts';
import { type Differences, structureChange } from './differences.ts';
import type { ExplainContext } from './sides.ts';

/** The maximum number of formulas and of actuals with a part each. */
const formulasMax = 3;
const actualsMax = 2;
/** The maximum number of cells in all hybrid models together. */
const cellsMax = 1e6;

/** Which structural changes are separate drivers: the bit of each in the number of a hybrid model is its place. */
export interface AttributionPlan {
  readonly structural: readonly StructuralChange[];
  /** Whether formulas, actuals and the timeline are part of the structure. */
  readonly joins: { readonly formulas: boolean; readonly actuals: boolean; readonly timeline: boolean };
  readonly labels: readonly string[];
}

/** From the finest to the coarsest; the last resort, one part for everything, is not in the list. */
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

/**
 * The plan in which some kinds of changes join the structure; `isForced` asks for the structure even if it is empty.
 */
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
