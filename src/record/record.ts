/**
 * The run record: everything a run says, in a documented, versioned shape (`exports/<model>/run.json`).
 * Guarantee: plain JSON; numbers are doubles as evaluated, never rounded; key order is fixed.
 */
/** What identifies a run, known before anything is laid out. */
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
  /**
   * Ids of the tables whose members are judged one by one, and the members judged here; absent in records of earlier
   * versions.
   */
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
  /** Whether the value lies within the tolerance, whatever is said of it. */
  readonly passed: boolean;
  /** Ids of the scenarios in which it is judged; absent in records of earlier versions, which judge in the first. */
  readonly judgedIn?: readonly string[];
  /**
   * `misses` where it does not pass, as the model says; `later` where the figure was published after the known date and
   * is not judged; `fails` also where it passes although it is said to miss.
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
  /** The scenario that it builds on. */
  readonly extends: string | null;
  readonly note: string | null;
  /** What the scenario sets, itself or by the scenario that it builds on, with where it comes from. */
  readonly inputs: readonly RecordInput[];
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
  /** Why it was revised to what it is. */
  readonly why: string | null;
  /** `40% to 95%`; the distribution that is stated: `triangular 40%, 75%, 95%`. */
  readonly range: string | null;
  readonly distribution: string | null;
  /** What other sources say; absent in records of versions that did not write it. */
  readonly alternatives?: readonly {
    readonly value: string;
    readonly source: string | null;
    readonly note: string | null;
  }[];
  /** What was believed at other times, oldest first. */
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
  /** The name it had before. */
  readonly was: string | null;
  /** Ids of the tables whose members have a row each. */
  readonly tables: readonly string[];
  /** Of an item; empty for inputs. */
  readonly sheet: string;
  readonly section: string;
  /** In model words. */
  readonly formula: string | null;
  readonly opening: string | null;
  readonly rollup: string;
  /** Of a choice. */
  readonly options: readonly string[];
  readonly note: string | null;
  /** Ids of what its formulas read: inputs and items. */
  readonly reads: readonly string[];
}
export interface RecordTable {
  readonly id: string;
  readonly label: string;
  readonly members: readonly { readonly id: string; readonly label: string; readonly was: string | null }[];
}
/** A unit of inputs or items, in units that nothing is made of. */
export interface RecordUnit {
  /** As it is written: `USD/Mtoken`. */
  readonly unit: string;
  /** `1/1000000 USD/token`. */
  readonly is: string;
}
/** How closely two inputs move together. */
export interface RecordCorrelation {
  /** `price.pro` and `churn`. */
  readonly inputs: readonly [string, string];
  readonly rank: number;
  readonly source: string | null;
  readonly note: string | null;
}
/** A report, a chart or a scale of amounts, which change no result. */
export interface RecordPresentation {
  /** `report income`, `chart growth`, `display USD`. */
  readonly id: string;
  readonly title: string;
  readonly words: string;
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
  /** The model file, and every file that was read, so that the run can be evaluated anew. */
  readonly path: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** What was asked for on top of the files: `--known` and `--set`. */
  readonly asked: {
    readonly known: string | null;
    readonly set: readonly { readonly key: string; readonly value: string }[];
  };
  readonly known: string | null;
  /** The scenario the workbook opens with. */
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
  /** These keys are absent in records of versions that did not write them. */
  readonly description?: string | null;
  readonly units?: readonly RecordUnit[];
  readonly correlations?: readonly RecordCorrelation[];
  readonly presentation?: readonly RecordPresentation[];
  readonly scenarios: readonly RecordScenario[];
}

/** The name of a row, under which it is asked for: `subscription_revenue.max_20x`. */
export function seriesName({ id, members }: Pick<RecordSeries, 'id' | 'members'>): string {
  return members.length === 0 ? id : [id, ...members].join('.');
}

/** The figures that are judged in a scenario of a record, by its place among the scenarios. */
export function tieOutsJudgedIn({ scenarios }: Pick<RunRecord, 'scenarios'>, index: number): readonly RecordTieOut[] {
  const { id, tieOuts } = scenarios[index]!;
  return tieOuts.filter((one) => (one.judgedIn === undefined ? index === 0 : one.judgedIn.includes(id)));
}

/** The figures that a record judges, in each of the scenarios in which it does. */
export function judgedTieOuts(record: Pick<RunRecord, 'scenarios'>): readonly RecordTieOut[] {
  return record.scenarios.flatMap((_, index) => tieOutsJudgedIn(record, index));
}

/** The name of a check, with the members that it judges: `adds_up.pro`. */
export function recordCheckName({ id, members = [] }: Pick<RecordCheck, 'id' | 'members'>): string {
  return [id, ...members].join('.');
}

/** What is shown when nothing was named: the model's key results, else the items that are not by member. */
export function headlineIds({ keyResults, scenarios }: Pick<RunRecord, 'keyResults' | 'scenarios'>): readonly string[] {
  if (keyResults.length > 0) return keyResults;
  const items = scenarios[0]?.series.filter(({ kind, members }) => kind === 'item' && members.length === 0);
  return items?.map(({ id }) => id) ?? [];
}
