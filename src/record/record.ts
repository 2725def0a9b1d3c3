/**
 * The run record: everything about a run, in a documented, versioned shape (`exports/<model>/run.json`). Guarantee:
 * plain JSON; numbers are doubles as evaluated, never rounded; key order is fixed.
 */

/** What identifies a run; known before evaluation. */
export interface RunIdentity {
  readonly runId: string;
  readonly modelHash: string;
  readonly inputsHash: string;
  readonly versions: Readonly<Record<string, string>>;
}

export interface RecordSeries {
  readonly id: string;
  readonly members: readonly string[];
  readonly label: string;
  /** `USD`, `%`, `date`, `flag`, `choice`. */
  readonly unit: string;
  readonly kind: 'input' | 'item';
  readonly time: 'scalar' | 'series';
  readonly rollup: string;
  /** One value for a scalar, one per period for a series; null for periods without a value. */
  readonly values: readonly (number | string | null)[];
  /** Values in the columns before the first period. */
  readonly openings: readonly (number | string | null)[];
  /** By year and by quarter, if the timeline is finer; null if the row has no roll-up. */
  readonly years: readonly (number | null)[];
  readonly quarters: readonly (number | null)[];
}
export interface RecordCheck {
  readonly id: string;
  /** Ids of the tables whose members are tested separately, and the members tested here; absent in older records. */
  readonly by?: readonly string[];
  readonly members?: readonly string[];
  readonly label: string;
  readonly formula: string;
  /** In the unit of the difference. */
  readonly tolerance: number;
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
  /** Whether the value is within the tolerance, even if the model declares a miss. */
  readonly passed: boolean;
  /** Ids of the scenarios in which it is tested; absent in older records, which test in the first. */
  readonly judgedIn?: readonly string[];
  /**
   * `misses` if it does not pass, as declared; `later` if the figure was published after the as-of date and is not
   * tested; `fails` also if it passes despite a declared miss.
   */
  readonly verdict: 'holds' | 'misses' | 'later' | 'fails';
  /** The declared reason for a miss on the as-of date, if it is tested. */
  readonly misses: string | null;
  readonly source: string | null;
  readonly known: string | null;
  readonly note: string | null;
  /** Inputs calibrated to it: `price.pro`. */
  readonly calibrated: readonly string[];
}
export interface RecordScenario {
  readonly id: string;
  readonly title: string;
  /** The scenario that it extends. */
  readonly extends: string | null;
  readonly note: string | null;
  /** The overrides of the scenario, its own or those of a scenario it extends, with their evidence. */
  readonly inputs: readonly RecordInput[];
  readonly series: readonly RecordSeries[];
  readonly checks: readonly RecordCheck[];
  readonly tieOuts: readonly RecordTieOut[];
}
/** The origin of the value of one row. */
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
  /** Tie-outs to which the value is calibrated. */
  readonly calibratedTo: readonly string[];
  /** The reason for the revision in force. */
  readonly why: string | null;
  /** `40% to 95%`, and the stated distribution: `triangular 40%, 75%, 95%`. */
  readonly range: string | null;
  readonly distribution: string | null;
  /** Values from other sources; absent in older records. */
  readonly alternatives?: readonly {
    readonly value: string;
    readonly source: string | null;
    readonly note: string | null;
  }[];
  /** Other revisions, oldest first. */
  readonly revisions: readonly {
    readonly known: string;
    readonly value: string;
    readonly source: string | null;
    readonly why: string | null;
  }[];
}
/** An input, a column of a table or a line item, without its values. */
export interface RecordQuantity {
  readonly id: string;
  readonly label: string;
  readonly kind: 'input' | 'item';
  readonly unit: string;
  /** Its earlier name, from `was:`. */
  readonly was: string | null;
  /** Ids of the tables whose members have a row each. */
  readonly tables: readonly string[];
  /** Of an item; empty for inputs. */
  readonly sheet: string;
  readonly section: string;
  /** As written in the model. */
  readonly formula: string | null;
  readonly opening: string | null;
  readonly rollup: string;
  /** Of a choice. */
  readonly options: readonly string[];
  readonly note: string | null;
  /** Ids of the inputs and items that its formulas read. */
  readonly reads: readonly string[];
}
export interface RecordTable {
  readonly id: string;
  readonly label: string;
  readonly members: readonly { readonly id: string; readonly label: string; readonly was: string | null }[];
}
/** A derived unit of inputs or items, in base units. */
export interface RecordUnit {
  /** As written: `USD/Mtoken`. */
  readonly unit: string;
  /** `1/1000000 USD/token`. */
  readonly is: string;
}
/** The correlation of two inputs. */
export interface RecordCorrelation {
  /** `price.pro` and `churn`. */
  readonly inputs: readonly [string, string];
  readonly rank: number;
  readonly source: string | null;
  readonly note: string | null;
}
/** A report, a chart or a display scale, which affect no result. */
export interface RecordPresentation {
  /** `report income`, `chart growth`, `display USD`. */
  readonly id: string;
  readonly title: string;
  readonly words: string;
}
/** The actual of one period in one row of an item. */
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
  /** The model file, and every file that was read, so that the run can be evaluated again. */
  readonly path: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Options in addition to the files: `--known` and `--set`. */
  readonly asked: {
    readonly known: string | null;
    readonly set: readonly { readonly key: string; readonly value: string }[];
  };
  readonly known: string | null;
  /** The scenario that the workbook opens with. */
  readonly scenario: string;
  readonly versions: { readonly burnsheet: string; readonly hyperformula: string; readonly exceljs: string };
  readonly grain: 'month' | 'quarter' | 'year';
  readonly periods: readonly string[];
  readonly years: readonly string[];
  readonly quarters: readonly string[];
  readonly keyResults: readonly string[];
  /** Ids of the items on the statements, in their order. */
  readonly statements: readonly string[];
  readonly tables: readonly RecordTable[];
  /** Inputs first, then items in the order of the sheets. */
  readonly quantities: readonly RecordQuantity[];
  /** Ids of the items in an order in which they can be computed. */
  readonly evaluationOrder: readonly string[];
  readonly inputs: readonly RecordInput[];
  readonly actuals: readonly RecordActual[];
  readonly sources: readonly {
    readonly id: string;
    readonly title: string;
    readonly publisher: string | null;
    readonly date: string | null;
    readonly url: string | null;
  }[];
  /** The keys from here to `presentation` are absent in older records. */
  readonly description?: string | null;
  readonly units?: readonly RecordUnit[];
  readonly correlations?: readonly RecordCorrelation[];
  readonly presentation?: readonly RecordPresentation[];
  readonly scenarios: readonly RecordScenario[];
}

/** The name of a row: `subscription_revenue.max_20x`. */
export function seriesName({ id, members }: Pick<RecordSeries, 'id' | 'members'>): string {
  return members.length === 0 ? id : [id, ...members].join('.');
}

/** The tie-outs that a record tests in a scenario, given by its place. */
export function tieOutsJudgedIn({ scenarios }: Pick<RunRecord, 'scenarios'>, index: number): readonly RecordTieOut[] {
  const { id, tieOuts } = scenarios[index]!;
  return tieOuts.filter((one) => (one.judgedIn === undefined ? index === 0 : one.judgedIn.includes(id)));
}

/** The tie-outs that a record tests, once for each scenario in which it does. */
export function judgedTieOuts(record: Pick<RunRecord, 'scenarios'>): readonly RecordTieOut[] {
  return record.scenarios.flatMap((_, index) => tieOutsJudgedIn(record, index));
}

/** The name of a check with its members: `adds_up.pro`. */
export function recordCheckName({ id, members = [] }: Pick<RecordCheck, 'id' | 'members'>): string {
  return [id, ...members].join('.');
}

/** Ids of the headline results: the key results of the model, otherwise its items without tables. */
export function headlineIds({ keyResults, scenarios }: Pick<RunRecord, 'keyResults' | 'scenarios'>): readonly string[] {
  if (keyResults.length > 0) return keyResults;
  const items = scenarios[0]?.series.filter(({ kind, members }) => kind === 'item' && members.length === 0);
  return items?.map(({ id }) => id) ?? [];
}
