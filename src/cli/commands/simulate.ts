/** `burnsheet simulate`: trials with uncertain inputs, over threads and machines. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { fingerprintOf } from '../../pipeline.ts';
import type { Answer } from '../../question/answer.ts';
import { prepareSimulation, type Simulation, type Trials } from '../../question/simulate.ts';
import { simulationAnswer } from '../../question/simulationAnswer.ts';
import { inputsMost, SEED_MAX } from '../../sampling/uniforms.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { shownPath } from '../io/files.ts';
import { optionProblem } from '../io/options.ts';
import { startProgress } from '../io/progress.ts';
import type { Terminal } from '../io/terminal.ts';
import {
  type Asked,
  askModel,
  collected,
  named,
  probesOf,
  type QuestionOptions,
  questionCommand,
  readTargets,
  showAnswer,
  wordProblems,
} from '../questions/questions.ts';
import { readTrials, type TrialPart, writeTrials } from '../questions/trialFiles.ts';
import { runOverThreads } from '../questions/trialThreads.ts';
import type { TrialOrder } from '../questions/trialWork.ts';

interface SimulateOptions extends QuestionOptions {
  readonly output: readonly string[];
  readonly that: readonly string[];
  readonly trials: number;
  readonly seed: number;
  readonly quasi?: boolean;
  readonly workers?: number;
  readonly out?: string;
  readonly shard?: Shard;
  readonly from?: readonly string[];
}

/** Part `part` of `parts`, counted from 1. */
interface Shard {
  readonly part: number;
  readonly parts: number;
}

const trialsMost = 50_000_000;

const help = `
Inputs with a range or a distribution in the model are drawn; the others stay as they are.
--shard 3/16 --out part-3.parquet runs the third of 16 parts, on any machine; then
--from part-1.parquet --from part-2.parquet … with the same options puts all parts together.`;

/** The command with its help; `done` takes the exit code. */
export function simulateCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'simulate',
    'the distribution of outputs, and how likely conditions are, when inputs are uncertain',
    'burnsheet simulate models/anthropic.yaml --output cash@2028-12 --that "min(cash over timeline) > 0 USD"',
  )
    .addOption(repeated('--output <item>', 'what is read: gross_margin@2027, or a formula in quotes; may be repeated'))
    .addOption(repeated('--that <condition>', 'a condition whose probability is asked for, in quotes; may be repeated'))
    .option('--trials <number>', 'how many trials', wholeNumber(1, trialsMost), 10_000)
    .option('--seed <number>', 'the same seed gives the same numbers, to the last bit', wholeNumber(0, SEED_MAX), 1)
    .option('--quasi', 'quasi-random numbers, which settle sooner; best with 16, 32, 64, … times 1024 trials')
    .option('--workers <number>', 'threads; as many as pay where nothing is said', wholeNumber(1, 256))
    .option('--out <file>', 'write every trial to a Parquet file', named('.parquet'))
    .option('--shard <part/parts>', 'run one part of the trials only, such as 3/16', readShard)
    .option('--from <file>', 'put parts together that were written with --shard and --out; may be repeated', collected)
    .addHelpText('after', help)
    .action(async (path: string, options: SimulateOptions) =>
      done(await showAnswer('simulate', path, await ask(path, options, terminal), options, terminal)),
    );
}

const repeated = (flags: string, about: string): Option =>
  new Option(flags, about).argParser(collected).default([], 'none');

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll('_', ''));
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`write a whole number from ${least} to ${most}.`);
  };
}

function readShard(text: string): Shard {
  const [part, parts] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (part !== undefined && parts !== undefined && part >= 1 && part <= parts && parts <= 1_000_000)
    return { part, parts };
  throw new InvalidArgumentError('write it as part/parts, such as 3/16.');
}

async function ask(path: string, options: SimulateOptions, terminal: Terminal): Promise<Checked<Answer>> {
  const missing = optionFault(options);
  if (missing !== undefined) return { diagnostics: [missing] };
  const conditions = options.that.map((formula) => ({ formula, option: '--that' }));
  const asked = askModel(path, options, [...probesOf('--output', options.output), ...conditions]);
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const prepared = prepare(asked.value, options);
  if (prepared.value === undefined) return { diagnostics: [...asked.diagnostics, ...prepared.diagnostics] };
  const found = await trialsFor(prepared.value, asked.value, options, terminal);
  const diagnostics = [...asked.diagnostics, ...found.diagnostics];
  if (found.value === undefined) return { diagnostics };
  const { from } = stretchOf(options);
  return { value: simulationAnswer(prepared.value, found.value, from), diagnostics };
}

function optionFault({ output, that, shard, out, from, trials }: SimulateOptions): Diagnostic | undefined {
  if (output.length + that.length === 0)
    return optionProblem(
      'nothing is asked for',
      'write --output cash@2028-12 or --that "min(cash over timeline) > 0 USD"',
    );
  if (shard !== undefined && from !== undefined)
    return optionProblem('--shard runs a part, and --from puts parts together', 'leave out one of them');
  if (shard !== undefined && shard.parts > trials)
    return optionProblem(`${trials} trials make no ${shard.parts} parts`, 'write fewer parts, or more --trials');
  if (out !== undefined && from?.some((path) => shownPath(path) === shownPath(out)))
    return optionProblem(`${out} is read and would be written`, 'name another file behind --out');
  return shard !== undefined && out === undefined
    ? optionProblem('a part of the trials is of use in a file only', 'add --out part.parquet')
    : undefined;
}

function prepare({ whatIf }: Asked, options: SimulateOptions): Checked<Simulation> {
  const targets = readTargets(options.output, whatIf);
  if (targets.value === undefined) return { diagnostics: targets.diagnostics };
  const words = wordProblems(targets.value);
  if (words.length > 0) return { diagnostics: words };
  const wrong = options.that.filter((text) => {
    const probe = whatIf.plan.model.probes.find(({ id }) => id === text);
    return probe?.type.kind !== 'flag' || probe.time === 'series';
  });
  if (wrong.length > 0)
    return {
      diagnostics: wrong.map((text) =>
        optionProblem(
          `'${text}' is no condition with one answer`,
          'write min(cash over timeline) > 0 USD, or last(x over 2026) > 0',
        ),
      ),
    };
  const method = options.quasi === true ? 'quasi' : 'random';
  const simulation = prepareSimulation(whatIf, targets.value, options.that, { seed: options.seed, method });
  if (simulation.rows.length > inputsMost[method])
    return {
      diagnostics: [
        optionProblem(
          `${simulation.rows.length} inputs are uncertain, and --quasi takes at most ${inputsMost[method]}`,
          'leave out --quasi',
        ),
      ],
    };
  return { value: simulation, diagnostics: [] };
}

/** Which trials this run is about. */
function stretchOf({ trials, shard }: Pick<SimulateOptions, 'trials' | 'shard'>): { from: number; to: number } {
  if (shard === undefined) return { from: 0, to: trials };
  const edge = (part: number): number => Math.floor((trials * part) / shard.parts);
  return { from: edge(shard.part - 1), to: edge(shard.part) };
}

async function trialsFor(
  simulation: Simulation,
  asked: Asked,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<Checked<Trials>> {
  const order = orderOf(simulation, asked, options);
  const fingerprint = fingerprintOf(simulation.whatIf.plan.model, {
    ...order,
    files: undefined,
    trials: options.trials,
  });
  const whole = { fingerprint, trials: options.trials };
  const { from, to } = stretchOf(options);
  if (options.from !== undefined) {
    const read = await readTrials(options.from, simulation, whole);
    return read.value === undefined ? read : written(read.value, simulation, options, { ...whole, from, to }, terminal);
  }
  const progress = startProgress(terminal);
  try {
    const workers = options.workers === undefined ? {} : { workers: options.workers };
    const trials = await runOverThreads(simulation, order, from, to, { ...workers, progress });
    return written(trials, simulation, options, { ...whole, from, to }, terminal);
  } finally {
    progress.end();
  }
}

/** The trials, in a file too where one is asked for. */
async function written(
  trials: Trials,
  simulation: Simulation,
  { out, output, json, format }: SimulateOptions,
  part: TrialPart,
  terminal: Terminal,
): Promise<Checked<Trials>> {
  const obstacle = out === undefined ? undefined : await writeTrials(out, simulation, output, trials, part);
  if (obstacle !== undefined) return { diagnostics: [obstacle] };
  if (out !== undefined && json !== true && format !== 'json')
    terminal.complain(`wrote ${shownPath(out)}: ${formatCount(part.to - part.from, 'trial')}`);
  return { value: trials, diagnostics: [] };
}

/** The simulation in plain data, for threads. */
function orderOf(
  { whatIf, plan }: Simulation,
  { file, options }: Asked,
  { output, that }: SimulateOptions,
): TrialOrder {
  const files = Object.fromEntries(
    [...file.asked].flatMap((name) => {
      const text = file.read(name);
      return text === undefined ? [] : [[name, text]];
    }),
  );
  const { seed, method } = plan;
  return {
    path: file.path,
    files,
    options,
    scenario: whatIf.scenarioId,
    outputs: output,
    conditions: that,
    seed,
    method,
  };
}
