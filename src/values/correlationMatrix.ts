/**
 * Rank correlations as a matrix. Enters pairs of positions with Spearman's rank correlation, pairs that are not named being independent;
 * leaves the Cholesky factor with which independent normal numbers become correlated ones.
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

/** What a pivot may be off by rounding. A rank of 1 makes a pivot of zero, which is sound. */
const ROUNDING = 1e-10;

/**
 * Pearson's correlation of two normal numbers whose rank correlation is asked for: 2 sin(π rank / 6).
 * Source: Kruskal (1958), Ordinal Measures of Association, Journal of the American Statistical Association 53, section 6.
 */
export function pearsonOf(rank: number): number {
  // The sine of a sixth of π is not exactly a half in binary fractions, and inputs that go together wholly should.
  return Math.abs(rank) === 1 ? rank : 2 * Math.sin((Math.PI * rank) / 6);
}

/**
 * The lower triangular matrix L with L Lᵀ = the correlation matrix of normal numbers behind the given ranks, row by row, of the given size.
 * Undefined when there is no such matrix, since the correlations contradict one another. Work grows with the cube of the size of each
 * group of inputs that are correlated with each other. Of a pair that stands twice the last one counts.
 */
export function choleskyOf(size: number, pairs: readonly RankedPair[]): readonly SparseRow[] | undefined {
  const correlations = Array.from({ length: size }, () => new Map<number, number>());
  for (const { a, b, rank } of pairs) correlations[Math.max(a, b)]!.set(Math.min(a, b), pearsonOf(rank));
  const factor: Map<number, number>[] = [];
  for (const own of correlations) {
    const row = factorRow(own, factor);
    if (row === undefined) return undefined;
    factor.push(row);
  }
  return factor.map((row) => ({ columns: [...row.keys()], weights: [...row.values()] }));
}

/** The next row of the factor, from the correlations with earlier positions; undefined when none fits. */
function factorRow(own: ReadonlyMap<number, number>, factor: readonly ReadonlyMap<number, number>[]): Map<number, number> | undefined {
  const row = new Map<number, number>();
  // Before the first correlation all weights are zero.
  const first = Math.min(factor.length, ...own.keys());
  for (let column = first; column < factor.length; column += 1) {
    const above = factor[column]!;
    const rest = (own.get(column) ?? 0) - product(above, row);
    const pivot = above.get(column) ?? 0;
    if (pivot === 0 && Math.abs(rest) > Math.sqrt(ROUNDING)) return undefined;
    if (pivot !== 0 && rest !== 0) row.set(column, rest / pivot);
  }
  const rest = 1 - [...row.values()].reduce((sum, weight) => sum + weight * weight, 0);
  if (rest < -ROUNDING) return undefined;
  if (rest > ROUNDING) row.set(factor.length, Math.sqrt(rest));
  return row;
}

function product(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): number {
  const [short, long] = one.size < other.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [column, weight] of short) sum += weight * (long.get(column) ?? 0);
  return sum;
}
