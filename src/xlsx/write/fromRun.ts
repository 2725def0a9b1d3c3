/**
 * Grid and values to `.xlsx`. Takes the grid, the evaluation of one scenario and the properties of the file; returns
 * the bytes. Guarantee: every formula has its evaluated result, text never becomes a formula, a number that no file can
 * store is an error cell, the scenario cell names the scenario of the values, and equal inputs give equal bytes.
 */
import ExcelJS, {
  type Cell,
  type CellErrorValue,
  type CellFormulaValue,
  type Row,
  type Style,
  type CellValue as VendorValue,
  type Workbook,
  type Worksheet,
} from 'exceljs';
import { columnName, columnsMax, formulaText, sheetPrefix } from '../../grid/address.ts';
import {
  type Content,
  type DefinedName,
  type Grid,
  type GridSheet,
  type PrintLayout,
  type RowSegment,
  tabColours,
} from '../../grid/grid.ts';
import { countWrappedLines } from '../../grid/rowLines.ts';
import { settleFormats } from '../../grid/scales.ts';
import type { CellValue, Evaluation } from '../../run/run.ts';
import { addCharts } from './charts.ts';
import { addCustomProperties, addRecord } from './documentProperties.ts';
import { type ListSheet, listFormula, listSheet } from './dropDowns.ts';
import { toExcelSpelling } from './excelSpelling.ts';
import { linkTarget, withinLinkLimit } from './hyperlinks.ts';
import { addNotes } from './notes.ts';
import type { Parts } from './packageParts.ts';
import { packWorkbook, repairParts } from './packageRepairs.ts';
import { replacePlaceholders } from './placeholders.ts';
import { makeStyleOf, type StyleOf } from './styles.ts';

/** What the file says of itself. `date` is the date of the run, such as `2026-03-31`. */
export interface WorkbookProperties {
  readonly title: string;
  readonly runId: string;
  readonly date: string;
  /** Properties of its own, shown under File, Info: `{ 'burnsheet run': 'abc123' }`. */
  readonly custom?: Readonly<Record<string, string>>;
  /**
   * Reads the parts that were written; leaves texts to put in the place of placeholders, and a record for programs, an
   * XML element in the namespace `urn:burnsheet:record`.
   */
  readonly audit?: (parts: Readonly<Parts>) => {
    readonly texts: ReadonlyMap<string, string>;
    readonly record?: string;
  };
}

/** The longest text of a cell, and of a text within a formula. */
const textMax = 32_767;
const formulaStringMax = 255;
/** Excel groups rows seven levels deep. */
const outlineMax = 7;
/** The widest column, the columns of a sheet, and the most page breaks that one holds. */
const widthMax = 255;
const breaksMax = 1023;

/**
 * The workbook of one evaluation. `await writeWorkbook(grid, evaluator.evaluate(0), { title, runId, date })` is the
 * file.
 */
export async function writeWorkbook(
  unsettled: Grid,
  evaluation: Evaluation,
  properties: WorkbookProperties,
): Promise<Uint8Array> {
  const grid = settleFormats(unsettled, evaluation.sheets);
  const workbook = newWorkbook(properties);
  const styleOf = makeStyleOf();
  const lists = listSheet(grid);
  for (const sheet of grid.sheets) writeSheet(workbook, withinLinkLimit(sheet), evaluation, styleOf, lists);
  if (lists !== undefined) writeLists(workbook, lists, styleOf);
  writeScenario(workbook, grid, evaluation);
  for (const name of grid.names) workbook.definedNames.add(nameTarget(name), name.name);
  // Stored, not deflated: the parts are packed again after the repairs.
  const bytes = await workbook.xlsx.writeBuffer({ zip: { compression: 'STORE' } } as Parameters<
    Workbook['xlsx']['writeBuffer']
  >[0]);
  return completed(new Uint8Array(bytes), grid, evaluation, properties);
}

/** Adds what ExcelJS cannot write. */
function completed(
  bytes: Uint8Array,
  grid: Grid,
  evaluation: Evaluation,
  { custom, audit }: WorkbookProperties,
): Uint8Array {
  const parts = repairParts(bytes);
  addCharts(parts, grid, evaluation);
  addNotes(parts, grid.sheets);
  if (custom !== undefined) addCustomProperties(parts, custom);
  const found = audit?.(parts);
  if (found !== undefined) replacePlaceholders(parts, found.texts);
  if (found?.record !== undefined) addRecord(parts, found.record);
  return packWorkbook(parts);
}

function newWorkbook({ title, runId, date }: WorkbookProperties): Workbook {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'burnsheet';
  workbook.lastModifiedBy = 'burnsheet';
  workbook.created = new Date(date);
  workbook.modified = new Date(date);
  workbook.title = title;
  workbook.keywords = `burnsheet run ${runId}`;
  workbook.description = `Run ${runId} of ${date}`;
  workbook.calcProperties = { fullCalcOnLoad: true };
  workbook.views = [{ x: 0, y: 0, width: 28_800, height: 17_000, firstSheet: 0, activeTab: 0, visibility: 'visible' }];
  return workbook;
}

/** The recalculation on load starts from this cell, so it must name the scenario that the cached results belong to. */
function writeScenario(workbook: Workbook, { scenarioCell }: Grid, { scenario }: Evaluation): void {
  const worksheet = workbook.getWorksheet(scenarioCell.sheet);
  if (worksheet !== undefined) worksheet.getCell(scenarioCell.row + 1, scenarioCell.column + 1).value = scenario;
}

function nameTarget({ sheet, row, column }: DefinedName): string {
  return `${sheetPrefix(sheet)}$${columnName(column)}$${row + 1}`;
}

function writeSheet(
  workbook: Workbook,
  sheet: GridSheet,
  evaluation: Evaluation,
  styleOf: StyleOf,
  lists: ListSheet | undefined,
): void {
  const worksheet = addWorksheet(workbook, sheet);
  const values = evaluation.sheets.get(sheet.name) ?? [];
  sheet.rows.forEach((row, index) => {
    if (row.segments.length === 0 && row.outline === undefined) return;
    const target = worksheet.getRow(index + 1);
    if (row.outline !== undefined) target.outlineLevel = Math.min(row.outline, outlineMax);
    const lines = linesOf(row, sheet);
    if (lines > 1) target.height = lines * lineHeight;
    for (const segment of row.segments)
      writeRun(target, segment, values[index] ?? [], stylesOf(segment, sheet, styleOf, lines > 1));
  });
  for (const dropDown of sheet.dropDowns) {
    worksheet.getCell(dropDown.row + 1, dropDown.column + 1).dataValidation = {
      type: 'list',
      allowBlank: false,
      showErrorMessage: true,
      formulae: [listFormula(dropDown, lists)],
    };
  }
}

/** Points of a line of text, and the tallest row of Excel. */
const lineHeight = 13.5;
const linesMax = Math.floor(409 / lineHeight);

/** How many lines the texts of a row fill that are broken within their columns. */
function linesOf({ segments }: GridSheet['rows'][number], { columns, wraps }: GridSheet): number {
  if (wraps === true) return Math.min(linesMax, countWrappedLines(segments, columns));
  return segments.reduce((most, { style, column, content }) => {
    if (style !== 'text' || !('kind' in content) || content.kind !== 'text') return most;
    const width = columns[column]?.width ?? 10;
    return Math.min(linesMax, Math.max(most, Math.ceil((content.text.length * 1.1) / width)));
  }, 1);
}

/** A page across holds about 240 characters, so that the print stays readable. */
function pagesAcross(sheet: GridSheet): number {
  return Math.max(1, Math.ceil(sheet.columns.reduce((sum, { width }) => sum + width, 0) / 240));
}

/** Margins of a page in inches. */
const margins = { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 };
/** What is printed of a sheet that says so: areas one after another, each from a page of its own and one page wide. */
function setPrint({ pageSetup }: Worksheet, layout: PrintLayout): void {
  pageSetup.fitToWidth = 1;
  // ExcelJS writes a dollar sign before each corner, and parts areas by two ampersands.
  const corner = (row: number, column: number) => `${columnName(column)}$${row + 1}`;
  pageSetup.printArea = layout.areas
    .map(({ row, column, rows, columns }) => `${corner(row, column)}:${corner(row + rows - 1, column + columns - 1)}`)
    .join('&&');
  if (layout.repeated > 0) pageSetup.printTitlesColumn = `A:${columnName(layout.repeated - 1)}`;
}

function addWorksheet(workbook: Workbook, sheet: GridSheet): Worksheet {
  const worksheet = workbook.addWorksheet(sheet.name, {
    properties: {
      tabColor: tabColours[sheet.kind],
      outlineLevelRow: outlineDepth(sheet),
      outlineProperties: outlineAbove,
    },
    pageSetup: {
      paperSize: 9,
      margins,
      orientation: sheet.landscape ? 'landscape' : 'portrait',
      fitToPage: true,
      fitToWidth: pagesAcross(sheet),
      // Charts that belong together stay together, unless the sheet says where its pages end.
      fitToHeight: (sheet.charts ?? []).length > 0 && sheet.pageBreaks === undefined ? 1 : 0,
    },
    headerFooter: { oddFooter: '&L&A&RPage &P of &N' },
    views: [frozenView(sheet)],
  });
  if (sheet.frozen.rows > 0) worksheet.pageSetup.printTitlesRow = `1:${sheet.frozen.rows}`;
  if (sheet.print !== undefined) setPrint(worksheet, sheet.print);
  else if (pagesAcross(sheet) > 1) worksheet.pageSetup.printTitlesColumn = 'A:B';
  sheet.columns.forEach(({ width }, index) => {
    worksheet.getColumn(index + 1).width = Math.min(width, widthMax);
  });
  for (const row of pageBreaks(sheet)) worksheet.getRow(row).addPageBreak(0, columnsMax);
  if (sheet.filter !== undefined) worksheet.autoFilter = filterRange(sheet.filter);
  return worksheet;
}

/** The headings with the rows below them: `A3:H40`. */
function filterRange({ row, column, rows, columns }: NonNullable<GridSheet['filter']>): string {
  return `${columnName(column)}${row + 1}:${columnName(column + columns - 1)}${row + rows}`;
}

/**
 * Breaks stand after rows that count from 1, so the row before which a page starts is the number of the one above it.
 */
function pageBreaks(sheet: GridSheet): readonly number[] {
  const rows = [...new Set(sheet.pageBreaks ?? [])].filter((row) => row > 0);
  return rows.sort((a, b) => a - b).slice(0, breaksMax);
}

const outlineAbove = { summaryBelow: false, summaryRight: false };

/** One level more than is used: rows at the deepest level of a sheet are written as collapsed. */
function outlineDepth(sheet: GridSheet): number {
  const deepest = sheet.rows.reduce((depth, row) => Math.max(depth, row.outline ?? 0), 0);
  return deepest === 0 ? 0 : Math.min(deepest, outlineMax) + 1;
}

function frozenView({ frozen }: GridSheet): Worksheet['views'][number] {
  if (frozen.rows === 0 && frozen.columns === 0) return { state: 'normal', showGridLines: false };
  return {
    state: 'frozen',
    xSplit: frozen.columns,
    ySplit: frozen.rows,
    topLeftCell: `${columnName(frozen.columns)}${frozen.rows + 1}`,
    showGridLines: false,
  };
}

/** Whether a run is a heading over the columns that scroll, which hold the series. */
function headsNumbers({ frozen }: GridSheet, { style, column }: RowSegment): boolean {
  return (
    (style === 'header' || style === 'actualHeader' || style === 'subheader') &&
    frozen.columns > 0 &&
    column >= frozen.columns
  );
}

/** The style of each column of a run: the past looks different where the sheet has one. */
function stylesOf(
  segment: RowSegment,
  sheet: GridSheet,
  styleOf: StyleOf,
  tall: boolean,
): (column: number) => Partial<Style> {
  const variant = { overNumbers: headsNumbers(sheet, segment), tall, wraps: sheet.wraps === true };
  const plain = styleOf(segment.style, segment.format, variant);
  const { actual } = sheet;
  if (
    actual === undefined ||
    segment.column + segment.count <= actual.column ||
    segment.column >= actual.column + actual.count
  )
    return () => plain;
  const past = styleOf(segment.style, segment.format, { ...variant, actual: true });
  return (column) => (column >= actual.column && column < actual.column + actual.count ? past : plain);
}

function writeRun(
  row: Row,
  segment: RowSegment,
  results: readonly CellValue[],
  styleAt: (column: number) => Partial<Style>,
): void {
  const shared = Array.isArray(segment.content) ? undefined : spelled(segment.content as Content);
  for (let offset = 0; offset < segment.count; offset += 1) {
    const content = shared ?? spelled((segment.content as readonly Content[])[offset]);
    const column = segment.column + offset;
    const cell = row.getCell(column + 1);
    cell.style = styleAt(column);
    if (content !== undefined) writeContent(cell, content, column, results[column] ?? null);
  }
}

/** The content with its formula in Excel's spelling: once for a whole run. */
function spelled(content: Content | undefined): Content | undefined {
  return content?.kind === 'formula' ? { kind: 'formula', template: toExcelSpelling(content.template) } : content;
}

function writeContent(cell: Cell, content: Content, column: number, result: CellValue): void {
  switch (content.kind) {
    case 'text':
      if (content.text !== '') cell.value = shortened(content.text);
      return;
    case 'number':
      cell.value = numberOrError(content.value);
      return;
    case 'formula':
      cell.value = formulaValue(formulaText(content.template, column), formulaResult(result));
      return;
    case 'link':
      cell.value = internalLink(content.text, content.sheet, content.row);
      return;
    case 'url':
      cell.value = externalLink(content.text, content.url);
  }
}

/** A text that a cell holds; a character that would be cut in two is left out. */
function shortened(text: string): string {
  return text.length <= textMax ? text : text.slice(0, textMax).replace(/[\u{D800}-\u{DBFF}]$/u, '');
}

function numberOrError(value: number): number | CellErrorValue {
  return Number.isFinite(value) ? value : { error: '#NUM!' };
}

/** A formula with its stored result, or without one where the engine has none. */
function formulaValue(formula: string, result: ReturnType<typeof formulaResult>): CellFormulaValue {
  return result === undefined ? { formula } : { formula, result };
}

function formulaResult(result: CellValue): number | string | boolean | CellErrorValue | undefined {
  if (result === null) return undefined;
  if (typeof result === 'number') return numberOrError(result);
  if (typeof result === 'string') return shortened(result);
  return result as boolean | CellErrorValue;
}

const doubled = (text: string): string => text.replaceAll('"', '""');

/**
 * A HYPERLINK formula: ExcelJS writes links inside the workbook as external ones. A text too long for a formula stays
 * text.
 */
function internalLink(text: string, sheet: string, row: number): VendorValue {
  if (text.length > formulaStringMax) return text;
  const target = doubled(`#${sheetPrefix(sheet)}A${row + 1}`);
  return { formula: `HYPERLINK("${target}","${doubled(text)}")`, result: text };
}

function externalLink(text: string, url: string): VendorValue {
  const shown = shortened(text === '' ? url : text);
  const target = linkTarget(url);
  return target === undefined ? shown : { text: shown, hyperlink: target };
}

function writeLists(workbook: Workbook, lists: ListSheet, styleOf: StyleOf): void {
  const worksheet = workbook.addWorksheet(lists.name, { properties: { tabColor: tabColours.control } });
  lists.columns.forEach((options, index) => {
    [`List ${index + 1}`, ...options].forEach((text, row) => {
      const cell = worksheet.getCell(row + 1, index + 1);
      cell.style = styleOf(row === 0 ? 'header' : 'label', undefined);
      cell.value = text;
    });
    worksheet.getColumn(index + 1).width = 30;
  });
}
