/** `burnsheet history` over commits, known dates and kept runs: which of them is taken, what moved, and what is folded. */
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBuild } from '../../src/cli/build.ts';
import { commit, enter, fees, git, lab, leave, listening, run, write } from './repository.ts';

let top = '';
beforeAll(() => {
  enter();
  top = process.cwd();
});
afterAll(() => leave(top));

const history = async (...args: string[]) => JSON.parse((await run('history', 'models/lab.yaml', 'revenue', ...args, '--json')).said);

describe('burnsheet history', () => {
  it('goes over known dates where there is no repository', async () => {
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
    expect(found.steps.map(({ when, value, difference }: Record<string, unknown>) => [when, value, difference])).toEqual([
      ['2026-01-10', 1100, null],
      ['2026-05-05', 1210, 110],
    ]);
    expect(found.steps[1].parts).toMatchObject([{ id: 'users', amount: 110 }]);
    expect((await history()).over).toBe('known');
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
      steps.map(({ what, value, difference: moved }: Record<string, string>) => [what!.split(' ').slice(1).join(' '), value, moved]),
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
      await runBuild(['models/lab.yaml'], { out: 'exports', set: [], keep: true, now: new Date(`${day}T08:00:00Z`) }, terminal);
    }
    const { over, steps } = await history();
    expect(over).toBe('runs');
    expect(steps.map(({ when, value }: Record<string, unknown>) => [when, value])).toEqual([
      ['2026-06-01 08:00', 1430],
      ['2026-07-01 08:00', 2530],
    ]);
    expect((await history('--over', 'commits')).over).toBe('commits');
  });

  it.each([
    [['models/lab.yaml', 'revenue', '--over', 'days'], 'Allowed choices are runs, commits, known'],
    [['models/lab.yaml', 'revenu'], "did you mean 'revenue'"],
    [['models/none.yaml', 'revenue'], 'missing-file'],
    [['models/lab.yaml', 'revenue', '--limit', '1'], 'write a whole number from 2 on'],
  ])('%j is refused', async (args, words) => {
    const heard = await run('history', ...args);
    expect([heard.code, heard.complained]).toEqual([2, expect.stringContaining(words)]);
  });
});
