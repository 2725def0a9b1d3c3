/**
 * Error values in cells outside the rows of line items, such as a forecast covered by an actual, or a roll-up. Takes
 * the layout and the cells of one scenario; returns each error with the item of its cell, once per row.
 */
import type { Span } from '../diagnostics/span.ts';
import type { GridRow, Origin } from '../grid/grid.ts';
import { findQuantity, rowOf } from '../model/find.ts';
import type { Model, Row } from '../model/model.ts';
import { columns } from '../sheets/layoutContext.ts';
import type { Layout } from '../sheets/model/fromModel.ts';
import { isError } from './recordFromEvaluation.ts';
import type { CellError, CellValue, Evaluation } from './run.ts';

export interface PlacedError {
  /** The item with its members, or the check. */
  readonly name: string;
  readonly span?: Span;
  readonly row?: Row;
  /** Empty for a single value. */
  readonly period: string;
  /** The location if it is not the row of the item: `in the forecast covered by an actual`. */
  readonly where: string;
  readonly error: CellError['error'];
}

/** Errors in forecasts that are covered by actuals, which no formula reads. */
export function forecastErrors(model: Model, layout: Layout, evaluation: Evaluation): PlacedError[] {
  const own = new Set([...layout.positions.values()].map(({ sheet, row }) => `${sheet}\n${row}`));
  const isForecast: Wanted = (origin, sheet, row) => origin?.kind === 'item' && !own.has(`${sheet}\n${row}`);
  return placedErrors(model, layout, evaluation, isForecast).map((found) => ({
    ...found,
    where: 'in the forecast covered by an actual',
  }));
}

/** All items with an error on any sheet, each once. Links and totals over checks only pass errors on. */
export function shownErrors(model: Model, layout: Layout, evaluation: Evaluation): PlacedError[] {
  const found = placedErrors(model, layout, evaluation, (origin) => origin?.kind !== 'link');
  const ofTheFile = found.filter(({ span }) => span !== undefined);
  const byName = new Map((ofTheFile.length > 0 ? ofTheFile : found).reverse().map((one) => [one.name, one]));
  return [...byName.values()].reverse();
}

type Wanted = (origin: Origin | undefined, sheet: string, row: number) => boolean;

function placedErrors(model: Model, layout: Layout, { sheets }: Evaluation, isWanted: Wanted): PlacedError[] {
  return layout.grid.sheets.flatMap(({ name, rows }) =>
    rows.flatMap((row, at): PlacedError[] => {
      const cells = sheets.get(name)?.[at] ?? [];
      const column = cells.findIndex(isError);
      if (column === -1) return [];
      const origin = originAt(row, column);
      if (!isWanted(origin, name, at)) return [];
      const { error } = cells[column] as CellError;
      const where = `on the sheet ${name}`;
      if (origin === undefined) return [{ name: leadText(cells, at), period: '', where, error }];
      return [{ ...named(origin, model), period: periodAt(origin, column, name, model, layout), where, error }];
    }),
  );
}

/** The label of a row that does not belong to an item. */
function leadText([label]: readonly CellValue[], at: number): string {
  return typeof label === 'string' && label.trim() !== '' ? label.trim() : `row ${at + 1}`;
}

function originAt({ segments }: GridRow, column: number): Origin | undefined {
  return segments.find((segment) => segment.column <= column && column < segment.column + segment.count)?.origin;
}

/** The name of the item of a cell, with its place in the file. */
function named({ kind, id, members }: Origin, model: Model): Pick<PlacedError, 'name' | 'span' | 'row'> {
  const name = [id, ...members].join('.');
  if (kind === 'check' || kind === 'tie-out') {
    const written = [...model.checks, ...model.tieOuts].find((one) => one.id === id)?.formula;
    return written === undefined ? { name } : { name, span: written.span };
  }
  const quantity = findQuantity(model, id);
  if (quantity === undefined) return { name };
  const row = rowOf(quantity, members);
  return { name, span: quantity.declaredAt.span, ...(row === undefined ? {} : { row }) };
}

/** The period, such as `2026-03`, or the year or quarter of a report. */
function periodAt(
  { kind }: Origin,
  column: number,
  sheet: string,
  model: Model,
  { years, quarters, firstColumn }: Layout,
): string {
  if (kind === 'tie-out' || column === columns.constant) return '';
  if (kind !== 'rollup') return model.timeline.periods[column - firstColumn]?.label ?? 'the opening';
  const report = [years, quarters].find((one) => one.sheet === sheet);
  return report?.labels[column - columns.openings] ?? '';
}
