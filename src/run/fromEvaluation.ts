/**
 * Evaluated cells back to meaning. Enters a layout and the cells of each scenario; leaves the scenarios of a run record and
 * every failed check and failed tie-out as a problem. Error values are found by `errorValues.ts`.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { missDates, tieOutColumns, tieOutVerdicts } from '../grid/checkSheets.ts';
import { columns, type Position } from '../grid/drafting.ts';
import type { Layout } from '../grid/fromModel.ts';
import type { Check, Model, Row, TieOut, ValueType } from '../model/model.ts';
import { type Plain, type Results, recordResults, unitBehind } from './fromResults.ts';
import type { RecordCheck, RecordScenario, RecordTieOut } from './record.ts';
import type { CellError, CellValue, Evaluation } from './run.ts';

export function isError(value: CellValue | undefined): value is CellError {
  return typeof value === 'object' && value !== null;
}

function plain(value: CellValue | undefined): Plain {
  if (value === undefined || value === null || isError(value)) return null;
  return typeof value === 'boolean' ? Number(value) : value;
}

/** One cell of an evaluation. */
export function cellAt(evaluation: Evaluation, sheet: string, row: number, column: number): CellValue | undefined {
  return evaluation.sheets.get(sheet)?.[row]?.[column];
}

function slice(evaluation: Evaluation, position: Position, from: number, count: number): Plain[] {
  return Array.from({ length: count }, (_, at) => plain(cellAt(evaluation, position.sheet, position.row, from + at)));
}

/** The values of one scenario in the shape of the run record. */
export function recordScenario(model: Model, layout: Layout, evaluation: Evaluation): RecordScenario {
  const scenario = model.scenarios.find((one) => one.id === evaluation.scenario)!;
  return recordResults(model, scenario, resultsIn(model, layout, evaluation));
}

function resultsIn(model: Model, layout: Layout, evaluation: Evaluation): Results {
  const count = model.timeline.periods.length;
  const rolledUp = (report: Layout['years'], row: Row): (number | null)[] => {
    const place = report.positions.get(row);
    return place === undefined ? [] : (slice(evaluation, place, columns.openings, report.labels.length) as (number | null)[]);
  };
  return {
    values: (row) => {
      const position = layout.positions.get(row)!;
      const isScalar = row.quantity.time === 'scalar';
      return {
        values: isScalar ? slice(evaluation, position, columns.constant, 1) : slice(evaluation, position, layout.firstColumn, count),
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
    tieOut: ({ id }) => {
      const { sheet, row } = layout.tieOuts.get(id)!;
      const number = (column: number): number => {
        const value = plain(cellAt(evaluation, sheet, row, column));
        return typeof value === 'number' ? value : Number.NaN;
      };
      return {
        value: number(tieOutColumns.value),
        difference: number(tieOutColumns.difference),
        passed: number(tieOutColumns.holds) === 1,
        verdict: verdictAt(plain(cellAt(evaluation, sheet, row, tieOutColumns.verdict))),
      };
    },
  };
}

/** What the verdict of a tie-out says; one that cannot be calculated does not hold. */
function verdictAt(cell: Plain): RecordTieOut['verdict'] {
  if (cell === tieOutVerdicts.later) return 'later';
  if (cell === tieOutVerdicts.holds) return 'holds';
  return cell === tieOutVerdicts.misses ? 'misses' : 'fails';
}

/**
 * Failed checks and tie-outs of one scenario as problems. Tie-outs speak of the first scenario only: the others are not history.
 * What could not be judged, because its own cells hold an error, has not failed.
 */
export function verdictProblems(model: Model, layout: Layout, evaluation: Evaluation, record: RecordScenario): Diagnostic[] {
  const isFirst = record.id === model.scenarios[0]!.id;
  return [
    ...model.checks.flatMap((check, at) => failedCheck(check, record.checks[at]!, model, layout, evaluation)),
    ...(isFirst ? model.tieOuts : []).flatMap((tieOut, at) => {
      const { sheet, row } = layout.tieOuts.get(tieOut.id)!;
      const isJudged = !isError(cellAt(evaluation, sheet, row, tieOutColumns.holds));
      return record.tieOuts[at]!.verdict === 'fails' && isJudged ? [failedTieOut(tieOut, record.tieOuts[at]!)] : [];
    }),
  ];
}

function failedCheck(check: Check, record: RecordCheck, model: Model, layout: Layout, evaluation: Evaluation): Diagnostic[] {
  const { sheet, row } = layout.checks.get(check)!.holds;
  const fails = (column: number): boolean => {
    const cell = cellAt(evaluation, sheet, row, column);
    return !isError(cell) && plain(cell) !== 1;
  };
  const isSeries = check.time === 'series';
  const failures = isSeries ? model.timeline.periods.filter((_, at) => fails(layout.firstColumn + at)).map(({ label }) => label) : [];
  if (isSeries ? failures.length === 0 : !fails(columns.constant)) return [];
  const when = isSeries ? ` in ${failures.slice(0, 3).join(', ')}${failures.length > 3 ? ` and ${failures.length - 3} more` : ''}` : '';
  const size =
    record.largestDifference === null || record.largestDifference === 0
      ? ''
      : `; the largest difference is ${shortNumber(record.largestDifference)}${unitOf(check)}`;
  const message = `the check '${check.id}' does not hold${when}, scenario ${evaluation.scenario}${size}`;
  return [problem('check-failed', check.written.span, message, { hint: 'show the items of the formula to see which side is wrong' })];
}

/** ` USD` behind an amount; nothing behind a date or a plain number. */
function unitOf(compared: { readonly type: ValueType }): string {
  const unit = unitBehind(compared);
  return unit === '' ? '' : ` ${unit}`;
}

/** As many digits as a message needs: 0.0123457, 4563456789. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(10)));
}

function failedTieOut(tieOut: TieOut, record: RecordTieOut): Diagnostic {
  const found = `gives ${shortNumber(record.value)}${unitOf(tieOut)}, expected ${tieOut.expectWritten}`;
  const { id, misses, asOf, written } = tieOut;
  if (misses?.inForce === true && record.passed)
    return problem('tie-out-holds', misses.at, `'${id}' says it misses, but holds: it ${found}`, {
      labels: [{ span: written.span, text: 'this is within the tolerance' }],
      hint: `take the reason away${asOf === undefined ? '' : ', or say with from: or until: on which known dates it applies'}`,
    });
  return problem('tie-out-failed', written.span, `'${id}' ${found}`, { hint: failureHint(tieOut) });
}

/** What may be behind a figure that is not reproduced, or what to do about it. */
function failureHint({ misses, asOf, note }: TieOut): string {
  if (misses !== undefined && !misses.inForce) {
    const day = asOf === undefined ? 'everything counts as known' : `the known date is ${asOf}`;
    return `it is said to miss on known dates ${missDates(misses)} only, and ${day}`;
  }
  return note ?? 'trace the items of the formula, or say with misses: why the model cannot give the published figure';
}
