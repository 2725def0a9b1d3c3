/**
 * Excel's day numbers, which are right from 1 March 1900 on, and the parts of dates. Input: day numbers. Output:
 * numbers, or NaN for an error. `yearFraction` has the day counts of Excel's YEARFRAC: 30/360 (NASD), actual/actual
 * with the mean length of the years involved, actual/360, actual/365, and European 30/360.
 */

/** 31 December 9999, the last date of Excel. */
export const LAST_DATE = 2_958_465;
/** Days from 1 March of the year 0 to day 0 of Excel. */
const DAYS_BEFORE_ZERO = 693_899;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * A day number as year, month and day. From Howard Hinnant, "chrono-compatible low-level date algorithms": years start
 * in March, so that a leap day is the last day of its year, and an era of 400 years has 146,097 days.
 */
function dateOf(serial: number): Day {
  const days = Math.floor(serial) + DAYS_BEFORE_ZERO;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** The inverse of `dateOf`, by the same author; months may be greater than 12 or less than 1. */
function serialOfDay(year: number, month: number, day: number): number {
  const months = year * 12 + month - 3;
  const fromMarch = Math.floor(months / 12);
  const era = Math.floor(fromMarch / 400);
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear = Math.floor((153 * (months - fromMarch * 12) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    DAYS_BEFORE_ZERO
  );
}

const monthLength = (year: number, month: number): number =>
  serialOfDay(year, month + 1, 1) - serialOfDay(year, month, 1);

/**
 * Excel's EDATE: the same day some months later, or the last day of that month. `addMonths(45322, 1)` is 45351: 31
 * January to 29 February 2024.
 */
export function addMonths(serial: number, months: number): number {
  const { year, month, day } = dateOf(serial);
  const later = month + Math.trunc(months);
  return serialOfDay(year, later, Math.min(day, monthLength(year, later)));
}

/** Excel's EOMONTH: `endOfMonth(45322, 1.5)` is 45351, the end of the month one whole month later. */
export function endOfMonth(serial: number, months: number): number {
  const { year, month } = dateOf(serial);
  return serialOfDay(year, month + Math.trunc(months) + 1, 1) - 1;
}

/** A day number as `2026-03-31`; a fraction of a day is rounded. */
export function isoDate(serial: number): string {
  const { year, month, day } = dateOf(Math.round(serial));
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

const isInvalid = (serial: number): boolean => !(serial >= 0 && serial <= LAST_DATE + 1);

export const yearOf = (serial: number): number => (isInvalid(serial) ? Number.NaN : dateOf(serial).year);
export const monthOf = (serial: number): number => (isInvalid(serial) ? Number.NaN : dateOf(serial).month);
export const dayOf = (serial: number): number => (isInvalid(serial) ? Number.NaN : dateOf(serial).day);

/** Excel's DATE: `serialFrom(2026, 14, 0)` is 31 January 2027. Excel adds 1900 to a year before 1900. */
export function serialFrom(year: number, month: number, day: number): number {
  const [years, months, days] = [Math.trunc(year), Math.trunc(month), Math.trunc(day)];
  const serial = serialOfDay(years < 1900 ? years + 1900 : years, months, 1) + days - 1;
  return serial >= 0 && serial <= LAST_DATE ? serial : Number.NaN;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const leapYearsTo = (year: number): number => Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
const leapDaysTo = ({ year, month, day }: Day): number =>
  leapYearsTo(month > 2 || (month === 2 && day >= 29) ? year : year - 1);
const isEndOfFebruary = ({ year, month, day }: Day): boolean => month === 2 && day === (isLeap(year) ? 29 : 28);

/** The leap years among the years that two dates touch, for a mean length of 365 days and their share. */
function yearLength(start: Day, end: Day): { leaps: number; years: number } {
  if (start.year === end.year) return { leaps: isLeap(start.year) ? 1 : 0, years: 1 };
  const isLonger =
    start.year + 1 !== end.year || start.month < end.month || (start.month === end.month && start.day < end.day);
  if (isLonger) return { leaps: leapYearsTo(end.year) - leapYearsTo(start.year - 1), years: end.year - start.year + 1 };
  return { leaps: leapDaysTo(end) === leapDaysTo({ ...start, day: start.day - 1 }) ? 0 : 1, years: 1 };
}

function days360(start: Day, end: Day, isEuropean: boolean): number {
  const [from, to] = isEuropean ? [Math.min(30, start.day), Math.min(30, end.day)] : nasdDays(start, end);
  return 360 * (end.year - start.year) + 30 * (end.month - start.month) + to! - from!;
}

function nasdDays(start: Day, end: Day): [from: number, to: number] {
  if (isEndOfFebruary(start)) return [30, isEndOfFebruary(end) ? 30 : end.day];
  const from = Math.min(30, start.day);
  return [from, from === 30 && end.day === 31 ? 30 : end.day];
}

/** Excel's YEARFRAC: the fraction of a year between two dates, in either order. */
export function yearFraction(one: number, other: number, basis = 0): number {
  const { days, length, leaps, years } = yearParts(one, other, basis);
  return days / (leaps / years + length);
}

/** The same as whole numbers: days / (leaps / years + length). NaN for an invalid date or basis. */
export function yearParts(
  one: number,
  other: number,
  basis: number,
): { days: number; length: number; leaps: number; years: number } {
  const whole = { length: Number.NaN, leaps: 0, years: 1, days: Number.NaN };
  if (isInvalid(one) || isInvalid(other)) return whole;
  const [first, last] = [Math.trunc(Math.min(one, other)), Math.trunc(Math.max(one, other))];
  const [start, end] = [dateOf(first), dateOf(last)];
  if (basis === 0 || basis === 4) return { ...whole, days: days360(start, end, basis === 4), length: 360 };
  if (basis === 1) return { ...whole, days: last - first, length: 365, ...yearLength(start, end) };
  return { ...whole, days: last - first, length: basis === 2 ? 360 : basis === 3 ? 365 : Number.NaN };
}
