/**
 * Every problem that burnsheet reports has a case: a small model with that mistake and the report an analyst gets.
 * `UPDATE_GOLDENS=1 npx vitest run test/errors.test.ts` writes the reports anew; they are read before they are
 * committed.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failingRules } from '../src/audit/failingRules.ts';
import { modelReader, obstacleOf } from '../src/cli/io/files.ts';
import { optionProblem } from '../src/cli/io/options.ts';
import { readParquet } from '../src/cli/io/parquet.ts';
import { errorWarnings, otherRunWarnings, warningsOf } from '../src/cli/runs/workbookRun.ts';
import { readRecord } from '../src/comparing.ts';
import { catalogue } from '../src/diagnostics/catalogue.ts';
import { type Diagnostic, hasErrors } from '../src/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../src/diagnostics/render.ts';
import { buildModel, checkModel, judgeExactness, planFile, readClaims } from '../src/pipeline.ts';
import { workbookFromFile } from '../src/xlsx/read/fromFile.ts';
import type { WorkbookFile } from '../src/xlsx/read/workbookFile.ts';

const folder = 'test/errors';
const updates = process.env.UPDATE_GOLDENS === '1';
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''));

/** Problems that belong to no line of a model: the whole workbook, or the command line. */
const placeless = new Set(['too-many-cells']);

/** Problems of the command line and of the files it reads and writes, which no model has. */
const ofTheCommandLine = [
  'inexact-result',
  'invalid-claim',
  'invalid-data-file',
  'invalid-option',
  'invalid-run',
  'invalid-workbook',
  'rule-fails',
  'other-model',
  'unread-input',
  'unwritable-file',
  'workbook-changed',
  'workbook-errors',
];

function problemsOf(name: string): readonly Diagnostic[] {
  const { read } = modelReader();
  const path = `${folder}/${name}.yaml`;
  const { diagnostics } = checkModel(path, read);
  return hasErrors(diagnostics) ? diagnostics : buildModel(path, read).diagnostics;
}

/** Compares a report with the one that was reviewed. */
function expectGolden(name: string, report: string): void {
  const path = `${folder}/${name}.txt`;
  if (updates) writeFileSync(path, report);
  expect(existsSync(path), `${path} is missing`).toBe(true);
  expect(report).toBe(readFileSync(path, 'utf8'));
}

function hasPlace({ span }: Diagnostic): boolean {
  return span !== undefined && span.start >= 0 && span.start <= span.end && span.end <= span.file.text.length;
}

describe('every problem is shown with its place and what to do', () => {
  test.each(cases.filter((name) => name in catalogue && !ofTheCommandLine.includes(name)))('%s', (name) => {
    const diagnostics = problemsOf(name);
    const own = diagnostics.filter(({ code }) => code === name);
    expect(own.length, diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n')).toBeGreaterThan(0);
    if (!placeless.has(name)) expect(own.every(hasPlace)).toBe(true);
    expect(own.every(({ hint }) => hint !== undefined)).toBe(true);
    expectGolden(name, renderDiagnostics(diagnostics, { width: 80 }));
  });

  test('invalid-option', () => {
    const wrong = optionProblem("'pdf' is not a format", 'write --format text or --format csv');
    expectGolden('invalid-option', renderDiagnostics([wrong], { width: 80 }));
  });

  test('inexact-result', () => {
    const { value, diagnostics } = planFile(`${folder}/inexact-result.yaml`, modelReader().read);
    expect(diagnostics).toEqual([]);
    expectGolden('inexact-result', renderDiagnostics(judgeExactness(value!).diagnostics, { width: 80 }));
  });

  test('invalid-claim', () => {
    const { value, diagnostics } = readClaims(`${folder}/invalid-claim.yaml`, modelReader().read);
    expect(value).toBeUndefined();
    expect(diagnostics.every(({ code, hint }) => code === 'invalid-claim' && hint !== undefined)).toBe(true);
    expectGolden('invalid-claim', renderDiagnostics(diagnostics, { width: 80 }));
  });

  test('invalid-workbook', () => {
    const { value, diagnostics } = workbookFromFile(new TextEncoder().encode('item,2026\nrevenue,100\n'));
    expect(value).toBeUndefined();
    expectGolden('invalid-workbook', renderDiagnostics(diagnostics, { width: 80 }));
  });

  test('invalid-run', () => {
    const { value, diagnostics } = readRecord('{"format":"burnsheet-run","version":2}', 'exports/lab/run.json');
    expect(value).toBeUndefined();
    expectGolden('invalid-run', renderDiagnostics(diagnostics, { width: 80 }));
  });

  test('rule-fails', async () => {
    const { value, diagnostics } = buildModel(`${folder}/rule-fails.yaml`, modelReader().read);
    expect(diagnostics).toEqual([]);
    const { rules } = await value!.audited();
    expectGolden(
      'rule-fails',
      renderDiagnostics(failingRules(rules, 'exports/rule_fails/rule_fails.xlsx'), { width: 80 }),
    );
  });

  test('workbook-changed', () => {
    expectGolden(
      'workbook-changed',
      renderDiagnostics(
        warningsOf(
          {
            unread: [],
            others: [
              { kind: 'sheet-renamed', place: 'Assumptions', old: 'Inputs', now: 'Assumptions' },
              { kind: 'formula-changed', place: 'Revenue!I13', old: '=I12', now: '=I12*1.1' },
              { kind: 'formula-changed', place: 'Revenue!J13', old: '=J12', now: '=J12*1.1' },
              { kind: 'formula-overwritten', place: 'Revenue!J14' },
            ],
          },
          'exports/lab/lab.xlsx',
        ),
        { width: 80 },
      ),
    );
  });

  /** A workbook with one cell, in row 14 of the sheet Results. */
  const workbook = {
    sheets: [{ name: 'Results', rows: [{ row: 13, cells: [{ row: 13, column: 9, value: { error: '#REF!' } }] }] }],
    properties: { custom: new Map([['burnsheet run', '0123456789abcdef']]) },
  } as unknown as WorkbookFile;

  test('workbook-errors', () => {
    const warnings = errorWarnings({ file: workbook, name: 'exports/lab/lab.xlsx' });
    expectGolden('workbook-errors', renderDiagnostics(warnings, { width: 80 }));
  });

  test('other-model', () => {
    expect(otherRunWarnings(workbook, 'lab.xlsx', 'models/lab.yaml', '0123456789abcdef')).toEqual([]);
    const warnings = otherRunWarnings(workbook, 'lab.xlsx', 'models/lab.yaml', 'fedcba9876543210');
    expectGolden('other-model', renderDiagnostics(warnings, { width: 80 }));
  });

  test('unread-input', () => {
    const cell = { place: 'Inputs!H8', key: 'price', label: 'Price', scenario: 'base', value: '1,250' };
    const reason = {
      why: "contains the text '1,250', not a number",
      hint: 'format the cell as a number and type it again',
    };
    const unread = [{ ...cell, ...reason }];
    expectGolden(
      'unread-input',
      renderDiagnostics(warningsOf({ unread, others: [] }, 'exports/lab/lab.xlsx'), { width: 80 }),
    );
  });

  test('invalid-data-file', async () => {
    const { value, diagnostics } = await readParquet('package.json');
    expect(value).toBeUndefined();
    expectGolden('invalid-data-file', renderDiagnostics(diagnostics, { width: 80 }));
  });

  test('unwritable-file', () => {
    expectGolden('unwritable-file', renderDiagnostics([obstacleOf('package.json/lab/lab.xlsx')!], { width: 80 }));
  });
});

test('every code of the catalogue has a case', () => {
  expect([...new Set([...cases.filter((name) => name in catalogue), ...ofTheCommandLine])].sort()).toEqual(
    Object.keys(catalogue).sort(),
  );
});

test('ten mistakes in one model are shown at once', () => {
  const diagnostics = problemsOf('ten-mistakes');
  expect(new Set(diagnostics.map(({ code }) => code)).size).toBe(10);
  expectGolden('ten-mistakes', renderDiagnostics(diagnostics, { width: 80 }));
});

describe('hostile files end in a report, never in a crash', () => {
  const sheet = (formula: string) =>
    `model: a\ntimeline: { from: 2026-01, to: 2026-12, grain: month }\nsheets: { S: { T: { a: { unit: '1', formula: "${formula}" } } } }\n`;
  const bomb = [
    'a: &a [x, x, x]',
    ...'bcdefgh'.split('').map((id, at) => `${id}: &${id} [${`*${'abcdefgh'[at]}, `.repeat(9)}x]`),
  ];
  const texts: Readonly<Record<string, string>> = {
    'an empty file': '',
    'white space': ' \n\t\n',
    'a binary file': '\u0000\u0001\ufffd\u007fPK\u0003\u0004\u0000'.repeat(50),
    'aliases of aliases': `model: a\n${bomb.join('\n')}\n`,
    '__proto__ as a key': 'model: a\n__proto__: { polluted: yes }\ninputs: { constructor: { value: 1 } }\n',
    'constructor as a name': sheet('constructor + toString(hasOwnProperty)'),
    '5,000 lists in each other': `model: ${'['.repeat(5000)}`,
    '5,000 blocks in each other': `model: ${'{ a: '.repeat(5000)}`,
    '5,000 parentheses': sheet(`${'('.repeat(5000)}1${')'.repeat(5000)}`),
    '5,000 minus signs': sheet(`${'-'.repeat(5000)}1`),
    'a formula of 20,000 characters': sheet(`1${' + 1'.repeat(5000)}`),
    'a list as the whole file': '- model\n- timeline\n',
    'two documents': 'model: a\n---\nmodel: b\n',
    'a second document behind a whole model': `${sheet('1')}---\nvalues: { p: 99 USD }\n`,
    'bytes that are no UTF-8': `${sheet('1')}title: Caf\ufffd\n`,
    'a control character': `${sheet('1')}title: "a\\x01b"\n`,
    'no character': `${sheet('1')}description: "a\\ufffeb"\n`,
    'half a character': `${sheet('1')}description: "a\\ud800b"\n`,
    'an empty series': `${sheet('a')}inputs: { p: { unit: USD, series: {} } }\n`,
    'no revisions': `${sheet('a')}inputs: { p: { unit: USD, revisions: [] } }\n`,
    'a choice without options': `${sheet('1')}inputs: { p: { choice: [], value: a } }\n`,
    'a table by itself': `${sheet('1')}tables: { t: {} }\ninputs: { p: { by: [t, t], unit: USD } }\n`,
    'a text of 40,000 characters': `${sheet('1')}description: ${'long '.repeat(8000)}\n`,
    'a unit of 20,000 names': `${sheet('1')}inputs: { p: { unit: ${'USD*'.repeat(20_000)}USD, value: 1 USD } }\n`,
    'an id of 300 characters': sheet('1').replace('model: a', `model: ${'a'.repeat(300)}`),
    'tables of 250 members by each other': `${sheet('1')}inputs: { p: { by: [t0, t1, t2], unit: USD, value: 1 USD } }\ntables:\n${[0, 1, 2].map((table) => `  t${table}: { members: { ${Array.from({ length: 250 }, (_, at) => `m${at}: {}`).join(', ')} } }`).join('\n')}\n`,
    'more than a megabyte': `model: a\ndescription: ${'x'.repeat(1_100_000)}\n`,
  };
  test.each(Object.keys(texts))('%s', (name) => {
    const { value, diagnostics } = checkModel('hostile.yaml', () => texts[name]);
    expect(value).toBeUndefined();
    expect(hasErrors(diagnostics)).toBe(true);
    expect(renderDiagnostics(diagnostics, { width: 80 })).toMatch(/^error\[/);
    expect('polluted' in {}).toBe(false);
  });

  test('a folder in place of a file', () => {
    expect(checkModel('test', modelReader().read).diagnostics.map(({ code }) => code)).toEqual(['missing-file']);
  });
});
