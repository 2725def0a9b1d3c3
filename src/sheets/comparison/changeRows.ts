/**
 * A table of changes, one per row. Takes the changes of a comparison; returns rows that can be filtered. Guarantee:
 * values from a model file are shown as text; a difference is a live formula if both sides are single numbers.
 */
import type { Change, ChangeOrigin } from '../../diff/diff.ts';
import type { Content, FormulaPart, RowSegment } from '../../grid/grid.ts';
import {
  formulaCells,
  listCells,
  type SheetBuilder,
  textCell,
  textContent,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { differenceFormat, hasDifference, valueFormat } from './diffFormats.ts';

/** Columns with the same meaning in every table of changes. */
export const changeColumns = {
  label: 0,
  unit: 1,
  id: 2,
  kind: 3,
  action: 4,
  source: 5,
  oldWords: 6,
  newWords: 7,
  difference: 8,
  reason: 9,
  old: 10,
  new: 11,
  place: 12,
  status: 13,
  known: 14,
  more: 15,
} as const;

/** Column widths: the columns from the change to its reason fit on one landscape page in 8-point type. */
export const changeWidths = [30, 8, 15, 9, 9, 16, 27, 27, 11, 29, 12, 12, 18, 12, 12];
/** The number of columns on that page, and the number of leading columns repeated on the other pages. */
export const [printedColumns, namingColumns] = [changeColumns.old, changeColumns.id] as const;
const headings = [
  'Change',
  'Unit',
  'Id',
  'Kind',
  'Action',
  'Source',
  'Old, as written',
  'New, as written',
  'Difference',
  'Reason',
  'Old',
  'New',
  'Location',
  'Status',
  'Known since',
];

export function addChangeHeadings(sheet: SheetBuilder, more: readonly string[] = []): number {
  return sheet.add(listCells(0, [...headings, ...more].map(textContent), 'header'));
}

/** Makes labels unique: equal labels get their names in parentheses. */
export function distinctLabels(rows: readonly { readonly label: string; readonly name: string }[]): string[] {
  const names = new Map<string, Set<string>>();
  for (const { label, name } of rows) {
    const key = label.trim().toLowerCase();
    names.set(key, (names.get(key) ?? new Set()).add(name));
  }
  return rows.map(({ label, name }) =>
    names.get(label.trim().toLowerCase())!.size > 1 ? `${label} (${name})` : label,
  );
}

/** Text of a row besides the change itself. */
export interface ChangeRow {
  readonly label: string;
  readonly source?: Content | undefined;
  readonly display?: ReadonlyMap<string, string>;
}

/** The cells of one change. */
export function changeRuns(change: Change, row: number, { label, source, display }: ChangeRow): RowSegment[] {
  const { unit, id, was, kind, action, place, old, new: now } = change;
  const origin = change.newOrigin ?? change.oldOrigin;
  const at = changeColumns;
  return [
    ...textCell(at.label, label),
    ...textCell(at.unit, unit === '' ? 'text' : unit, 'unit'),
    ...textCell(at.id, was === null ? id : `${id} (was ${was})`, 'id'),
    ...textCell(at.kind, kind, 'label'),
    ...textCell(at.action, action, 'label'),
    ...sourceRun(source ?? sourceText(origin)),
    ...textCell(at.oldWords, old ?? undefined),
    ...textCell(at.newWords, now ?? undefined),
    ...numberRuns(change, row, display),
    ...textCell(at.reason, reasonOf(change)),
    ...textCell(at.place, place),
    ...textCell(at.status, origin?.status ?? undefined, 'note'),
    ...textCell(at.known, origin?.known ?? undefined, 'note'),
  ];
}

function sourceRun(content: Content | undefined): RowSegment[] {
  return content === undefined ? [] : [{ column: changeColumns.source, count: 1, content, style: 'source' }];
}

/** The title of a source, with a link if it has an address. */
export function sourceText(origin: ChangeOrigin | null): Content | undefined {
  const title = origin?.sourceTitle ?? origin?.source ?? undefined;
  if (title === undefined) return undefined;
  return typeof origin?.url === 'string' ? { kind: 'url', text: title, url: origin.url } : textContent(title);
}

/** The reason for the new value; for a removal, the reason for the old one. */
function reasonOf({ action, newOrigin, oldOrigin }: Change): string | undefined {
  return newOrigin?.reason ?? (action === 'removed' ? oldOrigin?.reason : undefined) ?? undefined;
}

function numberRuns(
  { unit, values, difference }: Change,
  row: number,
  display?: ReadonlyMap<string, string>,
): RowSegment[] {
  if (!hasDifference(unit) || difference === null) return [];
  const at = changeColumns;
  const cell = (column: number): FormulaPart => ({ row, column: { absolute: column } });
  const shown = { format: differenceFormat(unit, [difference], display) };
  if (values === undefined) return valueCell(at.difference, difference, 'stored', shown);
  const both = { format: valueFormat(unit, [values.old, values.new], display) };
  return [
    ...valueCell(at.old, values.old, 'stored', both),
    ...valueCell(at.new, values.new, 'stored', both),
    ...formulaCells(at.difference, 1, [cell(at.new), '-', cell(at.old)], 'calculation', shown),
  ];
}
