/**
 * Numbers and sentences of a comparison, for every format of a report. Takes parts of a comparison; returns plain texts
 * without layout.
 */
import { Decimal } from 'decimal.js';
import { changeKindWords } from '../../diff/changeKinds.ts';
import {
  type Change,
  changeKey,
  type Explanation,
  type MovedCell,
  type Movement,
  type Part,
  type RunDiff,
  type ScenarioMovement,
  type SideSummary,
  type VerdictChange,
} from '../../diff/diff.ts';
import { movedCells } from '../../diff/movements.ts';
import { formatCount, formatFigure, formatResult, isRateUnit } from '../../values/formatFigure.ts';
import { stripControls } from '../io/format.ts';
import { type ComparisonReport, countOmissions, hasNoDifference } from './comparisonReport.ts';

/** A difference with its sign: `+3.1 points`, `-1.24bn USD`, `+11 days`. */
export function formatDifference(difference: number, unit: string): string {
  const sign = difference < 0 ? '-' : '+';
  const size = Math.abs(difference);
  if (unit === 'date') return `${sign}${formatCount(size, 'day')}`;
  if (isRateUnit(unit)) return `${sign}${formatPoints(trimmed(size * 100), unit)}`;
  return `${sign}${formatFigure(size, unit)}`;
}

/** A difference of percentages or rates: `3.1 points`, `1 point per month`. */
export function formatPoints(count: string, unit: string): string {
  const time = unit.slice(unit.indexOf('/') + 1);
  return `${count} ${count === '1' ? 'point' : 'points'}${unit.includes('/') ? ` per ${time}` : ''}`;
}

/** Two decimals, or as many as a small number needs. */
function trimmed(value: number): string {
  return String(value >= 0.1 || value === 0 ? Number(value.toFixed(2)) : Number(value.toPrecision(2)));
}

/** A value as in financial statements, with negative numbers in brackets: `(3.36bn USD)`. */
export function formatLevel(value: number | string | null, unit: string): string {
  const isNegative = typeof value === 'number' && value < 0 && unit !== 'date' && unit !== 'flag';
  return isNegative ? inBrackets(formatResult(-value, unit)) : formatResult(value, unit);
}

export const inBrackets = (text: string): string => `(${text})`;

/** A difference with its share of the old value: `+1.24bn USD (+12%)`. */
export function formatMovement(cell: MovedCell, unit: string): string {
  const { difference, old, new: current } = cell;
  if (difference === null || unit === 'flag') return `${formatLevel(old, unit)} to ${formatLevel(current, unit)}`;
  const share = formatShare(cell);
  return `${formatDifference(difference, unit)}${share === '' ? '' : ` (${share})`}`;
}

/** A difference as a share of the old value: `+12%`; empty if that is meaningless, as for dates and negative values. */
export function formatShare({ relative, old, new: current }: MovedCell): string {
  const isShare =
    relative !== null && typeof old === 'number' && typeof current === 'number' && old > 0 && current >= 0;
  return isShare ? `${relative < 0 ? '-' : '+'}${shareWords(Math.abs(relative))}` : '';
}

/** `38%`, `120x`; enough digits to differ from 100%, such as `99.6%`. */
function shareWords(share: number): string {
  const percent = share * 100;
  if (percent >= 1000) return `${Number((share + 1).toPrecision(2))}x`;
  const rounded = [percent >= 100 ? 3 : 2, 3, 4, 5, 6].map((digits) => Number(percent.toPrecision(digits)));
  return `${rounded.find((one) => (one === 100) === (percent === 100)) ?? rounded[0]}%`;
}

/** A side in words: `Anthropic, base case, known 2026-06-15`. */
export function describeSide({ title, scenarioTitle, known }: SideSummary): string {
  return stripControls([title, scenarioTitle, ...(known === null ? [] : [`known ${known}`])].join(', '));
}

/** The summary of a comparison, in one sentence. */
export function describeComparison({ diff, ...said }: Pick<ComparisonReport, 'diff' | 'warnings'>): string {
  if (hasNoDifference({ diff, ...said })) return 'No differences.';
  if (diff.isEmpty)
    return `No differences in what could be read. The workbook has ${formatCount(countOmissions(said), 'warning')}.`;
  const values = diff.changes.filter(({ kind }) => kind === 'value').length;
  const others = diff.changes.length - values;
  const changed = [
    ...(values === 0 ? [] : [`${formatCount(values, 'value')} changed`]),
    ...(others === 0 ? [] : [formatCount(others, values === 0 ? 'change' : 'other change')]),
  ];
  const [count] = formatCount(diff.movements.length, 'row').split(' ');
  const moved = `${diff.movements.length === 0 ? 'none' : count} of ${formatCount(diff.compared, 'row')} moved`;
  const parts = [
    ...(changed.length === 0 ? ['no changes'] : changed),
    moved,
    ...headlineWords(diff),
    ...stateWords(diff),
  ];
  return `${parts.join('; ')}.`.replace(/^./, (first) => first.toUpperCase());
}

/** The headline result that moved most. */
function headlineWords({ headlines }: RunDiff): string[] {
  const [first] = mostImportant(headlines);
  if (first === undefined) return [];
  return [stripControls(describeMovement({ ...first, cell: first.most }))];
}

/** A movement in one line: `Remaining commitments 2026 +138.1bn USD (+38%)`. */
export function describeMovement({ label, unit, cell }: Omit<NonNullable<ScenarioMovement['most']>, 'name'>): string {
  return [label, ...(cell.period === '' ? [] : [cell.period]), formatMovement(cell, unit)].join(' ');
}

/** Headline results that moved, the most important first. */
const mostImportant = (headlines: RunDiff['headlines']): readonly Movement[] =>
  [...headlines]
    .sort((a, b) => b.importance - a.importance)
    .filter(({ importance, most }) => importance > 0 && most.difference !== null);

/** Checks that now fail. */
export const failedChecks = (verdicts: RunDiff['verdicts']): RunDiff['verdicts'] =>
  verdicts.filter(({ kind, isWorse }) => kind === 'check' && isWorse);

/** Published figures with a different result, and checks that pass again; the worse ones first. */
export const otherVerdicts = (verdicts: RunDiff['verdicts']): RunDiff['verdicts'] => {
  const failed = new Set(failedChecks(verdicts));
  const others = verdicts.filter((verdict) => !failed.has(verdict));
  return [...others.filter(({ isWorse }) => isWorse), ...others.filter(({ isWorse }) => !isWorse)];
};

/** The heading of these verdicts. */
export function verdictsTitle(verdicts: RunDiff['verdicts']): string {
  const hasChecks = verdicts.some(({ kind }) => kind === 'check');
  const hasFigures = verdicts.some(({ kind }) => kind !== 'check');
  const figures = hasChecks ? 'Checks and published figures' : 'Published figures';
  return `${hasFigures ? figures : 'Checks'} with a different result`;
}

/** Counts of checks and published figures with a different result, the worse first: `1 check now fails`. */
function stateWords({ verdicts }: RunDiff): string[] {
  const inOrder = [...failedChecks(verdicts), ...otherVerdicts(verdicts)];
  const counts = new Map<string, { readonly words: StateWords; count: number }>();
  for (const verdict of inOrder) {
    const words = stateOf(verdict);
    const found = counts.get(words.several);
    if (found === undefined) counts.set(words.several, { words, count: 1 });
    else found.count += 1;
  }
  return [...counts.values()].map(
    ({ words: { things, one, several }, count }) => `${formatCount(count, ...things)} ${count === 1 ? one : several}`,
  );
}

interface StateWords {
  readonly things: readonly [one: string, several: string];
  readonly one: string;
  readonly several: string;
}

/** The new verdict of a check or published figure, for one and for several. */
function stateOf({ kind, old, new: current }: VerdictChange): StateWords {
  if (kind === 'check') {
    const things = ['check', 'checks'] as const;
    return current === 'fails'
      ? { things, one: 'now fails', several: 'now fail' }
      : { things, one: 'passes again', several: 'pass again' };
  }
  const things =
    kind === 'tie-out'
      ? (['published figure', 'published figures'] as const)
      : (['expected answer', 'expected answers'] as const);
  const both = (one: string, several: string): StateWords => ({ things, one, several });
  const isMissed = current === 'misses' || current === 'fails';
  if (current === 'later') return both('is no longer tested', 'are no longer tested');
  if (old === 'later') {
    const verdict = isMissed ? 'missed' : 'met';
    return both(`is tested for the first time and ${verdict}`, `are tested for the first time and ${verdict}`);
  }
  if (!isMissed) return both('is now met (missed before)', 'are now met (missed before)');
  return old === 'holds'
    ? both('is now missed (met before)', 'are now missed (met before)')
    : both('is still missed, with a different verdict', 'are still missed, with a different verdict');
}

/** A change in one line: `40% -> 45% (-5 points)`, `added: revenue - cost`. */
export function describeChange(change: Change, arrow = '->'): string {
  const apart = change.action === 'changed' ? formatChangeDifference(change) : '';
  return `${describeBothSides(change, arrow)}${apart === '' ? '' : ` (${apart})`}`;
}

/** The same without the difference: `40% -> 45%`. */
export function describeBothSides(change: Change, arrow = '->'): string {
  const { action, old, new: current, was } = change;
  if (action === 'renamed') return `was ${was ?? old}`;
  if (action === 'added') return `added: ${current ?? ''}`;
  if (action === 'removed') return `removed, was ${old ?? ''}`;
  return `${saidOf(old, change)} ${arrow} ${saidOf(current, change)}`;
}

/** A side of a change as written; a zero with its unit. */
function saidOf(text: string | null, { unit, difference }: Change): string {
  if (text === null) return 'nothing';
  if (text === '') return noFormula;
  return difference !== null && /^0(?:\.0+)?$/.test(text) ? formatResult(0, unit) : text;
}

/** Shown if a side has no formula. */
export const noFormula = '(none)';

/**
 * The difference of a change in the unit in which both sides are written: `+28 months`; empty if they are not numbers.
 */
export function formatChangeDifference({ old, new: current, difference, unit }: Change): string {
  if (difference === null || unit === 'flag') return '';
  const [was, is] = [written(old), written(current)];
  const size = was === undefined || is === undefined ? undefined : is.number.minus(was.number).abs();
  const isAlike = size !== undefined && !size.isZero() && singular(was!.unit) === singular(is!.unit);
  if (!isAlike || unit === 'date' || isRateUnit(unit)) return formatDifference(difference, unit);
  const several = was!.unit.length > is!.unit.length ? was!.unit : is!.unit;
  return `${difference < 0 ? '-' : '+'}${size.toString()}${size.eq(1) ? singular(several) : several}`;
}

/** A number as written, with its unit and the space before it, if any. */
function written(text: string | null): { readonly number: Decimal; readonly unit: string } | undefined {
  const found = /^(-?\d+(?:\.\d+)?)( ?[^\d\s].*)$/.exec(text ?? '');
  return found === null ? undefined : { number: new Decimal(found[1]!), unit: found[2]! };
}

/** The singular of a unit: ` month` for ` months`. */
const singular = (unit: string): string => (/^ [a-z]{3,}s$/.test(unit) ? unit.slice(0, -1) : unit);

/** The reason and source of the new value of a change: `restated by supplier [Prospectus, known 2026-09-28]`. */
export function describeReason({ newOrigin, oldOrigin }: Pick<Change, 'newOrigin' | 'oldOrigin'>): string {
  const origin = newOrigin ?? oldOrigin;
  if (origin === null) return '';
  const { sourceTitle, source, status, known, reason } = origin;
  const from = [sourceTitle ?? source, status, known === null ? null : `known ${known}`]
    .filter((one) => one !== null)
    .join(', ');
  return [reason, from === '' ? null : `[${from}]`].filter((one) => one !== null && one !== '').join(' ');
}

/** Changes by their keys. */
export type ChangesByKey = ReadonlyMap<string, Change>;

export const changesByKey = ({ changes }: Pick<RunDiff, 'changes'>): ChangesByKey =>
  new Map(changes.map((change) => [changeKey(change), change]));

/** Changes with the title of their kind, in order. */
export function changesByKind({
  changes,
}: Pick<RunDiff, 'changes'>): readonly { readonly title: string; readonly some: readonly Change[] }[] {
  const kinds = [...new Set(changes.map(({ kind }) => kind))];
  return kinds.map((kind) => ({
    title: changeKindWords[kind].title,
    some: changes.filter((change) => change.kind === kind),
  }));
}

/** The change of a part; undefined if the part covers several. */
export function changeOf({ changes: [key, ...more] }: Part, byKey: ChangesByKey): Change | undefined {
  return key === undefined || more.length > 0 ? undefined : byKey.get(key);
}

/** Parts that contribute. */
export const nonZeroParts = (parts: readonly Part[]): readonly Part[] => parts.filter(({ amount }) => amount !== 0);

/** Changes that contribute zero, which a report names below the others; empty if there are none. */
export function describeZeroParts(parts: readonly Part[]): string {
  const labels = parts.filter(({ amount }) => amount === 0).map(({ label }) => stripControls(label));
  if (labels.length === 0) return '';
  const verb = labels.length === 1 ? 'contributes' : 'contribute';
  return `${formatCount(labels.length, 'change')} ${verb} zero: ${labels.join('; ')}.`;
}

/** Results with their cells, by the columns of a report. */
export function cellsByColumn({ diff, by }: ComparisonReport, results: readonly Movement[]) {
  const rows = results.map((movement) => {
    const cells = new Map(movedCells(movement, by, diff).map((cell) => [cell.period, cell]));
    return { movement, cells: [...cells.values()], at: (column: string): MovedCell | undefined => cells.get(column) };
  });
  return { rows, columns: [...new Set(rows.flatMap(({ cells }) => cells.map(({ period }) => period)))] };
}

/** The sum of the parts of an explanation. */
export const sumOfParts = ({ parts }: Pick<Explanation, 'parts'>): number =>
  parts.reduce((sum, { amount }) => sum + amount, 0);

/** The results to explain by default: the headline results that moved, each in its largest column, by importance. */
export function defaultTargets({ headlines }: RunDiff): string[] {
  return mostImportant(headlines).map(({ name, most }) => (most.period === '' ? name : `${name}@${most.period}`));
}

/** Whether the user named the results to explain. */
export function hasNamedTargets({ diff, explanations }: Pick<ComparisonReport, 'diff' | 'explanations'>): boolean {
  const usual = defaultTargets(diff);
  return explanations.length !== usual.length || explanations.some(({ target }, at) => target !== usual[at]);
}
