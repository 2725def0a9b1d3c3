/** The names of lines and positions of a plan, in terms of the model. */
import { rowId } from '../model/find.ts';
import type { Row } from '../model/model.ts';
import type { Axis, Line, Plan } from './plan.ts';

/** The item with its members, or the check, tie-out or question. */
export function lineName({ id, row }: { readonly id: string; readonly row?: Row }): string {
  return row === undefined ? id : rowId(row);
}

/** `2026-03`, `2027-Q1`, `2027`, `the opening`; empty for what has one value. */
export function positionName({ axis, time }: Pick<Line, 'axis' | 'time'>, position: number, plan: Plan): string {
  if (time === 'scalar') return '';
  return position < 0 ? 'the opening' : (labelsOf(axis, plan)[position] ?? '');
}

function labelsOf(axis: Axis, plan: Plan): readonly string[] {
  const labels: Readonly<Record<Axis, readonly string[]>> = {
    periods: plan.model.timeline.periods.map(({ label }) => label),
    years: plan.yearLabels,
    quarters: plan.quarterLabels,
  };
  return labels[axis];
}
