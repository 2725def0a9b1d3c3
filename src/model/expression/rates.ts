/** Internal rates of return as expressions of irr and xirr. */
import type { Expression } from '../model.ts';
import { binary, call } from './build.ts';

type Block = Expression & { kind: 'block' };

/**
 * Flows of a table with their dates: Excel takes the first as the start, so that it has an amount and none is earlier.
 */
export function datedRate(flows: Block, days: Block, guess: readonly Expression[]): Expression {
  const [amount, day] = [flows, days].map(({ rows }): Expression => ({ kind: 'read', row: rows[0]!, lag: 0 })) as [
    Expression,
    Expression,
  ];
  const isFirst = call('and', binary('<>', amount, { kind: 'number', value: 0 }), binary('<=', day, call('min', days)));
  return call('if', isFirst, call('xirr', flows, days, ...guess), call('na'));
}

/** The flows of irr, or the flows and days of xirr, and the guess if there is one. */
export function splitRateArguments(
  name: 'irr' | 'xirr',
  args: readonly Expression[],
): { ranges: readonly Expression[]; guess?: Expression } {
  const count = name === 'irr' ? 1 : 2;
  const guess = args[count];
  return { ranges: args.slice(0, count), ...(guess === undefined ? {} : { guess }) };
}
