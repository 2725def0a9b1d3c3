/**
 * The columns of two records. Takes two records; returns the periods, quarters and years that both have and that cover
 * the same months. Guarantee: a year that one side covers only in part is not compared.
 */
import type { RecordSeries, RunRecord } from '../record/record.ts';
import { monthsIn } from '../values/timeline.ts';
import type { ColumnKind, Columns, SharedColumn } from './diff.ts';

/** The labels of a kind of columns of a record, including years or quarters that are its periods. */
function columnLabels(record: RunRecord, by: ColumnKind): readonly string[] {
  if (by === 'period' || by === record.grain) return record.periods;
  return by === 'year' ? record.years : record.quarters;
}

/** The values of a row in a kind of columns; empty if the row has no roll-up to them. */
export function columnValues(
  series: RecordSeries,
  grain: RunRecord['grain'],
  by: ColumnKind,
): readonly (number | string | null)[] {
  if (by === 'period' || by === grain || series.time === 'scalar') return series.values;
  return by === 'year' ? series.years : series.quarters;
}

/**
 * The value of an input in a column: in a period, or in the first period of a year or quarter, because inputs such as
 * rates have no total for a year.
 */
export function valueAt(
  series: RecordSeries,
  { periods, grain }: RunRecord,
  by: ColumnKind,
  { label }: Pick<SharedColumn, 'label'>,
  place: number,
) {
  if (series.time === 'scalar') return series.values[0] ?? null;
  if (by === 'period' || by === grain) return series.values[place] ?? null;
  return series.values[periods.findIndex((period) => bucketOf(period, by) === label)] ?? null;
}

/** The columns that both sides have, of every kind. */
export function columnsOf(older: RunRecord, newer: RunRecord): Columns {
  return {
    year: sharedColumns(older, newer, 'year'),
    quarter: sharedColumns(older, newer, 'quarter'),
    period: sharedColumns(older, newer, 'period'),
  };
}

function sharedColumns(older: RunRecord, newer: RunRecord, by: ColumnKind): readonly SharedColumn[] {
  if (by === 'period' && older.grain !== newer.grain) return [];
  const places = new Map(columnLabels(older, by).map((label, at) => [label, at]));
  const [before, now] = [monthsCovered(older, by), monthsCovered(newer, by)];
  return columnLabels(newer, by).flatMap((label, at): SharedColumn[] => {
    const place = places.get(label);
    return place === undefined || before.get(label) !== now.get(label) ? [] : [{ label, old: place, new: at }];
  });
}

/** Which months of each year or quarter a timeline covers: the first one and how many. Periods are always complete. */
function monthsCovered({ periods, grain }: RunRecord, by: ColumnKind): ReadonlyMap<string, string> {
  const months = new Map<string, { readonly from: number; count: number }>();
  if (by === 'period') return new Map();
  for (const period of periods) {
    const label = bucketOf(period, by);
    const covered = months.get(label) ?? { from: firstMonth(period, grain), count: 0 };
    covered.count += monthsIn[grain];
    months.set(label, covered);
  }
  return new Map([...months].map(([label, { from, count }]) => [label, `${from} ${count}`]));
}

/** The first month of a period: 4 for `2026-Q2`. */
function firstMonth(period: string, grain: RunRecord['grain']): number {
  const part = period.split('-')[1] ?? '1';
  return grain === 'quarter' ? Number(part.slice(1)) * monthsIn.quarter - 2 : Number(part);
}

/** The year or quarter of a period: `bucketOf('2026-05', 'quarter')` is `2026-Q2`. */
function bucketOf(period: string, by: 'year' | 'quarter'): string {
  const [year = '', part = ''] = period.split('-');
  if (by === 'year') return year;
  return part.startsWith('Q') ? period : `${year}-Q${Math.ceil(Number(part) / monthsIn.quarter)}`;
}
