/**
 * Charts of answers on their sheets. Enters an answer and where its tables stand; leaves charts bound to their cells.
 * Guarantee: categories and values are read down the columns of one table; bars that go the same way from the base lie beside each other.
 */
import type { Answer, AnswerChart } from '../question/answer.ts';
import type { Chart, ChartRange, ChartSeries } from './grid.ts';

/** Where a table stands on its sheet; columns by their ids. */
export interface PlacedTable {
  readonly sheet: string;
  /** Row of the headings, and of the first of `count` rows of values. */
  readonly head: number;
  readonly first: number;
  readonly count: number;
  readonly columnOf: (id: string) => number | undefined;
  /** The column with the differences of a column from the base. */
  readonly changeOf: (id: string) => number | undefined;
  readonly formatOf: (id: string) => string | undefined;
}

const ordinaryRows = 19;
const [rowsBeside, rowsMost] = [7, 45];
/** One chart stands alone and wide; several stand two beside each other: the first over the labels, the second over the values. */
const alone = { column: 0, columns: 8 };
const pair = [
  { column: 0, columns: 4 },
  { column: 4, columns: 6 },
] as const;

/** Bars of many inputs need more room. */
function rowsOf({ kind, table }: AnswerChart, { tables }: Answer): number {
  const count = tables.find(({ id }) => id === table)?.rows.length ?? 0;
  return kind === 'tornado' ? Math.min(rowsMost, Math.max(ordinaryRows - 4, count + Math.ceil(count / 2) + rowsBeside)) : ordinaryRows;
}

/** Charts in lines of one or two, with the rows that each line takes. */
function linesOf(answer: Answer): { readonly charts: readonly AnswerChart[]; readonly rows: number }[] {
  const { charts } = answer;
  const starts = Array.from({ length: Math.ceil(charts.length / 2) }, (_, at) => at * 2);
  return starts.map((at) => {
    const own = charts.slice(at, at + 2);
    return { charts: own, rows: Math.max(...own.map((chart) => rowsOf(chart, answer))) };
  });
}

/** How many rows the charts of an answer take, with one between two lines and one before the first. */
export function chartHeight(answer: Answer): number {
  return linesOf(answer).reduce((sum, { rows }) => sum + rows + 1, 0);
}

/** The charts, from the row `top` on. */
export function placeCharts(answer: Answer, tables: ReadonlyMap<string, PlacedTable>, top: number): Chart[] {
  let row = top;
  return linesOf(answer).flatMap(({ charts, rows }) => {
    const places = charts.map((_, at) => ({ row, rows, ...(answer.charts.length === 1 ? alone : pair[at as 0 | 1]) }));
    row += rows + 1;
    return charts.map((chart, at) => chartOf(chart, answer, tables, places[at]!));
  });
}

function chartOf(chart: AnswerChart, answer: Answer, tables: ReadonlyMap<string, PlacedTable>, place: Chart['place']): Chart {
  const table = tables.get(chart.table);
  const along = table?.columnOf(chart.along);
  if (table === undefined || along === undefined) throw new RangeError(`the chart '${chart.id}' draws what its answer does not hold`);
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

const down = ({ sheet, first, count }: PlacedTable, column: number): ChartRange => ({ sheet, row: first, column, count, down: true });

function seriesOf(id: string, { kind }: AnswerChart, table: PlacedTable): ChartSeries {
  const column = kind === 'tornado' ? table.changeOf(id) : table.columnOf(id);
  if (column === undefined) throw new RangeError(`a chart draws the column '${id}', which its table does not have`);
  const draw = kind === 'tornado' ? 'bar' : kind === 'line' ? 'line' : 'column';
  return { name: { sheet: table.sheet, row: table.head, column, count: 1 }, values: down(table, column), draw, axis: 'first' };
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
    const signs = columns.map((column) => row[column]).map((one) => (typeof one === 'number' ? Math.sign(one - base) : 0));
    return signs.length > 1 && signs[0] !== 0 && signs[0] === signs[1];
  });
}
