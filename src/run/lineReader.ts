/**
 * Reads lines of the model from an evaluation. Takes a layout and the cells of a scenario; returns the value of a line
 * at a position.
 */

import type { Check, Row } from '../model/model.ts';
import { columns, type Position } from '../sheets/layoutContext.ts';
import { tieOutColumns } from '../sheets/model/checkSheets.ts';
import type { Layout } from '../sheets/model/fromModel.ts';
import { cellAt } from './recordFromEvaluation.ts';
import type { CellValue, Evaluation } from './run.ts';

/** A line: its kind, and the item, check or tie-out. */
interface LineName {
  readonly kind: 'input' | 'item' | 'opening' | 'year' | 'quarter' | 'check' | 'check-holds' | 'tie-out';
  readonly id: string;
  readonly row?: Row;
  readonly check?: Check;
}

/** Gives the value of a line at a position: 0 is the first period, year or quarter, and negative ones are openings. */
export function makeLineReader(
  layout: Layout,
  evaluation: Evaluation,
): (line: LineName, position: number) => CellValue | undefined {
  return (line, position) => {
    const { sheet, row, time } = positionOf(line, layout);
    return cellAt(evaluation, sheet, row, columnOf(line, time, position, layout));
  };
}

function positionOf({ kind, id, row, check }: LineName, layout: Layout): Position {
  switch (kind) {
    case 'check-holds':
      return layout.checks.get(check!)!.holds;
    case 'check':
      return layout.checks.get(check!)!.compared;
    case 'tie-out':
      return [...layout.tieOuts.get(id)!.values()][0]!;
    case 'year':
      return layout.years.positions.get(row!)!;
    case 'quarter':
      return layout.quarters.positions.get(row!)!;
    default:
      return layout.positions.get(row!)!;
  }
}

function columnOf({ kind }: LineName, time: Position['time'], position: number, { firstColumn }: Layout): number {
  if (kind === 'tie-out') return tieOutColumns.value;
  if (kind === 'year' || kind === 'quarter') return columns.openings + position;
  return time === 'scalar' ? columns.constant : firstColumn + position;
}
