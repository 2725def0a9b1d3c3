/** Answers to `solve` solve; none and several are said; errors hide nothing. */

import { describe, expect, it } from 'vitest';
import { solve } from '../../src/question/solve.ts';
import { solvePeriods } from '../../src/question/solvePeriods.ts';
import { lemonade } from '../helpers/lemonade.ts';
import { type Asking, asked, complaints, grid, periods, solutions, solved } from '../helpers/questions.ts';
import fc from '../helpers/seeded.ts';

const runs = { numRuns: 25, seed: 20261124 };
const relative = 1e-9;
const set = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: String(value) }));
const curve = (condition: string, values: Readonly<Record<string, string | number>> = {}, between?: string) =>
  solved(lemonade, 'x', condition, { set: set(values), ...(between === undefined ? {} : { between }) });
const ways = (answer: ReturnType<typeof curve>) => answer.tables[0]!.rows.map((row) => row.at(-1));

/** What a formula gives when a value is put back. */
function putBack(key: string, value: number, unit: string, formula: string, asking: Asking = {}): number {
  const [only] = grid(lemonade, formula, ['slope=2|3'], {
    ...asking,
    set: [...(asking.set ?? []), ...set({ [key]: `${value} ${unit}` })],
  });
  return only![0] as number;
}

describe('one answer', () => {
  it('of a line is its closed form', () => {
    const thousandths = (low: number, high: number) => fc.integer({ min: low, max: high }).map((value) => value / 1000);
    fc.assert(
      fc.property(thousandths(1, 90_000), thousandths(1, 9_990), (slope, root) => {
        const shift = Number((slope * root).toPrecision(12));
        const answers = solutions(curve('line = 0', { slope, shift }));
        expect(answers).toEqual([expect.closeTo(shift / slope, 9)]);
        expect(Math.abs(answers[0]! - shift / slope)).toBeLessThanOrEqual(relative * (shift / slope));
      }),
      runs,
    );
  });

  it('put back makes both sides equal', () => {
    fc.assert(
      fc.property(fc.integer({ min: -15_000, max: 30_000 }), fc.constantFrom('base', 'dear'), (profit, scenario) => {
        const formula = 'sum(profit over 2026)';
        const condition = `${formula} = ${profit} USD`;
        const answer = solved(lemonade, 'stand.beach.cups', condition, {
          scenario,
          between: '0 cup/month..20000 cup/month',
        });
        expect(solutions(answer).length).toBe(1);
        const back = putBack('stand.beach.cups', solutions(answer)[0]!, 'cup/month', formula, { scenario });
        expect(Math.abs(back - profit)).toBeLessThanOrEqual(relative * Math.max(1000, Math.abs(profit)));
      }),
      runs,
    );
  });

  it('is found at either end', () => {
    expect(solutions(curve('x = 0'))).toEqual([0]);
    expect(solutions(curve('x = 10'))).toEqual([10]);
  });

  it('is found for an input with one value per period, and for one that a scenario changes over time', () => {
    const answer = solved(lemonade, 'rent', 'sum(profit over 2027) = 0 USD', {
      between: '0 USD/month..5000 USD/month',
    });
    expect(solutions(answer)).toEqual([expect.closeTo(750, 9)]);
    expect(answer.statements[1]).toBe(
      'Searched from 0 USD/month to 5000 USD/month, the same value in every period, scenario base.',
    );
    const [cost] = solutions(
      solved(lemonade, 'cost', 'sum(profit over 2027) = -24000 USD', { between: '0 USD/cup..3 USD/cup' }),
    );
    expect(putBack('cost', cost!, 'USD/cup', 'sum(profit over 2027)')).toBeCloseTo(-24_000, 6);
  });

  it('is found for all members at once', () => {
    const answer = solved(lemonade, 'stand.price', 'sum(profit over 2027) = 0 USD', {
      between: '0 USD/cup..20 USD/cup',
    });
    expect(answer.statements[1]).toContain('the same value for all 2');
    const [price] = solutions(answer);
    expect(grid(lemonade, 'sum(profit over 2027)', [`stand.price=${price} USD/cup|1 USD/cup`])[0]![0]).toBeCloseTo(
      0,
      6,
    );
  });

  it('is found between two points that are close together, and where the sides are tiny', () => {
    expect(
      solutions(curve('line = 0', { slope: '0.000000000000000000001', shift: '0.000000000000000000004' })),
    ).toEqual([expect.closeTo(4, 9)]);
    expect(solutions(curve('(x - 2) / 1000 ^ 100 = 0', {}, '0..9.7'))).toEqual([expect.closeTo(2, 9)]);
  });

  it('is the last day on which it holds, for a date', () => {
    const answer = solved(lemonade, 'opens', 'profit[2026-06] < 0 USD');
    expect(answer.statements[0]).toBe('It holds from 2026-01-01 to 2026-06-01.');
    expect(Number.isInteger(solutions(answer)[0])).toBe(true);
  });
});

describe('several answers', () => {
  it('of a parabola are its two roots', () => {
    fc.assert(
      fc.property(fc.double({ min: 2.001, max: 9.99, noNaN: true }), (root) => {
        const shift = Number(root.toPrecision(9));
        const answers = solutions(curve('parabola = 0', { shift }));
        expect(answers).toEqual([expect.closeTo(2, 7), expect.closeTo(shift, 7)]);
      }),
      runs,
    );
  });

  it('are said', () => {
    expect(curve('parabola = 0').statements[0]).toBe('2 answers: 2; 3.');
    expect(curve('parabola <= 0').statements[0]).toBe('It holds from 2 to 3.');
    expect(curve('parabola > 0').statements[0]).toBe('It holds from 0 to 2; from 3 to 10.');
  });

  it('are found where both lie between two points that are tried', () => {
    expect(solutions(curve('parabola = 0', { shift: '2.003' }))).toEqual([
      expect.closeTo(2, 6),
      expect.closeTo(2.003, 6),
    ]);
  });

  it('are found beside one that is tried', () => {
    expect(solutions(curve('parabola * (x - 10) = 0', { shift: '1.999' }, '1..10'))).toEqual(
      [1.999, 2, 10].map((root) => expect.closeTo(root, 6)),
    );
    expect(ways(curve('(x - 2) ^ 2 = 0'))).toEqual(['touches']);
  });

  it('are one where the curve only touches', () => {
    const answer = curve('touching = 0', { shift: '3.3333' });
    expect(solutions(answer)).toEqual([expect.closeTo(3.3333, 6)]);
    expect(ways(answer)).toEqual(['touches']);
  });

  it('are a stretch where both sides stay equal', () => {
    const answer = curve('flat = 0');
    expect(answer.statements[0]).toBe('One answer: from 0 to 3.');
    expect(ways(answer)).toEqual(['equal from here', 'equal up to here']);
  });
});

describe('no answer', () => {
  it('is said, with the nearest point', () => {
    const { statements, tables } = curve('above = 0');
    expect(statements.slice(0, 2)).toEqual(['There is no answer.', 'The closest value is 2: above is then 1.']);
    expect(tables[0]!.rows).toEqual([]);
    expect(curve('above > 0').statements[0]).toBe('It holds for every value.');
    expect(curve('above <= 0').statements[0]).toBe('It holds for no value.');
  });

  it('is where a jump or a pole passes zero by', () => {
    const jump = curve('jumping = 0', { shift: '3.21' });
    expect(jump.statements.slice(0, 2)).toEqual([
      'There is no answer.',
      'The left side jumps past the right side at 3.21, without being equal.',
    ]);
    expect(ways(jump)).toEqual(['jumps past']);
    const pole = curve('pole = 0', { shift: '3.21' });
    expect(pole.statements[0]).toBe('There is no answer.');
    expect(ways(pole)).toEqual(['jumps past']);
  });
});

describe('errors', () => {
  it('do not hide an answer beyond them', () => {
    const answer = curve('broken = 0');
    expect(solutions(answer)).toEqual([expect.closeTo(6, 9)]);
    expect(answer.statements.at(-1)).toBe('80 of 401 points give an error and were skipped.');
    expect(solutions(curve('island = 0'))).toEqual([expect.closeTo(6.5, 9)]);
    expect(solutions(curve('island = 0', { shift: 0 }))).toEqual([expect.closeTo(0.5, 9)]);
  });

  it('everywhere are said', () => {
    const { statements } = curve('ln(0 - x) = 1', {}, '1..2');
    expect([statements[0], statements.at(-1)]).toEqual(['There is no answer.', 'Every point gives an error.']);
  });
});

describe('conditions without two sides', () => {
  it('are found by where they begin to hold', () => {
    const answer = curve('and(x > 2, x <= shift * 2)');
    expect(answer.statements[0]).toBe('It holds from 2 to 6.');
    expect(solutions(answer)).toEqual([expect.closeTo(2, 9), expect.closeTo(6, 9)]);
  });
});

describe('the ends', () => {
  it('may stand in any order', () => {
    expect(curve('line = 0', {}, '9..1')).toEqual(curve('line = 0', {}, '1..9'));
  });

  it('come from the range, else from the value', () => {
    expect(curve('line = 0').statements[1]).toBe('Searched from 0 to 10, scenario base. In the model: 5.');
    expect(solved(lemonade, 'slope', 'line = 0').statements[1]).toBe(
      'Searched from 0 to 20, scenario base. In the model: 2.',
    );
  });
});

describe('wrong questions', () => {
  const wrong = (find: string, condition: string, between?: string): string[] => {
    const { whatIf, reread } = asked(lemonade, { formulas: [condition] });
    return complaints(solve(whatIf, { find, condition, ...(between === undefined ? {} : { between }) }, reread));
  };

  it.each([
    ['coost', 'line = 0', undefined, "there is no input 'coost'; did you mean 'cost'?"],
    ['profit', 'line = 0', undefined, "'profit' is calculated; name an input it is calculated from"],
    ['season', 'line = 0', undefined, "'season' is not a number; use sensitivity to compare the options of a choice"],
    ['rent', 'line = 0', undefined, "'rent' has no range to search; add --between low..high"],
    ['x', 'line = 0', '5', "'5' is not a range; write --between low..high, as in 0%..100%"],
    ['x', 'line', undefined, `'line' is not a condition; compare it with something, as in "sum(x over 2026) = 0 USD"`],
    ['x', 'line <> 0', undefined, "'line <> 0' holds for nearly every value; use = to find where it does not hold"],
    [
      'cost',
      'profit = 0 USD',
      undefined,
      "'profit = 0 USD' has one answer per period; ask for one number, such as min(x over 2026..2028), last(x over 2026) or x[2026-03]",
    ],
  ])('%s so that %s between %s', (find, condition, between, complaint) => {
    expect(wrong(find, condition, between)).toEqual([complaint]);
  });

  it('name a unit that does not fit', () => {
    const found = wrong('cost', 'line = 0', '1 USD..2 USD');
    expect(found).toEqual([expect.stringContaining('USD/cup')]);
  });
});

describe('solve for a period', () => {
  it('finds the month in which cash goes below zero', () => {
    const answer = periods(lemonade, 'cash < 0 USD');
    const cash = answer.tables[0]!.rows.map((row) => row[2] as number);
    const first = answer.tables[0]!.rows.findIndex((_, at) => cash[at]! < 0);
    expect(first).toBeGreaterThan(0);
    expect(answer.statements[0]).toBe(
      `It holds from ${answer.tables[0]!.rows[first]![0]} to the end, in ${24 - first} of 24 periods.`,
    );
    // From April 2026 a month loses 2,000 less half of (1,000 * 1.5 + 400 * 0.5) = 1,150 USD; 2,000 USD last through
    // May.
    expect(answer.tables[0]!.rows[first]![0]).toBe('2026-05');
    const rich = periods(lemonade, 'cash < 0 USD', { set: set({ start_cash: '9000 USD' }) });
    expect(rich.statements[0]).toBe('It holds from 2026-11 to the end, in 14 of 24 periods.');
  });

  it('says no period, one period, every period and several stretches', () => {
    expect(periods(lemonade, 'cash < -100000 USD').statements.slice(0, 2)).toEqual([
      'It holds in no period.',
      expect.stringMatching(/^The closest period is 2027-12: /),
    ]);
    expect(periods(lemonade, 'period.index = 3').statements[0]).toBe('It holds in 2026-03 only.');
    expect(periods(lemonade, 'period.index > 0').statements[0]).toBe('It holds in every period.');
    expect(periods(lemonade, 'and(period.index > 2, period.index < 12)').statements[0]).toBe(
      'It holds from 2026-03 to 2026-11, in 9 of 24 periods.',
    );
    expect(periods(lemonade, 'mod(period.index, 2) = 0').statements[0]).toBe(
      'It holds first in 2026-02, last in 2027-12, in 12 of 24 periods.',
    );
  });

  it('counts periods with errors', () => {
    const answer = periods(lemonade, 'ln(period.index - 2) >= 0');
    expect(answer.statements[0]).toBe('It holds from 2026-03 to the end, in 22 of 24 periods.');
    expect(answer.statements.at(-1)).toBe('2 of 24 periods give an error, the first in 2026-01.');
  });

  it('refuses what has no answer in each period', () => {
    for (const condition of ['sum(profit over 2026) < 0 USD', 'profit']) {
      const { whatIf } = asked(lemonade, { formulas: [condition] });
      expect(complaints(solvePeriods(whatIf, condition))).toEqual([
        `'${condition}' is not a condition with one answer per period; write it for one period: "cash < 0 USD"`,
      ]);
    }
  });
});

describe('where a condition begins and ends to hold', () => {
  const dated = `
model: f
timeline: { from: 2026-01, to: 2026-12, grain: month }
inputs:
  d: { unit: date, value: 2026-03-31, range: { low: 2026-01, high: 2026-12-31 } }
  p: { unit: USD/month, value: 5 USD/month }
  n: { unit: '1', value: 3, range: { low: 1, high: 5 } }
sheets:
  S:
    T:
      e: { unit: USD, formula: 'if(period.start >= d, p * period.months, 0)', rollup: sum }
      m: { unit: '1', formula: 'max(n - 2, 0)' }
`;

  it.each([
    ['d', 'sum(e over 2026) > 12 USD', 'It holds from 2026-01-01 to 2026-10-01.'],
    ['d', 'd > 2026-08-15', 'It holds from 2026-08-16 to 2026-12-31.'],
    ['n', 'int(n * 3) = 7', 'One answer: from 2.3333333 to 2.6666667.'],
    ['n', 'max(n - 2.345, 0) > 0', 'It holds from 2.345 to 5.'],
    ['n', 'max(n - 2.345, 0) = 0', 'One answer: from 1 to 2.345.'],
    ['n', 'min(n, 2.345) >= 2.345', 'It holds from 2.345 to 5.'],
    ['n', 'round(n, 0) = 3', 'One answer: from 2.5 to 3.5.'],
    ['n', '1 / (n - 2) > 0', 'It holds from 2 to 5.'],
    ['n', 'sqrt(n - 2.345) >= 0', 'It holds from 2.345 to 5.'],
    ['n', '(n - 2.345) * (n - 2.345) <= 0', 'It holds at 2.345.'],
  ])('%s so that %s', (find, condition, sentence) => {
    expect(solved(dated, find, condition).statements[0]).toBe(sentence);
  });
});
