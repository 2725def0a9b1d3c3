/** How items add up to years when their file does not say: what an analyst would expect, or a question to her. */
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/pipeline.ts';
import { series } from '../helpers/models.ts';

const head = `
model: rollups
timeline: { from: 2026-01, to: 2027-12, grain: month }
units: { user: }
inputs:
  price: { unit: USD/user/month, value: 20 USD/user/month }
  adds: { unit: user/month, value: 100 user/month }
  churn: { unit: 1/month, value: 3%/month }
  capex: { unit: USD, value: 10m USD }
  start: { unit: date, value: 2026-03 }
  fixed: { unit: USD/month, value: 1m USD/month }
  cash_at_start: { unit: USD, value: 50m USD }
  share: { unit: '%', value: 5% }
  span: { unit: month, value: 10 months }
sheets:
  Rows:
    All:
      users: { unit: user, opening: '0', formula: 'users[-1] * (1 - churn * period.months) + adds * period.months' }
      revenue: { unit: USD, formula: fixed * period.months }
`;

const cash = `      cash: { unit: USD, opening: cash_at_start, formula: 'cash[-1] + revenue' }\n`;

function built(lines: string) {
  const { value, diagnostics } = buildModel('model.yaml', () => `${head}${lines}`);
  return { built: value!, codes: diagnostics.map(({ code }) => code).filter((code) => code !== 'unused-input') };
}

function ruleOf(lines: string, name: string): string {
  return series(built(lines).built, name).rollup;
}

describe('the roll-up of an item', () => {
  it.each([
    ['a flow', 'x: { unit: USD, formula: fixed * period.months }', 'sum'],
    [
      'a flow from averaged balances',
      "x: { unit: USD, formula: 'average(users[-1], users) * price * period.months' }",
      'sum',
    ],
    [
      'a flow that another formula looks back at',
      "x: { unit: USD, opening: '0', formula: fixed * period.months }",
      'sum',
    ],
    [
      'a sum of flows that another formula looks back at',
      "x: { unit: USD, opening: '0', formula: revenue + revenue }",
      'sum',
    ],
    [
      'the change of a flow',
      "x: { unit: USD, formula: 'flow - flow[-1]' }\n      flow: { unit: USD, opening: '0', formula: fixed * period.months }",
      'sum',
    ],
    ['a balance', "x: { unit: USD, opening: cash_at_start, formula: 'x[-1] + revenue' }", 'last'],
    [
      'a balance by way of its opening',
      "before: { unit: USD, formula: 'x[-1]' }\n      x: { unit: USD, opening: cash_at_start, formula: before + revenue }",
      'last',
    ],
    [
      'a balance above a minimum',
      "x: { unit: USD, formula: cash - capex }\n      cash: { unit: USD, opening: cash_at_start, formula: 'cash[-1] + revenue' }",
      'last',
    ],
    [
      'what is left of a flow by share',
      "x: { unit: USD, formula: grown * 2 }\n      grown: { unit: USD, opening: cash_at_start, formula: 'grown[-1] * 2', rollup: sum }",
      'sum',
    ],
    [
      'a flow of the period before, wherever it stands',
      "x: { unit: USD, formula: 'later[-1]' }\n      later: { unit: USD, opening: '0', formula: fixed * period.months }",
      'sum',
    ],
    [
      'a flow of the period before by way of another',
      "x: { unit: USD, formula: 'y[-1]' }\n      y: { unit: USD, opening: '0', formula: 'later[-1]' }\n      later: { unit: USD, opening: '0', formula: fixed * period.months }",
      'sum',
    ],
    [
      'a quotient of flows',
      "x: { unit: '%', formula: revenue / cost }\n      cost: { unit: USD, formula: fixed * period.months * 2 }",
      'recompute',
    ],
  ])('%s', (_what, line, rule) => {
    expect(ruleOf(`      ${line}\n`, 'x')).toBe(rule);
  });

  it.each([
    ['an amount that is paid once', 'if(period.start = start, capex, 0)'],
    ['an amount that is paid every January', 'if(month(period.start) = 1, capex, 0)'],
    ['a total that is shown in every month', 'if(period.start >= start, capex, 0)'],
    ['a balance plus a flow', 'cash + revenue'],
    ['a flow less a balance', 'revenue - max(0, revenue - cash)'],
    ['what came in to date, less the last', 'cumulative(revenue) - revenue'],
    ['a run-rate', 'revenue * 12'],
    ['a price that changes', 'price * period.index'],
    ['interest on a balance', 'cash * share'],
    ['a total less what was allocated', 'capex - allocate(capex, start, span)'],
    ['months of cash', 'cash / revenue * period.months'],
  ])('is asked for: %s', (_what, formula) => {
    const { codes, built: one } = built(`${cash}      x: { formula: '${formula}' }\n`);
    expect(codes).toEqual(['unclear-rollup']);
    expect(series(one, 'x').years).toEqual([]);
  });

  it('is asked for where receivables are a flow times days', () => {
    const { codes } = built(
      "      x: { unit: USD, opening: '0', formula: revenue * share }\n      y: { unit: USD, formula: 'x - x[-1]', rollup: sum }\n",
    );
    expect(codes).toEqual(['unclear-rollup']);
  });

  it('is asked for once for each cause', () => {
    const { codes } = built(
      "      x: { formula: 'if(period.start = start, capex, 0)' }\n      y: { formula: x * share }\n      z: { formula: y + y }\n",
    );
    expect(codes).toEqual(['unclear-rollup']);
  });

  it('is not asked for in a model by years', () => {
    const { diagnostics } = buildModel(
      'model.yaml',
      () =>
        `${head.replace('grain: month', 'grain: year')}      x: { formula: 'if(period.start = start, capex, 0)' }\n`,
    );
    expect(diagnostics.map(({ code }) => code).filter((code) => code !== 'unused-input')).toEqual([]);
  });

  it('is as the file says', () => {
    const { codes, built: one } = built(
      "      x: { unit: USD, rollup: sum, formula: 'if(period.start = start, capex, 0)' }\n",
    );
    expect(codes).toEqual([]);
    expect(series(one, 'x').years).toEqual([10_000_000, 0]);
  });

  it('follows what the file says of what it reads: a share of a flow that carries its past forward', () => {
    const { built: one } = built(
      "      grown: { unit: USD, opening: cash_at_start, formula: 'grown[-1]', rollup: sum }\n" +
        '      costs: { unit: USD, formula: grown / 2 }\n' +
        "      margin: { unit: '%', formula: (grown - costs) / grown }\n",
    );
    expect(series(one, 'grown').years).toEqual([600_000_000, 600_000_000]);
    expect(series(one, 'costs').years).toEqual([300_000_000, 300_000_000]);
    expect(series(one, 'margin').years).toEqual([0.5, 0.5]);
  });

  it.each([
    ['other periods', 'revenue / base_revenue[-1]'],
    ['the calendar', 'revenue / revenue * period.index'],
    ['an input over time', 'price_path / price'],
    ['an item that does not add up', 'unknown_sum / revenue'],
  ])('cannot be recomputed from %s', (_what, formula) => {
    const { value, diagnostics } = buildModel(
      'model.yaml',
      () =>
        `${head.replace('  fixed:', '  price_path: { unit: USD/user/month, series: { 2026-01: 1 USD/user/month } }\n  fixed:')}` +
        "      base_revenue: { unit: USD, opening: '0', rollup: sum, formula: revenue }\n" +
        '      unknown_sum: { unit: USD, rollup: none, formula: revenue }\n' +
        `      x: { unit: '%', rollup: recompute, formula: '${formula}' }\n`,
    );
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toContain('invalid-value');
  });
});
