/**
 * Finds what somebody entered in the inputs of a workbook. Takes a workbook as read from its file; returns the cells of
 * inputs that hold something else than was written, by input and scenario, and everything else that was changed.
 * Guarantee: a change is in exactly one of the lists; whose cell it is comes from the workbook as it was written, so
 * that renamed sheets, sorted rows and edited labels do not matter.
 */

import type { Baseline, BaselineCell, BaselineSheet } from '../audit/baseline.ts';
import type { Finding } from '../audit/findings.ts';
import { evidenceFrom, headingAt, type Pair, type Pairs } from '../audit/pairs.ts';
import { changesInFile } from '../audit/verify.ts';
import { columnNumber } from '../grid/address.ts';
import { columns } from '../sheets/layoutContext.ts';
import { inputsSheet, seriesSheet, tablesSheet } from '../sheets/model/inputSheets.ts';
import type { FileCell, FileSheet, FileValue, WorkbookFile } from '../xlsx/read/workbookFile.ts';

export interface CellEdit {
  /** `Tables!H14`, as the workbook is now. */
  readonly place: string;
  /** The row of the input: `plan.price.pro`. */
  readonly name: string;
  /** The scenario whose cell it is; absent where the row has one value for all. */
  readonly scenario?: string;
  /** Of a value over time: its place behind the first opening column. */
  readonly at?: number;
  /** The constant, or the stored result of the formula that was entered. */
  readonly value: FileValue;
  readonly formula?: string;
  /**
   * `live`: the live cell of the input, whose formula takes the value of the active scenario; `choice`: the cell that
   * chooses the scenario.
   */
  readonly role?: 'live' | 'choice';
}

export interface FileEdits {
  /** The cell that chooses the scenario, if it was changed. */
  readonly chosen?: CellEdit;
  readonly edits: readonly CellEdit[];
  /** What is no cell of an input. */
  readonly others: readonly Finding[];
}

/**
 * What was entered in a workbook since it was written, by the record inside it or by what a model gives; undefined
 * where there is neither.
 */
export function editsOf(file: WorkbookFile, expected?: Baseline): FileEdits | undefined {
  const changes = changesInFile(file, expected);
  if (changes === undefined) return undefined;
  const { findings, pairs } = changes;
  const read = findings.map((finding) => editOf(finding, file, pairs));
  const chosen = read.find((edit) => edit?.role === 'choice');
  return {
    ...(chosen === undefined ? {} : { chosen }),
    edits: read.filter((edit) => edit !== undefined && edit !== chosen) as CellEdit[],
    others: findings.filter((_, at) => read[at] === undefined),
  };
}

/** The id of the row in which the scenario is chosen: the first row with it. */
const scenarioId = 'scenario';

const entered: ReadonlySet<Finding['kind']> = new Set<Finding['kind']>([
  'input-changed',
  'formula-overwritten',
  'formula-changed',
]);

function editOf({ kind, place }: Finding, file: WorkbookFile, pairs: Pairs): CellEdit | undefined {
  const [name, column, row] = parts(place) ?? [];
  if (!entered.has(kind) || name === undefined || column === undefined || row === undefined) return undefined;
  const [pair, sheet] = [pairs.now(name), file.sheets.find((one) => one.name === name)];
  if (pair === undefined || sheet === undefined) return undefined;
  const whose = ownerOf(pair, row, column);
  if (whose === undefined) return undefined;
  const { value, formula } = cellAt(sheet, row, column) ?? { value: null };
  return { place, ...whose, value, ...(formula === undefined ? {} : { formula }) };
}

/** A place as sheet, column and row. */
function parts(place: string): readonly [sheet: string, column: number, row: number] | undefined {
  const [, prefix, letters, digits] = /^(.*)!([A-Z]+)(\d+)$/s.exec(place) ?? [];
  const sheet = prefix?.replace(/^'(.*)'$/s, '$1').replaceAll("''", "'");
  return sheet === undefined ? undefined : [sheet, columnNumber(letters!), Number(digits) - 1];
}

type Owner = Pick<CellEdit, 'name' | 'scenario' | 'at' | 'role'>;

/** Whose cell it is, by what was written beside and above it. */
function ownerOf({ before, rows, columns: aligned }: Pair, nowRow: number, nowColumn: number): Owner | undefined {
  const row = writtenLine(rows.there, nowRow);
  const column = writtenLine(aligned.there, nowColumn);
  if (row === undefined || column === undefined) return undefined;
  if (before.name === seriesSheet) return seriesOf(before, row, column);
  return before.name === inputsSheet || before.name === tablesSheet ? constantOf(before, row, column) : undefined;
}

/** Lines beyond those that are filled stay where they are. */
const writtenLine = (there: readonly (number | undefined)[], at: number): number | undefined =>
  at < there.length ? there[at] : at;

/**
 * A cell of a scenario on the sheets of constants, the live cell of an input, or the cell that chooses the scenario.
 */
function constantOf(sheet: BaselineSheet, row: number, column: number): Owner | undefined {
  const name = textAt(sheet, row, columns.id);
  if (name === undefined) return undefined;
  if (column === columns.constant) return { name, role: isChoice(sheet, row, name) ? 'choice' : 'live' };
  const scenario = column < columns.openings || column >= evidenceFrom(sheet) ? undefined : headingAt(sheet, column);
  return scenario === undefined ? undefined : { name, scenario };
}

function isChoice(sheet: BaselineSheet, row: number, name: string): boolean {
  return (
    sheet.name === inputsSheet &&
    name === scenarioId &&
    sheet.rows.find((one) => textAt(sheet, one.row, columns.id) === name)?.row === row
  );
}

/**
 * A cell of a value over time: of the row itself, where it is the same in every scenario, else of the row of one
 * scenario, `price (bear)`.
 */
function seriesOf(sheet: BaselineSheet, row: number, column: number): Owner | undefined {
  const [, name, scenario] = /^(\S+)(?: \((\S+)\))?$/.exec(textAt(sheet, row, columns.id) ?? '') ?? [];
  if (name === undefined || column < columns.openings || column >= evidenceFrom(sheet)) return undefined;
  const isLive = scenario === undefined && writtenAt(sheet, row, column)?.formula !== undefined;
  return {
    name,
    ...(scenario === undefined ? {} : { scenario }),
    at: column - columns.openings,
    ...(isLive ? { role: 'live' } : {}),
  };
}

function cellAt({ rows }: FileSheet, row: number, column: number): FileCell | undefined {
  return rows.find((one) => one.row === row)?.cells.find((cell) => cell.column === column);
}

function writtenAt({ rows }: BaselineSheet, row: number, column: number): BaselineCell | undefined {
  return rows.find((one) => one.row === row)?.cells.find((cell) => cell.column === column);
}

function textAt(sheet: BaselineSheet, row: number, column: number): string | undefined {
  const value = writtenAt(sheet, row, column)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
