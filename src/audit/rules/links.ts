/** Rules 10 and 11: how formulas hang together over sheets and periods. */
import { formatCount } from '../../values/formatFigure.ts';
import {
  type AuditedRow,
  type AuditedSheet,
  type AuditedWorkbook,
  eachRowFormula,
  type RowFormula,
  readsOtherSheet,
  referencedColumns,
  referencedRows,
  referencedSheet,
} from '../auditedWorkbook.ts';
import { fails, listPlaces, notApplicable, Places, passes, type RuleVerdict } from '../verdict.ts';

/** Rule 10. */
export function checkPrecedentsBeside(audited: AuditedWorkbook): RuleVerdict {
  const workings = audited.sheets.filter(({ kind }) => kind === 'workings');
  if (workings.length === 0)
    return notApplicable('No sheet is marked as workings, so links and calculations cannot be told apart.');
  const off = new Places();
  let links = 0;
  for (const sheet of workings)
    for (const { row, rowFormulas } of sheet.rows)
      for (const rowFormula of rowFormulas) {
        if (!readsOtherSheet(rowFormula) || row < (sheet.headings?.row ?? 0)) continue;
        if (isLink(rowFormula) && !isLinkTo(rowFormula, audited)) links += 1;
        else for (const column of rowFormula.columns) off.add(sheet.name, row, column);
      }
  if (off.some)
    return fails(
      `${formatCount(off.count, 'cell')} of workings with a reference to another sheet inside a calculation, or ` +
        `with a link to a link: ${listPlaces(off)}.`,
      off,
    );
  return passes(
    `${formatCount(links, 'link row')} on ${formatCount(workings.length, 'sheet')} of workings: each contains only ` +
      'a reference to another sheet, and each leads directly to the source.',
  );
}

function isLink({ isBare, row }: RowFormula): boolean {
  return isBare && (row.kind === 'link' || row.kind === '');
}

/** The row that a bare link leads to. */
export function linkedRow(rowFormula: RowFormula, audited: AuditedWorkbook): AuditedRow | undefined {
  const reference = rowFormula.references[0];
  if (!rowFormula.isBare || reference?.first.row === undefined) return undefined;
  return referencedSheet(reference, rowFormula, audited)?.rowAt.get(reference.first.row);
}

function isLinkTo(rowFormula: RowFormula, audited: AuditedWorkbook): boolean {
  const target = linkedRow(rowFormula, audited);
  return target !== undefined && target !== rowFormula.row && target.kind === 'link';
}

/** Rule 11. */
export function checkCarriedForward(audited: AuditedWorkbook): RuleVerdict {
  const withOpening = audited.sheets.flatMap((sheet) =>
    sheet.kind === 'workings' ? sheet.rows.filter(hasOpening) : [],
  );
  if (!audited.sheets.some(({ axis }) => axis !== undefined && axis.openings.length > 0))
    return notApplicable('No sheet has a column for opening balances, so balances and flows cannot be told apart.');
  const read = rowsReadInOpenings(audited);
  const off = new Places();
  for (const row of withOpening) if (!read.has(row)) off.add(row.sheet.name, row.row, openingColumn(row)!);
  if (off.some)
    return fails(
      `${formatCount(off.count, 'row')} with an opening balance that no formula reads: ${listPlaces(off)}.`,
      off,
    );
  return passes(
    `${formatCount(withOpening.length, 'row')} of workings with an opening balance: formulas read each in the ` +
      'previous column, so the closing balance becomes the next opening balance.',
  );
}

function openingColumn({ sheet, cells }: AuditedRow): number | undefined {
  return cells.find(
    ({ column, value, formula }) => sheet.axis!.openings.includes(column) && (value !== null || formula !== undefined),
  )?.column;
}

function hasOpening(row: AuditedRow): boolean {
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
function rowsReadInOpenings(audited: AuditedWorkbook): ReadonlySet<AuditedRow> {
  const marks = new Map<AuditedSheet, Int32Array>();
  const links: { readonly link: AuditedRow; readonly source: AuditedRow }[] = [];
  for (const rowFormula of eachRowFormula(audited)) {
    const source = rowFormula.row.kind === 'link' ? linkedRow(rowFormula, audited) : undefined;
    if (source !== undefined) links.push({ link: rowFormula.row, source });
    else for (const reference of rowFormula.references) noteOpenings(reference, rowFormula, audited, marks);
  }
  const read = new Set([...marks].flatMap(([sheet, steps]) => markedRows(sheet, steps)));
  for (const { link, source } of links) if (read.has(link)) read.add(source);
  return read;
}

/** Rows within any of the stretches whose beginnings and ends were counted. */
function markedRows({ rows }: AuditedSheet, steps: Int32Array): AuditedRow[] {
  let [at, depth] = [0, 0];
  return rows.filter(({ row }) => {
    for (; at <= row; at += 1) depth += steps[at]!;
    return depth > 0;
  });
}

/** Counts where the rows of a reference begin and end, so that a range of many rows costs no more than one. */
function noteOpenings(
  reference: RowFormula['references'][number],
  rowFormula: RowFormula,
  audited: AuditedWorkbook,
  marks: Map<AuditedSheet, Int32Array>,
): void {
  const sheet = referencedSheet(reference, rowFormula, audited);
  if (sheet?.axis === undefined) return;
  const { openings } = sheet.axis;
  const [from, to] = referencedColumns(reference, rowFormula, rowFormula.columns[0]!);
  // What begins before the openings takes in whole sheets and reads no opening in particular.
  if (from < Math.min(...openings) || !openings.some((column) => column >= from && column <= to)) return;
  const [top, bottom] = referencedRows(reference);
  const last = sheet.rows.at(-1)?.row ?? 0;
  if (top > last) return;
  const steps = marks.get(sheet) ?? new Int32Array(last + 2);
  marks.set(sheet, steps);
  steps[top]! += 1;
  steps[Math.min(bottom, last) + 1]! -= 1;
}
