/**
 * Names for errors. Enters evaluated cells, in which an error is NaN; leaves each error where it arises, with the item, the period and the kind.
 * Guarantee: what only passes an error on is not named.
 */
import { rowId } from '../model/find.ts';
import { cellsInOrder, evaluateCell } from '../plan/evaluate.ts';
import { labelsOf } from '../plan/fromModel.ts';
import type { Fault, Value } from '../plan/interpret.ts';
import type { Line, Plan } from '../plan/plan.ts';
import { floats } from './floats.ts';
import type { Cells } from './kernel.ts';

export interface NamedFault {
  /** The item with its members, or the check or tie-out. */
  readonly id: string;
  readonly kind: Line['kind'];
  /** Empty for what has one value. */
  readonly period: string;
  readonly fault: Fault;
}

/** The errors of an evaluation where they arise, in the order of evaluation: `division by zero in margin.pro, 2026-03`. */
export function nameFaults(plan: Plan, cells: Cells): NamedFault[] {
  const found: NamedFault[] = [];
  for (const [line, position] of cellsInOrder(plan)) {
    if (!Number.isNaN(cells[line.slot + position])) continue;
    let isPassedOn = false;
    const cell = (at: number): Value<number> => {
      const value = cells[at] ?? Number.NaN;
      if (!Number.isNaN(value)) return value;
      isPassedOn = true;
      return '#VALUE!';
    };
    const value = evaluateCell(plan, line, position, cell, floats);
    if (isPassedOn) continue;
    const period = line.time === 'scalar' ? '' : position < 0 ? 'the opening' : (labelsOf(line, plan)[position] ?? '');
    const fault = typeof value === 'string' ? value : '#VALUE!';
    found.push({ id: line.row === undefined ? line.id : rowId(line.row), kind: line.kind, period, fault });
  }
  return found;
}
