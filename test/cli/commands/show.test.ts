import { describe, expect, it, vi } from 'vitest';
import { select, shownRows } from '../../../src/cli/commands/show.ts';
import { record } from '../record.ts';

vi.mock('../../../src/pipeline.ts', () => ({ buildModel: () => ({ diagnostics: [] }) }));

describe('what show prints', () => {
  it('takes the key results when nothing is named', () => {
    const { value } = select(record, [], { by: 'year' });
    expect(value?.scenarios.map(({ rows }) => rows.map(({ id }) => id))).toEqual([['revenue', 'margin']]);
  });
  it('gives exact numbers, one line per row and scenario', () => {
    const { value } = select(record, ['profit', 'margin'], { by: 'year', scenario: 'all' });
    expect(value === undefined ? [] : shownRows(value)).toEqual([
      ['scenario', 'id', 'label', 'unit', '2026', '2027'],
      ['base', 'profit', '=Profit', 'USD', 0, 5e9],
      ['base', 'margin', 'Margin', '%', 0.75, 0.75],
      ['bear', 'profit', '=Profit', 'USD', 0, 5e9],
      ['bear', 'margin', 'Margin', '%', 0.75, 0.75],
    ]);
  });
  it('collects everything that is wrong with the question', () => {
    const { diagnostics } = select({ ...record, grain: 'year' }, ['nothing', 'other'], { by: 'quarter' });
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-name', 'unknown-name', 'invalid-option']);
  });
});
