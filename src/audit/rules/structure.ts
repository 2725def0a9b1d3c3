/** Rules 1 to 5: what sheets there are, where things stand on them, and that all of it can be seen. */
import { formatCount } from '../../values/formatFigure.ts';
import type { FileStyle } from '../../xlsx/read/workbookFile.ts';
import {
  type AuditedSheet,
  type AuditedWorkbook,
  eachRowFormula,
  type RowFormula,
  referencedColumns,
  referencedRows,
} from '../auditedWorkbook.ts';
import type { Headings, TimeAxis } from '../headings.ts';
import { hidesByDefault, invisibleFindings, isInvisibleColumn, isInvisibleRow } from '../unseen.ts';
import { fails, justified, listPlaces, notApplicable, Places, passes, type RuleVerdict } from '../verdict.ts';

/** Rule 1. */
export function checkTypedSheets({ file, sheets, ...audited }: AuditedWorkbook): RuleVerdict {
  const foreign = new Places();
  const { externalLinks, connections, macros, embedded } = file.parts;
  for (const part of [...externalLinks, ...connections, ...macros, ...embedded]) foreign.addName(part);
  for (const { name, type } of file.sheets) if (type === 'macrosheet' || type === 'dialogsheet') foreign.addName(name);
  for (const rowFormula of eachRowFormula({ file, sheets, ...audited }))
    if (rowFormula.references.some(({ sheet }) => sheet?.includes('[') === true))
      foreign.add(rowFormula.row.sheet.name, rowFormula.row.row, rowFormula.columns[0]!);
  if (foreign.some)
    return fails(
      `The workbook is not self-contained: ${formatCount(foreign.count, 'place')} with a link to another file, a ` +
        `connection, a macro or an embedded object (${listPlaces(foreign)}).`,
      foreign,
    );
  const alone = 'no links to other files, connections, macros or embedded objects';
  const untyped = new Places();
  for (const { name, kind } of sheets) if (kind === undefined) untyped.addName(name);
  if (untyped.count === sheets.length)
    return notApplicable(
      `No sheet has a tab colour that shows its type, so types cannot be checked. There are ${alone}.`,
    );
  if (untyped.some)
    return fails(`${formatCount(untyped.count, 'sheet')} without a type: ${listPlaces(untyped)}.`, untyped);
  const count = (wanted: AuditedSheet['kind']) => sheets.filter(({ kind }) => kind === wanted).length;
  return passes(
    `${formatCount(sheets.length, 'sheet')}: ${count('foundation')} for inputs, ${count('workings')} for workings, ` +
      `${count('presentation')} for results and ${count('control')} for control; ${alone}.`,
  );
}

const compared = ['unit', 'id', 'kind', 'words', 'source', 'constant'] as const;

/** The column in which most sheets have a heading. */
function usualColumn(all: readonly Headings[], name: (typeof compared)[number]): number | undefined {
  const counts = new Map<number, number>();
  for (const one of all) if (one[name] !== undefined) counts.set(one[name], (counts.get(one[name]) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Rule 2. */
export function checkSameColumns({ sheets }: AuditedWorkbook): RuleVerdict {
  const withHeadings = sheets.flatMap(({ name, headings }) => (headings === undefined ? [] : [{ name, headings }]));
  if (withHeadings.length === 0)
    return notApplicable('No sheet has headings for units and row kinds, so columns cannot be compared.');
  const off = new Places();
  for (const heading of compared) {
    const usual = usualColumn(
      withHeadings.map(({ headings }) => headings),
      heading,
    );
    for (const { name, headings } of withHeadings)
      if (headings[heading] !== undefined && headings[heading] !== usual)
        off.add(name, headings.row, headings[heading]);
  }
  for (const { name, kind, headings } of sheets) if (kind === 'workings' && headings === undefined) off.addName(name);
  if (off.some)
    return fails(
      `${formatCount(off.count, 'heading')} missing, or not in the same column as on the other sheets: ` +
        `${listPlaces(off)}.`,
      off,
    );
  return passes(
    `Unit, id, kind, formula, source and constants are in the same columns on all ${withHeadings.length} sheets ` +
      'that have them.',
  );
}

type WithAxis = AuditedSheet & { readonly axis: TimeAxis };

/** Rule 3. */
export function checkOneTimeAxis({ sheets }: AuditedWorkbook): RuleVerdict {
  const withAxis = sheets.filter((sheet): sheet is WithAxis => sheet.axis !== undefined);
  if (withAxis.length === 0)
    return notApplicable('No sheet has headings such as 2026, 2026-Q1 or 2026-03, so there is no time axis to check.');
  const off = new Places();
  const dates = new Map<string, number>();
  const places = new Map<string, number>();
  const outOfView = withAxis.filter(({ axis, file }) => axis.row >= file.frozen.rows);
  for (const { name, axis } of outOfView) off.add(name, axis.row, axis.columns[0]!);
  const unseen = off.count;
  for (const sheet of withAxis) {
    repeatedAxis(sheet, off);
    if (sheet.headings !== undefined) compareWith(places, sheet, (at) => sheet.axis.columns[at], sheet.axis.row, off);
    const end = periodEnds(sheet);
    if (end === undefined) off.add(sheet.name, sheet.axis.row, sheet.axis.columns[0]!);
    else {
      ascending(sheet, end, off);
      compareWith(dates, sheet, (at) => end.dates[at], end.row, off);
    }
  }
  if (off.some && off.count === unseen)
    return fails(
      `${formatCount(unseen, 'sheet')} whose time axis is not in rows that stay in view, because too few rows are ` +
        `frozen: ${listPlaces(off)}. The axes are in order otherwise.`,
      off,
    );
  if (off.some)
    return fails(
      `${formatCount(off.count, 'place')} with a time axis that is out of view, lacks the ends of its periods, has ` +
        `a period twice, or differs from other sheets: ${listPlaces(off)}.`,
      off,
    );
  return passes(
    `${formatCount(withAxis.length, 'sheet')} with one time axis each, always in view; the end dates of ` +
      `${formatCount(dates.size, 'period')} are the same on every sheet.`,
  );
}

interface PeriodEnds {
  readonly row: number;
  /** By position on the axis; undefined where there is no date. */
  readonly dates: readonly (number | undefined)[];
}

/** Rows below the headings, and the headings themselves, in which the ends of periods may stand. */
const headRows = 3;

function periodEnds({ axis, rows, file }: WithAxis): PeriodEnds | undefined {
  // Where programs lost the frozen rows, the ends of the periods are still there.
  const head = file.frozen.rows > 0 ? file.frozen.rows : axis.row + headRows;
  const found = rows.find(({ row, label }) => row < head && /^period end\b/i.test(label.trim()));
  if (found === undefined) return undefined;
  const values = new Map(found.cells.map(({ column, value }) => [column, value] as const));
  const dates = axis.columns.map((column) => {
    const value = values.get(column);
    return typeof value === 'number' ? value : undefined;
  });
  return { row: found.row, dates };
}

function ascending({ name, axis }: WithAxis, { row, dates }: PeriodEnds, off: Places): void {
  dates.forEach((date, at) => {
    const before = at === 0 ? undefined : dates[at - 1];
    if (date === undefined || (before !== undefined && date <= before)) off.add(name, row, axis.columns[at]!);
  });
}

/** Compares what stands for each period with what stood for it on sheets before. */
function compareWith(
  known: Map<string, number>,
  { name, axis }: WithAxis,
  valueAt: (at: number) => number | undefined,
  row: number,
  off: Places,
): void {
  axis.labels.forEach((label, at) => {
    const value = valueAt(at);
    if (value === undefined) return;
    const before = known.get(label) ?? value;
    known.set(label, before);
    if (before !== value) off.add(name, row, axis.columns[at]!);
  });
}

/** A second row of the same headings below the first. */
function repeatedAxis({ name, axis, rows }: WithAxis, off: Places): void {
  const labels = new Map(axis.columns.map((column, at) => [column, axis.labels[at]!] as const));
  for (const { row, cells } of rows) {
    if (row <= axis.row) continue;
    let same = 0;
    for (const { column, value } of cells) if (typeof value === 'string' && labels.get(column) === value) same += 1;
    if (same >= 2) off.add(name, row, axis.columns[0]!);
  }
}

/** Rule 4. */
export function checkTopToBottom(audited: AuditedWorkbook): RuleVerdict {
  const back = new Places();
  for (const rowFormula of eachRowFormula(audited)) {
    if (!rowFormula.references.some((reference) => readsLower(reference, rowFormula, audited))) continue;
    for (const column of rowFormula.columns) back.add(rowFormula.row.sheet.name, rowFormula.row.row, column);
  }
  if (audited.formulas === 0) return notApplicable('The workbook contains no formulas.');
  if (!back.some)
    return passes(`None of ${formatCount(audited.formulas, 'formula')} reads a lower row in its own column.`);
  return justified(
    `${back.count.toLocaleString('en-US')} of ${formatCount(audited.formulas, 'formula')} with a reference to a ` +
      `lower row in the same column (${listPlaces(back)}), because rows keep the order of the model file.`,
    back,
  );
}

function readsLower(
  reference: RowFormula['references'][number],
  rowFormula: RowFormula,
  { sheetNamed }: AuditedWorkbook,
): boolean {
  const { row, columns } = rowFormula;
  if (reference.sheet !== undefined && sheetNamed(reference.sheet) !== row.sheet) return false;
  const [from, to] = referencedColumns(reference, rowFormula, columns[0]!);
  return (
    referencedRows(reference)[1] > row.row &&
    from <= columns[0]! &&
    to >= columns[0]! &&
    reference.first.row !== undefined
  );
}

/** Rule 5. */
export function checkNothingHidden({ file, sheets }: AuditedWorkbook): RuleVerdict {
  const off = new Places();
  for (const { file: sheet } of sheets) {
    if (sheet.state !== 'visible' || hidesByDefault(sheet.defaults)) off.addName(sheet.name);
    for (const row of sheet.rows) if (isInvisibleRow(row) || row.collapsed) off.add(sheet.name, row.row, 0);
    for (const columns of sheet.columns) if (isInvisibleColumn(columns)) off.add(sheet.name, 0, columns.from);
  }
  for (const { place } of invisibleFindings(file)) off.addName(place);
  const actuals = markedActuals(sheets, file.styles, off);
  if (off.some)
    return fails(
      `${formatCount(off.count, 'place')} with something hidden, collapsed, covered or displayed as another value, ` +
        `or with actuals that look like the forecast: ${listPlaces(off)}.`,
      off,
    );
  const past =
    actuals === 0
      ? 'there are no actuals'
      : `actuals look different from the forecast (${formatCount(actuals, 'column')})`;
  return passes(
    `No sheet, row, column or number is hidden, collapsed, covered or displayed as another value; ${past}.`,
  );
}

/**
 * Headings over rows of actuals have to look different from the heading of the last period. Gives how many there are.
 */
function markedActuals(sheets: readonly AuditedSheet[], styles: readonly FileStyle[], off: Places): number {
  let count = 0;
  for (const { name, axis, rows, rowAt } of sheets) {
    if (axis === undefined) continue;
    const past = new Set(
      rows
        .filter(({ kind }) => kind === 'actual')
        .flatMap(({ cells }) =>
          cells.filter(({ column, value }) => axis.isPeriod(column) && typeof value === 'number'),
        ),
    );
    const columns = new Set([...past].map(({ column }) => column));
    const fillAt = (column: number) => {
      const cell = rowAt.get(axis.row)?.cells.find((one) => one.column === column);
      return cell === undefined ? undefined : styles[cell.styleIndex]?.fillColour;
    };
    const last = axis.columns.at(-1)!;
    count += columns.size;
    if (columns.has(last)) continue;
    for (const column of columns) if (fillAt(column) === fillAt(last)) off.add(name, axis.row, column);
  }
  return count;
}
