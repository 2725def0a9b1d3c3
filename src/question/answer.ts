/**
 * The answer to a question about a model: sentences, tables and charts, independent of how they are shown. Text, JSON,
 * CSV and worksheets are made from it. Guarantee: numbers are as computed, never rounded; a chart draws columns of a
 * table.
 */

/** A column of a table. */
export interface AnswerColumn {
  readonly id: string;
  readonly label: string;
  /**
   * The unit of its numbers, as declared in the model: `USD`, `%`, `USD/month`; `1` for plain numbers, `date` for
   * days, `text` for words.
   */
  readonly unit: string;
}

export interface AnswerTable {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly AnswerColumn[];
  /** One cell per column; null for a missing value, for example an error. */
  readonly rows: readonly (readonly (number | string | null)[])[];
  /** Units by row, if the rows have different units and the columns do not: for example key results side by side. */
  readonly rowUnits?: readonly string[];
}

/**
 * `tornado`: one bar per row from `values[0]` to `values[1]`, around `base`. `histogram`: touching columns, one per
 * row. `line`: one line per column of `values`. `column`: one column per row.
 */
export interface AnswerChart {
  readonly id: string;
  readonly kind: 'line' | 'column' | 'histogram' | 'tornado';
  readonly title: string;
  /** The table with the data of the chart. */
  readonly table: string;
  /** Column of the labels or of the horizontal axis. */
  readonly along: string;
  readonly values: readonly string[];
  /** Whether the chart can replace the table if there is no room for both. */
  readonly instead?: true;
  /** The base of the bars: the output in the unchanged model. */
  readonly base?: number;
}

export interface Answer {
  readonly question: 'sensitivity' | 'tornado' | 'simulate' | 'solve' | 'scenarios';
  readonly title: string;
  /** Sentences, the most important first: the finding, its assumptions, what was left out and why. */
  readonly statements: readonly string[];
  readonly tables: readonly AnswerTable[];
  readonly charts: readonly AnswerChart[];
}
