/**
 * A model that is evaluated repeatedly with other values. Input: a plan and a scenario. Output: evaluated cells, and
 * the results in them. Guarantee: a value is written into a copy of the cells, so every question starts from the
 * unchanged model.
 */
import type { Checked } from '../diagnostics/diagnostic.ts';
import { unknownScenario } from '../diagnostics/unknownScenario.ts';
import { compilePlan } from '../kernel/fromPlan.ts';
import type { Cells, Kernel } from '../kernel/kernel.ts';
import type { Row, ValueType } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';

export interface WhatIf {
  readonly plan: Plan;
  readonly kernel: Kernel;
  /** The position of the scenario in the model. */
  readonly scenario: number;
  readonly scenarioId: string;
  /** The cells of the unchanged model. */
  readonly cells: Cells;
}

/** Evaluates the model in a scenario, by default the first; pass `compiled` if the plan is compiled already. */
export function startWhatIf(plan: Plan, scenario?: string, compiled?: Kernel): Checked<WhatIf> {
  const ids = plan.model.scenarios.map(({ id }) => id);
  const at = scenario === undefined ? 0 : ids.indexOf(scenario);
  if (at === -1) return { diagnostics: [unknownScenario(scenario!, ids)] };
  const kernel = compiled ?? compilePlan(plan);
  const cells = kernel.start(at);
  kernel.evaluate(cells);
  return { value: { plan, kernel, scenario: at, scenarioId: ids[at]!, cells }, diagnostics: [] };
}

/** Writes one number into every cell of an input: for a choice, the number of the option. */
export function writeNumber(plan: Plan, row: Row, value: number, cells: Cells): void {
  const { slot, time } = plan.rowCells.get(row)!;
  if (time === 'scalar') cells[slot] = value;
  else cells.fill(value, slot - plan.model.openings, slot + plan.model.timeline.periods.length);
}

/** The unit of an answer column. */
export function unitOf(type: ValueType): string {
  if (type.kind === 'number') return type.unit.text;
  return type.kind === 'date' ? 'date' : type.kind === 'flag' ? '1' : 'text';
}

/** A result as a table value: null for an error, and the word for an option or member. */
export function tableValueOf(value: number, type: ValueType, plan: Plan): number | string | null {
  if (Number.isNaN(value)) return null;
  if (type.kind === 'choice' || type.kind === 'member')
    return [...plan.texts].find(([, code]) => code === value)?.[0] ?? null;
  return value;
}
