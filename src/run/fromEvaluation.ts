/**
 * Evaluated cells back to meaning. Enters a layout and the cells of each scenario; leaves the scenarios of a run record and
 * every error value, failed check and failed tie-out as a problem named by item, member and period.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { tieOutColumns } from '../grid/checkSheets.ts';
import { columns, type Position } from '../grid/drafting.ts';
import { unitText } from '../grid/formats.ts';
import type { Layout } from '../grid/fromModel.ts';
import type { Check, Model, Quantity, Row, TieOut, ValueType } from '../model/model.ts';
import { readings } from '../model/walk.ts';
import type { RecordCheck, RecordInput, RecordScenario, RecordSeries, RecordTieOut } from './record.ts';
import type { CellError, CellValue, Evaluation } from './run.ts';

type Plain = number | string | null;

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
  const quantities = [...model.inputs, ...model.sheets.flatMap((sheet) => sheet.sections.flatMap((section) => section.items))];
  return {
    id: scenario.id,
    title: scenario.title,
    series: quantities.flatMap((quantity) => quantity.rows.map((row) => recordRow(row, model, layout, evaluation))),
    checks: model.checks.map((check) => recordCheck(check, model, layout, evaluation)),
    tieOuts: model.tieOuts.map((tieOut) => recordTieOut(tieOut, layout, evaluation)),
  };
}

function recordRow(row: Row, model: Model, layout: Layout, evaluation: Evaluation): RecordSeries {
  const { quantity } = row;
  const position = layout.positions.get(row)!;
  const scalar = quantity.time === 'scalar';
  const rolledUp = (report: Layout['years']) => {
    const place = report.positions.get(row);
    return place === undefined ? [] : (slice(evaluation, place, columns.openings, report.labels.length) as (number | null)[]);
  };
  return {
    id: quantity.id,
    members: row.members,
    label: row.label,
    unit: unitText(quantity.type),
    kind: quantity.kind,
    time: quantity.time,
    rollup: quantity.rollup,
    values: scalar
      ? slice(evaluation, position, columns.constant, 1)
      : slice(evaluation, position, layout.firstColumn, model.timeline.periods.length),
    openings: scalar ? [] : slice(evaluation, position, columns.openings, model.openings),
    years: rolledUp(layout.years),
    quarters: rolledUp(layout.quarters),
  };
}

function recordCheck(check: Check, model: Model, layout: Layout, evaluation: Evaluation): RecordCheck {
  const position = layout.checks.get(check.id)!;
  const series = check.time === 'series';
  const [from, count] = series ? [layout.firstColumn, model.timeline.periods.length] : [columns.constant, 1];
  const holds = slice(evaluation, position, from, count);
  const differences = slice(evaluation, { ...position, row: position.row - 2 }, from, count).map((one) =>
    typeof one === 'number' ? Math.abs(one) : 0,
  );
  const failures = model.timeline.periods.filter((_, at) => series && holds[at] !== 1).map((period) => period.label);
  return {
    id: check.id,
    label: check.label,
    formula: check.words,
    passed: holds.every((one) => one === 1),
    failures,
    unit: unitOf(check).trim(),
    largestDifference: check.difference === undefined ? null : differences.reduce((most, one) => Math.max(most, one), 0),
  };
}

function recordTieOut(tieOut: TieOut, layout: Layout, evaluation: Evaluation): RecordTieOut {
  const { sheet, row } = layout.tieOuts.get(tieOut.id)!;
  const value = plain(cellAt(evaluation, sheet, row, tieOutColumns.value));
  return {
    id: tieOut.id,
    label: tieOut.label,
    kind: tieOut.kind,
    formula: tieOut.words,
    unit: unitText(tieOut.type),
    value: typeof value === 'number' ? value : Number.NaN,
    expect: tieOut.expect,
    tolerance: tieOut.tolerance,
    relative: tieOut.relative,
    passed: plain(cellAt(evaluation, sheet, row, tieOutColumns.holds)) === 1,
    source: tieOut.source ?? null,
  };
}

/** Inputs with where they come from, in the order of the model. */
export function recordInputs(model: Model): RecordInput[] {
  return model.inputs.flatMap((quantity) =>
    quantity.rows.map((row): RecordInput => {
      const from = row.values?.[0]?.provenance;
      return {
        id: quantity.id,
        members: row.members,
        written: from?.written ?? '',
        source: from?.source ?? null,
        status: from?.status ?? null,
        known: from?.known ?? null,
        note: from?.note ?? null,
      };
    }),
  );
}

const causes: Record<string, string> = {
  '#DIV/0!': 'divides by zero',
  '#NUM!': 'gives a number that does not exist or has no solution',
  '#VALUE!': 'calculates with something that is no number',
  '#N/A': 'looks up something that is not there',
};

/** Error values, at the rows where they arise: a row that only passes an error on is not named. */
export function errorProblems(model: Model, layout: Layout, evaluation: Evaluation): Diagnostic[] {
  const failing = new Map<Row, { period: string; error: CellError }>();
  for (const [row, position] of layout.positions) {
    const found = firstError(row, position, model, layout, evaluation);
    if (found !== undefined) failing.set(row, found);
  }
  const roots = [...failing].filter(
    ([row]) => row.expression === undefined || !readings(row.expression).some((reading) => reading.row !== row && failing.has(reading.row)),
  );
  const named = roots.map(([row, { period, error }]) => errorProblem(row, period, error, evaluation.scenario));
  return named.length > 0 ? named : otherErrors(evaluation);
}

function firstError(
  row: Row,
  position: Position,
  model: Model,
  layout: Layout,
  evaluation: Evaluation,
): { period: string; error: CellError } | undefined {
  const cells = evaluation.sheets.get(position.sheet)?.[position.row] ?? [];
  const at = cells.findIndex(isError);
  if (at === -1) return undefined;
  const period = row.quantity.time === 'scalar' ? '' : (model.timeline.periods[at - layout.firstColumn]?.label ?? 'the opening');
  return { period, error: cells[at] as CellError };
}

function errorProblem(row: Row, period: string, { error }: CellError, scenario: string): Diagnostic {
  const quantity: Quantity = row.quantity;
  const who = [quantity.id, ...row.members].join('.');
  const where = `${period === '' ? '' : ` in ${period}`}, scenario ${scenario}`;
  const hint =
    error === '#DIV/0!' ? 'divide(a, b, 0) gives a value of your choice where b is zero' : 'trace the item to see the numbers that go in';
  return problem('error-value', quantity.written.span, `'${who}' ${causes[error] ?? 'has an error'} (${error})${where}`, { hint });
}

/** Errors on sheets that hold no rows of the model, such as a tie-out. */
function otherErrors(evaluation: Evaluation): Diagnostic[] {
  for (const [sheet, rows] of evaluation.sheets) {
    const at = rows.findIndex((cells) => cells.some(isError));
    if (at !== -1)
      return [
        problem(
          'error-value',
          undefined,
          `sheet ${sheet}, row ${at + 1} (${String(rows[at]![0])}) has the error ${(rows[at]!.find(isError) as CellError).error}, scenario ${evaluation.scenario}`,
        ),
      ];
  }
  return [];
}

/** Failed checks and tie-outs of one scenario as problems. Tie-outs speak of the first scenario only: the others are not history. */
export function verdictProblems(model: Model, record: RecordScenario): Diagnostic[] {
  const isFirst = record.id === model.scenarios[0]!.id;
  return [
    ...model.checks.flatMap((check, at) => (record.checks[at]!.passed ? [] : [failedCheck(check, record.checks[at]!, record.id)])),
    ...(isFirst
      ? model.tieOuts.flatMap((tieOut, at) => (record.tieOuts[at]!.passed ? [] : [failedTieOut(tieOut, record.tieOuts[at]!)]))
      : []),
  ];
}

function failedCheck(check: Check, record: RecordCheck, scenario: string): Diagnostic {
  const when =
    record.failures.length === 0
      ? ''
      : ` in ${record.failures.slice(0, 3).join(', ')}${record.failures.length > 3 ? ` and ${record.failures.length - 3} more` : ''}`;
  const size =
    record.largestDifference === null ? '' : `; the largest difference is ${shortNumber(record.largestDifference)}${unitOf(check)}`;
  return problem('check-failed', check.written.span, `the check '${check.id}' does not hold${when}, scenario ${scenario}${size}`, {
    hint: 'show the items of the formula to see which side is wrong',
  });
}

/** ` USD` behind an amount; nothing behind a date or a plain number. */
function unitOf({ type }: { readonly type: ValueType }): string {
  return type.kind === 'number' && type.unit.text !== '1' ? ` ${type.unit.text}` : '';
}

/** As many digits as a message needs: 0.0123457, 4563456789. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(10)));
}

function failedTieOut(tieOut: TieOut, record: RecordTieOut): Diagnostic {
  return problem(
    'tie-out-failed',
    tieOut.written.span,
    `'${tieOut.id}' gives ${shortNumber(record.value)}${unitOf(tieOut)}, expected ${tieOut.expectWritten}`,
    {
      hint: tieOut.note ?? 'trace the items of the formula, or say in note: why the model differs from the published figure',
    },
  );
}
