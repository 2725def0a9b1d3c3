/**
 * Inputs that say something else. Enters the rows of both sides; leaves values, series, revisions, evidence, and what scenarios set.
 * Guarantee: values are compared as numbers, so that another way of writing is no change; a longer timeline alone changes no series.
 */
import { valueWords } from '../question/words.ts';
import type { RecordInput } from '../run/record.ts';
import { alignRows, type OpenSide, originsOf, type RowPair } from './alignment.ts';
import { columnsOf } from './axes.ts';
import type { Change, SeriesChange, SharedColumn } from './diff.ts';
import type { Matching } from './matching.ts';
import { change } from './parts.ts';
import { changedWords, evidenceWords, originOf, originsBeside } from './words.ts';

interface Inputs {
  readonly older: OpenSide;
  readonly newer: OpenSide;
  readonly matching: Matching;
  readonly rows: readonly RowPair[];
}

/** Every change of an input, a cell of a table or what is said about it. */
export function inputChanges(inputs: Inputs): Change[] {
  const rows = inputs.rows.filter((pair) => pair.new.kind === 'input' && pair.old.kind === 'input' && pair.old.unit === pair.new.unit);
  const values = valueChanges({ ...inputs, rows });
  return [...values, ...statedChanges({ ...inputs, rows }, new Set(values.map(({ id }) => id))), ...scenarioValues(inputs, values)];
}

function placeOf(name: string): string {
  const parts = name.split('.');
  return parts.length < 2 ? '' : parts.slice(0, -2).join('.');
}

function valueChanges({ older, newer, rows }: Inputs): Change[] {
  const [before, now] = [originsOf(older), originsOf(newer)];
  const differences = differencesBetween(older, newer);
  const { period: columns } = columnsOf(older.record, newer.record);
  return rows.flatMap((pair) => {
    const series = differences(pair);
    if (series === undefined) return [];
    const [from, to] = [before.get(pair.was), now.get(pair.name)];
    return [
      change('value', 'changed', pair.name, {
        ...described(pair, from, to, series, columns),
        series,
        ...originsBeside(originOf(from, older.record), originOf(to, newer.record)),
      }),
    ];
  });
}

/** What a value was and is: as written, where one value took the place of another, and else in the periods in which it is another one. */
function described(
  pair: RowPair,
  from: RecordInput | undefined,
  to: RecordInput | undefined,
  series: readonly SeriesChange[],
  columns: readonly SharedColumn[],
): Partial<Change> {
  const [old, current] = [pair.old, pair.new].map(({ values }) => (values.length === 1 ? values[0] : undefined));
  const isOne = typeof old === 'number' && typeof current === 'number';
  const periods = columns.map(({ label }) => label);
  const words =
    series.length === 0
      ? { old: writtenOr(from, pair.old), new: writtenOr(to, pair.new) }
      : changedWords(series, pair.new.unit, { first: periods[0]!, last: periods.at(-1)!, periods });
  return {
    label: pair.new.label,
    place: placeOf(pair.name),
    was: pair.was === pair.name ? null : pair.was,
    unit: pair.new.unit,
    ...words,
    difference: isOne ? current - old : null,
    ...(isOne ? { values: { old, new: current } } : {}),
  };
}

function writtenOr(from: RecordInput | undefined, { values, unit }: RowPair['old']): string {
  const written = from?.written ?? '';
  return written === '' || written.length > 60 ? valueWords(values[0] ?? null, unit) : written;
}

/** A function that tells where two rows say something else: undefined where they do not, and no period where each holds one value. */
function differencesBetween(older: Pick<OpenSide, 'record'>, newer: Pick<OpenSide, 'record'>) {
  const { period: columns } = columnsOf(older.record, newer.record);
  return ({ old, new: current }: RowPair): SeriesChange[] | undefined => {
    if (old.time === 'scalar' && current.time === 'scalar') return old.values[0] === current.values[0] ? undefined : [];
    const at = ({ time, values }: RowPair['old'], place: number) => values[time === 'scalar' ? 0 : place] ?? null;
    const changed = columns.flatMap((column): SeriesChange[] => {
      const [was, is] = [at(old, column.old), at(current, column.new)];
      return was === is ? [] : [{ period: column.label, old: was, new: is }];
    });
    return changed.length === 0 ? undefined : changed;
  };
}

/** Revisions and evidence of values that are the same. */
function statedChanges({ older, newer, rows }: Inputs, changed: ReadonlySet<string>): Change[] {
  const [before, now] = [originsOf(older), originsOf(newer)];
  return rows.flatMap((pair): Change[] => {
    const [from, to] = [before.get(pair.was), now.get(pair.name)];
    if (from === undefined || to === undefined || changed.has(pair.name)) return [];
    const shared = {
      label: pair.new.label,
      place: placeOf(pair.name),
      unit: pair.new.unit,
      oldOrigin: originOf(from, older.record),
      newOrigin: originOf(to, newer.record),
    };
    const [oldRevisions, newRevisions] = [revisionWords(from), revisionWords(to)];
    const [oldEvidence, newEvidence] = [evidenceWords(from), evidenceWords(to)];
    return [
      ...(oldRevisions === newRevisions
        ? []
        : [change('revision', 'changed', pair.name, { ...shared, old: oldRevisions, new: newRevisions })]),
      ...(oldEvidence === newEvidence
        ? []
        : [change('evidence', 'changed', pair.name, { ...shared, old: oldEvidence || null, new: newEvidence || null })]),
    ];
  });
}

const revisionWords = ({ revisions }: RecordInput): string | null =>
  revisions.length === 0 ? null : revisions.map(({ known, value }) => `${known}: ${value}`).join('; ');

/** What scenarios say that are not compared, where the one that is compared does not say the same already. */
function scenarioValues({ older, newer, matching }: Inputs, values: readonly Change[]): Change[] {
  if (older.scenario.id !== newer.scenario.id) return [];
  const told = new Map(values.map((one) => [one.id, one]));
  const differences = differencesBetween(older, newer);
  const { period: columns } = columnsOf(older.record, newer.record);
  const found = new Map<string, { change: Change; scenarios: string[] }>();
  for (const now of newer.record.scenarios) {
    const before = older.record.scenarios.find(({ id }) => id === now.id);
    if (before === undefined || now.id === newer.scenario.id) continue;
    const [from, to] = [originsOf({ record: older.record, scenario: before }), originsOf({ record: newer.record, scenario: now })];
    for (const pair of alignRows(before, now, newer.record, matching)) {
      const series = pair.new.kind === 'input' && pair.old.unit === pair.new.unit ? differences(pair) : undefined;
      if (series === undefined) continue;
      const [old, current] = [from.get(pair.was), to.get(pair.name)];
      const words = described(pair, old, current, series, columns);
      if (isTold({ ...words, series }, told.get(pair.name))) continue;
      const key = `${words.old} ${words.new}`;
      const known = found.get(`${pair.name} ${key}`);
      if (known !== undefined) known.scenarios.push(now.id);
      else
        found.set(`${pair.name} ${key}`, {
          scenarios: [now.id],
          change: change('scenario', 'changed', `${now.id} ${pair.name}`, {
            ...words,
            series,
            ...originsBeside(originOf(old, older.record), originOf(current, newer.record)),
          }),
        });
    }
  }
  return [...found.values()].map(({ change: one, scenarios }) => ({ ...one, scenarios }));
}

/** Whether a scenario says no more than the one that is compared: the same values in all of its periods that differ. */
function isTold({ old, new: current, series }: Partial<Change> & Pick<Change, 'series'>, change: Change | undefined): boolean {
  if (change === undefined) return false;
  if (series.length === 0) return change.series.length === 0 && change.old === old && change.new === current;
  const cells = new Map(change.series.map((cell) => [cell.period, cell]));
  return series.every(({ period, old: was, new: is }) => {
    const told = change.series.length === 0 ? change.values : cells.get(period);
    return told?.old === was && told.new === is;
  });
}
