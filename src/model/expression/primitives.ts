/**
 * The functions that an expression may call: those of Excel that every engine computes. All other functions of the
 * language are expanded into these when a formula is bound.
 */
import type { FunctionName } from '../../formula/functions.ts';

/** Functions that take single numbers, dates or loan terms and give one number. */
export type ScalarFunction =
  | 'abs'
  | 'sqrt'
  | 'exp'
  | 'ln'
  | 'int'
  | 'mod'
  | 'round'
  | 'roundup'
  | 'rounddown'
  | LoanFunction
  | DateFunction;
export type LoanFunction = 'pmt' | 'ipmt' | 'ppmt' | 'pv' | 'fv' | 'nper';
export type DateFunction = 'date' | 'year' | 'month' | 'day' | 'edate' | 'eomonth' | 'yearfrac';

const aggregateFunctions = ['sum', 'average', 'min', 'max', 'count'] as const;

/** Functions over all cells of their arguments. */
export type AggregateFunction = (typeof aggregateFunctions)[number];

export function isAggregateFunction(name: string): name is AggregateFunction {
  return (aggregateFunctions as readonly string[]).includes(name);
}

/** Functions that take truth values and give one. */
export type LogicalFunction = 'and' | 'or' | 'not';

export type RateFunction = 'irr' | 'xirr';

/** Every function of an expression; `na` is an intended error. */
export type PrimitiveFunction =
  | ScalarFunction
  | AggregateFunction
  | LogicalFunction
  | RateFunction
  | 'if'
  | 'power'
  | 'sumproduct'
  | 'match'
  | 'index'
  | 'na';

/** Functions of the language that Excel does not have or that are written with others. */
export type ExpandedFunction = Exclude<FunctionName, PrimitiveFunction>;
