/** `burnsheet build`: evaluates models and writes the workbook and the run record of each. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Built, buildPlan, failingRules, planFile, type RuleResult } from '../../pipeline.ts';
import { headlineIds, judgedTieOuts, type RunRecord } from '../../record/record.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import { allModels, inputConflict, leadsOutside, shownPath, unwritable } from '../io/files.ts';
import { renderTable, stripControls } from '../io/format.ts';
import { openRepository } from '../io/gitFiles.ts';
import { removeDeadLock, withLock } from '../io/locks.ts';
import { modelFile } from '../io/modelFile.ts';
import type { SharedOptions } from '../io/options.ts';
import { describeOverrides, hasOverrides, modelOptions, newCommand, optionProblem } from '../io/options.ts';
import { startProgress } from '../io/progress.ts';
import { jsonDocument, modelOutcome, outcome, reportProblems } from '../io/report.ts';
import { removeLeftovers } from '../io/temporaryFiles.ts';
import type { Terminal } from '../io/terminal.ts';
import { watchFiles } from '../io/watch.ts';
import { type Output, writeAll } from '../io/writing.ts';
import { countOutcomes, countTieOuts, laterParagraphs, missParagraphs } from '../reports/outcomeSummary.ts';
import { chosenScenarios, periodLabels, scalarTable, seriesTable } from '../reports/resultTables.ts';
import {
  filesToKeep,
  formatKeptTime,
  type KeptRun,
  keptFolder,
  lockedListProblem,
  lockPathOf,
  readKeptRuns,
  unreadableListProblem,
} from '../runs/keptRuns.ts';
import { changesSince } from '../runs/since.ts';

export interface BuildOptions extends SharedOptions {
  readonly out: string;
  readonly watch?: boolean;
  readonly keep?: boolean;
  /** The time of the build; by default the clock. */
  readonly now?: Date;
  /** The run that the model is compared with. */
  readonly since?: string;
}

const changedFilesHelp = `
With --known or --set, the files are <model>-<run>.xlsx and run-<run>.json, where <run> is the
first 8 characters of the run id. The files of the unchanged model are not overwritten.`;

/** The command with its help; `done` takes the exit code. */
export function buildCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return newCommand(
    'build',
    'evaluate models and write their workbooks',
    'burnsheet build models/anthropic.yaml --scenario bear',
  )
    .argument('[model...]', 'model files (default: all models in models/ and models/examples/)')
    .option('--scenario <id>', 'the scenario the workbook opens with')
    .option('--out <folder>', 'output folder, for <folder>/<model>/<model>.xlsx and run.json', 'exports')
    .option(
      '--since <run>',
      'fill the Changes sheet with the changes since this run, such as HEAD~1:models/x.yaml or run.json',
    )
    .addHelpText('after', changedFilesHelp)
    .option('--keep', 'keep the run, for the commands runs, history and diff')
    .option('--watch', 'build again whenever a model file changes')
    .action(async (paths: readonly string[], options: BuildOptions) => {
      const { exitCode, read } = await runBuild(paths, options, terminal);
      done(exitCode);
      if (options.watch === true) watchBuild(paths, options, terminal, read);
    });
}

interface Outcome {
  readonly path: string;
  readonly built?: Built;
  readonly diagnostics: readonly Diagnostic[];
  readonly written: readonly string[];
  /** The same run, if it was kept earlier. */
  readonly keptBefore?: KeptRun | undefined;
  /** Every file that was requested. */
  readonly read: Iterable<string>;
}

/** Builds models in turn; returns the exit code and every file read, for watching. */
export async function runBuild(
  paths: readonly string[],
  options: BuildOptions,
  terminal: Terminal,
): Promise<{ exitCode: number; read: readonly string[] }> {
  const named = paths.length > 0 ? paths : allModels();
  if (named.length === 0) return refuse(nothingToBuild, options, terminal);
  if (options.since !== undefined && named.length > 1) return refuse(severalSince(named.length), options, terminal);
  const outcomes: Outcome[] = [];
  for (const path of named) {
    const outcome = await buildOne(path, options, terminal, outcomes);
    outcomes.push(outcome);
    if (options.json !== true) sayOutcome(outcome, options, terminal);
  }
  const exitCode = Math.max(...outcomes.map(({ diagnostics }) => exitCodeOf(diagnostics)));
  if (options.json === true)
    terminal.say(jsonDocument('build', { ...outcome([]), exitCode, models: outcomes.map(outcomeToJson) }));
  return { exitCode, read: outcomes.flatMap(({ read }) => [...read]) };
}

const nothingToBuild = optionProblem(
  'there are no models to build',
  'name a model file, or create one with burnsheet init',
);

const severalSince = (count: number): Diagnostic =>
  optionProblem(`--since takes one model, but ${count} models are being built`, 'name the model to compare');

function refuse(
  reason: Diagnostic,
  options: BuildOptions,
  terminal: Terminal,
): { exitCode: number; read: readonly string[] } {
  if (options.json === true) terminal.say(jsonDocument('build', { ...outcome([reason]), models: [] }));
  else reportProblems([reason], terminal);
  return { exitCode: ExitCode.inputWrong, read: [] };
}

async function buildOne(
  given: string,
  options: BuildOptions,
  terminal: Terminal,
  earlier: readonly Outcome[],
): Promise<Outcome> {
  const file = modelFile(given);
  const nothing = { path: file.path, written: [], read: file.asked };
  if (file.problem !== undefined) return { ...nothing, diagnostics: [file.problem] };
  const progress = startProgress(terminal);
  try {
    const { scenario } = options;
    const chosen = { ...modelOptions(options), ...(scenario === undefined ? {} : { scenario }) };
    const plan = planFile(file.path, file.read, chosen);
    const since =
      options.since === undefined
        ? undefined
        : await changesSince(options.since, { path: file.path, plan, options: chosen });
    if (since !== undefined && since.value === undefined) return { ...nothing, diagnostics: since.diagnostics };
    const asked = {
      ...chosen,
      ...(since?.value === undefined ? {} : { since: since.value }),
      progress: progress.report,
    };
    const { value: built, diagnostics } = buildPlan(file.path, plan, asked);
    if (built === undefined || exitCodeOf(diagnostics) === ExitCode.inputWrong) return { ...nothing, diagnostics };
    const conflict = outputConflict(built, file.path, earlier);
    if (conflict !== undefined) return { ...nothing, diagnostics: [...diagnostics, conflict] };
    cleanKept(keptFolder(options.out, built.model.id));
    const { outputs, rules } = await outputsOf(built, options);
    const { value: done, diagnostics: obstacles } =
      options.keep === true
        ? await writeAndKeep(built, outputs, options, file.asked, terminal)
        : await writeOver({ files: outputs }, options, file.asked);
    if (done === undefined) return { ...nothing, diagnostics: [...diagnostics, ...obstacles] };
    const written = done.files.map(({ path }) => shownPath(path));
    return {
      ...nothing,
      built,
      diagnostics: [...diagnostics, ...failingRules(rules, written[0]!)],
      written,
      keptBefore: done.before,
    };
  } finally {
    progress.end();
  }
}

/** Writes files, but never over an input, and never through a link out of the output folder. */
async function writeOver(kept: Kept, { out }: BuildOptions, read: Iterable<string>): Promise<Checked<Kept>> {
  const inputs = [...read];
  const refused = kept.files
    .map(({ path }) => inputConflict(path, inputs) ?? linkOutside(path, out))
    .find((one) => one !== undefined);
  const obstacle = refused ?? (await writeAll(kept.files));
  return obstacle === undefined ? { value: kept, diagnostics: [] } : { diagnostics: [obstacle] };
}

/** A folder inside the output folder may be a symbolic link, for example in a repository from a third party. */
function linkOutside(path: string, out: string): Diagnostic | undefined {
  if (!leadsOutside(path, out)) return undefined;
  return unwritable(
    path,
    `a symbolic link in the path leads outside ${out}`,
    'remove the link, or give its target with --out',
  );
}

/** Writes files and keeps the run, while no other build changes the list of kept runs. */
async function writeAndKeep(
  built: Built,
  outputs: readonly Output[],
  options: BuildOptions,
  read: Iterable<string>,
  terminal: Terminal,
): Promise<Checked<Kept>> {
  const lock = lockPathOf(keptFolder(options.out, built.model.id));
  const outside = linkOutside(lock, options.out);
  if (outside !== undefined) return { diagnostics: [outside] };
  const at = await momentOf(built, options);
  const keep = async (): Promise<Checked<Kept>> => {
    const kept = keptFiles(built, options, at);
    if (kept.value === undefined) return kept;
    return writeOver({ ...kept.value, files: [...outputs, ...kept.value.files] }, options, read);
  };
  return withLock(lock, keep, {
    onWait: (process) => terminal.complain(waitingWords(built, process)),
    inVain: lockedListProblem(lock),
  });
}

const waitingWords = ({ model }: Built, process: string | undefined): string =>
  'waiting for another build that is keeping a run of ' +
  `${stripControls(model.id)}${process === undefined ? '' : ` (process ${process})`}`;

/** Removes leftovers of a killed build among the kept runs; output folders are cleaned when files are written. */
function cleanKept(folder: string): void {
  removeDeadLock(lockPathOf(folder));
  removeLeftovers(folder);
}

/** Two models with one id would overwrite each other, and an id must not lead out of the output folder. */
function outputConflict({ model }: Built, path: string, earlier: readonly Outcome[]): Diagnostic | undefined {
  if (!/^\w[\w.-]*$/.test(model.id))
    return problem('invalid-id', undefined, `'${model.id}' cannot be used as a folder name (${path})`);
  const other = earlier.find(({ built }) => built?.model.id === model.id);
  if (other === undefined) return undefined;
  const hint = 'give one of them another id, or build them into different --out folders';
  return problem('duplicate-id', undefined, `${other.path} and ${path} both have the model id '${model.id}'`, { hint });
}

/**
 * The workbook and the record. With `--known` or `--set`, their names include the run id, so the files of the
 * unchanged model stay.
 */
async function outputsOf(
  { model, record, audited }: Built,
  options: BuildOptions,
): Promise<{ readonly outputs: readonly Output[]; readonly rules: readonly RuleResult[] }> {
  const folder = join(options.out, model.id);
  const mark = hasOverrides(options) ? `-${record.runId.slice(0, 8)}` : '';
  const { bytes, rules } = await audited();
  const outputs = [
    { path: join(folder, `${model.id}${mark}.xlsx`), content: bytes },
    { path: join(folder, `run${mark}.json`), content: `${JSON.stringify(record, undefined, 2)}\n` },
  ];
  return { outputs, rules };
}

/** Files to write, and the run as it was kept before. */
interface Kept {
  readonly files: readonly Output[];
  readonly before?: KeptRun | undefined;
}

/** When a run is kept, and at which commit. */
type Moment = Pick<KeptRun, 'date' | 'commit' | 'hasChanges'>;

async function momentOf({ model }: Built, { now = new Date() }: BuildOptions): Promise<Moment> {
  const { value: repository } = await openRepository();
  const commit = (await repository?.resolve('HEAD')) ?? null;
  const hasChanges = commit !== null && (await repository!.hasChanges(model.files.map(({ path }) => path)));
  return { date: `${now.toISOString().slice(0, 19)}Z`, commit, hasChanges };
}

function keptFiles({ model, record }: Built, { out }: BuildOptions, at: Moment): Checked<Kept> {
  const folder = keptFolder(out, model.id);
  const before = readKeptRuns(folder);
  if (before === undefined) return { diagnostics: [unreadableListProblem(folder)] };
  const files = filesToKeep(folder, record, at, before);
  return { value: { files, before: before.find(({ runId }) => runId === record.runId) }, diagnostics: [] };
}

function sayOutcome(
  { path, built, diagnostics, written, keptBefore }: Outcome,
  options: BuildOptions,
  terminal: Terminal,
): void {
  if (built !== undefined) terminal.say(summaryOf(built, options, terminal));
  reportProblems(diagnostics, terminal);
  for (const file of written) terminal.say(`wrote ${file}`);
  if (keptBefore !== undefined)
    terminal.say(`run ${keptBefore.runId.slice(0, 8)} has been kept since ${formatKeptTime(keptBefore)}`);
  if (built !== undefined) terminal.say('');
  else if (exitCodeOf(diagnostics) !== 0) terminal.complain(`nothing was written for ${path}`);
}

/** The key results by year, then the outcome of checks and tie-outs. */
function summaryOf({ model, record }: Built, options: BuildOptions, terminal: Terminal): string {
  const { colours, width } = terminal;
  const scenario = chosenScenarios(record, options.scenario).value?.[0];
  if (scenario === undefined) return colours.bold(stripControls(model.title));
  const names = new Set(headlineIds(record));
  const rows = scenario.series.filter(({ id }) => names.has(id));
  const by = periodLabels(record, 'year') === undefined ? 'period' : 'year';
  const tables = [seriesTable(rows, record, by, true), scalarTable(rows)].filter((table) => table !== undefined);
  const known = options.known ?? record.known ?? undefined;
  const heading =
    `${colours.bold(stripControls(model.title))}, ` +
    `${stripControls(scenario.title)}${describeOverrides({ ...options, known })}`;
  const figures = judgedTieOuts(record);
  const apart = [...missParagraphs(figures, width), ...laterParagraphs(figures, width)];
  const outcomes = [outcomesOf(record, width), ...apart].join('\n');
  return [heading, ...tables.map((table) => renderTable(table, width, colours.dim)), outcomes].join('\n\n');
}

/** Checks count in every scenario; published figures and expected answers in those in which they are judged. */
function outcomesOf(record: RunRecord, width: number): string {
  const { scenarios } = record;
  const figures = judgedTieOuts(record);
  const tieOuts = figures.filter(({ kind }) => kind === 'tie-out');
  const expectations = figures.filter(({ kind }) => kind === 'expectation');
  const checks = countOutcomes(
    'check',
    scenarios.flatMap((scenario) => scenario.checks),
  );
  const over = scenarios.length === 1 ? '' : ` (over ${scenarios.length} scenarios)`;
  const parts = [`${checks}${over}`, countTieOuts(tieOuts), countOutcomes('expected answer', expectations)];
  const line = parts.join('; ');
  return line.length <= width ? line : parts.join(';\n');
}

function outcomeToJson({ path, built, diagnostics, written, keptBefore }: Outcome): object {
  const run =
    built === undefined ? {} : { model: built.model.id, runId: built.record.runId, scenario: built.record.scenario };
  const scenarios = built?.record.scenarios.map(({ id, checks, tieOuts }) => ({ id, checks, tieOuts })) ?? [];
  return {
    ...modelOutcome(path, diagnostics),
    ...run,
    written,
    ...(keptBefore === undefined ? {} : { keptSince: keptBefore.date }),
    scenarios,
  };
}

function watchBuild(
  paths: readonly string[],
  options: BuildOptions,
  terminal: Terminal,
  first: readonly string[],
): void {
  terminal.complain('watching for changes; press Ctrl-C to stop');
  watchFiles(first, async () => {
    const { read } = await runBuild(paths, options, terminal);
    terminal.complain('watching for changes; press Ctrl-C to stop');
    return read;
  });
}
