/** Rules 6 to 9: each formula by itself. */
import { formatCount } from '../../values/formatFigure.ts';
import {
  type AuditedRow,
  type AuditedWorkbook,
  calculatedFormula,
  eachRowFormula,
  type RowFormula,
} from '../auditedWorkbook.ts';
import { fails, justified, listPlaces, notApplicable, Places, passes, type RuleVerdict } from '../verdict.ts';

const nothing = notApplicable('The workbook contains no formulas.');

function addAll({ row, columns }: RowFormula, places: Places): void {
  for (const column of columns) places.add(row.sheet.name, row.row, column);
}

/** Rule 6. */
export function checkOneFormulaPerRow({ sheets }: AuditedWorkbook): RuleVerdict {
  const withAxis = sheets.filter(({ axis }) => axis !== undefined);
  if (withAxis.length === 0)
    return notApplicable('No sheet has period headings, so rows over time cannot be identified.');
  const off = new Places();
  let rows = 0;
  for (const sheet of withAxis) for (const row of sheet.rows) rows += oddCells(row, off) ? 1 : 0;
  if (off.some)
    return fails(
      `${formatCount(off.count, 'cell')} in rows over time with a different formula, a number or nothing: ` +
        `${listPlaces(off)}.`,
      off,
    );
  return passes(`${formatCount(rows, 'row')} with formulas over time: each has the same formula in every period.`);
}

/** Notes the cells of a row that depart from its most frequent formula. Says whether the row has formulas over time. */
function oddCells(row: AuditedRow, off: Places): boolean {
  const { isPeriod } = row.sheet.axis!;
  const rowFormulas = row.rowFormulas
    .map((rowFormula) => ({ rowFormula, columns: rowFormula.columns.filter(isPeriod) }))
    .filter(({ columns }) => columns.length > 0);
  if (rowFormulas.length === 0) return false;
  const usual = rowFormulas.reduce((most, one) => (one.columns.length > most.columns.length ? one : most));
  for (const one of rowFormulas)
    if (one !== usual) for (const column of one.columns) off.add(row.sheet.name, row.row, column);
  const last = Math.max(...rowFormulas.map(({ columns }) => columns.at(-1)!));
  const first = Math.min(...rowFormulas.map(({ columns }) => columns[0]!));
  const filled = new Set(rowFormulas.flatMap(({ columns }) => columns));
  if (row.sheet.axis!.columns.filter((column) => column >= first && column <= last).length > filled.size)
    for (const column of row.sheet.axis!.columns)
      if (column > first && column < last && !filled.has(column)) off.add(row.sheet.name, row.row, column);
  for (const cell of row.cells)
    if ((cell.column > last || cell.column < first) && isPeriod(cell.column) && isConstant(cell))
      off.add(row.sheet.name, row.row, cell.column);
  return true;
}

function isConstant(cell: AuditedRow['cells'][number]): boolean {
  return calculatedFormula(cell) === undefined && typeof cell.value === 'number';
}

/** Numbers that a formula may hold, and those that the language of models allows beside them. */
const plainNumbers = new Set(['0', '1', '12', '24', '1000']);
const structuralNumbers = new Set(['2', '100']);
/** The share of its terms that a comparison counts as rounding. */
const roundingNumber = '1E-12';

/** Rule 7. */
export function checkNoNumbers(audited: AuditedWorkbook): RuleVerdict {
  if (audited.formulas === 0) return nothing;
  const [off, structural, stated] = [new Places(), new Places(), new Places()];
  let rounding = '';
  for (const rowFormula of eachRowFormula(audited)) {
    if (rowFormula.numbers.includes(roundingNumber))
      rounding = `, except the rounding tolerance ${roundingNumber} of comparisons`;
    const numbers = rowFormula.numbers.filter((number) => !plainNumbers.has(number) && number !== roundingNumber);
    if (numbers.length === 0) continue;
    const isStructural = numbers.every((number) => structuralNumbers.has(number));
    addAll(rowFormula, isStructural ? structural : isStated(rowFormula) ? stated : off);
  }
  const all = formatCount(audited.formulas, 'formula');
  if (off.some)
    return fails(
      `Numbers that should be inputs in ${off.count.toLocaleString('en-US')} of ${all}: ${listPlaces(off)}.`,
      off,
    );
  if (!structural.some && !stated.some)
    return passes(`None of ${all} contains a number other than 0, 1, 12, 24 and 1000${rounding}.`);
  const places = structural.some ? structural : stated;
  return justified(
    `No input is hidden in ${all}. ${formatCount(structural.count, 'formula')} with 2 or 100 for halves and ` +
      `percentages; ${formatCount(stated.count, 'formula')} with a unit conversion factor, the limit of a check or ` +
      `the limits of a function, which the model formula in the row states (${listPlaces(places)}).`,
    places,
  );
}

/**
 * Factors of a change of units, bounds of checks, numbers of periods, and bounds within which a loan or a date is
 * computed follow from the words beside the formula.
 */
function isStated({ row }: RowFormula): boolean {
  const isPeriod = /\bperiod\.index [<>=]+ \d/.test(row.words);
  return (
    isPeriod ||
    /\b(convert|pmt|ipmt|ppmt|pv|fv|nper|date|xirr)\(/i.test(row.words) ||
    (row.kind === 'check' && row.words !== '')
  );
}

const lengthMost = 500;

/** Rule 8. */
export function checkReadableFormulas(audited: AuditedWorkbook): RuleVerdict {
  if (audited.formulas === 0) return nothing;
  const [off, spelled] = [new Places(), new Places()];
  let longest = 0;
  for (const rowFormula of eachRowFormula(audited)) {
    longest = Math.max(longest, rowFormula.text.length);
    const isHard = rowFormula.text.length > lengthMost || rowFormula.choices > 1;
    if (!isHard && !rowFormula.text.includes('\n')) continue;
    addAll(
      rowFormula,
      rowFormula.text.includes('\n') || (rowFormula.row.words === '' && !isList(rowFormula)) ? off : spelled,
    );
  }
  if (off.some)
    return fails(
      `${formatCount(off.count, 'formula')} longer than ${lengthMost} characters, with nested IFs or on several ` +
        `lines, without the model formula in the row: ${listPlaces(off)}.`,
      off,
    );
  if (spelled.some)
    return justified(
      `${spelled.count.toLocaleString('en-US')} of ${formatCount(audited.formulas, 'formula')} with nested IFs or ` +
        `more than ${lengthMost} characters (${listPlaces(spelled)}); each row also shows the model formula, and ` +
        'every formula is on one line.',
      spelled,
    );
  return passes(
    `The longest of ${formatCount(audited.formulas, 'formula')} has ${longest} characters; none has nested IFs, and ` +
      'each is on one line.',
  );
}

/** A long list of cells is as easy to read as a short one. */
function isList({ functions, choices }: RowFormula): boolean {
  return (
    choices <= 1 && functions.every((name) => name === 'MIN' || name === 'MAX' || name === 'SUM' || name === 'IFERROR')
  );
}

const banned = new Set(
  'OFFSET INDIRECT NPV TODAY NOW RAND RANDBETWEEN RANDARRAY CELL INFO EVALUATE WEBSERVICE RTD DDE CALL REGISTER.ID LAMBDA LET GETPIVOTDATA'.split(
    ' ',
  ),
);
/** Functions that formulas of burnsheet call, on which engines agree. */
export const knownFunctions: ReadonlySet<string> = new Set([
  ...'ABS AND AVERAGE COUNT COUNTIF DATE DAY DAYS EDATE EOMONTH EXP FALSE FV IF IFERROR INDEX INT IPMT IRR ISERROR ISNUMBER LN MATCH MAX MIN NA'.split(
    ' ',
  ),
  ...'MOD MONTH NOT NPER OR PMT POWER PPMT PV ROUND ROUNDDOWN ROUNDUP SQRT SUM SUMIFS SUMPRODUCT TRUE XIRR YEAR YEARFRAC'.split(
    ' ',
  ),
]);

/** Rule 9. */
export function checkTrustedFunctions(audited: AuditedWorkbook): RuleVerdict {
  if (audited.formulas === 0) return nothing;
  const [off, unknown] = [new Places(), new Places()];
  const names = new Set<string>();
  const used = new Set<string>();
  for (const rowFormula of eachRowFormula(audited)) {
    for (const name of rowFormula.functions) used.add(name);
    const odd = rowFormula.functions.filter((name) => !knownFunctions.has(name));
    for (const name of odd) names.add(name);
    if (odd.length > 0) addAll(rowFormula, odd.some((name) => banned.has(name)) ? off : unknown);
  }
  const found = [...names].sort().slice(0, 8).join(', ');
  if (off.some)
    return fails(
      `${formatCount(off.count, 'formula')} with functions that are volatile or hide their precedents (${found}): ` +
        `${listPlaces(off)}.`,
      off,
    );
  if (unknown.some)
    return fails(
      `${formatCount(unknown.count, 'formula')} with functions that are not on the list of those on which engines ` +
        `agree (${found}): ${listPlaces(unknown)}.`,
      unknown,
    );
  return passes(
    `${formatCount(used.size, 'function')} in ${formatCount(audited.formulas, 'formula')}, all on the list of ` +
      'functions on which engines agree.',
  );
}
