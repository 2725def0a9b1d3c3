/**
 * Shows a formula with its numbers. Takes an expression, a column and the positions of rows; returns the cells that it
 * reads, and the formula as text.
 */

import { withoutTolerance } from '../model/expression/comparison.ts';
import type { Expression, Model, PeriodAttribute, Row, ValueType } from '../model/model.ts';
import type { Position } from '../sheets/layoutContext.ts';
import { columns } from '../sheets/layoutContext.ts';
import { isoDate } from '../values/excelDates.ts';
import { largeScaleOf } from '../values/scales.ts';
import { daySerial } from '../values/timeline.ts';
import { cellAt, isError } from './recordFromEvaluation.ts';
import type { Evaluation } from './run.ts';

/** The rows of a model with their values, on their own sheets or on a report. */
export interface EvaluatedRows {
  readonly model: Model;
  readonly evaluation: Evaluation;
  readonly positions: ReadonlyMap<Row, Position>;
  /** Column of the first period, or of the first year or quarter of a report. */
  readonly firstColumn: number;
}

/** The value of a row at a column. */
export function valueAt(row: Row, column: number, { positions, evaluation }: EvaluatedRows): number | string | null {
  const position = positions.get(row)!;
  const value = cellAt(evaluation, position.sheet, position.row, column);
  if (value === undefined || value === null) return null;
  return isError(value) ? value.error : typeof value === 'boolean' ? Number(value) : value;
}

/** The maximum number of cells listed for one range. */
const cellsMax = 12;

/** The cells that an expression reads in one column; long ranges are cut off. */
export function listCellsRead(
  expression: Expression,
  column: number,
  reading: EvaluatedRows,
): { row: Row; column: number }[] {
  const { model, firstColumn: first } = reading;
  const at = (row: Row, wanted: number) => ({
    row,
    column: row.quantity.time === 'scalar' ? columns.constant : wanted,
  });
  const span = (row: Row, from: number, to: number) =>
    Array.from({ length: Math.min(cellsMax, to - from + 1) }, (_, step) => at(row, from + step));
  switch (expression.kind) {
    case 'read':
      return [at(expression.row, column + expression.lag)];
    case 'readAt':
      return [at(expression.row, first + expression.position)];
    case 'window':
      return span(expression.row, column + expression.from, column + expression.to);
    case 'range':
      return span(
        expression.row,
        first + expression.from,
        first + Math.min(expression.to, model.timeline.periods.length - 1),
      );
    case 'running':
      return span(expression.row, first, column);
    case 'block':
      return expression.rows.map((row) => at(row, column));
    case 'negate':
      return listCellsRead(expression.operand, column, reading);
    case 'binary': {
      const { left, right } = withoutTolerance(expression);
      return [left, right].flatMap((side) => listCellsRead(side, column, reading));
    }
    case 'call':
      return expression.args.flatMap((arg) => listCellsRead(arg, column, reading));
    default:
      return [];
  }
}

const periodOf = (column: number, { firstColumn, model }: EvaluatedRows) =>
  model.timeline.periods[column - firstColumn];

/** The formula of a row at a column with the numbers that it reads. */
export function printWithNumbers(expression: Expression, column: number, reading: EvaluatedRows): string {
  switch (expression.kind) {
    case 'number':
      return shortNumber(expression.value);
    case 'text':
      return expression.text;
    case 'negate':
      return `-${printWithNumbers(expression.operand, column, reading)}`;
    case 'binary': {
      const { left, operator, right } = withoutTolerance(expression);
      return `${wrapped(left, operator, column, reading)} ${operator} ${wrapped(right, operator, column, reading)}`;
    }
    case 'call':
      return `${expression.name}(${expression.args.map((arg) => printWithNumbers(arg, column, reading)).join(', ')})`;
    case 'period':
      return periodWords(expression.attribute, column + expression.lag, reading);
    case 'periodAt':
      return periodWords(expression.attribute, reading.firstColumn + expression.position, reading);
    case 'periodRunning':
    case 'periodRange':
      return `period.${expression.attribute}`;
    default: {
      const values = listCellsRead(expression, column, reading).map((one) =>
        valueWords(valueAt(one.row, one.column, reading), one.row.quantity.type),
      );
      return values.length > 6 ? `${values.slice(0, 5).join(', ')}, …` : values.join(', ');
    }
  }
}

function wrapped(expression: Expression, operator: string, column: number, reading: EvaluatedRows): string {
  const text = printWithNumbers(expression, column, reading);
  const loose = expression.kind === 'binary' && ['*', '/', '^', '-'].includes(operator) && expression.operator !== '^';
  return loose ? `(${text})` : text;
}

function periodWords(attribute: PeriodAttribute, column: number, reading: EvaluatedRows): string {
  const period = periodOf(column, reading);
  if (period === undefined) return `period.${attribute}`;
  const words: Record<PeriodAttribute, number | string> = {
    start: isoDate(daySerial(period.from, 1)),
    end: isoDate(daySerial(period.to, 1) - 1),
    months: period.to - period.from,
    days: daySerial(period.to, 1) - daySerial(period.from, 1),
    year: period.year,
    index: period.index,
    elapsed: period.index * (period.to - period.from),
  };
  return `${words[attribute]}`;
}

function valueWords(value: number | string | null, type: ValueType): string {
  if (typeof value !== 'number') return value ?? 'nothing';
  return type.kind === 'date' ? isoDate(value) : shortNumber(value);
}

/** Seven digits with a suffix for money: `1.25bn`, `0.225`. */
export function shortNumber(value: number): string {
  const scale = largeScaleOf(value);
  if (scale === undefined) return `${Number(value.toPrecision(7))}`;
  return `${Number((value / scale.factor).toPrecision(6))}${scale.suffix}`;
}
