/** Errors in the words of the model. Enters cells with errors in them; leaves a sentence on where they arise. */

import { nameFaults } from '../kernel/faults.ts';
import type { Cells } from '../kernel/kernel.ts';
import type { Fault } from '../plan/interpret.ts';
import type { Plan } from '../plan/plan.ts';

const causes: Readonly<Record<Fault, string>> = {
  '#DIV/0!': 'divides by zero',
  '#NUM!': 'gives a number that does not exist or has no solution',
  '#N/A': 'looks up something that is not there',
  '#VALUE!': 'calculates with something that is no number',
};

/** `share.pro divides by zero in 2026-03`: the first error that arises; undefined where there is none. */
export function errorWords(plan: Plan, cells: Cells): string | undefined {
  const [first] = nameFaults(plan, cells);
  return first === undefined ? undefined : `${first.id} ${causes[first.fault]}${first.period === '' ? '' : ` in ${first.period}`}`;
}
