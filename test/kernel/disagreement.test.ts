/**
 * A kernel that computes something else than HyperFormula stops a build: nothing is written, and both values are shown.
 */
import { expect, it, vi } from 'vitest';
import { bugReport } from '../../src/cli/io/exit.ts';
import { buildModel } from '../../src/pipeline.ts';

vi.mock(import('../../src/kernel/runtime.ts'), async (original) => {
  const { runtime: numbers } = await original();
  return {
    runtime: {
      ...numbers,
      power: (base: number, exponent: number) => numbers.power(base, exponent) * (1 + Number.EPSILON),
    },
  };
});

const text = `
model: small
timeline: { from: 2026, to: 2027, grain: year }
inputs:
  growth: { unit: '%', value: 10% }
sheets:
  Sales:
    Growth:
      factor: { formula: (1 + growth) ^ period.index, rollup: none }
      doubled: { formula: factor * 2, rollup: none }
`;

it('is our bug, told with the first cells in which they differ', () => {
  let message = '';
  try {
    buildModel('model.yaml', () => text);
  } catch (error) {
    message = bugReport(error, false);
  }
  expect(message).toBe(
    'burnsheet: internal error: HyperFormula and the kernel disagree in scenario base: factor in 2026: 1.1 by HyperFormula, 1.1000000000000003 by the kernel; factor in 2027: 1.2100000000000002 by HyperFormula, 1.2100000000000004 by the kernel; doubled in 2026: 2.2 by HyperFormula, 2.2000000000000006 by the kernel; doubled in 2027: 2.4200000000000004 by HyperFormula, 2.420000000000001 by the kernel (this is a bug in burnsheet, please report it; BURNSHEET_DEBUG=1 shows where)',
  );
});
