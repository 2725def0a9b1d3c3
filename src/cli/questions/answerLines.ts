/**
 * Line charts in the terminal. Input: a chart with its table. Output: lines of text. Guarantee: pure; no line is wider
 * than requested, and several series can be told apart without colours.
 */
import plot from 'simple-ascii-chart';
import stringWidth from 'string-width';
import { formatValue, type RowFormat, rowFormat, shorten } from '../io/format.ts';
import { columnOf, isDrawn, type PlotContext } from './plotContext.ts';

const plotHeight = 12;
const symbols = ['●', '○', '◆', '◇', '■', '□', '▲', '△'];

/** Draws one line per column; several lines have symbols, so they can be told apart without colours. */
export function drawLines(plotting: PlotContext): readonly string[] {
  const { chart, table, width } = plotting;
  const columns = chart.values.map((id) => columnOf(table, id));
  const across = horizontalAxisOf(plotting);
  const series = columns.map((column) =>
    table.rows.flatMap((row, at): [number, number][] =>
      isDrawn(row[column]) && across.places[at] !== undefined ? [[across.places[at], row[column]]] : [],
    ),
  );
  const heights = series.flat().map(([, value]) => value);
  if (heights.length === 0) return ['nothing to plot'];
  const { unit } = table.columns[columns[0]!]!;
  const format = rowFormat(unit, heights);
  const drawn = series.length < 2 ? series : series.map((points) => interpolatePoints(points, Math.floor(width / 3)));
  const text = plot(drawn, settingsOf({ drawn, heights, format, unit, across, width }));
  const legend =
    columns.length === 1
      ? []
      : [columns.map((column, at) => `${symbols[at % symbols.length]} ${table.columns[column]!.label}`).join('   ')];
  const name = format.unit === '' || format.suffix !== '' ? [] : [format.unit];
  return [...name, ...text.split('\n').filter((line) => line.trim() !== ''), ...legend].map((line) =>
    shorten(line.trimEnd(), width),
  );
}

/** The position of each row on the horizontal axis, and the label there. */
interface HorizontalAxis {
  readonly places: readonly (number | undefined)[];
  readonly label: (place: number) => string;
}

/** Numbers are placed by value, words at equal distances. */
function horizontalAxisOf({ chart, table, shown }: PlotContext): HorizontalAxis {
  const column = columnOf(table, chart.along);
  const values = table.rows.map((row) => row[column] ?? null);
  if (values.every(isDrawn)) {
    const rowAt = (place: number) => values.findIndex((value) => Math.abs(value - place) <= Math.abs(place) * 1e-9);
    return { places: values, label: (place) => shown.show(place, Math.max(0, rowAt(place)), column) };
  }
  return {
    places: values.map((_, at) => at),
    label: (place) => shown.show(values[Math.round(place)] ?? null, Math.round(place), column),
  };
}

function settingsOf({
  drawn,
  heights,
  format,
  unit,
  across,
  width,
}: {
  readonly drawn: readonly [number, number][][];
  readonly heights: readonly number[];
  readonly format: RowFormat;
  readonly unit: string;
  readonly across: HorizontalAxis;
  readonly width: number;
}): Parameters<typeof plot>[1] {
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const ticks = low === high ? [low] : [0, 1, 2, 3].map((step) => low + ((high - low) * step) / 3);
  const labelled = ticks.map((value) => formatValue(value, unit, format));
  const places = across.places.filter((place) => place !== undefined);
  const marked = spread(places, Math.max(2, Math.floor(width / 16)));
  return {
    width: width - Math.max(...labelled.map((text) => stringWidth(text))) - 8,
    height: plotHeight,
    customYAxisTicks: ticks,
    customXAxisTicks: marked,
    formatter: (value, { axis }) => (axis === 'y' ? formatValue(value, unit, format) : across.label(value)),
    ...(drawn.length < 2 ? {} : { lineFormatter: symbolBySeries() }),
  };
}

/** The symbol of each line: the library calls back for the points of one line after the other, from 0 on. */
function symbolBySeries(): NonNullable<NonNullable<Parameters<typeof plot>[1]>['lineFormatter']> {
  let line = -1;
  return ({ index, plotX, plotY }) => {
    if (index === 0) line += 1;
    return { x: plotX, y: plotY, symbol: symbols[line % symbols.length]! };
  };
}

/** Adds `steps` points between those of a line, so the eye can follow it. */
function interpolatePoints(points: readonly [number, number][], steps: number): [number, number][] {
  const sorted = points.toSorted(([one], [other]) => one - other);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || first === last) return sorted;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const place = first[0] + ((last[0] - first[0]) * step) / steps;
    const after = Math.max(
      1,
      sorted.findIndex(([x]) => x >= place),
    );
    const [[x, y], [nextX, nextY]] = [sorted[after - 1]!, sorted[after]!];
    return [place, nextX === x ? y : y + ((nextY - y) * (place - x)) / (nextX - x)];
  });
}

/** At most `most` of the places, including the first and the last. */
function spread(places: readonly number[], most: number): number[] {
  if (places.length <= most) return [...places];
  return [
    ...new Set(Array.from({ length: most }, (_, at) => places[Math.round((at * (places.length - 1)) / (most - 1))]!)),
  ];
}
