/** Every way to name a run, in a subfolder of a repository, and what is said of a name that means nothing. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { deflateRawSync, gzipSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressText } from '../../../src/audit/compressedText.ts';
import { readRun } from '../../../src/cli/runs/runName.ts';
import { fingerprint } from '../../../src/values/fingerprint.ts';
import { editPart, setCell } from '../../helpers/edited.ts';
import { readSheets } from '../../helpers/readSheets.ts';
import { commit, enter, fees, git, lab, leave, run, write } from '../repository.ts';

let top = '';
let id = '';

/** Revenue, which is the same in every year, in the run of a name, and what was said about it. */
async function revenue(
  name: string,
): Promise<{ readonly value?: unknown; readonly codes: readonly string[]; readonly words: string }> {
  const { value: side, diagnostics } = await readRun(name);
  const scenario = side?.record.scenarios.find((one) => one.id === side.scenario);
  const row = scenario?.series.find((series) => series.id === 'revenue');
  const said = diagnostics.map(({ code, message, hint }) => `${code} ${message} ${hint ?? ''}`).join('\n');
  return {
    ...(row === undefined ? {} : { value: row.values[0] }),
    codes: diagnostics.map(({ code }) => code),
    words: said,
  };
}

/** Where the price stands in the workbook: the value in force, and behind it the one that is entered. */
function cellsOfPrice(workbook: Uint8Array): readonly (readonly [string, string])[] {
  return readSheets(workbook).flatMap(({ name, rows }) =>
    [...rows.entries()].flatMap(([row, cells]) =>
      [...cells.entries()].flatMap(([column, { value }]) =>
        value === 15 ? [[name, `${String.fromCharCode(65 + column)}${row + 1}`] as const] : [],
      ),
    ),
  );
}

beforeAll(async () => {
  enter();
  top = process.cwd();
  mkdirSync('finance');
  git('init', '-q', '.');
  process.chdir('finance');
  commit('First', { 'models/lab.yaml': lab('10 USD/user'), 'models/lib/fees.yaml': fees('1 USD/user') });
  commit('Dearer', {
    '../models/top.yaml': lab('5 USD/user'),
    '../models/lib/fees.yaml': fees('7 USD/user'),
    'models/lab.yaml': lab('12 USD/user'),
    'models/lib/fees.yaml': fees('3 USD/user'),
  });
  write({ 'models/lab.yaml': lab('15 USD/user') });
  expect((await run('build', 'models/lab.yaml', '--keep')).code).toBe(0);
  id = JSON.parse(readFileSync('exports/lab/runs/kept.json', 'utf8')).runs[0].runId;
  // What was built stays as it was when the model goes on.
  write({ 'models/lab.yaml': lab('20 USD/user') });
});
afterAll(() => leave(top));

describe('a run', () => {
  it.each([
    ['models/lab.yaml', 110 * 23],
    ['models/lab.yaml@low', 110 * 4],
    ['models/lab.yaml@2026-02-01', 100 * 23],
    ['models/lab.yaml@low@2026-02-01', 100 * 4],
    // A subfolder of the repository: paths go from here, and what a commit extended is read as it was then.
    ['HEAD:models/lab.yaml', 110 * 15],
    ['HEAD~1:models/lab.yaml', 110 * 11],
    ['HEAD@{1}:models/lab.yaml@low', 110 * 2],
    ['@:./models/lab.yaml', 110 * 15],
    ['HEAD^{/First}:models/lab.yaml', 110 * 11],
    // From the top of the repository, as git itself names files; also one that lies in no folder below this one.
    ['HEAD:finance/models/lab.yaml@low', 110 * 4],
    ['HEAD:models/top.yaml', 110 * 12],
    // A quarter counts from its last day on.
    ['models/lab.yaml@2026-Q1', 100 * 23],
    ['models/lab.yaml@2026-Q2', 110 * 23],
    ['HEAD~1:models/lab.yaml@low@2026-02-01', 100 * 2],
    ['exports/lab/run.json', 110 * 18],
    ['exports/lab/run.json@low', 110 * 4],
    ['exports/lab/lab.xlsx', 110 * 18],
    ['exports/lab/lab.xlsx@low', 110 * 4],
    // The workbook carries its model, which can be asked what it said earlier.
    ['exports/lab/lab.xlsx@2026-02-01', 100 * 18],
  ])('is found by %s', async (name, value) => {
    expect(await revenue(name)).toEqual({ value, codes: [], words: '' });
  });

  it('is found by a kept file, and by the beginning of its id', async () => {
    for (const name of [`exports/lab/runs/${id}.json.gz`, id, id.slice(0, 6)])
      expect((await revenue(name)).value).toBe(110 * 18);
    expect((await revenue(`${id.slice(0, 8)}@low`)).value).toBe(110 * 4);
  });

  it('may be a record or a workbook of a commit', async () => {
    commit('Results', {
      'built.xlsx': readFileSync('exports/lab/lab.xlsx'),
      'built.json': readFileSync('exports/lab/run.json'),
    });
    for (const name of ['HEAD:built.xlsx', 'HEAD:built.json']) expect((await revenue(name)).value).toBe(110 * 18);
  });

  it('is the file that has exactly this name', async () => {
    write({ 'models/lab.yaml@low': 'model: none' });
    expect((await revenue('models/lab.yaml@low')).value).toBeUndefined();
    write({ 'models/a@b.yaml': lab('2 USD/user') });
    rmSync('models/lab.yaml@low');
    expect((await revenue('models/a@b.yaml')).value).toBe(110 * 5);
    expect((await revenue('models/a@b.yaml@low@2026-02-01')).value).toBe(100 * 4);
    git('add', '-A', 'models/a@b.yaml');
    git('commit', '-q', '-m', 'Signs');
    expect((await revenue('HEAD:models/a@b.yaml@low')).value).toBe(110 * 4);
  });
});

describe('a workbook', () => {
  it('in which an input was entered is compared as it is now, and alone with what was written', async () => {
    const bytes = readFileSync('exports/lab/lab.xlsx');
    const [sheet, address] = cellsOfPrice(bytes)[1]!;
    write({ 'entered.xlsx': setCell(bytes, sheet, address, '<v>99</v>') });
    expect(await revenue('entered.xlsx')).toMatchObject({ value: 110 * 102, codes: [] });
    const alone = JSON.parse((await run('diff', 'entered.xlsx', '--json')).said);
    expect(alone.old.name).toBe('entered.xlsx, as written');
    expect(alone.changes).toMatchObject([{ kind: 'value', id: 'price', old: '15 USD/user', new: '99 USD/user' }]);
  });

  it('of which the live cell of an input was typed over is compared without that, with a warning', async () => {
    const bytes = readFileSync('exports/lab/lab.xlsx');
    const [sheet, address] = cellsOfPrice(bytes)[0]!;
    write({ 'edited.xlsx': setCell(bytes, sheet, address, '<v>99</v>') });
    const found = await revenue('edited.xlsx');
    expect(found).toMatchObject({ value: 110 * 18, codes: ['unread-input'] });
    expect(found.words).toContain(`${sheet}!${address}`);
    expect(found.words).toContain('was overwritten');
    const heard = await run('diff', 'exports/lab/run.json', 'edited.xlsx', '--exit-code');
    expect(heard.code).toBe(1);
    expect(heard.complained).toContain('warning[unread-input]');
    expect(heard.said).toContain('No differences in what could be read. The workbook has 1 warning');
    const { diagnostics, isEmpty } = JSON.parse(
      (await run('diff', 'exports/lab/run.json', 'edited.xlsx', '--json')).said,
    );
    expect([isEmpty, diagnostics.map(({ code }: { code: string }) => code)]).toEqual([false, ['unread-input']]);
  });

  it('whose model was changed inside is refused, and verify says so', async () => {
    const bytes = readFileSync('exports/lab/lab.xlsx');
    const carried = (edit: (rerun: string) => string) =>
      editPart(bytes, 'customXml/item1.xml', (xml) => xml.replace(/(?<= rerun=")[^"]*/, edit));
    // A model that fits no fingerprint, one that is cut off, and a bomb.
    const bomb = Buffer.from(deflateRawSync(Buffer.alloc(300 * 1024 ** 2))).toString('base64');
    for (const edit of [
      () => compressText('{}'),
      (rerun: string) => rerun.slice(0, 40),
      () => 'no letters!',
      () => bomb,
    ]) {
      write({ 'tampered.xlsx': carried(edit) });
      const found = await revenue('tampered.xlsx');
      expect([found.value, found.codes]).toEqual([undefined, ['invalid-run']]);
      expect(found.words).toContain('the model inside tampered.xlsx was changed or is damaged');
    }
    const { code, said } = await run('verify', 'tampered.xlsx', '--engine', 'hyperformula');
    expect(code).toBe(1);
    expect(said).toContain('the record inside the workbook was changed');
    // With a fingerprint that fits and a shape that does not.
    const shapeless = '{"path":"models/lab.yaml"}';
    write({
      'shapeless.xlsx': editPart(
        carried(() => compressText(shapeless)),
        'customXml/item1.xml',
        (xml) => xml.replace(/(?<= rerunFingerprint=")[^"]*/, fingerprint(shapeless)),
      ),
    });
    expect((await revenue('shapeless.xlsx')).words).toContain('was changed or is damaged');
  });

  it('of another program is refused', async () => {
    const workbook = new ExcelJS.Workbook();
    workbook.addWorksheet('Sheet1').getCell('A1').value = 1;
    write({ 'foreign.xlsx': new Uint8Array(await workbook.xlsx.writeBuffer()) });
    const heard = await run('diff', 'foreign.xlsx', 'models/lab.yaml');
    expect(heard.code).toBe(2);
    expect(heard.complained).toContain('error[');
    expect(heard.complained).toMatch(/foreign\.xlsx|not written by burnsheet|no workbook of/);
  });
});

describe('what names no run', () => {
  const changed = (change: (record: Record<string, unknown>) => void): string => {
    const found = JSON.parse(readFileSync('exports/lab/run.json', 'utf8'));
    change(found);
    return JSON.stringify(found);
  };

  it.each([
    [
      'of an older form',
      'old.json',
      () =>
        changed((record) => {
          delete record.quantities;
          delete record.asked;
        }),
      'lacks keys that a comparison needs (asked, quantities) build the model again',
    ],
    [
      'of another version',
      'next.json',
      () =>
        changed((record) => {
          record.version = 2;
        }),
      'of version 2, but this version of burnsheet reads version 1',
    ],
    ['that is no JSON', 'text.json', () => 'nothing', 'is not a run record'],
    [
      'that is cut off',
      'cut.json.gz',
      () => gzipSync('{"format":"burnsheet-run"}').subarray(0, 20),
      'cut.json.gz is damaged',
    ],
  ])('a record %s', async (_, path, content, words) => {
    write({ [path]: content() });
    const found = await revenue(path);
    expect(found.codes).toEqual(['invalid-run']);
    expect(found.words).toContain(words);
  });

  it.each([
    ['exports/lab/run.json@lo', "unknown-scenario there is no scenario 'lo' in exports/lab/run.json it has base, low"],
    ['exports/lab/lab.xlsx@bear', "there is no scenario 'bear'"],
    ['HEAD:models/lab.yaml@bear', "there is no scenario 'bear'"],
    ['models/lab.yaml@bear@2026-02-01', "there is no scenario 'bear'"],
    ['models/lab.yaml@2026-13-01', "'2026-13-01' in"],
    ['models/none.yaml', 'missing-file'],
    ['none.json', 'there is no file none.json'],
    ['none.xlsx', 'there is no file none.xlsx'],
    ['HEAD:finance/models/none.yaml', 'there is no file finance/models/none.yaml at HEAD'],
    ['HEAD:./finance/models/lab.yaml', 'there is no file finance/models/lab.yaml at HEAD'],
    ['HEAD~9:models/lab.yaml', "git has no revision 'HEAD~9'"],
    [':models/lab.yaml', "':models/lab.yaml' does not name a file"],
    ['models/lab.yaml@', "'models/lab.yaml@' is not the name of a run"],
    ['models/lab.yaml@low@2026-02-01@x', 'is not the name of a run'],
    ['models/lab.yaml@low@soon', "'soon' in"],
    ['exports/lab/run.json@2026-02-01', 'a recorded run cannot be read at another as-of date'],
    ['abcdef', "there is no kept run 'abcdef'"],
    ['--output=x:models/lab.yaml', "git has no revision '--output=x'"],
  ])('%s', async (name, words) => {
    const found = await revenue(name);
    expect(found.value).toBeUndefined();
    expect(found.words).toContain(words);
  });

  it.each([
    ['models/labs.yaml', "did you mean 'models/lab.yaml'?"],
    ['lab.yaml', "did you mean 'models/lab.yaml'?"],
    ['models/examples/lab.yaml', "did you mean 'models/lab.yaml'?"],
    ['models/quite/another.yaml', 'name a model file, such as models/a@b.yaml'],
    ['HEAD:models/labs.yaml', "did you mean 'models/lab.yaml'?"],
  ])('%s is near to what there is', async (name, words) => {
    expect((await revenue(name)).words).toContain(words);
  });

  it.each([
    [['HEAD~1'], "'HEAD~1' is a git revision without a file write HEAD~1:models/a@b.yaml"],
    [['HEAD~1', 'models/lab.yaml@low'], "'HEAD~1' is a git revision without a file write HEAD~1:models/lab.yaml"],
    [['models/lab.yaml', 'HEAD'], "'HEAD' is a git revision without a file write HEAD:models/lab.yaml"],
    [['HEAD~77', 'models/lab.yaml'], 'there is no file HEAD~77'],
    [['HEAD~1:models/lab.yaml'], 'write a second run after it, such as models/lab.yaml'],
    [['exports/lab/run.json'], 'write a second run after it, such as models/lab.yaml'],
  ])('%j says what to write', async (names, words) => {
    const heard = await run('diff', ...names);
    expect([heard.code, heard.complained.replace('hint: ', '')]).toEqual([2, expect.stringContaining(words)]);
  });

  it('too short for a kept run says which runs begin so', async () => {
    const words = `'${id.slice(0, 3)}' is too short to name a kept run, which needs at least six characters write ${id.slice(0, 8)}`;
    expect((await revenue(id.slice(0, 3))).words).toContain(words);
    expect((await revenue('00ff')).words).toContain('name a kept run by at least six characters of its id');
    const commit = git('rev-parse', '--short=7', 'HEAD').trim();
    if (!id.startsWith(commit)) expect((await revenue(commit)).words).toContain(`write ${commit}:models/`);
  });

  it('is written into no folder elsewhere that is not there', async () => {
    const names = ['diff', 'models/lab.yaml', 'models/lab.yaml', '--format', 'md', '--out'];
    const far = await run(...names, `${top}/elsewhere/report.md`);
    expect([far.code, far.complained]).toEqual([2, expect.stringContaining(`there is no folder ${top}/elsewhere`)]);
    expect((await run(...names, `${top}/report.md`)).said).toBe(`wrote ${top}/report.md\n`);
    expect((await run(...names, 'new/report.md')).said).toBe('wrote new/report.md\n');
  });
});
