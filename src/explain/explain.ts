/**
 * Why results moved. Enters a comparison of two runs and the results that are asked for; leaves the difference of each,
 * split over what was changed. Guarantee: the parts add up to the difference; a change on which a result does not
 * depend has no part; swapping the sides turns every part around.
 */
import { type Checked, hasErrors } from '../diagnostics/diagnostic.ts';
import { changeKey, type Explanation, type Part } from '../diff/diff.ts';
import type { Target } from '../question/target.ts';
import { unitOf } from '../question/whatIf.ts';
import { type Board, openBoard } from './board.ts';
import type { ChangedInput, Comparison, ExplainSide } from './comparison.ts';
import { type Unit, unitsOf } from './grouping.ts';
import { recordedValue } from './recorded.ts';
import { relevance } from './relevance.ts';
import { corrected, type SampledShare, sampledShares } from './sampling.ts';
import { bitsIn, groupSharesOf, sharesOf, summingTo, total } from './shapley.ts';
import { targetOf } from './targets.ts';
import { bearingWords, combinationWords, failureWords, groupWords, splitWords } from './words.ts';

/** Changes of which all combinations are evaluated at most, and at least however large the model is. */
const playersMost = 12;
const playersLeast = 8;
/** The same, where the members of a group are told apart. */
const membersMost = 15;
/** Cells that are computed for the combinations of changes at most, and about as many for the members of a group. */
const cellsMost = 2e8;
const pairsMost = 500;
const pairsLeast = 50;
/** Changes that do nothing are listed if there are fewer. */
const idleMost = 20;
/** What is smaller, relative to the result, is rounding. */
const noise = 1e-12;

/** A result that both sides have. */
interface Asked {
  readonly text: string;
  readonly target: Target;
  readonly old: Target;
  /** Names of everything that it depends on, on either side. */
  readonly relevant: ReadonlySet<string>;
}

/** Splits the differences of results: `explainDifference(comparison, ['gross_margin@2027'])`. */
export function explainDifference(comparison: Comparison, targets: readonly string[]): Checked<readonly Explanation[]> {
  const { older, newer, names } = comparison;
  const dependsOn = relevance(older.plan, newer.plan, names);
  const read = targets.map((text) => {
    const [now, old] = [targetOf(text, newer.plan), targetOf(names.toOld(text), older.plan)];
    return { text, now, old };
  });
  // A name that neither side knows is a mistake; one that came or went is none.
  const mistakes = read.filter(({ now, old }) => hasErrors(now.diagnostics) && hasErrors(old.diagnostics));
  if (mistakes.length > 0) return { diagnostics: mistakes.flatMap(({ now }) => now.diagnostics) };
  const asked = read.flatMap(({ text, now, old }): Asked[] => {
    if (now.value === undefined || old.value === undefined) return [];
    return [{ text, target: now.value, old: old.value, relevant: dependsOn(old.value, now.value) }];
  });
  const explained = new Map(alike(asked, comparison).flatMap((some) => explainTogether(some, comparison)));
  const value = read.map(
    ({ text, now, old }) => explained.get(text) ?? oneSided(text, (now.value ?? old.value)!, comparison),
  );
  return { value, diagnostics: [] };
}

/**
 * Results that depend on the same changes. What one of them is due to is found alike whether others are asked for or
 * not.
 */
function alike(asked: readonly Asked[], { inputs }: Comparison): Asked[][] {
  const found = new Map<string, Asked[]>();
  for (const one of asked) {
    const key = inputs.flatMap(({ name }, at) => (one.relevant.has(name) ? [at] : [])).join();
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

/** What is known of results that are split alike. */
interface Pass {
  readonly comparison: Comparison;
  readonly inputs: readonly ChangedInput[];
  readonly board: Board;
  readonly units: readonly Unit[];
}

/**
 * Of one result: what it is with all combinations of units, and of structural changes behind them, and the members of
 * groups.
 */
interface Found {
  readonly asked: Asked;
  readonly results: Float64Array;
  readonly splits: ReadonlyMap<Unit, Split>;
}

/** Shares of the members of a group. */
interface Split {
  readonly shares: readonly SampledShare[];
  /** How many random orders were gone through; none where it is exact. */
  readonly orders?: number;
}

function explainTogether(asked: readonly Asked[], comparison: Comparison): [text: string, explanation: Explanation][] {
  const inputs = comparison.inputs.filter(({ name }) => asked[0]!.relevant.has(name));
  const board = openBoard(
    comparison,
    inputs.map(({ name }) => name),
    (made) => asked.map(({ text }) => targetIn(text, comparison, made)),
  );
  const strength = strengths(board, comparison.structural.length);
  const units = asked.map((_, target) => orderedUnits(inputs, board, comparison, target, strength));
  const keys = units.map((some) => some.map((unit) => unit.inputs.join()).join(';'));
  return [...new Set(keys)].flatMap((key) => {
    const places = keys.flatMap((other, at) => (other === key ? [at] : []));
    const pass: Pass = { comparison, inputs, board, units: units[places[0]!]! };
    const results = board.all(pass.units.map((unit) => unit.inputs));
    const splits = new Map(
      pass.units.filter((unit) => unit.inputs.length > 1).map((unit) => [unit, splitOf(unit, places, pass)]),
    );
    return places.map((at): [string, Explanation] => {
      const own = new Map(
        [...splits].map(([unit, each]): [Unit, Split] => [unit, { ...each, shares: each.shares[at]! }]),
      );
      return [asked[at]!.text, explained({ asked: asked[at]!, results: results[at]!, splits: own }, pass)];
    });
  });
}

/** What is asked for in the plan of a stage, where things may have their old names. */
export function targetIn(text: string, comparison: Comparison, made: number): Target {
  const { plan, hasOldNames } = comparison.stage(made);
  const { value } = targetOf(hasOldNames ? comparison.names.toOld(text) : text, plan);
  if (value === undefined) throw new Error(`a stage has no ${text}`);
  return value;
}

/** Units that are few enough; those that have the least computed anew come first. */
function orderedUnits(
  inputs: readonly ChangedInput[],
  board: Board,
  { structural }: Comparison,
  target: number,
  strength: (some: readonly number[]) => Float64Array,
): Unit[] {
  const cells = inputs.map((_, at) => board.cellsOf([at], target));
  const most = Math.max(1, playersIn(cells, structural.length) - structural.length);
  const units = unitsOf(inputs, most, (some) => strength(some)[target]!);
  const cellsIn = (unit: Unit): number => total(unit.inputs.map((at) => cells[at]!));
  return [...units].sort((a, b) => cellsIn(a) - cellsIn(b));
}

/** How many changes can be combined without computing too many cells. */
function playersIn(cells: readonly number[], structural: number): number {
  const largest = [...cells].sort((a, b) => b - a);
  for (let players = playersMost; players > playersLeast; players -= 1) {
    const units = largest.slice(0, Math.max(0, players - structural)).reverse();
    const work = units.reduce((sum, each, at) => sum + each * 2 ** (units.length - 1 - at), 0);
    if (work * 2 ** structural <= cellsMost) return players;
  }
  return playersLeast;
}

/** How much inputs do alone, from the old side or back from the new one: for each result. */
function strengths(board: Board, structural: number): (some: readonly number[]) => Float64Array {
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
function splitOf(
  unit: Unit,
  targets: readonly number[],
  { units, board, comparison: { structural }, inputs }: Pass,
): { readonly shares: readonly (readonly SampledShare[])[]; readonly orders?: number } {
  const others = units.filter((other) => other !== unit);
  const members = unit.inputs;
  const count = others.length + structural.length + members.length;
  const every = inputs.map((_, at) => at);
  const cells = Math.max(1, board.cellsOf(every, targets[0]!));
  if (count <= membersMost && 2 ** count * cells <= cellsMost)
    return { shares: exactSplit(members, others, board, count) };
  const pairs = Math.max(pairsLeast, Math.min(pairsMost, Math.floor(cellsMost / (2 * (members.length + 1) * cells))));
  const shares = sampledShares(
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

function exactSplit(
  members: readonly number[],
  others: readonly Unit[],
  board: Board,
  count: number,
): SampledShare[][] {
  const results = board.all([...members.map((member) => [member]), ...others.map((other) => other.inputs)]);
  const places = members.map((_, at) => at);
  return results.map((each) => groupSharesOf(each, places, count).map((share) => ({ ...share, error: 0 })));
}

function explained(found: Found, pass: Pass): Explanation {
  const { older, newer, names } = pass.comparison;
  const { asked, results } = found;
  const { text, target } = asked;
  const ends = [sideValue(older, names.toOld(text), results[0]!), sideValue(newer, text, results.at(-1)!)] as const;
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
  if (unit !== oldUnit) return { ...head, parts: [], statements: [failureWords.unit(oldUnit, unit, ends[0])] };
  const failure = failureOf(results, ends, pass);
  if (failure !== undefined || difference === null)
    return { ...head, parts: [], statements: [failure ?? 'It cannot be split.'] };
  const parts = partsOf(found, pass, difference);
  const idle = parts.filter(isIdle);
  const shown = idle.length < idleMost ? parts : parts.filter((part) => !isIdle(part));
  return { ...head, parts: shown, statements: statementsOf(found, pass, idle.length, shown.length < parts.length) };
}

/** What the record has, or what the model gives where the record has no such cell; null for an error. */
function sideValue({ record, scenario }: ExplainSide, text: string, computed: number): number | null {
  const recorded = recordedValue(record, scenario, text);
  return recorded === undefined ? orNull(computed) : recorded;
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

const isIdle = ({ amount, least, most }: Part): boolean => amount === 0 && least === 0 && most === 0;

/** Why a difference cannot be split, if it cannot. */
function failureOf(
  results: Float64Array,
  [old, now]: readonly [number | null, number | null],
  { units, comparison }: Pass,
): string | undefined {
  if (old === null || now === null) return failureWords.side(old === null, now === null);
  let first: number | undefined;
  results.forEach((result, set) => {
    if (Number.isNaN(result) && (first === undefined || bitsIn(set) < bitsIn(first))) first = set;
  });
  if (first === undefined) return undefined;
  const labels = [...units, ...comparison.structural].map(({ label }) => label);
  return failureWords.combination(
    labels.filter((_, place) => (first! & (1 << place)) !== 0),
    labels.length,
  );
}

/** All parts, those that do nothing among them, the largest first. */
function partsOf({ asked, results, splits }: Found, { comparison, units, inputs }: Pass, difference: number): Part[] {
  const shares = sharesOf(results, units.length + comparison.structural.length);
  const structural = comparison.structural.map(({ kind, id, label, changes }, place): Part => {
    return { kind, id, label, ...shares[units.length + place]!, error: null, changes, parts: [] };
  });
  const parts = [
    ...units.map((unit, place) => partOfUnit(unit, shares[place]!, splits.get(unit), inputs)),
    ...structural.filter((part) => bears(part, asked)),
    ...enginePart(comparison, asked.text, difference, results),
  ];
  return sorted(summed(parts, difference));
}

/** Whether a result depends on the item whose formula or actuals are changed; on all else it may. */
function bears({ kind, id }: Pick<Part, 'kind' | 'id'>, { relevant }: Asked): boolean {
  return (
    (kind !== 'formula' && kind !== 'actuals') || [...relevant].some((name) => name === id || name.startsWith(`${id}.`))
  );
}

/** What another version of the program computes otherwise. */
function enginePart(
  { older, newer, names }: Comparison,
  text: string,
  difference: number,
  results: Float64Array,
): Part[] {
  const [old, now] = [results[0]!, results.at(-1)!];
  const [was, is] = [sideValue(older, names.toOld(text), old), sideValue(newer, text, now)];
  const amount = difference - (now - old);
  const size = Math.max(...[was, is, old, now].map((one) => Math.abs(one ?? 0)));
  if (Math.abs(amount) <= noise * size) return [];
  const changes = [changeKey({ kind: 'version', id: 'burnsheet' })];
  return [
    {
      kind: 'engine',
      id: 'engine',
      label: 'Versions of the engine',
      amount,
      least: amount,
      most: amount,
      error: null,
      changes,
      parts: [],
    },
  ];
}

function partOfUnit(
  { kind, id, label, inputs: places }: Unit,
  share: Pick<Part, 'amount' | 'least' | 'most'>,
  split: Split | undefined,
  inputs: readonly ChangedInput[],
): Part {
  const members = places.map((place) => inputs[place]!);
  const changes = members.map(valueKey);
  if (split === undefined) return { kind, id, label, ...share, error: null, changes, parts: [] };
  const parts = corrected(split.shares, share.amount).map((one, at): Part => {
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
  return { kind, id, label, ...share, error: null, changes, parts: sorted(summed(parts, share.amount)) };
}

const valueKey = ({ name }: ChangedInput): string => changeKey({ kind: 'value', id: name });

/** Parts that add up to a whole to the last bit. */
function summed(parts: readonly Part[], whole: number): Part[] {
  const amounts = summingTo(
    parts.map(({ amount }) => amount),
    whole,
  );
  return parts.map((part, at) => ({
    ...part,
    amount: amounts[at]!,
    parts: part.parts.length === 0 ? [] : summed(part.parts, amounts[at]!),
  }));
}

function sorted(parts: readonly Part[]): Part[] {
  return [...parts].sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || (a.id < b.id ? -1 : 1));
}

function statementsOf(
  { asked, splits }: Found,
  { comparison, units, inputs }: Pass,
  idle: number,
  isLeftOut: boolean,
): string[] {
  const structural = comparison.structural.filter((one) => bears(one, asked)).length;
  const bearing = inputs.length + structural;
  const groups = units.filter((unit) => unit.inputs.length > 1);
  return [
    ...comparison.statements,
    combinationWords(units.length + structural, bearing),
    ...groupWords(groups),
    ...groups.flatMap((group) => splitWords(group.label, group.inputs.length, splits.get(group)!.orders)),
    ...bearingWords(bearing, comparison.inputs.length + comparison.structural.length, idle, isLeftOut),
  ];
}

/** A result that only one side has. */
function oneSided(text: string, target: Target, { older, newer, names }: Comparison): Explanation {
  const now = recordedValue(newer.record, newer.scenario, text) ?? null;
  const old = recordedValue(older.record, older.scenario, names.toOld(text)) ?? null;
  const statements = [failureWords.oneSided(targetOf(text, newer.plan).value !== undefined)];
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
