/** The order of calculation. Input: bound rows. Output: rows in order, and a problem for every circular reference. */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { searchDepthFirst } from '../values/depthFirst.ts';
import { type RowReference, rowReferences } from './expression/walk.ts';
import { rowId } from './find.ts';
import type { Row } from './model.ts';
import { localName } from './registry.ts';

/** The items that a row reads in the same period. */
function rowsReadNow(row: Row): Row[] {
  return itemsRead(row, (reference) => reference.isCurrent);
}

function itemsRead({ expression }: Row, keep: (reference: RowReference) => boolean): Row[] {
  if (expression === undefined) return [];
  return rowReferences(expression).flatMap((reference) =>
    keep(reference) && reference.row.quantity.kind === 'item' ? [reference.row] : [],
  );
}

/** The id of a row as the file of another writes it: without the prefix of an included model. */
function nameIn({ quantity: { id, declaredAt } }: Row, read: Row): string {
  return localName(read.quantity.id, id.slice(0, id.length - declaredAt.text.length));
}

function describeCycle(cycle: readonly Row[]): Diagnostic {
  const path = [...cycle, cycle[0]!].map(rowId);
  const last = cycle.at(-1)!;
  const labels = cycle
    .slice(1)
    .map((row, at) => ({ span: row.quantity.declaredAt.span, text: `read by ${rowId(cycle[at]!)}` }));
  return problem(
    'circular-item',
    cycle[0]!.quantity.declaredAt.span,
    cycle.length === 1
      ? `${path[0]} reads itself within one period`
      : `items depend on each other within one period: ${path.join(' -> ')}`,
    {
      labels,
      hint:
        `use the previous period in one of them, for example ${nameIn(last, cycle[0]!)}[-1] in the formula of ` +
        `${nameIn(last, last)}, and give it an opening`,
    },
  );
}

/** Rows so that each comes after the rows it reads in the same period; every cycle is reported once. */
export function orderRows(rows: readonly Row[]): { order: Row[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const order = orderBy(rows, rowsReadNow, (cycle) => diagnostics.push(describeCycle(cycle)));
  return { order, diagnostics };
}

/**
 * Rows so that each comes after the rows it reads in any period, except where a cycle leads through earlier periods.
 */
export function orderByReferences(rows: readonly Row[]): Row[] {
  return orderBy(rows, (row) => itemsRead(row, () => true));
}

function orderBy(
  rows: readonly Row[],
  next: (row: Row) => Row[],
  onCycle: (cycle: readonly Row[]) => void = () => undefined,
): Row[] {
  const order: Row[] = [];
  const state = new Map<Row, 'open' | 'done'>();
  const search = { key: (row: Row) => row, next, onDone: (row: Row) => order.push(row), onCycle };
  for (const start of rows) searchDepthFirst(start, state, search);
  return order;
}
