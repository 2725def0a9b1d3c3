/**
 * Model to grid: which sheet, row and column everything stands in, and the formula of every row.
 * Guarantee: one formula per row, the same in every column in relative terms; a workings section reads what lives on another
 * sheet through link rows of its own, so that no cell is read by more than a section.
 */
import type { Expression, Model, PeriodAttribute, Quantity, Row, Section, Sheet } from '../model/model.ts';
import { readings } from '../model/walk.ts';
import { cellFormula, type Place, type Surroundings } from './cellFormula.ts';
import { checkSheets } from './checkSheets.ts';
import { coverSheet, sourceSheet } from './controlSheets.ts';
import {
  addTimeHeader,
  addTimeLink,
  asNumber,
  columns,
  type Drafting,
  firstValue,
  originOf,
  type Position,
  rowId,
  timeWidths,
} from './drafting.ts';
import { numberFormat, unitText } from './formats.ts';
import type { Content, Grid, GridSheet } from './grid.ts';
import { inputSheets } from './inputSheets.ts';
import { reportSheets } from './reportSheets.ts';
import { formula, list, type SheetBuilder, sheetBuilder, text, value } from './sheetBuilder.ts';
import { timeSheet } from './timeSheet.ts';

/** The grid with the way back from cells to meaning. */
export interface Layout {
  readonly grid: Grid;
  readonly positions: ReadonlyMap<Row, Position>;
  readonly firstColumn: number;
  readonly checks: ReadonlyMap<string, Position>;
  readonly tieOuts: ReadonlyMap<string, Position>;
  readonly years: { readonly labels: readonly string[]; readonly positions: ReadonlyMap<Row, Position> };
  readonly quarters: { readonly labels: readonly string[]; readonly positions: ReadonlyMap<Row, Position> };
}

/** Lays a model out. */
export function layOutModel(model: Model): Layout {
  const firstColumn = columns.openings + model.openings;
  const drafting: Drafting = {
    model,
    positions: new Map(),
    timeRows: new Map(),
    firstColumn,
    count: model.timeline.periods.length,
  };
  const time = timeSheet(drafting);
  const inputs = inputSheets(drafting);
  const plans = model.sheets.map((sheet) => planSheet(sheet, drafting));
  const workings = plans.map((plan) => writeSheet(plan, drafting));
  const reports = reportSheets(drafting);
  const checks = checkSheets(drafting);
  const cover = coverSheet(drafting, inputs.scenarioCell, checks.masters);
  const sheets: GridSheet[] = [
    cover,
    ...reports.sheets,
    ...inputs.sheets,
    time,
    ...workings,
    ...checks.sheets,
    ...(model.sources.length === 0 ? [] : [sourceSheet(drafting)]),
  ];
  return {
    grid: {
      title: model.title,
      sheets,
      names: inputs.names,
      scenarioCell: inputs.scenarioCell,
      scenarios: model.scenarios.map((scenario) => scenario.id),
    },
    positions: drafting.positions,
    firstColumn,
    checks: checks.checks,
    tieOuts: checks.tieOuts,
    years: reports.years,
    quarters: reports.quarters,
  };
}

interface Links {
  /** Row on this sheet for each row of the model that lives elsewhere. */
  readonly rows: Map<Row, number>;
}
interface SectionPlan {
  readonly section: Section;
  readonly links: Links;
  readonly linked: readonly Row[];
}
interface SheetPlan {
  readonly name: string;
  readonly sections: readonly SectionPlan[];
  readonly timeRows: ReadonlyMap<PeriodAttribute, number>;
  readonly height: number;
}

function everyExpression(quantity: Quantity): Expression[] {
  return quantity.rows.flatMap((row) => [row.expression, row.opening].filter((one) => one !== undefined));
}

/** First pass: every row gets its place, so that formulas can point forward. */
function planSheet(sheet: Sheet, drafting: Drafting): SheetPlan {
  const own = new Set(sheet.sections.flatMap((section) => section.items));
  const timeRows = new Map<PeriodAttribute, number>([['end', 2]]);
  for (const quantity of own) for (const expression of everyExpression(quantity)) noteAttributes(expression, timeRows);
  let at = 2 + timeRows.size;
  const sections = sheet.sections.map((section): SectionPlan => {
    const linked = externalRows(section, own);
    const links: Links = { rows: new Map() };
    at += 2;
    for (const row of linked) links.rows.set(row, at++);
    for (const quantity of section.items) at = placeItem(quantity, sheet.name, at, drafting);
    return { section, links, linked };
  });
  return { name: sheet.name, sections, timeRows, height: at };
}

function noteAttributes(expression: Expression, timeRows: Map<PeriodAttribute, number>): void {
  if ((expression.kind === 'period' || expression.kind === 'periodStretch') && !timeRows.has(expression.attribute))
    timeRows.set(expression.attribute, 2 + timeRows.size);
  if (expression.kind === 'negate') noteAttributes(expression.operand, timeRows);
  if (expression.kind === 'binary') for (const side of [expression.left, expression.right]) noteAttributes(side, timeRows);
  if (expression.kind === 'call') for (const arg of expression.args) noteAttributes(arg, timeRows);
}

/** Rows from other sheets that a section reads; rows of one quantity stand together so that they can be read as a block. */
function externalRows(section: Section, own: ReadonlySet<Quantity>): Row[] {
  const wanted = new Map<Quantity, Set<Row>>();
  for (const quantity of section.items) {
    for (const expression of everyExpression(quantity)) {
      for (const { row } of readings(expression)) {
        if (own.has(row.quantity)) continue;
        const rows = wanted.get(row.quantity) ?? new Set<Row>();
        wanted.set(row.quantity, rows.add(row));
      }
    }
  }
  return [...wanted].flatMap(([quantity, rows]) => quantity.rows.filter((row) => rows.has(row)));
}

/** An item with actuals stands in three blocks: actual, forecast, and the spliced rows that others read. */
function placeItem(quantity: Quantity, sheet: string, at: number, drafting: Drafting): number {
  const before = hasActuals(quantity) ? 2 * quantity.rows.length : 0;
  quantity.rows.forEach((row, index) => {
    drafting.positions.set(row, { sheet, row: at + before + index, time: quantity.time });
  });
  return at + before + quantity.rows.length;
}

function hasActuals(quantity: Quantity): boolean {
  return quantity.rows.some((row) => row.actuals !== undefined);
}

/** Second pass: texts and formulas. */
function writeSheet(plan: SheetPlan, drafting: Drafting): GridSheet {
  const sheet = sheetBuilder(plan.name, 'workings', timeWidths(drafting), { rows: 3, columns: 1 });
  addTimeHeader(sheet, plan.name, drafting);
  for (const attribute of plan.timeRows.keys()) addTimeLink(sheet, attribute, drafting);
  for (const section of plan.sections) writeSection(sheet, plan, section, drafting);
  return sheet.finish();
}

function writeSection(sheet: SheetBuilder, plan: SheetPlan, { section, links, linked }: SectionPlan, drafting: Drafting): void {
  sheet.add();
  sheet.add(text(columns.label, section.title, 'section'));
  for (const row of linked) writeLink(sheet, row, drafting);
  const around: Surroundings = {
    place: (row) => placeFrom(row, plan.name, links, drafting),
    timeRow: (attribute) => ({ row: plan.timeRows.get(attribute)! }),
    constantColumn: columns.constant,
    firstColumn: drafting.firstColumn,
  };
  for (const quantity of section.items) writeItem(sheet, quantity, around, drafting);
}

function placeFrom(row: Row, sheet: string, links: Links, drafting: Drafting): Place {
  const link = links.rows.get(row);
  if (link !== undefined) return { row: link, time: row.quantity.time };
  const position = drafting.positions.get(row)!;
  return position.sheet === sheet ? { row: position.row, time: position.time } : position;
}

function writeLink(sheet: SheetBuilder, row: Row, drafting: Drafting): void {
  const source = drafting.positions.get(row)!;
  const extra = { format: numberFormat(row.quantity.type, drafting.model.display), origin: originOf(row, 'link') };
  const lead = [
    text(columns.label, row.label, 'label'),
    text(columns.unit, unitText(row.quantity.type), 'unit'),
    text(columns.id, rowId(row), 'id'),
    text(columns.words, `from ${source.sheet}`, 'note'),
  ];
  const skip = source.time === 'scalar' ? 0 : skippedOpenings(row, drafting);
  const cells =
    source.time === 'scalar'
      ? formula(columns.constant, 1, [{ sheet: source.sheet, row: source.row, column: { absolute: columns.constant } }], 'link', extra)
      : formula(
          columns.openings + skip,
          drafting.model.openings + drafting.count - skip,
          [{ sheet: source.sheet, row: source.row, column: { relative: 0 } }],
          'link',
          extra,
        );
  sheet.add(...lead, cells);
}

/** Opening columns in which a row has nothing to link to. */
function skippedOpenings(row: Row, { model }: Drafting): number {
  if (row.quantity.kind === 'item') return row.opening === undefined ? model.openings : 0;
  return firstValue(row.values ?? []);
}

function writeItem(sheet: SheetBuilder, quantity: Quantity, around: Surroundings, drafting: Drafting): void {
  const format = numberFormat(quantity.type, drafting.model.display);
  const spliced = hasActuals(quantity);
  if (spliced) {
    for (const row of quantity.rows) writeActuals(sheet, row, format, drafting);
    for (const row of quantity.rows) writeCalculation(sheet, row, format, around, drafting, 'forecast');
  }
  quantity.rows.forEach((row) => {
    if (spliced) writeSplice(sheet, row, format, drafting);
    else writeCalculation(sheet, row, format, around, drafting, 'plain');
  });
}

function lead(row: Row, suffix: string, words: string | undefined) {
  const id = suffix === '' ? rowId(row) : `${rowId(row)} (${suffix.trim()})`;
  return [
    text(columns.label, `${row.label}${suffix === '' ? '' : `, ${suffix}`}`, 'label'),
    text(columns.unit, unitText(row.quantity.type), 'unit'),
    text(columns.id, id, 'id'),
    text(columns.words, words, 'words'),
  ];
}

function writeActuals(sheet: SheetBuilder, row: Row, format: string, drafting: Drafting): void {
  const cells = (row.actuals ?? []).flatMap((amount, at) =>
    value(drafting.firstColumn + at, amount, 'input', { format, origin: originOf(row, 'input') }),
  );
  sheet.add(...lead(row, 'actual', undefined), cells);
}

function writeCalculation(
  sheet: SheetBuilder,
  row: Row,
  format: string,
  around: Surroundings,
  drafting: Drafting,
  kind: 'plain' | 'forecast',
): void {
  const extra = { format, origin: originOf(row, 'item') };
  const template = cellFormula(asNumber(row.expression!), around);
  const words = row.quantity.words?.replace(/\s+/g, ' ');
  const cells =
    row.quantity.time === 'scalar'
      ? formula(columns.constant, 1, template, 'calculation', extra)
      : formula(drafting.firstColumn, drafting.count, template, 'calculation', extra);
  const opening = kind === 'forecast' ? [] : openingCells(row, format, around, drafting);
  sheet.add(...lead(row, kind === 'forecast' ? 'forecast' : '', words), opening, cells);
}

function openingCells(row: Row, format: string, around: Surroundings, drafting: Drafting) {
  if (row.opening === undefined) return [];
  const extra = { format, origin: originOf(row, 'item') };
  if (row.opening.kind === 'number')
    return list(
      columns.openings,
      Array<Content>(drafting.model.openings).fill({ kind: 'number', value: row.opening.value }),
      'input',
      extra,
    );
  return formula(columns.openings, drafting.model.openings, cellFormula(row.opening, around), 'calculation', extra);
}

/** The row that others read: the actual where there is one, the forecast elsewhere. */
function writeSplice(sheet: SheetBuilder, row: Row, format: string, drafting: Drafting): void {
  const own = sheet.next();
  const size = row.quantity.rows.length;
  const [actual, forecast] = [own - 2 * size, own - size].map((at) => ({ row: at, column: { relative: 0 } }));
  const around: Surroundings = {
    place: (one) => drafting.positions.get(one)!,
    timeRow: () => ({ row: 0 }),
    constantColumn: columns.constant,
    firstColumn: drafting.firstColumn,
  };
  const template = ['IF(ISNUMBER(', actual!, '),', actual!, ',', forecast!, ')'];
  const cells = formula(drafting.firstColumn, drafting.count, template, 'calculation', { format, origin: originOf(row, 'item') });
  sheet.add(...lead(row, '', 'actual where there is one, else forecast'), openingCells(row, format, around, drafting), cells);
}
