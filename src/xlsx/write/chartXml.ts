/**
 * One chart as Excel stores it. Takes a chart, the contents of its cells and its width; returns the XML of the part.
 * Guarantee: elements are in schema order; names, categories and values refer to cells; equal charts give equal XML.
 */
import type { Chart, ChartSeries } from '../../grid/grid.ts';
import type { CellValue } from '../../run/run.ts';
import { type Extent, labelFormat } from './axisFormat.ts';
import { rowPixels } from './cellSizes.ts';
import { axesXml, axisIds, isHorizontal, usedAxes } from './chartAxes.ts';
import {
  type BoundCells,
  categoryReference,
  extentOf,
  numberReference,
  type ReadCells,
  seriesOn,
  textReference,
} from './chartData.ts';
import {
  chartFrame,
  chartText,
  columnShape,
  labelStyle,
  lineMarker,
  lineShape,
  plotFrame,
  titleText,
} from './chartStyle.ts';
import { element, escapeXml, setting, xmlDeclaration } from './xml.ts';

const spaces = {
  'xmlns:c': 'http://schemas.openxmlformats.org/drawingml/2006/chart',
  'xmlns:a': 'http://schemas.openxmlformats.org/drawingml/2006/main',
  'xmlns:r': 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
};

/** The part `xl/charts/chartN.xml` of a chart that is `width` pixels wide on the screen. */
export function chartXml(chart: Chart, read: ReadCells, width: number): string {
  return xmlDeclaration + element('c:chartSpace', spaces, ...spaceParts(chart, read, width));
}

function spaceParts(chart: Chart, read: ReadCells, width: number): readonly string[] {
  const drawn = element(
    'c:chart',
    {},
    titleOf(chart),
    setting('c:autoTitleDeleted', 0),
    plotArea(chart, read, width),
    legendOf(chart),
    setting('c:plotVisOnly', 0),
    setting('c:dispBlanksAs', 'gap'),
  );
  return [
    setting('c:date1904', 0),
    setting('c:lang', 'en-US'),
    setting('c:roundedCorners', 0),
    drawn,
    chartFrame,
    chartText,
  ];
}

function titleOf({ title }: Chart): string {
  return element('c:title', {}, element('c:tx', {}, titleText(escapeXml(title))), setting('c:overlay', 0));
}

/** The steps of a bridge are named on its axis, and their colours say which way they go. */
function legendOf({ series }: Chart): string {
  if (series.some(({ look }) => look !== undefined)) return '';
  return element('c:legend', {}, setting('c:legendPos', 'b'), setting('c:overlay', 0));
}

function plotArea(chart: Chart, read: ReadCells, width: number): string {
  const groups = usedAxes(chart).flatMap((axis) => [columnGroup(chart, axis, read), lineGroup(chart, axis, read)]);
  return element('c:plotArea', {}, element('c:layout'), ...groups, axesXml(chart, read, width), plotFrame);
}

function columnGroup(chart: Chart, axis: ChartSeries['axis'], read: ReadCells): string {
  const columns = seriesOn(axis, chart).filter(({ draw }) => draw !== 'line');
  if (columns.length === 0) return '';
  const stacked = columns.some(({ draw }) => draw === 'stacked');
  return element(
    'c:barChart',
    {},
    setting('c:barDir', isHorizontal(chart) ? 'bar' : 'col'),
    setting('c:grouping', stacked ? 'stacked' : 'clustered'),
    setting('c:varyColors', 0),
    ...columns.map((one) => columnSeries(one, chart, read)),
    setting('c:gapWidth', chart.columns?.gap ?? gapOf(columns)),
    setting('c:overlap', chart.columns?.overlap ?? (stacked ? 100 : 0)),
    axisIds(axis),
  );
}

/** The space between columns in percent of their width. */
function gapOf(columns: readonly ChartSeries[]): number {
  if (columns.some(({ look }) => look !== undefined)) return 40;
  return columns.some(({ draw }) => draw === 'stacked') ? 55 : 80;
}

function lineGroup(chart: Chart, axis: ChartSeries['axis'], read: ReadCells): string {
  const lines = seriesOn(axis, chart).filter(({ draw }) => draw === 'line');
  if (lines.length === 0) return '';
  return element(
    'c:lineChart',
    {},
    setting('c:grouping', 'standard'),
    setting('c:varyColors', 0),
    ...lines.map((one) => lineSeries(one, chart, read)),
    setting('c:marker', 1),
    axisIds(axis),
  );
}

function seriesHead(index: number, series: ChartSeries, read: ReadCells): string {
  return setting('c:idx', index) + setting('c:order', index) + element('c:tx', {}, textReference(read(series.name)));
}

function seriesData(series: ChartSeries, chart: Chart, read: ReadCells): string {
  const categories = element('c:cat', {}, categoryReference(read(chart.categories)));
  return categories + element('c:val', {}, numberReference(read(series.values)));
}

function columnSeries(series: ChartSeries, chart: Chart, read: ReadCells): string {
  const index = chart.series.indexOf(series);
  return element(
    'c:ser',
    {},
    seriesHead(index, series, read),
    columnShape(index, series.look),
    setting('c:invertIfNegative', 0),
    series.look === undefined || series.look === 'hidden' ? '' : stepLabels(series, chart, read),
    seriesData(series, chart, read),
  );
}

function lineSeries(series: ChartSeries, chart: Chart, read: ReadCells): string {
  const index = chart.series.indexOf(series);
  return element(
    'c:ser',
    {},
    seriesHead(index, series, read),
    lineShape(index),
    lineMarker(index, series.values.count),
    seriesData(series, chart, read),
    setting('c:smooth', 0),
  );
}

/**
 * The labels of a bridge's steps. Excel takes labels of stacked columns within them only: those of low steps are moved
 * above.
 */
function stepLabels(series: ChartSeries, chart: Chart, read: ReadCells): string {
  const extent = extentOf(seriesOn('first', chart), read);
  const format = labelFormat(chart.formats.first, extent, series.look);
  const split = splitSteps(chart, read);
  const low = lowSteps(read(series.values), lowestHolding(chart, extent)).filter((index) => !split.includes(index));
  const own = [
    ...low.map(
      (index) =>
        [
          index,
          element('c:dLbl', {}, setting('c:idx', index), labelMove(chart), labelSettings(series, format, false)),
        ] as const,
    ),
    ...split.map((index) => [index, element('c:dLbl', {}, setting('c:idx', index), setting('c:delete', 1))] as const),
  ].sort(([left], [right]) => left - right);
  return element('c:dLbls', {}, ...own.map(([, label]) => label), labelSettings(series, format, true));
}

/**
 * Steps that pass zero are drawn in two parts, above and below it; a label for each part would be no number of the
 * model.
 */
function splitSteps({ series }: Chart, read: ReadCells): readonly number[] {
  const drawn = series
    .filter(({ look }) => look !== undefined && look !== 'hidden')
    .map(({ values }) => read(values).values);
  const parts = (index: number) =>
    drawn.filter((values) => typeof values[index] === 'number' && values[index] !== 0).length;
  return Array.from({ length: drawn[0]?.length ?? 0 }, (_, index) => index).filter((index) => parts(index) > 1);
}

function labelSettings({ look }: ChartSeries, format: string, within: boolean): string {
  const shown = ['c:showCatName', 'c:showSerName', 'c:showPercent', 'c:showBubbleSize'].map((name) => setting(name, 0));
  const place = [setting('c:dLblPos', 'ctr'), setting('c:showLegendKey', 0), setting('c:showVal', 1)];
  return [
    element('c:numFmt', { formatCode: format, sourceLinked: 0 }),
    labelStyle(look, within),
    ...place,
    ...shown,
  ].join('');
}

/** Pixels of a label, and the part of a chart's height that its columns have. */
const labelHeight = 15;
const plotShare = 0.65;
const heightOf = ({ place }: Chart): number => place.rows * rowPixels;

/** The lowest number whose column holds a label. */
function lowestHolding(chart: Chart, { low, high }: Extent): number {
  return (labelHeight * (Math.max(high, 0) - Math.min(low, 0))) / (heightOf(chart) * plotShare);
}

function lowSteps({ values }: BoundCells, lowest: number): readonly number[] {
  const isLow = (value: CellValue): boolean => typeof value === 'number' && value !== 0 && Math.abs(value) < lowest;
  return [...values.entries()].filter(([, value]) => isLow(value)).map(([index]) => index);
}

/** Moves are parts of the chart's height; what lies above is negative. */
function labelMove(chart: Chart): string {
  const up = -Math.round((0.85 * labelHeight * 10_000) / heightOf(chart)) / 10_000;
  return element('c:layout', {}, element('c:manualLayout', {}, setting('c:x', 0), setting('c:y', up)));
}
