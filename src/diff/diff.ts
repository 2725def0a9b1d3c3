/**
 * What two runs say differently: what was changed in the model, what moved because of it, and which change did it. No
 * text of a terminal or page. Guarantee: the first side is the old one; a difference is the new value less the old one;
 * things that were renamed are one thing; periods, rows and members that only one side has are told once and are no
 * movement.
 */
import type { Plan } from '../plan/plan.ts';
import type { RecordSeries, RunRecord } from '../record/record.ts';

/** One of two runs that are compared. */
export interface Side {
  /** As the run was named: `models/anthropic.yaml@base@2026-06-15`, `HEAD~3:models/x.yaml`, `exports/x/run.json`. */
  readonly name: string;
  readonly record: RunRecord;
  /** The scenario to compare, which the record contains. */
  readonly scenario: string;
  /** The plan of its model, if the run was evaluated here, so that an explanation need not read the files again. */
  readonly plan?: Plan;
}

/** How large a difference has to be: above both it counts. */
export interface Tolerance {
  /** Of the larger of the two values; 1e-9 where nothing is asked. */
  readonly relative: number;
  /** In the unit of each row. */
  readonly absolute: number;
}

/** Kinds of changes, in the order in which they are told. */
export const changeKinds = [
  /** Which run it is: the scenario that is compared, the known date, what `--set` says. */
  'setting',
  'timeline',
  /** An input or a cell of a table holds another value; a series other values. */
  'value',
  /** What was believed at other times, while the value in force is the same. */
  'revision',
  'actual',
  /**
   * A scenario came, went, has another title or parent, or sets something else while the scenario that is compared is
   * the same.
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
  /** A work that is cited. */
  'source',
  /** Where an unchanged value comes from: its source, status, day, note, range. */
  'evidence',
  'label',
  /** burnsheet, HyperFormula, the format of the record. */
  'version',
] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** Where a value comes from, for people. */
export interface ChangeOrigin {
  /** Id and title of the source. */
  readonly source: string | null;
  readonly sourceTitle: string | null;
  readonly url: string | null;
  readonly status: string | null;
  /** The day on which it became known. */
  readonly known: string | null;
  /** Why it is what it is: `why:` of the revision, else the note. */
  readonly reason: string | null;
}

/** Part of a formula, side by side with the other. */
export interface FormulaPart {
  readonly text: string;
  readonly isChanged: boolean;
}

/** A period in which a series was changed. */
export interface SeriesChange {
  readonly period: string;
  readonly old: number | string | null;
  readonly new: number | string | null;
}

export interface Change {
  readonly kind: ChangeKind;
  readonly action: 'added' | 'removed' | 'changed' | 'renamed';
  /**
   * Name on the new side, or on the old one where it is gone: `contract.total.google_tpu`, `revenue`, `timeline`,
   * `burnsheet`. Unique with the kind.
   */
  readonly id: string;
  /** Name on the old side, where it is another one. */
  readonly was: string | null;
  readonly label: string;
  /** Sheet and section, table or scenario: `COGS › Training`; empty where there is none. */
  readonly place: string;
  /** In words, as written in the model file where it stands there; null where a side has nothing. */
  readonly old: string | null;
  readonly new: string | null;
  readonly unit: string;
  /** New less old, where both are one number. */
  readonly difference: number | null;
  /** These numbers, in the unit. */
  readonly values?: { readonly old: number; readonly new: number };
  readonly oldOrigin: ChangeOrigin | null;
  readonly newOrigin: ChangeOrigin | null;
  /**
   * The scenarios that say something else; empty where it is the scenario that is compared, or no matter of scenarios.
   */
  readonly scenarios: readonly string[];
  /** Of a series: the periods that both sides have and in which it says something else. */
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

/** Columns that both sides have and that say the same stretch of time, in order. */
export type Columns = Readonly<Record<ColumnKind, readonly SharedColumn[]>>;

/** A row of both sides of which some value moved. */
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
   * Largest difference relative to the largest amount of the same unit among the headline results and the statements;
   * of a percentage or multiple in shares of at least one. Workings in a unit of theirs count half of that, and other
   * workings a hundredth of what they are of their own unit.
   */
  readonly importance: number;
  /** The year (the period, where nothing adds up to years) in which it moved most, measured like the importance. */
  readonly most: MovedCell;
  /** How many of the periods that both sides have moved. */
  readonly periodsMoved: number;
  readonly oldSeries: RecordSeries;
  readonly newSeries: RecordSeries;
}

export interface MovedCell {
  /** Empty for what has one value for all time. */
  readonly period: string;
  /** Null is an error, or nothing. */
  readonly old: number | string | null;
  readonly new: number | string | null;
  readonly difference: number | null;
  /** Difference as a share of the size of the old value; null where that is zero, or of a percentage, date or flag. */
  readonly relative: number | null;
}

/** A check or tie-out that changed its state, or stands on both sides and fails on one. */
export interface VerdictChange {
  readonly kind: 'check' | 'tie-out' | 'expectation';
  readonly id: string;
  readonly label: string;
  readonly old: string;
  readonly new: string;
  /** Whether it is worse now. */
  readonly isWorse: boolean;
  readonly detail: string;
}

/** An item that moved although no item that it reads did, or that is computed otherwise: here the runs part. */
export interface Divergence {
  readonly name: string;
  readonly label: string;
  readonly place: string;
  readonly period: string;
  /** Ids of changes that it reads, or of its own. */
  readonly because: readonly string[];
}

/** Headline results of a scenario that both sides have, besides the one that is compared. */
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
  /** Whether nothing at all is different but names of runs and places of things in files. */
  readonly isEmpty: boolean;
  /** By kind in the order of `ChangeKind`, then in the order of the model. */
  readonly changes: readonly Change[];
  /** The most important first. */
  readonly movements: readonly Movement[];
  /** Headline results whether they moved or not, in the order in which the model names them. */
  readonly headlines: readonly Movement[];
  /** How many rows were compared. */
  readonly compared: number;
  readonly columns: Columns;
  readonly verdicts: readonly VerdictChange[];
  readonly divergences: readonly Divergence[];
  readonly otherScenarios: readonly ScenarioMovement[];
}

/** What a part of a difference is due to. */
export type PartKind = 'assumption' | 'group' | 'formula' | 'actuals' | 'timeline' | 'structure' | 'engine';

/** One part of a difference. */
export interface Part {
  readonly kind: PartKind;
  /** The name of the assumption or item, or `timeline`, `structure`, `actuals`, `engine`, `other changes`. */
  readonly id: string;
  readonly label: string;
  /** In the unit of the result. */
  readonly amount: number;
  /** What it comes to in the order of changes in which it does least, and most, of the orders that were evaluated. */
  readonly least: number;
  readonly most: number;
  /** Standard error of the amount; null where it is exact. */
  readonly error: number | null;
  /** Keys of the changes it stands for: see `changeKey`. */
  readonly changes: readonly string[];
  /** Of a group: what it is made of, which adds up to it. */
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
  /** The largest first; they add up to the difference. Empty where it cannot be split, which the statements say. */
  readonly parts: readonly Part[];
  /** How it was split, in sentences: how many combinations were evaluated, what was grouped, how exact it is. */
  readonly statements: readonly string[];
}

/** What identifies a change within a comparison: `value contract.total.google_tpu`. */
export function changeKey({ kind, id }: Pick<Change, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}
