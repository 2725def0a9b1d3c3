/** `burnsheet check`: reads models and reports every problem, without evaluating; with `--exact` also how exact the numbers are. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type ItemExactness, judgeExactness, planFile } from '../pipeline.ts';
import { counted } from '../question/words.ts';
import { wordWrap } from '../values/wordWrap.ts';
import { exitCodeOf } from './exit.ts';
import { allModels } from './files.ts';
import { plain, renderTable } from './format.ts';
import { modelFile } from './modelFile.ts';
import type { SharedOptions } from './options.ts';
import { command, modelOptions, optionProblem } from './options.ts';
import { complainAbout, jsonDocument, modelOutcome, outcome } from './report.ts';
import type { Terminal } from './terminal.ts';

export interface CheckOptions extends SharedOptions {
  /** Whether to compute with forty digits too; `bound` is how large a difference may be. */
  readonly exact?: boolean;
  readonly bound?: number;
}

const exactHelp = `
--exact computes every scenario with forty digits and compares: a difference is relative to the
largest number that was added up on the way to a result. Above the bound it is a problem.`;

/** The command with its help; `done` takes the exit code. */
export function checkCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return command('check', 'report every problem of the models, without evaluating them', 'burnsheet check models/anthropic.yaml')
    .argument('[model...]', 'model files; all of models/ and models/examples/ when none is named')
    .option('--exact', 'also compute with forty digits, and compare')
    .option('--bound <share>', 'with --exact: how far results may be apart (1e-9)', readBound)
    .addHelpText('after', exactHelp)
    .action((paths: readonly string[], options: CheckOptions) => done(runCheck(paths, options, terminal)));
}

/** Checks models and says what is wrong with them; returns the exit code. */
export function runCheck(paths: readonly string[], options: CheckOptions, terminal: Terminal): number {
  const named = paths.length > 0 ? paths : allModels();
  const outcomes = named.map((path) => checkOne(path, options));
  const nothing =
    named.length === 0 ? [optionProblem('there are no models to check', 'name a model file, or make one with burnsheet init')] : [];
  const problems = [...nothing, ...outcomes.flatMap(({ diagnostics }) => diagnostics)];
  const exitCode = Math.max(exitCodeOf(problems), ...outcomes.map(({ diagnostics }) => exitCodeOf(diagnostics)));
  if (options.json === true) {
    terminal.say(
      jsonDocument('check', {
        ...outcome(nothing),
        exitCode,
        models: outcomes.map(({ path, diagnostics, exactness }) => ({
          ...modelOutcome(path, diagnostics),
          ...(exactness === undefined ? {} : { exactness: exactness.map(asJson) }),
        })),
      }),
    );
    return exitCode;
  }
  complainAbout(problems, terminal);
  for (const { path, summary, diagnostics, exactness } of outcomes) {
    if (exitCodeOf(diagnostics) === 0) terminal.say(`${terminal.colours.green('ok')} ${path}${summary}`);
    if (exactness !== undefined) terminal.say(exactnessText(exactness, terminal));
  }
  return exitCode;
}

interface Outcome {
  readonly path: string;
  readonly summary: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly exactness?: readonly ItemExactness[];
}

function checkOne(given: string, options: CheckOptions): Outcome {
  const file = modelFile(given);
  if (file.problem !== undefined) return { path: file.path, summary: '', diagnostics: [file.problem] };
  const { value: plan, diagnostics } = planFile(file.path, file.read, modelOptions(options));
  if (plan === undefined) return { path: file.path, summary: '', diagnostics };
  const { model } = plan;
  const items = model.sheets.flatMap(({ sections }) => sections.flatMap((section) => section.items)).length;
  const summary = `: ${plain(model.title)}, ${model.inputs.length} inputs, ${items} line items`;
  if (options.exact !== true) return { path: file.path, summary, diagnostics };
  const judged = judgeExactness(plan, options.bound);
  return { path: file.path, summary, diagnostics: [...diagnostics, ...judged.diagnostics], exactness: judged.value! };
}

function readBound(text: string): number {
  const bound = Number(text);
  if (bound > 0 && bound < 1) return bound;
  throw new InvalidArgumentError('write a number between 0 and 1, such as 1e-12.');
}

const itemsShown = 10;

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
  const table = renderTable({ head: ['Item', 'Scenario', 'Period', 'As computed', 'Difference'], rows, fixed: 1 }, width, colours.dim);
  const more = off.length > itemsShown ? `, the ${itemsShown} largest of ${off.length} differences` : '';
  const heading = `against forty digits, ${counted(found.length, 'item, check or tie-out', 'items, checks and tie-outs')}${more}:`;
  const [worst] = off;
  const digits = Math.floor(-Math.log10(worst!.relative));
  const verdict = digits >= 1 ? `every number is right to ${counted(digits, 'digit')} at least; ` : '';
  return [...wordWrap(`${verdict}${heading}`, width), table].join('\n');
}

/** JSON has no infinity; null says that one of the two is an error. */
function asJson({ relative, ...rest }: ItemExactness): object {
  return { ...rest, relative: Number.isFinite(relative) ? relative : null };
}
