/** What a report of a comparison is made of. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { By, Explanation, RunDiff } from '../../diff/diff.ts';

export interface Compared {
  readonly diff: RunDiff;
  readonly explanations: readonly Explanation[];
  /** The columns in which results are shown. */
  readonly by: By;
  /** Warnings about the runs, which a report that is sent on has to say itself. */
  readonly warnings?: readonly Diagnostic[];
}

/** Warnings that a workbook holds something which the comparison does not show. */
const unseen: ReadonlySet<string> = new Set(['workbook-changed', 'unread-input', 'workbook-errors', 'other-model']);

/** How many warnings there are that a workbook holds something which the comparison does not show. */
export function countUnseen({ warnings = [] }: Pick<Compared, 'warnings'>): number {
  return warnings.filter(({ code }) => unseen.has(code)).length;
}

/** Whether nothing is different: neither the runs nor, in a workbook, anything that the comparison does not show. */
export function isWithoutDifference({ diff, warnings = [] }: Pick<Compared, 'diff' | 'warnings'>): boolean {
  return diff.isEmpty && countUnseen({ warnings }) === 0;
}
