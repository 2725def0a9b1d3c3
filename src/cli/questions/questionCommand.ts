/**
 * What the commands that ask a question share. Input: a path, options and the question. Output: the answer on the
 * terminal, as text, CSV or JSON, and in a copy of the workbook.
 */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { type Checked, type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import type { Answer } from '../../question/answer.ts';
import { exitCodeOf } from '../io/exit.ts';
import { inputConflict, missingOutside, shownPath } from '../io/files.ts';
import { modelFile } from '../io/modelFile.ts';
import { modelOptions, newCommand, type SharedOptions } from '../io/options.ts';
import { startProgress } from '../io/progress.ts';
import { jsonDocument, modelOutcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { writeAll } from '../io/writing.ts';
import { renderAnswerCsv, renderAnswerJson } from './answerCsv.ts';
import { renderAnswer } from './answerText.ts';

export interface QuestionOptions extends SharedOptions {
  readonly format: 'table' | 'csv' | 'json';
  readonly xlsx?: string;
}

/** A command that asks one model a question, with the shared options. */
export function questionCommand(name: string, summary: string, example: string): Command {
  return newCommand(name, summary, example)
    .argument('<model>', 'model file')
    .option('--scenario <id>', 'scenario to start from (default: the first)')
    .addOption(new Option('--format <format>', 'output format').choices(['table', 'csv', 'json']).default('table'))
    .option(
      '--xlsx <file>',
      'also write a copy of the workbook with the answer and its charts on a sheet',
      withExtension('.xlsx'),
    );
}

/** Requires a file extension, because a name without it may be an input such as the model. */
export const withExtension =
  (ending: string) =>
  (path: string): string => {
    if (path.toLowerCase().endsWith(ending)) return path;
    throw new InvalidArgumentError(`write a name that ends in ${ending}.`);
  };

/** Collects several values of one option. */
export const collectValue = (text: string, previous: readonly string[] = []): readonly string[] => [...previous, text];

/** Refuses a second value of an option. */
export function acceptOnce(text: string, previous: string | undefined): string {
  if (previous === undefined) return text;
  throw new InvalidArgumentError(`it is given twice, also as '${previous}'; give it once.`);
}

/** Shows an answer in the requested format, and writes the workbook; returns the exit code. */
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
        : renderAnswerJson(answer, modelOutcome(path, diagnostics)),
    );
  else {
    reportProblems(diagnostics, terminal);
    if (answer !== undefined)
      terminal.say(options.format === 'csv' ? renderAnswerCsv(answer) : renderAnswer(answer, terminal));
    if (options.xlsx !== undefined && answer !== undefined && !hasErrors(written))
      terminal.complain(`wrote ${shownPath(options.xlsx)}`);
  }
  return exitCodeOf(diagnostics);
}

/** Writes a copy of the workbook that contains the answer. */
async function writeWorkbook(
  path: string,
  answer: Answer,
  options: QuestionOptions,
  terminal: Terminal,
): Promise<readonly Diagnostic[]> {
  if (options.xlsx === undefined) return [];
  // Loaded only for a workbook: it brings the engine and the workbook writer.
  const { buildModel, failingRules } = await import('../../pipeline.ts');
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
