/**
 * What a sum measures. Input: terms with signs. Output: their measure. A level now minus the same level one period
 * earlier is a change, which is a flow.
 */
import { binary } from '../expression/build.ts';
import { isSameExpression } from '../expression/sameExpression.ts';
import type { Expression, Quantity, Row } from '../model.ts';
import { isConstant, type Measure, type MeasureContext, mixedMeasure, type Ratio, unclearBecause } from './measure.ts';
import { measureOf } from './measureOf.ts';

export interface SignedTerm {
  readonly sign: 1 | -1;
  readonly expression: Expression;
}

/** The terms of a sum, without brackets. */
function termsOf({ sign, expression }: SignedTerm): SignedTerm[] {
  const found: SignedTerm[] = [];
  const open: SignedTerm[] = [{ sign, expression }];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { expression: here } = one;
    const turned = one.sign === 1 ? -1 : 1;
    if (here.kind === 'negate') open.push({ sign: turned, expression: here.operand });
    else if (here.kind === 'binary' && (here.operator === '+' || here.operator === '-'))
      open.push(
        { sign: here.operator === '+' ? one.sign : turned, expression: here.right },
        { sign: one.sign, expression: here.left },
      );
    else if (here.kind === 'call' && here.name === 'sum' && here.args.every(isSingleValue))
      open.push(...here.args.flatMap((arg) => expandBlock(arg).map((part) => ({ sign: one.sign, expression: part }))));
    else found.push(one);
  }
  return found;
}

export const isSingleValue = ({ kind }: Expression): boolean =>
  !['window', 'running', 'range', 'periodRunning', 'periodRange'].includes(kind);

/** The rows of a block one by one, anything else as it is. */
export const expandBlock = (argument: Expression): readonly Expression[] =>
  argument.kind === 'block' ? argument.rows.map((row): Expression => ({ kind: 'read', row, lag: 0 })) : [argument];

/** A level that a term reads, now or one period earlier; by way of an item such as `x_before: x[-1]` too. */
function levelRead({ expression }: SignedTerm, known: MeasureContext): { row: Row; lag: 0 | -1 } | undefined {
  if (expression.kind !== 'read') return undefined;
  const { row, lag } = expression;
  const { kind } = known.measure(row);
  if (kind === 'level' && (lag === 0 || lag === -1)) return { row, lag };
  const own = row.expression;
  if (kind === 'opening' && lag === 0 && own?.kind === 'read' && own.lag === -1) return { row: own.row, lag: -1 };
  return undefined;
}

/** `x * (1 - churn * period.months)` is `x` less a flow, and is read as these two terms. */
function decayed(term: SignedTerm, known: MeasureContext): { level: SignedTerm; change: Measure } | undefined {
  const { sign, expression } = term;
  if (expression.kind !== 'binary' || expression.operator !== '*') return undefined;
  for (const [level, factor] of [
    [expression.left, expression.right],
    [expression.right, expression.left],
  ] as const) {
    if (levelRead({ sign, expression: level }, known) === undefined) continue;
    const parts = termsOf({ sign: 1, expression: factor });
    const one = parts.findIndex(
      (part) => part.sign === 1 && part.expression.kind === 'number' && part.expression.value === 1,
    );
    const others = parts.filter((_, at) => at !== one);
    if (one < 0 || others.length === 0) continue;
    if (others.every((part) => measureOf(part.expression, known).kind === 'flow'))
      return { level: { sign, expression: level }, change: { kind: 'flow' } };
  }
  return undefined;
}

/** A sum: levels that are there now and one period earlier with opposite signs are a change, which is a flow. */
export function measureOfSum(given: readonly SignedTerm[], known: MeasureContext): Measure {
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
    if (now !== 0 && before !== 0) measures.push({ kind: now === -before ? 'flow' : 'stock' });
    else if (now !== 0 || before !== 0) measures.push({ kind: now !== 0 ? 'level' : 'opening' });
  }
  // Twice an opening balance plus a flow is not a closing balance.
  const isClosing = [...balances.values()].every(({ now, before }) => now !== 0 || before === 0 || before === 1);
  if (!isClosing && measures.some(({ kind }) => kind === 'flow'))
    return unclearBecause('it adds a flow to a part or a multiple of an opening balance');
  if (ratios.length > 0) return shifted(ratios, measures, all, known);
  return added(measures);
}

function count<K>(counts: Map<K, { now: number; before: number }>, key: K, lag: number, sign: 1 | -1): void {
  if (lag !== 0 && lag !== -1) return;
  const found = counts.get(key) ?? { now: 0, before: 0 };
  counts.set(key, lag === 0 ? { ...found, now: found.now + sign } : { ...found, before: found.before + sign });
}

/** The measure of a sum without ratios. */
function added(measures: readonly Measure[]): Measure {
  const found = measures.filter(({ kind }) => kind !== 'nothing');
  const only = (...kinds: readonly Measure['kind'][]): boolean => found.every(({ kind }) => kinds.includes(kind));
  const has = (kind: Measure['kind']): boolean => found.some((one) => one.kind === kind);
  const doubtful = found.find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  if (found.length === 0) return { kind: 'nothing' };
  if (found.length === 1) return found[0]!;
  if (found.every(isConstant)) return { kind: 'constant' };
  if (only('flow')) return { kind: 'flow' };
  if (only('level', 'constant', 'number', 'twelve')) return { kind: 'level' };
  if (has('opening') && only('opening', 'flow')) return { kind: has('flow') ? 'level' : 'opening' };
  if (has('moment') && only('moment', 'level', 'opening', 'constant', 'number', 'twelve')) return { kind: 'moment' };
  if (has('time') && only('time', 'factor', 'calendar', 'constant', 'number', 'twelve')) return { kind: 'time' };
  if (has('date'))
    return found.filter(({ kind }) => kind === 'date').length === 1 ? { kind: 'date' } : { kind: 'moment' };
  if (has('speed') && only('speed', 'constant', 'number')) return { kind: 'speed' };
  if (has('flow') && has('level')) return unclearBecause('it adds a flow to a balance of the same period');
  if (has('flow')) return unclearBecause('it adds a flow to an amount that is not clearly a flow');
  if (only('calendar', 'constant', 'number', 'twelve')) return { kind: 'calendar' };
  return mixedMeasure(found);
}

/**
 * A ratio plus or minus what is the same in every period, or ratios of one denominator; other sums of ratios prove
 * nothing.
 */
function shifted(
  ratios: readonly { sign: 1 | -1; ratio: Ratio }[],
  others: readonly Measure[],
  terms: readonly SignedTerm[],
  known: MeasureContext,
): Measure {
  const doubtful = others.find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  const first = ratios[0]!.ratio;
  const isOne = ratios.every(
    ({ ratio }) => ratio.of === first.of && isSameExpression(ratio.denominator, first.denominator),
  );
  if (!isOne || !others.every(isConstant)) return { kind: 'factor' };
  const steady = terms.filter((term) => measureOf(term.expression, known).kind !== 'ratio');
  const otherwise = shiftedOtherwise(ratios, steady);
  if (otherwise === 'unknown') return { kind: 'factor' };
  const numerators = ratios.map(({ sign, ratio }): SignedTerm => ({ sign, expression: ratio.numerator }));
  const shifts = steady.map(
    ({ sign, expression }): SignedTerm => ({ sign, expression: binary('*', expression, first.denominator) }),
  );
  const numerator = joined([...numerators, ...shifts]);
  const isDirect = ratios.every(({ ratio }) => ratio.isDirect);
  return { kind: 'ratio', of: first.of, numerator, denominator: first.denominator, otherwise, isDirect };
}

/** What a shifted ratio shows where its denominator is zero: of `1 - divide(a, b, 0)` it is 1. */
function shiftedOtherwise(
  ratios: readonly { sign: 1 | -1; ratio: Ratio }[],
  steady: readonly SignedTerm[],
): number | undefined | 'unknown' {
  const [only, ...others] = ratios;
  if (ratios.every(({ ratio }) => ratio.otherwise === undefined)) return undefined;
  const shifts = steady.map(({ sign, expression }) =>
    expression.kind === 'number' ? sign * expression.value : undefined,
  );
  if (others.length > 0 || shifts.includes(undefined)) return 'unknown';
  return shifts.reduce<number>((sum, shift) => sum + shift!, only!.sign * only!.ratio.otherwise!);
}

/** Terms as one expression. */
function joined(terms: readonly SignedTerm[]): Expression {
  const [first, ...others] = [...terms].sort((a, b) => b.sign - a.sign);
  const start: Expression = first!.sign === 1 ? first!.expression : { kind: 'negate', operand: first!.expression };
  return others.reduce((sum, { sign, expression }) => binary(sign === 1 ? '+' : '-', sum, expression), start);
}
