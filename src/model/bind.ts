/**
 * Formula trees to expressions. Enters a parsed formula, the row it stands in and the registry; leaves an expression
 * that reads rows, its type, and whether it changes over time. Guarantee: units are checked at every node; functions of
 * the language that are no Excel functions are expanded here.
 */
import { type ProblemCode, problem } from '../diagnostics/catalogue.ts';
import type { Fix, Label } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { foreignFunctionHint, rewriteCall } from '../formula/foreignFunctions.ts';
import type { Node, Over, Selector, TextRange } from '../formula/formula.ts';
import { type FunctionDefinition, functions, type ResultRule } from '../formula/functions.ts';
import { leavesOf } from '../formula/leaves.ts';
import { type Change, formulaEdits, spanOf } from '../source/formulaPlaces.ts';
import type { Located } from '../source/source.ts';
import { type Literal, parseLiteral } from '../values/literal.ts';
import { type DateRange, dateHint, parseDate, positionOf, serialOf, type Timeline } from '../values/timeline.ts';
import {
  conversion,
  dimensionless,
  divideUnits,
  isDimensionless,
  isExcessive,
  multiplyUnits,
  parseUnit,
  powerOfUnit,
  type Ratio,
  sameDimension,
  sameUnit,
  type Unit,
  type UnitTable,
} from '../values/unit.ts';
import { argumentFault, type FoundType, isOtherTime } from './arguments.ts';
import { withinRounding, withTolerance } from './comparison.ts';
import { bareConversion, conversionsOf, isConversionText } from './conversions.ts';
import { explainUnit, localName, localNames, type Registry } from './declarations.ts';
import { isInexactComparison, type WholeInput } from './exactness.ts';
import { addAll, fold } from './fold.ts';
import { lengthFault, sizeFault } from './formulaSize.ts';
import type { Expression, PeriodAttribute, Quantity, Row, Table, ValueType } from './model.ts';
import { datedFlows } from './rates.ts';
import { roundingOfCheck } from './termHistory.ts';
import { asNumber, binary, call, negate } from './truth.ts';
import {
  type Advice,
  converted,
  differenceOf,
  differenceWords,
  factorAdvice,
  growthAdvice,
  overPeriod,
  plainFactors,
  timeFactorAdvice,
  timesPeriod,
} from './unitAdvice.ts';

export type BoundType = FoundType;
/** Whether something has one value or one per period; `unknown` after a problem. */
export type BoundTime = 'scalar' | 'series' | 'unknown';
export interface Bound {
  readonly expression: Expression;
  readonly type: BoundType;
  readonly time: BoundTime;
  /** For a comparison: what both sides are. */
  readonly compared?: BoundType;
  /** For a comparison: its sides as they are written, without the tolerance of the expression. */
  readonly sides?: Sides;
}

/** What a comparison compares. */
export interface Sides {
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

export interface BindContext {
  readonly registry: Registry;
  readonly timeline: Timeline;
  readonly scope: string;
  readonly row?: Row;
  /** Member in force, by table id. */
  readonly members: ReadonlyMap<string, string>;
  readonly formula: Located;
  /** For the formula of a check: how many tables its `by:` names. */
  readonly check?: { readonly tables: number };
  /** Line items may hold only structural numbers; checks and tie-outs any. */
  readonly literals: 'structural' | 'any';
  /** Whether the formula is asked for one run, and so has no cell in the workbook. */
  readonly isProbe?: true;
  /** Makes sure the type of a quantity is known; gives it. */
  readonly typeOf: (quantity: Quantity) => { type: BoundType; time: BoundTime };
  /** The member a reference column holds, when it is the same in every scenario. */
  readonly staticText: (row: Row) => string | undefined;
  readonly isWholeInput: WholeInput;
  /** What the reports show of a row for some periods; absent in formulas of the model, of which reports are made. */
  readonly reported?: (row: Row, from: number, to: number, by: 'year' | 'quarter') => Expression | undefined;
  /** Whether a problem of this formula was reported; set while it is bound. */
  readonly outcome?: { failed: boolean };
  /** Takes down the type of every part that is bound. */
  readonly types?: Map<Expression, BoundType>;
}

/**
 * Thrown to leave one node, after a problem was reported or because a part of it is unknown; never leaves this file.
 */
class Stop extends Error {}

/** What stands for a node that was left. */
const unknown: Bound = { expression: { kind: 'number', value: 0 }, type: { kind: 'unknown' }, time: 'unknown' };

/** Binds one formula and reports every problem in it; undefined when there was one. */
export function bindFormula(node: Node, context: BindContext): Bound | undefined {
  const outcome = { failed: false };
  const within = { ...context, outcome };
  const tooLong = refuseTooDeep(lengthFault(node), node, within);
  const bound = tooLong ? unknown : bind(node, within);
  if (!outcome.failed) refuseTooDeep(sizeFault(bound.expression), node, within);
  return outcome.failed ? undefined : bound;
}

function refuseTooDeep(fault: string | undefined, node: Node, context: BindContext): boolean {
  if (fault === undefined) return false;
  const hint =
    'add up the rows of a table with sum(x over table), or give parts of the formula line items of their own';
  report('formula-too-long', node, context, fault, hint);
  return true;
}

const number = (unit: Unit): ValueType => ({ kind: 'number', unit });
const plain = number(dimensionless);
const structural = new Set([0, 1, 2, 12, 24, 100, 1000]);

function report(
  code: ProblemCode,
  range: TextRange,
  context: BindContext,
  message: string,
  hint?: string,
  labels: readonly Label[] = [],
  fixes: readonly Fix[] = [],
): void {
  context.registry.diagnostics.push(problem(code, spanOf(range, context.formula), message, { hint, labels, fixes }));
  if (context.outcome !== undefined) context.outcome.failed = true;
}

function fail(
  code: ProblemCode,
  range: TextRange,
  context: BindContext,
  message: string,
  hint?: string,
  labels: readonly Label[] = [],
  fixes: readonly Fix[] = [],
): never {
  report(code, range, context, message, hint, labels, fixes);
  throw new Stop();
}

/** What a hint tells to write, as an edit of the file. */
const change = (label: string, context: BindContext, ...changes: readonly Change[]): Fix => ({
  label,
  edits: formulaEdits(context.formula, changes),
});

/** How a type is called in messages. */
export function typeText(type: BoundType): string {
  if (type.kind === 'number')
    return type.unit.text === '1' || type.unit.text === 'x' ? 'a plain number' : type.unit.text;
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
    const bound = bindNode(node, context);
    context.types?.set(bound.expression, bound.type);
    return bound;
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
      return fail(
        'formula-syntax',
        node,
        context,
        `a text in quotes cannot be calculated with`,
        'only convert(x, "USD/month") takes one',
      );
    case 'name':
      return bindName(node, context);
    case 'negate': {
      const operand = bind(node.operand, context);
      return {
        expression: negate(operand.expression),
        type: amountType(operand.type, node.operand, context),
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

/** Nothing is nothing in any unit; 12 months/year is no assumption. */
function isStructural({ amount, unit }: Literal, units: UnitTable): boolean {
  return amount.isZero() || (unit === '' && structural.has(amount.toNumber())) || isConversionText(amount, unit, units);
}

/** The number of a formula; undefined where it is none. */
function literalOf({ text, unit }: Node & { kind: 'number' }): Literal | undefined {
  return parseLiteral(unit === undefined ? text : `${text}${unit.startsWith('/') ? '' : ' '}${unit}`);
}

/**
 * Whether a figure stands in a formula, such as `90m USD` in `90m USD * share`; nothing is none, nor is a number such
 * as 12.
 */
export function holdsFigure(node: Node, units: UnitTable): boolean {
  return leavesOf(node).some((leaf) => {
    const literal = leaf.kind === 'number' ? literalOf(leaf) : undefined;
    return literal !== undefined && !isStructural(literal, units);
  });
}

function bindNumber(node: Node & { kind: 'number' }, context: BindContext): Bound {
  const literal = literalOf(node);
  if (literal === undefined) return fail('formula-syntax', node, context, `'${node.text}' is no number`);
  const value = literal.amount.toNumber();
  if (context.literals === 'structural' && !isStructural(literal, context.registry.units)) {
    const written = context.formula.text.slice(node.start, node.end).trim();
    fail('hidden-literal', node, context, `the number ${written} is hidden in a formula`, hiddenHint(literal, context));
  }
  refuseQuantityAsUnit(node, context);
  const { unit } = parseUnit(literal.unit === '' ? '1' : literal.unit, context.registry.units);
  if (unit === undefined) return unknownUnit(literal.unit, node, context);
  return {
    expression: { kind: 'number', value },
    type: value === 0 && literal.unit === '' ? { kind: 'zero' } : number(unit),
    time: 'scalar',
  };
}

/** `5 USD/user*users` without spaces: the item `users` would be read as the unit, and its amount left out. */
function refuseQuantityAsUnit(node: Node & { kind: 'number' }, context: BindContext): void {
  const text = context.formula.text.slice(node.start, node.end);
  for (const found of text.matchAll(/[*/]([A-Za-z_]\w*)/g)) {
    const [, name] = found as unknown as [string, string];
    // USD/user is a unit, also beside an item that is called user.
    const isUnit = found[0].startsWith('/') && context.registry.units.has(name);
    if (isUnit || findQuantity(name, context) === undefined) continue;
    const at = node.start + found.index;
    const fix = change(`write ${found[0][0]} ${name}`, context, { start: at, end: at + 1, text: ` ${found[0][0]} ` });
    const hint = `write spaces around ${found[0][0]} to calculate with ${name}`;
    fail('formula-syntax', node, context, `'${text}' may be a unit or a calculation with '${name}'`, hint, [], [fix]);
  }
}

/** A number of months or quarters is an assumption, such as a term, or a conversion that lacks its unit. */
function hiddenHint({ amount, unit }: Literal, { registry: { units } }: BindContext): string {
  const input = 'make it an input with a label, a unit and a source, and use its name here';
  const time = parseUnit(unit || '1', units).unit;
  const conversions = conversionsOf(amount, units).filter(
    (one) => unit === '' || one.includes(` ${time?.text.replace(/s$/, '')}s/`),
  );
  const isTime = unit === '' || time?.powers.has('month') === true;
  return isTime && conversions.length > 0
    ? `${input}; if it only converts a unit, write ${conversions.join(' or ')}`
    : input;
}

function unknownUnit(text: string, range: TextRange, context: BindContext): never {
  const { message, hint } = explainUnit(text, context.registry);
  return fail('unknown-unit', range, context, message, hint);
}

function readDate(text: string, range: TextRange, context: BindContext): DateRange {
  return parseDate(text) ?? fail('invalid-date', range, context, `'${text}' is no date`, dateHint);
}

/** An attribute of a period: a row of the calendar, or years, which are its months over 12. */
interface Attribute {
  readonly row: PeriodAttribute;
  readonly unit: string;
  readonly inYears?: true;
}

const attributes: Readonly<Record<string, Attribute>> = {
  start: { row: 'start', unit: 'date' },
  end: { row: 'end', unit: 'date' },
  months: { row: 'months', unit: 'month' },
  years: { row: 'months', unit: 'year', inYears: true },
  days: { row: 'days', unit: 'day' },
  year: { row: 'year', unit: '1' },
  index: { row: 'index', unit: '1' },
  elapsed: { row: 'elapsed', unit: 'month' },
  years_elapsed: { row: 'elapsed', unit: 'year', inYears: true },
};

/** What a formula means by an attribute that periods do not have. */
const periodHints: ReadonlyMap<string, string> = new Map([
  ['month', 'month(period.start)'],
  ['day', 'day(period.end)'],
  ['elapsed_years', 'period.years_elapsed'],
  ['months_elapsed', 'period.elapsed'],
]);

function periodAttribute(node: Node & { kind: 'name' }, name: string, context: BindContext): Attribute {
  if (Object.hasOwn(attributes, name)) return attributes[name]!;
  const meant = periodHints.get(name);
  const fixes =
    meant === undefined ? [] : [change(`write ${meant}`, context, { start: node.start, end: node.end, text: meant })];
  const others = `it has ${Object.keys(attributes).join(', ')}`;
  const length = name === 'month' || name === 'day' ? `period.${name}s for the length of the period, or ` : '';
  const number = length === '' ? '' : ` for the number of its ${name}`;
  const hint =
    meant === undefined ? (didYouMean(name, Object.keys(attributes)) ?? others) : `write ${length}${meant}${number}`;
  return fail('unknown-name', node, context, `a period has no '${name}'`, hint, [], fixes);
}

function periodType({ unit }: Attribute, context: BindContext): ValueType {
  return unit === 'date' ? { kind: 'date' } : number(context.registry.units.get(unit)!);
}

function bindPeriod(node: Node & { kind: 'name' }, written: string, context: BindContext): Bound {
  const attribute = periodAttribute(node, written, context);
  const { row } = attribute;
  const type = periodType(attribute, context);
  const measured = (months: Expression): Expression => (attribute.inYears ? binary('/', months, literal(12)) : months);
  for (const selector of node.selectors) {
    if (selector.kind === 'at') {
      const expression = measured({ kind: 'periodAt', attribute: row, position: positionFor(selector, context) });
      return { expression, type, time: 'scalar' };
    }
    if (selector.kind !== 'lag')
      fail(
        'wrong-arguments',
        selector,
        context,
        'the calendar is read one period at a time',
        `write ${node.name}[-1] or ${node.name}[2027-03]`,
      );
  }
  return { expression: measured({ kind: 'period', attribute: row, lag: lagOf(node, context) }), type, time: 'series' };
}

/** Names that a formula may use, for suggestions. */
function candidates(context: BindContext): string[] {
  const { registry, scope } = context;
  return localNames([...registry.items.keys(), ...registry.inputs.keys()], scope);
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
  const reported = node.selectors.find((selector) => selector.kind === 'reported');
  if (reported !== undefined) return bindReported(node.name, row, { type, time }, reported, context);
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
  if (at !== undefined)
    return { expression: { kind: 'readAt', row, position: positionFor(at, context) }, type, time: 'scalar' };
  const lag = lagOf(node, context);
  return { expression: { kind: 'read', row, lag: time === 'scalar' ? 0 : lag }, type, time };
}

/** `x@2027` in a question: the year as the reports show it, or the period itself. */
function bindReported(
  name: string,
  row: Row,
  { type, time }: { type: BoundType; time: BoundTime },
  selector: Selector & { kind: 'reported' },
  context: BindContext,
): Bound {
  if (context.reported === undefined)
    return fail(
      'formula-syntax',
      selector,
      context,
      "'@' reads what the reports show, and they are made of the line items",
      `read ${name}@${selector.date.text} in a check, a tie-out or a question; a line item computes the year from its own parts`,
    );
  const { date, start, end } = selector;
  const [from, to] = positions({ kind: 'dates', from: date, to: date, start, end }, context);
  if (time === 'scalar') return { expression: { kind: 'read', row, lag: 0 }, type, time };
  const expression =
    from === to
      ? ({ kind: 'readAt', row, position: from } as const)
      : context.reported(row, from, to, bucketOf(readDate(date.text, selector, context)));
  if (expression === undefined)
    return fail(
      'dimension-mismatch',
      selector,
      context,
      `the reports do not show '${name}' for ${date.text}`,
      `say with rollup: how '${name}' aggregates; burnsheet check --rollups shows what each answer gives`,
    );
  return { expression, type, time: 'scalar' };
}

/** Which report shows what a date names: a year, or anything shorter. */
function bucketOf({ from, to }: DateRange): 'year' | 'quarter' {
  return to - from >= 12 ? 'year' : 'quarter';
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
      didYouMean(node.name, [...candidates(context), ...Object.keys(attributes).map((one) => `period.${one}`)]) ??
        'declare it under inputs:, or as a line item on a sheet',
    )
  );
}

function positionFor(selector: Selector & { kind: 'at' }, context: BindContext): number {
  const date = readDate(selector.date.text, selector, context);
  const first = positionOf(context.timeline, date.from);
  const last = positionOf(context.timeline, date.to - 1);
  if (first === undefined || last === undefined)
    return fail(
      'outside-timeline',
      selector,
      context,
      `${selector.date.text} is outside the timeline`,
      timelineWords(context),
    );
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
  fail(
    'outside-timeline',
    range,
    context,
    `${words} is only part of a ${grain} of this timeline`,
    `name whole ${grain}s`,
  );
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
        quantity.tables.length === 0
          ? 'it has no members'
          : `it is by ${quantity.tables.map((one) => localName(one.id, context.scope)).join(', ')}`,
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
  const [name, by] = [localName(quantity.id, context.scope), localName(table, context.scope)];
  // A table of an included model is no table of this file, which can only ask for a total there.
  const isOwn = !by.includes('.');
  const hint = isOwn
    ? context.check !== undefined
      ? `add ${context.check.tables === 0 ? `by: ${by}` : `${by} to by:`} to judge each member, or pick one with ${name}[${by}=${first}]`
      : memberHint(name, by, first, isAddable(context.typeOf(quantity).type), context)
    : `add a line item for the total to the included model, and read that`;
  return fail('dimension-mismatch', node, context, `'${node.name}' is by ${by}, but this formula is not`, hint);
}

/** Prices and shares of members do not add up to anything. */
function isAddable(type: BoundType): boolean {
  if (type.kind !== 'number') return false;
  const { powers, text } = type.unit;
  return text !== '%' && [...powers].every(([name, power]) => power > 0 || name === 'month');
}

function memberHint(name: string, by: string, member: string, isSum: boolean, { row }: BindContext): string {
  const ways = [
    ...(isSum ? [`sum(${name} over ${by}) for the total`] : []),
    `${name}[${by}=${member}] for one member`,
    ...(row === undefined ? [] : [`add by: ${by} for a row per member`]),
  ];
  return ways.length === 1 ? `write ${ways[0]}` : `write ${ways.slice(0, -1).join(', ')}, or ${ways.at(-1)}`;
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
    `table '${localName(table, context.scope)}' has no member '${selector.member}'`,
    didYouMean(selector.member, members) ?? `it has ${members.join(', ')}`,
  );
}

/**
 * What a name means where only members can stand: the current member of a table, a reference column, or a member
 * itself.
 */
function staticMember(name: string, context: BindContext): string | undefined {
  const current = context.members.get(context.scope + name);
  if (current !== undefined) return current;
  const quantity = findQuantity(name, context);
  if (
    quantity === undefined ||
    quantity.kind !== 'input' ||
    (quantity.type.kind !== 'member' && quantity.type.kind !== 'choice')
  )
    return undefined;
  const row = quantity.rows.find((one) =>
    one.members.every((member, at) => member === context.members.get(quantity.tables[at]!.id)),
  );
  const text = row === undefined ? undefined : context.staticText(row);
  if (text !== undefined) quantity.structural = true;
  return text;
}

function staticName(node: Node, context: BindContext): string | undefined {
  if (node.kind !== 'name' || node.selectors.length > 0) return undefined;
  return staticMember(node.name, context);
}

/**
 * `contract.supplier = supplier`, decided while the model is read; undefined when it is no such comparison. Only
 * conditions that say which members belong together are decided here: what a choice says is left to the workbook, where
 * it can be changed.
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
  if (left.kind !== 'name' || right.kind !== 'name' || findQuantity(right.name, context) !== undefined)
    return undefined;
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

/**
 * Whether a condition compares choices only, which `where` decides while the model is read and everything else in the
 * workbook.
 */
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
  if (node.operator === '*' || node.operator === '/') return bindProduct(node, context);
  if (node.operator === '^') refuseRateAsBase(node, context);
  const [left, right] = [bind(node.left, context), bind(node.right, context)];
  return operation(node, left, right, arithmeticType(node, left, right, context));
}

function operation({ operator }: Node & { kind: 'binary' }, left: Bound, right: Bound, type: BoundType): Bound {
  return { expression: binary(operator, left.expression, right.expression), type, time: join(left, right) };
}

/** `(1 + growth) ^ …` with a growth per year or month, which `growth_factor` compounds in its own unit. */
function refuseRateAsBase(node: Node & { kind: 'binary' }, context: BindContext): void {
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
  const fixes = isElapsed ? [change(`write ${text}`, context, { start: node.start, end: node.end, text })] : [];
  const hint = isElapsed ? `write ${text}` : `write growth_factor(${name}, time), with a time such as period.elapsed`;
  fail(
    'unit-mismatch',
    node,
    context,
    `${name} is in ${typeText(type)}, so 1 + ${name} cannot be raised to a power`,
    hint,
    [],
    fixes,
  );
}

/** Whether a bare number may be in a product is decided once it is known what it is a factor of. */
function bindProduct(node: Node & { kind: 'binary' }, context: BindContext): Bound {
  const isBare = (side: Node): boolean => side.kind === 'number' && side.unit === undefined;
  const operand = (side: Node): Bound => bind(side, isBare(side) ? { ...context, literals: 'any' } : context);
  const [left, right] = [operand(node.left), operand(node.right)];
  const type = arithmeticType(node, left, right, context);
  refuseBareConversion(node, type, context);
  for (const side of [node.left, node.right]) if (isBare(side)) bind(side, context);
  return operation(node, left, right, type);
}

/** `salary / 12` beside a yearly salary: the number is divided and its unit is not. */
function refuseBareConversion(node: Node & { kind: 'binary' }, type: BoundType, context: BindContext): void {
  if (type.kind !== 'number') return;
  const found = bareConversion(node, type.unit, context.registry.units);
  if (found === undefined) return;
  const { text } = context.formula;
  const bare = text.slice(found.node.start, found.node.end);
  const message = `${bare} has no unit here, so ${type.unit.text} does not become ${found.result.text}`;
  // Without a space behind it, what follows would be read as part of the unit.
  const isTight = /^[*/]/.test(text.slice(found.node.end));
  const fix = change(`write ${found.written}`, context, {
    ...found.node,
    text: isTight ? `(${found.written})` : found.written,
  });
  fail('bare-conversion', found.node, context, message, `write ${found.written}`, [], [fix]);
}

function bindComparison(node: Node & { kind: 'binary' }, context: BindContext): Bound {
  const left = bind(node.left, context);
  if (left.type.kind === 'choice') return compareChoice(node, left, left.type.options, context);
  if (left.type.kind === 'unknown' && isNoQuantity(node.right, context)) return unknown;
  const truth = readsChoice(node, context) ? undefined : staticTruth(node, context);
  if (truth !== undefined)
    return { expression: { kind: 'number', value: truth ? 1 : 0 }, type: { kind: 'flag' }, time: 'scalar' };
  const right = bind(node.right, context);
  const compared = unify(node.left, left.type, node.right, right.type, node, 'compares', context);
  requireExact(node, left, right, compared, context);
  const sides: Sides = { operator: node.operator, left: asNumber(left.expression), right: asNumber(right.expression) };
  const shared = { type: { kind: 'flag' }, time: join(left, right), compared, sides } as const;
  return { ...shared, expression: comparison(sides, compared, context) };
}

/** Amounts are compared with a tolerance for rounding; dates, flags and members are exact. */
function comparison({ operator, left, right }: Sides, type: BoundType, { isWholeInput, row }: BindContext): Expression {
  if (type.kind !== 'number' && type.kind !== 'zero') return binary(operator, left, right);
  if (row !== undefined) return withinRounding(operator, left, right, isWholeInput);
  const rounding = roundingOfCheck(left, right, isWholeInput);
  return rounding === undefined ? binary(operator, left, right) : withTolerance(operator, left, right, rounding);
}

/** In a line item `=` cannot have a tolerance, so it is not asked of numbers that carry rounding. */
function requireExact(
  node: Node & { kind: 'binary' },
  left: Bound,
  right: Bound,
  compared: BoundType,
  context: BindContext,
): void {
  if (
    context.literals !== 'structural' ||
    (node.operator !== '=' && node.operator !== '<>') ||
    compared.kind !== 'number'
  )
    return;
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

function compareChoice(
  node: Node & { kind: 'binary' },
  left: Bound,
  options: readonly string[],
  context: BindContext,
): Bound {
  if (node.operator !== '=' && node.operator !== '<>')
    fail('formula-syntax', node, context, 'options can only be compared with = and <>');
  const option = node.right.kind === 'name' ? node.right.name : '';
  if (!options.includes(option))
    fail(
      'unknown-member',
      node.right,
      context,
      `'${option}' is not one of the options ${options.join(', ')}`,
      didYouMean(option, options),
    );
  return {
    expression: {
      kind: 'binary',
      operator: node.operator,
      left: left.expression,
      right: { kind: 'text', text: option },
    },
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

/** What has an amount, as a number: a flag is a plain one. */
function amountType(type: BoundType, node: Node, context: BindContext): BoundType {
  return type.kind === 'zero' || type.kind === 'unknown' ? type : number(unitOf(type, node, context));
}

function arithmeticType(node: Node & { kind: 'binary' }, left: Bound, right: Bound, context: BindContext): BoundType {
  const { operator } = node;
  if (left.type.kind === 'unknown' || right.type.kind === 'unknown') return { kind: 'unknown' };
  if (operator === '+' || operator === '-') return additiveType(node, left, right, context);
  const [leftUnit, rightUnit] = [unitOf(left.type, node.left, context), unitOf(right.type, node.right, context)];
  if (operator === '*')
    return left.type.kind === 'zero' || right.type.kind === 'zero'
      ? { kind: 'zero' }
      : number(sensible(multiplyUnits(leftUnit, rightUnit), node, context));
  if (operator === '/') return number(sensible(divideUnits(leftUnit, rightUnit), node, context));
  return number(powerType(node, leftUnit, right, rightUnit, context));
}

/** A product whose unit has a power such as USD^13 comes from a slip, and would grow without end. */
function sensible(unit: Unit, node: Node, context: BindContext): Unit {
  return isExcessive(unit) ? tooHigh(node, context) : unit;
}

function tooHigh(node: Node, context: BindContext): never {
  const hint = 'divide by a unit first, so that a plain number is raised to the power';
  return fail('unit-mismatch', node, context, 'the result would have a unit to the power of more than 12', hint);
}

function powerType(
  node: Node & { kind: 'binary' },
  base: Unit,
  exponent: Bound,
  exponentUnit: Unit,
  context: BindContext,
): Unit {
  const isYears = isDimensionless(base) && sameUnit(exponentUnit, context.registry.units.get('year')!);
  if (!isDimensionless(exponentUnit) && !isYears) refuseExponent(node, exponentUnit, context);
  if (isDimensionless(base)) return dimensionless;
  const value = exponent.expression.kind === 'number' ? exponent.expression.value : undefined;
  if (value === undefined || !Number.isInteger(value))
    fail(
      'unit-mismatch',
      node.left,
      context,
      `only plain numbers can be raised to such a power, but this is in ${base.text}`,
    );
  return powerOfUnit(base, value!) ?? tooHigh(node, context);
}

/**
 * An exponent is a plain number or a number of years; what a number of months compounds, a month or a year, only the
 * author knows.
 */
function refuseExponent({ right }: Node & { kind: 'binary' }, unit: Unit, context: BindContext): never {
  const message = `an exponent is a plain number or a number of years, but this is in ${unit.text}`;
  if (!sameDimension(unit, context.registry.units.get('year')!))
    return fail('unit-mismatch', right, context, message, exponentHint);
  const isElapsed = right.kind === 'name' && right.name === 'period.elapsed' && right.selectors.length === 0;
  const years = isElapsed
    ? 'period.years_elapsed'
    : `convert(${context.formula.text.slice(right.start, right.end)}, "year")`;
  const fix = change(`write ${years}, for a rate per year`, context, {
    start: right.start,
    end: right.end,
    text: years,
  });
  const hint = `for a rate per year write ${years}; declare a rate per month in %/month and write growth_factor(rate, time)`;
  return fail('unit-mismatch', right, context, message, hint, [], [fix]);
}

const exponentHint = 'divide it by an amount in the same unit, so that a plain number is left';

/** Sums and differences; two dates have a difference in days, and days may be added to a date. */
function additiveType(node: Node & { kind: 'binary' }, left: Bound, right: Bound, context: BindContext): BoundType {
  if (left.type.kind === 'unknown' || right.type.kind === 'unknown') return { kind: 'unknown' };
  const dates = [left, right].filter(({ type }) => type.kind === 'date').length;
  if (dates === 2 && node.operator === '-') return number(context.registry.units.get('day')!);
  if (dates === 2)
    return fail(
      'unit-mismatch',
      node,
      context,
      'two dates cannot be added',
      'a difference of dates gives days; edate(date, months) goes on from a date',
    );
  if (left.type.kind === 'date' && isDays(right.type, context)) return left.type;
  if (right.type.kind === 'date' && isDays(left.type, context) && node.operator === '+') return right.type;
  for (const [bound, side] of [
    [left, node.left],
    [right, node.right],
  ] as const)
    if (bound.type.kind !== 'date') unitOf(bound.type, side, context);
  return unify(
    node.left,
    numeric(left.type),
    node.right,
    numeric(right.type),
    node,
    node.operator === '+' ? 'adds' : 'subtracts',
    context,
  );
}

function isDays(type: BoundType, { registry }: BindContext): boolean {
  return type.kind === 'zero' || (type.kind === 'number' && sameUnit(type.unit, registry.units.get('day')!));
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
    leftType.kind === 'flag' && rightType.kind === 'flag'
      ? [leftType, rightType]
      : [numeric(leftType), numeric(rightType)];
  if (left.kind === 'number' && right.kind === 'number' && sameUnit(left.unit, right.unit))
    return left.unit.text === '1' ? right : left;
  if (left.kind === right.kind && left.kind !== 'number') return left;
  const labels = [
    { span: spanOf(leftNode, context.formula), text: typeText(left) },
    { span: spanOf(rightNode, context.formula), text: typeText(right) },
  ];
  const message = `${context.row?.quantity.id ?? 'this formula'} ${verb} ${typeText(left)} and ${typeText(right)}`;
  const advice = mismatchAdvice({ node: leftNode, type: left }, { node: rightNode, type: right }, range, context);
  const fixes = advice?.repairs.map(({ label, changes }) => change(label, context, ...changes));
  return fail('unit-mismatch', range, context, message, advice?.hint, labels, fixes);
}

function mismatchAdvice(left: Side, right: Side, range: TextRange | Node, context: BindContext): Advice | undefined {
  if (left.type.kind !== 'number' || right.type.kind !== 'number') return undefined;
  const [one, other] = [
    { node: left.node, unit: left.type.unit },
    { node: right.node, unit: right.type.unit },
  ];
  // The column of a look-up and the call itself stay as they are.
  const canChangeFirst = !('kind' in range && range.kind === 'call' && range.name !== 'if');
  if (sameDimension(one.unit, other.unit)) return conversionAdvice(one, other, canChangeFirst, context);
  return (
    timeAdvice(one, other, range, canChangeFirst, context) ?? { hint: lackWords(one, other, context), repairs: [] }
  );
}

interface Side {
  readonly node: Node;
  readonly type: BoundType;
}
interface Measured {
  readonly node: Node;
  readonly unit: Unit;
}

/** The unit that the item of a formula is declared in. */
function declaredUnit({ row, registry }: BindContext): Unit | undefined {
  const declaration = row === undefined ? undefined : registry.items.get(row.quantity.id);
  const type = declaration?.stated === true ? row!.quantity.type : undefined;
  return type?.kind === 'number' ? type.unit : undefined;
}

/** Two units of one dimension: the one that is not declared is converted, usually the second. */
function conversionAdvice(one: Measured, other: Measured, canChangeFirst: boolean, context: BindContext): Advice {
  const declared = declaredUnit(context);
  const isSecondRight = canChangeFirst && declared !== undefined && sameUnit(other.unit, declared);
  const [from, to] = isSecondRight ? [one, other] : [other, one];
  const factors = plainFactors(from.node, (name) => isPlainQuantity(name, context));
  return factors.length > 0 ? factorAdvice(factors, to.unit) : converted(from.node, to.unit, context.formula.text);
}

function isPlainQuantity(name: string, context: BindContext): boolean {
  const type = findQuantity(name, context)?.type;
  return type?.kind === 'number' && isDimensionless(type.unit) && type.unit.text !== '%';
}

/**
 * An amount and a rate: the rate times the length of the period is an amount, unless the item is declared as a rate.
 */
function timeAdvice(
  one: Measured,
  other: Measured,
  range: TextRange | Node,
  canChangeFirst: boolean,
  context: BindContext,
): Advice | undefined {
  const { formula, registry } = context;
  const difference = differenceOf(one.unit, other.unit);
  if (difference?.name !== 'month' || (context.row === undefined && context.check === undefined)) return undefined;
  const [amount, rate] = difference.power > 0 ? [one, other] : [other, one];
  const declared = declaredUnit(context);
  const changesAmount = declared !== undefined && sameUnit(declared, rate.unit);
  if (!canChangeFirst && (changesAmount ? amount : rate) === one) return undefined;
  const advice = changesAmount
    ? overPeriod(amount.node, amount.unit, rate.unit, formula.text, registry.units)
    : timesPeriod(rate.node, rate.unit, amount.unit, formula.text, registry.units);
  const factors = plainFactors((changesAmount ? amount : rate).node, (name) => isPlainQuantity(name, context));
  if (advice !== undefined && factors.length > 0) return timeFactorAdvice(factors, advice);
  const isGrowth =
    amount === one &&
    amount.node.kind === 'number' &&
    amount.node.text === '1' &&
    'kind' in range &&
    range.kind === 'binary';
  return advice !== undefined && isGrowth ? growthAdvice(range, rate.node, advice, formula.text) : advice;
}

function lackWords(one: Measured, other: Measured, { formula: { text } }: BindContext): string {
  const words = ({ node }: Measured): string => text.slice(node.start, node.end);
  return differenceWords(words(one), one.unit, words(other), other.unit);
}

function unifyAll(nodes: readonly Node[], bounds: readonly Bound[], verb: string, context: BindContext): BoundType {
  return bounds.reduce<BoundType>(
    (type, bound, at) =>
      at === 0
        ? bound.type
        : unify(
            nodes[0]!,
            type,
            nodes[at]!,
            bound.type,
            { start: nodes[0]!.start, end: nodes[at]!.end },
            verb,
            context,
          ),
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
  return bindPlainCall(node, context);
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
  const rewritten = rewriteCall(
    node.name,
    node.args.map(({ start, end }) => context.formula.text.slice(start, end)),
  );
  const fixes =
    rewritten === undefined
      ? []
      : [change(`write ${rewritten}`, context, { start: node.start, end: node.end, text: rewritten })];
  const known = rewritten === undefined ? foreignFunctionHint(node.name) : `write ${rewritten}`;
  const hint = known ?? didYouMean(node.name, Object.keys(functions)) ?? 'docs/functions.md lists all functions';
  return fail('unknown-function', range, context, `there is no function '${node.name}'`, hint, [], fixes);
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
  if (node.args.length !== 1 || only?.kind !== 'name' || !['sum', 'average', 'min', 'max', 'count'].includes(node.name))
    return undefined;
  const window = only.selectors.find((selector) => selector.kind === 'window');
  if (window === undefined) return undefined;
  if (window.to > 0 || window.from > window.to)
    fail(
      'outside-timeline',
      window,
      context,
      'a window runs from an earlier period to a later one, at most the present',
      'write [-11..0]',
    );
  const quantity = requireQuantity(only, context);
  const row = pickRow(quantity, only, context);
  const { type, time } = context.typeOf(quantity);
  if (time === 'scalar') fail('wrong-arguments', only, context, `'${only.name}' has one value, not one per period`);
  return {
    expression: call(node.name, { kind: 'window', row, from: window.from, to: window.to }),
    type: aggregateType(node, [{ type }], context),
    time: 'series',
  };
}

/**
 * The arguments of a call, each checked by its rule in the table of functions; all are read first, so that problems
 * inside them are found.
 */
function bindArguments(node: Node & { kind: 'call' }, { argument }: FunctionDefinition, context: BindContext): Bound[] {
  const bounds = node.args.map((arg, at) =>
    argument(at).rule === 'basis' ? bindBasis(arg, context) : bind(arg, context),
  );
  for (const [at, { type }] of bounds.entries()) checkArgument(node, at, type, context);
  return bounds;
}

function checkArgument(
  node: Node & { kind: 'call' | 'aggregate' },
  at: number,
  type: BoundType,
  context: BindContext,
): void {
  const { name, rule } = functions[node.name]!.argument(at);
  const fault = argumentFault(rule, type);
  if (fault === undefined) return;
  const argument = node.args[at]!;
  const message = `${node.name} takes ${fault.wanted} for '${name}', but this is ${typeText(type)}`;
  if (!isOtherTime(rule, type)) fail(fault.code, argument, context, message, fault.hint);
  const { hint, repairs } = converted(argument, context.registry.units.get('month')!, context.formula.text);
  fail(
    fault.code,
    argument,
    context,
    message,
    hint,
    [],
    repairs.map(({ label, changes }) => change(label, context, ...changes)),
  );
}

/** What the arguments that have a common rule have in common: the unit of the amounts of a loan. */
function commonType(
  node: Node & { kind: 'call' },
  args: readonly Bound[],
  rule: ResultRule,
  context: BindContext,
): BoundType {
  const { argument } = functions[node.name]!;
  const sharing = args.flatMap((bound, at) => (argument(at).rule === rule ? [{ bound, node: node.args[at]! }] : []));
  const nodes = sharing.map((one) => one.node);
  const bounds = sharing.map((one) => one.bound);
  return unifyAll(nodes, bounds, rule === 'alike' ? 'returns both' : 'mixes', context);
}

const sharedRules: readonly ResultRule[] = ['amount', 'measure', 'alike'];

function resultType(
  node: Node & { kind: 'call' },
  args: readonly Bound[],
  result: ResultRule,
  context: BindContext,
): BoundType {
  for (const rule of sharedRules) {
    const common = commonType(node, args, rule, context);
    if (rule === result) return rule === 'amount' ? numeric(common) : common;
  }
  switch (result) {
    case 'first':
      return numeric(args[0]!.type);
    case 'number':
      return plain;
    case 'day':
    case 'month':
      return number(context.registry.units.get(result)!);
    case 'flag':
    case 'date':
      return { kind: result };
    default:
      throw new Error(`${result} is common to the arguments`);
  }
}

/** A function of Excel: its arguments, and the type that the table of functions gives it. */
function bindPlainCall(node: Node & { kind: 'call' }, context: BindContext): Bound {
  const definition = functions[node.name]!;
  const args = bindArguments(node, definition, context);
  const type = resultType(node, args, definition.result ?? 'first', context);
  return { expression: call(node.name, ...args.map((arg) => arg.expression)), type, time: join(...args) };
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
    return bindPlainCall(node, context);
  },
  true: () => ({ expression: literal(1), type: { kind: 'flag' }, time: 'scalar' }),
  false: () => ({ expression: literal(0), type: { kind: 'flag' }, time: 'scalar' }),
  divide: (node, context) => {
    const [above, below, otherwise] = bindArguments(node, functions.divide!, context) as [Bound, Bound, Bound];
    const isUnknown = above.type.kind === 'unknown' || below.type.kind === 'unknown';
    const type: BoundType = isUnknown
      ? { kind: 'unknown' }
      : number(divideUnits(unitOf(above.type, node.args[0]!, context), unitOf(below.type, node.args[1]!, context)));
    unify(node, type, node.args[2]!, otherwise.type, node, 'returns both', context);
    const expression = call(
      'if',
      withinRounding('=', asNumber(below.expression), literal(0), context.isWholeInput),
      otherwise.expression,
      binary('/', above.expression, below.expression),
    );
    return { expression, type, time: join(above, below, otherwise) };
  },
  convert: (node, context) => {
    const value = bind(node.args[0]!, context);
    const target = node.args[1]!;
    if (target.kind !== 'string')
      return fail(
        'wrong-arguments',
        target,
        context,
        'the second argument of convert is a unit in quotes',
        'convert(x, "USD/month")',
      );
    const { unit } = parseUnit(target.text, context.registry.units);
    if (unit === undefined) return unknownUnit(target.text, target, context);
    if (value.type.kind === 'unknown') return { ...value, type: number(unit) };
    const from = unitOf(value.type, node.args[0]!, context);
    if (!sameDimension(from, unit))
      fail(
        'unit-mismatch',
        node,
        context,
        `${from.text} cannot be converted to ${unit.text}`,
        'the two measure different things',
      );
    return { ...value, expression: scaled(value.expression, conversion(from, unit)), type: number(unit) };
  },
  active: (node, context) => {
    const [start, term] = bindArguments(node, functions.active!, context) as [Bound, Bound];
    return { expression: activeFlag(start.expression, term.expression), type: { kind: 'flag' }, time: 'series' };
  },
  active_months: (node, context) => {
    const [start, term] = bindArguments(node, functions.active_months!, context) as [Bound, Bound];
    const type = number(context.registry.units.get('month')!);
    return { expression: activeMonths(start.expression, term.expression), type, time: 'series' };
  },
  growth: (node, context) => {
    const now = bind(node.args[0]!, context);
    if (now.time === 'unknown') return unknown;
    if (now.expression.kind !== 'read' || now.time !== 'series')
      return fail(
        'wrong-arguments',
        node.args[0]!,
        context,
        'growth takes the name of one item that changes over time',
      );
    amountType(now.type, node.args[0]!, context);
    const before: Expression = { ...now.expression, lag: now.expression.lag - 1 };
    const ratio = binary('-', binary('/', now.expression, before), literal(1));
    const first = node.args[1] === undefined ? undefined : bind(node.args[1], context);
    if (first !== undefined) checkArgument(node, 1, first.type, context);
    const isFirst = binary('=', { kind: 'period', attribute: 'index', lag: 0 }, literal(1));
    return {
      expression: first === undefined ? ratio : call('if', isFirst, first.expression, ratio),
      type: plain,
      time: 'series',
    };
  },
  cumulative: (node, context) => {
    const { row, type } = rowArgument(node, context);
    return {
      expression: call('sum', { kind: 'running', row }),
      type: amountType(type, node.args[0]!, context),
      time: 'series',
    };
  },
  date: (node, context) => {
    const [year] = node.args;
    if (year?.kind === 'number' && Number(year.text) < firstYear)
      return fail(
        'wrong-arguments',
        year,
        context,
        `${year.text} is no year of the calendar`,
        `write all four digits, such as ${2000 + (Number(year.text) % 100)}`,
      );
    const made = bindPlainCall(node, context);
    return { ...made, expression: datedExpression(made.expression) };
  },
  discount_factor: (node, context) => {
    const [rate] = bindArguments(node, functions.discount_factor!, context) as [Bound];
    const years = binary('/', { kind: 'period', attribute: 'elapsed', lag: 0 }, literal(12));
    return {
      expression: binary('/', literal(1), binary('^', binary('+', literal(1), rate.expression), years)),
      type: plain,
      time: 'series',
    };
  },
  growth_factor: (node, context) => {
    const [rate, time] = bindArguments(node, functions.growth_factor!, context) as [Bound, Bound];
    const [perTime, span] = [unitOf(rate.type, node.args[0]!, context), unitOf(time.type, node.args[1]!, context)];
    const periods = scaled(time.expression, conversion(multiplyUnits(perTime, span), dimensionless));
    return {
      expression: binary('^', binary('+', literal(1), rate.expression), periods),
      type: plain,
      time: join(rate, time),
    };
  },
  allocate: (node, context) => {
    const [total, start, term] = bindArguments(node, functions.allocate!, context) as [Bound, Bound, Bound];
    const share = binary('/', activeMonths(start.expression, term.expression), positive(term.expression));
    return { expression: binary('*', total.expression, share), type: numeric(total.type), time: 'series' };
  },
  straight_line: (node, context) => straightLine(node, context),
  ...Object.fromEntries(['pmt', 'pv', 'fv', 'nper', 'ipmt', 'ppmt'].map((name) => [name, loanCall] as const)),
  first: (node, context) => endpoint(node, 0, context),
  last: (node, context) => endpoint(node, context.timeline.periods.length - 1, context),
  lookup: (node, context) => lookUp(node, 0, context),
  lookup_band: (node, context) => lookUp(node, 1, context),
  lookup_date: (node, context) => lookUp(node, 1, context),
  progressive: (node, context) => progressive(node, context),
  days: (node, context) => {
    const [end, start] = bindArguments(node, functions.days!, context) as [Bound, Bound];
    const type = resultType(node, [end, start], 'day', context);
    return { expression: binary('-', end.expression, start.expression), type, time: join(end, start) };
  },
  sumproduct: (node, context) =>
    fail(
      'wrong-arguments',
      node,
      context,
      'sumproduct needs to know what it runs over',
      'write sumproduct(a, b over timeline)',
    ),
  irr: (node, context) =>
    fail('wrong-arguments', node, context, 'irr needs to know what it runs over', 'write irr(cash_flow over timeline)'),
  xirr: (node, context) =>
    fail(
      'wrong-arguments',
      node,
      context,
      'xirr needs to know what it runs over',
      'write xirr(cash_flow over timeline)',
    ),
};

/**
 * What is written off in this period of every amount so far: the months of its term that fall into this period, over
 * the term. An amount is spread from the first day of its own period, so at the start of this one it is `age` months
 * old, and min(months, term - age) months are due: months, less what of the period lies behind the end of the term.
 */
function straightLine(node: Node & { kind: 'call' }, context: BindContext): Bound {
  const { row, type } = rowArgument(node, context);
  const term = constantTerm(node, context);
  const months: Expression = { kind: 'period', attribute: 'months', lag: 0 };
  const age = binary(
    '-',
    { kind: 'period', attribute: 'elapsed', lag: 0 },
    { kind: 'periodRunning', attribute: 'elapsed' },
  );
  // The truth values are multiplied as they are: `if` does not go through a range, and sumproduct does.
  const times = (left: Expression, right: Expression): Expression => ({ kind: 'binary', operator: '*', left, right });
  const behind = binary('-', binary('+', age, months), term);
  const due = binary('-', months, times(binary('>', behind, literal(0)), behind));
  const young = times({ kind: 'running', row }, binary('<', age, term));
  const expression = binary('/', call('sumproduct', times(young, due)), positive(term));
  return { expression, type: amountType(type, node.args[0]!, context), time: 'series' };
}

/**
 * The term of straight_line, which is one for all amounts: with another term in every period the parts would not add up
 * to the whole.
 */
function constantTerm(node: Node & { kind: 'call' }, context: BindContext): Expression {
  const term = bind(node.args[1]!, context);
  checkArgument(node, 1, term.type, context);
  if (term.time === 'series')
    fail(
      'wrong-arguments',
      node.args[1]!,
      context,
      'the term of straight_line changes over time, so what is written off would not add up to the amounts',
      'use an input with one value as the term, and a line item of its own for amounts with another term',
    );
  return term.expression;
}

/** A divisor that is an error unless it is positive: a negative term is no term. */
const positive = (divisor: Expression): Expression => call('max', literal(0), divisor);

/** A function of loans, with an error wherever programs differ or lose their digits. */
function loanCall(node: Node & { kind: 'call' }, context: BindContext): Bound {
  const made = bindPlainCall(node, context);
  return made.expression.kind === 'call' ? { ...made, expression: loanExpression(made.expression) } : made;
}

/**
 * Outside of its term a loan has no payments, so that its interest can be asked for in every period of the timeline.
 */
function loanExpression(loan: Expression & { kind: 'call' }): Expression {
  const [rate, second, third] = loan.args as [Expression, Expression, Expression];
  if (loan.name === 'pmt') {
    const isTerm = binary('>', second, literal(0));
    return orNotAvailable(call('and', isTerm, usableRate(rate, growsByAtMost(rate, second, growthMost))), loan);
  }
  if (loan.name !== 'ipmt' && loan.name !== 'ppmt')
    return orNotAvailable(usableRate(rate, binary('>', rate, literal(-1))), loan);
  const [period, periods] = [second, third];
  const isTerm = binary('>=', periods, literal(1));
  const usable = usableRate(rate, growsByAtMost(rate, periods, balanceGrowthMost));
  const inTerm = call('and', binary('>=', period, literal(1)), binary('<=', period, periods));
  return orNotAvailable(call('and', isTerm, usable), call('if', inTerm, loan, literal(0)));
}

/** What a balance may grow by over the term, as a logarithm: beyond this LibreOffice gives wrong payments. */
const growthMost = 100;
/** The same for interest and principal, which spreadsheets compute as differences of balances: ten digits are left. */
const balanceGrowthMost = 9;
/** The smallest rate of which 1 + rate keeps ten digits. */
const rateLeast = 1e-6;

/** An error where the rate is -100% or less. */
function growsByAtMost(rate: Expression, periods: Expression, most: number): Expression {
  return binary('<=', binary('*', periods, call('ln', binary('+', literal(1), rate))), literal(most));
}

/** A rate that is 0 but for rounding is no rate. */
function usableRate(rate: Expression, condition: Expression): Expression {
  const isLarge = binary('>=', call('abs', rate), literal(rateLeast));
  return call('or', binary('=', rate, literal(0)), call('and', isLarge, condition));
}

const orNotAvailable = (condition: Expression, value: Expression): Expression =>
  call('if', condition, value, notAvailable);

/** Excel takes the year 24 as 1924 and LibreOffice as 2024, so that dates begin here. */
const firstYear = 1901;

/** DATE(…) with a year before `firstYear` as an error; a year of the calendar needs no such condition. */
function datedExpression(date: Expression): Expression {
  const year = date.kind === 'call' ? date.args[0]! : date;
  const isKnown =
    year.kind === 'period' ||
    year.kind === 'periodAt' ||
    year.kind === 'number' ||
    (year.kind === 'call' && year.name === 'year');
  return isKnown ? date : orNotAvailable(binary('>=', year, literal(firstYear)), date);
}

/** An error that is meant: what a function is asked for does not exist. */
const notAvailable: Expression = call('na');

/** 1 while start <= first day of the period < start + term months. */
function activeFlag(start: Expression, term: Expression): Expression {
  const end = call('edate', start, term);
  return call(
    'if',
    call('and', binary('>=', periodStart, start), binary('<', periodStart, end)),
    literal(1),
    literal(0),
  );
}

/**
 * Months of the period that lie inside a term: from the month of the start, for as many months as the term has. With
 * `before` months between the first day of the period and the start it is max(0, min(months, before + term) - max(0,
 * before)).
 */
function activeMonths(start: Expression, term: Expression): Expression {
  const months: Expression = { kind: 'period', attribute: 'months', lag: 0 };
  const years = binary('-', call('year', start), { kind: 'period', attribute: 'year', lag: 0 });
  const before = binary(
    '-',
    binary('+', binary('*', years, literal(12)), call('month', start)),
    call('month', periodStart),
  );
  const end = call('min', months, binary('+', before, term));
  return call('max', literal(0), binary('-', end, call('max', literal(0), before)));
}

/** What has one value per period: a row of the model, or an attribute of the calendar. */
type Series = { readonly type: BoundType } & ({ readonly row: Row } | { readonly attribute: PeriodAttribute });

const valueAt = (series: Series, position: number): Expression =>
  'row' in series
    ? { kind: 'readAt', row: series.row, position }
    : { kind: 'periodAt', attribute: series.attribute, position };
const stretch = (series: Series, from: number, to: number): Expression =>
  'row' in series
    ? { kind: 'stretch', row: series.row, from, to }
    : { kind: 'periodStretch', attribute: series.attribute, from, to };

/** The argument of a function that runs over time: an item, or an attribute of the calendar such as `period.end`. */
function seriesArgument(node: Node & { kind: 'call' | 'aggregate' }, context: BindContext, at = 0): Series {
  const argument = node.args[at]!;
  const attribute = argument.kind === 'name' ? /^period\.(.+)$/.exec(argument.name)?.[1] : undefined;
  if (argument.kind !== 'name' || attribute === undefined || argument.selectors.length > 0)
    return rowArgument(node, context, at);
  const known = periodAttribute(argument, attribute, context);
  if (known.inYears) return refuseYears(node, argument, known, context);
  return { attribute: known.row, type: periodType(known, context) };
}

/** Years have no row of their own to run over; their months have. */
function refuseYears(
  node: Node & { kind: 'call' | 'aggregate' },
  argument: Node & { kind: 'name' },
  { row }: Attribute,
  context: BindContext,
) {
  const hint = `write convert(${node.name}(period.${row} …), "year")`;
  const fix = change(
    'sum months and convert them to years',
    context,
    { start: node.start, end: node.start, text: 'convert(' },
    { start: argument.start, end: argument.end, text: `period.${row}` },
    { start: node.end, end: node.end, text: ', "year")' },
  );
  return fail(
    'wrong-arguments',
    argument,
    context,
    `${node.name} runs over rows, and ${argument.name} has none`,
    hint,
    [],
    [fix],
  );
}

function rowArgument(
  node: Node & { kind: 'call' | 'aggregate' },
  context: BindContext,
  at = 0,
): { row: Row; type: BoundType } {
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
  if (time === 'scalar')
    fail('wrong-arguments', argument, context, `'${argument.name}' has one value, not one per period`);
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
  if (
    !['first', 'last', 'min', 'max', 'average'].includes(node.name) ||
    node.args.length !== 1 ||
    only?.kind !== 'name'
  )
    return undefined;
  const quantity = findQuantity(only.name, context);
  return quantity !== undefined && context.typeOf(quantity).time === 'scalar' ? bind(only, context) : undefined;
}

/** The day-count basis is part of the formula, so its number may stand there. */
function bindBasis(basis: Node, context: BindContext): Bound {
  if (basis.kind === 'number' && /^[0-4]$/.test(basis.text) && basis.unit === undefined)
    return bind(basis, { ...context, literals: 'any' });
  return fail(
    'wrong-arguments',
    basis,
    context,
    'the basis of yearfrac is a number from 0 to 4',
    '0: 30/360 US, 1: actual/actual, 2: actual/360, 3: actual/365, 4: 30/360 European',
  );
}

function columnArgument(node: Node & { kind: 'call' }, at: number, context: BindContext): Quantity {
  const argument = node.args[at]!;
  const quantity = argument.kind === 'name' ? findQuantity(argument.name, context) : undefined;
  if (quantity === undefined || quantity.tables.length !== 1 || context.typeOf(quantity).time === 'series')
    return fail('wrong-arguments', argument, context, `${node.name} takes a table column here, such as scale.rate`);
  if (quantity.rows.length === 0)
    return fail(
      'wrong-arguments',
      argument,
      context,
      `'${argument.kind === 'name' ? argument.name : quantity.id}' has no rows`,
      'give the table members',
    );
  return quantity;
}

/** The two columns of a look-up, which stand beside each other in one table. */
function columnArguments(node: Node & { kind: 'call' }, context: BindContext): [Quantity, Quantity] {
  const [first, second] = [columnArgument(node, 0, context), columnArgument(node, 1, context)];
  if (first.tables[0] === second.tables[0]) return [first, second];
  const tables = [first, second].map(({ tables: [table] }) => `'${localName(table!.id, context.scope)}'`).join(' and ');
  return fail(
    'wrong-arguments',
    node.args[1]!,
    context,
    `${node.name} reads two columns of one table, but these are of ${tables}`,
    'put both columns into one table',
  );
}

/** Bounds of bands ascend, so they are numbers or dates. */
function checkBounds(node: Node & { kind: 'call' }, at: number, bounds: Quantity, context: BindContext): void {
  const { type } = context.typeOf(bounds);
  const kinds = { lookup_date: ['date'], lookup_band: ['number', 'date'] }[node.name] ?? ['number'];
  if (type.kind !== 'unknown' && !kinds.includes(type.kind))
    fail(
      'wrong-arguments',
      node.args[at]!,
      context,
      `${node.name} takes a column of ${node.name === 'lookup_date' ? 'dates' : 'numbers'} here, but this is ${typeText(type)}`,
    );
  context.registry.bands.set(bounds, spanOf(node, context.formula));
}

function lookUp(node: Node & { kind: 'call' }, mode: 0 | 1, context: BindContext): Bound {
  const [values, keys] = columnArguments(node, context);
  const wanted = bind(node.args[2]!, context);
  unify(node.args[1]!, context.typeOf(keys).type, node.args[2]!, wanted.type, node, 'compares', context);
  if (mode === 1) checkBounds(node, 1, keys, context);
  const position = call('match', wanted.expression, { kind: 'block', rows: keys.rows }, literal(mode));
  return {
    expression: call('index', { kind: 'block', rows: values.rows }, position, literal(1)),
    type: context.typeOf(values).type,
    time: wanted.time,
  };
}

/**
 * Each band's rate applies to the part of the amount inside the band: sum of max(0, amount - from) times the step in
 * the rate.
 */
function progressive(node: Node & { kind: 'call' }, context: BindContext): Bound {
  const [from, rate] = columnArguments(node, context);
  const amount = bind(node.args[2]!, context);
  checkBounds(node, 0, from, context);
  unify(node.args[0]!, context.typeOf(from).type, node.args[2]!, amount.type, node, 'compares', context);
  const terms = from.rows.map((row, at): Expression => {
    const above = call('max', literal(0), binary('-', amount.expression, { kind: 'read', row, lag: 0 }));
    const own: Expression = { kind: 'read', row: rate.rows[at]!, lag: 0 };
    return binary('*', above, at === 0 ? own : binary('-', own, { kind: 'read', row: rate.rows[at - 1]!, lag: 0 }));
  });
  const unit = multiplyUnits(
    unitOf(amount.type, node.args[2]!, context),
    unitOf(context.typeOf(rate).type, node.args[1]!, context),
  );
  return { expression: addAll(terms), type: number(unit), time: amount.time };
}

function tableHint(written: string, { registry, scope }: BindContext): string | undefined {
  const tables = localNames(registry.tables.keys(), scope);
  return didYouMean(written, tables) ?? (tables.length === 0 ? undefined : `the tables are ${tables.join(', ')}`);
}

function bindAggregate(node: Node & { kind: 'aggregate' }, context: BindContext): Bound {
  return node.over.kind === 'table' ? overTable(node, node.over, context) : overTime(node, node.over, context);
}

function overTable(node: Node & { kind: 'aggregate' }, over: Over & { kind: 'table' }, context: BindContext): Bound {
  const table = context.registry.tables.get(context.scope + over.table);
  if (table === undefined) {
    return fail('unknown-name', over, context, `there is no table '${over.table}'`, tableHint(over.table, context));
  }
  if (node.name === 'xirr') return xirrOverTable(node, over, table, context);
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
  const parts = chosen.map((member) =>
    bind(node.args[0]!, { ...context, members: new Map([...context.members, [table.id, member.id]]) }),
  );
  if (parts.length === 0) return { expression: literal(0), type: { kind: 'zero' }, time: 'scalar' };
  const time = join(...parts);
  return {
    expression: fold(
      node.name,
      parts.map((part) => part.expression),
    ),
    type: aggregateType(node, parts.slice(0, 1), context),
    time,
  };
}

function overTime(node: Node & { kind: 'aggregate' }, over: Over, context: BindContext): Bound {
  const [from, to] = over.kind === 'dates' ? positions(over, context) : [0, context.timeline.periods.length - 1];
  const constant = constantArgument(node, context);
  if (constant !== undefined) return constant;
  const series = node.args.map((_, at) => seriesArgument(node, context, at));
  const [first] = series as [Series];
  if (node.name === 'first' || node.name === 'last')
    return { expression: valueAt(first, node.name === 'first' ? from : to), type: first.type, time: 'scalar' };
  if (node.name === 'irr' || node.name === 'xirr') return rateOverTime(node, over, first, from, to, context);
  const args = series.map((one) => stretch(one, from, to));
  return { expression: call(node.name, ...args), type: aggregateType(node, series, context), time: 'scalar' };
}

/** A rate of flows over periods; what an item opens with is its flow at the start of the timeline. */
function rateOverTime(
  node: Node & { kind: 'aggregate' },
  over: Over,
  flow: Series,
  from: number,
  to: number,
  context: BindContext,
): Bound {
  const type = aggregateType(node, [flow], context);
  if (node.args.length !== 1 || !('row' in flow))
    return fail(
      'wrong-arguments',
      node,
      context,
      `${node.name} over periods takes the name of one item`,
      functions[node.name]!.signature,
    );
  requireOwnItem(node, context);
  const opens =
    over.kind === 'timeline' && context.registry.items.get(flow.row.quantity.id)?.source.opening !== undefined;
  const first = opens ? -1 : from;
  const flows: Expression = { kind: 'stretch', row: flow.row, from: first, to };
  const days: Expression[] = node.name === 'xirr' ? [{ kind: 'periodStretch', attribute: 'end', from: first, to }] : [];
  return { expression: call(node.name, flows, ...days, ...guessOf(node, context)), type, time: 'scalar' };
}

/**
 * In the workbook a rate has rows of its own in front of a line item, for which openings, checks and tie-outs have no
 * place.
 */
function requireOwnItem(node: Node & { kind: 'aggregate' }, context: BindContext): void {
  if (context.isProbe === true || (context.row !== undefined && context.literals === 'structural')) return;
  const hint = 'give it a line item of its own and use its name here';
  fail('wrong-arguments', node, context, `${node.name} can only be part of the formula of a line item`, hint);
}

/** The rate near which another is looked for, which is a plain number with one value; none where none is written. */
function guessOf(node: Node & { kind: 'aggregate' }, context: BindContext): readonly Expression[] {
  if (node.guess === undefined) return [];
  const guess = bind(node.guess, context);
  if (argumentFault('number', guess.type) !== undefined || guess.time === 'series')
    fail(
      'wrong-arguments',
      node.guess,
      context,
      `the guess of ${node.name} is a plain number with one value`,
      'make it an input, such as 10%',
    );
  return [guess.expression];
}

/** `xirr(round.amount, round.date over round)`: amounts and dates of the members of a table, each with one value. */
function xirrOverTable(
  node: Node & { kind: 'aggregate' },
  over: Over & { kind: 'table' },
  table: Table,
  context: BindContext,
): Bound {
  requireOwnItem(node, context);
  if (node.args.length !== 2 || over.where !== undefined)
    return fail(
      'wrong-arguments',
      node,
      context,
      'xirr over a table takes amounts and dates of all of its members',
      functions.xirr!.signature,
    );
  const [flows, days] = node.args.map((_, at) => columnOver(node, at, table, context)) as [Columned, Columned];
  const type = aggregateType(node, [flows], context);
  const fault = argumentFault('date', days.type);
  if (fault !== undefined)
    fail(
      fault.code,
      node.args[1]!,
      context,
      `xirr takes ${fault.wanted} for 'dates', but this is ${typeText(days.type)}`,
    );
  return { expression: datedFlows(flows.block, days.block, guessOf(node, context)), type, time: 'scalar' };
}

interface Columned {
  readonly type: BoundType;
  readonly block: Expression & { kind: 'block' };
}

function columnOver(node: Node & { kind: 'aggregate' }, at: number, table: Table, context: BindContext): Columned {
  const argument = node.args[at]!;
  const quantity =
    argument.kind === 'name' && argument.selectors.length === 0 ? findQuantity(argument.name, context) : undefined;
  if (
    quantity === undefined ||
    quantity.tables.length !== 1 ||
    quantity.tables[0] !== table ||
    context.typeOf(quantity).time === 'series'
  )
    return fail(
      'wrong-arguments',
      argument,
      context,
      `xirr takes a column of the table '${table.id}' here, or an item by it, with one value each`,
    );
  if (quantity.rows.length === 0)
    return fail('wrong-arguments', argument, context, `the table '${table.id}' has no members`);
  return { type: context.typeOf(quantity).type, block: { kind: 'block', rows: quantity.rows } };
}

/** The type of a function over members or periods, whose terms are of the types given. */
function aggregateType(
  node: Node & { kind: 'call' | 'aggregate' },
  terms: readonly { type: BoundType }[],
  context: BindContext,
): BoundType {
  for (const [at, { type }] of terms.entries()) checkArgument(node, at, type, context);
  if (node.name === 'irr' || node.name === 'xirr' || node.name === 'count') return plain;
  if (node.name === 'sumproduct')
    return number(
      terms.reduce((unit, { type }, at) => multiplyUnits(unit, unitOf(type, node.args[at]!, context)), dimensionless),
    );
  return node.name === 'sum' || node.name === 'average' ? numeric(terms[0]!.type) : terms[0]!.type;
}

function positions(over: Over & { kind: 'dates' }, context: BindContext): [number, number] {
  const [from, to] = [readDate(over.from.text, over, context), readDate(over.to.text, over, context)];
  const words = over.to.text === over.from.text ? over.from.text : `${over.from.text}..${over.to.text}`;
  if (from.grain === 'day' || to.grain === 'day')
    return fail(
      'outside-timeline',
      over,
      context,
      `${words} begins or ends on a day`,
      `name whole ${context.timeline.grain}s`,
    );
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
