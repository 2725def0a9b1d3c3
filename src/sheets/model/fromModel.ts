/**
 * Model to grid: assigns every line item its sheet, row and columns, and writes the formula of every row. Guarantee:
 * each row has one formula, the same in every column in relative terms. A section reads rows of other sheets through
 * link rows at its top, so that its formulas refer to their own sheet only.
 */

import { cellFormula, type FormulaContext, type RowLocation } from '../../grid/cellFormula.ts';
import { dateFormat, numberFormat, unitText } from '../../grid/formats.ts';
import type { CellRange, Content, Grid, GridSheet, Template } from '../../grid/grid.ts';
import {
  callInGroups,
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { asNumber } from '../../model/expression/build.ts';
import { rowReferences } from '../../model/expression/walk.ts';
import { itemsOf, rowId } from '../../model/find.ts';
import { firstFilledColumn } from '../../model/inputs/layOut.ts';
import type { Check, Expression, Model, PeriodAttribute, Quantity, Row, Section, Sheet } from '../../model/model.ts';
import type { Answer } from '../../question/answer.ts';
import type { RunIdentity } from '../../record/record.ts';
import { startingSteps } from '../../values/internalRate.ts';
import { answerSheets } from '../answers/answerSheets.ts';
import { type ChangesSince, changesSheet, effectsCheck } from '../comparison/changesSheet.ts';
import {
  actualColumns,
  addBand,
  addTimeHeader,
  addTimeLink,
  columns,
  countActuals,
  fitRowHeaders,
  frozenRows,
  type LayoutContext,
  originOf,
  type Position,
  rowHeader,
  sourceLink,
  timeWidths,
} from '../layoutContext.ts';
import { type BuiltInCheck, type CheckPosition, type CheckSheets, checkSheets } from './checkSheets.ts';
import {
  aboutSheet,
  type ConformanceRule,
  contentsSheet,
  coverSheet,
  placeSources,
  sourceSheet,
} from './controlSheets.ts';
import { dashboardSheets } from './dashboardSheet.ts';
import { type InputSheets, inputSheets } from './inputSheets.ts';
import {
  datedRows,
  flowOf,
  placeRateRows,
  type RateCall,
  type RateRows,
  rateCalls,
  startTemplate,
} from './rateRows.ts';
import { type Report, reportSheets } from './reportSheets.ts';
import { scenarioSheet } from './scenarioSheet.ts';
import { timeSheet } from './timeSheet.ts';

/** A grid, and the positions of rows, checks and tie-outs in it. */
export interface Layout {
  readonly grid: Grid;
  readonly positions: ReadonlyMap<Row, Position>;
  readonly firstColumn: number;
  readonly checks: ReadonlyMap<Check, CheckPosition>;
  readonly tieOuts: CheckSheets['tieOuts'];
  readonly years: Report;
  readonly quarters: Report;
}

/**
 * Lays out a model. `rules` are listed on the About sheet, each of the `answers` has its own sheet after the results,
 * and the Changes sheet lists the changes since another run.
 */
export function layOutModel(
  model: Model,
  identity: RunIdentity,
  rules: readonly ConformanceRule[] = [],
  answers: readonly Answer[] = [],
  since?: ChangesSince,
): Layout {
  const context: LayoutContext = {
    model,
    positions: new Map(),
    timeRows: new Map(),
    firstColumn: columns.openings + model.openings,
    count: model.timeline.periods.length,
    actualCount: countActuals(model),
    sourceRows: placeSources(model),
  };
  const time = timeSheet(context);
  const inputs = inputSheets(context);
  const plans = model.sheets.map((sheet) => planSheet(sheet, context));
  const workings = plans.map((plan) => writeSheet(plan, context));
  const reports = reportSheets(context);
  const scenarios = scenarioSheet(context, reports.years, inputs.scenarioNumber);
  const dashboard = dashboardSheets(context, reports);
  const bridges = [...dashboard.bridges].map(([id, { addsUp }]): BuiltInCheck => bridgeCheck(id, addsUp));
  const built = [...builtInChecks(inputs, context), ...bridges];
  const checks = checkSheets(context, inputs.scenarioCell, built, effectsCheck(since));
  const verdicts = {
    tieOuts: checks.tieOutMaster,
    misses: checks.tieOutMisses,
    later: checks.tieOutsLater,
    stored: scenarios?.verdict,
  };
  const cover = coverSheet(context, inputs.scenarioCell, verdicts, identity);
  const changes = changesSheet(context, since, checks);
  const about = aboutSheet(context, identity, rules);
  const [dashboardSheet, ...chartData] = dashboard.sheets;
  const behindContents: GridSheet[] = [
    dashboardSheet!,
    ...[
      ...reports.sheets,
      ...(scenarios === undefined ? [] : [scenarios.sheet]),
      ...answerSheets(answers, model.display),
      ...inputs.sheets,
      time,
      ...workings,
      ...chartData,
      ...checks.sheets,
    ].map(fitRowHeaders),
    ...(model.sources.length === 0 ? [] : [sourceSheet(context)]),
    ...(changes === undefined ? [] : [changes]),
    about,
  ];
  return {
    grid: {
      title: model.title,
      sheets: [
        cover,
        contentsSheet([cover, ...behindContents], new Set(model.sheets.map(({ name }) => name))),
        ...behindContents,
      ],
      names: inputs.names,
      scenarioCell: inputs.scenarioCell,
      scenarios: model.scenarios.map((scenario) => scenario.id),
      stored: [...(scenarios?.stored ?? []), ...checks.stored],
    },
    positions: context.positions,
    firstColumn: context.firstColumn,
    checks: checks.checks,
    tieOuts: checks.tieOuts,
    years: reports.years,
    quarters: reports.quarters,
  };
}

/** Checks of every workbook: the scenario is on the list, and no calculation ends in an error. */
function builtInChecks({ scenarioNumber }: InputSheets, context: LayoutContext): BuiltInCheck[] {
  const { sheet, row, column } = scenarioNumber;
  const ends = endRows(context.model);
  return [
    {
      id: 'scenario_is_listed',
      label: 'The active scenario is on the list',
      words: 'the scenario number is a number',
      template: ['IF(ISNUMBER(', { sheet, row, column: { absolute: column } }, '),1,0)'],
    },
    ...context.model.sheets.flatMap(({ name, sections }, at): BuiltInCheck[] => {
      const rows = sections.flatMap(({ items }) => items.flatMap((item) => item.rows)).filter((one) => ends.has(one));
      if (rows.length === 0) return [];
      return [
        {
          id: `no_error_${at + 1}`,
          label: `No calculation on ${name} ends in an error`,
          words: 'the sum of the rows that no other row reads is not an error',
          template: ['IF(ISERROR(', ...sumOf(rows, context), '),0,1)'],
        },
      ];
    }),
  ];
}

/**
 * Rows that no other row reads. An error in any calculation shows in one of them, unless a condition keeps it out of
 * every result.
 */
function endRows(model: Model): ReadonlySet<Row> {
  const rows = itemsOf(model).flatMap((item) => item.rows);
  const ends = new Set(rows);
  for (const row of rows)
    for (const expression of [row.expression, row.opening])
      if (expression !== undefined)
        for (const reading of rowReferences(expression)) if (reading.row !== row) ends.delete(reading.row);
  return ends;
}

/** With more rows than this the formula would be too long, so the whole sheet is summed. */
const rowsListed = 300;

function sumOf(rows: readonly Row[], context: LayoutContext): Template {
  const [first] = rows.map((row) => context.positions.get(row)!);
  if (rows.length > rowsListed) {
    const last = Math.max(...rows.map((row) => context.positions.get(row)!.row));
    const corner = { row: last, column: { absolute: context.firstColumn + context.count - 1 } };
    return ['SUM(', { sheet: first!.sheet, row: frozenRows, column: { absolute: columns.constant }, to: corner }, ')'];
  }
  return callInGroups(
    'SUM',
    rows.map((row) => [rangeOf(row, context)]),
  );
}

function rangeOf(row: Row, { positions, firstColumn, count }: LayoutContext): Template[number] {
  const { sheet, row: at, time } = positions.get(row)!;
  if (time === 'scalar') return { sheet, row: at, column: { absolute: columns.constant } };
  return {
    sheet,
    row: at,
    column: { absolute: firstColumn },
    to: { row: at, column: { absolute: firstColumn + count - 1 } },
  };
}

function bridgeCheck(id: string, { sheet, row, column }: CellRange): BuiltInCheck {
  return {
    id: `bridge_${id}`,
    label: `The steps of the chart ${id} add up to its last total`,
    words: 'the gap is within the tolerance',
    template: [{ sheet, row, column: { absolute: column } }],
  };
}

interface Links {
  /** The link row on this sheet for each row of another sheet. */
  readonly rows: Map<Row, number>;
}
interface SectionPlan {
  readonly section: Section;
  readonly links: Links;
  readonly linked: readonly Row[];
  /** The helper rows of each call of irr and xirr. */
  readonly rates: ReadonlyMap<Expression, RateRows>;
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

/** First pass: assigns every row its position, so that formulas can refer to later rows. */
function planSheet(sheet: Sheet, context: LayoutContext): SheetPlan {
  const own = new Set(sheet.sections.flatMap((section) => section.items));
  const timeRows = new Map<PeriodAttribute, number>([['end', 2]]);
  for (const quantity of own) for (const expression of everyExpression(quantity)) noteAttributes(expression, timeRows);
  let at = 2 + timeRows.size;
  const sections = sheet.sections.map((section): SectionPlan => {
    const linked = externalRows(section, own);
    const links: Links = { rows: new Map() };
    at += 2;
    for (const row of linked) links.rows.set(row, at++);
    const rates = new Map<Expression, RateRows>();
    for (const quantity of section.items) {
      for (const call of callsOf(quantity)) {
        const placed = placeRateRows(call, at);
        rates.set(call, placed.rows);
        at = placed.next;
      }
      at = placeItem(quantity, sheet.name, at, context);
    }
    return { section, links, linked, rates };
  });
  return { name: sheet.name, sections, timeRows, height: at };
}

const callsOf = ({ rows }: Quantity): RateCall[] =>
  rows.flatMap(({ expression }) => (expression === undefined ? [] : rateCalls(expression)));

function noteAttributes(expression: Expression, timeRows: Map<PeriodAttribute, number>): void {
  if ('attribute' in expression && !timeRows.has(expression.attribute))
    timeRows.set(expression.attribute, 2 + timeRows.size);
  // The starting values of a rate count periods.
  if (expression.kind === 'call' && expression.name === 'irr' && !timeRows.has('index'))
    timeRows.set('index', 2 + timeRows.size);
  if (expression.kind === 'negate') noteAttributes(expression.operand, timeRows);
  if (expression.kind === 'binary')
    for (const side of [expression.left, expression.right]) noteAttributes(side, timeRows);
  if (expression.kind === 'call') for (const arg of expression.args) noteAttributes(arg, timeRows);
}

/** Rows of other sheets that a section reads. Rows of one quantity are adjacent, so that a range can cover them. */
function externalRows(section: Section, own: ReadonlySet<Quantity>): Row[] {
  const wanted = new Map<Quantity, Set<Row>>();
  for (const quantity of section.items) {
    for (const expression of everyExpression(quantity)) {
      for (const { row } of rowReferences(expression)) {
        if (own.has(row.quantity)) continue;
        const rows = wanted.get(row.quantity) ?? new Set<Row>();
        wanted.set(row.quantity, rows.add(row));
      }
    }
  }
  return [...wanted].flatMap(([quantity, rows]) => quantity.rows.filter((row) => rows.has(row)));
}

/** An item with actuals takes three blocks of rows: actuals, forecast, and the combined rows that formulas read. */
function placeItem(quantity: Quantity, sheet: string, at: number, context: LayoutContext): number {
  const before = hasActuals(quantity) ? 2 * quantity.rows.length : 0;
  quantity.rows.forEach((row, index) => {
    context.positions.set(row, { sheet, row: at + before + index, time: quantity.time });
  });
  return at + before + quantity.rows.length;
}

function hasActuals(quantity: Quantity): boolean {
  return quantity.rows.some((row) => row.actuals !== undefined);
}

/** Second pass: writes texts and formulas. */
function writeSheet(plan: SheetPlan, context: LayoutContext): GridSheet {
  const sheet = sheetBuilder(plan.name, 'workings', timeWidths(context), { rows: frozenRows, columns: 1 });
  addTimeHeader(sheet, plan.name, context);
  for (const attribute of plan.timeRows.keys()) addTimeLink(sheet, attribute, context);
  for (const section of plan.sections) writeSection(sheet, plan, section, context);
  return { ...sheet.finish(), actual: actualColumns(context) };
}

function writeSection(
  sheet: SheetBuilder,
  plan: SheetPlan,
  { section, links, linked, rates }: SectionPlan,
  context: LayoutContext,
): void {
  sheet.add();
  addBand(sheet, section.title);
  sheet.indent(2);
  for (const row of linked) writeLink(sheet, row, context);
  sheet.indent(1);
  const formulaContext: FormulaContext = {
    locate: (row) => placeFrom(row, plan.name, links, context),
    timeRow: (attribute) => ({ row: plan.timeRows.get(attribute)! }),
    constantColumn: columns.constant,
    firstColumn: context.firstColumn,
    rateRows: (call) => rates.get(call),
  };
  for (const quantity of section.items) {
    for (const call of callsOf(quantity)) writeRateRows(sheet, call, rates.get(call)!, formulaContext, context);
    writeItem(sheet, quantity, formulaContext, context);
  }
  sheet.indent(0);
}

function placeFrom(row: Row, sheet: string, links: Links, context: LayoutContext): RowLocation {
  const link = links.rows.get(row);
  if (link !== undefined) return { row: link, time: row.quantity.time };
  const position = context.positions.get(row)!;
  return position.sheet === sheet ? { row: position.row, time: position.time } : position;
}

function writeLink(sheet: SheetBuilder, row: Row, context: LayoutContext): void {
  const source = context.positions.get(row)!;
  const extra = { format: numberFormat(row.quantity.type, context.model.display), origin: originOf(row, 'link') };
  const header = rowHeader({
    label: row.label,
    unit: unitText(row.quantity.type),
    id: rowId(row),
    kind: 'link',
    words: `from ${source.sheet}`,
    source: { kind: 'link', text: `${source.sheet}, row ${source.row + 1}`, sheet: source.sheet, row: source.row },
  });
  const skip = source.time === 'scalar' ? 0 : skippedOpenings(row, context);
  const cells =
    source.time === 'scalar'
      ? formulaCells(
          columns.constant,
          1,
          [{ sheet: source.sheet, row: source.row, column: { absolute: columns.constant } }],
          'link',
          extra,
        )
      : formulaCells(
          columns.openings + skip,
          context.model.openings + context.count - skip,
          [{ sheet: source.sheet, row: source.row, column: { relative: 0 } }],
          'link',
          extra,
        );
  sheet.add(header, cells);
}

const rateFormat = '0.0%_);(0.0%);0.0%_)';

/** Writes the helper rows of a rate above the item that contains the call. */
function writeRateRows(
  sheet: SheetBuilder,
  call: RateCall,
  rows: RateRows,
  formulaContext: FormulaContext,
  context: LayoutContext,
): void {
  const flow = flowOf(call);
  const origin = originOf(flow, 'link');
  const header = (label: string, unit: string, id: string, words: string) =>
    rowHeader({ label, unit, id: `${rowId(flow)} (${id})`, kind: 'calculation', words });
  if (rows.dates !== undefined) {
    const { column, count, firstDate, dates, flows } = datedRows(call, sheet.next(), formulaContext);
    const day = { format: dateFormat, origin };
    const amount = { format: numberFormat(flow.quantity.type, context.model.display), origin };
    sheet.add(
      header(
        `${flow.label}, dates from the first cash flow`,
        'date',
        'date',
        'period.end, but not before the first cash flow',
      ),
      formulaCells(columns.constant, 1, firstDate, 'calculation', day),
      formulaCells(column, count, dates, 'calculation', day),
    );
    sheet.add(
      header(
        `${flow.label}, cash flows, first one moved to the front`,
        unitText(flow.quantity.type),
        'dated',
        'the same cash flows, with the first non-zero one in the first column',
      ),
      formulaCells(column, count, flows, 'calculation', amount),
    );
  }
  for (let step = 0; rows.start !== undefined && step < startingSteps; step += 1) {
    const before = { row: sheet.next() - 1, column: { absolute: columns.constant } };
    sheet.add(
      header(
        `${flow.label}, starting value, step ${step + 1}`,
        '%',
        `start ${step + 1}`,
        `approximation from which ${call.name}(…) starts`,
      ),
      formulaCells(columns.constant, 1, startTemplate(call, step, before, formulaContext), 'calculation', {
        format: rateFormat,
        origin,
      }),
    );
  }
}

/** The number of opening columns without a value to link to. */
function skippedOpenings(row: Row, { model }: LayoutContext): number {
  if (row.quantity.kind === 'item') return row.opening === undefined ? model.openings : 0;
  return firstFilledColumn(row.values?.[0] ?? {});
}

function writeItem(
  sheet: SheetBuilder,
  quantity: Quantity,
  formulaContext: FormulaContext,
  context: LayoutContext,
): void {
  const format = numberFormat(quantity.type, context.model.display);
  const spliced = hasActuals(quantity);
  if (spliced) {
    for (const row of quantity.rows) writeActuals(sheet, row, format, context);
    for (const row of quantity.rows) writeCalculation(sheet, row, format, formulaContext, context, 'forecast');
  }
  quantity.rows.forEach((row) => {
    if (spliced) writeSplice(sheet, row, format, context);
    else writeCalculation(sheet, row, format, formulaContext, context, 'plain');
  });
}

function itemLead(row: Row, kind: 'actual' | 'forecast' | 'plain', words: string | undefined, source?: Content) {
  const suffix = kind === 'plain' ? '' : kind;
  return rowHeader({
    label: `${row.label}${suffix === '' ? '' : `, ${suffix}`}`,
    unit: unitText(row.quantity.type),
    id: suffix === '' ? rowId(row) : `${rowId(row)} (${suffix})`,
    kind: kind === 'actual' ? 'actual' : 'calculation',
    words,
    source,
  });
}

function writeActuals(sheet: SheetBuilder, row: Row, format: string, context: LayoutContext): void {
  const cells = (row.actuals ?? []).flatMap((amount, at) =>
    valueCell(context.firstColumn + at, amount, 'input', { format, origin: originOf(row, 'input') }),
  );
  sheet.add(itemLead(row, 'actual', sourcesOf(row, context), lastSource(row, context)), cells);
}

/** The source of the last actual; undefined if an actual has neither source nor status. */
function lastSource({ actuals = [], actualFacts = [] }: Row, context: LayoutContext): Content | undefined {
  const facts = actuals.flatMap((amount, at) => (amount === undefined ? [] : [actualFacts[at]]));
  const last = facts.at(-1);
  const isSilent = facts.some((from) => from?.source === undefined && from?.status === undefined);
  return isSilent ? undefined : sourceLink(last?.source, last?.status, context);
}

/** The distinct titles of the sources of the actuals. */
function sourcesOf({ actualFacts = [] }: Row, { model }: LayoutContext): string {
  const titles = actualFacts.flatMap((from) => {
    const source = from?.source;
    return source === undefined ? [] : [model.sources.find(({ id }) => id === source)?.title ?? source];
  });
  return [...new Set(titles)].join('; ');
}

function writeCalculation(
  sheet: SheetBuilder,
  row: Row,
  format: string,
  formulaContext: FormulaContext,
  context: LayoutContext,
  kind: 'plain' | 'forecast',
): void {
  const extra = { format, origin: originOf(row, 'item') };
  const template = cellFormula(asNumber(row.expression!), formulaContext);
  const words = row.quantity.formulaText?.replace(/\s+/g, ' ');
  const cells =
    row.quantity.time === 'scalar'
      ? formulaCells(columns.constant, 1, template, 'calculation', extra)
      : formulaCells(context.firstColumn, context.count, template, 'calculation', extra);
  const opening = kind === 'forecast' ? [] : openingCells(row, format, formulaContext, context);
  sheet.add(itemLead(row, kind, words), opening, cells);
}

function openingCells(row: Row, format: string, formulaContext: FormulaContext, context: LayoutContext) {
  if (row.opening === undefined) return [];
  const extra = { format, origin: originOf(row, 'item') };
  if (row.opening.kind === 'number')
    return listCells(
      columns.openings,
      Array<Content>(context.model.openings).fill({ kind: 'number', value: row.opening.value }),
      // An opening balance of zero is structure; an amount is an input.
      row.opening.value === 0 ? 'fixed' : 'input',
      extra,
    );
  return formulaCells(
    columns.openings,
    context.model.openings,
    cellFormula(row.opening, formulaContext),
    'calculation',
    extra,
  );
}

/** Writes the combined row that formulas read: actuals where available, otherwise the forecast. */
function writeSplice(sheet: SheetBuilder, row: Row, format: string, context: LayoutContext): void {
  const own = sheet.next();
  const size = row.quantity.rows.length;
  const [actual, forecast] = [own - 2 * size, own - size].map((at) => ({ row: at, column: { relative: 0 } }));
  const formulaContext: FormulaContext = {
    locate: (one) => context.positions.get(one)!,
    timeRow: () => ({ row: 0 }),
    constantColumn: columns.constant,
    firstColumn: context.firstColumn,
  };
  const template = ['IF(ISNUMBER(', actual!, '),', actual!, ',', forecast!, ')'];
  const cells = formulaCells(context.firstColumn, context.count, template, 'calculation', {
    format,
    origin: originOf(row, 'item'),
  });
  sheet.add(
    itemLead(row, 'plain', 'actual if available, otherwise forecast'),
    openingCells(row, format, formulaContext, context),
    cells,
  );
}
