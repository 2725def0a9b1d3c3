/**
 * What problems advise: in the names of the file they are of, and never to something that has nothing to do with it.
 */
import { describe, expect, it } from 'vitest';
import { suggest } from '../../src/diagnostics/suggest.ts';
import { checkModel } from '../../src/pipeline.ts';
import { build, values } from '../helpers/models.ts';

const timeline = 'timeline: { from: 2026, to: 2027, grain: year }\n';

function hintsOf(files: Record<string, string>): readonly (readonly [string, string | undefined])[] {
  const { diagnostics } = checkModel('model.yaml', (path) => files[path]);
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message, hint }) => [message, hint]);
}

describe('hints inside an included file', () => {
  const outer = `model: outer\n${timeline}include: { lab: lab.yaml }\nsheets: { S: { T: { all: { unit: USD, formula: lab.total } } } }\n`;
  const inner = (formula: string, more = ''): Record<string, string> => ({
    'model.yaml': outer,
    'lab.yaml': `model: lab\n${timeline}tables: { plan: { columns: { price: { unit: USD } }, members: { pro: { price: 1 USD } } } }
sheets: { R: { T: { revenue: { by: plan, unit: USD, formula: plan.price }, total: { unit: USD, formula: '${formula}' }${more} } } }\n`,
  });

  it.each([
    [
      'revenue',
      "'revenue' is by plan, but this formula is not",
      'write sum(revenue over plan) for the total, revenue[plan=pro] for one member, or add by: plan for a row per member',
    ],
    ['sum(revenue over plna)', "there is no table 'plna'", "did you mean 'plan'?"],
    ['sum(revenue over lab.plan)', "there is no table 'lab.plan'", 'the tables are plan'],
    ['revenue[plan=por]', "table 'plan' has no member 'por'", "did you mean 'pro'?"],
    ['revnue[plan=pro]', "the model has no 'revnue'", "did you mean 'revenue'?"],
  ])('%s', (formula, message, hint) => {
    expect(hintsOf(inner(formula))).toEqual([[message, hint]]);
  });

  it('speak of openings and circles in the names of the file', () => {
    const opening = hintsOf(
      inner(
        'sum(revenue over plan)',
        ', x: { unit: USD, formula: "rising[-1]" }, rising: { unit: USD, formula: total * period.index }',
      ),
    );
    expect(opening[0]?.[1]).toBe("add opening: to 'rising'; write opening: 0 if it starts at zero");
    const circle = hintsOf(inner('x', ', x: { unit: USD, formula: total }'));
    expect(circle[0]?.[1]).toContain('for example total[-1] in the formula of x');
  });
});

describe('a loop whose items have no unit yet', () => {
  it.each([
    ['interest: { formula: debt * rate }', 'cash: { formula: base - interest }', 'debt: { formula: base - cash }'],
    [
      'interest: { formula: debt ^ 2 }',
      "cash: { formula: 'divide(base, interest, 0)' }",
      "debt: { formula: 'max(base, cash)' }",
    ],
  ])('is printed as a loop: %s', (...items) => {
    const text = `model: m\n${timeline}inputs: { rate: { unit: '%', value: 5% }, base: { unit: USD, value: 100 USD } }
sheets:\n  S:\n    T:\n${items.map((item) => `      ${item}\n`).join('')}`;
    expect(hintsOf({ 'model.yaml': text })).toContainEqual([
      'items depend on each other within one period: interest -> debt -> cash -> interest',
      'use the previous period in one of them, for example interest[-1] in the formula of cash, and give it an opening',
    ]);
  });
});

describe('a member that is called like a column', () => {
  const text = `model: m\n${timeline}tables:
  plan:
    columns: { price: { unit: USD }, pro: { unit: '1' } }
    members: { pro: { price: 5 USD, pro: 3 }, price: { price: 7 USD, pro: 4 } }
sheets: { S: { T: { y: { by: plan, unit: USD, rollup: sum, formula: plan.price * plan.pro } } } }
`;
  it('has its values', () => {
    const built = build(text);
    expect([values(built, 'y.pro')[0], values(built, 'y.price')[0]]).toEqual([15, 28]);
  });
});

describe('what the same in all scenarios must be', () => {
  const model = (set: string): Record<string, string> => ({
    'model.yaml': `model: m\n${timeline}
tables:
  supplier: { columns: { discount: { unit: '%' } }, members: { google: { discount: 10% }, amazon: { discount: 0% } } }
  contract: { columns: { supplier: { ref: supplier }, rate: { unit: USD } }, members: { tpu: { supplier: google, rate: 50 USD } } }
inputs: { treatment: { choice: [a, b], value: a } }
sheets:
  S:
    T:
      paid: { unit: USD, by: supplier, formula: sum(contract.rate over contract where contract.supplier = supplier) }
      net: { unit: USD, by: contract, formula: 'contract.rate * (1 - supplier.discount[supplier=contract.supplier])' }
      counted: { unit: '1', formula: 'if(treatment = a, 1, 0)' }
scenarios: { base: {}, other: { set: { ${set} } } }\n`,
  });

  it('is said of references between tables', () => {
    const message =
      "'contract.tpu.supplier' names a member of 'supplier', but references between tables are the same in every scenario";
    expect(hintsOf(model('contract.tpu.supplier: amazon')).map(([text]) => text)).toEqual([message]);
    expect(hintsOf(model('contract.tpu.rate: 60 USD'))).toEqual([]);
  });
  it('is said of options that are to change over time', () => {
    const problems = hintsOf(model('treatment: { value: b, from: 2027-01 }'));
    expect(problems.map(([text]) => text)).toEqual(['options and members cannot change over time']);
    expect(hintsOf(model('treatment: { value: b }'))).toEqual([]);
  });
});

describe('did you mean', () => {
  it.each([
    ['x', ['y', 'p', 'q']],
    ['pa', ['pb', 'p', 'pro']],
    ['ab', ['cd', 'abs']],
  ])('says nothing of %s', (written, candidates) => {
    expect(suggest(written, candidates)).toBeUndefined();
  });
  it.each([
    ['P', 'p'],
    ['ba', 'ab'],
    ['revnue', 'revenue'],
    ['sun', 'sum'],
  ])('%s is %s', (written, meant) => {
    expect(suggest(written, ['zz', meant])).toBe(meant);
  });
});
