/**
 * An independent engine: LibreOffice recalculates workbooks whose cached results were removed. A test that calls it has
 * the tag `libreoffice`, so that it is skipped where LibreOffice is not installed. LibreOffice takes seconds to start:
 * pass all workbooks in one call.
 */
import { it } from 'vitest';
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
  const [sheets] = await recalculateAll([workbook]);
  return sheets!;
}

export type ReadResults = (workbook: Uint8Array) => Promise<readonly ReadSheet[]>;

/** The same test twice: on the results that are stored in a workbook, and on those that LibreOffice recalculates. */
export function testResults(name: string, test: (readResults: ReadResults) => Promise<void>): void {
  it(name, () => test(async (workbook) => readSheets(workbook)));
  it(`${name}, recalculated by LibreOffice`, { tags: ['libreoffice'] }, () => test(recalculate));
}
