/**
 * Number formats that depend on the size of the numbers: each row of amounts has one scale, chosen by its largest number, so that columns of
 * ordinary width hold it. Enters a grid and the values of its cells; leaves the grid with those formats settled.
 */
import { autoCountFormat, autoMoneyFormat } from './formats.ts';
import type { CellRange, Chart, Grid, GridRow, GridSheet, Run } from './grid.ts';

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
  const rows = sheet.rows.map((row, at) => settleRow(row, own[at] ?? []));
  return { ...sheet, rows, ...(sheet.charts === undefined ? {} : { charts: sheet.charts.map((chart) => settleChart(chart, values)) }) };
}

function settleRow(row: GridRow, values: readonly unknown[]): GridRow {
  if (!row.runs.some(({ format }) => isAuto(format))) return row;
  const numbers = row.runs
    .filter(({ format }) => isAuto(format))
    .flatMap(({ column, count }) => values.slice(column, column + count).filter(isNumber));
  return { ...row, runs: row.runs.map((run): Run => (isAuto(run.format) ? { ...run, format: formatFor(run.format, numbers) } : run)) };
}

function settleChart(chart: Chart, values: CellValues): Chart {
  const numbersOn = (axis: 'first' | 'second') =>
    chart.series.filter((series) => series.axis === axis).flatMap((series) => numbersIn(series.values, values));
  const settled = (format: string, axis: 'first' | 'second') => (isAuto(format) ? formatFor(format, numbersOn(axis)) : format);
  const { first, second } = chart.formats;
  return { ...chart, formats: { first: settled(first, 'first'), ...(second === undefined ? {} : { second: settled(second, 'second') }) } };
}

function numbersIn({ sheet, row, column, count }: CellRange, values: CellValues): number[] {
  return (values.get(sheet)?.[row] ?? []).slice(column, column + count).filter(isNumber);
}

/** `formatFor(autoMoneyFormat, [2.5e9])` shows billions. */
export function formatFor(format: AutoFormat, numbers: readonly number[]): string {
  const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const isMoney = format === autoMoneyFormat;
  if (largest >= 1e12) return withSigns('#,##0.00,,,,"tn"');
  if (largest >= 1e9) return withSigns('#,##0.00,,,"bn"');
  if (largest >= (isMoney ? 1e6 : 1e7)) return withSigns(isMoney ? '#,##0.00,,"m"' : '#,##0.0,,"m"');
  const isWhole = numbers.every(Number.isInteger);
  if (largest >= (isMoney ? 1e4 : 1e3) || (isWhole && !isMoney)) return withSigns('#,##0');
  return withSigns(`#,##0.${'0'.repeat(decimalsFor(largest))}`);
}

/** Two decimals, and more for numbers that would vanish. */
function decimalsFor(largest: number): number {
  return largest === 0 || largest >= 0.1 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(largest)));
}

/** Negative numbers stand in parentheses, with the digits under each other; nothing is a dash. */
function withSigns(body: string): string {
  return `${body}_);(${body});"-"_)`;
}
