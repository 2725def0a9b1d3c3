/**
 * A small model with everything that can be varied: a number, a series, a table, a date, a choice, a flag of errors,
 * and cash that runs out.
 */

export const lemonade = `
model: lemonade
title: Lemonade
timeline: { from: 2026-01, to: 2027-12, grain: month }
units: { cup: { label: Cup } }
tables:
  stand:
    label: Stand
    columns:
      cups:  { label: Cups sold, unit: cup/month }
      price: { label: Price, unit: USD/cup }
    members:
      beach:  { label: Beach, cups: { value: 1000 cup/month, range: { low: 500 cup/month, high: 1800 cup/month } }, price: 3 USD/cup }
      market: { label: Market, cups: 400 cup/month, price: 2 USD/cup }
inputs:
  cost:      { label: Cost of a cup, unit: USD/cup, value: 1.5 USD/cup, range: { low: 1 USD/cup, high: 2 USD/cup } }
  rent:      { label: Rent, unit: USD/month, series: { 2026-01: 1900 USD/month, 2027-01: 2600 USD/month } }
  wage:      { label: Wage, unit: USD/month, value: 100 USD/month }
  opens:     { label: Opens, unit: date, value: 2026-04, range: { low: 2026-01, high: 2026-12 } }
  season:    { label: Season, choice: [short, long], value: short }
  x:         { label: X, unit: '1', value: 5, range: { low: 0, high: 10 } }
  slope:     { label: Slope, unit: '1', value: 2 }
  shift:     { label: Shift, unit: '1', value: 3 }
  start_cash: { label: Cash at the start, unit: USD, value: 2000 USD, range: { low: 0 USD, high: 9000 USD } }
sheets:
  Stand:
    Sales:
      is_open: { label: Open, unit: flag, rollup: none, formula: period.start >= opens }
      share:   { label: Share of the season, unit: '1', rollup: none, formula: 'if(season = long, 1, 1 / 2)' }
      sales:
        label: Sales
        by: stand
        unit: USD
        rollup: sum
        formula: 'if(is_open, stand.cups * (stand.price - cost) * share * period.months, 0)'
      profit:
        label: Profit
        unit: USD
        rollup: sum
        formula: sum(sales over stand) - if(is_open, (rent + wage) * period.months, 0)
      cash: { label: Cash, unit: USD, opening: start_cash, rollup: last, formula: 'cash[-1] + profit' }
      balance_share: { label: Share of cash, unit: '1', rollup: none, formula: 'divide(profit, cash, 0)' }
    Curves:
      line:     { label: Line, unit: '1', formula: slope * x - shift }
      parabola: { label: Parabola, unit: '1', formula: (x - 2) * (x - shift) }
      above:    { label: Square, unit: '1', formula: (x - 2) ^ 2 + 1 }
      touching: { label: Touching, unit: '1', formula: (x - shift) ^ 2 }
      flat:     { label: Flat, unit: '1', formula: 'max(0, x - shift)' }
      jumping:  { label: Jumping, unit: '1', formula: 'if(x < shift, -1, 1)' }
      pole:     { label: Pole, unit: '1', formula: 1 / (x - shift) }
      broken:   { label: Broken, unit: '1', formula: sqrt(x - 2) - 2 }
      island:   { label: Broken in the middle, unit: '1', formula: 'if(abs(x - 2) < 1, ln(0 - abs(x)), x - 1 / 2 - shift * 2)' }
key_results: [profit, cash, line]
scenarios:
  base: { title: As planned }
  dear:
    title: Lemons become dear
    extends: base
    set: { cost: { value: 2 USD/cup, from: 2027-01 }, season: long }
  same: { title: Nothing else, extends: base }
`;
