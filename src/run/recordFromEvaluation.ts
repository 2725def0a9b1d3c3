/**
 * Evaluated cells to a run record. Takes a layout and the cells of each scenario; returns the scenarios of a run
 * record. `errorValues.ts` finds error values, `question/failures.ts` failed checks and tie-outs.
 */

import type { Model, Row } from '../model/model.ts';
import { judgeTieOut } from '../model/verdicts.ts';
import { type RecordedValue, recordResults, type ScenarioResults } from '../record/fromResults.ts';
import type { RecordScenario, RecordTieOut } from '../record/record.ts';
import { columns, type Position } from '../sheets/layoutContext.ts';
import { tieOutColumns, tieOutVerdicts } from '../sheets/model/checkSheets.ts';
import type { Layout } from '../sheets/model/fromModel.ts';
import type { CellError, CellValue, Evaluation } from './run.ts';

export function isError(value: CellValue | undefined): value is CellError {
  return typeof value === 'object' && value !== null;
}

function toRecordValue(value: CellValue | undefined): RecordedValue {
  if (value === undefined || value === null || isError(value)) return null;
  return typeof value === 'boolean' ? Number(value) : value;
}

/** One cell of an evaluation. */
export function cellAt(evaluation: Evaluation, sheet: string, row: number, column: number): CellValue | undefined {
  return evaluation.sheets.get(sheet)?.[row]?.[column];
}

function slice(evaluation: Evaluation, position: Position, from: number, count: number): RecordedValue[] {
  return Array.from({ length: count }, (_, at) =>
    toRecordValue(cellAt(evaluation, position.sheet, position.row, from + at)),
  );
}

/** The values of one scenario in the shape of the run record. */
export function recordScenario(model: Model, layout: Layout, evaluation: Evaluation): RecordScenario {
  const scenario = model.scenarios.find((one) => one.id === evaluation.scenario)!;
  return recordResults(model, scenario, resultsIn(model, layout, evaluation));
}

function resultsIn(model: Model, layout: Layout, evaluation: Evaluation): ScenarioResults {
  const count = model.timeline.periods.length;
  const rolledUp = (report: Layout['years'], row: Row): (number | null)[] => {
    const place = report.positions.get(row);
    return place === undefined
      ? []
      : (slice(evaluation, place, columns.openings, report.labels.length) as (number | null)[]);
  };
  return {
    values: (row) => {
      const position = layout.positions.get(row)!;
      const isScalar = row.quantity.time === 'scalar';
      return {
        values: isScalar
          ? slice(evaluation, position, columns.constant, 1)
          : slice(evaluation, position, layout.firstColumn, count),
        openings: isScalar ? [] : slice(evaluation, position, columns.openings, model.openings),
        years: rolledUp(layout.years, row),
        quarters: rolledUp(layout.quarters, row),
      };
    },
    check: (check) => {
      const { compared, holds } = layout.checks.get(check)!;
      const [from, length] = check.time === 'series' ? [layout.firstColumn, count] : [columns.constant, 1];
      return {
        holds: slice(evaluation, holds, from, length),
        differences: slice(evaluation, compared, from, length),
      };
    },
    tieOut: (tieOut) => {
      const places = layout.tieOuts.get(tieOut.id)!;
      const { sheet, row } = places.get(evaluation.scenario) ?? [...places.values()][0]!;
      const number = (column: number): number => {
        const value = toRecordValue(cellAt(evaluation, sheet, row, column));
        return typeof value === 'number' ? value : Number.NaN;
      };
      const value = number(tieOutColumns.value);
      // In other scenarios the sheet judges the stored value, not this one.
      if (!places.has(evaluation.scenario)) return { value, ...judgeTieOut(tieOut, value) };
      return {
        value,
        difference: number(tieOutColumns.difference),
        passed: number(tieOutColumns.holds) === 1,
        verdict: verdictAt(toRecordValue(cellAt(evaluation, sheet, row, tieOutColumns.verdict))),
      };
    },
  };
}

/** Reads the verdict of a tie-out; one that cannot be calculated fails. */
function verdictAt(cell: RecordedValue): RecordTieOut['verdict'] {
  if (cell === tieOutVerdicts.later) return 'later';
  if (cell === tieOutVerdicts.holds) return 'holds';
  return cell === tieOutVerdicts.misses ? 'misses' : 'fails';
}
