/** `burnsheet diff`: compares two runs and explains which changes moved the results. */
import type { Command } from 'commander';
import { InvalidArgumentError, Command as NewCommand, Option } from 'commander';
import { compareRuns, explainRuns } from '../../comparing.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import type { ColumnKind, RunDiff, Side, Tolerance } from '../../diff/diff.ts';
import { type ComparisonReport, hasNoDifference } from '../diff/comparisonReport.ts';
import { renderHtml } from '../diff/html.ts';
import { jsonContent } from '../diff/json.ts';
import { renderMarkdown } from '../diff/markdown.ts';
import { renderText } from '../diff/text.ts';
import { defaultTargets } from '../diff/wording.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import { inputConflict, missingOutside, typedOutside } from '../io/files.ts';
import { optionProblem } from '../io/options.ts';
import { startProgress } from '../io/progress.ts';
import { jsonDocument, outcome, reportProblems } from '../io/report.ts';
import { onPaper, type Terminal } from '../io/terminal.ts';
import { writeAll } from '../io/writing.ts';
import { fallbackText, lineDiff, sidesFromGit } from '../runs/gitDriver.ts';
import { bothSides, parseModelName, parseRunName, readRun, type Sides, sidesFromOne } from '../runs/runName.ts';

export interface DiffOptions {
  readonly explain: readonly string[] | boolean;
  readonly tolerance?: Tolerance;
  readonly by: ColumnKind;
  readonly format: 'text' | 'md' | 'html' | 'xlsx' | 'json';
  readonly json?: boolean;
  readonly out?: string;
  readonly all?: boolean;
  readonly exitCode?: boolean;
  readonly model?: string;
  readonly gitDriver?: boolean;
}

const help = `
A run is one of these:
  models/x.yaml                   a model file
  models/x.yaml@bear@2026-06-15   the same with a scenario and an as-of date
  HEAD~3:models/x.yaml            a model file from a git revision
  exports/x/run.json              a run record
  437406fa                        a kept run, as listed by burnsheet runs
  exports/x/x.xlsx                a workbook, with the inputs entered in it since

A single model file is compared with the last commit, a single workbook with the run it was built from.

Examples:
  burnsheet diff models/anthropic.yaml
  burnsheet diff models/anthropic.yaml@base@2026-06-15 models/anthropic.yaml --explain gross_margin@2027
  burnsheet diff exports/anthropic/anthropic.xlsx
  burnsheet diff HEAD~3:models/openai.yaml models/openai.yaml --format html --out report.html`;

/** The command with its help; `done` takes the exit code. */
export function diffCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new NewCommand('diff')
    .description('compare two runs: what changed, which results moved, and which changes moved them')
    .argument('[runs...]', 'the old run and the new run, or a single model file or workbook')
    .option('--explain <results...>', 'results to explain, such as gross_margin@2027 (default: the headline results)')
    .option('--no-explain', 'do not explain why results moved')
    .option('--tolerance <share>', 'ignore differences up to this share of a value, such as 0.1%', readTolerance)
    .addOption(
      new Option('--by <span>', 'period of the result columns').choices(['year', 'quarter', 'period']).default('year'),
    )
    .addOption(
      new Option('--format <format>', 'report format').choices(['text', 'md', 'html', 'xlsx', 'json']).default('text'),
    )
    .option('--json', 'write one JSON document instead of text')
    .option('--out <file>', 'file for the report (default for html and xlsx: in exports/<model>/)')
    .option('--all', 'show everything; the text report is shortened by default')
    .option('--exit-code', 'exit with 1 if the runs differ, or if a workbook contains changes that cannot be compared')
    .option('--model <file>', 'the model of a workbook whose record another program removed')
    .addOption(new Option('--git-driver', 'take the arguments that git gives to a diff command').hideHelp())
    .addHelpText('after', help)
    .action(async (names: readonly string[], options: DiffOptions) => done(await runDiff(names, options, terminal)));
}

function readTolerance(text: string): Tolerance {
  const [, number, percent] = /^(\d+(?:\.\d+)?(?:e-?\d+)?)(%?)$/i.exec(text.trim()) ?? [];
  if (number === undefined) throw new InvalidArgumentError('write a share, such as 0.1% or 1e-6.');
  const relative = Number(number) / (percent === '%' ? 100 : 1);
  if (relative > 1 || (relative === 1 && percent === ''))
    throw new InvalidArgumentError(tooTolerant(Number(number), percent === '%'));
  return { relative, absolute: 0 };
}

/** A hint for a share above 100%: most people who write 5 mean 5%. */
function tooTolerant(number: number, isPercent: boolean): string {
  return isPercent || number > 100
    ? 'write a share up to 100%, such as 0.1%.'
    : `write ${number}% or ${number / 100}; a share is at most 100%.`;
}

/** Compares and reports; returns the exit code. */
export async function runDiff(names: readonly string[], options: DiffOptions, terminal: Terminal): Promise<number> {
  if (options.gitDriver === true) {
    const fallback = await fallbackText(names);
    if (fallback !== undefined) {
      terminal.say(fallback);
      return ExitCode.allWell;
    }
  }
  const { sides, compared } = await compareNamed(names, options, terminal);
  if (options.gitDriver === true && sides.value === undefined) {
    // Git would stop at this file and leave out all others.
    reportProblems(sides.diagnostics, terminal);
    terminal.say(await lineDiff(names));
    return ExitCode.allWell;
  }
  const found = [...sides.diagnostics, ...(compared?.diagnostics ?? [])];
  const isRight = compared?.value !== undefined && !hasErrors(found);
  // Warnings come before the report, which can be long.
  if (!asJson(options)) reportProblems(found, terminal);
  else if (!isRight) terminal.say(jsonDocument('diff', outcome(found)));
  if (!isRight) return exitCodeOf(found);
  const comparison = { ...compared.value, warnings: found };
  const obstacles = await report(comparison, found, { ...options, read: filesRead(names, sides) }, terminal);
  if (!asJson(options)) reportProblems(obstacles, terminal);
  if (hasErrors(obstacles)) return exitCodeOf(obstacles);
  return options.exitCode === true && !hasNoDifference(comparison) ? ExitCode.resultWrong : ExitCode.allWell;
}

/** The files read for a comparison: those named, and those of the models. */
function filesRead(names: readonly string[], { value: sides }: Checked<Sides>): readonly string[] {
  const named = names.flatMap((name) => parseRunName(name).value?.file ?? []);
  const models = [sides?.older, sides?.newer].flatMap((side) => side?.record.files.map(({ path }) => path) ?? []);
  return [...named, ...models];
}

/** Reads and compares both runs, with progress unless git's pager uses the terminal. */
async function compareNamed(names: readonly string[], options: DiffOptions, terminal: Terminal) {
  const progress = startProgress(options.gitDriver === true ? { ...terminal, interactive: false } : terminal);
  try {
    progress.report(0, 2, 'reading the runs');
    const sides = await sidesOf(names, options);
    progress.report(1, 2, 'comparing the runs and explaining results');
    const compared = sides.value === undefined ? undefined : compare(sides.value.older, sides.value.newer, options);
    return { sides, compared };
  } finally {
    progress.end();
  }
}

const asJson = ({ json, format }: DiffOptions): boolean => json === true || format === 'json';

/** Matches run names, which cannot be results. */
const runFile = /\.(?:ya?ml|json|gz|xlsx)(?:@.*)?$/;

async function sidesOf(
  names: readonly string[],
  { gitDriver, explain, model: given }: DiffOptions,
): Promise<Checked<Sides>> {
  if (gitDriver === true) return sidesFromGit(names);
  const swallowed = Array.isArray(explain) ? explain.find((text) => runFile.test(text)) : undefined;
  if (names.length === 0 || swallowed !== undefined)
    return {
      diagnostics: [
        swallowed === undefined
          ? optionProblem('no run is named', 'name two runs, the old one first, or a single model file')
          : optionProblem(
              `'${swallowed}' follows --explain, which takes results`,
              'put the runs first and --explain last',
            ),
      ],
    };
  if (names.length > 2)
    return {
      diagnostics: [
        optionProblem(
          `${names.length} runs were named`,
          'name two, the old one first; put a name with spaces in quotation marks',
        ),
      ],
    };
  const { value: model, diagnostics } = parseModelName(given);
  if (model === undefined) return { diagnostics };
  if (names.length === 1) return sidesFromOne(names[0]!, model ?? undefined);
  return bothSides(
    await readRun(names[0]!, names[1], model ?? undefined),
    await readRun(names[1]!, names[0], model ?? undefined),
  );
}

function compare(older: Side, newer: Side, { explain, tolerance, by }: DiffOptions): Checked<ComparisonReport> {
  const diff = compareRuns(older, newer, tolerance);
  const targets = explain === false ? [] : Array.isArray(explain) ? explain : defaultTargets(diff);
  if (diff.columns[by].length === 0 && by !== 'year')
    return { diagnostics: [optionProblem(`the two timelines have no ${by} in common`, 'use --by year')] };
  const { value: explanations, diagnostics } = explainRuns(older, newer, targets);
  if (explanations === undefined) return { diagnostics };
  return { value: { diff, explanations, by: diff.columns[by].length === 0 ? 'period' : by }, diagnostics };
}

/** Writes the report to a file or the terminal; returns the problem that prevents it. */
async function report(
  compared: ComparisonReport,
  diagnostics: readonly Diagnostic[],
  options: DiffOptions & { readonly read: readonly string[] },
  terminal: Terminal,
): Promise<readonly Diagnostic[]> {
  const format = options.json === true ? 'json' : options.format;
  const path = options.out ?? (format === 'html' || format === 'xlsx' ? usualPath(compared.diff, format) : undefined);
  const content = await contentOf(
    compared,
    format,
    diagnostics,
    options,
    path === undefined ? terminal : onPaper(terminal),
  );
  if (path === undefined) {
    terminal.say(typeof content === 'string' ? content.trimEnd() : '');
    return [];
  }
  const obstacle = missingOutside(path) ?? inputConflict(path, options.read) ?? (await writeAll([{ path, content }]));
  if (obstacle !== undefined) return [obstacle];
  terminal.say(`wrote ${typedOutside(path)}`);
  return [];
}

/** The comparison as a workbook; the engine and the workbook writer are loaded only for it. */
async function workbookOf({ diff, explanations }: ComparisonReport): Promise<Uint8Array> {
  const { diffWorkbook } = await import('../../pipeline.ts');
  return diffWorkbook(diff, explanations);
}

function contentOf(
  compared: ComparisonReport,
  format: DiffOptions['format'],
  diagnostics: readonly Diagnostic[],
  { all }: DiffOptions,
  terminal: Terminal,
): string | Promise<string | Uint8Array> {
  switch (format) {
    case 'json':
      return `${jsonDocument('diff', { ...outcome(diagnostics), ...jsonContent(compared) })}\n`;
    case 'md':
      return renderMarkdown(compared);
    case 'html':
      return renderHtml(compared);
    case 'xlsx':
      return workbookOf(compared);
    case 'text':
      return renderText(compared, { all: all === true }, terminal);
    default:
      return format satisfies never;
  }
}

function usualPath({ old, new: current }: RunDiff, format: string): string {
  const folder = current.model.replace(/[^\w.-]/g, '_');
  return `exports/${folder}/diff-${old.runId.slice(0, 8)}-${current.runId.slice(0, 8)}.${format}`;
}
