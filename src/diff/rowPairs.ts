/**
 * Pairs of rows of two runs. Takes two scenarios and the matching of their models; returns pairs of rows. Guarantee: a
 * row is in one pair at most; renamed members are paired.
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
  /** Its name on the new side, such as `contract.total.google_tpu`, and on the old. */
  readonly name: string;
  readonly was: string;
}

/** A side with its compared scenario. */
export interface ScenarioSide {
  readonly record: RunRecord;
  readonly scenario: RecordScenario;
}

/** The side with its compared scenario; the caller guarantees that the record contains it. */
export function selectScenario({ record, scenario }: Side): ScenarioSide {
  const found = record.scenarios.find(({ id }) => id === scenario);
  if (found === undefined) throw new Error(`the record of ${record.model} has no scenario ${scenario}`);
  return { record, scenario: found };
}

/** The name on the old side of a row of the new side. */
export function oldNameOf(series: RecordSeries, tables: readonly string[], matching: Matching): string {
  const members = series.members.map((member, at) => matching.oldMember(tables[at] ?? '', member));
  return seriesName({ id: matching.oldId(series.id), members });
}

/** Rows of both sides, in the order of the new side. */
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

/** The provenance of the inputs of a scenario, by the name of the row. */
export function inputOrigins({
  record,
  scenario,
}: Pick<ScenarioSide, 'record' | 'scenario'>): ReadonlyMap<string, RecordInput> {
  return new Map([...record.inputs, ...scenario.inputs].map((input) => [seriesName(input), input]));
}
