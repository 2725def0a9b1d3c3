/**
 * Summarises the outcomes of checks and tie-outs. Input: the checks and tie-outs of a run record. Output: counts in a
 * sentence, and a paragraph for each published figure that the model misses.
 */
import type { RecordTieOut } from '../../record/record.ts';
import { formatDifference, formatDistinctPair } from '../../values/formatDifference.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { stripControls } from '../io/format.ts';

/** How many passed: `12 checks passed`, `1 of 12 checks failed`, `no checks`. */
export function countOutcomes(what: string, outcomes: readonly { readonly passed: boolean }[]): string {
  const failed = outcomes.filter(({ passed }) => !passed).length;
  const plural = outcomes.length === 1 ? what : `${what}s`;
  if (outcomes.length === 0) return `no ${what}s`;
  return failed === 0 ? `${outcomes.length} ${plural} passed` : `${failed} of ${outcomes.length} ${plural} failed`;
}

/**
 * Counts the outcomes of published figures: `20 tie-outs passed, 2 documented misses`, `1 of 22 tie-outs failed, 2 miss
 * as stated`. Those that pass because inputs were calibrated to them are counted as well: `20 tie-outs passed (4 by
 * calibration)`. Figures published after the as-of date are counted separately: `20 tie-outs passed, 6 published
 * later`.
 */
export function countTieOuts(tieOuts: readonly Pick<RecordTieOut, 'verdict' | 'calibrated'>[]): string {
  const misses = tieOuts.filter(({ verdict }) => verdict === 'misses').length;
  const failed = tieOuts.some(({ verdict }) => verdict === 'fails');
  // Figures with documented misses have not passed either.
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
    ...(misses === 0 ? [] : [`${misses} ${misses === 1 ? 'documented miss' : 'documented misses'}`]),
    ...(later === 0 ? [] : [`${later} published later`]),
  ].join(', ');
}

/**
 * A paragraph for each figure with a documented miss: `x misses: 9bn USD against 8.6bn USD published, a difference of 400m USD.
 * Training …`.
 */
export function missParagraphs(tieOuts: readonly RecordTieOut[], width: number): readonly string[] {
  return tieOuts
    .filter(({ verdict }) => verdict === 'misses')
    .map((one) => {
      const { id, misses } = one;
      const [gives, published] = figuresOf(one);
      const found = `${stripControls(id)} misses: ${gives} against ${published} published${gapOf(one)}.`;
      return wrapWords(`${found} ${stripControls(misses ?? '').trim()}`, width, '', '  ').join('\n');
    });
}

/**
 * A paragraph for each figure published after the as-of date that the model misses by more than the tolerance:
 * `published later: x is 9bn USD against 8.6bn USD published on 2026-09-28, a difference of 400m USD`.
 */
export function laterParagraphs(tieOuts: readonly RecordTieOut[], width: number): readonly string[] {
  // An error value is reported separately.
  const isOutside = ({ verdict, passed, value }: RecordTieOut) =>
    verdict === 'later' && !passed && !Number.isNaN(value);
  return tieOuts.filter(isOutside).map((one) => {
    const { id, known } = one;
    const [gives, published] = figuresOf(one);
    const when = `${/^\d+-\d+-\d+$/.test(known ?? '') ? 'on' : 'in'} ${known}`;
    const found = `${stripControls(id)} is ${gives} against ${published} published ${when}`;
    return wrapWords(`published later: ${found}${gapOf(one)}`, width, '', '  ').join('\n');
  });
}

/** Both numbers, with enough digits to tell them apart. */
const figuresOf = ({ value, expect, unit }: RecordTieOut): readonly [string, string] =>
  formatDistinctPair(value, expect, unit);

/** The distance between the two numbers. */
function gapOf({ difference, unit }: RecordTieOut): string {
  return unit === 'flag' ? '' : `, a difference of ${formatDifference(Math.abs(difference), unit)}`;
}
