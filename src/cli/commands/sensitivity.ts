/** `burnsheet sensitivity`: one output of a model over one or two of its inputs. */
import type { Command } from 'commander';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { Answer } from '../../question/answer.ts';
import { sensitivity } from '../../question/sensitivity.ts';
import { readTarget } from '../../question/target.ts';
import { readVariation } from '../../question/variation.ts';
import { optionProblem } from '../io/options.ts';
import type { Terminal } from '../io/terminal.ts';
import {
  askModel,
  collected,
  once,
  probesOf,
  type QuestionOptions,
  questionCommand,
  showAnswer,
} from '../questions/questions.ts';

interface SensitivityOptions extends QuestionOptions {
  readonly output: string;
  readonly vary: readonly string[];
}

/** The command with its help; `done` takes the exit code. */
export function sensitivityCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'sensitivity',
    'an output over one or two inputs: a table or a grid',
    'burnsheet sensitivity models/anthropic.yaml --output gross_margin@2027 --vary token_gross_margin=40%..95%:12',
  )
    .requiredOption(
      '--output <item>',
      'what is read: gross_margin@2027, or a formula in quotes such as "sum(revenue over 2027)"',
      once,
    )
    .requiredOption(
      '--vary <input>',
      'margin=40%..95%:12, treatment=cogs|opex, or margin with its own range; at most twice',
      collected,
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
          'leave one --vary out, or ask tornado about all inputs with a range',
        ),
      ],
    };
  const asked = askModel(path, options, probesOf('--output', [options.output]), '--vary');
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const { whatIf, reread } = asked.value;
  const target = readTarget(options.output, whatIf.plan);
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
          `${points} points are asked for, and a grid holds at most ${pointsMost}`,
          'write fewer points behind the colon',
        ),
      ],
    };
  return { value: sensitivity(whatIf, target.value, one, other), diagnostics };
}
