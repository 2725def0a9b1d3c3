/**
 * Simulations by the program as it is installed: over threads, in parts and in files. The same seed gives the same
 * bytes, whoever does the work.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readParquet } from '../../src/cli/io/parquet.ts';
import { processTerminal, type Terminal } from '../../src/cli/io/terminal.ts';
import { createProgram } from '../../src/cli/program.ts';

const run = promisify(execFile);
const program = resolve('dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'burnsheet-'));
const at = (name: string): string => join(folder, name);

/** Three uncertain inputs, two of which hang together, and a choice; one output. */
const stall = `model: stall
title: A stall
timeline: { from: 2026, to: 2027, grain: year }
units: { cup: { label: Cup } }
inputs:
  price: { label: Price, unit: USD/cup, value: 3 USD/cup, status: assumption, range: { low: 2 USD/cup, high: 5 USD/cup } }
  cups:
    label: Cups
    unit: cup/month
    value: 1k cup/month
    status: assumption
    distribution: { kind: pert, low: 200 cup/month, high: 3k cup/month }
  weather: { label: Weather, choice: [fair, foul], value: fair, status: assumption, distribution: { kind: discrete, chances: { fair: 0.8, foul: 0.2 } } }
correlations: [{ inputs: [price, cups], rank: -0.4 }]
sheets:
  Result:
    Result:
      takings: { label: Takings, unit: USD, formula: 'cups * price * period.months * if(weather = fair, 1, 0)' }
      share: { label: Share of 2026, unit: '1', formula: 'takings[2026] / takings' }
`;
const question = [
  'simulate',
  'stall.yaml',
  '--output',
  'takings@2027',
  '--output',
  'share@2027',
  '--that',
  'sum(takings over timeline) > 60k USD',
];

const home = process.cwd();

beforeAll(() => {
  process.chdir(folder);
  writeFileSync(at('stall.yaml'), stall);
});
afterAll(() => process.chdir(home));

interface Outcome {
  readonly exitCode: number;
  readonly said: string;
  readonly complained: string;
}

/** In this process, which takes no second to start. */
async function simulate(...more: string[]): Promise<Outcome> {
  let [said, complained] = ['', ''];
  const terminal: Terminal = {
    ...processTerminal(),
    say: (text) => {
      said += `${text}\n`;
    },
    complain: (text) => {
      complained += `${text} `;
    },
  };
  const exitCode = await createProgram(terminal).run([...question, '--trials', '9001', '--workers', '1', ...more]);
  return { exitCode, said, complained: complained.replace(/\s+/g, ' ').trimEnd() };
}

/** The answer in JSON. */
async function answer(...more: string[]): Promise<string> {
  const { exitCode, said, complained } = await simulate('--json', ...more);
  expect([exitCode, complained]).toEqual([0, '']);
  return said;
}

/** The same from the installed program, the only one that has threads. */
async function spawned(...more: string[]): Promise<string> {
  const { stdout, stderr } = await run(
    process.execPath,
    [program, ...question, '--trials', '9001', '--json', ...more],
    { cwd: folder },
  );
  expect(stderr).toBe('');
  return stdout;
}

const bytes = (name: string): Buffer => readFileSync(at(name));
const columns = async (name: string) => (await readParquet(at(name))).value!.columns;

describe.each(['random', 'quasi'])('%s trials', (method) => {
  const options = method === 'quasi' ? ['--quasi'] : [];
  it('are the same over one thread and over three, and again', async () => {
    const one = await spawned(...options, '--workers', '1', '--out', 'one.parquet');
    const three = await spawned(...options, '--workers', '3', '--out', 'three.parquet');
    const again = await answer(...options, '--out', 'again.parquet');
    expect(three).toBe(one);
    expect(again).toBe(one);
    expect(bytes('three.parquet').equals(bytes('one.parquet'))).toBe(true);
    expect(bytes('again.parquet').equals(bytes('one.parquet'))).toBe(true);
    const other = await answer(...options, '--seed', '2');
    expect(JSON.parse(other).tables).not.toEqual(JSON.parse(one).tables);
  });

  it('in three parts are those of one run', async () => {
    const whole = await answer(...options, '--out', 'whole.parquet');
    const parts = ['1', '2', '3'].map((part) => `part-${part}.parquet`);
    for (const [index, name] of parts.entries()) await answer(...options, '--shard', `${index + 1}/3`, '--out', name);
    const from = [parts[2]!, parts[0]!, parts[1]!].flatMap((name) => ['--from', name]);
    expect(await answer(...options, ...from, '--out', 'joined.parquet')).toBe(whole);
    expect(bytes('joined.parquet').equals(bytes('whole.parquet'))).toBe(true);
    const rows = await Promise.all(parts.map(columns));
    for (const [index, { name, data }] of (await columns('whole.parquet')).entries()) {
      expect(rows.map((part) => part[index]!.name)).toEqual([name, name, name]);
      expect(rows.flatMap((part) => [...part[index]!.data])).toEqual([...data]);
    }
  });
});

describe('files', () => {
  it('have the number of the trial, the inputs, the outputs and the conditions', async () => {
    await answer('--out', 'whole.parquet');
    const found = await columns('whole.parquet');
    expect(found.map(({ name }) => name)).toEqual([
      'trial',
      'price',
      'cups',
      'weather',
      ...['takings@2027', 'share@2027'],
      'sum(takings over timeline) > 60k USD',
    ]);
    const [trial, price, cups, weather, takings, share, condition] = found.map(({ data }) => data);
    expect([trial![0], trial![9000]]).toEqual([1, 9001]);
    expect(new Set(weather as readonly string[])).toEqual(new Set(['fair', 'foul']));
    for (let row = 0; row < 9001; row += 1) {
      const isFair = weather![row] === 'fair';
      const expected = isFair ? (cups![row] as number) * (price![row] as number) * 12 : 0;
      expect(takings![row]).toBe(expected);
      // What is an error is null in the file.
      expect(share![row]).toBe(isFair ? 1 : Number.NaN);
      expect(condition![row]).toBe(2 * expected > 60_000 ? 1 : 0);
    }
  });

  it('name inputs as --set does, and keep a column of errors', async () => {
    const model = `model: plans
timeline: { from: 2026, to: 2026, grain: year }
tables:
  plan:
    columns: { price: { label: Price, unit: USD } }
    members: { pro: { price: { value: 20 USD, range: { low: 10 USD, high: 30 USD } } }, max: { price: { value: 100 USD, range: { low: 90 USD, high: 150 USD } } } }
sheets: { Result: { Result: { total: { unit: USD, formula: sum(plan.price over plan) }, none: { unit: '1', formula: total / (total - total) } } } }
`;
    writeFileSync(at('plans.yaml'), model);
    const asked = [
      'simulate',
      'plans.yaml',
      '--output',
      'total@2026',
      '--output',
      'none@2026',
      '--trials',
      '10',
      '--json',
    ];
    let said = '';
    const terminal: Terminal = {
      ...processTerminal(),
      say: (text) => {
        said = text;
      },
    };
    expect(await createProgram(terminal).run([...asked, '--out', 'plans.parquet'])).toBe(0);
    const found = await columns('plans.parquet');
    expect(found.map(({ name }) => name)).toEqual([
      'trial',
      'plan.pro.price',
      'plan.max.price',
      'total@2026',
      'none@2026',
    ]);
    expect([...found[4]!.data]).toEqual(new Array(10).fill(Number.NaN));
    const whole = said;
    expect(await createProgram(terminal).run([...asked, '--from', 'plans.parquet'])).toBe(0);
    expect(said).toBe(whole);
  });

  it('that do not make up the simulation are refused with what is missing', async () => {
    for (const part of [1, 2, 3]) await answer('--shard', `${part}/3`, '--out', `p${part}.parquet`);
    await answer('--shard', '2/3', '--out', 'seed.parquet', '--seed', '2');
    await answer('--shard', '2/4', '--out', 'quarter.parquet');
    const refused = async (names: readonly string[], ...more: string[]): Promise<string> => {
      const { exitCode, said, complained } = await simulate(
        ...names.flatMap((name) => ['--from', `${name}.parquet`]),
        ...more,
      );
      expect([exitCode, said]).toEqual([2, '']);
      expect(complained).toContain('error[invalid-data-file]');
      return complained;
    };
    expect(await refused(['p1', 'p3'])).toContain(
      'the trials 3001 to 6000 are in none of the files hint: name the file of each part once',
    );
    expect(await refused(['p1', 'p2'])).toContain('the trials 6001 to 9001 are in none of the files');
    expect(await refused(['p2', 'p3'])).toContain('the trials 1 to 3000 are in none of the files');
    expect(await refused(['p1', 'p2', 'p2', 'p3'])).toContain('the trials 3001 to 6000 are in two of the files');
    expect(await refused(['p1', 'quarter', 'p2', 'p3'])).toContain('the trials 2251 to 3000 are in two of the files');
    expect(await refused(['p1', 'seed', 'p3'])).toMatch(
      /seed\.parquet is not part of this simulation hint: use the same model, .* seed /,
    );
    expect(await refused(['p1', 'p2', 'p3'], '--seed', '3')).toContain('p1.parquet is not part of this simulation');
    expect(await refused(['p1', 'p2', 'p3'], '--set', 'price=4 USD/cup')).toContain('p1.parquet is not part');
    expect(await refused(['p1', 'p2', 'p3'], '--output', 'takings@2026')).toContain('p1.parquet is not part');
    writeFileSync(at('torn.parquet'), bytes('p2.parquet').subarray(0, 5000));
    expect(await refused(['p1', 'torn', 'p3'])).toContain('torn.parquet is not a valid Parquet file');
    // The model is part of what a file belongs to.
    writeFileSync(at('stall.yaml'), stall.replace('value: 3 USD/cup', 'value: 4 USD/cup'));
    expect(await refused(['p1', 'p2', 'p3'])).toContain('p1.parquet is not part of this simulation');
    writeFileSync(at('stall.yaml'), stall);
  });
});

describe('a million trials', () => {
  it('of a small model take bounded memory', async () => {
    const model = stall.replace(/ {6}share:.*\n/, '');
    writeFileSync(at('million.yaml'), model);
    const wrapper = `
      import { spawnSync } from 'node:child_process';
      process.argv.splice(1, 1, ${JSON.stringify(program)});
      process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + ' kB'));
      await import(${JSON.stringify(program)});
    `;
    writeFileSync(at('wrapper.mjs'), wrapper);
    const args = [
      '--max-old-space-size=512',
      'wrapper.mjs',
      'simulate',
      'million.yaml',
      '--output',
      'takings@2027',
      '--trials',
      '1000000',
      '--out',
      'million.parquet',
    ];
    const { stdout, stderr } = await run(process.execPath, args, { cwd: folder });
    expect(stdout).toContain('Takings, 2027 in 1,000,000 trials');
    const peak = Number(/peak (\d+) kB/.exec(stderr)?.[1]);
    // The numbers themselves are 8 MB for each input and output; threads have their own copies of the program.
    expect(peak).toBeGreaterThan(50_000);
    expect(peak).toBeLessThan(900_000);
  });
});
