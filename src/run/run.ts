/** Numbers: what an evaluation gives. Enters a Grid; `fromGrid.ts` fills this. */
import type { CellRange, Grid } from '../grid/grid.ts';

/** A spreadsheet error as Excel spells it. */
export interface CellError {
  readonly error: '#DIV/0!' | '#N/A' | '#NAME?' | '#NUM!' | '#REF!' | '#VALUE!' | '#NULL!';
}
export type CellValue = number | string | boolean | CellError | null;

/** Values of one sheet, row by row; a row may be shorter than the sheet is wide. */
export type SheetValues = readonly (readonly CellValue[])[];

/** Every cell of the grid under one scenario, by sheet name. */
export interface Evaluation {
  readonly scenario: string;
  readonly sheets: ReadonlyMap<string, SheetValues>;
}

/** Numbers for neighbouring cells of one row. */
export interface StoredNumbers {
  readonly cells: CellRange;
  readonly values: readonly CellValue[];
}

export interface Evaluator {
  /** Values with scenario number `index` (from 0) in force. */
  evaluate(index: number): Evaluation;
  /** Puts numbers into cells and gives the values that the named sheets then have. */
  store(numbers: readonly StoredNumbers[], sheets: readonly string[]): ReadonlyMap<string, SheetValues>;
  close(): void;
}

export type MakeEvaluator = (grid: Grid) => Evaluator;
