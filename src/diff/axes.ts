/**
 * Time in run records. Enters two records; leaves the periods, quarters and years that both have and that mean the same stretch of time.
 * Guarantee: a year of which one side covers only a part is not compared.
 */
import type { RecordSeries, RunRecord } from '../run/record.ts';
import { monthsIn } from '../values/timeline.ts';
import type { By } from './diff.ts';

/** Labels of the columns of a record, where its timeline has such columns: those of years that are periods themselves, too. */
export function axisLabels(record: RunRecord, by: By): readonly string[] {
  if (by === 'period' || by === record.grain) return record.periods;
  return by === 'year' ? record.years : record.quarters;
}

/** Values of a row in these columns; empty where it does not add up to them. */
export function axisValues(series: RecordSeries, record: RunRecord, by: By): readonly (number | string | null)[] {
  if (by === 'period' || by === record.grain || series.time === 'scalar') return series.values;
  return by === 'year' ? series.years : series.quarters;
}

/** A column of both sides, with its place on each. */
export interface SharedColumn {
  readonly label: string;
  readonly old: number;
  readonly new: number;
}

/** The columns that both sides have, in order. */
export function sharedColumns(older: RunRecord, newer: RunRecord, by: By): readonly SharedColumn[] {
  if (by === 'period' && older.grain !== newer.grain) return [];
  const places = new Map(axisLabels(older, by).map((label, at) => [label, at]));
  return axisLabels(newer, by).flatMap((label, at): SharedColumn[] => {
    const place = places.get(label);
    return place === undefined || monthsOf(older, label, by) !== monthsOf(newer, label, by) ? [] : [{ label, old: place, new: at }];
  });
}

/** How many months of a year or quarter a timeline covers. */
function monthsOf({ periods, grain }: RunRecord, label: string, by: By): number {
  if (by === 'period') return 0;
  return periods.filter((period) => isWithin(period, label)).length * monthsIn[grain];
}

/** Whether a period lies in a year or quarter: `isWithin('2026-05', '2026-Q2')`. */
function isWithin(period: string, label: string): boolean {
  if (!label.includes('Q') || period.includes('Q')) return period.startsWith(label);
  const [year, quarter] = label.split('-Q');
  const [of, month] = period.split('-');
  return year === of && Math.ceil(Number(month) / monthsIn.quarter) === Number(quarter);
}
