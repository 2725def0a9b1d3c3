/**
 * Charts on the sheets of answers. Takes an answer and the positions of its tables; returns charts that read their
 * cells. Guarantee: categories and values are read down the columns of one table; bars on the same side of the base are
 * drawn side by side.
 */

import type { Chart, ChartRange, ChartSeries } from '../../grid/grid.ts';
import type { Answer, AnswerChart } from '../../question/answer.ts';

/** The position of a table on its sheet; columns by id. */
export interface PlacedTable {
  readonly sheet: string;
  /** The row of the headings, and the first of `count` rows of values. */
  readonly head: number;
  readonly first: number;
  readonly count: number;
  readonly columnOf: (id: string) => number | undefined;
  /** The column with the differences from the base. */
  readonly changeOf: (id: string) => number | undefined;
  readonly formatOf: (id: string) => string | undefined;
}

const ordinaryRows = 19;
const [rowsBeside, rowsMax] = [7, 45];
/**
 * A single chart is wide. Several charts are placed in pairs: the first below the labels, the second below the values.
 */
const alone = { column: 0, columns: 8 };
const pair = [
  { column: 0, columns: 4 },
  { column: 4, columns: 6 },
] as const;

/** The number of rows of a chart: bars of many inputs need more. */
function rowsOf({ kind, table }: AnswerChart, { tables }: Answer): number {
  const count = tables.find(({ id }) => id === table)?.rows.length ?? 0;
  return kind === 'tornado'
    ? Math.min(rowsMax, Math.max(ordinaryRows - 4, count + Math.ceil(count / 2) + rowsBeside))
    : ordinaryRows;
}

/** Charts in lines of one or two charts. */
export interface ChartLines {
  /** The first row of each line. */
  readonly starts: readonly number[];
  /** The number of rows of each line, without the empty row after it. */
  readonly heights: readonly number[];
  /** The row after the last line. */
  readonly end: number;
}

/** The positions of the charts of an answer, starting in row `top`. */
export function chartLines(answer: Answer, top: number): ChartLines {
  const count = Math.ceil(answer.charts.length / 2);
  const heights = Array.from({ length: count }, (_, line) =>
    Math.max(...answer.charts.slice(line * 2, line * 2 + 2).map((chart) => rowsOf(chart, answer))),
  );
  const starts = heights.map((_, line) => top + heights.slice(0, line).reduce((sum, rows) => sum + rows + 1, 0));
  return { starts, heights, end: count === 0 ? top - 1 : starts.at(-1)! + heights.at(-1)! };
}

/** The charts with their positions, reading the cells of tables. */
export function placeCharts(
  answer: Answer,
  tables: ReadonlyMap<string, PlacedTable>,
  { starts, heights }: ChartLines,
): Chart[] {
  return answer.charts.map((chart, at) => {
    const line = Math.floor(at / 2);
    const across = answer.charts.length === 1 ? alone : pair[(at % 2) as 0 | 1];
    return chartOf(chart, answer, tables, { row: starts[line]!, rows: heights[line]!, ...across });
  });
}

function chartOf(
  chart: AnswerChart,
  answer: Answer,
  tables: ReadonlyMap<string, PlacedTable>,
  place: Chart['place'],
): Chart {
  const table = tables.get(chart.table);
  const along = table?.columnOf(chart.along);
  if (table === undefined || along === undefined)
    throw new RangeError(`the chart '${chart.id}' draws a column that its answer does not have`);
  const isTornado = chart.kind === 'tornado';
  return {
    title: isTornado ? `${chart.title}: change from the base` : chart.title,
    series: chart.values.map((id) => seriesOf(id, chart, table)),
    categories: down(table, along),
    ...columnsOf(chart, answer),
    formats: { first: table.formatOf(chart.values[0]!) ?? 'General' },
    place,
  };
}

const down = ({ sheet, first, count }: PlacedTable, column: number): ChartRange => ({
  sheet,
  row: first,
  column,
  count,
  down: true,
});

function seriesOf(id: string, { kind }: AnswerChart, table: PlacedTable): ChartSeries {
  const column = kind === 'tornado' ? table.changeOf(id) : table.columnOf(id);
  if (column === undefined) throw new RangeError(`a chart draws the column '${id}', which its table does not have`);
  const draw = kind === 'tornado' ? 'bar' : kind === 'line' ? 'line' : 'column';
  return {
    name: { sheet: table.sheet, row: table.head, column, count: 1 },
    values: down(table, column),
    draw,
    axis: 'first',
  };
}

function columnsOf(chart: AnswerChart, answer: Answer): Pick<Chart, 'columns'> {
  if (chart.kind === 'histogram') return { columns: { gap: 4, overlap: 0 } };
  return chart.kind === 'tornado' ? { columns: { gap: 45, overlap: goSameWay(chart, answer) ? 0 : 100 } } : {};
}

/** Whether some input moves the output the same way at both of its ends: one bar would cover the other. */
function goSameWay({ table, values, base = 0 }: AnswerChart, { tables }: Answer): boolean {
  const drawn = tables.find(({ id }) => id === table);
  const columns = values.map((id) => drawn?.columns.findIndex((column) => column.id === id) ?? -1);
  return (drawn?.rows ?? []).some((row) => {
    const signs = columns
      .map((column) => row[column])
      .map((one) => (typeof one === 'number' ? Math.sign(one - base) : 0));
    return signs.length > 1 && signs[0] !== 0 && signs[0] === signs[1];
  });
}
