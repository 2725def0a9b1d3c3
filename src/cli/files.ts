/**
 * The only importer of `node:fs`. Enters: paths as the user writes them. Leaves: texts, and files written whole or not at all.
 * Guarantee: model files are read only inside the working folder, symbolic links followed before that is decided.
 */
import { mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

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
    return isInside(folder, path) ? readText(resolve(folder, path)) : undefined;
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

/** The text of a file, or undefined when there is no readable file. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const bytesMost = 512 * 1024 * 1024;

/** The bytes of a file anywhere, or what prevents them. */
export function readBytes(path: string): Uint8Array | string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return `there is no file ${path}`;
  if (!found.isFile()) return `${path} is no file`;
  if (found.size > bytesMost) return `${path} is larger than 512 MB`;
  try {
    return readFileSync(path);
  } catch {
    return `the file ${path} cannot be read`;
  }
}

/** A path as messages show it, relative to the working folder, with `/`: `/home/ana/models/a.yaml` is `models/a.yaml`. */
export function shownPath(path: string, folder: string = process.cwd()): string {
  return relative(folder, resolve(folder, path)).split(sep).join('/');
}

/** The models that a bare `build` takes: every `.yaml` directly in `models/` and `models/examples/`. */
export function allModels(folder: string = process.cwd()): readonly string[] {
  return ['models', 'models/examples'].flatMap((directory) => modelsIn(folder, directory));
}

function modelsIn(folder: string, directory: string): readonly string[] {
  try {
    const names = readdirSync(join(folder, directory), { withFileTypes: true });
    const models = names.filter((entry) => entry.isFile() && entry.name.endsWith('.yaml')).map((entry) => `${directory}/${entry.name}`);
    return models.sort();
  } catch {
    return [];
  }
}

/** Whether something stands at a path. */
export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Writes a file whole or not at all, with the folders above it. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await writeFileAtomic(path, typeof content === 'string' ? content : Buffer.from(content));
}
