/**
 * The commands that give the numbers of a claims page. Input: the question and its context. Output: the words of a
 * command line, and lines that can be pasted into a terminal.
 */
import { wrapWords } from '../values/wrapWords.ts';
import type { CommandWords, Context } from './claims.ts';

/**
 * A context, and which of its parts a command can omit: the first scenario, and the as-of date that the model already
 * has.
 */
export interface CommandContext {
  readonly context: Context;
  readonly isFirst: boolean;
  readonly isOwnDate: boolean;
}

function stateOf(
  { context, isFirst, isOwnDate }: CommandContext,
  scenario = isFirst ? undefined : context.scenario,
): string[] {
  return [
    ...(scenario === undefined ? [] : ['--scenario', scenario]),
    ...(context.known === undefined || isOwnDate ? [] : ['--known', context.known]),
    ...context.set.flatMap(({ key, value }) => ['--set', `${key}=${value}`]),
  ];
}

/** `burnsheet show models/a.yaml gross_margin@2027`, in one scenario or in all. */
export function showCommand(spoken: CommandContext, outputs: readonly string[], all = false): CommandWords {
  return ['burnsheet', 'show', spoken.context.model, ...outputs, ...stateOf(spoken, all ? 'all' : undefined)];
}

/** `burnsheet sensitivity models/a.yaml --output gross_margin@2027 --vary margin=40%..95%:12`. */
export function sensitivityCommand(spoken: CommandContext, output: string, vary: readonly string[]): CommandWords {
  const varied = vary.flatMap((one) => ['--vary', one]);
  return ['burnsheet', 'sensitivity', spoken.context.model, '--output', output, ...varied, ...stateOf(spoken)];
}

/** `burnsheet solve models/a.yaml --find margin --so-that 'gross_margin@2027 = 0' --between 0%..100%`. */
export function solveCommand(
  spoken: CommandContext,
  find: string,
  soThat: string,
  between: string | undefined,
): CommandWords {
  const ends = between === undefined ? [] : ['--between', between];
  return ['burnsheet', 'solve', spoken.context.model, '--find', find, '--so-that', soThat, ...ends, ...stateOf(spoken)];
}

const lineMost = 100;

/** A command to paste into a terminal; a long one continues on the next line after a backslash. */
export function commandLine(words: CommandWords): string {
  const quoted = words.map(quote);
  // An option and its value stay on one line.
  const behind = (at: number): string => (quoted[at]!.startsWith('--') ? '\u00a0' : ' ');
  const whole = quoted.join(' ');
  if (whole.length <= lineMost) return whole;
  // A line is never broken at a space inside quotes.
  const held = quoted.map((word, at) => word.replaceAll(' ', '\u00a0') + behind(at)).join('');
  return wrapWords(held.trimEnd(), lineMost - 2, '', '  ')
    .join(' \\\n')
    .replaceAll('\u00a0', ' ');
}

/** Quotes a word for the shell if it needs quotes. */
function quote(word: string): string {
  if (/^[\w@.,/:=+%-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
