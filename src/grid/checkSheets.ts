/** Checks and tie-outs: every comparison shows its difference and its tolerance; one master cell says whether all is well. */
import { roundingShare } from '../model/comparison.ts';
import { checkName, rowId } from '../model/find.ts';
import type { Check, Expression, Miss, Row, TieOut } from '../model/model.ts';
import { cellFormula, type Surroundings } from './cellFormula.ts';
import {
  addTimeHeader,
  addTimeLink,
  addTitle,
  asNumber,
  checksSheet,
  columns,
  type Drafting,
  frozenRows,
  lastDayCell,
  leadOf,
  masterCell,
  type Position,
  sourceLink,
  timelineSheet,
  timeWidths,
} from './drafting.ts';
import { numberFormat, unitText } from './formats.ts';
import type { CellRange, FormulaPart, GridSheet, Origin, Run, Template } from './grid.ts';
import { callInGroups, formula, list, type SheetBuilder, sheetBuilder, text, textOf, value } from './sheetBuilder.ts';

export interface CheckSheets {
  readonly sheets: GridSheet[];
  readonly checks: Map<Check, CheckPosition>;
  readonly tieOuts: Map<string, Position>;
  /** The cell that says whether all tie-outs hold, or miss for a reason that the model states. */
  readonly tieOutMaster?: CellRange;
  /** The cell that counts those that are said to miss; absent where there are none. */
  readonly tieOutMisses?: CellRange;
  /** The cell that counts those that were published after the known date; absent where there are none. */
  readonly tieOutsLater?: CellRange;
}

/** Where a check of the model stands: what it compares, and whether it holds. */
export interface CheckPosition {
  readonly compared: Position;
  readonly holds: Position;
}

/** A check that every workbook has: 1 when it holds. */
export interface BuiltInCheck {
  readonly id: string;
  readonly label: string;
  readonly words: string;
  readonly template: Template;
}

export const tieOutsSheet = 'Tie-outs';
export const tieOutColumns = {
  value: 6,
  expect: 7,
  tolerance: 8,
  difference: 9,
  holds: 10,
  /** 1 where the model says that the figure is missed, and why. */
  saidToMiss: 11,
  known: 12,
  /** The known date with which the figure is compared. */
  asOf: 13,
  /** 1 where the figure was published after the known date. */
  later: 14,
  verdict: 15,
  reason: 16,
  calibrated: 17,
  note: 18,
} as const;
/** What a cell of the column of verdicts holds. A number format knows three words, so what is not judged is a text, which `MIN` passes over. */
export const tieOutVerdicts = { fails: 0, holds: 1, misses: 2, later: 'published later' } as const;
const noneJudged = 'none judged';
const tieOutMasterRow = 2;

/** Writes the Checks and Tie-outs sheets. A check row's constant column holds 1 when it holds in every period. */
export function checkSheets(drafting: Drafting, builtIn: readonly BuiltInCheck[], effects?: BuiltInCheck): CheckSheets {
  const checks = new Map<Check, CheckPosition>();
  const tieOuts = new Map<string, Position>();
  const sheets = [
    checkSheet(drafting, checks, builtIn, effects),
    ...(drafting.model.tieOuts.length === 0 ? [] : [tieOutSheet(drafting, tieOuts)]),
  ];
  const summary = (column: number): CellRange => ({ sheet: tieOutsSheet, row: tieOutMasterRow, column, count: 1 });
  return {
    sheets,
    checks,
    tieOuts,
    ...(tieOuts.size === 0 ? {} : { tieOutMaster: summary(tieOutColumns.verdict) }),
    ...(drafting.model.tieOuts.some(isSaidToMiss) ? { tieOutMisses: summary(tieOutColumns.saidToMiss) } : {}),
    ...(drafting.model.tieOuts.some(({ isLater }) => isLater) ? { tieOutsLater: summary(tieOutColumns.later) } : {}),
  };
}

function surroundings(drafting: Drafting): Surroundings {
  return {
    place: (row) => drafting.positions.get(row)!,
    timeRow: (attribute) => ({ sheet: timelineSheet, row: drafting.timeRows.get(attribute)! }),
    constantColumn: columns.constant,
    firstColumn: drafting.firstColumn,
  };
}

/** 1 when every listed cell is 1, and 0 also where one is an error; in groups, because Excel takes at most 255 arguments. */
function allHold(rows: readonly number[], column: number): Template {
  return ['IFERROR(', ...callInGroups('MIN', cellsIn(rows, column)), ',0)'];
}

const cellsIn = (rows: readonly number[], column: number): Template[] => rows.map((row) => [{ row, column: { absolute: column } }]);

const holdsFormat = '0';

function checkSheet(
  drafting: Drafting,
  places: Map<Check, CheckPosition>,
  builtIn: readonly BuiltInCheck[],
  effects: BuiltInCheck | undefined,
): GridSheet {
  const sheet = sheetBuilder(checksSheet, 'control', timeWidths(drafting), { rows: frozenRows + 1, columns: 1 });
  addTimeHeader(sheet, 'Checks', drafting);
  addTimeLink(sheet, 'end', drafting);
  const { checks } = drafting.model;
  const firstBuiltIn = masterCell.row + 3;
  const firstCheck = firstBuiltIn + builtIn.length + 2;
  const blocks = checkBlocks(checks, firstCheck);
  const holds = [...builtIn.map((_, at) => firstBuiltIn + at), ...blocks.flatMap((block) => block.holds)];
  const all = allHold(holds, columns.constant);
  // Behind all others, so that without another run every other row stands where it stands with one.
  const effectsRow = blocks.reduce((_, { end }) => end, firstCheck) + 1;
  const own = (row: number): FormulaPart => ({ row, column: { absolute: columns.constant } });
  const extra = { format: holdsFormat, origin: { kind: 'check', id: 'all', members: [] } } as const;
  sheet.add(
    text(0, 'All checks hold (1 = yes)', 'section'),
    formula(columns.constant, 1, effects === undefined ? all : ['MIN(', ...all, ',', own(effectsRow), ')'], 'check', extra),
  );
  sheet.add();
  sheet.add(text(0, 'In every workbook', 'section'));
  for (const check of builtIn) addBuiltIn(sheet, check);
  sheet.add();
  sheet.add(text(0, 'Of this model', 'section'));
  for (const block of blocks) addBlock(sheet, block, drafting, places);
  if (effects !== undefined) {
    sheet.add(text(0, 'Of what was changed since another run', 'section'));
    addBuiltIn(sheet, effects);
  }
  return sheet.finish();
}

function addBuiltIn(sheet: SheetBuilder, { id, label, words, template }: BuiltInCheck): void {
  sheet.add(
    leadOf({ label, unit: 'flag', id, kind: 'check', words }),
    formula(columns.constant, 1, template, 'check', { format: holdsFormat, origin: { kind: 'check', id, members: [] } }),
  );
}

/** The rows of one check: the difference of each member, the tolerance that they share, what counts as rounding, and whether each holds. */
interface CheckBlock {
  readonly checks: readonly Check[];
  readonly tolerance: number;
  /** One row for each member, or one that they share. */
  readonly rounding: readonly number[];
  readonly holds: readonly number[];
  /** The first row behind it. */
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

function addBlock(sheet: SheetBuilder, block: CheckBlock, drafting: Drafting, places: Map<Check, CheckPosition>): void {
  const [first] = block.checks as [Check];
  for (const check of block.checks) addDifference(sheet, check, drafting);
  sheet.add(
    leadOf({ label: '  tolerance', unit: unitText(first.type), kind: 'input' }),
    value(columns.constant, first.tolerance, 'input', { format: toleranceFormat }),
  );
  block.checks.forEach((check, at) => {
    if (at === block.rounding.indexOf(block.rounding[at]!)) addRounding(sheet, check, drafting);
  });
  block.checks.forEach((check, at) => {
    const [compared, holds] = [block.tolerance - block.checks.length + at, block.holds[at]!];
    const place = (row: number): Position => ({ sheet: sheet.name, row, time: check.time });
    places.set(check, { compared: place(compared), holds: place(holds) });
    addHolds(sheet, check, { compared, tolerance: block.tolerance, rounding: block.rounding[at]! }, drafting);
  });
  sheet.add();
}

const originOfCheck = ({ id, members }: Check) => ({ kind: 'check', id, members }) as const;

/** A formula in every period, or in the column of constants. */
function spread({ time }: Check, template: Template, format: string, origin: Origin, { firstColumn, count }: Drafting): Run[] {
  const [from, length] = time === 'series' ? [firstColumn, count] : [columns.constant, 1];
  return formula(from, length, template, 'check', { format, origin });
}

function addDifference(sheet: SheetBuilder, check: Check, drafting: Drafting): void {
  const format = check.difference === undefined ? holdsFormat : numberFormat(check.type, drafting.model.display);
  const compared = cellFormula(asNumber(check.difference ?? check.condition!), surroundings(drafting));
  const words = check.words.replace(/\s+/g, ' ');
  sheet.add(
    leadOf({ label: check.title, unit: unitText(check.type), id: checkName(check), kind: 'check', words }),
    spread(check, compared, format, originOfCheck(check), drafting),
  );
}

const roundingOf = ({ rounding }: Check): Expression => rounding ?? { kind: 'number', value: 0 };

function addRounding(sheet: SheetBuilder, check: Check, drafting: Drafting): void {
  const rounding = roundingOf(check);
  const isGiven = rounding.kind === 'number';
  sheet.add(
    leadOf({
      label:
        check.members.length === 0 || isGiven
          ? '  counts as rounding'
          : `  counts as rounding: ${check.title.slice(check.label.length + 2)}`,
      unit: unitText(check.type),
      kind: isGiven ? 'input' : 'check',
      words: roundingWords(check),
    }),
    isGiven
      ? value(columns.constant, rounding.value, 'input', { format: roundingFormat })
      : spread(check, cellFormula(rounding, surroundings(drafting)), roundingFormat, originOfCheck(check), drafting),
  );
}

function addHolds(
  sheet: SheetBuilder,
  check: Check,
  { compared, tolerance, rounding }: { readonly compared: number; readonly tolerance: number; readonly rounding: number },
  drafting: Drafting,
): void {
  const isSeries = check.time === 'series';
  const origin = originOfCheck(check);
  const cell = { row: compared, column: isSeries ? ({ relative: 0 } as const) : ({ absolute: columns.constant } as const) };
  const allowance = roundingOf(check).kind === 'number' ? ({ absolute: columns.constant } as const) : cell.column;
  const limit: Template = [{ row: tolerance, column: { absolute: columns.constant } }, '+', { row: rounding, column: allowance }];
  const holds = ['IF(', ...condition(check, cell, limit), ',1,0)'];
  const own = (column: number) => ({ row: sheet.next(), column: { absolute: column } });
  const all: Template = ['MIN(', { ...own(drafting.firstColumn), to: own(drafting.firstColumn + drafting.count - 1) }, ')'];
  const label = check.members.length === 0 ? '  holds' : `  holds: ${check.title.slice(check.label.length + 2)}`;
  sheet.add(
    leadOf({ label, unit: 'flag', kind: 'check' }),
    isSeries ? formula(columns.constant, 1, all, 'check', { format: holdsFormat, origin }) : [],
    spread(check, holds, holdsFormat, origin, drafting),
  );
}

/** Tolerances are small or large, so they show what they have. */
const toleranceFormat = '#,##0.########';
const roundingFormat = '0.0E+00;-0.0E+00;"–"';

/** What the row on rounding holds. */
function roundingWords({ rounding, tolerance }: Check): string {
  if (rounding === undefined) return 'nothing: what is compared is exact';
  return tolerance > 0 ? 'a billionth of the tolerance' : '1e-12 of the largest amount that is added up';
}

/** When the shown difference counts as holding. */
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
  'Model',
  'Expected',
  'Tolerance',
  'Difference',
  'Holds',
  'Said to miss',
  'Known since',
  'Known date',
  'Published later',
  'Verdict',
  'Why it misses',
  'Calibrated to it',
  'Note',
];

const isSaidToMiss = ({ misses }: TieOut): boolean => misses?.inForce === true;
const yesFormat = '[=1]"yes";[=0]"–";0';
const verdictWords = '[=1]"holds";[=2]"misses";[Red]"FAILS"';
const allVerdictWords = '[=1]"as stated";[Red][=0]"FAILS";General';

function tieOutSheet(drafting: Drafting, places: Map<string, Position>): GridSheet {
  const widths = [52, 14, 26, 11, 44, 34, 17, 17, 13, 17, 10, 13, 13, 13, 15, 15, 60, 44, 70];
  const sheet = sheetBuilder(tieOutsSheet, 'control', widths, { rows: tieOutMasterRow + 1, columns: 1 });
  addTitle(sheet, 'Published figures against the model, and answers known in closed form');
  sheet.add(list(0, tieOutHeadings.map(textOf), 'header'));
  const { tieOuts } = drafting.model;
  const rows = tieOuts.map((_, at) => tieOutMasterRow + 1 + at);
  const extra = { format: holdsFormat, origin: { kind: 'tie-out', id: 'all', members: [] } } as const;
  sheet.add(
    text(0, 'All hold, miss as stated, or were published later', 'section'),
    formula(tieOutColumns.saidToMiss, 1, callInGroups('SUM', cellsIn(rows, tieOutColumns.saidToMiss)), 'check', extra),
    formula(tieOutColumns.later, 1, callInGroups('SUM', cellsIn(rows, tieOutColumns.later)), 'check', extra),
    formula(tieOutColumns.verdict, 1, allVerdicts(rows), 'check', { ...extra, format: allVerdictWords }),
  );
  for (const tieOut of tieOuts) addTieOut(sheet, tieOut, drafting, places);
  return sheet.finish();
}

function addTieOut(sheet: SheetBuilder, tieOut: TieOut, drafting: Drafting, places: Map<string, Position>): void {
  const at = sheet.next();
  const format = numberFormat(tieOut.type, drafting.model.display);
  // Between two dates there are days.
  const apart = tieOut.type.kind === 'date' ? holdsFormat : format;
  const origin = { kind: 'tie-out', id: tieOut.id, members: [] } as const;
  const cell = (column: number): FormulaPart => ({ row: at, column: { absolute: column } });
  const columnsHere = tieOutColumns;
  const limit: Template = tieOut.relative
    ? [cell(columnsHere.tolerance), '*ABS(', cell(columnsHere.expect), ')']
    : [cell(columnsHere.tolerance)];
  const rounding: Template = [`${roundingShare}*ABS(`, cell(columnsHere.expect), ')'];
  const allowed: Template = tieOut.tolerance === 0 ? rounding : [...limit, '+MIN(', ...limit, '/1000,', ...rounding, ')'];
  places.set(tieOut.id, { sheet: sheet.name, row: at, time: 'scalar' });
  sheet.add(
    leadOf({
      label: tieOut.label,
      unit: unitText(tieOut.type),
      id: tieOut.id,
      kind: 'check',
      words: tieOut.words.replace(/\s+/g, ' '),
      source: sourceLink(tieOut.source, tieOut.kind === 'expectation' ? 'closed form' : undefined, drafting),
    }),
    formula(columnsHere.value, 1, cellFormula(asNumber(tieOut.value), surroundings(drafting)), 'link', { format, origin }),
    value(columnsHere.expect, tieOut.expect, 'input', { format }),
    value(columnsHere.tolerance, tieOut.tolerance, 'input', { format: tieOut.relative ? '0.####%' : apart }),
    formula(columnsHere.difference, 1, [cell(columnsHere.value), '-', cell(columnsHere.expect)], 'check', { format: apart, origin }),
    formula(columnsHere.holds, 1, ['IF(ABS(', cell(columnsHere.difference), ')<=', ...allowed, ',1,0)'], 'check', {
      format: holdsFormat,
      origin,
    }),
    value(columnsHere.saidToMiss, isSaidToMiss(tieOut) ? 1 : 0, 'input', { format: yesFormat }),
    lastDayCell(columnsHere.known, tieOut.known),
    // What was worked out by hand is true on every day.
    lastDayCell(columnsHere.asOf, tieOut.kind === 'tie-out' ? tieOut.asOf : undefined),
    formula(columnsHere.later, 1, laterOf(cell(columnsHere.known), cell(columnsHere.asOf)), 'check', { format: yesFormat, origin }),
    formula(columnsHere.verdict, 1, verdictOf(cell), 'check', { format: verdictWords, origin }),
    text(columnsHere.reason, reasonWords(tieOut), 'note'),
    text(columnsHere.calibrated, calibratedWords(tieOut.calibrated), 'note'),
    text(columnsHere.note, tieOut.note, 'note'),
  );
}

/** 1 where the figure became known after the known date; without a known date, whose cell is empty, everything is known. */
const laterOf = (known: FormulaPart, asOf: FormulaPart): Template => ['IF(AND(', asOf, '>0,', known, '>', asOf, '),1,0)'];

/** 1 where it holds as it should, 2 where it misses as is stated, 0 where it is otherwise than stated, and words where it is not judged. */
function verdictOf(cell: (column: number) => FormulaPart): Template {
  const [later, holds, saidToMiss] = [cell(tieOutColumns.later), cell(tieOutColumns.holds), cell(tieOutColumns.saidToMiss)];
  return ['IF(', later, `=1,"${tieOutVerdicts.later}",(`, holds, '<>', saidToMiss, ')*(1+', saidToMiss, '))'];
}

/** 1 where no verdict of those that are judged is 0 or an error, 0 where one is, and words where none is judged. */
function allVerdicts(rows: readonly number[]): Template {
  const own = (row: number, column: number): { row: number; column: { absolute: number } } => ({ row, column: { absolute: column } });
  const range = (column: number): FormulaPart => ({ ...own(rows[0]!, column), to: own(rows.at(-1)!, column) });
  const { later, verdict } = tieOutColumns;
  return ['IFERROR(IF(', own(tieOutMasterRow, later), '=COUNT(', range(later), `),"${noneJudged}",MIN(1,`, range(verdict), ')),0)'];
}

/** The reason, with the known dates on which it applies. */
function reasonWords({ misses }: TieOut): string | undefined {
  if (misses === undefined) return undefined;
  const dates = missDates(misses);
  return dates === '' ? misses.reason : `${misses.reason} (On known dates ${dates}.)`;
}

/** The known dates on which a reason applies: `from 2026-06-15 until 2026-10-01`, or nothing where it always does. */
export function missDates({ from, until }: Miss): string {
  return [from === undefined ? [] : [`from ${from}`], until === undefined ? [] : [`until ${until}`]].flat().join(' ');
}

/** Inputs as the input sheets name them; one that is calibrated for every member is named once. */
export function calibratedNames(rows: readonly Row[]): string[] {
  const isWhole = ({ quantity }: Row) => quantity.rows.every((row) => rows.includes(row));
  return [...new Set(rows.map((row) => (isWhole(row) ? row.quantity.id : rowId(row))))];
}

function calibratedWords(rows: readonly Row[]): string | undefined {
  return rows.length === 0 ? undefined : `calibrated: ${calibratedNames(rows).join(', ')}`;
}
