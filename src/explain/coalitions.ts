/**
 * Results for combinations of changes (coalitions, in the terms of the Shapley value). Takes an attribution, the
 * changed inputs and the requested results; returns the results of any combination. Guarantee: only cells that depend
 * on a change and that a result needs are recomputed, and a result does not depend on earlier combinations.
 */
import { allPrecedents, compilePlan, writeInputValue } from '../kernel/fromPlan.ts';
import type { Cells } from '../kernel/kernel.ts';
import type { Row } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { Output } from '../question/output.ts';
import type { Attribution, HybridInput, ScalarOrSeries } from './attribution.ts';
import { countRecomputedCells, type LineGroups, neededLines } from './resultDependencies.ts';

export interface CoalitionEvaluator {
  /** How many cells are recomputed for one target when some inputs change. */
  readonly cellsOf: (inputs: readonly number[], target: number) => number;
  /** The results, in the order of the targets, with these structural changes applied and these inputs new. */
  readonly at: (structural: number, isNew: (input: number) => boolean) => Float64Array;
  /**
   * The results of all combinations of groups of inputs and of structural changes, one array for each target. A place
   * in the array is a set of bits: the groups first, then the structural changes.
   */
  readonly all: (groups: readonly (readonly number[])[]) => Float64Array[];
}

/** An input that switches between its two values in the cells of a model. */
interface InputSwitch {
  readonly row: Row;
  readonly from: number;
  readonly values: readonly [old: Float64Array, now: Float64Array];
}

/** A change that is switched at least this often gets its own compiled function, limited to what depends on it. */
const compiledFlipsMin = 64;

/** The evaluator for some inputs; `targetsIn` gives the requested results in the plan of a hybrid model. */
export function createCoalitionEvaluator(
  attribution: Attribution,
  inputs: readonly string[],
  targetsIn: (applied: number) => readonly Output[],
): CoalitionEvaluator {
  const models = Array.from({ length: 1 << attribution.structural.length }, (_, applied) =>
    createModelEvaluator(attribution, applied, inputs, targetsIn(applied)),
  );
  const [first] = models;
  return {
    cellsOf: first!.cellsOf,
    at: (applied, isNew) => models[applied]!.at(isNew),
    all: (groups) => evaluateAll(models, groups),
  };
}

interface ModelEvaluator {
  readonly cellsOf: CoalitionEvaluator['cellsOf'];
  readonly at: (isNew: (input: number) => boolean) => Float64Array;
  /** Visits all combinations of groups. */
  readonly all: (groups: readonly (readonly number[])[], found: (set: number, results: Float64Array) => void) => void;
}

function createModelEvaluator(
  attribution: Attribution,
  applied: number,
  inputs: readonly string[],
  targets: readonly Output[],
): ModelEvaluator {
  const { plan, scenario, inputs: changed } = attribution.hybrid(applied);
  const kernel = compilePlan(plan);
  const cells = kernel.start(scenario);
  const switches = inputs.map((name) => switchOf(plan, changed.get(name)!, cells));
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
  const linesFor = (target: number): LineGroups => {
    const lines = wanted.get(target) ?? neededLines(plan, allPrecedents(plan, targets[target]!.lines));
    wanted.set(target, lines);
    return lines;
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
    cellsOf: (some, target) => countRecomputedCells(plan, rowsOf(some), linesFor(target)),
    at,
    all: (groups, found) => {
      const flips = (group: number): number => 2 ** (groups.length - 1 - group);
      const recomputeFor = groups.map((group, place) =>
        flips(place) >= compiledFlipsMin ? kernel.recompute(rowsOf(group), needed) : recompute,
      );
      found(
        0,
        at(() => false),
      );
      // In Gray code order each combination differs from the last in one group, and the first group switches most
      // often.
      for (let step = 1, set = 0; step < 2 ** groups.length; step += 1) {
        const group = 31 - Math.clz32(step & -step);
        set ^= 1 << group;
        for (const input of groups[group]!) put(input, (set & (1 << group)) === 0 ? 0 : 1);
        recomputeFor[group]!(cells);
        found(set, results());
      }
    },
  };
}

function evaluateAll(models: readonly ModelEvaluator[], groups: readonly (readonly number[])[]): Float64Array[] {
  const all: Float64Array[] = [];
  models.forEach((model, applied) => {
    model.all(groups, (set, results) => {
      results.forEach((result, target) => {
        all[target] ??= new Float64Array(models.length << groups.length);
        all[target]![set | (applied << groups.length)] = result;
      });
    });
  });
  return all;
}

function switchOf(plan: Plan, { row, old, new: now }: HybridInput, cells: Cells): InputSwitch {
  const [from, to] = columnsOf(plan, row);
  const valuesOf = (value: ScalarOrSeries): Float64Array => {
    writeInput(plan, row, value, cells);
    return cells.slice(from, to);
  };
  return { row, from, values: [valuesOf(old), valuesOf(now)] };
}

/** The first cell of an input, its openings included, and the cell after its last. */
function columnsOf({ rowCells, model }: Plan, row: Row): [from: number, to: number] {
  const { slot, time } = rowCells.get(row)!;
  return time === 'scalar' ? [slot, slot + 1] : [slot - model.openings, slot + model.timeline.periods.length];
}

/** Writes the value of an input into all of its cells; periods without a value become NaN. */
export function writeInput(plan: Plan, row: Row, value: ScalarOrSeries, cells: Cells): void {
  const [from, to] = columnsOf(plan, row);
  cells.fill(Number.NaN, from, to);
  const isSpread = row.quantity.time === 'series' && typeof value.constant === 'number';
  writeInputValue(
    plan,
    row,
    isSpread ? { series: new Array<number>(to - from).fill(value.constant as number) } : value,
    cells,
  );
}
