/** Formulas at the limits of a cell: what passes the check is evaluated, what does not is a problem of its own. */
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../src/model/model.ts';
import { build, problemsOf, values } from '../helpers/models.ts';

const head = 'model: m\ntimeline: { from: 2026, to: 2027, grain: year }\n';
const one = (formula: string): string =>
  `${head}inputs: { p: { unit: '1', value: 2 } }\nsheets: { S: { T: { x: { unit: '1', rollup: none, formula: "${formula}" } } } }\n`;
const nest = (depth: number, before: string, inside: string, after: string): string =>
  before.repeat(depth) + inside + after.repeat(depth);

describe('formulas that stand as deep as they may', () => {
  it.each([
    ['a long sum', Array(1000).fill('p').join('+'), 2000],
    ['a long product of ones', Array(1000).fill('1').join('*'), 1],
    ['parentheses', nest(63, '(p+', 'p', ')*1'), 128],
    ['conditions', nest(60, 'if(p > 1, ', 'p', ', 0)'), 2],
    ['functions', nest(60, 'max(p, ', 'p', ')'), 2],
    ['both', `${nest(30, '(1*(p-1+', Array(300).fill('p').join('+'), '))')}`, 630],
  ])('%s', (_name, formula, result) => {
    expect(values(build(one(formula)), 'x')).toEqual([result]);
  });
});

describe('formulas that go deeper', () => {
  it.each([
    ['a sum of 1,002 terms', Array(1002).fill('p').join('+')],
    ['a sum of 4,000 terms', Array(4000).fill('p').join('+')],
    ['functions that are expanded', nest(40, 'divide(growth_of * ', 'p', ', p, 0)').replaceAll('growth_of', 'abs(p)')],
  ])('%s', (_name, formula) => {
    const problems = problemsOf(one(formula));
    if (problems.length === 0) expect(values(build(one(formula)), 'x')[0]).toBeTypeOf('number');
    else expect(problems.map((line) => line.split(':')[0])).toEqual(['formula-too-long']);
  });
});

describe('functions over tables of many members', () => {
  const members = Array.from({ length: 300 }, (_, at) => `m${at}: { p: ${at} USD }`).join(', ');
  const over = (name: string): string =>
    `      ${name}: { unit: ${name === 'count' ? "'1'" : 'USD'}, rollup: none, formula: '${name}(plan.p * 2 over plan)' }`;
  const names = ['sum', 'average', 'min', 'max', 'count'];
  const built = build(
    `${head}tables: { plan: { columns: { p: { unit: USD } }, members: { ${members} } } }\nsheets:\n  S:\n    T:\n${names.map((name) => over(`${name}`).replace(`      ${name}:`, `      the_${name}:`)).join('\n')}\n`,
  );
  it('give what they give for few', () => {
    const results = names.map((name) => values(built, `the_${name}`)[0]);
    expect(results).toEqual([89700, 299, 0, 598, 300]);
  });
  it('never have more arguments than Excel takes', () => {
    const rows = [...built.layout.positions]
      .filter(([row]) => row.quantity.kind === 'item')
      .map(([row]) => row.expression!);
    expect(Math.max(...rows.map(mostArguments))).toBeLessThanOrEqual(255);
  });
});

function mostArguments(expression: Expression): number {
  if (expression.kind === 'binary') return Math.max(mostArguments(expression.left), mostArguments(expression.right));
  return expression.kind === 'call' ? Math.max(expression.args.length, ...expression.args.map(mostArguments)) : 0;
}
