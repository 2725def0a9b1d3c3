import { expect, test } from 'vitest';
import { axisEnds, axisFormat, labelFormat } from '../../../src/xlsx/write/axisFormat.ts';

const billions = '#,##0.00,,,"bn"_);(#,##0.00,,,"bn");"-"_)';
const counts = '[>=1000000000]#,##0.0,,,"bn";[>=1000000]#,##0.0,,"m";#,##0.00';
const prices = '[>=1000000000]#,##0.00,,,"bn"_);[<0](#,##0.00);#,##0.00_)';

test.each([
  [billions, 0, 12e9, '#,##0,,,"bn";(#,##0,,,"bn");0'],
  [billions, 0, 3e9, '#,##0.0,,,"bn";(#,##0.0,,,"bn");0'],
  [billions, -0.2e9, 0.1e9, '#,##0.00,,,"bn";(#,##0.00,,,"bn");0'],
  ['0.0%;(0.0%);0.0%', -0.1, 0.6, '0%;(0%);0%'],
  ['#,##0.0"x";(#,##0.0"x")', 0, 4, '#,##0.0"x";(#,##0.0"x");0'],
  [counts, 0, 5e6, '#,##0.0,,"m";-#,##0.0,,"m";0'],
  [counts, 0, 5e9, '#,##0.0,,,"bn";-#,##0.0,,,"bn";0'],
  [counts, 0, 90, '#,##0;-#,##0;0'],
  [prices, -5, 200, '#,##0;(#,##0);0'],
  ['$#,##0.00', 0, 50, '$#,##0;-$#,##0;0'],
  ['yyyy-mm-dd', 45_000, 46_000, 'yyyy-mm-dd'],
  ['General', 0, 1, 'General'],
  ['@', 0, 0, '@'],
])('the axis of %s from %d to %d', (format, low, high, axis) => {
  expect(axisFormat(format, { low, high })).toBe(axis);
});

test('a line that hardly moves has an axis of its own range', () => {
  expect(axisFormat('0.0%', { low: 0.9, high: 0.92 })).toBe('0.0%;-0.0%;0%');
  expect(axisFormat('#,##0', { low: 95, high: 99 })).toBe('#,##0.0;-#,##0.0;0');
});

test('labels show three digits that count and nothing for zero; steps down are taken away', () => {
  expect(labelFormat(billions, { low: 0, high: 4.6e9 }, 'total')).toBe('#,##0.00,,,"bn";(#,##0.00,,,"bn");');
  expect(labelFormat(billions, { low: -4e9, high: 0 }, 'up')).toBe('#,##0.00,,,"bn";#,##0.00,,,"bn";');
  expect(labelFormat(billions, { low: 0, high: 46e9 }, 'down')).toBe('(#,##0.0,,,"bn");(#,##0.0,,,"bn");');
});

test.each([
  [0.018, 0.021, { low: 0, high: 0.025, step: 0.005 }],
  [0, 0.0194, { low: 0, high: 0.02, step: 0.002 }],
  [-12, 3.1, { low: -12, high: 4, step: 2 }],
  [-7e9, -6e9, { low: -7e9, high: 0, step: 1e9 }],
  [0, 0, undefined],
])('an axis from %s to %s holds zero and ends at round numbers', (low, high, ends) => {
  expect(axisEnds({ low, high })).toEqual(ends);
});
