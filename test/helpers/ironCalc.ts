/**
 * IronCalc as an independent engine that npm installs. Takes the bytes of an `.xlsx`; returns what its formulas give
 * without the stored results, compared with these as `burnsheet verify --engine ironcalc` does.
 */
import type { Recalculation } from '../../src/audit/recalculation.ts';
import { loadRecalculationEngine } from '../../src/cli/io/loadRecalculationEngine.ts';
import { cellsForEngine, engineNames, openWorkbook, verifyFile } from '../../src/pipeline.ts';

const compute = await loadRecalculationEngine('ironcalc');

/**
 * `recalculateWithIronCalc(bytes).findings` is empty if IronCalc computes every formula and agrees with each result.
 */
export function recalculateWithIronCalc(workbook: Uint8Array): Recalculation {
  const file = openWorkbook(workbook).value!;
  const result = compute(cellsForEngine(file, 'ironcalc').value!);
  return verifyFile(file, { recalculated: { engine: engineNames.ironcalc, result } }).value!.recalculation;
}
