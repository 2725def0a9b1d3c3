/**
 * Selects and tabulates the numbers of a run. Input: a run record and the requested rows. Output: rows by period,
 * quarter or year. Guarantee: pure; numbers stay as evaluated; a name that is not in the run is a problem with a
 * suggestion.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { unknownScenario } from '../../diagnostics/unknownScenario.ts';
import { type RecordScenario, type RecordSeries, type RunRecord, seriesName } from '../../record/record.ts';
import type { TextTable, Value } from '../io/format.ts';
import { formatValue, rowFormat, sparkline, stripControls } from '../io/format.ts';

export type By = 'period' | 'quarter' | 'year';

/** The alternative name of a table cell: `plan.max_20x.price` for `plan.price` of `max_20x`. */
function cellName({ id, members }: RecordSeries): string {
  const dot = id.lastIndexOf('.');
  return dot === -1 || members.length === 0
    ? seriesName({ id, members })
    : [id.slice(0, dot), ...members, id.slice(dot + 1)].join('.');
}

/** Finds every row with a name: the rows of all members of an item, or the row of one member. */
export function findSeries(series: readonly RecordSeries[], name: string): Checked<readonly RecordSeries[]> {
  const found = series.filter((row) => [row.id, seriesName(row), cellName(row)].includes(name));
  return found.length > 0 ? { value: found, diagnostics: [] } : { diagnostics: [unknownName(series, name)] };
}

function unknownName(series: readonly RecordSeries[], name: string): Diagnostic {
  const names = series.flatMap((row) => [row.id, seriesName(row), cellName(row)]);
  const item = series.find((row) => name.startsWith(`${row.id}.`) && row.members.length > 0);
  const members = series.filter((row) => row.id === item?.id).map((row) => row.members.join('.'));
  const listed = item === undefined ? undefined : `${item.id} has ${members.join(', ')}`;
  return problem('unknown-name', undefined, `the model has no '${name}'`, {
    hint: didYouMean(name, names) ?? listed,
  });
}

/** The requested scenarios: one by its id, all of them, or the one the workbook opens with. */
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

/** The values of a row for those headings; a scalar has only one value. */
export function valuesBy(series: RecordSeries, record: RunRecord, by: By): readonly Value[] {
  if (series.time === 'scalar' || by === 'period' || by === record.grain) return series.values;
  return by === 'year' ? series.years : series.quarters;
}

/** `Subscription revenue, Claude Max 20x`; the row's name where it has no label. */
export function rowLabel(series: RecordSeries): string {
  return stripControls(series.label === '' ? seriesName(series) : series.label);
}

const TREND_WIDTH = 12;

/** Tabulates rows with a value per period; the sparkline comes before the first value. */
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

/** Tabulates rows with one value for all periods. */
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
