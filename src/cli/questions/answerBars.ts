/**
 * Histograms, column charts and tornado charts in the terminal, as bars of block characters. Input: a chart with its
 * table. Output: lines of text. Guarantee: pure; no line is wider than requested, every bar has its label and value,
 * and a missing value has no bar.
 */
import stringWidth from 'string-width';
import { shorten, shortenMiddle, type Value } from '../io/format.ts';
import { columnOf, isDrawn, type PlotContext, padded } from './plotContext.ts';

/** Labels take two fifths of the width at most. */
function labelsOf({ chart, table, shown, width }: PlotContext): readonly string[] {
  const column = columnOf(table, chart.along);
  const texts = table.rows.map((row, at) =>
    shortenMiddle(shown.show(row[column] ?? null, at, column), Math.floor(width * 0.4)),
  );
  const widest = Math.max(...texts.map((text) => stringWidth(text)));
  const isLeft = table.columns[column]!.unit === 'text';
  return texts.map((text) => padded(text, widest, isLeft ? 'right' : 'left'));
}

/** Places of numbers on a stretch of `width` cells. */
function scaleOf(numbers: readonly number[], width: number): (value: number) => number {
  const low = Math.min(...numbers);
  const range = Math.max(...numbers) - low;
  return (value) => (range === 0 ? 0 : ((value - low) / range) * width);
}

/** One bar per row and column of values; bars of negative numbers go to the left. */
export function drawBars(plotting: PlotContext): readonly string[] {
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
      return (
        `${labels[at]} ${padded(isDrawn(value) ? barText(place, value, room) : '', room, 'right')}  ` +
        `${padded(shown.show(value, at, column), valueWidth, 'left')}`
      );
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

/**
 * Bars from the base to the outputs at the low and at the high input, with the smaller output to the left and the
 * larger to the right.
 */
export function drawTornado(plotting: PlotContext): readonly string[] {
  const { chart, table, shown, width } = plotting;
  const columns = chart.values.slice(0, 2).map((id) => columnOf(table, id));
  const labels = labelsOf(plotting);
  const ends = table.rows.map((row) => columns.map((column) => row[column] ?? null));
  const { base } = chart;
  if (base === undefined) throw new RangeError(`the tornado '${chart.id}' has no base`);
  const texts = ends.map((values, at) => sortedEnds(values).map((value) => shown.show(value, at, columns[0]!)));
  const [left, right] = [0, 1].map((side) => Math.max(...texts.map((text) => stringWidth(text[side]!)))) as [
    number,
    number,
  ];
  const room = width - stringWidth(labels[0]!) - left - right - 6;
  const place = scaleOf([base, ...ends.flat().filter(isDrawn)], room);
  const rows = ends.map((values, at) => {
    const [low, high] = texts[at]!;
    const span = spanText(place, base, values, room);
    return `${labels[at]}  ${padded(low!, left, 'left')} ${span} ${padded(high!, right, 'left')}`.trimEnd();
  });
  const names = columns.map((column, at) => `${marks[at]} ${table.columns[column]!.label}`);
  const unit = shown.unitOf(columns[0]!);
  return [
    ...rows,
    '',
    `│ base ${shown.show(base, 0, columns[0]!)}${unit === '' ? '' : ` ${unit}`}   ${names.join('   ')}`,
  ].map((line) => shorten(line, width));
}

/** Numbers in ascending order; what has no value stays where it was. */
function sortedEnds(values: readonly Value[]): readonly Value[] {
  return values.every(isDrawn) ? [...(values as number[])].sort((one, other) => one - other) : values;
}

function spanText(place: (value: number) => number, base: number, ends: readonly Value[], room: number): string {
  const cells = Array<string>(room + 1).fill(' ');
  const middle = Math.round(place(base));
  const spans = ends.flatMap((value, at) =>
    isDrawn(value) ? [{ end: Math.round(place(value)), mark: marks[at as 0 | 1] }] : [],
  );
  // The longer bar is drawn first, so that the shorter one is seen where both go the same way.
  for (const { end, mark } of spans.toSorted((one, other) => Math.abs(other.end - middle) - Math.abs(one.end - middle)))
    cells.fill(mark, Math.min(end, middle), Math.max(end, middle) + 1);
  cells[middle] = '│';
  return cells.join('');
}
