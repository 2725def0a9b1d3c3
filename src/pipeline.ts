/**
 * The whole story: text becomes source, model, grid, numbers and a workbook.
 *
 *   text -> source -> model -> grid -> run -> xlsx
 *            formula ^
 */
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { Model, ModelOptions } from './model/model.ts';
import type { RunRecord } from './run/record.ts';

export interface Built {
  readonly model: Model;
  readonly record: RunRecord;
  /** The workbook, for the scenario asked for. */
  readonly workbook: () => Promise<Uint8Array>;
}
export type { Diagnostic, ModelOptions };
