/** `burnsheet tornado`: an output at both ends of every input with a range. */
import type { Command } from 'commander';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { Answer } from '../../question/answer.ts';
import { readTarget } from '../../question/target.ts';
import { tornado } from '../../question/tornado.ts';
import type { Terminal } from '../io/terminal.ts';
import {
  askModel,
  once,
  probesOf,
  type QuestionOptions,
  questionCommand,
  showAnswer,
  wordProblems,
} from '../questions/questions.ts';

interface TornadoOptions extends QuestionOptions {
  readonly output: string;
}

/** The command with its help; `done` takes the exit code. */
export function tornadoCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'tornado',
    'which inputs move an output most, each from the low to the high end of its range',
    'burnsheet tornado models/anthropic.yaml --output gross_margin@2027',
  )
    .requiredOption(
      '--output <item>',
      'what is read: gross_margin@2027, or a formula in quotes such as "sum(revenue over 2027)"',
      once,
    )
    .action(async (path: string, options: TornadoOptions) =>
      done(await showAnswer('tornado', path, ask(path, options), options, terminal)),
    );
}

function ask(path: string, options: TornadoOptions): Checked<Answer> {
  const asked = askModel(path, options, probesOf('--output', [options.output]));
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const target = readTarget(options.output, asked.value.whatIf.plan);
  const words = target.value === undefined ? [] : wordProblems([target.value]);
  const diagnostics = [...asked.diagnostics, ...target.diagnostics, ...words];
  return target.value === undefined || words.length > 0
    ? { diagnostics }
    : { value: tornado(asked.value.whatIf, target.value), diagnostics };
}
