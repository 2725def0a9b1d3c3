/**
 * What HyperFormula is given of a workbook. Enters a workbook as read from its file; leaves its cells for the engine,
 * and the formulas that it is not given because they would take more time and memory than any result is worth.
 * Guarantee: linear in the cells; a formula that is withheld keeps its stored result, so that others can still be
 * judged by it.
 */
import { columnsMax, rowsMax } from '../grid/address.ts';
import { recalculateSheets, type WorkbookCell, type WorkbookSheet } from '../run/fromWorkbook.ts';
import type { CellValue } from '../run/run.ts';
import { type FormulaReference, formulaTokens } from '../xlsx/read/formulaReferences.ts';
import type { FileCell, FileSheet, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import type { Values } from './recalculation.ts';
import { cellPlace } from './sameFormula.ts';

/** Reasons by place: `Cohorts!M29` reads too many cells. */
export type Withheld = ReadonlyMap<string, string>;

/** Cells that HyperFormula is given at most; it keeps the empty ones between others too. */
const cellsMost = 30_000_000;

/** A sheet that reaches too far to be computed anew by HyperFormula; undefined when none does. */
export function farSheet({ sheets }: WorkbookFile): string | undefined {
  return sheets.find(({ rows }) => {
    const width = rows.reduce((most, { cells }) => Math.max(most, (cells.at(-1)?.column ?? -1) + 1), 0);
    return width * ((rows.at(-1)?.row ?? -1) + 1) > cellsMost;
  })?.name;
}

/** The formulas of a workbook that HyperFormula is not given. */
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
 * HyperFormula makes a cell of its own for each empty cell of a range: a few hundred bytes. Whole columns and rows it
 * knows.
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

/** The cells of a workbook for HyperFormula. */
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

/** What HyperFormula computes from the formulas of a file alone, in this thread and without bounds. */
export function recalculateFile(file: WorkbookFile): Values {
  return recalculateSheets(engineSheets(file, withheldFormulas(file)));
}
