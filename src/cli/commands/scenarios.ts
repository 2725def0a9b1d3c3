/** `burnsheet scenarios`: the key results of all scenarios side by side, with the inputs in which they differ. */
import type { Command } from 'commander';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Answer } from '../../question/answer.ts';
import { compareScenarios } from '../../question/scenarios.ts';
import type { WhatIf } from '../../question/whatIf.ts';
import { parseDate } from '../../values/timeline.ts';
import type { Terminal } from '../io/terminal.ts';
import { askModel } from '../questions/askModel.ts';
import { collectValue, type QuestionOptions, questionCommand, showAnswer } from '../questions/questionCommand.ts';

interface ScenariosOptions extends QuestionOptions {
  readonly at?: readonly string[];
}

/** The command with its help; `done` takes the exit code. */
export function scenariosCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'scenarios',
    'compare the key results of all scenarios, and the inputs in which they differ',
    'burnsheet scenarios models/anthropic.yaml --at 2027',
  )
    .option('--at <period>', 'a year, quarter or period; repeatable', collectValue)
    .action(async (path: string, options: ScenariosOptions) =>
      done(await showAnswer('scenarios', path, ask(path, options), options, terminal)),
    );
}

function ask(path: string, options: ScenariosOptions): Checked<Answer> {
  const asked = askModel(path, options, []);
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const { whatIf } = asked.value;
  const unknown = (options.at ?? []).flatMap((text) => periodProblem(text, whatIf) ?? []);
  if (unknown.length > 0) return { diagnostics: [...asked.diagnostics, ...unknown] };
  return { value: compareScenarios(whatIf, options.at), diagnostics: asked.diagnostics };
}

/** The problem of a period that is not in the model or its reports. */
function periodProblem(text: string, { plan: { model, yearLabels, quarterLabels } }: WhatIf): Diagnostic | undefined {
  const labels = model.timeline.periods.map(({ label }) => label);
  if ([...yearLabels, ...quarterLabels, ...labels].includes(text)) return undefined;
  if (parseDate(text) === undefined)
    return problem('invalid-date', undefined, `'${text}' is not a date`, { hint: 'write 2027, 2027-Q1 or 2027-03' });
  const hint = `the timeline runs from ${labels[0]} to ${labels.at(-1)}, by ${model.timeline.grain}`;
  return problem('outside-timeline', undefined, `${text} is not a period of the model or its reports`, { hint });
}
