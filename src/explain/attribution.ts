/**
 * The changes that a difference is attributed to, and hybrid models in which any combination of them can be computed.
 * `explain/fromRecords.ts` makes it from two run records. Guarantee: the hybrid model without changes gives the results
 * of the old side, and the one with all of them those of the new side.
 */
import type { InputValue, Row } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunRecord } from '../record/record.ts';
import type { NameMap } from './nameMap.ts';

/** One of the two runs. */
export interface PlannedSide {
  readonly record: RunRecord;
  /** The scenario to compare, which the record contains. */
  readonly scenario: string;
  readonly plan: Plan;
}

/** The value of an input without its provenance. */
export type ScalarOrSeries = Pick<InputValue, 'constant' | 'series'>;

/** An input of both sides with different values. */
export interface ChangedInput {
  /** Its name on the new side. */
  readonly name: string;
  readonly label: string;
  /** The member of a table it belongs to: `contract.google_tpu`. */
  readonly member?: { readonly id: string; readonly label: string };
}

/** A difference that is not the value of an input. */
export interface StructuralChange {
  readonly kind: 'formula' | 'actuals' | 'timeline' | 'structure';
  readonly id: string;
  readonly label: string;
  /** Keys of the changes it covers. */
  readonly changes: readonly string[];
}

/** A changed input in a hybrid model, with its values on both sides over the timeline of that model. */
export interface HybridInput {
  readonly row: Row;
  readonly old: ScalarOrSeries;
  readonly new: ScalarOrSeries;
}

/** A model with some structural changes applied. */
export interface HybridModel {
  readonly plan: Plan;
  /** The place of the scenario whose values the other inputs have. */
  readonly scenario: number;
  /** Whether rows have their names of the old side. */
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
  /** The model with the structural changes whose bits are set. */
  readonly hybrid: (applied: number) => HybridModel;
  /** Which changes could not be separated, in sentences. */
  readonly statements: readonly string[];
}
