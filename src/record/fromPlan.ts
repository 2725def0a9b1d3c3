/**
 * The run record of a plan. Takes a plan with the results of its scenarios; returns the run record and the identity of
 * the run. Guarantee: the same files, options and versions give the same record, whichever engine computed the results.
 */

import type { Kernel } from '../kernel/kernel.ts';
import type { Model, ModelOptions } from '../model/model.ts';
import { reportLabels } from '../model/rollup/rollup.ts';
import { calculationOrder } from '../plan/calculationOrder.ts';
import type { Plan } from '../plan/plan.ts';
import { fingerprint } from '../values/fingerprint.ts';
import { monthsIn } from '../values/timeline.ts';
import { versions } from '../values/versions.ts';
import { recordScenarioFromKernel } from './fromKernel.ts';
import {
  recordActuals,
  recordCorrelations,
  recordInputs,
  recordPresentation,
  recordQuantities,
  recordSources,
  recordStatements,
  recordTables,
  recordUnits,
} from './fromModel.ts';
import type { RecordScenario, RunIdentity, RunRecord } from './record.ts';

/** The identity of a run, from its files, inputs in every scenario, chosen scenario, as-of date and versions. */
export function identityOf(model: Model, scenario: string): RunIdentity {
  const modelHash = fingerprint(JSON.stringify(model.files.map((file) => [file.path.split('/').at(-1), file.text])));
  const inputs = model.inputs.map((quantity) => [
    quantity.id,
    quantity.rows.map((row) => [row.members, (row.values ?? []).map(({ constant, series }) => constant ?? series)]),
  ]);
  const inputsHash = fingerprint(JSON.stringify(inputs));
  const runId = fingerprint(
    JSON.stringify({ modelHash, inputsHash, scenario, known: model.known ?? null, versions }),
  ).slice(0, 16);
  return { runId, modelHash, inputsHash, versions };
}

/** The model file and options of a run. */
export interface RunRequest extends Pick<ModelOptions, 'known' | 'set'> {
  readonly path: string;
  /** The scenario that the workbook opens with. */
  readonly scenario: string;
}

/** The record of a run from the results of its scenarios. */
export function makeRecord(
  plan: Plan,
  { runId, modelHash }: RunIdentity,
  asked: RunRequest,
  scenarios: readonly RecordScenario[],
): RunRecord {
  const { model } = plan;
  const { order, reads } = calculationOrder(plan);
  return {
    format: 'burnsheet-run',
    version: 1,
    runId,
    model: model.id,
    title: model.title,
    modelHash,
    path: asked.path,
    files: model.files.map(({ path, text }) => ({ path, text })),
    asked: { known: asked.known ?? null, set: (asked.set ?? []).map(({ key, value }) => ({ key, value })) },
    known: model.known ?? null,
    scenario: asked.scenario,
    versions,
    grain: model.timeline.grain,
    periods: model.timeline.periods.map((period) => period.label),
    years: labels(model, 'year'),
    quarters: labels(model, 'quarter'),
    keyResults: model.keyResults.map((quantity) => quantity.id),
    statements: recordStatements(model),
    tables: recordTables(model),
    quantities: recordQuantities(model, reads),
    evaluationOrder: order,
    inputs: recordInputs(model),
    actuals: recordActuals(model),
    sources: recordSources(model),
    description: model.description ?? null,
    units: recordUnits(model),
    correlations: recordCorrelations(model),
    presentation: recordPresentation(model),
    scenarios,
  };
}

function labels({ timeline }: Model, by: 'year' | 'quarter'): string[] {
  return monthsIn[timeline.grain] < monthsIn[by] ? reportLabels(timeline, by) : [];
}

/** The record with results of the kernel: the same as that of a build, which takes longer. */
export function makeRecordFromKernel(kernel: Kernel, asked: RunRequest): RunRecord {
  const { plan } = kernel;
  const scenarios = plan.model.scenarios.map((_, index) => recordScenarioFromKernel(kernel, index));
  return makeRecord(plan, identityOf(plan.model, asked.scenario), asked, scenarios);
}

/**
 * What distinguishes a piece of work on a model from any other: the version of the program, the files, and whatever
 * else is said.
 */
export function fingerprintOf(model: Model, more: unknown): string {
  return fingerprint(
    JSON.stringify([versions.burnsheet, model.files.map(({ path, text }) => [path.split('/').at(-1), text]), more]),
  );
}
