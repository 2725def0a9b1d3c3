/**
 * Any workbook → numbers, by IronCalc, an engine that shares no code with HyperFormula. Takes the bytes of its
 * WebAssembly module and the cells of a workbook; returns the value of every formula, to fourteen digits. Guarantee:
 * constants are entered as they are; what IronCalc cannot compute is `#NAME?` and stops nothing.
 */
import { initSync, Model } from '@ironcalc/wasm';
import { rowsMax } from '../grid/address.ts';
import type { CellError, CellValue } from './run.ts';
import {
  asTextCell,
  excelErrors,
  outsideQuotes,
  type WorkbookCell,
  type WorkbookSheet,
  withoutPrefixes,
} from './workbookSheets.ts';

/** Values of formulas by sheet, row and column. */
export type FormulaValues = ReadonlyMap<string, readonly (readonly CellValue[])[]>;

export interface IronCalcResults {
  readonly values: FormulaValues;
  /** Functions that formulas call and IronCalc does not have, in capitals. */
  readonly unknownFunctions: ReadonlySet<string>;
}

/** Computes every formula: `A1*2` beside a 5 in A1 is 10. */
export function computeWithIronCalc(wasm: Uint8Array, sheets: readonly WorkbookSheet[]): IronCalcResults {
  initSync({ module: wasm });
  const ordered = sheetsInOrder(sheets);
  const model = makeModel(ordered.map(({ name }) => name));
  ordered.forEach((sheet, at) => {
    enterSheet(model, at, sheet);
  });
  model.evaluate();
  const values = new Map(ordered.map((sheet, at) => [sheet.name, readSheet(model, at, sheet)] as const));
  // Only a model that did not fail can be freed: an exception leaves the module as it was in the middle of a call.
  model.free();
  return { values, unknownFunctions: unknownFunctions(sheets) };
}

/** A workbook of empty sheets that computes nothing until it is asked to. */
function makeModel(names: readonly string[]): Model {
  const model = new Model('workbook', 'en', 'UTC', 'en');
  model.pauseEvaluation();
  // A sheet may have the name that IronCalc gives to another, so that names of no workbook come first.
  names.forEach((_, at) => {
    if (at > 0) model.newSheet();
    model.renameSheet(at, `\u0001${at}`);
  });
  names.forEach((name, at) => {
    model.renameSheet(at, name);
  });
  return model;
}

/**
 * The sheets, each after those that it reads where there is no circle. IronCalc follows references from the first sheet
 * on, one call within the other, and its stack holds about a thousand of them.
 */
function sheetsInOrder(sheets: readonly WorkbookSheet[]): readonly WorkbookSheet[] {
  const byName = new Map(sheets.map((sheet) => [sheet.name.toLowerCase(), sheet] as const));
  const ordered = new Set<WorkbookSheet>();
  const seen = new Set<WorkbookSheet>();
  const add = (sheet: WorkbookSheet): void => {
    if (seen.has(sheet)) return;
    seen.add(sheet);
    for (const name of sheetNames(sheet)) {
      const read = byName.get(name);
      if (read !== undefined) add(read);
    }
    ordered.add(sheet);
  };
  for (const sheet of sheets) add(sheet);
  return [...ordered];
}

/** The names before `!` in the formulas of a sheet, in small letters. */
function sheetNames({ rows }: WorkbookSheet): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { formula } of formulasIn(rows))
    for (const [, inQuotes, bare] of formula.matchAll(/'((?:[^']|'')+)'!|([\p{L}\p{N}_.]+)!/gu))
      names.add((inQuotes?.replaceAll("''", "'") ?? bare ?? '').toLowerCase());
  return names;
}

function enterSheet(model: Model, at: number, { rows }: WorkbookSheet): void {
  // A style of whole columns costs nothing by cell, but time by column.
  const width = rows.reduce((most, row) => Math.max(most, row?.length ?? 0), 1);
  model.updateRangeStyle({ sheet: at, row: 1, column: 1, width, height: rowsMax }, 'num_fmt', digits);
  rows.forEach((row, rowIndex) => {
    row?.forEach((cell, column) => {
      const input = cell === undefined ? undefined : inputOf(cell);
      if (input !== undefined) model.setUserInput(at, rowIndex + 1, column + 1, input);
    });
  });
  // Changes wait to be sent to other users; there are none.
  model.flushSendQueue();
}

/** What a person would type into a cell; undefined for an empty one. */
function inputOf({ formula, value }: WorkbookCell): string | undefined {
  if (formula !== undefined) return `=${outsideQuotes(formula, withoutPrefixes)}`;
  if (typeof value === 'string') return value === '' ? undefined : asTextCell(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value === null) return undefined;
  return excelErrors.has(value.error) ? value.error : '#VALUE!';
}

function* formulasIn(rows: WorkbookSheet['rows']): Generator<{ row: number; column: number; formula: string }> {
  for (const [row, cells] of rows.entries())
    for (const [column, cell] of (cells ?? []).entries())
      if (cell?.formula !== undefined) yield { row, column, formula: cell.formula };
}

function readSheet(model: Model, at: number, { rows }: WorkbookSheet): readonly (readonly CellValue[])[] {
  const values: CellValue[][] = [];
  for (const { row, column } of formulasIn(rows)) {
    const line = values[row] ?? [];
    values[row] = line;
    line[column] = readCell(model, at, row + 1, column + 1);
  }
  return values;
}

/** IronCalc gives values as they are shown, so that numbers are shown with all their digits. */
const digits = '0.0000000000000000E+000';
const shownNumber = /^-?\d\.\d{16}E[+-]\d{3}$/;
/** Numbers of kinds as `TYPE` gives them. */
const kinds = { text: 2, truth: 4, error: 16 } as const;
/** What no cell of a file can hold says that the engine cannot compute it. */
const notComputed = { error: '#NAME?' } as const;

function readCell(model: Model, sheet: number, row: number, column: number): CellValue {
  const kind = model.getCellType(sheet, row, column);
  const shown = model.getFormattedCellValue(sheet, row, column);
  if (spillsOver(model, sheet, row, column)) return notComputed;
  if (kind === kinds.text) return shown;
  if (kind === kinds.truth) return shown === 'TRUE';
  if (kind === kinds.error) return excelErrors.has(shown) ? { error: shown as CellError['error'] } : notComputed;
  if (shownNumber.test(shown)) return Number(shown);
  // A formula of dates or amounts has a format of its own.
  model.updateRangeStyle({ sheet, row, column, width: 1, height: 1 }, 'num_fmt', digits);
  const again = model.getFormattedCellValue(sheet, row, column);
  return shownNumber.test(again) ? Number(again) : notComputed;
}

/** Excel takes one value where a formula of a single cell gives several; IronCalc fills the cells beside it. */
function spillsOver(model: Model, sheet: number, row: number, column: number): boolean {
  const structure = model.getCellArrayStructure(sheet, row, column);
  return typeof structure === 'object' && 'DynamicAnchor' in structure && structure.DynamicAnchor.some((n) => n > 1);
}

/** Asks IronCalc for each function of the formulas by calling it without arguments. */
function unknownFunctions(sheets: readonly WorkbookSheet[]): ReadonlySet<string> {
  const names = [...functionNames(sheets)];
  const model = makeModel(['Functions']);
  names.forEach((name, at) => {
    model.setUserInput(0, at + 1, 1, `=${name}()`);
  });
  model.evaluate();
  const unknown = new Set(names.filter((_, at) => model.getFormattedCellValue(0, at + 1, 1) === '#NAME?'));
  model.free();
  return unknown;
}

function functionNames(sheets: readonly WorkbookSheet[]): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (text: string): string => {
    for (const [, name = ''] of withoutPrefixes(text).matchAll(/([\p{L}_][\p{L}\p{N}_.]*)\(/gu))
      names.add(name.toUpperCase());
    return text;
  };
  for (const { rows } of sheets) for (const { formula } of formulasIn(rows)) outsideQuotes(formula, collect);
  return names;
}
