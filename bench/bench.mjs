/**
 * Measures time and peak memory and prints one table of ratios and goals (docs/performance.md).
 *
 * - Builds, against the baseline: HyperFormula and ExcelJS fed directly with the same formula cells in the naive form.
 *   A plain build is one without dashboard, contents, stored scenarios and the audit of the written file.
 * - The kernel, and explanations of differences, against HyperFormula.
 *
 * Options: `--size 10k,anthropic` (default: all sizes and the model) and `--only build`, `--only kernel` or
 * `--only diff`.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { shapeOf } from './model.mjs';

const sizes = { '10k': 10_000, '100k': 100_000, '1M': 1_000_000 };
const goals = {
  '10k': {},
  '100k': { time: 1.3, memory: 1.3, check: 0.1, plain: 1.25 },
  '1M': { time: 0.8, memory: 1.3, check: 0.1 },
};
const growthGoal = 13;
/** The minimum speed-up of the kernel. */
const speedGoals = { '10k': 1000, '100k': 1000 };
const compileGoal = 1;
/** The maximum time of an explanation with eight changed assumptions, relative to one HyperFormula build. */
const explainGoal = 1;
/** The maximum time of reading and comparing two kept runs, relative to reading them. */
const comparisonGoal = 1.5;
/** A real model on which the kernel is measured too. */
const example = { name: 'anthropic', path: 'models/anthropic.yaml' };
const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Short measurements are repeated this often, and the fastest counts. */
const repetitions = 3;
const shortSize = 100_000;

function measure(kind, size) {
  const runs = Array.from({ length: size <= shortSize ? repetitions : 1 }, () => measureOnce(kind, size));
  return runs.reduce((best, one) => (one.seconds < best.seconds ? one : best));
}

function measureOnce(kind, size) {
  const found = run('measure.mjs', kind, `${size}`);
  process.stderr.write(`${kind} ${size}: ${absolute(found)}\n`);
  return found;
}

/** The output of a script that runs in a separate process. */
function run(name, ...given) {
  return JSON.parse(
    execFileSync(process.execPath, [...process.execArgv, script(name), ...given], { encoding: 'utf8' }),
  );
}

function absolute({ seconds, processor, megabytes, evaluate, write }) {
  const parts = evaluate === undefined ? '' : ` (evaluate ${evaluate.toFixed(1)}, write ${write.toFixed(1)})`;
  return `${seconds.toFixed(2)} s${parts}, ${processor.toFixed(2)} s of processor, ${megabytes.toFixed(0)} MB`;
}

function measureAll(name) {
  const [baseline, build, check, plain, verify] = ['baseline', 'build', 'check', 'plain', 'verify'].map((kind) =>
    measure(kind, sizes[name]),
  );
  if (Math.abs(baseline.results - build.results) > 1e-9 * Math.abs(baseline.results))
    throw new Error(`${name}: the baseline gives ${baseline.results}, the build ${build.results}`);
  return { name, baseline, build, check, plain, verify };
}

function ratioRow(size, what, ratio, goal) {
  return [
    size,
    what,
    ratio.toFixed(2),
    ...(goal === undefined ? ['', ''] : [`at most ${goal}`, ratio <= goal ? 'met' : 'missed']),
  ];
}

/** How many times as long HyperFormula takes. */
function speedRow(size, what, ratio, goal) {
  return [
    size,
    what,
    ratio.toFixed(0),
    ...(goal === undefined ? ['', ''] : [`at least ${goal}`, ratio >= goal ? 'met' : 'missed']),
  ];
}

function measureKernel(name) {
  const found = run('kernel.mjs', `${sizes[name] ?? example.path}`);
  if (name === example.name) Object.assign(found, run('threads.mjs', example.path));
  process.stderr.write(`kernel ${name}: ${JSON.stringify(found)}\n`);
  return { name, ...found };
}

function kernelRatios({
  name,
  engineSeconds,
  kernelSeconds,
  whole,
  compile,
  engineBuild,
  build,
  agreement,
  trials,
  threads,
}) {
  const asked = `what-ifs, HyperFormula / kernel`;
  return [
    speedRow(name, `${asked}, time`, engineSeconds / kernelSeconds, speedGoals[name]),
    speedRow(name, `${asked} computing everything, time`, engineSeconds / whole),
    ratioRow(name, "ordering and compilation / HyperFormula's build, time", compile / engineBuild, compileGoal),
    ratioRow(name, 'build / build without the second computation, time', build / (build - agreement)),
    ...(trials === undefined
      ? []
      : [speedRow(name, '10,000 trials, HyperFormula / kernel, time', trials.engineSeconds / trials.kernelSeconds)]),
    ...(threads === undefined
      ? []
      : [ratioRow(name, '200,000 trials, two threads / one, time', threads.two / threads.one)]),
  ];
}

function measureExplanation(name) {
  const found = run('explain.mjs', `${sizes[name]}`);
  process.stderr.write(`explanation ${name}: ${JSON.stringify(found)}\n`);
  return { name, ...found };
}

function measureComparison(name) {
  const found = run('diff.mjs', `${sizes[name]}`);
  process.stderr.write(`comparison ${name}: ${JSON.stringify(found)}\n`);
  return { name, ...found };
}

function comparisonRatios({ name, reading, whole, moved }) {
  return [
    ratioRow(
      name,
      `diff of two kept runs, ${moved} rows moved / reading the two records, time`,
      whole / reading,
      comparisonGoal,
    ),
  ];
}

function explanationRatios({ name, engineBuild, one, anew, all, results }) {
  const what = (target) =>
    `explanation of ${target} with eight changed assumptions (256 evaluations) / one HyperFormula build`;
  return [
    ratioRow(name, `${what('one result')}, time`, one / engineBuild, explainGoal),
    ratioRow(name, `${what(`${results} results that read the whole model`)}, time`, all / engineBuild, explainGoal),
    ratioRow(name, `${what('one result')}, including reading both models, time`, anew / engineBuild),
  ];
}

function ratios({ name, baseline, build, check, plain, verify }) {
  const goal = goals[name];
  return [
    ratioRow(name, 'plain build / baseline, time', plain.seconds / baseline.seconds, goal.time),
    ratioRow(name, 'plain build / baseline, peak memory', plain.megabytes / baseline.megabytes, goal.memory),
    ratioRow(name, 'build / baseline, time', build.seconds / baseline.seconds),
    ratioRow(name, 'build / baseline, processor time', build.processor / baseline.processor),
    ratioRow(name, 'build / baseline, peak memory', build.megabytes / baseline.megabytes),
    ratioRow(name, 'check / baseline, time', check.seconds / baseline.seconds, goal.check),
    ratioRow(name, 'check / baseline, processor time', check.processor / baseline.processor, goal.check),
    ratioRow(name, 'build / plain build, time', build.seconds / plain.seconds, goal.plain),
    ratioRow(name, 'build / plain build, processor time', build.processor / plain.processor, goal.plain),
    ratioRow(name, 'build / plain build, peak memory', build.megabytes / plain.megabytes, goal.plain),
    ratioRow(name, 'verify / baseline, time', verify.seconds / baseline.seconds),
    ratioRow(name, 'verify / baseline, peak memory', verify.megabytes / baseline.megabytes),
  ];
}

function growth(measured) {
  const [middle, large] = ['100k', '1M'].map((name) => measured.find((one) => one.name === name));
  if (middle === undefined || large === undefined) return [];
  return [
    ratioRow('100k to 1M', 'growth of the build time', large.build.seconds / middle.build.seconds, growthGoal),
    ratioRow('100k to 1M', 'growth of the processor time', large.build.processor / middle.build.processor, growthGoal),
  ];
}

function counts({ name, build }) {
  const { item, ...others } = build.formulas;
  const extra = Object.entries(others).map(([kind, count]) => `${count} ${kind}`);
  const { formulas } = shapeOf(sizes[name]);
  return `${name}: ${formulas} formula cells on both sides (${item} item cells in the grid, plus ${extra.join(', ')})`;
}

const { values: options } = parseArgs({ options: { size: { type: 'string' }, only: { type: 'string' } } });

function chosenSizes() {
  const all = [...Object.keys(sizes), example.name];
  const names = options.size?.split(',') ?? all;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`unknown size '${unknown}'; choose from ${all.join(', ')}`);
  return names;
}

const chosen = chosenSizes();
const isAsked = (part) => options.only === undefined || options.only === part;
const measured = isAsked('build') ? chosen.filter((name) => name in sizes).map(measureAll) : [];
const kernels = isAsked('kernel') ? chosen.map(measureKernel) : [];
const comparisons = isAsked('diff') ? chosen.filter((name) => name in sizes).map(measureComparison) : [];
const explanations = isAsked('diff') ? chosen.filter((name) => name in sizes).map(measureExplanation) : [];
const table = new Table({ head: ['Formula cells', 'Ratio', 'Measured', 'Goal', ''], style: { head: [], border: [] } });
table.push(
  ...measured.flatMap(ratios),
  ...growth(measured),
  ...kernels.flatMap(kernelRatios),
  ...comparisons.flatMap(comparisonRatios),
  ...explanations.flatMap(explanationRatios),
);
process.stdout.write([table.toString(), ...measured.map(counts), ''].join('\n'));
