/** Numbers and sentences of a comparison, for every form of a report. Enters parts of a comparison; leaves plain words without layout. */
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
} from '../diff/diff.ts';
import { movedCells } from '../diff/movements.ts';
import { counted, figureWords, valueWords } from '../question/words.ts';
import type { Compared } from './diffCompared.ts';
import { plain } from './format.ts';

/** A difference with its sign: `+3.1 points`, `-1.24bn USD`, `+11 days`. */
export function differenceWords(difference: number, unit: string): string {
  const sign = difference < 0 ? '-' : '+';
  const size = Math.abs(difference);
  if (unit === 'date') return `${sign}${counted(size, 'day')}`;
  if (unit === '%') return `${sign}${trimmed(size * 100)} points`;
  return `${sign}${figureWords(size, unit)}`;
}

/** Two digits behind the point, or as many as a small number needs. */
function trimmed(value: number): string {
  return String(value >= 0.1 || value === 0 ? Number(value.toFixed(2)) : Number(value.toPrecision(2)));
}

/** A difference with what share of the old value it is: `+1.24bn USD (+12%)`. */
export function moveWords(cell: MovedCell, unit: string): string {
  const { difference, old, new: current } = cell;
  if (difference === null || unit === 'flag') return `${valueWords(old, unit)} to ${valueWords(current, unit)}`;
  const share = shareOfOld(cell);
  return `${differenceWords(difference, unit)}${share === '' ? '' : ` (${share})`}`;
}

/** What share of the old value a difference is: `+12%`; nothing where that says nothing, as of a date. */
export function shareOfOld({ relative }: MovedCell): string {
  return relative === null ? '' : `${relative < 0 ? '-' : '+'}${shareWords(Math.abs(relative))}`;
}

function shareWords(share: number): string {
  const percent = share * 100;
  return percent >= 1000 ? `${Number((share + 1).toPrecision(2))}x` : `${Number(percent.toPrecision(percent >= 100 ? 3 : 2))}%`;
}

/** Who a side is: `Anthropic, base case, known 2026-06-15`. */
export function sideWords({ title, scenarioTitle, known }: SideSummary): string {
  return plain([title, scenarioTitle, ...(known === null ? [] : [`known ${known}`])].join(', '));
}

/** What a comparison found, in one sentence. */
export function verdictWords(diff: RunDiff): string {
  if (diff.isEmpty) return 'No difference.';
  const values = diff.changes.filter(({ kind }) => kind === 'value').length;
  const others = diff.changes.length - values;
  const changed = [
    ...(values === 0 ? [] : [counted(values, 'value')]),
    ...(others === 0 ? [] : [counted(others, values === 0 ? 'thing' : 'other thing')]),
  ];
  const moved = `${diff.movements.length === 0 ? 'none' : counted(diff.movements.length, 'row').split(' ')[0]} of ${counted(diff.compared, 'row')} moved`;
  const parts = [
    changed.length === 0 ? 'nothing was changed' : `${changed.join(' and ')} changed`,
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
  return [plain(movedWords({ ...first, cell: first.most }))];
}

/** What moved, when and by how much: `Remaining commitments 2026 +138.1bn USD (+38%)`. */
export function movedWords({ label, unit, cell }: Omit<NonNullable<ScenarioMovement['most']>, 'name'>): string {
  return [label, ...(cell.period === '' ? [] : [cell.period]), moveWords(cell, unit)].join(' ');
}

/** Those that moved, the most important first. */
const mostImportant = (headlines: RunDiff['headlines']): readonly Movement[] =>
  [...headlines].sort((a, b) => b.importance - a.importance).filter(({ importance, most }) => importance > 0 && most.difference !== null);

function stateWords({ verdicts }: RunDiff): string[] {
  const [worse, better] = [verdicts.filter(({ isWorse }) => isWorse).length, verdicts.filter(({ isWorse }) => !isWorse).length];
  return [
    ...(worse === 0 ? [] : [`${counted(worse, 'check or figure', 'checks or figures')} came out worse`]),
    ...(better === 0 ? [] : [`${counted(better, 'check or figure', 'checks or figures')} came out as well or better`]),
  ];
}

/** Headings of the kinds of changes. */
export const kindTitles: Readonly<Record<Change['kind'], string>> = {
  setting: 'Which run it is',
  timeline: 'Timeline',
  value: 'Values',
  revision: 'Revisions',
  actual: 'Actuals',
  scenario: 'Scenarios',
  table: 'Tables',
  member: 'Members of tables',
  input: 'Inputs',
  item: 'Items',
  formula: 'Formulas',
  unit: 'Units',
  choice: 'Options of choices',
  check: 'Checks',
  'tie-out': 'Published figures',
  source: 'Sources',
  evidence: 'What values rest on',
  label: 'Labels and places',
  version: 'Versions',
};

/** What became of something: `40% -> 45% (+5 points)`, `added: revenue - cost`. */
export function changeWords(change: Change, arrow = '->'): string {
  const { action, old, new: current, difference, unit, was } = change;
  if (action === 'renamed') return `was ${was ?? old}`;
  if (action === 'added') return `added: ${current ?? ''}`;
  if (action === 'removed') return `removed, was ${old ?? ''}`;
  const apart = difference === null || unit === 'flag' ? '' : ` (${differenceWords(difference, unit)})`;
  return `${old ?? 'nothing'} ${arrow} ${current ?? 'nothing'}${apart}`;
}

/** Where the new value of a change comes from, and why: `prospectus-2026-09: restated by supplier`. */
export function reasonWords({ newOrigin, oldOrigin }: Pick<Change, 'newOrigin' | 'oldOrigin'>): string {
  const origin = newOrigin ?? oldOrigin;
  if (origin === null) return '';
  const { sourceTitle, source, status, known, reason } = origin;
  const from = [sourceTitle ?? source, status, known === null ? null : `known ${known}`].filter((one) => one !== null).join(', ');
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
  return kinds.map((kind) => ({ title: kindTitles[kind], some: changes.filter((change) => change.kind === kind) }));
}

/** The change that a part stands for; undefined where it stands for several. */
export function changeOf({ changes: [key, ...more] }: Part, byKey: ChangesByKey): Change | undefined {
  return key === undefined || more.length > 0 ? undefined : byKey.get(key);
}

/** Parts that do something. */
export const effective = (parts: readonly Part[]): readonly Part[] => parts.filter(({ amount }) => amount !== 0);

/** Results in the columns of a report: of each the cell in a column, where it has one. */
export function cellsByColumn({ diff, by }: Compared, results: readonly Movement[]) {
  const rows = results.map((movement) => {
    const cells = new Map(movedCells(movement, by, diff).map((cell) => [cell.period, cell]));
    return { movement, cells: [...cells.values()], at: (column: string): MovedCell | undefined => cells.get(column) };
  });
  return { rows, columns: [...new Set(rows.flatMap(({ cells }) => cells.map(({ period }) => period)))] };
}

/** What the parts of an explanation add up to: its difference. */
export const sumOfParts = ({ parts }: Pick<Explanation, 'parts'>): number => parts.reduce((sum, { amount }) => sum + amount, 0);

/** From the least to the most that a change does, in the orders in which the changes can be made; nothing where the order makes no difference. */
export function rangeWords({ least, most, amount }: Part, unit: string): string {
  const size = Math.max(Math.abs(amount), Math.abs(most), Math.abs(least));
  if (!(Math.abs(most - least) > 1e-9 * size)) return '';
  // What is left of large amounts that cancel each other is no amount.
  const words = (value: number): string => differenceWords(Math.abs(value) < 1e-12 * size ? 0 : value, unit);
  return `${words(least)} to ${words(most)}`;
}

/** `±0.2 points` where a part was sampled. */
export function errorWords({ error }: Part, unit: string): string {
  return error === null ? '' : ` ±${differenceWords(error, unit).slice(1)}`;
}

/** Results that are explained where nobody names one: the headline results that moved, each where it moved most, the most important first. */
export function usualTargets({ headlines }: RunDiff): string[] {
  return mostImportant(headlines).map(({ name, most }) => (most.period === '' ? name : `${name}@${most.period}`));
}
