/**
 * The Scenarios sheet: key results of every scenario as computed, and a live comparison with the active scenario. Takes
 * the layout context and the annual report; returns the sheet, the ranges to fill with the results of each scenario,
 * and the cell of the verdict.
 */

import { numberFormat, unitText } from '../../grid/formats.ts';
import type { CellRange, FormulaPart, GridSheet, StoredRange, Template } from '../../grid/grid.ts';
import {
  callInGroups,
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { itemsOf, rowId } from '../../model/find.ts';
import type { Quantity, Row } from '../../model/model.ts';
import { isReported } from '../../model/rollup/rollup.ts';
import {
  addHeadings,
  addTitle,
  columns,
  frozenRows,
  type LayoutContext,
  originOf,
  reportWidthsFor,
  rowHeader,
} from '../layoutContext.ts';
import { periodEnds, type ReportAxis, reportAxis } from './reportAxis.ts';
import type { Report } from './reportSheets.ts';

export const scenariosSheet = 'Scenarios';

export interface ScenarioSheet {
  readonly sheet: GridSheet;
  readonly stored: readonly StoredRange[];
  /** 1 if the live results equal those computed for the active scenario. */
  readonly verdict: CellRange;
}

const verdictRow = 3;
const toleranceRow = 4;
const sharedTolerance = 1e-9;
/**
 * Width of the columns that contain opening balances on the workings. They stay empty here, so that a period has the
 * same column on every sheet.
 */
const gapWidth = 3;

/**
 * The items to compare: the key results; without them the items that reports emphasise; without those the first items
 * with a single row.
 */
export function headlineItems({ model }: LayoutContext): Quantity[] {
  if (model.keyResults.length > 0) return [...model.keyResults];
  const emphasised = model.reports.flatMap(({ rows }) =>
    rows.flatMap((row) => (row.kind === 'item' && row.emphasis !== 'normal' ? [row.quantity] : [])),
  );
  const all = itemsOf(model).filter(
    (quantity) =>
      quantity.owner === undefined &&
      quantity.rows.length === 1 &&
      (quantity.time === 'scalar' || isReported(quantity)),
  );
  return emphasised.length > 0 ? [...new Set(emphasised)] : all.slice(0, headlinesMax);
}

const headlinesMax = 12;

/** Writes the sheet; undefined if there is nothing to compare. */
export function scenarioSheet(
  context: LayoutContext,
  years: Report,
  scenarioNumber: Omit<CellRange, 'count'>,
): ScenarioSheet | undefined {
  const axis = reportAxis(context, years);
  const rows = headlineItems(context).flatMap((quantity) =>
    quantity.rows.filter((row) => row.quantity.time === 'scalar' || axis.positionOf(row) !== undefined),
  );
  if (rows.length === 0) return undefined;
  const { scenarios } = context.model;
  const openings = axis.from - columns.openings;
  const widths = reportWidthsFor(openings + axis.labels.length).map((width, at) =>
    at >= columns.openings && at < axis.from ? gapWidth : width,
  );
  const sheet = sheetBuilder(scenariosSheet, 'presentation', widths, { rows: frozenRows, columns: 1 });
  addTitle(sheet, 'Key results by scenario');
  addHeadings(sheet, [...Array<string>(openings).fill(''), ...axis.labels]);
  sheet.add(periodEnds(axis, axis.from));
  const height = scenarios.length + 4;
  const firstBlock = toleranceRow + 2;
  const holds = rows.map(
    (_, at): Template => [{ row: firstBlock + at * height + height - 2, column: { absolute: columns.constant } }],
  );
  addVerdict(sheet, holds);
  const stored = rows.flatMap((row) => addBlock(sheet, row, axis, scenarioNumber, context));
  return {
    sheet: sheet.finish(),
    stored,
    verdict: { sheet: scenariosSheet, row: verdictRow, column: columns.constant, count: 1 },
  };
}

function addVerdict(sheet: SheetBuilder, holds: readonly Template[]): void {
  const origin = { kind: 'check', id: 'stored_results', members: [] } as const;
  sheet.add(
    rowHeader({
      label: 'Live key results equal those computed for the active scenario (1 = yes)',
      unit: 'flag',
      id: 'stored_results',
      kind: 'check',
      words: '0 if a change in this file moves one of them',
    }),
    formulaCells(columns.constant, 1, ['IFERROR(', ...callInGroups('MIN', holds), ',0)'], 'check', {
      format: '0',
      origin,
    }),
  );
  sheet.add(
    rowHeader({
      label: '  tolerance, as a share of the largest live or stored result',
      unit: '1',
      kind: 'input',
    }),
    valueCell(columns.constant, sharedTolerance, 'input', { format: '0E+00' }),
  );
  sheet.add();
}

/** Adds one key result: the live row, one row per scenario, and the difference from the active scenario. */
function addBlock(
  sheet: SheetBuilder,
  row: Row,
  axis: ReportAxis,
  scenarioNumber: Omit<CellRange, 'count'>,
  context: LayoutContext,
): StoredRange[] {
  const { quantity } = row;
  const { scenarios, display } = context.model;
  const isScalar = quantity.time === 'scalar';
  const place = isScalar ? context.positions.get(row)! : axis.positionOf(row)!;
  const [column, count] = isScalar ? [columns.constant, 1] : [axis.from, axis.labels.length];
  const extra = { format: numberFormat(quantity.type, display), origin: originOf(row, 'link') };
  const unit = unitText(quantity.type);
  const live = sheet.next();
  const from: CellRange = {
    sheet: place.sheet,
    row: place.row,
    column: isScalar ? columns.constant : axis.from,
    count,
  };
  const template: Template = isScalar
    ? [{ sheet: place.sheet, row: place.row, column: { absolute: columns.constant } }]
    : [{ sheet: place.sheet, row: place.row, column: { relative: 0 } }];
  const source = {
    kind: 'link',
    text: `${place.sheet}, row ${place.row + 1}`,
    sheet: place.sheet,
    row: place.row,
  } as const;
  sheet.add(
    rowHeader({ label: row.label, unit, id: rowId(row), kind: 'link', words: 'live', source }).map((segment) =>
      segment.column === 0 ? { ...segment, style: 'subtotalLabel' } : segment,
    ),
    formulaCells(column, count, template, 'link', extra),
  );
  const stored = scenarios.map((scenario, index): StoredRange => {
    const at = sheet.add(
      rowHeader({
        label: `  ${scenario.id}: ${scenario.title}`,
        unit,
        id: `${rowId(row)} (${scenario.id})`,
        kind: 'stored',
        words: 'as computed',
      }),
      listCells(column, Array(count).fill({ kind: 'number', value: 0 }), 'stored', { format: extra.format }),
    );
    return { scenario: index, cells: { sheet: sheet.name, row: at, column, count }, from };
  });
  addComparison(sheet, live, scenarios.length, { column, count }, scenarioNumber, extra.format, row);
  return stored;
}

function addComparison(
  sheet: SheetBuilder,
  live: number,
  scenarioCount: number,
  { column, count }: { readonly column: number; readonly count: number },
  scenarioNumber: Omit<CellRange, 'count'>,
  format: string,
  row: Row,
): void {
  const origin = { kind: 'check', id: 'stored_results', members: [] } as const;
  const here = (at: number): { row: number; column: { relative: number } } => ({ row: at, column: { relative: 0 } });
  const block: FormulaPart = { ...here(live + 1), to: here(live + scenarioCount) };
  const number: FormulaPart = {
    sheet: scenarioNumber.sheet,
    row: scenarioNumber.row,
    column: { absolute: scenarioNumber.column },
  };
  const isNumber = row.quantity.type.kind !== 'choice' && row.quantity.type.kind !== 'member';
  const chosen: Template = ['INDEX(', block, ',', number, ',1)'];
  const difference: Template = isNumber ? [here(live), '-', ...chosen] : ['IF(', here(live), '=', ...chosen, ',0,1)'];
  const at = sheet.add(
    rowHeader({ label: '  difference from the active scenario', unit: unitText(row.quantity.type), kind: 'check' }),
    formulaCells(column, count, difference, 'check', { format, origin }),
  );
  const across = (of: number, last = of): FormulaPart => ({
    row: of,
    column: { absolute: column },
    to: { row: last, column: { absolute: column + count - 1 } },
  });
  // A result that nets to zero in one scenario is judged by its size in the others.
  const all = across(live, live + scenarioCount);
  const largest: Template = ['MAX(MAX(', all, '),-MIN(', all, '),1)'];
  const limit: Template = [{ row: toleranceRow, column: { absolute: columns.constant } }, '*', ...largest];
  sheet.add(
    rowHeader({ label: '  equal', unit: 'flag', kind: 'check' }),
    formulaCells(
      columns.constant,
      1,
      ['IF(MAX(MAX(', across(at), '),-MIN(', across(at), '))<=', ...limit, ',1,0)'],
      'check',
      {
        format: '0',
        origin,
      },
    ),
  );
  sheet.add();
}
