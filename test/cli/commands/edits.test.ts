/** `burnsheet edits`, and what `burnsheet diff` says of a workbook in which something was entered. */
import { existsSync, readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, editSheet, setCell, setText } from '../../helpers/edited.ts';
import { readSheets } from '../../helpers/readSheets.ts';
import { enter, leave, run, write } from '../repository.ts';

const lab = `
model: lab
title: Lab
timeline: { from: 2026, to: 2028, grain: year }
units: { user: {} }
inputs:
  price: { label: Price, unit: USD/user, value: 20 USD/user, status: assumption }
  users: { label: Users, unit: user, series: { 2026: 100 user, 2027: 110 user }, status: assumption }
scenarios:
  base: { title: Base }
  low: { title: Low, set: { price: 10 USD/user } }
sheets:
  Results:
    Sales:
      revenue: { label: Revenue, unit: USD, rollup: sum, formula: price * users }
key_results: [revenue]
`;

let folder = '';
let built: Uint8Array;
const book = 'exports/lab/lab.xlsx';

beforeAll(async () => {
  enter();
  folder = process.cwd();
  write({ 'models/lab.yaml': lab });
  expect((await run('build', 'models/lab.yaml')).code).toBe(0);
  built = readFileSync(book);
});
afterAll(() => leave(folder));

/**
 * Enters a price of 25 in the base case; on the sheet Inputs the first input stands in row 8, and the base case in
 * column H.
 */
const priced = (): Uint8Array => setCell(built, 'Inputs', 'H8', '<v>25</v>');

describe('burnsheet diff', () => {
  it('compares a workbook alone with what was written', async () => {
    write({ 'edited.xlsx': priced() });
    const { code, said, complained } = await run('diff', 'edited.xlsx', '--explain', 'revenue@2027');
    expect([code, complained]).toEqual([0, '']);
    expect(said).toContain('edited.xlsx, as written');
    expect(said).toContain('20 USD/user -> 25 USD/user');
    expect(said).toContain('Entered in edited.xlsx, Inputs!H8.');
    expect((await run('diff', book)).said).toContain('No differences.');
  });

  it('compares it as it is now with anything else', async () => {
    const { said } = await run('diff', 'models/lab.yaml', 'edited.xlsx', '--json');
    const { changes, movements } = JSON.parse(said);
    expect(changes.map(({ id, old, new: now }: Record<string, string>) => [id, old, now])).toEqual([
      ['price', '20 USD/user', '25 USD/user'],
    ]);
    expect(movements[0]).toMatchObject({ name: 'revenue', most: { period: '2027', old: 2200, new: 2750 } });
    // The other scenario has a price of its own.
    expect((await run('diff', 'models/lab.yaml@low', 'edited.xlsx@low')).said).toContain('none of 1 row moved');
  });

  it('takes the scenario that was chosen', async () => {
    write({ 'chosen.xlsx': setText(built, 'Inputs', 'G4', 'low') });
    const { changes } = JSON.parse((await run('diff', 'chosen.xlsx', '--json')).said);
    expect(changes[0]).toMatchObject({ kind: 'setting', old: 'base', new: 'low' });
  });

  it('says what it leaves out', async () => {
    const row =
      readSheets(built)
        .find(({ name }) => name === 'Results')!
        .rows.findIndex((cells) => cells[2]?.value === 'revenue') + 1;
    write({ 'overwritten.xlsx': setCell(priced(), 'Results', `H${row}`, '<v>1</v>') });
    const { code, complained } = await run('diff', 'overwritten.xlsx');
    expect(code).toBe(0);
    expect(complained).toContain('warning[workbook-changed]');
    expect(complained).toContain(`a formula was replaced by a value (Results!H${row})`);
  });
});

describe('a workbook that shows errors', () => {
  it('is never without difference', async () => {
    const row = addressOf(built, 'Results', 'revenue', 'H');
    write({
      'errors.xlsx': editSheet(built, 'Results', (xml) =>
        xml.replace(new RegExp(`(<c r="${row}"[^>]*)>(<f>.*?</f>)<v>[^<]*</v>`), '$1 t="e">$2<v>#REF!</v>'),
      ),
    });
    const { code, said, complained } = await run('diff', 'errors.xlsx', '--exit-code');
    expect([code, said.includes('No differences.')]).toEqual([1, false]);
    expect(complained.replace(/\s+/g, ' ')).toContain(`1 cell of errors.xlsx shows an error (Results!${row} #REF!)`);
    expect(JSON.parse((await run('diff', 'errors.xlsx', '--json')).said).isEmpty).toBe(false);
  });
});

/**
 * A workbook as another program saves it: cells, styles and titles are kept, parts that the program does not know are
 * left out.
 */
async function savedByOther(bytes: Uint8Array): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Buffer.from(bytes) as never);
  return new Uint8Array((await workbook.xlsx.writeBuffer()) as ArrayBuffer);
}

describe('burnsheet edits', () => {
  it('writes what was entered as a model file beside the model, which gives it', async () => {
    write({ 'edited.xlsx': priced() });
    const { code, said } = await run('edits', 'edited.xlsx', '--out', 'models/dearer.yaml');
    expect([code, said]).toEqual([
      0,
      'wrote models/dearer.yaml: 1 input\n  Price (base)\nnext: burnsheet diff models/lab.yaml models/dearer.yaml\n',
    ]);
    expect(readFileSync('models/dearer.yaml', 'utf8')).toBe(`# Values entered in edited.xlsx.

model: dearer
extends:
  - lab.yaml
values:
  price: { value: 25 USD/user, status: assumption, note: "Entered in edited.xlsx, Inputs!H8." }
`);
    expect(JSON.parse((await run('show', 'models/dearer.yaml', 'revenue', '--json')).said)).toMatchObject({
      diagnostics: [],
      scenarios: [{ series: [{ id: 'revenue', values: [2500, 2750, 2750] }] }],
    });
    expect((await run('diff', 'models/dearer.yaml', 'edited.xlsx', '--no-explain')).said).not.toContain(
      'value changed',
    );
  });

  it('names the scenario that was chosen, and the column in which values belong', async () => {
    write({
      'chosen.xlsx': setText(priced(), 'Inputs', 'G4', 'low'),
      'live.xlsx': setCell(built, 'Inputs', 'G8', '<v>30</v>'),
    });
    const { said } = await run('edits', 'chosen.xlsx', '--out', 'models/chosen.yaml');
    expect(said).toContain('next: burnsheet diff models/lab.yaml@low models/chosen.yaml@low');
    const { complained } = await run('edits', 'live.xlsx');
    expect(complained).toContain('live.xlsx: Inputs!G8 (Price) is the live cell');
    expect(complained).toContain('enter the value in the column of a scenario, such as Inputs!H8');
  });

  it('writes it to the terminal where no file is named', async () => {
    const { said } = await run('edits', 'edited.xlsx');
    expect(said).toContain('  price: { value: 25 USD/user,');
    expect((await run('edits', book)).said).toBe('no input of exports/lab/lab.xlsx differs from what was written\n');
  });

  it('says of every cell that it cannot read why, ends with 1, and writes the others', async () => {
    const users = addressOf(built, 'Inputs over time', 'users', 'H');
    write({ 'text.xlsx': setText(setCell(built, 'Inputs over time', users, '<v>120</v>'), 'Inputs', 'H8', '25,00') });
    const { code, said, complained } = await run('edits', 'text.xlsx', '--out', 'models/users.yaml');
    expect([code, said.split('\n')[0]]).toEqual([1, 'wrote models/users.yaml: 1 input']);
    expect(complained).toContain("Inputs!H8 (Price, base) contains the text '25,00', not a number");
    write({ 'empty.xlsx': setCell(built, 'Inputs', 'H8', '') });
    const empty = await run('edits', 'empty.xlsx');
    expect([empty.code, empty.said]).toEqual([
      1,
      'no input of empty.xlsx could be read: 1 changed cell cannot be read, as listed\n',
    ]);
    const { exitCode, unread } = JSON.parse((await run('edits', 'empty.xlsx', '--json')).said);
    expect([exitCode, unread]).toMatchObject([
      1,
      [{ place: 'Inputs!H8', key: 'price', scenario: 'base', value: null }],
    ]);
  });

  it('says that the scenario was switched', async () => {
    write({ 'chosen.xlsx': setText(built, 'Inputs', 'G4', 'low') });
    expect(await run('edits', 'chosen.xlsx')).toMatchObject({
      code: 0,
      said: 'no input of chosen.xlsx differs from what was written; the scenario was switched to low (Inputs!G4)\n',
    });
  });

  it('reads a workbook whose record another program left out, with its model', async () => {
    write({ 'other.xlsx': await savedByOther(priced()) });
    const lost = await run('edits', 'other.xlsx');
    expect(lost.code).toBe(2);
    expect(lost.complained.replace(/\s+/g, ' ')).toMatch(
      /burnsheet wrote other\.xlsx \(run [0-9a-f]{16}\), but the program that saved it since removed its record/,
    );
    expect(lost.complained).toContain('name its model with --model models/lab.yaml');
    const { code, said, complained } = await run('edits', 'other.xlsx', '--model', 'models/lab.yaml');
    expect([code, complained]).toEqual([0, '']);
    expect(said).toContain(
      'price: { value: 25 USD/user, status: assumption, note: "Entered in other.xlsx, Inputs!H8." }',
    );
    const compared = JSON.parse((await run('diff', 'other.xlsx', '--model', 'models/lab.yaml', '--json')).said);
    expect(compared.changes).toMatchObject([{ id: 'price', old: '20 USD/user', new: '25 USD/user' }]);
    expect((await run('verify', 'other.xlsx', '--engine', 'hyperformula')).said).toContain(
      'was written by burnsheet, but another program dropped its record',
    );
  });

  it('says that the model that is named gives another run', async () => {
    write({ 'other.xlsx': await savedByOther(priced()), 'models/later.yaml': lab.replace('110 user', '130 user') });
    const { complained } = await run('edits', 'other.xlsx', '--model', 'models/later.yaml');
    expect(complained).toContain('warning[other-model]');
    expect((await run('edits', 'other.xlsx', '--model', 'HEAD')).code).toBe(2);
  });

  it.each([
    ['models/lab.yaml', 'models/lab.yaml already exists and was not changed'],
    ['elsewhere/mine.yaml', 'write --out models/mine.yaml'],
    ['models/mine.txt', 'write --out models/mine.yaml'],
    ['models/my-own.yaml', "'my-own' cannot be a model id"],
  ])('refuses to write %s', async (out, words) => {
    const { code, complained } = await run('edits', 'edited.xlsx', '--out', out);
    expect(code).toBe(2);
    expect(complained).toContain(words);
    expect(existsSync('elsewhere')).toBe(false);
  });

  it('says what is wrong with a file', async () => {
    write({ 'text.xlsx': 'no workbook' });
    expect((await run('edits', 'text.xlsx')).code).toBe(2);
    expect((await run('edits', 'none.xlsx')).complained).toContain('there is no file none.xlsx');
    const { exitCode, diagnostics, text } = JSON.parse((await run('edits', 'none.xlsx', '--json')).said);
    expect([exitCode, diagnostics.length, text]).toEqual([2, 1, null]);
  });
});
