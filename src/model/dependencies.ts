/**
 * Who reads whom within one period. Enters bound rows; leaves evaluation order and cycles as problems in model words.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Row } from './model.ts';
import { readings } from './walk.ts';

function present(row: Row): Row[] {
  return row.expression === undefined
    ? []
    : readings(row.expression).flatMap((reading) => (reading.present && reading.row.quantity.kind === 'item' ? [reading.row] : []));
}

function name(row: Row): string {
  return [row.quantity.id, ...row.members].join('.');
}

function describeCycle(cycle: readonly Row[]): Diagnostic {
  const path = [...cycle, cycle[0]!].map(name);
  const last = cycle.at(-1)!;
  const labels = cycle.slice(1).map((row, at) => ({ span: row.quantity.written.span, text: `read by ${name(cycle[at]!)}` }));
  return problem(
    'circular-item',
    cycle[0]!.quantity.written.span,
    `${cycle.length === 1 ? `${path[0]} reads itself` : `items depend on each other: ${path.join(' -> ')}`} within one period`,
    {
      labels,
      hint: `let one of them look at the period before, for instance ${cycle[0]!.quantity.id}[-1] in the formula of ${last.quantity.id}, and give it an opening`,
    },
  );
}

/** Rows in an order in which each stands behind what it reads in the same period; a cycle is reported once. */
export function orderRows(rows: readonly Row[]): { order: Row[]; diagnostics: Diagnostic[] } {
  const state = new Map<Row, 'open' | 'done'>();
  const order: Row[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const start of rows) visit(start, state, order, diagnostics);
  return { order, diagnostics };
}

/** Depth first with a stack of its own, so that a chain of 10,000 items needs no deep recursion. */
function visit(start: Row, state: Map<Row, 'open' | 'done'>, order: Row[], diagnostics: Diagnostic[]): void {
  if (state.has(start)) return;
  const stack: { row: Row; next: Row[] }[] = [{ row: start, next: present(start) }];
  state.set(start, 'open');
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const child = top.next.shift();
    if (child === undefined) {
      state.set(top.row, 'done');
      order.push(top.row);
      stack.pop();
    } else if (state.get(child) === 'open') {
      diagnostics.push(describeCycle(stack.slice(stack.findIndex((entry) => entry.row === child)).map((entry) => entry.row)));
    } else if (!state.has(child)) {
      state.set(child, 'open');
      stack.push({ row: child, next: present(child) });
    }
  }
}
