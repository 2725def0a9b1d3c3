/**
 * What all sheets of a workbook share: the layout context with the positions found so far, common columns, row headers,
 * titles and the time header.
 */

import { dateFormat } from '../grid/formats.ts';
import type { CellRange, Content, FormulaPart, GridSheet, Origin, RowSegment } from '../grid/grid.ts';
import { formulaCells, listCells, type SheetBuilder, textCell, textContent, valueCell } from '../grid/sheetBuilder.ts';
import { itemsOf } from '../model/find.ts';
import type { Model, PeriodAttribute, Row } from '../model/model.ts';
import { lastSerialOfText, parseDate, serialOf } from '../values/timeline.ts';

/** Columns with the same meaning on every sheet with line items. */
export const columns = { label: 0, unit: 1, id: 2, kind: 3, words: 4, source: 5, constant: 6, openings: 7 } as const;

/** Frozen rows: title, headings and period ends. */
export const frozenRows = 3;
export const timelineSheet = 'Timeline';
export const checksSheet = 'Checks';
/** The cell that shows whether all checks pass. */
export const masterCheckCell: CellRange = { sheet: checksSheet, row: 3, column: columns.constant, count: 1 };

/** The position of a row of the model in the workbook. */
export interface Position {
  readonly sheet: string;
  readonly row: number;
  readonly time: 'scalar' | 'series';
}

/** Shared state while a model is laid out. */
export interface LayoutContext {
  readonly model: Model;
  readonly positions: Map<Row, Position>;
  readonly timeRows: Map<PeriodAttribute, number>;
  readonly firstColumn: number;
  readonly count: number;
  /** The number of periods, from the first, that have actuals. */
  readonly actualCount: number;
  /** The row of each source on the Sources sheet. */
  readonly sourceRows: ReadonlyMap<string, number>;
}

/** The number of periods up to the last actual: 2 if February is the last month with one. */
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
/** Narrow enough for a page with at least five years. */
const reportWidths = [50, 9, 25, 8, 25, 19, 15];

/** Column widths of a sheet with line items and `count` columns of numbers. */
export function widthsFor(count: number, width = 12): number[] {
  return [...leadWidths, ...Array<number>(count).fill(width)];
}

/** Column widths of a sheet with results. */
export function reportWidthsFor(count: number): number[] {
  return [...reportWidths, ...Array<number>(count).fill(13)];
}

/** Columns that take the width of their longest text, within limits. */
const fitted: readonly { readonly column: number; readonly least: number; readonly most: number }[] = [
  { column: columns.label, least: 40, most: 70 },
  { column: columns.id, least: 22, most: 44 },
];

/** Widens the columns of labels and ids to their longest text. */
export function fitRowHeaders(sheet: GridSheet): GridSheet {
  // Sheets with results are printed, and the numbers have to fit on the page too.
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

/** Styles whose text may overflow into the next columns. */
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

/** Adds a band with a section title across the row header and `more` columns. */
export function addBand(sheet: SheetBuilder, title: string, more = 0): void {
  const rest = Array.from({ length: columns.constant + more }, () => textContent(''));
  sheet.add(textCell(0, title, 'section'), listCells(1, rest, 'section'));
}

/** Column widths of a sheet with a time axis. */
export function timeWidths(context: LayoutContext): number[] {
  return widthsFor(context.model.openings + context.count);
}

const leadHeadings = ['Line item', 'Unit', 'Id', 'Kind', 'Formula or value as written', 'Source', 'Constant'];

/** The cells to the left of the numbers of a row. */
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

/** A link to the row of a source on the Sources sheet, or the status of an input without a source. */
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

/** Adds the title and the master check, which stay in view on every sheet. */
export function addTitle(sheet: SheetBuilder, title: string, column: number = columns.constant): void {
  sheet.add(textCell(0, title, 'title'), [masterCheckLink(column, sheet.name)]);
}

/** Short words, because a number format that is wider than its column shows ####. */
export const verdictFormat = '[=1]"checks pass";[Red][=0]"CHECK FAILS";General';

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

/** Adds the column headings; those of periods with actuals have another colour. */
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

/** Adds the title and headings of a sheet with a time axis. */
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

/** The columns of a sheet with a time axis that contain actuals. */
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

/** Adds a row that links an attribute of the periods to the Timeline sheet. */
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

/** A date as a date value; any other text, such as `spring 2026`, as text. */
export function dateCell(column: number, written: string | undefined): RowSegment[] {
  const date = written === undefined ? undefined : parseDate(written);
  return date === undefined
    ? textCell(column, written, 'note')
    : valueCell(column, serialOf(date), 'note', { format: dateFormat });
}

/** The last day of a date, month, quarter or year, as a date value. */
export function lastDayCell(column: number, written: string | undefined): RowSegment[] {
  const day = lastSerialOfText(written);
  return day === undefined ? [] : valueCell(column, day, 'fixed', { format: dateFormat });
}
