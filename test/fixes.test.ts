/**
 * What hints tell to write. Each is applied to the model that it is of; the model must then be accepted, and compute what its author meant,
 * which was worked out by hand.
 */
import { describe, expect, it } from 'vitest';
import type { Fix } from '../src/diagnostics/diagnostic.ts';
import { applied, keysOf, problemsIn } from './helpers/fixes.ts';
import { build, values } from './helpers/models.ts';

interface Case {
  /** The model; its line item `y` holds what the author wanted. */
  readonly text: string;
  /** By label of each repair that is offered: `y` in the first period. */
  readonly meant: Readonly<Record<string, number>>;
}

/** Each repair that is offered, with what `y` is after it. */
function outcomes(text: string): Record<string, number | string | null | undefined> {
  const problems = problemsIn(text).filter(({ severity }) => severity === 'error');
  expect(keysOf(problems)).toHaveLength(1);
  const fixes = problems.flatMap((one) => one.fixes ?? []);
  const after = (fix: Fix) => {
    const repaired = applied(text, fix);
    return keysOf(problemsIn(repaired)).length > 0 ? keysOf(problemsIn(repaired)).join('\n') : values(build(repaired), 'y')[0];
  };
  return Object.fromEntries(fixes.map((fix) => [fix.label, after(fix)]));
}

/** A model of one input `a` whose value is given. */
const input = (unit: string, value: string): string => `model: m
timeline: { from: 2026, to: 2027, grain: year }
inputs:
  a:
    unit: '${unit}'
    value: ${value}
sheets: { S: { T: { y: { formula: a, rollup: none } } } }
`;

const numbers: Readonly<Record<string, Case>> = {
  'thousands or decimals': { text: input('USD', '2,500 USD'), meant: { 'write 2500 USD': 2500, 'write 2.500 USD': 2.5 } },
  'decimals behind a comma': { text: input('USD', '0,500 USD'), meant: { 'write 0.500 USD': 0.5 } },
  'a percentage with a comma': { text: input('%', '0,075%'), meant: { 'write 0.075%': 0.00075 } },
  'a share without its first digit': { text: input('%', '.075'), meant: { 'write 7.5%': 0.075, 'write 0.075%': 0.00075 } },
  'a share with a comma': { text: input('%', '0,25'), meant: { 'write 25%': 0.25, 'write 0.25%': 0.0025 } },
  'a share without a percent sign': { text: input('%', '0.7'), meant: { 'write 70%': 0.7, 'write 0.7%': 0.007 } },
  'a percentage without its sign': { text: input('%', '40'), meant: { 'write 40%': 0.4 } },
  'a rate without its unit': { text: input('1/year', '0.03'), meant: { 'write 0.03 1/year': 0.03, 'write 0.03%/year': 0.0003 } },
  'an amount without its unit': { text: input('USD', '5m'), meant: { 'write 5m USD': 5_000_000 } },
  'the sign of a currency': { text: input('USD', '$5M'), meant: { 'write 5m USD': 5_000_000 } },
  'points between thousands': { text: input('USD', '1.234,56 USD'), meant: { 'write 1234.56 USD': 1234.56 } },
  'a comma inside braces': {
    text: input('USD', '5 USD').replace(/a:\n[\s\S]*5 USD/, 'a: { unit: USD, value: 50,000 USD }'),
    meant: { 'write 50000 USD': 50_000, 'write 50.000 USD': 50 },
  },
};

/** A model whose line item `y` has the formula given; in its first year `a` is 250 and `b` is 1200. */
const plain = (formula: string): string => `model: m
timeline: { from: 2026, to: 2027, grain: year }
inputs: { a: { unit: '1', value: 250 }, b: { unit: '1', value: 1200 } }
sheets:
  S:
    T:
      y:
        rollup: none
        formula: ${formula}
      z: { rollup: none, formula: a + b }
`;

const inFormulas: Readonly<Record<string, Case>> = {
  'thousands or arguments': {
    text: plain('min(b, 1,000)'),
    meant: { 'write 1000': 1000, 'write 1.000': 1, 'write 1, 000': 0 },
  },
  'an argument that begins with 0': { text: plain('max(a, 0,100)'), meant: { 'write 0, 100': 250 } },
};

describe('numbers', () => {
  it.each(Object.entries(inFormulas))('in formulas: %s', (_name, { text, meant }) => {
    expect(outcomes(text)).toMatchObject(meant);
  });

  it.each(Object.entries(numbers))('%s', (_name, { text, meant }) => {
    expect(outcomes(text)).toEqual(meant);
  });

  it('offers nothing that would be in another unit', () => {
    const [problem] = problemsIn(input('USD', '5,5 EUR'));
    expect(problem?.fixes).toBeUndefined();
    expect(problem?.hint).toBe('write a number with its unit, such as 1.25bn USD');
  });
});
