import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { fromYaml } from '../../src/source/fromYaml.ts';

const read = (text: string) => fromYaml({ path: 'models/a.yaml', text });
const marked = ({ code, span }: Diagnostic) => [
  code,
  span === undefined ? '' : span.file.text.slice(span.start, span.end),
];
const problems = (text: string) => read(text).diagnostics.map(marked);
const parsed = (text: string) => {
  const { value, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return value!;
};

describe('a model file that is right', () => {
  test('keeps numbers as the texts that were written', () => {
    const file = parsed('model: a\nvalues:\n  price: 1.10\n  share: 010\n');
    expect(file.id?.text).toBe('a');
    expect([...file.values.values()].map((entry) => entry.value.value?.text)).toEqual(['1.10', '010']);
  });

  test('reads every form of a value', () => {
    const file = parsed(`
values:
  token_price:
    series: { 2026-01: 2.16 USD/Mtoken, 2027-01: 1.70 USD/Mtoken }
    interpolate: linear
  commitment:
    revisions:
      - { known: 2026-05-05, value: 200bn USD, source: press }
      - { known: 2026-09-28, value: 111.1bn USD, why: restated by supplier }
  margin:
    value: 75%
    status: estimate
    range: { low: 40%, high: 95% }
    alternatives: [{ value: 60%, source: press }]
`);
    const value = (key: string) => file.values.get(key)!.value;
    expect([...value('token_price').series!.keys()]).toEqual(['2026-01', '2027-01']);
    expect(value('token_price').interpolate).toBe('linear');
    expect(value('commitment').revisions?.map((revision) => revision.value?.text)).toEqual([
      '200bn USD',
      '111.1bn USD',
    ]);
    expect(value('margin').range?.high.text).toBe('95%');
    expect(value('margin').alternatives?.[0]?.value.text).toBe('60%');
  });

  test('reads sheets, tables, inputs and shorthands for lists', () => {
    const file = parsed(`
extends: lib/base.yaml
inputs:
  treatment: { choice: [cogs, opex], value: cogs }
  price: { unit: USD, by: plan }
tables:
  plan:
    columns: { price: { unit: USD } }
    members:
      pro: { label: Pro, price: 20 USD }
sheets:
  Revenue:
    Plans:
      revenue: { by: [plan, region], formula: 'a * b', actuals: { 2025-01: { value: 1 USD, source: s } } }
scenarios:
  base:
  low: { extends: base, set: { price: { value: 5 USD, from: 2027-01 } } }
key_results: [revenue]
values:
`);
    expect(file.extends.map((path) => path.text)).toEqual(['lib/base.yaml']);
    expect(file.inputs.get('treatment')?.value.given?.value?.text).toBe('cogs');
    expect(file.inputs.get('price')?.value.given).toBeUndefined();
    expect(file.inputs.get('price')?.value.by?.map((table) => table.text)).toEqual(['plan']);
    expect([...file.tables.get('plan')!.value.members.get('pro')!.value.cells.keys()]).toEqual(['price']);
    const item = file.sheets.get('Revenue')!.value.sections.get('Plans')!.value.items.get('revenue')!.value;
    expect(item.by?.map((table) => table.text)).toEqual(['plan', 'region']);
    expect(item.actuals?.get('2025-01')?.value).toMatchObject({ source: { text: 's' } });
    expect(file.scenarios.get('low')?.value.set.get('price')?.value.from?.text).toBe('2027-01');
    expect(file.values.size).toBe(0);
  });

  test.each([
    ['plain', 'formula: revenue - cogs'],
    ['single quotes', "formula: 'revenue - cogs'"],
    ['double quotes', 'formula: "revenue \\x2d cogs"'],
    ['a literal block', 'formula: |\n          revenue # sold\n            - cogs\n'],
    ['a folded block', 'formula: >-\n          revenue\n          - cogs\n'],
    ['a line break in a plain text', 'formula: revenue\n          - cogs'],
  ])('knows where a part of a formula stands in %s', (_style, line) => {
    const text = `sheets:\n  S:\n    T:\n      x:\n        ${line}\n`;
    const item = parsed(text).sheets.get('S')!.value.sections.get('T')!.value.items.get('x')!.value;
    const start = item.formula.text.indexOf('cogs');
    expect(text.slice(item.formula.at(start), item.formula.at(start + 4)).trim()).toBe('cogs');
    expect(item.formula.at(0)).toBe(text.indexOf('revenue'));
  });

  test('an empty file has no blocks and no problems', () => {
    expect(parsed('').id).toBeUndefined();
    expect(parsed('# only a comment\n').inputs.size).toBe(0);
  });
});

describe('YAML that is refused', () => {
  test('anchors, aliases, merge keys', () => {
    expect(problems('inputs:\n  a: &x { unit: USD }\n  b: *x\n  c: { <<: *x }\n').map(([code]) => code)).toEqual(
      expect.arrayContaining(['yaml-alias', 'yaml-alias', 'yaml-alias']),
    );
  });

  test('duplicate keys, with a label at the first', () => {
    const { diagnostics } = read('inputs:\n  price: { unit: USD }\n  price: { unit: EUR }\n');
    expect(diagnostics.map(marked)).toEqual([['duplicate-key', 'price']]);
    expect(diagnostics[0]!.labels[0]!.span.start).toBe(10);
  });

  test('names that JavaScript objects reserve', () => {
    expect(problems('inputs:\n  __proto__: { unit: USD }\nvalues: { constructor: 1 }')).toEqual([
      ['reserved-name', '__proto__'],
      ['reserved-name', 'constructor'],
    ]);
  });

  test('tags', () => {
    expect(problems('title: !secret x')[0]![0]).toBe('yaml-syntax');
  });

  test('files that are too large or too deep', () => {
    expect(problems(`title: ${'x'.repeat(1_000_001)}`)[0]![0]).toBe('file-too-large');
    expect(problems(`values: ${'['.repeat(60)}${']'.repeat(60)}`)[0]![0]).toBe('file-too-large');
    expect(problems(`values: ${'['.repeat(100_000)}${']'.repeat(100_000)}`)[0]![0]).toBe('file-too-large');
  });

  test.each([
    ['a tab', 'inputs:\n\tprice: { unit: USD }\n', /spaces/],
    ['a colon in a formula', 'checks:\n  a:\n    formula: a: b = c\n', /quotes/],
    ['a unit that starts with %', 'inputs:\n  a:\n    unit: %\n', /quotes/],
    ['an open bracket', 'inputs:\n  a: { unit: USD\n', /close every/],
    ['an open quote', 'title: "x\n', /close the quote/],
    ['a key in another column', 'inputs:\n  a: x\n b: x\n', /same column/],
    ['a text that starts with a quote', 'inputs:\n  a:\n    note: "x" or y\n', /single quotes/],
  ])('%s is explained', (_name, text, hint) => {
    const [first] = read(text).diagnostics;
    expect(first?.code).toBe('yaml-syntax');
    expect(first?.hint).toMatch(hint);
  });

  test.each([
    ['an input', 'inputs:\n  price:\n    unit: USD\n      value: 5 USD\n', 'value', /column as 'unit'/],
    [
      'between others',
      'inputs:\n  a:\n    label: A\n    unit: USD\n     value: 5 USD\n    note: x\n',
      'value',
      /column as 'unit'/,
    ],
    ['under braces', 'inputs:\n  a: { unit: USD }\n    b: { unit: USD }\n', 'b', /column as 'a'/],
    ['not far enough', 'inputs:\n  a:\n    unit: USD\n   value: 5 USD\n', 'value', /same column/],
  ])('wrong indentation is marked at the key: %s', (_name, text, key, hint) => {
    const { diagnostics } = read(text);
    expect(diagnostics.map(marked)).toEqual([['yaml-syntax', key]]);
    expect(diagnostics[0]?.hint).toMatch(hint);
  });

  test.each([
    ['50,000 USD', '50,000 USD', 'write 50000 USD or 50.000 USD, whichever is meant', '50000 USD'],
    ['0,500 USD', '0,500 USD', 'write 0.500 USD', '0.500 USD'],
    ['0,075%', '0,075%', 'write 0.075%', '0.075%'],
    ['1,250,000', '1,250,000', 'write 1250000', '1250000'],
    ['5,5 USD', '5,5 USD', 'write 5.5 USD', '5.5 USD'],
  ])('a number that a comma cuts inside braces: %s', (value, mark, hint, readAs) => {
    const { value: file, diagnostics } = read(`inputs: { a: { value: ${value}, unit: USD } }\n`);
    expect(diagnostics.map(marked)).toEqual([['unknown-key', mark]]);
    expect(diagnostics[0]?.hint).toBe(hint);
    expect(file?.inputs.get('a')?.value.given?.value?.text).toBe(readAs);
  });

  test('two numbers that commas cut alike', () => {
    expect(problems('values: { a: { value: 5, range: { low: 1,000 USD, high: 2,000 USD } } }')).toEqual([
      ['unknown-key', '1,000 USD'],
      ['unknown-key', '2,000 USD'],
    ]);
  });

  test('one slip is one problem', () => {
    const { diagnostics } = read('checks:\n  c: { formula: x[-1] * 2 = y }\n');
    expect(diagnostics.map(({ code, hint }) => [code, hint])).toEqual([
      ['yaml-syntax', 'put quotes around the formula, or write the keys on separate lines'],
    ]);
  });

  test('every formula with brackets inside braces is found at once, and the rest of the file with them', () => {
    const text = `inputs: { a: { unit: USD, value: 5,5 USD } }
sheets:
  S:
    T:
      b: { unit: USD, formula: sum(a[-11..0]), rollup: last }
      c: { formula: "a[-1]", label: "a [x], b" }
      d: { unit: USD, formula: max(b[-1], a), labl: D }
checks: { e: { formula: b[2026] = 'x' , tolerance: 1 USD }, f: { formula: b = b[-1], tolerance: 1 USD } }
`;
    const { value, diagnostics } = read(text);
    expect(diagnostics.map(marked)).toEqual(
      expect.arrayContaining([
        ['yaml-syntax', 'sum(a[-11..0])'],
        ['yaml-syntax', 'max(b[-1], a)'],
        ['yaml-syntax', "b[2026] = 'x'"],
        ['yaml-syntax', 'b = b[-1]'],
        ['unknown-key', '5,5 USD'],
        ['unknown-key', 'labl'],
      ]),
    );
    expect(diagnostics).toHaveLength(6);
    expect(value?.checks.get('f')?.value.formula.text).toBe('b = b[-1]');
    const fixed = diagnostics
      .flatMap(({ fixes = [] }) => fixes.flatMap(({ edits }) => edits))
      .sort((one, other) => other.span.start - one.span.start)
      .reduce((result, edit) => result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end), text);
    expect(read(fixed.replace('labl', 'label')).diagnostics).toEqual([]);
  });

  test('a character of the private use area stays as it is', () => {
    const { value } = read('title: "\ue000 and \ue001"\nchecks: { a: { formula: "x[-1] = x", tolerance: 1 USD } }\n');
    expect(value?.title?.text).toBe('\ue000 and \ue001');
  });

  test('a formula that a comma cuts short inside braces', () => {
    const { value, diagnostics } = read('checks:\n  c: { formula: if(max(a, b) > 0, 0, 0), tolerance: 1% }\n');
    expect(diagnostics.map(marked)).toEqual([['unknown-key', 'b) > 0']]);
    expect(diagnostics[0]?.hint).toMatch(/quotes/);
    expect(value?.checks.get('c')?.value.formula.text).toBe('if(max(a, b) > 0, 0, 0)');
  });

  test.each(['a #b', 'sum(a # b)', 'a + # b', 'a # * b'])('a formula that a comment cuts short: %s', (formula) => {
    expect(problems(`checks:\n  c:\n    formula: ${formula}\n`).map(([code]) => code)).toEqual(['yaml-syntax']);
  });

  test('a comment after a formula stays a comment', () => {
    expect(problems('checks:\n  c:\n    formula: a = b # both sides, in USD\n')).toEqual([]);
  });
});

describe('files of another shape', () => {
  test('unknown keys are marked and the near one is suggested', () => {
    const { diagnostics } = read('inptus:\n  a: { unit: USD }\ninputs:\n  b: { labl: Price }\n');
    expect(diagnostics.map(marked)).toEqual(
      expect.arrayContaining([
        ['unknown-key', 'inptus'],
        ['unknown-key', 'labl'],
      ]),
    );
    expect(diagnostics.map((diagnostic) => diagnostic.hint)).toEqual(
      expect.arrayContaining(["did you mean 'inputs'?", "did you mean 'label'?"]),
    );
  });

  test('unknown keys inside a value block, which may also be a text', () => {
    expect(problems('values:\n  a: { value: 5%, sorce: press }\n')).toEqual([['unknown-key', 'sorce']]);
  });

  test.each([
    ['an item without formula', 'sheets: { S: { T: { revenue: { unit: USD } } } }', ['missing-key', 'revenue']],
    ['a timeline without end', 'timeline: { from: 2026-01, grain: month }', ['missing-key', 'timeline']],
    ['a value block without value', 'values: { a: { source: s } }', ['missing-key', '{ source: s }']],
    ['a list for a block', 'inputs: [a, b]', ['wrong-shape', 'inputs']],
    ['a text for a block', 'inputs: price', ['wrong-shape', 'price']],
    ['a block for a text', 'title: { a: b }', ['wrong-shape', 'title']],
    ['an empty formula', 'checks: { c: { formula: } }', ['wrong-shape', 'formula']],
    ['an option that does not exist', 'timeline: { from: 2026, to: 2027, grain: mnth }', ['wrong-shape', 'mnth']],
    ['a list for a value', 'values: { a: [1, 2] }', ['wrong-shape', 'a']],
    ['two forms of one value', 'values: { a: { value: 5, series: { 2026: 5 } } }', ['wrong-shape', '{ 2026: 5 }']],
    ['a file that is a list', '- a', ['wrong-shape', '- a']],
  ])('%s', (_name, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  test('the blocks that are right are there all the same', () => {
    const { value } = read('extends: b.yaml\ninputs: price\n');
    expect(value?.extends.map((path) => path.text)).toEqual(['b.yaml']);
    expect(value?.inputs.size).toBe(0);
  });

  test.each([
    [
      'under a sheet',
      'sheets: { Cash: { burn: { unit: USD, formula: a }, cash: { formula: b } } }',
      ['burn'],
      /without a section/,
    ],
    ['under sheets', 'sheets: { burn: { unit: USD, formula: a } }', ['burn'], /without a sheet and a section/],
  ])('a line item directly %s', (_name, text, keys, message) => {
    const { diagnostics } = read(text);
    expect(diagnostics.map(marked)).toEqual(keys.map((key) => ['wrong-shape', key]));
    expect(diagnostics[0]?.message).toMatch(message);
    expect(diagnostics[0]?.hint).toContain('{ Section name: { burn: { formula: … } } }');
  });

  test.each([
    ['inputs: { a: 5m USD }', 'write a: { unit: USD, value: 5m USD }'],
    ['inputs: { a: $5M }', 'write a: { unit: USD, value: 5m USD }'],
    ['inputs: { a: 5% }', "write a: { unit: '%', value: 5% }"],
    ['inputs: { a: 5 }', "write a: { unit: '1', value: 5 }"],
    ['inputs: { a: 2026-03 }', 'write a: { unit: date, value: 2026-03 }'],
    ['sheets: { S: { T: { a: b * c } } }', "write a: { formula: 'b * c' }"],
    [
      "expect: { e: { formula: '2', expect: 2 } }",
      'write tolerance: 1% for a share of the figure, or an amount in its unit, such as 0.01 USD',
    ],
  ])('%s is told how it is written', (text, hint) => {
    const { diagnostics } = read(text);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.hint).toContain(hint);
  });

  test('all departures are reported together', () => {
    expect(problems('titel: x\ninputs: price\ntimeline: { from: 2026-01 }\n')).toHaveLength(4);
  });
});

describe('characters that no workbook can hold', () => {
  test.each([
    ['title: "a\\x01b"', '\\x01'],
    ['title: "a\\ufffeb"', '\\ufffe'],
    ['title: a\uffffb', '\uffff'],
    ['sheets: { "S\\ud800": {} }', '\\ud800'],
    ['title: a\ufffdb', '\ufffd'],
  ])('%s', (text, shown) => {
    expect(problems(text)).toEqual([['yaml-syntax', shown]]);
  });
});
