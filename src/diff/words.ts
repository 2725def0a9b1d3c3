/** Values of a record as people read them, and where they come from. */
import { figureWords } from '../question/words.ts';
import type { RecordInput, RecordOrigin, RecordSeries, RunRecord } from '../run/record.ts';
import { isoDay } from '../values/days.ts';
import type { ChangeOrigin } from './diff.ts';

/** One value in words: `40%`, `200bn USD`, `2026-06-15`, `an error`. */
export function valueWords(value: number | string | null, unit: string): string {
  if (value === null) return 'an error';
  if (typeof value === 'string') return value;
  if (unit === 'flag') return value === 0 ? 'no' : 'yes';
  return unit === 'date' ? isoDay(value) : figureWords(value, unit);
}

/** The values of a row in a line: `5 USD`, or from the first to the last. */
export function seriesWords({ values, unit, time }: RecordSeries): string {
  const given = values.filter((value) => value !== null);
  const [first = null] = given;
  const last = given.at(-1) ?? null;
  if (time === 'scalar' || given.every((value) => value === first)) return valueWords(first, unit);
  return `${valueWords(first, unit)} … ${valueWords(last, unit)}`;
}

/** Where a value comes from, with the title of its source. */
export function originOf(from: (RecordOrigin & Partial<Pick<RecordInput, 'why'>>) | undefined, record: RunRecord): ChangeOrigin | null {
  if (from === undefined) return null;
  const cited = record.sources.find(({ id }) => id === from.source);
  return {
    source: from.source,
    sourceTitle: cited?.title ?? null,
    url: cited?.url ?? null,
    status: from.status,
    known: from.known,
    reason: from.why ?? from.note,
  };
}

/** What a value rests on, in a line; empty where nothing is said: `prospectus, reported, known 2026-09-28`. */
export function evidenceWords(input: RecordInput): string {
  const { source, status, known, range, distribution, why, note, calibratedTo } = input;
  const parts = [
    source === null ? [] : [`source ${source}`],
    status === null ? [] : [status],
    known === null ? [] : [`known ${known}`],
    range === null ? [] : [`range ${range}`],
    distribution === null ? [] : [distribution],
    calibratedTo.length === 0 ? [] : [`calibrated to ${calibratedTo.join(', ')}`],
    why === null ? [] : [`why: ${why}`],
    note === null ? [] : [`note: ${note}`],
  ];
  return parts.flat().join('; ');
}
