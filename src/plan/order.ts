/**
 * The order of lines. Input: lines with what they read. Output: groups, each after everything that it reads outside
 * itself. Lines that read each other through earlier periods form one group, which is computed period by period.
 */
import { rowReferences } from '../model/expression/walk.ts';
import type { Expression, Row } from '../model/model.ts';
import { searchDepthFirst } from '../values/depthFirst.ts';
import type { CellCycle, Line, LineGroup } from './plan.ts';

/** A line with the lines that it reads. */
export interface LineWithReads {
  readonly line: Line;
  readonly reads: readonly Line[];
}

const known = new WeakMap<Line, ReturnType<typeof rowReferences>>();

/** The rows that the formula of a line reads, found once. */
export function lineReferences(line: Line): ReturnType<typeof rowReferences> {
  if (line.calculation.kind !== 'formula') return [];
  let found = known.get(line);
  if (found === undefined) {
    found = rowReferences(line.calculation.expression);
    known.set(line, found);
  }
  return found;
}

/**
 * The lines in groups. A group holds at most `most` lines, unless they read each other; from half of that on, only what
 * belongs together.
 */
export function groupLines(
  linked: readonly LineWithReads[],
  linesOf: (row: Row) => readonly Line[],
  most: number,
): { groups: LineGroup[]; cycles: CellCycle[] } {
  const readsOf = new Map(linked.map(({ line, reads }) => [line, reads]));
  const components = componentsOf(
    linked.map(({ line }) => line),
    readsOf,
  );
  const cycles: CellCycle[] = [];
  const groups: LineGroup[] = [];
  for (const bundle of scheduled(components, readsOf, linesOf, most)) {
    const group = orderGroup(bundle, readsOf, linesOf);
    groups.push(group.group);
    cycles.push(...group.cycles);
  }
  return { groups, cycles };
}

/** Tarjan's algorithm with an explicit stack: sets of lines that read each other, each after those it reads. */
function componentsOf(lines: readonly Line[], readsOf: ReadonlyMap<Line, readonly Line[]>): Line[][] {
  const index = new Map<Line, number>();
  const low = new Map<Line, number>();
  const open: Line[] = [];
  const isOpen = new Set<Line>();
  const components: Line[][] = [];
  const enter = (line: Line) => {
    index.set(line, index.size);
    low.set(line, index.get(line)!);
    open.push(line);
    isOpen.add(line);
    return { line, reads: readsOf.get(line) ?? [], next: 0 };
  };
  for (const start of lines) {
    if (index.has(start)) continue;
    const stack = [enter(start)];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const child = top.reads[top.next++];
      if (child !== undefined) {
        if (!index.has(child)) stack.push(enter(child));
        else if (isOpen.has(child)) low.set(top.line, Math.min(low.get(top.line)!, index.get(child)!));
        continue;
      }
      stack.pop();
      const parent = stack.at(-1);
      if (parent !== undefined) low.set(parent.line, Math.min(low.get(parent.line)!, low.get(top.line)!));
      if (low.get(top.line) === index.get(top.line)) components.push(closeComponent(top.line, open, isOpen));
    }
  }
  return components;
}

function closeComponent(root: Line, open: Line[], isOpen: Set<Line>): Line[] {
  const component: Line[] = [];
  for (;;) {
    const line = open.pop()!;
    isOpen.delete(line);
    component.push(line);
    if (line === root) return component;
  }
}

/** Lines that can be computed side by side have one axis and one kind of positions. */
const shapeOf = ({ axis, time, kind }: Line): string => `${axis} ${time} ${kind === 'opening' ? 'opening' : ''}`;

/**
 * Kahn's algorithm, which stays with one shape as long as it can, and goes on with what has just become ready: lines
 * stand next to what they read.
 */
function scheduled(
  components: readonly Line[][],
  readsOf: ReadonlyMap<Line, readonly Line[]>,
  linesOf: (row: Row) => readonly Line[],
  most: number,
): Line[][] {
  const componentOf = new Map(
    components.flatMap((component) => component.map((line): [Line, Line[]] => [line, component])),
  );
  const waiting = new Map<Line[], number>();
  const readers = new Map<Line[], Set<Line[]>>();
  for (const component of components) {
    const needs = new Set(component.flatMap((line) => (readsOf.get(line) ?? []).map((read) => componentOf.get(read)!)));
    needs.delete(component);
    waiting.set(component, needs.size);
    for (const need of needs) readers.set(need, (readers.get(need) ?? new Set()).add(component));
  }
  const ready = new Map<string, Line[][]>();
  const release = (component: Line[]): void => {
    const shape = shapeOf(component[0]!);
    const queue = ready.get(shape);
    if (queue === undefined) ready.set(shape, [component]);
    else queue.push(component);
  };
  // The last one of a queue is the next.
  for (const component of [...components].reverse()) if (waiting.get(component) === 0) release(component);
  const bundles: Line[][] = [];
  for (;;) {
    const [shape, queue] = [...ready].find(([, components]) => components.length > 0) ?? [];
    if (shape === undefined || queue === undefined) return bundles;
    const done = (component: Line[]): Line[][] => freed(component, waiting, readers);
    for (const bundle of bundlesOf(queue, done, shape, release, readsOf, linesOf, most)) bundles.push(bundle);
    ready.delete(shape);
  }
}

/** Components that nothing waits for any more, now that one is done. */
function freed(
  component: Line[],
  waiting: Map<Line[], number>,
  readers: ReadonlyMap<Line[], ReadonlySet<Line[]>>,
): Line[][] {
  return [...(readers.get(component) ?? [])].filter((reader) => {
    waiting.set(reader, waiting.get(reader)! - 1);
    return waiting.get(reader) === 0;
  });
}

/** Everything of one shape that can be computed now, in groups; what else becomes ready is released. */
function bundlesOf(
  queue: Line[][],
  done: (component: Line[]) => Line[][],
  shape: string,
  release: (component: Line[]) => void,
  readsOf: ReadonlyMap<Line, readonly Line[]>,
  linesOf: (row: Row) => readonly Line[],
  most: number,
): Line[][] {
  const bundles: Line[][] = [];
  let bundle: Line[] = [];
  let isInside = new Set<Line>();
  const close = (): void => {
    if (bundle.length > 0) bundles.push(bundle);
    bundle = [];
    isInside = new Set();
  };
  for (let component = queue.pop(); component !== undefined; component = queue.pop()) {
    const readsFixed = component.some((line) => fixedReads(line, linesOf).some((read) => isInside.has(read)));
    const isApart = !component.some((line) => (readsOf.get(line) ?? []).some((read) => isInside.has(read)));
    if (readsFixed || bundle.length + component.length > most || (isApart && bundle.length >= most / 2)) close();
    for (const line of component) {
      bundle.push(line);
      isInside.add(line);
    }
    for (const next of done(component).reverse())
      if (shapeOf(next[0]!) === shape) queue.push(next);
      else release(next);
  }
  close();
  return bundles;
}

/** The lines that a line reads at periods that do not move along, such as `x[2026-03]`. */
function fixedReads(line: Line, linesOf: (row: Row) => readonly Line[]): Line[] {
  return lineReferences(line).flatMap((reading) => (reading.moves ? [] : linesOf(reading.row)));
}

/**
 * Lines of one group in the order in which they read each other within a period; cell by cell where periods do not move
 * along.
 */
function orderGroup(
  lines: readonly Line[],
  readsOf: ReadonlyMap<Line, readonly Line[]>,
  linesOf: (row: Row) => readonly Line[],
): { group: LineGroup; cycles: CellCycle[] } {
  const inside = new Set(lines);
  const isScattered = lines.some((line) => fixedReads(line, linesOf).some((read) => inside.has(read)));
  if (isScattered) return orderCells(lines, linesOf);
  const present = new Map(
    lines.map((line) => [line, presentReads(line, linesOf).filter((read) => inside.has(read) && read !== line)]),
  );
  const order = componentsOf(lines, present).flat();
  return { group: { lines: order }, cycles: selfReads(order, present, readsOf) };
}

/** The lines that a line reads in the same period. */
function presentReads(line: Line, linesOf: (row: Row) => readonly Line[]): Line[] {
  const isOpening = line.kind === 'opening';
  return lineReferences(line).flatMap(({ row, isCurrent }) =>
    isCurrent ? linesOf(row).filter((read) => (read.kind === 'opening') === isOpening || read.time === 'scalar') : [],
  );
}

/** The model refuses items that read each other within a period, so only a line that reads itself could be left. */
function selfReads(
  order: readonly Line[],
  present: ReadonlyMap<Line, readonly Line[]>,
  readsOf: ReadonlyMap<Line, readonly Line[]>,
): CellCycle[] {
  return order.flatMap((line) =>
    (present.get(line) ?? []).includes(line) && (readsOf.get(line) ?? []).includes(line)
      ? Array.from({ length: line.to - line.from }, (_, at): CellCycle => [[line, line.from + at]])
      : [],
  );
}

/** Cell by cell, depth first; cells that depend on themselves form a cycle. */
function orderCells(
  lines: readonly Line[],
  linesOf: (row: Row) => readonly Line[],
): { group: LineGroup; cycles: CellCycle[] } {
  const inside = new Set(lines);
  type Cell = readonly [line: Line, position: number];
  const cells: Cell[] = [];
  const cycles: CellCycle[] = [];
  const state = new Map<number, 'open' | 'done'>();
  const search = {
    key: ([line, position]: Cell) => line.slot + position,
    next: ([line, position]: Cell) =>
      cellsRead(line, position, linesOf)
        .filter(([read, at]) => inside.has(read) && at >= read.from && at < read.to)
        .reverse(),
    onDone: (cell: Cell) => cells.push(cell),
    onCycle: (cycle: CellCycle) => cycles.push(cycle),
  };
  for (const line of lines)
    for (let position = line.from; position < line.to; position += 1) searchDepthFirst([line, position], state, search);
  return { group: { lines, cells }, cycles };
}

function cellsRead({ calculation }: Line, position: number, linesOf: (row: Row) => readonly Line[]): [Line, number][] {
  if (calculation.kind !== 'formula') return [];
  return cellPositions(calculation.expression, position).flatMap(([row, at]) =>
    linesOf(row).map((line): [Line, number] => [line, line.time === 'scalar' ? 0 : at]),
  );
}

const span = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);

/** Every row that an expression reads at one position, with the positions that it is read at. */
function cellPositions(expression: Expression, position: number): [Row, number][] {
  switch (expression.kind) {
    case 'read':
      return [[expression.row, position + expression.lag]];
    case 'readAt':
      return [[expression.row, expression.position]];
    case 'window':
      return span(position + expression.from, position + expression.to).map((at) => [expression.row, at]);
    case 'range':
      return span(expression.from, expression.to).map((at) => [expression.row, at]);
    case 'running':
      return span(0, position).map((at) => [expression.row, at]);
    case 'block':
      return expression.rows.map((row) => [row, position]);
    case 'negate':
      return cellPositions(expression.operand, position);
    case 'binary':
      return [...cellPositions(expression.left, position), ...cellPositions(expression.right, position)];
    case 'call':
      return expression.args.flatMap((argument) => cellPositions(argument, position));
    default:
      return [];
  }
}
