/**
 * The Movements sheet of a comparison. Takes a comparison; returns a table that can be filtered, with one row for each
 * row that moved: its name, its largest movement, and for every year the old value, new value and live difference.
 */
import type { Movement, RunDiff } from '../../diff/diff.ts';
import type { CellRange, FormulaPart, GridSheet, RowSegment } from '../../grid/grid.ts';
import { formulaCells, listCells, sheetBuilder, textCell, textContent } from '../../grid/sheetBuilder.ts';
import { addTitle } from '../layoutContext.ts';
import { distinctLabels } from './changeRows.ts';
import { type DiffAxis, type SideValue, yearAxis } from './diffAxis.ts';
import { differenceFormat, hasDifference, valueFormat } from './diffFormats.ts';
import { diffColumns, differenceFormula, differencesOf, diffRowHeader, diffWidths, storedCell } from './diffRows.ts';

export const movementsSheet = 'Movements';

const headings = [
  'Row',
  'Unit',
  'Id',
  'Kind',
  'Location',
  'Importance',
  'Periods moved',
  'Largest movement in',
  'Old, largest movement',
  'New, largest movement',
  'Difference, largest movement',
];
const widths = [26, 11, 9, 11, 12, 12, 13];
/** Old value, new value and difference. */
const triple = 3;
const place = { place: diffColumns.first, importance: 5, periods: 6, most: 7, old: 8 } as const;

/** The sheet, and the range with all its differences. */
export function diffMovementsSheet(diff: RunDiff): {
  sheet: GridSheet;
  differences?: CellRange & { readonly rows: number };
} {
  const axis = yearAxis(diff);
  const yearWidths = Array<number>(axis.labels.length * triple).fill(12);
  const sheet = sheetBuilder(movementsSheet, 'presentation', [...diffWidths(0), ...widths, ...yearWidths], {
    rows: 2,
    columns: 1,
  });
  addTitle(sheet, 'Rows that moved, most important first', place.importance);
  const years = axis.labels.flatMap((label) => [`${label} old`, `${label} new`, `${label} difference`]);
  const head = sheet.add(listCells(0, [...headings, ...years].map(textContent), 'header'));
  const labels = distinctLabels(diff.movements);
  diff.movements.forEach((movement, at) => {
    sheet.add(rowOf(movement, labels[at]!, sheet.next(), axis));
  });
  if (diff.movements.length === 0) sheet.add(textCell(0, 'No row moved.', 'note'));
  const rows = sheet.next() - head;
  const columns = headings.length + years.length;
  const filter = { row: head, column: 0, rows, columns };
  const differences = {
    sheet: movementsSheet,
    row: head + 1,
    column: place.old,
    count: columns - place.old,
    rows: rows - 1,
  };
  // The years are for the screen only; the columns before them fit on one landscape page.
  const print = { areas: [{ row: 0, column: 0, rows: sheet.next(), columns: headings.length }], repeated: 1 };
  return {
    sheet: { ...sheet.finish(), filter, wraps: true, print },
    ...(diff.movements.length === 0 ? {} : { differences }),
  };
}

function rowOf(movement: Movement, label: string, row: number, axis: DiffAxis): RowSegment[] {
  const { unit, name, was, oldSeries, newSeries, most } = movement;
  const isNumeric = hasDifference(unit);
  const numeric = (values: readonly SideValue[]) =>
    values.map((one) => (isNumeric && typeof one === 'string' ? null : one));
  const isOverTime = oldSeries.time === 'series' && newSeries.time === 'series';
  const values = isOverTime ? axis.valuesOf(movement) : { old: [], new: [] };
  const [old, now] = [numeric([most.old, ...values.old]), numeric([most.new, ...values.new])];
  const formats = {
    value: isNumeric ? valueFormat(unit, [...old, ...now]) : undefined,
    difference: isNumeric ? differenceFormat(unit, differencesOf(old, now)) : undefined,
  };
  return [
    ...diffRowHeader({
      label,
      unit: unit === '' ? 'text' : unit,
      id: was === null ? name : `${name} (was ${was})`,
      kind: 'stored',
    }),
    ...textCell(place.place, movement.place, 'label'),
    ...storedCell(place.importance, movement.importance, '0.0000', `${name} importance`),
    ...storedCell(place.periods, movement.periodsMoved, '0', `${name} periods`),
    ...textCell(place.most, most.period === '' ? 'all time' : most.period, 'label'),
    ...old.flatMap((before, at) => tripleOf(before, now[at]!, place.old + at * triple, row, name, formats)),
  ];
}

function tripleOf(
  old: SideValue,
  now: SideValue,
  column: number,
  row: number,
  name: string,
  formats: { readonly value: string | undefined; readonly difference: string | undefined },
): RowSegment[] {
  const cell = (at: number): FormulaPart => ({ row, column: { absolute: at } });
  const hasDifference = formats.difference !== undefined && typeof old === 'number' && typeof now === 'number';
  return [
    ...storedCell(column, old, formats.value, name),
    ...storedCell(column + 1, now, formats.value, name),
    ...(hasDifference
      ? formulaCells(column + 2, 1, differenceFormula(cell(column), cell(column + 1), true), 'calculation', {
          format: formats.difference!,
        })
      : []),
  ];
}
