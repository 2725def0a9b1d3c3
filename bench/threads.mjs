/**
 * The same trials on one thread and on two, including the start of the threads, in a separate process. Argument: the
 * path of a model. Prints one line of JSON with the seconds of both. Two threads must give the same numbers as one, bit
 * for bit.
 */
import { readFileSync } from 'node:fs';
import { runOverThreads } from '../dist/cli/questions/trialThreads.js';
import { simulationOf } from '../dist/cli/questions/trialWork.js';
import { planFile } from '../dist/reading.js';

const [path] = process.argv.slice(2);
const trials = 200_000;
const { model } = planFile(path, (name) => readFileSync(name, 'utf8')).value;
const order = {
  path,
  files: Object.fromEntries(model.files.map((file) => [file.path, file.text])),
  options: { set: [], probes: [] },
  scenario: model.scenarios[0].id,
  outputs: ['gross_margin@2027'],
  conditions: [],
  seed: 1,
  method: 'random',
};
const simulation = simulationOf(order);
const progress = { report: () => {}, end: () => {} };

/** Results and the least seconds of two runs, since other programs disturb. */
async function timed(workers) {
  let seconds = Number.POSITIVE_INFINITY;
  let results;
  for (let run = 0; run < 2; run += 1) {
    const started = performance.now();
    results = (await runOverThreads(simulation, order, 0, trials, { workers, progress })).outputs[0];
    seconds = Math.min(seconds, (performance.now() - started) / 1000);
  }
  return { seconds, results };
}

const [one, two] = [await timed(1), await timed(2)];
if (one.results.some((value, at) => !Object.is(value, two.results[at])))
  throw new Error('two threads give other numbers than one');
process.stdout.write(`${JSON.stringify({ threads: { one: one.seconds, two: two.seconds } })}\n`);
