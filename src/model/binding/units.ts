/** Types of operands: their units, whether two of them agree, and what to write if they do not. */

import type { Node, TextRange } from '../../formula/formula.ts';
import { fileSpanOf } from '../../source/formulaPlaces.ts';
import { dimensionless, isDimensionless, sameDimension, sameUnit, type Unit } from '../../values/unit.ts';
import type { ValueType } from '../model.ts';
import type { BoundType } from './argumentRules.ts';
import { AbandonedNode, type BindContext } from './context.ts';
import { findQuantity } from './members.ts';
import { describeType, fail, formulaFix } from './problems.ts';
import {
  type Advice,
  adviseConversion,
  adviseFactorUnit,
  adviseGrowth,
  advisePerPeriod,
  adviseTimeFactorUnit,
  adviseTimesPeriod,
  describeDifference,
  findPlainFactors,
  unitDifference,
} from './unitAdvice.ts';

/** A number in a unit. */
export const numberIn = (unit: Unit): ValueType => ({ kind: 'number', unit });

export const plainNumber = numberIn(dimensionless);

/** A flag in arithmetic is the number 1 or 0. */
export const asNumeric = (type: BoundType): BoundType => (type.kind === 'flag' ? plainNumber : type);

/** The unit of an operand, or a problem if it cannot be used in a calculation. */
export function unitOf(type: BoundType, node: Node, context: BindContext): Unit {
  if (type.kind === 'number') return type.unit;
  if (type.kind === 'flag' || type.kind === 'zero') return dimensionless;
  if (type.kind === 'unknown') throw new AbandonedNode();
  return fail('unit-mismatch', node, context, `${describeType(type)} cannot be used in a calculation`);
}

/** The type of an operand as a number, or a problem if it has none. */
export function amountTypeOf(type: BoundType, node: Node, context: BindContext): BoundType {
  return type.kind === 'zero' || type.kind === 'unknown' ? type : numberIn(unitOf(type, node, context));
}

export interface Operand {
  readonly node: Node;
  readonly type: BoundType;
}

/** The common type of two operands, or a problem that shows both. */
export function unify(
  { node: leftNode, type: leftType }: Operand,
  { node: rightNode, type: rightType }: Operand,
  range: TextRange,
  verb: string,
  context: BindContext,
): BoundType {
  if (leftType.kind === 'unknown' || rightType.kind === 'unknown') return { kind: 'unknown' };
  if (leftType.kind === 'zero') return rightType;
  if (rightType.kind === 'zero') return leftType;
  const [left, right] =
    leftType.kind === 'flag' && rightType.kind === 'flag'
      ? [leftType, rightType]
      : [asNumeric(leftType), asNumeric(rightType)];
  if (left.kind === 'number' && right.kind === 'number' && sameUnit(left.unit, right.unit))
    return left.unit.text === '1' ? right : left;
  if (left.kind === right.kind && left.kind !== 'number') return left;
  const labels = [
    { span: fileSpanOf(leftNode, context.formula), text: describeType(left) },
    { span: fileSpanOf(rightNode, context.formula), text: describeType(right) },
  ];
  const message =
    `${context.row?.quantity.id ?? 'this formula'} ${verb} ${describeType(left)} and ` + `${describeType(right)}`;
  const advice = mismatchAdvice({ node: leftNode, type: left }, { node: rightNode, type: right }, range, context);
  const fixes = advice?.repairs.map(({ label, changes }) => formulaFix(label, context, ...changes));
  return fail('unit-mismatch', range, context, message, advice?.hint, labels, fixes);
}

/** The common type of several operands, or a problem with the first that differs. */
export function unifyAll(operands: readonly Operand[], verb: string, context: BindContext): BoundType {
  const [first, ...others] = operands;
  if (first === undefined) return { kind: 'zero' };
  return others.reduce((type, other) => {
    const range = { start: first.node.start, end: other.node.end };
    return unify({ node: first.node, type }, other, range, verb, context);
  }, first.type);
}

/** A unit that every model has, such as `month`. */
export function unitNamed(name: string, { registry }: BindContext): Unit {
  const unit = registry.units.get(name);
  if (unit === undefined) throw new Error(`there is no unit '${name}'`);
  return unit;
}

function mismatchAdvice(
  left: Operand,
  right: Operand,
  range: TextRange | Node,
  context: BindContext,
): Advice | undefined {
  if (left.type.kind !== 'number' || right.type.kind !== 'number') return undefined;
  const [one, other] = [
    { node: left.node, unit: left.type.unit },
    { node: right.node, unit: right.type.unit },
  ];
  // In a call only later arguments are changed: the first may be the column of a look-up.
  const canChangeFirst = !('kind' in range && range.kind === 'call' && range.name !== 'if');
  if (sameDimension(one.unit, other.unit)) return conversionAdvice(one, other, canChangeFirst, context);
  return (
    timeAdvice(one, other, range, canChangeFirst, context) ?? { hint: differenceHint(one, other, context), repairs: [] }
  );
}

/** An operand that is a number. */
interface Amount {
  readonly node: Node;
  readonly unit: Unit;
}

/** The unit that the file states for the item of the formula. */
function declaredUnit({ row, registry }: BindContext): Unit | undefined {
  if (row === undefined || registry.items.get(row.quantity.id)?.stated !== true) return undefined;
  const { type } = row.quantity;
  return type.kind === 'number' ? type.unit : undefined;
}

/** Advice for two units of one dimension: convert the one that is not that of the item, by default the second. */
function conversionAdvice(one: Amount, other: Amount, canChangeFirst: boolean, context: BindContext): Advice {
  const declared = declaredUnit(context);
  const isSecondRight = canChangeFirst && declared !== undefined && sameUnit(other.unit, declared);
  const [from, to] = isSecondRight ? [one, other] : [other, one];
  const factors = findPlainFactors(from.node, (name) => isPlainQuantity(name, context));
  return factors.length > 0
    ? adviseFactorUnit(factors, to.unit)
    : adviseConversion(from.node, to.unit, context.formula.text);
}

function isPlainQuantity(name: string, context: BindContext): boolean {
  const type = findQuantity(name, context)?.type;
  return type?.kind === 'number' && isDimensionless(type.unit) && type.unit.text !== '%';
}

/**
 * Advice for an amount and a rate: multiply the rate by the length of the period, or divide the amount if the item is
 * declared as a rate.
 */
function timeAdvice(
  one: Amount,
  other: Amount,
  range: TextRange | Node,
  canChangeFirst: boolean,
  context: BindContext,
): Advice | undefined {
  const { formula, registry } = context;
  const difference = unitDifference(one.unit, other.unit);
  if (difference?.name !== 'month' || (context.row === undefined && context.check === undefined)) return undefined;
  const [amount, rate] = difference.power > 0 ? [one, other] : [other, one];
  const declared = declaredUnit(context);
  const changesAmount = declared !== undefined && sameUnit(declared, rate.unit);
  if (!canChangeFirst && (changesAmount ? amount : rate) === one) return undefined;
  const advice = changesAmount
    ? advisePerPeriod(amount.node, amount.unit, rate.unit, formula.text, registry.units)
    : adviseTimesPeriod(rate.node, rate.unit, amount.unit, formula.text, registry.units);
  const factors = findPlainFactors((changesAmount ? amount : rate).node, (name) => isPlainQuantity(name, context));
  if (advice !== undefined && factors.length > 0) return adviseTimeFactorUnit(factors, advice);
  const isGrowth =
    amount === one &&
    amount.node.kind === 'number' &&
    amount.node.text === '1' &&
    'kind' in range &&
    range.kind === 'binary';
  return advice !== undefined && isGrowth ? adviseGrowth(range, rate.node, advice, formula.text) : advice;
}

function differenceHint(one: Amount, other: Amount, { formula: { text } }: BindContext): string {
  const words = ({ node }: Amount): string => text.slice(node.start, node.end);
  return describeDifference(words(one), one.unit, words(other), other.unit);
}
