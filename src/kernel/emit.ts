/**
 * Expressions as JavaScript. Input: an expression and the slots of its rows. Output: the text of one JavaScript
 * expression over the array `v`, the position `p` and the functions of `runtime.ts`. Guarantee: the text contains
 * nothing from a model file: only slots or names for them, positions, doubles and names from this folder. An error is
 * NaN: comparisons test for it, because NaN itself compares as false.
 */
import { isComparison, isCondition } from '../model/expression/build.ts';
import type { PrimitiveFunction, ScalarFunction } from '../model/expression/primitives.ts';
import { splitRateArguments } from '../model/expression/rates.ts';
import { containsKind, partsOf } from '../model/expression/walk.ts';
import type { Expression, PeriodAttribute, Row } from '../model/model.ts';
import type { ComparisonOperator } from '../values/operators.ts';

/** Where an expression is computed. */
export interface EmitContext {
  /** The cell of a row at position 0, and whether it moves along with the position. */
  readonly locate: (row: Row) => { readonly slot: number; readonly moves: boolean };
  readonly calendar: (attribute: PeriodAttribute) => number;
  readonly code: (text: string) => number;
  /** The text of a cell number: a name, so that lines that differ in cells only have the same text. */
  readonly name: (slot: number) => string;
  /** The variable that holds a cell at this position already. */
  readonly loaded?: (slot: number) => string | undefined;
  /** The variable that holds a value that was computed at this position before, by its text. */
  readonly computed?: (text: string) => string | undefined;
  /** The variable that holds the sum of a row up to this position. */
  readonly running?: (slot: number) => string;
  /** An expression of the calendar alone, as an element of an array that is computed once. */
  readonly dated?: (expression: Expression) => string | undefined;
  /** A new temporary variable. */
  readonly temporary: () => string;
  /** Statements that must precede the expression. */
  readonly before: string[];
  /** The position, as a variable or a number. */
  readonly position: string;
  /**
   * Takes statements and an expression that are the same at every position; gives a variable that is set in front of
   * the loop.
   */
  readonly hoist?: (statements: string, text: string) => string;
}

/** A double as JavaScript reads it back. */
function numeral(value: number): string {
  if (!Number.isFinite(value)) return 'NaN';
  return value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? '-0' : String(value)})` : String(value);
}

const isNumber = (position: string): boolean => /^-?\d+$/.test(position);

/** The number of a cell at a distance from the position: `p+a3|0`, which stays a whole number of 32 bits. */
function moving(slot: number, site: EmitContext): string {
  return isNumber(site.position) ? site.name(slot + Number(site.position)) : `(${site.position}+${site.name(slot)}|0)`;
}

/** A cell, at a distance from the position when it moves; one that does not is read in front of the loop. */
function cell(slot: number, moves: boolean, site: EmitContext): string {
  if (moves) return (isNumber(site.position) ? undefined : site.loaded?.(slot)) ?? `v[${moving(slot, site)}]`;
  const text = `v[${site.name(slot)}]`;
  return site.hoist === undefined ? text : site.hoist('', text);
}

const isLeaf = ({ kind }: Expression): boolean =>
  ['number', 'text', 'read', 'readAt', 'period', 'periodAt'].includes(kind);

/** The value of an expression; infinite if it overflows, which the caller turns into an error. */
export function emit(expression: Expression, site: EmitContext): string {
  const { hoist } = site;
  const dated = isLeaf(expression) || !isDated(expression) ? undefined : site.dated?.(expression);
  if (dated !== undefined) return dated;
  if (hoist === undefined || isLeaf(expression) || !isFixed(expression, site)) return emitHere(expression, site);
  const { hoist: _, ...inFront } = site;
  const before: string[] = [];
  const text = emitHere(expression, { ...inFront, before });
  return hoist(before.join(''), text);
}

/** Whether an expression is the same at every position. */
function isFixed(expression: Expression, site: EmitContext): boolean {
  switch (expression.kind) {
    case 'read':
      return !site.locate(expression.row).moves;
    case 'block':
      return expression.rows.every((row) => !site.locate(row).moves);
    case 'period':
    case 'window':
    case 'running':
    case 'periodRunning':
      return false;
    default:
      return partsOf(expression).every((part) => isFixed(part, site));
  }
}

/** Whether an expression reads the calendar at the position, and nothing else. */
function isDated(expression: Expression): boolean {
  const isPart = ({ kind }: Expression): boolean => kind === 'number' || kind === 'period' || kind === 'periodAt';
  const isMade = (one: Expression): boolean => isPart(one) || (partsOf(one).length > 0 && partsOf(one).every(isMade));
  return isMade(expression) && containsKind(expression, 'period');
}

function emitHere(expression: Expression, site: EmitContext): string {
  switch (expression.kind) {
    case 'number':
      return numeral(expression.value);
    case 'text':
      return numeral(site.code(expression.text));
    case 'read': {
      const { slot, moves } = site.locate(expression.row);
      return cell(slot + (moves ? expression.lag : 0), moves, site);
    }
    case 'readAt': {
      const { slot, moves } = site.locate(expression.row);
      return cell(moves ? slot + expression.position : slot, false, site);
    }
    case 'period':
      return cell(site.calendar(expression.attribute) + expression.lag, true, site);
    case 'periodAt':
      return cell(site.calendar(expression.attribute) + expression.position, false, site);
    case 'negate':
      return `(-${emit(expression.operand, site)})`;
    case 'binary':
      return emitBinary(expression, site);
    case 'call':
      return emitCall(expression, site);
    default:
      throw new Error(`${expression.kind} can only be an argument of a function`);
  }
}

/** A value that is finite or an error, as every cell is. */
export function emitFinite(expression: Expression, site: EmitContext): string {
  const text = emit(expression, site);
  return isAlwaysFinite(expression) ? text : (site.computed?.(text) ?? finite(text, site));
}

/**
 * A text without infinity: `x - (x - x)` is x to the last bit when it is finite, and an error otherwise. A branch would
 * take far longer.
 */
function finite(text: string, site: EmitContext): string {
  const name = site.temporary();
  return `((${name}=${text})-(${name}-${name}))`;
}

/** Calls whose result may be infinite; the functions of `runtime.ts` never return infinity. */
const overflowing: ReadonlySet<PrimitiveFunction> = new Set(['if', 'sum', 'average', 'exp', 'ln', 'sumproduct']);

/** Whether the text of an expression is finite or an error already. */
export function isAlwaysFinite(expression: Expression): boolean {
  if (isLeaf(expression) || isCondition(expression)) return true;
  if (expression.kind === 'negate') return isAlwaysFinite(expression.operand);
  if (expression.kind === 'call' && expression.name === 'if') return expression.args.slice(1).every(isAlwaysFinite);
  if (expression.kind === 'binary') return expression.operator === '^';
  return expression.kind === 'call' && !overflowing.has(expression.name);
}

/** A value that is used twice: the text of its first use and of its second. */
function twice(expression: Expression, site: EmitContext): [first: string, again: string] {
  const text = emitFinite(expression, site);
  if (isLeaf(expression) || /^[chr]\d+$/.test(text)) return [text, text];
  const name = site.temporary();
  return [`(${name}=${text})`, name];
}

function emitBinary(expression: Expression & { kind: 'binary' }, site: EmitContext): string {
  const { operator, left, right } = expression;
  if (isComparison(expression)) return emitChoice(expression, '1', '0', site);
  if (operator === '^') return `power(${emitFinite(left, site)},${emitFinite(right, site)})`;
  if (operator !== '/') return `(${emit(left, site)}${operator}${emit(right, site)})`;
  if (right.kind === 'number') return right.value === 0 ? 'NaN' : `(${emit(left, site)}/${numeral(right.value)})`;
  // What is divided by zero is infinite or no number, whatever is added to it or multiplied, and so becomes an error in
  // the end.
  return `(${emit(left, site)}/${emitFinite(right, site)})`;
}

/** The operator that is true when an order comparison is false, unless one side is an error. */
const opposites: Readonly<Partial<Record<ComparisonOperator, string>>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** One of two texts by a condition, and an error where the condition has one. */
function emitChoice(condition: Expression, yes: string, no: string, site: EmitContext): string {
  if (isComparison(condition)) {
    const [a, again] = twice(condition.left, site);
    const [b, other] = twice(condition.right, site);
    const opposite = opposites[condition.operator];
    if (opposite !== undefined) return `(${a}${condition.operator}${b}?${yes}:${again}${opposite}${other}?${no}:NaN)`;
    const [same, different] = condition.operator === '=' ? [yes, no] : [no, yes];
    const isRight = condition.right.kind === 'number' ? '' : `&&${other}===${other}`;
    return `(${a}===${b}?${same}:${again}===${again}${isRight}?${different}:NaN)`;
  }
  const [first, again] = twice(condition, site);
  return `(${first}===0?${no}:${again}===${again}?${yes}:NaN)`;
}

type RangeFunction = 'sum' | 'min' | 'max' | 'count';

/** Functions of `runtime.ts` over ranges. */
const rangeFunctions: Readonly<Record<RangeFunction, string>> = {
  sum: 'sumOf',
  min: 'minOf',
  max: 'maxOf',
  count: 'countOf',
};

/** Functions of JavaScript and of `runtime.ts` that take numbers and give one. */
const scalarFunctions: Readonly<Record<ScalarFunction | 'not', string>> = {
  abs: 'Math.abs',
  sqrt: 'Math.sqrt',
  exp: 'Math.exp',
  ln: 'Math.log',
  not: 'not',
  mod: 'mod',
  round: 'round',
  roundup: 'roundup',
  rounddown: 'rounddown',
  int: 'int',
  pmt: 'pmt',
  ipmt: 'ipmt',
  ppmt: 'ppmt',
  pv: 'pv',
  fv: 'fv',
  nper: 'nper',
  edate: 'edate',
  eomonth: 'eomonth',
  date: 'date',
  year: 'year',
  month: 'month',
  day: 'day',
  yearfrac: 'yearfrac',
};

function emitCall({ name, args }: Expression & { kind: 'call' }, site: EmitContext): string {
  switch (name) {
    case 'if':
      return emitChoice(args[0]!, emit(args[1]!, site), emit(args[2]!, site), site);
    case 'and':
    case 'or':
      return args
        .map((argument) => emitFinite(argument, site))
        .reduce((left, right) => `${name}(${left},${right})`, name === 'and' ? '1' : '0');
    case 'sum':
    case 'min':
    case 'max':
    case 'count':
      return emitAggregate(name, args, site);
    case 'average':
      return `(${emitAggregate('sum', args, site)}/(${args.map((argument) => countText(argument, site)).join('+')}))`;
    case 'sumproduct':
      return emitProducts(args, site);
    case 'na':
      return 'NaN';
    case 'match':
    case 'index':
      return emitLookup(name, args, site);
    case 'irr':
    case 'xirr':
      return emitRate(name, args, site);
    case 'power':
      return `power(${args.map((argument) => emitFinite(argument, site)).join(',')})`;
    default:
      return `${scalarFunctions[name]}(${args.map((argument) => emitFinite(argument, site)).join(',')})`;
  }
}

/** Neighbouring cells: the first, how many, and how far from one to the next. */
interface Cells {
  readonly from: string;
  readonly count: string;
  readonly stride: number;
}

/** The cells of a range; undefined for a single value. */
function cellsOf(expression: Expression, site: EmitContext): Cells | undefined {
  switch (expression.kind) {
    case 'window':
      return {
        from: moving(site.locate(expression.row).slot + expression.from, site),
        count: `${expression.to - expression.from + 1}`,
        stride: 1,
      };
    case 'range':
      return {
        from: site.name(site.locate(expression.row).slot + expression.from),
        count: `${expression.to - expression.from + 1}`,
        stride: 1,
      };
    case 'periodRange':
      return {
        from: site.name(site.calendar(expression.attribute) + expression.from),
        count: `${expression.to - expression.from + 1}`,
        stride: 1,
      };
    case 'running':
      return { from: site.name(site.locate(expression.row).slot), count: `${site.position}+1`, stride: 1 };
    case 'periodRunning':
      return { from: site.name(site.calendar(expression.attribute)), count: `${site.position}+1`, stride: 1 };
    case 'block':
      return blockCells(expression.rows, site);
    default:
      return undefined;
  }
}

function blockCells(rows: readonly Row[], site: EmitContext): Cells {
  const [first, second] = rows.map((row) => site.locate(row));
  const stride = second === undefined ? 1 : second.slot - first!.slot;
  if (rows.some((row, place) => site.locate(row).slot !== first!.slot + place * stride))
    throw new Error('the rows of a block stand apart');
  return { from: first!.moves ? moving(first!.slot, site) : site.name(first!.slot), count: `${rows.length}`, stride };
}

const rangeText = ({ from, count, stride }: Cells): string => `v,${from},${count},${stride}`;

/**
 * Ranges and single values in the order in which a spreadsheet adds them up: what was found so far stands behind a
 * range.
 */
function emitAggregate(name: RangeFunction, args: readonly Expression[], site: EmitContext): string {
  const start = { sum: '0', count: '0', min: 'Infinity', max: '-Infinity' }[name];
  const join = (left: string, right: string): string =>
    name === 'sum' || name === 'count' ? `(${left}+${right})` : `Math.${name}(${left},${right})`;
  const found = args.reduce<string | undefined>((text, argument) => {
    const range = rangeAggregate(name, argument, site);
    if (range !== undefined) return text === undefined ? range : join(range, text);
    const value = name === 'count' ? counted(argument, site) : emitFinite(argument, site);
    return text === undefined ? (name === 'sum' ? `(0+${value})` : value) : join(text, value);
  }, undefined);
  return found ?? start;
}

/** Longer ranges are left to a loop. */
const writtenOut = 16;

/** An aggregate of one range; undefined for a single value. */
function rangeAggregate(name: RangeFunction, argument: Expression, site: EmitContext): string | undefined {
  if (name === 'sum' && argument.kind === 'running' && site.running !== undefined)
    return site.running(site.locate(argument.row).slot);
  const single = name === 'count' ? undefined : singleCells(argument, site);
  if (single !== undefined) return name === 'sum' ? `(0+${single.join('+')})` : `Math.${name}(${single.join(',')})`;
  const cells = cellsOf(argument, site);
  return cells === undefined ? undefined : `${rangeFunctions[name]}(${rangeText(cells)})`;
}

/** The cells of a short range, one by one. */
function singleCells(expression: Expression, site: EmitContext): string[] | undefined {
  if (expression.kind === 'block' && expression.rows.length > 0 && expression.rows.length <= writtenOut)
    return expression.rows.map((row) => emit({ kind: 'read', row, lag: 0 }, site));
  if (expression.kind !== 'window' || expression.to - expression.from >= writtenOut) return undefined;
  const { slot } = site.locate(expression.row);
  return Array.from({ length: expression.to - expression.from + 1 }, (_, at) =>
    cell(slot + expression.from + at, true, site),
  );
}

function counted(argument: Expression, site: EmitContext): string {
  const [first, again] = twice(argument, site);
  return `(${first}===${again}?1:0)`;
}

/** How many values an argument of `average` has; an error among them is the result already. */
function countText(argument: Expression, site: EmitContext): string {
  const cells = cellsOf(argument, site);
  return cells === undefined ? '1' : cells.count;
}

/** A loop over the elements of ranges, each of which is computed like a formula. */
function emitProducts(args: readonly Expression[], site: EmitContext): string {
  const [sum, step] = [site.temporary(), site.temporary()];
  const length = args.map((argument) => lengthOf(argument, site)).find((count) => count !== undefined) ?? '1';
  const within: EmitContext = { ...site, before: [] };
  const product = args.map((argument) => `(${element(argument, step, within)})`).join('*');
  if (within.before.length > 0) throw new Error('a product of products');
  site.before.push(`${sum}=0;for(${step}=0;${step}<${length};${step}++)${sum}+=${finite(product, within)};`);
  return sum;
}

function lengthOf(expression: Expression, site: EmitContext): string | undefined {
  const cells = cellsOf(expression, site);
  if (cells !== undefined) return cells.count;
  if (expression.kind === 'binary') return lengthOf(expression.left, site) ?? lengthOf(expression.right, site);
  if (expression.kind === 'negate') return lengthOf(expression.operand, site);
  return undefined;
}

/** Element number `step` of an expression over ranges. */
function element(expression: Expression, step: string, site: EmitContext): string {
  const cells = cellsOf(expression, site);
  if (cells !== undefined) return `v[${cells.from}+${step}${cells.stride === 1 ? '' : `*${cells.stride}`}|0]`;
  if (expression.kind !== 'binary') return emitFinite(expression, site);
  const [left, right] = [element(expression.left, step, site), element(expression.right, step, site)];
  if (isComparison(expression)) return elementTruth(expression.operator, left, right, site);
  if (expression.operator === '/') return `((${right})===0?NaN:(${left})/(${right}))`;
  return expression.operator === '^' ? `power(${left},${right})` : `(${left}${expression.operator}${right})`;
}

function elementTruth(operator: ComparisonOperator, left: string, right: string, site: EmitContext): string {
  const [a, b] = [site.temporary(), site.temporary()];
  const opposite = opposites[operator];
  const given = `((${a}=${left}),(${b}=${right}),`;
  if (opposite !== undefined) return `${given}${a}${operator}${b}?1:${a}${opposite}${b}?0:NaN)`;
  const [same, different] = operator === '=' ? ['1', '0'] : ['0', '1'];
  return `${given}${a}===${b}?${same}:${a}<${b}||${a}>${b}?${different}:NaN)`;
}

function emitLookup(name: 'match' | 'index', args: readonly Expression[], site: EmitContext): string {
  const [first, second, third] = args as [Expression, Expression, Expression];
  const [range, key] = name === 'match' ? [second, first] : [first, second];
  const cells = rangeText(cellsOf(range, site)!);
  return name === 'match'
    ? `match(${cells},${emitFinite(key, site)},${emit(third, site)})`
    : `index(${cells},${emitFinite(key, site)})`;
}

function emitRate(name: 'irr' | 'xirr', args: readonly Expression[], site: EmitContext): string {
  const { ranges, guess } = splitRateArguments(name, args);
  const [flows, days] = ranges.map((argument) => cellsOf(argument, site)!);
  if (flows!.stride !== 1 || (days?.stride ?? 1) !== 1) throw new Error('the flows of a rate stand apart');
  const given = [
    flows!.from,
    flows!.count,
    ...(days === undefined ? [] : [days.from]),
    ...(guess === undefined ? [] : [emitFinite(guess, site)]),
  ];
  return `${name}(v,${given.join(',')})`;
}
