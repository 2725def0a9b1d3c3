/**
 * Why results moved. Takes an attribution of two runs and the requested results; returns the difference of each, split
 * among the changes. Guarantee: the parts add up to the difference; a change that a result does not depend on has no
 * part; swapping the sides reverses the sign of every part.
 */
import { type Checked, hasErrors } from '../diagnostics/diagnostic.ts';
import { changeKey, type Explanation, type Part } from '../diff/diff.ts';
import type { Output } from '../question/output.ts';
import { unitOf } from '../question/whatIf.ts';
import type { Attribution, ChangedInput, PlannedSide } from './attribution.ts';
import { type ChangeGroup, groupChanges } from './changeGroups.ts';
import { type CoalitionEvaluator, createCoalitionEvaluator } from './coalitions.ts';
import { findRecordedValue } from './recordedValue.ts';
import { createDependencyFinder } from './resultDependencies.ts';
import { reconcileShares, type SampledShare, sampleShares } from './sampling.ts';
import {
  describeCombinations,
  describeGroups,
  describeSplit,
  describeUnaffected,
  failureSentences,
} from './sentences.ts';
import { adjustToTotal, countBits, owenShares, shapleyShares, sumOf } from './shapley.ts';
import { targetOf } from './targets.ts';

/** The number of players, of which all combinations are evaluated: at most, and at least for a large model. */
const playersMax = 12;
const playersMin = 8;
/** The maximum when a group is split among its members. */
const membersMax = 15;
/** The maximum number of cells to compute for all combinations, and about that for the members of a group. */
const cellsMax = 2e8;
const pairsMax = 500;
const pairsMin = 50;
/** Changes without effect are listed if there are fewer than this. */
const idleMax = 20;
/** Anything smaller, relative to the result, is rounding. */
const noise = 1e-12;

/** A requested result that both sides have. */
interface RequestedResult {
  readonly text: string;
  readonly target: Output;
  readonly old: Output;
  /** Names of everything it depends on, on either side. */
  readonly relevant: ReadonlySet<string>;
}

/** Splits the differences of results: `explainDifference(comparison, ['gross_margin@2027'])`. */
export function explainDifferences(
  attribution: Attribution,
  targets: readonly string[],
): Checked<readonly Explanation[]> {
  const { older, newer, names } = attribution;
  const dependsOn = createDependencyFinder(older.plan, newer.plan, names);
  const read = targets.map((text) => {
    const [now, old] = [targetOf(text, newer.plan), targetOf(names.toOld(text), older.plan)];
    return { text, now, old };
  });
  // A name unknown on both sides is a mistake; one that was added or removed is not.
  const mistakes = read.filter(({ now, old }) => hasErrors(now.diagnostics) && hasErrors(old.diagnostics));
  if (mistakes.length > 0) return { diagnostics: mistakes.flatMap(({ now }) => now.diagnostics) };
  const asked = read.flatMap(({ text, now, old }): RequestedResult[] => {
    if (now.value === undefined || old.value === undefined) return [];
    return [{ text, target: now.value, old: old.value, relevant: dependsOn(old.value, now.value) }];
  });
  const explained = new Map(batchByInputs(asked, attribution).flatMap((some) => explainTogether(some, attribution)));
  const value = read.map(
    ({ text, now, old }) => explained.get(text) ?? explainOneSided(text, (now.value ?? old.value)!, attribution),
  );
  return { value, diagnostics: [] };
}

/**
 * Results that depend on the same inputs, so that the explanation of one does not depend on which others are requested.
 */
function batchByInputs(asked: readonly RequestedResult[], { inputs }: Attribution): RequestedResult[][] {
  const found = new Map<string, RequestedResult[]>();
  for (const one of asked) {
    const key = inputs.flatMap(({ name }, at) => (one.relevant.has(name) ? [at] : [])).join();
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

/** Results that are split among the same groups of changes. */
interface ResultBatch {
  readonly attribution: Attribution;
  readonly inputs: readonly ChangedInput[];
  readonly coalitions: CoalitionEvaluator;
  readonly groups: readonly ChangeGroup[];
}

/** One result under all combinations of groups and structural changes, and the split of each group. */
interface EvaluatedResult {
  readonly asked: RequestedResult;
  readonly results: Float64Array;
  readonly splits: ReadonlyMap<ChangeGroup, GroupSplit>;
}

/** Shares of the members of a group. */
interface GroupSplit {
  readonly shares: readonly SampledShare[];
  /** How many random orders were sampled; absent if the shares are exact. */
  readonly orders?: number;
}

function explainTogether(
  asked: readonly RequestedResult[],
  attribution: Attribution,
): [text: string, explanation: Explanation][] {
  const inputs = attribution.inputs.filter(({ name }) => asked[0]!.relevant.has(name));
  const coalitions = createCoalitionEvaluator(
    attribution,
    inputs.map(({ name }) => name),
    (applied) => asked.map(({ text }) => targetInHybrid(text, attribution, applied)),
  );
  const strength = createStrengthMeasure(coalitions, attribution.structural.length);
  const groups = asked.map((_, target) => orderGroups(inputs, coalitions, attribution, target, strength));
  const keys = groups.map((some) => some.map((group) => group.inputs.join()).join(';'));
  return [...new Set(keys)].flatMap((key) => {
    const places = keys.flatMap((other, at) => (other === key ? [at] : []));
    const batch: ResultBatch = { attribution, inputs, coalitions, groups: groups[places[0]!]! };
    const results = coalitions.all(batch.groups.map((group) => group.inputs));
    const splits = new Map(
      batch.groups.filter((group) => group.inputs.length > 1).map((group) => [group, splitGroup(group, places, batch)]),
    );
    return places.map((at): [string, Explanation] => {
      const own = new Map(
        [...splits].map(([group, each]): [ChangeGroup, GroupSplit] => [group, { ...each, shares: each.shares[at]! }]),
      );
      return [asked[at]!.text, explainResult({ asked: asked[at]!, results: results[at]!, splits: own }, batch)];
    });
  });
}

/** A requested result in the plan of a hybrid model, whose rows may have their old names. */
export function targetInHybrid(text: string, attribution: Attribution, applied: number): Output {
  const { plan, hasOldNames } = attribution.hybrid(applied);
  const { value } = targetOf(hasOldNames ? attribution.names.toOld(text) : text, plan);
  if (value === undefined) throw new Error(`a hybrid model has no ${text}`);
  return value;
}

/** Few enough groups; those with the fewest recomputed cells come first, since they switch most often. */
function orderGroups(
  inputs: readonly ChangedInput[],
  coalitions: CoalitionEvaluator,
  { structural }: Attribution,
  target: number,
  strength: (some: readonly number[]) => Float64Array,
): ChangeGroup[] {
  const cells = inputs.map((_, at) => coalitions.cellsOf([at], target));
  const most = Math.max(1, affordablePlayers(cells, structural.length) - structural.length);
  const groups = groupChanges(inputs, most, (some) => strength(some)[target]!);
  const cellsIn = (group: ChangeGroup): number => sumOf(group.inputs.map((at) => cells[at]!));
  return [...groups].sort((a, b) => cellsIn(a) - cellsIn(b));
}

/** How many players are affordable without computing too many cells. */
function affordablePlayers(cells: readonly number[], structural: number): number {
  const largest = [...cells].sort((a, b) => b - a);
  for (let players = playersMax; players > playersMin; players -= 1) {
    const groups = largest.slice(0, Math.max(0, players - structural)).reverse();
    const work = groups.reduce((sum, each, at) => sum + each * 2 ** (groups.length - 1 - at), 0);
    if (work * 2 ** structural <= cellsMax) return players;
  }
  return playersMin;
}

/** The effect of some inputs alone on each result, applied to the old side or undone on the new side. */
function createStrengthMeasure(
  coalitions: CoalitionEvaluator,
  structural: number,
): (some: readonly number[]) => Float64Array {
  const all = (1 << structural) - 1;
  const known = new Map<string, Float64Array>();
  let ends: readonly [old: Float64Array, now: Float64Array] | undefined;
  const moved = (from: number, to: number): number =>
    Number.isNaN(to - from) ? Number.POSITIVE_INFINITY : Math.abs(to - from);
  const strengthOf = (some: readonly number[]): Float64Array => {
    ends ??= [coalitions.at(0, () => false), coalitions.at(all, () => true)];
    const applied = new Set(some);
    const forth = coalitions.at(0, (input) => applied.has(input));
    const back = coalitions.at(all, (input) => !applied.has(input));
    return ends[0].map((old, target) => Math.max(moved(old, forth[target]!), moved(ends![1][target]!, back[target]!)));
  };
  return (some) => {
    const key = some.join();
    const found = known.get(key) ?? strengthOf(some);
    known.set(key, found);
    return found;
  };
}

/** The shares of the members of a group: exact if all combinations are affordable, otherwise from random orders. */
function splitGroup(
  group: ChangeGroup,
  targets: readonly number[],
  { groups, coalitions, attribution: { structural }, inputs }: ResultBatch,
): { readonly shares: readonly (readonly SampledShare[])[]; readonly orders?: number } {
  const others = groups.filter((other) => other !== group);
  const members = group.inputs;
  const count = others.length + structural.length + members.length;
  const every = inputs.map((_, at) => at);
  const cells = Math.max(1, coalitions.cellsOf(every, targets[0]!));
  if (count <= membersMax && 2 ** count * cells <= cellsMax)
    return { shares: splitExactly(members, others, coalitions, count) };
  const pairs = Math.max(pairsMin, Math.min(pairsMax, Math.floor(cellsMax / (2 * (members.length + 1) * cells))));
  const shares = sampleShares(
    { outer: others.length + structural.length, members: members.length, pairs },
    (outer, applied) => {
      const isNew = new Set([
        ...others.flatMap((other, at) => (outer.has(at) ? other.inputs : [])),
        ...[...applied].map((at) => members[at]!),
      ]);
      const structure = structural.reduce((bits, _, at) => bits | (outer.has(others.length + at) ? 1 << at : 0), 0);
      return coalitions.at(structure, (input) => isNew.has(input));
    },
  );
  return { shares, orders: 2 * pairs };
}

function splitExactly(
  members: readonly number[],
  others: readonly ChangeGroup[],
  coalitions: CoalitionEvaluator,
  count: number,
): SampledShare[][] {
  const results = coalitions.all([...members.map((member) => [member]), ...others.map((other) => other.inputs)]);
  const places = members.map((_, at) => at);
  return results.map((each) => owenShares(each, places, count).map((share) => ({ ...share, error: 0 })));
}

function explainResult(found: EvaluatedResult, batch: ResultBatch): Explanation {
  const { older, newer, names } = batch.attribution;
  const { asked, results } = found;
  const { text, target } = asked;
  const ends = [valueOnSide(older, names.toOld(text), results[0]!), valueOnSide(newer, text, results.at(-1)!)] as const;
  const [unit, oldUnit] = [unitOf(target.type), unitOf(asked.old.type)];
  const difference = ends[0] === null || ends[1] === null || unit !== oldUnit ? null : ends[1] - ends[0];
  const head = {
    target: text,
    label: target.label,
    unit,
    old: unit === oldUnit ? ends[0] : null,
    new: ends[1],
    difference,
  };
  if (unit !== oldUnit) return { ...head, parts: [], statements: [failureSentences.unit(oldUnit, unit, ends[0])] };
  const failure = failureOf(results, ends, batch);
  if (failure !== undefined || difference === null)
    return { ...head, parts: [], statements: [failure ?? 'It cannot be explained.'] };
  const parts = partsOf(found, batch, difference);
  const idle = parts.filter(isIdle);
  const shown = idle.length < idleMax ? parts : parts.filter((part) => !isIdle(part));
  return { ...head, parts: shown, statements: statementsOf(found, batch, idle.length, shown.length < parts.length) };
}

/** The recorded value or, if the record has no such cell, the computed one; null for an error. */
function valueOnSide({ record, scenario }: PlannedSide, text: string, computed: number): number | null {
  const recorded = findRecordedValue(record, scenario, text);
  return recorded === undefined ? orNull(computed) : recorded;
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

const isIdle = ({ amount, least, most }: Part): boolean => amount === 0 && least === 0 && most === 0;

/** Why a difference cannot be explained; undefined if it can. */
function failureOf(
  results: Float64Array,
  [old, now]: readonly [number | null, number | null],
  { groups, attribution }: ResultBatch,
): string | undefined {
  if (old === null || now === null) return failureSentences.side(old === null, now === null);
  let first: number | undefined;
  results.forEach((result, set) => {
    if (Number.isNaN(result) && (first === undefined || countBits(set) < countBits(first))) first = set;
  });
  if (first === undefined) return undefined;
  const labels = [...groups, ...attribution.structural].map(({ label }) => label);
  return failureSentences.combination(
    labels.filter((_, place) => (first! & (1 << place)) !== 0),
    labels.length,
  );
}

/** All parts, including those without effect, the largest first. */
function partsOf(
  { asked, results, splits }: EvaluatedResult,
  { attribution, groups, inputs }: ResultBatch,
  difference: number,
): Part[] {
  const shares = shapleyShares(results, groups.length + attribution.structural.length);
  const structural = attribution.structural.map(({ kind, id, label, changes }, place): Part => {
    return { kind, id, label, ...shares[groups.length + place]!, error: null, changes, parts: [] };
  });
  const parts = [
    ...groups.map((group, place) => partOfGroup(group, shares[place]!, splits.get(group), inputs)),
    ...structural.filter((part) => affects(part, asked)),
    ...enginePart(attribution, asked.text, difference, results),
  ];
  return sortParts(adjustParts(parts, difference));
}

/** Whether a result depends on the item whose formula or actuals changed; other structural changes may affect any. */
function affects({ kind, id }: Pick<Part, 'kind' | 'id'>, { relevant }: RequestedResult): boolean {
  return (
    (kind !== 'formula' && kind !== 'actuals') || [...relevant].some((name) => name === id || name.startsWith(`${id}.`))
  );
}

/** What the engine computes from the same files less what the records contain: the effect of another version. */
function enginePart(
  { older, newer, names }: Attribution,
  text: string,
  difference: number,
  results: Float64Array,
): Part[] {
  const [old, now] = [results[0]!, results.at(-1)!];
  const [was, is] = [valueOnSide(older, names.toOld(text), old), valueOnSide(newer, text, now)];
  const amount = difference - (now - old);
  const size = Math.max(...[was, is, old, now].map((one) => Math.abs(one ?? 0)));
  if (Math.abs(amount) <= noise * size) return [];
  const changes = [changeKey({ kind: 'version', id: 'burnsheet' })];
  return [
    {
      kind: 'engine',
      id: 'engine',
      label: 'Engine version',
      amount,
      least: amount,
      most: amount,
      error: null,
      changes,
      parts: [],
    },
  ];
}

function partOfGroup(
  { kind, id, label, inputs: places }: ChangeGroup,
  share: Pick<Part, 'amount' | 'least' | 'most'>,
  split: GroupSplit | undefined,
  inputs: readonly ChangedInput[],
): Part {
  const members = places.map((place) => inputs[place]!);
  const changes = members.map(valueKey);
  if (split === undefined) return { kind, id, label, ...share, error: null, changes, parts: [] };
  const parts = reconcileShares(split.shares, share.amount).map((one, at): Part => {
    const input = members[at]!;
    const error = split.orders === undefined ? null : one.error;
    return {
      kind: 'assumption',
      id: input.name,
      label: input.label,
      ...one,
      error,
      changes: [valueKey(input)],
      parts: [],
    };
  });
  return { kind, id, label, ...share, error: null, changes, parts: sortParts(adjustParts(parts, share.amount)) };
}

const valueKey = ({ name }: ChangedInput): string => changeKey({ kind: 'value', id: name });

/** Parts adjusted so that they add up to the whole, to the last bit. */
function adjustParts(parts: readonly Part[], whole: number): Part[] {
  const amounts = adjustToTotal(
    parts.map(({ amount }) => amount),
    whole,
  );
  return parts.map((part, at) => ({
    ...part,
    amount: amounts[at]!,
    parts: part.parts.length === 0 ? [] : adjustParts(part.parts, amounts[at]!),
  }));
}

function sortParts(parts: readonly Part[]): Part[] {
  return [...parts].sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || (a.id < b.id ? -1 : 1));
}

function statementsOf(
  { asked, splits }: EvaluatedResult,
  { attribution, groups, inputs }: ResultBatch,
  idle: number,
  isLeftOut: boolean,
): string[] {
  const structural = attribution.structural.filter((one) => affects(one, asked)).length;
  const bearing = inputs.length + structural;
  const joined = groups.filter((group) => group.inputs.length > 1);
  return [
    ...attribution.statements,
    describeCombinations(groups.length + structural, bearing),
    ...describeGroups(joined),
    ...joined.flatMap((group) => describeSplit(group.label, group.inputs.length, splits.get(group)!.orders)),
    ...describeUnaffected(bearing, attribution.inputs.length + attribution.structural.length, idle, isLeftOut),
  ];
}

/** The explanation of a result that only one side has. */
function explainOneSided(text: string, target: Output, { older, newer, names }: Attribution): Explanation {
  const now = findRecordedValue(newer.record, newer.scenario, text) ?? null;
  const old = findRecordedValue(older.record, older.scenario, names.toOld(text)) ?? null;
  const statements = [failureSentences.oneSided(targetOf(text, newer.plan).value !== undefined)];
  return {
    target: text,
    label: target.label,
    unit: unitOf(target.type),
    old,
    new: now,
    difference: null,
    parts: [],
    statements,
  };
}
