/**
 * Describes errors in the terms of the model. Input: cells with errors. Output: a sentence that says where the first
 * one arises.
 */

import { errorCauses } from '../diagnostics/errorCauses.ts';
import type { Cells } from '../kernel/kernel.ts';
import { nameErrors } from '../kernel/namedErrors.ts';
import type { Plan } from '../plan/plan.ts';

/** `share.pro divides by zero in 2026-03`: the first error that arises; undefined where there is none. */
export function describeFirstError(plan: Plan, cells: Cells): string | undefined {
  const [first] = nameErrors(plan, cells);
  return first === undefined
    ? undefined
    : `${first.id} ${errorCauses[first.fault]}${first.period === '' ? '' : ` in ${first.period}`}`;
}
