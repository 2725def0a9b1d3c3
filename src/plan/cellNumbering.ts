/**
 * Numbering the cells of a model: every row and every row of the calendar gets its slots in one array. Guarantee: the
 * periods of a row, and its openings before them, are adjacent.
 */
import { itemsOf } from '../model/find.ts';
import type { Model, PeriodAttribute, Quantity, Row } from '../model/model.ts';
import { daySerial, monthsIn, type Period, periodAt } from '../values/timeline.ts';
import type { RowCells } from './plan.ts';

export interface CellNumbering {
  readonly places: ReadonlyMap<Row, RowCells>;
  readonly calendar: ReadonlyMap<PeriodAttribute, number>;
  /** Cells for something more, with openings in front of them when it is a series of the timeline. */
  readonly take: (count: number, openings?: number) => number;
  readonly size: () => number;
}

const attributes: readonly PeriodAttribute[] = ['start', 'end', 'months', 'days', 'year', 'index', 'elapsed'];

/** Numbers every row: inputs first, then the calendar, then items. */
export function numberCells(model: Model): CellNumbering {
  const places = new Map<Row, RowCells>();
  const calendar = new Map<PeriodAttribute, number>();
  const count = model.timeline.periods.length;
  // A look back of an opening lands before the first cell of a row; what is in front of all rows belongs to none.
  let next = model.openings;
  const take = (cells: number, openings = 0): number => {
    const slot = next + openings;
    next += openings + cells;
    return slot;
  };
  const place = ({ rows, time }: Quantity): void => {
    for (const row of rows) places.set(row, { slot: time === 'scalar' ? take(1) : take(count, model.openings), time });
  };
  for (const quantity of model.inputs) place(quantity);
  for (const attribute of attributes) calendar.set(attribute, take(count, model.openings));
  for (const quantity of itemsOf(model)) place(quantity);
  return { places, calendar, take, size: () => next };
}

/** The calendar and the actuals, which hold in every scenario. */
export function fixedCells(model: Model, { places, calendar }: CellNumbering): [slot: number, value: number][] {
  const { periods, grain } = model.timeline;
  const all = Array.from({ length: model.openings + periods.length }, (_, at) =>
    periodAt(periods[0]!.from, grain, at + 1 - model.openings),
  );
  const dates = attributes.flatMap((attribute) =>
    all.map((period): [number, number] => [
      calendar.get(attribute)! + period.index - 1,
      attributeOf(attribute, period, monthsIn[grain]),
    ]),
  );
  const actuals = itemsOf(model).flatMap(({ rows }) =>
    rows.flatMap((row) =>
      (row.actuals ?? []).flatMap((amount, at): [number, number][] =>
        amount === undefined ? [] : [[places.get(row)!.slot + at, amount]],
      ),
    ),
  );
  return [...dates, ...actuals];
}

function attributeOf(attribute: PeriodAttribute, { from, to, year, index }: Period, months: number): number {
  switch (attribute) {
    case 'start':
      return daySerial(from, 1);
    case 'end':
      return daySerial(to, 1) - 1;
    case 'months':
      return months;
    case 'days':
      return daySerial(to, 1) - daySerial(from, 1);
    case 'year':
      return year;
    case 'index':
      return index;
    case 'elapsed':
      return index * months;
    default:
      return attribute satisfies never;
  }
}
