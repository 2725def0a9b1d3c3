/**
 * From a number back to its inputs and sources. Enters a model, its layout and one evaluation; leaves a tree in which each
 * formula stands in model words and once more with the numbers put in.
 */

import { positionAt } from '../diagnostics/span.ts';
import { columnName, columnNumber, sheetPrefix } from '../grid/address.ts';
import { columns } from '../grid/drafting.ts';
import { unitText } from '../grid/formats.ts';
import type { Layout } from '../grid/fromModel.ts';
import type { Expression, Model, Provenance, Row } from '../model/model.ts';
import { cellAt, isError } from './fromEvaluation.ts';
import type { Evaluation } from './run.ts';

export interface Trace {
  readonly id: string;
  readonly label: string;
  readonly members: readonly string[];
  readonly period?: string;
  /** Workbook cell, such as `COGS!H14`. */
  readonly cell: string;
  readonly unit: string;
  readonly value: number | string | null;
  readonly words?: string;
  readonly withNumbers?: string;
  readonly provenance?: Provenance;
  readonly written?: { readonly path: string; readonly line: number };
  readonly children: readonly Trace[];
  /** Shown in full further up. */
  readonly repeated?: boolean;
}

interface Tracing {
  readonly model: Model;
  readonly layout: Layout;
  readonly evaluation: Evaluation;
  readonly seen: Set<string>;
}

function valueAt(row: Row, column: number, { layout, evaluation }: Tracing): number | string | null {
  const position = layout.positions.get(row)!;
  const value = cellAt(evaluation, position.sheet, position.row, column);
  if (value === undefined || value === null) return null;
  return isError(value) ? value.error : typeof value === 'boolean' ? Number(value) : value;
}

/** Traces a row at a column of its sheet. */
export function traceRow(row: Row, column: number, model: Model, layout: Layout, evaluation: Evaluation): Trace {
  return trace(row, column, { model, layout, evaluation, seen: new Set() });
}

/** The column of a row at a period, by its position from 0. */
export function columnOf(row: Row, position: number, layout: Layout): number {
  return row.quantity.time === 'scalar' ? columns.constant : layout.firstColumn + position;
}

function trace(row: Row, column: number, tracing: Tracing): Trace {
  const { model, layout } = tracing;
  const position = layout.positions.get(row)!;
  const cell = `${sheetPrefix(position.sheet)}${columnName(column)}${position.row + 1}`;
  const { span } = row.quantity.written;
  const at = column - layout.firstColumn;
  const actual = row.actuals?.[at];
  const isOpening = row.quantity.time === 'series' && at < 0;
  const expression = actual !== undefined ? undefined : isOpening ? row.opening : row.expression;
  const repeated = tracing.seen.has(cell);
  tracing.seen.add(cell);
  const scenario = model.scenarios.findIndex((one) => one.id === tracing.evaluation.scenario);
  return {
    id: row.quantity.id,
    label: row.label,
    members: row.members,
    period: row.quantity.time === 'scalar' ? undefined : (model.timeline.periods[at]?.label ?? 'opening'),
    cell,
    unit: unitText(row.quantity.type),
    value: valueAt(row, column, tracing),
    words: actual !== undefined ? 'actual' : isOpening ? 'opening' : row.quantity.words?.replace(/\s+/g, ' '),
    withNumbers: expression === undefined ? undefined : show(expression, column, tracing),
    provenance: row.values?.[scenario]?.provenance,
    written: { path: span.file.path, line: positionAt(span.file, span.start).line },
    children: repeated || expression === undefined ? [] : ingredients(expression, column, tracing),
    repeated,
  };
}

/** Cells that an expression reads in one column; long ranges are cut after twelve. */
function reads(expression: Expression, column: number, { layout, model }: Tracing): { row: Row; column: number }[] {
  const first = layout.firstColumn;
  const at = (row: Row, wanted: number) => ({ row, column: row.quantity.time === 'scalar' ? columns.constant : wanted });
  const span = (row: Row, from: number, to: number) =>
    Array.from({ length: Math.min(12, to - from + 1) }, (_, step) => at(row, from + step));
  switch (expression.kind) {
    case 'read':
      return [at(expression.row, column + expression.lag)];
    case 'readAt':
      return [at(expression.row, first + expression.position)];
    case 'window':
      return span(expression.row, column + expression.from, column + expression.to);
    case 'stretch':
      return span(expression.row, first + expression.from, first + Math.min(expression.to, model.timeline.periods.length - 1));
    case 'running':
      return span(expression.row, first, column);
    case 'block':
      return expression.rows.map((row) => at(row, column));
    case 'negate':
      return reads(expression.operand, column, { layout, model } as Tracing);
    case 'binary':
      return [expression.left, expression.right].flatMap((side) => reads(side, column, { layout, model } as Tracing));
    case 'call':
      return expression.args.flatMap((arg) => reads(arg, column, { layout, model } as Tracing));
    default:
      return [];
  }
}

function ingredients(expression: Expression, column: number, tracing: Tracing): Trace[] {
  const found = new Map<string, Trace>();
  for (const read of reads(expression, column, tracing)) {
    const key = `${[read.row.quantity.id, ...read.row.members].join('.')}@${read.column}`;
    if (!found.has(key)) found.set(key, trace(read.row, read.column, tracing));
  }
  return [...found.values()];
}

const periodOf = (column: number, { layout, model }: Tracing) => model.timeline.periods[column - layout.firstColumn];

function show(expression: Expression, column: number, tracing: Tracing): string {
  switch (expression.kind) {
    case 'number':
      return numberWords(expression.value);
    case 'text':
      return expression.text;
    case 'negate':
      return `-${show(expression.operand, column, tracing)}`;
    case 'binary':
      return `${wrapped(expression.left, expression.operator, column, tracing)} ${expression.operator} ${wrapped(expression.right, expression.operator, column, tracing)}`;
    case 'call':
      return `${expression.name}(${expression.args.map((arg) => show(arg, column, tracing)).join(', ')})`;
    case 'period':
      return periodWords(expression.attribute, column + expression.lag, tracing);
    case 'periodStretch':
      return `period.${expression.attribute}`;
    default: {
      const values = reads(expression, column, tracing).map((one) => valueWords(valueAt(one.row, one.column, tracing)));
      return values.length > 6 ? `${values.slice(0, 5).join(', ')}, …` : values.join(', ');
    }
  }
}

function wrapped(expression: Expression, operator: string, column: number, tracing: Tracing): string {
  const text = show(expression, column, tracing);
  const loose = expression.kind === 'binary' && ['*', '/', '^', '-'].includes(operator) && expression.operator !== '^';
  return loose ? `(${text})` : text;
}

function periodWords(attribute: string, column: number, tracing: Tracing): string {
  const period = periodOf(column, tracing);
  if (period === undefined) return `period.${attribute}`;
  if (attribute === 'months') return `${period.to - period.from}`;
  return attribute === 'index' ? `${period.index}` : attribute === 'year' ? `${period.year}` : `${attribute} of ${period.label}`;
}

function valueWords(value: number | string | null): string {
  return typeof value === 'number' ? numberWords(value) : (value ?? 'nothing');
}

/** Seven digits with a suffix for money: `1.25bn`, `0.225`. */
export function numberWords(value: number): string {
  for (const [size, suffix] of [
    [1e12, 'tn'],
    [1e9, 'bn'],
    [1e6, 'm'],
  ] as const) {
    if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(6))}${suffix}`;
  }
  return `${Number(value.toPrecision(7))}`;
}

/** The row and column of the model behind a workbook cell such as `COGS!H14`; undefined when there is none. */
export function rowAtCell(address: string, layout: Layout): { row: Row; column: number } | undefined {
  const match = /^(?:'((?:[^']|'')+)'|([^!]+))!\$?([A-Za-z]{1,3})\$?(\d+)$/.exec(address.trim());
  if (match === null) return undefined;
  const wanted = (match[1]?.replaceAll("''", "'") ?? match[2]!).toLowerCase();
  const sheet = layout.grid.sheets.find((one) => one.name.toLowerCase() === wanted)?.name ?? '';
  const row = layout.origins.get(sheet)?.get(Number(match[4]) - 1);
  if (row === undefined) return undefined;
  const column = columnNumber(match[3]!);
  const report = [layout.years, layout.quarters].find((one) => one.positions.get(row)?.sheet === sheet);
  return {
    row,
    column:
      row.quantity.time === 'scalar'
        ? columns.constant
        : report === undefined
          ? column
          : lastColumnOf(report.labels[column - columns.openings], layout, row),
  };
}

/** Reports are traced at the last period of their column. */
function lastColumnOf(label: string | undefined, layout: Layout, row: Row): number {
  const header = layout.grid.sheets.find((one) => one.name === layout.positions.get(row)!.sheet)!.rows[1]!;
  const labels = header.runs.flatMap((run) =>
    (Array.isArray(run.content) ? run.content : [run.content]).map((content) => (content.kind === 'text' ? content.text : '')),
  );
  const [year, quarter] = (label ?? '').split('-Q');
  const month = quarter === undefined ? '12' : String(Number(quarter) * 3).padStart(2, '0');
  for (const candidate of [`${year}-${month}`, `${year}-Q4`, `${label}`]) if (labels.includes(candidate)) return labels.indexOf(candidate);
  return layout.firstColumn;
}
