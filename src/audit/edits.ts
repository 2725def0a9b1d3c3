/**
 * What somebody entered in the inputs of a workbook. Enters a workbook as read from its file; leaves the cells of inputs that hold something else than
 * was written, by input and scenario, and everything else that was changed. Guarantee: a change is in one of the two lists.
 */
import { columnNumber } from '../grid/address.ts';
import { columns } from '../grid/drafting.ts';
import { inputsSheet, seriesSheet, tablesSheet } from '../grid/inputSheets.ts';
import type { FileCell, FileSheet, FileValue, WorkbookFile } from '../xlsx/workbookFile.ts';
import type { Finding } from './findings.ts';
import { changesInFile } from './verify.ts';

export interface CellEdit {
  /** `Tables!H14`. */
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
}

export interface FileEdits {
  /** The scenario that was chosen. */
  readonly scenario?: string;
  readonly edits: readonly CellEdit[];
  /** What cannot be read as the value of an input. */
  readonly others: readonly Finding[];
}

/** What was entered in a workbook since it was written, by the record inside it. */
export function editsOf(file: WorkbookFile): FileEdits {
  const findings = changesInFile(file);
  const shifted = shiftedSheets(findings);
  const read = findings.map((finding) => (shifted.has(sheetOf(finding)) ? undefined : editOf(finding, file)));
  const chosen = read.findLast((edit) => edit?.name === 'scenario' && edit.scenario === undefined && edit.at === undefined);
  return {
    ...(typeof chosen?.value === 'string' ? { scenario: chosen.value } : {}),
    edits: read.filter((edit) => edit !== undefined && edit !== chosen) as CellEdit[],
    others: findings.filter((_, at) => read[at] === undefined),
  };
}

const sheetOf = ({ place }: Finding): string => place.slice(0, place.lastIndexOf('!'));

/** Sheets of which columns were moved, so that a column no longer says whose value stands in it. */
function shiftedSheets(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.filter(({ kind }) => kind === 'column-inserted' || kind === 'column-removed').map(sheetOf));
}

const entered: ReadonlySet<Finding['kind']> = new Set<Finding['kind']>(['input-changed', 'formula-overwritten', 'formula-changed']);

function editOf({ kind, place }: Finding, file: WorkbookFile): CellEdit | undefined {
  const [prefix, column, row] = parts(place) ?? [];
  if (!entered.has(kind) || column === undefined || row === undefined) return undefined;
  const sheet = file.sheets.find(({ name }) => name === prefix!.replace(/^'(.*)'$/s, '$1').replaceAll("''", "'"));
  const cell = sheet === undefined ? undefined : cellAt(sheet, row, column);
  if (sheet === undefined || cell === undefined) return undefined;
  const whose = sheet.name === seriesSheet ? seriesOf(sheet, row, column) : constantOf(sheet, row, column);
  if (whose === undefined) return undefined;
  return { place, ...whose, value: cell.value, ...(cell.formula === undefined ? {} : { formula: cell.formula }) };
}

/** A place as sheet, column and row. */
function parts(place: string): readonly [sheet: string, column: number, row: number] | undefined {
  const [, sheet, letters, digits] = /^(.*)!([A-Z]+)(\d+)$/s.exec(place) ?? [];
  return sheet === undefined ? undefined : [sheet, columnNumber(letters!), Number(digits) - 1];
}

/** A cell of a scenario on the sheets of constants, or the cell that chooses the scenario. */
function constantOf(sheet: FileSheet, row: number, column: number): Pick<CellEdit, 'name' | 'scenario'> | undefined {
  const name = textAt(sheet, row, columns.id);
  if (name === undefined || (sheet.name !== inputsSheet && sheet.name !== tablesSheet)) return undefined;
  if (column === columns.constant) return sheet.name === inputsSheet && name === 'scenario' ? { name } : undefined;
  const headings = sheet.rows.find((one) => textAt(sheet, one.row, columns.id) === 'Id')?.row;
  const scenario = headings === undefined ? undefined : textAt(sheet, headings, column);
  return scenario === undefined || column < columns.openings ? undefined : { name, scenario };
}

/** A cell of a value over time: of the row itself, where it is the same in every scenario, else of the row of one scenario, `price (bear)`. */
function seriesOf(sheet: FileSheet, row: number, column: number): Pick<CellEdit, 'name' | 'scenario' | 'at'> | undefined {
  const [, name, scenario] = /^(\S+)(?: \((\S+)\))?$/.exec(textAt(sheet, row, columns.id) ?? '') ?? [];
  if (name === undefined || column < columns.openings) return undefined;
  return { name, ...(scenario === undefined ? {} : { scenario }), at: column - columns.openings };
}

function cellAt({ rows }: FileSheet, row: number, column: number): FileCell | undefined {
  return rows.find((one) => one.row === row)?.cells.find((cell) => cell.column === column);
}

function textAt(sheet: FileSheet, row: number, column: number): string | undefined {
  const value = cellAt(sheet, row, column)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
