/**
 * The yearly and quarterly reports: the statements of the model first, then every other item, each rolled up by its
 * rule. Guarantee: an item that stands in no statement stands behind them, so nothing that adds up is left out.
 */

import { cellFormula, type Surroundings } from '../../grid/cellFormula.ts';
import { dateFormat, numberFormat, unitText } from '../../grid/formats.ts';
import type { FormulaPart, GridSheet, StyleRole, Template } from '../../grid/grid.ts';
import { formula, type SheetBuilder, sheetBuilder, text, value } from '../../grid/sheetBuilder.ts';
import { rowId } from '../../model/find.ts';
import type { Quantity, ReportRow, Row } from '../../model/model.ts';
import { bucketLabels, isReported, reportExpression } from '../../model/rollup.ts';
import { ruleAndReason } from '../../model/rollupText.ts';
import { monthsIn } from '../../values/timeline.ts';
import {
  addBand,
  addHeadings,
  addTitle,
  columns,
  type Drafting,
  frozenRows,
  leadOf,
  originOf,
  type Position,
  reportWidthsFor,
  timelineSheet,
} from '../drafting.ts';
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

/** A line of a report before it has its place. */
type Line = { readonly kind: 'blank' } | { readonly kind: 'section' | 'heading'; readonly text: string } | RowLine;
interface RowLine {
  readonly kind: 'row';
  readonly row: Row;
  readonly label: string;
  readonly emphasis: 'normal' | 'subtotal' | 'total';
}

/** Writes the reports that the grain allows: quarters from months, years from months and quarters. */
export function reportSheets(drafting: Drafting): Reports {
  const { grain } = drafting.model.timeline;
  const none = (sheet: string): Report => ({ sheet, labels: [], positions: new Map() });
  const years = monthsIn[grain] < 12 ? makeReport(annualSheet, 'year', drafting) : undefined;
  const quarters = monthsIn[grain] < 3 ? makeReport(quarterlySheet, 'quarter', drafting) : undefined;
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

function makeReport(name: string, by: By, drafting: Drafting): { sheet: GridSheet; report: Report } {
  const labels = bucketLabels(drafting.model.timeline, by);
  const sheet = sheetBuilder(name, 'presentation', reportWidthsFor(labels.length), { rows: frozenRows, columns: 1 });
  addTitle(sheet, `${name} report: ${drafting.model.title}`);
  addHeadings(sheet, labels);
  addTimeRows(sheet, by, labels.length, drafting);
  const { lines, pageBreaks } = reportLines(drafting);
  const positions = placeLines(lines, name);
  for (const line of lines) addLine(sheet, line, { by, count: labels.length, positions, drafting });
  return { sheet: { ...sheet.finish(), pageBreaks }, report: { sheet: name, labels, positions } };
}

/**
 * Which periods a column covers. Each column begins behind the one on its left; what stands left of the first is 0, in
 * the column of constants, so that every column has the same formula.
 */
function addTimeRows(sheet: SheetBuilder, by: By, count: number, drafting: Drafting): void {
  const keys = wholeRow(timelineSheet, by === 'year' ? timeSheetRows.year : timeSheetRows.quarter, drafting);
  const at = (row: number, position: FormulaPart): Template => [
    'INDEX(',
    wholeRow(timelineSheet, row, drafting),
    ',1,',
    position,
    ')',
  ];
  const add = (label: string, unit: string, template: Template, format: string, before?: number) =>
    sheet.add(
      text(columns.label, label, 'subheader'),
      text(columns.unit, unit, 'unit'),
      text(columns.kind, 'time', 'unit'),
      value(columns.constant, before, 'fixed', { format }),
      formula(firstColumn, count, template, 'subheader', { format, origin: { kind: 'time', id: label, members: [] } }),
    );
  add('Period end', 'date', at(timeSheetRows.periodEnd, here(timeRows.last)), dateFormat);
  add('First period', '1', [here(timeRows.last, -1), '+1'], '0');
  add('Last period', '1', [here(timeRows.first), '+COUNTIF(', keys, ',', here(timeRows.key), ')-1'], '0', 0);
  add(by === 'year' ? 'Year' : 'Quarter number', '1', ['INDEX(', keys, ',1,', here(timeRows.first), ')'], '0');
  add('Period start', 'date', at(timeSheetRows.periodStart, here(timeRows.first)), dateFormat);
}

/** Statements, then what stands in none of them in the order of the model. */
function reportLines({ model }: Drafting): { lines: Line[]; pageBreaks: number[] } {
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

/** Where each row stands; one that stands twice is read where it stands first. */
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
  readonly drafting: Drafting;
}

function addLine(sheet: SheetBuilder, line: Line, placing: Placing): void {
  if (line.kind === 'row') addRow(sheet, line, placing);
  else if (line.kind === 'blank') sheet.add();
  else if (line.kind === 'section') addBand(sheet, line.text, placing.count);
  else sheet.add(text(0, line.text, 'subtotalLabel'));
}

function addRow(sheet: SheetBuilder, { row, label, emphasis }: RowLine, placing: Placing): void {
  const { quantity } = row;
  const { drafting } = placing;
  const recompute = quantity.rollup === 'recompute';
  const template = recompute ? recomputed(row, placing) : rolledUp(row, placing);
  const plain: StyleRole = recompute ? 'calculation' : 'link';
  const position = drafting.positions.get(row)!;
  sheet.add(
    leadOf({
      label,
      unit: unitText(quantity.type),
      id: rowId(row),
      kind: 'report',
      words: ruleAndReason(quantity),
      source: {
        kind: 'link',
        text: `${position.sheet}, row ${position.row + 1}`,
        sheet: position.sheet,
        row: position.row,
      },
    }).map((run) => (run.column === 0 && emphasis !== 'normal' ? { ...run, style: `${emphasis}Label` } : run)),
    formula(firstColumn, placing.count, template, emphasis === 'normal' ? plain : emphasis, {
      format: numberFormat(quantity.type, drafting.model.display),
      origin: originOf(row, 'rollup'),
    }),
  );
}

function wholeRow(sheet: string, row: number, drafting: Drafting): FormulaPart {
  const { firstColumn: from, count } = drafting;
  return { sheet, row, column: { absolute: from }, to: { row, column: { absolute: from + count - 1 } } };
}

function rolledUp(row: Row, { by, drafting }: Placing): Template {
  const position = drafting.positions.get(row)!;
  const values = wholeRow(position.sheet, position.row, drafting);
  const keys = wholeRow(timelineSheet, by === 'year' ? timeSheetRows.year : timeSheetRows.quarter, drafting);
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

function recomputed(row: Row, { by, positions, drafting }: Placing): Template {
  const around: Surroundings = {
    place: (one) =>
      one.quantity.time === 'scalar' ? drafting.positions.get(one)! : { row: positions.get(one)!.row, time: 'series' },
    timeRow: () => ({ row: timeRows.end }),
    constantColumn: columns.constant,
    firstColumn,
  };
  return cellFormula(reportExpression(row, by)!, around);
}
