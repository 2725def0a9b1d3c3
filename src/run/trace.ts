/**
 * Traces a number back to its inputs and sources. Takes a model, its layout and one evaluation; returns a tree in which
 * each formula is shown in model terms and with its numbers.
 */

import { positionAt, type Span } from '../diagnostics/span.ts';
import { columnName, readablePrefix } from '../grid/address.ts';
import { unitText } from '../grid/formats.ts';
import { rowId } from '../model/find.ts';
import type { Expression, InputValue, Model, Provenance, Row } from '../model/model.ts';
import { reportExpression } from '../model/rollup/rollup.ts';
import { describeRule } from '../model/rollup/rollupText.ts';
import { columns, type Position } from '../sheets/layoutContext.ts';
import type { Layout } from '../sheets/model/fromModel.ts';
import { type EvaluatedRows, listCellsRead, printWithNumbers, valueAt } from './formulaWithNumbers.ts';
import { cellAt, isError } from './recordFromEvaluation.ts';
import type { Evaluation } from './run.ts';

/** The provenance of an input, as printed by `trace --json`. */
type TracedProvenance = Omit<Provenance, 'at' | 'versions' | 'asOf' | 'setBy' | 'valueText'> & {
  /** The value as in the file. */
  readonly written: string;
};

export interface Trace {
  readonly id: string;
  readonly label: string;
  readonly members: readonly string[];
  readonly period?: string | undefined;
  /** The workbook cell, such as `COGS!H14`. */
  readonly cell: string;
  readonly unit: string;
  readonly value: number | string | null;
  readonly words?: string | undefined;
  readonly withNumbers?: string;
  readonly provenance?: TracedProvenance;
  readonly written?: { readonly path: string; readonly line: number } | undefined;
  /** For a tie-out: the reason for a documented miss that applies on the as-of date. */
  readonly misses?: string;
  /** For a tie-out that is not judged because its figure was published after the as-of date: both dates. */
  readonly later?: { readonly published: string; readonly known: string };
  /** For a tie-out: the inputs that were calibrated to it. */
  readonly calibrated?: readonly string[];
  readonly children: readonly Trace[];
  /** The number of further cells of a long range that are not listed. */
  readonly omitted?: number;
  /** Whether it is shown in full above. */
  readonly repeated?: boolean;
}

export interface TraceContext {
  readonly model: Model;
  readonly layout: Layout;
  readonly evaluation: Evaluation;
  /** Cells visited so far. */
  readonly seen: Set<string>;
}

/** A year or a quarter of a report. */
export interface ReportPeriod {
  readonly by: 'year' | 'quarter';
  /** Position among the columns of the report, from 0. */
  readonly at: number;
}

/** The column of a row at a period, by its position from 0. */
export function columnOf(row: Row, position: number, layout: Layout): number {
  return row.quantity.time === 'scalar' ? columns.constant : layout.firstColumn + position;
}

export function cellName({ sheet, row }: { readonly sheet: string; readonly row: number }, column: number): string {
  return `${readablePrefix(sheet)}${columnName(column)}${row + 1}`;
}

export function lineOf({ file, start }: Span): Trace['written'] {
  return { path: file.path, line: positionAt(file, start).line };
}

function readingOf({ model, layout, evaluation }: TraceContext): EvaluatedRows {
  return { model, evaluation, positions: layout.positions, firstColumn: layout.firstColumn };
}

/** The node of a row, without children. */
function nodeOf(
  row: Row,
  position: Position,
  column: number,
  value: Trace['value'],
  period: string | undefined,
): Trace {
  const { quantity } = row;
  const cell = cellName(position, column);
  const shared = { id: quantity.id, label: row.label, members: row.members, cell, unit: unitText(quantity.type) };
  return { ...shared, value, period, written: lineOf(quantity.declaredAt.span), children: [] };
}

/** Traces a row at a column of its sheet. */
export function traceRow(row: Row, column: number, context: TraceContext): Trace {
  const { model, layout, evaluation } = context;
  const position = layout.positions.get(row)!;
  const at = column - layout.firstColumn;
  const period = row.quantity.time === 'scalar' ? undefined : (model.timeline.periods[at]?.label ?? 'opening');
  const node = nodeOf(row, position, column, valueAt(row, column, readingOf(context)), period);
  const scenario = model.scenarios.findIndex((one) => one.id === evaluation.scenario);
  if (row.values !== undefined)
    return { ...node, ...inputFacts(row.values[scenario]!, model.timeline.periods[at]?.from) };
  const repeated = context.seen.has(node.cell);
  context.seen.add(node.cell);
  const actual = row.actualFacts?.[at];
  if (actual !== undefined) return { ...node, words: 'actual', repeated, ...factsOf(actual) };
  const isOpening = row.quantity.time === 'series' && at < 0;
  const expression = isOpening ? row.opening : row.expression;
  const words = isOpening ? 'opening' : row.quantity.formulaText?.replace(/\s+/g, ' ');
  if (expression === undefined) return { ...node, words, repeated };
  return { ...node, words, repeated, ...traceExpression(expression, column, repeated, context) };
}

/** The provenance of an input in a month; before a scenario changes it, that of the earlier value. */
export function inputFacts(
  { provenance, earlier }: InputValue,
  month: number | undefined,
): Pick<Trace, 'provenance' | 'written'> {
  return factsOf(earlier.find(({ until }) => month !== undefined && month < until)?.provenance ?? provenance);
}

function factsOf({
  at,
  versions,
  asOf,
  setBy,
  valueText,
  ...facts
}: Provenance): Pick<Trace, 'provenance' | 'written'> {
  return { provenance: { ...facts, written: valueText }, written: lineOf(at) };
}

/** The formula with its numbers, and the cells that it reads. */
export function traceExpression(
  expression: Expression,
  column: number,
  repeated: boolean,
  context: TraceContext,
): Pick<Trace, 'withNumbers' | 'children' | 'omitted'> {
  const reading = readingOf(context);
  const withNumbers = printWithNumbers(expression, column, reading);
  if (repeated) return { withNumbers, children: [] };
  const read = distinct(listCellsRead(expression, column, reading));
  return { withNumbers, ...listed(read, (one) => traceRow(one.row, one.column, context)) };
}

interface Read {
  readonly row: Row;
  readonly column: number;
}

function distinct(all: readonly Read[]): Read[] {
  const found = new Map<string, Read>();
  for (const one of all) {
    const key = `${rowId(one.row)}@${one.column}`;
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}

/** The maximum number of children; a sum over five years of months would fill the screen. */
const childrenMax = 24;

function listed<T>(all: readonly T[], traceOne: (one: T) => Trace): Pick<Trace, 'children' | 'omitted'> {
  const children = all.slice(0, childrenMax).map(traceOne);
  return all.length > childrenMax ? { children, omitted: all.length - childrenMax } : { children };
}

/** Traces a row of a report in a year or quarter; undefined if the report does not contain it. */
export function traceRollup(row: Row, bucket: ReportPeriod, context: TraceContext): Trace | undefined {
  const { layout, evaluation } = context;
  const report = bucket.by === 'year' ? layout.years : layout.quarters;
  const position = report.positions.get(row);
  const label = report.labels[bucket.at];
  if (position === undefined || label === undefined) return undefined;
  const column = columns.openings + bucket.at;
  const cell = cellAt(evaluation, position.sheet, position.row, column);
  const value = isError(cell) ? cell.error : typeof cell === 'boolean' ? Number(cell) : (cell ?? null);
  const node = nodeOf(row, position, column, value, label);
  const { rollup } = row.quantity;
  if (rollup === 'recompute') return { ...node, ...recomputed(row, bucket, context) };
  const positions = periodsIn(label, context);
  const wanted = rollup === 'last' ? positions.slice(-1) : rollup === 'first' ? positions.slice(0, 1) : positions;
  const traced = listed(wanted, (at) => traceRow(row, layout.firstColumn + at, context));
  return { ...node, words: describeRule(row.quantity), ...traced };
}

/** A ratio is recomputed from rows of the report. */
function recomputed(
  row: Row,
  bucket: ReportPeriod,
  context: TraceContext,
): Pick<Trace, 'words' | 'withNumbers' | 'children'> {
  const { model, layout, evaluation } = context;
  const report = bucket.by === 'year' ? layout.years : layout.quarters;
  const column = columns.openings + bucket.at;
  const reading = {
    model,
    evaluation,
    positions: new Map([...layout.positions, ...report.positions]),
    firstColumn: columns.openings,
  };
  const expression = reportExpression(row, bucket.by)!;
  const read = distinct(listCellsRead(expression, column, reading));
  return {
    words: `${row.quantity.formulaText?.replace(/\s+/g, ' ')} (${describeRule(row.quantity)})`,
    withNumbers: printWithNumbers(expression, column, reading),
    children: read.map((one) => traceRollup(one.row, bucket, context) ?? traceRow(one.row, one.column, context)),
  };
}

/** Positions of the periods in a year or quarter. */
function periodsIn(label: string, { model }: TraceContext): number[] {
  const [year, quarter] = label.split('-Q').map(Number);
  return model.timeline.periods.flatMap((period, at) =>
    period.year === year && (quarter === undefined || Math.floor((period.from % 12) / 3) + 1 === quarter) ? [at] : [],
  );
}
