/** `burnsheet solve`: the value of an input at which a condition starts to hold, or the periods in which it holds. */
import type { Command } from 'commander';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Answer } from '../../question/answer.ts';
import { solve } from '../../question/solve.ts';
import { solvePeriods } from '../../question/solvePeriods.ts';
import { optionProblem } from '../io/options.ts';
import type { Terminal } from '../io/terminal.ts';
import { askModel } from '../questions/askModel.ts';
import { acceptOnce, type QuestionOptions, questionCommand, showAnswer } from '../questions/questionCommand.ts';

interface SolveOptions extends QuestionOptions {
  readonly find: string;
  readonly soThat: string;
  readonly between?: string;
}

/** The command with its help; `done` takes the exit code. */
export function solveCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'solve',
    'find the value of an input that meets a condition; with --find period, the periods that meet it',
    'burnsheet solve models/anthropic.yaml --find token_gross_margin --so-that "min(cash over 2026..2028) = 0 USD"',
  )
    .requiredOption('--find <input>', 'an input, or the word period', acceptOnce)
    .requiredOption(
      '--so-that <condition>',
      'a condition in quotes: "sum(profit over 2027) = 0 USD"; with --find period "cash < 0 USD"',
      acceptOnce,
    )
    .option('--between <low..high>', 'where to search (default: the range of the input)', acceptOnce)
    .action(async (path: string, options: SolveOptions) =>
      done(await showAnswer('solve', path, ask(path, options), options, terminal)),
    );
}

function findOptionProblem({ find, between }: SolveOptions): Diagnostic | undefined {
  if (between === undefined) return undefined;
  if (find === 'period') return optionProblem('--between applies to inputs, not to --find period', 'remove --between');
  return /[^.].*\.\..*[^.]/.test(between)
    ? undefined
    : optionProblem(`'${between}' is not a range`, 'write both bounds with their units: --between "10 USD..40 USD"');
}

function ask(path: string, options: SolveOptions): Checked<Answer> {
  const misread = findOptionProblem(options);
  if (misread !== undefined) return { diagnostics: [misread] };
  const asked = askModel(path, options, [{ formula: options.soThat, option: '--so-that' }], '--between');
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const { whatIf, reread } = asked.value;
  const between = options.between === undefined ? {} : { between: options.between };
  const found =
    options.find === 'period'
      ? solvePeriods(whatIf, options.soThat)
      : solve(whatIf, { find: options.find, condition: options.soThat, ...between }, reread);
  return { ...found, diagnostics: [...asked.diagnostics, ...found.diagnostics] };
}
