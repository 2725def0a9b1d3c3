/**
 * Time and peak memory of this program against the floor (with its dress, which is the dashboard, the contents, the stored scenarios, and
 * what the file says of itself after it was read back; and without): HyperFormula and ExcelJS fed directly with the same formula cells in the
 * naive form. Enters `--size 10k,100k` (all sizes by default); leaves one table of ratios beside their goals.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { shapeOf } from './model.mjs';

const sizes = { '10k': 10_000, '100k': 100_000, '1M': 1_000_000 };
const goals = {
  '10k': {},
  '100k': { time: 1.3, memory: 1.3, check: 0.1, dress: 1.25 },
  '1M': { time: 0.8, memory: 1.3, check: 0.1 },
};
const growthGoal = 13;
const measurement = fileURLToPath(new URL('measure.mjs', import.meta.url));

/** Short measurements are made this often, and the least disturbed one counts. */
const repetitions = 3;
const shortSize = 100_000;

function measure(kind, size) {
  const runs = Array.from({ length: size <= shortSize ? repetitions : 1 }, () => measureOnce(kind, size));
  return runs.reduce((best, one) => (one.seconds < best.seconds ? one : best));
}

function measureOnce(kind, size) {
  const output = execFileSync(process.execPath, [...process.execArgv, measurement, kind, `${size}`], { encoding: 'utf8' });
  const found = JSON.parse(output);
  process.stderr.write(`${kind} ${size}: ${absolute(found)}\n`);
  return found;
}

function absolute({ seconds, processor, megabytes, evaluate, write }) {
  const parts = evaluate === undefined ? '' : ` (evaluate ${evaluate.toFixed(1)}, write ${write.toFixed(1)})`;
  return `${seconds.toFixed(2)} s${parts}, ${processor.toFixed(2)} s of processor, ${megabytes.toFixed(0)} MB`;
}

function measureAll(name) {
  const [floor, build, check, plain, verify] = ['floor', 'build', 'check', 'plain', 'verify'].map((kind) => measure(kind, sizes[name]));
  if (Math.abs(floor.results - build.results) > 1e-9 * Math.abs(floor.results))
    throw new Error(`${name}: the floor gives ${floor.results}, the build ${build.results}`);
  return { name, floor, build, check, plain, verify };
}

function ratioRow(size, what, ratio, goal) {
  return [size, what, ratio.toFixed(2), goal ?? '', goal === undefined ? '' : ratio <= goal ? 'met' : 'missed'];
}

function ratios({ name, floor, build, check, plain, verify }) {
  const goal = goals[name];
  return [
    ratioRow(name, 'build without dress / floor, time', plain.seconds / floor.seconds, goal.time),
    ratioRow(name, 'build without dress / floor, peak memory', plain.megabytes / floor.megabytes, goal.memory),
    ratioRow(name, 'build / floor, time', build.seconds / floor.seconds),
    ratioRow(name, 'build / floor, processor time', build.processor / floor.processor),
    ratioRow(name, 'build / floor, peak memory', build.megabytes / floor.megabytes),
    ratioRow(name, 'check / floor, time', check.seconds / floor.seconds, goal.check),
    ratioRow(name, 'check / floor, processor time', check.processor / floor.processor, goal.check),
    ratioRow(name, 'build / build without dress, time', build.seconds / plain.seconds, goal.dress),
    ratioRow(name, 'build / build without dress, processor time', build.processor / plain.processor, goal.dress),
    ratioRow(name, 'build / build without dress, peak memory', build.megabytes / plain.megabytes, goal.dress),
    ratioRow(name, 'verify / floor, time', verify.seconds / floor.seconds),
    ratioRow(name, 'verify / floor, peak memory', verify.megabytes / floor.megabytes),
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
  return `${name}: ${shapeOf(sizes[name]).formulas} formula cells on both sides (${item} item cells in the grid); the grid also holds ${extra.join(', ')}`;
}

function chosenSizes() {
  const { values } = parseArgs({ options: { size: { type: 'string' } } });
  const names = values.size?.split(',') ?? Object.keys(sizes);
  const unknown = names.find((name) => !(name in sizes));
  if (unknown !== undefined) throw new Error(`there is no size '${unknown}'; choose from ${Object.keys(sizes).join(', ')}`);
  return names;
}

const measured = chosenSizes().map(measureAll);
const table = new Table({ head: ['Formula cells', 'Ratio', 'Measured', 'At most', ''], style: { head: [], border: [] } });
table.push(...measured.flatMap(ratios), ...growth(measured));
process.stdout.write(`${table.toString()}\n${measured.map(counts).join('\n')}\n`);
