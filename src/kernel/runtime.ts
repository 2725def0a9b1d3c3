/**
 * The functions that generated code calls, over numbers and over cells; NaN is an error. Guarantee: an error in any
 * argument gives an error, and no result is infinite.
 */
import { addMonths, dayOf, endOfMonth, monthOf, serialFrom, yearFraction, yearOf } from '../values/excelDates.ts';
import { roundAwayFromZero, roundDownToInteger, roundHalfAway, roundTowardsZero } from '../values/excelRounding.ts';
import { datedRate, internalRate } from '../values/internalRate.ts';
import { futureValue, interest, numberOfPayments, payment, presentValue, principal } from '../values/loans.ts';

type Cells = Float64Array;

/** Infinite results are errors, as in a spreadsheet. */
const finite = (x: number): number => (x - x === 0 ? x : Number.NaN);
const isError = Number.isNaN;

function power(base: number, exponent: number): number {
  return isError(base) || isError(exponent) ? Number.NaN : finite(base ** exponent);
}

function mod(x: number, divisor: number): number {
  if (isError(x) || isError(divisor) || divisor === 0) return Number.NaN;
  const rest = x % divisor;
  return rest === 0 || rest < 0 === divisor < 0 ? rest : rest + divisor;
}

const and = (a: number, b: number): number => (isError(a) || isError(b) ? Number.NaN : a !== 0 && b !== 0 ? 1 : 0);
const or = (a: number, b: number): number => (isError(a) || isError(b) ? Number.NaN : a !== 0 || b !== 0 ? 1 : 0);
const not = (a: number): number => (isError(a) ? Number.NaN : a === 0 ? 1 : 0);

function sumOf(cells: Cells, from: number, count: number, stride: number): number {
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += cells[from + at * stride]!;
  return sum;
}

function minOf(cells: Cells, from: number, count: number, stride: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < count; at += 1) least = Math.min(least, cells[from + at * stride]!);
  return least === Number.POSITIVE_INFINITY ? 0 : least;
}

function maxOf(cells: Cells, from: number, count: number, stride: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at += 1) most = Math.max(most, cells[from + at * stride]!);
  return most === Number.NEGATIVE_INFINITY ? 0 : most;
}

/** Errors are not counted. */
function countOf(cells: Cells, from: number, count: number, stride: number): number {
  let found = 0;
  for (let at = 0; at < count; at += 1) if (!isError(cells[from + at * stride]!)) found += 1;
  return found;
}

/**
 * From which place, counted from 1, a key stands; `mode` 0 looks for the same, 1 for the last that is not above, in
 * ascending cells.
 */
function match(cells: Cells, from: number, count: number, stride: number, key: number, mode: number): number {
  if (isError(key)) return Number.NaN;
  let found = Number.NaN;
  for (let at = 0; at < count; at += 1) {
    const cell = cells[from + at * stride]!;
    if (mode === 0 && cell === key) return at + 1;
    if (mode === 1 && cell <= key) found = at + 1;
  }
  return found;
}

function index(cells: Cells, from: number, count: number, stride: number, place: number): number {
  return place >= 1 && place <= count ? cells[from + (Math.trunc(place) - 1) * stride]! : Number.NaN;
}

function irr(cells: Cells, from: number, count: number, guess?: number): number {
  return internalRate(cells.subarray(from, from + count), guess) ?? Number.NaN;
}

function xirr(cells: Cells, from: number, count: number, days: number, guess?: number): number {
  return datedRate(cells.subarray(from, from + count), cells.subarray(days, days + count), guess) ?? Number.NaN;
}

/** Excel has no days before its first. */
const asDay = (day: number): number => (day < 0 ? Number.NaN : day);
const later = (serial: number, months: number, go: (serial: number, months: number) => number): number =>
  isError(serial) || isError(months) || serial < 0 ? Number.NaN : asDay(go(serial, months));

/** By name, as generated code calls them. */
export const runtime = {
  finite,
  power,
  mod,
  and,
  or,
  not,
  sumOf,
  minOf,
  maxOf,
  countOf,
  match,
  index,
  irr,
  xirr,
  pmt: guarded(payment),
  ipmt: guarded(interest),
  ppmt: guarded(principal),
  pv: guarded(presentValue),
  fv: guarded(futureValue),
  nper: guarded(numberOfPayments),
  round: roundWith(roundHalfAway),
  roundup: roundWith(roundAwayFromZero),
  rounddown: roundWith(roundTowardsZero),
  int: roundDownToInteger,
  edate: (serial: number, months: number) => later(serial, months, addMonths),
  eomonth: (serial: number, months: number) => later(serial, months, endOfMonth),
  date: serialFrom,
  year: yearOf,
  month: monthOf,
  day: dayOf,
  yearfrac: yearFraction,
} as const;

/** An error in any argument is the result, also in one that the formula does not come to. */
function guarded(loan: (...args: number[]) => number) {
  return (...args: number[]): number => (args.some(isError) ? Number.NaN : loan(...args));
}

function roundWith(round: (value: number, places: number) => number) {
  return (value: number, places = 0): number =>
    isError(value) || isError(places) ? Number.NaN : finite(round(value, places));
}
