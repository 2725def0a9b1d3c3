/**
 * Questions asked of the models give the published figures: margins of subscriptions, price cuts, and a profit that a
 * discount made.
 */
import { describe, expect, it } from 'vitest';
import { grid, solutions, solved } from '../helpers/questions.ts';

const anthropic = 'models/anthropic.yaml';
const subscription = 'models/examples/subscription_margin.yaml';
const priceCut = 'models/examples/price_cut.yaml';
const discount = 'models/examples/introductory_discount.yaml';

/** As percentages, with the digits that were published. */
const percent = (rows: readonly (readonly (number | string | null)[])[], digits = 6): number[][] =>
  rows.map((row) => row.map((value) => Number(((value as number) * 100).toFixed(digits))));

describe('the user margin', () => {
  const published = [
    [-25, -118.75, -150, -337.5],
    [-150, -337.5, -400, -775],
    [-400, -775, -900, -1650],
  ];

  it('is published by use and by API value per dollar, at a token margin of 75%', () => {
    expect(
      percent(grid(subscription, 'user_margin', ['utilisation=25%|50%|100%', 'multiple=20x|35x|40x|70x'])),
    ).toEqual(published);
  });

  it('is zero at the published break-even use', () => {
    for (const [multiple, share] of [
      [20, 20],
      [35, 11.4],
      [40, 10],
      [70, 5.7],
    ]) {
      const [use] = solutions(
        solved(subscription, 'utilisation', 'user_margin = 0', { set: [{ key: 'multiple', value: `${multiple}x` }] }),
      );
      expect(Number((use! * 100).toFixed(1))).toBe(share);
    }
  });

  it('is that of the six plans', () => {
    const plans = [
      'claude_pro',
      'claude_max_5x',
      'claude_max_20x',
      'chatgpt_plus',
      'chatgpt_pro_5x',
      'chatgpt_pro_20x',
    ];
    const rows = plans.map((plan) =>
      percent(grid(subscription, `plan_margin.${plan}`, ['utilisation=25%|50%|100%'])).flat(),
    );
    const [twenty, thirtyFive, forty, seventy] = [0, 1, 2, 3].map((at) => published.map((row) => row[at]));
    expect(rows).toEqual([twenty, twenty, forty, thirtyFive, thirtyFive, seventy]);
    const multiples = plans.map((plan) => grid(subscription, `plan_multiple.${plan}`, ['utilisation=25%|50%'])[0]![0]);
    expect(multiples).toEqual([20, 20, 40, 35, 35, 70]);
  });

  it('changes its sign inside the range of the token margin', () => {
    const rows = grid(subscription, 'user_margin', [
      'token_gross_margin=40%|50%|60%|75%|85%|95%',
      'multiple=20x|40x|70x',
    ]);
    expect(percent(rows)).toEqual([
      [-200, -500, -950],
      [-150, -400, -775],
      [-100, -300, -600],
      [-25, -150, -337.5],
      [25, -50, -162.5],
      [75, 50, 12.5],
    ]);
  });

  it('is the same in the model of Anthropic, for its cases and for its plans', () => {
    const cases = ['twenty_fold', 'forty_fold', 'seventy_fold'];
    const rows = cases.map((one) =>
      percent(grid(anthropic, `case_margin.${one}`, [`subsidy_case.${one}.utilisation=25%|50%|100%`])).flat(),
    );
    expect(rows).toEqual([0, 2, 3].map((at) => published.map((row) => row[at])));
    const along = ['plan.max_20x.utilisation=8%|25%|50%|100%', 'token_gross_margin=75%|85%'] as const;
    const plan = grid(anthropic, 'plan_margin.max_20x@2027-03', along) as number[][];
    const use = grid(anthropic, 'expected_use.max_20x@2027-03', along) as number[][];
    // Heavy users hit the cap, so that all of them use less than the mean user wants.
    for (const [at, wanted] of [0.08, 0.25, 0.5, 1].entries()) expect(use[at]![0]).toBeLessThanOrEqual(wanted);
    const byHand = use.map(([share]) => [0.75, 0.85].map((margin) => 1 - share! * 40 * (1 - margin)));
    expect(percent(plan, 9)).toEqual(percent(byHand, 9));
    const shares = cases.map(
      (one) =>
        solutions(solved(anthropic, `subsidy_case.${one}.utilisation`, `case_margin[subsidy_case=${one}] = 0`))[0]!,
    );
    expect(shares.map((share) => Number((share * 100).toFixed(1)))).toEqual([20, 10, 5.7]);
  });
});

describe('the gym', () => {
  const heavy = (scenario: string): number[] =>
    solutions(solved(subscription, 'heavy_users', 'pool_profit = 0 USD/month', { scenario }));

  it('carries 2.9 heavy users where the list price is the cost, 11.4 at a token margin of 75%, 12.1 with what they pay', () => {
    expect(heavy('list_price_is_cost').map((users) => users.toFixed(1))).toEqual(['2.9']);
    expect(heavy('fee_not_counted').map((users) => users.toFixed(1))).toEqual(['11.4']);
    expect(heavy('base').map((users) => users.toFixed(1))).toEqual(['12.1']);
    expect(heavy('list_price_is_cost')[0]).toBeCloseTo(40_000 / 14_000, 12);
    expect(heavy('fee_not_counted')[0]).toBeCloseTo(40_000 / 3_500, 12);
    expect(heavy('base')[0]).toBeCloseTo(40_000 / 3_300, 12);
  });

  it('carries 22.2 where they burn 8,000 dollars, and breaks even at 0.6% and 1.1% of heavy users', () => {
    const set = [{ key: 'heavy_cap_value', value: '8000 USD/user/month' }];
    const [users] = solutions(solved(subscription, 'heavy_users', 'pool_profit = 0 USD/month', { set }));
    expect(users!.toFixed(1)).toBe('22.2');
    const shares = grid(subscription, 'heavy_share_carried', [
      'heavy_cap_value=14000 USD/user/month|8000 USD/user/month',
    ]);
    expect(percent(shares, 1)).toEqual([[0.6], [1.1]]);
  });
});

describe('a discount on compute', () => {
  it('of more than 22.4% of 2.5 billion makes the profit of the quarter a loss at full price', () => {
    const answer = solved(discount, 'discount', 'profit_at_full_price = 0 USD');
    expect(solutions(answer)).toEqual([expect.closeTo(0.559 / 2.5, 12)]);
    expect((solutions(answer)[0]! * 100).toFixed(1)).toBe('22.4');
    expect(answer.statements[0]).toBe('One answer: 22.36%.');
    expect(grid(discount, 'sum(introductory_list_fee over 2026-04..2026-06)', ['discount=0%|50%'])).toEqual([
      [2.5e9],
      [2.5e9],
    ]);
  });

  it('is the same one where the condition is the sign itself, and in the model of Anthropic', () => {
    expect(solutions(solved(discount, 'discount', 'profit_at_full_price >= 0 USD'))[0]).toBeCloseTo(0.2236, 12);
    const own = solved(anthropic, 'introductory_discount', 'introductory_discount * flip_list_fee = flip_profit');
    expect(solutions(own)).toEqual([expect.closeTo(0.2236, 12)]);
  });

  it('takes the profit from plus to minus', () => {
    const [below, above] = grid(discount, 'profit_at_full_price', ['discount=22.3%|22.4%']).flat() as number[];
    expect([Math.sign(below!), Math.sign(above!)]).toEqual([1, -1]);
  });
});

describe('a price cut of a half at a token margin of 75%', () => {
  it('needs three times the volume for the same gross profit', () => {
    expect(solutions(solved(priceCut, 'volume', 'gross_profit_change_at_volume = 0'))).toEqual([expect.closeTo(3, 12)]);
  });

  it('needs an elasticity of ln 3 / ln 2 = 1.585, in both models', () => {
    const [elasticity] = solutions(solved(priceCut, 'elasticity', 'gross_profit_change = 0'));
    expect(elasticity).toBeCloseTo(Math.log(3) / Math.log(2), 12);
    expect(elasticity!.toFixed(3)).toBe('1.585');
    const volume = grid(priceCut, 'volume_response', [`elasticity=${elasticity}|1.1`]);
    expect(volume.flat()[0]).toBeCloseTo(3, 12);
    // Budgets above the need, and no competition for it: the gross profit of the API stays what it would be at former
    // prices.
    const kept =
      'api_revenue[2026-08] - api_inference[2026-08] = api_list_value[2026-08] / volume_response[2026-08] * token_gross_margin[2026-08]';
    expect(solutions(solved(anthropic, 'price_elasticity', kept, { scenario: 'price_cut' }))).toEqual([
      expect.closeTo(Math.log(3) / Math.log(2), 9),
    ]);
  });

  it('gives 7 and 48.5% more revenue, and 28.5 and 1% less gross profit, at the elasticities that were seen', () => {
    const along = ['elasticity=1.1|1.57'] as const;
    expect(percent(grid(priceCut, 'revenue_change', along), 1).flat()).toEqual([7.2, 48.5]);
    expect(percent(grid(priceCut, 'gross_profit_change', along), 1).flat()).toEqual([-28.5, -1]);
  });

  it('answers a cut of 10% with 12 to 18% more tokens', () => {
    const set = [{ key: 'price_cut', value: '10%' }];
    expect(percent(grid(priceCut, 'volume_response - 1', ['elasticity=1.08|1.57'], { set }), 0).flat()).toEqual([
      12, 18,
    ]);
  });

  it('has no volume and no elasticity that would do where half of the price was cost, or more', () => {
    for (const scenario of ['nothing_left', 'loss_on_every_token']) {
      const elasticity = solved(priceCut, 'elasticity', 'gross_profit_change = 0', { scenario, between: '0..20' });
      expect(elasticity.statements[0]).toBe('There is no answer.');
      expect(
        solutions(solved(priceCut, 'volume', 'gross_profit_change_at_volume = 0', { scenario, between: '0x..1000x' })),
      ).toEqual([]);
    }
    expect(grid(priceCut, 'margin_after', ['token_margin=40%|50%'])).toEqual([[expect.closeTo(-0.2, 12)], [0]]);
  });

  it('costs nothing of the margin where tokens become as much cheaper', () => {
    const [change] = grid(priceCut, 'margin_after', ['token_margin=75%|80%'], { scenario: 'cost_falls_too' }).flat();
    expect(change).toBeCloseTo(0.75, 12);
  });
});
