/**
 * `burnsheet diff --git-driver`, which git calls instead of its own diff. Takes the arguments from git, `path old-file
 * old-hash old-mode new-file new-hash new-mode` and, of a renamed file, the new path; returns both sides as runs, or a
 * line diff if the file is not a model. Guarantee: the files that a model extends are read at the commit that contains
 * that side of it, if there is one.
 */
import { createTwoFilesPatch } from 'diff';
import { runModel } from '../../comparing.ts';
import { type Checked, errorsOnly } from '../../diagnostics/diagnostic.ts';
import type { Side } from '../../diff/diff.ts';
import { readerOf } from '../../reading.ts';
import { allModels, modelReader, readBytes, readText } from '../io/files.ts';
import { exactly, openRepository, type Repository, withRevision } from '../io/gitFiles.ts';
import { optionProblem } from '../io/options.ts';
import { bothSides, readRun, type Sides } from './runName.ts';

/** One side from git: a file with its content, and its hash, which is zeros for the working file. */
interface Blob {
  readonly file: string;
  readonly hash: string;
  /** Its path in the repository, which differs between the sides of a renamed file. */
  readonly path: string;
}

interface BlobPair {
  readonly old: Blob;
  readonly new: Blob;
}

const argumentsLeast = 7;

function parseArguments(args: readonly string[]): BlobPair | undefined {
  const [path, oldFile, oldHash, , newFile, newHash, , newPath = path] = args;
  if (args.length < argumentsLeast) return undefined;
  return {
    old: { file: oldFile!, hash: oldHash!, path: path! },
    new: { file: newFile!, hash: newHash!, path: newPath! },
  };
}

const isWorkbook = ({ path }: Blob): boolean => path.endsWith('.xlsx');
const isNothing = ({ file }: Blob): boolean => file === '/dev/null';
const isModel = (text: string | undefined): boolean =>
  text !== undefined && /^\uFEFF?(?:model|'model'|"model")\s*:/m.test(text);

/** A line diff if a side is missing or not a model; undefined if both can be compared as runs. */
export async function fallbackText(args: readonly string[]): Promise<string | undefined> {
  // For an unmerged file git passes only the path.
  if (args.length === 1) return `* Unmerged path ${args[0]}`;
  const found = parseArguments(args);
  if (found === undefined) return undefined;
  const { old, new: current } = found;
  if (isWorkbook(current)) {
    if (!isNothing(old) && !isNothing(current)) return undefined;
    return `${current.path}: ${isNothing(old) ? 'a new workbook' : 'the workbook was deleted'}`;
  }
  const [before, now] = [old, current].map((blob) => (isNothing(blob) ? '' : readText(blob.file)));
  if (isModel(before) && isModel(now)) return undefined;
  const lines = await lineDiff(args);
  return isModel(before) || isModel(now) ? lines : [...libraryWords(current.path), lines].join('\n');
}

/** For a file that models use: how to see its effect. */
function libraryWords(path: string): string[] {
  const models = modelsThatRead(path);
  if (models.length === 0) return [];
  const each = models.length === 1 ? models[0]! : 'MODEL';
  return [`${path} is used by ${models.join(', ')}: burnsheet diff ${each} shows the effect on the results`];
}

/** Models of the same folder `models` that now read a file. */
function modelsThatRead(path: string): string[] {
  const parts = path.split('/');
  const folder = parts.slice(0, Math.max(0, parts.lastIndexOf('models'))).join('/');
  return allModels(folder === '' ? '.' : folder)
    .map((model) => (folder === '' ? model : `${folder}/${model}`))
    .filter((model) => {
      const { read, asked } = modelReader();
      // Reading the model asks for every file it extends and includes.
      readerOf(read).known(model);
      return asked.has(path);
    });
}

/** The line diff of the two sides, as git itself would show it; empty for a workbook. */
export async function lineDiff(args: readonly string[]): Promise<string> {
  const found = parseArguments(args);
  if (found === undefined || isWorkbook(found.new)) return '';
  const { old, new: current } = found;
  const [before = '', now = ''] = [old, current].map((blob) => (isNothing(blob) ? '' : readText(blob.file)));
  const patch = createTwoFilesPatch(`a/${old.path}`, `b/${current.path}`, before, now).trimEnd();
  // The line of equals signs is not from either side.
  return patch.replace(/^=+\n/, '');
}

/** Both sides as runs. */
export async function sidesFromGit(args: readonly string[]): Promise<Checked<Sides>> {
  const found = parseArguments(args);
  if (found === undefined)
    return {
      diagnostics: [
        optionProblem(
          '--git-driver needs the seven arguments that git passes to a diff command',
          'docs/git.md shows how to set it up',
        ),
      ],
    };
  return bothSides(...(isWorkbook(found.new) ? await workbooks(found) : await models(found)));
}

type Pair = readonly [Checked<Side>, Checked<Side>];

async function workbooks({ old, new: current }: BlobPair): Promise<Pair> {
  const named = async ({ file, path }: Blob, word: string): Promise<Checked<Side>> => {
    const side = await readRun(file);
    return side.value === undefined ? side : { ...side, value: { ...side.value, name: `${path} (${word})` } };
  };
  return [await named(old, 'old'), await named(current, 'new')];
}

async function models({ old, new: current }: BlobPair): Promise<Pair> {
  const { value: repository } = await openRepository();
  if (repository === undefined) return [sideFromFile(old, 'old'), sideFromFile(current, 'new')];
  const [before, now] = await commitsOf(old, current, repository);
  return [await sideAt(old, before, 'old', repository), await sideAt(current, now, 'new', repository)];
}

/** The commits that contain the two sides, preferably a commit that made this change and its parent. */
async function commitsOf(
  old: Blob,
  current: Blob,
  repository: Repository,
): Promise<[string | undefined, string | undefined]> {
  const holds = async (commit: string, { path, hash }: Blob): Promise<boolean> => {
    const found = await repository
      .raw('rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}:${path}`)
      .catch(() => '');
    return found.trim() !== '' && found.trim().startsWith(hash);
  };
  const touching = async ({ path, hash }: Blob): Promise<string[]> => {
    const log = await repository
      .raw('log', '--all', '--format=%H', `--find-object=${hash}`, '--', exactly(path))
      .catch(() => '');
    return log.split('\n').filter((line) => line !== '');
  };
  const isCommitted = !/^0+$/.test(current.hash);
  const candidates = isCommitted ? await touching(current) : [];
  for (const commit of candidates)
    if ((await holds(commit, current)) && (await holds(`${commit}^`, old))) return [`${commit}^`, commit];
  const first = async (blob: Blob): Promise<string | undefined> => {
    for (const commit of ['HEAD', ...(await touching(blob))]) if (await holds(commit, blob)) return commit;
    return undefined;
  };
  return [await first(old), isCommitted ? await first(current) : undefined];
}

async function sideAt(
  blob: Blob,
  commit: string | undefined,
  word: string,
  repository: Repository,
): Promise<Checked<Side>> {
  if (commit === undefined) return sideFromFile(blob, word);
  const { path } = blob;
  const short = (await repository.resolve(commit)) ?? commit;
  return errorsOnly(
    await withRevision(repository, commit, (read) => runModel(path, read, { name: `${short}:${path}` })),
  );
}

/** The side from its file, with the files it extends from the working folder. */
function sideFromFile({ file, path }: Blob, word: string): Checked<Side> {
  const bytes = readBytes(file);
  const text = typeof bytes === 'string' ? undefined : Buffer.from(bytes).toString('utf8');
  const { read } = modelReader();
  return errorsOnly(runModel(path, (asked) => (asked === path ? text : read(asked)), { name: `${path} (${word})` }));
}
