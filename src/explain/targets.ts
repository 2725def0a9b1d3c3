/**
 * Results in plans. Enters a text and a plan; leaves the cell that holds it. Guarantee: each text is looked up in each
 * plan once.
 */
import type { Checked } from '../diagnostics/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import { readTarget, type Target } from '../question/target.ts';

const known = new WeakMap<Plan, Map<string, Checked<Target>>>();

/** What is asked for, as `readTarget` finds it. */
export function targetOf(text: string, plan: Plan): Checked<Target> {
  const inPlan = known.get(plan) ?? new Map<string, Checked<Target>>();
  known.set(plan, inPlan);
  const found = inPlan.get(text) ?? readTarget(text, plan);
  inPlan.set(text, found);
  return found;
}
