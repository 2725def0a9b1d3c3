/** Units, inputs and tables as they are declared: what contradicts itself or the language is refused. */
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../helpers/models.ts';

const model = (
  top: string,
  input = 'price: { unit: USD, value: 10 USD }',
  column = 'cap: { unit: USD }',
  by = 'plan',
): string => `
model: declarations
timeline: { from: 2026-01, to: 2026-03, grain: month }
${top}
tables:
  plan: { columns: { ${column} }, members: { pro: {}, max: {} } }
inputs:
  ${input}
sheets:
  S:
    T:
      x: { unit: '1', rollup: none, by: [${by}], formula: period.index }
`;
const codes = (...parts: Parameters<typeof model>): string[] => [
  ...new Set(problemsOf(model(...parts)).map((line) => line.split(':')[0]!)),
];

describe('a unit', () => {
  it.each(['month', 'months', 'USD', 'x', 'date', 'flag'])('of the language is not declared again: %s', (name) => {
    expect(codes(`units: { ${name}: { label: Own } }`)).toContain('reserved-name');
  });

  it.each(['0 USD', '-5 USD'])('is more than %s', (equals) => {
    expect(codes(`units: { coupon: { equals: ${equals} } }`)).toContain('invalid-value');
  });
});

describe('the display', () => {
  it.each([
    ['{ USD: m }', []],
    ['{ USD: zz }', ['invalid-value']],
    ['{ nounit: m }', ['unknown-unit']],
    ['{ USD/month: m }', ['unknown-unit']],
    ['{ days: k }', ['unknown-unit']],
  ])('%s: %j', (display, found) => {
    expect(codes(`display: ${display}`).filter((code) => code !== 'missing-value')).toEqual(found);
  });
});

describe('a choice', () => {
  it.each([
    ['[a, a]', 'duplicate-id'],
    ['[cogs, COGS]', 'duplicate-id'],
    ['[a, b c]', 'invalid-id'],
    ["[a, '']", 'invalid-id'],
    ['[a, true]', 'reserved-name'],
  ])('has other options than %s', (choice, code) => {
    expect(codes('', `treat: { choice: ${choice}, value: a }`)).toContain(code);
    expect(codes('', undefined, `treat: { choice: ${choice}, default: a }`)).toContain(code);
  });
});

describe('an input or a column', () => {
  it('is of one kind', () => {
    expect(codes('', 'treat: { choice: [a, b], unit: USD, value: a }')).toContain('wrong-shape');
    expect(codes('', undefined, 'other: { ref: plan, unit: USD, default: pro }')).toContain('wrong-shape');
    expect(codes('', undefined, 'other: { ref: plan, choice: [pro, max], default: pro }')).toContain('wrong-shape');
  });

  it('is told once when its name, its options or its values are missing', () => {
    expect(codes('', 'treat: { choice: [], value: a }')).toEqual(['missing-value']);
    expect(codes('', undefined, 'label: { unit: USD }')).toEqual(['reserved-name']);
    expect(problemsOf(model('', 'price: { unit: USD, series: {} }'))).toHaveLength(2);
    expect(problemsOf(model('', 'price: { unit: USD, revisions: [] }'))).toHaveLength(2);
  });

  it('is by each table once', () => {
    expect(codes('', 'price: { unit: USD, by: [plan, plan], value: 10 USD }')).toContain('duplicate-key');
    expect(codes('', undefined, undefined, 'plan, plan')).toContain('duplicate-key');
  });
});
