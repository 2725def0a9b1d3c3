/**
 * Calendar and timeline. Input: dates as text. Output: month numbers, periods and Excel day numbers.
 * Guarantee: periods are whole calendar months, quarters or years; opening periods have an index of 0 or less.
 */
export type Grain = 'month' | 'quarter' | 'year';
export const monthsIn: Record<Grain, number> = { month: 1, quarter: 3, year: 12 };

/** Months since January of year 0; `monthNumber(2026, 1)` is 24312. */
export function monthNumber(year: number, month: number): number {
  return year * 12 + month - 1;
}

/** A range of whole months, `to` exclusive, or a single day. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
  readonly grain: Grain | 'day';
  readonly day?: number;
}

/** Excel's day numbers start in 1900 and are wrong before 1 March 1900; dates in the far future are typing errors. */
const yearFirst = 1901;
const yearLast = 2199;
export const validDatesHint = `write 2027, 2027-Q1, 2027-03 or 2027-03-31, in the years ${yearFirst} to ${yearLast}`;

/** Reads `2026`, `2026-Q1`, `2026-03`, `2026-03-31`; undefined if there is no such date. */
export function parseDate(text: string): DateRange | undefined {
  const match = /^(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?$/.exec(text.trim());
  if (match === null) return undefined;
  const year = Number(match[1]);
  if (year < yearFirst || year > yearLast) return undefined;
  if (match[2] !== undefined)
    return {
      from: monthNumber(year, Number(match[2]) * 3 - 2),
      to: monthNumber(year, Number(match[2]) * 3 + 1),
      grain: 'quarter',
    };
  if (match[3] === undefined) return { from: year * 12, to: year * 12 + 12, grain: 'year' };
  const month = Number(match[3]);
  if (month < 1 || month > 12) return undefined;
  const from = monthNumber(year, month);
  if (match[4] === undefined) return { from, to: from + 1, grain: 'month' };
  const day = Number(match[4]);
  return day >= 1 && day <= daysInMonth(from) ? { from, to: from + 1, grain: 'day', day } : undefined;
}

function utc(month: number, day: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, day);
}

export function daysInMonth(month: number): number {
  return new Date(utc(month + 1, 0)).getUTCDate();
}

/** Excel's day number of a day in a month: 2026-01-01 is 46023. */
export function daySerial(month: number, day: number): number {
  return Math.round((utc(month, day) - Date.UTC(1899, 11, 30)) / 86_400_000);
}

/** Excel's day number of a date: the day itself, or the first day of a month, quarter or year. */
export function serialOf(range: DateRange): number {
  return daySerial(range.from, range.day ?? 1);
}

/** Excel's day number of the last day of a date, for as-of comparisons: 31 March for `2026-Q1`. */
export function lastSerialOf(range: DateRange): number {
  return range.day === undefined ? daySerial(range.to, 1) - 1 : serialOf(range);
}

/** The same for a text; undefined if it is not a date. */
export function lastSerialOfText(text: string | undefined): number | undefined {
  const date = text === undefined ? undefined : parseDate(text);
  return date === undefined ? undefined : lastSerialOf(date);
}

/** The last day of a date in ISO format: `2026-03-31` for `2026-Q1`. */
export function lastDayOf(range: DateRange): string {
  const day = range.day ?? daysInMonth(range.to - 1);
  return `${periodLabel(range.to - 1, 'month')}-${String(day).padStart(2, '0')}`;
}

export interface Period {
  /** 1 for the first period; 0, -1, ... for opening columns. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /** `2026-01`, `2026-Q1`, `2026`. */
  readonly label: string;
  readonly year: number;
}

export interface Timeline {
  readonly grain: Grain;
  readonly periods: readonly Period[];
}

/** The label of the period that starts in a month: `2026-03`, `2026-Q1` or `2026`. */
export function periodLabel(from: number, grain: Grain): string {
  const year = Math.floor(from / 12);
  const month = (from % 12) + 1;
  if (grain === 'year') return `${year}`;
  return grain === 'quarter' ? `${year}-Q${Math.ceil(month / 3)}` : `${year}-${String(month).padStart(2, '0')}`;
}

export function periodAt(firstMonth: number, grain: Grain, index: number): Period {
  const from = firstMonth + (index - 1) * monthsIn[grain];
  return { index, from, to: from + monthsIn[grain], label: periodLabel(from, grain), year: Math.floor(from / 12) };
}

/** The periods from one month to another (exclusive); undefined if they are not whole periods in order. */
export function makeTimeline(from: number, to: number, grain: Grain): Timeline | undefined {
  const size = monthsIn[grain];
  if (to <= from || from % size !== 0 || (to - from) % size !== 0) return undefined;
  return { grain, periods: Array.from({ length: (to - from) / size }, (_, at) => periodAt(from, grain, at + 1)) };
}

/** The position, from 0, of the period that contains a month; undefined outside the timeline. */
export function periodPositionOf(timeline: Timeline, month: number): number | undefined {
  const at = timeline.periods.findIndex((period) => period.from <= month && month < period.to);
  return at === -1 ? undefined : at;
}
