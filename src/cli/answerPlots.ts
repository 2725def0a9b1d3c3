/**
 * Charts of an answer in the terminal. Enters a chart, its table and how the cells of the table are shown; leaves lines of text.
 * Guarantee: pure; nothing is wider than asked, and what has no value has no bar.
 */
import plot from 'simple-ascii-chart';
import stringWidth from 'string-width';
import type { AnswerChart, AnswerTable } from '../question/answer.ts';
import type { ShownTable } from './answerTables.ts';
import { formatValue, type RowFormat, rowFormat, shorten, type Value } from './format.ts';

interface Plotting {
  readonly chart: AnswerChart;
  readonly table: AnswerTable;
  readonly shown: ShownTable;
  readonly width: number;
}

/** A chart as lines of at most `width` columns, without its title. */
export function plotText(chart: AnswerChart, table: AnswerTable, shown: ShownTable, width: number): readonly string[] {
  const plotting: Plotting = { chart, table, shown, width };
  if (table.rows.length === 0) return ['there is nothing to draw'];
  if (chart.kind === 'tornado') return tornado(plotting);
  return chart.kind === 'line' ? lines(plotting) : bars(plotting);
}

/** Column of the table that has an id; an answer that names another is a mistake of the program. */
function columnOf({ columns }: AnswerTable, id: string): number {
  const at = columns.findIndex((column) => column.id === id);
  if (at < 0) throw new RangeError(`a chart draws the column '${id}', which its table does not have`);
  return at;
}

const isDrawn = (value: Value | undefined): value is number => typeof value === 'number' && Number.isFinite(value);

/** Labels take a third of the width at most. */
function labelsOf({ chart, table, shown, width }: Plotting): readonly string[] {
  const column = columnOf(table, chart.along);
  const texts = table.rows.map((row, at) => shorten(shown.show(row[column] ?? null, at, column), Math.floor(width / 3)));
  const widest = Math.max(...texts.map((text) => stringWidth(text)));
  const isLeft = table.columns[column]!.unit === 'text';
  return texts.map((text) => padded(text, widest, isLeft ? 'right' : 'left'));
}

function padded(text: string, width: number, side: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return side === 'left' ? space + text : text + space;
}

/** Places of numbers on a stretch of `width` cells. */
function scaleOf(numbers: readonly number[], width: number): (value: number) => number {
  const low = Math.min(...numbers);
  const range = Math.max(...numbers) - low;
  return (value) => (range === 0 ? 0 : ((value - low) / range) * width);
}

/** One bar per row and column of values; bars of negative numbers go to the left. */
function bars(plotting: Plotting): readonly string[] {
  const { chart, table, shown, width } = plotting;
  const labels = labelsOf(plotting);
  const columns = chart.values.map((id) => columnOf(table, id));
  const cells = columns.flatMap((column) => table.rows.map((row, at) => shown.show(row[column] ?? null, at, column)));
  const valueWidth = Math.max(...cells.map((text) => stringWidth(text)));
  const room = width - stringWidth(labels[0]!) - valueWidth - 4;
  const numbers = columns.flatMap((column) => table.rows.map((row) => row[column])).filter(isDrawn);
  const place = scaleOf([0, ...numbers], room);
  const drawn = columns.map((column) => {
    const head = columns.length > 1 ? [table.columns[column]!.label] : [];
    const body = table.rows.map((row, at) => {
      const value = row[column] ?? null;
      return `${labels[at]} ${padded(isDrawn(value) ? barText(place, value, room) : '', room, 'right')}  ${padded(shown.show(value, at, column), valueWidth, 'left')}`;
    });
    return [...head, ...body];
  });
  return drawn.flatMap((part, at) => (at === 0 ? part : ['', ...part]));
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar from zero to a value: `▏` where it is small, nothing where it is zero. */
function barText(place: (value: number) => number, value: number, room: number): string {
  const zero = Math.round(place(0));
  if (value === 0) return '';
  if (value < 0) return ' '.repeat(Math.round(place(value))) + '█'.repeat(zero - Math.round(place(value)));
  const end = Math.min(room, place(value));
  const whole = Math.floor(end);
  const rest = eighths[Math.floor((end - whole) * 8)]!;
  const bar = '█'.repeat(Math.max(0, whole - zero)) + rest;
  return ' '.repeat(zero) + (bar === '' ? '▏' : bar);
}

const marks = ['░', '█'] as const;

/** Bars from the base to the outputs at the low and at the high input, with the smaller output to the left and the larger to the right. */
function tornado(plotting: Plotting): readonly string[] {
  const { chart, table, shown, width } = plotting;
  const columns = chart.values.slice(0, 2).map((id) => columnOf(table, id));
  const labels = labelsOf(plotting);
  const ends = table.rows.map((row) => columns.map((column) => row[column] ?? null));
  const base = chart.base ?? 0;
  const texts = ends.map((values, at) => sortedEnds(values).map((value) => shown.show(value, at, columns[0]!)));
  const [left, right] = [0, 1].map((side) => Math.max(...texts.map((text) => stringWidth(text[side]!)))) as [number, number];
  const room = width - stringWidth(labels[0]!) - left - right - 6;
  const place = scaleOf([base, ...ends.flat().filter(isDrawn)], room);
  const rows = ends.map((values, at) => {
    const [low, high] = texts[at]!;
    return `${labels[at]}  ${padded(low!, left, 'left')} ${spanText(place, base, values, room)} ${padded(high!, right, 'left')}`.trimEnd();
  });
  const names = columns.map((column, at) => `${marks[at]} ${table.columns[column]!.label}`);
  const unit = shown.unitOf(columns[0]!);
  return [...rows, '', `│ base ${shown.show(base, 0, columns[0]!)}${unit === '' ? '' : ` ${unit}`}   ${names.join('   ')}`].map((line) =>
    shorten(line, width),
  );
}

/** Numbers in ascending order; what has no value stays where it was. */
function sortedEnds(values: readonly Value[]): readonly Value[] {
  return values.every(isDrawn) ? [...(values as number[])].sort((one, other) => one - other) : values;
}

function spanText(place: (value: number) => number, base: number, ends: readonly Value[], room: number): string {
  const cells = Array<string>(room + 1).fill(' ');
  const middle = Math.round(place(base));
  const spans = ends.flatMap((value, at) => (isDrawn(value) ? [{ end: Math.round(place(value)), mark: marks[at as 0 | 1] }] : []));
  // The longer bar is drawn first, so that the shorter one is seen where both go the same way.
  for (const { end, mark } of spans.toSorted((one, other) => Math.abs(other.end - middle) - Math.abs(one.end - middle)))
    cells.fill(mark, Math.min(end, middle), Math.max(end, middle) + 1);
  cells[middle] = '│';
  return cells.join('');
}

const plotHeight = 12;
const symbols = ['●', '○', '◆', '◇', '■', '□', '▲', '△'];

/** Lines over the rows of the table; several have symbols, so that they are told apart without colours. */
function lines(plotting: Plotting): readonly string[] {
  const { chart, table, width } = plotting;
  const columns = chart.values.map((id) => columnOf(table, id));
  const across = acrossOf(plotting);
  const series = columns.map((column) =>
    table.rows.flatMap((row, at): [number, number][] =>
      isDrawn(row[column]) && across.places[at] !== undefined ? [[across.places[at], row[column]]] : [],
    ),
  );
  const heights = series.flat().map(([, value]) => value);
  if (heights.length === 0) return ['there is nothing to draw'];
  const { unit } = table.columns[columns[0]!]!;
  const format = rowFormat(unit, heights);
  const drawn = series.length < 2 ? series : series.map((points) => filledIn(points, Math.floor(width / 3)));
  const text = plot(drawn, settingsOf({ drawn, heights, format, unit, across, width }));
  const legend =
    columns.length === 1
      ? []
      : [columns.map((column, at) => `${symbols[at % symbols.length]} ${table.columns[column]!.label}`).join('   ')];
  const name = format.unit === '' || format.suffix !== '' ? [] : [format.unit];
  return [...name, ...text.split('\n').filter((line) => line.trim() !== ''), ...legend].map((line) => shorten(line.trimEnd(), width));
}

/** Where each row stands on the horizontal axis, and what is written there. */
interface Across {
  readonly places: readonly (number | undefined)[];
  readonly label: (place: number) => string;
}

/** Numbers stand where they are; words stand one behind the other. */
function acrossOf({ chart, table, shown }: Plotting): Across {
  const column = columnOf(table, chart.along);
  const values = table.rows.map((row) => row[column] ?? null);
  if (values.every(isDrawn)) {
    const rowAt = (place: number) => values.findIndex((value) => Math.abs(value - place) <= Math.abs(place) * 1e-9);
    return { places: values, label: (place) => shown.show(place, Math.max(0, rowAt(place)), column) };
  }
  return { places: values.map((_, at) => at), label: (place) => shown.show(values[Math.round(place)] ?? null, Math.round(place), column) };
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
  readonly across: Across;
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

/** A line with points between its own, `steps` of them from end to end, so that the eye can follow it. */
function filledIn(points: readonly [number, number][], steps: number): [number, number][] {
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

/** At most `most` of some places, the first and the last among them. */
function spread(places: readonly number[], most: number): number[] {
  if (places.length <= most) return [...places];
  return [...new Set(Array.from({ length: most }, (_, at) => places[Math.round((at * (places.length - 1)) / (most - 1))]!))];
}
