/**
 * Paths of model files, with `/` on every system.
 * Input: paths as written. Output: normalised paths.
 * Guarantee: a normalised path contains no `.`, and `..` only at its start.
 */

/** Removes `.`, `..` and doubled slashes: `normalisePath('models/lab/../lib//a.yaml')` is `'models/lib/a.yaml'`. */
export function normalisePath(path: string): string {
  const written = path.replaceAll('\\', '/');
  const isAbsolute = written.startsWith('/');
  const parts: string[] = [];
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    const canGoUp = parts.length > 0 && parts.at(-1) !== '..';
    if (part !== '..') parts.push(part);
    else if (canGoUp) parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  return (isAbsolute ? '/' : '') + parts.join('/');
}

/** The folder of a file, `''` for the current folder: `folderOf('models/a.yaml')` is `'models'`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === 0 ? '/' : path.slice(0, Math.max(0, slash));
}

/** The folder that contains all files of a model: the nearest folder named `models`, otherwise that of the file. */
export function modelsFolderOf(path: string): string {
  const parts = folderOf(path).split('/');
  const at = parts.lastIndexOf('models');
  return at === -1 ? folderOf(path) : parts.slice(0, at + 1).join('/');
}

/**
 * A path in a file, relative to the working folder: `resolvePath('models/a.yaml', 'lib/b.yaml')` is
 * `'models/lib/b.yaml'`.
 */
export function resolvePath(fromFile: string, written: string): string {
  const isAbsolute = /^([/\\]|[A-Za-z]:)/.test(written);
  const folder = folderOf(fromFile);
  return normalisePath(isAbsolute || folder === '' ? written : `${folder}/${written}`);
}

/** Whether a normalised path is inside a folder: `isInside('models', 'models/lib/a.yaml')`. */
export function isInside(folder: string, path: string): boolean {
  if (folder === '') return !path.startsWith('/') && !path.startsWith('../') && !/^[A-Za-z]:/.test(path);
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
