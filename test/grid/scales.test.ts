import { describe, expect, it } from 'vitest';
import { autoCountFormat, autoMoneyFormat } from '../../src/grid/formats.ts';
import { chooseFormat } from '../../src/grid/scales.ts';

describe('the format of a row of amounts', () => {
  it.each([
    [[0.000002], '#,##0.00000000'],
    [[0.03, -0.5], '#,##0.00'],
    [[20], '#,##0.00'],
    [[12_345.67], '#,##0'],
    [[-108_000_000], '#,##0.00,,"m"'],
    [[2.5e9, 1], '#,##0.00,,,"bn"'],
    [[1.1e12], '#,##0.00,,,,"tn"'],
  ])('money %j', (numbers, body) => {
    expect(chooseFormat(autoMoneyFormat, numbers)).toBe(`${body}_);(${body});"-"_)`);
  });

  it.each([
    [[37, 60], '#,##0'],
    [[0.5], '#,##0.00'],
    [[85_718.39], '#,##0'],
    [[12_345_678], '#,##0.0,,"m"'],
  ])('counts %j', (numbers, body) => {
    expect(chooseFormat(autoCountFormat, numbers)).toBe(`${body}_);(${body});"-"_)`);
  });
});
