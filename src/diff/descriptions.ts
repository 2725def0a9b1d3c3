/** Values, origins and evidence of a record in words. */

import type { RecordInput, RecordOrigin, RunRecord } from '../record/record.ts';
import { formatResult } from '../values/formatFigure.ts';
import type { Change, ChangeOrigin, SeriesChange } from './diff.ts';

/** The maximum number of stretches of a changed series to list. */
const stretchesMost = 3;

/** Both sides of a series where they differ, by stretches of constant values: `from 2027-01: 1.2%/month`. */
export function describeSeriesChange(
  changes: readonly SeriesChange[],
  columns: readonly SeriesChange[],
  oldUnit: string,
  unit: string,
): { readonly old: string; readonly new: string } {
  const places = new Map(columns.map(({ period }, at) => [period, at]));
  const [first, last] = [columns[0]?.period, columns.at(-1)?.period];
  const stretches: { from: SeriesChange; to: SeriesChange }[] = [];
  for (const one of changes) {
    const open = stretches.at(-1);
    const follows = open !== undefined && places.get(one.period) === places.get(open.to.period)! + 1;
    if (follows && open.from.old === one.old && open.from.new === one.new) open.to = one;
    else stretches.push({ from: one, to: one });
  }
  const told = stretches.length > stretchesMost ? [stretches[0]!, stretches.at(-1)!] : stretches;
  const spanOf = ({ from, to }: (typeof stretches)[number]): string => {
    if (from.period === first && to.period === last) return '';
    if (from === to) return `${from.period}: `;
    if (to.period === last) return `from ${from.period}: `;
    return from.period === first ? `until ${to.period}: ` : `${from.period} to ${to.period}: `;
  };
  const side = (which: 'old' | 'new'): string =>
    told
      .map((stretch) => spanOf(stretch) + formatResult(stretch.from[which], which === 'old' ? oldUnit : unit))
      .join(stretches.length > stretchesMost ? ' … ' : '; ');
  return { old: side('old'), new: side('new') };
}

/** The origin of a value, with the title of its source. */
export function originOf(
  from: (RecordOrigin & Partial<Pick<RecordInput, 'why'>>) | undefined,
  record: RunRecord,
): ChangeOrigin | null {
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

/** The origins of both values. A source or note kept from the old value does not count as evidence for the new one. */
export function changeOrigins(
  old: ChangeOrigin | null,
  current: ChangeOrigin | null,
): Pick<Change, 'oldOrigin' | 'newOrigin'> {
  const says = (origin: ChangeOrigin | null): string =>
    origin === null ? '' : JSON.stringify([origin.source, origin.status, origin.known, origin.reason]);
  const isKept =
    current !== null && (current.source !== null || current.reason !== null) && says(old) === says(current);
  if (!isKept) return { oldOrigin: old, newOrigin: current };
  const kept = [...(current.source === null ? [] : ['source']), ...(current.reason === null ? [] : ['note'])];
  const verb = kept.length === 1 ? 'was' : 'were';
  const reason = `No reason is given: the ${kept.join(' and ')} ${verb} written for the old value.`;
  return {
    oldOrigin: old,
    newOrigin: { source: null, sourceTitle: null, url: null, status: null, known: null, reason },
  };
}

/** An origin in one line, or empty: `source prospectus; reported; known 2026-09-28`. */
export function describeOrigin({
  source,
  status,
  known,
  note,
}: Pick<RecordOrigin, 'source' | 'status' | 'known' | 'note'>): string {
  const parts = [
    source === null ? [] : [`source ${source}`],
    status === null ? [] : [status],
    known === null ? [] : [`known ${known}`],
    note === null ? [] : [`note: ${note}`],
  ];
  return parts.flat().join('; ');
}

/** The evidence for a value in one line, or empty: `source prospectus; reported; range 1% to 2%`. */
export function describeEvidence(input: RecordInput): string {
  return [describeOrigin(input), ...(input.why === null ? [] : [`why: ${input.why}`]), describeQualifiers(input)]
    .filter((words) => words !== '')
    .join('; ');
}

/** What qualifies a value besides its origin: its range and distribution, calibration and other sources. */
export function describeQualifiers({ range, distribution, calibratedTo, alternatives = [] }: RecordInput): string {
  const others = alternatives.map(({ value, source, note }) =>
    [value, source, note].filter((one) => one !== null).join(', '),
  );
  const parts = [
    range === null ? [] : [`range ${range}`],
    distribution === null ? [] : [distribution],
    calibratedTo.length === 0 ? [] : [`calibrated to ${calibratedTo.join(', ')}`],
    others.map((words) => `other source: ${words}`),
  ];
  return parts.flat().join('; ');
}
