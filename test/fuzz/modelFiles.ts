/** Model files with mistakes: `check` and `show` end with problems and never with an exception, in bounded time. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { catalogue } from '../../src/diagnostics/catalogue.ts';
import { lemonade } from '../helpers/lemonade.ts';
import { randomFormulas, randomModelText } from '../helpers/randomModels.ts';
import { listening } from '../helpers/terminal.ts';
import { type Chance, chanceOf } from './chance.ts';
import { type Fuzzer, type Judged, thrown } from './fuzzer.ts';
import { mutateText } from './mutateText.ts';

const examples = 'models/examples';

/** The model that is changed: mostly a small one, seldom one of the labs. */
function original(chance: Chance, seed: number): string {
  if (chance.happens(0.02)) return readFileSync(`models/${chance.pick(['openai', 'anthropic', 'labs'])}.yaml`, 'utf8');
  if (chance.happens(0.2)) return lemonade;
  if (chance.happens(0.2))
    return randomModelText(fc.sample(randomFormulas, { seed: seed + chance.below(1000), numRuns: 1 })[0]!);
  return readFileSync(join(examples, chance.pick(readdirSync(examples))), 'utf8');
}

/** The text of a case. */
export function mutatedModel(seed: number, number: number): string {
  const chance = chanceOf(seed, number);
  return mutateText(original(chance, seed), chance);
}

interface Outcome {
  readonly exitCode: number;
  readonly diagnostics: readonly { readonly code: string; readonly severity: string; readonly message: string }[];
  readonly models?: readonly Outcome[];
}

/** What is wrong with the answer to a command, which was asked for as JSON. */
function faultOf(code: number, said: string): string | undefined {
  if (![0, 1, 2].includes(code)) return `ended with ${code}`;
  const { exitCode, diagnostics: own, models = [] } = JSON.parse(said) as Outcome;
  const diagnostics = [...own, ...models.flatMap((one) => one.diagnostics)];
  if (exitCode !== code) return `says ${exitCode} and ends with ${code}`;
  if (code !== 0 && diagnostics.every(({ severity }) => severity !== 'error'))
    return `ended with ${code} and no problem`;
  const unknown = diagnostics.find((one) => !(one.code in catalogue) || one.message.trim() === '');
  return unknown === undefined ? undefined : `a problem without words: ${JSON.stringify(unknown)}`;
}

/** A character that a terminal takes for a command; what a terminal shows is a line break at most. */
const controlCharacter = (text: string): string | undefined =>
  [...text].find((character) => character !== '\n' && character !== '\t' && /\p{Cc}/u.test(character));

/** Characters of a model that is evaluated too; the models of the labs take a minute for it, as they should. */
const evaluatedMost = 20_000;

function commandsFor(path: string, text: string): readonly (readonly string[])[] {
  const checks = [
    ['check', path, '--json'],
    ['check', path],
  ];
  const shows = [
    ['show', path, '--json'],
    ['show', path, '--format', 'markdown'],
  ];
  return text.length > evaluatedMost ? checks : [...checks, ...shows];
}

/** Judges a model text; the file of that name is written in the working folder. */
export async function judgeModel(text: string, name: string): Promise<string | undefined> {
  const path = `models/${name}.yaml`;
  writeFileSync(path, text);
  for (const args of commandsFor(path, text)) {
    const { run, said, complained } = listening();
    let code: number;
    try {
      code = await run(...args);
    } catch (error) {
      return `${args.join(' ')}: ${thrown(error)}`;
    }
    const control = controlCharacter(said() + complained());
    const fault = args.includes('--json') ? faultOf(code, said()) : undefined;
    if (fault !== undefined) return `${args.join(' ')}: ${fault}`;
    if (control !== undefined) return `${args.join(' ')}: writes the control character ${JSON.stringify(control)}`;
    if (code === 2) return undefined;
  }
  return undefined;
}

export const modelFiles: Fuzzer = {
  title: 'model files',
  seconds: 20,
  run: async (seed, number): Promise<Judged> => {
    const input = mutatedModel(seed, number);
    return { verdict: await judgeModel(input, `fuzz_${number}`), ending: 'yaml', input };
  },
};
