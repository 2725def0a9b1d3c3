/**
 * `burnsheet history` over commits, as-of dates and kept runs: which of them is taken, what moved, and what is folded.
 */
import { readFileSync, rmSync } from 'node:fs';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBuild } from '../../../src/cli/commands/build.ts';
import { listening } from '../../helpers/terminal.ts';
import { commit, enter, fees, git, lab, leave, run, write } from '../repository.ts';

const runsDocument = readFileSync('docs/runs.md', 'utf8');

let top = '';
beforeAll(() => {
  enter();
  top = process.cwd();
});
afterAll(() => leave(top));

const history = async (...args: string[]) =>
  JSON.parse((await run('history', 'models/lab.yaml', 'revenue', ...args, '--json')).said);

describe('burnsheet history', () => {
  it('goes over as-of dates where there is no repository', async () => {
    write({ 'models/lab.yaml': lab('10 USD/user'), 'models/lib/fees.yaml': fees('1 USD/user') });
    const found = await history('--over', 'known');
    expect(found).toMatchObject({
      format: 'burnsheet-history',
      version: 1,
      exitCode: 0,
      over: 'known',
      result: 'revenue',
      difference: 110,
    });
    expect(
      found.steps.map(({ when, value, difference }: Record<string, unknown>) => [when, value, difference]),
    ).toEqual([
      ['2026-01-10', 1100, null],
      ['2026-05-05', 1210, 110],
    ]);
    expect(found.steps[1].parts).toMatchObject([{ id: 'users', amount: 110 }]);
    expect((await history()).over).toBe('known');
    const keys = [found, ...found.steps].flatMap((one) => Object.keys(one));
    expect(keys.filter((key) => !runsDocument.includes(`\`${key}\``))).toEqual([]);
  });

  it('goes over commits where there are two, from each of which the model has what it extended then', async () => {
    git('init', '-q', '.');
    commit('First', { 'models/lab.yaml': lab('10 USD/user') });
    expect((await history()).over).toBe('known');
    commit('Notes', { 'notes.txt': 'no file of the model' });
    commit('Fees only', { 'models/lib/fees.yaml': fees('3 USD/user') });
    commit('Broken | off', { 'models/lab.yaml': lab('10 USD/user').replace('users * price', 'users * prize') });
    commit('Mended', { 'models/lab.yaml': `${lab('10 USD/user')}# no effect\n` });
    commit('Dearer', { 'models/lab.yaml': lab('12 USD/user') });
    const { over, steps, difference } = await history();
    expect([over, difference]).toEqual(['commits', 110 * 4]);
    expect(
      steps.map(({ what, value, difference: moved }: Record<string, string>) => [
        what!.split(' ').slice(1).join(' '),
        value,
        moved,
      ]),
    ).toEqual([
      ['First', 1210, null],
      ['Fees only', 1430, 220],
      ['Broken | off', null, null],
      ['Mended', 1430, 0],
      ['Dearer', 1650, 220],
    ]);
    expect(steps[2].problem).toContain('prize');
    expect(steps[1].parts).toMatchObject([{ id: 'fee', amount: 220 }]);
    for (const { parts, difference: moved } of steps)
      expect(parts.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)).toBeCloseTo(moved ?? 0, 9);
  });

  it('says so in lines that fit, and folds what had no effect', async () => {
    const { code, said } = await run('history', 'models/lab.yaml', 'revenue', '--over', 'commits');
    expect(code).toBe(0);
    expect(said).toContain('1 commit without ef');
    expect(said).toContain('Broken');
    expect(said).toContain('From the first to the last: +440 USD');
    for (const line of said.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  it('takes the latest steps, and a scenario', async () => {
    const { steps } = await history('--over', 'commits', '--limit', '2', '--scenario', 'low');
    expect(steps.map(({ value }: { value: number }) => value)).toEqual([440, 440]);
  });

  it('begins with what was in force on a day or at a revision', async () => {
    const values = async (...args: string[]) =>
      (await history('--over', 'commits', ...args)).steps.map(({ value }: { value: number }) => value);
    expect(await values('--since', 'HEAD~1')).toEqual([1430, 1650]);
    expect(await values('--since', 'HEAD~3')).toEqual([1430, null, 1430, 1650]);
    // All commits of the test are of one day, and no commit came before it.
    expect(await values('--since', '2026-06-01')).toHaveLength(5);
    const late = await history('--over', 'known', '--since', '2026-03');
    expect(late.steps.map(({ when }: { when: string }) => when)).toEqual(['2026-01-10', '2026-05-05']);
    for (const [since, words] of [
      ['2026-06-02', 'a history needs at least two steps, but there is only one commit since 2026-06-02'],
      ['HEAD~77', "'HEAD~77' is neither a date nor a git revision"],
      ['2026-13-01', "'2026-13-01' is neither a date nor a git revision"],
      ['--upload-pack=x', "'--upload-pack=x' is neither a date nor a git revision"],
    ] as const) {
      const heard = await run('history', 'models/lab.yaml', 'revenue', '--over', 'commits', `--since=${since}`);
      expect([heard.code, heard.complained]).toEqual([2, expect.stringContaining(words)]);
    }
  });

  it('says how many steps it leaves out', async () => {
    const found = await history('--over', 'commits', '--limit', '2');
    expect([found.leftOut, found.steps.length]).toEqual([3, 2]);
    const { said } = await run('history', 'models/lab.yaml', 'revenue', '--over', 'commits', '--limit', '2');
    expect(said).toContain('3 earlier steps not shown: use a larger --limit');
    expect((await history('--over', 'commits')).leftOut).toBe(0);
  });

  it('follows a model that was renamed, from its first commit on', async () => {
    git('mv', 'models/lab.yaml', 'models/moved.yaml');
    git('commit', '-q', '-m', 'Moved');
    commit('Dearer still', { 'models/moved.yaml': lab('13 USD/user') });
    const { said } = await run('history', 'models/moved.yaml', 'revenue', '--over', 'commits', '--json');
    const { steps } = JSON.parse(said);
    expect(steps.map(({ value }: { value: number }) => value)).toEqual([1210, 1430, null, 1430, 1650, 1650, 1760]);
    git('reset', '-q', '--hard', 'HEAD~2');
    // What was committed before the model was there is no step of it, and a copy is another model.
    commit('Fees of another', { 'models/lib/more.yaml': fees('1 USD/user') });
    commit('Another', { 'models/other.yaml': lab('1 USD/user').replace('lib/fees', 'lib/more') });
    commit('Another, dearer', { 'models/other.yaml': lab('2 USD/user').replace('lib/fees', 'lib/more') });
    const other = JSON.parse(
      (await run('history', 'models/other.yaml', 'revenue', '--over', 'commits', '--json')).said,
    );
    expect(other.steps.map(({ value }: { value: number }) => value)).toEqual([220, 330]);
  });

  it('takes days in their order, where some are written as months, and those after the as-of date of the file', async () => {
    const revisions =
      '[{ known: 2026-05, value: 130 user }, { known: 2026-05-05, value: 110 user }, { known: 2026-01-10, value: 100 user }]';
    const text = lab('10 USD/user').replace(/revisions: \[.*\]/, `revisions: ${revisions}`);
    write({ 'models/months.yaml': text.replace('model: lab', 'model: months\nknown: 2026-02-01') });
    const { steps } = JSON.parse(
      (await run('history', 'models/months.yaml', 'revenue', '--over', 'known', '--json')).said,
    );
    // The fee is 3 dollars.
    expect(steps.map(({ when, value }: Record<string, unknown>) => [when, value])).toEqual([
      ['2026-01-10', 1300],
      ['2026-05-05', 1430],
      ['2026-05', 1690],
    ]);
  });

  it('says why the difference of a step cannot be split', async () => {
    const share = (value: string) => `inputs: { share: { label: Share, unit: x, value: ${value} } }\n`;
    const shared = (formula: string) =>
      lab('10 USD/user').replace('lib/fees.yaml', 'share.yaml').replace('users * price + fees', formula);
    commit('Before', { 'models/shared.yaml': shared('users * price * (1 + share)'), 'models/share.yaml': share('0') });
    commit('Both', { 'models/shared.yaml': shared('users * price / share'), 'models/share.yaml': share('2') });
    const asked = ['history', 'models/shared.yaml', 'revenue', '--over', 'commits'];
    const { steps } = JSON.parse((await run(...asked, '--json')).said);
    const words =
      'With Revenue from the new run and everything else from the old run it is an error, so the difference cannot be explained.';
    expect(steps[1]).toMatchObject({ value: 550, difference: -550, parts: [], unexplained: words });
    expect(steps[0]).not.toHaveProperty('unexplained');
    const { said } = await run(...asked);
    expect(said.replace(/\s+/g, ' ')).toContain(words);
    for (const line of said.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  it('says that a result is an error, and compares the next step with the last that had a value', async () => {
    const share = (value: string) => `inputs: { share: { label: Share, unit: x, value: ${value} } }\n`;
    const divided = lab('10 USD/user')
      .replace('lib/fees.yaml', 'part.yaml')
      .replace('users * price + fees', 'users * price / share');
    commit('One', { 'models/divided.yaml': divided, 'models/part.yaml': share('1') });
    commit('None', { 'models/part.yaml': share('0') });
    commit('Two', { 'models/part.yaml': share('2') });
    const { said } = await run('history', 'models/divided.yaml', 'revenue', '--over', 'commits', '--json');
    const { steps } = JSON.parse(said);
    expect(
      steps.map(({ value, difference, problem }: Record<string, unknown>) => [value, difference, problem]),
    ).toEqual([
      [1100, null, undefined],
      [null, null, 'revenue is an error'],
      [550, -550, undefined],
    ]);
    expect(steps[2].parts).toMatchObject([{ id: 'share', amount: -550 }]);
  });

  it('takes a result that was renamed and its old name as one thing, before a rename of something else too', async () => {
    const one = lab('10 USD/user').replace('extends: [lib/fees.yaml]', '').replace(' + fees', '');
    const named = (text: string, now: string, was: string): string =>
      text
        .replace(`${was}: { label: Revenue`, `${now}: { was: ${was}, label: Revenue`)
        .replace('[revenue]', `[${now}]`);
    commit('First', { 'models/named.yaml': one });
    commit('Renamed', { 'models/named.yaml': named(one, 'sales', 'revenue') });
    commit('Dearer', { 'models/named.yaml': named(one, 'sales', 'revenue').replace('10 USD', '12 USD') });
    const { said } = await run('history', 'models/named.yaml', 'sales@2027', '--over', 'commits', '--json');
    const { steps, difference } = JSON.parse(said);
    expect(steps.map(({ value, difference: moved }: Record<string, number>) => [value, moved])).toEqual([
      [1100, null],
      [1100, 0],
      [1320, 220],
    ]);
    expect(difference).toBe(220);
  });

  it('shows each step in its own unit, and no difference between two units', async () => {
    const one = lab('10 USD/user').replace('extends: [lib/fees.yaml]', '').replace(' + fees', '');
    commit('Dollars', { 'models/money.yaml': one });
    commit('Euros', { 'models/money.yaml': one.replaceAll('USD', 'EUR') });
    commit('Dearer', { 'models/money.yaml': one.replaceAll('USD', 'EUR').replace('10 EUR', '12 EUR') });
    const { said } = await run('history', 'models/money.yaml', 'revenue', '--over', 'commits');
    expect(said).toMatch(/Dollars +1100 USD\n/);
    expect(said).toMatch(/Euros +1100 EUR\n/);
    expect(said).toMatch(/Dearer +1320 EUR +\+220 EUR\n/);
    expect(said).not.toContain('From the first to the last');
  });

  it('goes over commits from a folder below the repository', async () => {
    process.chdir('models');
    write({ 'below.yaml': lab('1 USD/user') });
    const { said } = await run('history', 'lab.yaml', 'revenue', '--over', 'commits', '--limit', '2', '--json');
    process.chdir(top);
    expect(JSON.parse(said).steps.map(({ value }: { value: number }) => value)).toEqual([1430, 1650]);
  });

  it('goes over kept runs where there are two', async () => {
    const { terminal } = listening();
    for (const [day, price] of [
      ['2026-06-01', '10 USD/user'],
      ['2026-07-01', '20 USD/user'],
    ] as const) {
      write({ 'models/lab.yaml': lab(price) });
      await runBuild(
        ['models/lab.yaml'],
        { out: 'exports', set: [], keep: true, now: new Date(`${day}T08:00:00Z`) },
        terminal,
      );
    }
    const { over, steps } = await history();
    expect(over).toBe('runs');
    expect(steps.map(({ when, value }: Record<string, unknown>) => [when, value])).toEqual([
      ['2026-06-01 08:00', 1430],
      ['2026-07-01 08:00', 2530],
    ]);
    expect((await history('--over', 'commits')).over).toBe('commits');
    const later = await history('--since', '2026-06-15');
    expect(later.steps.map(({ value }: { value: number }) => value)).toEqual([1430, 2530]);
  });

  it('says which kept run cannot be read', async () => {
    const { runs } = JSON.parse(readFileSync('exports/lab/runs/kept.json', 'utf8'));
    rmSync(`exports/lab/runs/${runs[0].runId}.json.gz`);
    const heard = await run('history', 'models/lab.yaml', 'revenue');
    expect([heard.code, heard.complained]).toEqual([
      2,
      expect.stringContaining(`there is no file exports/lab/runs/${runs[0].runId}.json.gz`),
    ]);
    // What there is otherwise is shown.
    expect(heard.said).toContain('From the first to the last');
  });

  it('has a row for a kept run that cannot be read, and none of its signs', async () => {
    const list = JSON.parse(readFileSync('exports/lab/runs/kept.json', 'utf8'));
    list.runs[1].commit = 'abc\u001b[31m';
    list.runs[1].scenario = 'base\u001b[31m';
    list.runs[1].date = '2026\u001b[31m-07-01T08:00';
    write({ 'exports/lab/runs/kept.json': JSON.stringify(list) });
    const { said } = await run('history', 'models/lab.yaml', 'revenue', '--over', 'runs');
    expect(said).toContain('its record cannot be read');
    expect(said).not.toContain('\u001b');
    expect((await run('runs', 'models/lab.yaml')).said).not.toContain('\u001b');
  });

  it.each([
    [['models/lab.yaml', 'revenue', '--over', 'days'], 'Allowed choices are runs, commits, known'],
    [['models/lab.yaml', 'revenu'], "did you mean 'revenue'"],
    [['models/none.yaml', 'revenue'], 'missing-file'],
    [['models/lab.yaml', 'revenue', '--limit', '1'], 'write a whole number of 2 or more'],
  ])('%j is refused', async (args, words) => {
    const heard = await run('history', ...args);
    expect([heard.code, heard.complained]).toEqual([2, expect.stringContaining(words)]);
  });
});
