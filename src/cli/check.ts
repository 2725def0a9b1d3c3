/** `burnsheet check`: reads models and reports every problem, without evaluating. */
import type { Command } from 'commander';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkModel } from '../pipeline.ts';
import { exitCodeOf } from './exit.ts';
import { allModels } from './files.ts';
import { plain } from './format.ts';
import { modelFile } from './modelFile.ts';
import type { SharedOptions } from './options.ts';
import { command, modelOptions, optionProblem } from './options.ts';
import { complainAbout, jsonDocument, modelOutcome, outcome } from './report.ts';
import type { Terminal } from './terminal.ts';

/** The command with its help; `done` takes the exit code. */
export function checkCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return command('check', 'report every problem of the models, without evaluating them', 'burnsheet check models/anthropic.yaml')
    .argument('[model...]', 'model files; all of models/ and models/examples/ when none is named')
    .action((paths: readonly string[], options: SharedOptions) => done(runCheck(paths, options, terminal)));
}

/** Checks models and says what is wrong with them; returns the exit code. */
export function runCheck(paths: readonly string[], options: SharedOptions, terminal: Terminal): number {
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
        models: outcomes.map(({ path, diagnostics }) => modelOutcome(path, diagnostics)),
      }),
    );
    return exitCode;
  }
  complainAbout(problems, terminal);
  for (const { path, summary, diagnostics } of outcomes) {
    if (exitCodeOf(diagnostics) === 0) terminal.say(`${terminal.colours.green('ok')} ${path}${summary}`);
  }
  return exitCode;
}

function checkOne(given: string, options: SharedOptions): { path: string; summary: string; diagnostics: readonly Diagnostic[] } {
  const file = modelFile(given);
  if (file.problem !== undefined) return { path: file.path, summary: '', diagnostics: [file.problem] };
  const { value: model, diagnostics } = checkModel(file.path, file.read, modelOptions(options));
  const items = model?.sheets.flatMap(({ sections }) => sections.flatMap((section) => section.items)).length;
  const summary = model === undefined ? '' : `: ${plain(model.title)}, ${model.inputs.length} inputs, ${items} line items`;
  return { path: file.path, summary, diagnostics };
}
