/**
 * How HyperFormula is set up, and its values in ours. Guarantee: nothing is rounded, text stays text, and every error
 * is one that Excel knows.
 */
import { DetailedCellError, type CellValue as VendorValue } from 'hyperformula';
import { columnsMax, rowsMax } from '../grid/address.ts';
import { excelFunctions, textMax } from './functionOverrides.ts';
import type { CellError, CellValue } from './run.ts';
import { excelErrors } from './workbookSheets.ts';

/** Settings under which nothing is rounded, the functions are Excel's, and a sheet is as large as one of Excel. */
export const engineSettings = () => ({
  licenseKey: 'gpl-v3',
  smartRounding: false,
  useArrayArithmetic: true,
  evaluateNullToZero: true,
  accentSensitive: true,
  undoLimit: 0,
  maxRows: rowsMax,
  maxColumns: columnsMax,
  functionPlugins: excelFunctions(),
});

/** Functions only when written `TRUE()`; Excel also takes the bare word. */
export const engineConstants = [
  { name: 'TRUE', expression: '=TRUE()' },
  { name: 'FALSE', expression: '=FALSE()' },
];

/** Excel has no `#CYCLE!`, `#ERROR!`, `#SPILL!` or `#LIC!` that a file may hold: they become `#VALUE!`. */
function excelError(error: DetailedCellError): CellError {
  return { error: (excelErrors.has(error.value) ? error.value : '#VALUE!') as CellError['error'] };
}

/** A value of the engine as ours: an error is one of Excel's, and what no cell of Excel holds is one too. */
export function cellValue(value: VendorValue): CellValue {
  if (typeof value === 'string' && value.length > textMax) return { error: '#VALUE!' };
  if (value instanceof DetailedCellError) return excelError(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return { error: '#NUM!' };
  return value;
}
