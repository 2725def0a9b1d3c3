/**
 * Why results moved. Enters a comparison of two runs and the results that are asked for; leaves the difference of each,
 * split over what was changed. Guarantee: the parts add up to the difference; a change on which a result does not
 * depend has no part; swapping the sides turns every part around.
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

/** Changes of which all combinations are evaluated at most, and at least however large the model is. */
const playersMax = 12;
const playersMin = 8;
/** The same, where the members of a group are told apart. */
const membersMax = 15;
/** Cells that are computed for the combinations of changes at most, and about as many for the members of a group. */
const cellsMax = 2e8;
const pairsMax = 500;
const pairsMin = 50;
/** Changes that do nothing are listed if there are fewer. */
const idleMax = 20;
/** What is smaller, relative to the result, is rounding. */
const noise = 1e-12;

/** A result that both sides have. */
interface RequestedResult {
  readonly text: string;
  readonly target: Output;
  readonly old: Output;
  /** Names of everything that it depends on, on either side. */
  readonly relevant: ReadonlySet<string>;
}

/** Splits the differences of results: `explainDifference(comparison, ['gross_margin@2027'])`. */
export function explainDifferences(
  comparison: Attribution,
  targets: readonly string[],
): Checked<readonly Explanation[]> {
  const { older, newer, names } = comparison;
  const dependsOn = createDependencyFinder(older.plan, newer.plan, names);
  const read = targets.map((text) => {
    const [now, old] = [targetOf(text, newer.plan), targetOf(names.toOld(text), older.plan)];
    return { text, now, old };
  });
  // A name that neither side knows is a mistake; one that came or went is none.
  const mistakes = read.filter(({ now, old }) => hasErrors(now.diagnostics) && hasErrors(old.diagnostics));
  if (mistakes.length > 0) return { diagnostics: mistakes.flatMap(({ now }) => now.diagnostics) };
  const asked = read.flatMap(({ text, now, old }): RequestedResult[] => {
    if (now.value === undefined || old.value === undefined) return [];
    return [{ text, target: now.value, old: old.value, relevant: dependsOn(old.value, now.value) }];
  });
  const explainResult = new Map(batchByInputs(asked, comparison).flatMap((some) => explainTogether(some, comparison)));
  const value = read.map(
    ({ text, now, old }) => explainResult.get(text) ?? explainOneSided(text, (now.value ?? old.value)!, comparison),
  );
  return { value, diagnostics: [] };
}

/**
 * Results that depend on the same changes. What one of them is due to is found alike whether others are asked for or
 * not.
 */
function batchByInputs(asked: readonly RequestedResult[], { inputs }: Attribution): RequestedResult[][] {
  const found = new Map<string, RequestedResult[]>();
  for (const one of asked) {
    const key = inputs.flatMap(({ name }, at) => (one.relevant.has(name) ? [at] : [])).join();
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

/** What is known of results that are split alike. */
interface ResultBatch {
  readonly comparison: Attribution;
  readonly inputs: readonly ChangedInput[];
  readonly board: CoalitionEvaluator;
  readonly units: readonly ChangeGroup[];
}

/**
 * Of one result: what it is with all combinations of units, and of structural changes behind them, and the members of
 * groups.
 */
interface EvaluatedResult {
  readonly asked: RequestedResult;
  readonly results: Float64Array;
  readonly splits: ReadonlyMap<ChangeGroup, GroupSplit>;
}

/** Shares of the members of a group. */
interface GroupSplit {
  readonly shares: readonly SampledShare[];
  /** How many random orders were gone through; none where it is exact. */
  readonly orders?: number;
}

function explainTogether(
  asked: readonly RequestedResult[],
  comparison: Attribution,
): [text: string, explanation: Explanation][] {
  const inputs = comparison.inputs.filter(({ name }) => asked[0]!.relevant.has(name));
  const board = createCoalitionEvaluator(
    comparison,
    inputs.map(({ name }) => name),
    (made) => asked.map(({ text }) => targetInHybrid(text, comparison, made)),
  );
  const strength = createStrengthMeasure(board, comparison.structural.length);
  const units = asked.map((_, target) => orderGroups(inputs, board, comparison, target, strength));
  const keys = units.map((some) => some.map((unit) => unit.inputs.join()).join(';'));
  return [...new Set(keys)].flatMap((key) => {
    const places = keys.flatMap((other, at) => (other === key ? [at] : []));
    const pass: ResultBatch = { comparison, inputs, board, units: units[places[0]!]! };
    const results = board.all(pass.units.map((unit) => unit.inputs));
    const splits = new Map(
      pass.units.filter((unit) => unit.inputs.length > 1).map((unit) => [unit, splitGroup(unit, places, pass)]),
    );
    return places.map((at): [string, Explanation] => {
      const own = new Map(
        [...splits].map(([unit, each]): [ChangeGroup, GroupSplit] => [unit, { ...each, shares: each.shares[at]! }]),
      );
      return [asked[at]!.text, explained({ asked: asked[at]!, results: results[at]!, splits: own }, pass)];
    });
  });
}

/** What is asked for in the plan of a stage, where things may have their old names. */
export function targetInHybrid(text: string, comparison: Attribution, made: number): Output {
  const { plan, hasOldNames } = comparison.hybrid(made);
  const { value } = targetOf(hasOldNames ? comparison.names.toOld(text) : text, plan);
  if (value === undefined) throw new Error(`a stage has no ${text}`);
  return value;
}

/** Units that are few enough; those that have the least computed anew come first. */
function orderGroups(
  inputs: readonly ChangedInput[],
  board: CoalitionEvaluator,
  { structural }: Attribution,
  target: number,
  strength: (some: readonly number[]) => Float64Array,
): ChangeGroup[] {
  const cells = inputs.map((_, at) => board.cellsOf([at], target));
  const most = Math.max(1, affordablePlayers(cells, structural.length) - structural.length);
  const units = groupChanges(inputs, most, (some) => strength(some)[target]!);
  const cellsIn = (unit: ChangeGroup): number => sumOf(unit.inputs.map((at) => cells[at]!));
  return [...units].sort((a, b) => cellsIn(a) - cellsIn(b));
}

/** How many changes can be combined without computing too many cells. */
function affordablePlayers(cells: readonly number[], structural: number): number {
  const largest = [...cells].sort((a, b) => b - a);
  for (let players = playersMax; players > playersMin; players -= 1) {
    const units = largest.slice(0, Math.max(0, players - structural)).reverse();
    const work = units.reduce((sum, each, at) => sum + each * 2 ** (units.length - 1 - at), 0);
    if (work * 2 ** structural <= cellsMax) return players;
  }
  return playersMin;
}

/** How much inputs do alone, from the old side or back from the new one: for each result. */
function createStrengthMeasure(
  board: CoalitionEvaluator,
  structural: number,
): (some: readonly number[]) => Float64Array {
  const all = (1 << structural) - 1;
  const known = new Map<string, Float64Array>();
  let ends: readonly [old: Float64Array, now: Float64Array] | undefined;
  const moved = (from: number, to: number): number =>
    Number.isNaN(to - from) ? Number.POSITIVE_INFINITY : Math.abs(to - from);
  const strengthOf = (some: readonly number[]): Float64Array => {
    ends ??= [board.at(0, () => false), board.at(all, () => true)];
    const made = new Set(some);
    const forth = board.at(0, (input) => made.has(input));
    const back = board.at(all, (input) => !made.has(input));
    return ends[0].map((old, target) => Math.max(moved(old, forth[target]!), moved(ends![1][target]!, back[target]!)));
  };
  return (some) => {
    const key = some.join();
    const found = known.get(key) ?? strengthOf(some);
    known.set(key, found);
    return found;
  };
}

/**
 * The members of a group: from all combinations of theirs with all others where these are few enough, else from random
 * orders.
 */
function splitGroup(
  unit: ChangeGroup,
  targets: readonly number[],
  { units, board, comparison: { structural }, inputs }: ResultBatch,
): { readonly shares: readonly (readonly SampledShare[])[]; readonly orders?: number } {
  const others = units.filter((other) => other !== unit);
  const members = unit.inputs;
  const count = others.length + structural.length + members.length;
  const every = inputs.map((_, at) => at);
  const cells = Math.max(1, board.cellsOf(every, targets[0]!));
  if (count <= membersMax && 2 ** count * cells <= cellsMax)
    return { shares: splitExactly(members, others, board, count) };
  const pairs = Math.max(pairsMin, Math.min(pairsMax, Math.floor(cellsMax / (2 * (members.length + 1) * cells))));
  const shares = sampleShares(
    { outer: others.length + structural.length, members: members.length, pairs },
    (outer, made) => {
      const isNew = new Set([
        ...others.flatMap((other, at) => (outer.has(at) ? other.inputs : [])),
        ...[...made].map((at) => members[at]!),
      ]);
      const structure = structural.reduce((bits, _, at) => bits | (outer.has(others.length + at) ? 1 << at : 0), 0);
      return board.at(structure, (input) => isNew.has(input));
    },
  );
  return { shares, orders: 2 * pairs };
}

function splitExactly(
  members: readonly number[],
  others: readonly ChangeGroup[],
  board: CoalitionEvaluator,
  count: number,
): SampledShare[][] {
  const results = board.all([...members.map((member) => [member]), ...others.map((other) => other.inputs)]);
  const places = members.map((_, at) => at);
  return results.map((each) => owenShares(each, places, count).map((share) => ({ ...share, error: 0 })));
}

function explained(found: EvaluatedResult, pass: ResultBatch): Explanation {
  const { older, newer, names } = pass.comparison;
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
  const failure = failureOf(results, ends, pass);
  if (failure !== undefined || difference === null)
    return { ...head, parts: [], statements: [failure ?? 'It cannot be explained.'] };
  const parts = partsOf(found, pass, difference);
  const idle = parts.filter(isIdle);
  const shown = idle.length < idleMax ? parts : parts.filter((part) => !isIdle(part));
  return { ...head, parts: shown, statements: statementsOf(found, pass, idle.length, shown.length < parts.length) };
}

/** What the record has, or what the model gives where the record has no such cell; null for an error. */
function valueOnSide({ record, scenario }: PlannedSide, text: string, computed: number): number | null {
  const recorded = findRecordedValue(record, scenario, text);
  return recorded === undefined ? orNull(computed) : recorded;
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

const isIdle = ({ amount, least, most }: Part): boolean => amount === 0 && least === 0 && most === 0;

/** Why a difference cannot be split, if it cannot. */
function failureOf(
  results: Float64Array,
  [old, now]: readonly [number | null, number | null],
  { units, comparison }: ResultBatch,
): string | undefined {
  if (old === null || now === null) return failureSentences.side(old === null, now === null);
  let first: number | undefined;
  results.forEach((result, set) => {
    if (Number.isNaN(result) && (first === undefined || countBits(set) < countBits(first))) first = set;
  });
  if (first === undefined) return undefined;
  const labels = [...units, ...comparison.structural].map(({ label }) => label);
  return failureSentences.combination(
    labels.filter((_, place) => (first! & (1 << place)) !== 0),
    labels.length,
  );
}

/** All parts, those that do nothing among them, the largest first. */
function partsOf(
  { asked, results, splits }: EvaluatedResult,
  { comparison, units, inputs }: ResultBatch,
  difference: number,
): Part[] {
  const shares = shapleyShares(results, units.length + comparison.structural.length);
  const structural = comparison.structural.map(({ kind, id, label, changes }, place): Part => {
    return { kind, id, label, ...shares[units.length + place]!, error: null, changes, parts: [] };
  });
  const parts = [
    ...units.map((unit, place) => partOfGroup(unit, shares[place]!, splits.get(unit), inputs)),
    ...structural.filter((part) => affects(part, asked)),
    ...enginePart(comparison, asked.text, difference, results),
  ];
  return sortParts(adjustParts(parts, difference));
}

/** Whether a result depends on the item whose formula or actuals are changed; on all else it may. */
function affects({ kind, id }: Pick<Part, 'kind' | 'id'>, { relevant }: RequestedResult): boolean {
  return (
    (kind !== 'formula' && kind !== 'actuals') || [...relevant].some((name) => name === id || name.startsWith(`${id}.`))
  );
}

/** What another version of the program computes otherwise. */
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

/** Parts that add up to a whole to the last bit. */
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
  { comparison, units, inputs }: ResultBatch,
  idle: number,
  isLeftOut: boolean,
): string[] {
  const structural = comparison.structural.filter((one) => affects(one, asked)).length;
  const bearing = inputs.length + structural;
  const groups = units.filter((unit) => unit.inputs.length > 1);
  return [
    ...comparison.statements,
    describeCombinations(units.length + structural, bearing),
    ...describeGroups(groups),
    ...groups.flatMap((group) => describeSplit(group.label, group.inputs.length, splits.get(group)!.orders)),
    ...describeUnaffected(bearing, comparison.inputs.length + comparison.structural.length, idle, isLeftOut),
  ];
}

/** A result that only one side has. */
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
