/**
 * One decision in every engine. Random comparisons of decimals that are equal on paper, or differ by a
 * hundred-millionth, are decided by HyperFormula, the kernel, forty digits and LibreOffice as exact decimal arithmetic
 * decides them.
 */
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { evaluateExactly } from '../../src/exact/compare.ts';
import { evaluateScenario, judgeRounding, planFile } from '../../src/pipeline.ts';
import { isCellError } from '../../src/plan/interpret.ts';
import { disagreements } from '../helpers/agreement.ts';
import { recalculate } from '../helpers/libreoffice.ts';
import { build, series } from '../helpers/models.ts';
import fc from '../helpers/seeded.ts';

const Exact = Decimal.clone({ precision: 60 });

interface Case {
  /** Values of inputs, as they are written. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly left: string;
  readonly right: string;
  readonly operator: string;
  readonly holds: boolean;
}

const operators = ['>', '>=', '<', '<='] as const;
const decimal = fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 0, max: 6 }));
const written = ([digits, places]: readonly [number, number]): Decimal =>
  new Exact(digits).div(new Exact(10).pow(places));

/** Sides that are equal on paper, with what the last input has to be for it. */
const shapes: readonly { left: string; right: string; last: (a: Decimal, b: Decimal, c: Decimal) => Decimal }[] = [
  { left: 'a + b', right: 'd', last: (a, b) => a.plus(b) },
  { left: 'a - b', right: 'd', last: (a, b) => a.minus(b) },
  { left: 'a + a + a + b', right: 'd', last: (a, b) => a.times(3).plus(b) },
  { left: 'a * b', right: 'd', last: (a, b) => a.times(b) },
  { left: 'd / b', right: 'a', last: (a, b) => a.times(b) },
  { left: '(a + b) * c', right: 'd', last: (a, b, c) => a.plus(b).times(c) },
  { left: 'a * b - d', right: '0', last: (a, b) => a.times(b) },
  { left: 'a + b - c', right: 'd - c', last: (a, b) => a.plus(b) },
  { left: 'sum(a, b, c)', right: 'd', last: (a, b, c) => a.plus(b).plus(c) },
  { left: 'abs(a - b)', right: 'd', last: (a, b) => a.minus(b).abs() },
  { left: '-(a + b)', right: '-d', last: (a, b) => a.plus(b) },
];

const nudges = ['0', '1e-8', '-1e-8', '0', '0'];

const comparison: fc.Arbitrary<Case> = fc
  .tuple(
    fc.constantFrom(...shapes),
    fc.constantFrom(...operators),
    decimal,
    decimal,
    decimal,
    fc.constantFrom(...nudges),
  )
  .map(([{ left, right, last }, operator, ...rest]) => {
    const [a, b, c] = rest.slice(0, 3).map((one) => written(one as [number, number])) as [Decimal, Decimal, Decimal];
    // Relative to the largest term, so that the difference is one on paper and in doubles.
    const size = Exact.max(a.times(3).plus(b), a.times(b), a.plus(b).times(c), c);
    const d = last(a, b, c).plus(size.times(rest[3] as string));
    const inputs = { a: a.toFixed(), b: b.toFixed(), c: c.toFixed(), d: d.toFixed() };
    const numbers = new Map(Object.entries(inputs).map(([name, text]) => [name, new Exact(text)]));
    return {
      inputs,
      left,
      right,
      operator,
      holds: decided(operator, onPaper(left, numbers).comparedTo(onPaper(right, numbers))),
    };
  });

function decided(operator: string, sign: number): boolean {
  if (operator === '>') return sign > 0;
  if (operator === '>=') return sign >= 0;
  return operator === '<' ? sign < 0 : sign <= 0;
}

/** The sides of the shapes in decimals, rounded where nothing but the last of fifty digits is left. */
function onPaper(text: string, numbers: ReadonlyMap<string, Decimal>): Decimal {
  const of = (name: string): Decimal => numbers.get(name)!;
  const [a, b, c, d] = [of('a'), of('b'), of('c'), of('d')];
  const values: Readonly<Record<string, Decimal>> = {
    'a + b': a.plus(b),
    'a - b': a.minus(b),
    'a + a + a + b': a.times(3).plus(b),
    'a * b': a.times(b),
    'd / b': d.div(b),
    '(a + b) * c': a.plus(b).times(c),
    'a * b - d': a.times(b).minus(d),
    'a + b - c': a.plus(b).minus(c),
    'd - c': d.minus(c),
    'sum(a, b, c)': a.plus(b).plus(c),
    'abs(a - b)': a.minus(b).abs(),
    '-(a + b)': a.plus(b).negated(),
    '-d': d.negated(),
    '0': new Exact(0),
    a,
    d,
  };
  return values[text]!.toSignificantDigits(50);
}

const named = (text: string, at: number): string => text.replace(/\b[abcd]\b/g, (name) => `${name}_${at}`);

function modelOf(cases: readonly Case[]): string {
  const inputs = cases.flatMap(({ inputs: some }, at) =>
    Object.entries(some).map(
      ([name, value]) => `  ${name}_${at}: { unit: '1', value: '${value}', status: assumption, note: Case }`,
    ),
  );
  const items = cases.map(
    ({ left, right, operator }, at) =>
      `      result_${at}: { unit: '1', formula: 'if(${named(left, at)} ${operator} ${named(right, at)}, 1, 0)' }`,
  );
  return [
    'model: edges',
    'timeline: { from: 2026, to: 2026, grain: year }',
    'inputs:',
    ...inputs,
    'sheets:',
    '  S:',
    '    T:',
    ...items,
    '',
  ].join('\n');
}

describe('comparisons of decimals', () => {
  const cases = fc.sample(comparison, { numRuns: 400, seed: 20_261_130 });
  const text = modelOf(cases);
  const built = build(text);

  it('have the same result in doubles and in forty digits', () => {
    const expected = cases.map(({ holds }) => Number(holds));
    expect(cases.filter(({ holds }) => holds).length).toBeGreaterThan(100);
    const { value: plan } = planFile('model.yaml', () => text);
    expect(judgeRounding(plan!)).toEqual([]);
    const exact = evaluateExactly(plan!, 0);
    const rows = plan!.groups.flatMap(({ lines }) => lines);
    cases.forEach((one, at) => {
      const what = JSON.stringify(one);
      expect(series(built, `result_${at}`).values, what).toEqual([expected[at]]);
      const cell = exact[rows.find(({ id, kind }) => id === `result_${at}` && kind === 'item')!.slot]!;
      expect(isCellError(cell) ? cell : cell.value.toNumber(), `forty digits: ${what}`).toBe(expected[at]);
    });
  });

  it('have the same result in LibreOffice', { tags: ['libreoffice'] }, async () => {
    const recalculated = await recalculate(await built.workbook());
    expect(disagreements(built.grid, evaluateScenario(built, 'base'), recalculated)).toEqual([]);
  });
});
