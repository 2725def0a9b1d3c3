/**
 * Rows of two runs beside each other. Enters two sides and the pairs of what they hold; leaves pairs of rows, with the
 * values of each in the scenarios that are compared. Guarantee: a row is in one pair at most; members that were renamed
 * are one.
 */
import {
  type RecordInput,
  type RecordScenario,
  type RecordSeries,
  type RunRecord,
  seriesName,
} from '../record/record.ts';
import type { Side } from './diff.ts';
import type { Matching } from './matching.ts';

export interface RowPair {
  readonly old: RecordSeries;
  readonly new: RecordSeries;
  /** `contract.total.google_tpu` on the new side, and on the old. */
  readonly name: string;
  readonly was: string;
}

/** A side with the scenario that is compared. */
export interface ScenarioSide {
  readonly record: RunRecord;
  readonly scenario: RecordScenario;
}

/** The side with its scenario; one that the record does not hold is a fault of the caller. */
export function selectScenario({ record, scenario }: Side): ScenarioSide {
  const found = record.scenarios.find(({ id }) => id === scenario);
  if (found === undefined) throw new Error(`the record of ${record.model} has no scenario ${scenario}`);
  return { record, scenario: found };
}

/** The name on the old side of a row of the new one. */
export function oldNameOf(series: RecordSeries, tables: readonly string[], matching: Matching): string {
  const members = series.members.map((member, at) => matching.oldMember(tables[at] ?? '', member));
  return seriesName({ id: matching.oldId(series.id), members });
}

/** Rows of both, in the order of the new side. */
export function alignRows(
  older: RecordScenario,
  newer: RecordScenario,
  record: RunRecord,
  matching: Matching,
): RowPair[] {
  const before = new Map(older.series.map((series) => [seriesName(series), series]));
  const tables = new Map(record.quantities.map((quantity) => [quantity.id, quantity.tables]));
  const paired = new Set(matching.quantities.map((pair) => pair.new.id));
  return newer.series.flatMap((series): RowPair[] => {
    if (!paired.has(series.id)) return [];
    const was = oldNameOf(series, tables.get(series.id) ?? [], matching);
    const old = before.get(was);
    return old === undefined ? [] : [{ old, new: series, name: seriesName(series), was }];
  });
}

/** Where the inputs of a scenario come from, by the name of the row. */
export function inputOrigins({
  record,
  scenario,
}: Pick<ScenarioSide, 'record' | 'scenario'>): ReadonlyMap<string, RecordInput> {
  return new Map([...record.inputs, ...scenario.inputs].map((input) => [seriesName(input), input]));
}
