/**
 * Number formats for checks and tie-outs. Takes the formats of a row and the numbers of its cells; returns formats with
 * enough digits to show whether a difference is within its tolerance. Guarantee: a failure never looks like two equal
 * figures or a zero difference.
 */
import { decimalsToDistinguish } from '../values/decimals.ts';
import type { RowSegment } from './grid.ts';

/** Smaller differences are shown in scientific notation. */
const smallest = 1e-6;

/** A format with another number of decimals: `withDecimals('0.0%_);(0.0%)', 2)` is `0.00%_);(0.00%)`. */
function withDecimals(format: string, decimals: number): string {
  return format.includes('[')
    ? format
    : format.replace(/0(?:\.0+)?/g, decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`);
}

/** The decimals of a format and its scale: 0.01 for percentages, 1e9 for billions. */
function shapeOf(format: string): { readonly decimals: number; readonly divisor: number } {
  const [, decimals = '', commas = ''] = /0(?:\.(0+))?(,*)/.exec(format) ?? [];
  return { decimals: decimals.length, divisor: format.includes('%') ? 0.01 : 1000 ** commas.length };
}

/** A format with enough decimals to distinguish two figures. */
export function formatShowingDifference(format: string, a: number, b: number): string {
  const { decimals, divisor } = shapeOf(format);
  const wanted = decimalsToDistinguish(a, b, divisor, decimals);
  return wanted === decimals ? format : withDecimals(format, wanted);
}

/** A format with enough decimals to show that a difference exceeds its tolerance. */
export function formatShowingExcess(format: string, difference: number, tolerance: number): string {
  const { decimals, divisor } = shapeOf(format);
  if (Math.abs(difference) < smallest * divisor) return '0.00E+00_);(0.00E+00);"-"_)';
  const wanted = decimalsToDistinguish(Math.abs(difference), tolerance, divisor, decimals);
  return wanted === decimals ? format : withDecimals(format, wanted);
}

/**
 * The numbers that determine the format of differences: those beyond the tolerance or, if there are none, the
 * tolerance.
 */
export function differencesForFormat({ compared }: RowSegment, numbers: readonly number[]): readonly number[] {
  const tolerance = compared!.tolerance;
  const beyond = numbers.filter((one) => Math.abs(one) > tolerance);
  return beyond.length > 0 ? beyond : tolerance > 0 ? [tolerance] : numbers;
}
