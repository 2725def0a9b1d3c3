/** What a report of a comparison is made of. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ColumnKind, Explanation, RunDiff } from '../../diff/diff.ts';

export interface ComparisonReport {
  readonly diff: RunDiff;
  readonly explanations: readonly Explanation[];
  /** The columns in which results are shown. */
  readonly by: ColumnKind;
  /** Warnings about the runs, which a report that is sent on has to say itself. */
  readonly warnings?: readonly Diagnostic[];
}

/** Warnings that a workbook holds something which the comparison does not show. */
const omissionCodes: ReadonlySet<string> = new Set([
  'workbook-changed',
  'unread-input',
  'workbook-errors',
  'other-model',
]);

/** How many warnings there are that a workbook holds something which the comparison does not show. */
export function countOmissions({ warnings = [] }: Pick<ComparisonReport, 'warnings'>): number {
  return warnings.filter(({ code }) => omissionCodes.has(code)).length;
}

/** Whether nothing is different: neither the runs nor, in a workbook, anything that the comparison does not show. */
export function hasNoDifference({ diff, warnings = [] }: Pick<ComparisonReport, 'diff' | 'warnings'>): boolean {
  return diff.isEmpty && countOmissions({ warnings }) === 0;
}
