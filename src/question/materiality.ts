/**
 * Which values are material: whether a key result moves when a value changes. Input: a plan. Output: a test for inputs
 * and actuals. An input is set to both bounds of its range or, without one, 10% up and down; a date moves one period
 * earlier and later; a flag is inverted, and a choice takes its other options. Guarantee: a value that cannot be
 * varied, because it decides which rows formulas read, is material.
 */
import { allPrecedents, compilePlan, writeInputValue } from '../kernel/fromPlan.ts';
import type { Cells } from '../kernel/kernel.ts';
import { itemsOf } from '../model/find.ts';
import type { InputValue, Quantity, Row } from '../model/model.ts';
import type { Line, Plan } from '../plan/plan.ts';
import { addMonths } from '../values/excelDates.ts';
import { monthsIn } from '../values/timeline.ts';
import { inShapeOfInput } from './variation.ts';

/** The share of itself by which a key result must move to count. */
export const materialShare = 0.001;
/** Differences up to this share of the largest number in their row are rounding. */
const roundingShare = 1e-9;
/** The share by which a value without a range is varied. */
const variedShare = 0.1;
/** The variation of an amount of zero, whose size is unknown. */
const insteadOfZero = 1e6;

/** The rows that a written value fills in one scenario. */
export interface ScenarioRows {
  readonly scenario: number;
  readonly rows: readonly Row[];
}

export interface MaterialityTest {
  /**
   * The last period, counted from 0, in which a key result moves with a value; undefined if none does. Stops at the
   * first movement in period `from` or later. A value that cannot be varied moves everything.
   */
  readonly lastPeriodMoved: (filled: readonly ScenarioRows[], from?: number) => number | undefined;
  /** Whether a key result moves with the actual of a row in a period. */
  readonly movesWithActual: (row: Row, period: number) => boolean;
  /** Whether a key result is computed from the opening of an item. */
  readonly readsOpening: (item: Quantity) => boolean;
}

/** Another value, and the share of itself by which a key result must move with it. */
interface Alternative<Value> {
  readonly value: Value;
  readonly share: number;
}
type Trial = Alternative<(cells: Cells) => void>;
type InputNumbers = Pick<InputValue, 'constant' | 'series'>;

/** Starts the test for a model. Without key results in the model, every line item is one. */
export function startMaterialityTest(plan: Plan): MaterialityTest {
  const { model } = plan;
  const kernel = compilePlan(plan);
  const results = (model.keyResults.length > 0 ? model.keyResults : itemsOf(model)).flatMap(({ rows }) => rows);
  const read = precedentsOf(plan, new Set(results));
  const end = model.timeline.periods.length - 1;
  const started = new Map<number, ScenarioCells>();
  const startOf = (scenario: number): ScenarioCells => {
    const found = started.get(scenario) ?? { given: kernel.start(scenario), computed: kernel.start(scenario) };
    if (!started.has(scenario)) kernel.evaluate(found.computed);
    started.set(scenario, found);
    return found;
  };
  const lastWith = (trials: readonly Trial[], scenario: number, from: number): number => {
    const { given, computed } = startOf(scenario);
    let last = -1;
    for (const { value: put, share } of trials) {
      if (last >= from) break;
      const cells = given.slice();
      put(cells);
      kernel.evaluate(cells);
      for (const row of results) last = Math.max(last, lastDifference(plan, row, computed, cells, share));
    }
    return last;
  };
  return {
    lastPeriodMoved: (filled, from = 0) => {
      let last = -1;
      for (const { scenario, rows } of filled) {
        // A value that decides which rows are read is not in any formula of the plan.
        if (rows.some((row) => row.quantity.structural || (row.quantity.type.kind === 'member' && read.has(row))))
          return end;
        const reaching = rows.filter((row) => read.has(row));
        if (last >= from || reaching.length === 0) continue;
        last = Math.max(last, lastWith(trialsOf(reaching, scenario, plan), scenario, from));
      }
      return last < 0 ? undefined : last;
    },
    movesWithActual: (row, period) => {
      const slot = plan.rowCells.get(row)!.slot + period;
      const trials = alternativeNumbers(row.actuals![period]!, row.quantity, plan).map(
        ({ value, share }): Trial => ({ share, value: (cells) => void cells.fill(value, slot, slot + 1) }),
      );
      return model.scenarios.some((_, scenario) => lastWith(trials, scenario, 0) >= 0);
    },
    readsOpening: (item) =>
      [...read].some((one) => 'calculation' in one && one.kind === 'opening' && one.row?.quantity === item),
  };
}

/** Cells with the given values, and with the computed ones. */
interface ScenarioCells {
  readonly given: Cells;
  readonly computed: Cells;
}

/** The precedents of some rows: everything they are computed from. */
function precedentsOf(plan: Plan, rows: ReadonlySet<Row>): ReadonlySet<Line | Row> {
  const isWanted = ({ kind, row }: Line): boolean =>
    (kind === 'item' || kind === 'opening') && row !== undefined && rows.has(row);
  return allPrecedents(
    plan,
    plan.groups.flatMap(({ lines }) => lines.filter(isWanted)),
  );
}

/**
 * The last period in which a row differs by more than a share, or -1; for a row with one value, the last period of the
 * timeline.
 */
function lastDifference(plan: Plan, row: Row, before: Cells, after: Cells, share: number): number {
  const { slot, time } = plan.rowCells.get(row)!;
  const end = plan.model.timeline.periods.length - 1;
  if (time === 'scalar') return differs(before[slot]!, after[slot]!, share, 0) ? end : -1;
  const largest = before
    .subarray(slot, slot + end + 1)
    .reduce((most, one) => (Math.abs(one) > most ? Math.abs(one) : most), 0);
  let at = end;
  while (at >= 0 && !differs(before[slot + at]!, after[slot + at]!, share, largest * roundingShare)) at -= 1;
  return at;
}

/** An error that appears or disappears is a difference. */
function differs(before: number, after: number, share: number, rounding: number): boolean {
  if (Number.isNaN(before) || Number.isNaN(after)) return Number.isNaN(before) !== Number.isNaN(after);
  const difference = Math.abs(after - before);
  return difference > share * Math.abs(before) && difference > rounding;
}

/** The trials for one written value: all rows that it fills change together. */
function trialsOf(rows: readonly Row[], scenario: number, plan: Plan): Trial[] {
  const byRow = rows.map((row) => [row, alternativesOf(row, row.values![scenario]!, plan)] as const);
  return byRow[0]![1].map(({ share }, at) => ({
    share,
    value: (cells) => {
      for (const [row, others] of byRow) writeInputValue(plan, row, others[at]!.value, cells);
    },
  }));
}

/** Alternatives for an input: equally many for every row that one value fills. */
function alternativesOf({ quantity }: Row, value: InputValue, plan: Plan): Alternative<InputNumbers>[] {
  const { type } = quantity;
  const { constant, series = [], bounds } = value;
  if (type.kind === 'choice')
    return type.options
      .filter((option) => option !== constant)
      .map((option) => ({ value: { constant: option }, share: materialShare }));
  const ends =
    bounds === undefined
      ? []
      : [bounds.low, bounds.high].map((end) => ({ value: inShapeOfInput(end, value), share: materialShare }));
  if (ends.length > 0 && type.kind === 'number') return ends;
  const others =
    typeof constant === 'number'
      ? alternativeNumbers(constant, quantity, plan).map(({ value: other, share }) => ({
          value: { constant: other },
          share,
        }))
      : alternativeSeries(series, quantity, plan);
  return [...ends, ...others];
}

/** All points of a series move the same way; zeros stay zero unless all points are zero. */
function alternativeSeries(
  series: readonly (number | undefined)[],
  quantity: Quantity,
  plan: Plan,
): Alternative<InputNumbers>[] {
  const some = series.find((one) => one !== undefined && one !== 0) ?? 0;
  const stays = (one: number): boolean => one === 0 && some !== 0 && quantity.type.kind === 'number';
  return alternativeNumbers(some, quantity, plan).map(({ share }, way) => ({
    share,
    value: {
      series: series.map((one) =>
        one === undefined || stays(one) ? one : alternativeNumbers(one, quantity, plan)[way]!.value,
      ),
    },
  }));
}

/** Alternatives for one number. 10% of zero is zero, so another amount is used and any movement counts. */
function alternativeNumbers(number: number, { type }: Quantity, { model }: Plan): Alternative<number>[] {
  if (type.kind === 'flag') return [{ value: number === 0 ? 1 : 0, share: materialShare }];
  if (type.kind === 'date') {
    const months = monthsIn[model.timeline.grain];
    return [months, -months].map((step) => ({ value: addMonths(number, step), share: materialShare }));
  }
  if (number !== 0)
    return [1 + variedShare, 1 - variedShare].map((factor) => ({ value: number * factor, share: materialShare }));
  const size = type.kind === 'number' && type.unit.powers.size === 0 ? variedShare : insteadOfZero;
  return [size, -size].map((value) => ({ value, share: 0 }));
}
