import { describe, expect, it } from 'vitest';
import { rowId } from '../src/model/find.ts';
import { readerOf } from '../src/reading.ts';

const text = `
model: stand
known: 2026-06-15
timeline: { from: 2026-01, to: 2026-03, grain: month }
inputs:
  price:  { unit: USD, value: 5 USD }
  adds:   { unit: USD, series: { 2026-01: 1 USD, 2026-03: 2 USD } }
sheets:
  Stand:
    Takings:
      total: { unit: USD, formula: 'total[-1] + price + adds', opening: price }
`;

describe('a reader', () => {
  const paths: string[] = [];
  const reader = readerOf((path) => {
    paths.push(path);
    return path === 'stand.yaml' ? text : undefined;
  });
  const { value: plan } = reader.plan('stand.yaml');

  it('reads each file once', () => {
    reader.plan('stand.yaml', { set: [{ key: 'price', value: '6 USD' }] });
    reader.inputs('stand.yaml', {}, plan!.model.openings);
    expect(paths).toEqual(['stand.yaml']);
  });

  it('gives the inputs that the model has with other values', () => {
    for (const set of [[], [{ key: 'price', value: '6 USD' }], [{ key: 'adds', value: '3 USD' }]]) {
      const whole = reader.plan('stand.yaml', { set }).value!.model.inputs;
      const { inputs } = reader.inputs('stand.yaml', { set }, plan!.model.openings).value!;
      const held = (all: typeof inputs) => all.flatMap(({ rows }) => rows.map((row) => [rowId(row), row.values]));
      expect(JSON.stringify(held(inputs))).toBe(JSON.stringify(held(whole)));
    }
  });

  it('says what is wrong with a value, and which date a model has of its own', () => {
    const wrong = reader.inputs('stand.yaml', { set: [{ key: 'price', value: '6 month' }] }, plan!.model.openings);
    expect(wrong.value).toBeUndefined();
    expect(wrong.diagnostics.map(({ code }) => code)).toEqual(
      reader.plan('stand.yaml', { set: [{ key: 'price', value: '6 month' }] }).diagnostics.map(({ code }) => code),
    );
    expect([reader.known('stand.yaml'), reader.known('none.yaml')]).toEqual(['2026-06-15', undefined]);
  });
});
