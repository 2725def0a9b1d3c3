/**
 * Errors by name. Input: evaluated cells, in which an error is NaN. Output: each error where it arises, with the item,
 * the period and the kind. Guarantee: a cell that only passes an error on is not named.
 */
import { cellsInOrder, evaluateCell } from '../plan/evaluate.ts';
import type { CellError, CellValue } from '../plan/interpret.ts';
import { lineName, positionName } from '../plan/names.ts';
import type { Line, Plan } from '../plan/plan.ts';
import { doubleArithmetic } from './doubleArithmetic.ts';
import type { Cells } from './kernel.ts';

export interface NamedError {
  /** The item with its members, or the check or tie-out. */
  readonly id: string;
  readonly kind: Line['kind'];
  /** Empty for what has one value. */
  readonly period: string;
  readonly fault: CellError;
}

/**
 * The errors of an evaluation where they arise, in the order of evaluation: `division by zero in margin.pro, 2026-03`.
 */
export function nameErrors(plan: Plan, cells: Cells): NamedError[] {
  const found: NamedError[] = [];
  for (const [line, position] of cellsInOrder(plan)) {
    if (!Number.isNaN(cells[line.slot + position])) continue;
    let isPassedOn = false;
    const cell = (at: number): CellValue<number> => {
      const value = cells[at] ?? Number.NaN;
      if (!Number.isNaN(value)) return value;
      isPassedOn = true;
      return '#VALUE!';
    };
    const value = evaluateCell(plan, line, position, cell, doubleArithmetic);
    if (isPassedOn) continue;
    const fault = typeof value === 'string' ? value : '#VALUE!';
    found.push({ id: lineName(line), kind: line.kind, period: positionName(line, position, plan), fault });
  }
  return found;
}
