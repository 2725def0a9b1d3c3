/**
 * A workbook to a verdict. Takes a workbook as read from its file, what an engine computes from its formulas and, where
 * it is known, the workbook that its model gives; returns every finding and how it scores against the rules.
 */
import { baselineOf } from './audit/baseline.ts';
import { engineSheets, findOversizedSheet, recalculateFile, withheldFormulas } from './audit/engineInput.ts';
import { type WorkbookValues, workbookValues } from './audit/recalculation.ts';
import { type EngineId, engineLimits, engineNames } from './audit/recalculationEngines.ts';
import { scenarioProperty, type Verification, verifyWorkbook } from './audit/verify.ts';
import { problem } from './diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors } from './diagnostics/diagnostic.ts';
import type { WorkbookSheet } from './run/workbookSheets.ts';
import { workbookFromFile } from './xlsx/read/fromFile.ts';
import type { WorkbookFile } from './xlsx/read/workbookFile.ts';

/** The result of an engine: values, a workbook that contains them, or the reason why there are none. */
export interface Computed {
  readonly engine: string;
  readonly result:
    | { readonly values: WorkbookValues; readonly unknownFunctions?: ReadonlySet<string> }
    | { readonly bytes: Uint8Array }
    | { readonly failure: string };
}

/** What a workbook is verified against: recalculated results, and the workbook that its model gives. */
export interface VerifyOptions {
  /**
   * The workbook as an engine computed it from its formulas; HyperFormula does it here and without bounds if there is
   * none.
   */
  readonly recalculated?: Computed;
  /** The workbook as its model gives it. */
  readonly expected?: { readonly runId: string; readonly bytes: Uint8Array };
}

/** Reads any workbook, including those that burnsheet did not write. */
export const openWorkbook: (bytes: Uint8Array) => Checked<WorkbookFile> = workbookFromFile;

/** The cells of a workbook for an engine, or why it cannot be given them. */
export function cellsForEngine(file: WorkbookFile, engine: EngineId): Checked<readonly WorkbookSheet[]> {
  const far = engine === 'hyperformula' ? findOversizedSheet(file) : undefined;
  return far === undefined
    ? { value: engineSheets(file, withheldFormulas(file)), diagnostics: [] }
    : { diagnostics: [tooFar(far)] };
}

/** Verifies a workbook: is it as it was written, and are its stored results right? */
export function verifyFile(file: WorkbookFile, { recalculated, expected }: VerifyOptions = {}): Checked<Verification> {
  const model = expected === undefined ? undefined : workbookFromFile(expected.bytes);
  const found = recalculated === undefined ? computedHere(file) : valuesOfComputed(recalculated);
  const diagnostics = [...(model?.diagnostics ?? []), ...found.diagnostics];
  if (found.value === undefined || hasErrors(diagnostics)) return { diagnostics };
  const engine = recalculated?.engine ?? engineNames.hyperformula;
  const isIndependent = engine !== engineNames.hyperformula;
  const result = recalculated?.result;
  const unknown = result !== undefined && 'values' in result ? result.unknownFunctions : undefined;
  const limits = engineLimits(engine, unknown);
  const baseline = model?.value === undefined ? undefined : baselineOf(model.value);
  const wanted = baseline === undefined ? undefined : { runId: expected!.runId, baseline };
  const withheld = limits.computes === undefined ? new Map<string, string>() : withheldFormulas(file);
  const given = { engine, values: found.value, isIndependent, limits, withheld };
  return { value: verifyWorkbook(file, given, wanted), diagnostics };
}

function computedHere(file: WorkbookFile): Checked<WorkbookValues> {
  const far = findOversizedSheet(file);
  return far === undefined ? { value: recalculateFile(file), diagnostics: [] } : { diagnostics: [tooFar(far)] };
}

function valuesOfComputed({ result }: Computed): Checked<WorkbookValues | { readonly failure: string }> {
  if ('failure' in result) return { value: result, diagnostics: [] };
  if ('values' in result) return { value: result.values, diagnostics: [] };
  const { value, diagnostics } = workbookFromFile(result.bytes);
  return value === undefined ? { diagnostics } : { value: workbookValues(value), diagnostics };
}

function tooFar(sheet: string): Diagnostic {
  return problem(
    'invalid-workbook',
    undefined,
    `a cell of the sheet '${sheet}' lies so far out that its results cannot be computed by HyperFormula`,
    {
      hint: 'delete the rows and columns behind the last used one, or compute with --engine ironcalc',
    },
  );
}

/** The scenario that a workbook was written with, or undefined when it does not say so. */
export function scenarioOfFile({ properties }: WorkbookFile): string | undefined {
  return properties.custom.get(scenarioProperty);
}
