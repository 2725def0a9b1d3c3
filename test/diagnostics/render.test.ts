import { describe, expect, test } from 'vitest';
import { problem } from '../../src/diagnostics/catalogue.ts';
import { diagnosticToJson, renderDiagnostics } from '../../src/diagnostics/render.ts';
import type { SourceFile, Span } from '../../src/diagnostics/span.ts';

const file = (text: string, path = 'models/saas/model.yaml'): SourceFile => ({ path, text });
const spanOf = (source: SourceFile, part: string): Span => {
  const start = source.text.indexOf(part);
  return { file: source, start, end: start + part.length };
};

const saas = file('items:\n  formula: revenue - seats\n');
const mismatch = problem('unit-mismatch', spanOf(saas, 'revenue'), 'gross_profit subtracts seats from USD', {
  labels: [
    { span: spanOf(saas, 'revenue'), text: 'USD' },
    { span: spanOf(saas, 'seats'), text: 'seats' },
  ],
  hint: 'multiply seats by a USD/seat item',
});

describe('the report for people', () => {
  test('quotes the source line and marks its parts', () => {
    expect(renderDiagnostics([mismatch])).toBe(`error[unit-mismatch]: gross_profit subtracts seats from USD
  models/saas/model.yaml:2:12
2 |   formula: revenue - seats
  |            ^^^^^^^   ----- seats
  |            USD
hint: multiply seats by a USD/seat item

1 error
`);
  });

  test('shows a label in another file in an excerpt of its own', () => {
    const lib = file('inputs:\n  price: { unit: USD }\n', 'models/lib.yaml');
    const twice = problem('duplicate-id', spanOf(saas, 'items'), "the input 'price' stands twice", {
      labels: [{ span: spanOf(lib, 'price'), text: 'first defined here' }],
    });
    expect(renderDiagnostics([twice])).toBe(`error[duplicate-id]: the input 'price' stands twice
  models/saas/model.yaml:1:1
1 | items:
  | ^^^^^
  models/lib.yaml:2:3
2 |   price: { unit: USD }
  |   ----- first defined here

1 error
`);
  });

  test('shows a gap between lines that are far apart', () => {
    const source = file('a: 1\nb: 2\nc: 3\na: 4\n');
    const twice = problem('duplicate-key', { file: source, start: 15, end: 16 }, "'a' stands twice", {
      labels: [{ span: { file: source, start: 0, end: 1 }, text: 'first' }],
    });
    expect(renderDiagnostics([twice])).toContain('1 | a: 1\n  | - first\n  | …\n4 | a: 4\n  | ^\n');
  });

  test('sorts by file and line, drops repetitions, counts', () => {
    const first = problem('unused-input', spanOf(saas, 'items'), 'nothing reads it');
    const other = problem('unknown-name', spanOf(file('x', 'a.yaml'), 'x'), 'there is no x');
    const report = renderDiagnostics([
      mismatch,
      first,
      mismatch,
      other,
      problem('invalid-option', undefined, 'no such option'),
    ]);
    expect(report.match(/^\w+\[[\w-]+\]/gm)).toEqual([
      'error[invalid-option]',
      'error[unknown-name]',
      'warning[unused-input]',
      'error[unit-mismatch]',
    ]);
    expect(report.endsWith('\n\n3 errors, 1 warning\n')).toBe(true);
  });

  test('cuts long lines around their marks, in every row', () => {
    const source = file(`formula: ${'a + '.repeat(60)}reveneu + ${'b + '.repeat(60)}cost`);
    const long = problem('unknown-name', spanOf(source, 'reveneu'), 'there is nothing of that name, '.repeat(5), {
      labels: [{ span: spanOf(source, 'cost'), text: 'beside this' }],
    });
    const report = renderDiagnostics([long]);
    const rows = report.split('\n');
    expect(rows.every((row) => row.length <= 80)).toBe(true);
    const marks = rows.findIndex((row) => row.includes('^'));
    expect(rows[marks - 1]!.slice(rows[marks]!.indexOf('^'), rows[marks]!.lastIndexOf('^') + 1)).toBe('reveneu');
    const labels = rows.findIndex((row) => row.includes('----'));
    expect(rows[labels - 1]!.slice(rows[labels]!.indexOf('-'), rows[labels]!.lastIndexOf('-') + 1)).toBe('cost');
  });

  test('wide characters take two columns', () => {
    const source = file('名前: price');
    const wide = problem('unknown-name', spanOf(source, 'price'), 'unknown');
    expect(renderDiagnostics([wide])).toContain('1 | 名前: price\n  |       ^^^^^\n');
  });

  test('control characters of a file do not reach the terminal', () => {
    const source = file('a: \u001b[31mred');
    expect(renderDiagnostics([problem('unknown-name', spanOf(source, 'red'), 'no \u001b[2J')])).not.toContain('\u001b');
  });

  test('marks the first line of a long span, and the end of an empty file', () => {
    const source = file('a: 1\nb: 2');
    expect(renderDiagnostics([problem('wrong-shape', { file: source, start: 0, end: 9 }, 'x')])).toContain(
      '1 | a: 1\n  | ^^^^\n',
    );
    expect(renderDiagnostics([problem('missing-key', { file: file(''), start: 0, end: 0 }, 'x')])).toContain(
      '1 |\n  | ^\n',
    );
  });

  test('colours only when asked, around the same text', () => {
    const coloured = renderDiagnostics([mismatch], { color: true });
    expect(coloured).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are what is removed here
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderDiagnostics([mismatch]));
  });

  test('no problems, no text', () => {
    expect(renderDiagnostics([])).toBe('');
  });
});

test('the form for programs has places instead of texts', () => {
  expect(diagnosticToJson(mismatch)).toMatchObject({
    code: 'unit-mismatch',
    severity: 'error',
    place: { file: 'models/saas/model.yaml', line: 2, column: 12, endLine: 2, endColumn: 19 },
    labels: [{ text: 'USD' }, { text: 'seats', place: { column: 22 } }],
  });
});
