/**
 * A workbook as the rules of audit see it: what each sheet and row is, and the formulas of a row with the columns that
 * hold them. Takes a workbook as read from its file, also one that burnsheet did not write; every formula is taken
 * apart once per row and not per cell, so the work is in proportion to the cells. HYPERLINK formulas are texts.
 */
import { type FormulaReference, formulaTokens, toRelative } from '../xlsx/read/formulaReferences.ts';
import type { FileCell, FileRow, FileSheet, FileStyle, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { type CopyTest, makeCopyTest } from './copies.ts';
import { type FormulaFacts, formulaFacts } from './formulaFacts.ts';
import { findHeadings, findTimeAxis, type Headings, type TimeAxis } from './headings.ts';

/** One formula of a row and the columns that hold copies of it. */
export interface RowFormula extends FormulaFacts {
  readonly row: AuditedRow;
  /** In ascending order. */
  readonly columns: number[];
  /** As it stands in the first of its columns. */
  readonly text: string;
}

export interface AuditedRow {
  readonly sheet: AuditedSheet;
  readonly row: number;
  readonly label: string;
  readonly unit: string;
  readonly id: string;
  /** What the column Kind says; empty where there is none. */
  readonly kind: string;
  /** The formula or value as written in the model. */
  readonly words: string;
  readonly source: string;
  readonly cells: readonly FileCell[];
  readonly rowFormulas: readonly RowFormula[];
}

export interface AuditedSheet {
  readonly file: FileSheet;
  readonly name: string;
  /** What the colour of the tab says. */
  readonly kind: FileSheet['kind'];
  readonly order: number;
  readonly headings?: Headings;
  readonly axis?: TimeAxis;
  readonly rows: readonly AuditedRow[];
  readonly rowAt: ReadonlyMap<number, AuditedRow>;
}

export interface AuditedWorkbook {
  readonly file: WorkbookFile;
  readonly sheets: readonly AuditedSheet[];
  /** The sheet of a reference, by its name without regard to case. */
  readonly sheetNamed: (name: string) => AuditedSheet | undefined;
  /** Cells with formulas. */
  readonly formulas: number;
}

const linkStart = /^HYPERLINK\(/i;

/** The formula of a cell; undefined for a constant and for a link, which is a text to read. */
export function calculatedFormula({ formula }: FileCell): string | undefined {
  return formula === undefined || linkStart.test(formula) ? undefined : formula;
}

/** What a row says in a column, as text. */
export function textAt(cells: readonly FileCell[], column: number | undefined): string {
  if (column === undefined) return '';
  for (const cell of cells) {
    if (cell.column === column) return typeof cell.value === 'string' ? cell.value : '';
    if (cell.column > column) break;
  }
  return '';
}

type GrowingRun = RowFormula & { readonly isCopy: CopyTest };

function startRun(row: AuditedRow, text: string, column: number): GrowingRun {
  const tokens = formulaTokens(text);
  return { ...formulaFacts(tokens), row, columns: [column], text, isCopy: makeCopyTest(tokens, column) };
}

/** Formulas that are spelled otherwise, but are copies all the same, are told by their relative form. */
function runsOf(row: AuditedRow): RowFormula[] {
  const rowFormulas: GrowingRun[] = [];
  const byForm = new Map<string, GrowingRun>();
  let current: GrowingRun | undefined;
  for (const cell of row.cells) {
    const text = calculatedFormula(cell);
    if (text === undefined) continue;
    if (current?.isCopy(text, cell.column) === true) {
      current.columns.push(cell.column);
      continue;
    }
    if (current !== undefined && byForm.size === 0)
      byForm.set(toRelative(current.text, row.row, current.columns[0]!), current);
    const form = current === undefined ? undefined : toRelative(text, row.row, cell.column);
    const known = form === undefined ? undefined : byForm.get(form);
    current = known ?? startRun(row, text, cell.column);
    if (known !== undefined) known.columns.push(cell.column);
    else rowFormulas.push(current);
    if (form !== undefined) byForm.set(form, current);
  }
  return rowFormulas;
}

function surveyRow(sheet: AuditedSheet, { row, cells }: FileRow, headings: Headings | undefined): AuditedRow {
  const isItem = headings !== undefined && row > headings.row;
  const at = (column: number | undefined) => (isItem ? textAt(cells, column) : '');
  const rowFormulas: RowFormula[] = [];
  const surveyed: AuditedRow = {
    sheet,
    row,
    label: textAt(cells, headings?.label ?? 0),
    unit: at(headings?.unit),
    id: at(headings?.id),
    kind: at(headings?.kind),
    words: at(headings?.words),
    source: at(headings?.source),
    cells,
    rowFormulas,
  };
  for (const rowFormula of runsOf(surveyed)) rowFormulas.push(rowFormula);
  return surveyed;
}

function surveySheet(file: FileSheet, order: number): AuditedSheet {
  const headings = findHeadings(file);
  const axis = findTimeAxis(file, headings);
  const rows: AuditedRow[] = [];
  const rowAt = new Map<number, AuditedRow>();
  const sheet: AuditedSheet = {
    file,
    name: file.name,
    kind: file.kind,
    order,
    ...(headings === undefined ? {} : { headings }),
    ...(axis === undefined ? {} : { axis }),
    rows,
    rowAt,
  };
  for (const one of file.rows) {
    const row = surveyRow(sheet, one, headings);
    rows.push(row);
    rowAt.set(one.row, row);
  }
  return sheet;
}

/** Takes a workbook apart for the rules. */
export function analyseWorkbook(file: WorkbookFile): AuditedWorkbook {
  const sheets = file.sheets.map(surveySheet);
  const byName = new Map(sheets.map((sheet) => [sheet.name.toLowerCase(), sheet] as const));
  const formulas = sheets.reduce(
    (sum, { rows }) => sum + rows.reduce((count, { rowFormulas }) => count + cellsOf(rowFormulas), 0),
    0,
  );
  return { file, sheets, sheetNamed: (name) => byName.get(name.toLowerCase()), formulas };
}

function cellsOf(rowFormulas: readonly RowFormula[]): number {
  return rowFormulas.reduce((sum, { columns }) => sum + columns.length, 0);
}

/** Every formula of the workbook, once for each row. */
export function* eachRowFormula({ sheets }: AuditedWorkbook): Generator<RowFormula> {
  for (const { rows } of sheets) for (const { rowFormulas } of rows) yield* rowFormulas;
}

/** The sheet that a formula reads; undefined for another workbook, several sheets and a sheet that is not there. */
export function referencedSheet(
  { sheet }: FormulaReference,
  { row }: RowFormula,
  audited: AuditedWorkbook,
): AuditedSheet | undefined {
  return sheet === undefined ? row.sheet : audited.sheetNamed(sheet);
}

/** Whether a formula reads another sheet. */
export function readsOtherSheet({ references, row }: RowFormula): boolean {
  return references.some(({ sheet }) => sheet !== undefined && sheet.toLowerCase() !== row.sheet.name.toLowerCase());
}

/**
 * The columns that a reference reads for a formula in a column, when it stands as written in the first column of its
 * run.
 */
export function referencedColumns(
  { first, last = first }: FormulaReference,
  { columns }: RowFormula,
  column: number,
): [number, number] {
  const moved = column - columns[0]!;
  const from = first.column === undefined ? 0 : first.column + (first.columnAbsolute ? 0 : moved);
  const to = last.column === undefined ? Number.MAX_SAFE_INTEGER : last.column + (last.columnAbsolute ? 0 : moved);
  return from <= to ? [from, to] : [to, from];
}

/** The rows that a reference reads. */
export function referencedRows({ first, last = first }: FormulaReference): [number, number] {
  const [from, to] = [first.row ?? 0, last.row ?? Number.MAX_SAFE_INTEGER];
  return from <= to ? [from, to] : [to, from];
}

/** What a font colour says of a cell: blue is an input, green a link, black a formula. */
export type CellRole = 'input' | 'link' | 'formula' | 'other';

const roleColours: Readonly<Record<string, CellRole>> = {
  FF0000FF: 'input',
  FF0000CC: 'input',
  FF006100: 'link',
  FF008000: 'link',
  FF00B050: 'link',
  FF000000: 'formula',
};

/** The role of each style of a workbook. */
export function cellRoles(styles: readonly FileStyle[]): readonly CellRole[] {
  return styles.map(({ fontColour }) => (fontColour === undefined ? 'formula' : (roleColours[fontColour] ?? 'other')));
}
