/** What no workbook can hold is found by `check`, with its place, before anything is built. */
import { expect, it } from 'vitest';
import { planFile, workbookLimits } from '../../src/pipeline.ts';

/** A sum of a product over so many members, which reads two cells of each. */
function sumOver(members: number): string {
  const rows = Array.from({ length: members }, (_, at) => `m${at}: { price: 1 USD, count: 2 1 }`).join(', ');
  return `
model: members
timeline: { from: 2026, to: 2027, grain: year }
tables: { plan: { columns: { price: { unit: USD }, count: { unit: '1' } }, members: { ${rows} } } }
sheets:
  Sales:
    Total:
      total: { unit: USD, rollup: none, formula: 'sum(plan.price * plan.count over plan)' }
`;
}

const limitsOf = (text: string): readonly string[] => {
  const { value, diagnostics } = planFile('model.yaml', () => text);
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return workbookLimits(value).map(
    ({ code, message, span }) => `${code} at ${span?.start === undefined ? 'no place' : 'its item'}: ${message}`,
  );
};

it('a formula of more than 8,192 characters is named with its item', () => {
  expect(limitsOf(sumOver(100))).toEqual([]);
  expect(limitsOf(sumOver(1500))).toEqual([
    "formula-too-long at its item: the formula of total on sheet 'Sales' has 19987 characters; Excel allows 8192",
  ]);
});
