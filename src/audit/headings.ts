/**
 * Where the headings of a sheet stand and what they head. Takes a sheet; returns the columns of its line items and its
 * time axis. Guarantee: a sheet without such headings has none; nothing is guessed from numbers but years in a row.
 */
import type { FileCell, FileRow, FileSheet } from '../xlsx/read/workbookFile.ts';

/** Columns of a sheet with line items. */
export interface Headings {
  readonly row: number;
  readonly label: number;
  readonly unit: number;
  readonly kind: number;
  readonly id?: number;
  readonly words?: number;
  readonly source?: number;
  readonly constant?: number;
  readonly status?: number;
}

/** The periods of a sheet. */
export interface TimeAxis {
  readonly row: number;
  /** In ascending order, with the label of each. */
  readonly columns: readonly number[];
  readonly labels: readonly string[];
  readonly openings: readonly number[];
  readonly isPeriod: (column: number) => boolean;
}

/** The rows in which headings can stand where no rows are frozen. */
const headRows = 10;

function headOf({ rows, frozen }: FileSheet): FileRow[] {
  const most = Math.max(frozen.rows, headRows);
  const head: FileRow[] = [];
  for (const row of rows) {
    if (row.row >= most) break;
    head.push(row);
  }
  return head;
}

const headingWords = {
  label: /^(?:line item|input|figure|item|label)$/i,
  unit: /^units?$/i,
  id: /^id$/i,
  kind: /^kind$/i,
  words: /^(?:formula or value as written|formula|as written)$/i,
  source: /^source$/i,
  constant: /^(?:constant|live|model)$/i,
  status: /^status$/i,
} as const;

/** The row with the headings Unit and Kind. */
export function findHeadings(sheet: FileSheet): Headings | undefined {
  for (const { row, cells } of headOf(sheet)) {
    const find = (pattern: RegExp) =>
      cells.find(({ value }) => typeof value === 'string' && pattern.test(value))?.column;
    const [unit, kind] = [find(headingWords.unit), find(headingWords.kind)];
    if (unit === undefined || kind === undefined) continue;
    const others = (['id', 'words', 'source', 'constant', 'status'] as const).map(
      (name) => [name, find(headingWords[name])] as const,
    );
    return {
      row,
      label: find(headingWords.label) ?? 0,
      unit,
      kind,
      ...Object.fromEntries(others.filter(([, at]) => at !== undefined)),
    };
  }
  return undefined;
}

const periodText = /^(?:FY ?)?\d{4}(?:-(?:Q[1-4]|0[1-9]|1[0-2]))?$/;
const isYear = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1900 && value <= 2200;

/** Years as numbers are an axis only where each is one more than the one before. */
function yearCells(cells: readonly FileCell[]): FileCell[] {
  const years = cells.filter(({ value }) => isYear(value));
  return years.every(({ value }, at) => at === 0 || value === (years[at - 1]!.value as number) + 1) ? years : [];
}

function periodCells(cells: readonly FileCell[]): FileCell[] {
  const texts = cells.filter(({ value }) => typeof value === 'string' && periodText.test(value));
  return texts.length > 0 ? texts : yearCells(cells);
}

/** The first row of the head with two periods or more; on a sheet with line items, its headings alone. */
export function findTimeAxis(sheet: FileSheet, headings: Headings | undefined): TimeAxis | undefined {
  const candidates = headings === undefined ? headOf(sheet) : sheet.rows.filter(({ row }) => row === headings.row);
  for (const { row, cells } of candidates) {
    const periods = periodCells(cells);
    if (periods.length >= (headings === undefined ? 2 : 1)) return makeAxis(row, cells, periods);
  }
  return undefined;
}

function makeAxis(row: number, cells: readonly FileCell[], periods: readonly FileCell[]): TimeAxis {
  const columns = periods.map(({ column }) => column);
  const known = new Set(columns);
  return {
    row,
    columns,
    labels: periods.map(({ value }) => String(value)),
    openings: cells.filter(({ value }) => value === 'Opening').map(({ column }) => column),
    isPeriod: (column) => known.has(column),
  };
}
