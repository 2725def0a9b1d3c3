/** Calls of functions: by name to the file that binds them, and problems with unknown names. */
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Node } from '../../formula/formula.ts';
import { type FunctionName, functions, isFunctionName } from '../../formula/functions.ts';
import { excelFunctionHint, rewriteExcelCall } from '../../formula/unsupportedExcelFunctions.ts';
import type { ExpandedFunction } from '../expression/primitives.ts';
import { bindWindow } from './aggregates.ts';
import { bindExcelCall } from './arguments.ts';
import type { BindContext, Bound, CallNode } from './context.ts';
import { expansions } from './expansions.ts';
import { findQuantity } from './members.ts';
import { fail, formulaFix } from './problems.ts';
import { specialBindings } from './specialBindings.ts';

export function bindCall(node: CallNode, context: BindContext): Bound {
  const { name } = node;
  if (!isFunctionName(name)) return failUnknownFunction(node, context);
  const definition = functions[name];
  if (node.args.length < definition.minArgs || node.args.length > definition.maxArgs) {
    const count =
      definition.minArgs === definition.maxArgs ? definition.minArgs : `${definition.minArgs} to ${definition.maxArgs}`;
    fail(
      'wrong-arguments',
      node,
      context,
      `${name} takes ${count} ${count === 1 ? 'argument' : 'arguments'}, not ${node.args.length}`,
      `write ${definition.signature}`,
    );
  }
  const window = bindWindow(node, context);
  if (window !== undefined) return window;
  if (isExpanded(name)) return expansions[name](node, context);
  const bindSpecially = specialBindings[name];
  return bindSpecially === undefined ? bindExcelCall(name, node, context) : bindSpecially(node, context);
}

function isExpanded(name: FunctionName): name is ExpandedFunction {
  return Object.hasOwn(expansions, name);
}

function failUnknownFunction(node: CallNode, context: BindContext): never {
  const written = context.formula.text.slice(node.nameRange.start, node.nameRange.end);
  const range = node.nameRange;
  if (findQuantity(written, context) !== undefined)
    return fail(
      'unknown-function',
      range,
      context,
      `'${written}' is not a function`,
      calledQuantityHint(written, node.args[0]),
    );
  const rewritten = rewriteExcelCall(
    node.name,
    node.args.map(({ start, end }) => context.formula.text.slice(start, end)),
  );
  const fixes =
    rewritten === undefined
      ? []
      : [formulaFix(`write ${rewritten}`, context, { start: node.start, end: node.end, text: rewritten })];
  const known = rewritten === undefined ? excelFunctionHint(node.name) : `write ${rewritten}`;
  const hint = known ?? didYouMean(node.name, Object.keys(functions)) ?? 'docs/functions.md lists all functions';
  return fail('unknown-function', range, context, `there is no function '${node.name}'`, hint, [], fixes);
}

/** `sales(-1)` and `sales(t-1)` mean another period; in all other cases an operator is missing. */
function calledQuantityHint(name: string, argument: Node | undefined): string {
  const offset = argument?.kind === 'binary' && argument.operator === '-' ? argument.right : argument;
  const inner = offset?.kind === 'negate' ? offset.operand : offset;
  if (inner?.kind !== 'number') return `write an operator between ${name} and the bracket, such as *`;
  return `write ${name}[-${inner.text}] for an earlier period`;
}
