/** `build --since RUN`: the sheet of changes on the command line, what verify says of it, and what is refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newerModel, olderModel } from '../../helpers/diffWorkbookFixture.ts';
import { readSheets } from '../../helpers/readSheets.ts';
import { listening } from '../../helpers/terminal.ts';

const { said, complained, clear, run } = listening();

const home = process.cwd();
/** Models are read below the working folder. */
const at = (...parts: string[]): string => join(...parts);

beforeAll(() => {
  process.chdir(mkdtempSync(join(tmpdir(), 'burnsheet-since-')));
  writeFileSync(at('older.yaml'), olderModel);
  writeFileSync(at('kiosk.yaml'), newerModel);
});
afterAll(() => {
  const folder = process.cwd();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  clear();
});

const workbook = (): Uint8Array => readFileSync(at('out', 'kiosk', 'kiosk.xlsx'));
const changes = () =>
  readSheets(workbook())
    .find(({ name }) => name === 'Changes')!
    .rows.map((cells) => cells.map(({ value }) => value));
/** The kiosk has a check that fails in one scenario, so that a build of it ends with 1. */
const failing = 1;

describe('build --since', () => {
  it('fills the sheet of changes against a model file, in a workbook of the same run', async () => {
    expect(await run('build', at('kiosk.yaml'), '--out', at('out'))).toBe(failing);
    const record = readFileSync(at('out', 'kiosk', 'run.json'), 'utf8');
    expect(changes()[0]![0]).toBe('Revisions');
    expect(await run('build', at('kiosk.yaml'), '--out', at('out'), '--since', at('older.yaml'))).toBe(failing);
    expect([changes()[0]![0], changes()[0]![2]]).toEqual(['Changes', `since ${at('older.yaml')}`]);
    expect(changes().map(([label]) => label)).toEqual(
      expect.arrayContaining(['Cost of a cup (cost)', 'Season', 'Sum of the effects', '  adds up']),
    );
    expect(readFileSync(at('out', 'kiosk', 'run.json'), 'utf8')).toBe(record);
  });

  it('takes a run record, and finds nothing changed since the run itself', async () => {
    expect(await run('build', at('kiosk.yaml'), '--out', at('out'), '--since', at('out', 'kiosk', 'run.json'))).toBe(
      failing,
    );
    expect(changes().map(([label]) => label)).toContain('No changes.');
  });

  it('leaves a workbook that verify finds as written, against its record and against its model', async () => {
    await run('build', at('kiosk.yaml'), '--out', at('out'), '--since', at('older.yaml'));
    for (const against of [[], ['--model', at('kiosk.yaml')]]) {
      clear();
      await run('verify', at('out', 'kiosk', 'kiosk.xlsx'), '--engine', 'hyperformula', ...against);
      expect(said()).toContain('has not been changed');
      const words = said().replace(/\s+/g, ' ');
      expect(words).toContain('it shows changes since the run');
      expect(words.includes('compared with the record inside the file, because')).toBe(against.length > 0);
    }
    clear();
    await run(
      'verify',
      at('out', 'kiosk', 'kiosk.xlsx'),
      '--engine',
      'hyperformula',
      '--model',
      at('kiosk.yaml'),
      '--json',
    );
    expect(JSON.parse(said())).toMatchObject({
      verdict: 'as written',
      recorded: ['Changes', 'Contents', 'About (the report on the rules)', 'Checks (the check that effects add up)'],
    });
  });

  it('compares the model as it is built: with its scenario and what is set', async () => {
    const options = ['--scenario', 'dear', '--set', 'tax=30%', '--out', at('set')];
    await run('build', at('kiosk.yaml'), ...options, '--since', `${at('kiosk.yaml')}@dear`);
    const [name] = /\S+-[0-9a-f]{8}\.xlsx/.exec(said())!;
    const rows = readSheets(readFileSync(at('set', 'kiosk', name.split('/').at(-1)!)))
      .find((sheet) => sheet.name === 'Changes')!
      .rows.map((cells) => cells.map(({ value }) => value));
    expect(rows.find(([, , id, kind]) => id === 'tax' && kind === 'value')?.slice(6, 8)).toEqual(['18.5%', '30%']);
  });

  it('writes nothing where the run cannot be found, or several models are built', async () => {
    expect(await run('build', at('kiosk.yaml'), '--out', at('none'), '--since', at('nothing.yaml'))).toBe(2);
    expect(complained()).toContain('nothing.yaml');
    expect(
      await run('build', at('kiosk.yaml'), at('older.yaml'), '--out', at('none'), '--since', at('older.yaml')),
    ).toBe(2);
    expect(complained()).toContain('--since takes one model, but 2 models are being built');
    expect(() => readFileSync(at('none', 'kiosk', 'kiosk.xlsx'))).toThrow(/ENOENT/);
  });
});
