/**
 * What is computed and in which order, independent of an engine: the lines of a model, the cells that each fills, and
 * groups of lines that are computed together. Cells are slots of one array. Guarantee: a cell comes after everything it
 * reads; if that is impossible because cells read each other, `cycles` lists them.
 */
import type { Check, Expression, Model, PeriodAttribute, Row } from '../model/model.ts';

/** Where the cells of a row are: that of the first period, or the only one. */
export interface RowCells {
  readonly slot: number;
  readonly time: 'scalar' | 'series';
}

/** The positions of a line: periods of the timeline, or years or quarters of a report. */
export type Axis = 'periods' | 'years' | 'quarters';

export type Calculation =
  | { readonly kind: 'formula'; readonly expression: Expression }
  /** Year or quarter number k covers the periods from `starts[k]` to `ends[k]`, that one included. */
  | {
      readonly kind: 'rollup';
      readonly rule: 'sum' | 'last' | 'first' | 'average';
      readonly source: number;
      readonly starts: readonly number[];
      readonly ends: readonly number[];
    };

/**
 * What a line is of: an item, its opening, its year or quarter, or a check or tie-out with what it compares and whether
 * it holds.
 */
export type LineKind = 'item' | 'opening' | 'year' | 'quarter' | 'check' | 'check-holds' | 'tie-out' | 'probe';

/**
 * Cells that one calculation fills: those of the positions from `from` to `to`, not including it. Position 0 has the
 * cell `slot`.
 */
export interface Line {
  readonly kind: LineKind;
  readonly id: string;
  readonly row?: Row;
  readonly check?: Check;
  readonly axis: Axis;
  readonly time: 'scalar' | 'series';
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  readonly calculation: Calculation;
}

/** Lines of one axis that are computed together, position by position, each line in its turn. */
export interface LineGroup {
  readonly lines: readonly Line[];
  /** The order of single cells, if lines read one another at fixed periods. */
  readonly cells?: readonly (readonly [line: Line, position: number])[];
}

/** Cells each of which reads the next, and the last the first. */
export type CellCycle = readonly (readonly [line: Line, position: number])[];

/** The lines of what is asked for one run. */
export interface ProbeLines {
  readonly value: Line;
  /** Of a comparison: left minus right, and 1 where both are equal but for rounding, if that is possible. */
  readonly difference?: Line;
  readonly equal?: Line;
}

export interface Plan {
  readonly model: Model;
  /** How many cells there are. */
  readonly size: number;
  readonly groups: readonly LineGroup[];
  /** What each line reads. */
  readonly reads: ReadonlyMap<Line, readonly (Line | Row)[]>;
  readonly rowCells: ReadonlyMap<Row, RowCells>;
  readonly years: ReadonlyMap<Row, number>;
  readonly quarters: ReadonlyMap<Row, number>;
  readonly checks: ReadonlyMap<Check, { readonly compared: Line; readonly holds: Line }>;
  readonly tieOuts: ReadonlyMap<string, Line>;
  readonly probes: ReadonlyMap<string, ProbeLines>;
  /** The cell of an attribute of the calendar at position 0. */
  readonly calendar: ReadonlyMap<PeriodAttribute, number>;
  /** Options and members as numbers. */
  readonly texts: ReadonlyMap<string, number>;
  /** Cells that hold what is given: actuals and the calendar. */
  readonly fixed: readonly (readonly [slot: number, value: number])[];
  readonly yearLabels: readonly string[];
  readonly quarterLabels: readonly string[];
  /** Cells that read each other in a circle: such a model is refused. */
  readonly cycles: readonly CellCycle[];
}
