/**
 * Which numbers of a run are shown. Enters: a run record and what was asked for. Leaves: rows by period, quarter or
 * year. Guarantee: pure; numbers stay as evaluated; a name that the run does not have is a problem with a did-you-mean.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { unknownScenario } from '../../diagnostics/unknownScenario.ts';
import {
  type RecordScenario,
  type RecordSeries,
  type RecordTieOut,
  type RunRecord,
  seriesName,
} from '../../record/record.ts';
import { formatDifference, formatDistinctPair } from '../../values/formatDifference.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import type { TextTable, Value } from '../io/format.ts';
import { formatValue, plain, rowFormat, sparkline } from '../io/format.ts';

export type By = 'period' | 'quarter' | 'year';

/** The other way to write a table column's row: `plan.max_20x.price` for `plan.price` of `max_20x`. */
function cellName({ id, members }: RecordSeries): string {
  const dot = id.lastIndexOf('.');
  return dot === -1 || members.length === 0
    ? seriesName({ id, members })
    : [id.slice(0, dot), ...members, id.slice(dot + 1)].join('.');
}

/** Every row that a name stands for: an item's rows of all members, or the row of one member. */
export function findSeries(series: readonly RecordSeries[], name: string): Checked<readonly RecordSeries[]> {
  const found = series.filter((row) => [row.id, seriesName(row), cellName(row)].includes(name));
  return found.length > 0 ? { value: found, diagnostics: [] } : { diagnostics: [unknownName(series, name)] };
}

function unknownName(series: readonly RecordSeries[], name: string): Diagnostic {
  const names = series.flatMap((row) => [row.id, seriesName(row), cellName(row)]);
  const item = series.find((row) => name.startsWith(`${row.id}.`) && row.members.length > 0);
  const members = series.filter((row) => row.id === item?.id).map((row) => row.members.join('.'));
  const listed = item === undefined ? undefined : `${item.id} has ${members.join(', ')}`;
  return problem('unknown-name', undefined, `there is nothing called '${name}' in this model`, {
    hint: didYouMean(name, names) ?? listed,
  });
}

/** The scenarios asked for: one by its id, all of them, or the one the workbook opens with. */
export function chosenScenarios(record: RunRecord, asked: string | undefined): Checked<readonly RecordScenario[]> {
  if (asked === 'all') return { value: record.scenarios, diagnostics: [] };
  const id = asked ?? record.scenario;
  const found = record.scenarios.filter((scenario) => scenario.id === id);
  if (found.length > 0) return { value: found, diagnostics: [] };
  const ids = record.scenarios.map((scenario) => scenario.id);
  return { diagnostics: [unknownScenario(id, ids)] };
}

/**
 * The column headings: `periodLabels(record, 'year')` is `['2026', '2027']`; undefined when the timeline is coarser.
 */
export function periodLabels(record: RunRecord, by: By): readonly string[] | undefined {
  if (by === 'period' || by === record.grain) return record.periods;
  if (by === 'year') return record.years;
  return record.grain === 'month' ? record.quarters : undefined;
}

/** The values of a row under those headings; a scalar has one value only. */
export function valuesBy(series: RecordSeries, record: RunRecord, by: By): readonly Value[] {
  if (series.time === 'scalar' || by === 'period' || by === record.grain) return series.values;
  return by === 'year' ? series.years : series.quarters;
}

/** `Subscription revenue, Claude Max 20x`; the row's name where it has no label. */
export function rowLabel(series: RecordSeries): string {
  return plain(series.label === '' ? seriesName(series) : series.label);
}

const TREND_WIDTH = 12;

/** The rows that have a value per period, as a table for people; the curve stands once, before the first value. */
export function seriesTable(
  rows: readonly RecordSeries[],
  record: RunRecord,
  by: By,
  trend: boolean,
): TextTable | undefined {
  const labels = periodLabels(record, by);
  const overTime = rows.filter(({ time }) => time === 'series');
  if (labels === undefined || overTime.length === 0) return undefined;
  const trendHead = trend ? ['Trend'] : [];
  const cells = overTime.map((series) => {
    const values = valuesBy(series, record, by);
    const format = rowFormat(series.unit, values);
    const curve = trend ? [sparkline(series.values, TREND_WIDTH)] : [];
    return [
      rowLabel(series),
      format.unit,
      ...curve,
      ...labels.map((_, at) => formatValue(values[at] ?? null, series.unit, format)),
    ];
  });
  return { head: ['', 'Unit', ...trendHead, ...labels], rows: cells, fixed: 2 };
}

/** The rows that have one value for all time, as a table for people. */
export function scalarTable(rows: readonly RecordSeries[]): TextTable | undefined {
  const scalars = rows.filter(({ time }) => time === 'scalar');
  if (scalars.length === 0) return undefined;
  const cells = scalars.map((series) => {
    const value = series.values[0] ?? null;
    const format = rowFormat(series.unit, [value]);
    return [rowLabel(series), format.unit, formatValue(value, series.unit, format)];
  });
  return { head: ['', 'Unit', 'Value'], rows: cells, fixed: 2 };
}

/** How many passed: `12 checks passed`, `1 of 12 checks failed`, `no checks`. */
export function countOutcomes(what: string, outcomes: readonly { readonly passed: boolean }[]): string {
  const failed = outcomes.filter(({ passed }) => !passed).length;
  const plural = outcomes.length === 1 ? what : `${what}s`;
  if (outcomes.length === 0) return `no ${what}s`;
  return failed === 0 ? `${outcomes.length} ${plural} passed` : `${failed} of ${outcomes.length} ${plural} failed`;
}

/**
 * How the published figures came out: `20 tie-outs passed, 2 miss as stated`, `1 of 22 tie-outs failed, 2 miss as
 * stated`. Those that hold because inputs were solved for them are counted too: `20 tie-outs passed (4 by
 * calibration)`. What was published after the known date is counted apart: `20 tie-outs passed, 6 published later`.
 */
export function countTieOuts(tieOuts: readonly Pick<RecordTieOut, 'verdict' | 'calibrated'>[]): string {
  const misses = tieOuts.filter(({ verdict }) => verdict === 'misses').length;
  const failed = tieOuts.some(({ verdict }) => verdict === 'fails');
  // Where nothing failed, what misses as stated did not pass either.
  const counted = tieOuts.filter(({ verdict }) => (failed ? verdict !== 'later' : verdict === 'holds'));
  const outcomes = countOutcomes(
    'tie-out',
    counted.map(({ verdict }) => ({ passed: verdict !== 'fails' })),
  );
  const noneHolds = misses > 0 ? 'no tie-out passed' : 'no tie-out judged';
  const passed = tieOuts.length > 0 && counted.length === 0 ? noneHolds : outcomes;
  const solved = tieOuts.filter(({ verdict, calibrated }) => verdict === 'holds' && calibrated.length > 0).length;
  const later = tieOuts.filter(({ verdict }) => verdict === 'later').length;
  return [
    solved === 0 || failed ? passed : `${passed} (${solved} by calibration)`,
    ...(misses === 0 ? [] : [`${misses} ${misses === 1 ? 'misses' : 'miss'} as stated`]),
    ...(later === 0 ? [] : [`${later} published later`]),
  ].join(', ');
}

/**
 * A paragraph for each figure that misses as stated: `x misses: 9bn USD where 8.6bn USD is published, 400m USD apart.
 * Training …`.
 */
export function missParagraphs(tieOuts: readonly RecordTieOut[], width: number): readonly string[] {
  return tieOuts
    .filter(({ verdict }) => verdict === 'misses')
    .map((one) => {
      const { id, misses } = one;
      const [gives, published] = figuresOf(one);
      const found = `${plain(id)} misses: ${gives} where ${published} is published${gapOf(one)}.`;
      return wrapWords(`${found} ${plain(misses ?? '').trim()}`, width, '', '  ').join('\n');
    });
}

/**
 * A paragraph for each figure that was published after the known date and that the model of that day does not give
 * within the tolerance: `published later: x gives 9bn USD where 8.6bn USD was published on 2026-09-28, 400m USD apart`.
 */
export function laterParagraphs(tieOuts: readonly RecordTieOut[], width: number): readonly string[] {
  // What cannot be calculated is a problem of its own.
  const isOutside = ({ verdict, passed, value }: RecordTieOut) =>
    verdict === 'later' && !passed && !Number.isNaN(value);
  return tieOuts.filter(isOutside).map((one) => {
    const { id, known } = one;
    const [gives, published] = figuresOf(one);
    const when = `${/^\d+-\d+-\d+$/.test(known ?? '') ? 'on' : 'in'} ${known}`;
    const found = `${plain(id)} gives ${gives} where ${published} was published ${when}`;
    return wrapWords(`published later: ${found}${gapOf(one)}`, width, '', '  ').join('\n');
  });
}

/** Both numbers, with the digits that tell them apart. */
const figuresOf = ({ value, expect, unit }: RecordTieOut): readonly [string, string] =>
  formatDistinctPair(value, expect, unit);

/** How far apart the two numbers are. */
function gapOf({ difference, unit }: RecordTieOut): string {
  return unit === 'flag' ? '' : `, ${formatDifference(Math.abs(difference), unit)} apart`;
}
