/**
 * How an item adds up to quarters and years. Enters a bound item; leaves its rule.
 * Flows add, balances (items that carry their own past forward) take the last period, opening balances (`x[-1]`) the first, quotients of
 * them are recomputed, prices and shares are averaged.
 */
import type { Period, Timeline } from '../values/timeline.ts';
import type { Expression, Quantity, Rollup, Row } from './model.ts';
import { parts, readings } from './walk.ts';

type Nature = 'flow' | 'balance' | 'quotient' | 'intensive';

/**
 * An item is a balance when its file says `rollup: last`, or when it has an opening and its own past goes into it, directly or by way of
 * an item such as `x_before: x[-1]`. An opening alone makes none: a flow has one too when another formula looks back at it.
 */
function isBalance(quantity: Quantity): boolean {
  const { rollup } = quantity;
  if (rollup !== 'none') return rollup === 'last' || rollup === 'first';
  return quantity.rows.some((row) => row.opening !== undefined) && carriesForward(quantity);
}

function carriesForward(quantity: Quantity): boolean {
  return reads(quantity).some(
    ({ row, present }) =>
      (row.quantity === quantity && !present) ||
      (present && reads(row.quantity).some((further) => further.row.quantity === quantity && !further.present)),
  );
}

function reads({ rows }: Quantity) {
  const expression = rows[0]?.expression;
  return expression === undefined ? [] : readings(expression);
}

function natureOfQuantity(quantity: Quantity): Nature {
  if (quantity.kind === 'input' || quantity.time === 'scalar') return 'intensive';
  if (isBalance(quantity)) return 'balance';
  return { sum: 'flow', last: 'balance', first: 'balance', average: 'intensive', recompute: 'quotient', none: 'quotient' }[
    quantity.rollup
  ] as Nature;
}

function strongest(natures: readonly Nature[]): Nature {
  for (const nature of ['flow', 'balance', 'quotient'] as const) if (natures.includes(nature)) return nature;
  return 'intensive';
}

function nature(expression: Expression): Nature {
  switch (expression.kind) {
    case 'read':
      return natureOfQuantity(expression.row.quantity);
    case 'running':
      return 'balance';
    case 'window':
      return natureOfQuantity(expression.row.quantity) === 'flow' ? 'balance' : natureOfQuantity(expression.row.quantity);
    case 'block':
      return expression.rows[0] === undefined ? 'intensive' : natureOfQuantity(expression.rows[0].quantity);
    case 'period':
      return expression.attribute === 'months' || expression.attribute === 'days' ? 'flow' : 'intensive';
    case 'negate':
      return nature(expression.operand);
    case 'binary':
      return natureOfBinary(expression.operator, nature(expression.left), nature(expression.right));
    case 'call':
      return natureOfCall(expression.name, expression.args.map(nature));
    default:
      return 'intensive';
  }
}

function natureOfBinary(operator: string, left: Nature, right: Nature): Nature {
  if (operator === '/') return right === 'flow' || right === 'balance' ? (left === 'intensive' ? 'intensive' : 'quotient') : left;
  if (operator === '^') return 'intensive';
  if (operator === '*') return strongest([left, right]);
  // What is added to a balance, or taken from it, leaves a balance.
  if (operator === '+' || operator === '-') return left === 'balance' || right === 'balance' ? 'balance' : strongest([left, right]);
  return 'intensive';
}

function natureOfCall(name: string, args: readonly Nature[]): Nature {
  if (name === 'if') return strongest(args.slice(1));
  if (['pmt', 'ipmt', 'ppmt'].includes(name)) return 'flow';
  if (['edate', 'eomonth', 'date', 'index', 'match', 'year', 'month', 'day', 'and', 'or', 'not'].includes(name)) return 'intensive';
  return strongest(args);
}

/** Whether a quotient can be computed from rolled-up parts: it reads no other period and nothing of the calendar. */
function recomputable(expression: Expression): boolean {
  if (expression.kind === 'read') return expression.lag === 0;
  if (expression.kind === 'number') return true;
  if (expression.kind === 'negate') return recomputable(expression.operand);
  if (expression.kind === 'binary') return recomputable(expression.left) && recomputable(expression.right);
  if (expression.kind === 'block') return true;
  return expression.kind === 'call' && expression.args.every(recomputable);
}

/** Why an item cannot be recomputed from the rows of a report, in words; undefined when it can. */
export function obstacleToRecompute({ rows }: Quantity): string | undefined {
  return rows.map((row) => (row.expression === undefined ? undefined : obstacleIn(row.expression))).find((one) => one !== undefined);
}

function obstacleIn(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'read':
      return expression.lag === 0 || expression.row.quantity.time === 'scalar' ? obstacleAt(expression.row) : 'it reads other periods';
    case 'readAt':
      return expression.row.quantity.time === 'scalar' ? undefined : 'it reads other periods';
    case 'window':
    case 'stretch':
    case 'running':
      return 'it reads other periods';
    case 'period':
    case 'periodAt':
    case 'periodRunning':
    case 'periodStretch':
      return 'it reads the calendar';
    case 'block':
      return expression.rows.map(obstacleAt).find((one) => one !== undefined);
    default:
      return parts(expression)
        .map(obstacleIn)
        .find((one) => one !== undefined);
  }
}

/** Only constants and items stand on a report. */
function obstacleAt({ quantity }: Row): string | undefined {
  if (quantity.time === 'scalar') return undefined;
  if (quantity.kind === 'input') return `'${quantity.id}' is an input over time and stands on no report`;
  return quantity.rollup === 'none' ? `'${quantity.id}' does not add up to a year` : undefined;
}

/** An amount such as USD or users, which is neither a rate, a price nor a share. */
function isAmount({ type }: Quantity): boolean {
  if (type.kind !== 'number') return false;
  const powers = [...type.unit.powers.values()];
  return powers.length > 0 && powers.every((power) => power > 0);
}

/**
 * The rule of an item, from its formula; `rollup:` in the file overrides it. `unclear` for an amount of which the formula does not say
 * whether it adds up or stands: a fee that is paid once and a total that is shown in every month look the same.
 */
export function inferRollup(quantity: Quantity): Rollup | 'unclear' {
  const expression = quantity.rows[0]?.expression;
  if (expression === undefined || quantity.time === 'scalar') return 'none';
  if (expression.kind === 'read' && expression.lag === -1 && isBalance(expression.row.quantity)) return 'first';
  if (isBalance(quantity) || readings(expression).some((reading) => reading.row.quantity === quantity && !reading.present)) return 'last';
  if (quantity.type.kind === 'date') return 'last';
  const found = nature(expression);
  if (found === 'flow') return 'sum';
  if (found === 'balance') return 'last';
  if (found === 'quotient' && recomputable(expression)) return 'recompute';
  if (isAmount(quantity)) return 'unclear';
  return found === 'intensive' ? 'average' : 'none';
}

/** Whether an item stands on the yearly and quarterly reports. */
export function isReported(quantity: Quantity): boolean {
  return (
    quantity.time === 'series' &&
    quantity.rollup !== 'none' &&
    (quantity.rollup !== 'recompute' || quantity.rows.every((row) => row.expression !== undefined && readsReported(row.expression)))
  );
}

/** Only items and constants stand on a report, so a quotient of inputs over time cannot be recomputed there. */
function readsReported(expression: Expression): boolean {
  if (expression.kind === 'read' || expression.kind === 'block') {
    const rows = expression.kind === 'read' ? [expression.row] : expression.rows;
    return rows.every((row) => row.quantity.time === 'scalar' || (row.quantity.kind === 'item' && isReported(row.quantity)));
  }
  if (expression.kind === 'binary') return readsReported(expression.left) && readsReported(expression.right);
  if (expression.kind === 'negate') return readsReported(expression.operand);
  return expression.kind !== 'call' || expression.args.every(readsReported);
}

/** The years or quarters of a timeline, `2026` or `2026-Q1`, in order. */
export function bucketLabels({ periods }: Timeline, by: 'year' | 'quarter'): string[] {
  return [...new Set(periods.map((period) => (by === 'year' ? `${period.year}` : quarterLabel(period))))];
}

function quarterLabel({ year, from }: Period): string {
  return `${year}-Q${Math.floor((from % 12) / 3) + 1}`;
}
