/** `burnsheet simulate`: trials with uncertain inputs, on threads and several machines. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Answer } from '../../question/answer.ts';
import { prepareSimulation, type Simulation, type Trials } from '../../question/simulate.ts';
import { answerSimulation } from '../../question/simulationAnswer.ts';
import { fingerprintOf } from '../../record/fromPlan.ts';
import { maxInputs, SEED_MAX } from '../../sampling/uniforms.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { shownPath } from '../io/files.ts';
import { optionProblem } from '../io/options.ts';
import { startProgress } from '../io/progress.ts';
import type { Terminal } from '../io/terminal.ts';
import { type AskedModel, askModel, probesOf, readOutputs, refuseTextOutputs } from '../questions/askModel.ts';
import {
  collectValue,
  type QuestionOptions,
  questionCommand,
  showAnswer,
  withExtension,
} from '../questions/questionCommand.ts';
import { readTrials, type TrialPart, writeTrials } from '../questions/trialFiles.ts';
import { runOverThreads } from '../questions/trialThreads.ts';
import type { SimulationRequest } from '../questions/trialWork.ts';

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

/** Part `part` of `parts`, formatCount from 1. */
interface Shard {
  readonly part: number;
  readonly parts: number;
}

const trialsMost = 50_000_000;

const help = `
Inputs with a range or a distribution are drawn at random; all others keep their values.

To share a simulation between machines, run each part with --shard 3/16 --out part-3.parquet.
Then combine the parts with --from part-1.parquet --from part-2.parquet … and the same options.`;

/** The command with its help; `done` takes the exit code. */
export function simulateCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return questionCommand(
    'simulate',
    'simulate uncertain inputs: the distribution of outputs and the probability of conditions',
    'burnsheet simulate models/anthropic.yaml --output cash@2028-12 --that "min(cash over timeline) > 0 USD"',
  )
    .addOption(repeated('--output <item>', 'an output: gross_margin@2027, or a formula in quotes; repeatable'))
    .addOption(repeated('--that <condition>', 'a condition in quotes, to find its probability; repeatable'))
    .option('--trials <number>', 'number of trials', wholeNumber(1, trialsMost), 10_000)
    .option('--seed <number>', 'the same seed gives the same numbers, to the last bit', wholeNumber(0, SEED_MAX), 1)
    .option('--quasi', 'quasi-random numbers, which converge faster; best with 16, 32, 64, … times 1024 trials')
    .option('--workers <number>', 'number of threads (default: depends on the workload)', wholeNumber(1, 256))
    .option('--out <file>', 'write every trial to a Parquet file', withExtension('.parquet'))
    .option('--shard <part/parts>', 'run only one part of the trials, such as 3/16', readShard)
    .option('--from <file>', 'combine parts written with --shard and --out; repeatable', collectValue)
    .addHelpText('after', help)
    .action(async (path: string, options: SimulateOptions) =>
      done(await showAnswer('simulate', path, await ask(path, options, terminal), options, terminal)),
    );
}

const repeated = (flags: string, about: string): Option =>
  new Option(flags, about).argParser(collectValue).default([], 'none');

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
  const missing = findOptionProblem(options);
  if (missing !== undefined) return { diagnostics: [missing] };
  const conditions = options.that.map((formula) => ({ formula, option: '--that' }));
  const asked = askModel(path, options, [...probesOf('--output', options.output), ...conditions]);
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const prepared = prepare(asked.value, options);
  if (prepared.value === undefined) return { diagnostics: [...asked.diagnostics, ...prepared.diagnostics] };
  const found = await trialsFor(prepared.value, asked.value, options, terminal);
  const diagnostics = [...asked.diagnostics, ...found.diagnostics];
  if (found.value === undefined) return { diagnostics };
  const { from } = trialRangeOf(options);
  return { value: answerSimulation(prepared.value, found.value, from), diagnostics };
}

function findOptionProblem({ output, that, shard, out, from, trials }: SimulateOptions): Diagnostic | undefined {
  if (output.length + that.length === 0)
    return optionProblem(
      'there is no output and no condition',
      'add --output cash@2028-12 or --that "min(cash over timeline) > 0 USD"',
    );
  if (shard !== undefined && from !== undefined)
    return optionProblem(
      '--shard and --from cannot be combined',
      'run a part with --shard, or combine parts with --from',
    );
  if (shard !== undefined && shard.parts > trials)
    return optionProblem(
      `${trials} trials cannot be split into ${shard.parts} parts`,
      'use fewer parts, or more --trials',
    );
  if (out !== undefined && from?.some((path) => shownPath(path) === shownPath(out)))
    return optionProblem(`${out} is an input and would be overwritten`, 'name another file with --out');
  return shard !== undefined && out === undefined
    ? optionProblem('--shard needs a file for its trials', 'add --out part.parquet')
    : undefined;
}

function prepare({ whatIf }: AskedModel, options: SimulateOptions): Checked<Simulation> {
  const targets = readOutputs(options.output, whatIf);
  if (targets.value === undefined) return { diagnostics: targets.diagnostics };
  const words = refuseTextOutputs(targets.value);
  if (words.length > 0) return { diagnostics: words };
  const wrong = options.that.filter((text) => {
    const probe = whatIf.plan.model.probes.find(({ id }) => id === text);
    return probe?.type.kind !== 'flag' || probe.time === 'series';
  });
  if (wrong.length > 0)
    return {
      diagnostics: wrong.map((text) =>
        optionProblem(
          `'${text}' is not a condition with a single answer`,
          'write min(cash over timeline) > 0 USD, or last(x over 2026) > 0',
        ),
      ),
    };
  const method = options.quasi === true ? 'quasi' : 'random';
  const simulation = prepareSimulation(whatIf, targets.value, options.that, { seed: options.seed, method });
  if (simulation.rows.length > maxInputs[method])
    return {
      diagnostics: [
        optionProblem(
          `${simulation.rows.length} inputs are uncertain, and --quasi supports at most ${maxInputs[method]}`,
          'remove --quasi',
        ),
      ],
    };
  return { value: simulation, diagnostics: [] };
}

/** The trials of this run. */
function trialRangeOf({ trials, shard }: Pick<SimulateOptions, 'trials' | 'shard'>): { from: number; to: number } {
  if (shard === undefined) return { from: 0, to: trials };
  const edge = (part: number): number => Math.floor((trials * part) / shard.parts);
  return { from: edge(shard.part - 1), to: edge(shard.part) };
}

async function trialsFor(
  simulation: Simulation,
  asked: AskedModel,
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
  const { from, to } = trialRangeOf(options);
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

/** Writes the trials to a file if one is requested, and returns them. */
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

/** The simulation as plain data, for threads. */
function orderOf(
  { whatIf, plan }: Simulation,
  { file, options }: AskedModel,
  { output, that }: SimulateOptions,
): SimulationRequest {
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
