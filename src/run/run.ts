/** The results of evaluating a grid; `fromGrid.ts` makes them. */
import type { CellRange, Grid } from '../grid/grid.ts';

/** A spreadsheet error as Excel spells it. */
export interface CellError {
  readonly error: '#DIV/0!' | '#N/A' | '#NAME?' | '#NUM!' | '#REF!' | '#VALUE!' | '#NULL!';
}
export type CellValue = number | string | boolean | CellError | null;

/** Values of one sheet, row by row; a row may be shorter than the sheet is wide. */
export type SheetValues = readonly (readonly CellValue[])[];

/** All cells of the grid in one scenario, by sheet name. */
export interface Evaluation {
  readonly scenario: string;
  readonly sheets: ReadonlyMap<string, SheetValues>;
}

/** Numbers for adjacent cells of one row. */
export interface StoredNumbers {
  readonly cells: CellRange;
  readonly values: readonly CellValue[];
}

export interface Evaluator {
  /** The values in the scenario with this index, from 0. */
  evaluate(index: number): Evaluation;
  /** Stores numbers in cells and returns the resulting values of the named sheets. */
  store(numbers: readonly StoredNumbers[], sheets: readonly string[]): ReadonlyMap<string, SheetValues>;
  close(): void;
}

export type MakeEvaluator = (grid: Grid) => Evaluator;
