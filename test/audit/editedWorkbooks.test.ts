/**
 * Workbooks that were edited in LibreOffice (renamed, sorted, cut, deleted, typed into): every input is read back, and
 * cells that cannot be read are named.
 *
 * @module-tag libreoffice
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { readEmbeddedRun } from '../../src/audit/embeddedRun.ts';
import { changesInFile } from '../../src/audit/verify.ts';
import { buildModel, readBack } from '../../src/pipeline.ts';
import { addressOf } from '../helpers/edited.ts';
import { editInLibreOffice } from '../helpers/libreOfficeEdits.ts';
import { errorLines } from '../helpers/models.ts';
import { readSheets, readWorkbook } from '../helpers/readSheets.ts';

const model = `
model: shop
title: Shop
timeline: { from: 2026-01, to: 2026-06, grain: month }
units: { user: {} }
tables:
  plan:
    columns:
      price: { unit: USD/user/month }
      users: { unit: user }
    members:
      pro: { label: Pro, price: 20 USD/user/month, users: 700 user }
      max: { label: Max, price: 100 USD/user/month, users: 30 user }
      team: { label: Team, price: 50 USD/user/month, users: 90 user }
inputs:
  tax_rate: { label: Tax, unit: '%', value: 21%, status: assumption, note: As filed. }
  bonus: { label: Bonus, unit: '%', value: 10%, status: assumption }
  rent: { label: Rent, unit: USD/month, value: 900 USD/month, status: assumption }
  fees: { label: Fees, unit: '%', value: 3%, status: assumption }
  wages: { label: Wages, unit: USD/month, series: { 2026-01: 1000 USD/month, 2026-04: 1500 USD/month }, status: assumption }
sheets:
  Results:
    Profit:
      sales: { label: Sales, unit: USD, by: plan, formula: plan.users * plan.price * period.months }
      costs: { label: Costs, unit: USD, formula: (rent + wages * (1 + bonus)) * period.months + fees * sum(sales over plan) }
      tax: { label: Tax paid, unit: USD, formula: tax_rate * (sum(sales over plan) - costs) }
      profit: { label: Profit, unit: USD, formula: sum(sales over plan) - costs - tax }
key_results: [profit]
scenarios:
  base: { title: Base }
  lean: { title: Lean, set: { rent: 500 USD/month, plan.pro.price: 15 USD/user/month } }
  grim: { title: Grim, extends: lean, set: { tax_rate: 30% } }
`;
const path = 'models/shop.yaml';

let written: Uint8Array;
const at = (id: string, column: string, sheet = 'Inputs') => addressOf(written, sheet, id, column);
const cell = (sheet: string, address: string) => `doc.Sheets.getByName("${sheet}").getCellRangeByName("${address}")`;
const type = (sheet: string, id: string, column: string, value: number) =>
  `${cell(sheet, at(id, column, sheet))}.Value = ${value}`;
/** The rows of the inputs, from the first to the last, over all columns. */
const inputRows = (last = 'P') => `${at('tax_rate', 'A')}:${at('fees', last)}`;

const edits = {
  'a renamed sheet of inputs': () => [
    type('Inputs', 'rent', 'H', 800),
    'doc.Sheets.getByName("Inputs").Name = "Assumptions"',
  ],
  'renamed and reordered sheets': () => [
    type('Inputs', 'rent', 'H', 800),
    type('Tables', 'plan.price.pro', 'H', 25),
    'doc.Sheets.getByName("Inputs").Name = "Tables of old"',
    'doc.Sheets.getByName("Tables").Name = "Inputs"',
    'doc.Sheets.getByName("Results").Name = "P & L\'s"',
    'doc.Sheets.moveByName("Inputs", 0)',
  ],
  'a copy beside a renamed sheet': () => [
    type('Inputs', 'rent', 'H', 800),
    'doc.Sheets.copyByName("Inputs", "A copy", 0)',
    'doc.Sheets.getByName("Inputs").Name = "Assumptions"',
  ],
  'sorted inputs': () => [type('Inputs', 'rent', 'H', 800), `SortRange(doc, "Inputs", "${inputRows()}", 0, True)`],
  'sorted tables': () => [
    type('Tables', 'plan.price.max', 'I', 90),
    `SortRange(doc, "Tables", "${at('plan.price.pro', 'A', 'Tables')}:${at('plan.price.team', 'P', 'Tables')}", 0, True)`,
  ],
  'inputs sorted in some columns': () => [
    type('Inputs', 'rent', 'H', 800),
    `SortRange(doc, "Inputs", "${inputRows('F')}", 0, True)`,
  ],
  'labels sorted alone': () => [
    type('Inputs', 'rent', 'H', 800),
    `SortRange(doc, "Inputs", "${inputRows('A')}", 0, True)`,
  ],
  'an inserted column': () => [
    'doc.Sheets.getByName("Inputs").Columns.insertByIndex(8, 1)',
    `${cell('Inputs', at('rent', 'J'))}.Value = 450`,
  ],
  'a deleted column': () => [
    type('Inputs', 'rent', 'H', 800),
    'doc.Sheets.getByName("Inputs").Columns.removeByIndex(4, 1)',
  ],
  'a deleted scenario': () => [
    type('Inputs', 'rent', 'J', 480),
    'doc.Sheets.getByName("Inputs").Columns.removeByIndex(8, 1)',
  ],
  'a cut input': () => [
    'Dim destination As New com.sun.star.table.CellAddress',
    `destination.Sheet = ${cell('Inputs', 'A1')}.RangeAddress.Sheet : destination.Column = 7 : destination.Row = 30`,
    `doc.Sheets.getByName("Inputs").moveRange(destination, ${cell('Inputs', at('rent', 'H'))}.RangeAddress)`,
  ],
  'a text for a number': () => [
    `${cell('Inputs', at('rent', 'H'))}.String = "1.200,50"`,
    type('Inputs', 'fees', 'H', 0.04),
  ],
  'edited labels and ids': () => [
    type('Inputs', 'rent', 'H', 800),
    `${cell('Inputs', at('rent', 'A'))}.String = "Rent of the shop"`,
    `${cell('Inputs', at('fees', 'C'))}.String = "charges"`,
    type('Inputs', 'fees', 'I', 0.02),
  ],
  'a formula times 1.1': () =>
    ['H', 'I', 'J', 'K', 'L', 'M'].map((column) => {
      const address = at('profit', column, 'Results');
      return `${cell('Results', address)}.Formula = ${cell('Results', address)}.Formula & "*1.1"`;
    }),
} satisfies Record<string, () => readonly string[]>;

type Name = keyof typeof edits;
const saved = new Map<string, Uint8Array>();

beforeAll(async () => {
  const { value, diagnostics } = buildModel(path, () => model);
  if (value === undefined) throw new Error(errorLines(diagnostics).join('\n'));
  written = await value.workbook();
  const names = Object.keys(edits) as Name[];
  const done = await editInLibreOffice(names.map((name) => ({ workbook: written, basic: edits[name]().join('\n') })));
  for (const [index, name] of names.entries()) saved.set(name, done[index]!);
});

function comeBack(name: Name) {
  const file = readWorkbook(saved.get(name)!);
  const rerun = readEmbeddedRun(file);
  if (rerun === undefined || rerun === 'damaged') throw new Error('the workbook has no run');
  const { value, diagnostics } = readBack(file, rerun, () => model, { workbook: 'shop.xlsx' });
  if (value === undefined) throw new Error(errorLines(diagnostics).join('\n'));
  const kinds = value.others.map(({ kind, place }) => `${kind} ${place}`);
  const inputs = value.inputs.map(({ key, scenario, places }) => `${key} (${scenario}) ${places.join(' ')}`);
  return { ...value, kinds, inputs, text: value.overlay?.text ?? '' };
}

/** What the workbook shows in a cell. */
function shown(name: Name, sheet: string, id: string, column: number): unknown {
  const rows = readSheets(saved.get(name)!).find((one) => one.name === sheet)!.rows;
  return rows.find((cells) => cells?.[2]?.value === id)?.[column]?.value;
}

describe('sheets', () => {
  it('that were renamed are one line each, and what was typed is read', () => {
    const { kinds, inputs, unread, text } = comeBack('a renamed sheet of inputs');
    expect(kinds).toEqual(['sheet-renamed Assumptions']);
    expect([inputs, unread]).toEqual([[`rent (base) Assumptions!${at('rent', 'H')}`], []]);
    expect(text).toContain('rent: { value: 800 USD/month');
  });

  it('that took the names of others are read by what is in them', () => {
    const { kinds, inputs, text } = comeBack('renamed and reordered sheets');
    expect(kinds.sort()).toEqual(['sheet-renamed Inputs', "sheet-renamed P & L's", 'sheet-renamed Tables of old']);
    expect(inputs.map((one) => one.split(' ')[0])).toEqual(['rent', 'plan.price.pro']);
    expect(text).toContain('plan.price.pro: { value: 25 USD');
  });

  it('of which there is a copy are those that the formulas read', () => {
    const { kinds, inputs } = comeBack('a copy beside a renamed sheet');
    expect(kinds.filter((kind) => kind.startsWith('sheet'))).toEqual([
      'sheet-renamed Assumptions',
      'sheet-added A copy',
    ]);
    expect(inputs).toEqual([`rent (base) Assumptions!${at('rent', 'H')}`]);
  });
});

describe('rows', () => {
  it('that were sorted take their live value along, and are read by their ids', () => {
    const { kinds, inputs, unread, text } = comeBack('sorted inputs');
    expect(inputs).toEqual([expect.stringMatching(/^rent \(base\) Inputs!H\d+$/)]);
    expect(text).toContain('rent: { value: 800 USD/month');
    expect(unread).toEqual([]);
    // An absolute reference to the scenario number survives the sort.
    for (const [id, value] of [
      ['rent', 800],
      ['tax_rate', 0.21],
      ['bonus', 0.1],
      ['fees', 0.03],
    ] as const)
      expect(shown('sorted inputs', 'Inputs', id, 6), id).toBe(value);
    expect(kinds.filter((kind) => !kind.startsWith('formula-misled'))).toEqual([
      expect.stringMatching(/^rows-reordered Inputs!\d+:\d+$/),
    ]);
    // The formulas of other sheets read cells by their place, and now other inputs.
    expect(kinds.some((kind) => kind.startsWith('formula-misled Results!'))).toBe(true);
  });

  it('of members that were sorted are read by their ids', () => {
    const { kinds, inputs } = comeBack('sorted tables');
    expect(inputs).toEqual([expect.stringMatching(/^plan\.price\.max \(lean\) Tables!I\d+$/)]);
    expect(kinds).toContainEqual(expect.stringMatching(/^rows-reordered Tables!/));
    expect(kinds.every((kind) => /^(rows-reordered|formula-misled|name-changed)/.test(kind))).toBe(true);
  });

  it('of which only some columns were sorted are named, and no value is taken for that of another input', () => {
    const { kinds, inputs, overlay } = comeBack('inputs sorted in some columns');
    expect([inputs, overlay]).toEqual([[], undefined]);
    expect(kinds).toContainEqual(expect.stringMatching(/^rows-mixed Inputs!/));
  });

  it('of which the labels alone were sorted are read by their ids', () => {
    const { inputs, kinds } = comeBack('labels sorted alone');
    expect(inputs).toEqual([`rent (base) Inputs!${at('rent', 'H')}`]);
    expect(kinds.every((kind) => kind.startsWith('text-changed'))).toBe(true);
  });

  it('whose label or id was edited are those that were written', () => {
    const { inputs, kinds } = comeBack('edited labels and ids');
    expect(inputs.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual(['rent (base)', 'fees (lean)']);
    expect(kinds.every((kind) => kind.startsWith('text-changed'))).toBe(true);
  });
});

describe('columns', () => {
  it('beside an inserted one are read by the heading above them', () => {
    const { inputs, kinds } = comeBack('an inserted column');
    expect(inputs).toEqual([`rent (lean) Inputs!${at('rent', 'J')}`]);
    expect(kinds).toContain('column-inserted Inputs!I:I');
  });

  it('beside a deleted one are read', () => {
    const { inputs, kinds } = comeBack('a deleted column');
    expect(inputs).toEqual([`rent (base) Inputs!${at('rent', 'G')}`]);
    expect(kinds).toEqual(['column-removed Inputs!E:E']);
  });

  it('of a scenario that was deleted are named, and the others are read', () => {
    const { inputs, kinds } = comeBack('a deleted scenario');
    expect(kinds).toContain('column-removed Inputs!I:I');
    expect(inputs).toContain(`rent (grim) Inputs!${at('rent', 'I')}`);
  });
});

describe('cells', () => {
  it('that were cut are named as empty', () => {
    const { unread, inputs, kinds } = comeBack('a cut input');
    expect(unread).toMatchObject([{ key: 'rent', scenario: 'base', why: expect.stringContaining('is empty') }]);
    expect(inputs.filter((one) => one.includes('(base)'))).toEqual([]);
    expect(kinds).toContain('row-inserted Inputs!31:31');
  });

  it('with a text hide no other', () => {
    const { unread, text } = comeBack('a text for a number');
    expect(unread).toMatchObject([
      { key: 'rent', value: '1.200,50', why: "contains the text '1.200,50', not a number" },
    ]);
    expect(text).toContain('fees: { value: 4%');
  });

  it('of one row whose formulas were changed alike are told each, with both formulas', () => {
    const { findings } = changesInFile(readWorkbook(saved.get('a formula times 1.1')!))!;
    expect(findings.map(({ kind, place }) => `${kind} ${place}`)).toEqual(
      ['H', 'I', 'J', 'K', 'L', 'M'].map((column) => `formula-changed Results!${at('profit', column, 'Results')}`),
    );
    expect(findings.every(({ old, now }) => `${String(old)}*1.1` === now)).toBe(true);
  });
});
