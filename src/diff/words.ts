/** Rows of a record as people read them, and where values come from. */
import { valueWords } from '../question/words.ts';
import type { RecordInput, RecordOrigin, RecordSeries, RunRecord } from '../run/record.ts';
import type { ChangeOrigin } from './diff.ts';

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
