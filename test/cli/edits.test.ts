/** `burnsheet edits`, and what `burnsheet diff` says of a workbook in which something was entered. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setCell, setText } from '../helpers/edited.ts';
import { readSheets } from '../helpers/readSheets.ts';
import { enter, leave, run, write } from './repository.ts';

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

/** Enters a price of 25 in the base case; on the sheet Inputs the first input stands in row 8, and the base case in column H. */
const priced = (): Uint8Array => setCell(built, 'Inputs', 'H8', '<v>25</v>');

describe('burnsheet diff', () => {
  it('compares a workbook alone with what was written', async () => {
    write({ 'edited.xlsx': priced() });
    const { code, said, complained } = await run('diff', 'edited.xlsx', '--explain', 'revenue@2027');
    expect([code, complained]).toEqual([0, '']);
    expect(said).toContain('edited.xlsx, as written');
    expect(said).toContain('20 USD/user -> 25 USD/user');
    expect(said).toContain('Entered in edited.xlsx, Inputs!H8.');
    expect((await run('diff', book)).said).toContain('No difference.');
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

describe('burnsheet edits', () => {
  it('writes what was entered as a model file beside the model, which gives it', async () => {
    write({ 'edited.xlsx': priced() });
    const { code, said } = await run('edits', 'edited.xlsx', '--out', 'models/dearer.yaml');
    expect([code, said]).toEqual([
      0,
      'wrote models/dearer.yaml: 1 input\n  Price (base)\nnext: burnsheet diff models/lab.yaml models/dearer.yaml\n',
    ]);
    expect(readFileSync('models/dearer.yaml', 'utf8')).toBe(`# What was entered in edited.xlsx.

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
    expect((await run('diff', 'models/dearer.yaml', 'edited.xlsx', '--no-explain')).said).not.toContain('value changed');
  });

  it('names the scenario that was chosen, and the column in which values belong', async () => {
    write({ 'chosen.xlsx': setText(priced(), 'Inputs', 'G4', 'low'), 'live.xlsx': setCell(built, 'Inputs', 'G8', '<v>30</v>') });
    const { said } = await run('edits', 'chosen.xlsx', '--out', 'models/chosen.yaml');
    expect(said).toContain('next: burnsheet diff models/lab.yaml@low models/chosen.yaml@low');
    const { complained } = await run('edits', 'live.xlsx');
    expect(complained).toContain('live.xlsx: Inputs!G8 (Price) is the live cell');
    expect(complained).toContain('enter the value in the column of a scenario, such as Inputs!H8');
  });

  it('writes it to the terminal where no file is named', async () => {
    const { said } = await run('edits', 'edited.xlsx');
    expect(said).toContain('  price: { value: 25 USD/user,');
    expect((await run('edits', book)).said).toBe('no input of exports/lab/lab.xlsx holds anything else than was written\n');
  });

  it.each([
    ['models/lab.yaml', 'models/lab.yaml exists already and is left as it is'],
    ['elsewhere/mine.yaml', 'write --out models/mine.yaml'],
    ['models/mine.txt', 'write --out models/mine.yaml'],
    ['models/my-own.yaml', "'my-own' cannot be a model's id"],
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
