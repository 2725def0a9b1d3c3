/**
 * Rows that compare two runs. Takes the values of both sides; adds a row for each side and one with their live
 * difference. Guarantee: values are stored as computed; if a side has no value, the difference is empty and not a
 * number.
 */

import { dateFormat } from '../../grid/formats.ts';
import type { Content, FormulaPart, Origin, RowSegment, StyleRole, Template } from '../../grid/grid.ts';
import {
  formulaCells,
  listCells,
  type SheetBuilder,
  textCell,
  textContent,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { isRateUnit } from '../../values/formatFigure.ts';
import type { DiffAxis, SideValue } from './diffAxis.ts';
import { differenceFormat, differenceUnit, hasDifference, valueFormat } from './diffFormats.ts';

/** The format of gaps that should be zero. */
export const gapFormat = '0.0E+00_);(0.0E+00);"-"_)';

/** The formula of a gap that should be zero: a gap within the limit is shown as zero. */
export const gapFormula = (gap: Template, limit: Template): Template => [
  'IF(ABS(',
  ...gap,
  ')<=',
  ...limit,
  ',0,',
  ...gap,
  ')',
];

/** Columns with the same meaning on every sheet of a comparison. */
export const diffColumns = { label: 0, unit: 1, id: 2, kind: 3, first: 4 } as const;
const leadWidths = [40, 11, 26, 10];

/** Adds the two rows of headings below the title: row header columns and periods, then the last day of each period. */
export function addAxis(
  sheet: SheetBuilder,
  headings: readonly string[],
  { labels, ends }: Pick<DiffAxis, 'labels' | 'ends'>,
  column: number,
): void {
  sheet.add(listCells(0, headings.map(textContent), 'header'), listCells(column, labels.map(textContent), 'header'));
  const days = ends.map((day): Content => ({ kind: 'number', value: day }));
  sheet.add(
    textCell(diffColumns.label, 'Period end', 'subheader'),
    textCell(diffColumns.unit, 'date', 'unit'),
    textCell(diffColumns.kind, 'time', 'unit'),
    listCells(column, days, 'subheader', {
      format: dateFormat,
      origin: { kind: 'time', id: 'Period end', members: [] },
    }),
  );
}

/** Adds an empty row and a band with a section title. */
export function addSection(sheet: SheetBuilder, title: string, { labels }: Pick<DiffAxis, 'labels'>): void {
  sheet.add();
  const rest = Array.from({ length: diffColumns.kind + Math.max(1, labels.length) }, () => textContent(''));
  sheet.add(textCell(0, title, 'section'), listCells(1, rest, 'section'));
}

/** Column widths of a comparison sheet with `count` columns after the row header. */
export const diffWidths = (count: number, width = 12): number[] => [...leadWidths, ...Array<number>(count).fill(width)];

export interface DiffRowHeader {
  readonly label: string;
  readonly unit: string;
  readonly id?: string;
  readonly kind: 'stored' | 'calculation' | 'check' | 'input' | 'link' | 'time';
  readonly style?: StyleRole;
}

/** The cells to the left of the values of a row. */
export function diffRowHeader({ label, unit, id, kind, style = 'label' }: DiffRowHeader): RowSegment[] {
  return [
    ...textCell(diffColumns.label, label, style),
    ...textCell(diffColumns.unit, unit, 'unit'),
    ...textCell(diffColumns.id, id, 'id'),
    ...textCell(diffColumns.kind, kind, 'unit'),
  ];
}

/** The values of one row on both sides, by column. */
export interface ComparedRow {
  readonly label: string;
  readonly unit: string;
  readonly id: string;
  readonly old: readonly SideValue[];
  readonly new: readonly SideValue[];
}

const originOf = (id: string): Origin => ({ kind: 'item', id, members: [] });

/** A stored value; without one the cell is empty. */
export function storedCell(column: number, amount: SideValue, format: string | undefined, id: string): RowSegment[] {
  if (typeof amount === 'number' && !Number.isFinite(amount)) return [];
  return valueCell(column, amount, 'stored', { ...(format === undefined ? {} : { format }), origin: originOf(id) });
}

/** Adds the old row, the new row, their difference and, for amounts, the relative difference. */
export function addComparedRows(sheet: SheetBuilder, compared: ComparedRow, column: number = diffColumns.first): void {
  const { label, unit, id } = compared;
  const isNumeric = hasDifference(unit);
  const [old, now] = [compared.old, compared.new].map((side) =>
    side.map((one) => (isNumeric && typeof one === 'string' ? null : one)),
  );
  const format = isNumeric ? valueFormat(unit, [...old!, ...now!]) : undefined;
  const side = (words: string, values: readonly SideValue[], style: StyleRole) =>
    sheet.add(
      diffRowHeader({
        label: `${label}: ${words}`,
        unit: unit === '' ? 'text' : unit,
        id: `${id} (${words})`,
        kind: 'stored',
        style,
      }),
      values.flatMap((amount, at) => storedCell(column + at, amount, format, id)),
    );
  const [oldRow, newRow] = [side('old', old!, 'subtotalLabel'), side('new', now!, 'label')];
  if (isNumeric) addDifference(sheet, { ...compared, old: old!, new: now! }, { oldRow, newRow, column });
  sheet.add();
}

const here = (row: number): FormulaPart => ({ row, column: { relative: 0 } });

/** `new-old`; if some values are not numbers, only where both are. */
export function differenceFormula(old: FormulaPart, now: FormulaPart, isWhole: boolean): Template {
  return isWhole ? [now, '-', old] : ['IF(AND(ISNUMBER(', old, '),ISNUMBER(', now, ')),', now, '-', old, ',"")'];
}

/** The differences between old and new values, where both are numbers. */
export function differencesOf(old: readonly SideValue[], now: readonly SideValue[]): number[] {
  return now.flatMap((amount, at) => {
    const before = old[at];
    return typeof amount === 'number' && typeof before === 'number' ? [amount - before] : [];
  });
}

interface Places {
  readonly oldRow: number;
  readonly newRow: number;
  readonly column: number;
}

function addDifference(
  sheet: SheetBuilder,
  { unit, id, old, new: now }: ComparedRow,
  { oldRow, newRow, column }: Places,
): void {
  const isWhole = [...old, ...now].every((one) => typeof one === 'number');
  const row = (words: string, name: string, own: string, template: Template, format: string) =>
    sheet.add(
      diffRowHeader({ label: `  ${words}`, unit: own, id: `${id} (${name})`, kind: 'calculation' }),
      formulaCells(column, now.length, template, 'calculation', { format }),
    );
  const format = differenceFormat(unit, differencesOf(old, now));
  const difference = row(
    'difference',
    'difference',
    differenceUnit(unit),
    differenceFormula(here(oldRow), here(newRow), isWhole),
    format,
  );
  if (isRateUnit(unit) || unit === 'date' || unit === 'flag') return;
  row('relative to the old value', 'share', '%', relativeOf(here(difference), here(oldRow), isWhole), shareFormat);
}

const shareFormat = '0.0%_);(0.0%);"-"_)';

/** The relative difference; empty if the old value is zero or missing. */
function relativeOf(difference: FormulaPart, old: FormulaPart, isWhole: boolean): Template {
  const share: Template = [difference, '/ABS(', old, ')'];
  if (isWhole) return ['IF(ABS(', old, ')>0,', ...share, ',"")'];
  return ['IF(AND(ISNUMBER(', difference, '),ABS(', old, ')>0),', ...share, ',"")'];
}
