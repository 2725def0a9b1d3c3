/**
 * Units that check out never change when a formula is grouped otherwise: shuffled products and sums of shuffled
 * products.
 */

import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/pipeline.ts';
import { errorLines } from '../helpers/models.ts';
import fc from '../helpers/seeded.ts';

const unitsOf: Record<string, string> = {
  price: 'USD/user/month',
  users: 'user',
  rate: 'USD/year',
  span: 'month',
  tokens: 'Mtoken/month',
  token_price: 'USD/token',
  wage: 'USD/week',
  weeks: 'week',
  share: '%',
  price_per_user: 'USD/user',
};
const names = Object.keys(unitsOf);

/** A product: the names above and below the line, in any order. */
interface Product {
  readonly above: readonly string[];
  readonly below: readonly string[];
}
const product = fc.record({
  above: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }),
  below: fc.array(fc.constantFrom(...names), { maxLength: 3 }),
});

const shuffled = <T>(all: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length });

/** Ways to write one product: in a row, as one fraction, as a product of parentheses. */
function spellings({ above, below }: Product): fc.Arbitrary<string> {
  return fc
    .tuple(shuffled(above), shuffled(below), fc.constantFrom('row', 'fraction', 'groups'))
    .map(([top, bottom, way]) => {
      const row = [top.join(' * '), ...bottom].join(' / ');
      if (way === 'row' || bottom.length === 0) return row;
      if (way === 'fraction') return `${top.join(' * ')} / (${bottom.join(' * ')})`;
      return `(${top[0]} / ${bottom[0]})${top
        .slice(1)
        .map((one) => ` * ${one}`)
        .join('')}${bottom
        .slice(1)
        .map((one) => ` / ${one}`)
        .join('')}`;
    });
}

const pair = product.chain((one) => fc.tuple(spellings(one), spellings(one)));

function modelText(pairs: readonly (readonly [string, string])[]): string {
  return `
model: units
timeline: { from: 2026-01, to: 2026-03, grain: month }
units: { user: , token: , Mtoken: { equals: 1000000 token }, week: { equals: 7 day } }
inputs:
${names.map((name) => `  ${name}: { unit: '${unitsOf[name]}', value: 3 ${unitsOf[name]} }`.replace('3 %', '3%')).join('\n')}
sheets:
  Result:
    Sums:
${pairs.map(([one, other], at) => `      sum_${at}: { rollup: none, formula: '${one} + ${other}' }`).join('\n')}
      names: { rollup: none, formula: '${names.map((name) => `${name} / ${name}`).join(' + ')}' }
`;
}

const problemsIn = (text: string) => errorLines(checkModel('model.yaml', () => text).diagnostics);

describe('a formula', () => {
  it('may add a product to itself, however both are grouped', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 12 }), (pairs) => {
        expect(problemsIn(modelText(pairs))).toEqual([]);
      }),
    );
  });

  it('may not add a product to one with a factor more', () => {
    fc.assert(
      fc.property(product, (one) => {
        const row = [one.above.join(' * '), ...one.below].join(' / ');
        expect(problemsIn(modelText([[row, `${row} * users`]]))).toHaveLength(1);
      }),
    );
  });
});
