/**
 * How finely a difference is told apart. Enters what is different besides values; leaves ways to take formulas,
 * actuals, the timeline and the structure alone or together, from the finest to the coarsest.
 */
import type { StructuralChange } from './comparison.ts';
import { type Differences, structureOf } from './differences.ts';
import type { Context } from './sides.ts';

/** Formulas and actuals that are parts of their own at most. */
const formulasMost = 3;
const actualsMost = 2;
/** Cells of all models that are made to tell structural changes apart at most. */
const cellsMost = 1e6;

/** Which changes are made by which bit of a stage. */
export interface Arrangement {
  readonly structural: readonly StructuralChange[];
  /** Whether formulas, actuals and the timeline go with the structure. */
  readonly joins: { readonly formulas: boolean; readonly actuals: boolean; readonly timeline: boolean };
  readonly labels: readonly string[];
}

/** From the finest to the coarsest; the very last resort, one part between the two plans, is not among them. */
export function arrangements({ differences, older, newer }: Context): Arrangement[] {
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
  const fitting = wanted.filter(
    ({ structural }) => structural.length <= 1 || 2 ** structural.length * cells <= cellsMost,
  );
  return fitting.filter((one, at) => fitting.findIndex((other) => keyOf(other) === keyOf(one)) === at);
}

const keyOf = ({ structural }: Arrangement): string => structural.map(({ kind, id }) => `${kind} ${id}`).join(',');

export function arrangement(differences: Differences, joins: Arrangement['joins'], isForced: boolean): Arrangement {
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
