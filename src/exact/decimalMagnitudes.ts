/**
 * Exact numbers with the magnitude of their terms, so that the result of a subtraction is judged by its terms. The
 * magnitude follows a first-order error analysis (N. J. Higham, Accuracy and Stability of Numerical Algorithms, chapter
 * 3): the error of a term passes into a sum unchanged, into a product times the other factor, into a quotient over the
 * divisor.
 */
import { roundingShare } from '../model/expression/comparison.ts';
import type { ScalarFunction } from '../model/expression/primitives.ts';
import type { Arithmetic, CellValue } from '../plan/interpret.ts';
import { isCellError } from '../plan/interpret.ts';
import { type ExactNumber, exactArithmetic } from './decimals.ts';

export interface DecimalWithMagnitude {
  readonly value: ExactNumber;
  /** The largest term on the way to the value, never less than the value without its sign. */
  readonly magnitude: number;
}

const sizeOf = (value: ExactNumber): number => Math.abs(value.toNumber());

function made(value: CellValue<ExactNumber>, size: number): CellValue<DecimalWithMagnitude> {
  if (isCellError(value)) return value;
  const own = sizeOf(value);
  return { value, magnitude: Number.isFinite(size) ? Math.max(own, size) : own };
}

/** How a function passes on the error of its first argument, besides the size of its result. */
const slopes: Readonly<Partial<Record<ScalarFunction, (x: number, result: number) => number>>> = {
  abs: () => 1,
  sqrt: (_, result) => 1 / (2 * result),
  exp: (_, result) => Math.abs(result),
  ln: (x) => 1 / Math.abs(x),
};

/**
 * How much larger than themselves the arguments of a date, a loan or a rounding once were: what is relative to them is
 * as much less sure in the result.
 */
function cancelled(args: readonly DecimalWithMagnitude[]): number {
  return args.reduce((most, { value, magnitude }) => Math.max(most, value.isZero() ? 1 : magnitude / sizeOf(value)), 1);
}

/**
 * Doubles may take another of the numbers that differ by rounding alone, and so the result has the largest size among
 * these.
 */
function extreme(all: readonly DecimalWithMagnitude[], sign: 1 | -1): DecimalWithMagnitude {
  const best = all.reduce((most, one) => (sign * exactArithmetic.compare(one.value, most.value) > 0 ? one : most));
  const near = all.filter(({ value, magnitude }) => sizeOf(value.minus(best.value)) <= roundingShare * magnitude);
  return {
    value: best.value,
    magnitude: near.reduce((most, { magnitude }) => Math.max(most, magnitude), best.magnitude),
  };
}

/** Decimals with their sizes, for `interpret`. */
export const magnitudeArithmetic: Arithmetic<DecimalWithMagnitude> = {
  of: (number) => ({ value: exactArithmetic.of(number), magnitude: Math.abs(number) }),
  add: (a, b) => made(exactArithmetic.add(a.value, b.value), Math.max(a.magnitude, b.magnitude)),
  subtract: (a, b) => made(exactArithmetic.subtract(a.value, b.value), Math.max(a.magnitude, b.magnitude)),
  multiply: (a, b) =>
    made(
      exactArithmetic.multiply(a.value, b.value),
      Math.max(a.magnitude * sizeOf(b.value), b.magnitude * sizeOf(a.value)),
    ),
  divide: (a, b) => {
    const divisor = sizeOf(b.value);
    return made(
      exactArithmetic.divide(a.value, b.value),
      Math.max(a.magnitude / divisor, (sizeOf(a.value) * b.magnitude) / divisor ** 2),
    );
  },
  power: (a, b) => {
    const result = exactArithmetic.power(a.value, b.value);
    if (isCellError(result)) return result;
    const [base, exponent] = [sizeOf(a.value), sizeOf(b.value)];
    const part = Math.max((a.magnitude * exponent) / base, b.magnitude * Math.abs(Math.log(base)));
    return made(result, sizeOf(result) * (Number.isFinite(part) ? Math.max(1, part) : 1));
  },
  negate: (a) => ({ value: exactArithmetic.negate(a.value), magnitude: a.magnitude }),
  compare: (a, b) => exactArithmetic.compare(a.value, b.value),
  extreme,
  call: (name, args) => {
    const result = exactArithmetic.call(
      name,
      args.map(({ value }) => value),
    );
    if (isCellError(result)) return result;
    const slope = slopes[name];
    const passed =
      slope === undefined
        ? sizeOf(result) * cancelled(args)
        : args[0]!.magnitude * slope(sizeOf(args[0]!.value), sizeOf(result));
    return made(result, passed);
  },
  rate: (flows, days, guess) =>
    made(
      exactArithmetic.rate(
        flows.map(({ value }) => value),
        days?.map(({ value }) => value),
        guess?.value,
      ),
      1,
    ),
  toNumber: ({ value }) => value.toNumber(),
};
