/**
 * Matches the cells of a changed workbook with those that were written. Takes the baseline and the workbook as it is;
 * leaves every sheet with its counterpart and how their rows and columns correspond. Guarantee: columns are known by
 * their headings and rows by the texts in front of them, so that inserted, removed and sorted lines keep the others in
 * place; rows of which only some columns were sorted are marked.
 */
import { provenanceHeading } from '../sheets/model/inputSheets.ts';
import type { Baseline, BaselineCell, BaselineRow, BaselineSheet } from './baseline.ts';
import { type Alignment, alignSequences } from './lineAlignment.ts';
import { isSameName, matchSheets } from './sheetMatching.ts';

/** A sheet on both sides. */
export interface Pair {
  readonly before: BaselineSheet;
  readonly now: BaselineSheet;
  readonly rows: Alignment;
  readonly columns: Alignment;
  /** Rows here of which some columns were sorted and others were not: nothing says which value is whose. */
  readonly mixed?: { readonly from: number; readonly to: number };
}

/** All sheets that are on both sides. */
export interface Pairs {
  readonly all: readonly Pair[];
  /** By the name under which a sheet was written. */
  readonly written: (name: string) => Pair | undefined;
  /** By the name that a sheet has now. */
  readonly now: (name: string) => Pair | undefined;
  /** Whether no sheet was renamed and no line moved: formulas can be compared as texts. */
  readonly isSame: boolean;
}

/** Columns that tell what a row is, on every sheet with line items. */
export const idColumn = 2;
export const leadColumns = 5;

/** Matches two workbooks. */
export function pairSheets(before: Baseline, now: Baseline): Pairs {
  const all = matchSheets(before, now).map(([one, other]) => pairOf(one, other));
  const byName = (side: 'before' | 'now') => new Map(all.map((pair) => [pair[side].name.toLowerCase(), pair] as const));
  const [written, current] = [byName('before'), byName('now')];
  return {
    all,
    written: (name) => written.get(name.toLowerCase()),
    now: (name) => current.get(name.toLowerCase()),
    isSame: all.every((pair) => isSameName(pair.before.name, pair.now.name) && pair.rows.isSame && pair.columns.isSame),
  };
}

function pairOf(before: BaselineSheet, now: BaselineSheet): Pair {
  const columns = alignColumns(before, now);
  const rows = alignSequences(rowLines(now, columns.there), rowLines(before));
  const pair = { before, now, rows, columns };
  return rows.moved !== undefined && isMixed(pair) ? { ...pair, mixed: rows.moved } : pair;
}

/**
 * What a row is by the texts in front of it, so that a changed number leaves it the same row; `written` gives the
 * column as it was written.
 */
function rowLines({ rows }: BaselineSheet, written?: readonly (number | undefined)[]) {
  // Below the last cell that holds something, programs leave as many rows as they like: LibreOffice a million after a
  // deleted row.
  const filled = rows.filter(({ cells }) => cells.length > 0);
  const count = (filled.at(-1)?.row ?? -1) + 1;
  const [signatures, keys] = [Array<string>(count).fill(''), Array<string>(count).fill('')];
  for (const { row, cells } of filled) {
    const lead = leadOf(cells, written);
    signatures[row] = lead.map(([column, text]) => `${column}:${text}`).join('\n');
    keys[row] = (lead.find(([column]) => column === idColumn) ?? lead[0])?.join(':') ?? '';
  }
  return { signatures, keys };
}

function leadOf(
  cells: readonly BaselineCell[],
  written: readonly (number | undefined)[] | undefined,
): [number, string][] {
  return cells.flatMap(({ column, value }): [number, string][] => {
    const at = written === undefined || column >= written.length ? column : written[column];
    return at !== undefined && at < leadColumns && typeof value === 'string' ? [[at, value]] : [];
  });
}

/** Columns are known by their headings: the first row with most texts among the first ten. */
function headings({ rows }: BaselineSheet): readonly BaselineCell[] {
  const texts = rows
    .filter(({ row }) => row < 10)
    .map(({ cells }) => cells.filter(({ value }) => typeof value === 'string'));
  return texts.reduce<readonly BaselineCell[]>((most, cells) => (cells.length > most.length ? cells : most), []);
}

function alignColumns(before: BaselineSheet, now: BaselineSheet): Alignment {
  const lines = (sheet: BaselineSheet) => {
    const width = sheet.rows.reduce((most, { cells }) => Math.max(most, (cells.at(-1)?.column ?? -1) + 1), 0);
    const signatures = Array<string>(width).fill('');
    for (const { column, value } of headings(sheet)) signatures[column] = String(value);
    return { signatures };
  };
  return alignSequences(lines(now), lines(before));
}

/** The heading that a column had when it was written. */
export function headingAt(sheet: BaselineSheet, column: number): string | undefined {
  const value = headings(sheet).find((cell) => cell.column === column)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The first of the columns that say where values come from; beyond all columns on a sheet that has none. */
export function evidenceFrom(sheet: BaselineSheet): number {
  return headings(sheet).findLast(({ value }) => value === provenanceHeading)?.column ?? Number.POSITIVE_INFINITY;
}

/**
 * Whether only some columns of the rows that moved were sorted: in one of the others, more cells hold what was written
 * in their place than what was written in the row whose label they stand beside now.
 */
function isMixed({ before, now, rows, columns }: Pick<Pair, 'before' | 'now' | 'rows' | 'columns'>): boolean {
  const moved = now.rows.filter(
    ({ row }) => row >= rows.moved!.from && row <= rows.moved!.to && rows.there[row] !== undefined,
  );
  const inPlace = moved.map(({ row }) => rows.there[row]!).sort((a, b) => a - b);
  const written = new Map(before.rows.map((row) => [row.row, row] as const));
  const votes = new Map<number, number>();
  for (const [at, row] of moved.entries()) {
    const [stayed, came] = [constantsOf(written.get(inPlace[at]!)), constantsOf(written.get(rows.there[row.row]!))];
    for (const [column, value] of constantsOf(row)) {
      const was = column < columns.there.length ? columns.there[column] : column;
      if (was === undefined || was < leadColumns) continue;
      const vote = Number(stayed.get(was) === value) - Number(came.get(was) === value);
      votes.set(column, (votes.get(column) ?? 0) + vote);
    }
  }
  return [...votes.values()].some((vote) => vote > 0);
}

function constantsOf(row: BaselineRow | undefined): ReadonlyMap<number, unknown> {
  return new Map(
    (row?.cells ?? []).flatMap(({ column, value }) =>
      value === null || typeof value === 'object' ? [] : [[column, value]],
    ),
  );
}
