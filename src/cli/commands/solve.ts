/** `burnsheet solve`: the value of an input at which a condition begins to hold, or the periods in which it does. */
import type { Command } from 'commander';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Answer } from '../../question/answer.ts';
import { solve, solvePeriod } from '../../question/solve.ts';
import { optionProblem } from '../io/options.ts';
import type { Terminal } from '../io/terminal.ts';
import { askModel, once, type QuestionOptions, questionCommand, showAnswer } from '../questions/questions.ts';

interface SolveOptions extends QuestionOptions {
  readonly find: string;
  readonly soThat: string;
  readonly between?: string;
}

/** The command with its help; `done` takes the exit code. */
export function solveCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'solve',
    'what an input has to be so that a condition holds; or, with --find period, when it holds',
    'burnsheet solve models/anthropic.yaml --find token_gross_margin --so-that "min(cash over 2026..2028) = 0 USD"',
  )
    .requiredOption('--find <input>', 'an input, or period', once)
    .requiredOption(
      '--so-that <condition>',
      'a condition in quotes: "sum(profit over 2027) = 0 USD"; with --find period "cash < 0 USD"',
      once,
    )
    .option('--between <low..high>', 'where the input is looked for; its range where nothing is said', once)
    .action(async (path: string, options: SolveOptions) =>
      done(await showAnswer('solve', path, ask(path, options), options, terminal)),
    );
}

function optionFault({ find, between }: SolveOptions): Diagnostic | undefined {
  if (between === undefined) return undefined;
  if (find === 'period')
    return optionProblem('every period is looked at, and --between is for inputs', 'leave out --between');
  return /[^.].*\.\..*[^.]/.test(between)
    ? undefined
    : optionProblem(
        `'${between}' does not say from where to where`,
        'write both ends with their units: --between "10 USD..40 USD"',
      );
}

function ask(path: string, options: SolveOptions): Checked<Answer> {
  const misread = optionFault(options);
  if (misread !== undefined) return { diagnostics: [misread] };
  const asked = askModel(path, options, [{ formula: options.soThat, option: '--so-that' }], '--between');
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const { whatIf, reread } = asked.value;
  const between = options.between === undefined ? {} : { between: options.between };
  const found =
    options.find === 'period'
      ? solvePeriod(whatIf, options.soThat)
      : solve(whatIf, { find: options.find, condition: options.soThat, ...between }, reread);
  return { ...found, diagnostics: [...asked.diagnostics, ...found.diagnostics] };
}
