/**
 * Files that exist only while a command writes. Takes a folder. Returns a name in it that is free, and no file of a
 * process that is gone.
 * Guarantee: the file of a process that may still run is never removed.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ownProcessMark, processStateOf } from './processes.ts';

const namePattern = /^\.burnsheet-([0-9a-f-]+)\.\d+\.tmp$/;

let made = 0;

/** A free name in a folder: `temporaryName('exports/lab')` is `exports/lab/.burnsheet-3f2a9c01-1234-567890.1.tmp`. */
export function temporaryName(folder: string): string {
  made += 1;
  return join(folder, `.burnsheet-${ownProcessMark()}.${made}.tmp`);
}

/** A file of which nobody can say whether its process runs counts as left behind after this time, in milliseconds. */
const unknownLasts = 60 * 60_000;

/** Removes the files that killed processes left in a folder. */
export function removeLeftovers(folder: string): void {
  for (const name of namesIn(folder)) {
    const mark = namePattern.exec(name)?.[1];
    if (mark === undefined) continue;
    const state = processStateOf(mark);
    const path = join(folder, name);
    if (state === 'gone' || (state === 'unknown' && ageOf(path) > unknownLasts)) rmSync(path, { force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** How long ago a file was changed, in milliseconds; 0 if there is no such file. */
export function ageOf(path: string): number {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return changed === undefined ? 0 : Date.now() - changed;
}
