/**
 * A whole plan, computed step by step. Input: a plan, a scenario and an arithmetic. Output: a value or an error for
 * every cell. Guarantee: each cell is computed after the cells that it reads.
 */
import type { InputValue, Row } from '../model/model.ts';
import { type Arithmetic, type CellValue, interpret, isCellError, rowAccess, textCode } from './interpret.ts';
import type { Line, Plan } from './plan.ts';

/** The cells with the given values of a scenario; all others are errors. */
export function startingCells<N>(plan: Plan, scenario: number, { of }: Arithmetic<N>): CellValue<N>[] {
  const cells = new Array<CellValue<N>>(plan.size).fill('#VALUE!');
  forEachGivenCell(plan, scenario, (slot, value) => {
    cells[slot] = of(value);
  });
  return cells;
}

/** Hands over everything that is given in a scenario, cell by cell: the calendar, the actuals and the inputs. */
export function forEachGivenCell(plan: Plan, scenario: number, put: (slot: number, value: number) => void): void {
  for (const [slot, value] of plan.fixed) put(slot, value);
  for (const { rows } of plan.model.inputs)
    for (const row of rows) forEachInputCell(plan, row, row.values![scenario]!, put);
}

/** Hands over the value of an input, cell by cell; an option or a member as its number. */
export function forEachInputCell(
  plan: Plan,
  row: Row,
  { constant, series }: Pick<InputValue, 'constant' | 'series'>,
  put: (slot: number, value: number) => void,
): void {
  const { slot } = plan.rowCells.get(row)!;
  if (constant !== undefined) put(slot, typeof constant === 'number' ? constant : textCode(plan, constant));
  series?.forEach((value, at) => {
    if (value !== undefined) put(slot - plan.model.openings + at, value);
  });
}

/** Computes every line into the cells. */
export function evaluatePlan<N>(plan: Plan, cells: CellValue<N>[], numbers: Arithmetic<N>): void {
  const cell = (slot: number): CellValue<N> => cells[slot] ?? '#VALUE!';
  for (const [line, position] of cellsInOrder(plan)) {
    cells[line.slot + position] = evaluateCell(plan, line, position, cell, numbers);
  }
}

/** Every cell of a plan, each after the cells that it reads. */
export function* cellsInOrder({ groups }: Plan): Generator<readonly [line: Line, position: number]> {
  for (const { lines, cells } of groups) {
    if (cells !== undefined) {
      yield* cells;
      continue;
    }
    const from = Math.min(...lines.map((line) => line.from));
    const to = Math.max(...lines.map((line) => line.to));
    for (let position = from; position < to; position += 1)
      for (const line of lines) if (position >= line.from && position < line.to) yield [line, position];
  }
}

/** One cell, from the cells that it reads. */
export function evaluateCell<N>(
  plan: Plan,
  line: Line,
  position: number,
  cell: (slot: number) => CellValue<N>,
  numbers: Arithmetic<N>,
): CellValue<N> {
  const { calculation } = line;
  if (calculation.kind === 'formula')
    return interpret(calculation.expression, position, { ...rowAccess(plan, line), cell }, numbers);
  const [start, end] = [calculation.starts[position]!, calculation.ends[position]!];
  const values = Array.from({ length: end - start + 1 }, (_, at) => cell(calculation.source + start + at));
  if (calculation.rule === 'first' || calculation.rule === 'last')
    return values.at(calculation.rule === 'first' ? 0 : -1)!;
  const sum = values.reduce<CellValue<N>>(
    (total, one) => (isCellError(total) ? total : isCellError(one) ? one : numbers.add(total, one)),
    numbers.of(0),
  );
  return calculation.rule === 'sum' || isCellError(sum) ? sum : numbers.divide(sum, numbers.of(values.length));
}
