/**
 * Cells that depend on themselves. Takes an analysed workbook; returns each circular reference with all of its cells.
 * Guarantee: cells are followed one by one, so that a circle across columns is found too; the work is bounded, and
 * references that were not followed are counted.
 */
import {
  type AuditedWorkbook,
  eachRowFormula,
  type RowFormula,
  referencedColumns,
  referencedRows,
  referencedSheet,
} from './auditedWorkbook.ts';
import type { CellPosition } from './sameFormula.ts';

export interface CircularReferences {
  /** Each in the order of its sheet, rows and columns. */
  readonly circles: readonly (readonly CellPosition[])[];
  /** The number of row formulas that were examined. */
  readonly rowFormulas: number;
  /** The number of references that were not followed because there are too many. */
  readonly unfollowed: number;
}

/** Which node reads which, by position: `from[i]` reads `to[i]`. */
interface Edges {
  readonly from: number[];
  readonly to: number[];
}

/**
 * Beyond these, ranges of many rows and cells are not followed, so that the work stays in proportion to the workbook.
 */
const edgesMost = 1_000_000;
const cellEdgesMost = 4_000_000;
const rowsAlways = 64;

/** Every circle of a workbook. */
export function findCircularReferences(audited: AuditedWorkbook): CircularReferences {
  const rowFormulas = [...eachRowFormula(audited)];
  const { edges, unfollowed } = edgesOfRows(rowFormulas, audited);
  const suspects = withinCircles(rowFormulas.length, edges).map((at) => rowFormulas[at]!);
  const cells = circlesOfCells(suspects, audited);
  return { circles: cells.circles, rowFormulas: rowFormulas.length, unfollowed: unfollowed + cells.unfollowed };
}

/** Rows of formulas that read each other, whatever the columns: a circle can only be among these. */
function edgesOfRows(
  rowFormulas: readonly RowFormula[],
  audited: AuditedWorkbook,
): { readonly edges: Edges; readonly unfollowed: number } {
  const places = new Map(rowFormulas.map((rowFormula, at) => [rowFormula, at] as const));
  const edges: Edges = { from: [], to: [] };
  let unfollowed = 0;
  rowFormulas.forEach((rowFormula, at) => {
    for (const reference of rowFormula.references) {
      const sheet = referencedSheet(reference, rowFormula, audited);
      if (sheet === undefined) continue;
      const [top, bottom] = referencedRows(reference);
      const last = Math.min(bottom, sheet.rows.at(-1)?.row ?? 0);
      if (last - top > rowsAlways && edges.to.length + last - top > edgesMost) {
        unfollowed += 1;
        continue;
      }
      for (let row = top; row <= last; row += 1)
        for (const target of sheet.rowAt.get(row)?.rowFormulas ?? []) {
          edges.from.push(at);
          edges.to.push(places.get(target)!);
        }
    }
  });
  return { edges, unfollowed };
}

/** The cells of some rows, by number. */
class Cells {
  readonly #starts = new Map<RowFormula, number>();
  readonly #runs: readonly RowFormula[];
  readonly count: number;

  constructor(rowFormulas: readonly RowFormula[]) {
    this.#runs = rowFormulas;
    let count = 0;
    for (const rowFormula of rowFormulas) {
      this.#starts.set(rowFormula, count);
      count += rowFormula.columns.length;
    }
    this.count = count;
  }

  /** The numbers of the cells of a row between two columns. */
  *between(rowFormula: RowFormula, from: number, to: number): Generator<number> {
    const start = this.#starts.get(rowFormula);
    if (start === undefined) return;
    const { columns } = rowFormula;
    for (let at = firstFrom(columns, from); at < columns.length && columns[at]! <= to; at += 1) yield start + at;
  }

  /** The places of all cells. */
  places(): CellPosition[] {
    return this.#runs.flatMap(({ row, columns }) =>
      columns.map((column) => ({ sheet: row.sheet.name, row: row.row, column })),
    );
  }
}

function firstFrom(columns: readonly number[], from: number): number {
  let [low, high] = [0, columns.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (columns[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function circlesOfCells(
  rowFormulas: readonly RowFormula[],
  audited: AuditedWorkbook,
): Pick<CircularReferences, 'circles' | 'unfollowed'> {
  const cells = new Cells(rowFormulas);
  const edges: Edges = { from: [], to: [] };
  let [at, unfollowed] = [0, 0];
  for (const rowFormula of rowFormulas)
    for (const column of rowFormula.columns) {
      for (const reference of rowFormula.references) {
        if (edges.to.length > cellEdgesMost) unfollowed += 1;
        else addReads(reference, rowFormula, column, at, { cells, edges, audited });
      }
      at += 1;
    }
  const places = cells.places();
  return { circles: components(cells.count, edges).map((circle) => circle.map((one) => places[one]!)), unfollowed };
}

interface Graph {
  readonly cells: Cells;
  readonly edges: Edges;
  readonly audited: AuditedWorkbook;
}

function addReads(
  reference: RowFormula['references'][number],
  rowFormula: RowFormula,
  column: number,
  reader: number,
  { cells, edges, audited }: Graph,
): void {
  const sheet = referencedSheet(reference, rowFormula, audited);
  if (sheet === undefined) return;
  const [from, to] = referencedColumns(reference, rowFormula, column);
  const [top, bottom] = referencedRows(reference);
  const last = Math.min(bottom, sheet.rows.at(-1)?.row ?? 0);
  for (let row = top; row <= last && edges.to.length <= cellEdgesMost; row += 1)
    for (const target of sheet.rowAt.get(row)?.rowFormulas ?? [])
      for (const read of cells.between(target, from, to)) {
        edges.from.push(reader);
        edges.to.push(read);
      }
}

/** Edges by the node that they begin at: those of `node` lie from `starts[node]` to `starts[node + 1]`. */
function outgoing(size: number, { from, to }: Edges): { readonly starts: Int32Array; readonly targets: Int32Array } {
  const starts = new Int32Array(size + 1);
  for (const node of from) starts[node + 1]! += 1;
  for (let at = 0; at < size; at += 1) starts[at + 1]! += starts[at]!;
  const targets = new Int32Array(to.length);
  const next = starts.slice();
  for (let edge = 0; edge < from.length; edge += 1) targets[next[from[edge]!]!++] = to[edge]!;
  return { starts, targets };
}

/** Nodes that lead to each other, after Tarjan and without recursion; a node alone counts if it leads to itself. */
function components(size: number, edges: Edges): number[][] {
  const { starts, targets } = outgoing(size, edges);
  const [index, low] = [new Int32Array(size).fill(-1), new Int32Array(size)];
  const [isOpen, next] = [new Uint8Array(size), starts.slice(0, size)];
  const [path, open, found]: [number[], number[], number[][]] = [[], [], []];
  let count = 0;
  const enter = (node: number): void => {
    index[node] = low[node] = count;
    count += 1;
    path.push(node);
    open.push(node);
    isOpen[node] = 1;
  };
  const leave = (node: number): void => {
    path.pop();
    const before = path.at(-1);
    if (before !== undefined) low[before] = Math.min(low[before]!, low[node]!);
    if (low[node] !== index[node]) return;
    const members = open.splice(open.lastIndexOf(node));
    for (const one of members) isOpen[one] = 0;
    const readsItself = targets.subarray(starts[node]!, starts[node + 1]!).includes(node);
    if (members.length > 1 || readsItself) found.push(members.sort((left, right) => left - right));
  };
  for (let root = 0; root < size; root += 1) {
    if (index[root] !== -1) continue;
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      if (next[node]! >= starts[node + 1]!) leave(node);
      else {
        const target = targets[next[node]!++]!;
        if (index[target] === -1) enter(target);
        else if (isOpen[target] === 1) low[node] = Math.min(low[node]!, index[target]!);
      }
    }
  }
  return found.sort((left, right) => left[0]! - right[0]!);
}

/** Nodes that are left when all that nothing reads, and all that reads nothing, has been taken away again and again. */
function withinCircles(size: number, edges: Edges): number[] {
  const left = new Uint8Array(size).fill(1);
  takeAway(left, edges.from, edges.to);
  takeAway(left, edges.to, edges.from);
  return [...left.keys()].filter((at) => left[at] === 1);
}

/** Takes nodes away that no other node leads to along these edges. */
function takeAway(left: Uint8Array, from: readonly number[], to: readonly number[]): void {
  const incoming = new Int32Array(left.length);
  const kept: { from: number[]; to: number[] } = { from: [], to: [] };
  for (let edge = 0; edge < from.length; edge += 1) {
    if (left[from[edge]!] !== 1 || left[to[edge]!] !== 1) continue;
    kept.from.push(from[edge]!);
    kept.to.push(to[edge]!);
    incoming[to[edge]!]! += 1;
  }
  const { starts, targets } = outgoing(left.length, kept);
  const free = [...left.keys()].filter((at) => left[at] === 1 && incoming[at] === 0);
  for (let at = free.pop(); at !== undefined; at = free.pop()) {
    left[at] = 0;
    for (let edge = starts[at]!; edge < starts[at + 1]!; edge += 1) {
      const target = targets[edge]!;
      incoming[target]! -= 1;
      if (incoming[target] === 0) free.push(target);
    }
  }
}
