/**
 * The engines that compute the formulas of any workbook within this program. Takes the name of one; returns a function
 * from cells to values. An engine is loaded only when it is asked for.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EngineId, WorkbookSheet, WorkbookValues } from '../../pipeline.ts';

/** The values of the formulas of a workbook. */
export interface EngineResults {
  readonly values: WorkbookValues;
  /** Functions that formulas call and the engine does not have, where only it can say which. */
  readonly unknownFunctions?: ReadonlySet<string>;
}

export type Compute = (sheets: readonly WorkbookSheet[]) => EngineResults;

/**
 * `(await loadEngine('ironcalc'))([{ name: 'S', rows: [[{ formula: '1+1', value: null }]] }])` has the values `[[2]]`.
 */
export async function loadRecalculationEngine(engine: EngineId): Promise<Compute> {
  if (engine === 'hyperformula') {
    const { recalculateSheets } = await import('../../run/recalculateWorkbook.ts');
    return (sheets) => ({ values: recalculateSheets(sheets) });
  }
  const { computeWithIronCalc } = await import('../../run/ironCalc.ts');
  const wasm = readFileSync(createRequire(import.meta.url).resolve('@ironcalc/wasm/wasm_bg.wasm'));
  return (sheets) => computeWithIronCalc(wasm, sheets);
}
