/**
 * Runs of workbooks, from the files that they carry. Enters a workbook; leaves its run as it was written, and as it is with what was entered since.
 * Guarantee: what was changed and cannot be told by a model file is left out with a warning that names it.
 */
import { basename } from 'node:path';
import { type Finding, type FindingKind, findingWords, kindsOf } from '../audit/findings.ts';
import { groupFindings } from '../audit/grouping.ts';
import { type RunOptions, runModel } from '../comparing.ts';
import { problem } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, errorsOnly, hasErrors } from '../diagnostics/diagnostic.ts';
import type { Side } from '../diff/diff.ts';
import { type Naming, openWorkbook, type Read, type ReadBack, type Rerun, readBack, rerunOf, type WorkbookFile } from '../pipeline.ts';
import { counted } from '../question/words.ts';
import { readBytes } from './files.ts';
import { refuse } from './gitFiles.ts';

/** A workbook with the run that it carries. */
export interface CarriedRun {
  /** As it was named. */
  readonly name: string;
  readonly file: WorkbookFile;
  readonly rerun: Rerun;
  /** Reads the files that it carries. */
  readonly read: Read;
}

/** The run that the workbook at a path carries. */
export function carriedRunOf(path: string): Checked<CarriedRun> {
  const bytes = readBytes(path);
  return typeof bytes === 'string' ? refuse(bytes, 'burnsheet build writes exports/<model>/<model>.xlsx') : carriedRun(bytes, path);
}

/** The run that a workbook carries. */
export function carriedRun(bytes: Uint8Array, name: string): Checked<CarriedRun> {
  const { value: file, diagnostics } = openWorkbook(bytes);
  if (file === undefined) return { diagnostics };
  const rerun = rerunOf(file);
  if (rerun === undefined)
    return refuse(
      `${name} does not carry the model that it was made of`,
      'name a workbook that this burnsheet built, or the model file itself',
    );
  if (rerun === 'damaged')
    return refuse(
      `the model that ${name} carries was changed or is damaged`,
      `build the workbook again, or name the model file itself; burnsheet verify ${name} says what else was changed`,
    );
  const texts = new Map(rerun.files.map(({ path, text }) => [path, text]));
  return { value: { name, file, rerun, read: (path) => texts.get(path) }, diagnostics: [] };
}

/** The run as it was written. */
export function runAsWritten({ rerun, read }: CarriedRun, options: RunOptions): Checked<Side> {
  return errorsOnly(runModel(rerun.path, read, askedOf(rerun, options)));
}

/** The run with the inputs that were entered, and the scenario that was chosen. */
export function runAsItIs(carried: CarriedRun, options: RunOptions): Checked<Side> {
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
  return { ...side, diagnostics: [...side.diagnostics, ...warningsOf(back, name)] };
}

/** What was entered in a workbook; `naming` says what the file that is left is called. */
export function readBackOf({ name, file, rerun, read }: CarriedRun, naming: Pick<Naming, 'model' | 'path'> = {}): Checked<ReadBack> {
  return readBack(file, rerun, read, { workbook: basename(name), ...naming });
}

function askedOf({ scenario, asked: { known, set } }: Rerun, options: RunOptions): RunOptions {
  return { scenario, set, ...(known === null ? {} : { known }), ...options };
}

/** Everything about a workbook that a comparison or a model file does not say, the most serious first. */
export function warningsOf({ unread, others }: Pick<ReadBack, 'unread' | 'others'>, file: string): Diagnostic[] {
  return [...leftOut(others, file), ...unreadCells(unread, file)];
}

/** Cells of inputs that are named one by one; further ones are counted. */
const cellsMost = 20;

/** Every cell of an input that was changed and cannot be read, with the reason. */
function unreadCells(unread: ReadBack['unread'], file: string): Diagnostic[] {
  const named = unread.slice(0, cellsMost).map(({ place, label, scenario, why, hint }) => {
    const whose = scenario === undefined ? label : `${label}, ${scenario}`;
    return problem('unread-input', undefined, `${file}: ${place} (${whose}) ${why}`, { hint });
  });
  const more = unread.length - named.length;
  if (more === 0) return named;
  const message = `${file}: ${counted(more, 'more cell')} of inputs cannot be read`;
  return [...named, problem('unread-input', undefined, message, { hint: `burnsheet edits ${file} --json lists all of them` })];
}

/** Places that a message names at most. */
const placesMost = 3;

/** Kinds that say nothing about values: what a workbook computes is the same. */
const harmless: ReadonlySet<FindingKind> = new Set<FindingKind>(['sheet-renamed', 'rows-reordered', 'columns-reordered']);

/** What is said of changes that no model file can hold: a warning for each kind, the most serious first. */
export function leftOut(others: readonly Finding[], file: string): Diagnostic[] {
  const hint = `burnsheet verify ${file} lists every place that was changed`;
  return kindsOf(others).map((kind) => {
    const found = others.filter((one) => one.kind === kind);
    const message = harmless.has(kind) ? movedWords(kind, found, file) : lostWords(kind, found, file);
    return problem('workbook-changed', undefined, message, { hint: hints[kind] ?? hint });
  });
}

const hints: Readonly<Partial<Record<FindingKind, string>>> = {
  'formula-misled': 'undo the sort in the workbook: its results are those of other inputs than its labels say',
  'rows-mixed': 'undo the sort, and sort whole rows or none; no input of these rows can be read',
};

function lostWords(kind: FindingKind, found: readonly Finding[], file: string): string {
  const groups = groupFindings(found);
  const named = groups.slice(0, placesMost).map(({ place }) => place);
  const more = groups.length > placesMost ? ` and ${counted(groups.length - placesMost, 'more', 'more')}` : '';
  const verb = found.length === 1 ? 'is' : 'are';
  const words = `${counted(found.length, 'change')} of ${file} cannot be read back and ${verb} left out`;
  return `${words}: ${findingWords[kind]} (${named.join(', ')}${more})`;
}

function movedWords(kind: FindingKind, found: readonly Finding[], file: string): string {
  if (kind === 'sheet-renamed') {
    const names = found.map(({ old, now }) => `${String(old)} was renamed to ${String(now)}`);
    return `${file}: ${names.join(', ')}; its cells are read all the same`;
  }
  return `${file}: ${findingWords[kind]} (${found.map(({ place }) => place).join(', ')}); cells are read by their headings and ids`;
}
