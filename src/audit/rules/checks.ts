/** Rule 17: checks, their tolerances, and the one cell that sums them up. */
import type { FormulaReference } from '../../xlsx/read/formulaReferences.ts';
import { equalitiesOf } from '../equalities.ts';
import {
  columnsRead,
  type FormulaRun,
  rowsRead,
  type Survey,
  type SurveyedRow,
  type SurveyedSheet,
  sheetRead,
} from '../survey.ts';
import { counted, fails, listed, notApplicable, Places, passes, type Verdict } from '../verdict.ts';

interface Master {
  readonly row: number;
  readonly column: number;
}

/** Rule 17. */
export function checksInView(survey: Survey): Verdict {
  if (survey.formulas === 0) return notApplicable('The workbook contains no formulas, so there is nothing to check.');
  const sheet = survey.sheets.find(({ name }) => /^checks?$/i.test(name.trim()));
  const off = new Places();
  if (sheet === undefined) return fails('No sheet is named Checks, so the workbook shows no checks of its own.', off);
  const master = findMaster(sheet, survey);
  if (master === undefined) {
    off.addName(sheet.name);
    return fails(`No cell of ${sheet.name} that summarises the checks is repeated on the other sheets.`, off);
  }
  const unseen = sheetsWithout(master, sheet, survey);
  if (unseen.some)
    return fails(
      `${counted(unseen.count, 'sheet')} without the summary of the checks in the frozen rows: ${listed(unseen)}.`,
      unseen,
    );
  const checks = checkRows(sheet, master);
  return judgeChecks(sheet, checks, master, survey, off);
}

function judgeChecks(
  sheet: SurveyedSheet,
  checks: readonly SurveyedRow[],
  master: Master,
  survey: Survey,
  off: Places,
): Verdict {
  for (const row of checks) for (const column of broken(row)) off.add(sheet.name, row.row, column);
  if (valueAt(sheet, master) !== 1) off.add(sheet.name, master.row, master.column);
  if (off.some) return fails(`${counted(off.count, 'failing check cell')}: ${listed(off)}.`, off);
  for (const row of sheet.rows)
    for (const run of row.runs) if (testsNumbers(run, survey)) off.add(sheet.name, row.row, run.columns[0]!);
  if (off.some)
    return fails(`${counted(off.count, 'row')} comparing numbers with = instead of a tolerance: ${listed(off)}.`, off);
  const covered = rowsBehind(sheet, master, survey);
  for (const row of checks) if (!covered.has(row.row)) off.add(sheet.name, row.row, sheet.headings?.constant ?? 0);
  if (off.some)
    return fails(`${counted(off.count, 'check')} missing from the summary of the checks: ${listed(off)}.`, off);
  const tolerances = sheet.rows.filter(({ kind, label }) => kind === 'input' && /toleran/i.test(label)).length;
  return passes(
    `${counted(checks.length, 'check')} with ${counted(tolerances, 'tolerance')}: all pass, and their summary is in view on every sheet with numbers.`,
  );
}

/** Whether a formula tests with `=` whether two numbers are the same; flags, options and texts need no tolerance. */
function testsNumbers(run: FormulaRun, survey: Survey): boolean {
  return equalitiesOf(run.text).some(
    ({ sides }) => !sides.some((side) => side.every((one) => isExact(one, run, survey))),
  );
}

const exactUnits: ReadonlySet<string> = new Set(['flag', 'choice', 'member']);

/** Whether the cells of a reference hold flags, options or texts. */
function isExact(reference: FormulaReference, run: FormulaRun, survey: Survey): boolean {
  const sheet = sheetRead(reference, run, survey);
  const { row, column } = reference.first;
  const read = row === undefined || reference.last !== undefined ? undefined : sheet?.rowAt.get(row);
  if (read === undefined) return false;
  return exactUnits.has(read.unit) || typeof read.cells.find((cell) => cell.column === column)?.value === 'string';
}

/** The rows that stay in view, or the first. */
function headRows({ rows, file }: SurveyedSheet): readonly SurveyedRow[] {
  return rows.filter(({ row }) => row < Math.max(1, file.frozen.rows));
}

/** The cell of a sheet that a bare reference leads to. */
function leadsTo(run: FormulaRun, sheet: SurveyedSheet, survey: Survey): Master | undefined {
  const [reference] = run.references;
  if (!run.isBare || reference === undefined || sheetRead(reference, run, survey) !== sheet) return undefined;
  const { row, column } = reference.first;
  return row === undefined || column === undefined ? undefined : { row, column };
}

/** The cell of the checks that most sheets repeat in view. */
function findMaster(sheet: SurveyedSheet, survey: Survey): Master | undefined {
  const counts = new Map<string, { readonly master: Master; count: number }>();
  for (const other of survey.sheets)
    for (const { runs } of headRows(other))
      for (const run of runs) {
        const master = leadsTo(run, sheet, survey);
        if (master === undefined) continue;
        const key = `${master.row}:${master.column}`;
        const known = counts.get(key) ?? { master, count: 0 };
        known.count += 1;
        counts.set(key, known);
      }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.master;
}

/** Sheets with numbers, but for the cover, that do not repeat the master check in view. */
function sheetsWithout({ row, column }: Master, sheet: SurveyedSheet, survey: Survey): Places {
  const unseen = new Places();
  for (const other of survey.sheets) {
    const hasNumbers = other.rows.some(
      ({ cells, runs }) => runs.length > 0 || cells.some(({ value }) => typeof value === 'number'),
    );
    if (!hasNumbers || other.name === 'Cover') continue;
    const isSeen = headRows(other).some(({ runs }) =>
      runs.some((run) => {
        const found = leadsTo(run, sheet, survey);
        return found?.row === row && found.column === column;
      }),
    );
    if (!isSeen) unseen.addName(other.name);
  }
  return unseen;
}

/** Rows that say whether a check holds: a flag, in words or by its label. */
function checkRows({ rows, headings }: SurveyedSheet, master: Master): readonly SurveyedRow[] {
  return rows.filter(
    ({ kind, unit, row, runs }) =>
      kind === 'check' && unit === 'flag' && row !== master.row && runs.length > 0 && row > (headings?.row ?? 0),
  );
}

function broken({ cells }: SurveyedRow): number[] {
  return cells
    .filter(({ formula, value }) => formula !== undefined && value !== 1 && value !== true)
    .map(({ column }) => column);
}

function valueAt({ rowAt }: SurveyedSheet, { row, column }: Master): unknown {
  return rowAt.get(row)?.cells.find((cell) => cell.column === column)?.value;
}

/** A summary that reads more rows than these, one after another, is taken to read them all. */
const rowsFollowed = 1_000_000;

/** Rows of the sheet that the master check reads, and those that these read. */
function rowsBehind(sheet: SurveyedSheet, master: Master, survey: Survey): ReadonlySet<number> {
  const found = new Set<number>([master.row]);
  const last = sheet.rows.at(-1)!.row;
  let left = rowsFollowed;
  for (const at of found) {
    for (const run of sheet.rowAt.get(at)?.runs ?? [])
      for (const reference of run.references) {
        if (sheetRead(reference, run, survey) !== sheet || columnsRead(reference, run, run.columns[0]!)[0] < 0)
          continue;
        const [top, bottom] = rowsRead(reference);
        left -= Math.min(bottom, last) - top;
        if (left < 0) return new Set(sheet.rows.map(({ row }) => row));
        for (let row = top; row <= Math.min(bottom, last); row += 1) found.add(row);
      }
  }
  return found;
}
