/**
 * A formula in sizes: what its numbers amount to before they cancel out, and how far it is off when they are. Takes the
 * words of a formula and a function that knows its references; returns its value, where arithmetic alone gives it, its
 * size and its error. Guarantee: nothing is thrown for a formula that is not understood; nesting beyond a limit counts
 * as 0.
 */
import type { FormulaReference } from '../xlsx/read/formulaReferences.ts';

export type FormulaWord = string | FormulaReference;

/** A number as far as it is known, the sum of the absolute numbers that it was made of, and how far these are off. */
export interface SizedValue {
  readonly value: number | undefined;
  readonly size: number;
  readonly error: number;
}

const exactly = (value: number | undefined, size = Math.abs(value ?? 0)): SizedValue => ({ value, size, error: 0 });
const nothing = exactly(0);
const depthMost = 100;

/** Functions whose result is made of their arguments as a sum is. */
const passing = new Set(
  [
    'SUM SUMIF SUMIFS AVERAGE AVERAGEIF AVERAGEIFS MIN MAX MINIFS MAXIFS MEDIAN LARGE SMALL ABS IF IFS IFERROR IFNA ' +
      'CHOOSE SWITCH',
    'INDEX LOOKUP VLOOKUP HLOOKUP XLOOKUP OFFSET ROUND ROUNDUP ROUNDDOWN MROUND INT TRUNC CEILING FLOOR MOD NPV ' +
      'XNPV PV FV PMT IPMT PPMT',
    'CUMIPMT CUMPRINC SLN SYD DB DDB SUBTOTAL AGGREGATE N',
  ]
    .join(' ')
    .split(' '),
);
/** Rates that are found by trial: engines agree on them to about 1e-9. */
const searched = new Set(['IRR', 'XIRR', 'MIRR', 'RATE']);
const searchedSize = 1e4;

/** `sizeOfFormula(['(', a, '-', b, ')', '/', c], …)` is (a + b) / c in absolute numbers. */
export function sizeOfFormula(
  words: readonly FormulaWord[],
  sizeOf: (reference: FormulaReference) => SizedValue,
): SizedValue {
  const reading = new Reading(words, sizeOf);
  return reading.expression(0, 0);
}

const power: Readonly<Record<string, number>> = { '&': 2, '+': 3, '-': 3, '*': 4, '/': 4, '^': 5 };
const compares = new Set(['=', '<', '>', '<=', '>=', '<>']);

class Reading {
  #at = 0;
  readonly #words: readonly FormulaWord[];
  readonly #sizeOf: (reference: FormulaReference) => SizedValue;

  constructor(words: readonly FormulaWord[], sizeOf: (reference: FormulaReference) => SizedValue) {
    this.#words = words;
    this.#sizeOf = sizeOf;
  }

  expression(least: number, depth: number): SizedValue {
    if (depth > depthMost) return this.#skip();
    let left = this.#operand(depth);
    for (;;) {
      const word = this.#words[this.#at];
      const level = typeof word !== 'string' ? undefined : compares.has(word) ? 1 : power[word];
      if (level === undefined || level <= least) return left;
      this.#at += 1;
      left = combined(word as string, left, this.expression(level, depth + 1));
    }
  }

  #operand(depth: number): SizedValue {
    const word = this.#words[this.#at];
    this.#at += 1;
    if (word === undefined) return nothing;
    const found = typeof word === 'string' ? this.#word(word, depth) : this.#sizeOf(word);
    if (this.#words[this.#at] !== '%') return found;
    this.#at += 1;
    return combined('/', found, exactly(100));
  }

  #word(word: string, depth: number): SizedValue {
    if (word === '-' || word === '+') {
      const found = this.expression(5, depth + 1);
      return word === '-' ? { ...found, value: found.value === undefined ? undefined : -found.value } : found;
    }
    if (word === '(') return this.#arguments(depth).at(-1) ?? nothing;
    if (/^[.\d]/.test(word)) {
      return exactly(word.endsWith('%') ? Number(word.slice(0, -1)) / 100 : Number(word));
    }
    if (this.#words[this.#at] !== '(') return nothing;
    this.#at += 1;
    return called(word.toUpperCase().replace(/^_XLFN\.(?:_XLWS\.)?/, ''), this.#arguments(depth));
  }

  /** What stands up to the closing bracket, by commas. */
  #arguments(depth: number): SizedValue[] {
    const found: SizedValue[] = [];
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at];
      if (word === ')') break;
      if (word === ',' || word === ';') this.#at += 1;
      else {
        const before = this.#at;
        found.push(this.expression(0, depth + 1));
        if (this.#at === before) this.#at += 1;
      }
    }
    this.#at += 1;
    return found;
  }

  /** Leaves what is nested too deep. */
  #skip(): SizedValue {
    this.#at = this.#words.length;
    return nothing;
  }
}

const both = (left: SizedValue, right: SizedValue, of: (a: number, b: number) => number): number | undefined =>
  left.value === undefined || right.value === undefined ? undefined : of(left.value, right.value);

function combined(operator: string, left: SizedValue, right: SizedValue): SizedValue {
  switch (operator) {
    case '+':
      return {
        value: both(left, right, (a, b) => a + b),
        size: left.size + right.size,
        error: left.error + right.error,
      };
    case '-':
      return {
        value: both(left, right, (a, b) => a - b),
        size: left.size + right.size,
        error: left.error + right.error,
      };
    case '*':
      return product(left, right);
    case '/':
      return quotient(left, right);
    case '^':
      return raised(left, right);
    default:
      return exactly(undefined, 1);
  }
}

function product(left: SizedValue, right: SizedValue): SizedValue {
  const value = both(left, right, (a, b) => a * b);
  return {
    value,
    size: finite(left.size * right.size),
    error: finite(left.error * right.size + right.error * left.size),
  };
}

/** An uncertain divisor makes the quotient as uncertain, relative to it. */
function quotient(left: SizedValue, right: SizedValue): SizedValue {
  const divisor = Math.abs(right.value ?? right.size);
  if (divisor === 0) return exactly(undefined);
  const size = finite((left.size / divisor) * (right.size / divisor));
  const error = finite(left.error / divisor + (left.size / divisor) * (right.error / divisor));
  return { value: both(left, right, (a, b) => a / b), size, error };
}

function raised(left: SizedValue, right: SizedValue): SizedValue {
  const value = both(left, right, (a, b) => a ** b);
  const exponent = Math.abs(right.value ?? 1);
  const size = Math.abs(value ?? 0) * (1 + exponent);
  const base = Math.abs(left.value ?? left.size);
  return {
    value,
    size: finite(size),
    error: base === 0 ? left.error : finite((size * left.error) / base + size * right.error),
  };
}

const finite = (size: number): number => (Number.isFinite(size) ? size : 0);

function called(name: string, args: readonly SizedValue[]): SizedValue {
  const size = args.reduce((sum, one) => sum + one.size, 0);
  const error = args.reduce((sum, one) => sum + one.error, 0);
  if (name === 'SUM')
    return { value: args.reduce<number | undefined>((sum, { value }) => added(sum, value), 0), size, error };
  if (name === 'SUMPRODUCT' || name === 'PRODUCT') return { ...args.reduce(product, exactly(1)), value: undefined };
  if (passing.has(name)) return { value: undefined, size, error };
  return exactly(undefined, searched.has(name) ? searchedSize : 1);
}

const added = (sum: number | undefined, value: number | undefined) =>
  sum === undefined || value === undefined ? undefined : sum + value;
