/**
 * The run record: everything a run says, in a documented, versioned shape (`exports/<model>/run.json`).
 * Guarantee: plain JSON; numbers are doubles as evaluated, never rounded; key order is fixed.
 */
export interface RecordSeries {
  readonly id: string;
  readonly members: readonly string[];
  readonly label: string;
  /** `USD`, `%`, `date`, `flag`, `choice`. */
  readonly unit: string;
  readonly kind: 'input' | 'item';
  readonly time: 'scalar' | 'series';
  readonly rollup: string;
  /** One value for a scalar, one per period for a series; null where a series input says nothing. */
  readonly values: readonly (number | string | null)[];
  /** Values in the columns before the first period. */
  readonly openings: readonly (number | string | null)[];
  /** By year and by quarter, where the timeline is finer; null where it cannot be rolled up. */
  readonly years: readonly (number | null)[];
  readonly quarters: readonly (number | null)[];
}
export interface RecordCheck {
  readonly id: string;
  readonly label: string;
  readonly formula: string;
  readonly passed: boolean;
  /** Periods at which it fails. */
  readonly failures: readonly string[];
  /** Of the difference; empty for plain numbers and conditions. */
  readonly unit: string;
  readonly largestDifference: number | null;
}
export interface RecordTieOut {
  readonly id: string;
  readonly label: string;
  readonly kind: 'tie-out' | 'expectation';
  readonly formula: string;
  readonly unit: string;
  readonly value: number;
  readonly expect: number;
  /** The value less what is expected. */
  readonly difference: number;
  readonly tolerance: number;
  readonly relative: boolean;
  /** Whether the value lies within the tolerance, whatever is said of it. */
  readonly passed: boolean;
  /**
   * `misses` where it does not pass, as the model says; `later` where the figure was published after the known date and is not judged;
   * `fails` also where it passes although it is said to miss.
   */
  readonly verdict: 'holds' | 'misses' | 'later' | 'fails';
  /** Why it is said to miss on the known date, where it is judged. */
  readonly misses: string | null;
  readonly source: string | null;
  readonly known: string | null;
  readonly note: string | null;
  /** Inputs that were solved so that it holds: `price.pro`. */
  readonly calibrated: readonly string[];
}
export interface RecordScenario {
  readonly id: string;
  readonly title: string;
  readonly series: readonly RecordSeries[];
  readonly checks: readonly RecordCheck[];
  readonly tieOuts: readonly RecordTieOut[];
}
/** Where one row has its value from. */
export interface RecordOrigin {
  readonly id: string;
  readonly members: readonly string[];
  readonly written: string;
  readonly source: string | null;
  readonly status: string | null;
  readonly known: string | null;
  readonly note: string | null;
}
export interface RecordInput extends RecordOrigin {
  /** Tie-outs for whose sake the value is what it is. */
  readonly calibratedTo: readonly string[];
}
/** What happened in one period of one row of an item. */
export interface RecordActual extends RecordOrigin {
  readonly period: string;
}
export interface RunRecord {
  readonly format: 'burnsheet-run';
  readonly version: 1;
  readonly runId: string;
  readonly model: string;
  readonly title: string;
  readonly modelHash: string;
  readonly known: string | null;
  /** The scenario the workbook opens with. */
  readonly scenario: string;
  readonly versions: { readonly burnsheet: string; readonly hyperformula: string; readonly exceljs: string };
  readonly grain: 'month' | 'quarter' | 'year';
  readonly periods: readonly string[];
  readonly years: readonly string[];
  readonly quarters: readonly string[];
  readonly keyResults: readonly string[];
  readonly inputs: readonly RecordInput[];
  readonly actuals: readonly RecordActual[];
  readonly sources: readonly {
    readonly id: string;
    readonly title: string;
    readonly publisher: string | null;
    readonly date: string | null;
    readonly url: string | null;
  }[];
  readonly scenarios: readonly RecordScenario[];
}
