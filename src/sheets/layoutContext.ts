/**
 * What the makers of sheets share while a grid is put together: columns, places found so far, the lead of a row, the
 * time header.
 */

import { dateFormat } from '../grid/formats.ts';
import type { CellRange, Content, FormulaPart, GridSheet, Origin, RowSegment } from '../grid/grid.ts';
import { formulaCells, listCells, type SheetBuilder, textCell, textContent, valueCell } from '../grid/sheetBuilder.ts';
import { itemsOf } from '../model/find.ts';
import type { Expression, Model, PeriodAttribute, Row } from '../model/model.ts';
import { lastSerialOfText, parseDate, serialOf } from '../values/timeline.ts';

/** Columns that mean the same on every sheet with line items. */
export const columns = { label: 0, unit: 1, id: 2, kind: 3, words: 4, source: 5, constant: 6, openings: 7 } as const;

/** Rows in view while the rest scrolls: title, headings and the end of each period. */
export const frozenRows = 3;
export const timelineSheet = 'Timeline';
export const checksSheet = 'Checks';
/** The cell that says whether every check holds. */
export const masterCheckCell: CellRange = { sheet: checksSheet, row: 3, column: columns.constant, count: 1 };

/** Where a row of the model stands. */
export interface Position {
  readonly sheet: string;
  readonly row: number;
  readonly time: 'scalar' | 'series';
}

/** What the sheet makers share while a grid is put together. */
export interface LayoutContext {
  readonly model: Model;
  readonly positions: Map<Row, Position>;
  readonly timeRows: Map<PeriodAttribute, number>;
  readonly firstColumn: number;
  readonly count: number;
  /** How many of the first periods have actuals. */
  readonly actualCount: number;
  /** Row on the Sources sheet of each source. */
  readonly sourceRows: ReadonlyMap<string, number>;
}

/** Up to which period the model holds actuals: `countActuals(model)` is 2 when February is the last month with one. */
export function countActuals(model: Model): number {
  const rows = itemsOf(model).flatMap((item) => item.rows);
  const last = rows.flatMap(({ actuals }) =>
    (actuals ?? []).flatMap((amount, at) => (amount === undefined ? [] : [at + 1])),
  );
  return Math.max(0, ...last);
}

export function originOf(row: Row, kind: Origin['kind']): Origin {
  return { kind, id: row.quantity.id, members: row.members };
}

/** A reference to one cell of a range. */
export function referenceTo({ sheet, row, column }: CellRange, own: string): FormulaPart {
  return sheet === own ? { row, column: { absolute: column } } : { sheet, row, column: { absolute: column } };
}

const leadWidths = [52, 14, 26, 11, 34, 24, 17];
/** Narrow enough for a page with five years or more on it. */
const reportWidths = [50, 9, 25, 8, 25, 19, 15];

/** Widths of a sheet with line items and some columns of numbers. */
export function widthsFor(count: number, width = 12): number[] {
  return [...leadWidths, ...Array<number>(count).fill(width)];
}

/** Widths of a sheet that shows results. */
export function reportWidthsFor(count: number): number[] {
  return [...reportWidths, ...Array<number>(count).fill(13)];
}

/** Between these widths a column of the lead takes the width of its longest text. */
const fitted: readonly { readonly column: number; readonly least: number; readonly most: number }[] = [
  { column: columns.label, least: 40, most: 70 },
  { column: columns.id, least: 22, most: 44 },
];

/** The sheet with labels and ids wide enough to be read. */
export function fitRowHeaders(sheet: GridSheet): GridSheet {
  // Results are printed, and a page has to hold the numbers too.
  if (sheet.kind === 'presentation') return sheet;
  const widths = fitted.map(({ column, least, most }) =>
    Math.min(most, Math.max(least, longestText(sheet, column) + 2)),
  );
  return {
    ...sheet,
    columns: sheet.columns.map(({ width }, at) => ({
      width: widths[fitted.findIndex(({ column }) => column === at)] ?? width,
    })),
  };
}

/** Titles and remarks may run over the columns behind them. */
const running: ReadonlySet<string> = new Set(['title', 'note', 'section', 'heading']);

function longestText({ rows }: GridSheet, column: number): number {
  return rows.reduce(
    (longest, { segments }) =>
      segments.reduce((most, segment) => {
        if (
          segment.column !== column ||
          running.has(segment.style) ||
          !('kind' in segment.content) ||
          segment.content.kind !== 'text'
        )
          return most;
        return Math.max(most, segment.content.text.length);
      }, longest),
    0,
  );
}

/** A band across the lead of a sheet and `more` columns behind it, with the title of what follows. */
export function addBand(sheet: SheetBuilder, title: string, more = 0): void {
  const rest = Array.from({ length: columns.constant + more }, () => textContent(''));
  sheet.add(textCell(0, title, 'section'), listCells(1, rest, 'section'));
}

/** Widths of a sheet with a time axis. */
export function timeWidths(context: LayoutContext): number[] {
  return widthsFor(context.model.openings + context.count);
}

const leadHeadings = ['Line item', 'Unit', 'Id', 'Kind', 'Formula or value as written', 'Source', 'Constant'];

/** What stands before the numbers of a row. */
export interface RowHeader {
  readonly label: string;
  readonly unit?: string;
  readonly id?: string | undefined;
  readonly kind: 'input' | 'fixed' | 'calculation' | 'link' | 'check' | 'actual' | 'stored' | 'report' | 'time';
  readonly words?: string | undefined;
  readonly source?: Content | undefined;
}

export function rowHeader({ label, unit, id, kind, words, source }: RowHeader): RowSegment[] {
  return [
    ...textCell(columns.label, label, 'label'),
    ...textCell(columns.unit, unit, 'unit'),
    ...textCell(columns.id, id, 'id'),
    ...textCell(columns.kind, kind, 'unit'),
    ...textCell(columns.words, words, 'words'),
    ...(source === undefined ? [] : [{ column: columns.source, count: 1, content: source, style: 'source' } as const]),
  ];
}

/** A link to the row of a source, or its status where an input has none. */
export function sourceLink(
  source: string | undefined,
  status: string | undefined,
  { model, sourceRows }: LayoutContext,
): Content | undefined {
  const row = source === undefined ? undefined : sourceRows.get(source);
  const title = model.sources.find((one) => one.id === source)?.title ?? source;
  if (row !== undefined && title !== undefined) return { kind: 'link', text: title, sheet: 'Sources', row };
  return title === undefined && status === undefined ? undefined : textContent(title ?? status!);
}

/** The title with the master check behind it, which stays in view on every sheet. */
export function addTitle(sheet: SheetBuilder, title: string, column: number = columns.constant): void {
  sheet.add(textCell(0, title, 'title'), [masterCheckLink(column, sheet.name)]);
}

/** Long enough words would show as ####, so these fit the narrowest column they stand in. */
export const verdictFormat = '[=1]"checks hold";[Red][=0]"CHECK FAILS";General';

export function masterCheckLink(column: number, sheet: string): RowSegment {
  const origin: Origin = { kind: 'check', id: 'all', members: [] };
  return {
    column,
    count: 1,
    content: { kind: 'formula', template: [referenceTo(masterCheckCell, sheet)] },
    style: 'check',
    format: verdictFormat,
    origin,
  };
}

/** Headings of the lead and of columns of numbers; the first `actual` of these look like the past. */
export function addHeadings(sheet: SheetBuilder, labels: readonly string[], actual = { from: 0, count: 0 }): void {
  const end = actual.from + actual.count;
  const part = (from: number, to: number, style: 'header' | 'actualHeader') =>
    listCells(columns.openings + from, labels.slice(from, to).map(textContent), style);
  sheet.add(
    listCells(0, leadHeadings.map(textContent), 'header'),
    part(0, actual.from, 'header'),
    part(actual.from, end, 'actualHeader'),
    part(end, labels.length, 'header'),
  );
}

/** The two frozen rows that every sheet with a time axis starts with. */
export function addTimeHeader(
  sheet: SheetBuilder,
  title: string,
  context: LayoutContext,
  more: readonly string[] = [],
): void {
  const { model, actualCount } = context;
  addTitle(sheet, title);
  const labels = [
    ...Array<string>(model.openings).fill('Opening'),
    ...model.timeline.periods.map(({ label }) => label),
    ...more,
  ];
  addHeadings(sheet, labels, { from: model.openings, count: actualCount });
}

/** The columns of a sheet with a time axis that hold the past. */
export function actualColumns({ firstColumn, actualCount }: LayoutContext): GridSheet['actual'] {
  return actualCount === 0 ? undefined : { column: firstColumn, count: actualCount };
}

const attributeLabels: Record<PeriodAttribute, string> = {
  start: 'Period start',
  end: 'Period end',
  months: 'Months',
  days: 'Days',
  year: 'Year',
  index: 'Period number',
  elapsed: 'Months since the start',
};

/** A row of a sheet's own time axis, linked to the timeline. */
export function addTimeLink(sheet: SheetBuilder, attribute: PeriodAttribute, context: LayoutContext): number {
  const row = context.timeRows.get(attribute)!;
  const template = [{ sheet: timelineSheet, row, column: { relative: 0 } }];
  const format = attribute === 'start' || attribute === 'end' ? dateFormat : '0';
  return sheet.add(
    textCell(columns.label, attributeLabels[attribute], 'subheader'),
    textCell(columns.id, `period.${attribute}`, 'id'),
    textCell(columns.kind, 'link', 'unit'),
    formulaCells(columns.openings, context.model.openings + context.count, template, 'subheader', {
      format,
      origin: { kind: 'time', id: `period.${attribute}`, members: [] },
    }),
  );
}

/** A date as a date; what is no date, such as `spring 2026`, as it is written. */
export function dateCell(column: number, written: string | undefined): RowSegment[] {
  const date = written === undefined ? undefined : parseDate(written);
  return date === undefined
    ? textCell(column, written, 'note')
    : valueCell(column, serialOf(date), 'note', { format: dateFormat });
}

/** The day on which something counts as known, which is the last one of a month, quarter or year. */
export function lastDayCell(column: number, written: string | undefined): RowSegment[] {
  const day = lastSerialOfText(written);
  return day === undefined ? [] : valueCell(column, day, 'fixed', { format: dateFormat });
}

/** Whether an expression is a truth value, which a cell holds as 1 or 0. */
function isCondition(expression: Expression): boolean {
  if (expression.kind === 'binary') return ['=', '<>', '<', '<=', '>', '>='].includes(expression.operator);
  return expression.kind === 'call' && ['and', 'or', 'not'].includes(expression.name);
}

export function asNumber(expression: Expression): Expression {
  if (!isCondition(expression)) return expression;
  return { kind: 'call', name: 'if', args: [expression, { kind: 'number', value: 1 }, { kind: 'number', value: 0 }] };
}
