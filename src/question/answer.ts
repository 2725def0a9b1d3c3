/**
 * What a question about a model is answered with: sentences, tables and charts, without a word of how they are shown.
 * The terminal, JSON, CSV and the sheets of a workbook are made from it. Guarantee: numbers are as computed and never
 * rounded; a chart shows columns of a table.
 */

/** What a column holds. */
export interface AnswerColumn {
  readonly id: string;
  readonly label: string;
  /**
   * Unit of its numbers, as the model declares it: `USD`, `%`, `USD/month`; `1` for plain numbers, `date` for days,
   * `text` for words.
   */
  readonly unit: string;
}

export interface AnswerTable {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly AnswerColumn[];
  /** One cell per column; null where there is no value, for instance because it is an error. */
  readonly rows: readonly (readonly (number | string | null)[])[];
  /** Units by row, where the rows are of different kinds and the columns are not: key results side by side. */
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
  /** The table that holds what is drawn. */
  readonly table: string;
  /** Column of the labels or of the horizontal axis. */
  readonly along: string;
  readonly values: readonly string[];
  /** Whether the chart says enough for the table to be left out where there is no room for both. */
  readonly instead?: true;
  /** Where a bar begins: the output before anything is changed. */
  readonly base?: number;
}

export interface Answer {
  readonly question: 'sensitivity' | 'tornado' | 'simulate' | 'solve' | 'scenarios';
  readonly title: string;
  /** In sentences, the most important first: what was found, under which assumptions, what was left out and why. */
  readonly statements: readonly string[];
  readonly tables: readonly AnswerTable[];
  readonly charts: readonly AnswerChart[];
}
