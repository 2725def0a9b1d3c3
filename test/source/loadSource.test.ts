import { describe, expect, test } from 'vitest';
import { loadSource } from '../../src/source/loadSource.ts';

const timeline = 'timeline: { from: 2026-01, to: 2026-12, grain: month }\n';
const load = (files: Record<string, string>, root = 'models/a.yaml') => loadSource(root, (path) => files[path]);
const codes = (files: Record<string, string>, root?: string) =>
  load(files, root).diagnostics.map((diagnostic) => diagnostic.code);
const loaded = (files: Record<string, string>) => {
  const { value, diagnostics } = load(files);
  expect(diagnostics).toEqual([]);
  return value!;
};

describe('extends', () => {
  const lib = `
title: Library
tables: { plan: { label: Plan, columns: { price: { unit: USD } } } }
sheets: { Revenue: { Plans: { revenue: { formula: plan.price } } } }
values: { margin: 50% }
`;
  const lab = `
model: a
extends: [lib/base.yaml]
${timeline}
tables: { plan: { members: { pro: { price: 20 USD } } } }
sheets: { Revenue: { Plans: { extra: { formula: revenue } }, Other: { rest: { formula: revenue } } } }
values: { margin: 60% }
`;

  test('merges structure, extended files first, and lets values win', () => {
    const source = loaded({ 'models/a.yaml': lab, 'models/lib/base.yaml': lib });
    const plan = source.tables.get('plan')!.value;
    expect([plan.label?.text, [...plan.columns.keys()], [...plan.members.keys()]]).toEqual([
      'Plan',
      ['price'],
      ['pro'],
    ]);
    const sections = source.sheets.get('Revenue')!.value.sections;
    expect([...sections.keys()]).toEqual(['Plans', 'Other']);
    expect([...sections.get('Plans')!.value.items.keys()]).toEqual(['revenue', 'extra']);
    expect(source.values.get('margin')?.value.value?.text).toBe('60%');
    expect(source.title?.text).toBe('Library');
    expect(source.files.map((file) => file.path)).toEqual(['models/lib/base.yaml', 'models/a.yaml']);
  });

  test('merges a file once that two files extend', () => {
    const source = loaded({
      'models/a.yaml': `model: a\nextends: [lib/b.yaml, lib/c.yaml]\n${timeline}`,
      'models/lib/b.yaml': 'extends: d.yaml',
      'models/lib/c.yaml': 'extends: ./d.yaml',
      'models/lib/d.yaml': 'inputs: { price: { unit: USD } }',
    });
    expect([...source.inputs.keys()]).toEqual(['price']);
    expect(source.files).toHaveLength(4);
  });

  test('reports what is defined twice, with a label at the first', () => {
    const { diagnostics } = load({
      'models/a.yaml': `model: a\nextends: b.yaml\n${timeline}inputs: { price: { unit: USD } }`,
      'models/b.yaml': 'inputs: { price: { unit: USD } }',
    });
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['duplicate-id']);
    expect(diagnostics[0]?.span?.file.path).toBe('models/a.yaml');
    expect(diagnostics[0]?.labels[0]?.span.file.path).toBe('models/b.yaml');
  });

  test('lets a scenario without a title say more of the one that has it', () => {
    const base =
      'scenarios: { base: { title: Base }, low: { title: Low, note: As feared., set: { price: 1 USD, fee: 2 USD } } }';
    const extending = (low: string) => ({
      'models/a.yaml': `model: a\nextends: b.yaml\n${timeline}scenarios: { low: { ${low} } }`,
      'models/b.yaml': base,
    });
    const { scenarios } = loaded(extending('set: { fee: 3 USD, tax: 4 USD }'));
    const low = scenarios.get('low')!.value;
    expect([[...scenarios.keys()], low.title?.text, low.note?.text]).toEqual([['base', 'low'], 'Low', 'As feared.']);
    const set = [...low.set].map(([key, { value }]) => [key, value.value?.text]);
    expect(set).toEqual([
      ['price', '1 USD'],
      ['fee', '3 USD'],
      ['tax', '4 USD'],
    ]);
    expect(codes(extending('title: Low again'))).toEqual(['duplicate-id']);
  });

  test('finds circles, missing files and ways out of the models folder', () => {
    expect(
      codes({ 'models/a.yaml': `model: a\nextends: b.yaml\n${timeline}`, 'models/b.yaml': 'extends: a.yaml' }),
    ).toEqual(['extends-loop']);
    expect(codes({ 'models/a.yaml': `model: a\nextends: a.yaml\n${timeline}` })).toEqual(['extends-loop']);
    expect(codes({ 'models/a.yaml': `model: a\nextends: [x.yaml, ../y.yaml, /etc/passwd]\n${timeline}` })).toEqual([
      'missing-file',
      'path-outside-models',
      'path-outside-models',
    ]);
    expect(codes({}, 'nowhere.yaml')).toEqual(['missing-file']);
  });

  test('a model in a folder of models/ may extend the shared library', () => {
    const files = {
      'models/examples/x.yaml': `model: x\nextends: ../lib/b.yaml\n${timeline}`,
      'models/lib/b.yaml': 'title: B',
    };
    expect(load(files, './models/examples/x.yaml').value?.title?.text).toBe('B');
  });

  test('collects the problems of several files', () => {
    expect(
      codes({
        'models/a.yaml': `model: a\nextends: [b.yaml, c.yaml]\n${timeline}`,
        'models/b.yaml': 'inptus: {}',
        'models/c.yaml': 'inputs: { 2nd: { unit: USD } }',
      }),
    ).toEqual(['unknown-key', 'invalid-id']);
  });
});

test('a fault in the root does not hide those in its library', () => {
  const files = { 'models/a.yaml': 'model: a\nextends: b.yaml\ntimeline: {}\n', 'models/b.yaml': 'inptus: {}' };
  expect(new Set(codes(files))).toEqual(new Set(['missing-key', 'unknown-key']));
  expect(codes(files)).toHaveLength(4);
});

describe('include', () => {
  test('keeps each included model apart; it needs no timeline', () => {
    const source = loaded({
      'models/a.yaml': `model: labs\n${timeline}include: { openai: openai.yaml }`,
      'models/openai.yaml': 'model: openai\ninputs: { price: { unit: USD } }',
    });
    expect(source.includes.get('openai')?.value.inputs.has('price')).toBe(true);
    expect(source.inputs.size).toBe(0);
    expect(source.files).toHaveLength(2);
  });

  test('an included file must be a model', () => {
    expect(
      codes({ 'models/a.yaml': `model: a\n${timeline}include: { b: b.yaml }`, 'models/b.yaml': 'title: B' }),
    ).toEqual(['missing-key']);
  });

  test('models that include each other are a circle', () => {
    expect(
      codes({
        'models/a.yaml': `model: a\n${timeline}include: { b: b.yaml }`,
        'models/b.yaml': 'model: b\ninclude: { a: a.yaml }',
      }),
    ).toEqual(['extends-loop']);
  });
});

describe('names', () => {
  const withText = (text: string) => codes({ 'models/a.yaml': `model: a\n${timeline}${text}` });

  test('a model needs a timeline and an id', () => {
    expect(codes({ 'models/a.yaml': 'title: x' })).toEqual(['missing-key']);
    expect(codes({ 'models/a.yaml': 'model: a' })).toEqual(['missing-key']);
  });

  test.each([
    ['an id with a blank', 'inputs: { my price: { unit: USD } }', 'invalid-id'],
    ['a word of the language', 'inputs: { period: { unit: USD } }', 'reserved-name'],
    ['a sheet name that Excel refuses', "sheets: { 'P/L': {} }", 'invalid-id'],
    ['a sheet name that is too long', `sheets: { ${'x'.repeat(32)}: {} }`, 'invalid-id'],
    [
      'an input named as a line item',
      'inputs: { x: { unit: USD } }\nsheets: { S: { T: { x: { formula: a } } } }',
      'duplicate-id',
    ],
    [
      'a line item in two sections',
      'sheets: { S: { T: { x: { formula: a } } , U: { x: { formula: a } } } }',
      'duplicate-id',
    ],
    ['sheets that differ in case only', 'sheets: { Cost: {}, COST: {} }', 'duplicate-id'],
  ])('%s', (_name, text, code) => {
    expect(withText(text)).toEqual([code]);
  });
});

describe('models that include each other over and over', () => {
  const chain = (length: number, times: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length }, (_, at) => {
        const prefixes = Array.from({ length: times }, (_one, number) => `p${number}: m${at + 1}.yaml`).join(', ');
        return [`m${at}.yaml`, `model: m${at}\n${timeline}include: { ${at + 1 < length ? prefixes : ''} }\n`];
      }),
    );

  test('ten levels and a hundred models are read', () => {
    expect(codes(chain(11, 1), 'm0.yaml')).toEqual([]);
    expect(codes(chain(2, 100), 'm0.yaml')).toEqual([]);
  });
  test('what goes beyond is one problem, however many there would be', () => {
    expect(codes(chain(12, 1), 'm0.yaml')).toEqual(['too-many-models']);
    expect(codes(chain(2, 101), 'm0.yaml')).toEqual(['too-many-models']);
    expect(codes(chain(9, 20), 'm0.yaml')).toEqual(['too-many-models']);
  });
});
