/**
 * Exact numbers that know the size of what they were made of, so that what is left of a subtraction is judged by its
 * terms. Enters and leaves decimals with a size. The size is that of a first-order error analysis (N. J. Higham,
 * Accuracy and Stability of Numerical Algorithms, chapter 3): an error in a term passes into a sum as it is, into a
 * product with the other factor, into a quotient with the divisor.
 */
import { roundingShare } from '../model/expression/comparison.ts';
import type { ScalarFunction } from '../model/expression/primitives.ts';
import type { Arithmetic, Value } from '../plan/interpret.ts';
import { isFault } from '../plan/interpret.ts';
import { type Exact, exactNumbers } from './decimals.ts';

export interface Sized {
  readonly value: Exact;
  /** The largest term on the way to the value, never less than the value without its sign. */
  readonly size: number;
}

const sizeOf = (value: Exact): number => Math.abs(value.toNumber());

function made(value: Value<Exact>, size: number): Value<Sized> {
  if (isFault(value)) return value;
  const own = sizeOf(value);
  return { value, size: Number.isFinite(size) ? Math.max(own, size) : own };
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
function cancelled(args: readonly Sized[]): number {
  return args.reduce((most, { value, size }) => Math.max(most, value.isZero() ? 1 : size / sizeOf(value)), 1);
}

/**
 * Doubles may take another of the numbers that differ by rounding alone, and so the result has the largest size among
 * these.
 */
function extreme(all: readonly Sized[], sign: 1 | -1): Sized {
  const best = all.reduce((most, one) => (sign * exactNumbers.compare(one.value, most.value) > 0 ? one : most));
  const near = all.filter(({ value, size }) => sizeOf(value.minus(best.value)) <= roundingShare * size);
  return { value: best.value, size: near.reduce((most, { size }) => Math.max(most, size), best.size) };
}

/** Decimals with their sizes, for `interpret`. */
export const sizedNumbers: Arithmetic<Sized> = {
  of: (number) => ({ value: exactNumbers.of(number), size: Math.abs(number) }),
  add: (a, b) => made(exactNumbers.add(a.value, b.value), Math.max(a.size, b.size)),
  subtract: (a, b) => made(exactNumbers.subtract(a.value, b.value), Math.max(a.size, b.size)),
  multiply: (a, b) =>
    made(exactNumbers.multiply(a.value, b.value), Math.max(a.size * sizeOf(b.value), b.size * sizeOf(a.value))),
  divide: (a, b) => {
    const divisor = sizeOf(b.value);
    return made(
      exactNumbers.divide(a.value, b.value),
      Math.max(a.size / divisor, (sizeOf(a.value) * b.size) / divisor ** 2),
    );
  },
  power: (a, b) => {
    const result = exactNumbers.power(a.value, b.value);
    if (isFault(result)) return result;
    const [base, exponent] = [sizeOf(a.value), sizeOf(b.value)];
    const part = Math.max((a.size * exponent) / base, b.size * Math.abs(Math.log(base)));
    return made(result, sizeOf(result) * (Number.isFinite(part) ? Math.max(1, part) : 1));
  },
  negate: (a) => ({ value: exactNumbers.negate(a.value), size: a.size }),
  compare: (a, b) => exactNumbers.compare(a.value, b.value),
  extreme,
  call: (name, args) => {
    const result = exactNumbers.call(
      name,
      args.map(({ value }) => value),
    );
    if (isFault(result)) return result;
    const slope = slopes[name];
    const passed =
      slope === undefined
        ? sizeOf(result) * cancelled(args)
        : args[0]!.size * slope(sizeOf(args[0]!.value), sizeOf(result));
    return made(result, passed);
  },
  rate: (flows, days, guess) =>
    made(
      exactNumbers.rate(
        flows.map(({ value }) => value),
        days?.map(({ value }) => value),
        guess?.value,
      ),
      1,
    ),
  toNumber: ({ value }) => value.toNumber(),
};
