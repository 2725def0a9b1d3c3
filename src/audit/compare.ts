/**
 * A workbook against its baseline. Enters the baseline and the workbook as read from its file; leaves every difference with its cell.
 * Guarantee: sheets, rows and columns are matched first, so that what was only renamed or moved is not called changed; how a program spells a formula
 * (spaces, capitals, quotes around sheet names) makes no difference.
 */
import { columnName, readablePrefix } from '../grid/address.ts';
import type { FileSheet, FileValue, WorkbookFile } from '../xlsx/workbookFile.ts';
import { type Baseline, type BaselineCell, type BaselineSheet, baselineOf } from './baseline.ts';
import { extraFindings } from './compareExtras.ts';
import type { Finding, FindingKind } from './findings.ts';
import { evidenceFrom, idColumn, leadColumns, type Pair, type Pairs, pairSheets } from './pairs.ts';
import { cellPlace, type Place, readsOtherRows, sameFormula } from './sameFormula.ts';

const kindColumn = 3;

/** What differs, and how the sheets of both sides correspond. */
export interface Comparison {
  readonly findings: readonly Finding[];
  readonly pairs: Pairs;
}

/** Every difference between what was written and what the file holds now. */
export function compareWithBaseline(baseline: Baseline, file: WorkbookFile): Comparison {
  const now = baselineOf(file);
  const pairs = pairSheets(baseline, now);
  const findings = [
    ...sheetFindings(baseline, now, pairs),
    ...file.sheets.flatMap(hiddenFindings),
    ...nameFindings(baseline, now, pairs),
    ...pairs.all.flatMap((pair) => [...lineFindings(pair), ...cellFindings(pair, pairs), ...extraFindings(pair, pairs)]),
  ];
  return { findings, pairs };
}

function sheetFindings(before: Baseline, now: Baseline, { all }: Pairs): Finding[] {
  const missing = (sheets: readonly BaselineSheet[], side: 'before' | 'now', kind: FindingKind): Finding[] =>
    sheets.filter((sheet) => all.every((pair) => pair[side] !== sheet)).map(({ name }) => ({ kind, place: name }));
  return [
    ...all.flatMap((pair): Finding[] => {
      const [old, name] = [pair.before.name, pair.now.name];
      return old === name ? [] : [{ kind: 'sheet-renamed', place: name, old, now: name }];
    }),
    ...missing(before.sheets, 'before', 'sheet-removed'),
    ...missing(now.sheets, 'now', 'sheet-added'),
  ];
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

function nameFindings(before: Baseline, now: Baseline, pairs: Pairs): Finding[] {
  const formulas = new Map(now.names.map(({ name, formula }) => [name, formula] as const));
  const changed = before.names.flatMap(({ name, formula }): Finding[] => {
    const found = formulas.get(name);
    formulas.delete(name);
    if (found === undefined) return [{ kind: 'name-changed', place: name, old: formula, now: null }];
    if (sameFormula(formula, found, undefined, pairs)) return [];
    const kind = readsOtherRows(formula, found, 0, undefined, pairs) ? 'formula-misled' : 'name-changed';
    return [{ kind, place: name, old: formula, now: found }];
  });
  return [...changed, ...[...formulas].map(([name, formula]): Finding => ({ kind: 'name-changed', place: name, old: null, now: formula }))];
}

function lineFindings({ before, now, rows, columns, mixed }: Pair): Finding[] {
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
    ...(rows.moved === undefined
      ? []
      : [
          {
            kind: mixed === undefined ? 'rows-reordered' : 'rows-mixed',
            place: `${prefix}${rows.moved.from + 1}:${rows.moved.to + 1}`,
          } as const,
        ]),
    ...(columns.moved === undefined
      ? []
      : [{ kind: 'columns-reordered', place: `${prefix}${columnName(columns.moved.from)}:${columnName(columns.moved.to)}` } as const]),
    ...lines(rows.there, 'row-inserted', row, (at) => filledNow.has(at) || at < rows.here.length),
    ...lines(rows.here, 'row-removed', row, (at) => filledBefore.has(at)),
    ...lines(columns.there, 'column-inserted', column, inside(columns.there.length)),
    ...lines(columns.here, 'column-removed', column, inside(columns.here.length)),
  ];
}

function cellFindings(pair: Pair, pairs: Pairs): Finding[] {
  const nowRows = new Map(pair.now.rows.map((row) => [row.row, row] as const));
  const evidence = evidenceFrom(pair.before);
  const findings: Finding[] = [];
  for (const { row, cells } of pair.before.rows) {
    const at = pair.rows.here[row];
    // Where rows are mixed, a cell is compared with nothing: it would be another cell.
    if (at === undefined || (pair.mixed !== undefined && at >= pair.mixed.from && at <= pair.mixed.to)) continue;
    const nowCells = new Map((nowRows.get(at)?.cells ?? []).map((cell) => [cell.column, cell] as const));
    const facts = rowFacts(cells, evidence);
    for (const cell of cells) {
      const column = pair.columns.here[cell.column];
      if (column === undefined) continue;
      const found = nowCells.get(column);
      nowCells.delete(column);
      findings.push(...compareCell(cell, found, { pair, pairs, facts, before: row, row: at, column }));
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
  /** The first column that says where the value comes from. */
  readonly evidence: number;
}

function rowFacts(cells: readonly BaselineCell[], evidence: number): RowFacts {
  const textAt = (column: number) => {
    const value = cells.find((cell) => cell.column === column)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  return { item: textAt(idColumn), kind: textAt(kindColumn), evidence };
}

function shown({ formula, value }: BaselineCell): FileValue {
  return formula === undefined ? value : `=${formula}`;
}

/** Where a cell is compared: its row as written, and its place now. */
interface At {
  readonly pair: Pair;
  readonly pairs: Pairs;
  readonly facts: RowFacts;
  readonly before: number;
  readonly row: number;
  readonly column: number;
}

function compareCell(before: BaselineCell, now: BaselineCell | undefined, at: At): Finding[] {
  const place: Place = { sheet: at.pair.now.name, row: at.row, column: at.column };
  const shared = { place: cellPlace(place), item: at.facts.item };
  const kind = contentChange(before, now, at);
  if (kind !== undefined) return [{ ...shared, kind, old: shown(before), now: now === undefined ? null : shown(now) }];
  if (now === undefined || sameFormat(before.format, now.format)) return [];
  return [{ ...shared, kind: 'format-changed', old: before.format, now: now.format }];
}

function contentChange(before: BaselineCell, now: BaselineCell | undefined, at: At): FindingKind | undefined {
  if (before.formula !== undefined) {
    if (now?.formula === undefined) return 'formula-overwritten';
    if (sameFormula(before.formula, now.formula, at.pair, at.pairs)) return undefined;
    return readsOtherRows(before.formula, now.formula, at.row - at.before, at.pair, at.pairs) ? 'formula-misled' : 'formula-changed';
  }
  if (now !== undefined && now.formula === undefined && sameConstant(before.value, now.value)) return undefined;
  if (isInput(at.facts, before.column)) return 'input-changed';
  return typeof before.value === 'string' ? 'text-changed' : 'constant-changed';
}

/** The lead of a row is text; what is behind it on a row of inputs is an input, up to the columns that say where it comes from. */
function isInput({ kind, evidence }: RowFacts, column: number): boolean {
  return (kind === 'input' || kind === 'actual') && column > leadColumns && column < evidence;
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
