/** `burnsheet scenarios`: key results of all scenarios side by side, with the inputs that make them differ. */
import type { Command } from 'commander';
import type { Checked } from '../diagnostics/diagnostic.ts';
import type { Answer } from '../question/answer.ts';
import { compareScenarios } from '../question/scenarios.ts';
import { askModel, collected, type QuestionOptions, questionCommand, showAnswer } from './questions.ts';
import type { Terminal } from './terminal.ts';

interface ScenariosOptions extends QuestionOptions {
  readonly at?: readonly string[];
}

/** The command with its help; `done` takes the exit code. */
export function scenariosCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'scenarios',
    'key results of all scenarios side by side, and what makes them differ',
    'burnsheet scenarios models/anthropic.yaml --at 2027',
  )
    .option('--at <period>', 'a year, quarter or period; may be repeated', collected)
    .action(async (path: string, options: ScenariosOptions) =>
      done(await showAnswer('scenarios', path, ask(path, options), options, terminal)),
    );
}

function ask(path: string, options: ScenariosOptions): Checked<Answer> {
  const asked = askModel(path, options, []);
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  return { value: compareScenarios(asked.value.whatIf, options.at), diagnostics: asked.diagnostics };
}
