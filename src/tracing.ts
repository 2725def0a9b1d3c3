/**
 * A number back to its inputs and sources. Takes a build and an item with a period, or the address of a workbook cell;
 * returns a tree of formulas, values and sources.
 */
import { findQuantity, rowOf } from './model/find.ts';
import type { Model, Row } from './model/model.ts';
import type { Evaluation } from './run/run.ts';
import { columnOf, type ReportPeriod, type Trace, type TraceContext, traceRollup, traceRow } from './run/trace.ts';
import { traceCell as traceWorkbookCell } from './run/traceCell.ts';
import type { Layout } from './sheets/model/fromModel.ts';
import { parseDate, periodPositionOf } from './values/timeline.ts';

/** What a trace reads of a build. */
export interface Traceable {
  readonly model: Model;
  readonly layout: Layout;
  readonly evaluations: ReadonlyMap<string, Evaluation>;
}

/**
 * Traces an item at a period, or at a quarter or year as the reports show it. Undefined when there is no such item or
 * period, or when the item does not add up to that quarter or year.
 */
export function traceItem(
  build: Traceable,
  question: { item: string; members: readonly string[]; period?: string | undefined; scenario: string },
): Trace | undefined {
  const row = findRow(build.model, question.item, question.members);
  const tracing = tracingOf(build, question.scenario);
  if (row === undefined || tracing === undefined) return undefined;
  const { timeline } = build.model;
  if (question.period === 'opening')
    return row.opening === undefined ? undefined : traceRow(row, build.layout.firstColumn - 1, tracing);
  const date = question.period === undefined ? undefined : parseDate(question.period);
  if (date === undefined) {
    const last = timeline.periods.length - 1;
    return question.period === undefined || row.quantity.time === 'scalar'
      ? traceRow(row, columnOf(row, last, build.layout), tracing)
      : undefined;
  }
  const bucket = bucketOf(question.period!, build.layout);
  if (bucket !== undefined) return traceRollup(row, bucket, tracing);
  const position = periodPositionOf(timeline, date.to - 1);
  return position === undefined ? undefined : traceRow(row, columnOf(row, position, build.layout), tracing);
}

function bucketOf(label: string, { years, quarters }: Layout): ReportPeriod | undefined {
  if (years.labels.includes(label)) return { by: 'year', at: years.labels.indexOf(label) };
  return quarters.labels.includes(label) ? { by: 'quarter', at: quarters.labels.indexOf(label) } : undefined;
}

function tracingOf({ model, layout, evaluations }: Traceable, scenario: string): TraceContext | undefined {
  const evaluation = evaluations.get(scenario);
  return evaluation === undefined ? undefined : { model, layout, evaluation, seen: new Set() };
}

/** Traces a workbook cell such as `COGS!H14`. Undefined for a cell that holds no number of the model. */
export function traceCell(build: Traceable, address: string, scenario: string): Trace | undefined {
  const tracing = tracingOf(build, scenario);
  return tracing === undefined ? undefined : traceWorkbookCell(address, tracing);
}

function findRow(model: Model, item: string, members: readonly string[]): Row | undefined {
  const quantity = findQuantity(model, item);
  return quantity === undefined ? undefined : rowOf(quantity, members);
}
