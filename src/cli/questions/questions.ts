/**
 * What the commands that ask a model have in common. Enters: a path, options, and the question; leaves the answer on
 * the terminal, as CSV or JSON, and in a copy of the workbook.
 */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { type Checked, type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { buildModel, failingRules, type ModelOptions, readerOf } from '../../pipeline.ts';
import type { Answer } from '../../question/answer.ts';
import { isItemName, readTarget, type Target } from '../../question/target.ts';
import type { Reread } from '../../question/variation.ts';
import { startWhatIf, type WhatIf } from '../../question/whatIf.ts';
import { exitCodeOf } from '../io/exit.ts';
import { inputConflict, missingOutside, shownPath } from '../io/files.ts';
import { type ModelFile, modelFile } from '../io/modelFile.ts';
import { command, modelOptions, optionProblem, type SharedOptions } from '../io/options.ts';
import { startProgress } from '../io/progress.ts';
import { complainAbout, jsonDocument, modelOutcome } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { writeAll } from '../io/writing.ts';
import { answerCsv, answerJson } from './answerCsv.ts';
import { answerText } from './answerText.ts';

export interface QuestionOptions extends SharedOptions {
  readonly format: 'table' | 'csv' | 'json';
  readonly xlsx?: string;
}

/** A command that asks one model, with the options that all of them have. */
export function questionCommand(name: string, summary: string, example: string): Command {
  return command(name, summary, example)
    .argument('<model>', 'model file')
    .option('--scenario <id>', 'the scenario to start from; the first where none is named')
    .addOption(new Option('--format <format>', 'form of the output').choices(['table', 'csv', 'json']).default('table'))
    .option(
      '--xlsx <file>',
      'also write a copy of the workbook with the answer on a sheet and its charts',
      named('.xlsx'),
    );
}

/** The name of a file that is written; one with another ending may be meant to be read, such as the model. */
export const named =
  (ending: string) =>
  (path: string): string => {
    if (path.toLowerCase().endsWith(ending)) return path;
    throw new InvalidArgumentError(`write a name that ends in ${ending}.`);
  };

/** Several values of one option. */
export const collected = (text: string, previous: readonly string[] = []): readonly string[] => [...previous, text];

/** The value of an option that may be written once. */
export function once(text: string, previous: string | undefined): string {
  if (previous === undefined) return text;
  throw new InvalidArgumentError(`it is there twice, with '${previous}' too: write it once.`);
}

/** A formula asked of the model, with the option that asks it. */
export type Probe = NonNullable<ModelOptions['probes']>[number];

/** The formulas among outputs; names of items are read where they stand. */
export function probesOf(option: string, texts: readonly string[]): readonly Probe[] {
  return texts.filter((text) => !isItemName(text)).map((formula) => ({ formula, option }));
}

/** A model that is ready for questions. */
export interface Asked {
  readonly file: ModelFile;
  readonly options: ModelOptions;
  readonly whatIf: WhatIf;
  readonly reread: Reread;
}

/** Reads a model with formulas to ask; other values for its inputs come from an option such as `--vary`. */
export function askModel(
  path: string,
  shared: SharedOptions,
  probes: readonly Probe[],
  option = '--set',
): Checked<Asked> {
  const file = modelFile(path);
  if (file.problem !== undefined) return { diagnostics: [file.problem] };
  const options = { ...modelOptions(shared), probes };
  const reader = readerOf(file.read);
  const { value: plan, diagnostics } = reader.plan(file.path, options);
  if (plan === undefined) return { diagnostics };
  const started = startWhatIf(plan, shared.scenario);
  if (started.value === undefined) return { diagnostics: [...diagnostics, ...started.diagnostics] };
  const reread: Reread = (set) =>
    reader.inputs(
      file.path,
      { ...options, set: [...shared.set, ...set.map((one) => ({ ...one, option }))] },
      plan.model.openings,
    );
  return { value: { file, options, whatIf: started.value, reread }, diagnostics };
}

/** Every output that is named, or the problems of all of them. */
export function readTargets(texts: readonly string[], whatIf: WhatIf): Checked<readonly Target[]> {
  const found = texts.map((text) => readTarget(text, whatIf.plan));
  const diagnostics = found.flatMap((one) => one.diagnostics);
  return hasErrors(diagnostics) ? { diagnostics } : { value: found.map(({ value }) => value!), diagnostics };
}

/** Outputs that are no numbers, which have no size and no mean. */
export function wordProblems(targets: readonly Target[]): readonly Diagnostic[] {
  return targets
    .filter(({ type }) => type.kind === 'choice' || type.kind === 'member')
    .map(({ label }) =>
      optionProblem(`'${label}' is a word and no number`, 'name an output with numbers; sensitivity shows words too'),
    );
}

/** Shows an answer in the form asked for, and writes the workbook; returns the exit code. */
export async function showAnswer(
  name: string,
  path: string,
  { value: answer, diagnostics: found }: Checked<Answer>,
  options: QuestionOptions,
  terminal: Terminal,
): Promise<number> {
  const written = answer === undefined ? [] : await writeWorkbook(path, answer, options, terminal);
  const diagnostics = [...found, ...written];
  const asJson = options.json === true || options.format === 'json';
  if (asJson)
    terminal.say(
      answer === undefined
        ? jsonDocument(name, modelOutcome(path, diagnostics))
        : answerJson(answer, modelOutcome(path, diagnostics)),
    );
  else {
    complainAbout(diagnostics, terminal);
    if (answer !== undefined) terminal.say(options.format === 'csv' ? answerCsv(answer) : answerText(answer, terminal));
    if (options.xlsx !== undefined && answer !== undefined && !hasErrors(written))
      terminal.complain(`wrote ${shownPath(options.xlsx)}`);
  }
  return exitCodeOf(diagnostics);
}

/** A copy of the workbook with the answer in it. */
async function writeWorkbook(
  path: string,
  answer: Answer,
  options: QuestionOptions,
  terminal: Terminal,
): Promise<readonly Diagnostic[]> {
  if (options.xlsx === undefined) return [];
  const file = modelFile(path);
  const progress = startProgress(terminal);
  try {
    const scenario = options.scenario === undefined ? {} : { scenario: options.scenario };
    const { value: built, diagnostics } = buildModel(file.path, file.read, {
      ...modelOptions(options),
      ...scenario,
      answers: [answer],
      progress: progress.report,
    });
    if (built === undefined) return diagnostics;
    const { bytes, rules } = await built.audited();
    const obstacle =
      missingOutside(options.xlsx) ??
      inputConflict(options.xlsx, [...file.asked]) ??
      (await writeAll([{ path: options.xlsx, content: bytes }]));
    return obstacle === undefined ? failingRules(rules, shownPath(options.xlsx)) : [obstacle];
  } finally {
    progress.end();
  }
}
