/** Differences are judged by the size of what cancelled, and by nothing else. */
import { expect, it } from 'vitest';
import { judgeExactness, planFile } from '../../src/pipeline.ts';

const model = (formula: string) => `
model: flips
timeline: { from: 2026, to: 2027, grain: year }
inputs:
  a: { unit: '%', value: 10% }
  big: { unit: USD, value: 1000bn USD }
sheets:
  S:
    T:
      result: { unit: '1', formula: '${formula}' }
`;

const problems = (formula: string): number => {
  const { value, diagnostics } = planFile('model.yaml', () => model(formula));
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return judgeExactness(value).diagnostics.length;
};

it('a number of instalments is judged as a number, however large the loan is', () => {
  expect(problems('int(nper(a / 12, pmt(a / 12, 12, big), big))')).toBe(1);
  expect(problems('nper(a / 12, pmt(a / 12, 12, big), big)')).toBe(0);
});

it('what is left of large numbers is judged by them', () => {
  expect(problems('(big + big / 100 * a - big) / big')).toBe(0);
  expect(problems('(a + a + a - a * 12 / 100) * 0')).toBe(0);
});
