/** Arithmetic operators: units of sums, products, quotients and powers. */
import type { Node } from '../../formula/formula.ts';
import { leavesOf } from '../../formula/leaves.ts';
import {
  dimensionless,
  divideUnits,
  hasExcessivePower,
  isDimensionless,
  multiplyUnits,
  powerOfUnit,
  sameDimension,
  sameUnit,
  type Unit,
} from '../../values/unit.ts';
import { binary } from '../expression/build.ts';
import { argumentFault, type BoundType } from './argumentRules.ts';
import { findBareConversion } from './bareConversions.ts';
import { bindComparison, isComparisonNode } from './comparisons.ts';
import { type BinaryNode, type BindContext, type Bound, bind, commonTimeOf } from './context.ts';
import { findQuantity } from './members.ts';
import { describeType, fail, formulaFix } from './problems.ts';
import { asNumeric, numberIn, unify, unitNamed, unitOf } from './units.ts';

/** `a + b`, `a > b`, `a ^ 2`. */
export function bindBinary(node: BinaryNode, context: BindContext): Bound {
  if (isComparisonNode(node)) return bindComparison(node, context);
  if (node.operator === '*' || node.operator === '/') return bindProduct(node, context);
  if (node.operator === '^') refuseRateAsBase(node, context);
  const [left, right] = [bind(node.left, context), bind(node.right, context)];
  return bindOperation(node, left, right, arithmeticType(node, left, right, context));
}

function bindOperation({ operator }: BinaryNode, left: Bound, right: Bound, type: BoundType): Bound {
  return { expression: binary(operator, left.expression, right.expression), type, time: commonTimeOf(left, right) };
}

/** Refuses `(1 + growth) ^ …` for a growth rate per year or month, which `growth_factor` compounds in its own unit. */
function refuseRateAsBase(node: BinaryNode, context: BindContext): void {
  const { left: base, right: exponent } = node;
  if (base.kind !== 'binary' || base.operator !== '+') return;
  const isOne = (side: Node): boolean => side.kind === 'number' && side.text === '1' && side.unit === undefined;
  const rate = isOne(base.left) ? base.right : isOne(base.right) ? base.left : undefined;
  const quantity = rate?.kind === 'name' ? findQuantity(rate.name, context) : undefined;
  const type = quantity === undefined ? undefined : context.typeOf(quantity).type;
  if (rate === undefined || type === undefined || argumentFault('rate', type) !== undefined) return;
  const name = context.formula.text.slice(rate.start, rate.end);
  const times = new Set(leavesOf(exponent).map((leaf) => (leaf.kind === 'name' ? leaf.name : '')));
  const isElapsed = times.has('period.elapsed') || times.has('period.years_elapsed');
  const text = `growth_factor(${name}, period.elapsed)`;
  const fixes = isElapsed ? [formulaFix(`write ${text}`, context, { start: node.start, end: node.end, text })] : [];
  const hint = isElapsed ? `write ${text}` : `write growth_factor(${name}, time), with a time such as period.elapsed`;
  fail(
    'unit-mismatch',
    node,
    context,
    `${name} is in ${describeType(type)}, so 1 + ${name} cannot be raised to a power`,
    hint,
    [],
    fixes,
  );
}

/** In a product, numbers without a unit are judged last, because a missing conversion unit has a clearer message. */
function bindProduct(node: BinaryNode, context: BindContext): Bound {
  const isBare = (side: Node): boolean => side.kind === 'number' && side.unit === undefined;
  const operand = (side: Node): Bound => bind(side, isBare(side) ? { ...context, literals: 'any' } : context);
  const [left, right] = [operand(node.left), operand(node.right)];
  const type = arithmeticType(node, left, right, context);
  refuseBareConversion(node, type, context);
  for (const side of [node.left, node.right]) if (isBare(side)) bind(side, context);
  return bindOperation(node, left, right, type);
}

/** Refuses `salary / 12` for a yearly salary, which would divide the number and leave its unit. */
function refuseBareConversion(node: BinaryNode, type: BoundType, context: BindContext): void {
  if (type.kind !== 'number') return;
  const found = findBareConversion(node, type.unit, context.registry.units);
  if (found === undefined) return;
  const { text } = context.formula;
  const bare = text.slice(found.node.start, found.node.end);
  const message = `${bare} has no unit, so it does not convert ${type.unit.text} to ${found.result.text}`;
  // Without a space, the operator that follows would be read as part of the unit.
  const isTight = /^[*/]/.test(text.slice(found.node.end));
  const fix = formulaFix(`write ${found.written}`, context, {
    ...found.node,
    text: isTight ? `(${found.written})` : found.written,
  });
  fail('bare-conversion', found.node, context, message, `write ${found.written}`, [], [fix]);
}

function arithmeticType(node: BinaryNode, left: Bound, right: Bound, context: BindContext): BoundType {
  const { operator } = node;
  if (left.type.kind === 'unknown' || right.type.kind === 'unknown') return { kind: 'unknown' };
  if (operator === '+' || operator === '-') return additiveType(node, left, right, context);
  const [leftUnit, rightUnit] = [unitOf(left.type, node.left, context), unitOf(right.type, node.right, context)];
  if (operator === '*')
    return left.type.kind === 'zero' || right.type.kind === 'zero'
      ? { kind: 'zero' }
      : numberIn(limitPower(multiplyUnits(leftUnit, rightUnit), node, context));
  if (operator === '/') return numberIn(limitPower(divideUnits(leftUnit, rightUnit), node, context));
  return numberIn(powerType(node, leftUnit, right, rightUnit, context));
}

/** Refuses units such as USD^13, which come from a mistake. */
function limitPower(unit: Unit, node: Node, context: BindContext): Unit {
  return hasExcessivePower(unit) ? failTooHighPower(node, context) : unit;
}

function failTooHighPower(node: Node, context: BindContext): never {
  const hint = 'divide by a unit first, so that a plain number is raised to the power';
  return fail('unit-mismatch', node, context, 'the result would have a unit to the power of more than 12', hint);
}

function powerType(node: BinaryNode, base: Unit, exponent: Bound, exponentUnit: Unit, context: BindContext): Unit {
  const isYears = isDimensionless(base) && sameUnit(exponentUnit, unitNamed('year', context));
  if (!isDimensionless(exponentUnit) && !isYears) refuseExponent(node, exponentUnit, context);
  if (isDimensionless(base)) return dimensionless;
  const value = exponent.expression.kind === 'number' ? exponent.expression.value : undefined;
  if (value === undefined || !Number.isInteger(value))
    return fail(
      'unit-mismatch',
      node.left,
      context,
      `only plain numbers can be raised to such a power, but this is in ${base.text}`,
    );
  return powerOfUnit(base, value) ?? failTooHighPower(node, context);
}

/** Refuses an exponent in months or another unit: only the author knows whether a rate compounds monthly or yearly. */
function refuseExponent({ right }: BinaryNode, unit: Unit, context: BindContext): never {
  const message = `an exponent must be a plain number or a number of years, but this is in ${unit.text}`;
  if (!sameDimension(unit, unitNamed('year', context)))
    return fail('unit-mismatch', right, context, message, exponentHint);
  const isElapsed = right.kind === 'name' && right.name === 'period.elapsed' && right.selectors.length === 0;
  const years = isElapsed
    ? 'period.years_elapsed'
    : `convert(${context.formula.text.slice(right.start, right.end)}, "year")`;
  const fix = formulaFix(`write ${years}, for a rate per year`, context, {
    start: right.start,
    end: right.end,
    text: years,
  });
  const hint = `for a rate per year write ${years}; declare a rate per month in %/month and write growth_factor(rate, time)`;
  return fail('unit-mismatch', right, context, message, hint, [], [fix]);
}

const exponentHint = 'divide it by an amount in the same unit to get a plain number';

/** The type of a sum or difference. The difference of two dates is in days, and days can be added to a date. */
function additiveType(node: BinaryNode, left: Bound, right: Bound, context: BindContext): BoundType {
  if (left.type.kind === 'unknown' || right.type.kind === 'unknown') return { kind: 'unknown' };
  const dates = [left, right].filter(({ type }) => type.kind === 'date').length;
  if (dates === 2 && node.operator === '-') return numberIn(unitNamed('day', context));
  if (dates === 2)
    return fail(
      'unit-mismatch',
      node,
      context,
      'two dates cannot be added',
      'subtract dates to get days, or write edate(date, months) for a later date',
    );
  if (left.type.kind === 'date' && isDays(right.type, context)) return left.type;
  if (right.type.kind === 'date' && isDays(left.type, context) && node.operator === '+') return right.type;
  for (const [bound, side] of [
    [left, node.left],
    [right, node.right],
  ] as const)
    if (bound.type.kind !== 'date') unitOf(bound.type, side, context);
  return unify(
    { node: node.left, type: asNumeric(left.type) },
    { node: node.right, type: asNumeric(right.type) },
    node,
    node.operator === '+' ? 'adds' : 'subtracts',
    context,
  );
}

function isDays(type: BoundType, context: BindContext): boolean {
  return type.kind === 'zero' || (type.kind === 'number' && sameUnit(type.unit, unitNamed('day', context)));
}
