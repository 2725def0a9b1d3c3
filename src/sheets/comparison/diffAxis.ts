/**
 * The periods over which two runs are compared. Enters a comparison; leaves labels that both sides have, the day on
 * which each ends, and the values of a row there. Guarantee: a value is read at the place of its own side, whichever
 * periods the other side has besides.
 */
import type { ColumnKind, Movement, RunDiff, SideSummary } from '../../diff/diff.ts';
import { movedCells } from '../../diff/movements.ts';
import { lastSerialOfText } from '../../values/timeline.ts';

export type SideValue = number | string | null;

export interface DiffAxis {
  readonly labels: readonly string[];
  /** Excel's day number of the last day of each. */
  readonly ends: readonly number[];
  /** The values of a row on both sides, label by label; null where it has none. */
  readonly valuesOf: (movement: Movement) => { readonly old: readonly SideValue[]; readonly new: readonly SideValue[] };
}

/** Years that both sides have; their periods where there are no years. */
export function yearAxis(diff: RunDiff): DiffAxis {
  const by: ColumnKind = diff.columns.year.length > 0 ? 'year' : 'period';
  const labels = diff.columns[by].map(({ label }) => label);
  const valuesOf = (movement: Movement): ReturnType<DiffAxis['valuesOf']> => {
    const cells = movedCells(movement, by, diff);
    // A row that does not add up to years has no cells.
    const side = (which: 'old' | 'new'): SideValue[] => labels.map((_, at) => cells[at]?.[which] ?? null);
    return { old: side('old'), new: side('new') };
  };
  return { ...axisOf(labels, diff), valuesOf };
}

/** Labels with the day on which each ends. */
export function axisOf(labels: readonly string[], { new: now }: RunDiff): Pick<DiffAxis, 'labels' | 'ends'> {
  return { labels, ends: labels.map((label) => endOf(label, now)) };
}

/** A year that the timeline leaves early ends with it. */
function endOf(label: string, { to }: SideSummary): number {
  return Math.min(
    lastSerialOfText(label) ?? Number.POSITIVE_INFINITY,
    lastSerialOfText(to) ?? Number.POSITIVE_INFINITY,
  );
}
