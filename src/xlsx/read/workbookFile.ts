/**
 * A workbook as it stands in its file: what `fromFile.ts` reads. Rows and columns count from 0. Numbers are numbers
 * whatever their format is, so a date is its day number; colours are ARGB texts such as `FF2E7D32`.
 */
import type { GridSheet } from '../../grid/grid.ts';

/** An error as the file spells it, also one that is younger than this program. */
export interface FileError {
  readonly error: string;
}

export type FileValue = number | string | boolean | FileError | null;

export interface FileCell {
  readonly row: number;
  readonly column: number;
  /**
   * The constant, or what the file says that the formula gives; null for an empty cell and a formula without result.
   */
  readonly value: FileValue;
  /** Without `=`. Every cell of a shared or array formula holds its own text. */
  readonly formula?: string | undefined;
  readonly styleIndex: number;
  /** Set for a cell of an array formula or a data table. */
  readonly isArray?: boolean;
}

export interface FileRow {
  readonly row: number;
  readonly hidden: boolean;
  /** Outline level; 0 for a row that is not grouped. */
  readonly outline: number;
  readonly collapsed: boolean;
  readonly height?: number;
  /** In the order of their columns; cells without value, formula and style are left out. */
  readonly cells: readonly FileCell[];
}

/** Neighbouring columns of one look. */
export interface FileColumns {
  readonly from: number;
  readonly to: number;
  readonly hidden: boolean;
  readonly outline: number;
  readonly width?: number;
}

export interface FileRange {
  readonly fromRow: number;
  readonly fromColumn: number;
  readonly toRow: number;
  readonly toColumn: number;
}

export interface FilePageSetup {
  readonly orientation?: string;
  readonly paperSize?: number;
  readonly fitToPage: boolean;
  readonly fitToWidth?: number;
  readonly fitToHeight?: number;
  readonly scale?: number;
  /** Rows and columns before which a new page starts. */
  readonly rowBreaks: readonly number[];
  readonly columnBreaks: readonly number[];
}

export interface FileValidation {
  readonly type: string;
  readonly operator?: string;
  readonly allowBlank: boolean;
  readonly ranges: readonly FileRange[];
  readonly formula1?: string;
  readonly formula2?: string;
}

export interface FileHyperlink {
  readonly range: FileRange;
  /** Address outside of the workbook. */
  readonly target?: string;
  /** Place inside the workbook. */
  readonly location?: string;
}

export interface FileComment {
  readonly row: number;
  readonly column: number;
  readonly author: string;
  readonly text: string;
}

/** Formulas of the cells that a series of a chart shows, as written. */
export interface FileSeries {
  readonly name?: string;
  readonly categories?: string;
  readonly values?: string;
}

export interface FileChart {
  /** Without looks; empty for none. */
  readonly title: string;
  /** In their order, whichever way they are drawn. */
  readonly series: readonly FileSeries[];
  /**
   * How each axis scales its values, in the order of the file: `from 0, to 100, logarithmic, reversed`; empty for an
   * axis that starts and ends where the reader's program decides.
   */
  readonly axes: readonly string[];
}

/** A rule of a conditional format. */
export interface FileCondition {
  readonly ranges: readonly FileRange[];
  /**
   * `cellIs`, `expression`, `dataBar`, `iconSet` and so on; `extension` for one of a later version, of which nothing
   * else is read.
   */
  readonly type: string;
  /** Position among the differential styles of the workbook. */
  readonly style?: number;
  /** Whether a bar or icon stands in the place of the number. */
  readonly hidesValue: boolean;
  readonly formulas: readonly string[];
}

/** Something that lies over cells. */
export interface FileDrawing {
  readonly kind: 'chart' | 'picture' | 'shape';
  /** The cells that it covers, at least in part. */
  readonly range: FileRange;
}

/** How a sheet is shown, where that is not as usual. */
export interface FileView {
  readonly hidesZeros: boolean;
  /** Whether formulas are shown in the place of results. */
  readonly showsFormulas: boolean;
  /** In percent. */
  readonly zoom: number;
}

/** What rows and columns are where the file does not list them. */
export interface FileDefaults {
  readonly rowsHidden: boolean;
  readonly columnWidth?: number;
}

export interface FileSheet {
  readonly name: string;
  /** Name of the part, such as `xl/worksheets/sheet1.xml`. */
  readonly part: string;
  /** `worksheet`, or `chartsheet`, `dialogsheet`, `macrosheet`, whose cells are not read. */
  readonly type: string;
  readonly state: 'visible' | 'hidden' | 'veryHidden';
  readonly tabColour?: string;
  /** What the colour of the tab says of the sheet in a workbook that burnsheet wrote. */
  readonly kind?: GridSheet['kind'];
  /** In ascending order; rows without anything are left out. */
  readonly rows: readonly FileRow[];
  readonly columns: readonly FileColumns[];
  readonly merged: readonly FileRange[];
  /** Rows and columns kept in view. */
  readonly frozen: { readonly rows: number; readonly columns: number };
  readonly pageSetup: FilePageSetup;
  /** Formula texts of the defined names that say what is printed: `'P & L'!$1:$2`. */
  readonly printTitles?: string;
  readonly printArea?: string;
  readonly validations: readonly FileValidation[];
  readonly hyperlinks: readonly FileHyperlink[];
  readonly comments: readonly FileComment[];
  readonly conditions: readonly FileCondition[];
  readonly drawings: readonly FileDrawing[];
  readonly view: FileView;
  readonly defaults: FileDefaults;
  readonly autoFilter?: FileRange;
  /** Number of chart parts. */
  readonly charts: number;
  /** What the charts show, in the order in which they were drawn; left out on a sheet without charts. */
  readonly chartContents?: readonly FileChart[];
  readonly isProtected: boolean;
}

export interface FileName {
  readonly name: string;
  /** The sheet in which alone it counts; absent for the whole workbook. */
  readonly sheet?: string;
  readonly formula: string;
  readonly hidden: boolean;
}

export interface FileStyle {
  /** Number format code; `General` for none. */
  readonly format: string;
  readonly bold: boolean;
  /** ARGB; colours of the theme and the palette are looked up when the file is read. */
  readonly fontColour?: string;
  readonly fillColour?: string;
  /** In points. */
  readonly fontSize?: number;
}

/** What a conditional format changes of the look of a cell. */
export interface FileStyleChange {
  readonly format?: string;
  readonly fontColour?: string;
  readonly fillColour?: string;
}

export interface FileCalculation {
  readonly fullCalcOnLoad: boolean;
  readonly iterate: boolean;
  /** `auto`, `autoNoTable` or `manual`. */
  readonly mode: string;
  /** False where results are rounded to what their formats show ("precision as displayed"). */
  readonly fullPrecision: boolean;
}

/** How the window shows the workbook, and whether its sheets can be moved. */
export interface FileWindow {
  readonly isHidden: boolean;
  readonly hidesTabs: boolean;
  /** Whether the order of the sheets is protected. */
  readonly isProtected: boolean;
}

export interface FileProperties {
  readonly title?: string;
  readonly subject?: string;
  readonly creator?: string;
  readonly keywords?: string;
  readonly description?: string;
  readonly created?: string;
  readonly modified?: string;
  /** Custom properties, as texts. */
  readonly custom: ReadonlyMap<string, string>;
}

/** The custom XML item that holds the run record. */
export interface FileRecord {
  readonly part: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** All text within the root element. */
  readonly text: string;
}

/** Parts that an auditable workbook does not have, by name, and parts of a kind that is not known. */
export interface FileParts {
  readonly externalLinks: readonly string[];
  readonly macros: readonly string[];
  readonly embedded: readonly string[];
  readonly connections: readonly string[];
  readonly unknown: readonly string[];
}

export interface WorkbookFile {
  readonly sheets: readonly FileSheet[];
  readonly names: readonly FileName[];
  readonly styles: readonly FileStyle[];
  /** Changes of looks that conditional formats name by position. */
  readonly styleChanges: readonly FileStyleChange[];
  readonly calculation: FileCalculation;
  readonly window: FileWindow;
  /** Whether day numbers count from 1904. */
  readonly date1904: boolean;
  readonly properties: FileProperties;
  readonly record?: FileRecord;
  readonly parts: FileParts;
}
