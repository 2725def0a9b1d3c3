import { expect, it } from 'vitest';
import { formatCount, formatFigure, formatRounded } from '../../src/values/formatFigure.ts';

it.each([
  [0, 'USD', '0 USD'],
  [9_999, 'USD', '9999 USD'],
  [60_000, 'USD', '60k USD'],
  [-19_540.2, 'USD', '-19.54k USD'],
  [999_999, 'USD', '1m USD'],
  [1_234_567, 'USD', '1.235m USD'],
  [-4.0214e9, 'USD', '-4.021bn USD'],
  [2e12, '1', '2tn'],
  [0.12345, 'USD/user/month', '0.1235 USD/user/month'],
  [-0.00498688, '%', '-0.5%'],
  [0.0035, '%', '0.35%'],
  [0.0125, '%', '1.25%'],
  [0.415, '%', '41.5%'],
  [0.03, '%/month', '3%/month'],
  [46_203.4, 'date', '2026-06-30'],
])('%s in %s is said as %s', (value, unit, words) => {
  expect(formatRounded(value, unit)).toBe(words);
});

it.each([
  [1, '1 trial'],
  [999, '999 trials'],
  [10_000, '10,000 trials'],
  [1_234_567, '1,234,567 trials'],
])('counts %s', (count, words) => {
  expect(formatCount(count, 'trial')).toBe(words);
});

it.each([
  [0.039446, '%', '3.94%'],
  [0.03945, '%', '3.95%'],
  [0.999999, '%', '100%'],
  [1.16149, '%', '116.1%'],
  [0.0039446, '%', '0.394%'],
  [-16.5, '%', '-1650%'],
])('the figure %s in %s is %s', (value, unit, words) => {
  expect(formatFigure(value, unit)).toBe(words);
});
