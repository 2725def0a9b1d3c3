/**
 * Time in run records. Enters two records; leaves the periods, quarters and years that both have and that mean the same
 * stretch of time. Guarantee: a year of which one side covers only a part is not compared.
 */
import type { RecordSeries, RunRecord } from '../record/record.ts';
import { monthsIn } from '../values/timeline.ts';
import type { ColumnKind, Columns, SharedColumn } from './diff.ts';

/**
 * Labels of the columns of a record, where its timeline has such columns: those of years that are periods themselves,
 * too.
 */
function columnLabels(record: RunRecord, by: ColumnKind): readonly string[] {
  if (by === 'period' || by === record.grain) return record.periods;
  return by === 'year' ? record.years : record.quarters;
}

/** Values of a row of a side with that grain in these columns; empty where it does not add up to them. */
export function columnValues(
  series: RecordSeries,
  grain: RunRecord['grain'],
  by: ColumnKind,
): readonly (number | string | null)[] {
  if (by === 'period' || by === grain || series.time === 'scalar') return series.values;
  return by === 'year' ? series.years : series.quarters;
}

/**
 * What a row says at the beginning of a column: of a column of its own periods, or in the first period of a year or
 * quarter. Rates have no sum of a year that they could be compared by.
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

/** The columns of every kind that both sides have. */
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

/** Which months of each year or quarter a timeline covers: its first period and how many; periods are whole. */
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

/** The month of the year with which a period begins: that of `2026-Q2` is 4. */
function firstMonth(period: string, grain: RunRecord['grain']): number {
  const part = period.split('-')[1] ?? '1';
  return grain === 'quarter' ? Number(part.slice(1)) * monthsIn.quarter - 2 : Number(part);
}

/** The year or quarter that a period lies in: `bucketOf('2026-05', 'quarter')` is `2026-Q2`. */
function bucketOf(period: string, by: 'year' | 'quarter'): string {
  const [year = '', part = ''] = period.split('-');
  if (by === 'year') return year;
  return part.startsWith('Q') ? period : `${year}-Q${Math.ceil(Number(part) / monthsIn.quarter)}`;
}
