/**
 * A model file and everything that it extends and includes → one `Source`.
 * Input: a path and a function that reads files. Output: the merged source, and the problems of all files together.
 * Guarantee: no file outside the models folder is read; a file that is extended twice is merged once; circles are
 * detected, and the number of included models is limited, because a small file could ask for millions of them.
 */
import { type ProblemCode, problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/span.ts';
import { fromYaml } from './fromYaml.ts';
import { nameProblems, sharedSpaceProblems } from './identifiers.ts';
import { mergeFiles } from './merge.ts';
import type { ParsedFile } from './parsedFile.ts';
import { isInside, modelsFolderOf, normalisePath, resolvePath } from './paths.ts';
import type { Entries, Located, Source } from './source.ts';

const MODELS_MAX = 100;
const LEVELS_MAX = 10;

/** The state of one load: files parsed and problems found so far. */
interface Loading {
  readonly read: (path: string) => string | undefined;
  readonly folder: string;
  readonly parsed: Map<string, ParsedFile | undefined>;
  readonly files: Map<string, SourceFile>;
  readonly diagnostics: Diagnostic[];
  /** The number of included models; a model counts each time it is included. */
  included: number;
}

/**
 * Loads a model: `loadSource('models/anthropic.yaml', (path) => texts.get(path))`.
 * There is no value if a file has errors that make its meaning unclear; other errors let the later phases run as well.
 */
export function loadSource(path: string, read: (path: string) => string | undefined): Checked<Source> {
  const root = normalisePath(path);
  const loading: Loading = {
    read,
    folder: modelsFolderOf(root),
    parsed: new Map(),
    files: new Map(),
    diagnostics: [],
    included: 0,
  };
  const source = loadModel(loading, root, undefined, []);
  const file = loading.files.get(root);
  if (source?.timeline === undefined && file !== undefined && !hasErrors(loading.diagnostics)) {
    const hint = 'add timeline: { from: 2026-01, to: 2030-12, grain: month }';
    loading.diagnostics.push(problem('missing-key', startOf(file), 'the model has no timeline', { hint }));
  }
  const { diagnostics } = loading;
  const isUnclear = diagnostics.some(({ code, severity }) => severity === 'error' && !localErrors.has(code));
  return source === undefined || isUnclear ? { diagnostics } : { value: source, diagnostics };
}

/** Errors that affect one place only, so that the rest of the model can still be read. */
const localErrors: ReadonlySet<string> = new Set<ProblemCode>([
  'unknown-key',
  'duplicate-id',
  'invalid-id',
  'reserved-name',
  'invalid-series',
  'missing-value',
]);

const startOf = (file: SourceFile) => ({ file, start: 0, end: 0 });

/** One model merged with what it extends; undefined if its file cannot be used at all. */
function loadModel(
  loading: Loading,
  path: string,
  writtenAt: Located | undefined,
  above: readonly string[],
): Source | undefined {
  const files = extendedFiles(loading, path, writtenAt, above, new Set());
  const own = loading.parsed.get(path);
  if (own === undefined || files.length === 0) return undefined;
  const merged = files.reduce((base, extending) => mergeFiles(base, extending, loading.diagnostics));
  loading.diagnostics.push(...sharedSpaceProblems(merged));
  const includes = loadIncludes(loading, merged, [...above, path]);
  if (own.id === undefined) return missingId(loading, own);
  const { extends: _extends, include: _include, ...rest } = merged;
  const used = [...files.map((file) => file.file), ...[...includes.values()].flatMap((entry) => entry.value.files)];
  return { ...rest, file: own.file, id: own.id, includes, files: [...new Set(used)] };
}

function missingId(loading: Loading, own: ParsedFile): undefined {
  const isFaulty = loading.diagnostics.some((diagnostic) => diagnostic.span?.file.path === own.file.path);
  if (isFaulty) return undefined;
  const hint = "add 'model:' with a short id, such as model: anthropic";
  loading.diagnostics.push(
    problem('missing-key', startOf(own.file), `${own.file.path} needs the key 'model'`, { hint }),
  );
  return undefined;
}

/** A file and everything that it extends, each once, in the order in which they merge. */
function extendedFiles(
  loading: Loading,
  path: string,
  writtenAt: Located | undefined,
  above: readonly string[],
  seen: Set<string>,
): readonly ParsedFile[] {
  if (above.includes(path)) return loopFound(loading, path, writtenAt, above);
  if (seen.has(path)) return [];
  seen.add(path);
  const own = parsedAt(loading, path, writtenAt);
  if (own === undefined) return [];
  const extended = own.extends.flatMap((reference) => {
    const target = targetOf(loading, path, reference);
    return target === undefined ? [] : extendedFiles(loading, target, reference, [...above, path], seen);
  });
  return [...extended, own];
}

function loopFound(
  loading: Loading,
  path: string,
  writtenAt: Located | undefined,
  above: readonly string[],
): readonly ParsedFile[] {
  const circle = [...above.slice(above.indexOf(path)), path].join(' → ');
  loading.diagnostics.push(
    problem('extends-loop', writtenAt?.span, `files extend or include each other in a loop: ${circle}`, {
      hint: 'move what both files need into a third file, and extend that file',
    }),
  );
  return [];
}

function loadIncludes(loading: Loading, merged: ParsedFile, above: readonly string[]): Entries<Source> {
  const loaded = [...merged.include].flatMap(([prefix, { key, value: reference }]) => {
    const target = mayInclude(loading, reference, above)
      ? targetOf(loading, reference.span.file.path, reference)
      : undefined;
    const source = target === undefined ? undefined : loadModel(loading, target, reference, above);
    return source === undefined ? [] : [[prefix, { key, value: source }] as const];
  });
  return new Map(loaded);
}

/** Counts an included model. The first one over the limit is a problem, and no more models are read after it. */
function mayInclude(loading: Loading, { span }: Located, above: readonly string[]): boolean {
  if (loading.included > MODELS_MAX) return false;
  loading.included = above.length > LEVELS_MAX ? MODELS_MAX + 1 : loading.included + 1;
  if (loading.included <= MODELS_MAX) return true;
  const [message, hint] =
    above.length > LEVELS_MAX
      ? [`models are included more than ${LEVELS_MAX} levels deep`, 'include the models side by side in one file']
      : [
          `the model includes more than ${MODELS_MAX} models`,
          'a model counts each time it is included; extend a file that several models share instead',
        ];
  loading.diagnostics.push(problem('too-many-models', span, message, { hint }));
  return false;
}

/** The path that a file names; undefined if it leads out of the models folder. */
function targetOf(loading: Loading, fromFile: string, reference: Located): string | undefined {
  const target = resolvePath(fromFile, reference.text);
  if (isInside(loading.folder, target)) return target;
  const folder = loading.folder === '' ? 'the folder of the model' : loading.folder;
  loading.diagnostics.push(
    problem('path-outside-models', reference.span, `'${reference.text}' is outside ${folder}`, {
      hint: `copy the file into ${folder} and name it there`,
    }),
  );
  return undefined;
}

function parsedAt(loading: Loading, path: string, writtenAt: Located | undefined): ParsedFile | undefined {
  if (loading.parsed.has(path)) return loading.parsed.get(path);
  const parsed = readAndParse(loading, path, writtenAt);
  loading.parsed.set(path, parsed);
  if (parsed !== undefined) loading.diagnostics.push(...nameProblems(parsed));
  return parsed;
}

function missingHint(writtenAt: Located | undefined): string {
  return writtenAt === undefined
    ? 'give the path of a model file, such as models/anthropic.yaml'
    : 'check the spelling; the path is relative to the folder of the file that names it';
}

function readAndParse(loading: Loading, path: string, writtenAt: Located | undefined): ParsedFile | undefined {
  const text = loading.read(path);
  if (text === undefined) {
    loading.diagnostics.push(
      problem('missing-file', writtenAt?.span, `the file ${path} cannot be read`, { hint: missingHint(writtenAt) }),
    );
    return undefined;
  }
  const file: SourceFile = { path, text };
  loading.files.set(path, file);
  const { value, diagnostics } = fromYaml(file);
  loading.diagnostics.push(...diagnostics);
  return value;
}
