/**
 * Runs that are kept beside the workbook: `exports/<model>/runs/<run id>.json.gz`, with when and from which commit in
 * `kept.json`. Enters a run; leaves files. Guarantee: a run that is kept twice keeps its first date; the same run gives
 * the same bytes.
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { RunRecord } from '../../record/record.ts';
import { exists, foldersIn, readText } from '../io/files.ts';
import type { Output } from '../io/writing.ts';

/** When a run was kept, and what it was. */
export interface KeptRun {
  readonly runId: string;
  /** `2026-11-25T06:30:00Z`. */
  readonly date: string;
  /** Short hash of the commit that the working folder was at; null outside git. */
  readonly commit: string | null;
  /** Whether files of the model differed from that commit. */
  readonly hasChanges: boolean;
  readonly scenario: string;
  readonly known: string | null;
  readonly set: readonly string[];
}

/** When a run was kept, to the minute: `2026-11-25 06:30`. */
export const formatKeptTime = ({ date }: KeptRun): string => date.slice(0, 16).replace('T', ' ');

interface KeptFile {
  readonly format: 'burnsheet-kept-runs';
  readonly version: 1;
  readonly runs: readonly KeptRun[];
}

/** The folder of the runs of a model: `exports/lab/runs`. */
export const keptFolder = (out: string, model: string): string => join(out, model, 'runs');

const listPath = (folder: string): string => join(folder, 'kept.json');
const runPath = (folder: string, runId: string): string => join(folder, `${runId}.json.gz`);

/** The runs that are kept in a folder, the oldest first; undefined where the list cannot be read. */
export function readKeptRuns(folder: string): readonly KeptRun[] | undefined {
  const text = readText(listPath(folder));
  if (text === undefined) return [];
  try {
    const found = JSON.parse(text) as Partial<KeptFile> | null;
    if (found?.format !== 'burnsheet-kept-runs' || found.version !== 1 || !Array.isArray(found.runs)) return undefined;
    return found.runs.every(isKeptRun) ? found.runs : undefined;
  } catch {
    return undefined;
  }
}

function isKeptRun(found: Partial<KeptRun> | null): boolean {
  if (typeof found !== 'object' || found === null || !Array.isArray(found.set)) return false;
  return [found.runId, found.date, found.scenario].every((text) => typeof text === 'string');
}

/** Where the record of a kept run stands. */
export function recordPathOf(folder: string, { runId }: KeptRun): string {
  return runPath(folder, runId);
}

/** The file that stands while the list is read and written anew, so that builds at the same time lose no run. */
export const lockPathOf = (folder: string): string => join(folder, 'kept.lock');

/**
 * The files to write so that a run is kept; none where it is kept already, and its record alone where only that is
 * missing.
 */
export function filesToKeep(
  folder: string,
  record: RunRecord,
  at: Pick<KeptRun, 'date' | 'commit' | 'hasChanges'>,
  before: readonly KeptRun[],
): readonly Output[] {
  const { runId, scenario, known, asked } = record;
  const isListed = before.some((one) => one.runId === runId);
  if (isListed && exists(runPath(folder, runId))) return [];
  const packedRun: Output = { path: runPath(folder, runId), content: packed(JSON.stringify(record)) };
  if (isListed) return [packedRun];
  const kept: KeptRun = { runId, ...at, scenario, known, set: asked.set.map(({ key, value }) => `${key}=${value}`) };
  const list: KeptFile = { format: 'burnsheet-kept-runs', version: 1, runs: [...before, kept] };
  return [packedRun, { path: listPath(folder), content: `${JSON.stringify(list, undefined, 2)}\n` }];
}

/** The byte of a packed file that says on which system it was packed; 255 says nothing. */
const systemAt = 9;

/** A text packed so that it has the same bytes on every system. */
function packed(text: string): Uint8Array {
  const bytes = gzipSync(text, { level: 9 });
  bytes[systemAt] = 255;
  return bytes;
}

/** The kept runs of all models in `exports/` whose id begins so. */
export function findKeptRuns(
  start: string,
  out = 'exports',
): readonly { readonly runId: string; readonly path: string }[] {
  return foldersIn(out).flatMap((model) => {
    const folder = keptFolder(out, model);
    return (readKeptRuns(folder) ?? [])
      .filter(({ runId }) => runId.startsWith(start))
      .map(({ runId }) => ({ runId, path: runPath(folder, runId) }));
  });
}

/** What is said of a list that cannot be read: it is not written over. */
export function unreadableListProblem(folder: string): Diagnostic {
  return problem('invalid-run', undefined, `${listPath(folder)} is not a list of kept runs`, {
    hint: 'repair it or move it away, then keep runs again with burnsheet build --keep',
  });
}

/** What is said where another program does not end writing the list. */
export function lockedListProblem(lock: string): Diagnostic {
  return problem('unwritable-file', undefined, `the list of kept runs is being written by another build (${lock})`, {
    hint: 'wait for it to finish, or delete the file if no build is running',
  });
}
