/** What two runs say differently: nothing where nothing was changed, and everything that was, under its own name. */

import { describe, expect, it } from 'vitest';
import { compareRuns, type RunOptions, runModel } from '../../src/comparing.ts';
import type { Change, RunDiff, Side } from '../../src/diff/diff.ts';
import { movedCells } from '../../src/diff/movements.ts';
import { errorLines } from '../helpers/models.ts';
import fc from '../helpers/seeded.ts';

interface Parts {
  readonly price?: string;
  readonly timeline?: string;
  readonly items?: readonly string[];
  readonly more?: string;
  readonly inputs?: string;
  readonly scenarios?: string;
  readonly members?: string;
}

const sold = "sold: { unit: unit, opening: 100 unit, rollup: last, formula: 'sold[-1] * (1 + growth)' }";
const revenue = 'revenue: { label: Revenue, unit: USD, rollup: sum, formula: sum(by_plan over plan) }';
const byPlan = 'by_plan: { by: plan, unit: USD, rollup: sum, formula: sold * plan.price * price_level }';
const cost = 'cost: { unit: USD, rollup: sum, formula: revenue * (1 - margin) }';
const profit = 'profit: { unit: USD, rollup: sum, formula: revenue - cost }';
const share = "share: { unit: '%', rollup: recompute, formula: profit / revenue }";
const allItems = [sold, byPlan, revenue, cost, profit, share];

/** A small lab whose parts can be exchanged. */
function text({
  price = '100%',
  timeline = 'from: 2026-01, to: 2027-12, grain: month',
  items = allItems,
  ...more
}: Parts = {}): string {
  return `
model: lab
title: A lab
timeline: { ${timeline} }
units: { unit: { label: Subscription } }
sources:
  survey: { title: A survey, date: 2026-01-15 }
tables:
  plan:
    label: Plan
    columns: { price: { label: Price, unit: USD/unit } }
    members:
      pro: { label: Pro, price: { value: 20 USD/unit, source: survey } }
      max: { label: Max, price: 200 USD/unit }
${more.members ?? ''}
inputs:
  margin: { unit: '%', value: 40% }
  growth: { unit: '%', value: 2% }
  price_level: { unit: '%', value: ${price} }
  idle: { unit: '%', value: 5% }
${more.inputs ?? ''}
scenarios:
  base: { title: Base }
  low: { title: Low, set: { margin: 20% } }
${more.scenarios ?? ''}
sheets:
  Sales:
    All:
      reads_idle: { unit: '%', rollup: none, formula: idle }
${items.map((item) => `      ${item}`).join('\n')}
checks:
  positive: { formula: profit > 0 USD }
key_results: [revenue, share]
${more.more ?? ''}
`;
}

function side(content: string, options: RunOptions = {}): Side {
  const { value, diagnostics } = runModel('models/lab.yaml', () => content, options);
  expect(errorLines(diagnostics)).toEqual([]);
  return value!;
}

const compared = (old: string, current: string, options: RunOptions = {}): RunDiff =>
  compareRuns(side(old, options), side(current, options));
const told = ({ changes }: RunDiff): string[] => changes.map(({ kind, action, id }) => `${kind} ${action} ${id}`);
const changeOf = ({ changes }: RunDiff, kind: Change['kind']): Change => changes.find((one) => one.kind === kind)!;

describe('no change', () => {
  it('is what a run is beside itself', () => {
    const one = side(text());
    const diff = compareRuns(one, one);
    expect(diff.isEmpty).toBe(true);
    expect(diff.compared).toBe(8);
    expect(diff.headlines.map(({ name }) => name)).toEqual(['revenue', 'share']);
  });

  it('is another order, another way of writing and a comment', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...allItems], { minLength: allItems.length }),
        fc.constantFrom('100%', '1 1', '100.0%'),
        (items, price) => {
          const written = price === '1 1' ? '100%' : price;
          const spaced = items.map((item) =>
            item.replace('formula: revenue - cost', "formula: 'revenue   -   cost # all of it'"),
          );
          expect(compared(text(), text({ items: spaced, price: written })).isEmpty).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('values', () => {
  const diff = compared(text(), text({ price: '90%' }));

  it('are told with both sides, and what they moved', () => {
    expect(told(diff)).toEqual(['value changed price_level']);
    expect(changeOf(diff, 'value')).toMatchObject({ old: '100%', new: '90%', unit: '%' });
    expect(changeOf(diff, 'value').difference).toBeCloseTo(-0.1, 15);
    expect(diff.movements.map(({ name }) => name).sort()).toEqual([
      'by_plan.max',
      'by_plan.pro',
      'cost',
      'profit',
      'revenue',
    ]);
    expect(diff.movements[0]).toMatchObject({ name: 'revenue', isHeadline: true, importance: expect.closeTo(0.1, 12) });
    expect(diff.movements[0]!.most.period).toBe('2027');
  });

  it('say where the runs part', () => {
    expect(diff.divergences).toMatchObject([{ name: 'by_plan.max', because: ['value price_level'] }]);
  });

  it('move other scenarios too', () => {
    expect(diff.otherScenarios).toMatchObject([{ scenario: 'low', moved: 5, most: { name: 'revenue' } }]);
  });

  it('negate when the sides are exchanged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), (a, b) => {
        const [one, other] = [side(text({ price: `${a}%` })), side(text({ price: `${b}%` }))];
        const [there, back] = [compareRuns(one, other), compareRuns(other, one)];
        const differences = ({ movements }: RunDiff, sign: number) =>
          movements.map(({ name, most }) => `${name} ${most.period} ${sign * most.difference!}`).sort();
        expect(differences(back, -1)).toEqual(differences(there, 1));
        expect(back.changes.map(({ difference }) => -difference!)).toEqual(
          there.changes.map(({ difference }) => difference),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('that nothing reads move nothing', () => {
    const read = text().replace("      reads_idle: { unit: '%', rollup: none, formula: idle }\n", '');
    const idle = compared(read, read.replace('value: 5%', 'value: 6%'));
    expect(told(idle)).toEqual(['value changed idle']);
    expect(idle.movements).toEqual([]);
  });

  it('of a member carry the source of each side', () => {
    const cell = compared(text(), text().replace('20 USD/unit, source: survey', '25 USD/unit, note: raised'));
    expect(changeOf(cell, 'value')).toMatchObject({
      id: 'plan.price.pro',
      oldOrigin: { source: 'survey', sourceTitle: 'A survey', reason: null },
      newOrigin: { source: null, reason: 'raised' },
    });
  });

  it('below the tolerance are no movement', () => {
    const [one, other] = [side(text()), side(text({ price: '100.01%' }))];
    expect(compareRuns(one, other).movements.length).toBe(5);
    expect(compareRuns(one, other, { relative: 1e-3, absolute: 0 }).movements).toEqual([]);
  });
});

describe('a series', () => {
  const series = (second: string): string =>
    text().replace(
      "margin: { unit: '%', value: 40% }",
      `margin: { unit: '%', series: { 2026-01: 40%, 2027-06: ${second} } }`,
    );

  it('tells the periods in which it is another', () => {
    const diff = compared(series('50%'), series('55%'));
    expect(told(diff)).toEqual(['value changed margin']);
    expect(changeOf(diff, 'value').series.map(({ period }) => period)).toEqual([
      '2027-06',
      '2027-07',
      '2027-08',
      '2027-09',
      '2027-10',
      '2027-11',
      '2027-12',
    ]);
  });

  it('in the place of one value is a value that changed', () => {
    expect(told(compared(text(), series('55%')))).toEqual(['value changed margin']);
  });
});

describe('a series in words', () => {
  const pace = (values: string) =>
    text({
      inputs: `  pace: { label: Pace, unit: '%', series: { ${values} }, status: assumption, note: As reported. }`,
    });
  const words = (old: string, current: string) => {
    const { old: was, new: is } = changeOf(compared(pace(old), pace(current)), 'value');
    return `${was} -> ${is}`;
  };

  it.each([
    ['2026-01: 3%, 2027-01: 1.2%', '2026-01: 3%, 2027-01: 1%', 'from 2027-01: 1.2% -> from 2027-01: 1%'],
    ['2026-01: 3%, 2027-01: 1.2%', '2026-01: 4%, 2027-01: 1.2%', 'until 2026-12: 3% -> until 2026-12: 4%'],
    [
      '2026-01: 3%, 2026-05: 2%, 2026-07: 3%',
      '2026-01: 3%, 2026-05: 1%, 2026-07: 3%',
      '2026-05 to 2026-06: 2% -> 2026-05 to 2026-06: 1%',
    ],
    ['2026-01: 3%, 2026-05: 2%, 2026-06: 3%', '2026-01: 3%', '2026-05: 2% -> 2026-05: 3%'],
    [
      '2026-01: 3%, 2027-01: 2%',
      '2026-01: 4%, 2027-01: 5%',
      'until 2026-12: 3%; from 2027-01: 2% -> until 2026-12: 4%; from 2027-01: 5%',
    ],
    ['2026-01: 3%', '2026-01: 4%', '3% -> 4%'],
    [
      '2026-01: 1%, 2026-02: 2%, 2026-03: 3%, 2026-04: 4%',
      '2026-01: 5%, 2026-02: 6%, 2026-03: 7%, 2026-04: 8%',
      '2026-01: 1% … from 2026-04: 4% -> 2026-01: 5% … from 2026-04: 8%',
    ],
  ])('says where it changed: %s to %s', (old, current, expected) => expect(words(old, current)).toBe(expected));

  it('is not told again of a scenario that only follows', () => {
    const late = (level: string) =>
      text({ price: level }).replace(
        'set: { margin: 20% }',
        'set: { margin: 20%, price_level: { value: 50%, from: 2027-01 } }',
      );
    expect(told(compared(late('100%'), late('90%')))).toEqual(['value changed price_level']);
  });
});

describe('a source or note that was left as it was', () => {
  const priced = (price: string, more: string) =>
    text().replace('{ value: 20 USD/unit, source: survey }', `{ value: ${price}, ${more} }`);
  const originIn = (more: string, moreNow = more) =>
    changeOf(compared(priced('20 USD/unit', more), priced('22 USD/unit', moreNow)), 'value').newOrigin;

  it('is no reason of the new value', () => {
    expect(originIn('source: survey')).toEqual({
      source: null,
      sourceTitle: null,
      url: null,
      status: null,
      known: null,
      reason: 'No reason is given: the source was written for the old value.',
    });
    expect(originIn('source: survey, note: List price.')!.reason).toBe(
      'No reason is given: the source and note were written for the old value.',
    );
  });

  it('counts where something new is said, or nothing but a status', () => {
    expect(originIn('source: survey', 'source: survey, note: Raised in June.')).toMatchObject({
      source: 'survey',
      reason: 'Raised in June.',
    });
    expect(originIn('status: assumption')).toMatchObject({ status: 'assumption', reason: null });
  });
});

describe('what is most important', () => {
  it('is what the statements measure, before rates and multiples of the workings', () => {
    const wild = "wild: { unit: x, rollup: none, formula: 'margin / (growth - threshold) * 100' }";
    const { movements } = compared(
      text({ items: [...allItems, wild], inputs: "  threshold: { unit: '%', value: 1% }" }),
      text({ items: [...allItems, wild], inputs: "  threshold: { unit: '%', value: 1% }", price: '90%' }).replace(
        'value: 40% }',
        'value: 41% }',
      ),
    );
    const names = movements.map(({ name }) => name);
    expect(names[0]).toBe('revenue');
    expect(names.indexOf('wild')).toBeGreaterThan(names.indexOf('cost'));
    expect(movements.find(({ name }) => name === 'wild')!.importance).toBeLessThan(0.01);
  });

  it('is told in the order in which the model names its key results', () => {
    const named = text().replace('key_results: [revenue, share]', 'key_results: [share, by_plan, revenue]');
    expect(compareRuns(side(named), side(named)).headlines.map(({ name }) => name)).toEqual([
      'share',
      'by_plan.pro',
      'by_plan.max',
      'revenue',
    ]);
  });
});

describe('what rounding leaves', () => {
  it('is no difference of a cell', () => {
    // The same product in another order.
    const named = text({ price: '93.7%' }).replace('key_results: [revenue, share]', 'key_results: [profit, share]');
    const diff = compared(named, named.replace('formula: revenue - cost', 'formula: revenue * margin'));
    const cells = diff.headlines.flatMap((one) => movedCells(one, 'period', diff));
    expect(cells.filter(({ old, new: now }) => old !== now).length).toBeGreaterThan(0);
    expect(cells.filter(({ difference }) => difference !== 0)).toEqual([]);
  });
});

describe('what was renamed', () => {
  const names = fc.constantFrom('takings', 'turnover', 'receipts_2');

  it('is a rename where was: says so, and no movement', () => {
    fc.assert(
      fc.property(names, fc.boolean(), (name, isSaid) => {
        const renamed = allItems.map((item) =>
          item.replace(/\brevenue\b/g, name).replace(`${name}: {`, isSaid ? `${name}: { was: revenue,` : `${name}: {`),
        );
        const current = text({ items: renamed }).replace('key_results: [revenue', `key_results: [${name}`);
        const diff = compared(text(), current);
        expect(told(diff)).toEqual([`item renamed ${name}`]);
        expect(diff.movements).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('keeps what changed besides', () => {
    const renamed = allItems.map((item) =>
      item.replace(/\brevenue\b/g, 'sales').replace('sales: {', 'sales: { was: revenue,'),
    );
    const diff = compared(
      text(),
      text({ items: renamed, price: '90%' }).replace('key_results: [revenue', 'key_results: [sales'),
    );
    expect(told(diff)).toEqual(['value changed price_level', 'item renamed sales']);
    expect(diff.movements.find(({ name }) => name === 'sales')).toMatchObject({ was: 'revenue' });
  });

  it('may be an input, a member or a column', () => {
    const input = text().replaceAll('price_level', 'list_level');
    expect(told(compared(text(), input))).toEqual(['input renamed list_level']);
    const member = text().replace('max: { label: Max', 'ultra: { was: max, label: Ultra');
    const told_ = compared(text(), member);
    expect(told(told_)).toEqual(['member renamed plan.ultra']);
    expect(told_.movements).toEqual([]);
    const column = text()
      .replaceAll('plan.price', 'plan.list')
      .replaceAll(/([{,] )price: /g, '$1list: ')
      .replace('columns: { list: {', 'columns: { list: { was: price,');
    expect(told(compared(text(), column))).toEqual(['input renamed plan.list']);
  });

  it('is not guessed where two could be meant', () => {
    const two = "  first: { unit: '%', value: 1% }\n  second: { unit: '%', value: 1% }";
    const diff = compared(
      text({ inputs: two }),
      text({ inputs: two.replace('first', 'third').replace('second', 'fourth') }),
    );
    expect(told(diff).every((change) => !change.includes('renamed'))).toBe(true);
  });
});

describe('what came and went', () => {
  it('is told once, wherever it stands', () => {
    fc.assert(
      fc.property(fc.nat({ max: allItems.length }), (at) => {
        const items = [
          ...allItems.slice(0, at),
          "doubled: { unit: '%', rollup: none, formula: growth * 2 }",
          ...allItems.slice(at),
        ];
        const [there, back] = [compared(text(), text({ items })), compared(text({ items }), text())];
        expect(told(there)).toEqual(['item added doubled']);
        expect(told(back)).toEqual(['item removed doubled']);
        expect([...there.movements, ...back.movements]).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('is a member, whose total moves and nobody else', () => {
    const diff = compared(text(), text({ members: '      team: { label: Team, price: 50 USD/unit }' }));
    expect(told(diff)).toEqual(['member added plan.team']);
    expect(diff.movements.map(({ name }) => name).sort()).toEqual(['cost', 'profit', 'revenue']);
  });

  it('is a stretch of time', () => {
    for (const timeline of ['from: 2026-01, to: 2029-12, grain: month', 'from: 2026-01, to: 2026-12, grain: month']) {
      const diff = compared(text(), text({ timeline }));
      expect(told(diff)).toEqual(['timeline changed timeline']);
      expect(diff.movements).toEqual([]);
    }
  });

  it('is not compared where a year is covered in part only', () => {
    const diff = compared(text(), text({ timeline: 'from: 2026-01, to: 2027-06, grain: month' }));
    expect(diff.columns.year.map(({ label }) => label)).toEqual(['2026']);
    expect(diff.columns.period.length).toBe(18);
    expect(diff.movements).toEqual([]);
  });
});

describe('formulas', () => {
  it('stand side by side, with what is another', () => {
    const items = allItems.map((item) =>
      item.replace('formula: revenue * (1 - margin)', 'formula: revenue * (1 - margin - growth)'),
    );
    const diff = compared(text(), text({ items }));
    expect(told(diff)).toEqual(['formula changed cost']);
    const { formula } = changeOf(diff, 'formula');
    expect(formula!.new.filter(({ isChanged }) => isChanged).map(({ text: part }) => part)).toEqual(['- growth']);
    expect(formula!.old.every(({ isChanged }) => !isChanged)).toBe(true);
    expect(diff.divergences).toMatchObject([{ name: 'cost', because: ['formula cost'] }]);
  });
});

describe('where the runs part', () => {
  it('is also where an item is computed otherwise, whatever it reads', () => {
    const diff = compared(
      text(),
      text({ price: '90%' }).replace('formula: revenue * (1 - margin)', 'formula: revenue * (1 - margin * margin)'),
    );
    expect(diff.divergences.map(({ name, because }) => [name, because])).toEqual([
      ['by_plan.max', ['value price_level']],
      ['cost', ['formula cost']],
    ]);
  });

  it('names the changes of the member alone, of whatever input', () => {
    const level = 'levelled: { by: plan, unit: USD, rollup: sum, formula: by_plan * plan.level }';
    const more = (pro: string, max: string, price: string) =>
      text({ items: [...allItems, level] })
        .replace(
          'price: { label: Price, unit: USD/unit }',
          "price: { label: Price, unit: USD/unit }, level: { unit: '%' }",
        )
        .replace('source: survey }', `source: survey }, level: ${pro}`)
        .replace('price: 200 USD/unit', `price: ${price} USD/unit, level: ${max}`);
    const diff = compared(more('50%', '50%', '200'), more('60%', '50%', '210'));
    expect(diff.divergences.find(({ name }) => name.startsWith('by_plan'))).toMatchObject({
      because: ['value plan.price.max'],
    });
  });
});

describe('amounts in another unit', () => {
  const counted = (unit: string) =>
    text({
      items: [...allItems, `fee_paid: { unit: ${unit}, rollup: sum, formula: fee }`],
      inputs: `  fee: { unit: ${unit}, value: ${unit === 'USD' ? '5000 USD' : '5 kUSD'} }`,
    }).replace('units: {', 'units: { kUSD: { equals: 1000 USD },');

  it('are no movement, and told as a change of the unit', () => {
    const diff = compared(counted('USD'), counted('kUSD'));
    expect(told(diff)).toEqual(['value changed fee', 'unit changed fee', 'unit changed fee_paid']);
    expect(changeOf(diff, 'value')).toMatchObject({ old: '5000 USD', new: '5 kUSD', difference: null });
    expect(diff.movements).toEqual([]);
  });

  it('of the same name that is made otherwise are told', () => {
    const tokens = (size: string) =>
      text({ inputs: `  pace: { unit: Mtoken, value: 3 Mtoken }` }).replace(
        'units: {',
        `units: { token: {}, Mtoken: { equals: ${size} token },`,
      );
    const diff = compared(tokens('1000000'), tokens('1000'));
    expect(diff.changes).toMatchObject([{ kind: 'unit', id: 'unit Mtoken', old: '1000000 token', new: '1000 token' }]);
  });
});

describe('timelines of other periods', () => {
  const pace = (values: string, timeline?: string) =>
    text({
      inputs: `  pace: { unit: '%', series: { ${values} } }`,
      items: [sold.replace('(1 + growth)', '(1 + pace)'), byPlan, revenue, cost, profit, share],
      ...(timeline === undefined ? {} : { timeline }),
    });

  it('are compared by the months that both cover alone', () => {
    const diff = compared(
      text({ timeline: 'from: 2026-01, to: 2026-06, grain: month' }),
      text({ timeline: 'from: 2026-07, to: 2026-12, grain: month' }),
    );
    expect([diff.columns.year, diff.movements]).toEqual([[], []]);
  });

  it('are compared by quarters where one goes by months', () => {
    const diff = compared(
      pace('2026-01: 1%', 'from: 2026-01, to: 2026-06, grain: month'),
      pace('2026-01: 1%, 2026-04: 2%', 'from: 2026-01, to: 2026-12, grain: quarter'),
    );
    expect(changeOf(diff, 'value')).toMatchObject({ id: 'pace', old: '2026-Q2: 1%', new: '2026-Q2: 2%' });
    expect(diff.movements.find(({ name }) => name === 'revenue')!.most.period).toMatch(/^2026-Q/);
  });

  it('tell what stood before the first period', () => {
    const lagged = (first: string) =>
      text({
        inputs: `  pace: { unit: '%', series: { 2025-12: ${first}, 2026-01: 1% } }`,
        items: [...allItems, "lag: { unit: '%', rollup: none, formula: 'pace[-1]' }"],
      });
    expect(changeOf(compared(lagged('3%'), lagged('4%')), 'value')).toMatchObject({
      old: 'before 2026-01: 3%',
      new: 'before 2026-01: 4%',
    });
  });
});

describe('what changes no result', () => {
  const full = text({
    inputs: `  pace: { unit: '%', value: 3%, status: assumption, distribution: { kind: uniform, low: 1%, high: 5% } }
  rest: { unit: '%', value: 3%, status: assumption, distribution: { kind: uniform, low: 1%, high: 5% }, alternatives: [{ value: 4%, source: survey }] }`,
    more: `
tie_outs:
  published: { formula: 'sum(revenue over 2026)', expect: 600000 USD, tolerance: 99%, source: survey, known: 2026-02-01, note: As printed. }
correlations:
  - { inputs: [pace, rest], rank: 0.5 }
reports:
  income: { title: Income, rows: [revenue, cost] }
charts:
  growth: { title: Growth, kind: line, by: year, items: [revenue] }
display: { USD: k }
`,
  });
  const value = (diff: RunDiff) => diff.changes.map(({ kind, id, old, new: now }) => [kind, id, old, now]);

  it.each([
    [
      'expect: 600000 USD',
      'expect: 600001 USD',
      ['tie-out', 'published', expect.stringContaining('600000 USD'), expect.stringContaining('600001 USD')],
    ],
    [
      'note: As printed.',
      'note: As told.',
      ['evidence', 'tie-out published', expect.stringContaining('As printed'), expect.stringContaining('As told')],
    ],
    ['rank: 0.5', 'rank: 0.6', ['evidence', 'correlation of pace and rest', 'rank 0.5', 'rank 0.6']],
    [
      'value: 4%, source: survey',
      'value: 5%, source: survey',
      ['evidence', 'rest', expect.stringContaining('4%, survey'), expect.stringContaining('5%, survey')],
    ],
    [
      'rows: [revenue, cost]',
      'rows: [revenue, profit]',
      ['label', 'report income', 'Income: revenue, cost', 'Income: revenue, profit'],
    ],
    [
      'kind: line',
      'kind: column',
      ['label', 'chart growth', 'Growth: line by year: revenue', 'Growth: column by year: revenue'],
    ],
    ['USD: k', 'USD: m', ['label', 'display USD', 'k', 'm']],
    ['title: A lab', 'title: The lab', ['label', 'title', 'A lab', 'The lab']],
    [
      'key_results: [revenue, share]',
      'key_results: [share, revenue]',
      ['label', 'key_results', 'revenue, share', 'share, revenue'],
    ],
    ['label: Plan', 'label: Plans', ['label', 'table plan', 'Plan', 'Plans']],
    ['  Sales:\n    All:', '  Selling:\n    All:', ['label', 'position of reads_idle', 'Sales › All', 'Selling › All']],
    [
      'positive: { formula',
      'positive: { label: Positive, formula',
      ['label', 'check positive', 'positive', 'Positive'],
    ],
  ])('is told: %s', (old, current, expected) => {
    const changedText = full.replace(old.replace('\\n', '\n'), current.replace('\\n', '\n'));
    expect(changedText).not.toBe(full);
    expect(value(compared(full, changedText))).toEqual([expected]);
  });

  it('is told of a value that was changed too', () => {
    const diff = compared(
      full,
      full
        .replace("rest: { unit: '%', value: 3%", "rest: { unit: '%', value: 2%")
        .replace('value: 4%, source', 'value: 5%, source'),
    );
    expect(told(diff)).toEqual(['value changed rest', 'evidence changed rest']);
  });
});

describe('actuals', () => {
  const figures = (january: string, februarySource: string) =>
    text({
      items: allItems.map((item) =>
        item === cost
          ? cost.replace(
              ' }',
              `, actuals: { 2026-01: { value: ${january}, source: survey }, 2026-02: { value: 9 USD, source: ${februarySource} } } }`,
            )
          : item,
      ),
    });

  it('are told in the periods that differ, with the source of those', () => {
    const {
      kind,
      old,
      new: now,
      newOrigin,
    } = changeOf(compared(figures('6 USD', 'survey'), figures('7 USD', 'survey')), 'actual');
    expect([kind, old, now]).toEqual(['actual', '2026-01: 6 USD', '2026-01: 7 USD']);
    expect(newOrigin!.reason).toContain('No reason is given');
    expect(compared(figures('6 USD', 'survey'), figures('6.0 USD', 'survey')).isEmpty).toBe(true);
  });
});

describe('checks of other scenarios', () => {
  it('that fail now are told with the scenario', () => {
    const diff = compared(text(), text().replace('margin: 20%', 'margin: -20%'));
    expect(diff.verdicts).toMatchObject([
      { kind: 'check', id: 'positive', old: 'holds', new: 'fails', detail: 'in scenario low' },
    ]);
  });
});

describe('the rest', () => {
  it('is a scenario, what it sets, and its title', () => {
    const diff = compared(
      text(),
      text({ scenarios: '  high: { title: High, set: { margin: 60% } }' }).replace('margin: 20%', 'margin: 25%'),
    );
    expect(told(diff)).toEqual(['scenario added high', 'scenario changed low margin']);
    expect(diff.changes[1]).toMatchObject({ old: '20%', new: '25%', scenarios: ['low'] });
    expect(told(compared(text(), text().replace('title: Low', 'title: Lower')))).toEqual(['scenario changed low']);
  });

  it('is a check, a unit, a source, a label and evidence', () => {
    const current = text()
      .replace('profit > 0 USD', 'profit > 1 USD')
      .replace('title: A survey', 'title: A poll')
      .replace('label: Revenue', 'label: Sales')
      .replace("margin: { unit: '%', value: 40%", "margin: { unit: '%', value: 40%, status: estimate");
    expect(told(compared(text(), current))).toEqual([
      'check changed positive',
      'source changed survey',
      'evidence changed margin',
      'label changed revenue',
    ]);
  });

  it('is which scenario is compared', () => {
    const diff = compareRuns(side(text(), { scenario: 'base' }), side(text(), { scenario: 'low' }));
    expect(told(diff)).toEqual(['setting changed scenario', 'value changed margin']);
    expect(diff.otherScenarios).toEqual([]);
  });

  it('is a check that fails now', () => {
    const diff = compared(
      text(),
      text().replace("margin: { unit: '%', value: 40% }", "margin: { unit: '%', value: -40% }"),
    );
    expect(diff.verdicts).toMatchObject([{ kind: 'check', id: 'positive', old: 'holds', new: 'fails', isWorse: true }]);
  });
});
