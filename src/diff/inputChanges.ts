/**
 * Changes to inputs. Takes the rows of both sides; returns changes to values, series, revisions, evidence and the
 * overrides of scenarios. Guarantee: values are compared as numbers, so that another spelling is no change; a longer
 * timeline alone changes no series.
 */

import { type RecordInput, seriesName } from '../record/record.ts';
import { formatResult } from '../values/formatFigure.ts';
import { columnsOf, valueAt } from './columns.ts';
import { changeOrigins, describeEvidence, describeQualifiers, describeSeriesChange, originOf } from './descriptions.ts';
import type { Change, SeriesChange } from './diff.ts';
import { makeChange } from './formulaParts.ts';
import type { Matching } from './matching.ts';
import { alignRows, inputOrigins, type RowPair, type ScenarioSide } from './rowPairs.ts';

interface InputComparison {
  readonly older: ScenarioSide;
  readonly newer: ScenarioSide;
  readonly matching: Matching;
  readonly rows: readonly RowPair[];
}

/** Every change to an input, a cell of a table, or its evidence. */
export function findInputChanges(inputs: InputComparison): Change[] {
  const rows = inputs.rows.filter((pair) => pair.new.kind === 'input' && pair.old.kind === 'input');
  const values = valueChanges({ ...inputs, rows });
  return [
    ...values,
    ...statedChanges({ ...inputs, rows }, new Set(values.map(({ id }) => id))),
    ...scenarioValues(inputs, values),
  ];
}

function placeOf(name: string): string {
  const parts = name.split('.');
  return parts.length < 2 ? '' : parts.slice(0, -2).join('.');
}

function valueChanges({ older, newer, rows }: InputComparison): Change[] {
  const [before, now] = [inputOrigins(older), inputOrigins(newer)];
  const beside = createSideBySide(older, newer);
  return rows.flatMap((pair) => {
    const columns = beside(pair);
    const series = differencesIn(pair, columns);
    if (series === undefined) return [];
    const [from, to] = [before.get(pair.was), now.get(pair.name)];
    return [
      makeChange('value', 'changed', pair.name, {
        ...described(pair, from, to, series, columns),
        series,
        ...changeOrigins(originOf(from, older.record), originOf(to, newer.record)),
      }),
    ];
  });
}

/** The old and new value: as written if both are single values, otherwise by the periods in which they differ. */
function described(
  pair: RowPair,
  from: RecordInput | undefined,
  to: RecordInput | undefined,
  series: readonly SeriesChange[],
  columns: readonly SeriesChange[],
): Partial<Change> {
  const [old, current] = [pair.old, pair.new].map(({ values }) => (values.length === 1 ? values[0] : undefined));
  const isOne = typeof old === 'number' && typeof current === 'number' && pair.old.unit === pair.new.unit;
  const words =
    series.length === 0
      ? { old: writtenOr(from, pair.old), new: writtenOr(to, pair.new) }
      : describeSeriesChange(series, columns, pair.old.unit, pair.new.unit);
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
  return written === '' || written.length > 60 ? formatResult(values[0] ?? null, unit) : written;
}

/**
 * A function that puts the values of two rows side by side: openings if both timelines begin with the same period, then
 * the common periods, or the common quarters or years if the grains differ. Empty if both rows have a single value.
 */
function createSideBySide(
  older: Pick<ScenarioSide, 'record'>,
  newer: Pick<ScenarioSide, 'record'>,
): (pair: RowPair) => readonly SeriesChange[] {
  const columns = columnsOf(older.record, newer.record);
  const by = (['period', 'quarter', 'year'] as const).find((one) => columns[one].length > 0) ?? 'period';
  const [first] = newer.record.periods;
  const startsAlike = older.record.periods[0] === first && older.record.grain === newer.record.grain;
  return ({ old, new: current }) => {
    if (old.time === 'scalar' && current.time === 'scalar') return [];
    const count = startsAlike ? Math.min(old.openings.length, current.openings.length) : 0;
    const openings = Array.from({ length: count }, (_, place): SeriesChange => {
      const back = count - place;
      const period = back === 1 ? `before ${first}` : `${back} before ${first}`;
      return { period, old: old.openings.at(-back) ?? null, new: current.openings.at(-back) ?? null };
    });
    return [
      ...openings.filter((cell) => cell.old !== null && cell.new !== null),
      ...columns[by].map((column): SeriesChange => {
        const [was, is] = [
          valueAt(old, older.record, by, column, column.old),
          valueAt(current, newer.record, by, column, column.new),
        ];
        return { period: column.label, old: was, new: is };
      }),
    ];
  };
}

/** Where two rows differ: undefined if they do not, and an empty list if both have a single value. */
function differencesIn(
  { old, new: current }: RowPair,
  columns: readonly SeriesChange[],
): readonly SeriesChange[] | undefined {
  if (old.time === 'scalar' && current.time === 'scalar') return old.values[0] === current.values[0] ? undefined : [];
  const differing = columns.filter((cell) => cell.old !== cell.new);
  return differing.length === 0 ? undefined : differing;
}

/** Changes to revisions and evidence; of a changed value without its source, which the change itself reports. */
function statedChanges({ older, newer, rows, matching }: InputComparison, changed: ReadonlySet<string>): Change[] {
  const [before, now] = [inputOrigins(older), inputOrigins(newer)];
  const own = rows.flatMap((pair): Change[] => {
    const [from, to] = [before.get(pair.was), now.get(pair.name)];
    if (from === undefined || to === undefined) return [];
    const isChanged = changed.has(pair.name);
    const said = {
      label: pair.new.label,
      place: placeOf(pair.name),
      unit: pair.new.unit,
      ...(isChanged ? {} : { oldOrigin: originOf(from, older.record), newOrigin: originOf(to, newer.record) }),
    };
    const evidence = isChanged ? describeQualifiers : describeEvidence;
    // The change of the value itself is reported already.
    const inForce = new Set(isChanged ? [from.written, to.written] : []);
    return [
      ...stated('revision', pair.name, revisionWords(from, inForce), revisionWords(to, inForce), said),
      ...stated('evidence', pair.name, evidence(from) || null, evidence(to) || null, said),
    ];
  });
  return [...own, ...scenarioEvidence({ older, newer, rows, matching })];
}

function stated(
  kind: 'revision' | 'evidence',
  id: string,
  old: string | null,
  current: string | null,
  said: Partial<Change>,
): Change[] {
  return old === current ? [] : [makeChange(kind, 'changed', id, { ...said, old, new: current })];
}

/** Changes to the evidence of unchanged values in the other scenarios. */
function scenarioEvidence({ older, newer, rows }: InputComparison): Change[] {
  if (older.scenario.id !== newer.scenario.id) return [];
  const pairs = new Map(rows.map((pair) => [pair.name, pair]));
  return newer.record.scenarios.flatMap((scenario) => {
    const before = older.record.scenarios.find(({ id }) => id === scenario.id);
    if (before === undefined || scenario.id === newer.scenario.id) return [];
    const old = new Map(before.inputs.map((input) => [seriesName(input), input]));
    return scenario.inputs.flatMap((input): Change[] => {
      const pair = pairs.get(seriesName(input));
      const from = pair === undefined ? undefined : old.get(pair.was);
      if (pair === undefined || from === undefined || from.written !== input.written) return [];
      const said = { label: pair.new.label, place: placeOf(pair.name), scenarios: [scenario.id] };
      return stated(
        'evidence',
        `${scenario.id} ${pair.name}`,
        describeEvidence(from) || null,
        describeEvidence(input) || null,
        said,
      );
    });
  });
}

/** The revisions of a value in words, without values that are reported already. */
function revisionWords({ revisions }: RecordInput, told: ReadonlySet<string>): string | null {
  const others = revisions.filter(({ value }) => !told.has(value));
  if (others.length === 0) return null;
  return others
    .map(({ known, value, source, why }) =>
      [`${known}: ${value}`, source, why].filter((one) => one !== null).join(', '),
    )
    .join('; ');
}

/** Value changes in the other scenarios, unless the compared scenario reports the same already. */
function scenarioValues({ older, newer, matching }: InputComparison, values: readonly Change[]): Change[] {
  if (older.scenario.id !== newer.scenario.id) return [];
  const told = new Map(values.map((one) => [one.id, one]));
  const beside = createSideBySide(older, newer);
  const found = new Map<string, { change: Change; scenarios: string[] }>();
  for (const now of newer.record.scenarios) {
    const before = older.record.scenarios.find(({ id }) => id === now.id);
    if (before === undefined || now.id === newer.scenario.id) continue;
    const [from, to] = [
      inputOrigins({ record: older.record, scenario: before }),
      inputOrigins({ record: newer.record, scenario: now }),
    ];
    for (const pair of alignRows(before, now, newer.record, matching)) {
      if (pair.new.kind !== 'input' || pair.old.kind !== 'input') continue;
      const columns = beside(pair);
      const series = differencesIn(pair, columns);
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
          change: makeChange('scenario', 'changed', `${now.id} ${pair.name}`, {
            ...words,
            series,
            ...changeOrigins(originOf(old, older.record), originOf(current, newer.record)),
          }),
        });
    }
  }
  return [...found.values()].map(({ change: one, scenarios }) => ({ ...one, scenarios }));
}

/** Whether the change of the compared scenario covers a change of another one: the same values in all its periods. */
function isTold(
  { old, new: current, series }: Partial<Change> & Pick<Change, 'series'>,
  change: Change | undefined,
): boolean {
  if (change === undefined) return false;
  if (series.length === 0) return change.series.length === 0 && change.old === old && change.new === current;
  const cells = new Map(change.series.map((cell) => [cell.period, cell]));
  return series.every(({ period, old: was, new: is }) => {
    const told = change.series.length === 0 ? change.values : cells.get(period);
    return told?.old === was && told.new === is;
  });
}
