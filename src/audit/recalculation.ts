/**
 * Stored results against what an engine computes from the same formulas. Enters a workbook as read from its file and the recalculated one;
 * leaves every formula whose stored result differs. Guarantee: what the last digits of large numbers leave behind is no difference.
 */
import type { FileSheet, FileValue, WorkbookFile } from '../xlsx/workbookFile.ts';
import type { Finding } from './findings.ts';
import { cellPlace } from './sameFormula.ts';

/** Values of a sheet by row and column. */
export type Values = ReadonlyMap<string, readonly (readonly FileValue[] | undefined)[]>;

const shareTolerance = 1e-9;
/** What rounding leaves of numbers that cancel, relative to them. */
const rest = 1e-13;

/** Whether two numbers are equal but for the last digits; `scale` is the size of the numbers they were made of. */
export function isClose(left: number, right: number, scale = 1): boolean {
  const allowed = Math.max(shareTolerance * Math.max(1, Math.abs(left), Math.abs(right)), rest * scale);
  return Math.abs(left - right) <= allowed;
}

export interface Recalculation {
  readonly engine: string;
  /** Formulas that were compared. */
  readonly cells: number;
  readonly findings: readonly Finding[];
  /** Formulas whose functions the engine does not know. */
  readonly unknown: number;
  /** Why nothing was computed: the engine needed too much time or memory, or failed. */
  readonly failure?: string;
}

/** The values of a workbook. */
export function valuesOf({ sheets }: WorkbookFile): Values {
  return new Map(sheets.map((sheet) => [sheet.name, sheetValues(sheet)] as const));
}

function sheetValues({ rows }: FileSheet): (readonly FileValue[] | undefined)[] {
  const values: (FileValue[] | undefined)[] = [];
  for (const { row, cells } of rows) {
    const found: FileValue[] = [];
    for (const { column, value } of cells) found[column] = value;
    values[row] = found;
  }
  return values;
}

/** Compares the stored results of every formula with what an engine gives; those that it was not given are findings. */
export function compareResults(
  file: WorkbookFile,
  engine: string,
  recalculated: Values,
  withheld: ReadonlyMap<string, string> = new Map(),
): Recalculation {
  const findings: Finding[] = [];
  let [cells, unknown] = [0, 0];
  const scales = makeScales(recalculated);
  for (const sheet of file.sheets) {
    const values = recalculated.get(sheet.name);
    const scaleAt = scales(sheet.name, sheet.kind);
    for (const { row, cells: found } of sheet.rows) {
      for (const { column, formula, value } of found) {
        if (formula === undefined || formula.startsWith('HYPERLINK(')) continue;
        const reason = withheld.size === 0 ? undefined : withheld.get(cellPlace({ sheet: sheet.name, row, column }));
        if (reason !== undefined) {
          findings.push({ kind: 'not-computed', place: cellPlace({ sheet: sheet.name, row, column }), old: value, now: reason });
          continue;
        }
        cells += 1;
        const now = values?.[row]?.[column] ?? null;
        if (isUnknown(now) && !isUnknown(value)) unknown += 1;
        else if (!agree(value, now, scaleAt(row)))
          findings.push({ kind: 'stale-value', place: cellPlace({ sheet: sheet.name, row, column }), old: value, now });
      }
    }
  }
  return { engine, cells, findings, unknown };
}

function isUnknown(value: FileValue): boolean {
  return typeof value === 'object' && value !== null && value.error === '#NAME?';
}

function agree(stored: FileValue, now: FileValue, scale: number): boolean {
  const [left, right] = [plain(stored), plain(now)];
  if (typeof left === 'number') return typeof right === 'number' && isClose(left, right, scale);
  if (typeof left === 'object' && left !== null) return typeof right === 'object' && right !== null;
  return (left ?? '') === (right ?? '');
}

const plain = (value: FileValue): FileValue => (typeof value === 'boolean' ? Number(value) : value);

function largestIn(values: readonly FileValue[] | undefined): number {
  return (values ?? []).reduce<number>((most, value) => (typeof value === 'number' ? Math.max(most, Math.abs(value)) : most), 1);
}

/** Rows above and below within which a number finds those that it was made of. */
const neighbours: Readonly<Record<string, { readonly above: number; readonly below: number }>> = {
  // A difference stands under what it is the difference of.
  workings: { above: 3, below: 0 },
  // Results of several scenarios stand in one block.
  presentation: { above: 3, below: 12 },
};

/**
 * The size of the numbers behind a row of a sheet: on control sheets, which compare anything with anything, the largest of the workbook;
 * elsewhere the largest in the rows around it.
 */
export function makeScales(values: Values): (sheet: string, kind: FileSheet['kind']) => (row: number) => number {
  const largest = new Map([...values].map(([name, rows]) => [name, Array.from(rows, largestIn)] as const));
  const ofAll = [...largest.values()].reduce((most, rows) => rows.reduce((more, one) => Math.max(more, one), most), 1);
  return (sheet, kind) => {
    if (kind === 'control') return () => ofAll;
    const rows = largest.get(sheet) ?? [];
    const { above, below } = neighbours[kind ?? 'workings'] ?? neighbours.workings!;
    return (row) => rows.slice(Math.max(0, row - above), row + below + 1).reduce((most, one) => Math.max(most, one), 1);
  };
}
