/**
 * A spreadsheet without a vendor: sheets of rows; a calculated row holds ONE formula template for all of its columns,
 * so "one formula per row" holds by construction. HyperFormula evaluates this grid and ExcelJS writes it.
 * Rows and columns count from 0 here; A1 text is made in `address.ts`.
 */

/** Columns that a row formula covers. `constant` is the column of time-independent values. */
export type FormulaPart =
  | string
  | {
      /** Sheet of the cell; absent for the own sheet. */
      readonly sheet?: string;
      readonly row: number;
      /** Whether the formula keeps the row when rows are sorted; a reference to another sheet always does. */
      readonly isRowFixed?: true;
      /** Column: absolute number, or an offset relative to the formula's own column. */
      readonly column: { readonly absolute: number } | { readonly relative: number };
      /** Second corner for a range. */
      readonly to?: {
        readonly row: number;
        readonly column: { readonly absolute: number } | { readonly relative: number };
      };
    };

export type Template = readonly FormulaPart[];

export type StyleRole =
  | 'title'
  | 'heading'
  | 'section'
  | 'label'
  /** Words that run over the columns behind them. */
  | 'sentence'
  | 'unit'
  | 'id'
  | 'words'
  | 'note'
  | 'source'
  | 'input'
  | 'fixed'
  | 'calculation'
  | 'link'
  | 'check'
  | 'stored'
  | 'subtotal'
  | 'total'
  | 'subtotalLabel'
  | 'totalLabel'
  | 'header'
  | 'actualHeader'
  | 'subheader'
  | 'text'
  | 'url';

/** What one cell or a run of cells holds. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'formula'; readonly template: Template }
  /** A clickable link inside the workbook, written as a HYPERLINK formula by the xlsx writer only. */
  | { readonly kind: 'link'; readonly text: string; readonly sheet: string; readonly row: number }
  | { readonly kind: 'url'; readonly text: string; readonly url: string };

/** Where a cell comes from: the item, input, check and member it stands for. */
export interface Origin {
  readonly kind: 'input' | 'item' | 'link' | 'check' | 'tie-out' | 'time' | 'rollup' | 'scenario';
  /** Id as in the model file: `subscription_revenue`, `plan.price`. */
  readonly id: string;
  /** Members, in the order of the item's dimensions. */
  readonly members: readonly string[];
  /** For the value of an input in one scenario. */
  readonly scenario?: string;
}

/** A run of neighbouring cells in one row with the same kind of content. */
export interface RowSegment {
  readonly column: number;
  /** One content for every column of the run (formula template), or one per column. */
  readonly count: number;
  readonly content: Content | readonly Content[];
  readonly style: StyleRole;
  /** Excel number format, such as `#,##0.0`. */
  readonly format?: string | undefined;
  readonly origin?: Origin;
  /**
   * What a check or a tie-out compares: shown with the digits that show whether the difference is within the tolerance.
   */
  readonly compared?: { readonly role: 'figure' | 'difference'; readonly tolerance: number } | undefined;
}

export interface GridRow {
  readonly segments: readonly RowSegment[];
  readonly outline?: number;
}

export interface GridColumn {
  readonly width: number;
}

export interface DropDown {
  readonly row: number;
  readonly column: number;
  readonly options: readonly string[];
}

/** Neighbouring cells of one row. */
export interface CellRange {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
  readonly count: number;
}

/** Cells that a chart draws: along a row, or down a column. */
export interface ChartRange extends CellRange {
  readonly down?: true;
}

/** One line or one set of columns of a chart, bound to cells. */
export interface ChartSeries {
  /** The cell that holds the name of the series. */
  readonly name: CellRange;
  readonly values: ChartRange;
  readonly draw: 'line' | 'column' | 'stacked' | 'bar';
  readonly axis: 'first' | 'second';
  /** Steps of a bridge: a hidden base carries what goes up, goes down or stands as a total. */
  readonly look?: 'hidden' | 'up' | 'down' | 'total';
}

/**
 * A native chart. All of its series share one row of categories; all of its columns are stacked, side by side, or lie
 * as bars.
 */
export interface Chart {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly categories: ChartRange;
  /** Space between columns, and how far those of one category cover each other, in percent of their width. */
  readonly columns?: { readonly gap: number; readonly overlap: number };
  /** Number format of the axes; `second` is there when a series is drawn on it. */
  readonly formats: { readonly first: string; readonly second?: string };
  /**
   * Whether its numbers stay as they are, so that the ends of its axis can be set; zero is one of them, or between
   * them.
   */
  readonly isStored?: true;
  /** Top left cell and size in cells. */
  readonly place: { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number };
}

/** A remark that Excel shows beside a cell. */
export interface Note {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** Cells that begin a page of their own in print. */
export interface PrintArea {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export interface PrintLayout {
  readonly areas: readonly PrintArea[];
  /** How many of the first columns stand on every page. */
  readonly repeated: number;
}

export interface GridSheet {
  readonly name: string;
  readonly kind: 'foundation' | 'workings' | 'presentation' | 'control';
  readonly rows: readonly GridRow[];
  readonly columns: readonly GridColumn[];
  /** Rows and columns kept in view. */
  readonly frozen: { readonly rows: number; readonly columns: number };
  readonly dropDowns: readonly DropDown[];
  readonly charts?: readonly Chart[];
  readonly notes?: readonly Note[];
  /** Rows before which a new page starts when the sheet is printed. */
  readonly pageBreaks?: readonly number[];
  /** A table that readers can filter: its headings and its rows. */
  readonly filter?: { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number };
  /** Columns that hold the past: they look different. */
  readonly actual?: { readonly column: number; readonly count: number } | undefined;
  readonly landscape: boolean;
  /**
   * Whether long texts are broken within their columns, those of headings and leads too, and rows are as high as they
   * need.
   */
  readonly wraps?: true;
  /** What is printed and on which pages, where that is not all of the sheet as it comes. */
  readonly print?: PrintLayout;
}

export interface DefinedName {
  readonly name: string;
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** Numbers that a scenario left behind: filled from other cells after that scenario was evaluated. */
export interface StoredRange {
  /** Number of the scenario, from 0. */
  readonly scenario: number;
  readonly cells: CellRange;
  readonly from: CellRange;
}

export interface Grid {
  readonly title: string;
  readonly sheets: readonly GridSheet[];
  readonly names: readonly DefinedName[];
  /** The cell that holds the name of the scenario in force. */
  readonly scenarioCell: { readonly sheet: string; readonly row: number; readonly column: number };
  readonly scenarios: readonly string[];
  readonly stored: readonly StoredRange[];
}

/** Colour of a sheet's tab by its kind: green foundation, grey workings, blue presentation, orange control. */
export const tabColours: Readonly<Record<GridSheet['kind'], { readonly argb: string }>> = {
  foundation: { argb: 'FF2E7D32' },
  workings: { argb: 'FF757575' },
  presentation: { argb: 'FF1565C0' },
  control: { argb: 'FFEF6C00' },
};

/** The namespace of the record that a workbook carries, an XML element for programs. */
export const recordNamespace = 'urn:burnsheet:record';
