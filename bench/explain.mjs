/**
 * An explanation, measured against HyperFormula, in one process. Argument: a size (`explain.mjs 100000`). Prints one
 * line of JSON with the seconds of one HyperFormula build, and of explaining one result, and the result of every part
 * of the model, between two runs with eight changed assumptions: 256 combinations, each of which recomputes everything
 * that the results depend on.
 */

import { ruleTable } from '../dist/audit/rules/ruleTable.js';
import { explainRecords } from '../dist/explain/fromRecords.js';
import { compilePlan } from '../dist/kernel/fromPlan.js';
import { planFile } from '../dist/reading.js';
import { identityOf, makeRecordFromKernel } from '../dist/record/fromPlan.js';
import { layOutModel } from '../dist/sheets/model/fromModel.js';
import { best, buildEngine } from './engine.mjs';
import { shapeOf, yamlFiles } from './model.mjs';

const [size] = process.argv.slice(2).map(Number);
const path = 'bench.yaml';
const changes = {
  growth: 0.012,
  share: 0.055,
  inflation: 0.0025,
  cost_low: 0.28,
  cost_high: 0.43,
  wage_floor: 520,
  wage_share: 0.21,
  tax: 0.26,
};
const files = yamlFiles(shapeOf(size));

/** A run that was evaluated before, with its plan at hand as `diff` has it. */
function runWith(set) {
  const { value: plan, diagnostics } = planFile(path, (name) => files.get(name), { set });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  return { record: makeRecordFromKernel(compilePlan(plan), { path, scenario: 'base', set }), scenario: 'base', plan };
}

function explain(older, newer, targets) {
  const { value, diagnostics } = explainRecords(older, newer, targets);
  if (value === undefined) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  for (const { parts, difference, statements, target } of value) {
    const sum = parts.reduce((all, { amount }) => all + amount, 0);
    const idle = parts.filter(({ least, most }) => least === 0 && most === 0).map(({ id }) => id);
    if (parts.length !== Object.keys(changes).length || idle.length > 0)
      throw new Error(
        `${target} has ${parts.length} parts, of which ${idle.join(', ')} do nothing: ${statements.join(' ')}`,
      );
    if (Math.abs(sum - difference) > 1e-9 * Math.abs(difference))
      throw new Error(`the parts of ${target} sum to ${sum}, not ${difference}`);
  }
  return value;
}

const times = size > 100_000 ? 2 : 5;

/** Both runs without their plans. */
const bare = ({ record, scenario }) => ({ record, scenario });

const older = runWith([]);
const newer = runWith(Object.entries(changes).map(([key, value]) => ({ key, value: `${value}` })));
const { model } = older.plan;
const last = model.timeline.periods.at(-1).label;
const balances = model.sheets.flatMap(({ sections }) =>
  sections.flatMap(({ items }) => items.filter(({ id }) => id.startsWith('cash_'))),
);
const targets = balances.map(({ id }) => `${id}@${last}`);
const one = best(times, () => explain(older, newer, targets.slice(-1)));
const anew = best(1, () => explain(bare(older), bare(newer), targets.slice(-1)));
const all = best(times, () => explain(older, newer, targets));
const { seconds: engineBuild, engine } = buildEngine(layOutModel(model, identityOf(model, 'base'), ruleTable).grid);
engine.destroy();
process.stdout.write(`${JSON.stringify({ engineBuild, one, anew, all, results: targets.length })}\n`);
