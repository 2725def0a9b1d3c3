/**
 * The data of charts. Takes the grid and an evaluation; returns references as written in a chart, with the values of
 * their cells. Guarantee: a value that cannot be drawn (text, an error, a blank) leaves a gap, never a zero.
 */
import { columnName, sheetPrefix } from '../../grid/address.ts';
import type { CellRange, Chart, ChartRange, ChartSeries, Grid, GridSheet } from '../../grid/grid.ts';
import type { CellValue, Evaluation } from '../../run/run.ts';
import type { Extent } from './axisFormat.ts';
import { element, escapeXml, setting } from './xml.ts';

/** Cells with what they hold now. */
export interface BoundCells {
  /** `'P & L'!$E$4:$J$4`. */
  readonly reference: string;
  readonly values: readonly CellValue[];
  readonly format: string;
}

export type ReadCells = (range: ChartRange) => BoundCells;

/** Reads ranges of one evaluation: `readerOf(grid, evaluation)(series.values).values` are its numbers. */
export function readerOf(grid: Grid, evaluation: Evaluation): ReadCells {
  const sheets = new Map(grid.sheets.map((sheet) => [sheet.name, sheet]));
  return (range) => ({
    reference: referenceOf(range),
    values: valuesOf(range, evaluation),
    format: formatAt(range, sheets.get(range.sheet)),
  });
}

/** `referenceOf({ sheet: 'P & L', row: 3, column: 4, count: 6 })` is `'P & L'!$E$4:$J$4`. */
export function referenceOf({ sheet, row, column, count, down }: ChartRange): string {
  const first = `${sheetPrefix(sheet)}$${columnName(column)}$${row + 1}`;
  if (count === 1) return first;
  return down === true
    ? `${first}:$${columnName(column)}$${row + count}`
    : `${first}:$${columnName(column + count - 1)}$${row + 1}`;
}

function valuesOf({ sheet, row, column, count, down }: ChartRange, evaluation: Evaluation): readonly CellValue[] {
  const rows = evaluation.sheets.get(sheet) ?? [];
  return Array.from(
    { length: count },
    (_, offset) => (down === true ? rows[row + offset]?.[column] : rows[row]?.[column + offset]) ?? null,
  );
}

function formatAt({ row, column }: CellRange, sheet: GridSheet | undefined): string {
  const segment = sheet?.rows[row]?.segments.find((one) => column >= one.column && column < one.column + one.count);
  return segment?.format ?? 'General';
}

/** The text of the only cell of a range, such as the name of a series. */
export function textOfCells({ values }: BoundCells): string {
  return shownText(values[0] ?? null);
}

function shownText(value: CellValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.error : String(value);
}

const drawable = (value: CellValue): value is number => typeof value === 'number' && Number.isFinite(value);

/** A reference to categories: numbers such as years and dates keep their format. */
export function categoryReference(cells: BoundCells): string {
  return cells.values.length > 0 && cells.values.every(drawable) ? numberReference(cells) : textReference(cells);
}

/** A reference to numbers, with the numbers that stand there. */
export function numberReference({ reference, values, format }: BoundCells): string {
  const points = values.map((value, index) => (drawable(value) ? point(index, String(value)) : ''));
  const cache = element(
    'c:numCache',
    {},
    element('c:formatCode', {}, escapeXml(format)),
    setting('c:ptCount', values.length),
    ...points,
  );
  return element('c:numRef', {}, formulaOf(reference), cache);
}

/** A reference to texts, such as the name of a series, with the texts that stand there. */
export function textReference({ reference, values }: BoundCells): string {
  const points = values.map((value, index) => (value === null ? '' : point(index, shownText(value))));
  const cache = element('c:strCache', {}, setting('c:ptCount', values.length), ...points);
  return element('c:strRef', {}, formulaOf(reference), cache);
}

const formulaOf = (reference: string): string => element('c:f', {}, escapeXml(reference));
const point = (index: number, text: string): string =>
  element('c:pt', { idx: index }, element('c:v', {}, escapeXml(text)));

/** How far the numbers of some series reach; stacked columns add up, above and below the axis apart. */
export function extentOf(series: readonly ChartSeries[], read: ReadCells): Extent {
  const stacked = series.filter(({ draw }) => draw === 'stacked').map(({ values }) => read(values).values);
  const single = series.filter(({ draw }) => draw !== 'stacked').flatMap(({ values }) => read(values).values);
  const count = Math.max(0, ...stacked.map(({ length }) => length));
  const heights = Array.from({ length: count }, (_, index) =>
    stackOf(stacked.map((values) => values[index] ?? null)),
  ).flat();
  const numbers = [...single.filter(drawable), ...heights];
  return numbers.length === 0 ? { low: 0, high: 0 } : { low: Math.min(...numbers), high: Math.max(...numbers) };
}

function stackOf(values: readonly CellValue[]): readonly number[] {
  const numbers = values.filter(drawable);
  const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0);
  return [sum(numbers.filter((number) => number < 0)), sum(numbers.filter((number) => number > 0))];
}

/** The series on one axis; a chart that only speaks of the second axis is drawn on the first. */
export function seriesOn(axis: ChartSeries['axis'], { series }: Chart): readonly ChartSeries[] {
  const first = series.filter((one) => one.axis === 'first');
  if (first.length === 0) return axis === 'first' ? series : [];
  return axis === 'first' ? first : series.filter((one) => one.axis === 'second');
}

const kindNames = {
  bridge: 'Bridge',
  bar: 'Bars',
  combination: 'Columns and lines',
  stacked: 'Stacked columns',
  column: 'Columns',
  line: 'Lines',
};

function kindOf({ series }: Chart): keyof typeof kindNames {
  if (series.some(({ look }) => look !== undefined)) return 'bridge';
  const lines = series.filter(({ draw }) => draw === 'line').length;
  if (lines === series.length) return 'line';
  if (lines > 0) return 'combination';
  if (series.some(({ draw }) => draw === 'bar')) return 'bar';
  return series.some(({ draw }) => draw === 'stacked') ? 'stacked' : 'column';
}

/** What a reader who cannot see the chart is told: its kind, title, series and categories. */
export function describeChart(chart: Chart, read: ReadCells): string {
  const second = new Set(seriesOn('second', chart));
  const names = chart.series
    .filter(({ look }) => look !== 'hidden')
    .map((one) => textOfCells(read(one.name)) + (second.has(one) ? ' (second axis)' : ''));
  const categories = categoriesText(read(chart.categories));
  return `${kindNames[kindOf(chart)]}: ${chart.title}. Shows ${names.join(', ')}${categories}.`;
}

function categoriesText({ values, format }: BoundCells): string {
  if (values.length === 0 || format.includes('yy')) return ` over ${values.length} periods`;
  const [first, last] = [shownText(values[0] ?? null), shownText(values.at(-1) ?? null)];
  return values.length === 1 ? ` for ${first}` : ` from ${first} to ${last}`;
}
