/**
 * A workbook as the rules of audit see it: what each sheet and row is, and the formulas of a row with the columns that
 * hold them. Enters a workbook as read from its file, also one that burnsheet did not write; every formula is taken
 * apart once per row and not per cell, so the work is in proportion to the cells. HYPERLINK formulas are texts.
 */
import { type FormulaReference, formulaTokens, toRelative } from '../xlsx/read/formulaReferences.ts';
import type { FileCell, FileRow, FileSheet, FileStyle, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { copiesOf, type IsCopy } from './copies.ts';
import { type FormulaFacts, formulaFacts } from './formulaFacts.ts';
import { type Axis, axisOf, type Headings, headingsOf } from './headings.ts';

/** One formula of a row and the columns that hold copies of it. */
export interface FormulaRun extends FormulaFacts {
  readonly row: SurveyedRow;
  /** In ascending order. */
  readonly columns: number[];
  /** As it stands in the first of its columns. */
  readonly text: string;
}

export interface SurveyedRow {
  readonly sheet: SurveyedSheet;
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
  readonly runs: readonly FormulaRun[];
}

export interface SurveyedSheet {
  readonly file: FileSheet;
  readonly name: string;
  /** What the colour of the tab says. */
  readonly kind: FileSheet['kind'];
  readonly order: number;
  readonly headings?: Headings;
  readonly axis?: Axis;
  readonly rows: readonly SurveyedRow[];
  readonly rowAt: ReadonlyMap<number, SurveyedRow>;
}

export interface Survey {
  readonly file: WorkbookFile;
  readonly sheets: readonly SurveyedSheet[];
  /** The sheet of a reference, by its name without regard to case. */
  readonly sheetNamed: (name: string) => SurveyedSheet | undefined;
  /** Cells with formulas. */
  readonly formulas: number;
}

const linkStart = /^HYPERLINK\(/i;

/** The formula of a cell; undefined for a constant and for a link, which is a text to read. */
export function calculated({ formula }: FileCell): string | undefined {
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

type GrowingRun = FormulaRun & { readonly isCopy: IsCopy };

function startRun(row: SurveyedRow, text: string, column: number): GrowingRun {
  const tokens = formulaTokens(text);
  return { ...formulaFacts(tokens), row, columns: [column], text, isCopy: copiesOf(tokens, column) };
}

/** Formulas that are spelled otherwise, but are copies all the same, are told by their relative form. */
function runsOf(row: SurveyedRow): FormulaRun[] {
  const runs: GrowingRun[] = [];
  const byForm = new Map<string, GrowingRun>();
  let current: GrowingRun | undefined;
  for (const cell of row.cells) {
    const text = calculated(cell);
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
    else runs.push(current);
    if (form !== undefined) byForm.set(form, current);
  }
  return runs;
}

function surveyRow(sheet: SurveyedSheet, { row, cells }: FileRow, headings: Headings | undefined): SurveyedRow {
  const isItem = headings !== undefined && row > headings.row;
  const at = (column: number | undefined) => (isItem ? textAt(cells, column) : '');
  const runs: FormulaRun[] = [];
  const surveyed: SurveyedRow = {
    sheet,
    row,
    label: textAt(cells, headings?.label ?? 0),
    unit: at(headings?.unit),
    id: at(headings?.id),
    kind: at(headings?.kind),
    words: at(headings?.words),
    source: at(headings?.source),
    cells,
    runs,
  };
  for (const run of runsOf(surveyed)) runs.push(run);
  return surveyed;
}

function surveySheet(file: FileSheet, order: number): SurveyedSheet {
  const headings = headingsOf(file);
  const axis = axisOf(file, headings);
  const rows: SurveyedRow[] = [];
  const rowAt = new Map<number, SurveyedRow>();
  const sheet: SurveyedSheet = {
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
export function surveyWorkbook(file: WorkbookFile): Survey {
  const sheets = file.sheets.map(surveySheet);
  const byName = new Map(sheets.map((sheet) => [sheet.name.toLowerCase(), sheet] as const));
  const formulas = sheets.reduce(
    (sum, { rows }) => sum + rows.reduce((count, { runs }) => count + cellsOf(runs), 0),
    0,
  );
  return { file, sheets, sheetNamed: (name) => byName.get(name.toLowerCase()), formulas };
}

function cellsOf(runs: readonly FormulaRun[]): number {
  return runs.reduce((sum, { columns }) => sum + columns.length, 0);
}

/** Every formula of the workbook, once for each row. */
export function* everyRun({ sheets }: Survey): Generator<FormulaRun> {
  for (const { rows } of sheets) for (const { runs } of rows) yield* runs;
}

/** The sheet that a formula reads; undefined for another workbook, several sheets and a sheet that is not there. */
export function sheetRead({ sheet }: FormulaReference, { row }: FormulaRun, survey: Survey): SurveyedSheet | undefined {
  return sheet === undefined ? row.sheet : survey.sheetNamed(sheet);
}

/** Whether a formula reads another sheet. */
export function readsElsewhere({ references, row }: FormulaRun): boolean {
  return references.some(({ sheet }) => sheet !== undefined && sheet.toLowerCase() !== row.sheet.name.toLowerCase());
}

/**
 * The columns that a reference reads for a formula in a column, when it stands as written in the first column of its
 * run.
 */
export function columnsRead(
  { first, last = first }: FormulaReference,
  { columns }: FormulaRun,
  column: number,
): [number, number] {
  const moved = column - columns[0]!;
  const from = first.column === undefined ? 0 : first.column + (first.columnAbsolute ? 0 : moved);
  const to = last.column === undefined ? Number.MAX_SAFE_INTEGER : last.column + (last.columnAbsolute ? 0 : moved);
  return from <= to ? [from, to] : [to, from];
}

/** The rows that a reference reads. */
export function rowsRead({ first, last = first }: FormulaReference): [number, number] {
  const [from, to] = [first.row ?? 0, last.row ?? Number.MAX_SAFE_INTEGER];
  return from <= to ? [from, to] : [to, from];
}

/** What a font colour says of a cell: blue is an input, green a link, black a formula. */
export type Role = 'input' | 'link' | 'formula' | 'other';

const roleColours: Readonly<Record<string, Role>> = {
  FF0000FF: 'input',
  FF0000CC: 'input',
  FF006100: 'link',
  FF008000: 'link',
  FF00B050: 'link',
  FF000000: 'formula',
};

/** The role of each style of a workbook. */
export function rolesOf(styles: readonly FileStyle[]): readonly Role[] {
  return styles.map(({ fontColour }) => (fontColour === undefined ? 'formula' : (roleColours[fontColour] ?? 'other')));
}
