/**
 * Combinations of changes, computed. Enters a comparison, the changes that take part and the results that are asked
 * for; leaves the results of any combination. Guarantee: only what depends on a change and is needed for the results is
 * computed anew, and what that gives does not depend on what was computed before.
 */
import { allPrecedents, compilePlan, writeInputValue } from '../kernel/fromPlan.ts';
import type { Cells } from '../kernel/kernel.ts';
import type { Row } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { Output } from '../question/output.ts';
import type { Attribution, HybridInput, ScalarOrSeries } from './attribution.ts';
import { countRecomputedCells, type LineGroups, neededLines } from './resultDependencies.ts';

export interface CoalitionEvaluator {
  /** How many cells some inputs have computed anew, as far as a target needs them. */
  readonly cellsOf: (inputs: readonly number[], target: number) => number;
  /**
   * Results, in the order of the targets, with the structural changes and the inputs of the new side whose places are
   * said.
   */
  readonly at: (structural: number, isNew: (input: number) => boolean) => Float64Array;
  /**
   * The results of all combinations of units of inputs, and of structural changes behind them: one array for each
   * target.
   */
  readonly all: (units: readonly (readonly number[])[]) => Float64Array[];
}

/** An input that goes to and fro between two values in the cells of a stage. */
interface InputSwitch {
  readonly row: Row;
  readonly from: number;
  readonly values: readonly [old: Float64Array, now: Float64Array];
}

/**
 * Changes that are made at least so often get a function of their own, which leaves out what does not depend on them.
 */
const compiledFlipsMin = 64;

/** A board for some inputs; `targetsIn` gives what is asked for in the plan of a stage. */
export function createCoalitionEvaluator(
  comparison: Attribution,
  inputs: readonly string[],
  targetsIn: (made: number) => readonly Output[],
): CoalitionEvaluator {
  const stages = Array.from({ length: 1 << comparison.structural.length }, (_, made) =>
    createModelEvaluator(comparison, made, inputs, targetsIn(made)),
  );
  const [first] = stages;
  return {
    cellsOf: first!.cellsOf,
    at: (made, isNew) => stages[made]!.at(isNew),
    all: (units) => evaluateAll(stages, units),
  };
}

interface ModelEvaluator {
  readonly cellsOf: CoalitionEvaluator['cellsOf'];
  readonly at: (isNew: (input: number) => boolean) => Float64Array;
  /** Goes through all combinations of units. */
  readonly all: (units: readonly (readonly number[])[], found: (set: number, results: Float64Array) => void) => void;
}

function createModelEvaluator(
  comparison: Attribution,
  made: number,
  inputs: readonly string[],
  targets: readonly Output[],
): ModelEvaluator {
  const { plan, scenario, inputs: held } = comparison.hybrid(made);
  const kernel = compilePlan(plan);
  const cells = kernel.start(scenario);
  const switches = inputs.map((name) => switchOf(plan, held.get(name)!, cells));
  const isNew = new Uint8Array(switches.length);
  const put = (input: number, side: 0 | 1): void => {
    cells.set(switches[input]!.values[side], switches[input]!.from);
    isNew[input] = side;
  };
  switches.forEach((_, input) => {
    put(input, 0);
  });
  kernel.evaluate(cells);
  const needed = [...new Set(targets.flatMap(({ lines }) => lines))];
  const rowsOf = (some: readonly number[]): Row[] => some.map((input) => switches[input]!.row);
  const recompute = kernel.recompute(
    switches.map(({ row }) => row),
    needed,
  );
  const wanted = new Map<number, LineGroups>();
  const groupsFor = (target: number): LineGroups => {
    const groups = wanted.get(target) ?? neededLines(plan, allPrecedents(plan, targets[target]!.lines));
    wanted.set(target, groups);
    return groups;
  };
  const results = (): Float64Array => Float64Array.from(targets, ({ slot }) => cells[slot]!);
  const at: ModelEvaluator['at'] = (wantsNew) => {
    switches.forEach((_, input) => {
      put(input, wantsNew(input) ? 1 : 0);
    });
    recompute(cells);
    return results();
  };
  return {
    cellsOf: (some, target) => countRecomputedCells(plan, rowsOf(some), groupsFor(target)),
    at,
    all: (units, found) => {
      const flips = (unit: number): number => 2 ** (units.length - 1 - unit);
      const own = units.map((unit, place) =>
        flips(place) >= compiledFlipsMin ? kernel.recompute(rowsOf(unit), needed) : recompute,
      );
      found(
        0,
        at(() => false),
      );
      // In the order of Gray each combination differs from the one before in one change, and the first change is made
      // most often.
      for (let step = 1, set = 0; step < 2 ** units.length; step += 1) {
        const unit = 31 - Math.clz32(step & -step);
        set ^= 1 << unit;
        for (const input of units[unit]!) put(input, (set & (1 << unit)) === 0 ? 0 : 1);
        own[unit]!(cells);
        found(set, results());
      }
    },
  };
}

function evaluateAll(stages: readonly ModelEvaluator[], units: readonly (readonly number[])[]): Float64Array[] {
  const all: Float64Array[] = [];
  stages.forEach((stage, made) => {
    stage.all(units, (set, results) => {
      results.forEach((result, target) => {
        all[target] ??= new Float64Array(stages.length << units.length);
        all[target]![set | (made << units.length)] = result;
      });
    });
  });
  return all;
}

function switchOf(plan: Plan, { row, old, new: now }: HybridInput, cells: Cells): InputSwitch {
  const [from, to] = columnsOf(plan, row);
  const valuesOf = (held: ScalarOrSeries): Float64Array => {
    writeInput(plan, row, held, cells);
    return cells.slice(from, to);
  };
  return { row, from, values: [valuesOf(old), valuesOf(now)] };
}

/** From which cell to which an input goes, its openings among them. */
function columnsOf({ rowCells, model }: Plan, row: Row): [from: number, to: number] {
  const { slot, time } = rowCells.get(row)!;
  return time === 'scalar' ? [slot, slot + 1] : [slot - model.openings, slot + model.timeline.periods.length];
}

/** Puts what an input holds into all of its cells: one number into each, and nothing where a series says nothing. */
export function writeInput(plan: Plan, row: Row, held: ScalarOrSeries, cells: Cells): void {
  const [from, to] = columnsOf(plan, row);
  cells.fill(Number.NaN, from, to);
  const isSpread = row.quantity.time === 'series' && typeof held.constant === 'number';
  writeInputValue(
    plan,
    row,
    isSpread ? { series: new Array<number>(to - from).fill(held.constant as number) } : held,
    cells,
  );
}
