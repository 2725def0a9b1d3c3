/** Numbers of a comparison in words. */
import { describe, expect, it } from 'vitest';
import {
  describeChange,
  describeComparison,
  failedChecks,
  formatDifference,
  formatLevel,
  formatMovement,
  formatShare,
  otherVerdicts,
} from '../../../src/cli/diff/wording.ts';
import type { MovedCell, RunDiff, VerdictChange } from '../../../src/diff/diff.ts';
import { makeChange } from '../../../src/diff/formulaParts.ts';

describe('a difference', () => {
  it.each([
    [0.031, '%', '+3.1 points'],
    [-0.00044, '%', '-0.044 points'],
    [-1.24e9, 'USD', '-1.24bn USD'],
    [-275, 'date', '-275 days'],
    [1, 'date', '+1 day'],
    [0.01, '1/month', '+1 point per month'],
    [-0.02, '%/year', '-2 points per year'],
    [0.01, '%', '+1 point'],
  ])('%d in %s is %s', (difference, unit, words) => {
    expect(formatDifference(difference, unit)).toBe(words);
  });
});

describe('a movement', () => {
  const cell = (old: number, current: number, relative: number | null): MovedCell => ({
    period: '2027',
    old,
    new: current,
    difference: current - old,
    relative,
  });
  it('has its share of the old value where that says something', () => {
    expect(formatMovement(cell(10e9, 8.8e9, -0.12), 'USD')).toBe('-1.2bn USD (-12%)');
    expect(formatMovement(cell(0, 5, null), 'USD')).toBe('+5 USD');
    expect(formatShare(cell(1, 100, 99))).toBe('+100x');
    expect(formatMovement(cell(0, 1, null), 'flag')).toBe('no to yes');
  });
  it('has none that says something wrong: not all of what was, and nothing of what was or is negative', () => {
    expect(formatShare(cell(34_120, 120, -0.99648))).toBe('-99.6%');
    expect(formatShare(cell(1e6, 3, -0.999997))).toBe('-99.9997%');
    expect(formatShare(cell(5, 0, -1))).toBe('-100%');
    expect(formatShare(cell(-5, 5, 2))).toBe('');
    expect(formatShare(cell(-5, -6, -0.2))).toBe('');
    expect(formatShare(cell(5, -1, -1.2))).toBe('');
  });
  it('is between values of which negative ones stand in brackets', () => {
    expect(formatLevel(-3.36e9, 'USD')).toBe('(3.36bn USD)');
    expect(formatLevel(-0.635, '%')).toBe('(63.5%)');
    expect(formatLevel(3, 'USD')).toBe('3 USD');
  });
});

describe('what was changed', () => {
  const changed = (old: string | null, current: string | null, difference: number | null, unit: string) =>
    describeChange(makeChange('value', 'changed', 'term', { old, new: current, difference, unit }));
  it('has its difference in the unit in which both sides are written', () => {
    expect(changed('60 months', '88 months', 28, 'month')).toBe('60 months -> 88 months (+28 months)');
    expect(changed('1 month', '2 months', 1, 'month')).toBe('1 month -> 2 months (+1 month)');
    expect(changed('4.5bn USD', '4.59bn USD', 9e7, 'USD')).toBe('4.5bn USD -> 4.59bn USD (+0.09bn USD)');
    expect(changed('900m USD', '1.2bn USD', 3e8, 'USD')).toBe('900m USD -> 1.2bn USD (+300m USD)');
    expect(changed('100%', '94%', -0.06, '%')).toBe('100% -> 94% (-6 points)');
    expect(changed('4%/month', '5%/month', 0.01, '%/month')).toBe('4%/month -> 5%/month (+1 point per month)');
  });
  it('has a unit where it was or is zero, and says that there was nothing', () => {
    expect(changed('1 x', '0', -1, 'x')).toBe('1 x -> 0 x (-1 x)');
    expect(changed('', 'revenue * 2', null, 'USD')).toBe('(none) -> revenue * 2');
  });
});

describe('checks and published figures', () => {
  const verdict = (kind: VerdictChange['kind'], old: string, current: string, isWorse: boolean): VerdictChange => {
    return { kind, id: `${kind} ${old} ${current}`, label: '', old, new: current, isWorse, detail: '' };
  };
  const all = [
    verdict('tie-out', 'later', 'holds', false),
    verdict('tie-out', 'later', 'holds', false),
    verdict('tie-out', 'misses', 'holds', false),
    verdict('tie-out', 'holds', 'misses', true),
    verdict('check', 'fails', 'holds', false),
    verdict('check', 'holds', 'fails', true),
    verdict('check', 'holds', 'fails', true),
  ];
  it('are counted apart, what fails first', () => {
    const diff = {
      isEmpty: false,
      changes: [],
      movements: [],
      headlines: [],
      compared: 3,
      verdicts: all,
    } as unknown as RunDiff;
    expect(describeComparison({ diff })).toBe(
      'No changes; none of 3 rows moved; 2 checks now fail; 1 published figure is now missed (met before); ' +
        '2 published figures are tested for the first time and met; 1 published figure is now met (missed before); ' +
        '1 check passes again.',
    );
  });
  it('are failed checks and others, the worse first', () => {
    expect(failedChecks(all).map(({ kind }) => kind)).toEqual(['check', 'check']);
    expect(otherVerdicts(all).map(({ isWorse }) => isWorse)).toEqual([true, false, false, false, false]);
  });
});
