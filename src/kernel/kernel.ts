/** A model as a function over an array of numbers. See `fromPlan.ts`, which makes it. */
import type { Row } from '../model/model.ts';
import type { Line, Plan } from '../plan/plan.ts';

/** Cells of one evaluation. An error is NaN. */
export type Cells = Float64Array;

export interface Kernel {
  readonly plan: Plan;
  /** Cells with the inputs of a scenario, the calendar and the actuals; everything else is NaN. */
  readonly start: (scenario: number) => Cells;
  /** Computes every line. */
  readonly evaluate: (cells: Cells) => void;
  /**
   * Computes what depends on the given rows and is needed for the given lines, in cells that were evaluated before. All
   * of what depends on them where no lines are given.
   */
  readonly recompute: (changed: readonly Row[], needed?: readonly Line[]) => (cells: Cells) => void;
}
