/**
 * What the two sides of an explanation have in common and in what they differ, and models in which any combination of
 * the differences can be computed. No text, no engine: `explain/fromRecords.ts` makes it of two run records. Guarantee:
 * with no change made a stage gives what the old side computes, and with all of them what the new one does.
 */
import type { InputValue, Row } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunRecord } from '../record/record.ts';
import type { NameMap } from './nameMap.ts';

/** One of the two runs. */
export interface PlannedSide {
  readonly record: RunRecord;
  /** The scenario that is compared; the record holds it. */
  readonly scenario: string;
  readonly plan: Plan;
}

/** What an input holds, whatever is known of it. */
export type ScalarOrSeries = Pick<InputValue, 'constant' | 'series'>;

/** An input of both sides that holds different values. */
export interface ChangedInput {
  /** On the new side. */
  readonly name: string;
  readonly label: string;
  /** The table and the member that it belongs to, and the name of that member: `contract.google_tpu`. */
  readonly member?: { readonly id: string; readonly label: string };
}

/** A difference that is no value of an input. */
export interface StructuralChange {
  readonly kind: 'formula' | 'actuals' | 'timeline' | 'structure';
  readonly id: string;
  readonly label: string;
  /** Keys of the changes that it stands for. */
  readonly changes: readonly string[];
}

/** A changed input in the model of a stage, with what it holds on both sides over the timeline of that model. */
export interface HybridInput {
  readonly row: Row;
  readonly old: ScalarOrSeries;
  readonly new: ScalarOrSeries;
}

/** A model with some structural changes made. */
export interface HybridModel {
  readonly plan: Plan;
  /** The scenario whose inputs are left as they are. */
  readonly scenario: number;
  /** Whether things have their old names. */
  readonly hasOldNames: boolean;
  /** Changed inputs by their names on the new side. */
  readonly inputs: ReadonlyMap<string, HybridInput>;
}

export interface Attribution {
  readonly older: PlannedSide;
  readonly newer: PlannedSide;
  readonly names: NameMap;
  readonly inputs: readonly ChangedInput[];
  readonly structural: readonly StructuralChange[];
  /** The model in which the structural changes are made whose bits are set. */
  readonly hybrid: (made: number) => HybridModel;
  /** What could not be told apart, in sentences. */
  readonly statements: readonly string[];
}
