/**
 * The waterfall of an explanation: its steps lead from the old value to the new one, and no bar has a length that says
 * something wrong.
 */
import { describe, expect, it } from 'vitest';
import { drawWaterfall, hasCutAxis, waterfallSteps } from '../../../src/cli/diff/waterfall.ts';
import type { Explanation, Part } from '../../../src/diff/diff.ts';

const part = (amount: number, label = `part of ${amount}`): Part => ({
  kind: 'assumption',
  id: label,
  label,
  amount,
  least: amount,
  most: amount,
  error: null,
  changes: [],
  parts: [],
});

function explanation(old: number, amounts: readonly number[], label?: string): Explanation {
  const difference = amounts.reduce((sum, amount) => sum + amount, 0);
  const parts = amounts.map((amount) => part(amount, label));
  return {
    target: 'profit@2027',
    label: 'Profit',
    unit: 'USD',
    old,
    new: old + difference,
    difference,
    parts,
    statements: [],
  };
}

describe('the steps', () => {
  it('lead from the old value to the new one', () => {
    const steps = waterfallSteps(explanation(-40, [100, -30, 5]));
    expect(steps.map(({ from, to, kind }) => [from, to, kind])).toEqual([
      [0, -40, 'total'],
      [-40, 60, 'rise'],
      [60, 30, 'fall'],
      [30, 35, 'rise'],
      [0, 35, 'total'],
    ]);
  });
  it('leave out what does nothing, and draw many small parts as one', () => {
    const steps = waterfallSteps(explanation(10, [0, ...Array.from({ length: 14 }, (_, at) => 14 - at)]));
    expect(steps).toHaveLength(12);
    expect(steps.at(-2)).toMatchObject({ label: '5 smaller drivers', from: 10 + 105 - 15, to: 115 });
  });
  it('are none where a side is an error or nothing was split', () => {
    expect(waterfallSteps({ ...explanation(1, [1]), old: null })).toEqual([]);
    expect(waterfallSteps({ ...explanation(1, [1]), parts: [] })).toEqual([]);
  });
});

describe('the drawing', () => {
  it('begins at zero unless that would hide the steps', () => {
    expect(hasCutAxis(explanation(400, [100]))).toBe(false);
    expect(hasCutAxis(explanation(-400, [-100]))).toBe(false);
    expect(hasCutAxis(explanation(-1, [1000]))).toBe(false);
    expect(hasCutAxis(explanation(4000, [100]))).toBe(true);
    expect(hasCutAxis(explanation(-4000, [100, -50]))).toBe(true);
    expect(hasCutAxis(explanation(5, [2, -2]))).toBe(false);
  });
  it.each(['wide', 'narrow'] as const)('is %s, the same each time, and holds texts as texts', async (shape) => {
    const wild = explanation(100, [20, -5], '<script>alert(1)</script>&');
    const drawing = await drawWaterfall(wild, shape);
    expect(drawing).toBe(await drawWaterfall(wild, shape));
    expect(drawing).not.toContain('<script');
    expect(drawing).toContain('&lt;script&gt;');
    expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
    expect(drawing!.match(/fill="var\(--(?:total|rise|fall)\)" opacity="1"/g)).toHaveLength(4);
  });
  it('has bars as long as their amounts, and marks in place of bars at a cut axis', async () => {
    const lengths = async (one: Explanation): Promise<readonly number[]> =>
      [
        ...(await drawWaterfall(one, 'wide'))!.matchAll(
          /d="M[^"]*?h(-?[\d.]+)v[^"]*" fill="var\(--\w+\)" opacity="1"/g,
        ),
      ].map((match) => Math.abs(Number(match[1])));
    const [old, rise, fall, now] = await lengths(explanation(400, [100, -50]));
    expect([rise! / old!, fall! / old!, now! / old!].map((share) => share.toFixed(6))).toEqual([
      '0.250000',
      '0.125000',
      '1.125000',
    ]);
    const cut = await lengths(explanation(4000, [100, -50]));
    expect(cut).toHaveLength(2);
    expect(cut[0]! / cut[1]!).toBeCloseTo(2, 6);
  });
  it('has labels that are whole where there is room', async () => {
    const label = 'Growth of the use that is paid for, in million dollars a year';
    expect(await drawWaterfall(explanation(100, [20], label.slice(0, 60)), 'wide')).toContain(label.slice(0, 60));
    expect(await drawWaterfall(explanation(100, [20], label.repeat(2)), 'wide')).toContain('…');
    expect(await drawWaterfall(explanation(100, [20], label.slice(0, 33)), 'narrow')).toContain(label.slice(0, 33));
  });
  it('is drawn of a value that did not move', async () => {
    expect(await drawWaterfall(explanation(0, [3, -3]), 'wide')).not.toMatch(/NaN|Infinity/);
  });
});
