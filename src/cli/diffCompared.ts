/** What a report of a comparison is made of. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { By, Explanation, RunDiff } from '../diff/diff.ts';

export interface Compared {
  readonly diff: RunDiff;
  readonly explanations: readonly Explanation[];
  /** The columns in which results are shown. */
  readonly by: By;
  /** Warnings about the runs, which a report that is sent on has to say itself. */
  readonly warnings?: readonly Diagnostic[];
}
