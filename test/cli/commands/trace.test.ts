import pc from 'picocolors';
import { expect, it } from 'vitest';
import { renderTrace } from '../../../src/cli/reports/traceText.ts';
import type { Trace } from '../../../src/pipeline.ts';

const price: Trace = {
  id: 'price',
  label: 'Price',
  members: ['pro'],
  cell: 'Inputs!E5',
  unit: 'USD/user/month',
  value: 20,
  provenance: {
    written: '20 USD/user/month',
    source: 'press',
    status: 'company',
    known: '2026-06-11',
    alternatives: [{ value: '25 USD/user/month' }],
    calibratedTo: [],
    revisions: [],
  },
  written: { path: 'models/lab.yaml', line: 12 },
  children: [],
};
const revenue: Trace = {
  id: 'revenue',
  label: 'Revenue',
  members: [],
  period: '2027-03',
  cell: 'Revenue!H14',
  unit: 'USD',
  value: 2.5e9,
  words: 'users * price',
  withNumbers: '125,000,000 * 20',
  children: [price, { ...price, repeated: true }],
};
const colours = pc.createColors(false);

it('shows the formula in words and numbers, the sources, and what was shown before only once', () => {
  expect(renderTrace(revenue, 3, colours).split('\n')).toEqual([
    'Revenue = 2.50 bn USD  revenue@2027-03, Revenue!H14',
    '│   = users * price',
    '│   = 125,000,000 * 20',
    '├─ Price = 20 USD/user/month  price.pro, Inputs!E5',
    '│      written 20 USD/user/month; source press; company; known 2026-06-11',
    '│      alternative: 25 USD/user/month',
    '│      models/lab.yaml:12',
    '└─ Price = 20 USD/user/month  price.pro, Inputs!E5 (shown above)',
  ]);
});

it('counts what the depth cuts', () => {
  expect(renderTrace(revenue, 0, colours)).toContain('└─ … 2 more below: use a larger --depth');
});

it('does not claim to have shown what the depth has cut', () => {
  const inner: Trace = { ...revenue, id: 'inner', cell: 'A!A1', children: [price] };
  const outer: Trace = { ...revenue, id: 'outer', cell: 'A!A2', children: [inner, { ...price, repeated: true }] };
  const text = renderTrace(outer, 1, colours);
  expect(text).not.toContain('shown above');
  expect(text).toContain('source press');
});

it('breaks long lines between words, under their branch', () => {
  const long: Trace = {
    ...revenue,
    words: 'average(users[-1], users) * price * (1 - discount) * period.months',
    children: [price],
  };
  const lines = renderTrace(long, 2, colours, 44).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'Revenue = 2.50 bn USD  revenue@2027-03,',
    '│     Revenue!H14',
    '│   = average(users[-1], users) * price * (1',
    '│     - discount) * period.months',
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(44);
});

it('says of a value what it was calibrated to, and of a tie-out which inputs and why it misses', () => {
  const solved: Trace = { ...price, provenance: { ...price.provenance!, calibratedTo: ['sales_2025', 'sales_2026'] } };
  expect(renderTrace(solved, 1, colours)).toContain('known 2026-06-11; calibrated to sales_2025, sales_2026');
  const tieOut: Trace = {
    ...revenue,
    misses: 'The press counts orders.',
    calibrated: ['price.pro', 'users'],
    children: [],
  };
  expect(renderTrace(tieOut, 1, colours).split('\n').slice(3)).toEqual([
    '    misses: The press counts orders.',
    '    calibrated: price.pro, users',
  ]);
});
