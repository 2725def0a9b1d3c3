/**
 * The sentences of a `solve` answer. Input: what the search found. Output: sentences with enough digits to enter the
 * values again, and for a condition without an answer how close it comes.
 */
import type { Expression, Probe, Row } from '../model/model.ts';
import { formatExact, formatRounded } from '../values/formatFigure.ts';
import type { Interval, SignChange } from './roots.ts';
import { unitOf, type WhatIf } from './whatIf.ts';

/** The maximum number of answers named in a sentence. */
const answersNamed = 8;

/** The input and the points that were tried, in ascending order. */
export interface SearchedValues {
  readonly rows: readonly Row[];
  readonly points: readonly number[];
  /** The value in the model, if there is a single one. */
  readonly now?: number | undefined;
}

/** An answer with enough digits to enter it again, unless it is large. */
export function formatAnswer(value: number, unit: string): string {
  const isLarge = Math.abs(value) >= 10_000 && !unit.startsWith('%');
  if (isLarge || unit === 'date') return formatRounded(value, unit);
  return formatExact(value, unit);
}

export type Scanned = readonly (readonly [x: number, gap: number])[];

/** Answers to an equation. */
export function describeAnswers(
  found: readonly SignChange[],
  scanned: Scanned,
  words: (value: number) => string,
  probe: Probe,
): string[] {
  const reached = found.filter(({ how }) => how === 'reaches' || how === 'touches').map(({ at }) => words(at));
  const ends = found.filter(({ how }) => how === 'ends').map(({ at }) => words(at));
  const intervals = found
    .filter(({ how }) => how === 'begins')
    .map(({ at }, place) => `from ${words(at)} to ${ends[place]!}`);
  const jumps = found.filter(({ how }) => how === 'jumps').map(({ at }) => words(at));
  const jumped =
    jumps.length === 0
      ? []
      : [`The left side jumps past the right side at ${listAnswers(jumps)}, without being equal.`];
  const answers = [...reached, ...intervals];
  if (answers.length === 0)
    return [
      'There is no answer.',
      ...jumped,
      ...(jumps.length === 0 ? describeClosestValue(scanned, words, probe) : []),
    ];
  return [
    answers.length === 1 ? `One answer: ${answers[0]!}.` : `${answers.length} answers: ${listAnswers(answers)}.`,
    ...jumped,
  ];
}

function listAnswers(words: readonly string[]): string {
  const more = words.length > answersNamed ? [`and ${words.length - answersNamed} more`] : [];
  return [...words.slice(0, answersNamed), ...more].join('; ');
}

/** The value at which the two sides are closest, and how far apart they are there. */
function describeClosestValue(scanned: Scanned, words: (value: number) => string, probe: Probe): string[] {
  const gaps = scanned.filter(([, y]) => !Number.isNaN(y));
  if (gaps.length === 0) return [];
  const [x, y] = gaps.reduce((best, one) => (Math.abs(one[1]) < Math.abs(best[1]) ? one : best));
  const near = gaps.filter((one) => Math.abs(one[1] - y) <= 1e-12 * Math.abs(y)).map(([at]) => at);
  if (near.length > 1)
    return [`The closest values are from ${words(near[0]!)} to ${words(near.at(-1)!)}: ${describeGap(probe, y)}`];
  return [`The closest value is ${words(x)}: ${describeGap(probe, y)}`];
}

/**
 * Both sides of a comparison by their difference: `cash is then 3.277bn EUR, 277m EUR above the target.` if the right
 * side is a number, otherwise how far the left side is above or below the right side.
 */
export function describeGap({ id, difference }: Probe, gap: number): string {
  const unit = difference === undefined ? '1' : unitOf(difference.type);
  const apart = `${formatRounded(Math.abs(gap), unit)} ${gap < 0 ? 'below' : 'above'}`;
  const { value: sides, operator } = difference ?? {};
  const target = sides?.kind === 'binary' ? constantOf(sides.right) : undefined;
  if (operator === undefined || target === undefined || unit === 'day')
    return `the left side is then ${apart} the right side.`;
  const left = id.slice(0, id.lastIndexOf(operator)).trim();
  if (target === 0) return `${left} is then ${formatRounded(gap, unit)}.`;
  return `${left} is then ${formatRounded(target + gap, unit)}, ${apart} the target.`;
}

/** The value of a number in a formula; undefined for anything else. */
function constantOf(expression: Expression): number | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'negate') return undefined;
  const operand = constantOf(expression.operand);
  return operand === undefined ? undefined : -operand;
}

export function describeIntervals(
  intervals: readonly Interval[],
  points: readonly number[],
  words: (value: number) => string,
): string[] {
  const [first] = intervals;
  if (first === undefined) return ['It holds for no value.'];
  if (intervals.length === 1 && first.from === points[0] && first.to === points.at(-1))
    return ['It holds for every value.'];
  const described = intervals.map(({ from, to }) =>
    words(from) === words(to) ? `at ${words(from)}` : `from ${words(from)} to ${words(to)}`,
  );
  return [`It holds ${listAnswers(described)}.`];
}

export function describeSearch(
  { scenario, scenarioId }: WhatIf,
  { rows, points, now }: SearchedValues,
  words: (value: number) => string,
): string {
  const has = now === undefined ? '' : ` In the model: ${words(now)}.`;
  const alike =
    rows.length > 1
      ? `, the same value for all ${rows.length}`
      : rows[0]!.values![scenario]!.series === undefined
        ? ''
        : ', the same value in every period';
  return `Searched from ${words(points[0]!)} to ${words(points.at(-1)!)}${alike}, scenario ${scenarioId}.${has}`;
}

export function describeErrors(scanned: Scanned): string[] {
  const errors = scanned.filter(([, gap]) => Number.isNaN(gap)).length;
  if (errors === 0) return [];
  return [
    errors === scanned.length
      ? 'Every point gives an error.'
      : `${errors} of ${scanned.length} points give an error and were skipped.`,
  ];
}
