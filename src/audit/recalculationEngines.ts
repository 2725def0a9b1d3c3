/**
 * The engines that recalculate workbooks from cells instead of reading the file. Takes the name of an engine; returns
 * what it can compute.
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

/** The engine with this name in reports; undefined for a program that reads the file itself. */
export function findEngine(name: string): EngineId | undefined {
  return (Object.keys(engineNames) as EngineId[]).find((id) => engineNames[id] === name);
}

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
  const engine = findEngine(name);
  switch (engine) {
    case 'hyperformula': {
      const known = engineFunctions();
      return { computes: (called) => known.has(called) && !differentFunctions.hyperformula.has(called) };
    }
    case 'ironcalc':
      return {
        computes: (called) => !unknown.has(called) && !differentFunctions.ironcalc.has(called),
        // It rounds the binary number: 1.005 to two digits is 1.00, and 1.01 in Excel.
        roundsDifferently: new Set(['ROUND', 'ROUNDUP', 'ROUNDDOWN', 'TRUNC', 'INT']),
      };
    case undefined:
      return {};
    default:
      return engine satisfies never;
  }
}
