/** Excel takes 255 arguments in a call: formulas over more rows than that call within calls. */
import { expect, it } from 'vitest';
import { formulaText } from '../../src/grid/address.ts';
import { callInGroups } from '../../src/grid/sheetBuilder.ts';
import { buildModel } from '../../src/pipeline.ts';
import { formulaTokens } from '../../src/xlsx/read/formulaReferences.ts';

/** The most arguments of any call in a formula. */
function argumentsIn(formula: string): number {
  const open: number[] = [];
  let most = 0;
  for (const token of formulaTokens(formula).flatMap((one) => (typeof one === 'string' ? [...one] : []))) {
    if (token === '(') open.push(1);
    if (token === ',') open[open.length - 1]! += 1;
    if (token === ')') most = Math.max(most, open.pop()!);
  }
  return most;
}

it('calls within calls from 201 parts on, at any depth', () => {
  const parts = (count: number) => Array.from({ length: count }, (_, at) => [`A${at + 1}`]);
  expect(formulaText(callInGroups('MIN', parts(2)), 0)).toBe('MIN(A1,A2)');
  expect(formulaText(callInGroups('SUM', parts(201)), 0)).toMatch(/^SUM\(SUM\(A1,.*A200\),SUM\(A201\)\)$/);
  expect(argumentsIn(formulaText(callInGroups('SUM', parts(50_000)), 0))).toBe(200);
});

it('a model with 400 key results and 300 checks has no call with more arguments than Excel takes', () => {
  const ids = Array.from({ length: 400 }, (_, at) => `item_${at}`);
  const model = [
    'model: many',
    'timeline: { from: 2026, to: 2027, grain: year }',
    'inputs:',
    "  growth: { unit: '%', value: 5% }",
    'sheets:',
    '  Workings:',
    '    Items:',
    ...ids.map((id) => `      ${id}: { formula: growth, rollup: none }`),
    'checks:',
    ...ids.slice(0, 300).map((id) => `  check_${id}: { formula: ${id} > 0% }`),
    'scenarios:',
    '  base: { title: Base }',
    '  other: { title: Other, set: { growth: 6% } }',
    `key_results: [${ids.join(', ')}]`,
  ].join('\n');
  const { value, diagnostics } = buildModel('many.yaml', () => model);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  let most = 0;
  for (const { rows } of value!.grid.sheets)
    for (const { segments } of rows)
      for (const { content, column } of segments)
        if ('kind' in content && content.kind === 'formula')
          most = Math.max(most, argumentsIn(formulaText(content.template, column)));
  expect(most).toBeGreaterThan(100);
  expect(most).toBeLessThanOrEqual(255);
});
