/** Rules 13 to 16: inputs and what is said of them, labels and names. */
import { formatCount } from '../../values/formatFigure.ts';
import type { FileCell, FileName } from '../../xlsx/read/workbookFile.ts';
import {
  type AuditedRow,
  type AuditedSheet,
  type AuditedWorkbook,
  type CellRole,
  calculatedFormula,
  cellRoles,
  type RowFormula,
  readsOtherSheet,
  textAt,
} from '../auditedWorkbook.ts';
import { factsOf } from '../formulaFacts.ts';
import { fails, justified, listPlaces, notApplicable, Places, passes, type RuleVerdict } from '../verdict.ts';

/** Kinds of rows that hold constants outside of input sheets. */
const constantKinds = new Set(['input', 'actual', 'fixed', 'time', 'stored']);

/** What rule 13 finds while it goes over the cells. */
interface Judging {
  readonly roles: readonly CellRole[];
  /** Whether sheets say what they are for. */
  readonly isTyped: boolean;
  readonly misplaced: Places;
  readonly miscoloured: Places;
  readonly openings: Places;
  inputs: number;
}

/** Rule 13. */
export function checkInputsApart(audited: AuditedWorkbook): RuleVerdict {
  const { sheets, file } = audited;
  const roles = cellRoles(file.styles);
  const isTyped = sheets.some(({ kind }) => kind !== undefined);
  if (!isTyped && !roles.includes('input'))
    return notApplicable('No sheet is marked as an input sheet and no cell is blue, so inputs cannot be identified.');
  const judging: Judging = {
    roles,
    isTyped,
    misplaced: new Places(),
    miscoloured: new Places(),
    openings: new Places(),
    inputs: 0,
  };
  for (const sheet of sheets)
    for (const row of sheet.rows) {
      for (const cell of row.cells) judgeCell(cell, row, judging);
      if (isTyped) for (const rowFormula of row.rowFormulas) judgeRun(rowFormula, judging);
    }
  return apartVerdict(judging, audited.formulas);
}

function apartVerdict({ misplaced, miscoloured, openings, inputs }: Judging, formulas: number): RuleVerdict {
  const faults = [
    ...(misplaced.some
      ? [`${formatCount(misplaced.count, 'constant')} outside input sheets and rows: ${listPlaces(misplaced)}.`]
      : []),
    ...(miscoloured.some
      ? [
          `${formatCount(miscoloured.count, 'cell')} whose colour does not match their contents: ` +
            `${listPlaces(miscoloured)}.`,
        ]
      : []),
  ];
  if (faults.length > 0) return fails(faults.join(' '), Places.of(misplaced, miscoloured));
  const ground =
    `${formatCount(inputs, 'constant')} in blue on input sheets or in rows marked as inputs; none of ` +
    `${formatCount(formulas, 'formula')} looks like an input`;
  if (!openings.some) return passes(`${ground}.`);
  return justified(
    `${ground}. ${formatCount(openings.count, 'opening balance')} in blue before the first period, because the ` +
      `model states the amount: ${listPlaces(openings)}.`,
    openings,
  );
}

/** Judges a constant by where it stands, and a formula by whether it is blue. */
function judgeCell(cell: FileCell, row: AuditedRow, judging: Judging): void {
  const { roles, isTyped, misplaced, miscoloured, openings } = judging;
  const role = roles[cell.styleIndex] ?? 'formula';
  const note = (places: Places) => places.add(row.sheet.name, row.row, cell.column);
  if (calculatedFormula(cell) !== undefined) {
    if (role === 'input') note(miscoloured);
    return;
  }
  if (role === 'input' && cell.value !== null) judging.inputs += 1;
  if (!isTyped || typeof cell.value !== 'number' || cell.formula !== undefined || isHeading(cell, row)) return;
  if (isOpening(cell, row, role)) {
    if (role === 'input') note(openings);
  } else if (!mayBeConstant(row, role)) note(misplaced);
  else if ((role === 'formula' || role === 'link') && row.kind !== '') note(miscoloured);
}

/** An amount before the first period of a row, in blue; that there was nothing is structure and grey. */
function isOpening({ column, value }: FileCell, { sheet }: AuditedRow, role: CellRole): boolean {
  const isBefore = sheet.kind === 'workings' && sheet.axis?.openings.includes(column) === true;
  return isBefore && (role === 'input' || (role === 'other' && value === 0));
}

function isHeading({ column }: FileCell, { row, sheet }: AuditedRow): boolean {
  return sheet.axis !== undefined && row === sheet.axis.row && sheet.axis.isPeriod(column);
}

/** Control sheets hold tolerances and counts of their own; elsewhere the row says what it is. */
function mayBeConstant({ sheet, kind }: AuditedRow, role: CellRole): boolean {
  if (sheet.kind === 'foundation' || constantKinds.has(kind)) return true;
  return sheet.kind === 'control' && (role === 'input' || role === 'other');
}

/** On workings a link is green and a calculation is not; everywhere green reads another sheet. */
function judgeRun(rowFormula: RowFormula, { roles, miscoloured }: Judging): void {
  const { row, columns } = rowFormula;
  const { sheet } = row;
  const reads = readsOtherSheet(rowFormula);
  const isHead = row.row <= Math.max(sheet.headings?.row ?? 0, sheet.file.frozen.rows - 1);
  for (const column of columns) {
    const role = roles[styleAt(row, column)] ?? 'formula';
    const isWrong = role === 'link' ? !reads : role === 'formula' && reads && sheet.kind === 'workings' && !isHead;
    if (isWrong) miscoloured.add(sheet.name, row.row, column);
  }
}

/** Cells are in the order of their columns. */
function styleAt({ cells }: AuditedRow, column: number): number {
  let [low, high] = [0, cells.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cells[middle]!.column < column) low = middle + 1;
    else high = middle;
  }
  return cells[low]?.styleIndex ?? 0;
}

/** Rule 14. */
export function checkInputEvidence({ sheets }: AuditedWorkbook): RuleVerdict {
  const rows = sheets.flatMap((sheet) => sheet.rows.filter((row) => isInput(row)));
  if (rows.length === 0)
    return notApplicable('No row is marked as an input, so the evidence of inputs cannot be checked.');
  const off = new Places();
  const missing = new Map<string, number>();
  for (const row of rows) {
    const lacks = lackOf(row);
    if (lacks === undefined) continue;
    off.add(row.sheet.name, row.row, row.sheet.headings![lacks] ?? 0);
    missing.set(lacks, (missing.get(lacks) ?? 0) + 1);
  }
  if (off.some) {
    const lacks = [...missing]
      .map(([what, count]) => `${count} without ${what === 'source' ? 'source or status' : what}`)
      .join(', ');
    return fails(
      `Of ${formatCount(rows.length, 'input row')}, ${lacks}: ${listPlaces(off)}. The model file does not state it.`,
      off,
    );
  }
  return passes(`${formatCount(rows.length, 'input row')}: each has a unit, an id, and a source or a status.`);
}

function isInput({ kind, sheet }: AuditedRow): boolean {
  return (kind === 'input' && (sheet.kind === 'foundation' || sheet.kind === undefined)) || kind === 'actual';
}

function lackOf({ unit, id, source, cells, sheet }: AuditedRow): 'unit' | 'id' | 'source' | undefined {
  if (unit === '') return 'unit';
  if (id === '') return 'id';
  return source === '' && textAt(cells, sheet.headings?.status) === '' ? 'source' : undefined;
}

/** Rule 15. */
export function checkLabelsAndUnits({ sheets }: AuditedWorkbook): RuleVerdict {
  const withKinds = sheets.filter(({ headings }) => headings !== undefined);
  if (withKinds.length === 0)
    return notApplicable('No sheet shows which of its rows are line items, so labels and units cannot be checked.');
  const [twice, unitless] = [new Places(), new Places()];
  let items = 0;
  for (const sheet of withKinds) items += judgeLabels(sheet, twice, unitless);
  if (twice.some || unitless.some) {
    const both = Places.of(twice, unitless);
    return fails(
      `${formatCount(twice.count, 'duplicate label')} on a sheet, ${formatCount(unitless.count, 'line item')} ` +
        `without a unit: ${listPlaces(both)}.`,
      both,
    );
  }
  return passes(`${formatCount(items, 'line item')}: each has its own label on its sheet, and a unit.`);
}

/**
 * A label that is set in belongs to the row above it; on sheets of results and control the same label may stand in
 * another section.
 */
function judgeLabels({ name, kind, headings, rows }: AuditedSheet, twice: Places, unitless: Places): number {
  const known = new Map<string, string>();
  const isSectioned = kind === 'presentation' || kind === 'control';
  let [section, above, items] = ['', '', 0];
  for (const row of rows) {
    if (row.row <= headings!.row || row.label === '') continue;
    const isWithin = row.label.startsWith(' ');
    if (!isWithin) above = row.label;
    if (row.kind === '' && isSectioned) section = row.label;
    if (row.kind === '' || row.kind === 'link') continue;
    items += 1;
    const key = `${isSectioned ? section : ''}\n${isWithin ? above : ''}\n${row.label.trim().toLowerCase()}`;
    const before = known.get(key);
    if (before !== undefined && (before === '' || before !== row.id)) twice.add(name, row.row, headings!.label);
    known.set(key, row.id);
    if (row.unit === '') unitless.add(name, row.row, headings!.unit);
  }
  return items;
}

const isPlainName = ({ name }: FileName): boolean => !name.startsWith('_xlnm.');
/** `Q1`, `R2C3` and `C` are places in a sheet for Excel. */
const likeCell = /^(?:[A-Za-z]{1,3}\d+|[rR]\d*[cC]\d*|[rR]\d*|[cC]\d*|true|false)$/i;

/** Rule 16. */
export function checkNamesForInputs(audited: AuditedWorkbook): RuleVerdict {
  const names = audited.file.names.filter(isPlainName);
  const off = new Places();
  for (const { name } of names) if (likeCell.test(name)) off.addName(name);
  if (off.some)
    return fails(`${formatCount(off.count, 'defined name')} with the form of a cell address: ${listPlaces(off)}.`, off);
  if (names.length === 0) return passes('There are no defined names; formulas use cell references only.');
  if (!audited.sheets.some(({ kind }) => kind === 'foundation'))
    return notApplicable(
      `${formatCount(names.length, 'defined name')}, none in the form of a cell address; no sheet is marked as an ` +
        'input sheet, so what they refer to cannot be checked.',
    );
  for (const name of names) if (!isInputName(name, audited)) off.addName(name.name);
  if (off.some)
    return fails(
      `${formatCount(off.count, 'defined name')} that do not refer to a single input: ${listPlaces(off)}.`,
      off,
    );
  return passes(
    `${formatCount(names.length, 'defined name')}: each refers to one cell of an input sheet, and none has the form ` +
      'of a cell address.',
  );
}

function isInputName({ formula, hidden }: FileName, audited: AuditedWorkbook): boolean {
  const { references, isBare } = factsOf(formula);
  const [reference] = references;
  if (
    hidden ||
    !isBare ||
    reference?.sheet === undefined ||
    !reference.first.rowAbsolute ||
    !reference.first.columnAbsolute
  )
    return false;
  const sheet = audited.sheetNamed(reference.sheet);
  const row = sheet?.rowAt.get(reference.first.row ?? -1);
  return (
    sheet?.kind === 'foundation' &&
    row !== undefined &&
    (row.kind === 'input' ||
      row.kind === 'fixed' ||
      row.sheet.headings === undefined ||
      row.row < row.sheet.headings.row)
  );
}
