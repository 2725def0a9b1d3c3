/**
 * The sheets Inputs, Tables and Inputs over time. Each constant has one column per scenario and a live column that
 * follows the scenario cell. If a scenario does not override an input, its cell links to the scenario that it extends.
 */

import { numberFormat, unitText } from '../../grid/formats.ts';
import type { Content, DefinedName, Grid, GridSheet, Note, RowSegment, Template } from '../../grid/grid.ts';
import {
  formulaCells,
  listCells,
  type SegmentOptions,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { parentIndex, rowId } from '../../model/find.ts';
import { firstFilledColumn } from '../../model/inputs/layOut.ts';
import type { InputValue, Provenance, Quantity, Row } from '../../model/model.ts';
import {
  actualColumns,
  addTimeHeader,
  addTimeLink,
  addTitle,
  columns,
  dateCell,
  frozenRows,
  type LayoutContext,
  originOf,
  rowHeader,
  sourceLink,
  timeWidths,
  widthsFor,
} from '../layoutContext.ts';

export const inputsSheet = 'Inputs';
export const tablesSheet = 'Tables';
export const seriesSheet = 'Inputs over time';
const scenarioRows = { name: 3, number: 4 } as const;
const headingRows = { [inputsSheet]: 6, [tablesSheet]: 2 } as const;

export interface InputSheets {
  readonly sheets: GridSheet[];
  readonly scenarioCell: Grid['scenarioCell'];
  /** The cell with the scenario number. */
  readonly scenarioNumber: Grid['scenarioCell'];
  readonly names: DefinedName[];
}

/** Writes the input sheets. */
export function inputSheets(context: LayoutContext): InputSheets {
  const { inputs } = context.model;
  const scalar = inputs.filter((quantity) => quantity.time === 'scalar');
  const names: DefinedName[] = [
    { name: 'scenario_name', sheet: inputsSheet, row: scenarioRows.name, column: columns.constant },
  ];
  const byMember = scalar.filter((quantity) => quantity.tables.length > 0);
  const overTime = inputs.filter((quantity) => quantity.time === 'series');
  const single = scalar.filter((quantity) => quantity.tables.length === 0);
  const sheets = [
    constantSheet(inputsSheet, single, context, names),
    ...(byMember.length === 0 ? [] : [constantSheet(tablesSheet, byMember, context, [])]),
    ...(overTime.length === 0 ? [] : [seriesInputs(overTime, context)]),
  ];
  const cell = (row: number) => ({ sheet: inputsSheet, row, column: columns.constant });
  return { sheets, scenarioCell: cell(scenarioRows.name), scenarioNumber: cell(scenarioRows.number), names };
}

/** The heading of the first provenance column. */
export const provenanceHeading = 'Status';
const provenanceHeadings = [provenanceHeading, 'Source date', 'Known since', 'Low', 'High', 'Note'];
const provenanceWidths = [12, 13, 13, 16, 16, 60];

function constantSheet(
  name: typeof inputsSheet | typeof tablesSheet,
  quantities: readonly Quantity[],
  context: LayoutContext,
  names: DefinedName[],
): GridSheet {
  const { scenarios } = context.model;
  const widths = [...widthsFor(0), ...scenarios.map(({ id }) => Math.max(16, id.length + 3)), ...provenanceWidths];
  const sheet = sheetBuilder(name, 'foundation', widths, { rows: headingRows[name] + 1, columns: 1 });
  const notes: Note[] = [];
  addTitle(sheet, name);
  if (name === inputsSheet) addScenarioRows(sheet, context);
  else
    sheet.add(
      textCell(0, 'Inputs by member. The Live column shows the scenario selected on the Inputs sheet.', 'note'),
    );
  addInputHeadings(sheet, context);
  let group = '';
  for (const quantity of quantities) {
    const table = quantity.tables.map((one) => one.label).join(', ');
    if (table !== group) sheet.add(textCell(0, table, 'section'));
    group = table;
    for (const row of quantity.rows) addConstant(sheet, row, context, names, notes);
  }
  return { ...sheet.finish(), notes };
}

function addInputHeadings(sheet: SheetBuilder, { model }: LayoutContext): void {
  const header = ['Input', 'Unit', 'Id', 'Kind', 'As written', 'Source', 'Live'];
  sheet.add(
    listCells(0, header.map(textContent), 'header'),
    listCells(
      columns.openings,
      model.scenarios.map(({ id }) => textContent(id)),
      'header',
    ),
    listCells(columns.openings + model.scenarios.length, provenanceHeadings.map(textContent), 'header'),
  );
}

/** Adds the scenario name (a drop-down) and its number. The scenario ids are in the header row below. */
function addScenarioRows(sheet: SheetBuilder, context: LayoutContext): void {
  const ids = context.model.scenarios.map((scenario) => scenario.id);
  sheet.add(
    textCell(
      0,
      'The Live column shows the scenario selected below. Inputs are blue on yellow: change them here or in the ' +
        'model file.',
      'note',
    ),
  );
  sheet.add();
  const at = sheet.add(
    rowHeader({
      label: 'Scenario',
      unit: 'choice',
      id: 'scenario',
      kind: 'input',
      words: 'select from the list',
      source: textContent('model file'),
    }),
    valueCell(columns.constant, ids[0], 'input'),
  );
  sheet.dropDown({ row: at, column: columns.constant, options: ids });
  const row = headingRows[inputsSheet];
  const headings = {
    row,
    column: { absolute: columns.openings },
    to: { row, column: { absolute: columns.openings + ids.length - 1 } },
  };
  const template: Template = ['MATCH(', { row: at, column: { absolute: columns.constant } }, ',', headings, ',0)'];
  sheet.add(
    rowHeader({ label: 'Scenario number', unit: '1', kind: 'calculation' }),
    formulaCells(columns.constant, 1, template, 'calculation', { format: '0' }),
  );
  sheet.add();
}

function scenarioNumber(sheet: string): Template[number] {
  const cell = { row: scenarioRows.number, column: { absolute: columns.constant } };
  // If rows of inputs are sorted, their formulas move along and must still read this cell.
  return sheet === inputsSheet ? { ...cell, isRowFixed: true } : { sheet: inputsSheet, ...cell };
}

function addConstant(sheet: SheetBuilder, row: Row, context: LayoutContext, names: DefinedName[], notes: Note[]): void {
  const { scenarios, display } = context.model;
  const { quantity } = row;
  const at = sheet.next();
  const values = row.values!;
  const format = numberFormat(quantity.type, display);
  const own = (column: number) => ({ row: at, column: { absolute: column } });
  const all = { ...own(columns.openings), to: own(columns.openings + scenarios.length - 1) };
  const live: Template = ['INDEX(', all, ',1,', scenarioNumber(sheet.name), ')'];
  context.positions.set(row, { sheet: sheet.name, row: at, time: 'scalar' });
  addName(row, { sheet: sheet.name, row: at, column: columns.constant }, names);
  if (quantity.type.kind === 'choice' && !quantity.structural)
    for (const index of scenarios.keys())
      sheet.dropDown({ row: at, column: columns.openings + index, options: quantity.type.options });
  for (const words of noteOf(values, context)) notes.push({ row: at, column: columns.constant, text: words });
  sheet.add(
    inputLead(row, values[0]!, context),
    formulaCells(columns.constant, 1, live, 'calculation', { format, origin: originOf(row, 'input') }),
    values.flatMap((one, index) => scenarioCell(one, index, own, context, format, row)),
    provenanceCells(values[0]!.provenance, columns.openings + scenarios.length, context),
  );
}

/** Excel rejects names that look like cell references; `R` and `C` mean whole rows and columns. */
export function canBeName(id: string): boolean {
  // Some libraries keep names in plain objects, which already have keys such as `toString`.
  if (id in Object.prototype) return false;
  return /^[A-Za-z_]\w*$/.test(id) && !/^[A-Za-z]{1,3}\d+$/.test(id) && !/^(r\d*c?\d*|c\d*|true|false)$/i.test(id);
}

function addName({ quantity }: Row, cell: Omit<DefinedName, 'name'>, names: DefinedName[]): void {
  if (quantity.tables.length === 0 && canBeName(quantity.id)) names.push({ name: quantity.id, ...cell });
}

function inputLead(row: Row, { provenance }: InputValue, context: LayoutContext): RowSegment[] {
  return rowHeader({
    label: row.label,
    unit: unitText(row.quantity.type),
    id: rowId(row),
    kind: row.quantity.structural ? 'fixed' : 'input',
    words: provenance.valueText,
    source: originLink(provenance, provenance.status, context),
  });
}

/** A link to the source; without a source the status; without either, `calibrated` if the value was calibrated. */
function originLink(
  { source, calibratedTo }: Provenance,
  status: string | undefined,
  context: LayoutContext,
): Content | undefined {
  return sourceLink(source, status ?? (calibratedTo.length === 0 ? undefined : 'calibrated'), context);
}

/** The note and reason of a value, and the tie-outs that it was calibrated to. */
function remarkOf({ note, why, calibratedTo }: Provenance): string {
  const calibrated = calibratedTo.length === 0 ? undefined : `Calibrated to ${calibratedTo.join(', ')}.`;
  return [note, why, calibrated].filter((part) => part !== undefined).join(' ');
}

function scenarioCell(
  one: InputValue,
  index: number,
  own: (column: number) => Template[number],
  context: LayoutContext,
  format: string,
  row: Row,
): RowSegment[] {
  const column = columns.openings + index;
  const extra = { format, origin: { ...originOf(row, 'input'), scenario: context.model.scenarios[index]!.id } };
  if (!one.inherited || index === 0)
    return valueCell(column, one.constant, row.quantity.structural ? 'fixed' : 'input', extra);
  return formulaCells(
    column,
    1,
    [own(columns.openings + parentIndex(index, context.model.scenarios))],
    'calculation',
    extra,
  );
}

function provenanceCells(from: Provenance, column: number, { model }: LayoutContext): RowSegment[] {
  const source = model.sources.find((one) => one.id === from.source);
  return [
    ...textCell(column, from.status, 'note'),
    ...dateCell(column + 1, source?.date),
    ...dateCell(column + 2, from.known),
    ...textCell(column + 3, from.range?.low, 'note'),
    ...textCell(column + 4, from.range?.high, 'note'),
    ...textCell(column + 5, remarkOf(from), 'note'),
  ];
}

/** The text of the cell note: values of other sources, and earlier revisions. */
function noteOf([first]: readonly InputValue[], { model }: LayoutContext): string[] {
  const { alternatives, revisions, why } = first!.provenance;
  const title = (source: string | undefined) =>
    source === undefined ? '' : ` (${model.sources.find(({ id }) => id === source)?.title ?? source})`;
  const others = alternatives.map(
    (one) => `Other source: ${one.value}${title(one.source)}${one.note === undefined ? '' : `. ${one.note}`}`,
  );
  const believed = revisions.map(
    (one) => `Known ${one.known}: ${one.value}${title(one.source)}${one.why === undefined ? '' : `. ${one.why}`}`,
  );
  const lines = [
    ...others,
    ...(others.length === 0 || why === undefined ? [] : [`Reason for the choice: ${why}`]),
    ...believed,
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function seriesInputs(quantities: readonly Quantity[], context: LayoutContext): GridSheet {
  const widths = [...timeWidths(context), ...provenanceWidths];
  const sheet = sheetBuilder(seriesSheet, 'foundation', widths, { rows: frozenRows, columns: 1 });
  const notes: Note[] = [];
  addTimeHeader(sheet, seriesSheet, context, provenanceHeadings);
  addTimeLink(sheet, 'end', context);
  for (const quantity of quantities) addSeries(sheet, quantity, context, notes);
  return { ...sheet.finish(), notes, actual: actualColumns(context) };
}

/** Adds the live rows of a quantity, adjacent so that a range can cover them, and then the rows by scenario. */
function addSeries(sheet: SheetBuilder, quantity: Quantity, context: LayoutContext, notes: Note[]): void {
  const varies = quantity.rows.some((row) => row.values!.some((one, at) => at > 0 && !one.inherited));
  const start = sheet.next();
  quantity.rows.forEach((row, index) => {
    context.positions.set(row, { sheet: sheet.name, row: start + index, time: 'series' });
    for (const words of noteOf(row.values!, context))
      notes.push({ row: start + index, column: columns.label, text: words });
    addLiveSeries(
      sheet,
      row,
      varies ? start + quantity.rows.length + index * context.model.scenarios.length : undefined,
      context,
    );
  });
  if (!varies) return;
  for (const row of quantity.rows)
    for (const [index, one] of row.values!.entries()) addScenarioSeries(sheet, row, one, index, context);
}

/** Adds the row that formulas read: the inputs, or a lookup in the rows by scenario that start at `block`. */
function addLiveSeries(sheet: SheetBuilder, row: Row, block: number | undefined, context: LayoutContext): void {
  const first = firstFilledColumn(row.values![0]!);
  const extra = { format: numberFormat(row.quantity.type, context.model.display), origin: originOf(row, 'input') };
  const corner = (at: number) => ({ row: at, column: { relative: 0 } });
  const last = (block ?? 0) + context.model.scenarios.length - 1;
  const live: Template = [
    'INDEX(',
    { ...corner(block ?? 0), to: corner(last) },
    ',',
    scenarioNumber(sheet.name),
    ',1)',
  ];
  const width = context.model.openings + context.count - first;
  sheet.add(
    inputLead(row, row.values![0]!, context),
    block === undefined
      ? numbers(row, 0, first, extra)
      : formulaCells(columns.openings + first, width, live, 'calculation', extra),
    provenanceCells(row.values![0]!.provenance, context.firstColumn + context.count, context),
  );
}

function numbers(row: Row, index: number, first: number, extra: SegmentOptions): RowSegment[] {
  const contents = row
    .values![index]!.series!.slice(first)
    .map((amount): Content => ({ kind: 'number', value: amount! }));
  return listCells(columns.openings + first, contents, 'input', extra);
}

function addScenarioSeries(
  sheet: SheetBuilder,
  row: Row,
  one: InputValue,
  index: number,
  context: LayoutContext,
): void {
  const first = firstFilledColumn(row.values![0]!);
  const scenario = context.model.scenarios[index]!.id;
  const parent = sheet.next() - index + parentIndex(index, context.model.scenarios);
  const width = context.model.openings + context.count - first;
  const extra = {
    format: numberFormat(row.quantity.type, context.model.display),
    origin: { ...originOf(row, 'input'), scenario },
  };
  const inherits = one.inherited && index > 0;
  sheet.add(
    rowHeader({
      label: `  ${scenario}: ${row.label}`,
      unit: unitText(row.quantity.type),
      id: `${rowId(row)} (${scenario})`,
      kind: inherits ? 'calculation' : 'input',
      words: inherits ? 'as in the scenario that it extends' : one.provenance.valueText,
      // A value that a scenario sets without a source is the assumption that defines the scenario.
      source: inherits
        ? undefined
        : originLink(one.provenance, one.provenance.status ?? (index > 0 ? `set by ${scenario}` : undefined), context),
    }),
    inherits
      ? formulaCells(columns.openings + first, width, [{ row: parent, column: { relative: 0 } }], 'calculation', extra)
      : numbers(row, index, first, extra),
    inherits ? [] : provenanceCells(one.provenance, context.firstColumn + context.count, context),
  );
}
