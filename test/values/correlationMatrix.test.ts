/** Cholesky factors of correlation matrices. */
import { describe, expect, it } from 'vitest';
import { choleskyOf, pearsonOf, type RankedPair } from '../../src/values/correlationMatrix.ts';

/** The matrix that a factor stands for. */
function matrixOf(size: number, pairs: readonly RankedPair[]): number[][] {
  const rows = choleskyOf(size, pairs)!;
  const weight = (row: number, column: number): number => rows[row]!.weights[rows[row]!.columns.indexOf(column)] ?? 0;
  const cell = (i: number, j: number): number => rows.reduce((sum, _, k) => sum + weight(i, k) * weight(j, k), 0);
  return rows.map((_, i) => rows.map((__, j) => cell(i, j)));
}

describe('the Cholesky factor', () => {
  it('gives back the correlations, and zeros where none are named', () => {
    const matrix = matrixOf(5, [
      { a: 3, b: 0, rank: 0.5 },
      { a: 1, b: 3, rank: -0.4 },
      { a: 4, b: 3, rank: 0.6 },
    ]);
    const expected = [
      [1, 0, 0, pearsonOf(0.5), 0],
      [0, 1, 0, pearsonOf(-0.4), 0],
      [0, 0, 1, 0, 0],
      [pearsonOf(0.5), pearsonOf(-0.4), 0, 1, pearsonOf(0.6)],
      [0, 0, 0, pearsonOf(0.6), 1],
    ];
    expect(matrix.flat().every((cell, at) => Math.abs(cell - expected.flat()[at]!) < 1e-12)).toBe(true);
  });

  it('of an independent position has one weight', () => {
    expect(choleskyOf(3, [{ a: 0, b: 2, rank: 0.5 }])![1]).toEqual({ columns: [1], weights: [1] });
  });

  it.each([1, -1])('takes a rank of %d, by which one follows the other wholly', (rank) => {
    expect(choleskyOf(2, [{ a: 0, b: 1, rank }])).toEqual([
      { columns: [0], weights: [1] },
      { columns: [0], weights: [rank] },
    ]);
  });

  it('does not exist for correlations that contradict one another', () => {
    const chain = [
      { a: 0, b: 1, rank: 0.9 },
      { a: 1, b: 2, rank: 0.9 },
    ];
    expect(choleskyOf(3, chain)).toBeUndefined();
    expect(choleskyOf(3, [...chain, { a: 0, b: 2, rank: 0.8 }])).toBeDefined();
    expect(
      choleskyOf(3, [
        { a: 0, b: 1, rank: 1 },
        { a: 0, b: 2, rank: 0.5 },
      ]),
    ).toBeUndefined();
  });
});
