/**
 * Kept runs with their records. Enters the id of a model and the folder that builds write to; leaves the runs, the
 * oldest first. Guarantee: a run whose record cannot be read is in the list, without a record and with the problem.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { RunRecord } from '../../record/record.ts';
import { type KeptRun, keptFolder, keptRuns, noKeptList, recordOfKept } from './keptRuns.ts';
import { readRun } from './runName.ts';

/** A kept run with its record. */
export interface OpenKept {
  readonly kept: KeptRun;
  readonly record: RunRecord;
}

/** A kept run whose record cannot be read. */
export interface UnreadableKept {
  readonly kept: KeptRun;
  readonly record?: never;
}

/** The kept runs of a model, by its id, with their records, the oldest first, and what cannot be read. */
export async function openKept(
  model: string,
  out: string,
): Promise<{ readonly runs: readonly (OpenKept | UnreadableKept)[]; readonly diagnostics: readonly Diagnostic[] }> {
  const folder = keptFolder(out, model);
  const all = keptRuns(folder);
  if (all === undefined) return { runs: [], diagnostics: [noKeptList(folder)] };
  const runs: (OpenKept | UnreadableKept)[] = [];
  const problems: Diagnostic[] = [];
  for (const kept of all) {
    const { value, diagnostics: found } = await readRun(recordOfKept(folder, kept));
    problems.push(...found);
    runs.push(value === undefined ? { kept } : { kept, record: value.record });
  }
  return { runs, diagnostics: problems };
}
