/**
 * Kept runs with their records. Takes the id of a model and the output folder of builds; returns the runs, the oldest
 * first. Guarantee: a run whose record cannot be read is in the list without a record, and its problem is returned.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { RunRecord } from '../../record/record.ts';
import { type KeptRun, keptFolder, readKeptRuns, recordPathOf, unreadableListProblem } from './keptRuns.ts';
import { readRun } from './runName.ts';

/** A kept run with its record. */
export interface KeptRunWithRecord {
  readonly kept: KeptRun;
  readonly record: RunRecord;
}

/** A kept run whose record cannot be read. */
export interface UnreadableKeptRun {
  readonly kept: KeptRun;
  readonly record?: never;
}

/** The kept runs of a model, by its id, and the problems of records that cannot be read. */
export async function openKeptRuns(
  model: string,
  out: string,
): Promise<{
  readonly runs: readonly (KeptRunWithRecord | UnreadableKeptRun)[];
  readonly diagnostics: readonly Diagnostic[];
}> {
  const folder = keptFolder(out, model);
  const all = readKeptRuns(folder);
  if (all === undefined) return { runs: [], diagnostics: [unreadableListProblem(folder)] };
  const runs: (KeptRunWithRecord | UnreadableKeptRun)[] = [];
  const problems: Diagnostic[] = [];
  for (const kept of all) {
    const { value, diagnostics: found } = await readRun(recordPathOf(folder, kept));
    problems.push(...found);
    runs.push(value === undefined ? { kept } : { kept, record: value.record });
  }
  return { runs, diagnostics: problems };
}
