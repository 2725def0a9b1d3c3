/**
 * Which results an engine cannot compute from a file alone, so that they can be called neither right nor stale. Takes a
 * surveyed workbook and what the engine is; returns a reason for each such cell: its own, or the cell that it depends
 * on. Guarantee: linear in the cells and references up to a budget; a workbook that burnsheet wrote has no such cell.
 */

import { formulaTokens } from '../xlsx/read/formulaReferences.ts';
import {
  type AuditedWorkbook,
  eachRowFormula,
  type RowFormula,
  referencedColumns,
  referencedRows,
  referencedSheet,
} from './auditedWorkbook.ts';
import { findCircularReferences } from './circularReferences.ts';
import { formulaWords } from './formulaFacts.ts';
import { cellPlace } from './sameFormula.ts';

/** Reasons by place: `S!B2` calls OFFSET. */
export type Uncomputable = ReadonlyMap<string, string>;

export interface EngineLimits {
  /**
   * Whether it computes a function, named in capitals, as Excel does; absent for an engine with all functions of
   * Excel, which also computes array formulas and reads names and several sheets at once.
   */
  readonly computes?: (functionName: string) => boolean;
  /** Functions, in capitals, whose results it may round to another digit than Excel. */
  readonly roundsDifferently?: ReadonlySet<string>;
}

const changing = new Set(['NOW', 'TODAY', 'RAND', 'RANDBETWEEN', 'RANDARRAY']);
/** What depends on the place, the window or the files of the program that computes. */
const ofTheProgram = new Set(['CELL', 'INFO', 'TABLE', 'WEBSERVICE', 'RTD', 'GETPIVOTDATA', 'CUBEVALUE']);
/** Functions that depend on the day from which dates count. */
const ofDates = new Set([
  'DATE',
  'DATEVALUE',
  'YEAR',
  'MONTH',
  'DAY',
  'EDATE',
  'EOMONTH',
  'YEARFRAC',
  'WEEKDAY',
  'DATEDIF',
  'DAYS360',
]);

/**
 * Every cell that cannot be computed, with its reason. `known` are cells that are known to be such; withheld formulas
 * keep their stored results.
 */
export function uncomputableCells(
  audited: AuditedWorkbook,
  engine: EngineLimits,
  withheld: Uncomputable = new Map(),
  known: Uncomputable = new Map(),
): Uncomputable {
  const found = new Map(known);
  for (const rowFormula of eachRowFormula(audited)) {
    const reason = ownReason(rowFormula, audited, engine);
    for (const column of rowFormula.columns) {
      const isArray =
        engine.computes !== undefined && rowFormula.row.cells.find((cell) => cell.column === column)?.isArray === true;
      const why = reason ?? (isArray ? 'is an array formula' : undefined);
      if (why !== undefined) found.set(placeOf(rowFormula, column), why);
    }
  }
  // A formula that the engine is not given keeps its stored result, which breaks its circle.
  for (const circle of findCircularReferences(audited).circles.filter(
    (cells) => !cells.some((place) => withheld.has(cellPlace(place))),
  ))
    for (const place of circle)
      found.set(cellPlace(place), 'is part of a circular reference, so its result depends on its previous value');
  if (found.size > 0) addDependents(found, audited);
  return found;
}

/** Those of the cells whose own formula calls a function that the engine may round differently, with the reason. */
export function roundedCells(
  audited: AuditedWorkbook,
  engine: EngineLimits,
  places: ReadonlySet<string>,
): Uncomputable {
  const found = new Map<string, string>();
  if (engine.roundsDifferently === undefined || places.size === 0) return found;
  for (const rowFormula of eachRowFormula(audited)) {
    const name = rowFormula.functions.find((one) => engine.roundsDifferently?.has(one));
    if (name === undefined) continue;
    for (const column of rowFormula.columns) {
      const place = placeOf(rowFormula, column);
      if (places.has(place))
        found.set(place, `calls ${name}, which this engine rounds differently from Excel at a half such as 1.005`);
    }
  }
  return found;
}

const placeOf = ({ row }: RowFormula, column: number): string =>
  cellPlace({ sheet: row.sheet.name, row: row.row, column });

function ownReason(rowFormula: RowFormula, { file }: AuditedWorkbook, { computes }: EngineLimits): string | undefined {
  if (!file.calculation.fullPrecision) return 'is rounded to the displayed digits (precision as displayed)';
  const elsewhere = rowFormula.references.find(({ sheet }) => sheet?.includes('[') === true);
  if (elsewhere !== undefined) return `reads another workbook (${elsewhere.sheet})`;
  for (const name of rowFormula.functions) {
    if (changing.has(name)) return `calls ${name}, which is volatile`;
    if (ofTheProgram.has(name)) return `calls ${name}`;
    if (computes?.(name) === false) return `calls ${name}`;
    if (computes !== undefined && file.date1904 && ofDates.has(name)) return `calls ${name} under the 1904 date system`;
  }
  if (computes === undefined) return undefined;
  const several = rowFormula.references.find(({ sheet }) => sheet?.includes(':') === true);
  if (several !== undefined) return `reads several sheets at once (${several.sheet})`;
  const name = definedName(rowFormula.text);
  return name === undefined ? undefined : `reads the name ${name}`;
}

/** A word that is neither a function nor a truth value. */
function definedName(formula: string): string | undefined {
  const words = formulaTokens(formula).flatMap((token): readonly string[] =>
    typeof token === 'string' ? formulaWords(token) : [' '],
  );
  return words.find(
    (word, at) => /^[\p{L}_\\]/u.test(word) && words[at + 1] !== '(' && !/^(?:TRUE|FALSE)$/i.test(word),
  );
}

/** References that are followed in all. */
const budgetMost = 20_000_000;

/** Adds what reads such a cell, directly or through others. */
function addDependents(found: Map<string, string>, audited: AuditedWorkbook): void {
  const rowFormulas = [...eachRowFormula(audited)];
  const places = new Map<RowFormula, Map<number, string>>();
  const placeAt = (rowFormula: RowFormula, column: number): string => {
    const known = places.get(rowFormula) ?? new Map<number, string>();
    places.set(rowFormula, known);
    const place = known.get(column) ?? placeOf(rowFormula, column);
    known.set(column, place);
    return place;
  };
  let budget = budgetMost;
  const marked = marksOf(found, rowFormulas, placeAt);
  for (let isGrowing = true; isGrowing && budget > 0; ) {
    isGrowing = false;
    for (const rowFormula of rowFormulas)
      for (const column of rowFormula.columns) {
        const place = placeAt(rowFormula, column);
        if (found.has(place)) continue;
        const cause = rowFormula.references
          .map((one) => markedIn(one, rowFormula, column, audited, marked))
          .find((one) => one !== undefined);
        budget -= rowFormula.references.length;
        if (cause === undefined) continue;
        found.set(place, `depends on ${rootOf(cause, found)}`);
        mark(marked, rowFormula, column, place);
        isGrowing = true;
      }
  }
}

/** Cells that cannot be computed, by sheet and row, with their columns. */
type Marks = Map<string, Map<number, { column: number; place: string }[]>>;

function marksOf(
  found: Uncomputable,
  rowFormulas: readonly RowFormula[],
  placeAt: (rowFormula: RowFormula, column: number) => string,
): Marks {
  const marks: Marks = new Map();
  for (const rowFormula of rowFormulas)
    for (const column of rowFormula.columns) {
      const place = placeAt(rowFormula, column);
      if (found.has(place)) mark(marks, rowFormula, column, place);
    }
  return marks;
}

function mark(marks: Marks, { row }: RowFormula, column: number, place: string): void {
  const rows = marks.get(row.sheet.name) ?? new Map<number, { column: number; place: string }[]>();
  marks.set(row.sheet.name, rows);
  const cells = rows.get(row.row) ?? [];
  rows.set(row.row, cells);
  cells.push({ column, place });
}

/** The first marked cell that a reference reads. */
function markedIn(
  reference: RowFormula['references'][number],
  rowFormula: RowFormula,
  column: number,
  audited: AuditedWorkbook,
  marks: Marks,
): string | undefined {
  const sheet = referencedSheet(reference, rowFormula, audited);
  const rows = sheet === undefined ? undefined : marks.get(sheet.name);
  if (rows === undefined) return undefined;
  const [top, bottom] = referencedRows(reference);
  const [from, to] = referencedColumns(reference, rowFormula, column);
  const inRow = (row: number) => rows.get(row)?.find((cell) => cell.column >= from && cell.column <= to)?.place;
  if (bottom - top < rows.size) {
    for (let row = top; row <= bottom; row += 1) {
      const place = inRow(row);
      if (place !== undefined) return place;
    }
    return undefined;
  }
  for (const row of rows.keys()) {
    const place = row >= top && row <= bottom ? inRow(row) : undefined;
    if (place !== undefined) return place;
  }
  return undefined;
}

/** The cell with a reason of its own behind one that depends on it. */
function rootOf(place: string, found: Uncomputable): string {
  const reason = found.get(place) ?? '';
  return reason.startsWith('depends on ') ? reason.slice('depends on '.length) : `${place}, which ${reason}`;
}
