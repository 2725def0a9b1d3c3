/**
 * Sheets with answers to questions about a model. Takes answers; returns one sheet for each, with its sentences, charts
 * and tables. Guarantee: numbers are stored as computed, in the style of stored results; every chart reads cells of its
 * sheet.
 */

import type { Content, FormulaPart, GridSheet, RowSegment } from '../../grid/grid.ts';
import {
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import type { Answer, AnswerTable } from '../../question/answer.ts';
import type { AnswerSheetName } from '../../values/reservedWorkbookNames.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { addTitle } from '../layoutContext.ts';
import { chartLines, type PlacedTable, placeCharts } from './answerCharts.ts';
import { type CellFormats, cellFormats, shownLength } from './answerFormats.ts';

/** Names of the sheets, by question. */
export const answerSheetNames: Readonly<Record<Answer['question'], AnswerSheetName>> = {
  sensitivity: 'Sensitivity',
  tornado: 'Tornado',
  simulate: 'Simulation',
  solve: 'Solution',
  scenarios: 'Comparison',
};

const header = { label: 44, unit: 12, id: 13, kind: 9 } as const;
/** The first column of a table is the label column; the others start here. */
export const firstValueColumn = 4;
/** The minimum number of columns, so that charts have room. */
const columnsMin = 6;
const [widthMin, widthMax] = [11, 32];
/** The first column of values is wide enough for the master check above it. */
const masterWidth = 14;
const headings = ['Result', 'Unit', 'Id', 'Kind'];
/** Characters per line of text on a landscape page. */
const lineLength = 140;

/**
 * One sheet for each answer, in order; `display` is the scale in which the model shows amounts, such as USD in `bn`.
 */
export function answerSheets(answers: readonly Answer[], display: ReadonlyMap<string, string>): GridSheet[] {
  const counts = new Map<string, number>();
  return answers.map((answer) => {
    const name = answerSheetNames[answer.question];
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return answerSheet(drawable(answer), count === 1 ? name : `${name} ${count}`, display);
  });
}

/** The answer without charts of empty tables, which have no cells to read. */
function drawable(answer: Answer): Answer {
  const empty = new Set(answer.tables.filter(({ rows }) => rows.length === 0).map(({ id }) => id));
  return { ...answer, charts: answer.charts.filter(({ table }) => !empty.has(table)) };
}

function answerSheet(answer: Answer, name: string, display: ReadonlyMap<string, string>): GridSheet {
  const widths = valueWidths(answer, display);
  const sheet = sheetBuilder(name, 'presentation', [...Object.values(header), ...widths], { rows: 2, columns: 1 });
  addTitle(sheet, name, firstValueColumn);
  sheet.add(listCells(0, [...headings, ...widths.map(() => '')].map(textContent), 'header'));
  sheet.add();
  sheet.add(textCell(0, answer.title, 'heading'));
  for (const statement of answer.statements)
    for (const line of wrapWords(statement.replace(/\s+/g, ' '), lineLength)) sheet.add(textCell(0, line, 'label'));
  const top = sheet.next() + 1;
  const lines = chartLines(answer, top);
  for (let row = sheet.next(); row < lines.end; row += 1) sheet.add();
  const tables = new Map(answer.tables.map((table) => [table.id, addTable(sheet, table, answer, display)] as const));
  const finished = sheet.finish();
  if (answer.charts.length === 0) return finished;
  return {
    ...finished,
    charts: placeCharts(answer, tables, lines),
    ...pagesOf(finished, [...lines.starts, lines.end]),
  };
}

/** Pixels per line and per character, and the height of a portrait page relative to its width, with some margin. */
const [linePixels, characterPixels, pageHeight] = [20, 7, 1.35];
/** Characters across a page, and rows on a landscape page with charts of full size. */
const [acrossMax, rowsAcross] = [240, 45];

/**
 * Page setup: a long sheet is printed in portrait, and a page breaks before a line of charts, or before the tables,
 * that do not fit.
 */
function pagesOf({ rows, columns }: GridSheet, blocks: readonly number[]): Pick<GridSheet, 'landscape' | 'pageBreaks'> {
  if (rows.length <= rowsAcross) return { landscape: true };
  const across = Math.min(
    acrossMax,
    columns.reduce((sum, { width }) => sum + width, 0),
  );
  const capacity = Math.floor((across * characterPixels * pageHeight) / linePixels);
  const breaks: number[] = [];
  blocks.forEach((start, at) => {
    const end = blocks[at + 1] ?? rows.length;
    if (at > 0 && end - (breaks.at(-1) ?? 0) > capacity) breaks.push(start);
  });
  return { landscape: false, ...(breaks.length === 0 ? {} : { pageBreaks: breaks }) };
}

/** Column widths, by the longest text of each column. */
function valueWidths(answer: Answer, display: ReadonlyMap<string, string>): number[] {
  const columns = answer.tables.flatMap((table) => {
    const formats = cellFormats(table, display);
    const lengthsOf = (at: number): number[] =>
      table.rows.map((cells, row) => shownLength(cells[at], formats.at(row, at)));
    return [
      ...formats.heads.map((head, at) => ({ column: columnAt(at), lengths: [head.length, ...lengthsOf(at)] })),
      ...changesOf(table, answer).map(({ label, of, column }) => ({
        column,
        lengths: [label.length, ...lengthsOf(of)],
      })),
    ];
  });
  const count = Math.max(columnsMin, ...columns.map(({ column }) => column - firstValueColumn + 1));
  return Array.from({ length: count }, (_, at) => {
    const lengths = columns.filter(({ column }) => column === firstValueColumn + at).flatMap((one) => one.lengths);
    const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
    return Math.min(widthMax, Math.max(at === 0 ? masterWidth : widthMin, longest + 2));
  });
}

/** The position of a table column on the sheet. */
const columnAt = (column: number): number => (column === 0 ? 0 : firstValueColumn + column - 1);

/** A column of differences from the base, after those of the table; a tornado chart draws it. */
interface Change {
  readonly label: string;
  /** The column of the table compared with the base. */
  readonly of: number;
  readonly base: number;
  /** The position of the differences on the sheet. */
  readonly column: number;
}

function changesOf(table: AnswerTable, { charts }: Answer): readonly Change[] {
  const tornados = charts.filter((chart) => chart.kind === 'tornado' && chart.table === table.id);
  const compared = tornados.flatMap(({ id, values, base }) => values.map((value) => ({ id, value, base })));
  return compared.map(({ id, value, base }, at): Change => {
    const of = table.columns.findIndex((column) => column.id === value);
    if (of < 0 || base === undefined)
      throw new RangeError(`the tornado '${id}' lacks a base, or draws a column that its table does not have`);
    return { label: `Change: ${table.columns[of]!.label}`, of, base, column: columnAt(table.columns.length + at) };
  });
}

/** Writes a table; returns the positions of its columns and of the differences that a tornado draws. */
function addTable(
  sheet: SheetBuilder,
  table: AnswerTable,
  answer: Answer,
  display: ReadonlyMap<string, string>,
): PlacedTable {
  const formats = cellFormats(table, display);
  const changes = changesOf(table, answer);
  const head = addHeads(sheet, table, formats, changes);
  if (changes.length > 0) addBase(sheet, changes, formats, answer);
  const first = sheet.next();
  table.rows.forEach((cells, row) => {
    sheet.add(
      ...cells.map((cell, column) => cellRuns(cell, columnAt(column), formats.at(row, column))),
      rowLead(formats.units[row]!, answer),
      ...changes.map((change) =>
        changeRuns(change, cells, { base: first - 1, own: first + row }, formats.at(row, change.of)),
      ),
    );
  });
  const find = (id: string): number => table.columns.findIndex((column) => column.id === id);
  return {
    sheet: sheet.name,
    head,
    first,
    count: table.rows.length,
    columnOf: (id) => (find(id) < 0 ? undefined : columnAt(find(id))),
    changeOf: (id) => changes.find(({ of }) => of === find(id))?.column,
    formatOf: (id) => formats.at(0, find(id)),
  };
}

/** Writes the title and the headings of a table; returns the row of the headings. */
function addHeads(sheet: SheetBuilder, table: AnswerTable, { heads }: CellFormats, changes: readonly Change[]): number {
  const labels = [...heads.slice(1), ...changes.map(({ label }) => label)];
  const blank = (count: number): Content[] => Array<Content>(count).fill(textContent(''));
  sheet.add();
  sheet.add(textCell(0, table.title, 'section'), listCells(1, blank(firstValueColumn - 1 + labels.length), 'section'));
  return sheet.add(
    textCell(0, heads[0], 'subheader'),
    listCells(1, [...blank(firstValueColumn - 1), ...labels.map(textContent)], 'subheader'),
  );
}

function rowLead(unit: string, { question }: Answer): RowSegment[] {
  return [...textCell(1, unit, 'unit'), ...textCell(2, question, 'id'), ...textCell(3, 'stored', 'unit')];
}

/** A missing value leaves its cell empty and a gap in charts; a missing label is shown as `no value`. */
function cellRuns(cell: number | string | null, column: number, format: string | undefined): RowSegment[] {
  if (typeof cell === 'string') return textCell(column, cell, 'label');
  if (cell === null || !Number.isFinite(cell)) return column === 0 ? textCell(column, 'no value', 'label') : [];
  return valueCell(column, cell, 'stored', format === undefined ? {} : { format });
}

/** Writes the base in each of the columns compared with it. */
function addBase(sheet: SheetBuilder, changes: readonly Change[], formats: CellFormats, answer: Answer): void {
  const bases = changes.map(({ of, base }) => cellRuns(base, columnAt(of), formats.at(0, of)));
  sheet.add(textCell(0, 'Base', 'label'), rowLead(formats.units[0] ?? '1', answer), ...bases);
}

/** The difference of a cell from the base above it; empty if the cell has no value. */
function changeRuns(
  { of, column }: Change,
  cells: AnswerTable['rows'][number],
  rows: { readonly base: number; readonly own: number },
  format: string | undefined,
): RowSegment[] {
  if (typeof cells[of] !== 'number' || !Number.isFinite(cells[of])) return [];
  const cell = (row: number): FormulaPart => ({ row, column: { relative: columnAt(of) - column } });
  return formulaCells(
    column,
    1,
    [cell(rows.own), '-', cell(rows.base)],
    'calculation',
    format === undefined ? {} : { format },
  );
}
