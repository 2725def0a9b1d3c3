/**
 * Formula trees to expressions. Input: a parsed formula, its row and the registry. Output: an expression that reads
 * rows, its type, and whether it changes over time. Guarantee: units are checked at every node, and functions of the
 * language that Excel does not have are expanded.
 */
import type { Node } from '../../formula/formula.ts';
import { serialOf } from '../../values/timeline.ts';
import { negate } from '../expression/build.ts';
import { bindAggregate } from './aggregates.ts';
import { readDate } from './calendar.ts';
import { bindCall } from './calls.ts';
import { AbandonedNode, type BindContext, type Bound, bind, type FormulaScope, unknownResult } from './context.ts';
import { lengthFault, sizeFault } from './formulaSize.ts';
import { bindName } from './names.ts';
import { bindNumber } from './numbers.ts';
import { bindBinary } from './operators.ts';
import { fail, report } from './problems.ts';
import { amountTypeOf } from './units.ts';

/** Binds one formula and reports every problem in it; undefined if there was one. */
export function bindFormula(node: Node, context: FormulaScope): Bound | undefined {
  const outcome = { failed: false };
  const within: BindContext = { ...context, outcome, bind: bindPart };
  const tooLong = refuseTooDeep(lengthFault(node), node, within);
  const bound = tooLong ? unknownResult : bind(node, within);
  if (!outcome.failed) refuseTooDeep(sizeFault(bound.expression), node, within);
  return outcome.failed ? undefined : bound;
}

/** Reports a formula that is too long or too deeply nested to be evaluated. */
function refuseTooDeep(fault: string | undefined, node: Node, context: BindContext): boolean {
  if (fault === undefined) return false;
  const hint = 'sum the rows of a table with sum(x over table), or make parts of the formula separate line items';
  report('formula-too-long', node, context, fault, hint);
  return true;
}

/** A node with a problem becomes unknown, so that problems in its neighbours are still found. */
function bindPart(node: Node, context: BindContext): Bound {
  try {
    const bound = bindNode(node, context);
    context.types?.set(bound.expression, bound.type);
    return bound;
  } catch (error) {
    if (error instanceof AbandonedNode) return unknownResult;
    throw error;
  }
}

function bindNode(node: Node, context: BindContext): Bound {
  switch (node.kind) {
    case 'number':
      return bindNumber(node, context);
    case 'date':
      return {
        expression: { kind: 'number', value: serialOf(readDate(node.date.text, node, context)) },
        type: { kind: 'date' },
        time: 'scalar',
      };
    case 'string':
      return fail(
        'formula-syntax',
        node,
        context,
        `formulas cannot contain text in quotes`,
        'only convert(x, "USD/month") has a text, its unit',
      );
    case 'name':
      return bindName(node, context);
    case 'negate': {
      const operand = bind(node.operand, context);
      return {
        expression: negate(operand.expression),
        type: amountTypeOf(operand.type, node.operand, context),
        time: operand.time,
      };
    }
    case 'binary':
      return bindBinary(node, context);
    case 'call':
      return bindCall(node, context);
    case 'aggregate':
      return bindAggregate(node, context);
    default:
      return node satisfies never;
  }
}
