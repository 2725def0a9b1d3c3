import { describe, expect, it } from 'vitest';
import type { Node } from '../../src/formula/formula.ts';
import { parseFormula } from '../../src/formula/fromText.ts';
import { printFormula } from '../../src/formula/print.ts';
import { withoutRanges } from './trees.ts';

function parse(text: string): Node {
  const { node, problems } = parseFormula(text);
  expect(problems).toEqual([]);
  return node!;
}
const shape = (text: string): unknown => withoutRanges(parse(text));

/** The tree with every operation in parentheses. */
function grouped(node: Node): string {
  if (node.kind === 'negate') return `(-${grouped(node.operand)})`;
  if (node.kind === 'binary') return `(${grouped(node.left)}${node.operator}${grouped(node.right)})`;
  return printFormula(node);
}

describe('operators', () => {
  it.each([
    ['-2^2', '((-2)^2)'],
    ['2^3^2', '((2^3)^2)'],
    ['2^-1', '(2^(-1))'],
    ['a - b - c', '((a-b)-c)'],
    ['a + b * c / d', '(a+((b*c)/d))'],
    ['-a * b', '((-a)*b)'],
    ['--a', '(-(-a))'],
    ['a + b >= c * d', '((a+b)>=(c*d))'],
    ['(a + b) * c', '((a+b)*c)'],
    ['(a < b) = (c < d)', '((a<b)=(c<d))'],
  ])('%s is %s', (text, expected) => {
    expect(grouped(parse(text))).toBe(expected);
  });
});

describe('numbers and dates', () => {
  it.each([
    ['1.25bn', { kind: 'number', text: '1.25bn' }],
    ['5 USD/month', { kind: 'number', text: '5', unit: 'USD/month' }],
    ['5USD', { kind: 'number', text: '5', unit: 'USD' }],
    ['1.25bn USD', { kind: 'number', text: '1.25bn', unit: 'USD' }],
    ['12.5%', { kind: 'number', text: '12.5%' }],
    ['3%/month', { kind: 'number', text: '3%', unit: '/month' }],
    ['36 months', { kind: 'number', text: '36', unit: 'months' }],
    ['2026-07', { kind: 'date', date: { text: '2026-07' } }],
    ['2026-07-31', { kind: 'date', date: { text: '2026-07-31' } }],
    ['2026-Q4', { kind: 'date', date: { text: '2026-Q4' } }],
    ['2026', { kind: 'number', text: '2026' }],
  ])('%s', (text, expected) => {
    expect(shape(text)).toEqual(expected);
  });

  it('ends a unit at a space', () => {
    expect(grouped(parse('5 USD/month * users / 2'))).toBe('((5 USD/month*users)/2)');
  });
});

describe('names and selectors', () => {
  it.each([
    ['x[-1]', [{ kind: 'lag', offset: -1 }]],
    ['x[0]', [{ kind: 'lag', offset: 0 }]],
    ['x[1]', [{ kind: 'lag', offset: 1 }]],
    ['x [-11..0]', [{ kind: 'window', from: -11, to: 0 }]],
    ['x[2027]', [{ kind: 'at', date: { text: '2027' } }]],
    ['x[2027-03]', [{ kind: 'at', date: { text: '2027-03' } }]],
    [
      'x[plan = max_20x][-1]',
      [
        { kind: 'member', table: 'plan', member: 'max_20x' },
        { kind: 'lag', offset: -1 },
      ],
    ],
    ['x[supplier=contract.supplier]', [{ kind: 'member', table: 'supplier', member: 'contract.supplier' }]],
  ])('%s', (text, selectors) => {
    expect(shape(text)).toEqual({ kind: 'name', name: 'x', selectors });
  });

  it('keeps ids that look like cells, such as chips', () => {
    expect(shape('H100')).toEqual({ kind: 'name', name: 'H100', selectors: [] });
  });
});

describe('calls and aggregates', () => {
  it.each([
    ['sum(x over plan)', { kind: 'table', table: 'plan' }],
    ['SUM(x OVER plan)', { kind: 'table', table: 'plan' }],
    ['sum(x over labs.plan)', { kind: 'table', table: 'labs.plan' }],
    ['sum(x over 2025)', { kind: 'dates', from: { text: '2025' }, to: { text: '2025' } }],
    ['sum(x over 2026-Q1..2028-06)', { kind: 'dates', from: { text: '2026-Q1' }, to: { text: '2028-06' } }],
    ['sum(x over timeline)', { kind: 'timeline' }],
  ])('%s', (text, over) => {
    expect(shape(text)).toMatchObject({ kind: 'aggregate', name: 'sum', args: [{ name: 'x' }], over });
  });

  it('reads a condition behind where', () => {
    expect(shape('sum(x over contract where contract.supplier = supplier)')).toMatchObject({
      over: {
        table: 'contract',
        where: { operator: '=', left: { name: 'contract.supplier' }, right: { name: 'supplier' } },
      },
    });
  });

  it('reads an aggregate of several arguments', () => {
    expect(shape('sumproduct(a, b over timeline)')).toMatchObject({
      kind: 'aggregate',
      args: [{ name: 'a' }, { name: 'b' }],
    });
  });

  it('reads a call without over as a call', () => {
    expect(shape('sum(x[-11..0])')).toMatchObject({ kind: 'call', name: 'sum' });
    expect(shape('max(0, x)')).toMatchObject({ kind: 'call', name: 'max', args: [{ text: '0' }, { name: 'x' }] });
  });

  it('reads TRUE and FALSE as calls, and function names in capitals', () => {
    expect(printFormula(parse('IF(TRUE, EOMonth(start, 0), FALSE)'))).toBe('if(true(), eomonth(start, 0), false())');
  });

  it('reads a unit in quotes inside convert', () => {
    expect(shape('convert(x, "USD/month")')).toMatchObject({
      args: [{ name: 'x' }, { kind: 'string', text: 'USD/month' }],
    });
  });
});

describe('white space, comments and places', () => {
  it('skips comments and line breaks', () => {
    expect(printFormula(parse('a # first\n  + b # second\r\n# last'))).toBe('a + b');
  });

  it('gives every node the place of its text', () => {
    const text = ' (a + bc) * sum(x[-1] over plan)';
    const node = parse(text) as Node & { kind: 'binary' };
    const aggregate = node.right as Node & { kind: 'aggregate' };
    const textOf = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    expect([node, node.left, aggregate.nameRange, aggregate.args[0]!, aggregate.over].map(textOf)).toEqual([
      '(a + bc) * sum(x[-1] over plan)',
      '(a + bc)',
      'sum',
      'x[-1]',
      'plan',
    ]);
  });
});
