/** How a difference was split, in sentences. Enters counts and labels; leaves words. */
import { counted, valueWords } from '../values/figureWords.ts';
import type { ChangeGroup } from './changeGroups.ts';

const named = 6;

/** `a, b and c`; long lists are cut. */
function listed(labels: readonly string[]): string {
  const shown = labels.length > named ? [...labels.slice(0, named - 1), `${labels.length - named + 1} more`] : labels;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}

/** How many combinations were evaluated; `players` counts a group as one. */
export function describeCombinations(players: number, bearing: number): string {
  if (bearing === 0) return 'Nothing that was changed bears on it.';
  if (bearing === 1) return 'One change bears on it, and the whole difference is due to that.';
  const changes =
    players < bearing ? `${counted(players, 'change')} and groups of changes` : counted(players, 'change');
  const average = 'each part is what a change does on average over all orders in which they can be made (Shapley)';
  return `${counted(2 ** players, 'combination')} of ${changes} were evaluated; ${average}, which is exact.`;
}

/** What was taken together. */
export function describeGroups(groups: readonly ChangeGroup[]): string[] {
  if (groups.length === 0) return [];
  const members = groups.map(({ label, inputs }) => `${counted(inputs.length, 'change')} as '${label}'`);
  return [`So that every combination could be evaluated, some were taken together: ${listed(members)}.`];
}

/** How a group was split over its members. */
export function describeSplit(label: string, count: number, orders: number | undefined): string[] {
  if (orders === undefined)
    return [
      `'${label}' is split over its ${counted(count, 'member')} exactly, over all orders in which they follow one another.`,
    ];
  const sample = `from ${counted(orders, 'random order')}`;
  return [
    `'${label}' is exact; how it is split over its ${counted(count, 'member')} was sampled ${sample} and has the standard errors shown.`,
  ];
}

/** How many changes do not bear on a result, and how many could and do nothing. */
export function describeUnaffected(bearing: number, all: number, idle: number, isLeftOut: boolean): string[] {
  const away = all - bearing;
  const others = away === 1 ? 'change does' : 'changes do';
  return [
    ...(away === 0 || bearing === 0 ? [] : [`${away} more ${others} not bear on it.`]),
    ...(isLeftOut
      ? [
          `${counted(idle, 'change')} on which it depends ${idle === 1 ? 'leaves' : 'leave'} it as it is, and are not listed.`,
        ]
      : []),
  ];
}

/** Why a difference is not split. */
export const failureSentences = {
  side: (old: boolean, now: boolean): string =>
    `It is an error ${old && now ? 'in both runs' : old ? 'in the old run' : 'in the new run'}, so there is no difference to split.`,
  unit: (old: string, now: string, value: number | null): string =>
    `It is in ${now} now and was in ${old}${value === null ? '' : ` (${valueWords(value, old)})`}, so there is no difference to split.`,
  oneSided: (isNew: boolean): string =>
    `Only the ${isNew ? 'new' : 'old'} run has it, so there is no difference to split.`,
  combination: (made: readonly string[], all: number): string => {
    if (made.length === 0) return 'The files of the old run give an error today, so the difference cannot be split.';
    if (made.length === all) return 'The files of the new run give an error today, so the difference cannot be split.';
    return `With ${listed(made)} as in the new run and all else as in the old one it is an error, so the difference cannot be split.`;
  },
} as const;

/** Structural changes that had to be taken together. */
export function describeMergedParts(labels: readonly string[]): string[] {
  if (labels.length < 2) return [];
  return [`The structure is one part: ${listed(labels)} cannot be changed one without the other.`];
}
