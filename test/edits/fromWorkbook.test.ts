/**
 * What is entered in a workbook comes back as a model file: the workbook, recalculated, and the file that is read back
 * give the same results, whatever input is changed in whichever scenario; and what no model file can say is told.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEmbeddedRun } from '../../src/audit/embeddedRun.ts';
import { recalculateFile } from '../../src/audit/engineInput.ts';
import { columnName } from '../../src/grid/address.ts';
import { rowId } from '../../src/model/find.ts';
import { inputText } from '../../src/model/inputs/inputText.ts';
import type { Row } from '../../src/model/model.ts';
import { type Built, buildModel, planFile, readBack, runModel } from '../../src/pipeline.ts';
import { seriesName } from '../../src/record/record.ts';
import { columns } from '../../src/sheets/layoutContext.ts';
import { overlayText } from '../../src/source/overlay.ts';
import { isClose } from '../helpers/agreement.ts';
import { editSheet, setCell, setText } from '../helpers/edited.ts';
import { errorLines } from '../helpers/models.ts';
import { readWorkbook } from '../helpers/readSheets.ts';
import fc from '../helpers/seeded.ts';

/**
 * Inputs of every type, alone, by member and over time; scenarios with values of their own, from a month on, and on top
 * of each other.
 */
const lab = `
model: lab
title: Lab
timeline: { from: 2026-01, to: 2026-12, grain: month }
units: { user: {}, token: {} }
tables:
  plan:
    columns:
      price: { unit: USD/user/month }
      share: { unit: '%' }
    members:
      pro: { label: Pro, price: 20 USD/user/month, share: 70% }
      max: { label: Max, price: 100 USD/user/month, share: 30% }
inputs:
  start: { label: First sale, unit: date, value: 2026-02-01, status: assumption }
  is_taxed: { label: Whether tax is paid, unit: flag, value: true, status: assumption }
  treatment: { label: Treatment, choice: [cost, investment], value: cost, status: assumption }
  tax_rate: { label: Tax, unit: '%', value: 21%, status: assumption }
  none: { label: Nothing, unit: USD, value: 0 USD, status: assumption }
  users: { label: Users, unit: user, value: 1000 user, status: assumption }
  churn: { label: Churn, unit: 1/month, value: 10%/month, status: assumption }
  raise: { label: Rise of prices, unit: '%', value: 4.5%, status: assumption }
  multiple: { label: Multiple, unit: x, value: 1.3 x, status: assumption }
  count: { label: Count, unit: '1', value: 3, status: assumption }
  training: { label: Training, unit: USD/month, series: { 2026-01: 1000 USD/month, 2026-06: 2500.5 USD/month }, status: assumption }
  selling: { label: Selling, unit: USD/month, series: { 2026-01: 100 USD/month, 2026-12: 1200 USD/month }, interpolate: linear, status: assumption }
sheets:
  Results:
    Profit:
      customers: { label: Customers, unit: user, opening: users, formula: 'customers[-1] * (1 - churn * period.months)' }
      sales: { label: Sales, unit: USD, by: plan, formula: 'if(period.end >= start, customers * plan.share * plan.price * period.months * (1 + raise) * multiple, none)' }
      costs: { label: Costs, unit: USD, formula: 'if(treatment = cost, training * period.months, none) + selling * period.months' }
      tax: { label: Tax, unit: USD, formula: 'if(is_taxed, tax_rate * sum(sales over plan), none)' }
      profit: { label: Profit, unit: USD, formula: '(sum(sales over plan) - costs - tax) * count' }
key_results: [profit]
scenarios:
  base: { title: Base }
  low: { title: Low, extends: base, set: { churn: 20%/month, plan.pro.price: { value: 15 USD/user/month, from: 2026-07 } } }
  lower: { title: Lower, extends: low, set: { users: 500 user } }
  late: { title: Late, extends: base, set: { training: { value: 900 USD/month, from: 2026-09 }, start: 2026-05-15, treatment: investment } }
`;

const readOf =
  (text: string) =>
  (path: string): string | undefined =>
    path === 'models/lab.yaml' ? text : undefined;

function builtOf(path: string, read: (path: string) => string | undefined): Built {
  const { value, diagnostics } = buildModel(path, read);
  if (value === undefined) throw new Error(errorLines(diagnostics).join('\n'));
  return value;
}

/** What a workbook says now, with the run that it carries. */
function readBackFrom(bytes: Uint8Array) {
  const file = readWorkbook(bytes);
  const rerun = readEmbeddedRun(file);
  if (rerun === undefined || rerun === 'damaged') throw new Error('the workbook carries no run');
  const texts = new Map(rerun.files.map(({ path, text }) => [path, text]));
  const { value, diagnostics } = readBack(file, rerun, (path) => texts.get(path), { workbook: 'lab.xlsx' });
  if (value === undefined) throw new Error(errorLines(diagnostics).join('\n'));
  const { overlay } = value;
  const read = (path: string) => (path === overlay?.path ? overlay.text : texts.get(path));
  const path = overlay?.path ?? rerun.path;
  return { ...value, file, run: (scenario: string) => runModel(path, read, { scenario }) };
}

/** Every number of a line item in the recalculated workbook that differs from the run that was read back. */
function disagreements({ grid, layout, model }: Built, bytes: Uint8Array, scenario: string): string[] {
  const { sheet, row, column } = grid.scenarioCell;
  const chosen =
    scenario === grid.scenarios[0] ? bytes : setText(bytes, sheet, `${columnName(column)}${row + 1}`, scenario);
  const back = readBackFrom(chosen);
  expect(back.others).toEqual([]);
  const values = recalculateFile(back.file);
  const { value: side, diagnostics } = back.run(scenario);
  if (side === undefined) throw new Error(errorLines(diagnostics).join('\n'));
  const series = new Map(
    side.record.scenarios.find(({ id }) => id === scenario)!.series.map((one) => [seriesName(one), one] as const),
  );
  const found: string[] = [];
  for (const [row, position] of layout.positions) {
    const name = rowId(row);
    for (const [at, value] of series.get(name)!.values.entries()) {
      const cell = position.time === 'scalar' ? columns.constant : columns.openings + model.openings + at;
      const live = values.get(position.sheet)?.[position.row]?.[cell];
      if (typeof value === 'number' && !(typeof live === 'number' && isClose(live, value)))
        found.push(`${name} ${at}: the workbook has ${String(live)}, the model ${value}`);
    }
  }
  return found;
}

/** A cell that takes the value of an input. */
interface InputCell {
  readonly sheet: string;
  readonly address: string;
  readonly row: Row;
}

/** The cells of inputs: those that are written, and those of scenarios that follow another one. */
function inputCells({ grid, model }: Built): InputCell[] {
  const rows = new Map(model.inputs.flatMap((quantity) => quantity.rows).map((row) => [rowId(row), row] as const));
  return grid.sheets.flatMap(({ name: sheet, rows: lines }) =>
    lines.flatMap((line, at) =>
      (line?.segments ?? []).flatMap(({ origin, style, column, count }): InputCell[] => {
        if (origin?.kind !== 'input' || (style !== 'input' && origin.scenario === undefined)) return [];
        const row = rows.get([origin.id, ...origin.members].join('.'))!;
        if (row.quantity.structural) return [];
        return Array.from({ length: count }, (_, next) => ({
          sheet,
          address: `${columnName(column + next)}${at + 1}`,
          row,
        }));
      }),
    ),
  );
}

/** Puts an element into a cell, of a type. */
const put =
  (content: string, type?: string) =>
  ({ sheet, address }: InputCell) =>
  (book: Uint8Array) =>
    editSheet(setCell(book, sheet, address, '<v>0</v>'), sheet, (xml) =>
      xml.replace(
        new RegExp(`<c r="${address}"([^>]*)><v>0</v>`),
        `<c r="${address}"$1${type === undefined ? '' : ` t="${type}"`}>${content}`,
      ),
    );
/** Types a text into a cell. */
const typed = (text: string) => (at: InputCell) => (book: Uint8Array) => setText(book, at.sheet, at.address, text);

/** Enters something else into a cell: a number up to a tenth away, a day, the other answer, another option. */
function enter(bytes: Uint8Array, { sheet, address, row }: InputCell, by: number): Uint8Array {
  const { type } = row.quantity;
  const [first] = row.values!;
  const before = first!.constant ?? first!.series?.find((value) => value !== undefined);
  if (type.kind === 'choice') return setText(bytes, sheet, address, type.options.find((option) => option !== before)!);
  if (type.kind === 'flag') return setCell(bytes, sheet, address, `<v>${before === 1 ? 0 : 1}</v>`);
  const amount = Number(before);
  return setCell(
    bytes,
    sheet,
    address,
    `<v>${type.kind === 'date' || amount === 0 ? amount + by : amount * (1 + by / 100)}</v>`,
  );
}

describe('what is entered in a workbook', () => {
  it('gives the results of the workbook, in every scenario', async () => {
    const built = builtOf('models/lab.yaml', readOf(lab));
    const workbook = await built.workbook();
    const cells = inputCells(built);
    const edit = fc.record({ at: fc.nat(cells.length - 1), by: fc.integer({ min: 1, max: 10 }) });
    const scenarios = fc.constantFrom(...built.grid.scenarios);
    fc.assert(
      fc.property(
        fc.uniqueArray(edit, { minLength: 1, maxLength: 6, selector: ({ at }) => at }),
        scenarios,
        (edits, scenario) => {
          const edited = edits.reduce((bytes, { at, by }) => enter(bytes, cells[at]!, by), workbook);
          expect(disagreements(built, edited, scenario)).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a cell', () => {
  const built = builtOf('models/lab.yaml', readOf(lab));
  const cells = inputCells(built);
  const bytes = built.workbook();
  const calculated = `J${[...built.layout.positions].find(([row]) => rowId(row) === 'customers')![1].row + 1}`;
  const cellOf = (name: string, at = 0): InputCell => cells.filter(({ row }) => rowId(row) === name)[at]!;
  const backAfter = async (edit: (workbook: Uint8Array) => Uint8Array) => readBackFrom(edit(await bytes));

  it('with a formula counts as what it gives, and the file says so', async () => {
    const { sheet, address } = cellOf('users');
    const { overlay, inputs, others } = await backAfter((workbook) =>
      setCell(workbook, sheet, address, '<f>H12*1.1</f><v>1100</v>'),
    );
    expect(overlay!.text).toMatchInlineSnapshot(`
      "# Values entered in lab.xlsx.

      model: lab
      extends:
        - lab.yaml
      values:
        users: { value: 1100 user, status: assumption, note: "Entered in lab.xlsx, Inputs!H13 (=H12*1.1)." }
      "
    `);
    expect(inputs).toEqual([{ key: 'users', label: 'Users', scenario: 'base', places: [`${sheet}!${address}`] }]);
    expect(others).toEqual([]);
  });

  it('of one month leaves the other months, and of one scenario the other scenarios', async () => {
    const { sheet, address } = cellOf('training', 3);
    const late = cells.filter(({ row }) => rowId(row) === 'users')[3]!;
    const { overlay } = await backAfter((workbook) =>
      setCell(setCell(workbook, sheet, address, '<v>1750</v>'), late.sheet, late.address, '<v>70</v>'),
    );
    expect(overlay!.text).toMatchInlineSnapshot(`
      "# Values entered in lab.xlsx.

      model: lab
      extends:
        - lab.yaml
      values:
        training: { series: { 2026-01: 1000 USD/month, 2026-04: 1750 USD/month, 2026-05: 1000 USD/month, 2026-06: 2500.5 USD/month }, status: assumption, note: "Entered in lab.xlsx, 'Inputs over time'!L15." }
      scenarios:
        late:
          set:
            users: { value: 70 user, status: assumption, note: "Entered in lab.xlsx, Inputs!K13." }
            training: { series: { 2026-01: 1000 USD/month, 2026-06: 2500.5 USD/month, 2026-09: 900 USD/month }, status: assumption, note: The value in lab.xlsx. }
      "
    `);
  });

  it.each([
    [
      'that is empty',
      'users',
      (at: InputCell) => (book: Uint8Array) => setCell(book, at.sheet, at.address, ''),
      'is empty',
    ],
    ['with a number as a text', 'users', typed('1200'), "contains the text '1200', not a number"],
    ['with the commas of another country', 'users', typed('1.200,50'), "contains the text '1.200,50', not a number"],
    ['with a percentage as a text', 'tax_rate', typed('25%'), "contains the text '25%', not a number"],
    ['with a date as a text', 'start', typed('2026-03-01'), "contains the text '2026-03-01', not a date"],
    ['with an answer as a text', 'is_taxed', typed('yes'), "contains the text 'yes', not TRUE or FALSE"],
    [
      'with no option',
      'treatment',
      typed('gift'),
      "contains the text 'gift', which is not one of its options (cost, investment)",
    ],
    ['with a blank behind its option', 'treatment', typed('investment '), "contains the text 'investment '"],
    ['with half a day', 'start', put('<v>46000.5</v>'), 'contains 46000.5, not a date (a whole day)'],
    ['with an answer where a number is', 'users', put('<v>1</v>', 'b'), 'contains TRUE, not a number'],
    ['with an error', 'users', put('<v>#REF!</v>', 'e'), 'contains the error #REF!'],
    [
      'with a formula that has no result',
      'users',
      put('<f>H12*1.1</f>'),
      'contains the formula =H12*1.1 without a result',
    ],
  ])('%s is named with the reason, and hides no other', async (_, name, edit, why) => {
    const at = cellOf(name);
    const churn = cellOf('churn');
    const { inputs, unread, others } = await backAfter((book) =>
      setCell(edit(at)(book), churn.sheet, churn.address, '<v>0.2</v>'),
    );
    expect(unread).toMatchObject([
      { place: `${at.sheet}!${at.address}`, key: name, scenario: 'base', why: expect.stringContaining(why) },
    ]);
    expect([inputs.map(({ key }) => key), others]).toEqual([['churn'], []]);
  });

  it('that the model refuses is named, and hides no other', async () => {
    const [start, churn] = [cellOf('start'), cellOf('churn')];
    const { inputs, unread } = await backAfter((book) =>
      setCell(setCell(book, start.sheet, start.address, '<v>3000000</v>'), churn.sheet, churn.address, '<v>0.2</v>'),
    );
    expect([unread.map(({ key }) => key), inputs.map(({ key }) => key)]).toEqual([['start'], ['churn']]);
  });

  it('that is calculated is told as another change', async () => {
    const { overlay, inputs, unread, others } = await backAfter((workbook) =>
      setCell(workbook, 'Results', calculated, '<v>5</v>'),
    );
    expect([overlay, inputs, unread, others.map(({ kind }) => kind)]).toEqual([
      undefined,
      [],
      [],
      ['formula-overwritten'],
    ]);
  });

  it.each([
    ['of the input itself', 'Inputs', 'G12'],
    ['over time', 'Inputs over time', 'J5'],
  ])('that shows the live value %s is named, with the place for the value', async (_, sheet, address) => {
    const { overlay, inputs, unread, others } = await backAfter((workbook) =>
      setCell(workbook, sheet, address, '<v>5</v>'),
    );
    expect([overlay, inputs, others]).toEqual([undefined, [], []]);
    expect(unread).toMatchObject([
      { why: expect.stringContaining('live cell'), hint: expect.stringContaining('a scenario') },
    ]);
  });

  it('beside a column that was inserted is read by the heading above it', async () => {
    const { sheet, address } = cellOf('users', 1);
    const { inputs, others } = await backAfter((workbook) =>
      editSheet(setCell(workbook, sheet, address, '<v>1200</v>'), 'Inputs', (xml) =>
        xml.replaceAll(/(<c r=")([A-Z]+)(\d+")/g, (whole, before: string, letters: string, after: string) =>
          letters >= 'I' && letters.length === 1
            ? `${before}${String.fromCharCode(letters.charCodeAt(0) + 1)}${after}`
            : whole,
        ),
      ),
    );
    expect(inputs).toContainEqual({
      key: 'users',
      label: 'Users',
      scenario: 'low',
      places: [address.replace('I', 'Inputs!J')],
    });
    expect(others.map(({ kind }) => kind)).toContain('column-inserted');
  });
});

describe('a workbook', () => {
  it('that was not changed has nothing to read back', async () => {
    const { inputs, others, overlay, scenario } = readBackFrom(
      await builtOf('models/lab.yaml', readOf(lab)).workbook(),
    );
    expect([inputs, others, overlay, scenario]).toEqual([[], [], undefined, undefined]);
  });

  it('says which scenario was chosen', async () => {
    const built = builtOf('models/lab.yaml', readOf(lab));
    const { sheet, row, column } = built.grid.scenarioCell;
    const back = readBackFrom(setText(await built.workbook(), sheet, `${columnName(column)}${row + 1}`, 'lower'));
    expect([back.scenario, back.scenarioPlace, back.inputs, back.others]).toEqual(['lower', 'Inputs!G4', [], []]);
  });

  it.each([
    ['', 'is empty, and does not name a scenario'],
    ['Lowest', "contains 'Lowest', and does not name a scenario"],
  ])("in which the scenario was changed to '%s' says why it is none, and reads the inputs", async (text, why) => {
    const built = builtOf('models/lab.yaml', readOf(lab));
    const cell = inputCells(built).find(({ row }) => rowId(row) === 'users')!;
    const edited = setCell(await built.workbook(), cell.sheet, cell.address, '<v>1100</v>');
    const back = readBackFrom(
      text === '' ? setCell(edited, 'Inputs', 'G4', '') : setText(edited, 'Inputs', 'G4', text),
    );
    expect([back.scenario, back.inputs.map(({ key }) => key)]).toEqual([undefined, ['users']]);
    expect(back.unread).toMatchObject([{ place: 'Inputs!G4', key: 'scenario', why }]);
  });

  it('in which another scenario was chosen in capitals is read as Excel reads it', async () => {
    const built = builtOf('models/lab.yaml', readOf(lab));
    expect(readBackFrom(setText(await built.workbook(), 'Inputs', 'G4', 'LOWER')).scenario).toBe('lower');
  });

  it('that was built with --set says what it cannot read back', async () => {
    const { value: built } = buildModel('models/lab.yaml', readOf(lab), { set: [{ key: 'users', value: '900 user' }] });
    const cell = inputCells(built!).find(({ row }) => rowId(row) === 'users')!;
    const back = readBackFrom(setCell(await built!.workbook(), cell.sheet, cell.address, '<v>1100</v>'));
    expect(back.overlay).toBeUndefined();
    expect(back.unread).toMatchObject([
      { key: 'users', value: 1100, why: expect.stringContaining('another key sets the input') },
    ]);
  });
});

const paths = ['models', 'models/examples'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);

describe.each(paths)('%s', (path) => {
  const read = (name: string): string => readFileSync(name, 'utf8');

  it('has inputs that can all be written and read again', () => {
    const { value: plan } = planFile(path, read);
    const rows = plan!.model.inputs.filter(({ structural }) => !structural).flatMap((quantity) => quantity.rows);
    const values = rows.flatMap((row) => {
      const { constant } = row.values![0]!;
      return constant === undefined
        ? []
        : [{ key: rowId(row), value: inputText(constant, row.quantity.type)!, note: 'again' }];
    });
    expect(values.length).toBeGreaterThan(3);
    const text = overlayText({
      remark: 'All again.',
      model: 'again',
      extends: path.replace(/^.*\//, ''),
      values,
      scenarios: new Map(),
    });
    const own = path.replace(/[^/]*$/, 'again.yaml');
    const { value: again, diagnostics } = planFile(own, (name) => (name === own ? text : read(name)));
    expect(errorLines(diagnostics)).toEqual([]);
    const constants = (model: NonNullable<typeof plan>['model']) =>
      model.inputs.flatMap((quantity) => quantity.rows).map((row) => [rowId(row), row.values![0]!.constant]);
    expect(constants(again!.model)).toEqual(constants(plan!.model));
  });
});
