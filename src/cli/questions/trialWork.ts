/**
 * A part of a simulation as a message between threads: the request and its results. Pure, so that threads and tests
 * run the same code.
 */
import type { ModelOptions } from '../../pipeline.ts';
import { readOutput } from '../../question/output.ts';
import { prepareSimulation, runTrials, type Simulation, type Trials } from '../../question/simulate.ts';
import { startWhatIf } from '../../question/whatIf.ts';
import { planFile } from '../../reading.ts';

/** A simulation as plain data. */
export interface SimulationRequest {
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
  readonly request: SimulationRequest;
  readonly from: number;
  readonly to: number;
}

/** Prepares the simulation of a request that was checked before. */
export function simulationOf({
  path,
  files,
  options,
  scenario,
  outputs,
  conditions,
  seed,
  method,
}: SimulationRequest): Simulation {
  const { value: plan } = planFile(path, (name) => files[name], options);
  const whatIf = plan === undefined ? undefined : startWhatIf(plan, scenario).value;
  if (whatIf === undefined) throw new Error('a model that was read before cannot be read again');
  return prepareSimulation(
    whatIf,
    outputs.map((text) => readOutput(text, whatIf.plan).value!),
    conditions,
    { seed, method },
  );
}

/** Runs the trials of a task; keeps the simulation for the next task of the same request. */
export function makeTrialRunner(): (task: TrialTask) => Trials {
  let known: { readonly key: string; readonly simulation: Simulation } | undefined;
  return ({ request: order, from, to }) => {
    const key = JSON.stringify(order);
    if (known?.key !== key) known = { key, simulation: simulationOf(order) };
    return runTrials(known.simulation, from, to);
  };
}
