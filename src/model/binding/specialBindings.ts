/** Bindings of Excel functions whose rules the table of functions cannot express. */
import type { Node } from '../../formula/formula.ts';
import { binary, constant } from '../expression/build.ts';
import type { PrimitiveFunction } from '../expression/primitives.ts';
import type { Expression } from '../model.ts';
import { bindExcelCall, requireCondition } from './arguments.ts';
import { type BindContext, type Bound, bind, type CallNode } from './context.ts';
import type { BindCall } from './expansions.ts';
import { bindLoan } from './loans.ts';
import { decideStatically, readsChoice } from './members.ts';
import { fail } from './problems.ts';
import { unify } from './units.ts';

export const specialBindings: Readonly<Partial<Record<PrimitiveFunction, BindCall>>> = {
  if: bindIf,
  date: bindDate,
  pmt: (node, context) => bindLoan('pmt', node, context),
  pv: (node, context) => bindLoan('pv', node, context),
  fv: (node, context) => bindLoan('fv', node, context),
  nper: (node, context) => bindLoan('nper', node, context),
  ipmt: (node, context) => bindLoan('ipmt', node, context),
  ppmt: (node, context) => bindLoan('ppmt', node, context),
  sumproduct: (node, context) => failWithoutOver(node, context, 'sumproduct(a, b over timeline)'),
  irr: (node, context) => failWithoutOver(node, context, 'irr(cash_flow over timeline)'),
  xirr: (node, context) => failWithoutOver(node, context, 'xirr(cash_flow over timeline)'),
};

/** An `if` whose condition is decided by members is replaced by its branch. */
function bindIf(node: CallNode, context: BindContext): Bound {
  const [condition, whenTrue, whenFalse] = node.args as [Node, Node, Node];
  const truth = readsChoice(condition, context) ? undefined : decideStatically(condition, context);
  if (truth === undefined) return bindExcelCall('if', node, context);
  const [yes, no] = [bind(whenTrue, context), bind(whenFalse, context)];
  const type = unify(
    { node: whenTrue, type: yes.type },
    { node: whenFalse, type: no.type },
    node,
    'returns both',
    context,
  );
  return { ...(truth ? yes : no), type };
}

/** Excel reads the year 24 as 1924 and LibreOffice as 2024, so dates begin here. */
const firstYear = 1901;

function bindDate(node: CallNode, context: BindContext): Bound {
  const [year] = node.args;
  if (year?.kind === 'number' && Number(year.text) < firstYear)
    return fail(
      'wrong-arguments',
      year,
      context,
      `${year.text} is not a year from 1901 to 2199`,
      `write all four digits, such as ${2000 + (Number(year.text) % 100)}`,
    );
  const bound = bindExcelCall('date', node, context);
  const [yearExpression] = bound.expression.args as [Expression];
  return isCalendarYear(yearExpression)
    ? bound
    : { ...bound, expression: requireCondition(binary('>=', yearExpression, constant(firstYear)), bound.expression) };
}

/** Whether a year needs no check, because it is a number or comes from a date. */
function isCalendarYear(year: Expression): boolean {
  if (year.kind === 'call') return year.name === 'year';
  return year.kind === 'period' || year.kind === 'periodAt' || year.kind === 'number';
}

function failWithoutOver(node: CallNode, context: BindContext, example: string): never {
  return fail('wrong-arguments', node, context, `${node.name} has no range to run over`, `write ${example}`);
}
