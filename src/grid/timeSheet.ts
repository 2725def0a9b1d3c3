/** The timeline as a sheet: everything follows from one start date and the months of a period. */
import type { PeriodAttribute } from '../model/model.ts';
import { monthsIn, serial } from '../values/timeline.ts';
import { addTimeHeader, columns, type Drafting, timelineSheet, timeWidths } from './drafting.ts';
import { dateFormat } from './formats.ts';
import type { Content, FormulaPart, GridSheet, Template } from './grid.ts';
import { formula, list, sheetBuilder, text, value } from './sheetBuilder.ts';

/** Key of a quarter: 20261 for the first quarter of 2026. */
export const quarterRowLabel = 'Quarter key';
export const timeSheetRows = {
  start: 2,
  months: 3,
  index: 4,
  periodStart: 5,
  periodEnd: 6,
  periodMonths: 7,
  days: 8,
  year: 9,
  elapsed: 10,
  quarter: 11,
} as const;

/** Writes the timeline sheet and notes where each attribute stands. */
export function timeSheet(drafting: Drafting): GridSheet {
  const { model } = drafting;
  const rows = timeSheetRows;
  const sheet = sheetBuilder(timelineSheet, 'foundation', timeWidths(drafting), { rows: 2, columns: 1 });
  addTimeHeader(sheet, 'Timeline', drafting);
  const own = (row: number, lag = 0): FormulaPart => ({ row, column: { relative: lag } });
  const constant = (row: number): FormulaPart => ({ row, column: { absolute: columns.constant } });
  const width = model.openings + drafting.count;
  sheet.add(
    text(0, 'First day of the model', 'label'),
    text(1, 'date', 'unit'),
    value(columns.constant, serial(model.timeline.periods[0]!.from, 1), 'input', { format: dateFormat }),
  );
  sheet.add(
    text(0, 'Months in a period', 'label'),
    text(1, 'month', 'unit'),
    value(columns.constant, monthsIn[model.timeline.grain], 'input', { format: '0' }),
  );
  const numbers = Array.from({ length: width }, (_, at): Content => ({ kind: 'number', value: at + 1 - model.openings }));
  sheet.add(
    text(0, 'Period number', 'label'),
    text(2, 'period.index', 'id'),
    list(columns.openings, numbers, 'subheader', { format: '0' }),
  );
  const add = (label: string, unit: string, id: string, template: Template, format: string) =>
    sheet.add(
      text(0, label, 'label'),
      text(1, unit, 'unit'),
      text(2, id, 'id'),
      formula(columns.openings, width, template, 'calculation', { format, origin: { kind: 'time', id, members: [] } }),
    );
  add(
    'Period start',
    'date',
    'period.start',
    ['EDATE(', constant(rows.start), ',(', own(rows.index), '-1)*', constant(rows.months), ')'],
    dateFormat,
  );
  add('Period end', 'date', 'period.end', ['EDATE(', own(rows.periodStart), ',', constant(rows.months), ')-1'], dateFormat);
  add('Months', 'month', 'period.months', [constant(rows.months)], '0');
  add('Days', 'day', 'period.days', [own(rows.periodEnd), '-', own(rows.periodStart), '+1'], '0');
  add('Year', '1', 'period.year', ['YEAR(', own(rows.periodStart), ')'], '0');
  add('Months since the start', 'month', 'period.elapsed', [own(rows.index), '*', constant(rows.months)], '0');
  add(quarterRowLabel, '1', '', [own(rows.year), '*10+INT((MONTH(', own(rows.periodStart), ')+2)/3)'], '0');
  const attributes: Record<PeriodAttribute, number> = {
    start: rows.periodStart,
    end: rows.periodEnd,
    months: rows.periodMonths,
    days: rows.days,
    year: rows.year,
    index: rows.index,
    elapsed: rows.elapsed,
  };
  for (const [attribute, row] of Object.entries(attributes)) drafting.timeRows.set(attribute as PeriodAttribute, row);
  return sheet.finish();
}
