/** `burnsheet sensitivity`: one output of a model over one or two of its inputs. */
import type { Command } from 'commander';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { Answer } from '../../question/answer.ts';
import { readOutput } from '../../question/output.ts';
import { analyseSensitivity } from '../../question/sensitivity.ts';
import { readVariation } from '../../question/variation.ts';
import { optionProblem } from '../io/options.ts';
import type { Terminal } from '../io/terminal.ts';
import { askModel, probesOf } from '../questions/askModel.ts';
import {
  acceptOnce,
  collectValue,
  type QuestionOptions,
  questionCommand,
  showAnswer,
} from '../questions/questionCommand.ts';

interface SensitivityOptions extends QuestionOptions {
  readonly output: string;
  readonly vary: readonly string[];
}

/** The command with its help; `done` takes the exit code. */
export function sensitivityCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'sensitivity',
    'show how an output depends on one or two inputs, as a table or a grid',
    'burnsheet sensitivity models/anthropic.yaml --output gross_margin@2027 --vary token_gross_margin=40%..95%:12',
  )
    .requiredOption(
      '--output <item>',
      'the output: an item such as gross_margin@2027, or a formula in quotes such as "sum(revenue over 2027)"',
      acceptOnce,
    )
    .requiredOption(
      '--vary <input>',
      'an input and its values: margin=40%..95%:12, treatment=cogs|opex, or margin for its own range; at most twice',
      collectValue,
    )
    .action(async (path: string, options: SensitivityOptions) =>
      done(await showAnswer('sensitivity', path, ask(path, options), options, terminal)),
    );
}

/** More points than this are no table that somebody reads. */
const pointsMost = 40_000;

function ask(path: string, options: SensitivityOptions): Checked<Answer> {
  const [first, second, ...more] = options.vary;
  if (more.length > 0)
    return {
      diagnostics: [
        optionProblem(
          'more than two inputs are varied',
          'remove one --vary, or use tornado for all inputs with a range',
        ),
      ],
    };
  const asked = askModel(path, options, probesOf('--output', [options.output]), '--vary');
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const { whatIf, reread } = asked.value;
  const target = readOutput(options.output, whatIf.plan);
  const variations = [first, second].flatMap((text) =>
    text === undefined ? [] : [readVariation(text, whatIf, reread)],
  );
  const diagnostics = [asked, target, ...variations].flatMap((one) => one.diagnostics);
  const [one, other] = variations.map(({ value }) => value);
  if (target.value === undefined || one === undefined || (second !== undefined && other === undefined))
    return { diagnostics };
  if (other?.rows.some((row) => one.rows.includes(row)))
    return {
      diagnostics: [
        ...diagnostics,
        optionProblem(`'${other.key}' is varied twice`, 'vary two inputs that have no cell in common'),
      ],
    };
  const points = one.points.length * (other?.points.length ?? 1);
  if (points > pointsMost)
    return {
      diagnostics: [
        ...diagnostics,
        optionProblem(
          `a grid has at most ${pointsMost} points, and this one would have ${points}`,
          'write fewer points after the colon',
        ),
      ],
    };
  return { value: analyseSensitivity(whatIf, target.value, one, other), diagnostics };
}
