/**
 * What a reader does not see of a workbook although it is there, or sees otherwise than it is. Takes a workbook as read
 * from its file; returns findings with their places. Guarantee: it needs no record of what was written, so any workbook
 * can be judged; linear in the cells.
 */
import { columnName, readablePrefix } from '../grid/address.ts';
import type {
  FileCell,
  FileColumns,
  FileCondition,
  FileDefaults,
  FileRange,
  FileRow,
  FileSheet,
  WorkbookFile,
} from '../xlsx/read/workbookFile.ts';
import { describeLook, isInvisible, lookOf } from './colours.ts';
import type { Finding } from './findings.ts';
import { hidesNumber } from './numberFormat.ts';
import { cellPlace } from './sameFormula.ts';

/** Points of a row and characters of a column below which nothing in them can be read. */
const heightLeast = 6;
const widthLeast = 0.5;

/** `'P & L'!B2:C9`. */
export function rangePlace(sheet: string, { fromRow, fromColumn, toRow, toColumn }: FileRange): string {
  const first = cellPlace({ sheet, row: fromRow, column: fromColumn });
  return fromRow === toRow && fromColumn === toColumn ? first : `${first}:${columnName(toColumn)}${toRow + 1}`;
}

const isFilled = ({ value, formula }: FileCell): boolean => formula !== undefined || (value !== null && value !== '');

/** Whether a row is hidden, or too low for what it holds to be read. */
export function isInvisibleRow({ hidden, height, cells }: FileRow): boolean {
  if (hidden || height === 0) return true;
  return height !== undefined && height < heightLeast && cells.some(isFilled);
}

/** Whether columns are hidden, or have no width. */
export function isInvisibleColumn({ hidden, width }: FileColumns): boolean {
  return hidden || (width !== undefined && width < widthLeast);
}

const isNarrow = ({ columnWidth }: FileDefaults): boolean => columnWidth !== undefined && columnWidth < widthLeast;

/** Whether rows or columns are hidden unless the file lists them. */
export function hidesByDefault(defaults: FileDefaults): boolean {
  return defaults.rowsHidden || isNarrow(defaults);
}

/** Sheets, rows and columns that are hidden or have no size. */
export function hiddenFindings({ name, state, rows, columns, defaults }: FileSheet): Finding[] {
  const prefix = readablePrefix(name);
  return [
    ...(state === 'visible' ? [] : [{ kind: 'sheet-hidden', place: name } as const]),
    ...(defaults.rowsHidden
      ? [{ kind: 'row-hidden', place: `${prefix}all rows that are not listed in the file` } as const]
      : []),
    ...(isNarrow(defaults)
      ? [{ kind: 'column-hidden', place: `${prefix}all columns that are not listed in the file` } as const]
      : []),
    ...rows
      .filter(isInvisibleRow)
      .map(({ row }): Finding => ({ kind: 'row-hidden', place: `${prefix}${row + 1}:${row + 1}` })),
    ...columns
      .filter(isInvisibleColumn)
      .map(
        ({ from, to }): Finding => ({ kind: 'column-hidden', place: `${prefix}${columnName(from)}:${columnName(to)}` }),
      ),
  ];
}

/**
 * What a view leaves out, and what lies over or takes the place of the contents of cells; `isWritten` leaves formats to
 * their own comparison.
 */
export function invisibleFindings(file: WorkbookFile, isWritten = false): Finding[] {
  const filled = file.sheets.map((sheet) => ({ sheet, filledIn: filledCells(sheet) }));
  return [
    ...windowFindings(file),
    ...filled.flatMap(({ sheet, filledIn }) => [
      ...viewFindings(sheet),
      ...invisibleTexts(sheet, file),
      ...(isWritten ? [] : replacedNumbers(sheet, file)),
      ...(isWritten ? [] : mergedFindings(sheet, filledIn)),
      ...coveredFindings(sheet, filledIn),
      ...(isWritten ? [] : conditionFindings(sheet, file)),
    ]),
  ];
}

function windowFindings({ window }: WorkbookFile): Finding[] {
  const setting = (now: string): Finding => ({ kind: 'setting-changed', place: 'workbook', now });
  return [
    ...(window.isHidden ? [setting('the window is hidden or minimised')] : []),
    ...(window.hidesTabs ? [setting('sheet tabs are hidden')] : []),
  ];
}

/** Below this many percent no number can be read. */
const zoomLeast = 30;

function viewFindings({ name, view }: FileSheet): Finding[] {
  const setting = (now: string): Finding => ({ kind: 'setting-changed', place: name, now });
  return [
    ...(view.hidesZeros ? [setting('zeros are not displayed')] : []),
    ...(view.showsFormulas ? [setting('formulas are displayed instead of results')] : []),
    ...(view.zoom < zoomLeast ? [setting(`the zoom is ${view.zoom}%`)] : []),
  ];
}

function invisibleTexts({ name, rows }: FileSheet, { styles }: WorkbookFile): Finding[] {
  const invisible = styles.map((style) => isInvisible(lookOf(style)));
  if (!invisible.includes(true)) return [];
  return cellsOf(rows)
    .filter((cell) => isFilled(cell) && invisible[cell.styleIndex] === true)
    .map(({ row, column, styleIndex }) => ({
      kind: 'text-invisible',
      place: cellPlace({ sheet: name, row, column }),
      now: describeLook(lookOf(styles[styleIndex]!)),
    }));
}

const cellsOf = (rows: readonly FileRow[]): readonly FileCell[] => rows.flatMap(({ cells }) => cells);

function replacedNumbers({ name, rows }: FileSheet, { styles }: WorkbookFile): Finding[] {
  return cellsOf(rows).flatMap(({ row, column, value, styleIndex }): Finding[] => {
    const format = styles[styleIndex]?.format ?? 'General';
    if (typeof value !== 'number' || format === 'General' || !hidesNumber(format, value)) return [];
    return [{ kind: 'number-replaced', place: cellPlace({ sheet: name, row, column }), old: value, now: format }];
  });
}

/** Finds a cell with contents in a range; undefined also when too many rows were looked at. */
type FilledIn = (range: FileRange) => FileCell | undefined;
const rowsLookedAtMost = 5_000_000;

function filledCells({ rows }: FileSheet): FilledIn {
  const byRow = new Map(rows.map((row) => [row.row, row.cells.filter(isFilled)] as const));
  const last = rows.at(-1)?.row ?? -1;
  let left = rowsLookedAtMost;
  return ({ fromRow, fromColumn, toRow, toColumn }) => {
    for (let at = fromRow; at <= Math.min(toRow, last) && left > 0; at += 1) {
      left -= 1;
      const found = byRow.get(at)?.find(({ column }) => column >= fromColumn && column <= toColumn);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Of merged cells the first alone is shown. */
function mergedFindings({ name, merged }: FileSheet, filledIn: FilledIn): Finding[] {
  return merged.flatMap((range): Finding[] => {
    const { fromRow, fromColumn, toRow, toColumn } = range;
    const behind =
      filledIn({ fromRow, fromColumn: fromColumn + 1, toRow: fromRow, toColumn }) ??
      filledIn({ fromRow: fromRow + 1, fromColumn, toRow, toColumn });
    if (behind === undefined) return [];
    return [
      {
        kind: 'cells-merged',
        place: rangePlace(name, range),
        now: `${cellPlace({ sheet: name, ...behind })} is not displayed`,
      },
    ];
  });
}

function coveredFindings({ name, drawings }: FileSheet, filledIn: FilledIn): Finding[] {
  return drawings.flatMap(({ kind, range }): Finding[] =>
    filledIn(range) === undefined ? [] : [{ kind: 'cells-covered', place: rangePlace(name, range), now: `a ${kind}` }],
  );
}

/** Conditional formats that show nothing of a number, something else, or a text in the colour of its background. */
function conditionFindings({ name, conditions }: FileSheet, file: WorkbookFile): Finding[] {
  return conditions.flatMap((condition): Finding[] => {
    const now = whatItHides(condition, file);
    return now === undefined ? [] : [{ kind: 'condition-added', place: conditionPlace(name, condition), now }];
  });
}

export function conditionPlace(sheet: string, { ranges }: FileCondition): string {
  return ranges.length === 0 ? sheet : rangePlace(sheet, ranges[0]!);
}

function whatItHides({ style, hidesValue }: FileCondition, { styleChanges }: WorkbookFile): string | undefined {
  if (hidesValue) return 'a bar or an icon replaces the number';
  const change = style === undefined ? undefined : styleChanges[style];
  if (change === undefined) return undefined;
  const { format, fontColour, fillColour } = change;
  if (format !== undefined && [1.5, -1.5].some((value) => hidesNumber(format, value))) return `it shows ${format}`;
  const look = lookOf({
    ...(fontColour === undefined ? {} : { fontColour }),
    ...(fillColour === undefined ? {} : { fillColour }),
  });
  return isInvisible(look) ? `it shows ${describeLook(look)}` : undefined;
}

/** What a conditional format does, in words. */
export function describeCondition(
  { type, style, formulas, hidesValue }: FileCondition,
  { styleChanges }: WorkbookFile,
): string {
  const { format, fontColour, fillColour } = (style === undefined ? undefined : styleChanges[style]) ?? {};
  const looks = [
    format === undefined ? '' : `format ${format}`,
    fontColour === undefined ? '' : `text ${fontColour}`,
    fillColour === undefined ? '' : `background ${fillColour}`,
    hidesValue ? 'without the number' : '',
  ].filter((words) => words !== '');
  return [`${type}${formulas.length === 0 ? '' : ` ${formulas.join(', ')}`}`, ...looks].join(': ');
}
