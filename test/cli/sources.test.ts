/**
 * `check --sources` from the command line to the terminal. What it says of a model with every kind of gap stands in
 * sources.txt; `UPDATE_GOLDENS=1 npx vitest run test/cli/sources.test.ts` writes it anew.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sourced, spoils, spoilt } from '../helpers/sources.ts';
import { runProgram } from '../helpers/terminal.ts';

const home = process.cwd();
const golden = join(home, 'test/cli/sources.txt');
const stale = spoils.filter(({ found }) => found === 'stale');
let said = '';
let complained = '';

beforeAll(() => {
  process.chdir(mkdtempSync(join(tmpdir(), 'burnsheet-')));
  const long = 'a_source_with_a_name_that_goes_on_and_on_and_on_until_it_no_longer_fits_beside_anything_else_on_a_line';
  writeFileSync('good.yaml', sourced);
  writeFileSync('old.yaml', spoilt(stale));
  writeFileSync('gaps.yaml', spoilt(spoils));
  writeFileSync(
    'long.yaml',
    spoilt(spoils)
      .replaceAll('forgotten', long)
      .replaceAll('  dear:', '  dear_in_every_respect_and_therefore_named_at_length:'),
  );
  writeFileSync('broken.yaml', sourced.replace('revenue * margin', 'revenue * margen'));
  writeFileSync('plain.yaml', spoilt(spoils).replace('key_results: [revenue, profit, cash]\n', ''));
});
afterAll(() => process.chdir(home));

async function run(...args: string[]): Promise<number> {
  const { exitCode, output, errors } = await runProgram(['check', ...args]);
  said = output === '' ? '' : `${output}\n`;
  complained = errors === '' ? '' : `${errors}\n`;
  return exitCode;
}

it('says that nothing is missing, and ends well', async () => {
  expect([await run('good.yaml', '--sources', '--strict'), complained]).toEqual([0, '']);
  expect(said).toMatch(/^ok good\.yaml: A lab/);
  expect(said.replace(/\s+/g, ' ')).toContain(
    'Every material value has a source or a reason, and every source is cited.',
  );
});

it('lists every gap by name and line, and fails', async () => {
  expect([await run('gaps.yaml', '--sources'), complained]).toEqual([1, '']);
  if (process.env.UPDATE_GOLDENS === '1') writeFileSync(golden, said);
  expect(said).toBe(readFileSync(golden, 'utf8'));
  for (const { name } of spoils) expect(said).toContain(name);
});

it('says what the document shows', async () => {
  writeFileSync(
    'lab.yaml',
    spoilt(spoils.filter(({ name }) => ['plan.max.users', 'churn', 'forgotten'].includes(name))),
  );
  expect(await run('lab.yaml', '--sources')).toBe(1);
  const [, shown] = /```text\n(not ok lab\.yaml[\s\S]*?)…\n```/.exec(
    readFileSync(join(home, 'docs/questions.md'), 'utf8'),
  )!;
  expect(said.slice(0, shown!.length)).toBe(shown);
});

it.each([
  'good.yaml',
  'gaps.yaml',
  'long.yaml',
  'plain.yaml',
])('keeps to 80 columns without colour: %s', async (path) => {
  await run(path, '--sources', '--strict');
  expect(said).toBe(stripVTControlCharacters(said));
  expect(Math.max(...said.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
  expect(said).not.toMatch(/NaN|undefined|\[object/);
});

it('warns of what is stale, and fails with it where that is asked for', async () => {
  expect(await run('old.yaml', '--sources')).toBe(0);
  expect(said).toMatch(/Stale, warning only \(1\)[\s\S]* margin +2025-05-31, 12 months old/);
  expect(await run('old.yaml', '--sources', '--strict')).toBe(1);
  expect(said).toContain('1 value is stale.');
  expect(await run('old.yaml', '--sources', '--strict', '--stale', '13')).toBe(0);
  expect(said).not.toContain('Stale');
});

it('gives the same as JSON', async () => {
  expect(await run('gaps.yaml', 'good.yaml', '--sources', '--json')).toBe(1);
  const { format, version, exitCode, models } = JSON.parse(said);
  expect([format, version, exitCode]).toEqual(['burnsheet-check', 1, 1]);
  expect(
    models.map((one: { exitCode: number; sources: { passed: boolean } }) => [one.exitCode, one.sources.passed]),
  ).toEqual([
    [1, false],
    [0, true],
  ]);
  const [{ sources }] = models;
  expect(sources).toMatchObject({ staleMonths: 12, sources: 9 });
  expect(sources.orphans.map(({ id }: { id: string }) => id)).toEqual([
    'study',
    'survey',
    'guide',
    'forgotten',
    'lease',
  ]);
  expect(sources.values).toContainEqual({
    kind: 'revision',
    name: 'opening_cash',
    of: '2025-12-31',
    value: '100m USD',
    ground: 'none',
    material: true,
    status: 'estimate',
    source: null,
    confidence: null,
    stale: null,
    path: 'gaps.yaml',
    line: expect.any(Number),
    column: expect.any(Number),
  });
  expect(sources.values).toContainEqual(
    expect.objectContaining({ name: 'margin', stale: { since: '2025-05-31', months: 12 } }),
  );
  expect(sources.defaults[0]).toEqual({ column: 'supplier.discount', value: '0%', members: ['amazon'], declared: 1 });
});

it('looks at several models, and says which of them fails', async () => {
  expect(await run('good.yaml', 'gaps.yaml', '--sources')).toBe(1);
  expect(said).toMatch(/^ok good\.yaml[\s\S]*\n\nnot ok gaps\.yaml/);
  expect(await run('good.yaml', 'broken.yaml', '--sources')).toBe(2);
  expect(complained).toContain('margen');
  expect(said).not.toContain('broken.yaml');
});

it('goes with --exact, and says nothing of sources where it is not asked', async () => {
  expect(await run('gaps.yaml', '--sources', '--exact')).toBe(1);
  expect(said).toMatch(/digits at least|exact to the last digit/);
  expect(await run('gaps.yaml')).toBe(0);
  expect(said).toMatch(/^ok gaps\.yaml.*\n$/);
});

it('says what the options take', async () => {
  for (const months of ['0', '-1', '1.5', 'soon', '1201']) {
    expect(await run('good.yaml', '--sources', '--stale', months)).toBe(2);
    expect(complained).toContain('write a whole number of months from 1 to 1200');
  }
  for (const option of [['--strict'], ['--stale', '6']]) {
    expect(await run('good.yaml', ...option)).toBe(2);
    expect(complained).toContain(`${option[0]} needs --sources`);
    expect(said).toBe('');
  }
});

it('counts what is set for one run as a value without a source', async () => {
  expect(await run('good.yaml', '--sources', '--set', 'margin=55%')).toBe(1);
  expect(said).toMatch(/--set\n +1 {2}margin +55%/);
});
