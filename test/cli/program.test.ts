import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { record } from './record.ts';

const found = vi.hoisted(() => ({ diagnostics: [] as Diagnostic[] }));

vi.mock('../../src/reading.ts', () => ({
  planFile: () => ({
    value: { model: { id: 'lab', title: 'A lab', inputs: [], sheets: [] } },
    diagnostics: found.diagnostics,
  }),
}));
vi.mock('../../src/checking.ts', () => ({ judgeRounding: () => [], workbookLimits: () => [] }));
vi.mock('../../src/pipeline.ts', () => {
  const model = { id: 'lab', title: 'A lab', inputs: [], sheets: [] };
  const leaf = {
    id: 'revenue',
    label: 'Revenue',
    members: [],
    period: '2027-Q2',
    cell: 'Revenue!H14',
    unit: 'USD',
    value: 4e9,
    children: [],
  };
  const built = () => ({
    value: { model, record, audited: async () => ({ bytes: new Uint8Array([80, 75]), rules: [] }) },
    diagnostics: found.diagnostics,
  });
  return {
    engineNames: {},
    planFile: () => ({ value: { model }, diagnostics: found.diagnostics }),
    failingRules: () => [],
    buildModel: built,
    buildPlan: built,
    traceItem: () => leaf,
    traceCell: () => undefined,
  };
});

const home = process.cwd();
let said = '';
let complained = '';

beforeEach(() => {
  process.chdir(mkdtempSync(join(tmpdir(), 'burnsheet-')));
  writeFileSync('lab.yaml', 'model: lab');
  said = '';
  complained = '';
  found.diagnostics = [];
});
afterAll(() => process.chdir(home));

function run(...args: string[]): Promise<number> {
  const colours = pc.createColors(false);
  const say = (text: string): void => {
    said += `${text}\n`;
  };
  const complain = (text: string): void => {
    complained += `${text}\n`;
  };
  return createProgram({ width: 80, colours, errorColours: colours, interactive: false, say, complain }).run(args);
}

function fails(code: string): Diagnostic {
  return { code, severity: 'error', message: 'it is wrong', labels: [] };
}

describe('check', () => {
  it('says ok on the output and problems on the error stream', async () => {
    expect(await run('check', 'lab.yaml')).toBe(0);
    expect(said).toBe('ok lab.yaml: A lab, 0 inputs, 0 line items\n');
    found.diagnostics = [fails('unknown-name')];
    expect(await run('check', 'lab.yaml')).toBe(2);
    expect(complained).toContain('error[unknown-name]: it is wrong');
  });
  it('writes one versioned JSON document', async () => {
    found.diagnostics = [fails('unknown-name')];
    expect(await run('check', 'lab.yaml', '--json')).toBe(2);
    expect(JSON.parse(said)).toMatchObject({
      format: 'burnsheet-check',
      version: 1,
      exitCode: 2,
      models: [{ path: 'lab.yaml' }],
    });
    expect(complained).toBe('');
  });
  it('refuses a missing file and a file outside the working folder', async () => {
    expect(await run('check', 'none.yaml')).toBe(2);
    expect(complained).toContain('missing-file');
    expect(await run('check', join(home, 'package.json'))).toBe(2);
    expect(complained).toContain('path-outside-models');
  });
});

describe('build', () => {
  it('writes workbook and record and prints the key results', async () => {
    expect(await run('build', 'lab.yaml')).toBe(0);
    expect(JSON.parse(readFileSync('exports/lab/run.json', 'utf8'))).toEqual(record);
    expect(readFileSync('exports/lab/lab.xlsx', 'utf8')).toBe('PK');
    expect(said).toContain('Revenue  bn USD   ▁▃▆█  3.00  7.00');
    expect(said).toContain('no checks (over 2 scenarios); no tie-outs');
    for (const line of said.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });
  it('writes despite a failed check, with exit code 1, but nothing when the input is wrong', async () => {
    found.diagnostics = [fails('check-failed')];
    expect(await run('build', 'lab.yaml', '--out', 'failed')).toBe(1);
    expect(said).toContain('wrote failed/lab/lab.xlsx');
    found.diagnostics = [fails('unknown-name')];
    said = '';
    expect(await run('build', 'lab.yaml', '--out', 'wrong')).toBe(2);
    expect(said).not.toContain('wrote');
  });
  it('does not let two models with one id overwrite each other', async () => {
    writeFileSync('other.yaml', 'model: lab');
    expect(await run('build', 'lab.yaml', 'other.yaml')).toBe(2);
    expect(complained).toContain('duplicate-id');
  });
  it('says so when there is no model', async () => {
    expect(await run('build')).toBe(2);
    expect(complained).toContain('there are no models to build');
  });
});

describe('what --known and --set change', () => {
  const changed = ['--known', '2026-06-15', '--set', 'churn=5%/month'];
  it('is said in headings', async () => {
    await run('show', 'lab.yaml', ...changed);
    expect(said.split('\n')[0]).toMatch(/, known 2026-06-15, churn=5%\/month$/);
    said = '';
    await run('build', 'lab.yaml', ...changed);
    expect(said.split('\n')[0]).toMatch(/, known 2026-06-15, churn=5%\/month$/);
  });
  it('is written beside the model as written', async () => {
    await run('build', 'lab.yaml', ...changed);
    const mark = record.runId.slice(0, 8);
    expect(readdirSync('exports/lab').sort()).toEqual([`lab-${mark}.xlsx`, `run-${mark}.json`]);
    said = '';
    await run('build', '--help');
    expect(said).toContain('run-<run>.json');
  });
});

describe('show', () => {
  it('prints a table, CSV, Markdown and JSON', async () => {
    expect(await run('show', 'lab.yaml', 'revenue', '--by', 'period')).toBe(0);
    expect(said).toContain('2027-Q1');
    said = '';
    expect(await run('show', 'lab.yaml', 'profit', '--format', 'csv')).toBe(0);
    expect(said).toBe("scenario,id,label,unit,2026,2027\nbase,profit,'=Profit,USD,0,5000000000\n");
    said = '';
    expect(await run('show', 'lab.yaml', 'profit', '--format', 'markdown')).toBe(0);
    expect(said).toContain("| '=Profit | bn USD | 0.00 | 5.00 |");
    said = '';
    expect(await run('show', 'lab.yaml', 'profit', '--scenario', 'all', '--json')).toBe(0);
    expect(JSON.parse(said)).toMatchObject({ format: 'burnsheet-show', scenarios: [{ id: 'base' }, { id: 'bear' }] });
  });
  it('suggests a near name', async () => {
    expect(await run('show', 'lab.yaml', 'reveneu')).toBe(2);
    expect(complained).toContain("hint: did you mean 'revenue'?");
  });
});

describe('trace', () => {
  it('states the period it takes for a year', async () => {
    expect(await run('trace', 'lab.yaml', 'rate@2027')).toBe(0);
    expect(said).toContain('rate has no value for 2027; showing 2027-Q2');
    expect(said).toContain('Revenue = 4.00 bn USD');
  });
  it('says when a cell holds no number', async () => {
    expect(await run('trace', 'lab.yaml', 'Cover!A1')).toBe(2);
    expect(complained).toContain('there is no model value at');
  });
});

describe('init and schema', () => {
  it('writes a starter once', async () => {
    expect(await run('init', 'models/my_lab.yaml')).toBe(0);
    expect(readFileSync('models/my_lab.yaml', 'utf8')).toContain('model: my_lab');
    expect(await run('init', 'models/my_lab.yaml')).toBe(2);
    expect(complained).toContain('already exists');
    expect(await run('init', 'models/9.yaml')).toBe(2);
  });
  it('prints the schema', async () => {
    expect(await run('schema')).toBe(0);
    expect(JSON.parse(said)).toHaveProperty('properties.inputs');
  });
});

describe('options', () => {
  it.each([
    ['check', '--jsn'],
    ['check', '--set', 'churn'],
    ['check', '--known', 'soon'],
    ['show', 'lab.yaml', '--by', 'week'],
    ['trace', 'lab.yaml'],
    ['trace', 'lab.yaml', 'revenue', '--depth', 'deep'],
    ['biuld'],
  ])('%s %s is wrong input', async (...args) => {
    expect(await run(...args)).toBe(2);
    expect(complained).toContain('error[invalid-option]');
  });
  it.each([
    ['check', '--jsn', '--json'],
    ['check', '--json', '--set', 'churn'],
    ['show', '--json', 'lab.yaml', '--by', 'week'],
    ['show', 'lab.yaml', '--format', 'json', '--by', 'week'],
    ['trace', 'lab.yaml', '--json'],
    ['biuld', '--json'],
    ['check', '--json'],
    ['build', '--json'],
  ])('%s %s is answered by one JSON document', async (...args) => {
    expect(await run(...args)).toBe(2);
    const name = args[0] === 'biuld' ? 'usage' : args[0];
    expect(JSON.parse(said)).toMatchObject({
      format: `burnsheet-${name}`,
      version: 1,
      exitCode: 2,
      diagnostics: [{ code: 'invalid-option' }],
    });
    expect(complained).toBe('');
  });
  it.each(['check', 'build', 'show', 'trace', 'init', 'schema'])('%s --help holds an example', async (name) => {
    expect(await run(name, '--help')).toBe(0);
    expect(said).toContain(`Example:\n  burnsheet ${name}`);
    expect(said).toContain('--json');
  });
});

describe('diff', () => {
  it.each([
    ['5', "argument '5' is invalid", 'hint: write 5% or 0.05; a share is at most 100%'],
    ['1', "argument '1' is invalid", 'hint: write 1% or 0.01; a share is at most 100%'],
    ['1.5', "argument '1.5' is invalid", 'hint: write 1.5% or 0.015; a share is at most 100%'],
    ['150%', "argument '150%' is invalid", 'hint: write a share up to 100%, such as 0.1%'],
    ['little', "argument 'little' is invalid", 'hint: write a share, such as 0.1% or 1e-6'],
  ])('refuses --tolerance %s', async (share, message, hint) => {
    expect(await run('diff', 'lab.yaml', '--tolerance', share)).toBe(2);
    expect(complained.replace(/\s+/g, ' ')).toContain(message);
    expect(complained).toContain(hint);
  });

  it('has its exit status in the help of the program', async () => {
    await run('--help');
    expect(said.replace(/\s+/g, ' ')).toContain('with diff --exit-code, the two runs differ');
  });
});
