/**
 * The periods over which two runs are compared. Enters a comparison; leaves labels that both sides have, the day on which each ends, and
 * the values of a row there. Guarantee: a value is read at the place of its own side, whichever periods the other side has besides.
 */
import type { Movement, RunDiff, SideSummary } from '../diff/diff.ts';
import { bucketLabels } from '../model/rollup.ts';
import { lastSerialIn, makeTimeline, parseDate } from '../values/timeline.ts';

export type SideValue = number | string | null;
type Series = Movement['oldSeries'];

/** Reads the value of a row at a label; null where it has none. */
export type ReadAt = (series: Series, label: string) => SideValue;

export interface DiffAxis {
  readonly labels: readonly string[];
  /** Excel's day number of the last day of each. */
  readonly ends: readonly number[];
  readonly oldAt: ReadAt;
  readonly newAt: ReadAt;
}

/** Years that both sides have; their periods where these are years. */
export function yearAxis(diff: RunDiff): DiffAxis {
  return axisOf(diff.years.length > 0 ? diff.years : diff.periods, diff);
}

/** Periods of both sides. */
export function periodAxis(diff: RunDiff, labels: readonly string[] = diff.periods): DiffAxis {
  return axisOf(labels, diff);
}

function axisOf(labels: readonly string[], { old, new: now }: RunDiff): DiffAxis {
  return { labels, ends: labels.map((label) => endOf(label, now)), oldAt: readerOf(old), newAt: readerOf(now) };
}

/** A year that the timeline leaves early ends with it. */
function endOf(label: string, { to }: SideSummary): number {
  return Math.min(lastSerialIn(label) ?? Number.POSITIVE_INFINITY, lastSerialIn(to) ?? Number.POSITIVE_INFINITY);
}

function readerOf(side: SideSummary): ReadAt {
  const { periods, years } = labelsOf(side);
  return (series, label) => {
    const at = periods.get(label);
    if (at !== undefined) return series.values[at] ?? null;
    const year = years.get(label);
    return year === undefined ? null : (series.years[year] ?? null);
  };
}

const places = (labels: readonly string[]): ReadonlyMap<string, number> => new Map(labels.map((label, at) => [label, at]));

/** Where each label of a side stands in its series. */
function labelsOf({ from, to, grain, name }: SideSummary): Record<'periods' | 'years', ReadonlyMap<string, number>> {
  const [start, end] = [parseDate(from), parseDate(to)];
  const timeline = start === undefined || end === undefined ? undefined : makeTimeline(start.from, end.to, grain);
  if (timeline === undefined) throw new RangeError(`the run ${name} says no timeline: ${from} to ${to} by ${grain}`);
  return { periods: places(timeline.periods.map(({ label }) => label)), years: places(bucketLabels(timeline, 'year')) };
}
