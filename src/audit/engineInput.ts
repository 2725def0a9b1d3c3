/**
 * What HyperFormula and IronCalc are given of a workbook. Takes a workbook as read from its file; returns its cells,
 * and the formulas that are withheld because they would take too much time and memory.
 * Guarantee: linear in the cells; a withheld formula keeps its stored result, so that formulas that read it can still
 * be checked.
 */
import { columnsMax, rowsMax } from '../grid/address.ts';
import { recalculateSheets } from '../run/recalculateWorkbook.ts';
import type { CellValue } from '../run/run.ts';
import type { WorkbookCell, WorkbookSheet } from '../run/workbookSheets.ts';
import { type FormulaReference, formulaTokens } from '../xlsx/read/formulaReferences.ts';
import type { FileCell, FileSheet, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import type { WorkbookValues } from './recalculation.ts';
import { cellPlace } from './sameFormula.ts';

/** Reasons by place: `Cohorts!M29` reads too many cells. */
export type Withheld = ReadonlyMap<string, string>;

/** The most cells that HyperFormula is given; it stores the empty ones between others too. */
const cellsMost = 30_000_000;

/** The name of a sheet with more cells than HyperFormula can take; undefined if there is none. */
export function findOversizedSheet({ sheets }: WorkbookFile): string | undefined {
  return sheets.find(({ rows }) => {
    const width = rows.reduce((most, { cells }) => Math.max(most, (cells.at(-1)?.column ?? -1) + 1), 0);
    return width * ((rows.at(-1)?.row ?? -1) + 1) > cellsMost;
  })?.name;
}

/** The formulas of a workbook that no engine is given, with the reasons. */
export function withheldFormulas({ sheets }: WorkbookFile): Withheld {
  const found = new Map<string, string>();
  for (const { name: sheet, rows } of sheets)
    for (const { row, cells } of rows)
      for (const { column, formula } of cells) {
        const reason = formula === undefined ? undefined : reasonToWithhold(formula);
        if (reason !== undefined) found.set(cellPlace({ sheet, row, column }), reason);
      }
  return found;
}

/**
 * HyperFormula makes a cell of a few hundred bytes for each empty cell of a range, and IronCalc looks at each. Whole
 * columns and rows cost neither.
 */
const rangeMost = 1_000_000;
/** Only such a text can hold a range of more cells, so that most formulas are not taken apart. */
const mayBeLarge = /:\$?[A-Z]{1,3}\$?\d{2,}/i;

function reasonToWithhold(formula: string): string | undefined {
  if (!mayBeLarge.test(formula)) return undefined;
  const references = formulaTokens(formula).filter((token): token is FormulaReference => typeof token !== 'string');
  const largest = references.reduce((most, reference) => Math.max(most, cellsIn(reference)), 0);
  return largest > rangeMost ? `reads a range of ${largest.toLocaleString('en-US')} cells` : undefined;
}

function cellsIn({ first, last }: FormulaReference): number {
  if (last === undefined || first.row === undefined || first.column === undefined) return 1;
  const rows = Math.abs((last.row ?? rowsMax - 1) - first.row) + 1;
  const columns = Math.abs((last.column ?? columnsMax - 1) - first.column) + 1;
  return rows * columns;
}

/** The cells of a workbook for an engine. */
export function engineSheets({ sheets }: WorkbookFile, withheld: Withheld): readonly WorkbookSheet[] {
  return sheets.map(({ name, rows }) => ({ name, rows: cellsOf(name, rows, withheld) }));
}

function cellsOf(sheet: string, rows: FileSheet['rows'], withheld: Withheld): (WorkbookCell[] | undefined)[] {
  const found: (WorkbookCell[] | undefined)[] = [];
  for (const { row, cells } of rows) {
    const line: WorkbookCell[] = [];
    for (const cell of cells) {
      const isWithheld = withheld.size > 0 && withheld.has(cellPlace({ sheet, row, column: cell.column }));
      line[cell.column] =
        isWithheld || isLink(cell) ? { value: storedIn(cell) } : { formula: cell.formula, value: storedIn(cell) };
    }
    found[row] = line;
  }
  return found;
}

/** A link is a text to read, not a number to compute. */
const isLink = ({ formula }: FileCell): boolean => formula?.startsWith('HYPERLINK(') === true;
const storedIn = ({ value }: FileCell): CellValue => value as CellValue;

/** What HyperFormula computes from the formulas of a file, in this thread and without bounds. */
export function recalculateFile(file: WorkbookFile): WorkbookValues {
  return recalculateSheets(engineSheets(file, withheldFormulas(file)));
}
