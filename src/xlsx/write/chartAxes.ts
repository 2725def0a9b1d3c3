/**
 * The axes of a chart. Takes a chart, the contents of its cells and its width; returns the XML of its axes. Guarantee:
 * category labels do not overlap, marks have only the decimals that they need, and the second axis is on the right.
 */
import type { Chart, ChartSeries } from '../../grid/grid.ts';
import { type AxisEnds, axisEnds, axisFormat } from './axisFormat.ts';
import { type BoundCells, extentOf, type ReadCells, seriesOn } from './chartData.ts';
import { baseLine, categoryText, chartText, gridLines, noAxisLine } from './chartStyle.ts';
import { element, setting } from './xml.ts';

/** The two axes that a group of series is drawn on. */
interface Axes {
  readonly category: number;
  readonly value: number;
}

const axesOf: Readonly<Record<ChartSeries['axis'], Axes>> = {
  first: { category: 111_111_111, value: 111_111_112 },
  second: { category: 222_222_221, value: 222_222_222 },
};

/** The axes that a chart needs, the first one first. */
export function usedAxes(chart: Chart): readonly ChartSeries['axis'][] {
  return (['first', 'second'] as const).filter((axis) => seriesOn(axis, chart).length > 0);
}

/** Whether columns lie as bars: categories stand to the left then, the first one on top. */
export function isHorizontal({ series }: Chart): boolean {
  return series.some(({ draw }) => draw === 'bar');
}

/** What a group of series says of its axes. */
export function axisIds(axis: ChartSeries['axis']): string {
  return setting('c:axId', axesOf[axis].category) + setting('c:axId', axesOf[axis].value);
}

/** All axes of a chart that is `width` pixels wide on the screen. */
export function axesXml(chart: Chart, read: ReadCells, width: number): string {
  return usedAxes(chart)
    .map((axis) => (axis === 'first' ? firstAxes(chart, read, width) : secondAxes(chart, read)))
    .join('');
}

function firstAxes(chart: Chart, read: ReadCells, width: number): string {
  const extent = extentOf(seriesOn('first', chart), read);
  const format = axisFormat(chart.formats.first, extent);
  const ends = chart.isStored === true ? axisEnds(extent) : undefined;
  const categories = read(chart.categories);
  if (isHorizontal(chart))
    return (
      categoryAxis(axesOf.first, 'bars', { format: categories.format, every: 1, flat: true }) +
      valueAxis(axesOf.first, 'bars', format, ends)
    );
  const labels = {
    format: categories.format,
    every: shownLabels(categories, width),
    flat: categories.values.length <= labelledAlways,
  };
  return categoryAxis(axesOf.first, 'first', labels) + valueAxis(axesOf.first, 'first', format, ends);
}

function secondAxes(chart: Chart, read: ReadCells): string {
  const format = axisFormat(chart.formats.second ?? chart.formats.first, extentOf(seriesOn('second', chart), read));
  return valueAxis(axesOf.second, 'second', format) + categoryAxis(axesOf.second, 'second');
}

/** The number format of categories, at every how many of them a label stands, and whether labels lie flat. */
interface Labels {
  readonly format: string;
  readonly every: number;
  readonly flat: boolean;
}

/** Where the values of a group are read: to the left, to the right, or below bars. */
type AxisPlace = ChartSeries['axis'] | 'bars';

/** A category axis; without labels it is there but not seen. */
function categoryAxis({ category, value }: Axes, place: AxisPlace, labels?: Labels): string {
  const { format, every, flat } = labels ?? { format: 'General', every: 1, flat: true };
  return element(
    'c:catAx',
    {},
    setting('c:axId', category),
    element('c:scaling', {}, setting('c:orientation', place === 'bars' ? 'maxMin' : 'minMax')),
    setting('c:delete', labels === undefined ? 1 : 0),
    setting('c:axPos', place === 'bars' ? 'l' : 'b'),
    element('c:numFmt', { formatCode: format, sourceLinked: 0 }),
    ticks('low'),
    baseLine + categoryText(flat),
    setting('c:crossAx', value),
    setting('c:crosses', 'autoZero'),
    categorySettings(every),
  );
}

/** Months are categories like all others here: Excel must not make an axis of days of them. */
function categorySettings(every: number): string {
  const skips = every === 1 ? '' : setting('c:tickLblSkip', every) + setting('c:tickMarkSkip', every);
  const labels = setting('c:auto', 0) + setting('c:lblAlgn', 'ctr') + setting('c:lblOffset', 100);
  return labels + skips + setting('c:noMultiLvlLbl', 1);
}

/** A value axis; without ends it is left to the reader's program, which follows the numbers. */
function valueAxis({ category, value }: Axes, place: AxisPlace, format: string, ends?: AxisEnds): string {
  return element(
    'c:valAx',
    {},
    setting('c:axId', value),
    element('c:scaling', {}, setting('c:orientation', 'minMax'), endsXml(ends)),
    setting('c:delete', 0),
    setting('c:axPos', { first: 'l', second: 'r', bars: 'b' }[place]),
    place === 'second' ? '' : gridLines,
    element('c:numFmt', { formatCode: format, sourceLinked: 0 }),
    ticks('nextTo'),
    noAxisLine + chartText,
    setting('c:crossAx', category),
    // Categories of bars run downwards, so that the far end of their axis is at the bottom.
    setting('c:crosses', place === 'first' ? 'autoZero' : 'max'),
    setting('c:crossBetween', 'between'),
    ends === undefined ? '' : setting('c:majorUnit', ends.step),
  );
}

const endsXml = (ends: AxisEnds | undefined): string =>
  ends === undefined ? '' : setting('c:max', ends.high) + setting('c:min', ends.low);

const ticks = (labels: 'low' | 'nextTo'): string =>
  setting('c:majorTickMark', 'none') + setting('c:minorTickMark', 'none') + setting('c:tickLblPos', labels);

/** Pixels of a character, and of what stands beside the plot: the labels of the value axes and the margins. */
const characterWidth = 6.5;
const besidePlot = 130;
/** Rhythms that fit months and quarters, and the most categories of which each has a label. */
const monthRhythms = [1, 2, 3, 4, 6, 12, 24, 36, 60, 120];
const quarterRhythms = [1, 2, 4, 8, 12, 20, 40];
const labelledAlways = 12;

/** At every how many categories a label fits; few categories are all labelled, and Excel wraps their names. */
function shownLabels({ values, format }: BoundCells, width: number): number {
  if (values.length <= labelledAlways) return 1;
  const labels = values.map((value) => (typeof value === 'number' && format !== 'General' ? format : `${value}`));
  const longest = Math.max(...labels.map(({ length }) => length));
  const fitting = Math.max(1, (width - besidePlot) / ((longest + 2) * characterWidth));
  const rhythms = labels.some((label) => /Q[1-4]/.test(label)) ? quarterRhythms : monthRhythms;
  return rhythms.find((every) => values.length / every <= fitting) ?? values.length;
}
