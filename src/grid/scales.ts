/**
 * Number formats that depend on the size of the numbers: each row of amounts has one scale, chosen by its largest
 * number, so that numbers fit into columns of normal width. Takes a grid and the values of its cells; returns the grid
 * with these formats filled in.
 */
import { amountDecimals, multipleDecimals, percentDecimals } from '../values/decimals.ts';
import { largeScaleOf } from '../values/scales.ts';
import { differencesForFormat, formatShowingDifference, formatShowingExcess } from './comparisonFormats.ts';
import {
  type AutoFormat,
  autoMoneyFormat,
  autoShareFormat,
  autoTimesFormat,
  isAutoFormat,
  scaleCommas,
} from './formats.ts';
import type { Chart, ChartRange, Grid, GridRow, GridSheet, RowSegment } from './grid.ts';

/** Values by sheet, row and column; only numbers matter. */
export type CellValues = ReadonlyMap<string, readonly (readonly unknown[])[]>;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Returns the grid with a format for each row of amounts. */
export function settleFormats(grid: Grid, values: CellValues): Grid {
  return { ...grid, sheets: grid.sheets.map((sheet) => settleSheet(sheet, values)) };
}

function settleSheet(sheet: GridSheet, values: CellValues): GridSheet {
  const own = values.get(sheet.name) ?? [];
  const numbers = numbersByItem(sheet, own);
  const rows = sheet.rows.map((row, at) => settleRow(row, own[at] ?? [], numbers));
  return {
    ...sheet,
    rows,
    ...(sheet.charts === undefined ? {} : { charts: sheet.charts.map((chart) => settleChart(chart, values)) }),
  };
}

/** Numbers by item: the rows of an item for its members are shown together and share one scale. */
function numbersByItem(sheet: GridSheet, values: readonly (readonly unknown[])[]): ReadonlyMap<string, number[]> {
  const found = new Map<string, number[]>();
  sheet.rows.forEach((row, at) => {
    for (const segment of row.segments) {
      const item = itemOf(segment);
      if (item === undefined) continue;
      const numbers = found.get(item) ?? [];
      numbers.push(...tellingOf(values[at] ?? [], segment));
      found.set(item, numbers);
    }
  });
  return found;
}

const itemOf = ({ format, origin }: RowSegment): string | undefined =>
  isAutoFormat(format) && origin !== undefined && ['item', 'link', 'rollup', 'input'].includes(origin.kind)
    ? origin.id
    : undefined;

/**
 * The numbers that determine the format of a segment: for amounts the largest, with its sign, or a fraction if there is
 * one; for percentages and multiples all of them.
 */
function tellingOf(values: readonly unknown[], { column, count, format }: RowSegment): number[] {
  const numbers = values.slice(column, column + count).filter(isNumber);
  if (format === autoShareFormat || format === autoTimesFormat) return [...new Set(numbers)];
  const largest = numbers.reduce(
    (most, value) => (Math.abs(value) > Math.abs(most) ? value : most),
    numbers.find((one) => !Number.isInteger(one)) ?? 0,
  );
  return [largest];
}

function settleRow(row: GridRow, values: readonly unknown[], byItem: ReadonlyMap<string, number[]>): GridRow {
  if (row.segments.some(({ compared }) => compared !== undefined)) return settleCompared(row, values);
  if (!row.segments.some(({ format }) => isAutoFormat(format))) return row;
  const own = row.segments
    .filter(({ format }) => isAutoFormat(format))
    .flatMap(({ column, count }) => values.slice(column, column + count).filter(isNumber));
  const settled = (segment: RowSegment, format: AutoFormat): RowSegment => {
    const item = itemOf(segment);
    return {
      ...segment,
      format: chooseFormat(format, [...own, ...(item === undefined ? [] : (byItem.get(item) ?? []))]),
    };
  };
  return {
    ...row,
    segments: row.segments.map(
      (segment): RowSegment => (isAutoFormat(segment.format) ? settled(segment, segment.format) : segment),
    ),
  };
}

/** Formats of a check or tie-out row: one for its figures, another for its differences. */
function settleCompared(row: GridRow, values: readonly unknown[]): GridRow {
  const numbersOf = ({ column, count }: RowSegment): number[] => values.slice(column, column + count).filter(isNumber);
  const inRole = (role: string): RowSegment[] => row.segments.filter(({ compared }) => compared?.role === role);
  const figures = inRole('figure').flatMap(numbersOf);
  const differences = inRole('difference').flatMap((segment) => differencesForFormat(segment, numbersOf(segment)));
  const settled = (format: string, numbers: readonly number[]): string =>
    isAutoFormat(format) ? chooseFormat(format, numbers) : format;
  const formatOf = (format: string, { role, tolerance }: NonNullable<RowSegment['compared']>): string => {
    const [difference] = differences.filter((one) => Math.abs(one) > tolerance);
    if (role === 'difference')
      return difference === undefined
        ? settled(format, differences)
        : formatShowingExcess(settled(format, differences), difference, tolerance);
    const [judged, expected] = figures.slice(-2);
    const usual = settled(format, figures);
    return difference === undefined || expected === undefined
      ? usual
      : formatShowingDifference(usual, judged!, expected);
  };
  const segments = row.segments.map(
    (segment): RowSegment =>
      segment.compared === undefined || segment.format === undefined
        ? segment
        : { ...segment, format: formatOf(segment.format, segment.compared) },
  );
  return { ...row, segments };
}

function settleChart(chart: Chart, values: CellValues): Chart {
  const numbersOn = (axis: 'first' | 'second') =>
    chart.series.filter((series) => series.axis === axis).flatMap((series) => numbersIn(series.values, values));
  const settled = (format: string, axis: 'first' | 'second') =>
    isAutoFormat(format) ? chooseFormat(format, numbersOn(axis)) : format;
  const { first, second } = chart.formats;
  return {
    ...chart,
    formats: { first: settled(first, 'first'), ...(second === undefined ? {} : { second: settled(second, 'second') }) },
  };
}

function numbersIn({ sheet, row, column, count, down }: ChartRange, values: CellValues): number[] {
  const rows = values.get(sheet) ?? [];
  const cells =
    down === true
      ? rows.slice(row, row + count).map((cells) => cells[column])
      : (rows[row] ?? []).slice(column, column + count);
  return cells.filter(isNumber);
}

/** `chooseFormat(autoMoneyFormat, [2.5e9])` shows billions. */
export function chooseFormat(format: AutoFormat, numbers: readonly number[]): string {
  if (format === autoShareFormat) return shareFormat(percentDecimals(numbers));
  if (format === autoTimesFormat) return timesFormat(multipleDecimals(numbers));
  const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // A row of zeros, such as a difference, may have numbers of any size after a change.
  if (largest === 0) return compactFormat;
  const isMoney = format === autoMoneyFormat;
  const scale = largest < (isMoney ? 1e6 : 1e7) ? undefined : largeScaleOf(largest);
  if (scale !== undefined) {
    const decimals = isMoney || scale.suffix !== 'm' ? '0.00' : '0.0';
    return withSigns(`#,##${decimals}${scaleCommas(scale.suffix)}"${scale.suffix}"`);
  }
  const isWhole = numbers.every(Number.isInteger);
  if (largest >= (isMoney ? 1e4 : 1e3) || (isWhole && !isMoney)) return withSigns('#,##0');
  return withSigns(`#,##0.${'0'.repeat(amountDecimals(largest))}`);
}

/** Fits numbers of any size into a column of normal width. */
const compactFormat = '[>=1000000]#,##0.0,,"m"_);[<=-1000000](#,##0.0,,"m");#,##0.00_)';

/** Percentages, with zero as a number: `0.0%_);(0.0%);0.0%_)`. */
function shareFormat(decimals: number): string {
  const body = `0.${'0'.repeat(decimals)}%`;
  return `${body}_);(${body});${body}_)`;
}

function timesFormat(decimals: number): string {
  const body = `#,##0.${'0'.repeat(decimals)}"x"`;
  return `${body}_);(${body})`;
}

/** Negative numbers in parentheses with aligned digits; zero is a dash. */
function withSigns(body: string): string {
  return `${body}_);(${body});"-"_)`;
}
