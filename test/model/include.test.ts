/** Whole models under a prefix: their inputs, scenarios, units and checks live on, two levels deep. */
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/pipeline.ts';
import { errorLines, series } from '../helpers/models.ts';

const lab = (name: string, price: string) => `
model: ${name}
timeline: { from: 2026-01, to: 2026-06, grain: month }
known: 2026-06-01
units: { user: }
sources: { list: { title: Price list } }
tables:
  plan:
    columns: { price: { unit: USD/user/month } }
    members: { pro: { price: { value: ${price} USD/user/month, source: list } } }
inputs:
  users: { unit: user, value: 10 user }
  spread: { choice: [wide, narrow], value: wide }
sheets:
  Revenue:
    Plans:
      plan_revenue: { by: plan, unit: USD, formula: users * plan.price * period.months }
      revenue: { unit: USD, formula: 'if(spread = wide, sum(plan_revenue over plan), 0)' }
checks:
  positive: { formula: revenue >= 0 }
scenarios:
  base: { title: Base }
  mild: { title: Mild, extends: base, set: { users: 8 user } }
  bear: { title: Bear, extends: mild, set: { plan.pro.price: 1 USD/user/month } }
`;

const files: Record<string, string> = {
  'one.yaml': lab('one', '20'),
  'two.yaml': lab('two', '30'),
  'both.yaml': `
model: both
timeline: { from: 2026-01, to: 2026-06, grain: month }
include: { first: one.yaml, second: two.yaml }
sheets:
  Together:
    Revenue:
      revenue: { unit: USD, formula: first.revenue + second.revenue }
scenarios:
  base: { title: Base }
  cheap: { title: Cheap, extends: base, set: { first.plan.pro.price: 2 USD/user/month, second.users: 0 user } }
`,
  'all.yaml': `
model: all
timeline: { from: 2026-01, to: 2026-06, grain: month }
include: { labs: both.yaml }
sheets:
  Top:
    Revenue:
      revenue: { unit: USD, formula: 'labs.first.revenue + labs.second.revenue - labs.revenue' }
      of_first: { unit: USD, formula: labs.first.revenue }
`,
};

function built(path: string) {
  const { value, diagnostics } = buildModel(path, (name) => files[name]);
  if (value === undefined) throw new Error(errorLines(diagnostics).join('\n'));
  return value;
}

const bearish = (set: string) => `
model: bearish
timeline: { from: 2026-01, to: 2026-06, grain: month }
include: { first: one.yaml }
values: { first.spread: wide }
sheets:
  Together:
    Revenue: { revenue: { unit: USD, formula: first.revenue } }
scenarios:
  base: { title: Base }
  bear: { title: Bear, ${set} }
`;

describe('an included model', () => {
  const both = built('both.yaml');

  it('keeps its numbers under its prefix', () => {
    expect(series(both, 'first.revenue').values[0]).toBe(200);
    expect(series(both, 'second.plan_revenue.pro').values[0]).toBe(300);
    expect(series(both, 'revenue').values[0]).toBe(500);
  });

  it('is changed by scenarios of the model that includes it', () => {
    expect(both.record.scenarios.map(({ id }) => id)).toEqual(['base', 'cheap']);
    expect(series(both, 'revenue', 'cheap').values[0]).toBe(20);
  });

  it('keeps its checks, sources and sheets', () => {
    expect(both.record.scenarios[0]!.checks.map(({ id }) => id)).toEqual(['first.positive', 'second.positive']);
    expect(both.record.sources.map(({ id }) => id)).toEqual(['first.list', 'second.list']);
    expect(both.model.sheets.map(({ name }) => name)).toEqual(['Together', 'first Revenue', 'second Revenue']);
  });

  it('brings its scenarios of the same id along, with what they extend', () => {
    files['bearish.yaml'] = bearish('extends: base');
    expect(series(built('bearish.yaml'), 'revenue', 'bear').values[0]).toBe(8);
  });

  it('gives way to the model that includes it', () => {
    files['bearish.yaml'] = bearish('set: { first.users: 3 user }');
    expect(series(built('bearish.yaml'), 'revenue', 'bear').values[0]).toBe(3);
  });

  it('cites its own sources, under its prefix', () => {
    const input = both.record.inputs.find(({ id }) => id === 'second.plan.price');
    expect(input?.source).toBe('second.list');
  });

  it('may include others itself', () => {
    const all = built('all.yaml');
    expect(series(all, 'revenue').values[0]).toBe(0);
    expect(series(all, 'of_first').values[0]).toBe(200);
  });
});
