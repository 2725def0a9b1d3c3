/** Rule 17: checks, their tolerances, and the one cell that sums them up. */
import { formatCount } from '../../values/formatFigure.ts';
import type { FormulaReference } from '../../xlsx/read/formulaReferences.ts';
import {
  type AuditedRow,
  type AuditedSheet,
  type AuditedWorkbook,
  type RowFormula,
  referencedColumns,
  referencedRows,
  referencedSheet,
} from '../auditedWorkbook.ts';
import { findEqualities } from '../equalities.ts';
import { fails, listPlaces, notApplicable, Places, passes, type RuleVerdict } from '../verdict.ts';

interface Master {
  readonly row: number;
  readonly column: number;
}

/** Rule 17. */
export function checkChecksInView(audited: AuditedWorkbook): RuleVerdict {
  if (audited.formulas === 0) return notApplicable('The workbook contains no formulas, so there is nothing to check.');
  const sheet = audited.sheets.find(({ name }) => /^checks?$/i.test(name.trim()));
  const off = new Places();
  if (sheet === undefined) return fails('No sheet is named Checks, so the workbook shows no checks of its own.', off);
  const master = findMaster(sheet, audited);
  if (master === undefined) {
    off.addName(sheet.name);
    return fails(`No cell of ${sheet.name} that summarises the checks is repeated on the other sheets.`, off);
  }
  const unseen = sheetsWithout(master, sheet, audited);
  if (unseen.some)
    return fails(
      `${formatCount(unseen.count, 'sheet')} without the summary of the checks in the frozen rows: ` +
        `${listPlaces(unseen)}.`,
      unseen,
    );
  const checks = checkRows(sheet, master);
  return judgeChecks(sheet, checks, master, audited, off);
}

function judgeChecks(
  sheet: AuditedSheet,
  checks: readonly AuditedRow[],
  master: Master,
  audited: AuditedWorkbook,
  off: Places,
): RuleVerdict {
  for (const row of checks) for (const column of broken(row)) off.add(sheet.name, row.row, column);
  if (valueAt(sheet, master) !== 1) off.add(sheet.name, master.row, master.column);
  if (off.some) return fails(`${formatCount(off.count, 'failing check cell')}: ${listPlaces(off)}.`, off);
  for (const row of sheet.rows)
    for (const rowFormula of row.rowFormulas)
      if (testsNumbers(rowFormula, audited)) off.add(sheet.name, row.row, rowFormula.columns[0]!);
  if (off.some)
    return fails(
      `${formatCount(off.count, 'row')} comparing numbers with = instead of a tolerance: ${listPlaces(off)}.`,
      off,
    );
  const covered = rowsBehind(sheet, master, audited);
  for (const row of checks) if (!covered.has(row.row)) off.add(sheet.name, row.row, sheet.headings?.constant ?? 0);
  if (off.some)
    return fails(`${formatCount(off.count, 'check')} missing from the summary of the checks: ${listPlaces(off)}.`, off);
  const tolerances = sheet.rows.filter(({ kind, label }) => kind === 'input' && /toleran/i.test(label)).length;
  return passes(
    `${formatCount(checks.length, 'check')} with ${formatCount(tolerances, 'tolerance')}: all pass, and their ` +
      'summary is in view on every sheet with numbers.',
  );
}

/** Whether a formula tests with `=` whether two numbers are the same; flags, options and texts need no tolerance. */
function testsNumbers(rowFormula: RowFormula, audited: AuditedWorkbook): boolean {
  return findEqualities(rowFormula.text).some(
    ({ sides }) => !sides.some((side) => side.every((one) => isExact(one, rowFormula, audited))),
  );
}

const exactUnits: ReadonlySet<string> = new Set(['flag', 'choice', 'member']);

/** Whether the cells of a reference hold flags, options or texts. */
function isExact(reference: FormulaReference, rowFormula: RowFormula, audited: AuditedWorkbook): boolean {
  const sheet = referencedSheet(reference, rowFormula, audited);
  const { row, column } = reference.first;
  const read = row === undefined || reference.last !== undefined ? undefined : sheet?.rowAt.get(row);
  if (read === undefined) return false;
  return exactUnits.has(read.unit) || typeof read.cells.find((cell) => cell.column === column)?.value === 'string';
}

/** The rows that stay in view, or the first. */
function headRows({ rows, file }: AuditedSheet): readonly AuditedRow[] {
  return rows.filter(({ row }) => row < Math.max(1, file.frozen.rows));
}

/** The cell of a sheet that a bare reference leads to. */
function leadsTo(rowFormula: RowFormula, sheet: AuditedSheet, audited: AuditedWorkbook): Master | undefined {
  const [reference] = rowFormula.references;
  if (!rowFormula.isBare || reference === undefined || referencedSheet(reference, rowFormula, audited) !== sheet)
    return undefined;
  const { row, column } = reference.first;
  return row === undefined || column === undefined ? undefined : { row, column };
}

/** The cell of the checks that most sheets repeat in view. */
function findMaster(sheet: AuditedSheet, audited: AuditedWorkbook): Master | undefined {
  const counts = new Map<string, { readonly master: Master; count: number }>();
  for (const other of audited.sheets)
    for (const { rowFormulas } of headRows(other))
      for (const rowFormula of rowFormulas) {
        const master = leadsTo(rowFormula, sheet, audited);
        if (master === undefined) continue;
        const key = `${master.row}:${master.column}`;
        const known = counts.get(key) ?? { master, count: 0 };
        known.count += 1;
        counts.set(key, known);
      }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.master;
}

/** Sheets with numbers, but for the cover, that do not repeat the master check in view. */
function sheetsWithout({ row, column }: Master, sheet: AuditedSheet, audited: AuditedWorkbook): Places {
  const unseen = new Places();
  for (const other of audited.sheets) {
    const hasNumbers = other.rows.some(
      ({ cells, rowFormulas }) => rowFormulas.length > 0 || cells.some(({ value }) => typeof value === 'number'),
    );
    if (!hasNumbers || other.name === 'Cover') continue;
    const isSeen = headRows(other).some(({ rowFormulas }) =>
      rowFormulas.some((rowFormula) => {
        const found = leadsTo(rowFormula, sheet, audited);
        return found?.row === row && found.column === column;
      }),
    );
    if (!isSeen) unseen.addName(other.name);
  }
  return unseen;
}

/** Rows that say whether a check holds: a flag, in words or by its label. */
function checkRows({ rows, headings }: AuditedSheet, master: Master): readonly AuditedRow[] {
  return rows.filter(
    ({ kind, unit, row, rowFormulas }) =>
      kind === 'check' && unit === 'flag' && row !== master.row && rowFormulas.length > 0 && row > (headings?.row ?? 0),
  );
}

function broken({ cells }: AuditedRow): number[] {
  return cells
    .filter(({ formula, value }) => formula !== undefined && value !== 1 && value !== true)
    .map(({ column }) => column);
}

function valueAt({ rowAt }: AuditedSheet, { row, column }: Master): unknown {
  return rowAt.get(row)?.cells.find((cell) => cell.column === column)?.value;
}

/** A summary that reads more rows than these, one after another, is taken to read them all. */
const rowsFollowed = 1_000_000;

/** Rows of the sheet that the master check reads, and those that these read. */
function rowsBehind(sheet: AuditedSheet, master: Master, audited: AuditedWorkbook): ReadonlySet<number> {
  const found = new Set<number>([master.row]);
  const last = sheet.rows.at(-1)!.row;
  let left = rowsFollowed;
  for (const at of found) {
    for (const rowFormula of sheet.rowAt.get(at)?.rowFormulas ?? [])
      for (const reference of rowFormula.references) {
        if (
          referencedSheet(reference, rowFormula, audited) !== sheet ||
          referencedColumns(reference, rowFormula, rowFormula.columns[0]!)[0] < 0
        )
          continue;
        const [top, bottom] = referencedRows(reference);
        left -= Math.min(bottom, last) - top;
        if (left < 0) return new Set(sheet.rows.map(({ row }) => row));
        for (let row = top; row <= Math.min(bottom, last); row += 1) found.add(row);
      }
  }
  return found;
}
