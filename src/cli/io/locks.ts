/**
 * What only one program may do at a time. Takes the path of a lock and what to do. Returns what was done, or why the
 * lock could not be had.
 * Guarantee: the lock of a process that is gone is taken over at once; that of a process that runs is never taken.
 */
import { closeSync, linkSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { obstacleOf, readText } from './files.ts';
import { ownProcessMark, processNumber, processStateOf } from './processes.ts';
import { ageOf, temporaryName } from './temporaryFiles.ts';
import { isSystemError, refusalOf } from './writing.ts';

/** A lock of which nobody can say whether its process runs counts as left behind after this time, in milliseconds. */
const unknownLasts = 30_000;
const waitsMost = 40_000;
const pauseTime = 20;
/** Most builds release a lock sooner than this, and nobody needs to hear of it. */
const quietTime = 500;

/** What is known of a wait for another process. */
export interface Waiting {
  /** Hears once that another process has the lock, with the number of that process if it is known. */
  readonly onWait: (process?: string) => void;
  /** What to report when the other process does not end. */
  readonly inVain: Diagnostic;
}

/** Does what no other program may do at the same time; the file at `path` exists while it is done. */
export async function withLock<T>(path: string, use: () => Promise<Checked<T>>, waiting: Waiting): Promise<Checked<T>> {
  const refusal = await takeLock(path, waiting);
  if (refusal !== undefined) return { diagnostics: [refusal] };
  try {
    return await use();
  } finally {
    rmSync(path, { force: true });
  }
}

async function takeLock(path: string, { onWait, inVain }: Waiting): Promise<Diagnostic | undefined> {
  const started = Date.now();
  for (let isSaid = false; ; ) {
    const obstacle = obstacleOf(path);
    if (obstacle !== undefined) return obstacle;
    const made = madeLock(path);
    if (made !== false) return made === true ? undefined : made;
    if (isLeftBehind(path)) takeAway(path);
    await pause(pauseTime);
    const waited = Date.now() - started;
    if (waited > waitsMost) return inVain;
    if (isSaid || waited < quietTime) continue;
    isSaid = true;
    onWait(processNumber(readText(path) ?? ''));
  }
}

/** Removes a lock whose process is gone; any other is left alone. */
export function removeDeadLock(path: string): void {
  if (isLeftBehind(path)) takeAway(path);
}

/**
 * Whether this process has the lock now, or why nobody can. A lock has its mark from the start: it is written under
 * another name first.
 */
function madeLock(path: string): boolean | Diagnostic {
  const folder = dirname(path);
  const temporary = temporaryName(folder);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, ownProcessMark(), { flag: 'wx' });
    nameLock(temporary, path);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error.code === 'EEXIST' ? false : refusalOf(path, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Some disks have no second names; there the lock is without its mark for a moment. */
function nameLock(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') throw error;
    writeFileSync(path, ownProcessMark(), { flag: 'wx' });
  }
}

function isLeftBehind(path: string): boolean {
  const mark = readText(path);
  if (mark === undefined) return false;
  const state = processStateOf(mark);
  return state === 'gone' || (state === 'unknown' && ageOf(path) > unknownLasts);
}

/**
 * Only one process at a time takes a lock away, and it looks again before it does, so that it never removes a new one.
 */
function takeAway(path: string): void {
  const guard = `${path}.taken`;
  try {
    closeSync(openSync(guard, 'wx'));
  } catch {
    if (ageOf(guard) > unknownLasts) rmSync(guard, { force: true });
    return;
  }
  try {
    if (isLeftBehind(path)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}
