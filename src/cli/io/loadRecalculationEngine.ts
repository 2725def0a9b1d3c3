/**
 * Loads an engine that recalculates workbooks within this program. Takes its id; returns a function from cells to
 * values. Guarantee: an engine is loaded only when it is requested.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EngineId, WorkbookSheet, WorkbookValues } from '../../pipeline.ts';

/** The values of the formulas of a workbook. */
export interface EngineResults {
  readonly values: WorkbookValues;
  /** Functions that formulas call and the engine does not have, if only the engine can name them. */
  readonly unknownFunctions?: ReadonlySet<string>;
}

export type Compute = (sheets: readonly WorkbookSheet[]) => EngineResults;

/**
 * `(await loadEngine('ironcalc'))([{ name: 'S', rows: [[{ formula: '1+1', value: null }]] }])` has the values `[[2]]`.
 */
export async function loadRecalculationEngine(engine: EngineId): Promise<Compute> {
  switch (engine) {
    case 'hyperformula': {
      const { recalculateSheets } = await import('../../run/recalculateWorkbook.ts');
      return (sheets) => ({ values: recalculateSheets(sheets) });
    }
    case 'ironcalc': {
      const { computeWithIronCalc } = await import('../../run/ironCalc.ts');
      const wasm = readFileSync(createRequire(import.meta.url).resolve('@ironcalc/wasm/wasm_bg.wasm'));
      return (sheets) => computeWithIronCalc(wasm, sheets);
    }
    default:
      return engine satisfies never;
  }
}
