/**
 * A foreign engine as the judge: LibreOffice recalculates a workbook whose cached results were taken out.
 * Enters the bytes of an `.xlsx`; leaves the values that LibreOffice computes. It fails, and never skips, where
 * LibreOffice is missing. LibreOffice takes seconds to start, so several workbooks at once are much faster than one
 * after another.
 */
import { convertWorkbooks, findLibreOffice } from '../../src/cli/io/libreOffice.ts';
import { withoutCachedResults } from '../../src/xlsx/read/cachedResults.ts';
import { type ReadSheet, readSheets } from './readSheets.ts';

/** What LibreOffice computes from the formulas of each file alone, in one run; numbers have 15 significant digits. */
export async function recalculateAll(workbooks: readonly Uint8Array[]): Promise<readonly (readonly ReadSheet[])[]> {
  const program = await findLibreOffice();
  if (program === undefined)
    throw new Error('LibreOffice is needed for this test: install it so that `soffice` is on the path');
  const converted = await convertWorkbooks(program, workbooks.map(withoutCachedResults));
  return converted.map(readSheets);
}

/** `recalculateAll` for one workbook. */
export async function recalculate(workbook: Uint8Array): Promise<readonly ReadSheet[]> {
  return (await recalculateAll([workbook]))[0]!;
}
