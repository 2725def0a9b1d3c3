/**
 * Files as they are read, and what keeps one from being written. Takes paths as the user writes them. Returns texts,
 * bytes and obstacles.
 * Guarantee: model files are read only inside the working folder, symbolic links followed before that is decided.
 */
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

/** What the pipeline reads model files with; it remembers what was asked for, so that changes can be watched. */
export interface ModelReader {
  readonly read: (path: string) => string | undefined;
  readonly asked: ReadonlySet<string>;
}

/** A reader of files inside a folder; anything else, and anything unreadable, is undefined. */
export function modelReader(folder: string = process.cwd()): ModelReader {
  const asked = new Set<string>();
  const read = (path: string): string | undefined => {
    asked.add(path);
    return isInside(folder, path) ? readText(resolve(folder, path), modelBytesMost) : undefined;
  };
  return { read, asked };
}

/** Whether a path, links followed, lies inside a folder: `isInside('/work', '../x')` is false. */
export function isInside(folder: string, path: string): boolean {
  try {
    const way = relative(realpathSync(folder), realpathSync(resolve(folder, path)));
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  } catch {
    return false;
  }
}

const bytesMost = 512 * 1024 * 1024;
/** The text of so many bytes is longer than any model file may be, whatever characters it holds, and is refused. */
const modelBytesMost = 4_000_004;

/** The text of a file, or of its first bytes; undefined if there is no readable file. Pipes and devices have no end. */
export function readText(path: string, most: number = bytesMost): string | undefined {
  try {
    const found = statSync(path);
    if (!found.isFile()) return undefined;
    return found.size > most ? firstBytes(path, most).toString('utf8') : readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function firstBytes(path: string, count: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, readSync(file, bytes, 0, count, 0));
  } finally {
    closeSync(file);
  }
}

/** What is at a path that is no file to read: `a folder`; undefined for a file, and if there is nothing. */
export function kindOfOther(path: string): string | undefined {
  const found = statusOf(path);
  if (found === undefined || found.isFile()) return undefined;
  return found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a pipe' : 'a device';
}

/** The bytes of a file anywhere, or what prevents them. */
export function readBytes(path: string): Uint8Array | string {
  const found = statusOf(path);
  if (found === undefined) return `there is no file ${path}`;
  if (!found.isFile()) return `${path} is ${kindOfOther(path) ?? 'not a file'} and not a file`;
  if (found.size > bytesMost) return `${path} is larger than 512 MB`;
  try {
    return readFileSync(path);
  } catch {
    return `the file ${path} cannot be read`;
  }
}

/**
 * A path as messages show it, relative to the working folder, with `/`: `/home/ana/models/a.yaml` is `models/a.yaml`.
 */
export function shownPath(path: string, folder: string = process.cwd()): string {
  return relative(folder, resolve(folder, path)).split(sep).join('/');
}

/** A path that was written to, as messages show it: as it was typed where it lies outside of the working folder. */
export function typedOutside(path: string, folder: string = process.cwd()): string {
  const shown = shownPath(path, folder);
  return isAbsolute(shown) || shown === '..' || shown.startsWith('../') ? path : shown;
}

/** The models that a bare `build` takes: every `.yaml` directly in `models/` and `models/examples/`. */
export function allModels(folder: string = process.cwd()): readonly string[] {
  return ['models', 'models/examples'].flatMap((directory) => modelsIn(folder, directory));
}

/** The models of a bare `build`, and those in the folder of a path: what somebody may have meant by it. */
export function modelsNear(path: string, folder: string = process.cwd()): readonly string[] {
  return [...new Set([...allModels(folder), ...modelsIn(folder, shownPath(dirname(resolve(folder, path)), folder))])];
}

/** The files of claims in `models/claims/`. */
export function claimsFiles(folder: string = process.cwd()): readonly string[] {
  return modelsIn(folder, 'models/claims');
}

function modelsIn(folder: string, directory: string): readonly string[] {
  try {
    const names = readdirSync(join(folder, directory), { withFileTypes: true });
    const models = names
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
      .map(({ name }) => posix.join(directory, name));
    return models.sort();
  } catch {
    return [];
  }
}

/** Names of the folders in a folder, in order; none where there is no such folder. */
export function foldersIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

/** Whether something stands at a path that can be looked at. */
export function exists(path: string): boolean {
  return statusOf(path) !== undefined;
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const FILE_NAME_MAX = 255;

/** What keeps a file from being written: `obstacleOf('notes.txt/a.xlsx')` says that notes.txt is a file. */
export function obstacleOf(path: string): Diagnostic | undefined {
  const steps = resolve(path).split(sep);
  if (steps.some((step) => Buffer.byteLength(step) > FILE_NAME_MAX))
    return unwritable(
      `${path.slice(0, 60)}…`,
      `a name in it is longer than ${FILE_NAME_MAX} bytes`,
      'choose a shorter name',
    );
  const taken = nameTaken(path);
  if (taken !== undefined) return taken;
  const folder = nearestStanding(dirname(resolve(path)));
  if (statusOf(folder)?.isDirectory() !== true)
    return unwritable(path, `${shownPath(folder)} is a file, not a folder`, 'name another folder');
  return mayWrite(folder)
    ? undefined
    : unwritable(
        path,
        `the folder ${shownPath(folder)} is not writable`,
        'change its permissions, or name another folder',
      );
}

/** What has the name of a file already and must not be replaced: a folder, a symbolic link, a device. */
function nameTaken(path: string): Diagnostic | undefined {
  const found = linkStatusOf(path);
  if (found === undefined || found.isFile()) return undefined;
  if (found.isDirectory())
    return unwritable(path, 'a folder has this name', `rename the folder ${basename(path)}, or write to another one`);
  if (!found.isSymbolicLink()) return unwritable(path, 'it is not an ordinary file', 'name another file');
  return unwritable(
    path,
    `it is a symbolic link to ${readlinkSync(path)}, and burnsheet does not write through links`,
    'remove the link, or name the file itself',
  );
}

function linkStatusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * What keeps a report from a folder that is not there: it is made inside the working folder only, so that a slip makes
 * none elsewhere.
 */
export function missingOutside(path: string, folder: string = process.cwd()): Diagnostic | undefined {
  const above = dirname(resolve(folder, path));
  const standing = nearestStanding(above);
  if (standing === above || isInside(folder, standing)) return undefined;
  return unwritable(path, `there is no folder ${dirname(path)}`, 'create the folder first, or name another one');
}

/**
 * Whether a path below a folder leads out of it through a symbolic link: a folder that is a link itself is meant, one
 * below it is not.
 */
export function leadsOutside(path: string, folder: string): boolean {
  const standing = nearestStanding(dirname(resolve(path)));
  return exists(folder) && !isInside(folder, standing);
}

/** What keeps a result from a file that was read for it, links followed: `inputConflict('a.yaml', ['./a.yaml'])`. */
export function inputConflict(path: string, inputs: readonly string[]): Diagnostic | undefined {
  const target = realPath(path);
  if (target === undefined || !inputs.some((input) => realPath(input) === target)) return undefined;
  return unwritable(path, 'it is one of the input files', 'name another file');
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** A file that cannot be written, why, and what to do. */
export function unwritable(path: string, reason: string, hint: string): Diagnostic {
  return problem('unwritable-file', undefined, `${path} cannot be written: ${reason}`, { hint });
}

/** A folder, or the nearest above it that is there. */
function nearestStanding(folder: string): string {
  const above = dirname(folder);
  return linkStatusOf(folder) !== undefined || above === folder ? folder : nearestStanding(above);
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
