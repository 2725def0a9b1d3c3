/**
 * Cells of a workbook that show an error. Takes a workbook as read from its file; returns each cell with its error, in
 * the order of the sheets.
 */
import type { FileError, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import type { Finding } from './findings.ts';
import { cellPlace } from './sameFormula.ts';

/** A cell with an error: `Results!J14`, `#REF!`. */
export interface ErrorCell extends Pick<Finding, 'place'> {
  readonly error: string;
}

/** Every cell that shows an error. */
export function errorCells({ sheets }: WorkbookFile): readonly ErrorCell[] {
  return sheets.flatMap(({ name: sheet, rows }) =>
    rows.flatMap(({ row, cells }) =>
      cells
        .filter(({ value }) => typeof value === 'object' && value !== null)
        .map(
          ({ column, value }): ErrorCell => ({
            place: cellPlace({ sheet, row, column }),
            error: (value as FileError).error,
          }),
        ),
    ),
  );
}
