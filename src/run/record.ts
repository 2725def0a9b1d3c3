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
  readonly tolerance: number;
  readonly relative: boolean;
  readonly passed: boolean;
  readonly source: string | null;
}
export interface RecordScenario {
  readonly id: string;
  readonly title: string;
  readonly series: readonly RecordSeries[];
  readonly checks: readonly RecordCheck[];
  readonly tieOuts: readonly RecordTieOut[];
}
export interface RecordInput {
  readonly id: string;
  readonly members: readonly string[];
  readonly written: string;
  readonly source: string | null;
  readonly status: string | null;
  readonly known: string | null;
  readonly note: string | null;
}
/** What happened in one period of one row of an item. */
export interface RecordActual extends RecordInput {
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
