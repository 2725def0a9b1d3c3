/**
 * Traces a workbook cell. Takes an address such as `COGS!H14`; returns the trace of that cell: a line item, a year of a
 * report, an input in one scenario, a check or a tie-out. Guarantee: the value is the one that the cell shows.
 */
import { columnNumber } from '../grid/address.ts';
import { unitText } from '../grid/formats.ts';
import type { Origin, RowSegment } from '../grid/grid.ts';
import { checkName, findQuantity, rowOf } from '../model/find.ts';
import type { Check, Row, TieOut } from '../model/model.ts';
import { columns } from '../sheets/layoutContext.ts';
import { calibratedNames, tieOutColumns } from '../sheets/model/checkSheets.ts';
import { annualSheet } from '../sheets/model/reportSheets.ts';
import { cellAt, isError } from './recordFromEvaluation.ts';
import {
  cellName,
  inputFacts,
  lineOf,
  type Trace,
  type TraceContext,
  traceExpression,
  traceRollup,
  traceRow,
} from './trace.ts';

interface Cell {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** The trace of a cell; undefined if it does not belong to the model. */
export function traceCell(address: string, context: TraceContext): Trace | undefined {
  const cell = readAddress(address, context);
  if (cell === undefined) return undefined;
  const segments = context.layout.grid.sheets.find(({ name }) => name === cell.sheet)?.rows[cell.row]?.segments ?? [];
  const covering = segments.find(({ column, count }) => column <= cell.column && cell.column < column + count);
  const segment = covering?.origin === undefined ? segments.find(({ origin }) => origin !== undefined) : covering;
  if (segment?.origin === undefined) return undefined;
  // A label is traced as the first number of its row.
  return traceOrigin(
    segment.origin,
    covering === segment ? cell : { ...cell, column: segment.column },
    segment,
    context,
  );
}

function readAddress(address: string, { layout }: TraceContext): Cell | undefined {
  const match = /^(?:'((?:[^']|'')+)'|([^!]+))!\$?([A-Za-z]{1,3})\$?(\d+)$/.exec(address.trim());
  if (match === null) return undefined;
  const wanted = (match[1]?.replaceAll("''", "'") ?? match[2]!).toLowerCase();
  const sheet = layout.grid.sheets.find(({ name }) => name.toLowerCase() === wanted)?.name;
  return sheet === undefined ? undefined : { sheet, row: Number(match[4]) - 1, column: columnNumber(match[3]!) };
}

function traceOrigin(origin: Origin, cell: Cell, segment: RowSegment, context: TraceContext): Trace | undefined {
  const { model } = context;
  if (origin.kind === 'check') {
    const check = model.checks.find((one) => checkName(one) === [origin.id, ...origin.members].join('.'));
    // The built-in checks are explained next to their cells.
    if (check === undefined) return { ...bare(cell, context), id: origin.id, label: `${origin.id} (check)` };
    return proof(check, check.difference ?? check.condition, 'check', cell, context);
  }
  if (origin.kind === 'tie-out') {
    const tieOut = model.tieOuts.find(({ id }) => id === origin.id);
    return tieOut === undefined
      ? undefined
      : { ...proof(tieOut, tieOut.value, tieOut.kind, cell, context), ...saidOf(tieOut) };
  }
  if (origin.kind === 'time') return { ...bare(cell, context), id: origin.id, label: origin.id };
  const quantity = findQuantity(model, origin.id);
  const row = quantity === undefined ? undefined : rowOf(quantity, origin.members);
  return row === undefined ? undefined : traceRowCell(row, origin, cell, segment, context);
}

function traceRowCell(
  row: Row,
  origin: Origin,
  cell: Cell,
  segment: RowSegment,
  context: TraceContext,
): Trace | undefined {
  const { model } = context;
  if (origin.kind === 'rollup') {
    const by = cell.sheet === annualSheet ? 'year' : 'quarter';
    return traceRollup(row, { by, at: cell.column - segment.column }, context);
  }
  if (resultSheets.has(cell.sheet) && row.quantity.time === 'series')
    return traceResult(row, cell.column - segment.column, context);
  if (origin.scenario === undefined)
    return traceRow(row, row.quantity.time === 'scalar' ? columns.constant : cell.column, context);
  const index = model.scenarios.findIndex(({ id }) => id === origin.scenario);
  const period =
    row.quantity.time === 'scalar' ? undefined : model.timeline.periods[cell.column - context.layout.firstColumn];
  return {
    ...bare(cell, context),
    id: row.quantity.id,
    label: `${row.label}, scenario ${origin.scenario}`,
    members: row.members,
    unit: unitText(row.quantity.type),
    ...(period === undefined ? {} : { period: period.label }),
    ...inputFacts(row.values![index]!, period?.from),
  };
}

/** Sheets that show key results by year, or by period in a model by years. */
const resultSheets: ReadonlySet<string> = new Set(['Dashboard', 'Scenarios']);

function traceResult(row: Row, at: number, context: TraceContext): Trace | undefined {
  const { years, firstColumn } = context.layout;
  return years.labels.length > 0
    ? traceRollup(row, { by: 'year', at }, context)
    : traceRow(row, firstColumn + at, context);
}

/** A trace of the cell without children. */
function bare({ sheet, row, column }: Cell, { evaluation }: TraceContext): Trace {
  const value = cellAt(evaluation, sheet, row, column) ?? null;
  const shown = isError(value) ? value.error : typeof value === 'boolean' ? Number(value) : value;
  return {
    id: '',
    label: '',
    members: [],
    cell: cellName({ sheet, row }, column),
    unit: '',
    value: shown,
    children: [],
  };
}

/** Columns of the Tie-outs sheet with flags, verdicts or text instead of amounts. */
const plainColumns: ReadonlySet<number> = new Set(
  (['holds', 'documentedMiss', 'later', 'verdict'] as const).map((column) => tieOutColumns[column]),
);

/** The documented miss, later publication and calibration of a tie-out. */
function saidOf({ misses, isLater, known, asOf, calibrated }: TieOut): Pick<Trace, 'misses' | 'later' | 'calibrated'> {
  return {
    ...(misses?.inForce === true ? { misses: misses.reason } : {}),
    ...(isLater ? { later: { published: known!, known: asOf! } } : {}),
    ...(calibrated.length === 0 ? {} : { calibrated: calibratedNames(calibrated) }),
  };
}

function proof(
  one: Check | TieOut,
  expression: TieOut['value'] | undefined,
  what: string,
  cell: Cell,
  context: TraceContext,
): Trace {
  const node = {
    ...bare(cell, context),
    id: one.id,
    label: `${'title' in one ? one.title : one.label} (${what})`,
    unit: plainColumns.has(cell.column) || what === 'check' ? '' : unitText(one.type),
    words: one.formulaText.replace(/\s+/g, ' '),
    written: lineOf(one.formula.span),
  };
  return expression === undefined ? node : { ...node, ...traceExpression(expression, cell.column, false, context) };
}
