/**
 * Any workbook to numbers with HyperFormula. Takes sheets as read from a file; returns the value of every cell.
 * Guarantee: constants do not change; a formula that the engine cannot read is an error and stops nothing.
 */
import { HyperFormula, type RawCellContent } from 'hyperformula';
import { cellValue, engineConstants, engineSettings } from './hyperFormulaSettings.ts';
import type { SheetValues } from './run.ts';
import {
  asTextCell,
  excelErrors,
  outsideQuotes,
  type WorkbookCell,
  type WorkbookSheet,
  withoutPrefixes,
} from './workbookSheets.ts';

/**
 * The values of every sheet: `recalculateSheets([{ name: 'S', rows: [[{ formula: '1+1', value: null }]] }]).get('S')`
 * is `[[2]]`.
 */
export function recalculateSheets(sheets: readonly WorkbookSheet[]): ReadonlyMap<string, SheetValues> {
  const raw = Object.fromEntries(sheets.map(({ name, rows }) => [name, Array.from(rows, rawRow)]));
  const engine = HyperFormula.buildFromSheets(raw, engineSettings(), engineConstants);
  const values = new Map(
    sheets.map(
      ({ name }) => [name, engine.getSheetValues(engine.getSheetId(name)!).map((row) => row.map(cellValue))] as const,
    ),
  );
  engine.destroy();
  return values;
}

/** Names of the functions that HyperFormula knows, in capitals. */
export function engineFunctions(): ReadonlySet<string> {
  return new Set(HyperFormula.getRegisteredFunctionNames('enGB'));
}

function rawRow(row: readonly (WorkbookCell | undefined)[] | undefined): RawCellContent[] {
  return Array.from(row ?? [], rawCell);
}

function rawCell(cell: WorkbookCell | undefined): RawCellContent {
  if (cell === undefined) return null;
  if (cell.formula !== undefined) return `=${engineFormula(cell.formula)}`;
  if (typeof cell.value === 'string') return cell.value === '' ? null : asTextCell(cell.value);
  if (typeof cell.value !== 'object' || cell.value === null) return cell.value;
  // The error of a file may be any text, including a formula.
  return excelErrors.has(cell.value.error) ? `=${cell.value.error}` : '=#VALUE!';
}

/** A formula of a file in the engine's spelling: without `_xlfn.`, and with a small `e` in exponents. */
function engineFormula(formula: string): string {
  return outsideQuotes(formula, (text) => withoutPrefixes(text).replace(/(\d)E([+-]?\d)/g, '$1e$2'));
}
