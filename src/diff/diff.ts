/**
 * The types of a comparison: what changed in the model, which results moved, and how much each change contributed.
 * Every report is made from them. Guarantee: the first side is the old one; a difference is the new value less the old
 * one; a rename is a change and neither an addition nor a removal; periods, rows and members of one side only are
 * changes and not movements.
 */
import type { Plan } from '../plan/plan.ts';
import type { RecordSeries, RunRecord } from '../record/record.ts';

/** One of the two runs in a comparison. */
export interface Side {
  /**
   * How the user named the run: `models/anthropic.yaml@base@2026-06-15`, `HEAD~3:models/x.yaml`, `exports/x/run.json`.
   */
  readonly name: string;
  readonly record: RunRecord;
  /** The scenario to compare, which the record contains. */
  readonly scenario: string;
  /** The plan of its model, if the run was evaluated here, so that an explanation need not read the files again. */
  readonly plan?: Plan;
}

/** A difference counts if it is above both. */
export interface Tolerance {
  /** As a share of the larger of the two values; 1e-9 by default. */
  readonly relative: number;
  /** In the unit of each row. */
  readonly absolute: number;
}

/** Kinds of changes, in the order of a report. */
export const changeKinds = [
  /** The settings of the run: the compared scenario, the as-of date, the overrides of `--set`. */
  'setting',
  'timeline',
  /** An input, a cell of a table or a series has another value. */
  'value',
  /** Other revisions of a value, while the value in force is the same. */
  'revision',
  'actual',
  /**
   * A scenario was added or removed, has another title or parent, or overrides a value that the compared one does not.
   */
  'scenario',
  'table',
  'member',
  'input',
  'item',
  'formula',
  'unit',
  /** The options of a choice. */
  'choice',
  'check',
  'tie-out',
  /** A cited source. */
  'source',
  /** The evidence for an unchanged value: its source, status, date, note, range. */
  'evidence',
  'label',
  /** burnsheet, HyperFormula, the format of the record. */
  'version',
] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** Where a value comes from. */
export interface ChangeOrigin {
  /** Id and title of the source. */
  readonly source: string | null;
  readonly sourceTitle: string | null;
  readonly url: string | null;
  readonly status: string | null;
  /** The date on which it became known. */
  readonly known: string | null;
  /** `why:` of the revision, otherwise the note. */
  readonly reason: string | null;
}

/** A part of a formula that both sides have, or that differs. */
export interface FormulaPart {
  readonly text: string;
  readonly isChanged: boolean;
}

/** A period in which a series changed. */
export interface SeriesChange {
  readonly period: string;
  readonly old: number | string | null;
  readonly new: number | string | null;
}

export interface Change {
  readonly kind: ChangeKind;
  readonly action: 'added' | 'removed' | 'changed' | 'renamed';
  /**
   * Its name on the new side, or on the old one if it was removed: `contract.total.google_tpu`, `revenue`, `timeline`,
   * `burnsheet`. Unique together with the kind.
   */
  readonly id: string;
  /** Its name on the old side, if that differs. */
  readonly was: string | null;
  readonly label: string;
  /** Sheet and section, table or scenario: `COGS › Training`; empty if there is none. */
  readonly place: string;
  /** As written in the model file, or in words; null if a side does not have it. */
  readonly old: string | null;
  readonly new: string | null;
  readonly unit: string;
  /** New less old, if both are single numbers. */
  readonly difference: number | null;
  /** Those numbers, in the unit. */
  readonly values?: { readonly old: number; readonly new: number };
  readonly oldOrigin: ChangeOrigin | null;
  readonly newOrigin: ChangeOrigin | null;
  /** The scenarios that differ; empty if the compared scenario does, or if the change is not about scenarios. */
  readonly scenarios: readonly string[];
  /** Of a series: the periods of both sides in which it differs. */
  readonly series: readonly SeriesChange[];
  /** Of a formula: both sides in parts. */
  readonly formula: { readonly old: readonly FormulaPart[]; readonly new: readonly FormulaPart[] } | null;
}

export type ColumnKind = 'year' | 'quarter' | 'period';

/** A column of both sides, with its place on each. */
export interface SharedColumn {
  readonly label: string;
  readonly old: number;
  readonly new: number;
}

/** Columns that both sides have and that cover the same months, in order. */
export type Columns = Readonly<Record<ColumnKind, readonly SharedColumn[]>>;

/** A row of both sides in which a value moved. */
export interface Movement {
  readonly id: string;
  readonly members: readonly string[];
  /** `revenue`, `subscribers.max_20x`. */
  readonly name: string;
  readonly was: string | null;
  readonly label: string;
  readonly unit: string;
  /** `COGS › Training`. */
  readonly place: string;
  readonly isHeadline: boolean;
  /**
   * The largest difference relative to the largest amount in the same unit among the headline results and the
   * statements; of a percentage or multiple, relative to at least one. Workings in one of those units count half, and
   * other workings a hundredth relative to the largest amount in their own unit.
   */
  readonly importance: number;
  /** The year in which it moved most, or the period if the row has no roll-up to years. */
  readonly most: MovedCell;
  /** How many of the common periods moved. */
  readonly periodsMoved: number;
  readonly oldSeries: RecordSeries;
  readonly newSeries: RecordSeries;
}

export interface MovedCell {
  /** Empty for a row with a single value. */
  readonly period: string;
  /** Null for an error, or if there is no value. */
  readonly old: number | string | null;
  readonly new: number | string | null;
  readonly difference: number | null;
  /** The difference as a share of the old value; null if that is zero, and for a percentage, date or flag. */
  readonly relative: number | null;
}

/** A check, tie-out or expected answer of both sides with a different verdict. */
export interface VerdictChange {
  readonly kind: 'check' | 'tie-out' | 'expectation';
  readonly id: string;
  readonly label: string;
  readonly old: string;
  readonly new: string;
  /** Whether the new verdict is worse. */
  readonly isWorse: boolean;
  readonly detail: string;
}

/**
 * A first difference in calculation order: an item that moved although no item it reads did, or whose formula changed.
 */
export interface Divergence {
  readonly name: string;
  readonly label: string;
  readonly place: string;
  readonly period: string;
  /** Keys of its own changes and of changes it reads. */
  readonly because: readonly string[];
}

/** The movements of another scenario of both sides. */
export interface ScenarioMovement {
  readonly scenario: string;
  readonly title: string;
  /** How many rows moved. */
  readonly moved: number;
  readonly most: {
    readonly name: string;
    readonly label: string;
    readonly unit: string;
    readonly cell: MovedCell;
  } | null;
}

export interface SideSummary {
  readonly name: string;
  readonly model: string;
  readonly title: string;
  readonly runId: string;
  readonly scenario: string;
  readonly scenarioTitle: string;
  readonly known: string | null;
  readonly versions: RunRecord['versions'];
  readonly from: string;
  readonly to: string;
  readonly grain: RunRecord['grain'];
}

export interface RunDiff {
  readonly old: SideSummary;
  readonly new: SideSummary;
  readonly tolerance: Tolerance;
  /** Whether the runs differ in nothing but their names and the layout of their files. */
  readonly isEmpty: boolean;
  /** By kind in the order of `ChangeKind`, then in the order of the model. */
  readonly changes: readonly Change[];
  /** The most important first. */
  readonly movements: readonly Movement[];
  /** All headline results, moved or not, in the order of the model. */
  readonly headlines: readonly Movement[];
  /** How many rows were compared. */
  readonly compared: number;
  readonly columns: Columns;
  readonly verdicts: readonly VerdictChange[];
  readonly divergences: readonly Divergence[];
  readonly otherScenarios: readonly ScenarioMovement[];
}

/** What a part of a difference is attributed to. */
export type PartKind = 'assumption' | 'group' | 'formula' | 'actuals' | 'timeline' | 'structure' | 'engine';

/** The contribution of a change, or of a group of changes, to a difference. */
export interface Part {
  readonly kind: PartKind;
  /** The name of the assumption or item, or `timeline`, `structure`, `actuals`, `engine`, `other changes`. */
  readonly id: string;
  readonly label: string;
  /** In the unit of the result. */
  readonly amount: number;
  /** The minimum and maximum over the evaluated orders of the changes. */
  readonly least: number;
  readonly most: number;
  /** The standard error of the amount; null if the amount is exact. */
  readonly error: number | null;
  /** Keys of the changes it covers: see `changeKey`. */
  readonly changes: readonly string[];
  /** Of a group: its members, which add up to it. */
  readonly parts: readonly Part[];
}

/** Why a result moved. */
export interface Explanation {
  /** `gross_margin@2027`. */
  readonly target: string;
  readonly label: string;
  readonly unit: string;
  readonly old: number | null;
  readonly new: number | null;
  readonly difference: number | null;
  /** The largest first; they add up to the difference. Empty if it cannot be explained, as a statement says. */
  readonly parts: readonly Part[];
  /** Sentences on the method: how many combinations were evaluated, what was grouped, how exact it is. */
  readonly statements: readonly string[];
}

/** The key of a change within a comparison: `value contract.total.google_tpu`. */
export function changeKey({ kind, id }: Pick<Change, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}
