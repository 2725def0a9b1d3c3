/**
 * The commands that give the numbers of a page. Enters what was asked in which context; leaves the words of a command
 * line, and lines that can be pasted.
 */
import { wrapWords } from '../values/wrapWords.ts';
import type { CommandWords, Context } from './claims.ts';

/** A context with what a command need not say: the first scenario, and the known date that the model has anyway. */
export interface Spoken {
  readonly context: Context;
  readonly isFirst: boolean;
  readonly isOwnDate: boolean;
}

function stateOf({ context, isFirst, isOwnDate }: Spoken, scenario = isFirst ? undefined : context.scenario): string[] {
  return [
    ...(scenario === undefined ? [] : ['--scenario', scenario]),
    ...(context.known === undefined || isOwnDate ? [] : ['--known', context.known]),
    ...context.set.flatMap(({ key, value }) => ['--set', `${key}=${value}`]),
  ];
}

/** `burnsheet show models/a.yaml gross_margin@2027`, in one scenario or in all. */
export function showWords(spoken: Spoken, outputs: readonly string[], all = false): CommandWords {
  return ['burnsheet', 'show', spoken.context.model, ...outputs, ...stateOf(spoken, all ? 'all' : undefined)];
}

/** `burnsheet sensitivity models/a.yaml --output gross_margin@2027 --vary margin=40%..95%:12`. */
export function sensitivityWords(spoken: Spoken, output: string, vary: readonly string[]): CommandWords {
  const varied = vary.flatMap((one) => ['--vary', one]);
  return ['burnsheet', 'sensitivity', spoken.context.model, '--output', output, ...varied, ...stateOf(spoken)];
}

/** `burnsheet solve models/a.yaml --find margin --so-that 'gross_margin@2027 = 0' --between 0%..100%`. */
export function solveWords(spoken: Spoken, find: string, soThat: string, between: string | undefined): CommandWords {
  const ends = between === undefined ? [] : ['--between', between];
  return ['burnsheet', 'solve', spoken.context.model, '--find', find, '--so-that', soThat, ...ends, ...stateOf(spoken)];
}

const lineMost = 100;

/** A command to paste into a terminal; a long one goes on behind a backslash. */
export function commandLine(words: CommandWords): string {
  const quoted = words.map(quote);
  // An option and its value stay on one line.
  const behind = (at: number): string => (quoted[at]!.startsWith('--') ? '\u00a0' : ' ');
  const whole = quoted.join(' ');
  if (whole.length <= lineMost) return whole;
  // A space inside of quotes is no place to break a line.
  const held = quoted.map((word, at) => word.replaceAll(' ', '\u00a0') + behind(at)).join('');
  return wrapWords(held.trimEnd(), lineMost - 2, '', '  ')
    .join(' \\\n')
    .replaceAll('\u00a0', ' ');
}

/** A word as a shell reads it: plain where it can be, else in single quotes. */
function quote(word: string): string {
  if (/^[\w@.,/:=+%-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
