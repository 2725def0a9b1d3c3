/**
 * The query of `trace`. Input: `revenue.max_20x@2027` or `COGS!H14`, and the run. Output: a row and a period, or a
 * cell. Guarantee: pure; a year or quarter means the value that reports show; if they show none, it means the last
 * period, and the query says so.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type RecordSeries, type RunRecord, seriesName } from '../../record/record.ts';
import { parseDate } from '../../values/timeline.ts';
import { optionProblem } from '../io/options.ts';
import { findSeries } from '../reports/resultTables.ts';

export interface CellQuery {
  readonly kind: 'cell';
  readonly address: string;
}
export interface ItemQuery {
  readonly kind: 'item';
  readonly item: string;
  readonly members: readonly string[];
  readonly period?: string;
  /** A note on what is shown instead, such as the last period of a year for which the item has no value. */
  readonly stated?: string;
}

/**
 * A cell address without dollar signs: `cellAddress("'Cash flow'!$H$14")` is `Cash flow!H14`; undefined when it is
 * none.
 */
export function cellAddress(text: string): string | undefined {
  const match = /^(?:'((?:[^']|'')+)'|([^!'@]+))!\$?([A-Za-z]{1,3})\$?([1-9]\d*)$/.exec(text.trim());
  if (match === null) return undefined;
  const sheet = match[1]?.replaceAll("''", "'") ?? match[2];
  return `${sheet}!${match[3]?.toUpperCase()}${match[4]}`;
}

/** Reads the query in terms of the run. */
export function readTraceQuery(text: string, record: RunRecord, scenario: string): Checked<CellQuery | ItemQuery> {
  const address = cellAddress(text);
  if (address !== undefined) return { value: { kind: 'cell', address }, diagnostics: [] };
  const [name = '', period, ...rest] = text.split('@').map((part) => part.trim());
  if (rest.length > 0)
    return {
      diagnostics: [optionProblem(`'${text}' contains more than one @`, 'write item@period, such as revenue@2027-03')],
    };
  const series = record.scenarios.find(({ id }) => id === scenario)?.series ?? [];
  const found = findSeries(series, name);
  if (found.value === undefined) return { diagnostics: found.diagnostics };
  const [row, ...others] = found.value;
  if (row === undefined || others.length > 0) return { diagnostics: [severalRows(name, found.value)] };
  return withPeriod(row, period, record);
}

function severalRows(name: string, rows: readonly RecordSeries[]): Diagnostic {
  const names = rows.slice(0, 8).map(seriesName).join(', ');
  return problem('dimension-mismatch', undefined, `'${name}' has one row per member: choose one`, {
    hint: `such as ${names}`,
  });
}

function withPeriod(row: RecordSeries, asked: string | undefined, record: RunRecord): Checked<ItemQuery> {
  const question = { kind: 'item', item: row.id, members: row.members } as const;
  if (row.time === 'scalar') {
    const stated = asked === undefined ? {} : { stated: 'this value is the same in every period' };
    return { value: { ...question, ...stated }, diagnostics: [] };
  }
  if (asked === undefined) {
    const period = record.periods.at(-1) ?? '';
    return {
      value: { ...question, period, stated: `no period given; showing the last one, ${period}` },
      diagnostics: [],
    };
  }
  if (asked === 'opening' || isRolledUp(row, asked, record))
    return { value: { ...question, period: asked }, diagnostics: [] };
  const period = periodFor(asked, record.periods);
  if (period === undefined) return { diagnostics: [outsideTimeline(asked, record.periods)] };
  const stated = period === asked ? {} : { stated: `${seriesName(row)} has no value for ${asked}; showing ${period}` };
  return { value: { ...question, period, ...stated }, diagnostics: [] };
}

/** Whether reports show a value of the row for a year or a quarter. */
function isRolledUp({ years, quarters }: RecordSeries, asked: string, record: RunRecord): boolean {
  return (record.years.includes(asked) && years.length > 0) || (record.quarters.includes(asked) && quarters.length > 0);
}

/**
 * The period a date means: the last one inside it, or the one that holds it; `periodFor('2027', ['2027-11',
 * '2027-12'])` is `2027-12`.
 */
export function periodFor(asked: string, periods: readonly string[]): string | undefined {
  const wanted = parseDate(asked);
  if (wanted === undefined) return undefined;
  const last = wanted.to - 1;
  const overlapping = periods.filter((label) => {
    const range = parseDate(label);
    return range !== undefined && range.from <= last && wanted.from < range.to;
  });
  return overlapping.at(-1);
}

function outsideTimeline(asked: string, periods: readonly string[]): Diagnostic {
  if (parseDate(asked) === undefined) {
    return problem('invalid-date', undefined, `'${asked}' is not a date`, { hint: 'write 2027, 2027-Q1 or 2027-03' });
  }
  const message = `${asked} is outside the timeline`;
  return problem('outside-timeline', undefined, message, {
    hint: `the timeline runs from ${periods[0]} to ${periods.at(-1)}`,
  });
}
