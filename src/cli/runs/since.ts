/**
 * `--since RUN`: what changed since another run and why results differ, for the sheet of changes in a workbook that is
 * being built.
 */

import { compareRuns, explainRuns, runPlan } from '../../comparing.ts';
import { type Checked, hasErrors } from '../../diagnostics/diagnostic.ts';
import type { ChangesSince, ModelOptions, Plan } from '../../pipeline.ts';
import { defaultTargets } from '../diff/wording.ts';
import { readRun } from './runName.ts';

/** The model to build, as it was read. */
export interface BuildRequest {
  readonly path: string;
  readonly plan: Checked<Plan>;
  readonly options: ModelOptions & { readonly scenario?: string };
}

/** Compares the named run with the model: `changesSince('HEAD~1:models/lab.yaml', request)`. */
export async function changesSince(run: string, { path, plan, options }: BuildRequest): Promise<Checked<ChangesSince>> {
  const older = await readRun(run, path);
  if (older.value === undefined || hasErrors(older.diagnostics)) return { diagnostics: older.diagnostics };
  // The build itself reports the warnings of the model.
  const newer = runPlan(path, plan, { ...options, name: path });
  if (newer.value === undefined || hasErrors(newer.diagnostics)) return { diagnostics: newer.diagnostics };
  const diff = compareRuns(older.value, newer.value);
  const explained = explainRuns(older.value, newer.value, defaultTargets(diff));
  if (explained.value === undefined || hasErrors(explained.diagnostics)) return { diagnostics: explained.diagnostics };
  return {
    value: { diff, explanations: explained.value },
    diagnostics: [...older.diagnostics, ...explained.diagnostics],
  };
}
