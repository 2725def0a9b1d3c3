/**
 * Aggregating many terms. Input: one term per member of a table. Output: one expression. Guarantee: no call has more
 * arguments than Excel allows, and many terms do not nest deeply.
 */
import type { Expression } from '../model.ts';
import { binary, call } from './build.ts';
import type { AggregateFunction } from './primitives.ts';

/** Excel allows 255 arguments; one call or one sum gets at most a hundred terms. */
const GROUP_SIZE = 100;

/**
 * A plain list of neighbouring rows becomes one range, anything else a list of terms: `fold('sum', [a, b])` is `a + b`.
 */
export function aggregateTerms(name: AggregateFunction, terms: readonly Expression[]): Expression {
  const block = wholeBlock(terms);
  if (block !== undefined) return call(name, block);
  if (name === 'sum') return sumTerms(terms);
  if (terms.length <= GROUP_SIZE) return call(name, ...terms);
  if (name === 'average') return binary('/', sumTerms(terms), { kind: 'number', value: terms.length });
  const parts = groups(terms).map((group) => call(name, ...group));
  return name === 'count' ? sumTerms(parts) : aggregateTerms(name, parts);
}

/** The sum of terms; more than a hundred of them are summed in groups. */
export function sumTerms(terms: readonly Expression[]): Expression {
  if (terms.length <= GROUP_SIZE) return terms.reduce((left, right) => binary('+', left, right));
  const parts = groups(terms).map((group) => call('sum', ...group));
  return parts.length <= GROUP_SIZE ? call('sum', ...parts) : sumTerms(parts);
}

function groups(terms: readonly Expression[]): readonly (readonly Expression[])[] {
  const count = Math.ceil(terms.length / GROUP_SIZE);
  return Array.from({ length: count }, (_, at) => terms.slice(at * GROUP_SIZE, (at + 1) * GROUP_SIZE));
}

/** The rows of a quantity as one range, when the terms are exactly its rows. */
function wholeBlock(terms: readonly Expression[]): Expression | undefined {
  const rows = terms.map((term) => (term.kind === 'read' && term.lag === 0 ? term.row : undefined));
  const quantity = rows[0]?.quantity;
  const isWhole =
    quantity !== undefined &&
    rows.length === quantity.rows.length &&
    rows.every((row, at) => row === quantity.rows[at]);
  return isWhole ? { kind: 'block', rows: quantity.rows } : undefined;
}
