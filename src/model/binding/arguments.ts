/** Arguments of calls: binding them, checking them against the table of functions, and the type of the result. */
import type { Node } from '../../formula/formula.ts';
import {
  type FunctionDefinition,
  type FunctionName,
  functionNamed,
  functions,
  type ResultRule,
} from '../../formula/functions.ts';
import { dimensionless, multiplyUnits } from '../../values/unit.ts';
import { type CallExpression, call } from '../expression/build.ts';
import type { PrimitiveFunction } from '../expression/primitives.ts';
import type { Expression } from '../model.ts';
import { argumentFault, type BoundType, isConvertibleTime } from './argumentRules.ts';
import { type AggregateNode, type BindContext, type Bound, bind, type CallNode, commonTimeOf } from './context.ts';
import { describeType, fail, formulaFix } from './problems.ts';
import { adviseConversion } from './unitAdvice.ts';
import { asNumeric, numberIn, plainNumber, unifyAll, unitNamed, unitOf } from './units.ts';

/**
 * Binds the arguments of a call and checks each against its rule in the table of functions. All are bound first, so
 * that problems inside them are found too.
 */
export function bindArguments(node: CallNode, { argument }: FunctionDefinition, context: BindContext): Bound[] {
  const bounds = node.args.map((arg, at) =>
    argument(at).rule === 'basis' ? bindBasis(arg, context) : bind(arg, context),
  );
  for (const [at, { type }] of bounds.entries()) checkArgument(node, at, type, context);
  return bounds;
}

/** Reports an argument that does not follow its rule. */
export function checkArgument(node: CallNode | AggregateNode, at: number, type: BoundType, context: BindContext): void {
  const { name, rule } = functionNamed(node.name).argument(at);
  const fault = argumentFault(rule, type);
  if (fault === undefined) return;
  const argument = node.args[at]!;
  const message = `${node.name} takes ${fault.wanted} for '${name}', but this is ${describeType(type)}`;
  if (!isConvertibleTime(rule, type)) fail(fault.code, argument, context, message, fault.hint);
  const { hint, repairs } = adviseConversion(argument, unitNamed('month', context), context.formula.text);
  fail(
    fault.code,
    argument,
    context,
    message,
    hint,
    [],
    repairs.map(({ label, changes }) => formulaFix(label, context, ...changes)),
  );
}

/** The common type of all arguments with the same rule, such as the unit of the amounts of a loan. */
function sharedType(node: CallNode, args: readonly Bound[], rule: ResultRule, context: BindContext): BoundType {
  const { argument } = functionNamed(node.name);
  const operands = args.flatMap(({ type }, at) => (argument(at).rule === rule ? [{ node: node.args[at]!, type }] : []));
  return unifyAll(operands, rule === 'alike' ? 'returns both' : 'mixes', context);
}

const sharedRules: readonly ResultRule[] = ['amount', 'measure', 'alike'];

/** The type of the result of a call, from the types of its arguments. */
export function resultTypeOf(
  node: CallNode,
  args: readonly Bound[],
  result: ResultRule,
  context: BindContext,
): BoundType {
  for (const rule of sharedRules) {
    const common = sharedType(node, args, rule, context);
    if (rule === result) return rule === 'amount' ? asNumeric(common) : common;
  }
  switch (result) {
    case 'first':
      return asNumeric(args[0]!.type);
    case 'number':
      return plainNumber;
    case 'day':
    case 'month':
      return numberIn(unitNamed(result, context));
    case 'flag':
    case 'date':
      return { kind: result };
    default:
      throw new Error(`'${result}' is a rule for several arguments`);
  }
}

/** Binds a call that is the same in Excel. */
export function bindExcelCall(
  name: PrimitiveFunction & FunctionName,
  node: CallNode,
  context: BindContext,
): Bound & { readonly expression: CallExpression } {
  const definition = functions[name];
  const args = bindArguments(node, definition, context);
  const type = resultTypeOf(node, args, definition.result ?? 'first', context);
  return { expression: call(name, ...args.map((arg) => arg.expression)), type, time: commonTimeOf(...args) };
}

/** The day-count basis may be a number in the formula. */
function bindBasis(basis: Node, context: BindContext): Bound {
  if (basis.kind === 'number' && /^[0-4]$/.test(basis.text) && basis.unit === undefined)
    return bind(basis, { ...context, literals: 'any' });
  return fail(
    'wrong-arguments',
    basis,
    context,
    'the basis of yearfrac is not a number from 0 to 4',
    '0: 30/360 US, 1: actual/actual, 2: actual/360, 3: actual/365, 4: 30/360 European',
  );
}

/** The type of a function over members or periods, from the types of its terms. */
export function aggregateTypeOf(
  node: CallNode | AggregateNode,
  terms: readonly { type: BoundType }[],
  context: BindContext,
): BoundType {
  for (const [at, { type }] of terms.entries()) checkArgument(node, at, type, context);
  if (node.name === 'irr' || node.name === 'xirr' || node.name === 'count') return plainNumber;
  if (node.name === 'sumproduct')
    return numberIn(
      terms.reduce((unit, { type }, at) => multiplyUnits(unit, unitOf(type, node.args[at]!, context)), dimensionless),
    );
  return node.name === 'sum' || node.name === 'average' ? asNumeric(terms[0]!.type) : terms[0]!.type;
}

/** An intended error if a condition is not met. */
export const requireCondition = (condition: Expression, value: Expression): Expression =>
  call('if', condition, value, call('na'));
