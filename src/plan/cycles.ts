/**
 * Cycles through single periods: `x` reads `y[2026-12]`, and `y` reads `x[-1]`. Input: a plan. Output: one problem in
 * terms of the model.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { lineName, positionName } from './names.ts';
import type { CellCycle, Line, Plan } from './plan.ts';

const shownMost = 6;

/** The first circle among the cells of a plan; more of them mostly are the same from another period on. */
export function cycleProblems(plan: Plan): Diagnostic[] {
  const [circle] = plan.cycles;
  const row = circle?.[0]?.[0].row;
  if (circle === undefined || row === undefined) return [];
  const message = `items depend on each other through single periods: ${pathWords(circle, plan)}`;
  const hint = 'let one of them read earlier periods only, for example with [-1], instead of a fixed period';
  return [problem('circular-item', row.quantity.declaredAt.span, message, { hint })];
}

function pathWords(circle: CellCycle, plan: Plan): string {
  const words = circle.map(([line, position]) => cellWords(line, position, plan));
  const shown = words.length > shownMost ? [...words.slice(0, shownMost - 1), '…'] : words;
  return [...shown, words[0]!].join(' -> ');
}

function cellWords(line: Line, position: number, plan: Plan): string {
  if (line.time === 'scalar') return lineName(line);
  return `${lineName(line)} ${position < 0 ? 'at' : 'in'} ${positionName(line, position, plan)}`;
}
