/**
 * Writing results. Takes paths with what they will hold. Returns every file whole, or every file as it was and the
 * reason.
 * Guarantee: each file is first written in full under another name in its folder, forced to the disk and measured; only
 * when all are there do they take their names. Nothing is written through a symbolic link.
 */
import { linkSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { obstacleOf, unwritable } from './files.ts';
import { removeLeftovers, temporaryName } from './temporaryFiles.ts';

/** A file to write. */
export interface Output {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Opens a new file for writing; a test puts in one whose disk is full. */
export type OpenNew = (path: string) => Promise<FileHandle>;

const openNew: OpenNew = (path) => open(path, 'wx');

/**
 * Writes several files, all or none, or says why they cannot be written; obstacles are looked for before anything is
 * written.
 */
export async function writeAll(
  outputs: readonly Output[],
  openFile: OpenNew = openNew,
): Promise<Diagnostic | undefined> {
  const found = outputs.map(({ path }) => obstacleOf(path)).find((one) => one !== undefined);
  if (found !== undefined) return found;
  const prepared: Prepared[] = [];
  try {
    for (const { path, content } of outputs) prepared.push(await naming(path, () => prepare(path, content, openFile)));
    await replaceAll(prepared);
    return undefined;
  } catch (error) {
    if (!(error instanceof Unwritten)) throw error;
    return refusalOf(error.path, error.cause);
  } finally {
    for (const { temporary } of prepared) rmSync(temporary, { force: true });
  }
}

/** Writes a file whole or not at all, with the folders above it; throws if it cannot be written. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const obstacle = await writeAll([{ path, content }]);
  if (obstacle !== undefined) throw new Error(obstacle.message);
}

/** A file that is written in full and has not taken its name yet. */
interface Prepared {
  readonly path: string;
  readonly temporary: string;
}

/** What the system refuses, with the file that cannot be written for it. */
class Unwritten extends Error {
  readonly path: string;
  override readonly cause: NodeJS.ErrnoException;
  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(cause.message);
    this.path = path;
    this.cause = cause;
  }
}

async function naming<T>(path: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw isSystemError(error) ? new Unwritten(path, error) : error;
  }
}

async function prepare(path: string, content: string | Uint8Array, openFile: OpenNew): Promise<Prepared> {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  removeLeftovers(folder);
  const temporary = temporaryName(folder);
  const file = await openFile(temporary);
  try {
    await fill(file, typeof content === 'string' ? Buffer.from(content) : content);
    await keepOwner(file, path);
  } catch (error) {
    await file.close().catch(() => {});
    rmSync(temporary, { force: true });
    throw error;
  }
  await file.close();
  return { path, temporary };
}

/**
 * The system may take fewer bytes than it was given, as on a disk that fills up: the rest is written again until it
 * refuses.
 */
async function fill(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, at);
    if (bytesWritten === 0) throw cutShort();
    at += bytesWritten;
  }
  await file.sync();
  if ((await file.stat()).size !== bytes.length) throw cutShort();
}

const cutShort = (): NodeJS.ErrnoException =>
  Object.assign(new Error('ENOSPC: the file is shorter than what was written to it'), { code: 'ENOSPC' });

/** A file that is replaced keeps its permissions and, as far as the system lets us, its owner. */
async function keepOwner(file: FileHandle, path: string): Promise<void> {
  const old = lstatSync(path, { throwIfNoEntry: false });
  if (old === undefined) return;
  await file.chown(old.uid, old.gid).catch(() => {});
  await file.chmod(old.mode & 0o7777).catch(() => {});
}

/** Gives all files their names; if one cannot take its name, those before it are put back. */
async function replaceAll(prepared: readonly Prepared[]): Promise<void> {
  const replaced: (() => void)[] = [];
  const backups: string[] = [];
  try {
    for (const { path, temporary } of prepared) {
      const restore = backUp(path, backups);
      await naming(path, () => renameSync(temporary, path));
      replaced.unshift(restore);
    }
  } catch (error) {
    for (const restore of replaced) restore();
    throw error;
  } finally {
    for (const backup of backups) rmSync(backup, { force: true });
  }
  for (const folder of new Set(prepared.map(({ path }) => dirname(path)))) await syncFolder(folder);
}

/**
 * Keeps a file that will be replaced under a second name; leaves how to restore it. A disk without second names cannot
 * restore it.
 */
function backUp(path: string, backups: string[]): () => void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return () => rmSync(path, { force: true });
  const backup = temporaryName(dirname(path));
  try {
    linkSync(path, backup);
  } catch {
    return () => {};
  }
  backups.push(backup);
  return () => renameSync(backup, path);
}

/** Names last through a loss of power only when the folder is on the disk too; some systems cannot do it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** Whether an exception is the answer of the system to a call, and not a fault of ours. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}

const roomHint = 'make room, or write to another folder';
const closeHint = 'close the file in other programs, or write to another folder';
const hints: Readonly<Record<string, string>> = {
  ENOENT: 'its folder was removed while the command ran; run the command again',
  ENOTDIR: 'its folder was replaced while the command ran; run the command again',
  EACCES: 'change the permissions of the folder, or name another one',
  EPERM: closeHint,
  EBUSY: closeHint,
  EROFS: 'the disk is read-only; write to another folder',
  EIO: 'the disk reports an error; write to another disk',
  ENOSPC: roomHint,
  EDQUOT: roomHint,
  EFBIG: roomHint,
};

/**
 * Why the system lets nobody write a file, and what to do: `/lab.xlsx cannot be written: ENOSPC: no space left on
 * device`.
 */
export function refusalOf(path: string, { code = '', message }: NodeJS.ErrnoException): Diagnostic {
  return unwritable(path, message.split(',')[0]!, hints[code] ?? 'write to another folder');
}
