/** Rules 10 and 11: how formulas hang together over sheets and periods. */
import {
  columnsRead,
  everyRun,
  type FormulaRun,
  readsElsewhere,
  rowsRead,
  type Survey,
  type SurveyedRow,
  type SurveyedSheet,
  sheetRead,
} from '../survey.ts';
import { counted, fails, listed, notApplicable, Places, passes, type Verdict } from '../verdict.ts';

/** Rule 10. */
export function ingredientsBeside(survey: Survey): Verdict {
  const workings = survey.sheets.filter(({ kind }) => kind === 'workings');
  if (workings.length === 0)
    return notApplicable('No sheet is marked as workings, so links and calculations cannot be told apart.');
  const off = new Places();
  let links = 0;
  for (const sheet of workings)
    for (const { row, runs } of sheet.rows)
      for (const run of runs) {
        if (!readsElsewhere(run) || row < (sheet.headings?.row ?? 0)) continue;
        if (isLink(run) && !isLinkTo(run, survey)) links += 1;
        else for (const column of run.columns) off.add(sheet.name, row, column);
      }
  if (off.some)
    return fails(
      `${counted(off.count, 'cell')} of workings with a reference to another sheet inside a calculation, or with a link to a link: ${listed(off)}.`,
      off,
    );
  return passes(
    `${counted(links, 'link row')} on ${counted(workings.length, 'sheet')} of workings: each contains only a reference to another sheet, and each leads directly to the source.`,
  );
}

function isLink({ isBare, row }: FormulaRun): boolean {
  return isBare && (row.kind === 'link' || row.kind === '');
}

/** The row that a bare link leads to. */
export function linkedRow(run: FormulaRun, survey: Survey): SurveyedRow | undefined {
  const reference = run.references[0];
  if (!run.isBare || reference?.first.row === undefined) return undefined;
  return sheetRead(reference, run, survey)?.rowAt.get(reference.first.row);
}

function isLinkTo(run: FormulaRun, survey: Survey): boolean {
  const target = linkedRow(run, survey);
  return target !== undefined && target !== run.row && target.kind === 'link';
}

/** Rule 11. */
export function carriedForward(survey: Survey): Verdict {
  const withOpening = survey.sheets.flatMap((sheet) =>
    sheet.kind === 'workings' ? sheet.rows.filter(hasOpening) : [],
  );
  if (!survey.sheets.some(({ axis }) => axis !== undefined && axis.openings.length > 0))
    return notApplicable('No sheet has a column for opening balances, so balances and flows cannot be told apart.');
  const read = rowsReadInOpenings(survey);
  const off = new Places();
  for (const row of withOpening) if (!read.has(row)) off.add(row.sheet.name, row.row, openingColumn(row)!);
  if (off.some)
    return fails(`${counted(off.count, 'row')} with an opening balance that no formula reads: ${listed(off)}.`, off);
  return passes(
    `${counted(withOpening.length, 'row')} of workings with an opening balance: formulas read each in the previous column, so the closing balance becomes the next opening balance.`,
  );
}

function openingColumn({ sheet, cells }: SurveyedRow): number | undefined {
  return cells.find(
    ({ column, value, formula }) => sheet.axis!.openings.includes(column) && (value !== null || formula !== undefined),
  )?.column;
}

function hasOpening(row: SurveyedRow): boolean {
  const { axis } = row.sheet;
  return (
    axis !== undefined &&
    row.row > axis.row &&
    row.kind !== 'link' &&
    row.kind !== 'time' &&
    openingColumn(row) !== undefined
  );
}

/** Rows whose opening some formula reads; a row behind a link is read when the link is. */
function rowsReadInOpenings(survey: Survey): ReadonlySet<SurveyedRow> {
  const marks = new Map<SurveyedSheet, Int32Array>();
  const links: { readonly link: SurveyedRow; readonly source: SurveyedRow }[] = [];
  for (const run of everyRun(survey)) {
    const source = run.row.kind === 'link' ? linkedRow(run, survey) : undefined;
    if (source !== undefined) links.push({ link: run.row, source });
    else for (const reference of run.references) noteOpenings(reference, run, survey, marks);
  }
  const read = new Set([...marks].flatMap(([sheet, steps]) => markedRows(sheet, steps)));
  for (const { link, source } of links) if (read.has(link)) read.add(source);
  return read;
}

/** Rows within any of the stretches whose beginnings and ends were counted. */
function markedRows({ rows }: SurveyedSheet, steps: Int32Array): SurveyedRow[] {
  let [at, depth] = [0, 0];
  return rows.filter(({ row }) => {
    for (; at <= row; at += 1) depth += steps[at]!;
    return depth > 0;
  });
}

/** Counts where the rows of a reference begin and end, so that a range of many rows costs no more than one. */
function noteOpenings(
  reference: FormulaRun['references'][number],
  run: FormulaRun,
  survey: Survey,
  marks: Map<SurveyedSheet, Int32Array>,
): void {
  const sheet = sheetRead(reference, run, survey);
  if (sheet?.axis === undefined) return;
  const { openings } = sheet.axis;
  const [from, to] = columnsRead(reference, run, run.columns[0]!);
  // What begins before the openings takes in whole sheets and reads no opening in particular.
  if (from < Math.min(...openings) || !openings.some((column) => column >= from && column <= to)) return;
  const [top, bottom] = rowsRead(reference);
  const last = sheet.rows.at(-1)?.row ?? 0;
  if (top > last) return;
  const steps = marks.get(sheet) ?? new Int32Array(last + 2);
  marks.set(sheet, steps);
  steps[top]! += 1;
  steps[Math.min(bottom, last) + 1]! -= 1;
}
