/**
 * The settings of HyperFormula and the conversion of its values. Guarantee: nothing is rounded, text stays text, and
 * every error is one that Excel has.
 */
import { DetailedCellError, type CellValue as VendorValue } from 'hyperformula';
import { columnsMax, rowsMax } from '../grid/address.ts';
import { hyperFormulaPlugins, textMax } from './functionOverrides.ts';
import type { CellError, CellValue } from './run.ts';
import { excelErrors } from './workbookSheets.ts';

/** Settings: no rounding, Excel's functions, and sheets as large as Excel's. */
export const engineSettings = () => ({
  licenseKey: 'gpl-v3',
  smartRounding: false,
  useArrayArithmetic: true,
  evaluateNullToZero: true,
  accentSensitive: true,
  undoLimit: 0,
  maxRows: rowsMax,
  maxColumns: columnsMax,
  functionPlugins: hyperFormulaPlugins(),
});

/** HyperFormula has only `TRUE()`; Excel also allows `TRUE`. */
export const engineConstants = [
  { name: 'TRUE', expression: '=TRUE()' },
  { name: 'FALSE', expression: '=FALSE()' },
];

/** Errors that an Excel file cannot contain (`#CYCLE!`, `#ERROR!`, `#SPILL!`, `#LIC!`) become `#VALUE!`. */
function excelError(error: DetailedCellError): CellError {
  return { error: (excelErrors.has(error.value) ? error.value : '#VALUE!') as CellError['error'] };
}

/** Converts a value of the engine. Values that an Excel cell cannot contain become errors. */
export function cellValue(value: VendorValue): CellValue {
  if (typeof value === 'string' && value.length > textMax) return { error: '#VALUE!' };
  if (value instanceof DetailedCellError) return excelError(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return { error: '#NUM!' };
  return value;
}
