/** `burnsheet tornado`: an output at both bounds of every input with a range. */
import type { Command } from 'commander';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { Answer } from '../../question/answer.ts';
import { readOutput } from '../../question/output.ts';
import { analyseTornado } from '../../question/tornado.ts';
import type { Terminal } from '../io/terminal.ts';
import { askModel, probesOf, refuseTextOutputs } from '../questions/askModel.ts';
import { acceptOnce, type QuestionOptions, questionCommand, showAnswer } from '../questions/questionCommand.ts';

interface TornadoOptions extends QuestionOptions {
  readonly output: string;
}

/** The command with its help; `done` takes the exit code. */
export function tornadoCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'tornado',
    'rank inputs by how far each moves an output, from the lower to the upper bound of its range',
    'burnsheet tornado models/anthropic.yaml --output gross_margin@2027',
  )
    .requiredOption(
      '--output <item>',
      'the output: an item such as gross_margin@2027, or a formula in quotes such as "sum(revenue over 2027)"',
      acceptOnce,
    )
    .action(async (path: string, options: TornadoOptions) =>
      done(await showAnswer('tornado', path, ask(path, options), options, terminal)),
    );
}

function ask(path: string, options: TornadoOptions): Checked<Answer> {
  const asked = askModel(path, options, probesOf('--output', [options.output]));
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const target = readOutput(options.output, asked.value.whatIf.plan);
  const words = target.value === undefined ? [] : refuseTextOutputs([target.value]);
  const diagnostics = [...asked.diagnostics, ...target.diagnostics, ...words];
  return target.value === undefined || words.length > 0
    ? { diagnostics }
    : { value: analyseTornado(asked.value.whatIf, target.value), diagnostics };
}
