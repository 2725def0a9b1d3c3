/**
 * Runs of workbooks, from the model files inside them. Takes a workbook; returns its run as written, and with the
 * values entered since. Guarantee: changes that a model file cannot represent are left out with a warning that names
 * them.
 */
import { basename } from 'node:path';
import { type Finding, type FindingKind, findingWords, kindsOf } from '../../audit/findings.ts';
import { groupFindings } from '../../audit/grouping.ts';
import { type RunOptions, runModel } from '../../comparing.ts';
import { problem } from '../../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, errorsOnly, hasErrors } from '../../diagnostics/diagnostic.ts';
import type { Side } from '../../diff/diff.ts';
import {
  baselineOf,
  buildModel,
  errorCells,
  findTraces,
  type Naming,
  type Origin,
  openWorkbook,
  type Read,
  type ReadBack,
  readBack,
  readEmbeddedRun,
  scenarioOfFile,
  type WorkbookFile,
} from '../../pipeline.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { allModels, readBytes } from '../io/files.ts';
import { refuse } from '../io/gitFiles.ts';
import { modelFile } from '../io/modelFile.ts';

/** A workbook with its run. */
export interface WorkbookRun {
  /** The name from the user. */
  readonly name: string;
  readonly file: WorkbookFile;
  readonly rerun: Origin;
  /** Reads the files inside it, or those of the named model. */
  readonly read: Read;
  /** Warnings about the named model. */
  readonly warnings: readonly Diagnostic[];
}

/** The model of a workbook, as named on the command line. */
export interface NamedModel {
  readonly file: string;
  readonly scenario?: string;
  readonly known?: string;
}

/** The run inside the workbook at a path, or that of a named model. */
export async function openWorkbookRun(path: string, model?: NamedModel): Promise<Checked<WorkbookRun>> {
  const bytes = readBytes(path);
  if (typeof bytes === 'string') return refuse(bytes, 'burnsheet build writes exports/<model>/<model>.xlsx');
  return model === undefined ? readWorkbookRun(bytes, path) : runOfModel(bytes, path, model);
}

/** A workbook with the run of a named model, whose own workbook is the baseline for entered values. */
async function runOfModel(bytes: Uint8Array, name: string, model: NamedModel): Promise<Checked<WorkbookRun>> {
  const { value: file, diagnostics } = openWorkbook(bytes);
  if (file === undefined) return { diagnostics };
  const { path, read, problem: missing } = modelFile(model.file);
  if (missing !== undefined) return { diagnostics: [missing] };
  const scenario = model.scenario ?? scenarioOfFile(file);
  const known = model.known === undefined ? {} : { known: model.known };
  const { value: built, diagnostics: found } = buildModel(path, read, {
    ...known,
    ...(scenario === undefined ? {} : { scenario }),
  });
  if (built === undefined) return { diagnostics: found };
  const { value: written } = openWorkbook(await built.workbook());
  if (written === undefined) throw new Error('a workbook that was just written cannot be read');
  const { record } = built;
  const asked = { known: model.known ?? null, set: [] };
  const rerun = { path, files: record.files, scenario: record.scenario, asked, baseline: baselineOf(written) };
  return {
    value: { name, file, rerun, read, warnings: otherRunWarnings(file, name, path, record.runId) },
    diagnostics: [],
  };
}

/** A warning if the named model gives another run than that of the workbook. */
export function otherRunWarnings(file: WorkbookFile, name: string, model: string, runId: string): Diagnostic[] {
  const traces = findTraces(file);
  if (traces?.runId === runId) return [];
  const changes = `changes in ${name}`;
  const own = traces === undefined ? 'does not name its run' : `belongs to run ${traces.runId}`;
  const message = `${name} ${own} but ${model} gives run ${runId}, so later changes to the model count as ${changes}`;
  const hint =
    'name the model as it was then: with its scenario and as-of date (models/x.yaml@base@2026-06-15), or check out ' +
    'an older commit of the file';
  return [problem('other-model', undefined, message, { hint })];
}

function withoutRecord(file: WorkbookFile, name: string): Checked<WorkbookRun> {
  const traces = findTraces(file);
  if (traces === undefined)
    return refuse(
      `${name} does not contain the model it was built from`,
      'name a workbook that burnsheet built; if another program has saved it since, add --model models/lab.yaml',
    );
  const model = allModels().find((path) => path.endsWith(`/${traces.model}`)) ?? `models/${traces.model ?? 'lab.yaml'}`;
  return refuse(
    `burnsheet wrote ${name} (run ${traces.runId}), but the program that saved it since removed its record`,
    `name its model with --model ${model}`,
  );
}

/** The run inside a workbook. */
export function readWorkbookRun(bytes: Uint8Array, name: string): Checked<WorkbookRun> {
  const { value: file, diagnostics } = openWorkbook(bytes);
  if (file === undefined) return { diagnostics };
  const rerun = readEmbeddedRun(file);
  if (rerun === undefined) return withoutRecord(file, name);
  if (rerun === 'damaged')
    return refuse(
      `the model inside ${name} was changed or is damaged`,
      `name its model with --model, or build the workbook again; burnsheet verify ${name} lists other changes`,
    );
  const texts = new Map(rerun.files.map(({ path, text }) => [path, text]));
  return { value: { name, file, rerun, read: (path) => texts.get(path), warnings: [] }, diagnostics: [] };
}

/** The run as written. */
export function runAsWritten({ rerun, read }: WorkbookRun, options: RunOptions): Checked<Side> {
  return errorsOnly(runModel(rerun.path, read, askedOf(rerun, options)));
}

/** The run with the entered inputs and the chosen scenario. */
export function runAsEntered(carried: WorkbookRun, options: RunOptions): Checked<Side> {
  const { name, rerun, read } = carried;
  const { value: back, diagnostics } = readBackOf(carried);
  if (back === undefined) return { diagnostics };
  const { overlay, scenario = rerun.scenario } = back;
  const wanted = askedOf({ ...rerun, scenario }, options);
  const side =
    overlay === undefined
      ? runAsWritten({ ...carried, rerun: { ...rerun, scenario } }, options)
      : errorsOnly(runModel(overlay.path, (path) => (path === overlay.path ? overlay.text : read(path)), wanted));
  if (side.value === undefined || hasErrors(side.diagnostics)) return side;
  return {
    ...side,
    diagnostics: [...side.diagnostics, ...carried.warnings, ...warningsOf(back, name), ...errorWarnings(carried)],
  };
}

/** The values entered in a workbook as a model file; `naming` gives its name. */
export function readBackOf(
  { name, file, rerun, read }: WorkbookRun,
  naming: Pick<Naming, 'model' | 'path'> = {},
): Checked<ReadBack> {
  return readBack(file, rerun, read, { workbook: basename(name), ...naming });
}

function askedOf({ scenario, asked: { known, set } }: Origin, options: RunOptions): RunOptions {
  return { scenario, set, ...(known === null ? {} : { known }), ...options };
}

/** Warnings about everything in a workbook that a comparison or model file omits, the most serious first. */
export function warningsOf({ unread, others }: Pick<ReadBack, 'unread' | 'others'>, file: string): Diagnostic[] {
  return [...leftOutWarnings(others, file), ...unreadCells(unread, file)];
}

/** A warning if the workbook shows errors, which a comparison would not show, since it recalculates the model. */
export function errorWarnings({ file, name }: Pick<WorkbookRun, 'file' | 'name'>): Diagnostic[] {
  const found = errorCells(file);
  if (found.length === 0) return [];
  const named = found.slice(0, placesMost).map(({ place, error }) => `${place} ${error}`);
  const more = found.length > placesMost ? ` and ${formatCount(found.length - placesMost, 'more', 'more')}` : '';
  const [shows, them] = found.length === 1 ? ['shows an error', 'it'] : ['show errors', 'them'];
  const cells = `${formatCount(found.length, 'cell')} of ${name} ${shows} (${named.join(', ')}${more})`;
  const message = `${cells}; the comparison recalculates the model and ignores ${them}`;
  return [problem('workbook-errors', undefined, message, { hint: `burnsheet verify ${name} lists the changes` })];
}

/** The maximum number of input cells to name; the rest are counted. */
const cellsMost = 20;

/** Warnings about changed input cells that cannot be read, with the reasons. */
function unreadCells(unread: ReadBack['unread'], file: string): Diagnostic[] {
  const named = unread.slice(0, cellsMost).map(({ place, label, scenario, why, hint }) => {
    const whose = scenario === undefined ? label : `${label}, ${scenario}`;
    return problem('unread-input', undefined, `${file}: ${place} (${whose}) ${why}`, { hint });
  });
  const more = unread.length - named.length;
  if (more === 0) return named;
  const message = `${file}: ${formatCount(more, 'more cell')} of inputs cannot be read`;
  return [
    ...named,
    problem('unread-input', undefined, message, { hint: `burnsheet edits ${file} --json lists all of them` }),
  ];
}

/** The maximum number of places in a message. */
const placesMost = 3;

/** Kinds of findings that do not affect values. */
const harmless: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'sheet-renamed',
  'sheet-moved',
  'rows-reordered',
  'columns-reordered',
]);

/** Warnings about changes that a model file cannot represent, one for each kind, the most serious first. */
export function leftOutWarnings(others: readonly Finding[], file: string): Diagnostic[] {
  const hint = `burnsheet verify ${file} lists every changed cell`;
  return kindsOf(others).map((kind) => {
    const found = others.filter((one) => one.kind === kind);
    const message = harmless.has(kind) ? movedWords(kind, found, file) : lostWords(kind, found, file);
    return problem('workbook-changed', undefined, message, { hint: hints[kind] ?? hint });
  });
}

const hints: Readonly<Partial<Record<FindingKind, string>>> = {
  'formula-misled': 'undo the sort in the workbook: its results do not come from the inputs that its labels name',
  'rows-mixed': 'undo the sort, then sort whole rows or none; no input in these rows can be read',
};

function lostWords(kind: FindingKind, found: readonly Finding[], file: string): string {
  const groups = groupFindings(found);
  const named = groups.slice(0, placesMost).map(({ place }) => place);
  const more = groups.length > placesMost ? ` and ${formatCount(groups.length - placesMost, 'more', 'more')}` : '';
  const verb = found.length === 1 ? 'is' : 'are';
  const places = `${named.join(', ')}${more}`;
  if (kind === 'formula-misled')
    return (
      `${file}: ${formatCount(found.length, 'formula or name', 'formulas and names')} ` +
      `${found.length === 1 ? 'refers' : 'refer'} to different cells, because rows were sorted and the ` +
      `references were not adjusted (${places})`
    );
  const words = `${formatCount(found.length, 'change')} in ${file} cannot be read back and ${verb} left out`;
  return `${words}: ${findingWords[kind]} (${places})`;
}

function movedWords(kind: FindingKind, found: readonly Finding[], file: string): string {
  if (kind === 'sheet-renamed') {
    const names = found.map(({ old, now }) => `${String(old)} was renamed to ${String(now)}`);
    return `${file}: ${names.join(', ')}; ${found.length === 1 ? 'its' : 'their'} cells are still read`;
  }
  const places = found.map(({ place }) => place).join(', ');
  return `${file}: ${findingWords[kind]} (${places}); cells are found by their headings and ids`;
}
