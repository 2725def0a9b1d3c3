/**
 * The numbers behind bridge charts: where each step starts and ends, split above and below zero, so that stacked
 * columns can draw it. Takes the charts of a model; returns a sheet, the chart series that read it, and for each bridge
 * the cell that shows whether its steps add up.
 */

import { numberFormat, unitText } from '../../grid/formats.ts';
import type { CellRange, Chart, ChartSeries, Content, FormulaPart, GridSheet, Template } from '../../grid/grid.ts';
import {
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { rowId } from '../../model/find.ts';
import type { ChartPlan } from '../../model/model.ts';
import {
  addHeadings,
  addTitle,
  columns,
  frozenRows,
  type LayoutContext,
  rowHeader,
  widthsFor,
} from '../layoutContext.ts';
import type { ReportAxis } from './reportAxis.ts';

export const chartDataName = 'Chart data';

export interface ChartDataSheet {
  readonly sheet: GridSheet;
  /**
   * By chart: the cells with the names of members, for charts of a single item, whose label is already in the title.
   */
  readonly members: ReadonlyMap<string, readonly CellRange[]>;
  readonly bridges: ReadonlyMap<string, Pick<Chart, 'series' | 'categories'> & { readonly addsUp: CellRange }>;
}

/** Whether a chart shows one item by a table: its title names the item, so its legend names the members only. */
function drawsMembers({ kind, items, lines }: ChartPlan): boolean {
  return kind !== 'bridge' && items.length === 1 && lines.length === 0 && items[0]!.quantity.rows.length > 1;
}

/** Writes the data of every bridge and the names of members; undefined if no chart needs them. */
export function chartDataSheet(
  context: LayoutContext,
  axisOf: (plan: ChartPlan) => ReportAxis,
): ChartDataSheet | undefined {
  const plans = context.model.charts.filter(({ kind }) => kind === 'bridge');
  const byMember = context.model.charts.filter(drawsMembers);
  if (plans.length + byMember.length === 0) return undefined;
  const width = Math.max(
    1,
    ...plans.map(({ items }) => items.length),
    ...byMember.map(({ items }) => items[0]!.quantity.rows.length),
  );
  const sheet = sheetBuilder(chartDataName, 'presentation', widthsFor(width, 14), { rows: frozenRows, columns: 1 });
  addTitle(sheet, 'Numbers and names behind the charts of the dashboard');
  sheet.add(
    textCell(
      0,
      'A bridge leads from its first item to its last in steps. Each step starts where the previous one ends.',
      'note',
    ),
  );
  addHeadings(
    sheet,
    Array.from({ length: width }, (_, at) => `Step ${at + 1}`),
  );
  const bridges = new Map(plans.map((plan) => [plan.id, addBridge(sheet, plan, axisOf(plan), context)] as const));
  const members = new Map(byMember.map((plan) => [plan.id, addMembers(sheet, plan)] as const));
  return { sheet: sheet.finish(), bridges, members };
}

/** Adds the names of the members that a chart draws, for its legend. */
function addMembers(sheet: SheetBuilder, { title, items }: ChartPlan): CellRange[] {
  const { quantity } = items[0]!;
  const names = quantity.rows.map(({ label }) => label.slice(quantity.label.length).replace(/^: /, ''));
  sheet.add(textCell(0, title, 'section'));
  const row = sheet.add(
    textCell(0, `Members of ${quantity.label}`, 'subheader'),
    listCells(columns.openings, names.map(textContent), 'subheader'),
  );
  sheet.add();
  return names.map((_, at) => ({ sheet: chartDataName, row, column: columns.openings + at, count: 1 }));
}

const here = (row: number, lag = 0): FormulaPart => ({ row, column: { relative: lag } });
/** A formula that limits the larger or smaller end of a step at zero. */
export const limitAtZero = (
  outer: 'MAX' | 'MIN',
  inner: 'MAX' | 'MIN',
  from: FormulaPart,
  to: FormulaPart,
): Template => [`${outer}(0,${inner}(`, from, ',', to, '))'];

function addBridge(
  sheet: SheetBuilder,
  plan: ChartPlan,
  axis: ReportAxis,
  context: LayoutContext,
): Pick<Chart, 'series' | 'categories'> & { addsUp: CellRange } {
  const { items } = plan;
  const count = items.length;
  const { type } = items[0]!.quantity;
  const [format, unit] = [numberFormat(type, context.model.display), unitText(type)];
  sheet.add(textCell(0, `${plan.title}, ${axis.labels[plan.at!]}`, 'section'));
  const names = sheet.add(
    textCell(0, 'Step', 'subheader'),
    listCells(
      columns.openings,
      items.map(({ quantity }) => textContent(quantity.label)),
      'subheader',
    ),
  );
  const values = sheet.add(
    rowHeader({
      label: `Amount: ${plan.title}`,
      unit,
      kind: 'link',
      words: items.map(({ quantity, sign }) => `${sign < 0 ? '-' : ''}${quantity.id}`).join(', '),
    }),
    listCells(
      columns.openings,
      items.map((item) => amountOf(item, plan, axis)),
      'link',
      { format },
    ),
  );
  const total = sheet.add(
    rowHeader({ label: `Is a total: ${plan.title}`, unit: 'flag', kind: 'fixed' }),
    listCells(
      columns.openings,
      items.map((_, at): Content => ({ kind: 'number', value: at === 0 || at === count - 1 ? 1 : 0 })),
      'fixed',
      { format: '0' },
    ),
  );
  const row = (label: string, template: Template): number =>
    sheet.add(
      rowHeader({ label: `${label}: ${plan.title}`, unit, kind: 'calculation' }),
      formulaCells(columns.openings, count, template, 'calculation', { format }),
    );
  const end = total + 2;
  const start = row('Step start', ['IF(', here(total), '=1,0,', here(end, -1), ')']);
  row('Step end', [here(start), '+', here(values)]);
  const [from, to] = [here(start), here(end)];
  const step = (flag: Template, amount: Template): Template => ['IF(', ...flag, ',', ...amount, ',0)'];
  const above: Template = [...limitAtZero('MAX', 'MAX', from, to), '-', ...limitAtZero('MAX', 'MIN', from, to)];
  const below: Template = [...limitAtZero('MIN', 'MIN', from, to), '-', ...limitAtZero('MIN', 'MAX', from, to)];
  const isTotal: Template = [here(total), '=1'];
  const goes = (sign: '>=' | '<'): Template => ['AND(', here(total), '=0,', here(values), `${sign}0)`];
  const rows = [
    { look: 'hidden', row: row('Hidden base above zero', limitAtZero('MAX', 'MIN', from, to)) },
    { look: 'hidden', row: row('Hidden base below zero', limitAtZero('MIN', 'MAX', from, to)) },
    { look: 'total', row: row('Total', step(isTotal, [here(values)])) },
    { look: 'up', row: row('Up', step(goes('>='), above)) },
    { look: 'up', row: row('Up, below zero', step(goes('>='), below)) },
    { look: 'down', row: row('Down', step(goes('<'), above)) },
    { look: 'down', row: row('Down, below zero', step(goes('<'), below)) },
  ] as const;
  const cells = (at: number, column: number, length: number): CellRange => ({
    sheet: chartDataName,
    row: at,
    column,
    count: length,
  });
  const series = rows.map(
    (one): ChartSeries => ({
      name: cells(one.row, columns.label, 1),
      values: cells(one.row, columns.openings, count),
      draw: 'stacked',
      axis: 'first',
      look: one.look,
    }),
  );
  return {
    series,
    categories: cells(names, columns.openings, count),
    addsUp: addProof(sheet, plan.title, { end, values, count, format, unit }),
  };
}

function amountOf({ quantity, sign }: ChartPlan['items'][number], plan: ChartPlan, axis: ReportAxis): Content {
  const place = axis.positionOf(quantity.rows[0]!);
  if (place === undefined) throw new Error(`${rowId(quantity.rows[0]!)} has no place for the bridge ${plan.id}`);
  const cell: FormulaPart = { sheet: place.sheet, row: place.row, column: { absolute: axis.from + plan.at! } };
  return { kind: 'formula', template: sign < 0 ? ['-', cell] : [cell] };
}

interface Proof {
  readonly end: number;
  readonly values: number;
  readonly count: number;
  readonly format: string;
  readonly unit: string;
}

/** Adds the check that the steps add up to the last total. */
function addProof(sheet: SheetBuilder, title: string, { end, values, count, format, unit }: Proof): CellRange {
  const last = columns.openings + count - 1;
  const cell = (row: number, column: number): FormulaPart => ({ row, column: { absolute: column } });
  const difference: Template = [cell(end, last - 1), '-', cell(values, last)];
  const gap = sheet.add(
    rowHeader({ label: `Gap between the steps and the last total: ${title}`, unit, kind: 'check' }),
    formulaCells(columns.constant, 1, difference, 'check', { format }),
  );
  const tolerance = sheet.add(
    rowHeader({ label: `  tolerance, as a share of the first total: ${title}`, unit: '1', kind: 'input' }),
    valueCell(columns.constant, 1e-9, 'input', { format: '0E+00' }),
  );
  const limit: Template = [cell(tolerance, columns.constant), '*MAX(1,ABS(', cell(values, columns.openings), '))'];
  const row = sheet.add(
    rowHeader({ label: `  adds up: ${title}`, unit: 'flag', kind: 'check' }),
    formulaCells(columns.constant, 1, ['IF(ABS(', cell(gap, columns.constant), ')<=', ...limit, ',1,0)'], 'check', {
      format: '0',
    }),
  );
  sheet.add();
  return { sheet: chartDataName, row, column: columns.constant, count: 1 };
}
