/**
 * The resolved model: names bound, units checked, scenarios and as-of date applied; no text to parse, no cells. The
 * basic unit is the Row: one quantity for one combination of members. Guarantee: reads point at rows of the same model;
 * every row of an item has an expression; a row is a scalar (one value) or a series (one value per period).
 */
import type { SourceFile, Span } from '../diagnostics/span.ts';
import type { Located } from '../source/source.ts';
import type { BinaryOperator, ComparisonOperator } from '../values/operators.ts';
import type { Timeline } from '../values/timeline.ts';
import type { Unit } from '../values/unit.ts';
import type { PrimitiveFunction } from './expression/primitives.ts';

/** The type of the values of a quantity. */
export type ValueType =
  | { readonly kind: 'number'; readonly unit: Unit }
  | { readonly kind: 'date' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'member'; readonly table: string };

export interface Member {
  readonly id: string;
  readonly label: string;
  /** The name it had before. */
  readonly was?: string | undefined;
}
export interface Table {
  readonly id: string;
  readonly label: string;
  readonly members: readonly Member[];
}

export type PeriodAttribute = 'start' | 'end' | 'months' | 'days' | 'year' | 'index' | 'elapsed';

/** Primitive functions: every other function of the language is expanded into these. Names as in Excel, lower case. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'read'; readonly row: Row; readonly lag: number }
  | { readonly kind: 'readAt'; readonly row: Row; readonly position: number }
  | { readonly kind: 'period'; readonly attribute: PeriodAttribute; readonly lag: number }
  | { readonly kind: 'periodAt'; readonly attribute: PeriodAttribute; readonly position: number }
  | { readonly kind: 'window'; readonly row: Row; readonly from: number; readonly to: number }
  | { readonly kind: 'range'; readonly row: Row; readonly from: number; readonly to: number }
  | { readonly kind: 'running'; readonly row: Row }
  /** A row of the timeline from the first period to this one. */
  | { readonly kind: 'periodRunning'; readonly attribute: PeriodAttribute }
  | { readonly kind: 'periodRange'; readonly attribute: PeriodAttribute; readonly from: number; readonly to: number }
  | { readonly kind: 'block'; readonly rows: readonly Row[] }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      /** For a difference that is compared with a tolerance (see `comparison.ts`): the operator in the formula. */
      readonly compares?: ComparisonOperator;
    }
  | { readonly kind: 'call'; readonly name: PrimitiveFunction; readonly args: readonly Expression[] };

export type Rollup = 'sum' | 'last' | 'first' | 'average' | 'recompute' | 'none';

/** Where a value comes from. */
export interface Provenance {
  readonly source?: string | undefined;
  readonly status?: string | undefined;
  readonly known?: string | undefined;
  readonly note?: string | undefined;
  readonly why?: string | undefined;
  /** Ids of the tie-outs for whose sake the value is what it is: it was solved so that they hold. */
  readonly calibratedTo: readonly string[];
  readonly range?: { readonly low: string; readonly high: string } | undefined;
  readonly alternatives: readonly {
    readonly value: string;
    readonly source?: string | undefined;
    readonly note?: string | undefined;
  }[];
  /** All revisions, oldest first, including the one in force. */
  readonly revisions: readonly {
    readonly known: string;
    readonly value: string;
    readonly source?: string | undefined;
    readonly why?: string | undefined;
  }[];
  /** The value as written, for people. */
  readonly valueText: string;
  /** The position of the value in its file. */
  readonly at: Span;
  /** The value itself, or each of its revisions, with what it rests on. */
  readonly versions: readonly Version[];
  /** The as-of date of the file of the value, as written. */
  readonly asOf?: string | undefined;
  /** The scenario that sets the value, and whether a note says why. */
  readonly setBy?: { readonly scenario: string; readonly hasNote: boolean };
}

/** A value as it is believed at one time, with what it rests on. */
export interface Version {
  readonly value: string;
  readonly source?: string | undefined;
  readonly status?: string | undefined;
  readonly known?: string | undefined;
  /** Whether it has a `note` or a `why`. */
  readonly hasReason: boolean;
  /** Whether it was solved so that tie-outs hold. */
  readonly isCalibrated: boolean;
  readonly isRevision: boolean;
  readonly isInForce: boolean;
  readonly at: Span;
}

/**
 * How likely which value of an input is. Numbers are in the unit of the input; dates are day numbers.
 * `derived`: made from the range of a value that states no distribution. `whole`: only whole numbers are meant, as for
 * dates.
 */
export type Distribution =
  | {
      readonly kind: 'triangular' | 'pert';
      readonly low: number;
      readonly mode: number;
      readonly high: number;
      readonly whole?: true;
      readonly derived?: true;
    }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number; readonly whole?: true }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  /** `spread` is the standard deviation of the logarithm. */
  | { readonly kind: 'lognormal'; readonly median: number; readonly spread: number }
  | {
      readonly kind: 'discrete';
      /** In ascending order, or in the order of the options; the chances add up to 1. */
      readonly outcomes: readonly { readonly value: number | string; readonly chance: number }[];
      /** Of a choice: all its options, as declared. */
      readonly options?: readonly string[];
    };

/** The value of an input row in one scenario. `inherited` if the scenario does not set it. */
export interface InputValue {
  readonly constant?: number | string;
  /** By column: opening columns first, then periods; undefined where the series has no value. */
  readonly series?: readonly (number | undefined)[];
  readonly inherited: boolean;
  readonly provenance: Provenance;
  /**
   * Absent if the value is certain. With a series, all numbers of the series are the same, and it is the distribution
   * of that number.
   */
  readonly distribution?: Distribution;
  /** The `range:` written beside the value, of one and the same number in every period. */
  readonly bounds?: { readonly low: number; readonly high: number };
  /** Where the value comes from before a scenario changes it: up to that month, not including it, oldest first. */
  readonly earlier: readonly { readonly until: number; readonly provenance: Provenance }[];
}

export interface Row {
  readonly quantity: Quantity;
  /** Member ids in the order of the quantity's tables. */
  readonly members: readonly string[];
  readonly label: string;
  /** Input rows: by scenario, in the order of the model's scenarios. */
  values?: readonly InputValue[];
  /** Item rows. */
  expression?: Expression | undefined;
  opening?: Expression | undefined;
  /** By period; undefined if there is no actual yet. */
  actuals?: readonly (number | undefined)[] | undefined;
  /** Where each actual comes from. */
  actualFacts?: readonly (Provenance | undefined)[] | undefined;
  /** The expressions that the reports compute from the rows that they show, if that is not the formula itself. */
  reported?: { readonly year: Expression; readonly quarter: Expression };
}

/** What a quantity measures, which decides how it aggregates: see `measure.ts`. */
export type MeasureKind = 'flow' | 'level' | 'speed' | 'ratio' | 'constant' | 'date' | 'flag' | 'other';

/** How an item aggregates to quarters and years, and why. */
export interface RollupReason {
  readonly measure: MeasureKind;
  /** Whether the file states it. */
  readonly isStated: boolean;
  /** Why, for people: `a flow: the periods add up`. */
  readonly text: string;
}

/** An input, a table column or a line item. */
export interface Quantity {
  readonly id: string;
  readonly label: string;
  readonly kind: 'input' | 'item';
  readonly tables: readonly Table[];
  readonly declaredAt: Located;
  readonly note?: string | undefined;
  readonly was?: string | undefined;
  /** The formula in model words, and that of the opening. */
  readonly formulaText?: string | undefined;
  readonly openingText?: string | undefined;
  /** The opening, if it contains a figure such as `90m USD`. */
  openingFigure?: Located | undefined;
  type: ValueType;
  time: 'scalar' | 'series';
  rollup: Rollup;
  /** Of an item over time. */
  rollupReason?: RollupReason;
  /** The formula of a year, for a roll-up that the file states as a ratio, weights or growth. */
  rollupText?: string;
  /** For an input over time: the measure that the file states. */
  readonly measure?: 'flow' | 'level' | undefined;
  /** For a numerator or denominator that is in no file: the item whose roll-up needs it. */
  readonly owner?: Quantity;
  rows: Row[];
  /**
   * Decides which rows formulas read (`where contract.supplier = supplier`), so that only the model file can change it.
   */
  structural: boolean;
}

export interface Section {
  readonly title: string;
  readonly items: readonly Quantity[];
}
export interface Sheet {
  readonly name: string;
  readonly sections: readonly Section[];
}

export interface Check {
  /** As in the model file; a check `by:` a table has one `Check` for each member, and all share the id. */
  readonly id: string;
  /** The tables whose members are judged one by one. */
  readonly by: readonly Table[];
  /** The members that are judged here, in the order of the tables; none without `by:`. */
  readonly members: readonly string[];
  readonly label: string;
  /** The label with those of the members: `Nothing left over: Pro`. */
  readonly title: string;
  readonly formulaText: string;
  readonly formula: Located;
  /** By period or once. */
  readonly time: 'scalar' | 'series';
  /** For comparisons: left minus right. For other conditions: absent. */
  readonly difference?: Expression;
  readonly operator?: ComparisonOperator;
  /** The unit of the difference and the tolerance: days where dates are compared. */
  readonly type: ValueType;
  /** For comparisons: both sides as they are written, and what kind of value they have. */
  readonly sides?: { readonly left: string; readonly right: string; readonly type: ValueType } | undefined;
  readonly tolerance: number;
  /**
   * The rounding allowance on top of the tolerance, from the magnitude of the sides; absent if both sides are
   * exact.
   */
  readonly rounding?: Expression;
  /** For conditions that are not comparisons. */
  readonly condition?: Expression;
}
export interface TieOut {
  readonly id: string;
  readonly label: string;
  readonly formulaText: string;
  readonly formula: Located;
  readonly kind: 'tie-out' | 'expectation';
  readonly value: Expression;
  readonly type: ValueType;
  readonly expect: number;
  readonly expectText: string;
  readonly tolerance: number;
  readonly relative: boolean;
  readonly source?: string | undefined;
  /** The day on which the figure became known, as written. */
  readonly known?: string | undefined;
  /** Whether it was published after the as-of date, so that it is compared and not judged. */
  readonly isLater: boolean;
  /** Ids of the scenarios in which it is judged: the first where the file names none. */
  readonly scenarios: readonly string[];
  /** The as-of date of its file, as written. */
  readonly asOf?: string | undefined;
  readonly note?: string | undefined;
  readonly misses?: Miss | undefined;
  /** Inputs that were calibrated to it, in a scenario in which it is judged. */
  readonly calibrated: readonly Row[];
}
/** Why a tie-out is known to miss. */
export interface Miss {
  readonly reason: string;
  /** Whether the reason applies on the as-of date of the model; false if the figure is not judged. */
  readonly inForce: boolean;
  /** The first as-of date on which it applies, and the first on which it no longer does, as written. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** The position of the reason in its file. */
  readonly at: Span;
}
/** A formula that is asked of a model for one run, as `--output` and `--so-that` do. */
export interface Probe {
  /** As it was asked. */
  readonly id: string;
  readonly formula: Located;
  readonly value: Expression;
  readonly type: ValueType;
  readonly time: 'scalar' | 'series';
  /**
   * For comparisons: left minus right, in the unit of both; and whether both are equal except for rounding, if that is
   * possible.
   */
  readonly difference?: {
    readonly value: Expression;
    readonly operator: ComparisonOperator;
    readonly type: ValueType;
    readonly equal?: Expression;
  };
}
export interface Citation {
  readonly id: string;
  readonly title: string;
  readonly publisher?: string | undefined;
  readonly date?: string | undefined;
  readonly url?: string | undefined;
  readonly confidence?: string | undefined;
  readonly note?: string | undefined;
  /** Whether a value, an alternative, an actual, a tie-out or a correlation cites it. */
  readonly isCited: boolean;
  /** Where the source is declared. */
  readonly at: Span;
}
/** How closely two inputs move together: Spearman's rank correlation, from -1 to 1. */
export interface Correlation {
  readonly a: Row;
  readonly b: Row;
  readonly rank: number;
  readonly note?: string | undefined;
  readonly source?: string | undefined;
  /** The position of the rank in its file. */
  readonly at: Span;
}
export type ReportRow =
  | { readonly kind: 'heading'; readonly text: string }
  | {
      readonly kind: 'item';
      readonly quantity: Quantity;
      readonly label?: string | undefined;
      readonly emphasis: 'normal' | 'subtotal' | 'total';
    };
/** A statement on the yearly and quarterly reports. */
export interface Report {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly ReportRow[];
}
export interface ChartPlan {
  readonly id: string;
  readonly title: string;
  readonly kind: 'line' | 'column' | 'stacked_column' | 'combination' | 'bridge';
  readonly by: 'year' | 'quarter' | 'period';
  /** In a bridge each step adds or takes away. */
  readonly items: readonly { readonly quantity: Quantity; readonly sign: 1 | -1 }[];
  /** Drawn on the second axis. */
  readonly lines: readonly Quantity[];
  /** For a bridge: which column of the report, or which period, from 0. */
  readonly at?: number | undefined;
}
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly extends?: string | undefined;
  readonly note?: string | undefined;
}

export interface Model {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly known?: string | undefined;
  readonly timeline: Timeline;
  /** Columns before the first period: the longest look back. */
  openings: number;
  readonly scenarios: readonly Scenario[];
  readonly tables: readonly Table[];
  readonly inputs: readonly Quantity[];
  /**
   * Of pairs of inputs that have a distribution in some scenario, each pair once; together they do not contradict one
   * another.
   */
  readonly correlations: readonly Correlation[];
  /** Items whose formula does not prove how they aggregate, each once for its cause. */
  readonly unclearRollups: readonly Quantity[];
  readonly sheets: readonly Sheet[];
  readonly checks: readonly Check[];
  readonly tieOuts: readonly TieOut[];
  readonly probes: readonly Probe[];
  readonly sources: readonly Citation[];
  readonly keyResults: readonly Quantity[];
  readonly reports: readonly Report[];
  readonly charts: readonly ChartPlan[];
  /** Power of ten by which amounts in a unit are shown: `USD` -> `bn`. */
  readonly display: ReadonlyMap<string, string>;
  readonly files: readonly SourceFile[];
}

/** Options that take precedence over the files. */
export interface ModelOptions {
  readonly known?: string;
  /** `--set name=value`, as written; `option` if it comes from another option. */
  readonly set?: readonly { readonly key: string; readonly value: string; readonly option?: string }[];
  /** Formulas that are asked of the model, with the option they come from. */
  readonly probes?: readonly { readonly formula: string; readonly option: string }[];
  /** Inputs that have one value per period even where they hold one for all time, so that a series can be put there. */
  readonly overTime?: ReadonlySet<string>;
}
