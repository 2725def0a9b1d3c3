/**
 * A part of a simulation as a message: what a thread needs to run trials, and what it gives back. Pure, so that a
 * thread and a test run the same.
 */
import type { ModelOptions } from '../../pipeline.ts';
import { prepareSimulation, runTrials, type Simulation, type Trials } from '../../question/simulate.ts';
import { readTarget } from '../../question/target.ts';
import { startWhatIf } from '../../question/whatIf.ts';
import { planFile } from '../../reading.ts';

/** A simulation in plain data. */
export interface TrialOrder {
  readonly path: string;
  /** Texts of all model files by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly options: ModelOptions;
  readonly scenario: string;
  readonly outputs: readonly string[];
  readonly conditions: readonly string[];
  readonly seed: number;
  readonly method: 'random' | 'quasi';
}
export interface TrialTask {
  readonly order: TrialOrder;
  readonly from: number;
  readonly to: number;
}

/** The simulation of an order that was checked before. */
export function simulationOf({
  path,
  files,
  options,
  scenario,
  outputs,
  conditions,
  seed,
  method,
}: TrialOrder): Simulation {
  const { value: plan } = planFile(path, (name) => files[name], options);
  const whatIf = plan === undefined ? undefined : startWhatIf(plan, scenario).value;
  if (whatIf === undefined) throw new Error('a model that was read before cannot be read again');
  return prepareSimulation(
    whatIf,
    outputs.map((text) => readTarget(text, whatIf.plan).value!),
    conditions,
    { seed, method },
  );
}

/** Runs the trials of a task; the simulation is kept for the next task of the same order. */
export function makeTrialRunner(): (task: TrialTask) => Trials {
  let known: { readonly key: string; readonly simulation: Simulation } | undefined;
  return ({ order, from, to }) => {
    const key = JSON.stringify(order);
    if (known?.key !== key) known = { key, simulation: simulationOf(order) };
    return runTrials(known.simulation, from, to);
  };
}
