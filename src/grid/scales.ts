/**
 * Number formats that depend on the size of the numbers: each row of amounts has one scale, chosen by its largest number, so that columns of
 * ordinary width hold it. Enters a grid and the values of its cells; leaves the grid with those formats settled.
 */
import { autoCountFormat, autoMoneyFormat } from './formats.ts';
import type { Chart, ChartRange, Grid, GridRow, GridSheet, Run } from './grid.ts';

/** Values by sheet, row and column; what is no number does not count. */
export type CellValues = ReadonlyMap<string, readonly (readonly unknown[])[]>;

type AutoFormat = typeof autoMoneyFormat | typeof autoCountFormat;

const isAuto = (format: string | undefined): format is AutoFormat => format === autoMoneyFormat || format === autoCountFormat;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** The grid with a format for each row of amounts. */
export function settleFormats(grid: Grid, values: CellValues): Grid {
  return { ...grid, sheets: grid.sheets.map((sheet) => settleSheet(sheet, values)) };
}

function settleSheet(sheet: GridSheet, values: CellValues): GridSheet {
  const own = values.get(sheet.name) ?? [];
  const numbers = numbersByItem(sheet, own);
  const rows = sheet.rows.map((row, at) => settleRow(row, own[at] ?? [], numbers));
  return { ...sheet, rows, ...(sheet.charts === undefined ? {} : { charts: sheet.charts.map((chart) => settleChart(chart, values)) }) };
}

/** The rows of one item, member by member, are read below each other and have one scale. */
function numbersByItem(sheet: GridSheet, values: readonly (readonly unknown[])[]): ReadonlyMap<string, number[]> {
  const found = new Map<string, number[]>();
  sheet.rows.forEach((row, at) => {
    for (const run of row.runs) {
      const item = itemOf(run);
      if (item === undefined) continue;
      const numbers = found.get(item) ?? [];
      numbers.push(largestOf(values[at] ?? [], run));
      found.set(item, numbers);
    }
  });
  return found;
}

const itemOf = ({ format, origin }: Run): string | undefined =>
  isAuto(format) && origin !== undefined && ['item', 'link', 'rollup', 'input'].includes(origin.kind) ? origin.id : undefined;

/** The largest number of a run stands for all of it, with its sign; a fraction stands for a run that holds any. */
function largestOf(values: readonly unknown[], { column, count }: Run): number {
  const numbers = values.slice(column, column + count).filter(isNumber);
  return numbers.reduce(
    (most, value) => (Math.abs(value) > Math.abs(most) ? value : most),
    numbers.find((one) => !Number.isInteger(one)) ?? 0,
  );
}

function settleRow(row: GridRow, values: readonly unknown[], byItem: ReadonlyMap<string, number[]>): GridRow {
  if (!row.runs.some(({ format }) => isAuto(format))) return row;
  const own = row.runs
    .filter(({ format }) => isAuto(format))
    .flatMap(({ column, count }) => values.slice(column, column + count).filter(isNumber));
  const settled = (run: Run, format: AutoFormat): Run => {
    const item = itemOf(run);
    return { ...run, format: formatFor(format, [...own, ...(item === undefined ? [] : (byItem.get(item) ?? []))]) };
  };
  return { ...row, runs: row.runs.map((run): Run => (isAuto(run.format) ? settled(run, run.format) : run)) };
}

function settleChart(chart: Chart, values: CellValues): Chart {
  const numbersOn = (axis: 'first' | 'second') =>
    chart.series.filter((series) => series.axis === axis).flatMap((series) => numbersIn(series.values, values));
  const settled = (format: string, axis: 'first' | 'second') => (isAuto(format) ? formatFor(format, numbersOn(axis)) : format);
  const { first, second } = chart.formats;
  return { ...chart, formats: { first: settled(first, 'first'), ...(second === undefined ? {} : { second: settled(second, 'second') }) } };
}

function numbersIn({ sheet, row, column, count, down }: ChartRange, values: CellValues): number[] {
  const rows = values.get(sheet) ?? [];
  const cells =
    down === true ? rows.slice(row, row + count).map((cells) => cells[column]) : (rows[row] ?? []).slice(column, column + count);
  return cells.filter(isNumber);
}

/** `formatFor(autoMoneyFormat, [2.5e9])` shows billions. */
export function formatFor(format: AutoFormat, numbers: readonly number[]): string {
  const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // A row of nothing, such as a difference, may hold anything after a change.
  if (largest === 0) return compactFormat;
  const isMoney = format === autoMoneyFormat;
  if (largest >= 1e12) return withSigns('#,##0.00,,,,"tn"');
  if (largest >= 1e9) return withSigns('#,##0.00,,,"bn"');
  if (largest >= (isMoney ? 1e6 : 1e7)) return withSigns(isMoney ? '#,##0.00,,"m"' : '#,##0.0,,"m"');
  const isWhole = numbers.every(Number.isInteger);
  if (largest >= (isMoney ? 1e4 : 1e3) || (isWhole && !isMoney)) return withSigns('#,##0');
  return withSigns(`#,##0.${'0'.repeat(decimalsFor(largest))}`);
}

/** Holds numbers of any size in a column of ordinary width. */
const compactFormat = '[>=1000000]#,##0.0,,"m"_);[<=-1000000](#,##0.0,,"m");#,##0.00_)';

/** Two decimals, and more for numbers that would vanish. */
function decimalsFor(largest: number): number {
  return largest === 0 || largest >= 0.1 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(largest)));
}

/** Negative numbers stand in parentheses, with the digits under each other; nothing is a dash. */
function withSigns(body: string): string {
  return `${body}_);(${body});"-"_)`;
}
