/**
 * `.xlsx` → values and formulas. Enters the bytes of a workbook; leaves its sheets, rows and columns counted from 0.
 * Guarantee: what a formula cell shows is its cached result, and dates are day numbers as in the grid.
 */
import ExcelJS, { type Cell } from 'exceljs';
import type { CellError, CellValue } from '../run/run.ts';

export interface ReadCell {
  readonly value: CellValue;
  /** Without `=`; absent for a constant. */
  readonly formula?: string;
}

export interface ReadSheet {
  readonly name: string;
  /** A row may be shorter than the sheet is wide. */
  readonly rows: readonly (readonly ReadCell[])[];
}

const millisecondsPerDay = 86_400_000;
/** Day number of 1 January 1970. */
const dayOfEpoch = 25_569;

function plainValue(value: unknown): CellValue {
  if (value instanceof Date) return value.getTime() / millisecondsPerDay + dayOfEpoch;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'object' && value !== null && 'error' in value) return { error: value.error as CellError['error'] };
  return null;
}

function readCell(cell: Cell): ReadCell {
  if (cell.type === ExcelJS.ValueType.Formula) return { value: plainValue(cell.result), formula: cell.formula };
  if (cell.type === ExcelJS.ValueType.Hyperlink || cell.type === ExcelJS.ValueType.RichText) return { value: cell.text };
  return { value: plainValue(cell.value) };
}

/** Reads a whole workbook: `(await readWorkbook(bytes))[0]?.rows[0]?.[0]?.value` is the top left value. */
export async function readWorkbook(bytes: Uint8Array): Promise<readonly ReadSheet[]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.slice().buffer);
  return workbook.worksheets.map((worksheet) => {
    const rows: ReadCell[][] = Array.from({ length: worksheet.rowCount }, () => []);
    worksheet.eachRow((row, rowNumber) => {
      const cells = rows[rowNumber - 1]!;
      for (let column = 1; column <= row.cellCount; column += 1) cells.push(readCell(row.getCell(column)));
    });
    return { name: worksheet.name, rows };
  });
}
