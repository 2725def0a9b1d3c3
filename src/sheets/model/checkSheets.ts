/**
 * The Checks and Tie-outs sheets. Every comparison shows its difference and its tolerance, and one master cell shows
 * whether all checks pass.
 */

import { cellFormula, type FormulaContext } from '../../grid/cellFormula.ts';
import { numberFormat, unitText } from '../../grid/formats.ts';
import type {
  CellRange,
  FormulaPart,
  Grid,
  GridSheet,
  Origin,
  RowSegment,
  StoredRange,
  Template,
} from '../../grid/grid.ts';
import {
  callInGroups,
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { asNumber } from '../../model/expression/build.ts';
import { roundingShare } from '../../model/expression/comparison.ts';
import { checkName, rowId } from '../../model/find.ts';
import { describeMissDates } from '../../model/inputs/asOf.ts';
import type { Check, Expression, Row, TieOut } from '../../model/model.ts';
import { allowedDifference } from '../../model/verdicts.ts';
import {
  addTimeHeader,
  addTimeLink,
  addTitle,
  checksSheet,
  columns,
  frozenRows,
  type LayoutContext,
  lastDayCell,
  masterCheckCell,
  type Position,
  rowHeader,
  sourceLink,
  timelineSheet,
  timeWidths,
} from '../layoutContext.ts';

export interface CheckSheets {
  readonly sheets: GridSheet[];
  readonly checks: Map<Check, CheckPosition>;
  /** The position of each tie-out, by id and then by the scenario in which it is judged. */
  readonly tieOuts: ReadonlyMap<string, ReadonlyMap<string, Position>>;
  /** Cells to fill with the results of those scenarios. */
  readonly stored: readonly StoredRange[];
  /** The cell that shows whether every tie-out holds, or misses for a reason that the model states. */
  readonly tieOutMaster?: CellRange;
  /** The cell that counts documented misses; absent if there are none. */
  readonly tieOutMisses?: CellRange;
  /** The cell that counts figures published after the as-of date; absent if there are none. */
  readonly tieOutsLater?: CellRange;
}

/** The rows of a check: its difference, and whether it holds. */
export interface CheckPosition {
  readonly compared: Position;
  readonly holds: Position;
}

/** A check that the workbook adds to those of the model: 1 if it holds. */
export interface BuiltInCheck {
  readonly id: string;
  readonly label: string;
  readonly words: string;
  readonly template: Template;
}

export const tieOutsSheet = 'Tie-outs';
export const tieOutColumns = {
  scenario: 6,
  /** The result in the active scenario. */
  value: 7,
  /** The stored result for the scenario of the row. */
  stored: 8,
  /** The live result if the scenario of the row is active, otherwise the stored one. */
  judged: 9,
  expect: 10,
  tolerance: 11,
  /** The unit of the tolerance. */
  measure: 12,
  allowed: 13,
  difference: 14,
  holds: 15,
  /** 1 if the model states that the figure is missed, and why. */
  documentedMiss: 16,
  known: 17,
  /** The as-of date of the model. */
  asOf: 18,
  /** 1 if the figure was published after the as-of date. */
  later: 19,
  verdict: 20,
  reason: 21,
  calibrated: 22,
  note: 23,
} as const;
/**
 * Values of the verdict column. A number format can show three words, so a figure that is not judged has a text, which
 * `MIN` ignores.
 */
export const tieOutVerdicts = { fails: 0, holds: 1, misses: 2, later: 'published later' } as const;
const noneJudged = 'none judged';
const tieOutMasterRow = 2;

/** Writes the Checks and Tie-outs sheets. The constant column of a check is 1 if it holds in every period. */
export function checkSheets(
  context: LayoutContext,
  scenarioCell: Grid['scenarioCell'],
  builtIn: readonly BuiltInCheck[],
  effects?: BuiltInCheck,
): CheckSheets {
  const checks = new Map<Check, CheckPosition>();
  const rows = tieOutRows(context.model);
  const sheets = [
    checkSheet(context, checks, builtIn, effects),
    ...(rows.length === 0 ? [] : [tieOutSheet(context, rows, scenarioCell)]),
  ];
  const summary = (column: number): CellRange => ({ sheet: tieOutsSheet, row: tieOutMasterRow, column, count: 1 });
  return {
    sheets,
    checks,
    tieOuts: tieOutPlaces(rows),
    stored: rows.map(storedOf),
    ...(rows.length === 0 ? {} : { tieOutMaster: summary(tieOutColumns.verdict) }),
    ...(context.model.tieOuts.some(isDocumentedMiss) ? { tieOutMisses: summary(tieOutColumns.documentedMiss) } : {}),
    ...(context.model.tieOuts.some(({ isLater }) => isLater) ? { tieOutsLater: summary(tieOutColumns.later) } : {}),
  };
}

function formulaContext(context: LayoutContext): FormulaContext {
  return {
    locate: (row) => context.positions.get(row)!,
    timeRow: (attribute) => ({ sheet: timelineSheet, row: context.timeRows.get(attribute)! }),
    constantColumn: columns.constant,
    firstColumn: context.firstColumn,
  };
}

/**
 * 1 if every listed cell is 1, and 0 if one of them is 0 or an error. Arguments are grouped, because Excel takes at
 * most 255.
 */
function allHold(rows: readonly number[], column: number): Template {
  return ['IFERROR(', ...callInGroups('MIN', cellsIn(rows, column)), ',0)'];
}

const cellsIn = (rows: readonly number[], column: number): Template[] =>
  rows.map((row) => [{ row, column: { absolute: column } }]);

const holdsFormat = '0';

function checkSheet(
  context: LayoutContext,
  places: Map<Check, CheckPosition>,
  builtIn: readonly BuiltInCheck[],
  effects: BuiltInCheck | undefined,
): GridSheet {
  const sheet = sheetBuilder(checksSheet, 'control', timeWidths(context), { rows: frozenRows + 1, columns: 1 });
  addTimeHeader(sheet, 'Checks', context);
  addTimeLink(sheet, 'end', context);
  const { checks } = context.model;
  const firstBuiltIn = masterCheckCell.row + 3;
  const firstCheck = firstBuiltIn + builtIn.length + 2;
  const blocks = checkBlocks(checks, firstCheck);
  const holds = [...builtIn.map((_, at) => firstBuiltIn + at), ...blocks.flatMap((block) => block.holds)];
  const all = allHold(holds, columns.constant);
  // The last row, so that a comparison with another run moves no other row.
  const effectsRow = blocks.reduce((_, { end }) => end, firstCheck) + 1;
  const own = (row: number): FormulaPart => ({ row, column: { absolute: columns.constant } });
  const extra = { format: holdsFormat, origin: { kind: 'check', id: 'all', members: [] } } as const;
  sheet.add(
    textCell(0, 'All checks pass (1 = yes)', 'section'),
    formulaCells(
      columns.constant,
      1,
      effects === undefined ? all : ['MIN(', ...all, ',', own(effectsRow), ')'],
      'check',
      extra,
    ),
  );
  sheet.add();
  sheet.add(textCell(0, 'Checks of every workbook', 'section'));
  for (const check of builtIn) addBuiltIn(sheet, check);
  sheet.add();
  sheet.add(textCell(0, 'Checks of this model', 'section'));
  for (const block of blocks) addBlock(sheet, block, context, places);
  if (effects !== undefined) {
    sheet.add(textCell(0, 'Check of the changes since another run', 'section'));
    addBuiltIn(sheet, effects);
  }
  return sheet.finish();
}

function addBuiltIn(sheet: SheetBuilder, { id, label, words, template }: BuiltInCheck): void {
  sheet.add(
    rowHeader({ label, unit: 'flag', id, kind: 'check', words }),
    formulaCells(columns.constant, 1, template, 'check', {
      format: holdsFormat,
      origin: { kind: 'check', id, members: [] },
    }),
  );
}

/**
 * The rows of one check: the difference of each member, the shared tolerance, the allowance for rounding, and whether
 * each member holds.
 */
interface CheckBlock {
  readonly checks: readonly Check[];
  readonly tolerance: number;
  /** One row for each member, or a shared one. */
  readonly rounding: readonly number[];
  readonly holds: readonly number[];
  /** The first row after the block. */
  readonly end: number;
}

function checkBlocks(checks: readonly Check[], first: number): CheckBlock[] {
  let at = first;
  return [...new Set(checks.map(({ id }) => id))].map((id): CheckBlock => {
    const members = checks.filter((check) => check.id === id);
    const tolerance = at + members.length;
    const isShared = members.every(({ rounding }) => rounding === undefined || rounding.kind === 'number');
    const rounding = members.map((_, index) => tolerance + 1 + (isShared ? 0 : index));
    const holds = members.map((_, index) => rounding.at(-1)! + 1 + index);
    at = rounding.at(-1)! + members.length + 2;
    return { checks: members, tolerance, rounding, holds, end: at };
  });
}

function addBlock(
  sheet: SheetBuilder,
  block: CheckBlock,
  context: LayoutContext,
  places: Map<Check, CheckPosition>,
): void {
  const [first] = block.checks as [Check];
  for (const check of block.checks) addDifference(sheet, check, context);
  sheet.add(
    rowHeader({ label: '  tolerance', unit: unitText(first.type), kind: 'input' }),
    valueCell(columns.constant, first.tolerance, 'input', {
      format: first.difference === undefined ? holdsFormat : numberFormat(first.type, noDisplay),
      compared: { role: 'difference', tolerance: first.tolerance },
    }),
  );
  block.checks.forEach((check, at) => {
    if (at === block.rounding.indexOf(block.rounding[at]!)) addRounding(sheet, check, context);
  });
  block.checks.forEach((check, at) => {
    const [compared, holds] = [block.tolerance - block.checks.length + at, block.holds[at]!];
    const place = (row: number): Position => ({ sheet: sheet.name, row, time: check.time });
    places.set(check, { compared: place(compared), holds: place(holds) });
    addHolds(sheet, check, { compared, tolerance: block.tolerance, rounding: block.rounding[at]! }, context);
  });
  sheet.add();
}

const originOfCheck = ({ id, members }: Check) => ({ kind: 'check', id, members }) as const;

/** A formula in every period, or in the constant column. */
function spread(
  { time }: Check,
  template: Template,
  format: string,
  origin: Origin,
  { firstColumn, count }: LayoutContext,
): RowSegment[] {
  const [from, length] = time === 'series' ? [firstColumn, count] : [columns.constant, 1];
  return formulaCells(from, length, template, 'check', { format, origin });
}

function addDifference(sheet: SheetBuilder, check: Check, context: LayoutContext): void {
  const format = check.difference === undefined ? holdsFormat : numberFormat(check.type, noDisplay);
  const compared = cellFormula(asNumber(check.difference ?? check.condition!), formulaContext(context));
  const words = check.formulaText.replace(/\s+/g, ' ');
  sheet.add(
    rowHeader({ label: check.title, unit: unitText(check.type), id: checkName(check), kind: 'check', words }),
    spread(check, compared, format, originOfCheck(check), context).map((segment) =>
      check.difference === undefined
        ? segment
        : { ...segment, compared: { role: 'difference', tolerance: check.tolerance } },
    ),
  );
}

const roundingOf = ({ rounding }: Check): Expression => rounding ?? { kind: 'number', value: 0 };

function addRounding(sheet: SheetBuilder, check: Check, context: LayoutContext): void {
  const rounding = roundingOf(check);
  const isGiven = rounding.kind === 'number';
  sheet.add(
    rowHeader({
      label:
        check.members.length === 0 || isGiven
          ? '  allowance for rounding'
          : `  allowance for rounding: ${check.title.slice(check.label.length + 2)}`,
      unit: unitText(check.type),
      kind: isGiven ? 'input' : 'check',
      words: roundingWords(check),
    }),
    isGiven
      ? valueCell(columns.constant, rounding.value, 'input', { format: roundingFormat })
      : spread(check, cellFormula(rounding, formulaContext(context)), roundingFormat, originOfCheck(check), context),
  );
}

function addHolds(
  sheet: SheetBuilder,
  check: Check,
  {
    compared,
    tolerance,
    rounding,
  }: { readonly compared: number; readonly tolerance: number; readonly rounding: number },
  context: LayoutContext,
): void {
  const isSeries = check.time === 'series';
  const origin = originOfCheck(check);
  const cell = {
    row: compared,
    column: isSeries ? ({ relative: 0 } as const) : ({ absolute: columns.constant } as const),
  };
  const allowance = roundingOf(check).kind === 'number' ? ({ absolute: columns.constant } as const) : cell.column;
  const limit: Template = [
    { row: tolerance, column: { absolute: columns.constant } },
    '+',
    { row: rounding, column: allowance },
  ];
  const holds = ['IF(', ...condition(check, cell, limit), ',1,0)'];
  const own = (column: number) => ({ row: sheet.next(), column: { absolute: column } });
  const all: Template = [
    'MIN(',
    { ...own(context.firstColumn), to: own(context.firstColumn + context.count - 1) },
    ')',
  ];
  const label = check.members.length === 0 ? '  holds' : `  holds: ${check.title.slice(check.label.length + 2)}`;
  sheet.add(
    rowHeader({ label, unit: 'flag', kind: 'check' }),
    isSeries ? formulaCells(columns.constant, 1, all, 'check', { format: holdsFormat, origin }) : [],
    spread(check, holds, holdsFormat, origin, context),
  );
}

const roundingFormat = '0.0E+00;-0.0E+00;"–"';

/** Describes the allowance for rounding. */
function roundingWords({ rounding, tolerance }: Check): string {
  if (rounding === undefined) return 'none: the comparison is exact';
  return tolerance > 0 ? 'a billionth of the tolerance' : '1e-12 of the largest amount in the sum';
}

/** The condition under which a check holds, given its difference. */
function condition(check: Check, cell: FormulaPart, limit: Template): Template {
  switch (check.operator) {
    case '=':
      return ['ABS(', cell, ')<=', ...limit];
    case '<>':
      return ['ABS(', cell, ')>', ...limit];
    case '>=':
      return [cell, '>=-(', ...limit, ')'];
    case '>':
      return [cell, '>', ...limit];
    case '<=':
      return [cell, '<=', ...limit];
    case '<':
      return [cell, '<-(', ...limit, ')'];
    default:
      return [cell, '=1'];
  }
}

const tieOutHeadings = [
  'Figure',
  'Unit',
  'Id',
  'Kind',
  'Formula',
  'Source',
  'Scenario',
  'Model, active scenario',
  'Model, stored',
  'Model, compared',
  'Expected',
  'Tolerance',
  'Tolerance unit',
  'Allowed difference',
  'Difference',
  'Holds',
  'Documented miss',
  'Published',
  'As-of date',
  'Published later',
  'Verdict',
  'Reason for the miss',
  'Calibrated inputs',
  'Note',
];
const tieOutWidths = [52, 14, 26, 11, 44, 34, 17, 17, 17, 17, 17, 13, 18, 17, 17, 10, 13, 13, 13, 15, 15, 60, 44, 70];

const isDocumentedMiss = ({ misses }: TieOut): boolean => misses?.inForce === true;
const yesFormat = '[=1]"yes";[=0]"–";0';
const verdictWords = '[=1]"holds";[=2]"misses";[Red]"FAILS"';
const allVerdictWords = '[=1]"as documented";[Red][=0]"FAILS";General';

/** One row of the sheet: a figure in one scenario. */
interface TieOutRow {
  readonly tieOut: TieOut;
  readonly scenario: string;
  /** Position of the scenario among those of the model. */
  readonly index: number;
  readonly row: number;
}

function tieOutRows({ tieOuts, scenarios }: LayoutContext['model']): TieOutRow[] {
  const judged = tieOuts.flatMap((tieOut) =>
    scenarios.flatMap(({ id }, index) => (tieOut.scenarios.includes(id) ? [{ tieOut, scenario: id, index }] : [])),
  );
  return judged.map((one, at) => ({ ...one, row: tieOutMasterRow + 1 + at }));
}

function tieOutPlaces(rows: readonly TieOutRow[]): CheckSheets['tieOuts'] {
  const found = new Map<string, Map<string, Position>>();
  for (const { tieOut, scenario, row } of rows) {
    const places = found.get(tieOut.id) ?? new Map<string, Position>();
    found.set(tieOut.id, places.set(scenario, { sheet: tieOutsSheet, row, time: 'scalar' }));
  }
  return found;
}

function storedOf({ index, row }: TieOutRow): StoredRange {
  const cell = (column: number): CellRange => ({ sheet: tieOutsSheet, row, column, count: 1 });
  return { scenario: index, cells: cell(tieOutColumns.stored), from: cell(tieOutColumns.value) };
}

function tieOutSheet(
  context: LayoutContext,
  tieOuts: readonly TieOutRow[],
  scenarioCell: Grid['scenarioCell'],
): GridSheet {
  const sheet = sheetBuilder(tieOutsSheet, 'control', tieOutWidths, { rows: tieOutMasterRow + 1, columns: 1 });
  addTitle(sheet, 'Published figures and expected answers compared with the model');
  sheet.add(listCells(0, tieOutHeadings.map(textContent), 'header'));
  const rows = tieOuts.map(({ row }) => row);
  const extra = { format: holdsFormat, origin: { kind: 'tie-out', id: 'all', members: [] } } as const;
  sheet.add(
    textCell(0, 'All pass, miss for a documented reason, or were published later', 'section'),
    formulaCells(
      tieOutColumns.documentedMiss,
      1,
      callInGroups('SUM', cellsIn(rows, tieOutColumns.documentedMiss)),
      'check',
      extra,
    ),
    formulaCells(tieOutColumns.later, 1, callInGroups('SUM', cellsIn(rows, tieOutColumns.later)), 'check', extra),
    formulaCells(tieOutColumns.verdict, 1, allVerdicts(rows), 'check', { ...extra, format: allVerdictWords }),
  );
  for (const one of tieOuts) addTieOut(sheet, one, context, scenarioCell);
  return sheet.finish();
}

function addTieOut(
  sheet: SheetBuilder,
  { tieOut, scenario }: TieOutRow,
  context: LayoutContext,
  scenarioCell: Grid['scenarioCell'],
): void {
  const at = sheet.next();
  const origin = { kind: 'tie-out', id: tieOut.id, members: [] } as const;
  const cell = (column: number): FormulaPart => ({ row: at, column: { absolute: column } });
  const columnsHere = tieOutColumns;
  const allowed = allowedDifference(tieOut);
  const figures = {
    format: numberFormat(tieOut.type, context.model.display),
    compared: { role: 'figure', tolerance: allowed },
  } as const;
  // The difference of two dates is in days.
  const apart = tieOut.type.kind === 'date' ? holdsFormat : numberFormat(tieOut.type, noDisplay);
  const differences = { format: apart, compared: { role: 'difference', tolerance: allowed } } as const;
  const tolerance = tieOut.relative ? { format: '0.####%' } : differences;
  const inForce = { sheet: scenarioCell.sheet, row: scenarioCell.row, column: { absolute: scenarioCell.column } };
  const judged: Template = [
    'IF(',
    inForce,
    '=',
    cell(columnsHere.scenario),
    ',',
    cell(columnsHere.value),
    ',',
    cell(columnsHere.stored),
    ')',
  ];
  const limit: Template = tieOut.relative
    ? [cell(columnsHere.tolerance), '*ABS(', cell(columnsHere.expect), ')']
    : [cell(columnsHere.tolerance)];
  const rounding: Template = [`${roundingShare}*ABS(`, cell(columnsHere.expect), ')'];
  const widest: Template =
    tieOut.tolerance === 0
      ? rounding
      : [cell(columnsHere.allowed), '+MIN(', cell(columnsHere.allowed), '/1000,', ...rounding, ')'];
  sheet.add(
    rowHeader({
      label: tieOut.label,
      unit: unitText(tieOut.type),
      id: tieOut.id,
      kind: 'check',
      words: tieOut.formulaText.replace(/\s+/g, ' '),
      source: sourceLink(tieOut.source, tieOut.kind === 'expectation' ? 'closed-form result' : undefined, context),
    }),
    textCell(columnsHere.scenario, scenario, 'id'),
    formulaCells(columnsHere.value, 1, cellFormula(asNumber(tieOut.value), formulaContext(context)), 'link', {
      ...figures,
      origin,
    }),
    listCells(columnsHere.stored, [{ kind: 'number', value: 0 }], 'stored', figures),
    formulaCells(columnsHere.judged, 1, judged, 'calculation', { ...figures, origin }),
    valueCell(columnsHere.expect, tieOut.expect, 'input', figures),
    valueCell(columnsHere.tolerance, tieOut.tolerance, 'input', tolerance),
    textCell(columnsHere.measure, toleranceMeasure(tieOut), 'unit'),
    formulaCells(columnsHere.allowed, 1, limit, 'check', { ...differences, origin }),
    formulaCells(columnsHere.difference, 1, [cell(columnsHere.judged), '-', cell(columnsHere.expect)], 'check', {
      ...differences,
      origin,
    }),
    formulaCells(columnsHere.holds, 1, ['IF(ABS(', cell(columnsHere.difference), ')<=', ...widest, ',1,0)'], 'check', {
      format: holdsFormat,
      origin,
    }),
    valueCell(columnsHere.documentedMiss, isDocumentedMiss(tieOut) ? 1 : 0, 'input', { format: yesFormat }),
    lastDayCell(columnsHere.known, tieOut.known),
    // An expected answer does not depend on the as-of date.
    lastDayCell(columnsHere.asOf, tieOut.kind === 'tie-out' ? tieOut.asOf : undefined),
    formulaCells(columnsHere.later, 1, laterOf(cell(columnsHere.known), cell(columnsHere.asOf)), 'check', {
      format: yesFormat,
      origin,
    }),
    formulaCells(columnsHere.verdict, 1, verdictOf(cell), 'check', { format: verdictWords, origin }),
    textCell(columnsHere.reason, reasonWords(tieOut), 'note'),
    textCell(columnsHere.calibrated, calibratedWords(tieOut.calibrated), 'note'),
    textCell(columnsHere.note, tieOut.note, 'note'),
  );
}

const noDisplay: ReadonlyMap<string, string> = new Map();

/** The unit of the number in the tolerance column. */
function toleranceMeasure({ relative, type }: TieOut): string {
  if (relative) return 'share of the figure';
  if (type.kind === 'date') return 'days';
  if (type.kind !== 'number') return 'amount';
  return type.unit.text.startsWith('%')
    ? 'percentage points'
    : `in ${type.unit.text === '1' ? 'units' : type.unit.text}`;
}

/**
 * 1 if the figure was published after the as-of date. Without an as-of date its cell is empty, and no figure is later.
 */
const laterOf = (known: FormulaPart, asOf: FormulaPart): Template => [
  'IF(AND(',
  asOf,
  '>0,',
  known,
  '>',
  asOf,
  '),1,0)',
];

/**
 * 1 if the figure holds, 2 if it misses as documented, 0 if the verdict contradicts the model, and a text if the figure
 * is not judged.
 */
function verdictOf(cell: (column: number) => FormulaPart): Template {
  const [later, holds, documentedMiss] = [
    cell(tieOutColumns.later),
    cell(tieOutColumns.holds),
    cell(tieOutColumns.documentedMiss),
  ];
  return ['IF(', later, `=1,"${tieOutVerdicts.later}",(`, holds, '<>', documentedMiss, ')*(1+', documentedMiss, '))'];
}

/** 1 if no verdict is 0 or an error, 0 if one is, and a text if no figure is judged. */
function allVerdicts(rows: readonly number[]): Template {
  const own = (row: number, column: number): { row: number; column: { absolute: number } } => ({
    row,
    column: { absolute: column },
  });
  const range = (column: number): FormulaPart => ({ ...own(rows[0]!, column), to: own(rows.at(-1)!, column) });
  const { later, verdict } = tieOutColumns;
  return [
    'IFERROR(IF(',
    own(tieOutMasterRow, later),
    '=COUNT(',
    range(later),
    `),"${noneJudged}",MIN(1,`,
    range(verdict),
    ')),0)',
  ];
}

/** The reason for a miss, with the as-of dates for which it applies. */
function reasonWords({ misses }: TieOut): string | undefined {
  if (misses === undefined) return undefined;
  const dates = describeMissDates(misses);
  return dates === '' ? misses.reason : `${misses.reason} (Applies to as-of dates ${dates}.)`;
}

/** The ids of calibrated inputs. An input calibrated for every member is listed once. */
export function calibratedNames(rows: readonly Row[]): string[] {
  const isWhole = ({ quantity }: Row) => quantity.rows.every((row) => rows.includes(row));
  return [...new Set(rows.map((row) => (isWhole(row) ? row.quantity.id : rowId(row))))];
}

function calibratedWords(rows: readonly Row[]): string | undefined {
  return rows.length === 0 ? undefined : `calibrated: ${calibratedNames(rows).join(', ')}`;
}
