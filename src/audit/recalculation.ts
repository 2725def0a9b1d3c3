/**
 * Stored results against what an engine computes from the same formulas. Takes a workbook as read from its file and
 * the recalculated one; returns every formula whose stored result differs. Guarantee: numbers are compared relative to
 * themselves, however small; what rounding leaves of larger ones that cancel is no difference.
 */
import type { FileSheet, FileValue, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { isClose, makeAllowedDifferences } from './allowedDifference.ts';
import type { Finding } from './findings.ts';
import { cellPlace } from './sameFormula.ts';

/** Values of a sheet by row and column. */
export type WorkbookValues = ReadonlyMap<string, readonly (readonly FileValue[] | undefined)[]>;

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
export function workbookValues({ sheets }: WorkbookFile): WorkbookValues {
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
  recalculated: WorkbookValues,
  withheld: ReadonlyMap<string, string> = new Map(),
): Recalculation {
  const findings: Finding[] = [];
  let [cells, unknown] = [0, 0];
  const allowedAt = makeAllowedDifferences(file, recalculated);
  for (const sheet of file.sheets) {
    const values = recalculated.get(sheet.name);
    for (const { row, cells: found } of sheet.rows) {
      for (const { column, formula, value } of found) {
        if (formula === undefined) continue;
        if (formula.startsWith('HYPERLINK(')) {
          const text = linkText(formula);
          if (text !== undefined && text !== value)
            findings.push({
              kind: 'stale-value',
              place: cellPlace({ sheet: sheet.name, row, column }),
              old: value,
              now: text,
            });
          continue;
        }
        const reason = withheld.size === 0 ? undefined : withheld.get(cellPlace({ sheet: sheet.name, row, column }));
        if (reason !== undefined) {
          findings.push({
            kind: 'not-computed',
            place: cellPlace({ sheet: sheet.name, row, column }),
            old: value,
            now: reason,
          });
          continue;
        }
        const now = values?.[row]?.[column] ?? null;
        const isLost = isUnknown(now) && !isUnknown(value);
        cells += isLost ? 0 : 1;
        if (isLost) {
          unknown += 1;
          findings.push({
            kind: 'not-computed',
            place: cellPlace({ sheet: sheet.name, row, column }),
            old: value,
            now: unknownWords,
          });
        } else if (!agree(value, now, () => allowedAt({ sheet: sheet.name, row, column })))
          findings.push({ kind: 'stale-value', place: cellPlace({ sheet: sheet.name, row, column }), old: value, now });
      }
    }
  }
  return { engine, cells, findings, unknown };
}

const unknownWords = 'calls a function, or reads a name, that the engine does not know';

/** What a link shows, which no engine needs to compute; undefined unless it is written out in the formula. */
function linkText(formula: string): string | undefined {
  return /^HYPERLINK\("(?:[^"]|"")*","((?:[^"]|"")*)"\)$/.exec(formula)?.[1]?.replaceAll('""', '"');
}

function isUnknown(value: FileValue): boolean {
  return typeof value === 'object' && value !== null && value.error === '#NAME?';
}

/** `allowed` is asked only where two numbers differ relative to themselves. */
function agree(stored: FileValue, now: FileValue, allowed: () => number): boolean {
  const [left, right] = [plain(stored), plain(now)];
  if (typeof left === 'number')
    return typeof right === 'number' && (isClose(left, right) || Math.abs(left - right) <= allowed());
  if (typeof left === 'object' && left !== null) return typeof right === 'object' && right !== null;
  return (left ?? '') === (right ?? '');
}

const plain = (value: FileValue): FileValue => (typeof value === 'boolean' ? Number(value) : value);
