/**
 * Number formats and units of the tables of answers. Takes a table; returns the format of each cell, the unit of each
 * row and the headings. Guarantee: numbers of one unit have one format within a table, or within a row if rows have
 * different units.
 */

import { dateFormat, isAutoFormat, numberFormat } from '../../grid/formats.ts';
import { chooseFormat } from '../../grid/scales.ts';
import type { ValueType } from '../../model/model.ts';
import type { AnswerTable } from '../../question/answer.ts';
import { builtInUnits, declaredUnit, parseUnit, type Unit } from '../../values/unit.ts';

export interface CellFormats {
  /** Undefined for text. */
  readonly at: (row: number, column: number) => string | undefined;
  /** The text of the unit column of each row. */
  readonly units: readonly string[];
  /** The labels of the columns, with units if these differ. */
  readonly heads: readonly string[];
}

type Cells = readonly (number | string | null | undefined)[];

/** The formats of a table; `display` is the scale in which the model shows amounts. */
export function cellFormats(table: AnswerTable, display: ReadonlyMap<string, string>): CellFormats {
  const { columns, rows, rowUnits } = table;
  const shared = sharedUnit(table);
  const headOf = (label: string, unit: string): string =>
    isSaid(unit) || unit === shared ? label : `${label}, ${unit}`;
  const heads = columns.map(({ label, unit }) => (rowUnits === undefined ? headOf(label, unit) : label));
  if (rowUnits !== undefined) {
    const byRow = rows.map((cells, row) => formatOf(rowUnits[row] ?? '1', cells, display));
    return { at: (row) => byRow[row], units: rows.map((_, row) => rowUnits[row] ?? '1'), heads };
  }
  const valuesOf = (column: number): Cells => rows.map((cells) => cells[column]);
  const byColumn = columns.map(({ unit }, column) => {
    const alike =
      column === 0 ? valuesOf(0) : columns.flatMap((other, at) => (at > 0 && other.unit === unit ? valuesOf(at) : []));
    return formatOf(unit, alike, display);
  });
  return { at: (_, column) => byColumn[column], units: rows.map(() => shared ?? 'by column'), heads };
}

/**
 * The number of characters that a cell shows: `shownLength(-2.5e9, '#,##0.00,,,"bn"_);(…)')` is 8, as in `(2.50bn)`.
 */
export function shownLength(cell: number | string | null | undefined, format = ''): number {
  if (typeof cell === 'string') return cell.length;
  if (typeof cell !== 'number' || !Number.isFinite(cell)) return 0;
  if (format === dateFormat) return dateFormat.length;
  const [, decimals = '', commas = '', suffix = ''] = /^[#,]*0(?:\.(0+))?(,*)(?:"([^"]*)")?/.exec(format) ?? [];
  const divisor = format.includes('%') ? 0.01 : 1000 ** commas.length;
  const digits = (Math.abs(cell) / divisor).toFixed(decimals.length);
  const whole = digits.split('.')[0]!.length;
  const separators = format.startsWith('#,') ? Math.floor((whole - 1) / 3) : 0;
  return digits.length + separators + suffix.length + (format.includes('%') ? 1 : 0) + (cell < 0 ? 2 : 0);
}

/** Units that need no mention, because the text or format shows them. */
const isSaid = (unit: string): boolean => ['text', 'date', 'flag', 'choice', 'member', '%', 'x', '1'].includes(unit);

/** The common unit of all columns after the first, if there is one. */
function sharedUnit({ columns }: AnswerTable): string | undefined {
  const units = new Set(columns.slice(1).flatMap(({ unit }) => (unit === 'text' ? [] : [unit])));
  if (units.size === 0) return columns[0]?.unit;
  return units.size === 1 ? [...units][0] : undefined;
}

function formatOf(unit: string, values: Cells, display: ReadonlyMap<string, string>): string | undefined {
  if (unit === 'text') return undefined;
  const numbers = values.filter((one): one is number => typeof one === 'number' && Number.isFinite(one));
  const format = numberFormat(typeOf(unit), display);
  return isAutoFormat(format) ? chooseFormat(format, numbers) : format;
}

/** The value type of a unit as written in a record: `typeOf('USD/month')` is a number, `typeOf('date')` a date. */
export function typeOf(unit: string): ValueType {
  if (unit === 'date' || unit === 'flag') return { kind: unit };
  return { kind: 'number', unit: unitOf(unit) };
}

/** A format depends only on the currency in a unit, so unknown names count as units. */
function unitOf(text: string): Unit {
  const table = builtInUnits();
  for (;;) {
    const { unit, unknown } = parseUnit(text, table);
    if (unit !== undefined) return unit;
    if (unknown === undefined || unknown === '' || table.has(unknown)) return { ...declaredUnit(text), text };
    table.set(unknown, declaredUnit(unknown));
  }
}
