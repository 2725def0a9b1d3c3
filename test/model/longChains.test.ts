/**
 * Models in which one item leads to the next a thousand times: no order of the file makes the program run out of stack.
 */
import { describe, expect, it } from 'vitest';
import { build, modelOf, problemsOf, values } from '../helpers/models.ts';

const length = 4000;

function chain(order: 'forwards' | 'backwards', more = ''): string {
  const items = Array.from(
    { length },
    (_, at) =>
      `      item_${at}: { unit: '1', rollup: none, formula: '${at === 0 ? 'start * period.index' : `item_${at - 1} + 1`}' }`,
  );
  return `
model: chain
timeline: { from: 2026-01, to: 2026-03, grain: month }
inputs:
  start: { unit: '1', value: 1 }
sheets:
  Chain:
    Items:
${(order === 'forwards' ? items : items.reverse()).join('\n')}
${more}
`;
}

describe.each(['forwards', 'backwards'] as const)('a chain of items, %s', (order) => {
  it('is checked and evaluated', () => {
    expect(values(build(chain(order)), `item_${length - 1}`)).toEqual([length, length + 1, length + 2]);
  });

  it('may be compared at its end', () => {
    const text = chain(order, `      at_end: { unit: flag, rollup: none, formula: 'item_${length - 1} = ${2}' }`);
    expect(problemsOf(text)).toEqual([]);
  });
});

it('a chain that ends in a circle is told as a circle', () => {
  const text = chain('backwards').replace('start * period.index', `item_${length - 1} * start`);
  expect(problemsOf(text).map((line) => line.split(':')[0])).toContain('circular-item');
});

it('keeps the order of the file', () => {
  const items = modelOf(chain('backwards')).sheets[0]!.sections[0]!.items;
  expect(items[0]!.id).toBe(`item_${length - 1}`);
});
