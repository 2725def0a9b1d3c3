/**
 * How an item adds up to quarters and years. Enters a bound item; leaves its rule.
 * Flows add, balances (items that carry their own past forward) take the last period, opening balances (`x[-1]`) the first, quotients of
 * them are recomputed, prices and shares are averaged.
 */
import type { Period, Timeline } from '../values/timeline.ts';
import type { Expression, Quantity, Rollup, Row } from './model.ts';
import { parts, readings } from './walk.ts';

/**
 * What kind of number a part of a formula gives. `scaled`: a balance times a price or share, which may be a flow (interest) or a balance (the
 * value of a stock). `quotient`: like by like, such as a margin. `turn`: a balance by a flow or the other way round, whose yearly value is
 * another thing. `number`, `twelve` and `nothing` are written numbers; `time` is the length of the period.
 */
type Nature = 'flow' | 'balance' | 'scaled' | 'quotient' | 'turn' | 'intensive' | 'time' | 'number' | 'twelve' | 'nothing' | 'unclear';

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
  const natures = { sum: 'flow', last: 'balance', first: 'balance', average: 'intensive', recompute: 'quotient', none: 'unclear' } as const;
  return natures[quantity.rollup];
}

function nature(expression: Expression): Nature {
  switch (expression.kind) {
    case 'number':
      return expression.value === 0 ? 'nothing' : [12, 24].includes(expression.value) ? 'twelve' : 'number';
    case 'read':
      return natureOfQuantity(expression.row.quantity);
    case 'running':
      return 'balance';
    case 'window':
      return natureOfQuantity(expression.row.quantity) === 'flow' ? 'balance' : natureOfQuantity(expression.row.quantity);
    case 'block':
      return expression.rows[0] === undefined ? 'nothing' : natureOfQuantity(expression.rows[0].quantity);
    case 'period':
      return expression.attribute === 'months' || expression.attribute === 'days' ? 'time' : 'intensive';
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
  if (operator === '+' || operator === '-') return sumOf([left, right]);
  if (operator === '*') return productOf(left, right);
  return operator === '/' ? quotientOf(left, right) : 'intensive';
}

const isNumber = (one: Nature): boolean => one === 'number' || one === 'twelve' || one === 'nothing';

/** What is added, compared by min or max, or returned by the branches of an if. */
function sumOf(natures: readonly Nature[]): Nature {
  const found = new Set(natures.filter((one) => !isNumber(one)));
  const only = (...allowed: readonly Nature[]) => [...found].every((one) => allowed.includes(one));
  if (found.size === 0) return natures.every((one) => one === 'nothing') ? 'nothing' : 'number';
  if (found.size === 1) return [...found][0]!;
  if (only('time', 'intensive')) return 'time';
  if (only('quotient', 'intensive')) return 'quotient';
  // What is owned above a minimum stands as what is owned does.
  if (only('balance', 'intensive')) return 'balance';
  return only('balance', 'scaled') ? 'scaled' : 'unclear';
}

/** A price, a share or a rate, which changes the size of a number and not its nature. */
const isFactor = (one: Nature): boolean => one === 'intensive' || one === 'quotient';

function productOf(left: Nature, right: Nature): Nature {
  if (left === 'nothing' || right === 'nothing') return 'nothing';
  const either = (one: Nature) => left === one || right === one;
  const other = (one: Nature) => (left === one ? right : left);
  if (either('unclear')) return 'unclear';
  // A month's flow times twelve is a run-rate, which does not add up.
  if (either('twelve')) return other('twelve') === 'flow' ? 'unclear' : other('twelve');
  if (either('number')) return other('number');
  if (either('time')) return ['intensive', 'quotient', 'balance', 'scaled'].includes(other('time')) ? 'flow' : 'unclear';
  if (isFactor(left) && isFactor(right)) return either('quotient') ? 'quotient' : 'intensive';
  const factored = isFactor(left) ? right : isFactor(right) ? left : 'unclear';
  return factored === 'balance' ? 'scaled' : factored;
}

function quotientOf(left: Nature, right: Nature): Nature {
  if (left === 'unclear' || right === 'unclear') return 'unclear';
  if (left === 'nothing' || isNumber(right)) return left;
  if (right === 'time') return left === 'flow' || left === 'time' || left === 'intensive' || isNumber(left) ? 'intensive' : 'turn';
  if (isFactor(right)) return left === 'balance' ? 'scaled' : left === 'time' ? 'flow' : isNumber(left) ? 'intensive' : left;
  const isStock = (one: Nature) => one === 'balance' || one === 'scaled';
  return (left === 'flow' && right === 'flow') || (isStock(left) && isStock(right)) ? 'quotient' : 'turn';
}

const calendar = [
  'edate',
  'eomonth',
  'date',
  'index',
  'match',
  'year',
  'month',
  'day',
  'and',
  'or',
  'not',
  'sqrt',
  'ln',
  'exp',
  'yearfrac',
];

function natureOfCall(name: string, args: readonly Nature[]): Nature {
  if (name === 'if') return sumOf(args.slice(1));
  if (['pmt', 'ipmt', 'ppmt'].includes(name)) return 'flow';
  return calendar.includes(name) ? 'intensive' : sumOf(args);
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
 * The rule of an item, from its formula; `rollup:` in the file overrides it. `unclear` where the formula does not say whether it adds up or
 * stands: a fee that is paid once and a total that is shown in every month look the same.
 */
export function inferRollup(quantity: Quantity): Rollup | 'unclear' {
  const expression = quantity.rows[0]?.expression;
  if (expression === undefined || quantity.time === 'scalar') return 'none';
  if (expression.kind === 'read' && expression.lag === -1 && isBalance(expression.row.quantity)) return 'first';
  if (isBalance(quantity) || readings(expression).some((reading) => reading.row.quantity === quantity && !reading.present)) return 'last';
  if (quantity.type.kind === 'date') return 'last';
  const found = nature(expression);
  // An opening says that something is carried forward: receivables are a flow times days, and stand all the same.
  const isOpened = quantity.rows.some((row) => row.opening !== undefined);
  if (found === 'flow' || found === 'time') return isOpened && !isPlainFlow(expression) ? 'unclear' : 'sum';
  if (found === 'nothing') return 'sum';
  if (found === 'balance') return 'last';
  if (found === 'quotient') return recomputable(expression) ? 'recompute' : 'unclear';
  if (found === 'turn' || found === 'unclear') return 'unclear';
  if (isAmount(quantity)) return 'unclear';
  return found === 'scaled' ? 'last' : 'average';
}

/** Whether a flow is one on its face: with the length of the period in it, or made of flows that are only added. */
function isPlainFlow(expression: Expression): boolean {
  return holdsTime(expression) || !isScaled(expression);
}

function holdsTime(expression: Expression): boolean {
  if (expression.kind === 'period') return expression.attribute === 'months' || expression.attribute === 'days';
  return parts(expression).some(holdsTime);
}

function isScaled(expression: Expression): boolean {
  if (expression.kind === 'binary' && (expression.operator === '*' || expression.operator === '/')) return true;
  return parts(expression).some(isScaled);
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
