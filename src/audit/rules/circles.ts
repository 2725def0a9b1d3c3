/** Rule 12: whether a formula depends on itself, and whether workings round. */
import { columnsRead, everyRun, type FormulaRun, rowsRead, type Survey, type SurveyedSheet, sheetRead } from '../survey.ts';
import { counted, fails, holds, listed, notApplicable, Places, reasoned, type Verdict } from '../verdict.ts';

const rounding = new Set([
  'ROUND',
  'ROUNDUP',
  'ROUNDDOWN',
  'MROUND',
  'CEILING',
  'FLOOR',
  'CEILING.MATH',
  'FLOOR.MATH',
  'TRUNC',
  'INT',
  'EVEN',
  'ODD',
]);

/** Rule 12. */
export function noCircles(survey: Survey): Verdict {
  if (survey.formulas === 0) return notApplicable('The workbook holds no formulas.');
  const { runs, edges, unfollowed } = graphOf(survey);
  const circles = new Places();
  for (const at of withinCircles(runs.length, edges)) {
    const { row, columns } = runs[at]!;
    circles.add(row.sheet.name, row.row, columns[0]!);
  }
  if (survey.file.calculation.iterate) circles.addName('iterative calculation');
  if (circles.some)
    return fails(`Iteration is on, or formulas depend on themselves, in ${counted(circles.count, 'place')}: ${listed(circles)}.`, circles);
  const [silent, stated] = roundedRows(survey);
  if (silent.some) return fails(`${counted(silent.count, 'row')} of workings round without saying so: ${listed(silent)}.`, silent);
  const ground = `No formula depends on itself and iteration is off: ${counted(runs.length, 'row')} of formulas were followed`;
  if (stated.some)
    return reasoned(
      `${ground}. ${counted(stated.count, 'row')} of workings round as their formula in words says: ${listed(stated)}.`,
      stated,
    );
  if (unfollowed > 0) return reasoned(`${ground}, but for ${counted(unfollowed, 'range')} of very many rows.`);
  return holds(`${ground}; workings do not round.`);
}

function roundedRows(survey: Survey): readonly [silent: Places, stated: Places] {
  const [silent, stated] = [new Places(), new Places()];
  for (const run of everyRun(survey)) {
    const { row, columns, functions } = run;
    if (row.sheet.kind !== 'workings' || !functions.some((name) => rounding.has(name))) continue;
    (/\b(?:round|roundup|rounddown|int)\(/i.test(row.words) ? stated : silent).add(row.sheet.name, row.row, columns[0]!);
  }
  return [silent, stated];
}

/** Which formula reads which, by position: `from[i]` reads `to[i]`. */
interface Edges {
  readonly from: number[];
  readonly to: number[];
}

interface Graph {
  readonly runs: readonly FormulaRun[];
  readonly edges: Edges;
  /** Ranges that were left out because the graph is full. */
  readonly unfollowed: number;
}

/** Beyond these, ranges of many rows are not followed, so that the work stays in proportion to the workbook. */
const edgesBeside = 1_000_000;
const rowsAlways = 64;

/**
 * The formulas of a row are one place of the graph. What reads its own column, a column of constants or one cell leads from place to place;
 * what reads the column before or after does not, because time does not turn back.
 */
function graphOf(survey: Survey): Graph {
  const runs = [...everyRun(survey)];
  const places = new Map(runs.map((run, at) => [run, at] as const));
  const edges: Edges = { from: [], to: [] };
  let unfollowed = 0;
  runs.forEach((run, at) => {
    for (const reference of run.references) {
      const sheet = sheetRead(reference, run, survey);
      if (sheet === undefined) continue;
      const [top, bottom] = rowsRead(reference);
      const height = Math.min(bottom, sheet.rows.at(-1)?.row ?? 0) - top;
      if (height > rowsAlways && edges.to.length + height > edgesBeside) unfollowed += 1;
      else for (const target of targetsOf(reference, run, sheet)) addEdge(edges, at, places.get(target)!);
    }
  });
  return { runs, edges, unfollowed };
}

function addEdge({ from, to }: Edges, reader: number, read: number): void {
  from.push(reader);
  to.push(read);
}

function* targetsOf(reference: FormulaRun['references'][number], run: FormulaRun, sheet: SurveyedSheet): Generator<FormulaRun> {
  const columns = columnsFollowed(reference, run);
  if (columns === undefined) return;
  const [top, bottom] = rowsRead(reference);
  const last = Math.min(bottom, sheet.rows.at(-1)?.row ?? 0);
  for (let row = top; row <= last; row += 1)
    for (const target of sheet.rowAt.get(row)?.runs ?? []) if (meets(target.columns, columns)) yield target;
}

/** The columns of a reference that can close a circle; undefined when it only reads other periods. */
function columnsFollowed(reference: FormulaRun['references'][number], run: FormulaRun): readonly [number, number] | undefined {
  const [first, last] = [run.columns[0]!, run.columns.at(-1)!];
  const atFirst = columnsRead(reference, run, first);
  if (first === last || (atFirst[0] <= first && atFirst[1] >= first)) return atFirst;
  const isFixed = reference.first.columnAbsolute && (reference.last?.columnAbsolute ?? true);
  return isFixed ? atFirst : undefined;
}

/** Whether a run has a column in a stretch of columns. */
function meets(columns: readonly number[], [from, to]: readonly [number, number]): boolean {
  if (columns[0]! > to || columns.at(-1)! < from) return false;
  return columns[0]! >= from || columns.at(-1)! <= to || columns.some((column) => column >= from && column <= to);
}

/** Places that are left when all that nothing reads, and all that reads nothing, has been taken away again and again. */
function withinCircles(size: number, edges: Edges): number[] {
  const left = new Uint8Array(size).fill(1);
  takeAway(left, edges.from, edges.to);
  takeAway(left, edges.to, edges.from);
  return [...left.keys()].filter((at) => left[at] === 1);
}

/** Takes places away that no other place leads to along these edges. */
function takeAway(left: Uint8Array, from: readonly number[], to: readonly number[]): void {
  const size = left.length;
  const [starts, incoming] = [new Int32Array(size + 1), new Int32Array(size)];
  const isThere = (edge: number) => left[from[edge]!] === 1 && left[to[edge]!] === 1;
  for (let edge = 0; edge < from.length; edge += 1) {
    if (!isThere(edge)) continue;
    starts[from[edge]! + 1]! += 1;
    incoming[to[edge]!]! += 1;
  }
  for (let at = 0; at < size; at += 1) starts[at + 1]! += starts[at]!;
  const targets = new Int32Array(starts[size]!);
  const next = starts.slice();
  for (let edge = 0; edge < from.length; edge += 1) if (isThere(edge)) targets[next[from[edge]!]!++] = to[edge]!;
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
