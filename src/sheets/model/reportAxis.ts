/**
 * Where charts and summaries read results over time: on an annual or quarterly report, or on the workings if the
 * periods of the model are as long. Takes the layout context and a report; returns an axis with labels, positions and
 * the row of period ends.
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

/** The axis of a report, or of the workings if there is no report. */
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

/** The row of period ends, starting in `column`. */
export function periodEnds({ labels, from, end }: ReportAxis, column: number): RowSegment[] {
  return [
    ...textCell(0, 'Period end', 'subheader'),
    ...formulaCells(column, labels.length, [{ ...end, column: { relative: from - column } }], 'subheader', {
      format: dateFormat,
      origin: { kind: 'time', id: 'Period end', members: [] },
    }),
  ];
}
