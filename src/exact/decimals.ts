/**
 * Arithmetic with forty digits, with the errors of a spreadsheet. Rates of return are refined by Newton's method from
 * the nearest double until forty digits are stable; everything else is computed in decimals from the start.
 */
import { Decimal } from 'decimal.js';
import type { ScalarFunction } from '../model/expression/primitives.ts';
import type { Arithmetic, CellValue } from '../plan/interpret.ts';
import { addMonths, dayOf, endOfMonth, monthOf, serialFrom, yearOf, yearParts } from '../values/excelDates.ts';
import { datedRate, internalRate } from '../values/internalRate.ts';

/** Decimals of forty digits, rounded half away from zero. */
export const Decimal40 = Decimal.clone({
  precision: 40,
  rounding: Decimal.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  maxE: 9e15,
  minE: -9e15,
});
export type ExactNumber = Decimal;

const zero = new Decimal40(0);
const one = new Decimal40(1);

const largest = new Decimal40(Number.MAX_VALUE);

const smallest = new Decimal40(Number.MIN_VALUE).div(2);

/**
 * A number that is too large for a double is an error, and one that is too small is zero, as in a spreadsheet.
 */
function settled(value: ExactNumber): CellValue<ExactNumber> {
  const size = value.abs();
  return size.lte(largest) ? (size.lt(smallest) ? zero : value) : '#NUM!';
}

/** A day from days; a fault for what is none. */
function day(serial: number): CellValue<ExactNumber> {
  return serial >= 0 ? new Decimal40(serial) : '#NUM!';
}

function later(args: readonly ExactNumber[], go: (serial: number, months: number) => number): CellValue<ExactNumber> {
  const [serial, months] = args.map((value) => value.toNumber());
  return serial! < 0 ? '#NUM!' : day(go(serial!, months!));
}

function rounded([value, places]: readonly ExactNumber[], mode: Decimal.Rounding): CellValue<ExactNumber> {
  const digits = places?.trunc().toNumber() ?? 0;
  const shift = new Decimal40(10).pow(digits);
  return settled(value!.times(shift).toDecimalPlaces(0, mode).div(shift));
}

/** The growth over the term; an error if it is too large for a double. */
function growthOf(rate: ExactNumber, periods: ExactNumber): ExactNumber {
  const growth = rate.plus(1).pow(periods);
  return growth.gt(largest) ? new Decimal40(Number.NaN) : growth;
}

function pmt([rate, periods, present, future = zero, type = zero]: readonly ExactNumber[]): ExactNumber {
  if (rate!.isZero()) return present!.plus(future).negated().div(periods!);
  const growth = growthOf(rate!, periods!);
  const due = type.isZero() ? one : one.div(rate!.plus(1));
  return future.times(rate!).plus(present!.times(rate!).times(growth)).times(due).div(one.minus(growth));
}

function fv([rate, periods, payment, present = zero, type = zero]: readonly ExactNumber[]): ExactNumber {
  if (rate!.isZero()) return present.plus(payment!.times(periods!)).negated();
  const growth = growthOf(rate!, periods!);
  const due = type.isZero() ? one : rate!.plus(1);
  return payment!.times(due).times(one.minus(growth)).div(rate!).minus(present.times(growth));
}

function pv([rate, periods, payment, future = zero, type = zero]: readonly ExactNumber[]): ExactNumber {
  if (rate!.eq(-1)) return new Decimal40(Number.NaN);
  if (rate!.isZero()) return payment!.times(periods!).plus(future).negated();
  const growth = rate!.plus(1).pow(periods!);
  const due = type.isZero() ? one : rate!.plus(1);
  return one.minus(growth).times(payment!).times(due).div(rate!).minus(future).div(growth);
}

function ipmt([rate, period, periods, present, future = zero, type = zero]: readonly ExactNumber[]): ExactNumber {
  const payment = pmt([rate!, periods!, present!, future, type]);
  if (period!.eq(1)) return type.isZero() ? rate!.times(present!).negated() : zero;
  const before = type.isZero() ? period!.minus(1) : period!.minus(2);
  const owed = fv([rate!, before, payment, present!, type]);
  return rate!.times(type.isZero() ? owed : owed.minus(payment));
}

function nper([rate, payment, present, future = zero, type = zero]: readonly ExactNumber[]): ExactNumber {
  if (rate!.isZero()) return present!.plus(future).negated().div(payment!);
  const due = type.isZero() ? payment! : payment!.times(rate!.plus(1));
  const ratio = due.minus(future.times(rate!)).div(present!.times(rate!).plus(due));
  return ratio.ln().div(rate!.plus(1).ln());
}

function yearFraction([first, other, basis = zero]: readonly ExactNumber[]): ExactNumber {
  const { days, length, leaps, years } = yearParts(first!.toNumber(), other!.toNumber(), basis.toNumber());
  return new Decimal40(days).div(new Decimal40(leaps).div(years).plus(length));
}

type Call = (args: readonly ExactNumber[]) => CellValue<ExactNumber>;
const number =
  (compute: (args: readonly ExactNumber[]) => ExactNumber): Call =>
  (args) =>
    settled(compute(args));

const calls: Readonly<Record<ScalarFunction, Call>> = {
  abs: number(([x]) => x!.abs()),
  sqrt: number(([x]) => x!.sqrt()),
  exp: number(([x]) => x!.exp()),
  ln: number(([x]) => x!.ln()),
  int: number(([x]) => x!.floor()),
  mod: ([x, divisor]) => (divisor!.isZero() ? '#DIV/0!' : settled(x!.minus(divisor!.times(x!.div(divisor!).floor())))),
  round: (args) => rounded(args, Decimal.ROUND_HALF_UP),
  roundup: (args) => rounded(args, Decimal.ROUND_UP),
  rounddown: (args) => rounded(args, Decimal.ROUND_DOWN),
  pmt: number(pmt),
  fv: number(fv),
  pv: number(pv),
  ipmt: number(ipmt),
  ppmt: number(([rate, period, periods, present, future = zero, type = zero]) =>
    pmt([rate!, periods!, present!, future, type]).minus(ipmt([rate!, period!, periods!, present!, future, type])),
  ),
  nper: number(nper),
  edate: (args) => later(args, addMonths),
  eomonth: (args) => later(args, endOfMonth),
  date: ([year, month, date]) => day(serialFrom(year!.toNumber(), month!.toNumber(), date!.toNumber())),
  year: ([serial]) => day(yearOf(serial!.toNumber())),
  month: ([serial]) => day(monthOf(serial!.toNumber())),
  day: ([serial]) => day(dayOf(serial!.toNumber())),
  yearfrac: number(yearFraction),
};

/** The rate near a double at which flows are worth nothing, to forty digits. */
function refine(flows: readonly ExactNumber[], years: readonly ExactNumber[], near: number): ExactNumber {
  let rate = new Decimal40(near);
  for (let step = 0; step < 12; step += 1) {
    const base = rate.plus(1);
    let [value, slope] = [zero, zero];
    flows.forEach((flow, at) => {
      const present = flow.div(base.pow(years[at]!));
      value = value.plus(present);
      slope = slope.minus(present.times(years[at]!).div(base));
    });
    const change = value.div(slope);
    rate = rate.minus(change);
    if (change.abs().lte(new Decimal40('1e-38').times(rate.abs().plus(1)))) break;
  }
  return rate;
}

function rate(
  flows: readonly ExactNumber[],
  days?: readonly ExactNumber[],
  guess?: ExactNumber,
): CellValue<ExactNumber> {
  const amounts = flows.map((flow) => flow.toNumber());
  const serials = days?.map((one) => one.floor().toNumber());
  const near =
    serials === undefined ? internalRate(amounts, guess?.toNumber()) : datedRate(amounts, serials, guess?.toNumber());
  if (near === undefined) return '#NUM!';
  const years = flows.map((_, at) =>
    serials === undefined ? new Decimal40(at) : new Decimal40(serials[at]! - serials[0]!).div(365),
  );
  return settled(refine(flows, years, near));
}

/**
 * Decimals for `interpret`. A double enters as the shortest decimal that reads back as it, which is the number as it
 * was written.
 */
export const exactArithmetic: Arithmetic<ExactNumber> = {
  of: (value) => new Decimal40(value),
  add: (a, b) => settled(a.plus(b)),
  subtract: (a, b) => settled(a.minus(b)),
  multiply: (a, b) => settled(a.times(b)),
  divide: (a, b) => settled(a.div(b)),
  power: (a, b) => settled(a.pow(b)),
  negate: (a) => a.negated(),
  compare: (a, b) => a.comparedTo(b),
  call: (name, args) => calls[name](args),
  rate,
  toNumber: (a) => a.toNumber(),
};
