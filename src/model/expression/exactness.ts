/**
 * Which numbers are exact, so that `=` can compare them. Computed numbers are subject to the rounding of binary
 * fractions (0.1 + 0.2 is not 0.3); whole numbers are not.
 */
import type { Unit } from '../../values/unit.ts';
import type { Expression, Quantity, Row } from '../model.ts';

/** Whether an input is a whole number in every scenario. */
export type IsWholeInput = (row: Row) => boolean;

/** Functions whose result is whole whatever they are given. */
const cutting = new Set(['int', 'year', 'month', 'day', 'count', 'match', 'date', 'edate', 'eomonth']);
/** Functions whose result is whole when all they are given is whole. */
const keeping = new Set(['abs', 'min', 'max', 'sum', 'mod', 'index', 'round', 'roundup', 'rounddown']);

/**
 * Whether two sides may differ by rounding alone. A comparison with plain 0 is allowed: `x = 0` asks whether there is
 * anything to divide by.
 */
export function isInexactComparison(left: Expression, right: Expression, isWholeInput: IsWholeInput): boolean {
  const [first, second] = [left, right].map((side) => isComputed(side, isWholeInput));
  return (first! && !isZero(right)) || (second! && !isZero(left));
}

const isZero = (expression: Expression): boolean => expression.kind === 'number' && expression.value === 0;

/** Neither written down, in the formula or as an input, nor whole. */
export function isComputed(expression: Expression, isWholeInput: IsWholeInput): boolean {
  if (expression.kind === 'number') return false;
  if ((expression.kind === 'read' || expression.kind === 'readAt') && expression.row.quantity.kind === 'input')
    return false;
  return !isWholeThroughout(expression, isWholeInput);
}

/** Follows references with an explicit list, so that a long chain of items needs no deep recursion. */
function isWholeThroughout(expression: Expression, isWholeInput: IsWholeInput): boolean {
  const read = new Set<Quantity>();
  if (!isWhole(expression, read)) return false;
  // A set is walked in the order in which it grows, to its end.
  for (const quantity of read) if (!isWholeQuantity(quantity, isWholeInput, read)) return false;
  return true;
}

/** Whether an expression is whole if what it reads is; the quantities that it reads are added to `read`. */
function isWhole(expression: Expression, read: Set<Quantity>): boolean {
  const inside = (part: Expression): boolean => isWhole(part, read);
  switch (expression.kind) {
    case 'number':
      return Number.isInteger(expression.value);
    case 'text':
    case 'period':
    case 'periodAt':
    case 'periodRunning':
    case 'periodRange':
      return true;
    case 'read':
    case 'readAt':
    case 'window':
    case 'range':
    case 'running':
      read.add(expression.row.quantity);
      return true;
    case 'block':
      for (const row of expression.rows) read.add(row.quantity);
      return true;
    case 'negate':
      return inside(expression.operand);
    case 'binary':
      // Comparisons are 1 or 0.
      if (!['+', '-', '*'].includes(expression.operator))
        return expression.operator !== '/' && expression.operator !== '^';
      return inside(expression.left) && inside(expression.right);
    case 'call':
      return isWholeCall(expression, inside);
    default:
      return expression satisfies never;
  }
}

function isWholeCall({ name, args }: Expression & { kind: 'call' }, inside: (part: Expression) => boolean): boolean {
  if (['and', 'or', 'not'].includes(name) || cutting.has(name)) return true;
  if (name === 'if') return args.slice(1).every(inside);
  if (name.startsWith('round') && isRoundedToWhole(args[1])) return true;
  return keeping.has(name) && args.every(inside);
}

function isRoundedToWhole(places: Expression | undefined): boolean {
  return places === undefined || (places.kind === 'number' && places.value <= 0);
}

/**
 * Periods, months and the like are counted; that an amount of money happens to be whole today says nothing of tomorrow.
 */
function isCount({ powers, text }: Unit): boolean {
  return text === '1' || (powers.size === 1 && (powers.get('month') === 1 || powers.get('day') === 1));
}

/** Flags and dates are whole by their kind; an item that is still being read is not known to be. */
function isWholeQuantity(quantity: Quantity, isWholeInput: IsWholeInput, read: Set<Quantity>): boolean {
  if (quantity.type.kind !== 'number') return true;
  if (quantity.kind === 'input') return isCount(quantity.type.unit) && quantity.rows.every(isWholeInput);
  const formulas = quantity.rows.flatMap((row) => [
    row.expression,
    ...(row.opening === undefined ? [] : [row.opening]),
  ]);
  return formulas.every((formula) => formula !== undefined && isWhole(formula, read));
}
