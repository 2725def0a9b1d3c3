/**
 * The matrix of rank correlations. Input: pairs of positions with Spearman's rank correlation; other pairs are
 * independent. Output: the Cholesky factor that turns independent normal numbers into correlated ones.
 */

/** Two positions and their rank correlation, from -1 to 1. */
export interface RankedPair {
  readonly a: number;
  readonly b: number;
  readonly rank: number;
}

/** One row of a lower triangular matrix without its zeros, in ascending order of columns. */
export interface SparseRow {
  readonly columns: readonly number[];
  readonly weights: readonly number[];
}

/** The tolerance for rounding errors of a pivot. A rank of 1 gives a pivot of zero, which is valid. */
const ROUNDING = 1e-10;

/**
 * Pearson's correlation of two normal numbers whose rank correlation is asked for: 2 sin(π rank / 6).
 * Source: Kruskal (1958), Ordinal Measures of Association, Journal of the American Statistical Association 53, section
 * 6.
 */
export function pearsonOf(rank: number): number {
  // In binary fractions sin(π/6) is not exactly 0.5, but a full correlation must stay exact.
  return Math.abs(rank) === 1 ? rank : 2 * Math.sin((Math.PI * rank) / 6);
}

/** A row during the computation: the weights from its first to its own column; all earlier ones are zero. */
interface Envelope {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * The rows of the lower triangular matrix L for which L Lᵀ is the correlation matrix of the normal numbers with the
 * given ranks. Undefined if there is none, because the correlations contradict each other. The time grows with the cube
 * of the size of each group of correlated inputs. The last entry of a repeated pair counts.
 */
export function choleskyOf(size: number, pairs: readonly RankedPair[]): readonly SparseRow[] | undefined {
  const correlations = Array.from({ length: size }, () => new Map<number, number>());
  for (const { a, b, rank } of pairs) correlations[Math.max(a, b)]!.set(Math.min(a, b), pearsonOf(rank));
  const factor: Envelope[] = [];
  for (const own of correlations) {
    const row = factorRow(own, factor);
    if (row === undefined) return undefined;
    factor.push(row);
  }
  return factor.map(withoutZeros);
}

/** The next row of the factor, from the correlations with earlier positions; undefined if there is none. */
function factorRow(own: ReadonlyMap<number, number>, factor: readonly Envelope[]): Envelope | undefined {
  const place = factor.length;
  // Before the first correlation all weights are zero.
  const first = [...own.keys()].reduce((least, column) => Math.min(least, column), place);
  const weights = new Float64Array(place - first + 1);
  let left = 1;
  for (let column = first; column < place; column += 1) {
    const above = factor[column]!;
    const pivot = above.weights.at(-1)!;
    const rest = (own.get(column) ?? 0) - product(above, { first, weights }, column);
    if (pivot === 0 && Math.abs(rest) > Math.sqrt(ROUNDING)) return undefined;
    const weight = pivot === 0 ? 0 : rest / pivot;
    weights[column - first] = weight;
    left -= weight * weight;
  }
  if (left < -ROUNDING) return undefined;
  weights[place - first] = left > ROUNDING ? Math.sqrt(left) : 0;
  return { first, weights };
}

/** The product of two rows before a column. */
function product(one: Envelope, other: Envelope, column: number): number {
  let sum = 0;
  for (let at = Math.max(one.first, other.first); at < column; at += 1)
    sum += one.weights[at - one.first]! * other.weights[at - other.first]!;
  return sum;
}

function withoutZeros({ first, weights }: Envelope): SparseRow {
  const columns = [...weights.keys()].filter((at) => weights[at] !== 0);
  return { columns: columns.map((at) => first + at), weights: columns.map((at) => weights[at]!) };
}
