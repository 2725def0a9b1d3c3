/**
 * A workbook against its baseline. Enters the baseline and the workbook as read from its file; leaves every difference with its cell.
 * Guarantee: rows and columns are aligned first, so that what was only moved is not called changed; how a program spells a formula
 * (spaces, capitals, quotes around sheet names) makes no difference.
 */
import { columnName, readablePrefix } from '../grid/address.ts';
import type { FileSheet, FileValue, WorkbookFile } from '../xlsx/workbookFile.ts';
import { type Alignment, align } from './alignment.ts';
import { type Baseline, type BaselineCell, type BaselineSheet, baselineOf } from './baseline.ts';
import { extraFindings } from './compareExtras.ts';
import type { Finding, FindingKind } from './findings.ts';
import { cellPlace, type Pair, type Place, sameFormula } from './sameFormula.ts';

/** Columns that tell what a row is, on every sheet with line items. */
const idColumn = 2;
const kindColumn = 3;
const leadColumns = 5;

/** Every difference between what was written and what the file holds now. */
export function compareWithBaseline(baseline: Baseline, file: WorkbookFile): Finding[] {
  const now = baselineOf(file);
  const pairs = baseline.sheets.flatMap((before) => {
    const found = now.sheets.find(({ name }) => name === before.name);
    return found === undefined ? [] : [pairOf(before, found)];
  });
  const bySheet = new Map(pairs.map((pair) => [pair.before.name, pair] as const));
  return [
    ...sheetFindings(baseline, now),
    ...file.sheets.flatMap(hiddenFindings),
    ...nameFindings(baseline, now, bySheet),
    ...pairs.flatMap((pair) => [...lineFindings(pair), ...cellFindings(pair, bySheet), ...extraFindings(pair, bySheet)]),
  ];
}

function sheetFindings(before: Baseline, now: Baseline): Finding[] {
  const missing = (left: Baseline, right: Baseline, kind: FindingKind): Finding[] =>
    left.sheets.filter(({ name }) => right.sheets.every((other) => other.name !== name)).map(({ name }) => ({ kind, place: name }));
  return [...missing(before, now, 'sheet-removed'), ...missing(now, before, 'sheet-added')];
}

/** Nothing that burnsheet writes is hidden. */
export function hiddenFindings({ name, state, rows, columns }: FileSheet): Finding[] {
  return [
    ...(state === 'visible' ? [] : [{ kind: 'sheet-hidden', place: name } as const]),
    ...rows
      .filter(({ hidden }) => hidden)
      .map(({ row }): Finding => ({ kind: 'row-hidden', place: `${readablePrefix(name)}${row + 1}:${row + 1}` })),
    ...columns
      .filter(({ hidden }) => hidden)
      .map(({ from, to }): Finding => ({ kind: 'column-hidden', place: `${readablePrefix(name)}${columnName(from)}:${columnName(to)}` })),
  ];
}

function nameFindings(before: Baseline, now: Baseline, pairs: ReadonlyMap<string, Pair>): Finding[] {
  const formulas = new Map(now.names.map(({ name, formula }) => [name, formula] as const));
  const changed = before.names.flatMap(({ name, formula }): Finding[] => {
    const found = formulas.get(name);
    formulas.delete(name);
    const isSame = found !== undefined && sameFormula(formula, found, '', pairs);
    return isSame ? [] : [{ kind: 'name-changed', place: name, old: formula, now: found ?? null }];
  });
  return [...changed, ...[...formulas].map(([name, formula]): Finding => ({ kind: 'name-changed', place: name, old: null, now: formula }))];
}

function pairOf(before: BaselineSheet, now: BaselineSheet): Pair {
  return { before, now, rows: align(rowSignatures(now), rowSignatures(before)), columns: alignColumns(before, now) };
}

/** What a row is by its texts in front, so that a changed number leaves it the same row. */
function rowSignatures({ rows }: BaselineSheet): string[] {
  // Below the last cell that holds something, programs leave as many rows as they like: LibreOffice a million after a deleted row.
  const filled = rows.filter(({ cells }) => cells.length > 0);
  const signatures = Array<string>((filled.at(-1)?.row ?? -1) + 1).fill('');
  for (const { row, cells } of filled) {
    const lead = cells.filter(({ column, value }) => column < leadColumns && typeof value === 'string');
    signatures[row] = lead.map(({ column, value }) => `${column}:${value as string}`).join('\n');
  }
  return signatures;
}

/** Columns are known by their headings: the first row with most texts among the first ten. */
function headings({ rows }: BaselineSheet): readonly BaselineCell[] {
  const texts = rows.filter(({ row }) => row < 10).map(({ cells }) => cells.filter(({ value }) => typeof value === 'string'));
  return texts.reduce<readonly BaselineCell[]>((most, cells) => (cells.length > most.length ? cells : most), []);
}

function alignColumns(before: BaselineSheet, now: BaselineSheet): Alignment {
  const signatures = (sheet: BaselineSheet): string[] => {
    const width = sheet.rows.reduce((most, { cells }) => Math.max(most, (cells.at(-1)?.column ?? -1) + 1), 0);
    const found = Array<string>(width).fill('');
    for (const { column, value } of headings(sheet)) found[column] = String(value);
    return found;
  };
  return align(signatures(now), signatures(before));
}

function lineFindings({ before, now, rows, columns }: Pair): Finding[] {
  const prefix = readablePrefix(now.name);
  const filledRows = (sheet: BaselineSheet) => new Set(sheet.rows.filter(({ cells }) => cells.length > 0).map(({ row }) => row));
  const [filledBefore, filledNow] = [filledRows(before), filledRows(now)];
  const lines = (
    alignment: readonly (number | undefined)[],
    kind: FindingKind,
    name: (at: number) => string,
    counts: (at: number) => boolean,
  ) => alignment.flatMap((other, at): Finding[] => (other === undefined && counts(at) ? [{ kind, place: `${prefix}${name(at)}` }] : []));
  const row = (at: number) => `${at + 1}:${at + 1}`;
  const column = (at: number) => `${columnName(at)}:${columnName(at)}`;
  // An empty line at the end is no line.
  const inside = (height: number) => (at: number) => at < height;
  return [
    ...lines(rows.there, 'row-inserted', row, (at) => filledNow.has(at) || at < rows.here.length),
    ...lines(rows.here, 'row-removed', row, (at) => filledBefore.has(at)),
    ...lines(columns.there, 'column-inserted', column, inside(columns.there.length)),
    ...lines(columns.here, 'column-removed', column, inside(columns.here.length)),
  ];
}

function cellFindings(pair: Pair, pairs: ReadonlyMap<string, Pair>): Finding[] {
  const nowRows = new Map(pair.now.rows.map((row) => [row.row, row] as const));
  const findings: Finding[] = [];
  for (const { row, cells } of pair.before.rows) {
    const at = pair.rows.here[row];
    if (at === undefined) continue;
    const nowCells = new Map((nowRows.get(at)?.cells ?? []).map((cell) => [cell.column, cell] as const));
    const facts = rowFacts(cells);
    for (const cell of cells) {
      const column = pair.columns.here[cell.column];
      if (column === undefined) continue;
      const found = nowCells.get(column);
      nowCells.delete(column);
      findings.push(...compareCell(cell, found, { sheet: pair.now.name, row: at, column }, facts, pairs));
    }
    findings.push(...addedCells(nowCells.values(), pair, at, facts));
  }
  return findings;
}

/** Cells that were empty; those of an inserted column are told by the column. */
function addedCells(cells: Iterable<BaselineCell>, { now, columns }: Pair, row: number, { item }: RowFacts): Finding[] {
  return [...cells]
    .filter(({ column }) => column >= columns.there.length || columns.there[column] !== undefined)
    .map(
      (cell): Finding => ({
        kind: 'cell-added',
        place: cellPlace({ sheet: now.name, row, column: cell.column }),
        item,
        old: null,
        now: shown(cell),
      }),
    );
}

interface RowFacts {
  readonly item?: string;
  readonly kind?: string;
}

function rowFacts(cells: readonly BaselineCell[]): RowFacts {
  const textAt = (column: number) => {
    const value = cells.find((cell) => cell.column === column)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  return { item: textAt(idColumn), kind: textAt(kindColumn) };
}

function shown({ formula, value }: BaselineCell): FileValue {
  return formula === undefined ? value : `=${formula}`;
}

function compareCell(
  before: BaselineCell,
  now: BaselineCell | undefined,
  place: Place,
  facts: RowFacts,
  pairs: ReadonlyMap<string, Pair>,
): Finding[] {
  const shared = { place: cellPlace(place), item: facts.item };
  const kind = contentChange(before, now, place, facts, pairs);
  if (kind !== undefined) return [{ ...shared, kind, old: shown(before), now: now === undefined ? null : shown(now) }];
  if (now === undefined || sameFormat(before.format, now.format)) return [];
  return [{ ...shared, kind: 'format-changed', old: before.format, now: now.format }];
}

function contentChange(
  before: BaselineCell,
  now: BaselineCell | undefined,
  { sheet }: Place,
  { kind }: RowFacts,
  pairs: ReadonlyMap<string, Pair>,
): FindingKind | undefined {
  if (before.formula !== undefined) {
    if (now?.formula === undefined) return 'formula-overwritten';
    return sameFormula(before.formula, now.formula, sheet, pairs) ? undefined : 'formula-changed';
  }
  if (now !== undefined && now.formula === undefined && sameConstant(before.value, now.value)) return undefined;
  if (isInput(kind, before.column)) return 'input-changed';
  return typeof before.value === 'string' ? 'text-changed' : 'constant-changed';
}

/** The lead of a row is text; what stands behind it on a row of inputs is an input. */
function isInput(kind: string | undefined, column: number): boolean {
  return (kind === 'input' || kind === 'actual') && column > leadColumns;
}

function sameConstant(before: FileValue, now: FileValue): boolean {
  if (typeof before === 'number' && typeof now === 'number') return Math.abs(before - now) <= 1e-14 * Math.abs(before);
  if (typeof before === 'object' && before !== null) return typeof now === 'object' && now !== null && before.error === now.error;
  return before === now;
}

/** Programs drop the quotes of a single letter, or put a backslash in their place, and write colours in capitals and elsewhere. */
function sameFormat(before: string, now: string): boolean {
  return before === now || plainFormat(before) === plainFormat(now);
}

function plainFormat(format: string): string {
  const sorted = (conditions: string) =>
    (conditions.match(/\[[^\]]*\]/g) ?? [])
      .map((one) => one.toLowerCase())
      .sort()
      .join('');
  return format
    .replace(/"([^"]*)"/g, '$1')
    .replaceAll('\\', '')
    .replace(/(?:\[[^\]]*\])+/g, sorted);
}
