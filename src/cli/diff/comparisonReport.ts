/** The content of a comparison report, in any format. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ColumnKind, Explanation, RunDiff } from '../../diff/diff.ts';

export interface ComparisonReport {
  readonly diff: RunDiff;
  readonly explanations: readonly Explanation[];
  /** The columns of the results. */
  readonly by: ColumnKind;
  /** Warnings about the runs, which the report repeats because it may be forwarded. */
  readonly warnings?: readonly Diagnostic[];
}

/** Codes of warnings that a workbook contains something the comparison does not show. */
const omissionCodes: ReadonlySet<string> = new Set([
  'workbook-changed',
  'unread-input',
  'workbook-errors',
  'other-model',
]);

/** How many warnings there are that a workbook contains something the comparison does not show. */
export function countOmissions({ warnings = [] }: Pick<ComparisonReport, 'warnings'>): number {
  return warnings.filter(({ code }) => omissionCodes.has(code)).length;
}

/** Whether there are no differences, neither between the runs nor, in a workbook, beyond what the comparison shows. */
export function hasNoDifference({ diff, warnings = [] }: Pick<ComparisonReport, 'diff' | 'warnings'>): boolean {
  return diff.isEmpty && countOmissions({ warnings }) === 0;
}
