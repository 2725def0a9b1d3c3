/**
 * A comparison of two run records. Takes the old side and the new one; returns changes, movements, verdicts and the
 * first differences in calculation order. Guarantee: comparing a run with itself reports no changes; renames are
 * paired; periods, rows and members of one side only are not movements.
 */

import {
  headlineIds,
  type RecordCheck,
  type RecordScenario,
  type RecordTieOut,
  type RunRecord,
  recordCheckName,
  tieOutsJudgedIn,
} from '../record/record.ts';
import { formatDistinctPair } from '../values/formatDifference.ts';
import {
  type Change,
  type ChangeKind,
  changeKey,
  changeKinds,
  type Divergence,
  type Movement,
  type RunDiff,
  type ScenarioMovement,
  type Side,
  type SideSummary,
  type Tolerance,
  type VerdictChange,
} from './diff.ts';
import { groupBy } from './groupBy.ts';
import { findInputChanges } from './inputChanges.ts';
import { type Matching, matchRecords } from './matching.ts';
import { findModelChanges } from './modelChanges.ts';
import { findMovements, headlineMovement, type ImportanceScale, makeImportanceScale } from './movements.ts';
import { alignRows, type RowPair, type ScenarioSide, selectScenario } from './rowPairs.ts';

/** The default tolerance. */
const defaultTolerance: Tolerance = { relative: 1e-9, absolute: 0 };

/** The maximum number of first differences to report. */
const divergencesMax = 10;

/** Compares two runs: `compareRecords(june, october).movements[0]`. */
export function compareRecords(older: Side, newer: Side, tolerance: Tolerance = defaultTolerance): RunDiff {
  const [old, current] = [selectScenario(older), selectScenario(newer)];
  const matching = matchRecords(old.record, current.record);
  const rows = alignRows(old.scenario, current.scenario, current.record, matching);
  const places = placesOf(current.record);
  const headline = new Set(headlineIds(current.record));
  const isShown = (id: string): boolean => headline.has(id) || current.record.statements.includes(id);
  // Amounts in different units are not compared: the unit is reported as a change.
  const alike = rows.filter((pair) => pair.old.unit === pair.new.unit);
  const measure = makeImportanceScale(old.record, current.record, alike, isShown, tolerance);
  const sides = { older: old, newer: current, matching, rows };
  const changes = sortByKind([...findModelChanges(sides), ...findInputChanges(sides)]);
  const placeOf = ({ new: { id } }: RowPair): string => places.get(id) ?? '';
  const movements = findMovements(alike, measure, (pair) => ({
    place: placeOf(pair),
    isHeadline: headline.has(pair.new.id),
  }));
  const checks = checkVerdicts(old, current);
  const verdicts = [...checks, ...scenarioVerdicts(old, current, checks), ...tieOutVerdicts(old, current)];
  const otherScenarios = scenarioMovements(old, current, matching, measure, headline);
  return {
    old: summaryOf(older, old),
    new: summaryOf(newer, current),
    tolerance,
    isEmpty: [changes, movements, verdicts, otherScenarios].every(({ length }) => length === 0),
    changes,
    movements,
    headlines: headlineRows(alike, current.record).map((pair) => headlineMovement(pair, measure, placeOf(pair))),
    compared: alike.filter((pair) => pair.new.kind === 'item').length,
    columns: measure.columns,
    verdicts,
    divergences: findDivergences(movements, changes, current.record, places),
    otherScenarios,
  };
}

function summaryOf({ name }: Side, { record, scenario }: ScenarioSide): SideSummary {
  const { model, title, runId, known, versions, periods, grain } = record;
  const [from, to] = [periods[0]!, periods.at(-1)!];
  return {
    name,
    model,
    title,
    runId,
    scenario: scenario.id,
    scenarioTitle: scenario.title,
    known,
    versions,
    from,
    to,
    grain,
  };
}

/** The rows of the headline results, in the order of the model. */
function headlineRows(rows: readonly RowPair[], record: RunRecord): RowPair[] {
  const groups = groupBy(rows, (pair) => pair.new.id);
  return [...new Set(headlineIds(record))].flatMap((id) => groups.get(id) ?? []);
}

function placesOf({ quantities }: RunRecord): ReadonlyMap<string, string> {
  return new Map(quantities.map(({ id, sheet, section }) => [id, sheet === '' ? '' : `${sheet} › ${section}`]));
}

function sortByKind(changes: readonly Change[]): Change[] {
  const places = new Map(changeKinds.map((kind, at) => [kind, at]));
  return [...changes].sort((a, b) => places.get(a.kind)! - places.get(b.kind)!);
}

/**
 * Checks with a different verdict in the other scenarios of both sides, unless the compared scenario already reports
 * them.
 */
function scenarioVerdicts(older: ScenarioSide, newer: ScenarioSide, own: readonly VerdictChange[]): VerdictChange[] {
  if (older.scenario.id !== newer.scenario.id) return [];
  const told = new Set(own.map(({ id }) => id));
  const found = newer.record.scenarios.flatMap((scenario) => {
    const before = older.record.scenarios.find(({ id }) => id === scenario.id);
    if (before === undefined || scenario.id === newer.scenario.id) return [];
    const verdicts = checkVerdicts({ scenario: before }, { scenario }).filter(({ id }) => !told.has(id));
    return verdicts.map((verdict) => ({ verdict, scenario: scenario.id }));
  });
  return [...groupBy(found, ({ verdict }) => `${verdict.id} ${verdict.new}`).values()].map((some) => {
    const scenarios = some.map(({ scenario }) => scenario);
    return {
      ...some[0]!.verdict,
      detail: `in ${scenarios.length === 1 ? 'scenario' : 'scenarios'} ${scenarios.join(', ')}`,
    };
  });
}

function checkVerdicts(
  { scenario: older }: Pick<ScenarioSide, 'scenario'>,
  { scenario: newer }: Pick<ScenarioSide, 'scenario'>,
): VerdictChange[] {
  const before = new Map(older.checks.map((check) => [recordCheckName(check), check]));
  const words = ({ passed }: Pick<RecordCheck, 'passed'>): string => (passed ? 'holds' : 'fails');
  return newer.checks.flatMap((check): VerdictChange[] => {
    const old = before.get(recordCheckName(check)) ?? wholeOf(older.checks.filter(({ id }) => id === check.id));
    if (old === undefined || old.passed === check.passed) return [];
    const { failures } = check.passed ? old : check;
    const detail =
      failures.length === 0
        ? ''
        : `in ${failures.slice(0, 3).join(', ')}${failures.length > 3 ? ` and ${failures.length - 3} more` : ''}`;
    return [
      {
        kind: 'check',
        id: recordCheckName(check),
        label: check.label,
        old: words(old),
        new: words(check),
        isWorse: !check.passed,
        detail,
      },
    ];
  });
}

/** A check as a whole, for a new member of its table: it passed if it passed for every member. */
function wholeOf(checks: readonly RecordCheck[]): Pick<RecordCheck, 'passed' | 'failures'> | undefined {
  if (checks.length === 0) return undefined;
  return {
    passed: checks.every(({ passed }) => passed),
    failures: [...new Set(checks.flatMap(({ failures }) => failures))],
  };
}

const verdictRanks: Readonly<Record<RecordTieOut['verdict'], number>> = { holds: 0, later: 0, misses: 1, fails: 2 };

/** Published figures with a different verdict, in the compared scenario and in the other scenarios of both sides. */
function tieOutVerdicts(older: ScenarioSide, newer: ScenarioSide): VerdictChange[] {
  const own = figureVerdicts(judgedBy(older, older.scenario), judgedBy(newer, newer.scenario), '');
  if (older.scenario.id !== newer.scenario.id) return own;
  const others = newer.record.scenarios.flatMap((scenario) => {
    const before = older.record.scenarios.find(({ id }) => id === scenario.id);
    if (before === undefined || scenario.id === newer.scenario.id) return [];
    return figureVerdicts(judgedBy(older, before), judgedBy(newer, scenario), `in scenario ${scenario.id}: `);
  });
  return [...own, ...others];
}

const judgedBy = ({ record }: ScenarioSide, scenario: RecordScenario): readonly RecordTieOut[] =>
  tieOutsJudgedIn(record, record.scenarios.indexOf(scenario));

function figureVerdicts(
  older: readonly RecordTieOut[],
  newer: readonly RecordTieOut[],
  where: string,
): VerdictChange[] {
  const before = new Map(older.map((one) => [one.id, one]));
  return newer.flatMap((one): VerdictChange[] => {
    const old = before.get(one.id);
    if (old === undefined || old.verdict === one.verdict) return [];
    const [[was], [is, wanted]] = [
      formatDistinctPair(old.value, old.expect, old.unit),
      formatDistinctPair(one.value, one.expect, one.unit),
    ];
    const detail = `${where}old ${was}, new ${is}, ${one.kind === 'tie-out' ? 'published' : 'expected'} ${wanted}`;
    const isWorse = verdictRanks[one.verdict] > verdictRanks[old.verdict];
    return [{ kind: one.kind, id: one.id, label: one.label, old: old.verdict, new: one.verdict, isWorse, detail }];
  });
}

/** Items that moved although no item they read did, and moved items whose formula changed, in calculation order. */
function findDivergences(
  movements: readonly Movement[],
  changes: readonly Change[],
  { evaluationOrder, quantities }: RunRecord,
  places: ReadonlyMap<string, string>,
): Divergence[] {
  const moved = new Map<string, Movement>();
  for (const movement of movements) if (!moved.has(movement.id)) moved.set(movement.id, movement);
  const reads = new Map(quantities.map((quantity) => [quantity.id, quantity]));
  const ids = new Set(reads.keys());
  const byQuantity = changesByQuantity(changes, ids);
  const computed = new Set(changes.filter(({ kind }) => computedOtherwise.has(kind)).map(({ id }) => ownerOf(id, ids)));
  const first = evaluationOrder.filter((id) => {
    const quantity = reads.get(id);
    if (!moved.has(id) || quantity === undefined) return false;
    return computed.has(id) || quantity.reads.every((read) => read === id || !moved.has(read));
  });
  return first.slice(0, divergencesMax).map((id) => {
    const { name, label, most, members } = moved.get(id)!;
    const tables = reads.get(id)?.tables ?? [];
    const read = [id, ...(reads.get(id)?.reads ?? [])];
    const keysOf = (one: string): readonly string[] => byQuantity.get(one) ?? [];
    // The row of a member reads the rows of that member, unless its formula picks others.
    const ofMembers = read.flatMap((one) => {
      const own = reads.get(one)?.tables ?? [];
      const isAligned = one !== id && own.length > 0 && own.every((table) => tables.includes(table));
      return isAligned
        ? keysOf(one).filter((key) => members.some((member) => key.endsWith(`.${member}`)))
        : keysOf(one);
    });
    const because = ofMembers.length > 0 ? ofMembers : read.flatMap(keysOf);
    return { name, label, place: places.get(id) ?? '', period: most.period, because: [...new Set(because)] };
  });
}

/** Kinds of changes in how an item is computed. */
const computedOtherwise: ReadonlySet<ChangeKind> = new Set(['formula', 'actual', 'unit']);

/** Keys of changes, by their input or item. */
function changesByQuantity(
  changes: readonly Change[],
  ids: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const told = changes
    .filter(({ kind }) => !unread.has(kind))
    .map((change) => ({ owner: ownerOf(change.id, ids), key: changeKey(change) }));
  const groups = [...groupBy(told, ({ owner }) => owner)];
  return new Map(groups.flatMap(([owner, some]) => (owner === undefined ? [] : [[owner, some.map(({ key }) => key)]])));
}

/** Kinds of changes that do not affect what an item reads. */
const unread: ReadonlySet<ChangeKind> = new Set(['label', 'evidence', 'revision', 'scenario']);

/** The input or item of a name such as `contract.total.google_tpu` or `revenue opening`. */
function ownerOf(name: string, ids: ReadonlySet<string>): string | undefined {
  const parts = name.split(' ')[0]!.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const id = parts.slice(0, length).join('.');
    if (ids.has(id)) return id;
  }
  return undefined;
}

/** Movements in the other scenarios of both sides. */
function scenarioMovements(
  older: ScenarioSide,
  newer: ScenarioSide,
  matching: Matching,
  measure: ImportanceScale,
  headline: ReadonlySet<string>,
): ScenarioMovement[] {
  if (older.scenario.id !== newer.scenario.id) return [];
  return newer.record.scenarios.flatMap((scenario): ScenarioMovement[] => {
    const before = older.record.scenarios.find(({ id }) => id === scenario.id);
    if (before === undefined || scenario.id === newer.scenario.id) return [];
    const rows = alignRows(before, scenario, newer.record, matching).filter((pair) => pair.old.unit === pair.new.unit);
    const moved = findMovements(rows, measure, ({ new: { id } }) => ({ place: '', isHeadline: headline.has(id) }));
    if (moved.length === 0) return [];
    const most = moved.find(({ isHeadline }) => isHeadline) ?? moved[0]!;
    const { name, label, unit, most: cell } = most;
    return [{ scenario: scenario.id, title: scenario.title, moved: moved.length, most: { name, label, unit, cell } }];
  });
}
