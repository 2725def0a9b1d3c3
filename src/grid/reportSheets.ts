/** The yearly and quarterly reports: every item rolled up by its rule, in the order of the model. */
import type { Expression, Quantity, Row } from '../model/model.ts';
import { monthsIn } from '../values/timeline.ts';
import { cellFormula, type Surroundings } from './cellFormula.ts';
import { columns, type Drafting, originOf, type Position, rowId, timelineSheet } from './drafting.ts';
import { dateFormat, numberFormat, unitText } from './formats.ts';
import type { Content, FormulaPart, GridSheet, Template } from './grid.ts';
import { formula, list, type SheetBuilder, sheetBuilder, text } from './sheetBuilder.ts';
import { timeSheetRows } from './timeSheet.ts';

export interface Report {
  readonly labels: readonly string[];
  readonly positions: ReadonlyMap<Row, Position>;
}
export interface Reports {
  readonly sheets: GridSheet[];
  readonly years: Report;
  readonly quarters: Report;
}

interface Bucket {
  readonly label: string;
  readonly key: number;
  /** Positions of the first and last period inside. */
  readonly first: number;
  readonly last: number;
}

/** Writes the reports that the grain allows: quarters from months, years from months and quarters. */
export function reportSheets(drafting: Drafting): Reports {
  const { grain } = drafting.model.timeline;
  const empty: Report = { labels: [], positions: new Map() };
  const years = monthsIn[grain] < 12 ? report('Annual', 'year', drafting) : undefined;
  const quarters = monthsIn[grain] < 3 ? report('Quarterly', 'quarter', drafting) : undefined;
  return {
    sheets: [years, quarters].flatMap((one) => (one === undefined ? [] : [one.sheet])),
    years: years?.report ?? empty,
    quarters: quarters?.report ?? empty,
  };
}

function buckets(drafting: Drafting, by: 'year' | 'quarter'): Bucket[] {
  const found = new Map<number, Bucket>();
  drafting.model.timeline.periods.forEach((period, at) => {
    const quarter = Math.floor((period.from % 12) / 3) + 1;
    const key = by === 'year' ? period.year : period.year * 10 + quarter;
    const label = by === 'year' ? `${period.year}` : `${period.year}-Q${quarter}`;
    found.set(key, { label, key, first: found.get(key)?.first ?? at, last: at });
  });
  return [...found.values()];
}

const headerRows = { key: 2, start: 3, end: 4 } as const;
const firstColumn = columns.openings;

function report(name: string, by: 'year' | 'quarter', drafting: Drafting): { sheet: GridSheet; report: Report } {
  const found = buckets(drafting, by);
  const sheet = sheetBuilder(name, 'presentation', [60, 12, 26, 26, 10, ...found.map(() => 14)], { rows: 3, columns: 1 });
  sheet.add(text(0, `${name} report: ${drafting.model.title}`, 'title'));
  const headings = ['Line item', 'Unit', 'Id', 'Rolled up', 'Constant', ...found.map((bucket) => bucket.label)];
  sheet.add(
    list(
      0,
      headings.map((one): Content => ({ kind: 'text', text: one })),
      'header',
    ),
  );
  addHeader(
    sheet,
    'Key',
    found.map((bucket) => [`${bucket.key}`]),
    '0',
  );
  addHeader(
    sheet,
    'First period starts',
    found.map((bucket) => [timelineCell(timeSheetRows.periodStart, drafting.firstColumn + bucket.first)]),
    dateFormat,
  );
  addHeader(
    sheet,
    'Last period ends',
    found.map((bucket) => [timelineCell(timeSheetRows.periodEnd, drafting.firstColumn + bucket.last)]),
    dateFormat,
  );
  const positions = placeRows(drafting, name);
  for (const modelSheet of drafting.model.sheets) {
    sheet.add(text(0, modelSheet.name, 'section'));
    for (const section of modelSheet.sections) {
      if (!section.items.some(isShown)) continue;
      sheet.add(text(0, section.title, 'subheader'));
      for (const quantity of section.items.filter(isShown))
        for (const row of quantity.rows) addRow(sheet, row, by, found.length, positions, drafting);
    }
  }
  return { sheet: sheet.finish(), report: { labels: found.map((bucket) => bucket.label), positions } };
}

/** A header row is written cell by cell: its cells name different columns of the timeline. */
function addHeader(sheet: SheetBuilder, label: string, templates: readonly Template[], format: string): void {
  const cells = templates.map(
    (template): Content =>
      typeof template[0] === 'string' ? { kind: 'number', value: Number(template[0]) } : { kind: 'formula', template },
  );
  sheet.add(
    text(0, label, 'subheader'),
    list(firstColumn, cells, 'subheader', { format, origin: { kind: 'time', id: label, members: [] } }),
  );
}

function timelineCell(row: number, column: number): FormulaPart {
  return { sheet: timelineSheet, row, column: { absolute: column } };
}

function isShown(quantity: Quantity): boolean {
  return (
    quantity.time === 'series' &&
    quantity.rollup !== 'none' &&
    (quantity.rollup !== 'recompute' || quantity.rows.every((row) => canRecompute(row.expression!)))
  );
}

/** Only items and constants stand on a report, so a quotient of inputs over time cannot be recomputed there. */
function canRecompute(expression: Expression): boolean {
  if (expression.kind === 'read' || expression.kind === 'block') {
    const rows = expression.kind === 'read' ? [expression.row] : expression.rows;
    return rows.every((row) => row.quantity.time === 'scalar' || (row.quantity.kind === 'item' && isShown(row.quantity)));
  }
  if (expression.kind === 'binary') return canRecompute(expression.left) && canRecompute(expression.right);
  if (expression.kind === 'negate') return canRecompute(expression.operand);
  return expression.kind !== 'call' || expression.args.every(canRecompute);
}

/** The same walk as in `report`, so that a quotient can point at rows below it. */
function placeRows(drafting: Drafting, name: string): Map<Row, Position> {
  const positions = new Map<Row, Position>();
  let at = headerRows.end + 1;
  for (const sheet of drafting.model.sheets) {
    at += 1;
    for (const section of sheet.sections) {
      const shown = section.items.filter(isShown);
      if (shown.length > 0) at += 1;
      for (const quantity of shown) for (const row of quantity.rows) positions.set(row, { sheet: name, row: at++, time: 'series' });
    }
  }
  return positions;
}

/** How a row adds up, in words. */
export const rollupWords = {
  sum: 'sum of the periods',
  last: 'last period',
  first: 'first period',
  average: 'average of the periods',
  recompute: 'recomputed from the rows here',
  none: '',
} as const;

function addRow(
  sheet: SheetBuilder,
  row: Row,
  by: 'year' | 'quarter',
  count: number,
  positions: Map<Row, Position>,
  drafting: Drafting,
): void {
  const { quantity } = row;
  const template = quantity.rollup === 'recompute' ? recomputed(row, positions, drafting) : rolledUp(row, by, drafting);
  sheet.add(
    text(columns.label, row.label, 'label'),
    text(columns.unit, unitText(quantity.type), 'unit'),
    text(columns.id, rowId(row), 'id'),
    text(columns.words, rollupWords[quantity.rollup], 'words'),
    formula(firstColumn, count, template, quantity.rollup === 'recompute' ? 'calculation' : 'link', {
      format: numberFormat(quantity.type, drafting.model.display),
      origin: originOf(row, 'rollup'),
    }),
  );
}

function wholeRow(sheet: string, row: number, drafting: Drafting): FormulaPart {
  return {
    sheet,
    row,
    column: { absolute: drafting.firstColumn },
    to: { row, column: { absolute: drafting.firstColumn + drafting.count - 1 } },
  };
}

function rolledUp(row: Row, by: 'year' | 'quarter', drafting: Drafting): Template {
  const position = drafting.positions.get(row)!;
  const values = wholeRow(position.sheet, position.row, drafting);
  const keys = wholeRow(timelineSheet, by === 'year' ? timeSheetRows.year : timeSheetRows.quarter, drafting);
  const header = (at: number): FormulaPart => ({ row: at, column: { relative: 0 } });
  switch (row.quantity.rollup) {
    case 'last':
      return ['SUMIFS(', values, ',', wholeRow(timelineSheet, timeSheetRows.periodEnd, drafting), ',', header(headerRows.end), ')'];
    case 'first':
      return ['SUMIFS(', values, ',', wholeRow(timelineSheet, timeSheetRows.periodStart, drafting), ',', header(headerRows.start), ')'];
    case 'average':
      return ['SUMIFS(', values, ',', keys, ',', header(headerRows.key), ')/COUNTIFS(', keys, ',', header(headerRows.key), ')'];
    default:
      return ['SUMIFS(', values, ',', keys, ',', header(headerRows.key), ')'];
  }
}

function recomputed(row: Row, positions: Map<Row, Position>, drafting: Drafting): Template {
  const around: Surroundings = {
    place: (one) => (one.quantity.time === 'scalar' ? drafting.positions.get(one)! : { row: positions.get(one)!.row, time: 'series' }),
    timeRow: () => ({ row: headerRows.end }),
    constantColumn: columns.constant,
    firstColumn,
  };
  return cellFormula(row.expression!, around);
}
