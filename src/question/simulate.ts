/**
 * `simulate`: many trials with uncertain inputs. Input: a model with outputs, conditions and a seed. Output: results
 * by trial. Guarantee: the results of a trial depend only on the seed and the trial number, so threads and machines
 * can share the work.
 */

import type { Cells } from '../kernel/kernel.ts';
import type { Row } from '../model/model.ts';
import { textCode } from '../plan/interpret.ts';
import type { Line } from '../plan/plan.ts';
import { uncertainInputsOf } from '../sampling/fromModel.ts';
import { type SamplePlan, type Sampler, samplerOf } from '../sampling/sample.ts';
import { BLOCK, type SamplingMethod } from '../sampling/uniforms.ts';
import type { Output } from './output.ts';
import { type WhatIf, writeNumber } from './whatIf.ts';

/** A condition that a trial meets or not: one from the question, or a check over all its periods. */
export interface Condition {
  readonly label: string;
  /** Whether it is a check of the model rather than part of the question. */
  readonly isCheck: boolean;
  readonly slot: number;
  readonly count: number;
  readonly lines: readonly Line[];
}

export interface Simulation {
  readonly whatIf: WhatIf;
  readonly rows: readonly Row[];
  readonly plan: SamplePlan;
  readonly sample: Sampler;
  readonly outputs: readonly Output[];
  readonly conditions: readonly Condition[];
}

/** The results of consecutive trials: one array per output and per condition, NaN for an error. */
export interface Trials {
  readonly outputs: readonly Float64Array[];
  readonly conditions: readonly Float64Array[];
}

/** Prepares a simulation. Conditions are probes; the checks of the model are added to them. */
export function prepareSimulation(
  whatIf: WhatIf,
  outputs: readonly Output[],
  conditions: readonly string[],
  sampling: { readonly seed: number; readonly method: SamplingMethod },
): Simulation {
  const { model } = whatIf.plan;
  const { rows, plan } = uncertainInputsOf(model, whatIf.scenario, sampling);
  const all = [...conditions.map((id) => probeCondition(id, whatIf)), ...checkConditions(whatIf)];
  return { whatIf, rows, plan, sample: samplerOf(plan), outputs, conditions: all };
}

function probeCondition(id: string, { plan }: WhatIf): Condition {
  const { value } = plan.probes.get(id)!;
  return { label: id, isCheck: false, slot: value.slot, count: value.to, lines: [value] };
}

function checkConditions({ plan }: WhatIf): Condition[] {
  return plan.model.checks.map((check) => {
    const { holds } = plan.checks.get(check)!;
    return { label: `check ${check.title}`, isCheck: true, slot: holds.slot, count: holds.to, lines: [holds] };
  });
}

/** The results of trials `from` (inclusive) to `to` (exclusive). */
export function runTrials(simulation: Simulation, from: number, to: number): Trials {
  const { outputs, conditions } = simulation;
  const results = {
    outputs: outputs.map(() => new Float64Array(to - from)),
    conditions: conditions.map(() => new Float64Array(to - from)),
  };
  for (const [trial, cells] of evaluatedTrials(simulation, from, to)) {
    outputs.forEach(({ slot }, at) => {
      results.outputs[at]![trial - from] = cells[slot]!;
    });
    conditions.forEach((condition, at) => {
      results.conditions[at]![trial - from] = holdsIn(cells, condition);
    });
  }
  return results;
}

/** The cells of one trial, for examining it. */
export function cellsOfTrial(simulation: Simulation, trial: number): Cells {
  for (const [, cells] of evaluatedTrials(simulation, trial, trial + 1)) return cells;
  throw new RangeError('a trial has cells');
}

/** Evaluates trial by trial; the cells are overwritten by the next trial. */
function* evaluatedTrials(
  { whatIf, rows, sample, outputs, conditions }: Simulation,
  from: number,
  to: number,
): Generator<readonly [trial: number, cells: Cells]> {
  const run = whatIf.kernel.recompute(
    rows,
    [...outputs, ...conditions].flatMap((one) => one.lines),
  );
  const cells = whatIf.cells.slice();
  const codes = rows.map((row) => optionCodes(row, whatIf));
  for (let start = from; start < to; start += BLOCK) {
    const end = Math.min(to, start + BLOCK);
    const draws = sample(start, end);
    for (let trial = start; trial < end; trial += 1) {
      rows.forEach((row, at) => {
        const draw = draws[at]![trial - start]!;
        writeNumber(whatIf.plan, row, codes[at]?.[draw] ?? draw, cells);
      });
      run(cells);
      yield [trial, cells];
    }
  }
}

/** Draws of a choice are positions among its options; cells contain their codes. */
function optionCodes({ quantity: { type } }: Row, { plan }: WhatIf): readonly number[] | undefined {
  return type.kind === 'choice' ? type.options.map((option) => textCode(plan, option)) : undefined;
}

/** 1 if the condition holds everywhere, 0 if it fails somewhere, NaN for an error. */
function holdsIn(cells: Float64Array, { slot, count }: Condition): number {
  let least = 1;
  for (let at = slot; at < slot + count; at += 1) least = Math.min(least, cells[at]!);
  return least;
}

/** Joins the parts of a simulation in the order of their trials. */
export function joinTrials(parts: readonly Trials[]): Trials {
  const join = (arrays: readonly Float64Array[]): Float64Array => {
    const whole = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const array of arrays) {
      whole.set(array, at);
      at += array.length;
    }
    return whole;
  };
  const [first] = parts;
  return {
    outputs: (first?.outputs ?? []).map((_, at) => join(parts.map(({ outputs }) => outputs[at]!))),
    conditions: (first?.conditions ?? []).map((_, at) => join(parts.map(({ conditions }) => conditions[at]!))),
  };
}
