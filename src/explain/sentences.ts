/** Sentences on how a difference was split. */
import { formatCount, formatResult } from '../values/formatFigure.ts';
import type { ChangeGroup } from './changeGroups.ts';

const named = 6;

/** `a, b and c`; long lists are cut. */
function listed(labels: readonly string[]): string {
  const shown = labels.length > named ? [...labels.slice(0, named - 1), `${labels.length - named + 1} more`] : labels;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}

/** How many combinations were evaluated; `players` counts a group as one. */
export function describeCombinations(players: number, bearing: number): string {
  if (bearing === 0) return 'No change affects it.';
  if (bearing === 1) return 'One change affects it and accounts for the whole difference.';
  const changes =
    players < bearing ? `${formatCount(players, 'change')} and groups of changes` : formatCount(players, 'change');
  const average = 'its average effect over all orders in which the changes can be made (Shapley value)';
  const evaluated = `${formatCount(2 ** players, 'combination')} of ${changes} were evaluated`;
  return `${evaluated}. The contribution of a change is ${average}, and is exact.`;
}

/** Which changes were grouped. */
export function describeGroups(groups: readonly ChangeGroup[]): string[] {
  if (groups.length === 0) return [];
  const members = groups.map(({ label, inputs }) => `${formatCount(inputs.length, 'change')} as '${label}'`);
  return [`Some changes were grouped, so that every combination could be evaluated: ${listed(members)}.`];
}

/** How a group was split among its members. */
export function describeSplit(label: string, count: number, orders: number | undefined): string[] {
  if (orders === undefined)
    return [`'${label}' is split among its ${formatCount(count, 'member')} exactly, over all orders of these members.`];
  const sample = `from ${formatCount(orders, 'random order')}`;
  const split = `its split among ${formatCount(count, 'member')} is estimated ${sample}`;
  return [`The contribution of '${label}' is exact; ${split}, with the standard errors shown.`];
}

/** How many changes cannot affect a result, and how many can but have no effect. */
export function describeUnaffected(bearing: number, all: number, idle: number, isLeftOut: boolean): string[] {
  const away = all - bearing;
  const others = away === 1 ? 'change does' : 'changes do';
  return [
    ...(away === 0 || bearing === 0 ? [] : [`${away} other ${others} not affect it.`]),
    ...(isLeftOut
      ? [
          `${formatCount(idle, 'change')} to what it depends on ` +
            `${idle === 1 ? 'has no effect and is' : 'have no effect and are'} not listed.`,
        ]
      : []),
  ];
}

const nothingToExplain = 'so there is no difference to explain.';

/** Why a difference is not explained. */
export const failureSentences = {
  side: (old: boolean, now: boolean): string =>
    `It is an error in ${old && now ? 'both runs' : old ? 'the old run' : 'the new run'}, ${nothingToExplain}`,
  unit: (old: string, now: string, value: number | null): string => {
    const before = value === null ? old : `${old} (${formatResult(value, old)})`;
    return `Its unit is now ${now} and was ${before}, ${nothingToExplain}`;
  },
  oneSided: (isNew: boolean): string => `Only the ${isNew ? 'new' : 'old'} run has it, ${nothingToExplain}`,
  combination: (made: readonly string[], all: number): string => {
    if (made.length === 0) return 'The files of the old run now give an error, so the difference cannot be explained.';
    if (made.length === all)
      return 'The files of the new run now give an error, so the difference cannot be explained.';
    const mixture = `With ${listed(made)} from the new run and everything else from the old run`;
    return `${mixture} it is an error, so the difference cannot be explained.`;
  },
} as const;

/** Structural changes that could not be separated. */
export function describeMergedParts(labels: readonly string[]): string[] {
  if (labels.length < 2) return [];
  return [`The structure is one driver: ${listed(labels)} cannot be changed independently.`];
}
