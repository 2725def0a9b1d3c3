/**
 * The annual and quarterly reports: the statements of the model first, then all other items, each rolled up by its
 * rule. Guarantee: an item that is in no statement follows after the statements, so nothing that can be rolled up is
 * left out.
 */

import { cellFormula, type FormulaContext } from '../../grid/cellFormula.ts';
import { dateFormat, numberFormat, unitText } from '../../grid/formats.ts';
import type { FormulaPart, GridSheet, StyleRole, Template } from '../../grid/grid.ts';
import { formulaCells, type SheetBuilder, sheetBuilder, textCell, valueCell } from '../../grid/sheetBuilder.ts';
import { rowId } from '../../model/find.ts';
import type { Quantity, ReportRow, Row } from '../../model/model.ts';
import { isReported, reportExpression, reportLabels } from '../../model/rollup/rollup.ts';
import { describeRuleAndReason } from '../../model/rollup/rollupText.ts';
import { monthsIn } from '../../values/timeline.ts';
import {
  addBand,
  addHeadings,
  addTitle,
  columns,
  frozenRows,
  type LayoutContext,
  originOf,
  type Position,
  reportWidthsFor,
  rowHeader,
  timelineSheet,
} from '../layoutContext.ts';
import { timeSheetRows } from './timeSheet.ts';

export const annualSheet = 'Annual';
export const quarterlySheet = 'Quarterly';

export interface Report {
  readonly sheet: string;
  readonly labels: readonly string[];
  readonly positions: ReadonlyMap<Row, Position>;
}
export interface Reports {
  readonly sheets: GridSheet[];
  readonly years: Report;
  readonly quarters: Report;
}

type By = 'year' | 'quarter';

/** A line of a report before it has a position. */
type Line = { readonly kind: 'blank' } | { readonly kind: 'section' | 'heading'; readonly text: string } | RowLine;
interface RowLine {
  readonly kind: 'row';
  readonly row: Row;
  readonly label: string;
  readonly emphasis: 'normal' | 'subtotal' | 'total';
}

/** Writes the reports that the grain allows: quarters from months, years from months or quarters. */
export function reportSheets(context: LayoutContext): Reports {
  const { grain } = context.model.timeline;
  const none = (sheet: string): Report => ({ sheet, labels: [], positions: new Map() });
  const years = monthsIn[grain] < 12 ? makeReport(annualSheet, 'year', context) : undefined;
  const quarters = monthsIn[grain] < 3 ? makeReport(quarterlySheet, 'quarter', context) : undefined;
  return {
    sheets: [years, quarters].flatMap((one) => (one === undefined ? [] : [one.sheet])),
    years: years?.report ?? none(annualSheet),
    quarters: quarters?.report ?? none(quarterlySheet),
  };
}

const timeRows = { end: 2, first: 3, last: 4, key: 5, start: 6 } as const;
const firstLine = 7;
const firstColumn = columns.openings;
const here = (row: number, lag = 0): FormulaPart => ({ row, column: { relative: lag } });

function makeReport(name: string, by: By, context: LayoutContext): { sheet: GridSheet; report: Report } {
  const labels = reportLabels(context.model.timeline, by);
  const sheet = sheetBuilder(name, 'presentation', reportWidthsFor(labels.length), { rows: frozenRows, columns: 1 });
  addTitle(sheet, `${name} report: ${context.model.title}`);
  addHeadings(sheet, labels);
  addTimeRows(sheet, by, labels.length, context);
  const { lines, pageBreaks } = reportLines(context);
  const positions = placeLines(lines, name);
  for (const line of lines) addLine(sheet, line, { by, count: labels.length, positions, context });
  return { sheet: { ...sheet.finish(), pageBreaks }, report: { sheet: name, labels, positions } };
}

/**
 * Adds the rows that show which periods a column covers. Each column starts after the one on its left. The constant
 * column, left of the first, contains 0, so that every column has the same formula.
 */
function addTimeRows(sheet: SheetBuilder, by: By, count: number, context: LayoutContext): void {
  const keys = wholeRow(timelineSheet, by === 'year' ? timeSheetRows.year : timeSheetRows.quarter, context);
  const at = (row: number, position: FormulaPart): Template => [
    'INDEX(',
    wholeRow(timelineSheet, row, context),
    ',1,',
    position,
    ')',
  ];
  const add = (label: string, unit: string, template: Template, format: string, before?: number) =>
    sheet.add(
      textCell(columns.label, label, 'subheader'),
      textCell(columns.unit, unit, 'unit'),
      textCell(columns.kind, 'time', 'unit'),
      valueCell(columns.constant, before, 'fixed', { format }),
      formulaCells(firstColumn, count, template, 'subheader', {
        format,
        origin: { kind: 'time', id: label, members: [] },
      }),
    );
  add('Period end', 'date', at(timeSheetRows.periodEnd, here(timeRows.last)), dateFormat);
  add('First period', '1', [here(timeRows.last, -1), '+1'], '0');
  add('Last period', '1', [here(timeRows.first), '+COUNTIF(', keys, ',', here(timeRows.key), ')-1'], '0', 0);
  add(by === 'year' ? 'Year' : 'Quarter number', '1', ['INDEX(', keys, ',1,', here(timeRows.first), ')'], '0');
  add('Period start', 'date', at(timeSheetRows.periodStart, here(timeRows.first)), dateFormat);
}

/** The statements, then all items that are in none of them, in the order of the model. */
function reportLines({ model }: LayoutContext): { lines: Line[]; pageBreaks: number[] } {
  const stated = new Set(
    model.reports.flatMap(({ rows }) => rows.flatMap((row) => (row.kind === 'item' ? [row.quantity] : []))),
  );
  const statements = model.reports.map(({ title, rows }): Line[] => [
    { kind: 'section', text: title },
    ...rows.flatMap(statementLines),
    { kind: 'blank' },
  ]);
  const others = model.sheets.flatMap(({ name, sections }): Line[] => {
    const found = sections.flatMap((section): Line[] => {
      const items = section.items.filter((quantity) => isReported(quantity) && !stated.has(quantity));
      return items.length === 0 ? [] : [{ kind: 'heading', text: section.title }, ...items.flatMap(itemLines)];
    });
    return found.length === 0 ? [] : [{ kind: 'section', text: name }, ...found];
  });
  const lines = [...statements.flat(), ...others];
  const behind = firstLine + statements.flat().length;
  return { lines, pageBreaks: statements.length > 0 && others.length > 0 ? [behind] : [] };
}

function statementLines(row: ReportRow): Line[] {
  if (row.kind === 'heading') return [{ kind: 'heading', text: row.text }];
  const { label, emphasis } = row;
  const lines = itemLines(row.quantity);
  return lines.map((line) =>
    line.kind === 'row'
      ? { ...line, emphasis, label: label === undefined ? line.label : relabelled(line.row, label) }
      : line,
  );
}

function relabelled(row: Row, label: string): string {
  return row.members.length === 0 ? label : `${label}: ${row.label.slice(row.quantity.label.length + 2)}`;
}

function itemLines({ rows }: Quantity): RowLine[] {
  return rows.map((row) => ({ kind: 'row', row, label: row.label, emphasis: 'normal' }));
}

/** The position of each row. If a row appears twice, formulas read its first appearance. */
function placeLines(lines: readonly Line[], sheet: string): Map<Row, Position> {
  const positions = new Map<Row, Position>();
  lines.forEach((line, at) => {
    if (line.kind === 'row' && !positions.has(line.row))
      positions.set(line.row, { sheet, row: firstLine + at, time: 'series' });
  });
  return positions;
}

interface Placing {
  readonly by: By;
  readonly count: number;
  readonly positions: ReadonlyMap<Row, Position>;
  readonly context: LayoutContext;
}

function addLine(sheet: SheetBuilder, line: Line, placing: Placing): void {
  if (line.kind === 'row') addRow(sheet, line, placing);
  else if (line.kind === 'blank') sheet.add();
  else if (line.kind === 'section') addBand(sheet, line.text, placing.count);
  else sheet.add(textCell(0, line.text, 'subtotalLabel'));
}

function addRow(sheet: SheetBuilder, { row, label, emphasis }: RowLine, placing: Placing): void {
  const { quantity } = row;
  const { context } = placing;
  const recompute = quantity.rollup === 'recompute';
  const template = recompute ? recomputed(row, placing) : rolledUp(row, placing);
  const plain: StyleRole = recompute ? 'calculation' : 'link';
  const position = context.positions.get(row)!;
  sheet.add(
    rowHeader({
      label,
      unit: unitText(quantity.type),
      id: rowId(row),
      kind: 'report',
      words: describeRuleAndReason(quantity),
      source: {
        kind: 'link',
        text: `${position.sheet}, row ${position.row + 1}`,
        sheet: position.sheet,
        row: position.row,
      },
    }).map((segment) =>
      segment.column === 0 && emphasis !== 'normal' ? { ...segment, style: `${emphasis}Label` } : segment,
    ),
    formulaCells(firstColumn, placing.count, template, emphasis === 'normal' ? plain : emphasis, {
      format: numberFormat(quantity.type, context.model.display),
      origin: originOf(row, 'rollup'),
    }),
  );
}

function wholeRow(sheet: string, row: number, context: LayoutContext): FormulaPart {
  const { firstColumn: from, count } = context;
  return { sheet, row, column: { absolute: from }, to: { row, column: { absolute: from + count - 1 } } };
}

function rolledUp(row: Row, { by, context }: Placing): Template {
  const position = context.positions.get(row)!;
  const values = wholeRow(position.sheet, position.row, context);
  const keys = wholeRow(timelineSheet, by === 'year' ? timeSheetRows.year : timeSheetRows.quarter, context);
  const sum: Template = ['SUMIFS(', values, ',', keys, ',', here(timeRows.key), ')'];
  switch (row.quantity.rollup) {
    case 'last':
      return ['INDEX(', values, ',1,', here(timeRows.last), ')'];
    case 'first':
      return ['INDEX(', values, ',1,', here(timeRows.first), ')'];
    case 'average':
      return [...sum, '/(', here(timeRows.last), '-', here(timeRows.first), '+1)'];
    default:
      return sum;
  }
}

function recomputed(row: Row, { by, positions, context }: Placing): Template {
  const formulaContext: FormulaContext = {
    locate: (one) =>
      one.quantity.time === 'scalar' ? context.positions.get(one)! : { row: positions.get(one)!.row, time: 'series' },
    timeRow: () => ({ row: timeRows.end }),
    constantColumn: columns.constant,
    firstColumn,
  };
  return cellFormula(reportExpression(row, by)!, formulaContext);
}
