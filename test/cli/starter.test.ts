/**
 * The starter model goes through the real pipeline: what `init` writes must check, build and explain itself without a
 * problem.
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from '../helpers/terminal.ts';

const home = process.cwd();
let said = '';
let complained = '';

beforeAll(async () => {
  process.chdir(mkdtempSync(join(tmpdir(), 'burnsheet-')));
  expect(await run('init', 'models/lab.yaml')).toBe(0);
});
afterAll(() => process.chdir(home));

async function run(...args: string[]): Promise<number> {
  const { exitCode, output, errors } = await runProgram(args);
  said = output === '' ? '' : `${output}\n`;
  complained = errors === '' ? '' : `${errors}\n`;
  return exitCode;
}

it('checks', async () => {
  expect([await run('check', 'models/lab.yaml'), complained]).toEqual([0, '']);
});

it('says of every figure where it comes from', async () => {
  expect(await run('check', 'models/lab.yaml', '--sources', '--strict'), said).toBe(0);
});

it('builds, and a second build writes the same bytes', async () => {
  expect([await run('build'), complained]).toEqual([0, '']);
  const first = readFileSync('exports/lab/lab.xlsx');
  expect(existsSync('exports/lab/run.json')).toBe(true);
  await run('build', 'models/lab.yaml');
  expect(readFileSync('exports/lab/lab.xlsx').equals(first)).toBe(true);
});

it('shows the first month as worked out by hand', async () => {
  // Pro: 500,000 * 0.97 + 40,000 = 525,000, on average 512,500 at 20 USD; Max: 60,000 * 0.97 + 5,000 = 63,200, on
  // average 61,600 at 100 USD.
  expect(await run('show', 'models/lab.yaml', 'revenue', '--by', 'period', '--json')).toBe(0);
  const { scenarios } = JSON.parse(said) as { scenarios: { series: { values: number[] }[] }[] };
  expect(scenarios[0]?.series[0]?.values[0]).toBeCloseTo(512_500 * 20 + 61_600 * 100, 4);
});

it('takes another value from the command line', async () => {
  expect(await run('show', 'models/lab.yaml', 'operating_margin', '--set', 'gross_margin=50%')).toBe(0);
  const other = said;
  await run('show', 'models/lab.yaml', 'operating_margin');
  expect(said).not.toBe(other);
  expect(await run('check', 'models/lab.yaml', '--set', 'gros_margin=50%')).toBe(2);
  expect(complained).toContain("did you mean 'gross_margin'?");
});

it('traces revenue down to a price and its formula', async () => {
  expect([await run('trace', 'models/lab.yaml', 'revenue@2026-Q1'), complained]).toEqual([0, '']);
  expect(said).toContain('revenue@2026-Q1');
  expect(said).toContain('sum of the periods');
  expect(said).toContain('sum(subscription_revenue over plan)');
  expect(said).toContain('20 USD/user/month');
});
