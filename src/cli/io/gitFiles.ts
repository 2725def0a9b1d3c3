/**
 * Files as git has them. Takes a working folder; returns texts and bytes of files at a revision, and the commits that
 * touched files. Guarantee: nothing is changed in the repository; a revision or file that is not there is a problem
 * with a hint and never an exception.
 */
import { posix, relative, resolve, sep } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Read } from '../../pipeline.ts';

/** A commit as people name it. */
export interface Commit {
  /** Whole and short hash. */
  readonly hash: string;
  readonly short: string;
  /** `2026-11-25`. */
  readonly date: string;
  readonly subject: string;
}

/** A commit with the path that a file had in it. */
export interface CommitOfFile extends Commit {
  readonly path: string;
}

export interface Repository {
  /** The short hash of a revision; undefined where there is none. */
  readonly resolve: (revision: string) => Promise<string | undefined>;
  /** The bytes of a file at a revision, by its path from the working folder; undefined where there is none. */
  readonly bytes: (revision: string, path: string) => Promise<Uint8Array | undefined>;
  /** The paths of all files at a revision, from the working folder. */
  readonly files: (revision: string) => Promise<readonly string[]>;
  /**
   * Commits that touched any of the files, the oldest first, each with the path that the first of them had then, from
   * the working folder. Renames are followed; what was before the first file is left out.
   */
  readonly commits: (paths: readonly string[]) => Promise<readonly CommitOfFile[]>;
  /** Whole hashes of the commits that came after a revision; undefined where there is no such revision. */
  readonly after: (revision: string) => Promise<ReadonlySet<string> | undefined>;
  /** The day of a revision, `2026-11-25`. */
  readonly day: (revision: string) => Promise<string | undefined>;
  /** Whether any of the files differs from the last commit. */
  readonly hasChanges: (paths: readonly string[]) => Promise<boolean>;
  /** What git itself answers; for questions that only one caller has. */
  readonly raw: (...args: string[]) => Promise<string>;
  /** A path from the working folder as the repository has it: `models/a.yaml`. */
  readonly inside: (path: string) => string;
  /** A path of the repository from the working folder: `../models/a.yaml`. */
  readonly below: (path: string) => string;
}

/** A run that cannot be read, and what to write instead. */
export function refuse(message: string, hint: string): { readonly diagnostics: Diagnostic[] } {
  return { diagnostics: [problem('invalid-run', undefined, message, { hint })] };
}

/** The repository that a folder lies in. */
export async function openRepository(folder: string = process.cwd()): Promise<Checked<Repository>> {
  // Most commands need no repository, and start sooner without.
  const { simpleGit } = await import('simple-git');
  const git = simpleGit(folder);
  const version = await git.version().catch(() => undefined);
  if (version?.installed !== true)
    return refuse('git is not installed', 'install git, or name model files and run records');
  const root = await quietly(git, 'rev-parse', '--show-toplevel');
  if (root === undefined && (await quietly(git, 'rev-parse', '--is-bare-repository'))?.trim() === 'true')
    return refuse(
      'the working folder is a bare git repository, which has no working files',
      'clone it, and name revisions in the clone',
    );
  if (root === undefined)
    return refuse(
      'the working folder is not in a git repository',
      'name two runs, such as two model files or run records',
    );
  const top = root.trim();
  const inside = (path: string): string => relative(top, resolve(folder, path)).split(sep).join('/');
  const below = (path: string): string => relative(folder, resolve(top, path)).split(sep).join('/');
  return { value: repositoryOf(git, inside, below), diagnostics: [] };
}

/** A path of the repository as git takes it for nothing else, whatever signs stand in it. */
export const exactly = (path: string): string => `:(top,literal)${path}`;

async function quietly(git: SimpleGit, ...args: string[]): Promise<string | undefined> {
  return git.raw(...args).catch(() => undefined);
}

function repositoryOf(git: SimpleGit, inside: (path: string) => string, below: (path: string) => string): Repository {
  return {
    inside,
    below,
    raw: (...args) => git.raw(...args),
    resolve: async (revision) =>
      (
        await quietly(git, 'rev-parse', '--verify', '--quiet', '--short', '--end-of-options', `${revision}^{commit}`)
      )?.trim() || undefined,
    bytes: (revision, path) => bytesAt(git, revision, inside(path)),
    files: async (revision) => {
      const list = await quietly(
        git,
        'ls-tree',
        '-r',
        '-z',
        '--name-only',
        '--full-tree',
        '--end-of-options',
        revision,
      );
      return (list ?? '')
        .split('\0')
        .filter((path) => path !== '')
        .map(below);
    },
    commits: async (paths) => {
      const names: ReadonlyMap<string, string>[] = [];
      for (const path of paths) names.push(await namesOf(git, inside(path)));
      const all = [...new Set([...paths.map(inside), ...names.flatMap((some) => [...some.values()])])];
      const log = await quietly(
        git,
        'log',
        '--first-parent',
        '--format=%H%x09%h%x09%as%x09%s',
        '--',
        ...all.map(exactly),
      );
      return withPaths(commitsIn(log ?? ''), names[0] ?? new Map()).map((one) => ({ ...one, path: below(one.path) }));
    },
    after: async (revision) => {
      const list = await quietly(git, 'rev-list', '--end-of-options', `${revision}..HEAD`);
      return list === undefined ? undefined : new Set(list.split('\n').filter((line) => line !== ''));
    },
    day: async (revision) =>
      (await quietly(git, 'log', '-1', '--format=%as', '--end-of-options', revision, '--'))?.trim(),
    hasChanges: async (paths) =>
      (
        (await quietly(git, 'status', '--porcelain', '--', ...paths.map((path) => exactly(inside(path))))) ?? ''
      ).trim() !== '',
  };
}

/** Links that are followed one after the other. */
const linksMost = 10;

/** The bytes of a file at a revision; of a symbolic link, those of the file in the repository that it leads to. */
async function bytesAt(
  git: SimpleGit,
  revision: string,
  path: string,
  links = linksMost,
): Promise<Uint8Array | undefined> {
  const bytes = await git.showBuffer([`${revision}:${path}`]).catch(() => undefined);
  if (bytes === undefined || (await isFolder(git, bytes, revision, path))) return undefined;
  if (!mayBeLink(bytes)) return bytes;
  const entry = await quietly(git, 'ls-tree', '--full-tree', '--end-of-options', revision, path);
  if (entry?.startsWith('120000 ') !== true) return bytes;
  const target = posix.join(posix.dirname(path), Buffer.from(bytes).toString('utf8'));
  return links === 0 || target.startsWith('../') ? undefined : bytesAt(git, revision, target, links - 1);
}

/**
 * Of a folder git shows a list of names, which begins in this way; a file may begin so too, and then git is asked what
 * it is.
 */
async function isFolder(git: SimpleGit, bytes: Uint8Array, revision: string, path: string): Promise<boolean> {
  const start = `tree ${revision}:${path}\n`;
  if (Buffer.from(bytes.subarray(0, Buffer.byteLength(start))).toString('utf8') !== start) return false;
  return (await quietly(git, 'cat-file', '-t', '--end-of-options', `${revision}:${path}`))?.trim() !== 'blob';
}

const linkMost = 4096;

/**
 * Whether bytes can be where a link leads, so that git need not be asked about each file: one short line without an
 * end.
 */
const mayBeLink = (bytes: Uint8Array): boolean => bytes.length < linkMost && !bytes.includes(10);

function commitsIn(log: string): Commit[] {
  const lines = log.split('\n').filter((line) => line !== '');
  return lines.reverse().map((line): Commit => {
    const [hash = '', short = '', date = '', ...subject] = line.split('\t');
    return { hash, short, date, subject: subject.join(' ') };
  });
}

/**
 * The path that a file had in each commit that touched it, by the hash of the commit. A renamed file is the same file,
 * a copied one is another.
 */
async function namesOf(git: SimpleGit, path: string): Promise<ReadonlyMap<string, string>> {
  const log =
    (await quietly(
      git,
      'log',
      '--follow',
      '--format=%x01%H',
      '--first-parent',
      '--name-status',
      '-z',
      '--',
      exactly(path),
    )) ?? '';
  const names = new Map<string, string>();
  for (const entry of log.split('\u0001')) {
    const [hash = '', status = '', ...paths] = entry.split('\0').filter((part) => part !== '');
    const name = paths.at(-1);
    if (name !== undefined) names.set(hash, name);
    if (status.trim().startsWith('C')) break;
  }
  return names;
}

/**
 * Commits from the first on that has the file, with the path that it had: the one of the last commit that touched it.
 */
function withPaths(commits: readonly Commit[], names: ReadonlyMap<string, string>): readonly CommitOfFile[] {
  let path: string | undefined;
  return commits.flatMap((commit) => {
    path = names.get(commit.hash) ?? path;
    return path === undefined ? [] : [{ ...commit, path }];
  });
}

/**
 * Rounds in which files are asked for: a model that extends a file that extends a file, longer than any that is written
 * by hand.
 */
const roundsMost = 1000;

/**
 * What `use` makes of the files of a revision. Reading is at once there and fetching is not: what is asked for and not
 * there yet is fetched, and `use` starts again, until nothing more is asked for.
 */
export async function withRevision<T>(repository: Repository, revision: string, use: (read: Read) => T): Promise<T> {
  const texts = new Map<string, string | undefined>();
  for (let round = 0; ; round += 1) {
    const missing = new Set<string>();
    const result = use((path) => {
      if (!texts.has(path)) missing.add(path);
      return texts.get(path);
    });
    if (missing.size === 0 || round === roundsMost) return result;
    for (const path of missing) {
      const bytes = await repository.bytes(revision, path);
      texts.set(path, bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8'));
    }
  }
}
