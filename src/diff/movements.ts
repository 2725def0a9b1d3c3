/**
 * Movements of results. Takes the rows of both sides; returns those in which a value differs by more than the
 * tolerance, the most important first. Guarantee: only common columns are compared; a difference below the rounding of
 * the largest amount in its unit is not a movement.
 */

import type { RecordSeries, RunRecord } from '../record/record.ts';
import { isRateUnit } from '../values/formatFigure.ts';
import { columnsOf, columnValues } from './columns.ts';
import type { ColumnKind, MovedCell, Movement, RunDiff, SharedColumn, SideSummary, Tolerance } from './diff.ts';
import type { RowPair } from './rowPairs.ts';

/** Rounding, as a share of the largest amount in a unit: doubles have 16 digits, and sums lose some of them. */
const rounding = 1e-14;

type Cell = number | string | null;

/** The common columns of two sides, and the tolerance. */
export type ComparedColumns = Pick<RunDiff, 'columns' | 'tolerance'> & {
  readonly old: Pick<SideSummary, 'grain'>;
  readonly new: Pick<SideSummary, 'grain'>;
};

/** The amounts that differences are measured against, by unit. */
export interface ImportanceScale extends ComparedColumns {
  /** The largest amount among the headline results and the statements; absent for units that none of them has. */
  readonly shown: ReadonlyMap<string, number>;
  /** The largest amount of all. */
  readonly all: ReadonlyMap<string, number>;
  /** Whether an item is a headline result or on a statement. */
  readonly isShown: (id: string) => boolean;
}

/** The weight of workings, which are on no statement: amounts in a unit of the statements, and everything else. */
const working = { amount: 0.5, other: 0.01 } as const;

/** The scale of two records; `isShown` tells which items are headline results or on a statement. */
export function makeImportanceScale(
  older: RunRecord,
  newer: RunRecord,
  rows: readonly RowPair[],
  isShown: (id: string) => boolean,
  tolerance: Tolerance,
): ImportanceScale {
  const items = rows.filter((pair) => pair.new.kind === 'item');
  const shown = items.filter((pair) => isShown(pair.new.id));
  return {
    old: older,
    new: newer,
    columns: columnsOf(older, newer),
    shown: largest(shown, older, newer),
    all: largest(items, older, newer),
    isShown,
    tolerance,
  };
}

/** The largest amount of each unit on either side. */
function largest(rows: readonly RowPair[], older: RunRecord, newer: RunRecord): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { old, new: current } of rows) {
    let most = found.get(current.unit) ?? 0;
    for (const [series, record] of [
      [old, older],
      [current, newer],
    ] as const) {
      const years = columnValues(series, record.grain, 'year');
      for (const value of years.length > 0 ? years : series.values)
        if (typeof value === 'number' && Math.abs(value) > most) most = Math.abs(value);
    }
    found.set(current.unit, most);
  }
  return found;
}

/** What the differences of a row are measured against, and how much they count. */
interface Weight {
  /** At least 1 for shares and rates, and a year for dates. */
  readonly scale: number;
  readonly counts: number;
}

/** Statements count in full; workings in their units are measured against them, and everything else comes after. */
function weightOf({ id, unit }: RecordSeries, { shown, all, isShown }: ImportanceScale): Weight {
  const isPlain = !isRateUnit(unit) && !['x', 'flag', 'date'].includes(unit);
  const counts = isShown(id) ? 1 : isPlain && shown.has(unit) ? working.amount : working.other;
  if (unit === 'date') return { scale: 366, counts };
  const scale = (counts === working.other ? all : shown).get(unit) || 1;
  return { scale: isPlain ? scale : Math.max(1, scale), counts };
}

/** Whether two values differ by more than the tolerance. */
function differs(old: Cell, current: Cell, scale: number, { relative, absolute }: Tolerance): boolean {
  if (old === current) return false;
  if (typeof old !== 'number' || typeof current !== 'number') return true;
  const size = Math.abs(current - old);
  return size > relative * Math.max(Math.abs(old), Math.abs(current)) && size > absolute && size > rounding * scale;
}

/** Both values of a column with their difference, which is 0 if it does not count. */
function movedCell(period: string, old: Cell, current: Cell, unit: string, counts = true): MovedCell {
  const difference = typeof old === 'number' && typeof current === 'number' ? (counts ? current - old : 0) : null;
  const relative =
    difference === null || old === 0 || isRateUnit(unit) || unit === 'date' || unit === 'flag'
      ? null
      : difference / Math.abs(old as number);
  return { period, old, new: current, difference, relative };
}

/** Both values in every common column of a kind; a row with a single value has one cell. */
export function movedCells(
  { oldSeries, newSeries, unit }: Movement,
  by: ColumnKind,
  measure: ComparedColumns,
): MovedCell[] {
  // Differences below the rounding of the largest amount in the row do not count.
  const scale = Math.max(...[oldSeries, newSeries].map(({ values }) => sizeOf(values)));
  const cellOf = (period: string, was: Cell, is: Cell): MovedCell =>
    movedCell(period, was, is, unit, differs(was, is, scale, measure.tolerance));
  if (newSeries.time === 'scalar' && oldSeries.time === 'scalar')
    return [cellOf('', oldSeries.values[0] ?? null, newSeries.values[0] ?? null)];
  const [old, current] = [
    columnValues(oldSeries, measure.old.grain, by),
    columnValues(newSeries, measure.new.grain, by),
  ];
  if (old.length === 0 || current.length === 0) return [];
  return measure.columns[by].map((column) =>
    cellOf(column.label, at(oldSeries, old, column.old), at(newSeries, current, column.new)),
  );
}

/** The largest absolute value. */
function sizeOf(values: readonly Cell[]): number {
  let most = 0;
  for (const value of values) if (typeof value === 'number' && Math.abs(value) > most) most = Math.abs(value);
  return most;
}

const at = ({ time }: RecordSeries, values: readonly Cell[], place: number): Cell =>
  values[time === 'scalar' ? 0 : place] ?? null;

/** How far a row moved; undefined if it did not. */
function compareRow(
  { old, new: current }: RowPair,
  measure: ImportanceScale,
): { most: MovedCell; importance: number; periodsMoved: number } | undefined {
  const weight = weightOf(current, measure);
  const { scale } = weight;
  if (old.time === 'scalar' && current.time === 'scalar') {
    const [was, is] = [old.values[0] ?? null, current.values[0] ?? null];
    if (!differs(was, is, scale, measure.tolerance)) return undefined;
    const most = movedCell('', was, is, current.unit);
    return { most, importance: importanceOf(most, weight), periodsMoved: 1 };
  }
  const by = (['period', 'quarter'] as const).find((one) => measure.columns[one].length > 0) ?? 'year';
  const finest = scan(old, current, by, scale, measure);
  const most = (finest.isYears ? undefined : scan(old, current, 'year', scale, measure).most) ?? finest.most;
  return most === undefined ? undefined : { most, importance: importanceOf(most, weight), periodsMoved: finest.count };
}

/** An error on one side has the highest importance. */
const importanceOf = ({ difference }: MovedCell, { scale, counts }: Weight): number =>
  difference === null ? 1 : (counts * Math.abs(difference)) / scale;

interface Scanned {
  /** How many columns of the kind moved. */
  readonly count: number;
  /** The column in which the row moved most; undefined if none did. */
  readonly most: MovedCell | undefined;
  readonly isYears: boolean;
}

/** Compares the columns of a kind. */
function scan(
  old: RecordSeries,
  current: RecordSeries,
  by: ColumnKind,
  scale: number,
  measure: ImportanceScale,
): Scanned {
  const { tolerance, columns } = measure;
  const [before, now] = [columnValues(old, measure.old.grain, by), columnValues(current, measure.new.grain, by)];
  const isYears = by === 'year';
  if (before.length === 0 || now.length === 0) return { count: 0, most: undefined, isYears };
  const [isOldFixed, isFixed] = [old.time === 'scalar', current.time === 'scalar'];
  let [count, size]: [number, number] = [0, -1];
  let best: SharedColumn | undefined;
  for (const column of columns[by]) {
    const was = before[isOldFixed ? 0 : column.old];
    const is = now[isFixed ? 0 : column.new];
    if (was === is || !differs(was ?? null, is ?? null, scale, tolerance)) continue;
    count += 1;
    const apart = typeof was === 'number' && typeof is === 'number' ? Math.abs(is - was) : Number.POSITIVE_INFINITY;
    if (apart > size) {
      best = column;
      size = apart;
    }
  }
  const most =
    best === undefined
      ? undefined
      : movedCell(best.label, at(old, before, best.old), at(current, now, best.new), current.unit);
  return { count, most, isYears };
}

/** Rows that moved, the most important first. */
export function findMovements(
  rows: readonly RowPair[],
  measure: ImportanceScale,
  about: (pair: RowPair) => Pick<Movement, 'place' | 'isHeadline'>,
): Movement[] {
  const moved = rows.flatMap((pair): Movement[] => {
    if (pair.new.kind !== 'item') return [];
    const found = compareRow(pair, measure);
    return found === undefined ? [] : [movementOf(pair, found, about(pair))];
  });
  return moved.sort((a, b) => b.importance - a.importance);
}

/** The movement of a headline result; its last year if it did not move. */
export function headlineMovement(pair: RowPair, measure: ImportanceScale, place: string): Movement {
  const found = compareRow(pair, measure);
  const about = { place, isHeadline: true };
  if (found !== undefined) return movementOf(pair, found, about);
  const still: Movement = movementOf(
    pair,
    { most: movedCell('', null, null, pair.new.unit), importance: 0, periodsMoved: 0 },
    about,
  );
  const cells = movedCells(still, 'year', measure);
  const last = (cells.length > 0 ? cells : movedCells(still, 'period', measure)).at(-1);
  return last === undefined ? still : { ...still, most: last };
}

function movementOf(
  { old, new: current, name, was }: RowPair,
  found: Pick<Movement, 'most' | 'importance' | 'periodsMoved'>,
  about: Pick<Movement, 'place' | 'isHeadline'>,
): Movement {
  const { id, members, label, unit } = current;
  return {
    id,
    members,
    name,
    was: was === name ? null : was,
    label,
    unit,
    ...about,
    ...found,
    oldSeries: old,
    newSeries: current,
  };
}
