/**
 * A written workbook as rows and columns. Enters the bytes of an `.xlsx`; leaves, for each sheet, cells by row and
 * column from 0. It fails where the file cannot be read.
 */
import type { CellValue } from '../../src/run/run.ts';
import { workbookFromFile } from '../../src/xlsx/read/fromFile.ts';
import type { FileCell, FileRow, FileSheet, WorkbookFile } from '../../src/xlsx/read/workbookFile.ts';

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

/** The file as it is read; every diagnostic is a failure. */
export function readWorkbook(bytes: Uint8Array): WorkbookFile {
  const { value, diagnostics } = workbookFromFile(bytes);
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

function plainCell({ value, formula }: FileCell): ReadCell {
  return { value: value as CellValue, ...(formula === undefined ? {} : { formula }) };
}

function plainRow({ cells }: FileRow): readonly ReadCell[] {
  const row: ReadCell[] = Array.from({ length: (cells.at(-1)?.column ?? -1) + 1 }, () => ({ value: null }));
  for (const cell of cells) row[cell.column] = plainCell(cell);
  return row;
}

function plainSheet({ name, rows }: FileSheet): ReadSheet {
  const plain: (readonly ReadCell[])[] = Array.from({ length: (rows.at(-1)?.row ?? -1) + 1 }, () => []);
  for (const row of rows) plain[row.row] = plainRow(row);
  return { name, rows: plain };
}

/** `readSheets(bytes)[0]?.rows[0]?.[0]?.value` is the top left value. */
export function readSheets(bytes: Uint8Array): readonly ReadSheet[] {
  return readWorkbook(bytes).sheets.map(plainSheet);
}
