/**
 * The rounding allowance of a check. Input: both sides of a comparison. Output: an expression for the largest amount
 * that was added up for them. A balance that should be zero is the remainder of everything that went in and out, so it
 * is judged by its own history. Only sums are followed: an amount inside a product, a choice or a maximum may have
 * another magnitude than the result.
 */
import type { Expression, Row } from '../model.ts';
import { call, negate } from './build.ts';
import { magnitudeOf, roundingOf } from './comparison.ts';
import { type IsWholeInput, isComputed } from './exactness.ts';
import { partsOf } from './walk.ts';

/** The maximum depth to which formulas are followed, and the maximum number of terms. */
const depthMost = 2;
const termsMost = 12;

/** The rounding allowance between the sides of a check; undefined if both are exact. */
export function checkRounding(left: Expression, right: Expression, isWholeInput: IsWholeInput): Expression | undefined {
  if (!isComputed(left, isWholeInput) && !isComputed(right, isWholeInput)) return undefined;
  const terms = new Map<string, readonly Expression[]>();
  let open: readonly Expression[] = [left, right].flatMap((side) => addends(side, false));
  for (let depth = 0; open.length > 0 && depth <= depthMost; depth += 1) {
    const next: Expression[] = [];
    for (const term of open) {
      if (terms.size >= termsMost || terms.has(keyOf(term))) continue;
      terms.set(keyOf(term), cellsOf(term));
      next.push(...behind(term));
    }
    open = next;
  }
  const cells = [...terms.values()].flat();
  return cells.length === 0
    ? undefined
    : roundingOf(cells.length === 1 && cells[0]!.kind === 'number' ? cells[0]! : call('max', ...cells));
}

/** The terms that an expression adds up. Inside the formula of an item, choices are left out. */
function addends(expression: Expression, isInside: boolean): readonly Expression[] {
  switch (expression.kind) {
    case 'negate':
      return addends(expression.operand, isInside);
    case 'binary':
      if (expression.operator !== '+' && expression.operator !== '-') return [expression];
      return [...addends(expression.left, isInside), ...addends(expression.right, isInside)];
    case 'call':
      if (['sum', 'average', 'abs'].includes(expression.name))
        return expression.args.flatMap((arg) => addends(arg, isInside));
      return isInside ? [] : [expression];
    case 'number':
      return expression.value === 0 ? [] : [expression];
    default:
      return [expression];
  }
}

/** The cells in which the largest amount of a term is looked for. */
function cellsOf(term: Expression): readonly Expression[] {
  const history = historyOf(term);
  return history === undefined ? [magnitudeOf(term)] : [history, negate(call('min', history))];
}

/** The cells of a balance up to the one that is read, or the range that is added up. */
function historyOf(term: Expression): Expression | undefined {
  if (isRange(term)) return term;
  if (term.kind === 'readAt' && term.row.quantity.time === 'series')
    return { kind: 'range', row: term.row, from: 0, to: term.position };
  return term.kind === 'read' && term.lag === 0 && readsItself(term.row)
    ? { kind: 'running', row: term.row }
    : undefined;
}

const isRange = ({ kind }: Expression): boolean =>
  ['window', 'range', 'running', 'block', 'periodRunning', 'periodRange'].includes(kind);

const readsItself = ({ quantity }: Row): boolean =>
  quantity.time === 'series' &&
  quantity.rows.some(({ expression }) => expression !== undefined && reads(expression, quantity.rows));

function reads(expression: Expression, rows: readonly Row[]): boolean {
  if (expression.kind === 'read') return expression.lag < 0 && rows.includes(expression.row);
  return partsOf(expression).some((part) => reads(part, rows));
}

/** The terms of the items that a term reads, at the same periods. */
function behind(term: Expression): readonly Expression[] {
  switch (term.kind) {
    case 'read':
      return term.lag === 0 ? addendsOf(term.row) : [];
    case 'block':
      return term.rows.flatMap(addendsOf);
    case 'readAt':
      return term.row.quantity.time === 'scalar' ? addendsOf(term.row) : stretched(term.row, 0, term.position);
    case 'range':
      return stretched(term.row, term.from, term.to);
    case 'running':
      return addendsOf(term.row).flatMap((one): Expression[] =>
        isSeries(one) ? [{ kind: 'running', row: one.row }] : [],
      );
    default:
      return [];
  }
}

const addendsOf = ({ expression }: Row): readonly Expression[] =>
  expression === undefined ? [] : addends(expression, true);

type SeriesRead = Expression & { readonly kind: 'read' };

const isSeries = (term: Expression): term is SeriesRead => term.kind === 'read' && term.row.quantity.time === 'series';

/** The terms that the item of a row adds up, over a range of periods. */
function stretched(row: Row, from: number, to: number): readonly Expression[] {
  return addendsOf(row).flatMap((term): Expression[] =>
    isSeries(term) ? [{ kind: 'range', row: term.row, from, to }] : [],
  );
}

/** The same text for the same cells. */
function keyOf(term: Expression): string {
  return JSON.stringify(term, (_, value) => (isRow(value) ? nameOf(value) : value));
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && 'quantity' in value;

const nameOf = ({ quantity, members }: Row): string => [quantity.kind, quantity.id, ...members].join(' ');
