/**
 * The dependencies of a result. Takes both plans and a result in each; returns the names of inputs and items as on the
 * new side. Guarantee: the reads of an item on both sides count, so that everything that matters in any combination of
 * the two models is found.
 */
import { rowId } from '../model/find.ts';
import type { Row } from '../model/model.ts';
import { lineReferences } from '../plan/order.ts';
import type { Line, Plan } from '../plan/plan.ts';
import type { Output } from '../question/output.ts';
import type { NameMap } from './nameMap.ts';

/** A function that finds the names of all rows that a result depends on, given the result in both plans. */
export function createDependencyFinder(
  older: Plan,
  newer: Plan,
  names: NameMap,
): (old: Output, now: Output) => ReadonlySet<string> {
  const reads = new Map<string, Set<string>>();
  addReads(older, names.newNameOf, reads);
  addReads(newer, rowId, reads);
  return (old, now) => {
    const open = [...startsOf(old, older).map(names.newNameOf), ...startsOf(now, newer).map(rowId)];
    const found = new Set(open);
    for (let one = open.pop(); one !== undefined; one = open.pop())
      for (const read of reads.get(one) ?? [])
        if (!found.has(read)) {
          found.add(read);
          open.push(read);
        }
    return found;
  };
}

function addReads({ reads: all }: Plan, nameOf: (row: Row) => string, reads: Map<string, Set<string>>): void {
  for (const line of all.keys()) {
    if (line.row === undefined) continue;
    const name = nameOf(line.row);
    const own = reads.get(name) ?? new Set<string>();
    reads.set(name, own);
    for (const { row } of lineReferences(line)) own.add(nameOf(row));
  }
}

/** The row of the cell, and the rows that a requested formula reads. */
function startsOf({ slot, lines }: Output, plan: Plan): Row[] {
  return [
    ...rowsAt(slot, plan),
    ...lines.flatMap((line) => (line.row === undefined ? lineReferences(line).map(({ row }) => row) : [line.row])),
  ];
}

function rowsAt(wanted: number, { rowCells, years, quarters, yearLabels, quarterLabels, model }: Plan): Row[] {
  const isIn = (slot: number, count: number): boolean => slot <= wanted && wanted < slot + count;
  const periods = model.timeline.periods.length;
  return [...rowCells].flatMap(([row, { slot, time }]) => {
    const [year, quarter] = [years.get(row), quarters.get(row)];
    const isHere =
      isIn(slot, time === 'scalar' ? 1 : periods) ||
      (year !== undefined && isIn(year, yearLabels.length)) ||
      (quarter !== undefined && isIn(quarter, quarterLabels.length));
    return isHere ? [row] : [];
  });
}

/** Lines in groups, in the order in which they are computed. */
export type LineGroups = readonly (readonly Line[])[];

/** The groups of a plan, limited to the needed lines. */
export function neededLines({ groups }: Plan, needed: ReadonlySet<Line | Row>): LineGroups {
  return groups.map(({ lines }) => lines.filter((line) => needed.has(line))).filter((lines) => lines.length > 0);
}

/** How many cells of some lines are recomputed when some rows change. */
export function countRecomputedCells({ reads }: Plan, changed: readonly Row[], groups: LineGroups): number {
  const touched = new Set<Line | Row>(changed);
  let cells = 0;
  for (const lines of groups)
    for (let size = -1; size !== touched.size; ) {
      size = touched.size;
      for (const line of lines) {
        if (touched.has(line) || !(reads.get(line) ?? []).some((read) => touched.has(read))) continue;
        touched.add(line);
        cells += line.to - line.from;
      }
    }
  return cells;
}
