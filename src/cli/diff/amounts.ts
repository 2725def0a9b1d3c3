/**
 * The amounts of one explanation. Takes an explanation; returns its values, differences and parts in one scale with the
 * same number of decimals. Guarantee: the amounts of an explanation can be compared and added digit by digit, and a
 * note says so if they do not add up.
 */
import type { Explanation, MovedCell, Part } from '../../diff/diff.ts';
import { fixedDecimals } from '../../values/decimals.ts';
import { displayScale, formatResult, isRateUnit, unitSuffix } from '../../values/formatFigure.ts';
import { shownDigits } from '../io/format.ts';
import { formatDifference, formatLevel, formatPoints, inBrackets } from './wording.ts';

/** How the amounts of one explanation are written. */
export interface Amounts {
  /** A value: `366.88bn USD`, `(63.54%)`. */
  readonly value: (value: number | null) => string;
  /** A difference or a part of one, with its sign: `-0.39bn USD`, `+2.04 points`. */
  readonly difference: (difference: number) => string;
  /** The smallest difference that shows as other than zero. */
  readonly least: number;
  /** An amount as shown, counted in its last digit. */
  readonly shown: (amount: number) => number;
}

/** The minimum number of significant digits of a difference. */
const digits = 3;

/** The minimum number of decimals, unless all are zero, and the maximum. */
const [decimalsLeast, decimalsMost] = [2, 8];

type Measured = Pick<Explanation, 'old' | 'new' | 'difference' | 'unit' | 'parts'>;

/** The amounts of an explanation: `amountsOf(explanation).difference(2.1e9)` is `+2.10bn USD`. */
export function amountsOf({ old, new: current, difference, unit, parts }: Measured): Amounts {
  if (unit === 'date' || unit === 'flag')
    return {
      value: (value) => formatResult(value, unit),
      difference: (one) => formatDifference(one, unit),
      least: 1,
      shown: (amount) => amount,
    };
  const sizes = parts.flatMap(sizesOf);
  const all = [old ?? 0, current ?? 0, difference ?? 0, ...sizes].map(Math.abs);
  const isShare = isRateUnit(unit);
  const { factor: scale, suffix } = isShare ? { factor: 0.01, suffix: '' } : displayScale(Math.max(...all));
  const decimals = decimalsOf(
    all.map((size) => size / scale),
    Math.max(Math.abs(difference ?? 0), Math.max(0, ...sizes.map(Math.abs)) / 100) / scale,
  );
  const fixed = (amount: number): string => fixedDecimals(Math.abs(amount), scale, decimals);
  const withSuffix = (number: string): string => {
    const text = `${number}${isShare ? '%' : suffix}`;
    return `${text}${unitSuffix(unit, text)}`;
  };
  return {
    value: (value) => {
      if (value === null) return formatResult(value, unit);
      const text = withSuffix(fixed(value));
      return value < 0 && Number(fixed(value)) !== 0 ? inBrackets(text) : text;
    },
    difference: (one) => {
      const sign = one === 0 ? '' : one < 0 ? '-' : '+';
      return `${sign}${isShare ? formatPoints(fixed(one), unit) : withSuffix(fixed(one))}`;
    },
    least: scale * 10 ** -decimals,
    shown: (amount) => shownDigits(amount, scale, decimals),
  };
}

/** Both values of a row, with enough digits to tell them apart: `22.50bn USD` and `22.51bn USD`. */
export function formatSides(cell: MovedCell, unit: string): readonly [old: string, current: string] {
  const { old, new: current, difference } = cell;
  const usual = [formatLevel(old, unit), formatLevel(current, unit)] as const;
  if (usual[0] !== usual[1] || typeof old !== 'number' || typeof current !== 'number' || old === current) return usual;
  const { value } = amountsOf({ old, new: current, difference, unit, parts: [] });
  return [value(old), value(current)];
}

/**
 * The old value, new value and difference for a heading: `366.86bn USD -> 504.93bn USD, +138.07bn USD`; empty for an
 * error.
 */
export function describeOutcome(
  { old, new: current, difference }: Explanation,
  amounts: Amounts,
  arrow: '->' | '→',
): string {
  if (difference === null) return '';
  if (difference === 0) return `: ${amounts.value(current)} in both runs`;
  const apart = amounts.difference(difference);
  return `: ${amounts.value(old)} ${arrow} ${amounts.value(current)}${arrow === '->' ? `, ${apart}` : ` (${apart})`}`;
}

/** Every amount of a part, its members included. */
const sizesOf = ({ amount, least, most, error, parts }: Part): number[] => [
  amount,
  least,
  most,
  error ?? 0,
  ...parts.flatMap(sizesOf),
];

/** The decimals that a number of some size needs, without zeros at the end of every number. */
function decimalsOf(numbers: readonly number[], size: number): number {
  const asked = size > 0 ? digits - 1 - Math.floor(Math.log10(size)) : decimalsLeast;
  const decimals = Math.min(decimalsMost, Math.max(decimalsLeast, asked));
  const spare = Math.min(...numbers.map((number) => /0*$/.exec(fixedDecimals(number, 1, decimals))![0].length));
  return Math.max(0, decimals - spare);
}

/** The note below amounts that do not add up as shown. */
export const roundingNote = 'Amounts are rounded individually; differences and sums are calculated before rounding.';

type Added = Pick<Part, 'amount' | 'parts'>;

/** Whether the amounts add up as shown: old and new to the difference, the parts to it, and members to their group. */
export function addsUp(
  { old, new: current, difference }: Explanation,
  shown: readonly Added[],
  { shown: digitsOf }: Amounts,
): boolean {
  if (old === null || current === null || difference === null) return true;
  const sum = (some: readonly Pick<Part, 'amount'>[]): number =>
    some.reduce((total, { amount }) => total + digitsOf(amount), 0);
  return (
    digitsOf(current) - digitsOf(old) === digitsOf(difference) &&
    (shown.length === 0 || sum(shown) === digitsOf(difference)) &&
    shown.every(({ amount, parts }) => parts.length === 0 || sum(parts) === digitsOf(amount))
  );
}

/** The minimum and maximum of a part over the orders of the changes; empty if the order makes no difference. */
export function formatRange({ least, most, amount }: Part, { difference }: Pick<Amounts, 'difference'>): string {
  const size = Math.max(Math.abs(amount), Math.abs(most), Math.abs(least));
  if (!(Math.abs(most - least) > 1e-9 * size)) return '';
  // The remainder of large amounts that cancel out is rounding.
  const words = (value: number): string => difference(Math.abs(value) < 1e-12 * size ? 0 : value);
  return `${words(least)} to ${words(most)}`;
}

/** The standard error of a sampled part: `±0.2 points`, or `±<0.01bn USD` if it is below the digits shown. */
export function formatError({ error }: Part, { difference, least, shown }: Amounts): string {
  if (error === null) return '';
  const isLess = error !== 0 && shown(error) === 0;
  return ` ±${isLess ? '<' : ''}${difference(isLess ? least : error).replace('+', '')}`;
}
