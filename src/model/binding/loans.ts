/** Loan functions, with an error wherever spreadsheet programs differ or lose digits. */
import { binary, type CallExpression, call, constant } from '../expression/build.ts';
import type { LoanFunction } from '../expression/primitives.ts';
import type { Expression } from '../model.ts';
import { bindExcelCall, requireCondition } from './arguments.ts';
import type { BindContext, Bound, CallNode } from './context.ts';

/** `pmt(rate, periods, present)` and the others. */
export function bindLoan(name: LoanFunction, node: CallNode, context: BindContext): Bound {
  const bound = bindExcelCall(name, node, context);
  return { ...bound, expression: guardedLoan(name, bound.expression) };
}

/**
 * The call with its conditions. Outside of its term a loan has no payments, so every period can ask for its interest.
 */
function guardedLoan(name: LoanFunction, loan: CallExpression): Expression {
  const [rate, second, third] = loan.args as [Expression, Expression, Expression];
  if (name === 'pmt') {
    const isTerm = binary('>', second, constant(0));
    return requireCondition(call('and', isTerm, usableRate(rate, growsByAtMost(rate, second, growthMax))), loan);
  }
  if (name !== 'ipmt' && name !== 'ppmt')
    return requireCondition(usableRate(rate, binary('>', rate, constant(-1))), loan);
  const [period, periods] = [second, third];
  const isTerm = binary('>=', periods, constant(1));
  const usable = usableRate(rate, growsByAtMost(rate, periods, balanceGrowthMax));
  const inTerm = call('and', binary('>=', period, constant(1)), binary('<=', period, periods));
  return requireCondition(call('and', isTerm, usable), call('if', inTerm, loan, constant(0)));
}

/** The maximum growth of a balance over the term, as a logarithm; above it LibreOffice gives wrong payments. */
const growthMax = 100;

/** The same for interest and principal, which spreadsheets compute as differences of balances: ten digits remain. */
const balanceGrowthMax = 9;

/** The smallest rate for which 1 + rate keeps ten digits of it. */
const rateMin = 1e-6;

/** Whether a balance grows by at most e^max; an error if the rate is -100% or less. */
function growsByAtMost(rate: Expression, periods: Expression, max: number): Expression {
  return binary('<=', binary('*', periods, call('ln', binary('+', constant(1), rate))), constant(max));
}

/** Whether a rate is 0, or large enough and meets a condition; a rate that is 0 except for rounding is refused. */
function usableRate(rate: Expression, condition: Expression): Expression {
  const isLarge = binary('>=', call('abs', rate), constant(rateMin));
  return call('or', binary('=', rate, constant(0)), call('and', isLarge, condition));
}
