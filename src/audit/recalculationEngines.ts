/**
 * The engines that are given the cells of a workbook rather than its file. Takes the name of an engine; returns what it
 * can compute.
 */
import { engineFunctions } from '../run/recalculateWorkbook.ts';
import { ironCalcVersion, versions } from '../values/versions.ts';
import type { EngineLimits } from './uncomputable.ts';

export type EngineId = 'hyperformula' | 'ironcalc';

/** Their names as reports show them. */
export const engineNames: Readonly<Record<EngineId, string>> = {
  hyperformula: `HyperFormula ${versions.hyperformula}`,
  ironcalc: `IronCalc ${ironCalcVersion}`,
};

/** Functions that an engine has and computes differently from Excel. */
const differentFunctions: Readonly<Record<EngineId, ReadonlySet<string>>> = {
  hyperformula: new Set(['OFFSET', 'INDIRECT', 'TEXT']),
  ironcalc: new Set(['TEXT']),
};

/**
 * What an engine can compute, by its name in reports: everything if it reads the file itself. `unknown` are the
 * functions that it reported not to have.
 */
export function engineLimits(name: string, unknown: ReadonlySet<string> = new Set()): EngineLimits {
  if (name === engineNames.hyperformula) {
    const known = engineFunctions();
    return { computes: (called) => known.has(called) && !differentFunctions.hyperformula.has(called) };
  }
  if (name === engineNames.ironcalc)
    return {
      computes: (called) => !unknown.has(called) && !differentFunctions.ironcalc.has(called),
      // It rounds the binary number: 1.005 to two digits is 1.00, and 1.01 in Excel.
      roundsDifferently: new Set(['ROUND', 'ROUNDUP', 'ROUNDDOWN', 'TRUNC', 'INT']),
    };
  return {};
}
