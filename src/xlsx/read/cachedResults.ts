/**
 * Removes the stored results from a workbook, so that recalculated results come from its formulas only. Takes the bytes
 * of a file that was read before, so its sizes are known to be bounded; returns the bytes of another file.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

const results = /(<\/f>|<f [^>]*\/>|<f\/>)\s*<v>[^<]*<\/v>/g;

/** The workbook without the stored result of any formula. */
export function withoutCachedResults(workbook: Uint8Array): Uint8Array {
  const parts = Object.entries(unzipSync(workbook)).map(([path, bytes]): [string, Uint8Array] =>
    /^xl\/worksheets\/[^/]+\.xml$/i.test(path)
      ? [path, strToU8(strFromU8(bytes).replace(results, '$1'))]
      : [path, bytes],
  );
  return zipSync(Object.fromEntries(parts), { level: 1 });
}
