/**
 * What the makers of sheets share while a grid is put together: columns, places found so far, the time header.
 */
import type { Expression, InputValue, Model, PeriodAttribute, Row } from '../model/model.ts';
import type { Content, Origin } from './grid.ts';
import { formula, list, type SheetBuilder, text } from './sheetBuilder.ts';

/** Columns that mean the same on every sheet with a time axis. */
export const columns = { label: 0, unit: 1, id: 2, words: 3, constant: 4, openings: 5 } as const;

/** Where a row of the model stands. */
export interface Position {
  readonly sheet: string;
  readonly row: number;
  readonly time: 'scalar' | 'series';
}

/** What the sheet makers share while a grid is put together. */
export interface Drafting {
  readonly model: Model;
  readonly positions: Map<Row, Position>;
  readonly timeRows: Map<PeriodAttribute, number>;
  readonly firstColumn: number;
  readonly count: number;
}

export const timelineSheet = 'Timeline';

export function originOf(row: Row, kind: Origin['kind']): Origin {
  return { kind, id: row.quantity.id, members: row.members };
}

export function rowId(row: Row): string {
  return [row.quantity.id, ...row.members].join('.');
}

/** Widths of a sheet with a time axis. */
export function timeWidths(drafting: Drafting): number[] {
  return [52, 14, 26, 34, 14, ...Array<number>(drafting.model.openings + drafting.count).fill(12)];
}

/** The two frozen rows that every sheet with a time axis starts with. */
export function addTimeHeader(sheet: SheetBuilder, title: string, drafting: Drafting): void {
  const { model } = drafting;
  sheet.add(text(0, title, 'title'));
  const headings = ['Line item', 'Unit', 'Id', 'Formula or source', 'Constant'].map(
    (heading): Content => ({ kind: 'text', text: heading }),
  );
  const openings = Array<Content>(model.openings).fill({ kind: 'text', text: 'Opening' });
  const periods = model.timeline.periods.map((period): Content => ({ kind: 'text', text: period.label }));
  sheet.add(list(0, [...headings, ...openings, ...periods], 'header'));
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
export function addTimeLink(sheet: SheetBuilder, attribute: PeriodAttribute, drafting: Drafting): number {
  const template = [{ sheet: timelineSheet, row: drafting.timeRows.get(attribute)!, column: { relative: 0 } }];
  const format = attribute === 'start' || attribute === 'end' ? 'yyyy-mm-dd' : '0';
  return sheet.add(
    text(columns.label, attributeLabels[attribute], 'subheader'),
    text(columns.id, `period.${attribute}`, 'id'),
    formula(columns.openings, drafting.model.openings + drafting.count, template, 'subheader', {
      format,
      origin: { kind: 'time', id: `period.${attribute}`, members: [] },
    }),
  );
}

/** First column in which a series input has a value in every scenario. */
export function firstValue(values: readonly InputValue[]): number {
  return Math.max(0, ...values.map((one) => one.series?.findIndex((amount) => amount !== undefined) ?? 0));
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
