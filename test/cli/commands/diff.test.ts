/** `burnsheet diff`, `runs`, `history` and `build --keep` in a folder of their own with a repository of its own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBuild } from '../../../src/cli/commands/build.ts';
import { lineDiff, sidesFromGit } from '../../../src/cli/runs/gitDriver.ts';
import { parseRunName } from '../../../src/cli/runs/runName.ts';
import { listening } from '../../helpers/terminal.ts';

const { terminal, said, complained, clear, run } = listening();
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ana', '-c', 'user.email=ana@lab.example', ...args], { encoding: 'utf8' });

const library = (fee: string): string => `
inputs:
  fee: { label: Fee, unit: USD/user, value: ${fee} }
sheets:
  Sales:
    All:
      fees: { label: Fees, unit: USD, rollup: sum, formula: users * fee }
`;
const model = (price: string, more = ''): string => `
model: lab
title: A lab
extends: [lib/fees.yaml]
timeline: { from: 2026, to: 2028, grain: year }
units: { user: { label: User } }
inputs:
  price: { label: "Price | <script>alert(1)</script>", unit: USD/user, value: ${price} }
  users: { label: Users, unit: user, revisions: [{ known: 2026-01-10, value: 100 user }, { known: 2026-05-05, value: 110 user, why: counted anew }] }
scenarios:
  base: { title: Base }
  low: { title: Low, set: { price: 1 USD/user } }
sheets:
  Sales:
    Total:
      revenue: { label: Revenue, unit: USD, rollup: sum, formula: users * price + fees${more} }
key_results: [revenue]
`;

const home = process.cwd();
beforeAll(() => {
  process.chdir(mkdtempSync(join(tmpdir(), 'burnsheet-diff-')));
  mkdirSync('models/lib', { recursive: true });
  const commit = (price: string, fee: string, subject: string, more?: string): void => {
    writeFileSync('models/lab.yaml', model(price, more));
    writeFileSync('models/lib/fees.yaml', library(fee));
    git('add', '-A');
    git('commit', '-q', '-m', subject);
  };
  git('init', '-q', '.');
  commit('10 USD/user', '1 USD/user', 'First');
  commit('10 USD/user', '1 USD/user', 'Broken', ' + nothing_of_the_kind');
  commit('12 USD/user', '3 USD/user', 'Dearer');
  writeFileSync('models/lab.yaml', model('15 USD/user'));
});
afterAll(() => {
  const folder = process.cwd();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  clear();
});

const json = async (...args: string[]) => {
  clear();
  const code = await run('diff', ...args, '--json');
  return { code, ...JSON.parse(said()) };
};

describe('a run', () => {
  it.each([
    ['models/lab.yaml', { file: 'models/lab.yaml' }],
    ['a.yaml@low', { file: 'a.yaml', scenario: 'low' }],
    ['a.yaml@2026-03-01', { file: 'a.yaml', known: '2026-03-01' }],
    ['a.yaml@low@2026-03-01', { file: 'a.yaml', scenario: 'low', known: '2026-03-01' }],
    ['HEAD~3:a.yaml@low', { revision: 'HEAD~3', file: 'a.yaml', scenario: 'low' }],
    ['HEAD@{1}:a.yaml@low', { revision: 'HEAD@{1}', file: 'a.yaml', scenario: 'low' }],
  ])('is named %s', (name, parts) => {
    expect(parseRunName(name).value).toEqual(parts);
  });

  it.each([
    ['a.yaml@', 'is not the name of a run'],
    ['a.yaml@low@2026-01@more', 'is not the name of a run'],
    ['HEAD:', 'does not name a file'],
    ['a.yaml@low@yesterday', 'is not a date'],
  ])('is not named %s', (name, words) => {
    expect(parseRunName(name).diagnostics[0]!.message).toContain(words);
  });

  it('may be a file with an as-of date, a revision, a record or a workbook, and each says the same', async () => {
    const { changes } = await json('models/lab.yaml@2026-02-01', 'models/lab.yaml');
    expect(changes.map(({ kind, id }: { kind: string; id: string }) => `${kind} ${id}`)).toEqual([
      'setting known',
      'value users',
    ]);
    expect(await run('build', 'models/lab.yaml')).toBe(0);
    for (const other of ['exports/lab/run.json', 'exports/lab/lab.xlsx', 'exports/lab/run.json@base'])
      expect((await json('models/lab.yaml', other)).isEmpty).toBe(true);
    expect((await json('models/lab.yaml@low', 'exports/lab/run.json@low')).isEmpty).toBe(true);
    const { old, changes: since } = await json('HEAD~2:models/lab.yaml', 'exports/lab/lab.xlsx');
    expect(old.name).toBe('HEAD~2:models/lab.yaml');
    // What the first commit extended is read as it was then.
    expect(since.map(({ id, old: was, new: is }: Record<string, string>) => [id, was, is])).toEqual([
      ['fee', '1 USD/user', '3 USD/user'],
      ['price', '10 USD/user', '15 USD/user'],
    ]);
  });

  it('of a model that was renamed to a workbook without it is refused', async () => {
    writeFileSync('other.xlsx', 'no workbook');
    expect(await run('diff', 'models/lab.yaml', 'other.xlsx')).toBe(2);
    expect(complained()).toContain('invalid-workbook');
  });

  it.each([
    [['HEAD~99:models/lab.yaml', 'models/lab.yaml'], "git has no revision 'HEAD~99'"],
    [['HEAD:models/none.yaml', 'models/lab.yaml'], 'there is no file models/none.yaml at HEAD'],
    [['models/lab.yaml@lo', 'models/lab.yaml'], 'the scenarios are base, low'],
    [['exports/lab/run.json@base@2026-01-01', 'models/lab.yaml'], 'cannot be read at another as-of date'],
    [['abcdef', 'models/lab.yaml'], "there is no kept run 'abcdef'"],
    [['a', 'b', 'c'], '3 runs were named'],
    [['models/lab.yaml@low', 'models/lab.yaml', '--explain', 'nothing@2027'], "the model has no 'nothing'"],
    [['HEAD~1:models/lab.yaml', 'models/lab.yaml'], 'nothing_of_the_kind'],
  ])('%j is refused with a hint', async (names, words) => {
    expect(await run('diff', ...names)).toBe(2);
    expect(complained().replace(/\s+/g, ' ')).toContain(words);
    expect(complained()).not.toMatch(/\n\s+at /);
  });
});

describe('burnsheet diff MODEL', () => {
  it('compares the working file with the last commit', async () => {
    expect(await run('diff', 'models/lab.yaml')).toBe(0);
    expect(said()).toContain('old HEAD:models/lab.yaml');
    expect(said()).toContain('12 USD/user -> 15 USD/user (+3 USD/user)');
    expect(await run('diff', 'models/lab.yaml', '--exit-code')).toBe(1);
    expect(await run('diff', 'models/lab.yaml', 'models/lab.yaml', '--exit-code')).toBe(0);
    expect(said()).toContain('No differences.');
  });

  it('says what is missing outside a repository', async () => {
    const inside = process.cwd();
    const folder = mkdtempSync(join(tmpdir(), 'burnsheet-none-'));
    process.chdir(folder);
    mkdirSync('lib');
    writeFileSync('lab.yaml', model('1 USD/user'));
    writeFileSync('lib/fees.yaml', library('1 USD/user'));
    const code = await run('diff', 'lab.yaml');
    process.chdir(inside);
    rmSync(folder, { recursive: true });
    expect(code).toBe(2);
    expect(complained()).toContain('not in a git repository');
  });
});

describe('the report', () => {
  it('explains each result, with parts that add up', async () => {
    const { explanations } = await json(
      'HEAD~2:models/lab.yaml',
      'models/lab.yaml@2026-02-01',
      '--explain',
      'revenue@2027',
    );
    expect(explanations).toHaveLength(1);
    const [{ parts, difference }] = explanations;
    // 100 users: five more for the price, two more for the fee, less the ten users that are not known yet, each at 11
    // and at 18 half of the time.
    expect(difference).toBeCloseTo(100 * 18 - 110 * 11, 9);
    expect(parts.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)).toBeCloseTo(difference, 9);
    expect(Object.fromEntries(parts.map(({ id, amount }: { id: string; amount: number }) => [id, amount]))).toEqual({
      price: expect.closeTo(5 * 105, 9),
      fee: expect.closeTo(2 * 105, 9),
      users: expect.closeTo(-10 * 14.5, 9),
    });
  });

  it('fits 80 columns and has no control characters', async () => {
    await run('diff', 'HEAD~2:models/lab.yaml', 'models/lab.yaml@low@2026-02-01', '--all');
    const lines = said().split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
    expect(said()).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('is Markdown in which labels are no markup', async () => {
    await run('diff', 'models/lab.yaml', '--format', 'md');
    expect(said()).toContain('Price \\| \\<script\\>alert(1)\\</script\\>');
    expect(said()).not.toContain('<script>');
  });

  it('is a page or a workbook in a file, the same bytes each time', async () => {
    for (const format of ['html', 'xlsx']) {
      const [one, other] = [`one.${format}`, `other.${format}`];
      for (const out of [one, other])
        expect(await run('diff', 'models/lab.yaml', '--format', format, '--out', out)).toBe(0);
      expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
    }
    expect(readFileSync('one.html', 'utf8')).not.toContain('<script>alert');
    expect(said()).toContain('wrote one.html');
  });

  it('shows quarters and periods only where there are some', async () => {
    expect(await run('diff', 'models/lab.yaml', '--by', 'quarter')).toBe(2);
    expect(complained()).toContain('no quarter in common');
  });

  it('passes over differences below the tolerance', async () => {
    expect((await json('models/lab.yaml', '--tolerance', '50%')).movements).toEqual([]);
    expect(await run('diff', 'models/lab.yaml', '--tolerance', 'little')).toBe(2);
  });
});

describe('git', () => {
  const blob = (revision: string, path: string): string => git('rev-parse', `${revision}:${path}`).trim();
  const fileOf = (revision: string): string => {
    const file = `${revision.replace('~', '-')}.blob.yaml`;
    writeFileSync(file, git('show', `${revision}:models/lab.yaml`));
    return file;
  };

  it('is given each side with what it extended then', async () => {
    const [old, current] = ['HEAD~2', 'HEAD'].map((revision) => [
      fileOf(revision),
      blob(revision, 'models/lab.yaml'),
      '100644',
    ]);
    const { value } = await sidesFromGit(['models/lab.yaml', ...old!, ...current!]);
    const fee = ({ record }: NonNullable<typeof value>['older']) =>
      record.inputs.find(({ id }) => id === 'fee')!.written;
    expect([fee(value!.older), fee(value!.newer)]).toEqual(['1 USD/user', '3 USD/user']);
  });

  it('is given the working file where there is no blob', async () => {
    const args = [
      'models/lab.yaml',
      fileOf('HEAD'),
      blob('HEAD', 'models/lab.yaml'),
      '100644',
      'models/lab.yaml',
      '0'.repeat(40),
      '100644',
    ];
    expect(await run('diff', '--git-driver', ...args)).toBe(0);
    expect(said()).toContain('12 USD/user -> 15 USD/user');
  });

  it('gets lines of what is no model, of what came or went, and of a model with errors', async () => {
    writeFileSync('lib.old', library('1 USD/user'));
    const mode = ['0'.repeat(40), '100644'];
    expect(
      await run('diff', '--git-driver', 'models/lib/fees.yaml', 'lib.old', ...mode, 'models/lib/fees.yaml', ...mode),
    ).toBe(0);
    expect(said()).toContain('+  fee: { label: Fee, unit: USD/user, value: 3 USD/user }');
    expect(await lineDiff(['models/lab.yaml', '/dev/null', '.', '.', 'models/lab.yaml', ...mode])).toContain(
      '+model: lab',
    );
    const broken = [
      'models/lab.yaml',
      fileOf('HEAD~1'),
      blob('HEAD~1', 'models/lab.yaml'),
      '100644',
      'models/lab.yaml',
      ...mode,
    ];
    expect(await run('diff', '--git-driver', ...broken)).toBe(0);
    expect(complained()).toContain('nothing_of_the_kind');
    expect(said()).toContain('-      revenue: ');
  });
});

describe('kept runs', () => {
  const keep = async (date: string): Promise<void> => {
    const options = { out: 'exports', set: [], keep: true, now: new Date(date) };
    expect((await runBuild(['models/lab.yaml'], options, terminal)).exitCode).toBe(0);
  };

  it('are kept once, listed, compared and followed', async () => {
    await keep('2026-06-01T08:00:00Z');
    const list = readFileSync('exports/lab/runs/kept.json', 'utf8');
    await keep('2026-07-01T08:00:00Z');
    expect(readFileSync('exports/lab/runs/kept.json', 'utf8')).toBe(list);
    const [{ runId, hasChanges, commit }] = JSON.parse(list).runs;
    expect(hasChanges).toBe(true);
    expect(git('rev-parse', 'HEAD').startsWith(commit)).toBe(true);
    expect((await json(runId.slice(0, 8), 'models/lab.yaml')).isEmpty).toBe(true);
    writeFileSync('models/lab.yaml', model('20 USD/user'));
    await keep('2026-08-01T08:00:00Z');
    clear();
    expect(await run('runs', 'models/lab.yaml')).toBe(0);
    expect(said()).toContain('2026-06-01 08:00');
    expect(said()).toContain('2026-08-01 08:00');
    expect(
      Math.max(
        ...said()
          .split('\n')
          .map((line) => stringWidth(line)),
      ),
    ).toBeLessThanOrEqual(80);
    clear();
    expect(await run('history', 'models/lab.yaml', 'revenue@2027', '--json')).toBe(0);
    const { over, steps, difference } = JSON.parse(said());
    expect([over, steps.length, difference]).toEqual(['runs', 2, 550]);
    writeFileSync('models/lab.yaml', model('15 USD/user'));
  });

  it('are not written over where their list cannot be read', async () => {
    const before = readFileSync('exports/lab/runs/kept.json');
    writeFileSync('exports/lab/runs/kept.json', 'nothing');
    const options = { out: 'exports', set: [], keep: true, now: new Date('2026-09-01') };
    expect((await runBuild(['models/lab.yaml'], options, terminal)).exitCode).toBe(2);
    expect(complained()).toContain('is not a list of kept runs');
    expect(readFileSync('exports/lab/runs/kept.json', 'utf8')).toBe('nothing');
    writeFileSync('exports/lab/runs/kept.json', before);
  });

  it('are none before one is kept', async () => {
    expect(await run('runs', 'models/lab.yaml', '--out', 'elsewhere')).toBe(0);
    expect(said()).toContain('--keep keeps one');
  });
});

describe('history', () => {
  it('goes over commits, also where the model was broken', async () => {
    expect(await run('history', 'models/lab.yaml', 'revenue@2027', '--over', 'commits', '--json')).toBe(0);
    const { steps, difference } = JSON.parse(said());
    expect(steps.map(({ value }: { value: number | null }) => value)).toEqual([1210, null, 1650]);
    expect(steps[1].problem).toContain('nothing_of_the_kind');
    expect(difference).toBe(440);
    expect(steps[2].parts.map(({ id }: { id: string }) => id).sort()).toEqual(['fee', 'price']);
  });

  it('goes over as-of dates', async () => {
    expect(await run('history', 'models/lab.yaml', 'revenue@2027', '--over', 'known')).toBe(0);
    expect(said()).toMatch(/2026-05-05 +1980 USD +\+180 USD\n +Users \+180 USD\n/);
  });

  it.each([
    [['revenue@2027', '--over', 'runs', '--out', 'elsewhere'], 'no kept run'],
    [['revenu@2027', '--over', 'known'], "did you mean 'revenue'"],
    [['revenue@2027', '--limit', 'all'], 'is not a number of steps'],
    [['revenue@2027', '--scenario', 'none'], "there is no scenario 'none'"],
  ])('%j is refused', async (args, words) => {
    expect(await run('history', 'models/lab.yaml', ...args)).toBe(2);
    expect(complained().replace(/\s+/g, ' ')).toContain(words);
  });
});
