/**
 * The numbers behind the waterfall charts of a comparison: where each step starts and ends, split above and below zero,
 * so that stacked columns can draw it. Takes the steps with the cells of their amounts; returns a sheet, the chart
 * series that read it, and the cell that shows whether the steps add up.
 */

import type {
  CellRange,
  Chart,
  ChartRange,
  ChartSeries,
  FormulaPart,
  GridSheet,
  RowSegment,
  Template,
} from '../../grid/grid.ts';
import {
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { addTitle } from '../layoutContext.ts';
import { limitAtZero } from '../model/chartDataSheet.ts';
import { diffColumns, diffRowHeader, diffWidths, gapFormat, gapFormula } from './diffRows.ts';

export const waterfallSheetName = 'Chart data';

/** One column of a waterfall: a step, or a total that starts at zero. */
export interface WaterfallStep {
  readonly label: string;
  readonly isTotal: boolean;
  /** The formula of its amount. */
  readonly amount: Template;
}

export interface Waterfall {
  readonly title: string;
  readonly id: string;
  readonly unit: string;
  readonly format: string;
  /** The last one is a total. */
  readonly steps: readonly WaterfallStep[];
}

export interface DrawnWaterfall extends Pick<Chart, 'series' | 'categories'> {
  /** 1 if the steps add up to the last total. */
  readonly addsUp: CellRange;
}

const columnNames = [
  'Amount',
  'Start',
  'End',
  'Base above',
  'Base below',
  'Total',
  'Up',
  'Up below',
  'Down',
  'Down below',
] as const;
type Column = (typeof columnNames)[number];
const at = (name: Column): number => diffColumns.first + columnNames.indexOf(name);

const looks: readonly (readonly [Column, NonNullable<ChartSeries['look']>])[] = [
  ['Base above', 'hidden'],
  ['Base below', 'hidden'],
  ['Total', 'total'],
  ['Up', 'up'],
  ['Up below', 'up'],
  ['Down', 'down'],
  ['Down below', 'down'],
];

/** Writes the numbers of every waterfall. */
export function waterfallSheet(waterfalls: readonly Waterfall[]): {
  sheet: GridSheet;
  drawn: readonly DrawnWaterfall[];
} {
  const sheet = sheetBuilder(waterfallSheetName, 'presentation', diffWidths(columnNames.length, 11), {
    rows: 2,
    columns: 1,
  });
  addTitle(sheet, 'Numbers behind the waterfall charts', diffColumns.first);
  sheet.add(listCells(0, ['Step', 'Unit', 'Id', 'Kind', ...columnNames].map(textContent), 'header'));
  sheet.add(textCell(0, 'Each step starts where the previous one ends. A total starts at zero.', 'note'));
  const drawn = waterfalls.map((waterfall) => addWaterfall(sheet, waterfall));
  return { sheet: { ...sheet.finish(), wraps: true }, drawn };
}

function addWaterfall(sheet: SheetBuilder, waterfall: Waterfall): DrawnWaterfall {
  sheet.add();
  const rest = Array.from({ length: diffColumns.kind + columnNames.length }, () => textContent(''));
  sheet.add(textCell(0, waterfall.title, 'section'), listCells(1, rest, 'section'));
  // Each block repeats the names of the series, so that every chart reads its own.
  const names = sheet.add(
    textCell(0, `Steps of ${waterfall.title}`, 'subheader'),
    listCells(diffColumns.first, columnNames.map(textContent), 'subheader'),
  );
  const first = sheet.next();
  waterfall.steps.forEach((_, index) => {
    addStep(sheet, waterfall, index);
  });
  const addsUp = addProof(sheet, waterfall, first);
  const down = (column: number): ChartRange => ({
    sheet: sheet.name,
    row: first,
    column,
    count: waterfall.steps.length,
    down: true,
  });
  const series = looks.map(([column, look]): ChartSeries => {
    const name = { sheet: sheet.name, row: names, column: at(column), count: 1 };
    return { name, values: down(at(column)), draw: 'stacked', axis: 'first', look };
  });
  return { series, categories: down(diffColumns.label), addsUp };
}

function addStep(sheet: SheetBuilder, { unit, id, format, steps }: Waterfall, index: number): void {
  const { label, isTotal, amount } = steps[index]!;
  const row = sheet.next();
  const cells = isTotal ? totalCells(row) : index === 0 ? firstCells(row) : stepCells(row);
  const calculated = cells.flatMap(([column, template]): RowSegment[] =>
    formulaCells(at(column), 1, template, 'calculation', { format }),
  );
  sheet.add(
    diffRowHeader({ label, unit, id: `${id} ${index + 1}`, kind: 'link' }),
    formulaCells(at('Amount'), 1, amount, 'link', { format }),
    calculated,
  );
}

const cell = (row: number, column: Column) => ({ row, column: { absolute: at(column) } }) as const;
type Cells = readonly (readonly [Column, Template])[];

/** A total starts at zero and ends at its amount. */
function totalCells(row: number): Cells {
  return [
    ['End', [cell(row, 'Amount')]],
    ['Total', [cell(row, 'Amount')]],
  ];
}

/** The first step starts at zero, so it needs no hidden base. */
function firstCells(row: number): Cells {
  return [
    ['End', [cell(row, 'Amount')]],
    ['Up', ['MAX(0,', cell(row, 'Amount'), ')']],
    ['Down below', ['MIN(0,', cell(row, 'Amount'), ')']],
  ];
}

function stepCells(row: number): Cells {
  const [amount, from, to] = [cell(row, 'Amount'), cell(row, 'Start'), cell(row, 'End')];
  const above: Template = [...limitAtZero('MAX', 'MAX', from, to), '-', cell(row, 'Base above')];
  const below: Template = [...limitAtZero('MIN', 'MIN', from, to), '-', cell(row, 'Base below')];
  const where = (sign: '>=' | '<', height: Template): Template => ['IF(', amount, `${sign}0,`, ...height, ',0)'];
  return [
    ['Start', [cell(row - 1, 'End')]],
    ['End', [from, '+', amount]],
    ['Base above', limitAtZero('MAX', 'MIN', from, to)],
    ['Base below', limitAtZero('MIN', 'MAX', from, to)],
    ['Up', where('>=', above)],
    ['Up below', where('>=', below)],
    ['Down', where('<', above)],
    ['Down below', where('<', below)],
  ];
}

/** Adds the check that the steps add up to the last total. */
function addProof(sheet: SheetBuilder, { id, unit, steps }: Waterfall, first: number): CellRange {
  const last = first + steps.length - 1;
  const own = (row: number): FormulaPart => ({ row, column: { absolute: at('Amount') } });
  const tolerance = sheet.add(
    diffRowHeader({
      label: '  tolerance, as a share of the largest amount',
      unit: '1',
      id: `${id} tolerance`,
      kind: 'input',
    }),
    valueCell(at('Amount'), 1e-9, 'input', { format: '0E+00' }),
  );
  const all: FormulaPart = { ...cell(first, 'End'), to: cell(last, 'End') };
  const limit: Template = [own(tolerance), '*MAX(MAX(', all, '),-MIN(', all, '))'];
  const gap = sheet.add(
    diffRowHeader({ label: '  gap between the steps and the last total', unit, id: `${id} gap`, kind: 'check' }),
    formulaCells(at('Amount'), 1, gapFormula([cell(last - 1, 'End'), '-', own(last)], limit), 'check', {
      format: gapFormat,
    }),
  );
  const row = sheet.add(
    diffRowHeader({ label: '  adds up', unit: 'flag', id: `${id} adds up`, kind: 'check' }),
    formulaCells(at('Amount'), 1, ['IF(ABS(', own(gap), ')<=', ...limit, ',1,0)'], 'check', { format: '0' }),
  );
  return { sheet: sheet.name, row, column: at('Amount'), count: 1 };
}
