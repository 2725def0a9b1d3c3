/**
 * Runs of workbooks, from the files that they carry. Enters a workbook; leaves its run as it was written, and as it is with what was entered since.
 * Guarantee: what was changed and cannot be told by a model file is left out with a warning that names it.
 */
import { basename } from 'node:path';
import { type Finding, findingWords } from '../audit/findings.ts';
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
  const { overlay, scenario = rerun.scenario, others } = back;
  const wanted = askedOf({ ...rerun, scenario }, options);
  const side =
    overlay === undefined
      ? runAsWritten({ ...carried, rerun: { ...rerun, scenario } }, options)
      : errorsOnly(runModel(overlay.path, (path) => (path === overlay.path ? overlay.text : read(path)), wanted));
  if (side.value === undefined || hasErrors(side.diagnostics)) return side;
  return { ...side, diagnostics: [...side.diagnostics, ...leftOut(others, name)] };
}

/** What was entered in a workbook; `naming` says what the file that is left is called. */
export function readBackOf({ name, file, rerun, read }: CarriedRun, naming: Pick<Naming, 'model' | 'path'> = {}): Checked<ReadBack> {
  return readBack(file, rerun, read, { workbook: basename(name), ...naming });
}

function askedOf({ scenario, asked: { known, set } }: Rerun, options: RunOptions): RunOptions {
  return { scenario, set, ...(known === null ? {} : { known }), ...options };
}

/** Places that a message names at most. */
const placesMost = 3;

/** The live column of the sheets of inputs, whose formulas take the value of the scenario in force. */
const liveCell = /^(Inputs|Tables)!G\d+$/;

/** What is said of changes that no model file can say. */
export function leftOut(others: readonly Finding[], file: string): Diagnostic[] {
  if (others.length === 0) return [];
  const named = others.slice(0, placesMost).map(({ kind, place }) => `${place} (${findingWords[kind]})`);
  const more = others.length > placesMost ? [`and ${counted(others.length - placesMost, 'more', 'more')}`] : [];
  const verb = others.length === 1 ? 'is' : 'are';
  const message = `${counted(others.length, 'change')} of ${file} cannot be read back and ${verb} left out: ${[named.join(', '), ...more].join(' ')}`;
  const live = others.some(({ kind, place }) => kind === 'formula-overwritten' && liveCell.test(place));
  const list = `burnsheet verify ${file} lists every place that was changed`;
  const hint = live ? `enter values in the column of a scenario, not in the live one; ${list}` : list;
  return [problem('workbook-changed', undefined, message, { hint })];
}
