/** Runs that `build --keep` keeps, and `burnsheet runs` that lists them. */
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuildOptions, runBuild } from '../../../src/cli/commands/build.ts';
import { type Heard, listening } from '../../helpers/terminal.ts';
import { commit, enter, fees, git, lab, leave, run, write } from '../repository.ts';

const runsDocument = readFileSync('docs/runs.md', 'utf8');

let top = '';
beforeAll(() => {
  enter();
  top = process.cwd();
  git('init', '-q', '.');
  commit('First', { 'models/lab.yaml': lab('10 USD/user'), 'models/lib/fees.yaml': fees('1 USD/user') });
});
afterAll(() => leave(top));

const folder = 'exports/lab/runs';
const list = () => JSON.parse(readFileSync(`${folder}/kept.json`, 'utf8')).runs;
const bytes = () =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`).toString('base64')]));

async function keep(now: string, options: Partial<BuildOptions> = {}): Promise<Heard> {
  const { terminal, heard } = listening();
  const { exitCode } = await runBuild(
    ['models/lab.yaml'],
    { out: 'exports', set: [], keep: true, now: new Date(now), ...options },
    terminal,
  );
  return heard(exitCode);
}

describe('build --keep', () => {
  it('keeps the record that it writes, with the date and the commit', async () => {
    const { said } = await keep('2026-06-01T08:00:00.789Z');
    const [{ runId, ...kept }] = list();
    expect(said).toContain(`wrote ${folder}/${runId}.json.gz`);
    expect(kept).toEqual({
      date: '2026-06-01T08:00:00Z',
      commit: git('rev-parse', '--short', 'HEAD').trim(),
      hasChanges: false,
      scenario: 'base',
      known: null,
      set: [],
    });
    const record = JSON.parse(gunzipSync(readFileSync(`${folder}/${runId}.json.gz`)).toString('utf8'));
    expect(record).toEqual(JSON.parse(readFileSync('exports/lab/run.json', 'utf8')));
  });

  it('keeps the first date of a run, and gives the same bytes when all is made anew', async () => {
    const before = bytes();
    const time = statSync(`${folder}/kept.json`).mtimeMs;
    const { said } = await keep('2026-07-01T08:00:00Z');
    expect(said).not.toContain('runs/');
    expect(said).toContain(`run ${list()[0].runId.slice(0, 8)} has been kept since 2026-06-01 08:00`);
    // Nothing in the file says on which system, or when, it was packed.
    expect([...readFileSync(`${folder}/${list()[0].runId}.json.gz`).subarray(4, 10)]).toEqual([0, 0, 0, 0, 2, 255]);
    expect(bytes()).toEqual(before);
    expect(statSync(`${folder}/kept.json`).mtimeMs).toBe(time);
    rmSync('exports', { recursive: true });
    await keep('2026-06-01T08:00:00Z');
    expect(bytes()).toEqual(before);
  });

  it('says which run it was, and that files were changed, also those that the model extends', async () => {
    write({ 'models/lib/fees.yaml': fees('2 USD/user') });
    await keep('2026-08-01T08:00:00Z', {
      known: '2026-02-01',
      set: [{ key: 'price', value: '11 USD/user' }],
      scenario: 'low',
    });
    expect(list().at(-1)).toMatchObject({
      hasChanges: true,
      scenario: 'low',
      known: '2026-02-01',
      set: ['price=11 USD/user'],
    });
    git('checkout', '-q', '--', 'models');
  });

  it('names no commit outside a repository', async () => {
    const outside = process.cwd();
    enter();
    const other = process.cwd();
    write({ 'models/lab.yaml': lab('10 USD/user'), 'models/lib/fees.yaml': fees('1 USD/user') });
    await keep('2026-06-01T08:00:00Z');
    const [kept] = list();
    leave(other);
    process.chdir(outside);
    expect(kept).toMatchObject({ commit: null, hasChanges: false });
  });
});

describe('kept runs', () => {
  it('are not lost where builds keep some at the same time', async () => {
    const keepAt = async (price: string): Promise<void> => {
      await keep('2026-06-05T08:00:00Z', { out: 'together', set: [{ key: 'price', value: price }] });
    };
    await Promise.all(['21 USD/user', '22 USD/user', '23 USD/user'].map(keepAt));
    const names = readdirSync('together/lab/runs').sort();
    const { runs } = JSON.parse(readFileSync('together/lab/runs/kept.json', 'utf8'));
    expect(runs).toHaveLength(3);
    expect(names).toEqual([...runs.map(({ runId }: { runId: string }) => `${runId}.json.gz`), 'kept.json'].sort());
  });

  it('are written again where their record was removed, and behind a lock that was left', async () => {
    const [record] = readdirSync('together/lab/runs');
    const whole = readFileSync(`together/lab/runs/${record}`);
    rmSync(`together/lab/runs/${record}`);
    writeFileSync('together/lab/runs/kept.lock', '');
    utimesSync('together/lab/runs/kept.lock', 0, 0);
    for (const price of ['21 USD/user', '22 USD/user', '23 USD/user'])
      await keep('2026-06-06T08:00:00Z', { out: 'together', set: [{ key: 'price', value: price }] });
    expect(readFileSync(`together/lab/runs/${record}`)).toEqual(whole);
    expect(readdirSync('together/lab/runs')).toHaveLength(4);
    rmSync('together', { recursive: true });
  });
});

describe('burnsheet runs', () => {
  it('lists runs with their headline results, and what was set', async () => {
    const { code, said } = await run('runs', 'models/lab.yaml');
    const lines = said.split('\n');
    expect(code).toBe(0);
    expect(lines[0]).toBe('A lab: 2 kept runs');
    expect(lines.find((line) => line.includes('2026-06-01'))).toMatch(
      /08:00 +[0-9a-f]{8} +[0-9a-f]{7,} +base +1210 USD/,
    );
    expect(lines.find((line) => line.includes('2026-08-01'))).toMatch(
      /08:00 +[0-9a-f]{8} +[0-9a-f]{7,}\* +low 2026-02-01 +\d/,
    );
    expect(said).toContain('* with uncommitted changes');
    expect(said.replace(/\s+/g, ' ')).toContain('was built with --set price=11 USD/user');
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  it('shows the same year of all runs, each in its own unit', async () => {
    const model = lab('10 USD/user')
      .replace('extends: [lib/fees.yaml]', '')
      .replace(' + fees', ' * factor')
      .replace('value: 10 USD/user', 'value: 10 USD/user, status: assumption')
      .replace('users: { label: Users,', 'users: { label: Users, status: assumption,')
      .replace(
        'inputs:',
        "inputs:\n  factor: { label: Factor, unit: '1', series: { 2026: 1, 2027: 2 }, status: assumption }",
      );
    for (const [day, to, money] of [
      ['2026-06-01', '2027', 'USD'],
      ['2026-06-02', '2028', 'EUR'],
    ] as const) {
      write({
        'models/years.yaml': model
          .replace('model: lab', 'model: years')
          .replace('to: 2028', `to: ${to}`)
          .replaceAll('USD', money),
      });
      const { terminal, heard } = listening();
      const { exitCode } = await runBuild(
        ['models/years.yaml'],
        { out: 'exports', set: [], keep: true, now: new Date(`${day}T08:00:00Z`) },
        terminal,
      );
      expect(heard(exitCode).complained).toBe('');
    }
    const { said } = await run('runs', 'models/years.yaml', '--json');
    const { runs } = JSON.parse(said);
    expect(runs.map(({ results }: { results: unknown[] }) => results[0])).toMatchObject([
      { value: null, period: '2028', unit: 'USD' },
      { value: 2200, period: '2028', unit: 'EUR' },
    ]);
    const text = (await run('runs', 'models/years.yaml')).said;
    expect(text).toContain('Revenue 2028');
    expect(text).not.toContain('USD');
    const kept = JSON.parse(readFileSync('exports/years/runs/kept.json', 'utf8'));
    // Where the years are the same, each value has the unit of its own run.
    write({ 'models/years.yaml': model.replace('model: lab', 'model: years').replaceAll('USD', 'GBP') });
    const { terminal } = listening();
    await runBuild(
      ['models/years.yaml'],
      { out: 'exports', set: [], keep: true, now: new Date('2026-06-03T08:00:00Z') },
      terminal,
    );
    expect(kept.runs).toHaveLength(2);
    expect((await run('runs', 'models/years.yaml')).said).toMatch(/2200 EUR[\s\S]*2200 GBP/);
  });

  it('cuts labels and keeps the period', async () => {
    const label = 'Users of every product that the lab has, at the end of the year';
    const item = `      base_users: { label: '${label}', unit: user, rollup: last, formula: users * period.index }\n`;
    const text = lab('10 USD/user')
      .replace('model: lab', 'model: long')
      .replace('key_results: [revenue]', `${item}key_results: [base_users]`);
    write({ 'models/long.yaml': text });
    const { terminal } = listening();
    await runBuild(
      ['models/long.yaml'],
      { out: 'exports', set: [], keep: true, now: new Date('2026-06-01T08:00:00Z') },
      terminal,
    );
    expect((await run('runs', 'models/long.yaml')).said).toMatch(/ Users of every pro… 2028\n.* 330 users\n/);
  });

  it('shows results in the order in which the model names them, and which runs fail what', async () => {
    const checked = (limit: string): string =>
      lab('10 USD/user')
        .replace('model: lab', 'model: checked')
        .replace(
          'key_results: [revenue]',
          `      margin: { label: Margin, unit: USD, rollup: sum, formula: revenue - fees }
checks: { enough: { label: Enough revenue, formula: 'revenue > ${limit}' } }
tie_outs: { reported: { label: Revenue as reported, formula: 'revenue[2026]', expect: 1210 USD, tolerance: 1% } }
key_results: [margin, fees, revenue]`,
        );
    const { terminal } = listening();
    const keepChecked = async (limit: string, set: BuildOptions['set'], day: string): Promise<void> => {
      write({ 'models/checked.yaml': checked(limit) });
      await runBuild(
        ['models/checked.yaml'],
        { out: 'exports', set, keep: true, now: new Date(`${day}T08:00:00Z`) },
        terminal,
      );
    };
    await keepChecked('1 USD', [], '2026-06-01');
    await keepChecked('1000 USD', [{ key: 'price', value: '5 USD/user' }], '2026-06-02');
    const { said } = await run('runs', 'models/checked.yaml');
    const [good, bad] = JSON.parse((await run('runs', 'models/checked.yaml', '--json')).said).runs;
    expect(said).toMatch(/ Margin +Fees +Revenue\n/);
    expect(good.results.map(({ id }: { id: string }) => id)).toEqual(['margin', 'fees', 'revenue']);
    expect([good.failed, bad.failed]).toEqual([[], ['check enough', 'tie-out reported']]);
    expect(said).toContain(`${bad.runId.slice(0, 8)}!`);
    expect(said).not.toContain(`${good.runId.slice(0, 8)}!`);
    expect(said).toContain(`! ${bad.runId.slice(0, 8)} fails: Enough revenue, Revenue as reported`);
    for (const line of said.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
    expect(runsDocument).toContain('`failed`');
  });

  it('writes the same as a document', async () => {
    const { runs, ...head } = JSON.parse((await run('runs', 'models/lab.yaml', '--json')).said);
    expect(head).toMatchObject({ format: 'burnsheet-runs', version: 1, exitCode: 0, diagnostics: [] });
    expect(runs.map(({ results: _, failed: __, ...kept }: Record<string, unknown>) => kept)).toEqual(list());
    expect(runs[0].results).toEqual([{ id: 'revenue', members: [], unit: 'USD', value: 1210, period: '' }]);
    const keys = [...Object.keys(runs[0]), ...Object.keys(runs[0].results[0])];
    expect(keys.filter((key) => !runsDocument.includes(`\`${key}\``))).toEqual([]);
  });

  it('says which record is missing, and lists the others', async () => {
    const [{ runId }] = list();
    const file = `${folder}/${runId}.json.gz`;
    const record = readFileSync(file);
    rmSync(file);
    const heard = await run('runs', 'models/lab.yaml');
    write({ [file]: record });
    expect(heard.code).toBe(2);
    expect(heard.complained).toContain(`there is no file ${file}`);
    expect(heard.said).toContain('A lab: 1 kept run\n');
  });

  it.each([
    'nothing',
    '{}',
    '{"format":"burnsheet-kept-runs","version":2,"runs":[]}',
    '{"format":"burnsheet-kept-runs","version":1,"runs":[{}]}',
    'null',
  ])('refuses %s as a list', async (text) => {
    const before = readFileSync(`${folder}/kept.json`);
    write({ [`${folder}/kept.json`]: text });
    const [runs, diff] = [await run('runs', 'models/lab.yaml'), await run('diff', 'abcdef', 'models/lab.yaml')];
    write({ [`${folder}/kept.json`]: before });
    expect(runs.code).toBe(2);
    expect(runs.complained).toContain('is not a list of kept runs');
    expect(diff.code).toBe(2);
    expect(diff.complained).toContain("there is no kept run 'abcdef'");
  });

  it('asks for more of an id that could be several', async () => {
    const [kept] = list();
    const twin = `${kept.runId.slice(0, 8)}00000000`;
    const before = readFileSync(`${folder}/kept.json`);
    write({
      [`${folder}/kept.json`]: JSON.stringify({
        ...JSON.parse(before.toString()),
        runs: [kept, { ...kept, runId: twin }],
      }),
    });
    const heard = await run('diff', kept.runId.slice(0, 6), 'models/lab.yaml');
    write({ [`${folder}/kept.json`]: before });
    expect(heard.code).toBe(2);
    expect(heard.complained).toContain(`matches 2 kept runs`);
    expect(heard.complained).toContain(twin);
  });
});
