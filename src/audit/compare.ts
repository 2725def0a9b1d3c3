/**
 * A workbook against its baseline. Takes the baseline and the workbook as read from its file; returns every difference
 * with its cell. Guarantee: sheets, rows and columns are matched first, so that what was only renamed or moved is not
 * called changed; how a program spells a formula (spaces, capitals, quotes around sheet names) makes no difference.
 */
import { diffArrays } from 'diff';
import { columnName, readablePrefix } from '../grid/address.ts';
import type { FileValue, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { additionFindings } from './additions.ts';
import { type Baseline, type BaselineCell, type BaselineName, type BaselineSheet, baselineOf } from './baseline.ts';
import { describeLook, isInvisible, isSameLook } from './colours.ts';
import { extraFindings } from './compareExtras.ts';
import type { Finding, FindingKind } from './findings.ts';
import { isSameFormat } from './numberFormat.ts';
import { evidenceFrom, idColumn, leadColumns, type Pair, type Pairs, pairSheets } from './pairs.ts';
import { type CellPosition, cellPlace, isSameFormula, readsOtherRows } from './sameFormula.ts';
import { hiddenFindings, invisibleFindings } from './unseen.ts';

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
    ...invisibleFindings(file, true),
    ...additionFindings(file),
    ...nameFindings(baseline, now, pairs),
    ...pairs.all.flatMap((pair) => [
      ...lineFindings(pair),
      ...cellFindings(pair, pairs),
      ...extraFindings(pair, pairs),
    ]),
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
    ...movedSheets(before, now, all),
  ];
}

/** Sheets that are followed one by one when they were moved. */
const movesMost = 2000;

/** Sheets that stand behind another one than before, but for those that were put in or taken out. */
function movedSheets(before: Baseline, now: Baseline, all: Pairs['all']): Finding[] {
  const names = (sheets: readonly BaselineSheet[], side: 'before' | 'now') =>
    sheets.flatMap((sheet) => all.find((pair) => pair[side] === sheet)?.now.name ?? []);
  const [old, current] = [names(before.sheets, 'before'), names(now.sheets, 'now')];
  const parts = diffArrays(old, current, { maxEditLength: movesMost });
  if (parts === undefined) return [{ kind: 'sheet-moved', place: 'workbook', now: `more than ${movesMost} sheets` }];
  const moved = parts.flatMap(({ added, value }) => (added ? value : []));
  const after = (list: readonly string[], name: string) => `after ${list[list.indexOf(name) - 1] ?? 'nothing'}`;
  const isRenamed = (name: string) => all.some((pair) => pair.now.name === name && pair.before.name !== name);
  return moved
    .filter((name) => !isRenamed(name))
    .map((name): Finding => ({ kind: 'sheet-moved', place: name, old: after(old, name), now: after(current, name) }));
}

/** A name that counts in one sheet alone is another one than that of the workbook, which it hides there. */
function nameFindings(before: Baseline, now: Baseline, pairs: Pairs): Finding[] {
  const placeOf = ({ name, sheet }: BaselineName) => (sheet === undefined ? name : `${readablePrefix(sheet)}${name}`);
  const formulas = new Map(now.names.map((one) => [placeOf(one).toLowerCase(), one] as const));
  const changed = before.names.flatMap((one): Finding[] => {
    const [place, { formula }] = [placeOf(one), one];
    const found = formulas.get(place.toLowerCase())?.formula;
    formulas.delete(place.toLowerCase());
    if (found === undefined) return [{ kind: 'name-changed', place, old: formula, now: null }];
    if (isSameFormula(formula, found, undefined, pairs)) return [];
    const kind = readsOtherRows(formula, found, 0, undefined, pairs) ? 'formula-misled' : 'name-changed';
    return [{ kind, place, old: formula, now: found }];
  });
  const added = [...formulas.values()].map(
    (one): Finding => ({ kind: 'name-changed', place: placeOf(one), old: null, now: one.formula }),
  );
  return [...changed, ...added];
}

function lineFindings({ before, now, rows, columns, mixed }: Pair): Finding[] {
  const prefix = readablePrefix(now.name);
  const filledRows = (sheet: BaselineSheet) =>
    new Set(sheet.rows.filter(({ cells }) => cells.length > 0).map(({ row }) => row));
  const [filledBefore, filledNow] = [filledRows(before), filledRows(now)];
  const lines = (
    alignment: readonly (number | undefined)[],
    kind: FindingKind,
    name: (at: number) => string,
    counts: (at: number) => boolean,
  ) =>
    alignment.flatMap((other, at): Finding[] =>
      other === undefined && counts(at) ? [{ kind, place: `${prefix}${name(at)}` }] : [],
    );
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
      : [
          {
            kind: 'columns-reordered',
            place: `${prefix}${columnName(columns.moved.from)}:${columnName(columns.moved.to)}`,
          } as const,
        ]),
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
  readonly item?: string | undefined;
  readonly kind?: string | undefined;
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
  const place: CellPosition = { sheet: at.pair.now.name, row: at.row, column: at.column };
  const shared = { place: cellPlace(place), item: at.facts.item };
  const kind = contentChange(before, now, at);
  if (kind !== undefined) return [{ ...shared, kind, old: shown(before), now: now === undefined ? null : shown(now) }];
  if (now === undefined) return [];
  if (!isSameFormat(before.format, now.format))
    return [{ ...shared, kind: 'format-changed', old: before.format, now: now.format }];
  // A text that cannot be seen at all is a finding of its own.
  if (before.look === undefined || now.look === undefined || isSameLook(before.look, now.look) || isInvisible(now.look))
    return [];
  return [{ ...shared, kind: 'look-changed', old: describeLook(before.look), now: describeLook(now.look) }];
}

function contentChange(before: BaselineCell, now: BaselineCell | undefined, at: At): FindingKind | undefined {
  if (before.formula !== undefined) {
    if (now?.formula === undefined) return 'formula-overwritten';
    if (isSameFormula(before.formula, now.formula, at.pair, at.pairs)) return undefined;
    return readsOtherRows(before.formula, now.formula, at.row - at.before, at.pair, at.pairs)
      ? 'formula-misled'
      : 'formula-changed';
  }
  if (now !== undefined && now.formula === undefined && sameConstant(before.value, now.value)) return undefined;
  if (isInput(at.facts, before.column)) return 'input-changed';
  return typeof before.value === 'string' ? 'text-changed' : 'constant-changed';
}

/**
 * The lead of a row is text; what is behind it on a row of inputs is an input, up to the columns that say where it
 * comes from.
 */
function isInput({ kind, evidence }: RowFacts, column: number): boolean {
  return (kind === 'input' || kind === 'actual') && column > leadColumns && column < evidence;
}

function sameConstant(before: FileValue, now: FileValue): boolean {
  if (typeof before === 'number' && typeof now === 'number') return Math.abs(before - now) <= 1e-14 * Math.abs(before);
  if (typeof before === 'object' && before !== null)
    return typeof now === 'object' && now !== null && before.error === now.error;
  return before === now;
}
