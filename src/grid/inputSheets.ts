/**
 * Inputs, tables and inputs over time. Each constant has one column per scenario and a live column that follows the
 * scenario cell; a scenario that says nothing of its own links to the one it extends.
 */
import type { InputValue, Quantity, Row } from '../model/model.ts';
import { parseDate, serialOf } from '../values/timeline.ts';
import { addTimeHeader, columns, type Drafting, firstValue, originOf, rowId, timeWidths } from './drafting.ts';
import { dateFormat, numberFormat, unitText } from './formats.ts';
import type { Content, DefinedName, Grid, GridSheet, Run, Template } from './grid.ts';
import { formula, list, type RunExtra, type SheetBuilder, sheetBuilder, text, value } from './sheetBuilder.ts';

export const inputsSheet = 'Inputs';
export const tablesSheet = 'Tables';
export const seriesSheet = 'Inputs over time';
const scenarioRows = { name: 2, number: 3 } as const;

export interface InputSheets {
  readonly sheets: GridSheet[];
  readonly scenarioCell: Grid['scenarioCell'];
  readonly names: DefinedName[];
}

/** Writes the input sheets. */
export function inputSheets(drafting: Drafting): InputSheets {
  const { inputs } = drafting.model;
  const scalar = inputs.filter((quantity) => quantity.time === 'scalar');
  const names: DefinedName[] = [{ name: 'scenario_name', sheet: inputsSheet, row: scenarioRows.name, column: columns.constant }];
  const byMember = scalar.filter((quantity) => quantity.tables.length > 0);
  const overTime = inputs.filter((quantity) => quantity.time === 'series');
  const single = scalar.filter((quantity) => quantity.tables.length === 0);
  const sheets = [
    constantSheet(inputsSheet, single, drafting, names),
    ...(byMember.length === 0 ? [] : [constantSheet(tablesSheet, byMember, drafting, [])]),
    ...(overTime.length === 0 ? [] : [seriesInputs(overTime, drafting)]),
  ];
  return { sheets, scenarioCell: { sheet: inputsSheet, row: scenarioRows.name, column: columns.constant }, names };
}

const provenanceHeadings = ['Source', 'Status', 'Known since', 'Low', 'High', 'Note'];

function constantSheet(name: string, quantities: readonly Quantity[], drafting: Drafting, names: DefinedName[]): GridSheet {
  const { scenarios } = drafting.model;
  const widths = [44, 16, 30, 34, 16, ...scenarios.map(() => 16), 28, 12, 12, 10, 10, 60];
  const sheet = sheetBuilder(name, 'foundation', widths, { rows: name === inputsSheet ? 5 : 2, columns: 1 });
  sheet.add(text(0, name, 'title'));
  const header = list(
    0,
    ['Input', 'Unit', 'Id', 'As written', 'Live', ...scenarios.map((one) => one.id), ...provenanceHeadings].map(
      (one): Content => ({ kind: 'text', text: one }),
    ),
    'header',
  );
  if (name === inputsSheet) addScenarioRows(sheet, drafting);
  else sheet.add(header);
  if (name === inputsSheet) sheet.add(header);
  let group = '';
  for (const quantity of quantities) {
    const table = quantity.tables.map((one) => one.label).join(', ');
    if (table !== group) sheet.add(text(0, table, 'section'));
    group = table;
    for (const row of quantity.rows) addConstant(sheet, row, drafting, names);
  }
  return sheet.finish();
}

/** Scenario name (a drop-down) and its number; the scenario ids stand in the header row below. */
function addScenarioRows(sheet: SheetBuilder, drafting: Drafting): void {
  const ids = drafting.model.scenarios.map((scenario) => scenario.id);
  sheet.add(text(0, 'The live column shows the scenario chosen here; blue cells are inputs.', 'note'));
  const at = sheet.add(text(0, 'Scenario', 'label'), value(columns.constant, ids[0], 'input'));
  sheet.dropDown({ row: at, column: columns.constant, options: ids });
  const headings = {
    row: 4,
    column: { absolute: columns.constant + 1 },
    to: { row: 4, column: { absolute: columns.constant + ids.length } },
  };
  sheet.add(
    text(0, 'Scenario number', 'label'),
    formula(columns.constant, 1, ['MATCH(', { row: at, column: { absolute: columns.constant } }, ',', headings, ',0)'], 'calculation', {
      format: '0',
    }),
  );
}

function scenarioNumber(sheet: string): Template[number] {
  const cell = { row: scenarioRows.number, column: { absolute: columns.constant } };
  return sheet === inputsSheet ? cell : { sheet: inputsSheet, ...cell };
}

function addConstant(sheet: SheetBuilder, row: Row, drafting: Drafting, names: DefinedName[]): void {
  const { scenarios, display } = drafting.model;
  const { quantity } = row;
  const at = sheet.next();
  const values = row.values!;
  const format = numberFormat(quantity.type, display);
  const own = (column: number) => ({ row: at, column: { absolute: column } });
  const live: Template = [
    'INDEX(',
    { ...own(columns.constant + 1), to: own(columns.constant + scenarios.length) },
    ',1,',
    scenarioNumber(sheet.name),
    ')',
  ];
  const cells = values.flatMap((one, index) => scenarioCell(one, index, own, drafting, format, row));
  drafting.positions.set(row, { sheet: sheet.name, row: at, time: 'scalar' });
  if (quantity.tables.length === 0 && /_/.test(quantity.id) && !quantity.id.includes('.'))
    names.push({ name: quantity.id, sheet: sheet.name, row: at, column: columns.constant });
  if (quantity.type.kind === 'choice')
    for (const index of scenarios.keys()) sheet.dropDown({ row: at, column: columns.constant + 1 + index, options: quantity.type.options });
  sheet.add(
    ...leadOf(row, values[0]!),
    formula(columns.constant, 1, live, 'calculation', { format, origin: originOf(row, 'input') }),
    cells,
    provenance(values[0]!, columns.constant + 1 + scenarios.length, drafting),
  );
}

function leadOf(row: Row, first: InputValue): Run[][] {
  return [
    text(columns.label, row.label, 'label'),
    text(columns.unit, unitText(row.quantity.type), 'unit'),
    text(columns.id, rowId(row), 'id'),
    text(columns.words, first.provenance.written, 'words'),
  ];
}

function scenarioCell(
  one: InputValue,
  index: number,
  own: (column: number) => Template[number],
  drafting: Drafting,
  format: string,
  row: Row,
): Run[] {
  const column = columns.constant + 1 + index;
  const extra = { format, origin: { ...originOf(row, 'input'), scenario: drafting.model.scenarios[index]!.id } };
  if (!one.inherited || index === 0) return value(column, one.constant, 'input', extra);
  return formula(column, 1, [own(columns.constant + 1 + parentOf(index, drafting))], 'calculation', extra);
}

function parentOf(index: number, { model }: Drafting): number {
  return Math.max(
    0,
    model.scenarios.findIndex((scenario) => scenario.id === model.scenarios[index]!.extends),
  );
}

function provenance({ provenance: from }: InputValue, column: number, drafting: Drafting): Run[] {
  const source = drafting.model.sources.find((one) => one.id === from.source);
  const known = from.known === undefined ? undefined : parseDate(from.known);
  const notes = [
    from.note,
    from.why,
    ...from.alternatives.map(
      (one) =>
        `Other source: ${one.value}${one.source === undefined ? '' : ` (${one.source})`}${one.note === undefined ? '' : `, ${one.note}`}`,
    ),
  ];
  return [
    ...text(column, source?.title ?? from.source, 'note'),
    ...text(column + 1, from.status, 'note'),
    ...(known === undefined ? [] : value(column + 2, serialOf(known), 'note', { format: dateFormat })),
    ...text(column + 3, from.range?.low, 'note'),
    ...text(column + 4, from.range?.high, 'note'),
    ...text(column + 5, notes.filter((note) => note !== undefined).join('. '), 'note'),
  ];
}

function seriesInputs(quantities: readonly Quantity[], drafting: Drafting): GridSheet {
  const sheet = sheetBuilder(seriesSheet, 'foundation', timeWidths(drafting), { rows: 2, columns: 1 });
  addTimeHeader(sheet, seriesSheet, drafting);
  for (const quantity of quantities) addSeries(sheet, quantity, drafting);
  return sheet.finish();
}

/** Live rows of a quantity stand together, so that they can be read as a block; the rows by scenario follow. */
function addSeries(sheet: SheetBuilder, quantity: Quantity, drafting: Drafting): void {
  const format = numberFormat(quantity.type, drafting.model.display);
  const varies = quantity.rows.some((row) => row.values!.some((one, at) => at > 0 && !one.inherited));
  const start = sheet.next();
  const count = drafting.model.scenarios.length;
  quantity.rows.forEach((row, index) => {
    drafting.positions.set(row, { sheet: sheet.name, row: start + index, time: 'series' });
    const first = firstValue(row.values!);
    const block = start + quantity.rows.length + index * count;
    const corner = (at: number) => ({ row: at, column: { relative: 0 } });
    const live: Template = ['INDEX(', { ...corner(block), to: corner(block + count - 1) }, ',', scenarioNumber(sheet.name), ',1)'];
    const width = drafting.model.openings + drafting.count - first;
    const cells = varies
      ? formula(columns.openings + first, width, live, 'calculation', { format, origin: originOf(row, 'input') })
      : numbers(row, 0, first, { format, origin: originOf(row, 'input') });
    sheet.add(...leadOf(row, row.values![0]!), cells);
  });
  if (!varies) return;
  for (const row of quantity.rows) {
    for (const [index, one] of row.values!.entries()) addScenarioSeries(sheet, row, one, index, format, drafting);
  }
}

function numbers(row: Row, index: number, first: number, extra: RunExtra): Run[] {
  const contents = row.values![index]!.series!.slice(first).map((amount): Content => ({ kind: 'number', value: amount! }));
  return list(columns.openings + first, contents, 'input', extra);
}

function addScenarioSeries(sheet: SheetBuilder, row: Row, one: InputValue, index: number, format: string, drafting: Drafting): void {
  const first = firstValue(row.values!);
  const scenario = drafting.model.scenarios[index]!.id;
  const parent = sheet.next() - index + parentOf(index, drafting);
  const width = drafting.model.openings + drafting.count - first;
  const origin = { ...originOf(row, 'input'), scenario };
  const cells =
    one.inherited && index > 0
      ? formula(columns.openings + first, width, [{ row: parent, column: { relative: 0 } }], 'calculation', { format, origin })
      : numbers(row, index, first, { format, origin });
  sheet.add(
    text(columns.label, `  in ${scenario}`, 'note'),
    text(columns.id, `${rowId(row)} (${scenario})`, 'id'),
    text(columns.words, one.inherited ? 'as the scenario it extends' : one.provenance.written, 'words'),
    cells,
  );
}
