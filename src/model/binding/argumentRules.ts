/**
 * Whether an argument fits its function. Input: the rule of the argument from the table of functions, and the type that
 * was found. Output: what is wrong, in words, or nothing.
 */
import { type ArgumentRule, argumentDescriptions } from '../../formula/functions.ts';
import { isDimensionless, type Unit } from '../../values/unit.ts';
import type { ValueType } from '../model.ts';

/**
 * A type as formulas have it: the literal 0 fits every unit, a text is in quotes, and nothing is reported about what
 * is unknown after a problem.
 */
export type BoundType =
  | ValueType
  | { readonly kind: 'zero' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'text'; readonly text: string };

/** What is wrong with an argument; a wrong unit is a different problem from a value that is not a number. */
export interface ArgumentFault {
  readonly code: 'unit-mismatch' | 'wrong-arguments';
  /** What the function takes: `a plain number`. */
  readonly wanted: string;
  readonly hint?: string;
}

type Test = (type: BoundType) => boolean;

const isNumeric: Test = ({ kind }) => kind === 'number' || kind === 'flag' || kind === 'zero';
const isDate: Test = ({ kind }) => kind === 'date';
const isPlain: Test = (type) =>
  type.kind === 'flag' || type.kind === 'zero' || (type.kind === 'number' && isDimensionless(type.unit));
const isMonths: Test = (type) => type.kind === 'zero' || (type.kind === 'number' && isMonth(type.unit));
const isAnything: Test = () => true;
/** A power of time alone: 1 for `month` or `year`, -1 for `%/year`. */
const isOfTime =
  (power: 1 | -1): Test =>
  (type) =>
    type.kind === 'number' && type.unit.powers.size === 1 && type.unit.powers.get('month') === power;

function isMonth({ powers, scale }: Unit): boolean {
  return powers.size === 1 && powers.get('month') === 1 && scale.numerator.eq(1) && scale.denominator.eq(1);
}

const tests: Readonly<Record<ArgumentRule, Test>> = {
  condition: ({ kind }) => kind === 'flag',
  number: isPlain,
  quantity: isNumeric,
  amount: isNumeric,
  measure: (type) => isNumeric(type) || isDate(type),
  alike: isAnything,
  countable: (type) => isNumeric(type) || isDate(type),
  date: isDate,
  months: (type) => isPlain(type) || isMonths(type),
  term: isMonths,
  rate: isOfTime(-1),
  duration: isOfTime(1),
  basis: isPlain,
  column: isAnything,
  key: isAnything,
  item: isAnything,
  unit: isAnything,
};

const hints: Readonly<Partial<Record<ArgumentRule, string>>> = {
  condition: 'write a comparison, such as x > 0',
  number: 'divide it by an amount in the same unit',
  months: 'declare it in months',
  term: 'declare it in months',
  rate: 'declare it in %/year or %/month',
  duration: 'declare it in months or years',
};

/**
 * Whether an argument is an amount of time in another unit than the months that are wanted, which only need to be
 * converted.
 */
export function isConvertibleTime(rule: ArgumentRule, type: BoundType): boolean {
  return (rule === 'months' || rule === 'term') && isOfTime(1)(type);
}

/** What is wrong with an argument of a type: `argumentFault('number', { kind: 'date' })` wants a plain number. */
export function argumentFault(rule: ArgumentRule, type: BoundType): ArgumentFault | undefined {
  if (type.kind === 'unknown' || tests[rule](type)) return undefined;
  const isUnit = type.kind === 'number' && rule !== 'condition' && rule !== 'date';
  const hint = isUnit || rule === 'condition' ? hints[rule] : undefined;
  return {
    code: isUnit ? 'unit-mismatch' : 'wrong-arguments',
    wanted: argumentDescriptions[rule],
    ...(hint === undefined ? {} : { hint }),
  };
}
