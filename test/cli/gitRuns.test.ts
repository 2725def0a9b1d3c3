/**
 * git itself, which calls the program for what `.gitattributes` names: working files, commits, a subfolder, workbooks
 * and files that are no model.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commit, enter, fees, git, lab, leave, run, write } from './repository.ts';

const program = resolve('dist/cli/main.js');
/** git with the driver that docs/git.md tells to set. */
const driven = (...args: string[]): string =>
  git('-c', `diff.burnsheet.command='${process.execPath}' '${program}' diff --git-driver`, ...args);

let top = '';
beforeAll(async () => {
  enter();
  top = process.cwd();
  git('init', '-q', '.');
  commit('First', {
    '.gitattributes': '*.yaml diff=burnsheet\n*.xlsx diff=burnsheet\n',
    'models/lab.yaml': lab('10 USD/user'),
    'models/lib/fees.yaml': fees('1 USD/user'),
    'notes.txt': 'one\n',
  });
  commit('Dearer', {
    'models/lab.yaml': lab('12 USD/user'),
    'models/lib/fees.yaml': fees('3 USD/user'),
    'notes.txt': 'two\n',
  });
});
afterAll(() => leave(top));

describe('git diff', () => {
  it('tells the working file from the last commit', async () => {
    write({ 'models/lab.yaml': lab('15 USD/user') });
    const said = driven('diff');
    expect(said).toContain('12 USD/user -> 15 USD/user (+3 USD/user)');
    expect(said).not.toContain('3 USD/user -> 3 USD/user');
    expect(said).not.toMatch(/^[-+] {2}price:/m);
    process.chdir('models');
    const below = driven('diff', '--', 'lab.yaml');
    process.chdir(top);
    expect(below).toBe(said);
    write({ 'models/lab.yaml': lab('12 USD/user') });
    expect(driven('diff')).toBe('');
  });

  it('reads what each commit extended as it was then', () => {
    const said = driven('diff', 'HEAD~1', 'HEAD');
    expect(said).toContain('10 USD/user -> 12 USD/user (+2 USD/user)');
    expect(said).toContain('1 USD/user -> 3 USD/user (+2 USD/user)');
    // 110 users at 11 and at 15.
    expect(said).toContain('Revenue (revenue)\n      1210 USD -> 1650 USD  +440 USD (+36%)');
    // The file that is no model by itself is shown by its lines, and other files stay with git.
    expect(said).toContain('+  fee: { label: Fee, unit: USD/user, value: 3 USD/user }');
    expect(said).toMatch(/-one\n\+two/);
  });

  it('goes the other way round as well', () => {
    const said = driven('diff', 'HEAD', 'HEAD~1', '--', 'models/lab.yaml');
    expect(said).toContain('12 USD/user -> 10 USD/user (-2 USD/user)');
    expect(said).toContain('3 USD/user -> 1 USD/user (-2 USD/user)');
  });

  it('compares what is staged', () => {
    write({ 'models/lab.yaml': lab('14 USD/user') });
    git('add', '-A');
    expect(driven('diff', '--cached')).toContain('12 USD/user -> 14 USD/user (+2 USD/user)');
    git('reset', '-q', '--hard');
  });

  it('shows lines behind a model that cannot be read, and goes on to the next file', () => {
    write({ 'models/lab.yaml': lab('12 USD/user').replace('users * price', 'users * prize'), 'notes.txt': 'three\n' });
    const said = driven('diff');
    expect(said).toContain('+      revenue: { label: Revenue, unit: USD, rollup: sum, formula: users * prize + fees }');
    expect(said).toMatch(/-two\n\+three/);
    git('reset', '-q', '--hard');
  });

  it('compares workbooks by the models that they carry', async () => {
    for (const price of ['12 USD/user', '16 USD/user']) {
      write({ 'models/lab.yaml': lab(price) });
      expect((await run('build', 'models/lab.yaml')).code).toBe(0);
      commit(price, { 'built.xlsx': readFileSync('exports/lab/lab.xlsx') });
    }
    expect(driven('diff', 'HEAD~1', 'HEAD', '--', 'built.xlsx')).toContain('12 USD/user -> 16 USD/user (+4 USD/user)');
    expect(driven('log', '-p', '--ext-diff', '-1', 'HEAD~1', '--', 'built.xlsx')).toContain(
      'built.xlsx: a new workbook',
    );
  });
});

describe('git show --ext-diff', () => {
  it('compares a renamed model with what it was, also where its folder is another one', () => {
    write({ 'more/lib/fees.yaml': fees('5 USD/user') });
    git('mv', 'models/lab.yaml', 'more/lab.yaml');
    commit('Moved', { 'more/lab.yaml': lab('17 USD/user') });
    const said = driven('show', '--ext-diff', '-M', 'HEAD', '--', 'models/lab.yaml', 'more/lab.yaml');
    expect(said).toContain(':more/lab.yaml');
    expect(said).toContain(':models/lab.yaml');
    expect(said).toContain('16 USD/user -> 17 USD/user (+1 USD/user)');
    expect(said).toContain('3 USD/user -> 5 USD/user (+2 USD/user)');
    git('reset', '-q', '--hard', 'HEAD~1');
  });

  it('says of a library which models read it', () => {
    write({ 'models/lib/fees.yaml': fees('4 USD/user'), 'models/lib/alone.yaml': 'inputs: {}\n' });
    git('add', '-A');
    const said = driven('diff', '--cached');
    git('reset', '-q', '--hard');
    expect(said).toContain('models/lib/fees.yaml is used by models/lab.yaml: burnsheet diff models/lab.yaml shows');
    expect(said).not.toContain('alone.yaml is used by');
    expect(said).toContain('models/lab.yaml shows the effect on the results\n--- a/models/lib/fees.yaml');
    expect(said).toContain('+  fee: { label: Fee, unit: USD/user, value: 4 USD/user }');
  });
});

describe('git log -p --ext-diff', () => {
  it('tells each commit from the one before', () => {
    const said = driven('log', '-p', '--ext-diff', '--format=commit %s', '--', 'models/lab.yaml');
    const commits = said.split(/^commit /m).slice(1);
    expect(commits.map((text) => text.split('\n')[0])).toEqual(['16 USD/user', 'Dearer', 'First']);
    expect(commits[0]).toContain('12 USD/user -> 16 USD/user');
    expect(commits[0]).not.toMatch(/^ *fee\b|\bFee\b/m);
    expect(commits[1]).toContain('10 USD/user -> 12 USD/user');
    expect(commits[1]).toContain('1 USD/user -> 3 USD/user');
    expect(commits[2]).toContain('+model: lab');
  });
});

describe('burnsheet diff MODEL', () => {
  it('says what is missing where nothing was committed, or not this file', async () => {
    write({ 'models/new.yaml': lab('1 USD/user') });
    const untracked = await run('diff', 'models/new.yaml');
    expect([untracked.code, untracked.complained]).toEqual([
      2,
      expect.stringContaining('there is no file models/new.yaml at HEAD hint: git log'),
    ]);
    write({ 'empty/lab.yaml': lab('1 USD/user'), 'empty/lib/fees.yaml': fees('1 USD/user') });
    process.chdir('empty');
    git('init', '-q', '.');
    const unborn = await run('diff', 'lab.yaml');
    process.chdir(top);
    expect([unborn.code, unborn.complained]).toEqual([2, expect.stringContaining("git has no revision 'HEAD'")]);
  });

  it('takes a scenario along, and refuses what is no model alone', async () => {
    write({ 'models/lab.yaml': lab('20 USD/user') });
    const { said } = await run('diff', 'models/lab.yaml@low', '--json');
    const found = JSON.parse(said);
    expect(found).toMatchObject({
      old: { name: 'HEAD:models/lab.yaml@low', scenario: 'low' },
      new: { scenario: 'low' },
    });
    // The scenario has a price of its own.
    expect(found.movements).toEqual([]);
    git('checkout', '-q', '--', 'models/lab.yaml');
    const heard = await run('diff', 'HEAD:models/lab.yaml');
    expect([heard.code, heard.complained]).toEqual([
      2,
      expect.stringContaining('needs a second run to be compared with'),
    ]);
  });
});
