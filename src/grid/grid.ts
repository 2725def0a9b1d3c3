/**
 * A vendor-neutral spreadsheet: sheets of rows. A calculated row has ONE formula template for all of its columns, so
 * "one formula per row" is true by construction. HyperFormula evaluates this grid and ExcelJS writes it. Rows and
 * columns count from 0; `address.ts` makes A1 text.
 */

/** A part of a formula: text, or a reference to a cell or range. */
export type FormulaPart =
  | string
  | {
      /** Sheet of the cell; absent for the formula's own sheet. */
      readonly sheet?: string;
      readonly row: number;
      /** Whether the row is absolute, so that it stays when rows are sorted; references to other sheets always are. */
      readonly isRowFixed?: true;
      /** An absolute column, or an offset from the formula's own column. */
      readonly column: { readonly absolute: number } | { readonly relative: number };
      /** The second corner of a range. */
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
  /** Text that overflows into the next columns. */
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

/** The content of a cell. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'formula'; readonly template: Template }
  /** A clickable link inside the workbook, written as a HYPERLINK formula by the xlsx writer only. */
  | { readonly kind: 'link'; readonly text: string; readonly sheet: string; readonly row: number }
  | { readonly kind: 'url'; readonly text: string; readonly url: string };

/** Where a cell comes from: the item, input or check, and its members. */
export interface Origin {
  readonly kind: 'input' | 'item' | 'link' | 'check' | 'tie-out' | 'time' | 'rollup' | 'scenario';
  /** The id in the model file: `subscription_revenue`, `plan.price`. */
  readonly id: string;
  /** Members, in the order of the item's dimensions. */
  readonly members: readonly string[];
  /** For the value of an input in one scenario. */
  readonly scenario?: string;
}

/** Adjacent cells in one row with the same kind of content. */
export interface RowSegment {
  readonly column: number;
  /** The number of columns. */
  readonly count: number;
  readonly content: Content | readonly Content[];
  readonly style: StyleRole;
  /** Excel number format, such as `#,##0.0`. */
  readonly format?: string | undefined;
  readonly origin?: Origin;
  /**
   * For cells of a check or tie-out: shown with enough digits to see whether the difference is within the tolerance.
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

/** Adjacent cells in one row. */
export interface CellRange {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
  readonly count: number;
}

/** Cells that a chart reads: along a row, or down a column. */
export interface ChartRange extends CellRange {
  readonly down?: true;
}

/** One series of a chart, which reads cells. */
export interface ChartSeries {
  /** The cell with the name of the series. */
  readonly name: CellRange;
  readonly values: ChartRange;
  readonly draw: 'line' | 'column' | 'stacked' | 'bar';
  readonly axis: 'first' | 'second';
  /** The role in a bridge chart: a hidden base below steps up, steps down and totals. */
  readonly look?: 'hidden' | 'up' | 'down' | 'total';
}

/** A native chart. All series share one range of categories; columns are stacked, side by side, or horizontal bars. */
export interface Chart {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly categories: ChartRange;
  /** The gap between columns and the overlap within a category, in percent of the column width. */
  readonly columns?: { readonly gap: number; readonly overlap: number };
  /** Number formats of the axes; `second` is present if a series uses it. */
  readonly formats: { readonly first: string; readonly second?: string };
  /** Whether its numbers are stored, so that the range of its axis can be fixed; the range includes zero. */
  readonly isStored?: true;
  /** The top left cell and the size in cells. */
  readonly place: { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number };
}

/** A cell note. */
export interface Note {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** Cells that start a new page in print. */
export interface PrintArea {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export interface PrintLayout {
  readonly areas: readonly PrintArea[];
  /** The number of leading columns repeated on every page. */
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
  /** A table with an autofilter: its headings and rows. */
  readonly filter?: { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number };
  /** Columns of periods with actuals, which have another colour. */
  readonly actual?: { readonly column: number; readonly count: number } | undefined;
  readonly landscape: boolean;
  /** Whether long texts wrap within their columns, including headings and row headers, with rows of matching height. */
  readonly wraps?: true;
  /** The print layout, if it is not the whole sheet. */
  readonly print?: PrintLayout;
}

export interface DefinedName {
  readonly name: string;
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** Cells that store results of a scenario: filled from other cells after its evaluation. */
export interface StoredRange {
  /** The index of the scenario, from 0. */
  readonly scenario: number;
  readonly cells: CellRange;
  readonly from: CellRange;
}

export interface Grid {
  readonly title: string;
  readonly sheets: readonly GridSheet[];
  readonly names: readonly DefinedName[];
  /** The cell with the name of the active scenario. */
  readonly scenarioCell: { readonly sheet: string; readonly row: number; readonly column: number };
  readonly scenarios: readonly string[];
  readonly stored: readonly StoredRange[];
}

/**
 * The tab colour by kind of sheet: green for foundation, grey for workings, blue for presentation, orange for control.
 */
export const tabColours: Readonly<Record<GridSheet['kind'], { readonly argb: string }>> = {
  foundation: { argb: 'FF2E7D32' },
  workings: { argb: 'FF757575' },
  presentation: { argb: 'FF1565C0' },
  control: { argb: 'FFEF6C00' },
};

/** The XML namespace of the run record inside a workbook. */
export const recordNamespace = 'urn:burnsheet:record';
