/**
 * What a formula measures: a flow, a level, a ratio and so on. Enters an expression, and what the rows that it reads measure; leaves its measure.
 * Guarantee: a measure is a proof. `flow` means that the periods of a year add up to the year, `level` that the last period is the year,
 * `ratio` that the year is the numerator of the year over the denominator of the year. Whatever the parts do not prove is a `factor` or `unclear`,
 * and nothing is inferred of it.
 */
import type { Expression, Quantity, Row } from './model.ts';
import { binary, call, isCondition } from './truth.ts';
import { readings } from './walk.ts';

/**
 * `opening`: a level one period earlier. `moment`: a number at the end of the period, such as a sum of the last twelve months. `speed`: an
 * amount per month or year. `time`: a length of time inside the period. `factor`: a price, share or rate that changes over time, and a level
 * times one. `constant`: the same in every period; `number`, `twelve` (12 and 24) and `nothing` (0) are written in the formula.
 */
export type Measure =
  | { readonly kind: 'nothing' | 'number' | 'twelve' | 'constant' | 'time' | 'flow' | 'level' | 'opening' | 'moment' }
  | { readonly kind: 'speed' | 'factor' | 'flag' | 'date' }
  | Ratio
  | { readonly kind: 'unclear'; readonly why: string };

export interface Ratio {
  readonly kind: 'ratio';
  readonly numerator: Expression;
  readonly denominator: Expression;
  /** What both are: flows, which add up, or levels, of which the last counts. */
  readonly of: 'flow' | 'level';
  /** What is shown where the denominator is zero; undefined where that is an error. */
  readonly otherwise?: number;
  /** Whether the formula gives this ratio when the rows that it reads are replaced by what the reports show of them. */
  readonly isDirect: boolean;
}

/** What is known of the rows that a formula reads. */
export interface Known {
  readonly measure: (row: Row) => Measure;
  /** Whether a report shows a row by adding its flows up, or by its last level; or recomputes it, for a ratio. */
  readonly isReportedAs: (row: Row, kind: 'flow' | 'level' | 'ratio') => boolean;
  /** How many periods a year has. */
  readonly periodsOfYear: number;
  /** Called with every quantity whose change from one period to the next is taken. */
  readonly differenced: (quantity: Quantity) => void;
}

const unclear = (why: string): Measure => ({ kind: 'unclear', why });
const isNumber = ({ kind }: Measure): boolean => kind === 'number' || kind === 'twelve' || kind === 'nothing';
const isSteady = (one: Measure): boolean => isNumber(one) || one.kind === 'constant';

/** The measure of an expression. */
export function measureOf(expression: Expression, known: Known): Measure {
  switch (expression.kind) {
    case 'number':
      return { kind: expression.value === 0 ? 'nothing' : [12, 24].includes(expression.value) ? 'twelve' : 'number' };
    case 'text':
    case 'readAt':
    case 'stretch':
    case 'periodAt':
    case 'periodStretch':
      return { kind: 'constant' };
    case 'read':
      return measureOfRead(expression, known);
    case 'window':
    case 'running':
    case 'periodRunning':
      return { kind: 'factor' };
    case 'block':
      return merged(expression.rows.map((row) => known.measure(row)));
    case 'period':
      return measureOfPeriod(expression);
    case 'negate':
      return measureOfSum([{ sign: -1, expression: expression.operand }], known);
    case 'binary':
      return measureOfBinary(expression, known);
    case 'call':
      return measureOfCall(expression, known);
    default:
      return expression satisfies never;
  }
}

function measureOfPeriod({ attribute }: Expression & { kind: 'period' }): Measure {
  if (attribute === 'start' || attribute === 'end') return { kind: 'date' };
  return { kind: attribute === 'months' || attribute === 'days' ? 'time' : 'moment' };
}

function measureOfRead({ row, lag }: Expression & { kind: 'read' }, known: Known): Measure {
  const measure = known.measure(row);
  if (isSteady(measure)) return measure;
  if (lag === 0) return measure.kind === 'ratio' ? { ...measure, isDirect: known.isReportedAs(row, 'ratio') } : measure;
  switch (measure.kind) {
    case 'level':
      return { kind: lag === -1 ? 'opening' : 'moment' };
    case 'opening':
      return { kind: 'moment' };
    case 'ratio':
      return { kind: 'factor' };
    default:
      return measure;
  }
}

function measureOfBinary(expression: Expression & { kind: 'binary' }, known: Known): Measure {
  const { operator, left, right } = expression;
  if (isCondition(expression)) return { kind: 'flag' };
  if (operator === '+' || operator === '-') return measureOfSum([{ sign: 1, expression }], known);
  const measures = [measureOf(left, known), measureOf(right, known)] as const;
  if (operator === '*') return measureOfProduct(expression, measures);
  if (operator === '/') return measureOfQuotient(expression, measures, known);
  return measures.every(isSteady) ? { kind: 'constant' } : refused(measures, { kind: 'factor' });
}

/** The first measure that is unclear, or else what was found. */
function refused(measures: readonly Measure[], found: Measure): Measure {
  return measures.find(({ kind }) => kind === 'unclear') ?? found;
}

interface Term {
  readonly sign: 1 | -1;
  readonly expression: Expression;
}

/** What is added and subtracted, without brackets. */
function termsOf({ sign, expression }: Term): Term[] {
  const found: Term[] = [];
  const open: Term[] = [{ sign, expression }];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { expression: here } = one;
    const turned = one.sign === 1 ? -1 : 1;
    if (here.kind === 'negate') open.push({ sign: turned, expression: here.operand });
    else if (here.kind === 'binary' && (here.operator === '+' || here.operator === '-'))
      open.push({ sign: here.operator === '+' ? one.sign : turned, expression: here.right }, { sign: one.sign, expression: here.left });
    else if (here.kind === 'call' && here.name === 'sum' && here.args.every(isPlain))
      open.push(...here.args.flatMap((arg) => spread(arg).map((part) => ({ sign: one.sign, expression: part }))));
    else found.push(one);
  }
  return found;
}

const isPlain = ({ kind }: Expression): boolean => !['window', 'running', 'stretch', 'periodRunning', 'periodStretch'].includes(kind);

const spread = (argument: Expression): readonly Expression[] =>
  argument.kind === 'block' ? argument.rows.map((row): Expression => ({ kind: 'read', row, lag: 0 })) : [argument];

/** A level that a term reads, now or one period earlier; by way of an item such as `x_before: x[-1]` too. */
function levelRead({ expression }: Term, known: Known): { row: Row; lag: 0 | -1 } | undefined {
  if (expression.kind !== 'read') return undefined;
  const { row, lag } = expression;
  const { kind } = known.measure(row);
  if (kind === 'level' && (lag === 0 || lag === -1)) return { row, lag };
  const own = row.expression;
  if (kind === 'opening' && lag === 0 && own?.kind === 'read' && own.lag === -1) return { row: own.row, lag: -1 };
  return undefined;
}

/** `x * (1 - churn * period.months)` is `x` less a flow, and is read as these two terms. */
function decayed(term: Term, known: Known): { level: Term; change: Measure } | undefined {
  const { sign, expression } = term;
  if (expression.kind !== 'binary' || expression.operator !== '*') return undefined;
  for (const [level, factor] of [
    [expression.left, expression.right],
    [expression.right, expression.left],
  ] as const) {
    if (levelRead({ sign, expression: level }, known) === undefined) continue;
    const parts = termsOf({ sign: 1, expression: factor });
    const one = parts.findIndex((part) => part.sign === 1 && part.expression.kind === 'number' && part.expression.value === 1);
    const others = parts.filter((_, at) => at !== one);
    if (one < 0 || others.length === 0) continue;
    if (others.every((part) => measureOf(part.expression, known).kind === 'flow'))
      return { level: { sign, expression: level }, change: { kind: 'flow' } };
  }
  return undefined;
}

/** A sum: levels that are there now and one period earlier with opposite signs are a change, which is a flow. */
function measureOfSum(given: readonly Term[], known: Known): Measure {
  const balances = new Map<Row, { now: number; before: number }>();
  const flows = new Map<Quantity, { now: number; before: number }>();
  const measures: Measure[] = [];
  const ratios: { sign: 1 | -1; ratio: Ratio }[] = [];
  const all = given.flatMap(termsOf);
  for (const term of all) {
    const split = decayed(term, known);
    if (split !== undefined) measures.push(split.change);
    const level = levelRead(split?.level ?? term, known);
    if (level !== undefined) count(balances, level.row, level.lag, term.sign);
    else if (split === undefined) {
      const measure = measureOf(term.expression, known);
      if (measure.kind === 'ratio') ratios.push({ sign: term.sign, ratio: measure });
      else measures.push(measure);
      if (term.expression.kind === 'read') count(flows, term.expression.row.quantity, term.expression.lag, term.sign);
    }
  }
  for (const [quantity, { now, before }] of flows) if (now !== 0 && now === -before) known.differenced(quantity);
  for (const { now, before } of balances.values()) {
    if (now !== 0 && before !== 0) measures.push(now === -before ? { kind: 'flow' } : { kind: 'factor' });
    else if (now !== 0 || before !== 0) measures.push({ kind: now !== 0 ? 'level' : 'opening' });
  }
  if (ratios.length > 0) return shifted(ratios, measures, all, known);
  return added(measures);
}

function count<K>(counts: Map<K, { now: number; before: number }>, key: K, lag: number, sign: 1 | -1): void {
  if (lag !== 0 && lag !== -1) return;
  const found = counts.get(key) ?? { now: 0, before: 0 };
  counts.set(key, lag === 0 ? { ...found, now: found.now + sign } : { ...found, before: found.before + sign });
}

/** What terms give together that are no ratios. */
function added(measures: readonly Measure[]): Measure {
  const found = measures.filter(({ kind }) => kind !== 'nothing');
  const only = (...kinds: readonly Measure['kind'][]): boolean => found.every(({ kind }) => kinds.includes(kind));
  const has = (kind: Measure['kind']): boolean => found.some((one) => one.kind === kind);
  const doubtful = found.find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  if (found.length === 0) return { kind: 'nothing' };
  if (found.length === 1) return found[0]!;
  if (found.every(isSteady)) return { kind: 'constant' };
  if (only('flow')) return { kind: 'flow' };
  if (only('level', 'constant', 'number', 'twelve')) return { kind: 'level' };
  if (has('opening') && only('opening', 'flow')) return { kind: has('flow') ? 'level' : 'opening' };
  if (has('moment') && only('moment', 'level', 'opening', 'constant', 'number', 'twelve')) return { kind: 'moment' };
  if (has('time') && only('time', 'factor', 'moment', 'constant', 'number', 'twelve')) return { kind: 'time' };
  if (has('date')) return found.filter(({ kind }) => kind === 'date').length === 1 ? { kind: 'date' } : { kind: 'moment' };
  if (has('speed') && only('speed', 'constant', 'number')) return { kind: 'speed' };
  if (has('flow') && has('level')) return unclear('it adds a flow to a balance of the same period');
  if (has('flow')) return unclear('it adds a flow to something that does not prove to be one');
  return { kind: 'factor' };
}

/** A ratio plus or minus what is the same in every period, or ratios of one denominator; other sums of ratios prove nothing. */
function shifted(
  ratios: readonly { sign: 1 | -1; ratio: Ratio }[],
  others: readonly Measure[],
  terms: readonly Term[],
  known: Known,
): Measure {
  const doubtful = others.find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  const first = ratios[0]!.ratio;
  const isOne = ratios.every(({ ratio }) => ratio.of === first.of && isSame(ratio.denominator, first.denominator));
  if (!isOne || !others.every(isSteady)) return { kind: 'factor' };
  const steady = terms.filter((term) => measureOf(term.expression, known).kind !== 'ratio');
  const otherwise = shiftedOtherwise(ratios, steady);
  if (otherwise === 'unknown') return { kind: 'factor' };
  const numerators = ratios.map(({ sign, ratio }): Term => ({ sign, expression: ratio.numerator }));
  const shifts = steady.map(({ sign, expression }): Term => ({ sign, expression: binary('*', expression, first.denominator) }));
  const numerator = joined([...numerators, ...shifts]);
  const isDirect = ratios.every(({ ratio }) => ratio.isDirect);
  return { kind: 'ratio', of: first.of, numerator, denominator: first.denominator, otherwise, isDirect };
}

/** What a shifted ratio shows where its denominator is zero: of `1 - divide(a, b, 0)` it is 1. */
function shiftedOtherwise(ratios: readonly { sign: 1 | -1; ratio: Ratio }[], steady: readonly Term[]): number | undefined | 'unknown' {
  const [only, ...others] = ratios;
  if (ratios.every(({ ratio }) => ratio.otherwise === undefined)) return undefined;
  const shifts = steady.map(({ sign, expression }) => (expression.kind === 'number' ? sign * expression.value : undefined));
  if (others.length > 0 || shifts.includes(undefined)) return 'unknown';
  return shifts.reduce<number>((sum, shift) => sum + shift!, only!.sign * only!.ratio.otherwise!);
}

/** Terms as one expression. */
function joined(terms: readonly Term[]): Expression {
  const [first, ...others] = [...terms].sort((a, b) => b.sign - a.sign);
  const start: Expression = first!.sign === 1 ? first!.expression : { kind: 'negate', operand: first!.expression };
  return others.reduce((sum, { sign, expression }) => binary(sign === 1 ? '+' : '-', sum, expression), start);
}

function measureOfProduct({ left, right }: Expression & { kind: 'binary' }, [a, b]: readonly [Measure, Measure]): Measure {
  if (a.kind === 'nothing' || b.kind === 'nothing') return { kind: 'nothing' };
  const doubtful = [a, b].find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  if (isSteady(a) && isSteady(b)) return a.kind === 'constant' || b.kind === 'constant' ? { kind: 'constant' } : { kind: 'number' };
  const [one, other, scale] = isWeightier(a, b) ? ([a, b, left] as const) : ([b, a, right] as const);
  if (one.kind === 'time') return timesTime(other);
  if (one.kind === 'twelve' && other.kind === 'flow') return unclear('it multiplies a flow by 12 or 24, which annualises it');
  if (isSteady(one)) return scaledBy(other, isNumber(one), (part) => binary('*', part, scale));
  if (one.kind === 'flow') return isFactor(other) ? { kind: 'flow' } : unclear(`it multiplies a flow by ${nounOf(other)}`);
  return { kind: 'factor' };
}

/** Which of two factors decides about a product: a length of time, then what is the same in every period, then a flow. */
function isWeightier(a: Measure, b: Measure): boolean {
  const weight = (one: Measure): number => (one.kind === 'time' ? 3 : isSteady(one) ? 2 : one.kind === 'flow' ? 1 : 0);
  return weight(a) >= weight(b);
}

/** A rate times the length of the period is a flow; half a period is a length of time. */
function timesTime(other: Measure): Measure {
  if (isNumber(other)) return { kind: 'time' };
  return other.kind === 'flow' || other.kind === 'time' || other.kind === 'date'
    ? unclear('it multiplies a flow by the length of the period')
    : { kind: 'flow' };
}

/** A price, a share or a rate, which changes the size of a flow and not what it measures. */
const isFactor = ({ kind }: Measure): boolean => ['factor', 'ratio', 'flag', 'moment', 'constant'].includes(kind);

/** Something times or over what is the same in every period. */
function scaledBy(other: Measure, isNumeral: boolean, scale: (part: Expression) => Expression): Measure {
  if (other.kind === 'ratio') {
    const { otherwise, ...ratio } = other;
    return otherwise === undefined || otherwise === 0
      ? { ...ratio, numerator: scale(other.numerator), ...(otherwise === undefined ? {} : { otherwise }) }
      : { kind: 'factor' };
  }
  if (['flow', 'speed', 'time', 'constant'].includes(other.kind)) return other;
  // A balance times a rate may be its interest, which is a flow, or its value, which is a balance.
  if (other.kind === 'level' || other.kind === 'moment' || other.kind === 'opening') return isNumeral ? other : { kind: 'factor' };
  return { kind: 'factor' };
}

function measureOfQuotient(
  { left, right }: Expression & { kind: 'binary' },
  [above, below]: readonly [Measure, Measure],
  known: Known,
): Measure {
  const doubtful = [above, below].find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  if (above.kind === 'nothing') return above;
  if (isSteady(above) && isSteady(below)) return { kind: 'constant' };
  if (isSteady(below)) return scaledBy(above, isNumber(below), (part) => binary('/', part, right));
  if (below.kind === 'time') return { kind: above.kind === 'flow' ? 'speed' : 'factor' };
  if (above.kind === 'flow' && below.kind === 'flow') {
    // A month over the month before is no ratio of years.
    const isOfYears = [left, right].every((side) => readings(side).every((reading) => lagBehind(reading) % known.periodsOfYear === 0));
    return isOfYears ? ratioOf(left, right, 'flow', known) : { kind: 'factor' };
  }
  if (above.kind === 'level' && below.kind === 'level') return ratioOf(left, right, 'level', known);
  if (above.kind === 'flow' && isFactor(below) && below.kind !== 'moment') return { kind: 'flow' };
  const isAtEnd = ({ kind }: Measure): boolean => kind === 'level' || kind === 'moment';
  if (isAtEnd(above) && isAtEnd(below)) return { kind: 'moment' };
  if (below.kind === 'flow' || above.kind === 'flow') return unclear(`it divides ${nounOf(above)} by ${nounOf(below)}`);
  return { kind: 'factor' };
}

/** How far back a reading goes, also by way of an item such as `revenue_before: revenue[-1]`. */
function lagBehind({ row, lag }: { readonly row: Row; readonly lag: number }): number {
  const own = row.expression;
  return own?.kind === 'read' && own.row !== row ? lag + own.lag : lag;
}

function ratioOf(numerator: Expression, denominator: Expression, of: 'flow' | 'level', known: Known): Ratio {
  const isDirect = isLinear(numerator, of, known) && isLinear(denominator, of, known);
  return { kind: 'ratio', numerator, denominator, of, isDirect };
}

/** Whether what the reports show of the rows gives what the reports would show of the whole: sums of rows, times what is the same in every period. */
export function isLinear(expression: Expression, of: 'flow' | 'level', known: Known): boolean {
  const linear = (one: Expression): boolean => isLinear(one, of, known);
  const isSteadyPart = (one: Expression): boolean => isSteady(measureOf(one, known)) && isScalar(one);
  switch (expression.kind) {
    case 'number':
      return expression.value === 0;
    case 'read':
      return expression.lag === 0 && known.isReportedAs(expression.row, of);
    case 'block':
      return expression.rows.every((row) => known.isReportedAs(row, of));
    case 'negate':
      return linear(expression.operand);
    case 'binary': {
      const { operator, left, right } = expression;
      if (operator === '+' || operator === '-') return linear(left) && linear(right);
      if (operator === '*') return (linear(left) && isSteadyPart(right)) || (isSteadyPart(left) && linear(right));
      return operator === '/' && linear(left) && isSteadyPart(right);
    }
    case 'call':
      return ['sum', 'average'].includes(expression.name) && expression.args.every(linear);
    default:
      return false;
  }
}

/** Whether an expression holds no series at all, so that it can be read on a report. */
function isScalar(expression: Expression): boolean {
  if (expression.kind === 'read') return expression.row.quantity.time === 'scalar';
  if (expression.kind === 'number') return true;
  if (expression.kind === 'negate') return isScalar(expression.operand);
  return expression.kind === 'binary' && isScalar(expression.left) && isScalar(expression.right);
}

const flows = ['pmt', 'ipmt', 'ppmt'];
const dates = ['edate', 'eomonth', 'date'];
const calendar = ['year', 'month', 'day', 'yearfrac'];
/** Functions of one number that change its size and not what it measures. */
const resized = ['abs', 'round', 'roundup', 'rounddown', 'int', 'ceiling', 'floor'];

function measureOfCall(expression: Expression & { kind: 'call' }, known: Known): Measure {
  const { name, args } = expression;
  if (isCondition(expression)) return { kind: 'flag' };
  if (flows.includes(name)) return { kind: 'flow' };
  if (dates.includes(name)) return { kind: 'date' };
  if (calendar.includes(name)) return { kind: 'moment' };
  const [only] = args;
  if (only?.kind === 'window' || only?.kind === 'running') return measureOfRange(name, only, known);
  if (name === 'if') return measureOfChoice(expression, known);
  if (name === 'sum' && args.every(isPlain)) return measureOfSum([{ sign: 1, expression }], known);
  const measures = args.map((arg) => measureOf(arg, known));
  if (measures.every(isSteady)) return { kind: 'constant' };
  if (name === 'average') {
    const sum = measureOfSum(
      args.flatMap(spread).map((part): Term => ({ sign: 1, expression: part })),
      known,
    );
    return sum.kind === 'ratio' ? { kind: 'factor' } : sum;
  }
  if (name === 'max' || name === 'min') return merged(measures);
  if (resized.includes(name)) return measures[0]!.kind === 'ratio' ? { kind: 'factor' } : measures[0]!;
  return refused(measures, { kind: 'factor' });
}

/** A function of what came before, such as `sum(x[-11..0])` and `cumulative(x)`. */
function measureOfRange(name: string, range: Expression & { kind: 'window' | 'running' }, known: Known): Measure {
  const { kind } = known.measure(range.row);
  if (name === 'sum' && kind === 'flow') return { kind: range.kind === 'running' ? 'level' : 'moment' };
  if ((name === 'max' || name === 'min') && range.kind === 'running') return { kind: 'moment' };
  return { kind: 'factor' };
}

/** What the branches of an `if`, or the arguments of max and min, give: amounts of one kind, or nothing. */
function merged(measures: readonly Measure[]): Measure {
  const found = measures.filter(({ kind }) => kind !== 'nothing');
  const kinds = new Set(found.map(({ kind }) => kind));
  const only = (...allowed: readonly Measure['kind'][]): boolean => [...kinds].every((kind) => allowed.includes(kind));
  const doubtful = found.find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  if (found.length === 0) return { kind: 'nothing' };
  if (found.every(isSteady)) return { kind: 'factor' };
  if (kinds.size === 1) return kinds.has('ratio') ? { kind: 'factor' } : found[0]!;
  if (only('level', 'constant', 'number', 'twelve')) return { kind: 'level' };
  if (only('moment', 'level', 'constant', 'number', 'twelve')) return { kind: 'moment' };
  if (only('time', 'constant', 'number', 'twelve', 'factor', 'moment')) return { kind: 'time' };
  if (kinds.has('flow')) return unclear(`it chooses between a flow and ${nounOf(found.find(({ kind }) => kind !== 'flow')!)}`);
  if (only('speed', 'constant', 'number')) return { kind: 'speed' };
  return { kind: 'factor' };
}

function measureOfChoice({ args }: Expression & { kind: 'call' }, known: Known): Measure {
  const [condition, yes, no] = args as readonly [Expression, Expression, Expression];
  const measures = [measureOf(yes, known), measureOf(no, known)] as const;
  if (measures.every(isSteady) && isSteady(measureOfCondition(condition, known)) && isScalarCondition(condition))
    return measures.every(({ kind }) => kind === 'nothing') ? { kind: 'nothing' } : { kind: 'constant' };
  if (isTruth(yes, no)) return { kind: 'flag' };
  if (measures[0].kind === 'ratio' && no.kind === 'number') return guarded(measures[0], condition, no.value, true);
  if (measures[1].kind === 'ratio' && yes.kind === 'number') return guarded(measures[1], condition, yes.value, false);
  return merged(measures);
}

/** A condition that is counted as 1 or 0. */
const isTruth = (yes: Expression, no: Expression): boolean =>
  yes.kind === 'number' && no.kind === 'number' && [yes.value, no.value].every((one) => one === 0 || one === 1);

/** A condition as a number: constant where all of its sides are. */
function measureOfCondition(condition: Expression, known: Known): Measure {
  if (condition.kind === 'binary' && isCondition(condition))
    return [condition.left, condition.right].every((side) => isSteady(measureOf(side, known))) ? { kind: 'constant' } : { kind: 'flag' };
  if (condition.kind === 'call' && isCondition(condition))
    return condition.args.every((arg) => isSteady(measureOfCondition(arg, known))) ? { kind: 'constant' } : { kind: 'flag' };
  return measureOf(condition, known);
}

function isScalarCondition(condition: Expression): boolean {
  if (condition.kind === 'read') return condition.row.quantity.time === 'scalar';
  if (condition.kind === 'binary') return isScalarCondition(condition.left) && isScalarCondition(condition.right);
  if (condition.kind === 'call') return condition.args.every(isScalarCondition);
  return condition.kind === 'number' || condition.kind === 'text';
}

/**
 * A ratio behind a condition, and a number where it does not apply. Where the condition tests the denominator for zero the ratio is as it was.
 * Where it tests the calendar, numerator and denominator count in the periods in which it applies: growth over a year before compares like
 * with like.
 */
function guarded(ratio: Ratio, condition: Expression, otherwise: number, whenTrue: boolean): Measure {
  if (ratio.otherwise !== undefined) return { kind: 'factor' };
  if (testsForZero(condition, ratio.denominator, whenTrue)) return { ...ratio, otherwise };
  if (!isOfCalendar(condition)) return { kind: 'factor' };
  const applied = (part: Expression): Expression => {
    const none: Expression = { kind: 'number', value: 0 };
    return whenTrue ? call('if', condition, part, none) : call('if', condition, none, part);
  };
  const parts = { numerator: applied(ratio.numerator), denominator: applied(ratio.denominator) };
  return { ...ratio, ...parts, otherwise, isDirect: false };
}

/** `cost = 0`, `revenue <> 0` or `revenue > 0`, as the guard of a division by it. */
function testsForZero(condition: Expression, denominator: Expression, whenTrue: boolean): boolean {
  if (condition.kind !== 'binary') return false;
  const { operator, left, right } = condition;
  const isZero = (one: Expression): boolean => one.kind === 'number' && one.value === 0;
  if (!isZero(right) || !isSame(left, denominator)) return false;
  return whenTrue ? operator === '<>' || operator === '>' : operator === '=' || operator === '<=';
}

/** Whether a condition reads the calendar and numbers alone. */
function isOfCalendar(condition: Expression): boolean {
  if (condition.kind === 'period') return condition.lag === 0;
  if (condition.kind === 'number' || condition.kind === 'periodAt') return true;
  if (condition.kind === 'binary') return isOfCalendar(condition.left) && isOfCalendar(condition.right);
  return condition.kind === 'call' && condition.args.every(isOfCalendar);
}

/** Whether two expressions are the same, node by node. */
export function isSame(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
  if (keysA.length !== keysB.length) return false;
  return keysA.every((key) => {
    const [one, other] = [a[key as keyof Expression], b[key as keyof Expression]] as readonly [unknown, unknown];
    if (Array.isArray(one) && Array.isArray(other))
      return one.length === other.length && one.every((part, at) => isSamePart(part, other[at]));
    return isSamePart(one, other);
  });
}

/** A row is the same as itself only. */
function isSamePart(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const isNode = (one: unknown): one is Expression => typeof one === 'object' && one !== null && 'kind' in one && !('quantity' in one);
  return isNode(a) && isNode(b) && isSame(a, b);
}

/** A measure in words: `a flow`. */
export function nounOf({ kind }: Measure): string {
  const nouns: Readonly<Record<Measure['kind'], string>> = {
    nothing: 'zero',
    number: 'a number',
    twelve: 'a number',
    constant: 'something that is the same in every period',
    time: 'a length of time',
    flow: 'a flow',
    level: 'a balance',
    opening: 'an opening balance',
    moment: 'a number at the end of the period',
    speed: 'an amount per month or year',
    factor: 'a price, share or rate',
    flag: 'a flag',
    date: 'a date',
    ratio: 'a ratio',
    unclear: 'something unclear',
  };
  return nouns[kind];
}
