/**
 * Rank correlations as a matrix. Enters pairs of positions with Spearman's rank correlation, pairs that are not named
 * being independent; leaves the Cholesky factor with which independent normal numbers become correlated ones.
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
 * Source: Kruskal (1958), Ordinal Measures of Association, Journal of the American Statistical Association 53, section
 * 6.
 */
export function pearsonOf(rank: number): number {
  // The sine of a sixth of π is not exactly a half in binary fractions, and inputs that go together wholly should.
  return Math.abs(rank) === 1 ? rank : 2 * Math.sin((Math.PI * rank) / 6);
}

/** One row while it is reckoned: everything from its first weight to its own column; before that there are zeros. */
interface Envelope {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * The lower triangular matrix L with L Lᵀ = the correlation matrix of normal numbers behind the given ranks, row by
 * row, of the given size. Undefined when there is no such matrix, since the correlations contradict one another. Work
 * grows with the cube of the size of each group of inputs that are correlated with each other. Of a pair that stands
 * twice the last one counts.
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

/** The next row of the factor, from the correlations with earlier positions; undefined when none fits. */
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
