/** What matters is what moves a key result; a model of one formula for each kind of input says so. */
import { expect, it } from 'vitest';
import { compilePlan } from '../../src/kernel/fromPlan.ts';
import { findQuantity } from '../../src/model/find.ts';
import { planFile } from '../../src/pipeline.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { type MaterialityTest, startMaterialityTest } from '../../src/question/materiality.ts';
import { findInputRows } from '../../src/question/variation.ts';
import { errorLines } from '../helpers/models.ts';
import { sourced } from '../helpers/sources.ts';

interface Asked {
  readonly plan: Plan;
  readonly judge: MaterialityTest;
  /** The last period in which a key result moves with an input, in the scenarios that are named. */
  readonly last: (name: string, from?: number, scenarios?: readonly number[]) => number | undefined;
}

function judgeOf(inputs: string, formula: string, more = ''): Asked {
  const text = `model: one
timeline: { from: 2026-01, to: 2026-12, grain: month }
inputs:
  base: { unit: USD, value: 1000 USD }
${inputs}
sheets:
  Result:
    Result:
      other: { unit: USD, formula: base * 2 }
      result:
        unit: USD
        formula: '${formula}'
${more}
key_results: [result]
`;
  const { value: plan, diagnostics } = planFile('model.yaml', (path) => (path === 'model.yaml' ? text : undefined));
  expect(errorLines(diagnostics)).toEqual([]);
  const judge = startMaterialityTest(plan!);
  return {
    plan: plan!,
    judge,
    last: (name, from, scenarios = [0]) =>
      judge.lastPeriodMoved(
        scenarios.map((scenario) => ({ scenario, rows: findInputRows(name, plan!.model) })),
        from,
      ),
  };
}

it.each([
  ['an amount', '  x: { unit: USD, value: 1 USD }', `base + x * 24`, 11],
  ['an amount that is too small', '  x: { unit: USD, value: 1 USD }', `base + x * 2`, undefined],
  ['an amount that no result reads', '  x: { unit: USD, value: 1 USD }', `base`, undefined],
  ['a range that is wide', '  x: { unit: USD, value: 1 USD, range: { low: 0 USD, high: 2 USD } }', `base + x * 2`, 11],
  [
    'a range that is narrow',
    '  x: { unit: USD, value: 1 USD, range: { low: 0.99 USD, high: 1.01 USD } }',
    `base + x * 24`,
    undefined,
  ],
  ['a share of nothing', "  x: { unit: '%', value: 0% }", `base * (1 + x / 1000)`, 11],
  ['an amount of nothing', '  x: { unit: USD, value: 0 USD }', `base + max(x, -x) / 1000`, 11],
  ['an amount below a cap, in one direction only', '  x: { unit: USD, value: 1000 USD }', `min(base, x)`, 11],
  ['a date', '  x: { unit: date, value: 2026-04 }', 'if(period.end >= x, base, 0)', 3],
  ['a flag', '  x: { unit: flag, value: no }', `if(x = 1, base * 2, base)`, 11],
  [
    'a choice',
    '  x: { choice: [one, other, third], value: one }',
    'if(and(x = third, period.index < 2), base * 2, base)',
    0,
  ],
  ['a series', '  x: { unit: USD, series: { 2026-01: 0 USD, 2026-03: 5 USD, 2026-06: 0 USD } }', `base + x * 24`, 4],
  ['a series of nothing', '  x: { unit: USD, series: { 2026-01: 0 USD, 2026-03: 0 USD } }', 'base + x', 11],
  ['what makes an error', '  x: { unit: USD, value: 1 USD }', `base / if(x > base / 1000, 0, 1)`, 11],
])('%s', (_, inputs, formula, expected) => {
  expect(judgeOf(inputs, formula).last('x')).toBe(expected);
});

it('looks on until a result moves late enough', () => {
  const { last } = judgeOf('  x: { unit: date, value: 2026-04 }', 'if(period.end >= x, base, 0)');
  expect([last('x', 2), last('x', 3), last('x', 4)]).toEqual([3, 3, 3]);
});

it('looks at the scenarios that are named', () => {
  const { last } = judgeOf(
    "  x: { unit: USD, value: 500 USD }\n  share: { unit: '%', value: 0% }",
    `base + x * share`,
    'scenarios:\n  low: { title: Low }\n  high: { title: High, set: { share: 50% } }',
  );
  expect([last('x', 0, [0]), last('x', 0, [1]), last('x', 0, [0, 1])]).toEqual([undefined, 11, 11]);
});

it('looks at actuals, also where every period has one', () => {
  for (const count of [1, 12]) {
    const months = Array.from({ length: count }, (_, at) => `2026-${String(at + 1).padStart(2, '0')}: 900 USD`).join(
      ', ',
    );
    const more = `        opening: base
        actuals: { ${months} }
      side: { unit: USD, formula: base * period.index, rollup: last, actuals: { ${months} } }`;
    const { judge, last, plan } = judgeOf('', 'result[-1] + base', more);
    const [result, side] = ['result', 'side'].map((id) => findQuantity(plan.model, id)!.rows[0]!);
    expect([judge.movesWithActual(result!, 0), judge.movesWithActual(side!, 0)]).toEqual([true, false]);
    expect(last('base')).toBe(count === 12 ? undefined : 11);
  }
});

/** Key results of the first scenario, period by period. */
function resultsOf(plan: Plan): readonly number[] {
  const kernel = compilePlan(plan);
  const cells = kernel.start(0);
  kernel.evaluate(cells);
  const { length } = plan.model.timeline.periods;
  return plan.model.keyResults.flatMap(({ rows }) =>
    rows.flatMap((row) => [...cells.slice(plan.rowCells.get(row)!.slot).slice(0, length)]),
  );
}

it.each([
  ['plan.pro.price', ['22 USD/user/month', '18 USD/user/month']],
  ['plan.max.users', ['110k user', '90k user']],
  ['supplier.google.discount', ['11%', '9%']],
  ['margin', ['40%', '80%']],
  ['rent_begins', ['2026-03', '2026-05']],
  ['pays_rent', ['no']],
  ['emblem', ['5.5 USD', '4.5 USD']],
] as const)('says of %s what the model says that is read again with other values', (name, others) => {
  const planOf = (set: readonly { key: string; value: string }[]): Plan =>
    planFile('model.yaml', (path) => (path === 'model.yaml' ? sourced : undefined), { set }).value!;
  const plan = planOf([]);
  const before = resultsOf(plan);
  const moves = others.some((value) =>
    resultsOf(planOf([{ key: name, value }])).some(
      (after, at) => Math.abs(after - before[at]!) > 0.001 * Math.abs(before[at]!),
    ),
  );
  const rows = findInputRows(name, plan.model);
  expect(startMaterialityTest(plan).lastPeriodMoved([{ scenario: 0, rows }]) !== undefined).toBe(moves);
  expect(moves).toBe(name !== 'emblem');
});
