/**
 * Runs of workbooks, from the files that they carry. Enters a workbook; leaves its run as it was written, and as it is
 * with what was entered since. Guarantee: what was changed and cannot be told by a model file is left out with a
 * warning that names it.
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
  rerunOf,
  scenarioOfFile,
  type WorkbookFile,
} from '../../pipeline.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { allModels, readBytes } from '../io/files.ts';
import { refuse } from '../io/gitFiles.ts';
import { modelFile } from '../io/modelFile.ts';

/** A workbook with the run that it carries. */
export interface WorkbookRun {
  /** As it was named. */
  readonly name: string;
  readonly file: WorkbookFile;
  readonly rerun: Origin;
  /** Reads the files that it carries, or those of the model that was named. */
  readonly read: Read;
  /** What has to be known of the model that was named. */
  readonly warnings: readonly Diagnostic[];
}

/** The model of a workbook, as it is named on the command line. */
export interface NamedModel {
  readonly file: string;
  readonly scenario?: string;
  readonly known?: string;
}

/** The run that the workbook at a path carries, or that a model gives. */
export async function openWorkbookRun(path: string, model?: NamedModel): Promise<Checked<WorkbookRun>> {
  const bytes = readBytes(path);
  if (typeof bytes === 'string') return refuse(bytes, 'burnsheet build writes exports/<model>/<model>.xlsx');
  return model === undefined ? readWorkbookRun(bytes, path) : runOfModel(bytes, path, model);
}

/**
 * A workbook with the run that a model gives: what the model writes is what the workbook held before anything was
 * entered.
 */
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

/** Says that the model gives another run than the one of the workbook, if the workbook still names it. */
export function otherRunWarnings(file: WorkbookFile, name: string, model: string, runId: string): Diagnostic[] {
  const traces = findTraces(file);
  if (traces?.runId === runId) return [];
  const own = traces === undefined ? 'does not name its run' : `belongs to run ${traces.runId}`;
  const message = `${name} ${own} but ${model} gives run ${runId}, so later changes to the model count as changes in ${name}`;
  const hint =
    'name the model as it was then: with its scenario and known date (models/x.yaml@base@2026-06-15), or check out an ' +
    'older commit of the file';
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

/** The run that a workbook carries. */
export function readWorkbookRun(bytes: Uint8Array, name: string): Checked<WorkbookRun> {
  const { value: file, diagnostics } = openWorkbook(bytes);
  if (file === undefined) return { diagnostics };
  const rerun = rerunOf(file);
  if (rerun === undefined) return withoutRecord(file, name);
  if (rerun === 'damaged')
    return refuse(
      `the model inside ${name} was changed or is damaged`,
      `name its model with --model, or build the workbook again; burnsheet verify ${name} lists other changes`,
    );
  const texts = new Map(rerun.files.map(({ path, text }) => [path, text]));
  return { value: { name, file, rerun, read: (path) => texts.get(path), warnings: [] }, diagnostics: [] };
}

/** The run as it was written. */
export function runAsWritten({ rerun, read }: WorkbookRun, options: RunOptions): Checked<Side> {
  return errorsOnly(runModel(rerun.path, read, askedOf(rerun, options)));
}

/** The run with the inputs that were entered, and the scenario that was chosen. */
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

/** What was entered in a workbook; `naming` says what the file that is left is called. */
export function readBackOf(
  { name, file, rerun, read }: WorkbookRun,
  naming: Pick<Naming, 'model' | 'path'> = {},
): Checked<ReadBack> {
  return readBack(file, rerun, read, { workbook: basename(name), ...naming });
}

function askedOf({ scenario, asked: { known, set } }: Origin, options: RunOptions): RunOptions {
  return { scenario, set, ...(known === null ? {} : { known }), ...options };
}

/** Everything about a workbook that a comparison or a model file does not say, the most serious first. */
export function warningsOf({ unread, others }: Pick<ReadBack, 'unread' | 'others'>, file: string): Diagnostic[] {
  return [...leftOutWarnings(others, file), ...unreadCells(unread, file)];
}

/** Says that a workbook shows errors, which a comparison of what its model gives would not show. */
export function errorWarnings({ file, name }: Pick<WorkbookRun, 'file' | 'name'>): Diagnostic[] {
  const found = errorCells(file);
  if (found.length === 0) return [];
  const named = found.slice(0, placesMost).map(({ place, error }) => `${place} ${error}`);
  const more = found.length > placesMost ? ` and ${formatCount(found.length - placesMost, 'more', 'more')}` : '';
  const message = `${formatCount(found.length, 'cell')} of ${name} ${found.length === 1 ? 'shows an error' : 'show errors'} (${named.join(', ')}${more}); the comparison recalculates the model and ignores ${found.length === 1 ? 'it' : 'them'}`;
  return [problem('workbook-errors', undefined, message, { hint: `burnsheet verify ${name} lists the changes` })];
}

/** Cells of inputs that are named one by one; further ones are formatCount. */
const cellsMost = 20;

/** Every cell of an input that was changed and cannot be read, with the reason. */
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

/** Places that a message names at most. */
const placesMost = 3;

/** Kinds that say nothing about values: what a workbook computes is the same. */
const harmless: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'sheet-renamed',
  'sheet-moved',
  'rows-reordered',
  'columns-reordered',
]);

/** What is said of changes that no model file can hold: a warning for each kind, the most serious first. */
export function leftOutWarnings(others: readonly Finding[], file: string): Diagnostic[] {
  const hint = `burnsheet verify ${file} lists every changed cell`;
  return kindsOf(others).map((kind) => {
    const found = others.filter((one) => one.kind === kind);
    const message = harmless.has(kind) ? movedWords(kind, found, file) : lostWords(kind, found, file);
    return problem('workbook-changed', undefined, message, { hint: hints[kind] ?? hint });
  });
}

const hints: Readonly<Partial<Record<FindingKind, string>>> = {
  'formula-misled': 'undo the sort in the workbook: its results come from other inputs than its labels name',
  'rows-mixed': 'undo the sort, then sort whole rows or none; no input in these rows can be read',
};

function lostWords(kind: FindingKind, found: readonly Finding[], file: string): string {
  const groups = groupFindings(found);
  const named = groups.slice(0, placesMost).map(({ place }) => place);
  const more = groups.length > placesMost ? ` and ${formatCount(groups.length - placesMost, 'more', 'more')}` : '';
  const verb = found.length === 1 ? 'is' : 'are';
  const places = `${named.join(', ')}${more}`;
  if (kind === 'formula-misled')
    return `${file}: ${formatCount(found.length, 'formula or name', 'formulas and names')} refer to other cells than before, because rows were sorted and the references did not follow (${places})`;
  const words = `${formatCount(found.length, 'change')} in ${file} cannot be read back and ${verb} left out`;
  return `${words}: ${findingWords[kind]} (${places})`;
}

function movedWords(kind: FindingKind, found: readonly Finding[], file: string): string {
  if (kind === 'sheet-renamed') {
    const names = found.map(({ old, now }) => `${String(old)} was renamed to ${String(now)}`);
    return `${file}: ${names.join(', ')}; ${found.length === 1 ? 'its' : 'their'} cells are still read`;
  }
  return `${file}: ${findingWords[kind]} (${found.map(({ place }) => place).join(', ')}); cells are found by their headings and ids`;
}
