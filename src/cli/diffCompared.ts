/** What a report of a comparison is made of. */
import type { By, Explanation, RunDiff } from '../diff/diff.ts';

export interface Compared {
  readonly diff: RunDiff;
  readonly explanations: readonly Explanation[];
  /** The columns in which results are shown. */
  readonly by: By;
}
