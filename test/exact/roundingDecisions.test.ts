/**
 * What rounding decides is named, with both outcomes; what is equal on paper is no alarm, and what differs is decided.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { buildModel, judgeExactness, judgeRounding, planFile } from '../../src/pipeline.ts';
import { build, values } from '../helpers/models.ts';

const fault = (name: string): string => readFileSync(`test/faults/${name}.yaml`, 'utf8');
const messagesOf = (text: string): string[] => {
  const { value, diagnostics } = planFile('model.yaml', () => text);
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return judgeRounding(value).map(({ message }) => message);
};

describe('inputs that were decided by rounding', () => {
  test('use within a commitment holds, although 0.1 + 0.2 is more than 0.3 in doubles', () => {
    const { checks } = build(fault('check-rounding')).record.scenarios[0]!;
    expect(checks.map(({ passed }) => passed)).toEqual([true]);
  });

  test('a fee above 30% is not paid at 10% and 20%', () => {
    expect(values(build(fault('comparison')), 'fee_paid')).toEqual([0, 0]);
    expect(messagesOf(fault('comparison'))).toEqual([]);
  });

  test('a book value of nothing holds, and a division by it is named with both outcomes', () => {
    const { value, diagnostics } = buildModel('model.yaml', () => fault('residue'));
    expect(value!.record.scenarios[0]!.checks.map(({ passed }) => passed)).toEqual([true]);
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "decided-by-rounding: 'written_off' divides by a number that is zero except for rounding errors in 2031, 2032, scenario base: " +
        '1.621e+18% as computed, 0% without rounding errors (7.1e-15 is left over from terms of 1000)',
    ]);
  });

  test('a maximum that another member gives in doubles is no alarm', () => {
    const { value: plan } = planFile('model.yaml', () => fault('exact-max'));
    const { value, diagnostics } = judgeExactness(plan!);
    expect(diagnostics).toEqual([]);
    expect(Math.max(...value!.map(({ relative }) => relative))).toBeLessThan(1e-15);
  });
});

const model = (items: string, scenarios = '') => `
model: edges
timeline: { from: 2026, to: 2027, grain: year }
tables:
  band: { columns: { from: { unit: '1' }, rate: { unit: '1' } }, members: { low: { from: 0, rate: 1 }, high: { from: 0.3, rate: 2 } } }
inputs:
  a: { unit: '1', value: 0.1 }
  b: { unit: '1', value: 0.2 }
  c: { unit: '1', value: 0.3 }
  tenth: { unit: '1', value: 0.1 }
  whole: { unit: '1', value: 12 }
${scenarios}
sheets:
  S:
    T:
      left: { unit: '1', formula: a + b - c }
      under: { unit: '1', formula: c - a - b }
${items.replace(/^/gm, '      ')}
`;

describe('a number that rounding leaves is named', () => {
  it.each([
    [
      'if(left > 0, 1, 2)',
      'compares amounts that are equal except for rounding errors',
      '1 as computed, 2 without rounding',
    ],
    [
      '1 / left',
      'divides by a number that is zero except for rounding errors',
      '1.801e+16 as computed, an error without rounding',
    ],
    [
      'divide(1, left, 0)',
      'divides by a number that is zero except for rounding errors',
      '1.801e+16 as computed, 0 without rounding',
    ],
    [
      'sqrt(left)',
      'takes the root, logarithm or power of a number that is zero except for rounding errors',
      '7.451e-9 as computed, 0 without rounding',
    ],
    [
      'sqrt(under)',
      'takes the root, logarithm or power of a number that is zero except for rounding errors',
      'an error as computed, 0 without rounding',
    ],
    [
      'sqrt(max(0, left))',
      'takes the root, logarithm or power of a number that is zero except for rounding errors',
      '7.451e-9 as computed, 0 without rounding',
    ],
    [
      'int(under)',
      'rounds a number that is at the limit except for rounding errors',
      '-1 as computed, 0 without rounding',
    ],
    [
      'roundup(left, 0)',
      'rounds a number that is at the limit except for rounding errors',
      '1 as computed, 0 without rounding',
    ],
    [
      'mod(1, tenth)',
      'rounds a number that is at the limit except for rounding errors',
      '0.1 as computed, 0 without rounding',
    ],
    [
      'lookup_band(band.rate, band.from, 1 - c - b - b)',
      'looks up an amount that equals a key except for rounding errors',
      '1 as computed, 2 without rounding',
    ],
  ])('%s', (formula, does, outcomes) => {
    const messages = messagesOf(model(`x: { unit: '1', formula: '${formula}' }`));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`'x' ${does}`);
    expect(messages[0]).toContain(outcomes);
  });

  it('in the scenario in which it happens', () => {
    const scenarios = 'scenarios: { base: { set: { c: 0.4 } }, edge: { extends: base, set: { c: 0.3 } } }';
    const [message, ...others] = messagesOf(model(`x: { unit: '1', formula: 'if(left > 0, 1, 2)' }`, scenarios));
    expect(others).toEqual([]);
    expect(message).toContain('scenario edge:');
  });
});

describe('nothing is named', () => {
  it.each([
    ['where the terms are in the formula', 'if(a + b > c, 1, 2)'],
    ['where the terms of a divisor are in the formula', 'divide(1, a + b - c, 0)'],
    ['where other terms of the formula are far larger than what is left', 'if(left > a - tenth, 1, 2)'],
    ['where both outcomes are the same', 'if(left >= 0, 1, 2)'],
    ['where a branch is not taken', 'if(whole > 1, 1, 1 / left)'],
    ['where a difference is small and real', 'if(left + tenth / 1000 > 0, 1, 2)'],
    ['of whole numbers', 'if(whole - 12 > 0, 1, 1 / whole)'],
    ['where an amount is tested against one that counts', 'if(abs(left) < tenth / 1000, 0, 1 / left)'],
    ['of what is only added', 'max(0, left) + 1'],
  ])('%s', (_, formula) => {
    expect(messagesOf(model(`x: { unit: '1', formula: '${formula}' }`))).toEqual([]);
  });
});
