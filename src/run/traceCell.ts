/**
 * From a workbook cell to what stands behind it. Enters an address such as `COGS!H14`; leaves the trace of that very
 * cell: a line item, a year of a report, an input in one scenario, a check or a tie-out. Guarantee: the value is the
 * one that the cell shows.
 */
import { columnNumber } from '../grid/address.ts';
import { unitText } from '../grid/formats.ts';
import type { Origin, Run } from '../grid/grid.ts';
import { checkName, findQuantity, rowOf } from '../model/find.ts';
import type { Check, Row, TieOut } from '../model/model.ts';
import { columns } from '../sheets/drafting.ts';
import { calibratedNames, tieOutColumns } from '../sheets/model/checkSheets.ts';
import { annualSheet } from '../sheets/model/reportSheets.ts';
import { cellAt, isError } from './fromEvaluation.ts';
import { below, cellName, inputFacts, lineOf, type Trace, type Tracing, traceRollup, traceRow } from './trace.ts';

interface Cell {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** The trace of a cell; undefined when it holds nothing that the model knows. */
export function traceCell(address: string, tracing: Tracing): Trace | undefined {
  const cell = readAddress(address, tracing);
  if (cell === undefined) return undefined;
  const runs = tracing.layout.grid.sheets.find(({ name }) => name === cell.sheet)?.rows[cell.row]?.runs ?? [];
  const covering = runs.find(({ column, count }) => column <= cell.column && cell.column < column + count);
  const run = covering?.origin === undefined ? runs.find(({ origin }) => origin !== undefined) : covering;
  if (run?.origin === undefined) return undefined;
  // A label stands for the first number of its row.
  return traceOrigin(run.origin, covering === run ? cell : { ...cell, column: run.column }, run, tracing);
}

function readAddress(address: string, { layout }: Tracing): Cell | undefined {
  const match = /^(?:'((?:[^']|'')+)'|([^!]+))!\$?([A-Za-z]{1,3})\$?(\d+)$/.exec(address.trim());
  if (match === null) return undefined;
  const wanted = (match[1]?.replaceAll("''", "'") ?? match[2]!).toLowerCase();
  const sheet = layout.grid.sheets.find(({ name }) => name.toLowerCase() === wanted)?.name;
  return sheet === undefined ? undefined : { sheet, row: Number(match[4]) - 1, column: columnNumber(match[3]!) };
}

function traceOrigin(origin: Origin, cell: Cell, run: Run, tracing: Tracing): Trace | undefined {
  const { model } = tracing;
  if (origin.kind === 'check') {
    const check = model.checks.find((one) => checkName(one) === [origin.id, ...origin.members].join('.'));
    // The checks that every workbook has are explained beside their cells.
    if (check === undefined) return { ...bare(cell, tracing), id: origin.id, label: `${origin.id} (check)` };
    return proof(check, check.difference ?? check.condition, 'check', cell, tracing);
  }
  if (origin.kind === 'tie-out') {
    const tieOut = model.tieOuts.find(({ id }) => id === origin.id);
    return tieOut === undefined
      ? undefined
      : { ...proof(tieOut, tieOut.value, tieOut.kind, cell, tracing), ...saidOf(tieOut) };
  }
  if (origin.kind === 'time') return { ...bare(cell, tracing), id: origin.id, label: origin.id };
  const quantity = findQuantity(model, origin.id);
  const row = quantity === undefined ? undefined : rowOf(quantity, origin.members);
  return row === undefined ? undefined : traceRowCell(row, origin, cell, run, tracing);
}

function traceRowCell(row: Row, origin: Origin, cell: Cell, run: Run, tracing: Tracing): Trace | undefined {
  const { model } = tracing;
  if (origin.kind === 'rollup') {
    const by = cell.sheet === annualSheet ? 'year' : 'quarter';
    return traceRollup(row, { by, at: cell.column - run.column }, tracing);
  }
  if (resultSheets.has(cell.sheet) && row.quantity.time === 'series')
    return traceResult(row, cell.column - run.column, tracing);
  if (origin.scenario === undefined)
    return traceRow(row, row.quantity.time === 'scalar' ? columns.constant : cell.column, tracing);
  const index = model.scenarios.findIndex(({ id }) => id === origin.scenario);
  const period =
    row.quantity.time === 'scalar' ? undefined : model.timeline.periods[cell.column - tracing.layout.firstColumn];
  return {
    ...bare(cell, tracing),
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

function traceResult(row: Row, at: number, tracing: Tracing): Trace | undefined {
  const { years, firstColumn } = tracing.layout;
  return years.labels.length > 0
    ? traceRollup(row, { by: 'year', at }, tracing)
    : traceRow(row, firstColumn + at, tracing);
}

/** The cell alone. */
function bare({ sheet, row, column }: Cell, { evaluation }: Tracing): Trace {
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

/** Columns of the tie-outs that hold 0, 1 or 2, or words, and no amount. */
const plainColumns: ReadonlySet<number> = new Set(
  (['holds', 'saidToMiss', 'later', 'verdict'] as const).map((column) => tieOutColumns[column]),
);

/** What the model says of a tie-out beside its figure. */
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
  tracing: Tracing,
): Trace {
  const node = {
    ...bare(cell, tracing),
    id: one.id,
    label: `${'title' in one ? one.title : one.label} (${what})`,
    unit: plainColumns.has(cell.column) || what === 'check' ? '' : unitText(one.type),
    words: one.words.replace(/\s+/g, ' '),
    written: lineOf(one.written.span),
  };
  return expression === undefined ? node : { ...node, ...below(expression, cell.column, false, tracing) };
}
