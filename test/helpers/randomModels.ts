/**
 * Random models for engines to agree on. Enters nothing; leaves model texts with scenarios, a choice, a table, dates,
 * look backs, roll-ups and errors: every function of the language is among the formulas.
 */
import fc from 'fast-check';
import { planFile } from '../../src/reading.ts';

const itemsInModel = 24;
const scenarios = ['base', 'high_case', 'switched'];

/** What formula number `at` may read: inputs, the calendar, items above it, and the past of all items. */
function operands(at: number): fc.Arbitrary<string> {
  const earlier = Array.from({ length: at }, (_, other) => `item_${other}`);
  const past = Array.from({ length: itemsInModel }, (_, other) => `item_${other}[-1]`);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('low', 'high', 'period.index', 'price', 'moving', 'moving[-1]') },
    { weight: 4, arbitrary: fc.constantFrom('low', ...earlier) },
    { weight: 2, arbitrary: fc.constantFrom(`item_${at}[-1]`, ...past) },
    { weight: 1, arbitrary: fc.constantFrom('(period.months / one_month)', '(period.year / 1000)', '(low - low)') },
  );
}

function formula(at: number): fc.Arbitrary<string> {
  const operand = operands(at);
  const pair = fc.tuple(operand, operand);
  const earlier = fc.constantFrom('moving', ...Array.from({ length: at }, (_, other) => `item_${other}`));
  const small = (text: string): string => `max(-1, min(1, ${text}))`;
  return fc.oneof(
    fc.tuple(pair, fc.constantFrom('+', '-')).map(([[a, b], sign]) => `(${a} ${sign} ${b}) / 2`),
    pair.map(([a, b]) => `low * ${a} * ${small(b)}`),
    pair.map(([a, b]) => `${small(a)} / (${b} - ${b} * low)`),
    pair.map(([a, b]) => `${small(a)} / ${b}`),
    pair.map(([a, b]) => `divide(${a}, 1 + abs(${b}), 0) ^ 2 / 100`),
    fc
      .tuple(pair, pair, fc.constantFrom('>', '<', '>=', '<='))
      .map(([[a, b], [c, d], sign]) => `if(${a} ${sign} ${b}, ${c}, -${d}) / 2`),
    fc
      .tuple(pair, fc.constantFrom('min', 'max', 'average', 'sum', 'count'))
      .map(([[a, b], name]) => `${name}(${a}, ${b}, 100) / 24`),
    operand.map((a) => `sqrt(abs(${a})) + ln(1 + abs(${a}))`),
    operand.map((a) => `ln(${a})`),
    operand.map((a) => `exp(${small(a)}) ^ 2`),
    operand.map((a) => `round(${a}, 1) + roundup(${a}, 0) - rounddown(${a}, 2) + int(${a})`),
    operand.map((a) => `if(and(${a} > 0, not(${a} > 2)), ${a}, mod(abs(${a}), 12))`),
    operand.map((a) => `if(or(${a} > 2, treatment = other), ${a}, low)`),
    operand.map((a) => `if(treatment <> one, ${small(a)}, high)`),
    fc
      .tuple(earlier, fc.constantFrom('sum', 'average', 'min', 'max', 'count'))
      .map(([a, name]) => `${name}(${a}[-1..0]) / 2`),
    earlier.map((a) => `cumulative(${a}) / 12`),
    earlier.map((a) => `growth(${a}, 0)`),
    earlier.map((a) => `straight_line(${a}, term)`),
    earlier.map((a) => `last(${a} over 2026) - max(${a} over 2026-02..2026-05)`),
    earlier.map((a) => `sumproduct(${a}, moving over 2026-01..2026-03) / 1000 - ${a}[2026-04]`),
    earlier.map((a) => `irr(flow over timeline) + xirr(flow over timeline) * ${a}`),
    operand.map((a) => `ipmt(rate, period.index - 2, 2, 1000, ${a}) / 12`),
    operand.map((a) => `ppmt(rate, period.index - 2, 2, 1000, ${a}, 1) / 100`),
    fc.constant('irr(late over timeline) + irr(late over timeline, rate) + xirr(late over timeline)'),
    operand.map((a) => `xirr(deal.paid, deal.on over deal) + xirr(deal.paid, deal.on over deal, rate) * ${a}`),
    operand.map((a) => `growth_factor(yearly, period.elapsed) * ${a} - growth_factor(monthly, period.months)`),
    fc.constant('straight_line(flow, odd_term) / 12'),
    operand.map(
      (a) => `pmt(rate, 12, 1000 + abs(${a}), 0, 0) / 12 - ipmt(rate, 2, 12, 1000) - ppmt(rate, 2, 12, ${a})`,
    ),
    operand.map((a) => `pv(rate, 12, ${a}) / 1000 + fv(rate, 12, ${a}, 1) / 1000 + nper(rate, -100, 1000)`),
    fc.constant('active(begin, term) + active_months(begin, term) / one_month + allocate(high, begin, term)'),
    fc.constant('year(begin) / 1000 + month(edate(begin, term)) + day(eomonth(period.start, term))'),
    fc
      .constantFrom(0, 1, 2, 3, 4)
      .map((basis) => `yearfrac(begin, period.end, ${basis}) * 12 + days(period.end, begin) / one_day`),
    operand.map(
      (a) => `lookup_band(scale.rate, scale.from, abs(${a})) + progressive(scale.from, scale.rate, abs(${a})) / 24`,
    ),
    operand.map((a) => `lookup(scale.rate, scale.from, int(${a}))`),
    fc.constant('sum(by_scale over scale) + max(by_scale over scale) - average(scale.rate over scale)'),
    operand.map((a) => `discount_factor(rate) * ${a}`),
    fc.constant('days(date(period.year, 24, 1), date(period.year, 1, 0)) / one_day / 100'),
  );
}

/** The text of a model with these formulas. */
export function randomModelText(formulas: readonly string[], name = 'random'): string {
  const rollups = ['sum', 'last', 'first', 'average'];
  const items = formulas.map(
    (each, at) => `      item_${at}: { unit: '1', opening: low, rollup: ${rollups[at % 4]!}, formula: '${each}' }`,
  );
  return `
model: ${name}
title: Random
timeline: { from: 2026-01, to: 2026-12, grain: month }
inputs:
  low: { unit: '1', value: 0.3 1 }
  high: { unit: '1', value: 17.25 1 }
  rate: { unit: '%', value: 1.25% }
  yearly: { unit: '%/year', value: 6%/year }
  monthly: { unit: '%/month', value: 1%/month }
  begin: { unit: date, value: 2026-03-15 }
  term: { unit: month, value: 5 months }
  odd_term: { unit: month, value: 3.5 months }
  one_month: { unit: month, value: 1 month }
  one_day: { unit: day, value: 1 day }
  treatment: { choice: [one, other], value: one }
  price: { unit: '1', series: { 2026-01: 1.1 1, 2026-06: 0.7 1 } }
tables:
  scale:
    columns: { from: { unit: '1' }, rate: { unit: '%' } }
    members:
      first: { from: 0 1, rate: 5% }
      second: { from: 2 1, rate: 12.5% }
      third: { from: 20 1, rate: 30% }
  deal:
    columns: { on: { unit: date }, paid: { unit: '1' } }
    members:
      signed: { on: 2026-01-15, paid: -100 1 }
      first_payment: { on: 2026-07-31, paid: 60 1 }
      last_payment: { on: 2027-02-28, paid: 55 1 }
scenarios:
  base: { title: Base }
  high_case: { title: High, set: { low: 0.7 1, high: 3 1, price: { series: { 2026-01: 2 1, 2026-04: 0 1 } } } }
  switched: { title: Switched, extends: high_case, set: { treatment: other, begin: 2025-11-30, term: 3 months, rate: 0% } }
sheets:
  Random:
    Items:
      moving: { unit: '1', opening: high, rollup: none, formula: 'moving[-1] * low + period.index' }
      late: { unit: '1', rollup: sum, opening: 0, formula: 'if(period.index < 2, 0, if(period.index = 2, -100, 12 + low))' }
      flow: { unit: '1', rollup: sum, formula: 'if(period.index = 1, -100, 12 + low)' }
      by_scale: { unit: '1', by: scale, rollup: sum, formula: 'moving * scale.rate' }
      share: { unit: '1', rollup: recompute, formula: 'flow / sum(by_scale over scale)' }
${items.join('\n')}
checks:
  all_is_well: { formula: moving > 1, tolerance: 0.5 1 }
  adds_up: { formula: sum(by_scale over scale) = moving * sum(scale.rate over scale), tolerance: 0.000001 1 }
expect:
  the_sum: { formula: sum(moving over timeline), expect: 75 1, tolerance: 100% }
`;
}

const drawnFormulas: fc.Arbitrary<string[]> = fc.tuple(...Array.from({ length: itemsInModel }, (_, at) => formula(at)));

/** Formulas that read single periods by name can read each other in a circle; such a model is rightly refused. */
function isCircular(formulas: readonly string[]): boolean {
  const { diagnostics } = planFile('random.yaml', () => randomModelText(formulas));
  return diagnostics.some(({ code }) => code === 'circular-item');
}

/** Formulas of a random model, which no circle keeps from being calculated. */
export const randomFormulas: fc.Arbitrary<string[]> = drawnFormulas.filter((formulas) => !isCircular(formulas));

export { scenarios as randomScenarios };
