/**
 * Comparing two kept runs, measured against reading them, in one process. Argument: a size (`diff.mjs 100000`). Prints
 * one line of JSON with the seconds to unpack and read two kept records, and to read and compare them: every scenario,
 * row and period.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { compareRuns, readRecord } from '../dist/comparing.js';
import { compilePlan } from '../dist/kernel/fromPlan.js';
import { planFile } from '../dist/reading.js';
import { makeRecordFromKernel } from '../dist/record/fromPlan.js';
import { best } from './engine.mjs';
import { shapeOf, yamlFiles } from './model.mjs';

const [size] = process.argv.slice(2).map(Number);
const path = 'bench.yaml';
const files = yamlFiles(shapeOf(size));

/** A run record as `build --keep` keeps it. */
function keptRecord(set) {
  const { value: plan, diagnostics } = planFile(path, (name) => files.get(name), { set });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  return gzipSync(JSON.stringify(makeRecordFromKernel(compilePlan(plan), { path, scenario: 'base', set })), {
    level: 9,
  });
}

function read(kept, name) {
  const { value, diagnostics } = readRecord(gunzipSync(kept).toString('utf8'), name);
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return { name, record: value, scenario: value.scenario };
}

const records = [
  keptRecord([]),
  keptRecord([
    { key: 'growth', value: '0.012' },
    { key: 'share', value: '0.055' },
  ]),
];
const times = size > 100_000 ? 3 : 15;
const both = () => records.map((kept, at) => read(kept, `${at}`));
const reading = best(times, both);
let moved = 0;
const whole = best(times, () => {
  const [older, newer] = both();
  const diff = compareRuns(older, newer);
  if (diff.changes.length !== 3 || diff.movements.length === 0)
    throw new Error(`${diff.changes.length} changes, ${diff.movements.length} movements`);
  moved = diff.movements.length;
});
process.stdout.write(`${JSON.stringify({ reading, whole, moved, megabytes: records[0].length / 1e6 })}\n`);
