/**
 * Requested results in plans. Takes a text and a plan; returns its cell. Guarantee: each text is read once per plan.
 */
import type { Checked } from '../diagnostics/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import { type Output, readOutput } from '../question/output.ts';

const known = new WeakMap<Plan, Map<string, Checked<Output>>>();

/** What is asked for, as `readOutput` finds it. */
export function targetOf(text: string, plan: Plan): Checked<Output> {
  const inPlan = known.get(plan) ?? new Map<string, Checked<Output>>();
  known.set(plan, inPlan);
  const found = inPlan.get(text) ?? readOutput(text, plan);
  inPlan.set(text, found);
  return found;
}
