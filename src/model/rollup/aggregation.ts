/**
 * Stated and inferred roll-ups. Input: bound items and the roll-ups that their files state. Output: every item with its
 * rule, extra items for numerators and denominators of ratios, and a problem for each roll-up that is impossible.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import type { Located, RollupSource } from '../../source/source.ts';
import { monthsIn, type Timeline } from '../../values/timeline.ts';
import { dimensionless, divideUnits, multiplyUnits, sameUnit, type Unit } from '../../values/unit.ts';
import type { BoundType } from '../binding/argumentRules.ts';
import type { Bound } from '../binding/context.ts';
import { describeType } from '../binding/problems.ts';
import { orderByReferences } from '../dependencies.ts';
import { binary } from '../expression/build.ts';
import { rowReferences } from '../expression/walk.ts';
import type { Expression, Quantity, Rollup, Sheet, ValueType } from '../model.ts';
import type { ItemDeclaration, Registry } from '../registry.ts';
import type { Measure, Ratio } from './measure.ts';
import { measureOf } from './measureOf.ts';
import { type InferredRollups, inferRollups, recomputeObstacle, type StatedRollup } from './rollup.ts';
import {
  addRatioRows,
  findGrowth,
  type Growth,
  partsOfGrowth,
  partsOfRatio,
  type RatioParts,
  type RatioRows,
  ruleForPart,
} from './rollupRows.ts';

/** Binds formulas beside those of items. */
export interface RollupContext {
  readonly registry: Registry;
  readonly timeline: Timeline;
  /** Binds a formula as if it stood in an item, once for each of its rows; undefined after a problem. */
  readonly bindRows: (
    formula: Located,
    declaration: ItemDeclaration,
    types?: Map<Expression, BoundType>,
  ) => readonly Bound[] | undefined;
}

export interface AggregationResult {
  /** Sheets with the items that were made for ratios. */
  readonly sheets: readonly Sheet[];
  readonly made: readonly Quantity[];
  /** Items about which the analyst is asked, once for each cause, with the reason. */
  readonly unclear: readonly Quantity[];
}

/**
 * Gives every item its rule. Stated roll-ups come first, because those of other items follow from them.
 */
export function applyRollups(
  items: readonly Quantity[],
  sheets: readonly Sheet[],
  binding: RollupContext,
): AggregationResult {
  const { registry, timeline } = binding;
  const declarations = items.map((quantity) => registry.items.get(quantity.id)!);
  const stated = new Map(
    declarations.flatMap(({ quantity, source }) =>
      source.rollup === undefined ? [] : [[quantity, statedRule(source.rollup)] as const],
    ),
  );
  const order = [...new Set(orderByReferences(items.flatMap((quantity) => quantity.rows)).map((row) => row.quantity))];
  const inferred = inferRollups(order, stated, 12 / monthsIn[timeline.grain]);
  const making: RatioRows = { taken: new Set([...registry.items.keys(), ...registry.inputs.keys()]), made: new Map() };
  // In a model by years there is nothing to aggregate.
  const isYearly = timeline.grain === 'year';
  if (!isYearly && !hasErrors(registry.diagnostics))
    for (const declaration of declarations)
      makeRatio(declaration, stated.get(declaration.quantity), { inferred, making, binding });
  registry.diagnostics.push(...declarations.flatMap(recomputeProblem));
  return {
    sheets: making.made.size === 0 ? sheets : withMade(sheets, making.made),
    made: [...making.made.values()].flat(),
    unclear: isYearly || hasErrors(registry.diagnostics) ? [] : causes(order, inferred.unclear),
  };
}

function statedRule({ rule }: RollupSource): StatedRollup {
  return rule === undefined || rule.text === 'growth' ? 'special' : (rule.text as Rollup);
}

/** Items that nothing unclear leads to, so that one answer is asked for once. */
function causes(order: readonly Quantity[], unclear: ReadonlyMap<Quantity, string>): Quantity[] {
  return order.filter((quantity) => {
    if (!unclear.has(quantity)) return false;
    const read = quantity.rows.flatMap(({ expression }) => (expression === undefined ? [] : rowReferences(expression)));
    return !read.some(({ row }) => row.quantity !== quantity && unclear.has(row.quantity));
  });
}

/** Sheets with every extra item after its owner. */
function withMade(sheets: readonly Sheet[], made: ReadonlyMap<Quantity, readonly Quantity[]>): Sheet[] {
  return sheets.map(({ name, sections }) => ({
    name,
    sections: sections.map(({ title, items }) => ({
      title,
      items: items.flatMap((item) => [item, ...(made.get(item) ?? [])]),
    })),
  }));
}

interface Making {
  readonly inferred: InferredRollups;
  readonly making: RatioRows;
  readonly binding: RollupContext;
}

function makeRatio(declaration: ItemDeclaration, stated: StatedRollup | undefined, context: Making): void {
  const { quantity, source } = declaration;
  if (quantity.time === 'scalar') return;
  const { rollup } = source;
  if (stated === undefined && quantity.rollup === 'recompute') inferredRatio(declaration, context);
  else if (rollup?.rule?.text === 'growth') statedGrowth(declaration, rollup, context);
  else if (rollup?.weightedBy !== undefined) weightedMean(declaration, rollup.weightedBy, context);
  else if (rollup?.numerator !== undefined && rollup.denominator !== undefined)
    statedRatio(declaration, rollup.numerator, rollup.denominator, context);
}

/** A ratio by its formula that the reports cannot compute from the rows they show. */
function inferredRatio(declaration: ItemDeclaration, { inferred, making, binding }: Making): void {
  const { quantity, source } = declaration;
  const needsRows = quantity.rows.some((row) => {
    const measure = inferred.measures.get(row);
    return measure?.kind === 'ratio' && !measure.isDirect;
  });
  if (!needsRows) return;
  const types = new Map<Expression, BoundType>();
  const bounds = binding.bindRows(source.formula, declaration, types);
  if (bounds === undefined) return;
  const measures = bounds.map(({ expression }) => asRatio(measureOf(expression, inferred.known)));
  const first = measures.find((one) => one !== undefined)!;
  const type = (expression: Expression): ValueType => ({ kind: 'number', unit: unitIn(expression, types) });
  const parts = partsOfRatio(measures, [type(first.numerator), type(first.denominator)]);
  addRatioRows(quantity, { year: parts, quarter: parts }, making);
}

const asRatio = (measure: Measure): Ratio | undefined => (measure.kind === 'ratio' ? measure : undefined);

/** The unit of a part of a formula; what was put together from parts has that of its parts. */
function unitIn(expression: Expression, types: ReadonlyMap<Expression, BoundType>): Unit {
  const type = types.get(expression);
  if (type?.kind === 'number') return type.unit;
  if (type !== undefined) return dimensionless;
  const unit = (part: Expression): Unit => unitIn(part, types);
  if (expression.kind === 'negate') return unit(expression.operand);
  if (expression.kind === 'call' && expression.name === 'if')
    return expression.args[1]!.kind === 'number' ? unit(expression.args[2]!) : unit(expression.args[1]!);
  if (expression.kind !== 'binary') return dimensionless;
  if (expression.operator === '*') return multiplyUnits(unit(expression.left), unit(expression.right));
  return expression.operator === '/'
    ? divideUnits(unit(expression.left), unit(expression.right))
    : unit(expression.left);
}

function statedRatio(
  declaration: ItemDeclaration,
  numerator: Located,
  denominator: Located,
  { inferred, making, binding }: Making,
): void {
  const { quantity } = declaration;
  const bounds = [numerator, denominator].map((formula) => binding.bindRows(formula, declaration));
  const [above, below] = bounds;
  if (above === undefined || below === undefined) return;
  const rules = [numerator, denominator].map((formula, at) =>
    ratioRule(formula, bounds[at]!, quantity, inferred, binding),
  );
  const types = [above, below].map(([first]) => typeOfPart(first!));
  const isRight = fitsRatio(quantity, types as [ValueType, ValueType], numerator, binding);
  if (rules.includes(undefined) || !isRight) return;
  const parts: RatioParts = {
    numerators: above.map(({ expression }) => expression),
    denominators: below.map(({ expression }) => expression),
    numeratorRule: rules[0]!,
    denominatorRule: rules[1]!,
    types: [types[0]!, types[1]!],
  };
  addRatioRows(quantity, { year: parts, quarter: parts }, making);
}

const typeOfPart = ({ type }: Bound): ValueType =>
  type.kind === 'number' ? type : { kind: 'number', unit: dimensionless };

/** The rule for a part of a stated ratio, or a problem if its formula does not prove one. */
function ratioRule(
  formula: Located,
  bounds: readonly Bound[],
  quantity: Quantity,
  { known }: InferredRollups,
  { registry }: RollupContext,
): 'sum' | 'last' | undefined {
  const rule = ruleForPart(
    bounds.map(({ expression }) => expression),
    known,
  );
  if (rule === undefined)
    registry.diagnostics.push(
      problem(
        'invalid-value',
        formula.span,
        `'${formula.text.trim()}' in the roll-up of '${quantity.id}' is neither a flow nor a level`,
        {
          hint: 'make it a line item with rollup: sum or rollup: last, and use its id here',
        },
      ),
    );
  return rule;
}

/** A ratio of years is in the unit of the item. */
function fitsRatio(
  quantity: Quantity,
  [above, below]: [ValueType, ValueType],
  formula: Located,
  { registry }: RollupContext,
): boolean {
  if (quantity.type.kind !== 'number' || above.kind !== 'number' || below.kind !== 'number') return true;
  const unit = divideUnits(above.unit, below.unit);
  if (sameUnit(unit, quantity.type.unit)) return true;
  registry.diagnostics.push(
    problem(
      'declared-unit-differs',
      formula.span,
      `'${quantity.id}' is in ${describeType(quantity.type)}, but its numerator over its denominator is in ` +
        `${describeType({ kind: 'number', unit })}`,
      { hint: 'choose a numerator and a denominator that give the unit of the item, or convert one of them' },
    ),
  );
  return false;
}

function weightedMean(declaration: ItemDeclaration, formula: Located, { making, binding }: Making): void {
  const { quantity } = declaration;
  const bounds = binding.bindRows(formula, declaration);
  if (bounds === undefined) return;
  const weight = typeOfPart(bounds[0]!);
  const unit = weight.kind === 'number' ? weight.unit : dimensionless;
  const own = quantity.type.kind === 'number' ? quantity.type.unit : dimensionless;
  const parts: RatioParts = {
    numerators: quantity.rows.map((row, at) => binary('*', { kind: 'read', row, lag: 0 }, bounds[at]!.expression)),
    denominators: bounds.map(({ expression }) => expression),
    numeratorRule: 'sum',
    denominatorRule: 'sum',
    types: [
      { kind: 'number', unit: multiplyUnits(own, unit) },
      { kind: 'number', unit },
    ],
  };
  addRatioRows(quantity, { year: parts, quarter: parts }, making);
}

function statedGrowth(declaration: ItemDeclaration, rollup: RollupSource, { inferred, making, binding }: Making): void {
  const { quantity } = declaration;
  const { registry, timeline } = binding;
  const growths = quantity.rows.flatMap(({ expression }) =>
    expression === undefined ? [] : (findGrowth(expression) ?? []),
  );
  const rule = ruleForPart(
    growths.map(({ now }) => now),
    inferred.known,
  );
  const fault = growthFault(growths, quantity, rule);
  if (fault !== undefined || rule === undefined) {
    const message = `the roll-up of '${quantity.id}' cannot be growth: ${fault!.text}`;
    registry.diagnostics.push(problem('invalid-value', rollup.span, message, { hint: fault!.hint }));
    return;
  }
  const type = typeOfGrown(growths[0]!.now, quantity);
  const partsFor = (months: number): RatioParts =>
    partsOfGrowth(growths, months / monthsIn[timeline.grain], rule, type);
  addRatioRows(quantity, { year: partsFor(12), quarter: partsFor(3) }, making);
}

/** Why a formula has no growth over a year or a quarter before. */
function growthFault(
  growths: readonly Growth[],
  quantity: Quantity,
  rule: 'sum' | 'last' | undefined,
): { readonly text: string; readonly hint: string } | undefined {
  if (growths.length < quantity.rows.length)
    return {
      text: 'its formula does not compare an amount with its own earlier value',
      hint: 'write the formula as x / x[-1] - 1, or choose another roll-up',
    };
  if (rule === undefined)
    return {
      text: 'the amount that grows is neither a flow nor a level',
      hint: 'make it a line item with rollup: sum or rollup: last',
    };
  if (growths.every(({ otherwise }) => otherwise !== undefined)) return undefined;
  return {
    text: 'the result of the first year is undefined, because no year comes before it',
    hint: 'write if(period.index = 1, 0, x / x[-1] - 1), with the growth to show there instead of 0',
  };
}

/** The type of the amount that grows. */
function typeOfGrown(now: Expression, quantity: Quantity): ValueType {
  const [first] = rowReferences(now);
  return first?.row.quantity.type ?? quantity.type;
}

/** `rollup: recompute` where the reports do not hold what would be recomputed. */
function recomputeProblem({ quantity, source }: ItemDeclaration): Diagnostic[] {
  if (source.rollup?.rule?.text !== 'recompute' || quantity.time === 'scalar') return [];
  const obstacle = recomputeObstacle(quantity);
  if (obstacle === undefined) return [];
  return [
    problem('invalid-value', source.rollup.span, `'${quantity.id}' cannot be recomputed for a year: ${obstacle}`, {
      hint:
        'recompute applies the formula to aggregated items; write rollup: { numerator: …, denominator: … } for ' +
        'a ratio',
    }),
  ];
}
