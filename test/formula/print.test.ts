import { describe, expect, it } from 'vitest';
import { parseFormula } from '../../src/formula/fromText.ts';
import { printFormula } from '../../src/formula/print.ts';
import fc from '../helpers/seeded.ts';
import { formulaTree, withoutRanges } from './trees.ts';

const canonical = (text: string): string => printFormula(parseFormula(text).node!);

describe('canonical text', () => {
  it.each([
    ['(a*b)+(c)', 'a * b + c'],
    ['a-(b-c)', 'a - (b - c)'],
    ['(a-b)-c', 'a - b - c'],
    ['(2)^(3)', '2^3'],
    ['-(2^2)', '-(2^2)'],
    ['(-2)^2', '-2^2'],
    ['(a=b)=c', '(a = b) = c'],
    ['MAX(0,x [ -1 ])', 'max(0, x[-1])'],
    ['5USD/month', '5 USD/month'],
    ['3%/month', '3%/month'],
    ['sum( x over 2027..2027 )', 'sum(x over 2027)'],
    ['sum(x over plan\nwhere plan.paid=true)', 'sum(x over plan where plan.paid = true())'],
    ['convert(x,"USD/month")', 'convert(x, "USD/month")'],
  ])('%s becomes %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it('prints a sum as long as Excel holds', () => {
    const text = Array(4096).fill('a').join('+');
    expect(canonical(text)).toBe(text.replaceAll('+', ' + '));
  });

  it('reads back as the same tree', () => {
    fc.assert(
      fc.property(formulaTree, (tree) => {
        const { node, problems } = parseFormula(printFormula(tree));
        expect(problems).toEqual([]);
        expect(withoutRanges(node)).toEqual(withoutRanges(tree));
      }),
      { numRuns: 1000 },
    );
  });
});
