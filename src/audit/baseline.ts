/**
 * What a workbook is compared with: the cells as they were written. Takes a workbook as read from its file; returns its
 * formulas, constants and number formats in short, as a text that the workbook itself can carry, and reads that text
 * back. Guarantee: results of formulas are left out, because they follow from the rest.
 */
import { formulaTokens, movedTokens } from '../xlsx/read/formulaReferences.ts';
import type {
  FileCell,
  FileChart,
  FileRow,
  FileSheet,
  FileValidation,
  FileValue,
  WorkbookFile,
} from '../xlsx/read/workbookFile.ts';
import { describeLook, type Look, lookOf } from './colours.ts';

/** A chart as it was written; records of earlier versions say nothing of its axes. */
export type BaselineChart = Omit<FileChart, 'axes'> & Partial<Pick<FileChart, 'axes'>>;

export interface BaselineCell {
  readonly column: number;
  /** Without `=`. */
  readonly formula?: string;
  /** A constant; null beside a formula and in an empty cell. */
  readonly value: FileValue;
  readonly format: string;
  /** Absent in records of versions that did not write it. */
  readonly look?: Look;
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
/** An address outside of the workbook that a cell leads to. */
export interface BaselineLink {
  readonly row: number;
  readonly column: number;
  readonly target: string;
}
/** What stands beside the cells. What a version did not write is absent from its records. */
export interface BaselineExtras {
  readonly notes: readonly BaselineNote[];
  readonly validations: readonly FileValidation[];
  readonly charts: readonly BaselineChart[];
  readonly links?: readonly BaselineLink[];
  readonly columns?: readonly BaselineColumns[];
}
/** Neighbouring columns of one width. */
export type BaselineColumns = readonly [from: number, to: number, width: number];
export interface BaselineSheet {
  readonly name: string;
  readonly rows: readonly BaselineRow[];
  /** Absent in records of versions that did not write it. */
  readonly extras?: BaselineExtras;
}
export interface Baseline {
  readonly sheets: readonly BaselineSheet[];
  readonly names: readonly BaselineName[];
}
export interface BaselineName {
  readonly name: string;
  readonly formula: string;
  /** The sheet in which alone it counts; absent for the whole workbook. */
  readonly sheet?: string;
}

/** The baseline of a workbook that is at hand. */
export function baselineOf(file: WorkbookFile): Baseline {
  const styles = file.styles.map((style) => ({ format: style.format, look: lookOf(style) }));
  const sheets = file.sheets.map((sheet) => ({
    name: sheet.name,
    rows: sheet.rows.map((row) => plainRow(row, styles)),
    extras: extrasOf(sheet),
  }));
  return { sheets, names: namesOf(file) };
}

/** The author of a note says nothing: programs put their own there. */
function extrasOf({ comments, validations, chartContents = [], hyperlinks, columns }: FileSheet): BaselineExtras {
  return {
    notes: comments.map(({ row, column, text }) => ({ row, column, text })),
    validations,
    charts: chartContents,
    links: hyperlinks.flatMap(({ range: { fromRow: row, fromColumn: column }, target }) =>
      target === undefined ? [] : [{ row, column, target }],
    ),
    columns: columns.flatMap(({ from, to, width }): BaselineColumns[] =>
      width === undefined ? [] : [[from, to, width]],
    ),
  };
}

/** Names that programs keep for themselves begin with `_xl`. */
function namesOf({ names }: WorkbookFile): Baseline['names'] {
  return names
    .filter(({ name }) => !name.startsWith('_xl'))
    .map(({ name, formula, sheet }) => ({ name, formula, ...(sheet === undefined ? {} : { sheet }) }));
}

type CellStyle = Required<Pick<BaselineCell, 'format' | 'look'>>;
const usualStyle: CellStyle = { format: 'General', look: lookOf({}) };

function plainRow({ row, cells }: FileRow, styles: readonly CellStyle[]): BaselineRow {
  return { row, cells: cells.filter(isFilled).map((cell) => plainCell(cell, styles)) };
}

/** Cells that hold something; the others only have a look. */
function isFilled({ value, formula }: FileCell): boolean {
  return formula !== undefined || (value !== null && value !== '');
}

function plainCell({ column, formula, value, styleIndex }: FileCell, styles: readonly CellStyle[]): BaselineCell {
  const style = styles[styleIndex] ?? usualStyle;
  return formula === undefined ? { column, value, ...style } : { column, formula, value: null, ...style };
}

/** Neighbouring cells in short: a formula and how often it is copied to the right, or a list of constants. */
type Run =
  | [column: number, format: number, formula: string, count: number]
  | [column: number, format: number, constants: FileValue[]];

interface Short {
  /** A run has a format by its position in this list, and the look beside it. */
  readonly formats: readonly string[];
  readonly looks?: readonly (readonly [text: string, background: string, size: number])[];
  readonly sheets: readonly {
    readonly name: string;
    readonly rows: readonly [row: number, runs: readonly Run[]][];
    readonly extras?: BaselineExtras;
  }[];
  readonly names: Baseline['names'];
}

/** The baseline as a text: `readBaseline(baselineText(file))` is `baselineOf(file)`. */
export function baselineText(file: WorkbookFile): string {
  const { styles, positions: formatOf } = stylesInShort(file);
  const shortSheet = (sheet: FileSheet) => ({
    name: sheet.name,
    extras: extrasOf(sheet),
    rows: sheet.rows.flatMap(({ row, cells }): [number, readonly Run[]][] => {
      const runs = runsOf(cells, formatOf);
      return runs.length === 0 ? [] : [[row, runs]];
    }),
  });
  const short: Short = {
    formats: styles.map(({ format }) => format),
    looks: styles.map(({ look: { text, background, size } }) => [text, background, size] as const),
    sheets: file.sheets.map(shortSheet),
    names: namesOf(file),
  };
  return JSON.stringify(short);
}

/** Each pair of a format and a look once, and the position of the pair of every style. */
function stylesInShort({ styles }: WorkbookFile): {
  readonly styles: readonly CellStyle[];
  readonly positions: readonly number[];
} {
  const all = styles.map((style): CellStyle => ({ format: style.format, look: lookOf(style) }));
  const keys = all.map(({ format, look }) => `${describeLook(look)} ${format}`);
  const kept = [...new Set(keys)];
  return { styles: kept.map((key) => all[keys.indexOf(key)]!), positions: keys.map((key) => kept.indexOf(key)) };
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
      rows: rows.map(([row, runs]) => ({ row, cells: runs.flatMap((run) => cellsOf(run, short)) })),
    }));
    return {
      sheets,
      names: short.names.map(({ name, formula, sheet }) => ({
        name,
        formula,
        ...(sheet === undefined ? {} : { sheet }),
      })),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Fails with a TypeError where a part is no list. */
function checkedExtras({ notes, validations, charts, links, columns }: BaselineExtras): BaselineExtras {
  return {
    ...(links === undefined
      ? {}
      : { links: links.map(({ row, column, target }) => ({ row, column, target: target.slice() })) }),
    ...(columns === undefined ? {} : { columns: columns.map(([from, to, width]) => [from, to, width] as const) }),
    notes: notes.map(({ row, column, text }) => ({ row, column, text: text.slice() })),
    validations: validations.map((one) => ({ ...one, ranges: one.ranges.slice() })),
    charts: charts.map(({ title, series, axes }) => ({
      title: title.slice(),
      series: series.slice(),
      ...(axes === undefined ? {} : { axes: axes.slice() }),
    })),
  };
}

function cellsOf(run: Run, { formats, looks }: Short): BaselineCell[] {
  const [column, styleIndex] = run;
  const [text, background, size] = looks?.[styleIndex] ?? [];
  const look =
    text === undefined || background === undefined || size === undefined ? {} : { look: { text, background, size } };
  const style = { format: formats[styleIndex] ?? 'General', ...look };
  if (run.length === 3) return run[2].map((value, at) => ({ column: column + at, value, ...style }));
  const tokens = formulaTokens(run[2]);
  return Array.from({ length: run[3] }, (_, at) => ({
    column: column + at,
    formula: movedTokens(tokens, 0, at),
    value: null,
    ...style,
  }));
}
