/**
 * Names of runs: `models/x.yaml@bear@2026-03-01`, `HEAD~3:models/x.yaml`, `exports/x/run.json`, a workbook. Takes a
 * name; returns a run to compare. Guarantee: a file with exactly this name takes precedence; a problem says what to
 * write instead.
 */
import { gunzipSync } from 'node:zlib';
import { readRecord, runModel } from '../../comparing.ts';
import { problem } from '../../diagnostics/catalogue.ts';
import { type Checked, errorsOnly } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Side } from '../../diff/diff.ts';
import { parseDate, validDatesHint } from '../../values/timeline.ts';
import { allModels, exists, readBytes, shownPath } from '../io/files.ts';
import { openRepository, type Repository, refuse, withRevision } from '../io/gitFiles.ts';
import { modelFile } from '../io/modelFile.ts';
import { findKeptRuns } from './keptRuns.ts';
import type { NamedModel } from './workbookRun.ts';

/** The parts of a name. */
interface RunName {
  readonly revision?: string;
  readonly file: string;
  readonly scenario?: string;
  readonly known?: string;
}

/** The run of a name; `beside` is the name of the other run, for hints, and `model` is the model of a workbook. */
export async function readRun(name: string, beside?: string, model?: NamedModel): Promise<Checked<Side>> {
  const named = parseRunName(name);
  if (named.value === undefined) return { diagnostics: named.diagnostics };
  const { value } = named;
  if (value.revision !== undefined) return runAtRevision(name, value.revision, value);
  if (/\.json(\.gz)?$/.test(value.file)) return runOfRecord(name, value);
  if (value.file.endsWith('.xlsx')) return runOfWorkbook(name, value, model);
  if (exists(value.file)) return runOfFile(name, value);
  return (await noFile(value, beside)) ?? (keptStart.test(value.file) ? runKept(name, value) : runOfFile(name, value));
}

/** The start of the id of a kept run, long enough and too short. */
const keptStart = /^[0-9a-f]{6,16}$/;
const shortStart = /^[0-9a-f]{1,5}$/;

/** The problem of a name that is not a file: too short for a kept run, or a git revision without a file. */
async function noFile(
  { file, scenario, known }: RunName,
  beside: string | undefined,
): Promise<Checked<Side> | undefined> {
  const kept = findKeptRuns(file);
  if (kept.length > 0 && shortStart.test(file))
    return refuse(
      `'${file}' is too short to name a kept run, which needs at least six characters`,
      `write ${kept.map(({ runId }) => runId.slice(0, 8)).join(' or ')}`,
    );
  if (kept.length > 0 || file.includes('/') || runFile.test(file)) return undefined;
  const { value: repository } = await openRepository();
  if ((await repository?.resolve(file)) !== undefined) {
    const settings = [scenario, known].map((text) => (text === undefined ? '' : `@${text}`)).join('');
    return refuse(`'${file}' is a git revision without a file`, `write ${file}:${modelBeside(beside)}${settings}`);
  }
  if (!shortStart.test(file)) return undefined;
  return refuse(
    `there is no file ${file}`,
    'name a kept run by at least six characters of its id; burnsheet runs MODEL lists them',
  );
}

/** A model file to suggest: that of the other run, otherwise the first one in the folder. */
function modelBeside(name: string | undefined): string {
  const file = name === undefined ? undefined : parseRunName(name).value?.file;
  if (file !== undefined && modelName.test(file)) return file;
  const models = allModels();
  const [, folder] = /^.*?([^/]+)\/[^/]*$/.exec(file ?? '') ?? [];
  return models.find((path) => path.endsWith(`/${folder}.yaml`)) ?? models[0] ?? 'models/lab.yaml';
}

/** The model of a workbook from `--model`: a file, optionally with a scenario and a date; null if it is not given. */
export function parseModelName(name: string | undefined): Checked<NamedModel | null> {
  if (name === undefined) return { value: null, diagnostics: [] };
  const { value, diagnostics } = parseRunName(name);
  if (value === undefined) return { diagnostics };
  if (value.revision === undefined && modelName.test(value.file)) return { value, diagnostics: [] };
  return refuse(`'${name}' is not a model file`, 'write --model models/x.yaml, or models/x.yaml@base@2026-06-15');
}

/** The parts of a name: `parseRunName('HEAD:a.yaml@bear')` names a revision, a file and a scenario. */
export function parseRunName(name: string): Checked<RunName> {
  const standing = standingFile(name);
  const [, revision, rest = name] = standing === undefined ? (/^((?:[^:{]|\{[^}]*\})*):(.*)$/s.exec(name) ?? []) : [];
  const { file, settings } = standing ?? fileAndSettings(rest);
  if (file === '' || revision === '')
    return refuse(
      `'${name}' does not name a file`,
      'write models/x.yaml, models/x.yaml@scenario@2026-06-15 or HEAD~1:models/x.yaml',
    );
  const [first, second, ...more] = settings;
  if (more.length > 0 || settings.includes(''))
    return refuse(
      `'${name}' is not the name of a run`,
      'write the scenario and the date after the file: models/x.yaml@bear@2026-06-15',
    );
  // Ids start with a letter.
  const isDate = (text: string | undefined): boolean => text !== undefined && /^\d/.test(text);
  const known = second ?? (isDate(first) ? first : undefined);
  if (known !== undefined && parseDate(known) === undefined)
    return refuse(`'${known}' in '${name}' is not a date`, validDatesHint);
  const scenario = second !== undefined || !isDate(first) ? first : undefined;
  return {
    value: {
      ...(revision === undefined ? {} : { revision }),
      file,
      ...(scenario === undefined ? {} : { scenario }),
      ...(known === undefined ? {} : { known }),
    },
    diagnostics: [],
  };
}

type FileAndSettings = { readonly file: string; readonly settings: readonly string[] };

/** The longest start of a name that is a file, with the settings after it: file names may contain `@` and `:`. */
function standingFile(name: string): FileAndSettings | undefined {
  const parts = name.split('@');
  for (let count = parts.length; count > 0; count -= 1) {
    const file = parts.slice(0, count).join('@');
    const settings = parts.slice(count);
    // `HEAD@{1}:models/x.yaml` is not a setting of a file HEAD.
    if (file !== '' && !settings.some((text) => text.includes(':')) && exists(file)) return { file, settings };
  }
  return undefined;
}

/** `a@b.yaml@bear` is the file `a@b.yaml` with one setting. */
function fileAndSettings(text: string): FileAndSettings {
  const [, named, behind = ''] = /^(.+\.(?:ya?ml|json|json\.gz|xlsx))((?:@[^@]*)*)$/s.exec(text) ?? [];
  const [file = '', ...settings] = named === undefined ? text.split('@') : [named, ...behind.split('@').slice(1)];
  return { file, settings };
}

/** Names of model files, and of all files with runs. */
const modelName = /\.ya?ml$/;
const runFile = /\.(?:ya?ml|json|json\.gz|xlsx)$/;

const optionsOf = (name: string, { scenario, known }: RunName) => ({
  name,
  ...(scenario === undefined ? {} : { scenario }),
  ...(known === undefined ? {} : { known }),
});

function runOfFile(name: string, named: RunName): Checked<Side> {
  const file = modelFile(named.file);
  if (file.problem !== undefined) return { diagnostics: [file.problem] };
  return errorsOnly(runModel(file.path, file.read, optionsOf(name, named)));
}

async function runAtRevision(name: string, revision: string, named: RunName): Promise<Checked<Side>> {
  const { value: repository, diagnostics } = await openRepository();
  if (repository === undefined) return { diagnostics };
  if ((await repository.resolve(revision)) === undefined)
    return refuse(
      `git has no revision '${revision}'`,
      'write a commit, a tag or a branch, such as HEAD~1:models/x.yaml',
    );
  const found = await fileAtRevision(repository, revision, named.file);
  if (found === undefined) {
    const path = shownPath(named.file);
    // An existing file was meant, and is not committed yet.
    const others = exists(path) ? [] : (await repository.files(revision)).filter((each) => runFile.test(each));
    return refuse(
      `there is no file ${path} at ${revision}`,
      didYouMean(path, others) ?? `git log -- ${path} lists the commits that changed it`,
    );
  }
  const { path, bytes } = found;
  if (path.endsWith('.xlsx')) {
    const { readWorkbookRun, runAsEntered } = await workbookRuns();
    const { value, diagnostics: found } = readWorkbookRun(bytes, named.file);
    return value === undefined ? { diagnostics: found } : runAsEntered(value, optionsOf(name, named));
  }
  if (/\.json(\.gz)?$/.test(path)) return recordSide(name, bytes, named);
  return errorsOnly(await withRevision(repository, revision, (read) => runModel(path, read, optionsOf(name, named))));
}

/**
 * A file at a revision: relative to the working folder, otherwise to the top of the repository unless it starts with
 * `./`.
 */
async function fileAtRevision(
  repository: Repository,
  revision: string,
  file: string,
): Promise<{ readonly path: string; readonly bytes: Uint8Array } | undefined> {
  const paths = [shownPath(file), ...(/^\.{0,2}\//.test(file) ? [] : [repository.below(file)])];
  for (const path of paths) {
    const bytes = await repository.bytes(revision, path);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}

function runOfRecord(name: string, named: RunName): Checked<Side> {
  const bytes = readBytes(named.file);
  if (typeof bytes === 'string') return refuse(bytes, 'burnsheet build writes exports/<model>/run.json');
  return recordSide(name, bytes, named);
}

function recordSide(name: string, bytes: Uint8Array, { scenario, known, file }: RunName): Checked<Side> {
  if (known !== undefined)
    return refuse(
      `a recorded run cannot be read at another as-of date (${name})`,
      `name the model file with the date, or write ${file} alone`,
    );
  const text = textOf(bytes, file);
  if (text === undefined) return refuse(`${file} is damaged`, 'build the model again with --keep');
  const { value: record, diagnostics } = readRecord(text, file);
  if (record === undefined) return { diagnostics };
  const chosen = scenario ?? record.scenario;
  const ids = record.scenarios.map(({ id }) => id);
  if (!ids.includes(chosen))
    return {
      diagnostics: [
        problem('unknown-scenario', undefined, `there is no scenario '${chosen}' in ${file}`, {
          hint: didYouMean(chosen, ids) ?? `it has ${ids.join(', ')}`,
        }),
      ],
    };
  return { value: { name, record, scenario: chosen }, diagnostics };
}

/** The maximum length of a text from a compressed file; strings cannot be longer. */
const textMost = 512 * 1024 ** 2 - 64;

function textOf(bytes: Uint8Array, file: string): string | undefined {
  try {
    return (file.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: textMost }) : Buffer.from(bytes)).toString(
      'utf8',
    );
  } catch {
    return undefined;
  }
}

function runKept(name: string, named: RunName): Checked<Side> {
  const found = findKeptRuns(named.file);
  if (found.length === 0)
    return refuse(
      `there is no kept run '${named.file}' in exports/`,
      'burnsheet runs MODEL lists the kept runs; burnsheet build --keep keeps one',
    );
  if (found.length > 1)
    return refuse(
      `'${named.file}' matches ${found.length} kept runs`,
      `write more of it: ${found.map(({ runId }) => runId).join(', ')}`,
    );
  return runOfRecord(name, { ...named, file: found[0]!.path });
}

/** Loaded only for a workbook: it brings the engine and the workbook writer. */
const workbookRuns = () => import('./workbookRun.ts');

async function runOfWorkbook(name: string, named: RunName, model?: NamedModel): Promise<Checked<Side>> {
  const { openWorkbookRun, runAsEntered } = await workbookRuns();
  const { value, diagnostics } = await openWorkbookRun(named.file, model);
  return value === undefined ? { diagnostics } : runAsEntered(value, optionsOf(name, named));
}

/** The two runs of a comparison. */
export interface Sides {
  readonly older: Side;
  readonly newer: Side;
}

/** Both runs, if both could be read. */
export function bothSides(older: Checked<Side>, newer: Checked<Side>): Checked<Sides> {
  const diagnostics = [...older.diagnostics, ...newer.diagnostics];
  if (older.value === undefined || newer.value === undefined) return { diagnostics };
  return { value: { older: older.value, newer: newer.value }, diagnostics };
}

/** The two sides of a single name: a model against its last commit, or a workbook against itself as written. */
export async function sidesFromOne(given: string, model?: NamedModel): Promise<Checked<Sides>> {
  const named = parseRunName(given);
  if (named.value === undefined) return { diagnostics: named.diagnostics };
  if (named.value.revision === undefined && named.value.file.endsWith('.xlsx'))
    return sidesOfWorkbook(given, named.value, model);
  if (named.value.revision !== undefined || !modelName.test(named.value.file)) return aloneNothing(given, named.value);
  const newer = await readRun(given);
  if (newer.value === undefined) return { diagnostics: newer.diagnostics };
  // The committed version of this file, not a file of that name elsewhere in the repository.
  return bothSides(
    await runAtRevision(`HEAD:${given}`, 'HEAD', { ...named.value, file: `./${shownPath(named.value.file)}` }),
    newer,
  );
}

/** The problem of a run that needs a second one, or the problems of the run itself. */
async function aloneNothing(given: string, named: RunName): Promise<Checked<Sides>> {
  const read = await readRun(given);
  if (read.value === undefined) return { diagnostics: read.diagnostics };
  const other = modelBeside(named.revision === undefined ? given : named.file);
  return refuse(`'${given}' needs a second run to be compared with`, `write a second run after it, such as ${other}`);
}

async function sidesOfWorkbook(given: string, named: RunName, model?: NamedModel): Promise<Checked<Sides>> {
  const { openWorkbookRun, runAsEntered, runAsWritten } = await workbookRuns();
  const { value, diagnostics } = await openWorkbookRun(named.file, model);
  if (value === undefined) return { diagnostics };
  return bothSides(
    runAsWritten(value, optionsOf(`${given}, as written`, named)),
    runAsEntered(value, optionsOf(given, named)),
  );
}
