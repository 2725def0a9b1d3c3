/**
 * The value of a result in a run record. Takes a record, a scenario and `gross_margin@2027`; returns a number, null for
 * an error, or undefined.
 */
import { type RunRecord, seriesName } from '../record/record.ts';

/** The recorded value; undefined if the record has no such cell, for example for a formula. */
export function findRecordedValue(record: RunRecord, scenario: string, text: string): number | null | undefined {
  const [name, period] = text.trim().split('@');
  const series = record.scenarios.find(({ id }) => id === scenario)?.series ?? [];
  const found = series.find((row) => seriesName(row) === name);
  if (found === undefined) return undefined;
  const value = found.time === 'scalar' ? found.values[0] : valueAt(found, period, record);
  return typeof value === 'string' ? undefined : value;
}

type Series = RunRecord['scenarios'][number]['series'][number];

function valueAt(
  { years, quarters, values }: Series,
  period: string | undefined,
  record: RunRecord,
): number | string | null | undefined {
  if (period === undefined) return undefined;
  for (const [labels, numbers] of [
    [record.years, years],
    [record.quarters, quarters],
    [record.periods, values],
  ] as const) {
    const at = labels.indexOf(period);
    if (at !== -1 && at < numbers.length) return numbers[at];
  }
  return undefined;
}
