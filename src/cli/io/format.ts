/**
 * Numbers and tables as people read them. Takes values as evaluated. Returns text.
 * Guarantee: pure; a row has one scale and one number of decimals; nothing that a spreadsheet would run as a formula
 * and no control character of a label reaches the output.
 */
import Table from 'cli-table3';
import stringWidth from 'string-width';
import { amountDecimals, fixedDecimals, multipleDecimals, percentDecimals } from '../../values/decimals.ts';
import { isoDate, LAST_DATE } from '../../values/excelDates.ts';
import { markdownTable } from '../../values/markdownTable.ts';
import { largeScaleOf } from '../../values/scales.ts';
import { withUnit } from '../../values/unitText.ts';

export type Value = number | string | null;

/** How the numbers of one row are shown. */
export interface RowFormat {
  /** `bn USD`, `%`, `user`: what stands beside the label. */
  readonly unit: string;
  readonly divisor: number;
  readonly decimals: number;
  readonly suffix: string;
}

const plainKinds = new Set(['date', 'flag', 'choice', 'member']);
const NOTHING = '–';

/** The format of a row by the size of its largest number: `rowFormat('USD', [2.5e9]).unit` is `bn USD`. */
export function rowFormat(unit: string, values: readonly Value[]): RowFormat {
  const numbers = values.filter((value) => typeof value === 'number').filter(Number.isFinite);
  if (unit === '%' || (isRate(unit) && numbers.every((value) => Math.abs(value) <= 1)))
    return { unit: unit.replace(/^1/, '%'), divisor: 0.01, decimals: percentDecimals(numbers), suffix: '%' };
  if (unit === 'x') return { unit, divisor: 1, decimals: multipleDecimals(numbers), suffix: 'x' };
  if (plainKinds.has(unit)) return { unit: '', divisor: 1, decimals: 0, suffix: '' };
  const largest = numbers.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const shownUnit = unit === '1' ? '' : unit;
  const scale = largeScaleOf(largest);
  if (scale === undefined)
    return { unit: shownUnit, divisor: 1, decimals: unscaledDecimals(numbers, largest), suffix: '' };
  return {
    unit: `${scale.suffix} ${shownUnit}`.trim(),
    divisor: scale.factor,
    decimals: largest / scale.factor >= 100 ? 1 : 2,
    suffix: '',
  };
}

/** `1/month` and `%/month` hold shares per time, which people write as 3%/month. */
function isRate(unit: string): boolean {
  return /^[1%]\//.test(unit);
}

function unscaledDecimals(numbers: readonly number[], largest: number): number {
  if (largest >= 1000 || numbers.every(Number.isInteger)) return 0;
  return amountDecimals(largest);
}

/** One value in its row's format: `formatValue(-2.5e9, 'USD', rowFormat('USD', [-2.5e9]))` is `(2.50)`. */
export function formatValue(value: Value, unit: string, format: RowFormat = rowFormat(unit, [value])): string {
  if (value === null) return NOTHING;
  if (typeof value === 'string') return stripControls(value);
  if (!Number.isFinite(value)) return 'error';
  if (unit === 'date') return formatDate(value);
  if (unit === 'flag') return value === 0 ? 'no' : 'yes';
  const digits = fixedDecimals(Math.abs(value), format.divisor, format.decimals);
  const text = `${grouped(digits)}${format.suffix}`;
  return value < 0 && Number(digits) !== 0 ? `(${text})` : text;
}

/** A number with its scale and unit: `formatAmount(2.5e9, 'USD')` is `2.50 bn USD`. */
export function formatAmount(value: Value, unit: string): string {
  const format = rowFormat(unit, [value]);
  const shown = formatValue(value, unit, format);
  if (isRate(format.unit) && format.suffix === '%') return `${shown}${format.unit.slice(1)}`;
  return format.unit === '' || format.suffix !== '' || typeof value !== 'number' || !Number.isFinite(value)
    ? shown
    : withUnit(shown, format.unit);
}

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

/** Half a millisecond in days: what a double may fall short of a whole day. */
const HALF_MILLISECOND = 0.5 / 86_400_000;

/** Excel's day number as a date, without the time of day: `formatDate(46023.75)` is `2026-01-01`. */
export function formatDate(serial: number): string {
  return Math.abs(serial) <= LAST_DATE + 1 ? isoDate(Math.floor(serial + HALF_MILLISECOND)) : 'error';
}

/** A text without control characters, which could steer a terminal: `plain('a\u001b[31m')` is `a [31m`. */
export function stripControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ');
}

/** A curve of block characters, at most `width` of them: `sparkline([1, 2, 3], 12)` is `▁▅█`. */
export function sparkline(values: readonly Value[], width: number): string {
  const numbers = resample(values, width).map((value) =>
    typeof value === 'number' && Number.isFinite(value) ? value : undefined,
  );
  const known = numbers.filter((value) => value !== undefined);
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  const blocks = '▁▂▃▄▅▆▇█';
  return numbers
    .map((value) => (value === undefined ? ' ' : blocks[range === 0 ? 3 : Math.round(((value - low) / range) * 7)]))
    .join('');
}

function resample(values: readonly Value[], width: number): readonly Value[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, at) => values[Math.round((at * (values.length - 1)) / (width - 1))] ?? null);
}

/** A table whose first columns stand again in every block when the others do not fit beside each other. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many columns on the left are repeated; they are texts unless `aligned` says otherwise. */
  readonly fixed: number;
  /** By column, where it is not the fixed ones that stand to the left and the others to the right. */
  readonly aligned?: readonly ('left' | 'right')[];
}

/** A table whose labels have something behind them that is never cut, such as a unit: one text for each row. */
export interface LabelledTable extends TextTable {
  readonly behind?: readonly string[];
}

const sideOf = ({ fixed, aligned }: TextTable, column: number): 'left' | 'right' =>
  aligned?.[column] ?? (column < fixed ? 'left' : 'right');

const GAP = 2;
const SHORTEST_LABEL = 16;

/** The table as lines of at most `width` columns, folded into several blocks where needed. */
export function renderTable(
  table: LabelledTable,
  width: number,
  heading: (text: string) => string = (text) => text,
): string {
  const shortened = shortenFixed(alignNegatives(table), width);
  const widths = columnWidths(shortened);
  const blocks = foldColumns(widths, table.fixed, width);
  return blocks.map((columns) => renderBlock(shortened, columns, heading)).join('\n\n');
}

/** A space behind positive numbers of columns that hold negative ones, so that the digits stand under each other. */
function alignNegatives(table: LabelledTable): LabelledTable {
  const negative = table.head.map(
    (_, column) => sideOf(table, column) === 'right' && table.rows.some((row) => row[column]?.endsWith(')')),
  );
  const align = (text: string, column: number) => (negative[column] && !text.endsWith(')') ? `${text} ` : text);
  return { ...table, head: table.head.map(align), rows: table.rows.map((row) => row.map(align)) };
}

/** The table library gives a column at least one place, also an empty one. */
function columnWidths(table: TextTable): readonly number[] {
  return table.head.map((head, column) =>
    Math.max(1, stringWidth(head), ...table.rows.map((row) => stringWidth(row[column] ?? ''))),
  );
}

/** Cuts the first column so that it, the other fixed columns and the widest value fit the width. */
function shortenFixed(table: LabelledTable, width: number): TextTable {
  const widths = columnWidths(table);
  const others = widths.slice(1, table.fixed).reduce((sum, each) => sum + each + GAP, 0);
  const widest = Math.max(0, ...widths.slice(table.fixed));
  const room = Math.max(SHORTEST_LABEL, Math.min(Math.floor(width / 2), width - others - widest - GAP));
  // Members of one item begin alike and differ at the end.
  const labels = table.rows.map(([text], at) => ({ text: text!, behind: table.behind?.[at] ?? '' }));
  const fitted = (cut: typeof shorten): string[] =>
    labels.map(({ text, behind }) => `${cut(text, Math.max(0, room - stringWidth(behind)))}${behind}`);
  const isCutApart =
    new Set(fitted(shorten)).size === new Set(labels.map(({ text, behind }) => `${text}${behind}`)).size;
  const first = fitted(isCutApart ? shorten : shortenMiddle);
  const rows = table.rows.map((row, at) => row.map((text, column) => (column === 0 ? first[at]! : text)));
  return { ...table, head: table.head.map((text, column) => (column === 0 ? shorten(text, room) : text)), rows };
}

/** A text cut to a width: `shorten('Subscription revenue', 12)` is `Subscriptio…`. */
export function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (stringWidth(cut + character) >= width) break;
    cut += character;
  }
  return `${cut}…`;
}

/** A text cut in its middle, where what tells it from others stands at its end: `Churn: Claud… Max 20x`. */
export function shortenMiddle(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const room = Math.max(0, width - 1);
  const end = Math.floor(room / 2);
  const characters = [...text];
  let tail = '';
  for (let at = characters.length - 1; at >= 0 && stringWidth(characters[at]! + tail) <= end; at -= 1)
    tail = characters[at]! + tail;
  let head = '';
  for (const character of characters) {
    if (stringWidth(head + character) > room - stringWidth(tail)) break;
    head += character;
  }
  return `${head}…${tail}`;
}

function foldColumns(widths: readonly number[], fixed: number, width: number): readonly (readonly number[])[] {
  const repeated = widths.slice(0, fixed).reduce((sum, each) => sum + each + GAP, 0);
  const blocks: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  widths.forEach((columnWidth, column) => {
    if (column < fixed) return;
    if (used + GAP + columnWidth > width) {
      blocks.push([]);
      used = repeated - GAP;
    }
    used += GAP + columnWidth;
    blocks.at(-1)?.push(column);
  });
  const left = Array.from({ length: fixed }, (_, column) => column);
  return blocks.length === 0 ? [left] : blocks.map((columns) => [...left, ...columns]);
}

const borderless = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map((name) => [
    name,
    '',
  ]),
);
const innerless = Object.fromEntries(
  ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'].map((name) => [
    name,
    name === 'middle' ? '  ' : '',
  ]),
);

function renderBlock(table: TextTable, columns: readonly number[], heading: (text: string) => string): string {
  const layout = new Table({
    chars: { ...borderless, ...innerless },
    colAligns: columns.map((column) => sideOf(table, column)),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  for (const row of [table.head, ...table.rows]) layout.push(columns.map((column) => row[column] ?? ''));
  const lines = layout
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [heading(lines[0] ?? ''), ...lines.slice(1)].join('\n');
}

/**
 * Lines of comma-separated values; texts that a spreadsheet would run as formulas are made harmless, numbers stay
 * exact.
 */
export function renderCsv(rows: readonly (readonly Value[])[]): string {
  return rows.map((row) => row.map(csvCell).join(',')).join('\n');
}

function csvCell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = escapeFormula(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table in Markdown, numbers to the right. */
export function renderMarkdown(table: TextTable): string {
  const cell = (text: string, column: number) => escapeMarkdown(column < table.fixed ? escapeFormula(text) : text);
  const right = [...table.head.keys()].filter((column) => sideOf(table, column) === 'right');
  return markdownTable(
    table.head.map(cell),
    table.rows.map((row) => row.map(cell)),
    right,
  );
}

/** A text without Markdown markup: `escapeMarkdown('a|b')` is `a\\|b`. */
export function escapeMarkdown(text: string): string {
  return stripControls(text)
    .replace(/[\\`*_{}[\]<>|#~]/g, '\\$&')
    .replaceAll('@', '&#64;');
}

/** A text that no spreadsheet reads as a formula: `escapeFormula('=1+1')` is `'=1+1`. */
export function escapeFormula(text: string): string {
  const clean = stripControls(text);
  return /^\s*[=+\-@]/.test(clean) ? `'${clean}` : clean;
}

/** The whole number that is shown of a value, in the last of its digits: `shownDigits(-2.345e9, 1e9, 2)` is -235. */
export function shownDigits(value: number, divisor: number, decimals: number): number {
  return Math.sign(value) * Math.round(Number(fixedDecimals(Math.abs(value), divisor, decimals)) * 10 ** decimals);
}
