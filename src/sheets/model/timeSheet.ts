/** The Timeline sheet: all dates follow from the start date and the number of months in a period. */

import { dateFormat } from '../../grid/formats.ts';
import type { FormulaPart, GridSheet, Template } from '../../grid/grid.ts';
import { formulaCells, type SheetBuilder, sheetBuilder, textContent, valueCell } from '../../grid/sheetBuilder.ts';
import type { PeriodAttribute } from '../../model/model.ts';
import { daySerial, monthsIn } from '../../values/timeline.ts';
import {
  actualColumns,
  addTimeHeader,
  columns,
  frozenRows,
  type LayoutContext,
  rowHeader,
  timelineSheet,
  timeWidths,
} from '../layoutContext.ts';

export const timeSheetRows = {
  periodEnd: 2,
  start: 3,
  months: 4,
  quarterMonths: 5,
  index: 6,
  periodStart: 7,
  periodMonths: 8,
  days: 9,
  year: 10,
  elapsed: 11,
  quarter: 12,
  lastActual: 13,
  actual: 14,
} as const;

const attributeRows: Record<PeriodAttribute, number> = {
  start: timeSheetRows.periodStart,
  end: timeSheetRows.periodEnd,
  months: timeSheetRows.periodMonths,
  days: timeSheetRows.days,
  year: timeSheetRows.year,
  index: timeSheetRows.index,
  elapsed: timeSheetRows.elapsed,
};

const own = (row: number, lag = 0): FormulaPart => ({ row, column: { relative: lag } });
const constant = (row: number): FormulaPart => ({ row, column: { absolute: columns.constant } });

/** Writes the Timeline sheet and records the row of each attribute. */
export function timeSheet(context: LayoutContext): GridSheet {
  const sheet = sheetBuilder(timelineSheet, 'foundation', timeWidths(context), { rows: frozenRows, columns: 1 });
  addTimeHeader(sheet, 'Timeline', context);
  addRows(sheet, context);
  for (const [attribute, row] of Object.entries(attributeRows)) context.timeRows.set(attribute as PeriodAttribute, row);
  return { ...sheet.finish(), actual: actualColumns(context) };
}

function addRows(sheet: SheetBuilder, context: LayoutContext): void {
  const rows = timeSheetRows;
  const { periods, grain } = context.model.timeline;
  const series = makeSeries(sheet, context);
  series(
    'Period end',
    'date',
    'period.end',
    ['EDATE(', own(rows.periodStart), ',', constant(rows.months), ')-1'],
    dateFormat,
  );
  addConstant(sheet, 'First day of the model', 'date', 'timeline.from', daySerial(periods[0]!.from, 1), dateFormat);
  addConstant(sheet, 'Months in a period', 'month', 'timeline.grain', monthsIn[grain], '0');
  addConstant(sheet, 'Months in a quarter', 'month', 'timeline.quarter', monthsIn.quarter, '0');
  // The constant column contains the number before the first period, so that every column adds 1 to its left neighbour.
  series('Period number', '1', 'period.index', [own(rows.index, -1), '+1'], '0', -context.model.openings);
  series(
    'Period start',
    'date',
    'period.start',
    ['EDATE(', constant(rows.start), ',(', own(rows.index), '-1)*', constant(rows.months), ')'],
    dateFormat,
  );
  series('Months', 'month', 'period.months', [constant(rows.months)], '0');
  series('Days', 'day', 'period.days', [own(rows.periodEnd), '-', own(rows.periodStart), '+1'], '0');
  series('Year', '1', 'period.year', ['YEAR(', own(rows.periodStart), ')'], '0');
  series('Months since the start', 'month', 'period.elapsed', [own(rows.index), '*', constant(rows.months)], '0');
  const months: Template = [own(rows.year), '*12+MONTH(', own(rows.periodStart), ')-1'];
  series('Quarter number', '1', undefined, ['INT((', ...months, ')/', constant(rows.quarterMonths), ')'], '0');
  if (context.actualCount === 0) return;
  const last = periods[context.actualCount - 1]!;
  addConstant(sheet, 'Last day with actuals', 'date', 'timeline.actuals', daySerial(last.to, 1) - 1, dateFormat);
  series(
    'Actual (1) or forecast (0)',
    'flag',
    undefined,
    ['IF(', own(rows.periodEnd), '<=', constant(rows.lastActual), ',1,0)'],
    '0',
  );
}

function addConstant(
  sheet: SheetBuilder,
  label: string,
  unit: string,
  id: string,
  amount: number,
  format: string,
): void {
  sheet.add(
    rowHeader({
      label,
      unit,
      id,
      kind: 'input',
      words: 'timeline in the model file',
      source: textContent('model file'),
    }),
    valueCell(columns.constant, amount, 'input', { format }),
  );
}

function makeSeries(sheet: SheetBuilder, context: LayoutContext) {
  const width = context.model.openings + context.count;
  return (label: string, unit: string, id: string | undefined, template: Template, format: string, before?: number) =>
    sheet.add(
      rowHeader({ label, unit, id, kind: 'calculation' }),
      valueCell(columns.constant, before, 'input', { format }),
      formulaCells(columns.openings, width, template, 'calculation', {
        format,
        origin: { kind: 'time', id: id ?? label, members: [] },
      }),
    );
}
