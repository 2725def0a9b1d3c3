/**
 * Who reads whom within one period. Enters bound rows; leaves evaluation order and cycles as problems in model words.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { localName } from './declarations.ts';
import { type RowReference, rowReferences } from './expression/walk.ts';
import { rowId } from './find.ts';
import type { Row } from './model.ts';

function present(row: Row): Row[] {
  return readItems(row, (reference) => reference.isCurrent);
}

function readItems({ expression }: Row, keep: (reference: RowReference) => boolean): Row[] {
  if (expression === undefined) return [];
  return rowReferences(expression).flatMap((reference) =>
    keep(reference) && reference.row.quantity.kind === 'item' ? [reference.row] : [],
  );
}

/** The id of what a row reads, as the file of that row writes it: without the prefix of an included model. */
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
    `${cycle.length === 1 ? `${path[0]} reads itself` : `items depend on each other: ${path.join(' -> ')}`} within one period`,
    {
      labels,
      hint: `let one of them look at the period before, for instance ${nameIn(last, cycle[0]!)}[-1] in the formula of ${nameIn(last, last)}, and give it an opening`,
    },
  );
}

/** Rows in an order in which each stands behind what it reads in the same period; a cycle is reported once. */
export function orderRows(rows: readonly Row[]): { order: Row[]; diagnostics: Diagnostic[] } {
  const state = new Map<Row, 'open' | 'done'>();
  const order: Row[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const start of rows)
    visit(start, { next: present, onLoop: (loop) => diagnostics.push(describeCycle(loop)) }, state, order);
  return { order, diagnostics };
}

/**
 * Rows in an order in which each stands behind what it reads in any period, except where a loop leads back through an
 * earlier period.
 */
export function orderByReferences(rows: readonly Row[]): Row[] {
  const order: Row[] = [];
  const state = new Map<Row, 'open' | 'done'>();
  for (const start of rows)
    visit(start, { next: (row) => readItems(row, () => true), onLoop: () => undefined }, state, order);
  return order;
}

interface Visiting {
  readonly next: (row: Row) => Row[];
  readonly onLoop: (loop: readonly Row[]) => void;
}

/** Depth first with a stack of its own, so that a chain of 10,000 items needs no deep recursion. */
function visit(start: Row, { next, onLoop }: Visiting, state: Map<Row, 'open' | 'done'>, order: Row[]): void {
  if (state.has(start)) return;
  const stack: { row: Row; next: Row[] }[] = [{ row: start, next: next(start) }];
  state.set(start, 'open');
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const child = top.next.shift();
    if (child === undefined) {
      state.set(top.row, 'done');
      order.push(top.row);
      stack.pop();
    } else if (state.get(child) === 'open') {
      onLoop(stack.slice(stack.findIndex((entry) => entry.row === child)).map((entry) => entry.row));
    } else if (!state.has(child)) {
      state.set(child, 'open');
      stack.push({ row: child, next: next(child) });
    }
  }
}
