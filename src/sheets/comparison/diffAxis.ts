/**
 * The periods over which two runs are compared. Takes a comparison; returns the labels that both sides have, the last
 * day of each, and the values of a row. Guarantee: each value is read at the position of its own side, whatever other
 * periods the other side has.
 */
import type { ColumnKind, Movement, RunDiff, SideSummary } from '../../diff/diff.ts';
import { movedCells } from '../../diff/movements.ts';
import { lastSerialOfText } from '../../values/timeline.ts';

export type SideValue = number | string | null;

export interface DiffAxis {
  readonly labels: readonly string[];
  /** The last day of each, as an Excel date. */
  readonly ends: readonly number[];
  /** The values of a row on both sides by label; null if there is no value. */
  readonly valuesOf: (movement: Movement) => { readonly old: readonly SideValue[]; readonly new: readonly SideValue[] };
}

/** The years that both sides have, or their periods if there are no years. */
export function yearAxis(diff: RunDiff): DiffAxis {
  const by: ColumnKind = diff.columns.year.length > 0 ? 'year' : 'period';
  const labels = diff.columns[by].map(({ label }) => label);
  const valuesOf = (movement: Movement): ReturnType<DiffAxis['valuesOf']> => {
    const cells = movedCells(movement, by, diff);
    // A row without an annual roll-up has no cells.
    const side = (which: 'old' | 'new'): SideValue[] => labels.map((_, at) => cells[at]?.[which] ?? null);
    return { old: side('old'), new: side('new') };
  };
  return { ...axisOf(labels, diff), valuesOf };
}

/** Labels with the last day of each. */
export function axisOf(labels: readonly string[], { new: now }: RunDiff): Pick<DiffAxis, 'labels' | 'ends'> {
  return { labels, ends: labels.map((label) => endOf(label, now)) };
}

/** The last day of a label, but no later than the end of the timeline. */
function endOf(label: string, { to }: SideSummary): number {
  return Math.min(
    lastSerialOfText(label) ?? Number.POSITIVE_INFINITY,
    lastSerialOfText(to) ?? Number.POSITIVE_INFINITY,
  );
}
