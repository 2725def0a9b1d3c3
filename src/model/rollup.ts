/**
 * How an item adds up to quarters and years. Enters a bound item; leaves its rule.
 * Flows add, balances (items with an opening) take the last period, opening balances (`x[-1]`) the first, quotients of them are recomputed, everything else (prices, shares) is averaged.
 */
import type { Expression, Quantity, Rollup } from './model.ts';
import { readings } from './walk.ts';

type Nature = 'flow' | 'balance' | 'quotient' | 'intensive';

/** An item with an opening is a balance, whatever carries it forward. */
function isBalance(quantity: Quantity): boolean {
  return quantity.rows.some((row) => row.opening !== undefined);
}

function natureOfQuantity(quantity: Quantity): Nature {
  if (quantity.kind === 'input') return 'intensive';
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
  if (operator === '*' || operator === '+' || operator === '-') return strongest([left, right]);
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

/** The rule of an item, from its formula; `rollup:` in the file overrides it. */
export function inferRollup(quantity: Quantity): Rollup {
  const expression = quantity.rows[0]?.expression;
  if (expression === undefined || quantity.time === 'scalar') return 'none';
  if (expression.kind === 'read' && expression.lag === -1 && isBalance(expression.row.quantity)) return 'first';
  if (isBalance(quantity) || readings(expression).some((reading) => reading.row.quantity === quantity && !reading.present)) return 'last';
  if (quantity.type.kind === 'date') return 'last';
  const found = nature(expression);
  if (found === 'flow') return 'sum';
  if (found === 'balance') return 'last';
  if (found === 'intensive') return 'average';
  return recomputable(expression) ? 'recompute' : 'none';
}
