/** What a report of a comparison is made of. */
import { type SharedColumn, sharedColumns } from '../diff/axes.ts';
import type { By, Explanation, RunDiff, Side } from '../diff/diff.ts';
import type { RunRecord } from '../run/record.ts';

export interface Compared {
  readonly older: Side;
  readonly newer: Side;
  readonly diff: RunDiff;
  readonly explanations: readonly Explanation[];
  /** The columns in which results are shown. */
  readonly by: By;
  /** The columns that both sides have. */
  readonly measure: {
    readonly older: RunRecord;
    readonly newer: RunRecord;
    readonly columns: Readonly<Record<By, readonly SharedColumn[]>>;
  };
}

/** The columns of two sides. */
export function measureOfSides({ record: older }: Side, { record: newer }: Side): Compared['measure'] {
  const columns = {
    year: sharedColumns(older, newer, 'year'),
    quarter: sharedColumns(older, newer, 'quarter'),
    period: sharedColumns(older, newer, 'period'),
  };
  return { older, newer, columns };
}
