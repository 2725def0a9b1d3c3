/**
 * Runs beside each other. Enters model files or run records; leaves sides that can be compared, what they say
 * differently, and why results moved. Nothing here needs HyperFormula: the kernel gives what it gives, and results of
 * records are as they were recorded.
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
import { recordFaults } from './record/recordShape.ts';

export interface RunOptions extends ModelOptions {
  /** The scenario that is compared; the first where none is named. */
  readonly scenario?: string;
  /** How the run was named; the path where nothing is said. */
  readonly name?: string;
}

/** Plans of sides that were evaluated here, so that an explanation need not make them again. */
const plans = new WeakMap<RunRecord, Plan>();

/** Evaluates every scenario of a model: `runModel('models/anthropic.yaml', read, { known: '2026-06-15' })`. */
export function runModel(path: string, read: Read, options: RunOptions = {}): Checked<Side> {
  const { scenario, name = path, ...asked } = options;
  const { value: plan, diagnostics } = planFile(path, read, asked);
  if (plan === undefined) return { diagnostics };
  const ids = plan.model.scenarios.map(({ id }) => id);
  if (scenario !== undefined && !ids.includes(scenario))
    return { diagnostics: [...diagnostics, unknownScenario(scenario, ids)] };
  const record = makeRecordFromKernel(compilePlan(plan), { ...asked, path, scenario: scenario ?? ids[0]! });
  plans.set(record, plan);
  return { value: { name, record, scenario: record.scenario }, diagnostics };
}

/** Keys without which a record cannot be compared; those that are missing are named by themselves. */
const needed = [
  ...[
    'runId',
    'model',
    'periods',
    'scenarios',
    'inputs',
    'quantities',
    'tables',
    'files',
    'asked',
    'versions',
    'path',
    'title',
    'modelHash',
    'scenario',
  ],
  ...['grain', 'years', 'quarters', 'keyResults', 'statements', 'evaluationOrder', 'actuals', 'sources'],
] as readonly (keyof RunRecord)[];

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
      `is a run record of version ${String(found.version)}, and this burnsheet reads version 1`,
      'use the burnsheet that wrote it',
    );
  const missing = needed.filter((key) => found[key] === undefined);
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

/** Faults of a record that are named. */
const faultsNamed = 3;

function firstOf(faults: readonly string[]): string {
  const more = faults.length > faultsNamed ? ['and more'] : [];
  return [...faults.slice(0, faultsNamed), ...more].join('; ');
}

/** What two runs say differently. */
export function compareRuns(older: Side, newer: Side, tolerance?: Tolerance): RunDiff {
  return compareRecords(older, newer, tolerance);
}

/** Why results moved: `explainRuns(june, october, ['gross_margin@2027'])`. */
export function explainRuns(older: Side, newer: Side, targets: readonly string[]): Checked<readonly Explanation[]> {
  return explainRecords(withPlan(older), withPlan(newer), targets);
}

function withPlan({ record, scenario }: Side) {
  const plan = plans.get(record);
  return plan === undefined ? { record, scenario } : { record, scenario, plan };
}
