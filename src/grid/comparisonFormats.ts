/**
 * Number formats of what checks and tie-outs compare. Enters the formats of a row and the numbers of its cells; leaves
 * formats with the digits that show whether a difference is within its tolerance. Guarantee: what fails is never shown
 * as two equal figures, or as a difference of zero.
 */
import { decimalsToDistinguish } from '../values/decimals.ts';
import type { RowSegment } from './grid.ts';

/** Differences below this are shown with a power of ten. */
const smallest = 1e-6;

/**
 * A format of amounts, shares or multiples with other decimals: `withDecimals('0.0%_);(0.0%)', 2)` is
 * `0.00%_);(0.00%)`.
 */
function withDecimals(format: string, decimals: number): string {
  return format.includes('[')
    ? format
    : format.replace(/0(?:\.0+)?/g, decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`);
}

/** The decimals of a format, and what one of its units stands for: 0.01 of a percentage, 1e9 of billions. */
function shapeOf(format: string): { readonly decimals: number; readonly divisor: number } {
  const [, decimals = '', commas = ''] = /0(?:\.(0+))?(,*)/.exec(format) ?? [];
  return { decimals: decimals.length, divisor: format.includes('%') ? 0.01 : 1000 ** commas.length };
}

/** The format of two figures, with decimals that tell them apart. */
export function formatShowingDifference(format: string, a: number, b: number): string {
  const { decimals, divisor } = shapeOf(format);
  const wanted = decimalsToDistinguish(a, b, divisor, decimals);
  return wanted === decimals ? format : withDecimals(format, wanted);
}

/** The format of a difference beyond its tolerance, with decimals that show so. */
export function formatShowingExcess(format: string, difference: number, tolerance: number): string {
  const { decimals, divisor } = shapeOf(format);
  if (Math.abs(difference) < smallest * divisor) return '0.00E+00_);(0.00E+00);"-"_)';
  const wanted = decimalsToDistinguish(Math.abs(difference), tolerance, divisor, decimals);
  return wanted === decimals ? format : withDecimals(format, wanted);
}

/**
 * The numbers of a row that settle the format of its differences: those beyond the tolerance, or the tolerance where
 * there are none.
 */
export function differencesForFormat({ compared }: RowSegment, numbers: readonly number[]): readonly number[] {
  const tolerance = compared!.tolerance;
  const beyond = numbers.filter((one) => Math.abs(one) > tolerance);
  return beyond.length > 0 ? beyond : tolerance > 0 ? [tolerance] : numbers;
}
