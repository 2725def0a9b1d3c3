/**
 * What a workbook is compared with: the cells as they were written. Enters a workbook as read from its file; leaves its formulas, constants
 * and number formats in short, as a text that the workbook itself can carry, and reads that text back.
 * Guarantee: results of formulas are left out, because they follow from the rest.
 */
import { formulaTokens, movedTokens } from '../xlsx/formulaReferences.ts';
import type { FileCell, FileChart, FileRow, FileSheet, FileValidation, FileValue, WorkbookFile } from '../xlsx/workbookFile.ts';

export interface BaselineCell {
  readonly column: number;
  /** Without `=`. */
  readonly formula?: string;
  /** A constant; null beside a formula and in an empty cell. */
  readonly value: FileValue;
  readonly format: string;
}
export interface BaselineRow {
  readonly row: number;
  readonly cells: readonly BaselineCell[];
}
export interface BaselineNote {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}
/** What stands beside the cells. */
export interface BaselineExtras {
  readonly notes: readonly BaselineNote[];
  readonly validations: readonly FileValidation[];
  readonly charts: readonly FileChart[];
}
export interface BaselineSheet {
  readonly name: string;
  readonly rows: readonly BaselineRow[];
  /** Absent in records of versions that did not write it. */
  readonly extras?: BaselineExtras;
}
export interface Baseline {
  readonly sheets: readonly BaselineSheet[];
  readonly names: readonly { readonly name: string; readonly formula: string }[];
}

/** The baseline of a workbook that is at hand. */
export function baselineOf(file: WorkbookFile): Baseline {
  const formats = file.styles.map(({ format }) => format);
  const sheets = file.sheets.map((sheet) => ({
    name: sheet.name,
    rows: sheet.rows.map((row) => plainRow(row, formats)),
    extras: extrasOf(sheet),
  }));
  return { sheets, names: visibleNames(file) };
}

/** The author of a note says nothing: programs put their own there. */
function extrasOf({ comments, validations, chartContents = [] }: FileSheet): BaselineExtras {
  return { notes: comments.map(({ row, column, text }) => ({ row, column, text })), validations, charts: chartContents };
}

function visibleNames({ names }: WorkbookFile): Baseline['names'] {
  return names.filter(({ hidden, name }) => !hidden && !name.startsWith('_xlnm.')).map(({ name, formula }) => ({ name, formula }));
}

function plainRow({ row, cells }: FileRow, formats: readonly string[]): BaselineRow {
  return { row, cells: cells.filter(isFilled).map((cell) => plainCell(cell, formats)) };
}

/** Cells that hold something; the others only have a look. */
function isFilled({ value, formula }: FileCell): boolean {
  return formula !== undefined || (value !== null && value !== '');
}

function plainCell({ column, formula, value, styleIndex }: FileCell, formats: readonly string[]): BaselineCell {
  const format = formats[styleIndex] ?? 'General';
  return formula === undefined ? { column, value, format } : { column, formula, value: null, format };
}

/** Neighbouring cells in short: a formula and how often it is copied to the right, or a list of constants. */
type Run = [column: number, format: number, formula: string, count: number] | [column: number, format: number, constants: FileValue[]];

interface Short {
  readonly formats: readonly string[];
  readonly sheets: readonly {
    readonly name: string;
    readonly rows: readonly [row: number, runs: readonly Run[]][];
    readonly extras?: BaselineExtras;
  }[];
  readonly names: Baseline['names'];
}

/** The baseline as a text: `readBaseline(baselineText(file))` is `baselineOf(file)`. */
export function baselineText(file: WorkbookFile): string {
  const formats = [...new Set(file.styles.map(({ format }) => format))];
  const formatOf = file.styles.map(({ format }) => formats.indexOf(format));
  const shortSheet = (sheet: FileSheet) => ({
    name: sheet.name,
    extras: extrasOf(sheet),
    rows: sheet.rows.flatMap(({ row, cells }): [number, readonly Run[]][] => {
      const runs = runsOf(cells, formatOf);
      return runs.length === 0 ? [] : [[row, runs]];
    }),
  });
  const short: Short = { formats, sheets: file.sheets.map(shortSheet), names: visibleNames(file) };
  return JSON.stringify(short);
}

/** Where the run that is being made could go on. */
interface Growing {
  readonly run: Run;
  /** Makes the formula of a column further right; absent for constants. */
  readonly copied?: (distance: number) => string;
  readonly format: number;
  readonly start: number;
  next: number;
}

function runsOf(cells: readonly FileCell[], formatOf: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  let growing: Growing | undefined;
  for (const cell of cells) {
    if (!isFilled(cell)) continue;
    const format = formatOf[cell.styleIndex] ?? 0;
    if (growing !== undefined && growing.next === cell.column && growing.format === format && extend(growing, cell)) {
      growing.next += 1;
    } else {
      growing = start(cell, format);
      runs.push(growing.run);
    }
  }
  return runs;
}

function start({ column, formula, value }: FileCell, format: number): Growing {
  const shared = { format, start: column, next: column + 1 };
  if (formula === undefined) return { ...shared, run: [column, format, [value]] };
  const tokens = formulaTokens(formula);
  return { ...shared, run: [column, format, formula, 1], copied: (distance) => movedTokens(tokens, 0, distance) };
}

function extend({ run, copied, start: from }: Growing, { column, formula, value }: FileCell): boolean {
  if (run.length === 3) {
    if (formula !== undefined) return false;
    run[2].push(value);
    return true;
  }
  if (formula === undefined || copied?.(column - from) !== formula) return false;
  run[3] += 1;
  return true;
}

/** Reads the text of a baseline; undefined when it is none. */
export function readBaseline(text: string): Baseline | undefined {
  try {
    const short = JSON.parse(text) as Short;
    const sheets = short.sheets.map(({ name, rows, extras }) => ({
      name,
      ...(extras === undefined ? {} : { extras: checkedExtras(extras) }),
      rows: rows.map(([row, runs]) => ({ row, cells: runs.flatMap((run) => cellsOf(run, short.formats)) })),
    }));
    return { sheets, names: short.names.map(({ name, formula }) => ({ name, formula })) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Fails with a TypeError where a part is no list. */
function checkedExtras({ notes, validations, charts }: BaselineExtras): BaselineExtras {
  return {
    notes: notes.map(({ row, column, text }) => ({ row, column, text: text.slice() })),
    validations: validations.map((one) => ({ ...one, ranges: one.ranges.slice() })),
    charts: charts.map(({ title, series }) => ({ title: title.slice(), series: series.slice() })),
  };
}

function cellsOf(run: Run, formats: readonly string[]): BaselineCell[] {
  const [column, formatIndex] = run;
  const format = formats[formatIndex] ?? 'General';
  if (run.length === 3) return run[2].map((value, at) => ({ column: column + at, value, format }));
  const tokens = formulaTokens(run[2]);
  return Array.from({ length: run[3] }, (_, at) => ({ column: column + at, formula: movedTokens(tokens, 0, at), value: null, format }));
}
