/**
 * `burnsheet check`: reads models and reports every problem, including results decided by rounding; `--exact` also
 * reports how exact the numbers are, `--sources` what the values are based on.
 */
import { type Command, InvalidArgumentError } from 'commander';
import { judgeExactness, judgeRounding, workbookLimits } from '../../checking.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { itemsOf } from '../../model/find.ts';
import type { ItemExactness } from '../../pipeline.ts';
import { type ItemRollup, rollupsOf } from '../../question/rollupList.ts';
import { defaultStaleMonths, isCovered, type SourceCoverage, sourceCoverageOf } from '../../question/sourceCoverage.ts';
import { planFile } from '../../reading.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import { allModels } from '../io/files.ts';
import { renderTable, stripControls } from '../io/format.ts';
import { modelFile } from '../io/modelFile.ts';
import type { SharedOptions } from '../io/options.ts';
import { modelOptions, newCommand, optionProblem } from '../io/options.ts';
import { jsonDocument, modelOutcome, outcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { renderSources, sourcesToJson } from '../reports/sourcesText.ts';

export interface CheckOptions extends SharedOptions {
  /** Whether to evaluate with 40 digits as well; `bound` is the largest difference allowed. */
  readonly exact?: boolean;
  readonly bound?: number;
  /**
   * Whether to check the basis of values; the age in months at which a value is stale, and whether stale values fail.
   */
  readonly sources?: boolean;
  readonly stale?: number;
  readonly strict?: boolean;
  /** Whether to list how every line item aggregates to years. */
  readonly rollups?: boolean;
}

const moreHelp = `
--rollups lists how every line item aggregates to quarters and years, and why.

Results decided by rounding are errors: comparisons, divisors and roundings that depend on the
last digits of larger terms, which another spreadsheet program may decide differently.

--exact evaluates every scenario again with 40 digits and compares. A difference is relative to
the largest number added up on the way to a result; above the bound it is an error.

--sources lists every value that moves a key result but has neither a source nor a reason, and
every source that nothing cites; any of these sets the exit status to 1. It also lists stale
values, and values filled by a default; with --strict, stale values fail too.`;

/** The command with its help; `done` takes the exit code. */
export function checkCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return newCommand(
    'check',
    'report every problem in a model, without writing a workbook',
    'burnsheet check models/anthropic.yaml',
  )
    .argument('[model...]', 'model files (default: all models in models/ and models/examples/)')
    .option('--exact', 'also evaluate with 40 digits, and compare')
    .option('--bound <share>', 'with --exact: the largest relative difference allowed (default: 1e-9)', readBound)
    .option('--sources', 'also list values without a source or reason, and sources that nothing cites')
    .option(
      '--stale <months>',
      `with --sources: the age at which a value is stale (default: ${defaultStaleMonths})`,
      readMonths,
    )
    .option('--rollups', 'also list how every line item aggregates to years, and why')
    .option('--strict', 'with --sources: fail if a value is stale')
    .addHelpText('after', moreHelp)
    .action((paths: readonly string[], options: CheckOptions) => done(runCheck(paths, options, terminal)));
}

/** Checks models and reports their problems; returns the exit code. */
export function runCheck(paths: readonly string[], options: CheckOptions, terminal: Terminal): number {
  const named = paths.length > 0 ? paths : allModels();
  const nothing = [
    ...(named.length === 0
      ? [optionProblem('there are no models to check', 'name a model file, or create one with burnsheet init')]
      : []),
    ...findStrayOptions(options),
  ];
  const outcomes = nothing.length > 0 ? [] : named.map((path) => checkOne(path, options));
  const problems = [...nothing, ...outcomes.flatMap(({ diagnostics }) => diagnostics)];
  const exitCode = Math.max(exitCodeOf(problems), ...outcomes.map((one) => exitCodeOfOne(one, options)));
  if (options.json === true) {
    terminal.say(
      jsonDocument('check', {
        ...outcome(nothing),
        exitCode,
        models: outcomes.map((one) => ({
          ...modelOutcome(one.path, one.diagnostics),
          exitCode: exitCodeOfOne(one, options),
          ...(one.exactness === undefined ? {} : { exactness: one.exactness.map(asJson) }),
          ...(one.rollups === undefined ? {} : { rollups: one.rollups }),
          ...(one.coverage === undefined ? {} : { sources: sourcesToJson(one.coverage, options.strict === true) }),
        })),
      }),
    );
    return exitCode;
  }
  reportProblems(problems, terminal);
  outcomes.forEach((one, at) => {
    if (at > 0 && options.sources === true) terminal.say('');
    sayOutcome(one, options, terminal);
  });
  return exitCode;
}

function sayOutcome(one: Outcome, options: CheckOptions, terminal: Terminal): void {
  const { path, summary, diagnostics, exactness, coverage, rollups } = one;
  const mark =
    exitCodeOfOne(one, options) === ExitCode.allWell ? terminal.colours.green('ok') : terminal.colours.red('not ok');
  if (exitCodeOf(diagnostics) === ExitCode.allWell) terminal.say(`${mark} ${path}${summary}`);
  if (exactness !== undefined) terminal.say(exactnessText(exactness, terminal));
  if (rollups !== undefined) terminal.say(rollupsText(rollups, terminal));
  if (coverage !== undefined) terminal.say(renderSources(coverage, options.strict === true, terminal));
}

/** Options that need `--sources`, given without it. */
function findStrayOptions({ sources, stale, strict }: CheckOptions): readonly Diagnostic[] {
  const given = [...(stale === undefined ? [] : ['--stale']), ...(strict === true ? ['--strict'] : [])];
  return sources === true ? [] : given.map((option) => optionProblem(`${option} needs --sources`, 'add --sources'));
}

/** Gaps in the sources are a wrong result, not invalid input. */
function exitCodeOfOne({ diagnostics, coverage }: Outcome, { strict }: CheckOptions): number {
  const ownCode = coverage === undefined || isCovered(coverage, strict) ? ExitCode.allWell : ExitCode.resultWrong;
  return Math.max(exitCodeOf(diagnostics), ownCode);
}

interface Outcome {
  readonly path: string;
  readonly summary: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly exactness?: readonly ItemExactness[];
  readonly coverage?: SourceCoverage;
  readonly rollups?: readonly ItemRollup[];
}

function checkOne(given: string, options: CheckOptions): Outcome {
  const file = modelFile(given);
  if (file.problem !== undefined) return { path: file.path, summary: '', diagnostics: [file.problem] };
  const { value: plan, diagnostics } = planFile(file.path, file.read, modelOptions(options));
  if (plan === undefined) return { path: file.path, summary: '', diagnostics };
  const { model } = plan;
  const items = itemsOf(model).filter(({ owner }) => owner === undefined).length;
  const summary = `: ${stripControls(model.title)}, ${model.inputs.length} inputs, ${items} line items`;
  const judged = options.exact === true ? judgeExactness(plan, options.bound) : undefined;
  return {
    path: file.path,
    summary,
    diagnostics: [...diagnostics, ...workbookLimits(plan), ...judgeRounding(plan), ...(judged?.diagnostics ?? [])],
    ...(judged === undefined ? {} : { exactness: judged.value! }),
    ...(options.rollups === true ? { rollups: rollupsOf(model) } : {}),
    ...(options.sources === true ? { coverage: sourceCoverageOf(plan, options.stale) } : {}),
  };
}

/** One line for each item: how its yearly value is formed, and why. */
function rollupsText(rollups: readonly ItemRollup[], { width }: Terminal): string {
  const lines = rollups.map(({ id, year, reason }) => `${id}: ${year}${reason === '' ? '' : ` (${reason})`}`);
  return lines.flatMap((line) => wrapWords(stripControls(line), width)).join('\n');
}

function readBound(text: string): number {
  const bound = Number(text);
  if (bound > 0 && bound < 1) return bound;
  throw new InvalidArgumentError('write a number between 0 and 1, such as 1e-12.');
}

function readMonths(text: string): number {
  const months = Number(text);
  if (Number.isInteger(months) && months > 0 && months <= monthsMost) return months;
  throw new InvalidArgumentError(`write a whole number of months from 1 to ${monthsMost}, such as 12.`);
}

/** A hundred years. */
const monthsMost = 1200;
const itemsShown = 10;
/** A double represents every decimal number of up to this many digits. */
const digitsOfDoubles = 15;

/** The items that are furthest from the exact result. */
function exactnessText(found: readonly ItemExactness[], { width, colours }: Terminal): string {
  const off = found.filter(({ relative }) => relative > 0);
  if (off.length === 0) return 'every item, check and tie-out is exact to the last digit of a double';
  const rows = off
    .slice(0, itemsShown)
    .map(({ id, scenario, period, float, relative }) => [
      stripControls(id),
      stripControls(scenario),
      period,
      float === null ? 'an error' : String(float),
      Number.isFinite(relative) ? relative.toExponential(1) : 'one is an error',
    ]);
  const table = renderTable(
    { head: ['Item', 'Scenario', 'Period', 'As computed', 'Difference'], rows, fixed: 1 },
    width,
    colours.dim,
  );
  const more = off.length > itemsShown ? `, the ${itemsShown} largest of ${off.length} differences` : '';
  const all = formatCount(found.length, 'item, check or tie-out', 'items, checks and tie-outs');
  const [worst] = off;
  const digits = Math.min(digitsOfDoubles, Math.floor(-Math.log10(worst!.relative)));
  const verdict =
    digits >= 1
      ? `Every result agrees with the 40-digit result to at least ${formatCount(digits, 'digit')}, counted from the ` +
        'largest term of its calculation. '
      : '';
  return [...wrapWords(`${verdict}${all}${more}:`, width), table].join('\n');
}

/** JSON has no infinity; null means that one of the two values is an error. */
function asJson({ relative, ...rest }: ItemExactness): object {
  return { ...rest, relative: Number.isFinite(relative) ? relative : null };
}
