/** Stored results against recomputed ones: relative to themselves, and to what cancelled out in them. */
import { describe, expect, it } from 'vitest';
import { compareResults, type WorkbookValues } from '../../src/audit/recalculation.ts';
import { handmade } from '../helpers/handmade.ts';
import { readWorkbook } from '../helpers/readSheets.ts';

interface Given {
  readonly formula?: string;
  readonly stored: number;
  readonly computed?: number;
}

/** Cells A1, A2 and so on; gives those whose stored result is named. */
function stale(...cells: readonly Given[]): string[] {
  const rows = cells.map(
    ({ formula, stored }, at) =>
      `<row r="${at + 1}"><c r="A${at + 1}">${formula === undefined ? '' : `<f>${formula}</f>`}<v>${stored}</v></c></row>`,
  );
  const values: WorkbookValues = new Map([['S', cells.map(({ stored, computed = stored }) => [computed])]]);
  return compareResults(readWorkbook(handmade(rows.join(''))), 'another engine', values).findings.map(
    ({ place }) => place,
  );
}

describe('stored results', () => {
  it('are compared relative to themselves, however small they are', () => {
    expect(stale({ stored: 1e-9 }, { formula: 'A1*2', stored: 2.36e-9, computed: 2e-9 })).toEqual(['S!A2']);
    expect(stale({ stored: 1e-300 }, { formula: 'A1*2', stored: 2.1e-300, computed: 2e-300 })).toEqual(['S!A2']);
    expect(stale({ stored: 1e-9 }, { formula: 'A1*2', stored: 2.0000000001e-9, computed: 2e-9 })).toEqual([]);
    expect(stale({ stored: 5 }, { formula: 'A1*0', stored: 1e-12, computed: 0 })).toEqual(['S!A2']);
  });

  it('may hold what rounding leaves of large numbers that cancel', () => {
    const large = [{ stored: 1e9 }, { formula: 'A1', stored: 1e9 }];
    expect(stale(...large, { formula: 'A1-A2', stored: 1.2e-7, computed: 0 })).toEqual([]);
    expect(stale(...large, { formula: 'SUM(A1,-A2)', stored: 1.2e-7, computed: 0 })).toEqual([]);
    expect(stale(...large, { formula: 'A1-A2', stored: 0.5, computed: 0 })).toEqual(['S!A3']);
  });

  it('may hold what follows from such a rest, at any distance', () => {
    const rest = [{ stored: 1e9 }, { stored: 1e9 }, { formula: 'A1-A2', stored: 1.2e-7, computed: 0 }];
    expect(
      stale(
        ...rest,
        { formula: 'A3*2', stored: 2.4e-7, computed: 0 },
        { formula: 'A4/4', stored: 0.6e-7, computed: 0 },
      ),
    ).toEqual([]);
    const far = Array.from({ length: 3000 }, (_, at) => ({ formula: `A${at + 3}`, stored: 1.2e-7, computed: 0 }));
    expect(stale(...rest, ...far)).toEqual([]);
  });

  it('have the size of a share where large numbers are divided', () => {
    const amounts = [{ stored: 1e11 }, { stored: 2.6e10 }];
    expect(stale(...amounts, { formula: '(A1-A2)/A1', stored: 0.7401, computed: 0.74 })).toEqual(['S!A3']);
    expect(
      stale(...amounts, { formula: 'A1-A2', stored: 7.4e10 }, { formula: 'A3/A1', stored: 0.74000001, computed: 0.74 }),
    ).toEqual(['S!A4']);
    expect(stale(...amounts, { formula: 'IRR(A1:A2)', stored: 0.1308, computed: 0.1307 })).toEqual(['S!A3']);
  });

  it('are followed through circles and formulas that cannot be read', () => {
    expect(stale({ formula: 'A2+1', stored: 1, computed: 2 }, { formula: 'A1', stored: 1, computed: 2 })).toEqual([
      'S!A1',
      'S!A2',
    ]);
    const deep = `${'('.repeat(3000)}1${')'.repeat(3000)}`;
    expect(
      stale({ formula: deep, stored: 1, computed: 2 }, { formula: 'SUM(,,"x"#)+)(', stored: 1, computed: 2 }),
    ).toEqual(['S!A1', 'S!A2']);
  });
});
