/**
 * `burnsheet check`: reads models and reports every problem, also where rounding decides a result; with `--exact` also
 * how exact the numbers are, with `--sources` what the values rest on.
 */
import { type Command, InvalidArgumentError } from 'commander';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { itemsOf } from '../../model/find.ts';
import { type ItemExactness, judgeExactness, judgeRounding, planFile, workbookLimits } from '../../pipeline.ts';
import { type Coverage, coverageOf, isCovered, usualStaleMonths } from '../../question/coverage.ts';
import { type ItemRollup, rollupsOf } from '../../question/rollupList.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import { allModels } from '../io/files.ts';
import { plain, renderTable } from '../io/format.ts';
import { modelFile } from '../io/modelFile.ts';
import type { SharedOptions } from '../io/options.ts';
import { command, modelOptions, optionProblem } from '../io/options.ts';
import { complainAbout, jsonDocument, modelOutcome, outcome } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { sourcesJson, sourcesText } from '../text/sourcesText.ts';

export interface CheckOptions extends SharedOptions {
  /** Whether to compute with forty digits too; `bound` is how large a difference may be. */
  readonly exact?: boolean;
  readonly bound?: number;
  /**
   * Whether to look at what values rest on; from which age in months on a value is stale, and whether that is allowed.
   */
  readonly sources?: boolean;
  readonly stale?: number;
  readonly strict?: boolean;
  /** Whether to list how every line item aggregates to years. */
  readonly rollups?: boolean;
}

const moreHelp = `
--rollups lists how every line item aggregates to quarters and years, and why.

Results that rounding decides are problems too: comparisons, divisors and roundings in which the
last digits of larger terms count, and which other spreadsheet programs may decide differently.

--exact computes every scenario with forty digits and compares: a difference is relative to the
largest number that was added up on the way to a result. Above the bound it is a problem.

--sources lists every value that moves a key result and has neither a source nor
a reason as an assumption, and every source that nothing cites; with one of them
the exit status is 1. Stale values and those that a default fills are listed
too; --strict fails with stale ones.`;

/** The command with its help; `done` takes the exit code. */
export function checkCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return command(
    'check',
    'report every problem of the models, without evaluating them',
    'burnsheet check models/anthropic.yaml',
  )
    .argument('[model...]', 'model files; all of models/ and models/examples/ when none is named')
    .option('--exact', 'also compute with forty digits, and compare')
    .option('--bound <share>', 'with --exact: how far results may be apart (1e-9)', readBound)
    .option('--sources', 'also list values without a source or a reason, and sources that nothing cites')
    .option('--stale <months>', `with --sources: from which age on a value is stale (${usualStaleMonths})`, readMonths)
    .option('--rollups', 'also list how every line item aggregates to years, and why')
    .option('--strict', 'with --sources: fail where a value is stale')
    .addHelpText('after', moreHelp)
    .action((paths: readonly string[], options: CheckOptions) => done(runCheck(paths, options, terminal)));
}

/** Checks models and says what is wrong with them; returns the exit code. */
export function runCheck(paths: readonly string[], options: CheckOptions, terminal: Terminal): number {
  const named = paths.length > 0 ? paths : allModels();
  const nothing = [
    ...(named.length === 0
      ? [optionProblem('there are no models to check', 'name a model file, or make one with burnsheet init')]
      : []),
    ...aloneProblems(options),
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
          ...(one.coverage === undefined ? {} : { sources: sourcesJson(one.coverage, options.strict === true) }),
        })),
      }),
    );
    return exitCode;
  }
  complainAbout(problems, terminal);
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
  if (coverage !== undefined) terminal.say(sourcesText(coverage, options.strict === true, terminal));
}

/** Options that say something of `--sources`, without it. */
function aloneProblems({ sources, stale, strict }: CheckOptions): readonly Diagnostic[] {
  const given = [...(stale === undefined ? [] : ['--stale']), ...(strict === true ? ['--strict'] : [])];
  return sources === true
    ? []
    : given.map((option) => optionProblem(`${option} goes with --sources`, 'write --sources too'));
}

/** A model whose figures lack sources is wrong in its result; there may be problems besides. */
function exitCodeOfOne({ diagnostics, coverage }: Outcome, { strict }: CheckOptions): number {
  const ownCode = coverage === undefined || isCovered(coverage, strict) ? ExitCode.allWell : ExitCode.resultWrong;
  return Math.max(exitCodeOf(diagnostics), ownCode);
}

interface Outcome {
  readonly path: string;
  readonly summary: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly exactness?: readonly ItemExactness[];
  readonly coverage?: Coverage;
  readonly rollups?: readonly ItemRollup[];
}

function checkOne(given: string, options: CheckOptions): Outcome {
  const file = modelFile(given);
  if (file.problem !== undefined) return { path: file.path, summary: '', diagnostics: [file.problem] };
  const { value: plan, diagnostics } = planFile(file.path, file.read, modelOptions(options));
  if (plan === undefined) return { path: file.path, summary: '', diagnostics };
  const { model } = plan;
  const items = itemsOf(model).filter(({ owner }) => owner === undefined).length;
  const summary = `: ${plain(model.title)}, ${model.inputs.length} inputs, ${items} line items`;
  const judged = options.exact === true ? judgeExactness(plan, options.bound) : undefined;
  return {
    path: file.path,
    summary,
    diagnostics: [...diagnostics, ...workbookLimits(plan), ...judgeRounding(plan), ...(judged?.diagnostics ?? [])],
    ...(judged === undefined ? {} : { exactness: judged.value! }),
    ...(options.rollups === true ? { rollups: rollupsOf(model) } : {}),
    ...(options.sources === true ? { coverage: coverageOf(plan, options.stale) } : {}),
  };
}

/** One line for each item: how its year comes about, and why. */
function rollupsText(rollups: readonly ItemRollup[], { width }: Terminal): string {
  const lines = rollups.map(({ id, year, reason }) => `${id}: ${year}${reason === '' ? '' : ` (${reason})`}`);
  return lines.flatMap((line) => wrapWords(plain(line), width)).join('\n');
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
/** Every decimal number of so many digits has a double of its own; more are not to be had. */
const digitsOfDoubles = 15;

/** The items that are furthest from the exact result. */
function exactnessText(found: readonly ItemExactness[], { width, colours }: Terminal): string {
  const off = found.filter(({ relative }) => relative > 0);
  if (off.length === 0) return 'all items, checks and tie-outs are exact to the last digit of a double';
  const rows = off
    .slice(0, itemsShown)
    .map(({ id, scenario, period, float, relative }) => [
      plain(id),
      plain(scenario),
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
      ? `every result agrees with forty digits to ${formatCount(digits, 'digit')} at least, counted from the largest term that was added up for it; `
      : '';
  return [...wrapWords(`${verdict}${all}${more}:`, width), table].join('\n');
}

/** JSON has no infinity; null says that one of the two is an error. */
function asJson({ relative, ...rest }: ItemExactness): object {
  return { ...rest, relative: Number.isFinite(relative) ? relative : null };
}
