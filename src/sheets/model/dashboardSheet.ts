/**
 * The Dashboard: key results by year and the charts of the model. Takes the layout context and the reports; returns the
 * dashboard and, if a chart needs it, the sheet with its data. Guarantee: every chart reads live cells.
 */

import { numberFormat, unitText } from '../../grid/formats.ts';
import type { CellRange, Chart, ChartSeries, GridSheet, RowSegment } from '../../grid/grid.ts';
import {
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
} from '../../grid/sheetBuilder.ts';
import type { ChartPlan, Quantity, Row } from '../../model/model.ts';
import { columns, type LayoutContext, masterCheckLink, originOf } from '../layoutContext.ts';
import { type ChartDataSheet, chartDataSheet } from './chartDataSheet.ts';
import { periodEnds, type ReportAxis, reportAxis } from './reportAxis.ts';
import type { Reports } from './reportSheets.ts';
import { headlineItems } from './scenarioSheet.ts';

export const dashboardSheet = 'Dashboard';

/** Writes the dashboard, and the data of its bridges. */
export function dashboardSheets(
  context: LayoutContext,
  reports: Reports,
): { sheets: GridSheet[]; bridges: ChartDataSheet['bridges'] } {
  const axis = axisOf('year', context, reports);
  const sheet = sheetBuilder(
    dashboardSheet,
    'presentation',
    [44, 12, ...Array<number>(Math.max(8, axis.labels.length)).fill(14)],
    {
      rows: 3,
      columns: 1,
    },
  );
  sheet.add(textCell(0, `${context.model.title}: dashboard`, 'title'), [masterCheckLink(2, dashboardSheet)]);
  addKeyResults(sheet, axis, context);
  const data = chartDataSheet(context, (plan) => axisOf(plan.by, context, reports));
  const charts = placeCharts(context, reports, data, sheet.next() + 1);
  const finished: GridSheet = { ...sheet.finish(), charts };
  return { sheets: [finished, ...(data === undefined ? [] : [data.sheet])], bridges: data?.bridges ?? new Map() };
}

function axisOf(by: ChartPlan['by'], context: LayoutContext, { years, quarters }: Reports): ReportAxis {
  return reportAxis(context, by === 'year' ? years : by === 'quarter' ? quarters : undefined);
}

function addKeyResults(sheet: SheetBuilder, axis: ReportAxis, context: LayoutContext): void {
  sheet.add(
    listCells(0, [textContent('Key results'), textContent('Unit')], 'header'),
    listCells(2, axis.labels.map(textContent), 'header'),
  );
  sheet.add(periodEnds(axis, 2));
  const rows = headlineItems(context).flatMap((quantity) => quantity.rows);
  for (const row of rows) if (row.quantity.time === 'series') addKeyResult(sheet, row, axis, context);
  const single = rows.filter((row) => row.quantity.time === 'scalar');
  if (single.length === 0) return;
  sheet.add();
  sheet.add(
    listCells(0, [textContent('Single values'), textContent('Unit')], 'header'),
    listCells(2, [textContent('Value')], 'header'),
  );
  for (const row of single) addKeyResult(sheet, row, axis, context);
}

function addKeyResult(sheet: SheetBuilder, row: Row, axis: ReportAxis, context: LayoutContext): void {
  const { quantity } = row;
  const isScalar = quantity.time === 'scalar';
  const place = isScalar ? context.positions.get(row) : axis.positionOf(row);
  if (place === undefined) return;
  const extra = { format: numberFormat(quantity.type, context.model.display), origin: originOf(row, 'link') };
  const column = isScalar ? { absolute: columns.constant } : { relative: axis.from - 2 };
  const values: RowSegment[] = formulaCells(
    2,
    isScalar ? 1 : axis.labels.length,
    [{ sheet: place.sheet, row: place.row, column }],
    'link',
    extra,
  );
  sheet.add(textCell(0, row.label, 'label'), textCell(1, unitText(quantity.type), 'unit'), values);
}

/** Charts are placed in pairs: the first below the labels, the second below the years. */
const chartRows = 19;
const chartColumns = [
  { column: 0, columns: 4 },
  { column: 4, columns: 6 },
] as const;

function placeCharts(context: LayoutContext, reports: Reports, data: ChartDataSheet | undefined, top: number): Chart[] {
  const drawable = context.model.charts.filter(({ items }) => items.some(({ quantity }) => quantity.rows.length > 0));
  return drawable.map((plan, at): Chart => {
    const place = {
      row: top + Math.floor(at / 2) * (chartRows + 1),
      rows: chartRows,
      ...chartColumns[(at % 2) as 0 | 1],
    };
    const bridge = data?.bridges.get(plan.id);
    const drawn = bridge ?? drawnFromRows(plan, axisOf(plan.by, context, reports), data?.members.get(plan.id));
    // A bridge shows one year, so its title names the year.
    const title =
      plan.at === undefined ? plan.title : `${plan.title}, ${axisOf(plan.by, context, reports).labels[plan.at]}`;
    return { title, ...drawn, formats: formatsOf(plan, context), place };
  });
}

function formatsOf({ items, lines }: ChartPlan, { model }: LayoutContext): Chart['formats'] {
  const format = (quantity: Quantity | undefined) =>
    quantity === undefined ? undefined : numberFormat(quantity.type, model.display);
  const second = format(lines[0]);
  return { first: format(items[0]?.quantity)!, ...(second === undefined ? {} : { second }) };
}

function drawnFromRows(
  plan: ChartPlan,
  axis: ReportAxis,
  names: readonly CellRange[] = [],
): Pick<Chart, 'series' | 'categories'> {
  const stacked = plan.kind === 'stacked_column';
  const draw = plan.kind === 'line' ? 'line' : stacked ? 'stacked' : 'column';
  const rows = plan.items.flatMap(({ quantity }) => seriesOf(quantity, axis, { draw, axis: 'first' }));
  const lines = plan.lines.flatMap((quantity) => seriesOf(quantity, axis, { draw: 'line', axis: 'second' }));
  const series = [...rows, ...lines].map((one, at) => ({ ...one, name: names[at] ?? one.name }));
  const sheet = series[0]!.values.sheet;
  return { series, categories: { sheet, row: 1, column: axis.from, count: axis.labels.length } };
}

function seriesOf(quantity: Quantity, axis: ReportAxis, look: Pick<ChartSeries, 'draw' | 'axis'>): ChartSeries[] {
  return quantity.rows.flatMap((row) => {
    const place = axis.positionOf(row);
    if (place === undefined) return [];
    const cells = (column: number, count: number): CellRange => ({ sheet: place.sheet, row: place.row, column, count });
    return [{ ...look, name: cells(columns.label, 1), values: cells(axis.from, axis.labels.length) }];
  });
}
