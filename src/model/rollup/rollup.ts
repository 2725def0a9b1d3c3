/**
 * How items aggregate to quarters and years. Input: bound items. Output: the rule of each, with its reason. Guarantee:
 * a rule is inferred only if the measure of the formula proves it (`measure.ts`); the analyst decides everything else.
 * Flows add up, levels take the last period, opening balances the first, and ratios divide aggregated numerators by
 * aggregated denominators.
 */
import type { Period, Timeline } from '../../values/timeline.ts';
import { partsOf, rowReferences } from '../expression/walk.ts';
import type { Expression, MeasureKind, Quantity, Rollup, RollupReason, Row } from '../model.ts';
import type { Measure, MeasureContext } from './measure.ts';
import { measureOf } from './measureOf.ts';

/** The roll-up that the file states for an item; `special` is a ratio, weights or growth. */
export type StatedRollup = Rollup | 'special';

/** The rule of every item over time, with what its rows measure. */
export interface InferredRollups {
  readonly measures: ReadonlyMap<Row, Measure>;
  /** Items whose formula proves no rule, with the reason. */
  readonly unclear: ReadonlyMap<Quantity, string>;
  readonly known: MeasureContext;
}

/** Passes after which what still changes counts as unclear. */
const passesMost = 12;

/**
 * Gives every item its rule. Items come in the order of calculation, as far as there is
 * one, and what the file states. An item with an opening that carries its own past forward is taken for a level first;
 * what its formula gives then has to agree.
 */
export function inferRollups(
  items: readonly Quantity[],
  stated: ReadonlyMap<Quantity, StatedRollup>,
  periodsOfYear: number,
): InferredRollups {
  const state: State = {
    measures: new Map(),
    differenced: new Set(),
    assumed: new Set(items.filter((quantity) => !stated.has(quantity) && isCarried(quantity))),
    doubted: new Set(),
    unclear: new Map(),
    pass: 1,
  };
  const known = knownIn(state, periodsOfYear);
  for (const quantity of items) if (stated.has(quantity)) quantity.rollup = plainRule(stated.get(quantity)!);
  for (; ; state.pass += 1) {
    const changed = items.filter((quantity) => settle(quantity, stated.get(quantity), state, known));
    if (changed.length === 0 && state.pass > 1) break;
    if (state.pass > passesMost) for (const quantity of changed) state.doubted.add(quantity);
  }
  return { measures: state.measures, unclear: state.unclear, known };
}

interface State {
  readonly measures: Map<Row, Measure>;
  readonly differenced: Set<Quantity>;
  /** Items that are taken for levels while they are looked at. */
  readonly assumed: Set<Quantity>;
  /** Items that were taken for levels, or for anything, and do not prove to be it. */
  readonly doubted: Set<Quantity>;
  readonly unclear: Map<Quantity, string>;
  /** How often all items were looked at, with this time. */
  pass: number;
}

const plainRule = (rule: StatedRollup): Rollup => (rule === 'special' ? 'recompute' : rule);

function knownIn(state: State, periodsOfYear: number): MeasureContext {
  return {
    periodsOfYear,
    measure: (row) => measureOfRow(row, state),
    isReportedAs: ({ quantity }, kind) =>
      quantity.kind === 'item' &&
      quantity.time === 'series' &&
      quantity.rollup === ({ flow: 'sum', level: 'last', ratio: 'recompute' } as const)[kind],
    differenced: (quantity) => state.differenced.add(quantity),
  };
}

function measureOfRow(row: Row, { measures, assumed }: State): Measure {
  const { quantity } = row;
  if (quantity.time === 'scalar') return { kind: 'constant' };
  if (quantity.kind === 'input') return measureOfInput(quantity);
  return measures.get(row) ?? { kind: assumed.has(quantity) ? 'level' : 'factor' };
}

function measureOfInput({ measure, type }: Quantity): Measure {
  if (measure !== undefined) return { kind: measure };
  if (type.kind === 'flag' || type.kind === 'date') return { kind: type.kind };
  return { kind: isAmount({ type }) ? 'stock' : 'factor' };
}

/** Looks at an item once more; returns whether anything about it changed. */
function settle(quantity: Quantity, stated: StatedRollup | undefined, state: State, known: MeasureContext): boolean {
  if (quantity.time === 'scalar')
    return setRule(quantity, stated === undefined ? 'none' : plainRule(stated), state, []);
  const found = quantity.rows.map((row) => ownMeasure(row, state, known));
  if (stated !== undefined) {
    const measures = found.map((measure) => statedMeasure(measure, stated, quantity));
    quantity.rollupReason = { measure: kindOf(measures), isStated: true, text: 'stated in the file' };
    return setRule(quantity, plainRule(stated), state, measures);
  }
  const measures = found.map((measure) => doubtless(measure, quantity, state));
  const { rule, reason, why } = ruleOf(quantity, measures);
  quantity.rollupReason = reason;
  if (why === undefined) state.unclear.delete(quantity);
  else state.unclear.set(quantity, why);
  return setRule(quantity, rule, state, measures);
}

function setRule(quantity: Quantity, rule: Rollup, { measures }: State, found: readonly Measure[]): boolean {
  const isSame =
    quantity.rollup === rule && quantity.rows.every((row, at) => isSameMeasure(measures.get(row), found[at]));
  quantity.rollup = rule;
  quantity.rows.forEach((row, at) => {
    const measure = found[at];
    if (measure !== undefined) measures.set(row, measure);
  });
  return !isSame;
}

function isSameMeasure(a: Measure | undefined, b: Measure | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.kind === b.kind && (a.kind !== 'ratio' || b.kind !== 'ratio' || (a.isDirect === b.isDirect && a.of === b.of))
  );
}

function ownMeasure(row: Row, state: State, known: MeasureContext): Measure {
  if (state.doubted.has(row.quantity)) return { kind: 'unclear', why: doubt };
  if (row.expression === undefined) return { kind: 'factor' };
  if (row.quantity.type.kind === 'date') return { kind: 'date' };
  const found = measureOf(row.expression, known);
  if (!state.assumed.has(row.quantity) || found.kind === 'level') return found;
  // In the first pass not everything that it reads was looked at.
  if (state.pass === 1) return { kind: 'level' };
  // It carries its past forward, but not as a balance does, which gains and loses flows.
  state.assumed.delete(row.quantity);
  state.doubted.add(row.quantity);
  return { kind: 'unclear', why: doubt };
}

const doubt = 'it builds on its own earlier values, as both balances and growing flows do';

/** A flow that is scaled and whose change is taken may be a balance: receivables are a flow times a share. */
function doubtless(measure: Measure, quantity: Quantity, { differenced }: State): Measure {
  if (measure.kind === 'flow' && isPerTime(quantity)) return { kind: 'speed' };
  if (measure.kind === 'factor' && isPerTime(quantity)) return { kind: 'speed' };
  if (measure.kind === 'factor' && isAmount(quantity)) return { kind: 'stock' };
  if (measure.kind !== 'flow') return measure;
  const isCompared = differenced.has(quantity) || quantity.rows.some(({ opening }) => opening !== undefined);
  const isPlain = quantity.rows.every(({ expression }) => expression === undefined || isPlainFlow(expression));
  return isCompared && !isPlain
    ? {
        kind: 'unclear',
        why: 'it is a flow times a factor whose change is used elsewhere: a flow, or a balance such as receivables',
      }
    : measure;
}

/** The measure of an item with a stated roll-up. */
function statedMeasure(found: Measure, stated: StatedRollup, quantity: Quantity): Measure {
  switch (stated) {
    case 'sum':
      return { kind: 'flow' };
    case 'last':
      if (found.kind === 'moment' || found.kind === 'level' || found.kind === 'date' || found.kind === 'flag')
        return found;
      return isAmount(quantity) ? { kind: 'level' } : unproved(quantity);
    case 'first':
      return { kind: found.kind === 'opening' ? 'opening' : isAmount(quantity) ? 'moment' : 'factor' };
    case 'average':
      return unproved(quantity);
    case 'none':
      return found;
    default:
      return found.kind === 'ratio' ? found : unproved(quantity);
  }
}

/** The measure of an item, from its unit alone. */
function unproved(quantity: Quantity): Measure {
  return { kind: isAmount(quantity) ? 'stock' : isPerTime(quantity) ? 'speed' : 'factor' };
}

interface Ruled {
  readonly rule: Rollup;
  readonly reason: RollupReason;
  /** Why no rule is proved. */
  readonly why?: string;
}

/** The rule that the measures of all rows prove. */
function ruleOf(quantity: Quantity, measures: readonly Measure[]): Ruled {
  const measure = common(measures);
  const proved = (rule: Rollup, text: string): Ruled => ({
    rule,
    reason: { measure: kindOf([measure]), isStated: false, text },
  });
  const open = (why: string): Ruled => ({
    rule: 'none',
    reason: { measure: kindOf([measure]), isStated: false, text: why },
    why,
  });
  switch (measure.kind) {
    case 'flow':
    case 'time':
      return proved('sum', 'a flow');
    case 'nothing':
      return proved('sum', 'zero in every period');
    case 'level':
      return proved('last', 'a level');
    case 'moment':
      return isAmount(quantity) || isPlainNumber(quantity)
        ? proved('last', 'a number at the end of the period')
        : open(unknownRate(quantity));
    case 'opening':
      return proved('first', 'an opening balance');
    case 'date':
      return proved('last', 'a date');
    case 'flag':
      return proved('last', 'a flag');
    case 'ratio':
      if (measures.every((one) => one.kind === 'nothing' || (one.kind === 'ratio' && one.isDirect)))
        return proved('recompute', 'a ratio');
      return measure.of === 'level' ? proved('last', 'a ratio of levels') : proved('recompute', 'a ratio of flows');
    case 'constant':
    case 'number':
    case 'twelve':
      return isAmount(quantity)
        ? open('an amount that is the same in every period may be a payment in each period or a single balance')
        : proved('last', 'the same in every period');
    case 'speed':
      return open('an amount per month or year: its yearly value may be the last period (a run-rate) or the average');
    case 'calendar':
      return proved('last', 'a calendar number');
    case 'factor':
    case 'stock':
      return open(unknownRate(quantity));
    case 'unclear':
      return open(measure.why);
    default:
      return measure satisfies never;
  }
}

const unknownRate = (quantity: Quantity): string =>
  isAmount(quantity)
    ? 'it is neither clearly a flow (sum) nor clearly a level (last)'
    : 'a price, share or rate that changes has no default rule';

/** The common measure of all rows; zero fits any. */
function common(measures: readonly Measure[]): Measure {
  const found = measures.filter(({ kind }) => kind !== 'nothing');
  const [first] = found;
  if (first === undefined) return measures.length === 0 ? { kind: 'factor' } : { kind: 'nothing' };
  const doubtful = found.find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  const same = found.every(({ kind }) => kind === first.kind);
  if (!same) return { kind: 'unclear', why: 'its members measure different things' };
  return found.find((one) => one.kind === 'ratio' && !one.isDirect) ?? first;
}

function kindOf(measures: readonly Measure[]): MeasureKind {
  const { kind } = common(measures);
  if (kind === 'opening' || kind === 'moment') return 'level';
  if (kind === 'time' || kind === 'nothing') return 'flow';
  if (kind === 'number' || kind === 'twelve') return 'constant';
  if (kind === 'stock' || kind === 'calendar') return 'other';
  return kind === 'factor' || kind === 'unclear' ? 'other' : kind;
}

/** An item with an opening into which its own past goes, directly or by way of an item such as `x_before: x[-1]`. */
function isCarried(quantity: Quantity): boolean {
  return (
    quantity.time === 'series' && quantity.rows.some((row) => row.opening !== undefined) && carriesForward(quantity)
  );
}

function carriesForward(quantity: Quantity): boolean {
  return reads(quantity).some(
    ({ row, isCurrent }) =>
      (row.quantity === quantity && !isCurrent) ||
      (isCurrent && reads(row.quantity).some((further) => further.row.quantity === quantity && !further.isCurrent)),
  );
}

function reads({ rows }: Quantity) {
  return rows.flatMap(({ expression }) => (expression === undefined ? [] : rowReferences(expression)));
}

/** Whether a flow is one on its face: with the length of the period in it, or made of flows that are only added. */
function isPlainFlow(expression: Expression): boolean {
  return holdsTime(expression) || !isScaled(expression);
}

function holdsTime(expression: Expression): boolean {
  if (expression.kind === 'period') return expression.attribute === 'months' || expression.attribute === 'days';
  return partsOf(expression).some(holdsTime);
}

function isScaled(expression: Expression): boolean {
  if (expression.kind === 'binary' && (expression.operator === '*' || expression.operator === '/')) return true;
  return partsOf(expression).some(isScaled);
}

/** An amount such as USD or users, which is neither a rate, a price nor a share. */
export function isAmount({ type }: Pick<Quantity, 'type'>): boolean {
  if (type.kind !== 'number') return false;
  const powers = [...type.unit.powers.values()];
  return powers.length > 0 && powers.every((power) => power > 0);
}

function isPlainNumber({ type }: Quantity): boolean {
  return type.kind === 'number' && type.unit.powers.size === 0;
}

/** An amount per month or year, such as USD/year, but not a price. */
function isPerTime({ type }: Quantity): boolean {
  if (type.kind !== 'number') return false;
  const { powers } = type.unit;
  const others = [...powers].filter(([name]) => name !== 'month');
  return (powers.get('month') ?? 0) < 0 && others.length > 0 && others.every(([, power]) => power > 0);
}

/** Why an item cannot be recomputed from the rows of a report, in words; undefined when it can. */
export function recomputeObstacle({ rows }: Quantity): string | undefined {
  return rows
    .map((row) => (row.expression === undefined ? undefined : obstacleIn(row.expression)))
    .find((one) => one !== undefined);
}

function obstacleIn(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'read':
      return expression.lag === 0 || expression.row.quantity.time === 'scalar'
        ? obstacleAt(expression.row)
        : 'it reads other periods';
    case 'readAt':
      return expression.row.quantity.time === 'scalar' ? undefined : 'it reads other periods';
    case 'window':
    case 'range':
    case 'running':
      return 'it reads other periods';
    case 'period':
    case 'periodAt':
    case 'periodRunning':
    case 'periodRange':
      return 'it reads the calendar';
    case 'block':
      return expression.rows.map(obstacleAt).find((one) => one !== undefined);
    default:
      return partsOf(expression)
        .map(obstacleIn)
        .find((one) => one !== undefined);
  }
}

/** Why a report cannot show a row: only constants and items are on reports. */
function obstacleAt({ quantity }: Row): string | undefined {
  if (quantity.time === 'scalar') return undefined;
  if (quantity.kind === 'input') return `'${quantity.id}' is an input over time, and reports show only line items`;
  return quantity.rollup === 'none' ? `'${quantity.id}' does not aggregate to a year` : undefined;
}

/** The expression that a report computes for a row whose rule is `recompute`. */
export function reportExpression(row: Row, by: 'year' | 'quarter'): Expression | undefined {
  return row.reported?.[by] ?? row.expression;
}

/** Whether the yearly and quarterly reports show an item. */
export function isReported(quantity: Quantity): boolean {
  return (
    quantity.time === 'series' &&
    quantity.rollup !== 'none' &&
    (quantity.rollup !== 'recompute' ||
      quantity.rows.every((row) => {
        const expression = reportExpression(row, 'year');
        return expression !== undefined && readsReported(expression);
      }))
  );
}

/** Only items and constants are on reports, so a quotient of inputs over time cannot be recomputed there. */
function readsReported(expression: Expression): boolean {
  if (expression.kind === 'read' || expression.kind === 'block') {
    const rows = expression.kind === 'read' ? [expression.row] : expression.rows;
    return rows.every(
      (row) => row.quantity.time === 'scalar' || (row.quantity.kind === 'item' && isReported(row.quantity)),
    );
  }
  if (expression.kind === 'binary') return readsReported(expression.left) && readsReported(expression.right);
  if (expression.kind === 'negate') return readsReported(expression.operand);
  return expression.kind !== 'call' || expression.args.every(readsReported);
}

/** The years or quarters of a timeline, `2026` or `2026-Q1`, in order. */
export function reportLabels({ periods }: Timeline, by: 'year' | 'quarter'): string[] {
  return [...new Set(periods.map((period) => (by === 'year' ? `${period.year}` : quarterLabel(period))))];
}

function quarterLabel({ year, from }: Period): string {
  return `${year}-Q${Math.floor((from % 12) / 3) + 1}`;
}
