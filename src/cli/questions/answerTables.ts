/**
 * Formats the tables of an answer for people. Input: a table with exact numbers. Output: its texts, and the format of
 * each cell. Guarantee: pure; numbers of one unit share a scale within a table, or within a row if rows have different
 * units.
 */
import type { AnswerColumn, AnswerTable } from '../../question/answer.ts';
import { fixedDecimals } from '../../values/decimals.ts';
import {
  formatValue,
  type RowFormat,
  rowFormat,
  shorten,
  shortenMiddle,
  stripControls,
  type TextTable,
  type Value,
} from '../io/format.ts';

/** How the cells of a table are shown. */
export interface FormattedTable {
  readonly title: string;
  readonly text: TextTable;
  /** The text of a value in a row and column: in their scale, without the unit. */
  readonly show: (value: Value, row: number, column: number) => string;
  /** `m USD`: the unit of a column's numbers; empty if the numbers include it. */
  readonly unitOf: (column: number) => string;
}

const headMost = 26;
const wordsMost = 34;
/** Labels of wide tables are cut further, so the tables are folded less. */
const labelMost = 30;
const labelledFew = 3;
/** Steps such as 0.25% show all their digits, up to this many decimals. */
const decimalsMost = 4;

/** Formats a table; units are beside the rows, above the columns or in the title, whichever mentions them only once. */
export function formatTable(table: AnswerTable): FormattedTable {
  const formats = table.rowUnits === undefined ? columnFormats(table) : undefined;
  const formatAt = (row: number, column: number): RowFormat => formats?.[column] ?? rowFormatOf(table, row);
  const show = (value: Value, row: number, column: number) =>
    formatValue(value, table.rowUnits?.[row] ?? table.columns[column]!.unit, formatAt(row, column));
  const unitOf = (column: number) => (isWords(table.columns[column]!) ? '' : unitShown(formats?.[column]));
  const shared = formats === undefined ? undefined : sharedUnit(table, unitOf);
  const head = table.columns.map(({ label }, column) => headOf(label, unitOf(column) === shared ? '' : unitOf(column)));
  const most = (column: number): number =>
    column === 0 ? (head.length > labelledFew ? labelMost : Number.POSITIVE_INFINITY) : wordsMost;
  const rows = table.rows.map((cells, row) =>
    cells.map((value, column) =>
      isWords(table.columns[column]!)
        ? shortenMiddle(show(value, row, column), most(column))
        : show(value, row, column),
    ),
  );
  const text = { head, rows, fixed: labelColumns(table), aligned: table.columns.map(sideOf) };
  const title = stripControls(table.title) + (shared === undefined ? '' : ` (${shared})`);
  return { title, text: table.rowUnits === undefined ? text : withUnits(text, table), show, unitOf };
}

/** The number of columns repeated when a table is folded: the first, and a period after it. */
const labelColumns = ({ columns }: AnswerTable): number => (columns[1]?.id === 'period' ? 2 : 1);

const isWords = ({ unit }: AnswerColumn): boolean => unit === 'text';
const sideOf = (column: AnswerColumn): 'left' | 'right' => (isWords(column) ? 'left' : 'right');
const unitShown = (format: RowFormat | undefined): string =>
  format === undefined || format.suffix !== '' ? '' : format.unit;

function headOf(label: string, unit: string): string {
  return shorten(stripControls(label), headMost) + (unit === '' ? '' : `, ${unit}`);
}

/** The unit shared by all numbers after the first column, which goes into the title. */
function sharedUnit({ columns }: AnswerTable, unitOf: (column: number) => string): string | undefined {
  const units = columns.flatMap((column, at) => (at === 0 || isWords(column) ? [] : [unitOf(at)]));
  const isShared = units.length > 1 && units[0] !== '' && units.every((unit) => unit === units[0]);
  return isShared ? units[0] : undefined;
}

/**
 * Columns of one unit share their scale, except the first, which keeps every digit; percentages have decimals by
 * column.
 */
function columnFormats({ columns, rows }: AnswerTable): readonly RowFormat[] {
  const valuesOf = (column: number): Value[] => rows.map((row) => row[column] ?? null);
  return columns.map(({ unit }, column) => {
    const alike = columns.flatMap((other, at) => (at > 0 && other.unit === unit ? valuesOf(at) : []));
    const format = rowFormat(unit, column === 0 ? valuesOf(0) : alike);
    if (format.suffix === '%') return { ...format, decimals: rowFormat(unit, valuesOf(column)).decimals };
    return column === 0 ? exactly(format, valuesOf(column)) : format;
  });
}

function exactly(format: RowFormat, values: readonly Value[]): RowFormat {
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  for (let decimals = format.decimals; decimals <= decimalsMost; decimals += 1) {
    const holds = (value: number) =>
      Math.abs(Number(fixedDecimals(value, format.divisor, decimals)) - value / format.divisor) < 1e-9;
    if (numbers.every(holds)) return { ...format, decimals };
  }
  return format;
}

function rowFormatOf({ rows, rowUnits }: AnswerTable, row: number): RowFormat {
  return rowFormat(rowUnits?.[row] ?? '1', rows[row] ?? []);
}

/** Adds the unit of each row after its label. */
function withUnits({ head, rows, aligned }: Required<TextTable>, table: AnswerTable): TextTable {
  const behind = <T>(cells: readonly T[], one: T): T[] => [...cells.slice(0, 1), one, ...cells.slice(1)];
  return {
    head: behind(head, 'Unit'),
    rows: rows.map((cells, row) => behind(cells, rowFormatOf(table, row).unit)),
    fixed: 1 + labelColumns(table),
    aligned: behind<'left' | 'right'>(aligned, 'left'),
  };
}
