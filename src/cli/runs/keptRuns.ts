/**
 * Kept runs: `exports/<model>/runs/<run id>.json.gz`, with dates and commits in `kept.json`. Takes a run; returns
 * files. Guarantee: a run that is kept twice keeps its first date; the same run gives the same bytes.
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { RunRecord } from '../../record/record.ts';
import { exists, foldersIn, readText } from '../io/files.ts';
import type { Output } from '../io/writing.ts';

/** An entry of the list of kept runs. */
export interface KeptRun {
  readonly runId: string;
  /** `2026-11-25T06:30:00Z`. */
  readonly date: string;
  /** The short hash of the checked-out commit; null outside git. */
  readonly commit: string | null;
  /** Whether model files had uncommitted changes. */
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

/** The folder of the kept runs of a model: `exports/lab/runs`. */
export const keptFolder = (out: string, model: string): string => join(out, model, 'runs');

const listPath = (folder: string): string => join(folder, 'kept.json');
const runPath = (folder: string, runId: string): string => join(folder, `${runId}.json.gz`);

/** The kept runs of a folder, the oldest first; undefined if the list cannot be read. */
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

/** The path of the record of a kept run. */
export function recordPathOf(folder: string, { runId }: KeptRun): string {
  return runPath(folder, runId);
}

/** The lock while the list is rewritten, so that concurrent builds lose no run. */
export const lockPathOf = (folder: string): string => join(folder, 'kept.lock');

/** The files to write to keep a run: none if it is kept already, and only its record if just that is missing. */
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

/** The byte of a gzip file with the operating system; 255 is unknown. */
const systemAt = 9;

/** A compressed text with the same bytes on every system. */
function packed(text: string): Uint8Array {
  const bytes = gzipSync(text, { level: 9 });
  bytes[systemAt] = 255;
  return bytes;
}

/** The kept runs of all models in `exports/` whose id starts with a text. */
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

/** The list cannot be read, and is not overwritten. */
export function unreadableListProblem(folder: string): Diagnostic {
  return problem('invalid-run', undefined, `${listPath(folder)} is not a list of kept runs`, {
    hint: 'repair it or move it away, then keep runs again with burnsheet build --keep',
  });
}

/** Another program does not release the list. */
export function lockedListProblem(lock: string): Diagnostic {
  return problem('unwritable-file', undefined, `the list of kept runs is being written by another build (${lock})`, {
    hint: 'wait for it to finish, or delete the file if no build is running',
  });
}
