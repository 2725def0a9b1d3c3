/**
 * Two runs compared. Takes model files or run records; returns sides to compare, their differences, and why results
 * moved. HyperFormula is not needed: the kernel computes the same results, and those of a record are taken as recorded.
 */
import { problem } from './diagnostics/catalogue.ts';
import type { Checked } from './diagnostics/diagnostic.ts';
import { unknownScenario } from './diagnostics/unknownScenario.ts';
import type { Explanation, RunDiff, Side, Tolerance } from './diff/diff.ts';
import { compareRecords } from './diff/fromRecords.ts';
import { explainRecords } from './explain/fromRecords.ts';
import { compilePlan } from './kernel/fromPlan.ts';
import type { ModelOptions } from './model/model.ts';
import type { Plan } from './plan/plan.ts';
import { planFile, type Read } from './reading.ts';
import { makeRecordFromKernel } from './record/fromPlan.ts';
import type { RunRecord } from './record/record.ts';
import { recordFaults, requiredKeys } from './record/recordShape.ts';

export interface RunOptions extends ModelOptions {
  /** The scenario to compare; the first by default. */
  readonly scenario?: string;
  /** How the user named the run; the path by default. */
  readonly name?: string;
}

/** Evaluates every scenario of a model: `runModel('models/anthropic.yaml', read, { known: '2026-06-15' })`. */
export function runModel(path: string, read: Read, options: RunOptions = {}): Checked<Side> {
  return runPlan(path, planFile(path, read, modelOptions(options)), options);
}

/** The same for a model that was read with these options. */
export function runPlan(
  path: string,
  { value: plan, diagnostics }: Checked<Plan>,
  options: RunOptions = {},
): Checked<Side> {
  const { scenario, name = path } = options;
  if (plan === undefined) return { diagnostics };
  const { model } = plan;
  const ids = model.scenarios.map(({ id }) => id);
  if (scenario !== undefined && !ids.includes(scenario))
    return { diagnostics: [...diagnostics, unknownScenario(scenario, ids)] };
  const request = { ...modelOptions(options), path, scenario: scenario ?? model.scenarios[0]!.id };
  const record = makeRecordFromKernel(compilePlan(plan), request);
  return { value: { name, record, scenario: record.scenario, plan }, diagnostics };
}

function modelOptions({ scenario: _scenario, name: _name, ...options }: RunOptions): ModelOptions {
  return options;
}

/** Reads a run record: `readRecord(text, 'exports/lab/run.json')`. */
export function readRecord(text: string, name: string): Checked<RunRecord> {
  const found = parsed(text);
  const refuse = (message: string, hint: string): Checked<RunRecord> => ({
    diagnostics: [problem('invalid-run', undefined, `${name} ${message}`, { hint })],
  });
  const build = 'name a run record that burnsheet build wrote, or the model file itself';
  if (typeof found !== 'object' || found === null || found.format !== 'burnsheet-run')
    return refuse('is not a run record', build);
  if (found.version !== 1)
    return refuse(
      `is a run record of version ${String(found.version)}, but this version of burnsheet reads version 1`,
      'use the version of burnsheet that wrote it',
    );
  const missing = requiredKeys.filter((key) => !(key in found));
  if (missing.length > 0)
    return refuse(`lacks keys that a comparison needs (${missing.join(', ')})`, 'build the model again');
  const faults = recordFaults(found);
  if (faults.length > 0) return refuse(`is not a complete run record: ${firstOf(faults)}`, 'build the model again');
  return { value: found as RunRecord, diagnostics: [] };
}

function parsed(text: string): Partial<RunRecord> | undefined {
  try {
    return JSON.parse(text) as Partial<RunRecord>;
  } catch {
    return undefined;
  }
}

/** How many faults of a record a message names. */
const faultsNamed = 3;

function firstOf(faults: readonly string[]): string {
  const more = faults.length > faultsNamed ? ['and more'] : [];
  return [...faults.slice(0, faultsNamed), ...more].join('; ');
}

/** The differences between two runs. */
export function compareRuns(older: Side, newer: Side, tolerance?: Tolerance): RunDiff {
  return compareRecords(older, newer, tolerance);
}

/** Why results moved: `explainRuns(june, october, ['gross_margin@2027'])`. */
export function explainRuns(older: Side, newer: Side, targets: readonly string[]): Checked<readonly Explanation[]> {
  return explainRecords(older, newer, targets);
}
