/**
 * Formula trees to expressions. Enters a parsed formula, the row it stands in and the registry; leaves an expression that
 * reads rows, its type, and whether it changes over time.
 * Guarantee: units are checked at every node; functions of the language that are no Excel functions are expanded here.
 */
import { type ProblemCode, problem } from '../diagnostics/catalogue.ts';
import type { Label } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { foreignFunctionHint } from '../formula/foreignFunctions.ts';
import type { Node, Over, Selector, TextRange } from '../formula/formula.ts';
import { functions } from '../formula/functions.ts';
import type { Located } from '../source/source.ts';
import { parseLiteral } from '../values/literal.ts';
import { type DateRange, dateHint, parseDate, positionOf, serialOf, type Timeline } from '../values/timeline.ts';
import {
  conversion,
  dimensionless,
  divideUnits,
  isDimensionless,
  multiplyUnits,
  parseUnit,
  powerOfUnit,
  type Ratio,
  sameDimension,
  sameUnit,
  type Unit,
} from '../values/unit.ts';
import { explainUnit, type Registry } from './declarations.ts';
import { isInexactComparison, type WholeInput } from './exactness.ts';
import type { Expression, PeriodAttribute, Quantity, Row, ValueType } from './model.ts';
import { binary, call, negate } from './truth.ts';

/** `zero` is the literal 0, which fits every unit; `unknown` comes after a problem, and nothing is reported of it. */
export type BoundType =
  | ValueType
  | { readonly kind: 'zero' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'text'; readonly text: string };
/** Whether something has one value or one per period; `unknown` after a problem. */
export type BoundTime = 'scalar' | 'series' | 'unknown';
export interface Bound {
  readonly expression: Expression;
  readonly type: BoundType;
  readonly time: BoundTime;
  /** For a comparison: what both sides are. */
  readonly compared?: BoundType;
}

export interface BindContext {
  readonly registry: Registry;
  readonly timeline: Timeline;
  readonly scope: string;
  readonly row?: Row;
  /** Member in force, by table id. */
  readonly members: ReadonlyMap<string, string>;
  readonly formula: Located;
  /** Line items may hold only structural numbers; checks and tie-outs any. */
  readonly literals: 'structural' | 'any';
  /** Makes sure the type of a quantity is known; gives it. */
  readonly typeOf: (quantity: Quantity) => { type: BoundType; time: BoundTime };
  /** The member a reference column holds, when it is the same in every scenario. */
  readonly staticText: (row: Row) => string | undefined;
  readonly isWholeInput: WholeInput;
  /** Whether a problem of this formula was reported; set while it is bound. */
  readonly outcome?: { failed: boolean };
}

/** Thrown to leave one node, after a problem was reported or because a part of it is unknown; never leaves this file. */
class Stop extends Error {}

/** What stands for a node that was left. */
const unknown: Bound = { expression: { kind: 'number', value: 0 }, type: { kind: 'unknown' }, time: 'unknown' };

/** Binds one formula and reports every problem in it; undefined when there was one. */
export function bindFormula(node: Node, context: BindContext): Bound | undefined {
  const outcome = { failed: false };
  const bound = bind(node, { ...context, outcome });
  return outcome.failed ? undefined : bound;
}

const number = (unit: Unit): ValueType => ({ kind: 'number', unit });
const plain = number(dimensionless);
const structural = new Set([0, 1, 2, 12, 24, 100, 1000]);

/** Where part of a formula stands in the file. */
export function spanOf(range: TextRange, formula: Located): Span {
  const start = formula.at(range.start);
  return { file: formula.span.file, start, end: Math.max(start + 1, formula.at(Math.max(range.end - 1, range.start)) + 1) };
}

function fail(code: ProblemCode, range: TextRange, context: BindContext, message: string, hint?: string, labels: Label[] = []): never {
  context.registry.diagnostics.push(problem(code, spanOf(range, context.formula), message, { hint, labels }));
  if (context.outcome !== undefined) context.outcome.failed = true;
  throw new Stop();
}

/** How a type is called in messages. */
export function typeText(type: BoundType): string {
  if (type.kind === 'number') return type.unit.text === '1' || type.unit.text === 'x' ? 'a plain number' : type.unit.text;
  return {
    date: 'a date',
    flag: 'a yes/no flag',
    choice: 'an option',
    member: 'a member',
    zero: 'zero',
    text: 'a text',
    unknown: 'unknown',
  }[type.kind];
}

/** A node that has a problem counts as unknown, so that the problems of its neighbours are found too. */
function bind(node: Node, context: BindContext): Bound {
  try {
    return bindNode(node, context);
  } catch (stop) {
    if (stop instanceof Stop) return unknown;
    throw stop;
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
      return fail('formula-syntax', node, context, `a text in quotes cannot be calculated with`, 'only convert(x, "USD/month") takes one');
    case 'name':
      return bindName(node, context);
    case 'negate': {
      const operand = bind(node.operand, context);
      return { ...operand, expression: negate(operand.expression) };
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

function bindNumber(node: Node & { kind: 'number' }, context: BindContext): Bound {
  const literal = parseLiteral(node.unit === undefined ? node.text : `${node.text}${node.unit.startsWith('/') ? '' : ' '}${node.unit}`);
  if (literal === undefined) return fail('formula-syntax', node, context, `'${node.text}' is no number`);
  const value = literal.amount.toNumber();
  if (context.literals === 'structural' && (!structural.has(value) || literal.unit !== '')) {
    fail(
      'hidden-literal',
      node,
      context,
      `the number ${context.formula.text.slice(node.start, node.end).trim()} is hidden in a formula`,
      'make it an input with a label, a unit and a source, and use its name here',
    );
  }
  const { unit } = parseUnit(literal.unit === '' ? '1' : literal.unit, context.registry.units);
  if (unit === undefined) return unknownUnit(literal.unit, node, context);
  return {
    expression: { kind: 'number', value },
    type: value === 0 && literal.unit === '' ? { kind: 'zero' } : number(unit),
    time: 'scalar',
  };
}

function unknownUnit(text: string, range: TextRange, context: BindContext): never {
  const { message, hint } = explainUnit(text, context.registry);
  return fail('unknown-unit', range, context, message, hint);
}

function readDate(text: string, range: TextRange, context: BindContext): DateRange {
  return parseDate(text) ?? fail('invalid-date', range, context, `'${text}' is no date`, dateHint);
}

const periodTypes: Record<PeriodAttribute, string> = {
  start: 'date',
  end: 'date',
  months: 'month',
  days: 'day',
  year: '1',
  index: '1',
  elapsed: 'month',
};

/** What a formula means by an attribute that periods do not have. */
const periodHints: Readonly<Record<string, string>> = {
  month: 'write month(period.start)',
  day: 'write day(period.end)',
};

function periodAttribute(node: Node & { kind: 'name' }, attribute: string, context: BindContext): PeriodAttribute {
  if (Object.hasOwn(periodTypes, attribute)) return attribute as PeriodAttribute;
  const others = `it has ${Object.keys(periodTypes).join(', ')}`;
  const hint = periodHints[attribute] ?? didYouMean(attribute, Object.keys(periodTypes)) ?? others;
  return fail('unknown-name', node, context, `a period has no '${attribute}'`, hint);
}

function periodType(attribute: PeriodAttribute, context: BindContext): ValueType {
  const unit = periodTypes[attribute];
  return unit === 'date' ? { kind: 'date' } : number(context.registry.units.get(unit)!);
}

function bindPeriod(node: Node & { kind: 'name' }, written: string, context: BindContext): Bound {
  const attribute = periodAttribute(node, written, context);
  const type = periodType(attribute, context);
  for (const selector of node.selectors) {
    if (selector.kind === 'at')
      return { expression: { kind: 'periodAt', attribute, position: positionFor(selector, context) }, type, time: 'scalar' };
    if (selector.kind !== 'lag')
      fail(
        'wrong-arguments',
        selector,
        context,
        'the calendar is read one period at a time',
        `write ${node.name}[-1] or ${node.name}[2027-03]`,
      );
  }
  return { expression: { kind: 'period', attribute, lag: lagOf(node, context) }, type, time: 'series' };
}

/** Names that a formula may use, for suggestions. */
function candidates(context: BindContext): string[] {
  const { registry, scope } = context;
  return [...registry.items.keys(), ...registry.inputs.keys()].filter((id) => id.startsWith(scope)).map((id) => id.slice(scope.length));
}

function findQuantity(name: string, context: BindContext): Quantity | undefined {
  const id = context.scope + name;
  const quantity = (context.registry.items.get(id) ?? context.registry.inputs.get(id))?.quantity;
  if (quantity !== undefined) context.registry.read.add(quantity);
  return quantity;
}

function bindName(node: Node & { kind: 'name' }, context: BindContext): Bound {
  const attribute = /^period\.(.+)$/.exec(node.name)?.[1];
  if (attribute !== undefined) return bindPeriod(node, attribute, context);
  const quantity = requireQuantity(node, context);
  const row = pickRow(quantity, node, context);
  const { type, time } = context.typeOf(quantity);
  const at = node.selectors.find((selector) => selector.kind === 'at');
  const window = node.selectors.find((selector) => selector.kind === 'window');
  if (window !== undefined)
    fail(
      'wrong-arguments',
      window,
      context,
      'a window of periods stands for many values',
      'put it inside sum(), average(), min() or max()',
    );
  if (at !== undefined) return { expression: { kind: 'readAt', row, position: positionFor(at, context) }, type, time: 'scalar' };
  const lag = lagOf(node, context);
  return { expression: { kind: 'read', row, lag: time === 'scalar' ? 0 : lag }, type, time };
}

/** How many periods a name looks back, as a negative number: -1 for `x[-1]`. */
function lagOf(node: Node & { kind: 'name' }, context: BindContext): number {
  const lags = node.selectors.filter((selector) => selector.kind === 'lag');
  const lag = lags.reduce((sum, selector) => sum + selector.offset, 0);
  if (lag <= 0) return lag;
  const hint = 'turn the reading around: let the later item read the earlier one with [-1]';
  return fail('outside-timeline', lags[0]!, context, 'a formula cannot read a later period', hint);
}

function requireQuantity(node: Node & { kind: 'name' }, context: BindContext): Quantity {
  if (node.name.startsWith('period.')) {
    periodAttribute(node, node.name.slice('period.'.length), context);
    const hint = `give it a line item of its own with the formula ${node.name}, and use its name here`;
    return fail('wrong-arguments', node, context, `'${node.name}' is of the calendar and cannot stand here`, hint);
  }
  return (
    findQuantity(node.name, context) ??
    fail(
      'unknown-name',
      node,
      context,
      `there is nothing called '${node.name}'`,
      didYouMean(node.name, [...candidates(context), ...Object.keys(periodTypes).map((one) => `period.${one}`)]) ??
        'declare it under inputs:, or as a line item on a sheet',
    )
  );
}

function positionFor(selector: Selector & { kind: 'at' }, context: BindContext): number {
  const date = readDate(selector.date.text, selector, context);
  const first = positionOf(context.timeline, date.from);
  const last = positionOf(context.timeline, date.to - 1);
  if (first === undefined || last === undefined)
    return fail('outside-timeline', selector, context, `${selector.date.text} is outside the timeline`, timelineWords(context));
  if (first !== last)
    return fail(
      'outside-timeline',
      selector,
      context,
      `${selector.date.text} holds several periods`,
      'use sum(x over 2027), last(x over 2027) or name one period',
    );
  requireWhole(date, date, selector, context);
  return first;
}

/** A month of a quarterly model is no period of it: reading the quarter instead would give three months for one. */
function requireWhole(from: DateRange, to: DateRange, range: TextRange, context: BindContext): void {
  const { grain, periods } = context.timeline;
  const starts = periods.some((period) => period.from === from.from);
  const ends = periods.some((period) => period.to === to.to);
  if ((starts || from.grain === 'day') && (ends || to.grain === 'day')) return;
  const words = context.formula.text.slice(range.start, range.end).replace(/^over\s+|^\[|\]$/g, '');
  fail('outside-timeline', range, context, `${words} is only part of a ${grain} of this timeline`, `name whole ${grain}s`);
}

function timelineWords({ timeline }: BindContext): string {
  return `the timeline runs from ${timeline.periods[0]!.label} to ${timeline.periods.at(-1)!.label}`;
}

function pickRow(quantity: Quantity, node: Node & { kind: 'name' }, context: BindContext): Row {
  const picks = new Map<string, string>();
  for (const selector of node.selectors) {
    if (selector.kind !== 'member') continue;
    const table = quantity.tables.find((one) => one.id === context.scope + selector.table);
    if (table === undefined)
      fail(
        'dimension-mismatch',
        selector,
        context,
        `'${node.name}' is not by ${selector.table}`,
        quantity.tables.length === 0 ? 'it has no members' : `it is by ${quantity.tables.map((one) => one.id).join(', ')}`,
      );
    picks.set(table!.id, resolveMember(selector, table!.id, context));
  }
  const wanted = quantity.tables.map(
    (table) => picks.get(table.id) ?? context.members.get(table.id) ?? missingMember(node, quantity, table.id, context),
  );
  return quantity.rows.find((row) => row.members.every((member, at) => member === wanted[at]))!;
}

function missingMember(node: Node & { kind: 'name' }, quantity: Quantity, table: string, context: BindContext): never {
  const first = context.registry.tables.get(table)?.members[0]?.id ?? 'member';
  return fail(
    'dimension-mismatch',
    node,
    context,
    `'${node.name}' is by ${table}, but this formula is not`,
    `write sum(${quantity.id} over ${table}), pick one with ${quantity.id}[${table}=${first}], or add by: ${table}`,
  );
}

function resolveMember(selector: Selector & { kind: 'member' }, table: string, context: BindContext): string {
  const members = context.registry.tables.get(table)!.members.map((one) => one.id);
  if (members.includes(selector.member)) return selector.member;
  const through = staticMember(selector.member, context);
  if (through !== undefined && members.includes(through)) return through;
  return fail(
    'unknown-member',
    selector,
    context,
    `table '${table}' has no member '${selector.member}'`,
    didYouMean(selector.member, members) ?? `it has ${members.join(', ')}`,
  );
}

/** What a name means where only members can stand: the current member of a table, a reference column, or a member itself. */
function staticMember(name: string, context: BindContext): string | undefined {
  const current = context.members.get(context.scope + name);
  if (current !== undefined) return current;
  const quantity = findQuantity(name, context);
  if (quantity === undefined || quantity.kind !== 'input' || (quantity.type.kind !== 'member' && quantity.type.kind !== 'choice'))
    return undefined;
  const row = quantity.rows.find((one) => one.members.every((member, at) => member === context.members.get(quantity.tables[at]!.id)));
  const text = row === undefined ? undefined : context.staticText(row);
  if (text !== undefined) quantity.structural = true;
  return text;
}

function staticName(node: Node, context: BindContext): string | undefined {
  if (node.kind !== 'name' || node.selectors.length > 0) return undefined;
  return staticMember(node.name, context);
}

/**
 * `contract.supplier = supplier`, decided while the model is read; undefined when it is no such comparison. Only conditions that say which
 * members belong together are decided here: what a choice says is left to the workbook, where it can be changed.
 */
function staticTruth(node: Node, context: BindContext): boolean | undefined {
  if (node.kind === 'call' && node.name === 'and') {
    const parts = node.args.map((arg) => staticTruth(arg, context));
    return parts.includes(undefined) ? undefined : parts.every(Boolean);
  }
  if (node.kind !== 'binary' || (node.operator !== '=' && node.operator !== '<>')) return undefined;
  const left = staticName(node.left, context);
  const right = staticName(node.right, context) ?? spelledMember(node.left, node.right, context);
  return left === undefined || right === undefined ? undefined : (left === right) === (node.operator === '=');
}

/** A member or an option that is written out; one that the left side cannot be is a problem. */
function spelledMember(left: Node, right: Node, context: BindContext): string | undefined {
  if (left.kind !== 'name' || right.kind !== 'name' || findQuantity(right.name, context) !== undefined) return undefined;
  const possible = possibleTexts(left.name, context);
  if (possible === undefined || possible.includes(right.name)) return right.name;
  return fail(
    'unknown-member',
    right,
    context,
    `'${left.name}' is never '${right.name}'`,
    didYouMean(right.name, possible) ?? `it is one of ${possible.join(', ')}`,
  );
}

/** What a name can stand for where members and options stand: the members of a table, or the options of a choice. */
function possibleTexts(name: string, context: BindContext): readonly string[] | undefined {
  const { registry, scope } = context;
  const type = findQuantity(name, context)?.type;
  if (type?.kind === 'choice') return type.options;
  const table = registry.tables.get(type?.kind === 'member' ? type.table : scope + name);
  return table?.members.map(({ id }) => id);
}

/** Whether a condition compares choices only, which `where` decides while the model is read and everything else in the workbook. */
function readsChoice(node: Node, context: BindContext): boolean {
  if (node.kind === 'call') return node.args.some((arg) => readsChoice(arg, context));
  if (node.kind === 'binary') return readsChoice(node.left, context) || readsChoice(node.right, context);
  return node.kind === 'name' && findQuantity(node.name, context)?.type.kind === 'choice';
}

function join(...parts: readonly Bound[]): BoundTime {
  return (['series', 'unknown'] as const).find((time) => parts.some((part) => part.time === time)) ?? 'scalar';
}

const comparisons = new Set(['=', '<>', '<', '<=', '>', '>=']);

function bindBinary(node: Node & { kind: 'binary' }, context: BindContext): Bound {
  if (comparisons.has(node.operator)) return bindComparison(node, context);
  const left = bind(node.left, context);
  const right = bind(node.right, context);
  const expression = binary(node.operator, left.expression, right.expression);
  return { expression, type: arithmeticType(node, left, right, context), time: join(left, right) };
}

function bindComparison(node: Node & { kind: 'binary' }, context: BindContext): Bound {
  const left = bind(node.left, context);
  if (left.type.kind === 'choice') return compareChoice(node, left, left.type.options, context);
  if (left.type.kind === 'unknown' && isNoQuantity(node.right, context)) return unknown;
  const truth = readsChoice(node, context) ? undefined : staticTruth(node, context);
  if (truth !== undefined) return { expression: { kind: 'number', value: truth ? 1 : 0 }, type: { kind: 'flag' }, time: 'scalar' };
  const right = bind(node.right, context);
  const compared = unify(node.left, left.type, node.right, right.type, node, 'compares', context);
  requireExact(node, left, right, compared, context);
  return {
    expression: binary(node.operator, left.expression, right.expression),
    type: { kind: 'flag' },
    time: join(left, right),
    compared,
  };
}

/** In a line item `=` cannot have a tolerance, so it is not asked of numbers that carry rounding. */
function requireExact(node: Node & { kind: 'binary' }, left: Bound, right: Bound, compared: BoundType, context: BindContext): void {
  if (context.literals !== 'structural' || (node.operator !== '=' && node.operator !== '<>') || compared.kind !== 'number') return;
  if (!isInexactComparison(left.expression, right.expression, context.isWholeInput)) return;
  const words = (side: Node): string => context.formula.text.slice(side.start, side.end);
  const second = node.right.kind === 'binary' ? `(${words(node.right)})` : words(node.right);
  fail(
    'float-comparison',
    node,
    context,
    `computed numbers are compared with ${node.operator}, and 0.1 + 0.2 is not exactly 0.3`,
    `write abs(${words(node.left)} - ${second}) ${node.operator === '=' ? '<' : '>='} tolerance, with the tolerance as an input`,
  );
}

/** Whether a node may be an option: a bare name that is the name of nothing. */
function isNoQuantity(node: Node, context: BindContext): boolean {
  return node.kind === 'name' && node.selectors.length === 0 && findQuantity(node.name, context) === undefined;
}

function compareChoice(node: Node & { kind: 'binary' }, left: Bound, options: readonly string[], context: BindContext): Bound {
  if (node.operator !== '=' && node.operator !== '<>') fail('formula-syntax', node, context, 'options can only be compared with = and <>');
  const option = node.right.kind === 'name' ? node.right.name : '';
  if (!options.includes(option))
    fail('unknown-member', node.right, context, `'${option}' is not one of the options ${options.join(', ')}`, didYouMean(option, options));
  return {
    expression: { kind: 'binary', operator: node.operator, left: left.expression, right: { kind: 'text', text: option } },
    type: { kind: 'flag' },
    time: left.time,
    compared: left.type,
  };
}

function unitOf(type: BoundType, node: Node, context: BindContext): Unit {
  if (type.kind === 'number') return type.unit;
  if (type.kind === 'flag' || type.kind === 'zero') return dimensionless;
  if (type.kind === 'unknown') throw new Stop();
  return fail('unit-mismatch', node, context, `${typeText(type)} cannot be calculated with`);
}

function arithmeticType(node: Node & { kind: 'binary' }, left: Bound, right: Bound, context: BindContext): BoundType {
  const { operator } = node;
  if (operator === '+' || operator === '-') return additiveType(node, left, right, context);
  const [leftUnit, rightUnit] = [unitOf(left.type, node.left, context), unitOf(right.type, node.right, context)];
  if (operator === '*')
    return left.type.kind === 'zero' || right.type.kind === 'zero' ? { kind: 'zero' } : number(multiplyUnits(leftUnit, rightUnit));
  if (operator === '/') return number(divideUnits(leftUnit, rightUnit));
  return number(powerType(node, leftUnit, right, rightUnit, context));
}

function powerType(node: Node & { kind: 'binary' }, base: Unit, exponent: Bound, exponentUnit: Unit, context: BindContext): Unit {
  if (!isDimensionless(exponentUnit))
    fail(
      'unit-mismatch',
      node.right,
      context,
      `an exponent must be a plain number, but this is in ${exponentUnit.text}`,
      'divide it by its unit first, for instance by 12 months as an input',
    );
  if (isDimensionless(base)) return dimensionless;
  const value = exponent.expression.kind === 'number' ? exponent.expression.value : undefined;
  if (value === undefined || !Number.isInteger(value))
    fail('unit-mismatch', node.left, context, `only plain numbers can be raised to such a power, but this is in ${base.text}`);
  return powerOfUnit(base, value!);
}

function additiveType(node: Node & { kind: 'binary' }, left: Bound, right: Bound, context: BindContext): BoundType {
  if (left.type.kind === 'unknown' || right.type.kind === 'unknown') return { kind: 'unknown' };
  if (left.type.kind === 'date' && right.type.kind === 'date' && node.operator === '-') return number(context.registry.units.get('day')!);
  if (left.type.kind === 'date' && right.type.kind === 'number' && sameUnit(right.type.unit, context.registry.units.get('day')!))
    return left.type;
  return unify(node.left, left.type, node.right, right.type, node, node.operator === '+' ? 'adds' : 'subtracts', context);
}

const numeric = (type: BoundType): BoundType => (type.kind === 'flag' ? plain : type);

/** The common type of two operands, or a problem that shows both. */
function unify(
  leftNode: Node,
  leftType: BoundType,
  rightNode: Node,
  rightType: BoundType,
  range: TextRange,
  verb: string,
  context: BindContext,
): BoundType {
  if (leftType.kind === 'unknown' || rightType.kind === 'unknown') return { kind: 'unknown' };
  if (leftType.kind === 'zero') return rightType;
  if (rightType.kind === 'zero') return leftType;
  const [left, right] =
    leftType.kind === 'flag' && rightType.kind === 'flag' ? [leftType, rightType] : [numeric(leftType), numeric(rightType)];
  if (left.kind === 'number' && right.kind === 'number' && sameUnit(left.unit, right.unit)) return left.unit.text === '1' ? right : left;
  if (left.kind === right.kind && left.kind !== 'number') return left;
  const labels = [
    { span: spanOf(leftNode, context.formula), text: typeText(left) },
    { span: spanOf(rightNode, context.formula), text: typeText(right) },
  ];
  return fail(
    'unit-mismatch',
    range,
    context,
    `${context.row?.quantity.id ?? 'this formula'} ${verb} ${typeText(left)} and ${typeText(right)}`,
    mismatchHint(left, right),
    labels,
  );
}

function mismatchHint(left: BoundType, right: BoundType): string | undefined {
  if (left.kind !== 'number' || right.kind !== 'number') return undefined;
  if (sameDimension(left.unit, right.unit)) return `write convert(…, "${left.unit.text}") around the second`;
  const missing = divideUnits(left.unit, right.unit);
  return `multiply the second by something in ${missing.text}, or check which of the two is meant`;
}

function bindAll(nodes: readonly Node[], context: BindContext): Bound[] {
  return nodes.map((node) => bind(node, context));
}

function unifyAll(nodes: readonly Node[], bounds: readonly Bound[], verb: string, context: BindContext): BoundType {
  return bounds.reduce<BoundType>(
    (type, bound, at) =>
      at === 0
        ? bound.type
        : unify(nodes[0]!, type, nodes[at]!, bound.type, { start: nodes[0]!.start, end: nodes[at]!.end }, verb, context),
    { kind: 'zero' },
  );
}

const literal = (value: number): Expression => ({ kind: 'number', value });
const periodStart: Expression = { kind: 'period', attribute: 'start', lag: 0 };

function bindCall(node: Node & { kind: 'call' }, context: BindContext): Bound {
  const definition = functions[node.name];
  if (definition === undefined) return unknownFunction(node, context);
  if (node.args.length < definition.minArgs || node.args.length > definition.maxArgs) {
    fail(
      'wrong-arguments',
      node,
      context,
      `${node.name} takes ${definition.minArgs === definition.maxArgs ? definition.minArgs : `${definition.minArgs} to ${definition.maxArgs}`} arguments, not ${node.args.length}`,
      definition.signature,
    );
  }
  const window = windowArgument(node, context);
  if (window !== undefined) return window;
  const special = specials[node.name];
  if (special !== undefined) return special(node, context);
  return bindPlainCall(node, definition.unit, context);
}

function unknownFunction(node: Node & { kind: 'call' }, context: BindContext): never {
  const written = context.formula.text.slice(node.nameRange.start, node.nameRange.end);
  const range = node.nameRange;
  if (findQuantity(written, context) !== undefined)
    return fail(
      'unknown-function',
      range,
      context,
      `'${written}' is a quantity and no function`,
      calledQuantityHint(written, node.args[0]),
    );
  const hint = foreignFunctionHint(node.name) ?? didYouMean(node.name, Object.keys(functions)) ?? 'docs/functions.md lists all functions';
  return fail('unknown-function', range, context, `there is no function '${node.name}'`, hint);
}

/** `sales(-1)` and `sales(t-1)` mean another period; anything else lacks an operator. */
function calledQuantityHint(name: string, argument: Node | undefined): string {
  const offset = argument?.kind === 'binary' && argument.operator === '-' ? argument.right : argument;
  const inner = offset?.kind === 'negate' ? offset.operand : offset;
  if (inner?.kind !== 'number') return `write an operator between ${name} and the bracket, such as *`;
  return `write ${name}[-${inner.text}] for an earlier period`;
}

/** `sum(x[-11..0])`. */
function windowArgument(node: Node & { kind: 'call' }, context: BindContext): Bound | undefined {
  const [only] = node.args;
  if (node.args.length !== 1 || only?.kind !== 'name' || !['sum', 'average', 'min', 'max', 'count'].includes(node.name)) return undefined;
  const window = only.selectors.find((selector) => selector.kind === 'window');
  if (window === undefined) return undefined;
  if (window.to > 0 || window.from > window.to)
    fail('outside-timeline', window, context, 'a window runs from an earlier period to a later one, at most the present', 'write [-11..0]');
  const quantity = requireQuantity(only, context);
  const row = pickRow(quantity, only, context);
  const { type, time } = context.typeOf(quantity);
  if (time === 'scalar') fail('wrong-arguments', only, context, `'${only.name}' has one value, not one per period`);
  return {
    expression: call(node.name, { kind: 'window', row, from: window.from, to: window.to }),
    type: node.name === 'count' ? plain : type,
    time: 'series',
  };
}

function bindPlainCall(node: Node & { kind: 'call' }, rule: string, context: BindContext): Bound {
  const args = bindAll(node.args, context);
  const expression = call(node.name, ...args.map((arg) => arg.expression));
  const time = join(...args);
  if (rule === 'same') return { expression, type: unifyAll(node.args, args, 'mixes', context), time };
  if (rule === 'flag') return { expression, type: { kind: 'flag' }, time };
  if (rule === 'first') return { expression, type: args[0]?.type ?? plain, time };
  for (const [at, arg] of args.entries()) {
    if (!isDimensionless(unitOf(arg.type, node.args[at]!, context)))
      fail('unit-mismatch', node.args[at]!, context, `${node.name} takes plain numbers, but this is in ${typeText(arg.type)}`);
  }
  return { expression, type: plain, time };
}

/** `x * above / below`, without the steps that change nothing. */
function scaled(expression: Expression, { above, below }: Ratio): Expression {
  const multiplied = above.eq(1) ? expression : binary('*', expression, literal(above.toNumber()));
  return below.eq(1) ? multiplied : binary('/', multiplied, literal(below.toNumber()));
}

type Special = (node: Node & { kind: 'call' }, context: BindContext) => Bound;

/** Functions with a rule of their own, and those that are expanded. */
const specials: Record<string, Special> = {
  if: (node, context) => {
    const truth = readsChoice(node.args[0]!, context) ? undefined : staticTruth(node.args[0]!, context);
    if (truth !== undefined) {
      const [yes, no] = [bind(node.args[1]!, context), bind(node.args[2]!, context)];
      const type = unify(node.args[1]!, yes.type, node.args[2]!, no.type, node, 'returns both', context);
      return { ...(truth ? yes : no), type };
    }
    const args = bindAll(node.args, context);
    if (!['flag', 'number', 'unknown'].includes(args[0]!.type.kind))
      fail('wrong-arguments', node.args[0]!, context, 'the first argument of if is a condition');
    const type = unify(node.args[1]!, args[1]!.type, node.args[2]!, args[2]!.type, node, 'returns both', context);
    return { expression: call('if', ...args.map((arg) => arg.expression)), type, time: join(...args) };
  },
  true: () => ({ expression: literal(1), type: { kind: 'flag' }, time: 'scalar' }),
  false: () => ({ expression: literal(0), type: { kind: 'flag' }, time: 'scalar' }),
  divide: (node, context) => {
    const [above, below, otherwise] = bindAll(node.args, context) as [Bound, Bound, Bound];
    const unit = divideUnits(unitOf(above.type, node.args[0]!, context), unitOf(below.type, node.args[1]!, context));
    unify(node, number(unit), node.args[2]!, otherwise.type, node, 'returns both', context);
    const expression = call(
      'if',
      binary('=', below.expression, literal(0)),
      otherwise.expression,
      binary('/', above.expression, below.expression),
    );
    return { expression, type: number(unit), time: join(above, below, otherwise) };
  },
  convert: (node, context) => {
    const value = bind(node.args[0]!, context);
    const target = node.args[1]!;
    if (target.kind !== 'string')
      return fail('wrong-arguments', target, context, 'the second argument of convert is a unit in quotes', 'convert(x, "USD/month")');
    const { unit } = parseUnit(target.text, context.registry.units);
    if (unit === undefined) return unknownUnit(target.text, target, context);
    const from = unitOf(value.type, node.args[0]!, context);
    if (!sameDimension(from, unit))
      fail('unit-mismatch', node, context, `${from.text} cannot be converted to ${unit.text}`, 'the two measure different things');
    return { ...value, expression: scaled(value.expression, conversion(from, unit)), type: number(unit) };
  },
  active: (node, context) => ({ expression: activeFlag(node, context), type: { kind: 'flag' }, time: 'series' }),
  active_months: (node, context) => ({
    expression: activeMonths(node, 0, context),
    type: number(context.registry.units.get('month')!),
    time: 'series',
  }),
  growth: (node, context) => {
    const now = bind(node.args[0]!, context);
    if (now.time === 'unknown') return unknown;
    if (now.expression.kind !== 'read' || now.time !== 'series')
      return fail('wrong-arguments', node.args[0]!, context, 'growth takes the name of one item that changes over time');
    const before: Expression = { ...now.expression, lag: now.expression.lag - 1 };
    const ratio = binary('-', binary('/', now.expression, before), literal(1));
    const first = node.args[1] === undefined ? undefined : bind(node.args[1], context);
    const isFirst = binary('=', { kind: 'period', attribute: 'index', lag: 0 }, literal(1));
    return { expression: first === undefined ? ratio : call('if', isFirst, first.expression, ratio), type: plain, time: 'series' };
  },
  cumulative: (node, context) => {
    const { row, type } = rowArgument(node, context);
    return { expression: call('sum', { kind: 'running', row }), type, time: 'series' };
  },
  discount_factor: (node, context) => {
    const rate = bind(node.args[0]!, context);
    if (!isDimensionless(unitOf(rate.type, node.args[0]!, context)))
      fail('unit-mismatch', node.args[0]!, context, 'a yearly discount rate is a percentage');
    const years = binary('/', { kind: 'period', attribute: 'elapsed', lag: 0 }, literal(12));
    return {
      expression: binary('/', literal(1), binary('^', binary('+', literal(1), rate.expression), years)),
      type: plain,
      time: 'series',
    };
  },
  allocate: (node, context) => {
    const [total, , term] = bindAll(node.args, context) as [Bound, Bound, Bound];
    const share = binary('/', activeMonths(node, 1, context), term.expression);
    return { expression: binary('*', total.expression, share), type: total.type, time: 'series' };
  },
  first: (node, context) => endpoint(node, 0, context),
  last: (node, context) => endpoint(node, context.timeline.periods.length - 1, context),
  lookup: (node, context) => lookUp(node, 0, context),
  lookup_band: (node, context) => lookUp(node, 1, context),
  lookup_date: (node, context) => lookUp(node, 1, context),
  progressive: (node, context) => progressive(node, context),
  date: (node, context) => dateCall(node, context, { kind: 'date' }),
  eomonth: (node, context) => dateCall(node, context, { kind: 'date' }),
  edate: (node, context) => dateCall(node, context, { kind: 'date' }),
  year: (node, context) => dateCall(node, context, plain),
  month: (node, context) => dateCall(node, context, plain),
  day: (node, context) => dateCall(node, context, plain),
  yearfrac: (node, context) => yearFraction(node, context),
  days: (node, context) => {
    const [end, start] = bindAll(node.args, context) as [Bound, Bound];
    return {
      expression: binary('-', end.expression, start.expression),
      type: number(context.registry.units.get('day')!),
      time: join(end, start),
    };
  },
  pmt: (node, context) => annuity(node, 2, context),
  ipmt: (node, context) => annuity(node, 3, context),
  ppmt: (node, context) => annuity(node, 3, context),
  pv: (node, context) => annuity(node, 2, context),
  fv: (node, context) => annuity(node, 2, context),
  nper: (node, context) => ({ ...annuity(node, 1, context), type: plain }),
  sqrt: (node, context) => bindPlainCall(node, 'dimensionless', context),
  mod: (node, context) => bindPlainCall(node, 'same', context),
  count: (node, context) => ({ ...bindPlainCall(node, 'first', context), type: plain }),
  sumproduct: (node, context) =>
    fail('wrong-arguments', node, context, 'sumproduct needs to know what it runs over', 'write sumproduct(a, b over timeline)'),
  irr: (node, context) =>
    fail('wrong-arguments', node, context, 'irr needs to know what it runs over', 'write irr(cash_flow over timeline)'),
  xirr: (node, context) =>
    fail('wrong-arguments', node, context, 'xirr needs to know what it runs over', 'write xirr(cash_flow over timeline)'),
};

/** Start and term of `active`, `active_months` and `allocate`; `at` is the position of the start among the arguments. */
function termOf(node: Node & { kind: 'call' }, at: number, context: BindContext): { start: Expression; term: Expression } {
  const [start, term] = [bind(node.args[at]!, context), bind(node.args[at + 1]!, context)];
  if (start.type.kind !== 'date' && start.type.kind !== 'unknown')
    fail('wrong-arguments', node.args[at]!, context, `the start must be a date, but this is ${typeText(start.type)}`);
  if (!sameUnit(unitOf(term.type, node.args[at + 1]!, context), context.registry.units.get('month')!)) {
    fail(
      'unit-mismatch',
      node.args[at + 1]!,
      context,
      `the term must be in months, but this is ${typeText(term.type)}`,
      'write convert(term, "month")',
    );
  }
  return { start: start.expression, term: term.expression };
}

/** 1 while start <= first day of the period < start + term months. */
function activeFlag(node: Node & { kind: 'call' }, context: BindContext): Expression {
  const { start, term } = termOf(node, 0, context);
  const end = call('edate', start, term);
  return call('if', call('and', binary('>=', periodStart, start), binary('<', periodStart, end)), literal(1), literal(0));
}

/**
 * Months of the period that lie inside a term: from the month of the start, for as many months as the term has. With `before` months
 * between the first day of the period and the start it is max(0, min(months, before + term) - max(0, before)).
 */
function activeMonths(node: Node & { kind: 'call' }, at: number, context: BindContext): Expression {
  const { start, term } = termOf(node, at, context);
  const months: Expression = { kind: 'period', attribute: 'months', lag: 0 };
  const years = binary('-', call('year', start), { kind: 'period', attribute: 'year', lag: 0 });
  const before = binary('-', binary('+', binary('*', years, literal(12)), call('month', start)), call('month', periodStart));
  const end = call('min', months, binary('+', before, term));
  return call('max', literal(0), binary('-', end, call('max', literal(0), before)));
}

/** What has one value per period: a row of the model, or an attribute of the calendar. */
type Series = { readonly type: BoundType } & ({ readonly row: Row } | { readonly attribute: PeriodAttribute });

const valueAt = (series: Series, position: number): Expression =>
  'row' in series ? { kind: 'readAt', row: series.row, position } : { kind: 'periodAt', attribute: series.attribute, position };
const stretch = (series: Series, from: number, to: number): Expression =>
  'row' in series ? { kind: 'stretch', row: series.row, from, to } : { kind: 'periodStretch', attribute: series.attribute, from, to };

/** The argument of a function that runs over time: an item, or an attribute of the calendar such as `period.end`. */
function seriesArgument(node: Node & { kind: 'call' | 'aggregate' }, context: BindContext, at = 0): Series {
  const argument = node.args[at]!;
  const attribute = argument.kind === 'name' ? /^period\.(.+)$/.exec(argument.name)?.[1] : undefined;
  if (argument.kind !== 'name' || attribute === undefined || argument.selectors.length > 0) return rowArgument(node, context, at);
  const known = periodAttribute(argument, attribute, context);
  return { attribute: known, type: periodType(known, context) };
}

function rowArgument(node: Node & { kind: 'call' | 'aggregate' }, context: BindContext, at = 0): { row: Row; type: BoundType } {
  const argument = node.args[at]!;
  if (argument.kind !== 'name' || argument.selectors.some((selector) => selector.kind !== 'member')) {
    return fail(
      'wrong-arguments',
      argument,
      context,
      `${node.name} takes the name of one item`,
      'give the calculation a line item of its own and use its name here',
    );
  }
  const quantity = requireQuantity(argument, context);
  const { type, time } = context.typeOf(quantity);
  if (time === 'scalar') fail('wrong-arguments', argument, context, `'${argument.name}' has one value, not one per period`);
  return { row: pickRow(quantity, argument, context), type };
}

function endpoint(node: Node & { kind: 'call' }, position: number, context: BindContext): Bound {
  const constant = constantArgument(node, context);
  if (constant !== undefined) return constant;
  const series = seriesArgument(node, context);
  return { expression: valueAt(series, position), type: series.type, time: 'scalar' };
}

/** What has one value is the same at every period, so its first, last, smallest and largest value is itself. */
function constantArgument(node: Node & { kind: 'call' | 'aggregate' }, context: BindContext): Bound | undefined {
  const [only] = node.args;
  if (!['first', 'last', 'min', 'max', 'average'].includes(node.name) || node.args.length !== 1 || only?.kind !== 'name') return undefined;
  const quantity = findQuantity(only.name, context);
  return quantity !== undefined && context.typeOf(quantity).time === 'scalar' ? bind(only, context) : undefined;
}

function dateCall(node: Node & { kind: 'call' }, context: BindContext, type: ValueType): Bound {
  const args = bindAll(node.args, context);
  return { expression: call(node.name, ...args.map((arg) => arg.expression)), type, time: join(...args) };
}

/** The day-count basis is part of the formula, so its number may stand there. */
function yearFraction(node: Node & { kind: 'call' }, context: BindContext): Bound {
  const basis = node.args[2];
  if (basis !== undefined && (basis.kind !== 'number' || !/^[0-4]$/.test(basis.text) || basis.unit !== undefined))
    return fail(
      'wrong-arguments',
      basis,
      context,
      'the basis of yearfrac is a number from 0 to 4',
      '0: 30/360 US, 1: actual/actual, 2: actual/360, 3: actual/365, 4: 30/360 European',
    );
  return dateCall(node, { ...context, literals: 'any' }, plain);
}

/** The payment family: a rate per period, counts, then amounts in one unit. */
function annuity(node: Node & { kind: 'call' }, amountsFrom: number, context: BindContext): Bound {
  const args = bindAll(node.args, context);
  const amounts = args.slice(amountsFrom);
  const type = unifyAll(node.args.slice(amountsFrom), amounts, 'mixes', context);
  return { expression: call(node.name, ...args.map((arg) => arg.expression)), type, time: join(...args) };
}

function columnArgument(node: Node & { kind: 'call' }, at: number, context: BindContext): Quantity {
  const argument = node.args[at]!;
  const quantity = argument.kind === 'name' ? findQuantity(argument.name, context) : undefined;
  if (quantity === undefined || quantity.tables.length !== 1 || quantity.time === 'series')
    return fail('wrong-arguments', argument, context, `${node.name} takes a table column here, such as scale.rate`);
  return quantity;
}

function lookUp(node: Node & { kind: 'call' }, mode: 0 | 1, context: BindContext): Bound {
  const [values, keys] = [columnArgument(node, 0, context), columnArgument(node, 1, context)];
  const wanted = bind(node.args[2]!, context);
  unify(node.args[1]!, context.typeOf(keys).type, node.args[2]!, wanted.type, node, 'compares', context);
  if (mode === 1) context.registry.bands.set(keys, spanOf(node, context.formula));
  const position = call('match', wanted.expression, { kind: 'block', rows: keys.rows }, literal(mode));
  return {
    expression: call('index', { kind: 'block', rows: values.rows }, position, literal(1)),
    type: context.typeOf(values).type,
    time: wanted.time,
  };
}

/** Each band's rate applies to the part of the amount inside the band: sum of max(0, amount - from) times the step in the rate. */
function progressive(node: Node & { kind: 'call' }, context: BindContext): Bound {
  const [from, rate] = [columnArgument(node, 0, context), columnArgument(node, 1, context)];
  const amount = bind(node.args[2]!, context);
  context.registry.bands.set(from, spanOf(node, context.formula));
  unify(node.args[0]!, context.typeOf(from).type, node.args[2]!, amount.type, node, 'compares', context);
  const terms = from.rows.map((row, at): Expression => {
    const above = call('max', literal(0), binary('-', amount.expression, { kind: 'read', row, lag: 0 }));
    const own: Expression = { kind: 'read', row: rate.rows[at]!, lag: 0 };
    return binary('*', above, at === 0 ? own : binary('-', own, { kind: 'read', row: rate.rows[at - 1]!, lag: 0 }));
  });
  const unit = multiplyUnits(unitOf(amount.type, node.args[2]!, context), unitOf(context.typeOf(rate).type, node.args[1]!, context));
  return { expression: terms.reduce((sum, term) => binary('+', sum, term)), type: number(unit), time: amount.time };
}

function bindAggregate(node: Node & { kind: 'aggregate' }, context: BindContext): Bound {
  return node.over.kind === 'table' ? overTable(node, node.over, context) : overTime(node, node.over, context);
}

function overTable(node: Node & { kind: 'aggregate' }, over: Over & { kind: 'table' }, context: BindContext): Bound {
  const table = context.registry.tables.get(context.scope + over.table);
  if (table === undefined) {
    return fail('unknown-name', over, context, `there is no table '${over.table}'`, didYouMean(over.table, context.registry.tables.keys()));
  }
  if (!['sum', 'average', 'min', 'max', 'count'].includes(node.name) || node.args.length !== 1)
    fail('wrong-arguments', node, context, `${node.name} cannot run over a table`);
  const chosen = table.members.filter((member) => {
    const inside = { ...context, members: new Map([...context.members, [table.id, member.id]]) };
    if (over.where === undefined) return true;
    return (
      staticTruth(over.where, inside) ??
      fail(
        'wrong-arguments',
        over.where,
        context,
        'where compares reference columns, members and options',
        'for any other condition write sum(if(condition, x, 0) over table)',
      )
    );
  });
  const parts = chosen.map((member) => bind(node.args[0]!, { ...context, members: new Map([...context.members, [table.id, member.id]]) }));
  if (parts.length === 0) return { expression: literal(0), type: { kind: 'zero' }, time: 'scalar' };
  const time = join(...parts);
  return {
    expression: fold(
      node.name,
      parts.map((part) => part.expression),
    ),
    type: node.name === 'count' ? plain : parts[0]!.type,
    time,
  };
}

/** A plain list of neighbouring rows becomes one range; anything else a list of terms. */
function fold(name: string, terms: readonly Expression[]): Expression {
  const rows = terms.map((term) => (term.kind === 'read' && term.lag === 0 ? term.row : undefined));
  const quantity = rows[0]?.quantity;
  const whole = quantity !== undefined && rows.length === quantity.rows.length && rows.every((row, at) => row === quantity.rows[at]);
  if (whole) return call(name, { kind: 'block', rows: quantity.rows });
  if (name === 'sum') return terms.slice(1).reduce((sum, term) => binary('+', sum, term), terms[0]!);
  return call(name, ...terms);
}

function overTime(node: Node & { kind: 'aggregate' }, over: Over, context: BindContext): Bound {
  const [from, to] = over.kind === 'dates' ? positions(over, context) : [0, context.timeline.periods.length - 1];
  const constant = constantArgument(node, context);
  if (constant !== undefined) return constant;
  const series = node.args.map((_, at) => seriesArgument(node, context, at));
  const [first] = series as [Series];
  if (node.name === 'first' || node.name === 'last')
    return { expression: valueAt(first, node.name === 'first' ? from : to), type: first.type, time: 'scalar' };
  const args = series.map((one) => stretch(one, from, to));
  if (node.name === 'xirr') args.push({ kind: 'periodStretch', attribute: 'end', from, to });
  return { expression: call(node.name, ...args), type: aggregateType(node, series, context), time: 'scalar' };
}

function aggregateType(node: Node & { kind: 'aggregate' }, rows: readonly { type: BoundType }[], context: BindContext): BoundType {
  if (node.name === 'irr' || node.name === 'xirr' || node.name === 'count') return plain;
  if (node.name === 'sumproduct')
    return number(rows.reduce((unit, { type }, at) => multiplyUnits(unit, unitOf(type, node.args[at]!, context)), dimensionless));
  return rows[0]!.type.kind === 'flag' && node.name === 'sum' ? plain : rows[0]!.type;
}

function positions(over: Over & { kind: 'dates' }, context: BindContext): [number, number] {
  const [from, to] = [readDate(over.from.text, over, context), readDate(over.to.text, over, context)];
  const words = over.to.text === over.from.text ? over.from.text : `${over.from.text}..${over.to.text}`;
  if (from.grain === 'day' || to.grain === 'day')
    return fail('outside-timeline', over, context, `${words} begins or ends on a day`, `name whole ${context.timeline.grain}s`);
  if (to.to < from.to || to.from < from.from)
    return fail(
      'outside-timeline',
      over,
      context,
      `${words} runs backwards`,
      `put the earlier one first: ${over.to.text}..${over.from.text}`,
    );
  const first = positionOf(context.timeline, from.from);
  const last = positionOf(context.timeline, to.to - 1);
  if (first === undefined || last === undefined)
    return fail('outside-timeline', over, context, `${words} is outside the timeline`, timelineWords(context));
  requireWhole(from, to, over, context);
  return [first, last];
}
