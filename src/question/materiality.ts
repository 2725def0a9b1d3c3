/**
 * What matters: whether a key result moves when something that is given is another. Enters a plan; leaves a judge of
 * inputs and actuals. An input goes to both ends of its range, or else up and down by a tenth; a date goes back and
 * forth by a period; a flag turns, and a choice goes through its other options. Guarantee: what cannot be tried,
 * because it decides which rows formulas read, matters.
 */
import { ancestors, compilePlan, writeValue } from '../kernel/fromPlan.ts';
import type { Cells } from '../kernel/kernel.ts';
import { itemsOf } from '../model/find.ts';
import type { InputValue, Quantity, Row } from '../model/model.ts';
import type { Line, Plan } from '../plan/plan.ts';
import { addMonths } from '../values/excelDates.ts';
import { monthsIn } from '../values/timeline.ts';
import { numbered } from './variation.ts';

/** By what share of itself a key result has to move. */
export const shareMoved = 0.001;
/** Differences that are this small beside the largest number of their row are rounding. */
const roundingShare = 1e-9;
/** How far a value goes up and down where it has no range. */
const shareVaried = 0.1;
/** Where an amount is zero, nothing says how large it could be. */
const insteadOfZero = 1e6;

/** The rows that a value as written fills in one scenario. */
export interface Filled {
  readonly scenario: number;
  readonly rows: readonly Row[];
}

export interface Judge {
  /**
   * The last period, counted from 0, in which a key result moves with a value; undefined when none does. Looks no
   * further once one moves in the period `from` or later. What cannot be tried moves everything.
   */
  readonly lastMoved: (filled: readonly Filled[], from?: number) => number | undefined;
  /** Whether a key result moves with the actual of a row in a period. */
  readonly movesByActual: (row: Row, period: number) => boolean;
  /** Whether a key result is computed from the opening of an item. */
  readonly readsOpening: (item: Quantity) => boolean;
}

/** Another value, and by what share of itself a key result has to move with it. */
interface Other<Value> {
  readonly value: Value;
  readonly share: number;
}
type Trial = Other<(cells: Cells) => void>;
type Held = Pick<InputValue, 'constant' | 'series'>;

/** The judge of a model. Where the model names no key results every line item is one. */
export function startJudge(plan: Plan): Judge {
  const { model } = plan;
  const kernel = compilePlan(plan);
  const results = (model.keyResults.length > 0 ? model.keyResults : itemsOf(model)).flatMap(({ rows }) => rows);
  const read = behind(plan, new Set(results));
  const end = model.timeline.periods.length - 1;
  const started = new Map<number, Start>();
  const startOf = (scenario: number): Start => {
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
    lastMoved: (filled, from = 0) => {
      let last = -1;
      for (const { scenario, rows } of filled) {
        // What decides which rows are read stands in no formula any more.
        if (rows.some((row) => row.quantity.structural || (row.quantity.type.kind === 'member' && read.has(row))))
          return end;
        const reaching = rows.filter((row) => read.has(row));
        if (last >= from || reaching.length === 0) continue;
        last = Math.max(last, lastWith(trialsOf(reaching, scenario, plan), scenario, from));
      }
      return last < 0 ? undefined : last;
    },
    movesByActual: (row, period) => {
      const slot = plan.places.get(row)!.slot + period;
      const trials = otherNumbers(row.actuals![period]!, row.quantity, plan).map(
        ({ value, share }): Trial => ({ share, value: (cells) => void cells.fill(value, slot, slot + 1) }),
      );
      return model.scenarios.some((_, scenario) => lastWith(trials, scenario, 0) >= 0);
    },
    readsOpening: (item) =>
      [...read].some((one) => 'calculation' in one && one.kind === 'opening' && one.row?.quantity === item),
  };
}

/** Cells with what is given, and with what is computed from it. */
interface Start {
  readonly given: Cells;
  readonly computed: Cells;
}

/** Everything that some rows are computed from. */
function behind(plan: Plan, rows: ReadonlySet<Row>): ReadonlySet<Line | Row> {
  const isWanted = ({ kind, row }: Line): boolean =>
    (kind === 'item' || kind === 'opening') && row !== undefined && rows.has(row);
  return ancestors(
    plan,
    plan.groups.flatMap(({ lines }) => lines.filter(isWanted)),
  );
}

/**
 * The last period in which a row differs by more than a share, -1 when it does in none; of a row that has one value the
 * last of the timeline.
 */
function lastDifference(plan: Plan, row: Row, before: Cells, after: Cells, share: number): number {
  const { slot, time } = plan.places.get(row)!;
  const end = plan.model.timeline.periods.length - 1;
  if (time === 'scalar') return differs(before[slot]!, after[slot]!, share, 0) ? end : -1;
  const largest = before
    .subarray(slot, slot + end + 1)
    .reduce((most, one) => (Math.abs(one) > most ? Math.abs(one) : most), 0);
  let at = end;
  while (at >= 0 && !differs(before[slot + at]!, after[slot + at]!, share, largest * roundingShare)) at -= 1;
  return at;
}

/** An error that comes or goes is a difference. */
function differs(before: number, after: number, share: number, rounding: number): boolean {
  if (Number.isNaN(before) || Number.isNaN(after)) return Number.isNaN(before) !== Number.isNaN(after);
  const difference = Math.abs(after - before);
  return difference > share * Math.abs(before) && difference > rounding;
}

/** What is tried in place of one value as written: all rows that it fills change at once. */
function trialsOf(rows: readonly Row[], scenario: number, plan: Plan): Trial[] {
  const byRow = rows.map((row) => [row, othersOf(row, row.values![scenario]!, plan)] as const);
  return byRow[0]![1].map(({ share }, at) => ({
    share,
    value: (cells) => {
      for (const [row, others] of byRow) writeValue(plan, row, others[at]!.value, cells);
    },
  }));
}

/** Other values of an input: as many for every row that one value fills. */
function othersOf({ quantity }: Row, value: InputValue, plan: Plan): Other<Held>[] {
  const { type } = quantity;
  const { constant, series = [], bounds } = value;
  if (type.kind === 'choice')
    return type.options
      .filter((option) => option !== constant)
      .map((option) => ({ value: { constant: option }, share: shareMoved }));
  const ends =
    bounds === undefined
      ? []
      : [bounds.low, bounds.high].map((end) => ({ value: numbered(end, value), share: shareMoved }));
  if (ends.length > 0 && type.kind === 'number') return ends;
  const others =
    typeof constant === 'number'
      ? otherNumbers(constant, quantity, plan).map(({ value: other, share }) => ({ value: { constant: other }, share }))
      : otherSeries(series, quantity, plan);
  return [...ends, ...others];
}

/** Every point of a series goes the same way; an amount of zero stays, unless all are. */
function otherSeries(series: readonly (number | undefined)[], quantity: Quantity, plan: Plan): Other<Held>[] {
  const some = series.find((one) => one !== undefined && one !== 0) ?? 0;
  const stays = (one: number): boolean => one === 0 && some !== 0 && quantity.type.kind === 'number';
  return otherNumbers(some, quantity, plan).map(({ share }, way) => ({
    share,
    value: {
      series: series.map((one) =>
        one === undefined || stays(one) ? one : otherNumbers(one, quantity, plan)[way]!.value,
      ),
    },
  }));
}

/** Other numbers in place of one. Zero has no tenth, so that any move of a result counts. */
function otherNumbers(number: number, { type }: Quantity, { model }: Plan): Other<number>[] {
  if (type.kind === 'flag') return [{ value: number === 0 ? 1 : 0, share: shareMoved }];
  if (type.kind === 'date') {
    const months = monthsIn[model.timeline.grain];
    return [months, -months].map((step) => ({ value: addMonths(number, step), share: shareMoved }));
  }
  if (number !== 0)
    return [1 + shareVaried, 1 - shareVaried].map((factor) => ({ value: number * factor, share: shareMoved }));
  const size = type.kind === 'number' && type.unit.powers.size === 0 ? shareVaried : insteadOfZero;
  return [size, -size].map((value) => ({ value, share: 0 }));
}
