/** Findings as a person reads them: the worst first, equal changes as one, and of long formulas what differs. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/audit/findings.ts';
import { groupFindings } from '../../../src/audit/grouping.ts';
import { renderFindings, showDifference } from '../../../src/cli/reports/findingsText.ts';
import { listening } from '../../helpers/terminal.ts';

const screen = { ...listening().terminal, width: 80 };
const long = (column: string, times = '') =>
  `=IF(${column}$4>=Inputs!$G$20,SUM(${column}5:${column}12)+${column}13*Inputs!$G$21-${column}14/${column}15+${column}16*Inputs!$G$22,0)${times}`;
const changed = (column: string): Finding => ({
  kind: 'formula-changed',
  place: `'P & L'!${column}13`,
  item: 'revenue',
  old: long(column),
  now: long(column, '*1.1'),
});

describe('equal changes', () => {
  it('of formulas in a row are one range', () => {
    const groups = groupFindings([changed('Y'), changed('Z'), changed('AA'), changed('AC')]);
    expect(groups.map(({ place, count }) => [place, count])).toEqual([
      ["'P & L'!Y13:AA13", 3],
      ["'P & L'!AC13", 1],
    ]);
  });

  it('are those of one kind, in one row, with the same formula', () => {
    const other = { ...changed('Z'), now: long('Z', '*1.2') };
    const below = { ...changed('Z'), place: "'P & L'!Z14" };
    const format = { ...changed('Z'), kind: 'formula-misled' } as const;
    for (const next of [other, below, format]) expect(groupFindings([changed('Y'), next])).toHaveLength(2);
  });

  it('of formulas that were replaced by values show the first and the last', () => {
    const replaced = (column: string, now: number): Finding => ({
      kind: 'formula-overwritten',
      place: `S!${column}3`,
      old: `=${column}2`,
      now,
    });
    const findings = [replaced('H', 1), replaced('I', 2), replaced('J', 4)];
    expect(groupFindings(findings)).toMatchObject([{ place: 'S!H3:J3', count: 3, now: 1, last: 4 }]);
    expect(renderFindings(findings, false, screen)).toContain('=H2 -> 1 … 4 (3 values)');
    expect(groupFindings([replaced('H', 1), replaced('I', 1)])[0]).not.toHaveProperty('last');
  });

  it('of inputs are one only where the values are equal', () => {
    const typed = (column: string, now: number): Finding => ({
      kind: 'input-changed',
      place: `S!${column}3`,
      old: 1,
      now,
    });
    expect(groupFindings([typed('H', 2), typed('I', 2), typed('J', 3)]).map(({ place }) => place)).toEqual([
      'S!H3:I3',
      'S!J3',
    ]);
  });
});

describe('the list', () => {
  it('shows what differs of two formulas, and cuts no address', () => {
    const text = renderFindings([changed('I'), changed('J')], false, screen);
    expect(text).toMatchInlineSnapshot(`
      "2 × a formula was changed
      'P & L'!I13:J13  revenue
          written   …,SUM(I5:I12)+I13*Inputs!$G$21-I14/I15+I16*Inputs!$G$22,0)
          now       …,SUM(I5:I12)+I13*Inputs!$G$21-I14/I15+I16*Inputs!$G$22,0)*1.1"
    `);
  });

  it('begins with formulas that were overwritten, and counts what it leaves out', () => {
    const texts = Array.from(
      { length: 100 },
      (_, at): Finding => ({ kind: 'text-changed', place: `S!A${2 * at + 1}`, old: 'a', now: 'b' }),
    );
    const text = renderFindings(
      [...texts, { kind: 'formula-overwritten', place: 'S!H3', old: '=H2', now: 1 }],
      false,
      screen,
    );
    expect(text.split('\n')[0]).toBe('1 × a formula was replaced by a value');
    expect(text).toContain('… 60 more: --all lists them');
    expect(renderFindings(texts, true, screen).split('\n')).toHaveLength(101);
  });

  it('never shows two sides that look the same', () => {
    const [old, now] = showDifference(long('H'), long('H').replace('H15', 'H17'), 30);
    expect([old, now]).toEqual([expect.stringContaining('H15'), expect.stringContaining('H17')]);
    expect(old).not.toBe(now);
    expect(Math.max(old.length, now.length)).toBeLessThanOrEqual(30);
  });
});
