/** The timeline as a sheet: everything follows from one start date and the months of a period. */

import { dateFormat } from '../../grid/formats.ts';
import type { FormulaPart, GridSheet, Template } from '../../grid/grid.ts';
import { formula, type SheetBuilder, sheetBuilder, textOf, value } from '../../grid/sheetBuilder.ts';
import type { PeriodAttribute } from '../../model/model.ts';
import { daySerial, monthsIn } from '../../values/timeline.ts';
import {
  actualColumns,
  addTimeHeader,
  columns,
  type Drafting,
  frozenRows,
  leadOf,
  timelineSheet,
  timeWidths,
} from '../drafting.ts';

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

/** Writes the timeline sheet and notes where each attribute stands. */
export function timeSheet(drafting: Drafting): GridSheet {
  const sheet = sheetBuilder(timelineSheet, 'foundation', timeWidths(drafting), { rows: frozenRows, columns: 1 });
  addTimeHeader(sheet, 'Timeline', drafting);
  addRows(sheet, drafting);
  for (const [attribute, row] of Object.entries(attributeRows))
    drafting.timeRows.set(attribute as PeriodAttribute, row);
  return { ...sheet.finish(), actual: actualColumns(drafting) };
}

function addRows(sheet: SheetBuilder, drafting: Drafting): void {
  const rows = timeSheetRows;
  const { periods, grain } = drafting.model.timeline;
  const series = makeSeries(sheet, drafting);
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
  // The number before the first column stands in the column of constants, so that every column adds 1 to its neighbour.
  series('Period number', '1', 'period.index', [own(rows.index, -1), '+1'], '0', -drafting.model.openings);
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
  if (drafting.actualCount === 0) return;
  const last = periods[drafting.actualCount - 1]!;
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
    leadOf({ label, unit, id, kind: 'input', words: 'timeline of the model file', source: textOf('model file') }),
    value(columns.constant, amount, 'input', { format }),
  );
}

function makeSeries(sheet: SheetBuilder, drafting: Drafting) {
  const width = drafting.model.openings + drafting.count;
  return (label: string, unit: string, id: string | undefined, template: Template, format: string, before?: number) =>
    sheet.add(
      leadOf({ label, unit, id, kind: 'calculation' }),
      value(columns.constant, before, 'input', { format }),
      formula(columns.openings, width, template, 'calculation', {
        format,
        origin: { kind: 'time', id: id ?? label, members: [] },
      }),
    );
}
