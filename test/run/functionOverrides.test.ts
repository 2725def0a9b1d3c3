import { HyperFormula } from 'hyperformula';
import { expect, test } from 'vitest';
import { hyperFormulaPlugins } from '../../src/run/functionOverrides.ts';

function compute(formula: string, overridden: boolean): unknown {
  const engine = HyperFormula.buildFromArray([[`=${formula}`]], {
    licenseKey: 'gpl-v3',
    smartRounding: false,
    ...(overridden ? { functionPlugins: hyperFormulaPlugins() } : {}),
  });
  return engine.getCellValue({ sheet: 0, row: 0, col: 0 });
}

test.each([
  ['INT(-1.5)', -1, -2],
  ['INT(4.35*100)', 434, 435],
  ['ROUND(1.005,2)', 1, 1.01],
  ['ROUND(21.9/0.2,0)', 109, 110],
  ['ROUND(-1.005,2)', -1, -1.01],
  ['ROUNDUP(1.1*1.1*100,0)', 122, 121],
  ['ROUNDDOWN(4.35*100,0)', 434, 435],
  ['EDATE(DATE(2024,1,31),1)', 45350, 45351],
])('%s is %d in the engine alone and %d with the override', (formula, alone, right) => {
  expect(compute(formula, false)).toBe(alone);
  expect(compute(formula, true)).toBe(right);
});

test.each([
  ['ROUND(1234567,-3)', 1235000],
  ['ROUND(-0.4,0)', 0],
  ['ROUND(2.5,0)', 3],
  ['ROUND(10^21,2)', 1e21],
  ['ROUND(0.0000001234,8)', 0.00000012],
  ['ROUNDUP(-1.21,1)', -1.3],
  ['ROUNDDOWN(-1.29,1)', -1.2],
  ['EDATE(DATE(2023,1,31),1)', 44985],
  ['EDATE(DATE(2024,2,29),12)', 45716],
  ['EDATE(DATE(2024,3,31),-1)', 45351],
  ['EDATE(DATE(2024,1,31),1.9)', 45351],
  ['EOMONTH(DATE(2024,1,31),1.9)', 45351],
  ['EOMONTH(DATE(2024,3,31),-1.9)', 45351],
  ['EOMONTH(DATE(2024,3,31),0)', 45382],
])('%s is %d', (formula, right) => {
  expect(compute(formula, true)).toBe(right);
});

test('a date before the first day is an error', () => {
  expect(compute('EDATE(10,-12)', true)).toMatchObject({ value: '#NUM!' });
});
