/**
 * Groups of changes, if there are too many to combine one by one. Takes the changed inputs and the effect of each
 * alone; returns groups of one or more inputs. Guarantee: every input is in one group; groups keep the order of the
 * inputs.
 */
import type { ChangedInput } from './attribution.ts';

/** One input, or several that change together. */
export interface ChangeGroup {
  readonly kind: 'assumption' | 'group';
  readonly id: string;
  readonly label: string;
  /** Places among the inputs. */
  readonly inputs: readonly number[];
}

export const groupOfOne = ({ name, label }: ChangedInput, at: number): ChangeGroup => ({
  kind: 'assumption',
  id: name,
  label,
  inputs: [at],
});

/**
 * At most `most` groups: the inputs of a member of a table are joined first, then the weakest become `other changes`.
 * `strengthOf` gives the effect of some inputs alone.
 */
export function groupChanges(
  inputs: readonly ChangedInput[],
  most: number,
  strengthOf: (some: readonly number[]) => number,
): ChangeGroup[] {
  if (inputs.length <= most) return inputs.map(groupOfOne);
  const joined = joinMembers(inputs);
  if (joined.length <= most) return joined;
  const strengths = new Map(joined.map((unit) => [unit, strengthOf(unit.inputs)]));
  const ranked = [...joined].sort((a, b) => strengths.get(b)! - strengths.get(a)!);
  const strongest = new Set(ranked.slice(0, most - 1));
  const others = joined.filter((unit) => !strongest.has(unit)).flatMap((unit) => unit.inputs);
  return [
    ...joined.filter((unit) => strongest.has(unit)),
    { kind: 'group', id: 'other changes', label: 'Other changes', inputs: [...others].sort((a, b) => a - b) },
  ];
}

function joinMembers(inputs: readonly ChangedInput[]): ChangeGroup[] {
  const byMember = new Map<string, number[]>();
  inputs.forEach(({ member, name }, at) => {
    const key = member?.id ?? `input ${name}`;
    byMember.set(key, [...(byMember.get(key) ?? []), at]);
  });
  return [...byMember.values()].map((some): ChangeGroup => {
    const { member } = inputs[some[0]!]!;
    if (some.length === 1 || member === undefined) return groupOfOne(inputs[some[0]!]!, some[0]!);
    return { kind: 'group', id: member.id, label: member.label, inputs: some };
  });
}
