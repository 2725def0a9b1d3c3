/**
 * Where results over time are read: on a report by years or quarters, or on the workings of a model whose periods are
 * as coarse. Enters drafting with the reports; leaves an axis, and the row of a sheet that says when each of its
 * periods ends.
 */

import { dateFormat } from '../../grid/formats.ts';
import type { RowSegment } from '../../grid/grid.ts';
import { formulaCells, textCell } from '../../grid/sheetBuilder.ts';
import type { Row } from '../../model/model.ts';
import { columns, frozenRows, type LayoutContext, type Position, timelineSheet } from '../layoutContext.ts';
import type { Report } from './reportSheets.ts';

export interface ReportAxis {
  readonly labels: readonly string[];
  /** Column of the first label on the sheets that are read. */
  readonly from: number;
  /** The row with the end of each period. */
  readonly end: { readonly sheet: string; readonly row: number };
  readonly positionOf: (row: Row) => Position | undefined;
}

/** The axis of a report; that of the workings where there is no such report, or none is wanted. */
export function reportAxis(context: LayoutContext, report?: Report): ReportAxis {
  if (report !== undefined && report.labels.length > 0) {
    const { sheet, labels, positions } = report;
    return {
      labels,
      from: columns.openings,
      end: { sheet, row: frozenRows - 1 },
      positionOf: (row) => positions.get(row),
    };
  }
  const { model, firstColumn, timeRows, positions } = context;
  return {
    labels: model.timeline.periods.map(({ label }) => label),
    from: firstColumn,
    end: { sheet: timelineSheet, row: timeRows.get('end')! },
    positionOf: (row) => positions.get(row),
  };
}

/** The ends of the periods of an axis, in the columns from `column` on. */
export function periodEnds({ labels, from, end }: ReportAxis, column: number): RowSegment[] {
  return [
    ...textCell(0, 'Period end', 'subheader'),
    ...formulaCells(column, labels.length, [{ ...end, column: { relative: from - column } }], 'subheader', {
      format: dateFormat,
      origin: { kind: 'time', id: 'Period end', members: [] },
    }),
  ];
}
