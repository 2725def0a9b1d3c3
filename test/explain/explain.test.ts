/** Explanations of models whose answer is known on paper, and what holds of all. */

import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/diff/diff.ts';
import { explainRecords, type RecordSide } from '../../src/explain/fromRecords.ts';
import { amounts, explained, runOf, sumOf, why } from '../helpers/explained.ts';
import { randomFormulas, randomModelText } from '../helpers/randomModels.ts';
import fc from '../helpers/seeded.ts';

interface Small {
  readonly inputs: Readonly<Record<string, string>>;
  readonly items: Readonly<Record<string, string>>;
  readonly timeline?: string;
  readonly more?: string;
}

/** Inputs and items without units; what begins with a brace is taken as it is. */
function small({ inputs, items, timeline = '{ from: 2026, to: 2028, grain: year }', more = '' }: Small): string {
  const body = (text: string, key: string): string =>
    text.startsWith('{') ? text : `{ unit: '1', ${key}: '${text}' }`;
  return `model: small
timeline: ${timeline}
inputs:
${Object.entries(inputs)
  .map(([id, text]) => `  ${id}: ${body(text, 'value')}`)
  .join('\n')}
sheets:
  Result:
    Result:
${Object.entries(items)
  .map(([id, text]) => `      ${id}: ${body(text, 'formula')}`)
  .join('\n')}
${more}`;
}

/** A model with these values of inputs, and the same with others. */
const both = (items: Small['items'], old: Small['inputs'], now: Small['inputs']): [string, string] => [
  small({ inputs: old, items }),
  small({ inputs: { ...old, ...now }, items }),
];

const ids = ({ parts }: Explanation): string[] => parts.map(({ id }) => id);

describe('on paper', () => {
  it('a product of two changed factors is split evenly at the corner', () => {
    const [old, now] = both({ c: 'a * b' }, { a: '2', b: '10' }, { a: '5', b: '14' });
    const found = why(old, now, 'c');
    // Half of the change of one times the sum of the other's two values.
    expect(amounts(found)).toEqual({ a: (3 * (10 + 14)) / 2, b: (4 * (2 + 5)) / 2 });
    expect(found).toMatchObject({ old: 20, new: 70, difference: 50, label: 'C', unit: '1' });
    expect(found.parts[0]).toMatchObject({
      kind: 'assumption',
      least: 30,
      most: 42,
      error: null,
      changes: ['value a'],
    });
    expect(found.statements).toEqual([
      '4 combinations of 2 changes were evaluated. The contribution of a change is its average effect over all orders in which the changes can be made (Shapley value), and is exact.',
    ]);
  });
  it('a product of three is split by thirds and sixths', () => {
    const [old, now] = both({ d: 'a * b * c' }, { a: '1', b: '2', c: '3' }, { a: '2', b: '4', c: '7' });
    const share = (change: number, [b0, b1]: readonly [number, number], [c0, c1]: readonly [number, number]): number =>
      change * ((b0 * c0 + b1 * c1) / 3 + (b0 * c1 + b1 * c0) / 6);
    const found = amounts(why(old, now, 'd'));
    expect(found.a).toBeCloseTo(share(1, [2, 4], [3, 7]), 12);
    expect(found.b).toBeCloseTo(share(2, [1, 2], [3, 7]), 12);
    expect(found.c).toBeCloseTo(share(4, [1, 2], [2, 4]), 12);
  });
  it('amounts that cancel out add up, one after the other, with what is small beside them', () => {
    const [old, now] = both(
      { net: '(big - one) * k + add' },
      { big: '1', one: '1', add: '3', k: '1000000000000000000' },
      { big: '2', one: '2', add: '4' },
    );
    const found = why(old, now, 'net');
    expect(amounts(found)).toEqual({ big: 1e18, one: -1e18, add: 1 });
    expect(sumOf(found.parts)).toBe(found.difference);
  });
  it('a sum is split in its terms', () => {
    const [old, now] = both({ s: 'a - b + c * 2' }, { a: '1', b: '2', c: '3' }, { a: '11', b: '5', c: '3.5' });
    const found = why(old, now, 's');
    expect(amounts(found)).toEqual({ a: 10, b: -3, c: 1 });
    for (const { amount, least, most } of found.parts) expect([least, most]).toEqual([amount, amount]);
  });
  it('the smaller of two that grow alike is due to both alike', () => {
    const [old, now] = both({ m: 'min(a, b)' }, { a: '1', b: '1' }, { a: '4', b: '4' });
    const found = why(old, now, 'm');
    expect(amounts(found)).toEqual({ a: 1.5, b: 1.5 });
    expect(found.parts[0]).toMatchObject({ least: 0, most: 3 });
  });
  it('a switch that changes what counts shares with what is behind it', () => {
    const choice = '{ choice: [one, other], value: one }';
    const [old, now] = both(
      { r: 'if(way = one, a, b)' },
      { way: choice, a: '10', b: '20' },
      { way: choice.replace('value: one', 'value: other'), a: '16', b: '50' },
    );
    // Orders: way first 10, then b 30 (a nothing); a in front of way 6, way then 4 or 34.
    const results = (way: boolean, a: boolean, b: boolean): number => (way ? (b ? 50 : 20) : a ? 16 : 10);
    const share = (pick: 0 | 1 | 2): number => {
      const all = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
      ];
      return all.reduce((sum, order) => {
        const before = [0, 1, 2].map((one) => order.indexOf(one) < order.indexOf(pick));
        const after = before.map((one, at) => one || at === pick);
        return sum + (results(after[0]!, after[1]!, after[2]!) - results(before[0]!, before[1]!, before[2]!)) / 6;
      }, 0);
    };
    const found = amounts(why(old, now, 'r'));
    expect(found.way).toBeCloseTo(share(0), 12);
    expect(found.a).toBeCloseTo(share(1), 12);
    expect(found.b).toBeCloseTo(share(2), 12);
  });
  it('a formula that is asked is split too', () => {
    const [old, now] = both({ c: 'a * b' }, { a: '2', b: '10' }, { a: '5', b: '14' });
    const found = why(old, now, 'c * 2 + 1');
    expect(found).toMatchObject({ old: 41, new: 141 });
    expect(amounts(found)).toEqual({ a: 72, b: 28 });
  });
});

describe('what does not matter', () => {
  it('has no part, and is counted', () => {
    const [old, now] = both({ c: 'a * 2', d: 'b * 2' }, { a: '1', b: '1' }, { a: '2', b: '7' });
    const found = why(old, now, 'c');
    expect(amounts(found)).toEqual({ a: 2 });
    expect(found.statements).toEqual([
      'One change affects it and accounts for the whole difference.',
      '1 other change does not affect it.',
    ]);
  });
  it('is listed with nothing where the result could depend on it', () => {
    const [old, now] = both({ c: 'max(a, b)' }, { a: '10', b: '1' }, { a: '12', b: '2' });
    expect(amounts(why(old, now, 'c'))).toEqual({ a: 2, b: 0 });
  });
  it('is nothing at all between a run and itself', () => {
    const model = small({ inputs: { a: '1' }, items: { c: 'a * 2' } });
    const found = why(model, model, 'c');
    expect(found).toMatchObject({ difference: 0, parts: [], statements: ['No change affects it.'] });
  });
  it('a formula that is written otherwise is no change', () => {
    const [old] = both({ c: 'a * b', d: 'c + 1' }, { a: '2', b: '10' }, {});
    const [now] = both({ c: 'a*b', d: 'c   + 1' }, { a: '3', b: '10' }, {});
    expect(amounts(why(old, now, 'd'))).toEqual({ a: 10 });
    const [commented] = both({ c: 'a * b # all of it', d: 'c + 1' }, { a: '3', b: '10' }, {});
    expect(amounts(why(old, commented, 'd'))).toEqual({ a: 10 });
  });
  it('names that changed are no change', () => {
    const old = small({ inputs: { a: '2', b: '10' }, items: { c: 'a * b', d: 'c + a' } });
    const now = small({
      inputs: { alpha: "{ unit: '1', was: a, value: 3 }", b: '10' },
      items: { product: "{ unit: '1', was: c, formula: alpha * b }", d: 'product + alpha' },
    });
    const found = why(old, now, 'd');
    expect(amounts(found)).toEqual({ alpha: 11 });
    expect(why(old, now, 'product')).toMatchObject({ old: 20, new: 30 });
    expect(
      amounts(
        why(old, now.replaceAll(/was: \w, /g, ''), 'd', {
          renames: new Map([
            ['a', 'alpha'],
            ['c', 'product'],
          ]),
        }),
      ),
    ).toEqual({ alpha: 11 });
  });
});

describe('series', () => {
  it('is compared period by period, and what is open stays open', () => {
    const series = (text: string): string => `{ unit: '1', series: { ${text} } }`;
    const [old, now] = both(
      { c: 'a * b', sum: "{ unit: '1', rollup: none, formula: sum(c over timeline) }" },
      { a: series('2026: 1, 2027: 2'), b: '3' },
      { a: series('2026: 1, 2028: 5'), b: '4' },
    );
    // 1, 2, 2 times 3 before, 1, 1, 5 times 4 now.
    expect(amounts(why(old, now, 'sum'))).toEqual({ a: 2 * 3.5, b: (5 + 7) / 2 });
    expect(amounts(why(old, now, 'c@2027'))).toEqual({ a: -1 * 3.5, b: 1.5 });
  });
  it('may come in the place of one value, and go', () => {
    const items = { c: 'a * b + period.index', sum: 'sum(c over timeline)' };
    const [old, now] = both(items, { a: '2', b: '3' }, { a: "{ unit: '1', series: { 2026: 2, 2028: 5 } }", b: '4' });
    expect(amounts(why(old, now, 'c@2028'))).toEqual({ a: 3 * 3.5, b: 3.5 });
    expect(amounts(why(now, old, 'c@2028'))).toEqual({ a: -3 * 3.5, b: -3.5 });
  });
  it('reaches back before the first period', () => {
    const items = { c: 'a[-1] + a' };
    const series = (text: string): string => `{ unit: '1', series: { ${text} } }`;
    const [old, now] = both(items, { a: series('2025: 1, 2026: 2') }, { a: series('2025: 7, 2026: 2') });
    expect(amounts(why(old, now, 'c@2026'))).toEqual({ a: 6 });
  });
});

describe('structure', () => {
  it('a formula is a part beside values', () => {
    const old = small({ inputs: { a: '2', b: '10' }, items: { c: 'a * b', d: 'c * 2' } });
    const now = small({ inputs: { a: '3', b: '10' }, items: { c: 'a * b + b', d: 'c * 2' } });
    const found = why(old, now, 'd');
    expect(found.parts.map(({ kind, id, amount, changes }) => ({ kind, id, amount, changes }))).toEqual([
      { kind: 'assumption', id: 'a', amount: 20, changes: ['value a'] },
      { kind: 'formula', id: 'c', amount: 20, changes: ['formula c'] },
    ]);
  });
  it('formulas that read what is new go with the structure', () => {
    const old = small({ inputs: { a: '2', b: '10' }, items: { c: 'a * b', e: 'c + a' } });
    const now = small({ inputs: { a: '3', b: '10', f: '5' }, items: { c: 'a * b * f', e: 'c * 2 + a' } });
    const found = why(old, now, 'e');
    expect(sumOf(found.parts)).toBe(found.difference);
    expect(found.parts.map(({ kind }) => kind).sort()).toEqual(['assumption', 'structure']);
    expect(found.parts.find(({ kind }) => kind === 'structure')!.changes).toEqual([
      'input f',
      'formula c',
      'formula e',
    ]);
    expect(found.statements[0]).toMatch(/^The structure is one driver: /);
  });
  it('more formulas than a few are one part', () => {
    const items = (sign: string) => Object.fromEntries(['p', 'q', 'r', 's'].map((id) => [id, `a ${sign} b`]));
    const old = small({ inputs: { a: '2', b: '10' }, items: { ...items('+'), all: 'p + q + r + s' } });
    const now = small({ inputs: { a: '3', b: '10' }, items: { ...items('*'), all: 'p + q + r + s' } });
    const found = why(old, now, 'all');
    expect(ids(found)).toEqual(['structure', 'a']);
    expect(amounts(found)).toEqual({ structure: ((20 - 12) * 4 + (30 - 13) * 4) / 2, a: (4 + 40) / 2 });
  });
  it('a member that came is structure', () => {
    const model = (more: string): string =>
      small({
        inputs: {},
        items: { revenue: "{ unit: '1', by: plan, formula: plan.users * plan.price }", all: 'sum(revenue over plan)' },
        more: `tables:
  plan:
    columns: { users: { unit: '1' }, price: { unit: '1' } }
    members:
      pro: { users: 10, price: 2 }
${more}`,
      }).replace('inputs:\n\n', '');
    const found = why(model(''), model('      max: { users: 3, price: 20 }'), 'all');
    expect(amounts(found)).toEqual({ structure: 60 });
    expect(found.parts[0]!.changes).toEqual(
      ['member plan.max', 'member plan.max', 'member plan.max'].slice(0, found.parts[0]!.changes.length),
    );
    expect(why(model(''), model('      max: { users: 3, price: 20 }'), 'revenue.pro')).toMatchObject({
      difference: 0,
      parts: [],
    });
  });
  it('a longer timeline is a part where a result reaches into it', () => {
    const model = (to: number, a: string): string =>
      small({
        inputs: { a },
        items: { c: 'a * period.index', sum: 'sum(c over timeline)' },
        timeline: `{ from: 2026, to: ${to}, grain: year }`,
      });
    const [old, now] = [model(2027, '1'), model(2029, '2')];
    const found = why(old, now, 'sum');
    expect(found.parts.map(({ kind, id, amount, changes }) => ({ kind, id, amount, changes }))).toEqual([
      { kind: 'timeline', id: 'timeline', amount: (7 + 14) / 2, changes: ['timeline timeline'] },
      { kind: 'assumption', id: 'a', amount: (3 + 10) / 2, changes: ['value a'] },
    ]);
    expect(amounts(why(old, now, 'c@2027'))).toEqual({ a: 2, timeline: 0 });
  });
  it('actuals are a part', () => {
    const model = (actuals: string, a: string): string =>
      small({
        inputs: { a },
        items: { c: `{ unit: '1', opening: a, formula: 'c[-1] + a', actuals: { ${actuals} } }`, d: 'c * 2' },
      });
    const old = model('2026: { value: 100, status: reported }', '1');
    const now = model('2026: { value: 110, status: reported }, 2027: { value: 130, status: reported }', '2');
    const found = why(old, now, 'd@2028');
    expect(found).toMatchObject({ old: 204, new: 264 });
    // With the old actuals the change of a counts for two years, with the new ones for one.
    expect(amounts(found)).toEqual({ c: (262 - 204 + 264 - 208) / 2, a: (4 + 2) / 2 });
    expect(found.parts[0]).toMatchObject({ kind: 'actuals', changes: ['actual c'] });
    expect(amounts(why(old, now, 'c@2026'))).toEqual({ c: 10, a: 0 });
  });
  it('what a reference decides is structure', () => {
    const model = (supplier: string): string => `
model: small
timeline: { from: 2026, to: 2027, grain: year }
tables:
  supplier: { columns: { price: { unit: '1' } }, members: { x: { price: 2 }, y: { price: 3 } } }
  contract:
    columns: { supplier: { ref: supplier }, amount: { unit: '1' } }
    members: { first: { supplier: ${supplier}, amount: 10 }, second: { supplier: y, amount: 20 } }
sheets:
  Result:
    Result:
      cost: { unit: '1', by: supplier, formula: 'sum(contract.amount over contract where contract.supplier = supplier) * supplier.price' }
`;
    const found = why(model('x'), model('y'), 'cost.y');
    expect(found).toMatchObject({ old: 60, new: 90 });
    expect(amounts(found)).toEqual({ structure: 30 });
  });
});

describe('records', () => {
  const [old, now] = both({ c: 'a * b' }, { a: '2', b: '10' }, { a: '5', b: '14' });
  const withValue = (side: RecordSide, value: number | null): RecordSide => ({
    ...side,
    record: {
      ...side.record,
      scenarios: side.record.scenarios.map((scenario) => ({
        ...scenario,
        series: scenario.series.map((series) => (series.id === 'c' ? { ...series, values: [value] } : series)),
      })),
    },
  });

  it('that another engine computed otherwise have a part for that', () => {
    const found = why(withValue(runOf(old), 21), runOf(now), 'c');
    expect(found).toMatchObject({ old: 21, new: 70, difference: 49 });
    expect(amounts(found)).toEqual({ a: 36, b: 14, engine: -1 });
    expect(found.parts.at(-1)).toMatchObject({ kind: 'engine', changes: ['version burnsheet'] });
  });
  it('with an error are not split', () => {
    expect(why(withValue(runOf(old), null), runOf(now), 'c')).toMatchObject({
      old: null,
      difference: null,
      parts: [],
      statements: ['It is an error in the old run, so there is no difference to explain.'],
    });
  });
  it('one of whose combinations is an error are not split, and it is named', () => {
    const [before, after] = both({ c: '100 / (a - b)' }, { a: '2', b: '1' }, { a: '4', b: '2' });
    const found = why(before, after, 'c');
    expect(found).toMatchObject({ old: 100, new: 50, difference: -50, parts: [] });
    expect(found.statements).toEqual([
      'With b from the new run and everything else from the old run it is an error, so the difference cannot be explained.',
    ]);
  });
  it('may have what the other has not', () => {
    const more = small({ inputs: { a: '2', b: '10' }, items: { c: 'a * b', e: 'a' } });
    expect(why(old, more, 'e')).toMatchObject({
      old: null,
      new: 2,
      parts: [],
      statements: ['Only the new run has it, so there is no difference to explain.'],
    });
    expect(why(more, old, 'e')).toMatchObject({
      old: 2,
      new: null,
      statements: ['Only the old run has it, so there is no difference to explain.'],
    });
  });
  it('are asked for what there is', () => {
    const { value, diagnostics } = explainRecords(runOf(old), runOf(now), ['nothing']);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-name']);
  });
  it('need no plan, since their files stand in them', () => {
    const [bare, other] = [runOf(old), runOf(now)].map(({ record, scenario }) => ({
      record: JSON.parse(JSON.stringify(record)),
      scenario,
    }));
    expect(amounts(why(bare!, other!, 'c'))).toEqual({ a: 36, b: 14 });
  });
  it('of two scenarios differ in what these set', () => {
    const model = small({
      inputs: { a: '2', b: '10' },
      items: { c: 'a * b' },
      more: 'scenarios: { base: { title: Base }, high: { title: High, set: { a: 5, b: 14 } } }',
    });
    expect(amounts(why(runOf(model), runOf(model, { scenario: 'high' }), 'c'))).toEqual({ a: 36, b: 14 });
    expect(amounts(why(runOf(model), runOf(model, { set: [{ key: 'a', value: '3' }] }), 'c'))).toEqual({ a: 10 });
  });
});

describe('many changes', () => {
  const count = 30;
  const names = Array.from({ length: count }, (_, at) => `x${at}`);
  const valueAt = (at: number, isNew: boolean): number => 1 + at / 100 + (isNew ? ((at * 7) % 11) / 10 + 0.01 : 0);
  const inputs = (isNew: boolean, some = names): Record<string, string> =>
    Object.fromEntries(some.map((name, at) => [name, String(valueAt(at, isNew).toFixed(4))]));
  const pairs = (some: readonly string[]): string =>
    some.map((name, at) => `${name} * ${some[(at + 1) % some.length]!}`).join(' + ');
  const model = (isNew: boolean): string => small({ inputs: inputs(isNew), items: { c: pairs(names) } });
  const found = why(model(false), model(true), 'c');

  it('are eleven alone and a group, and add up', () => {
    expect(found.parts).toHaveLength(12);
    const group = found.parts.find(({ kind }) => kind === 'group')!;
    expect(group).toMatchObject({ id: 'other changes', label: 'Other changes', error: null });
    expect(group.parts).toHaveLength(19);
    expect(sumOf(found.parts)).toBeCloseTo(found.difference!, 10);
    expect(sumOf(group.parts)).toBeCloseTo(group.amount, 10);
    expect(group.changes).toHaveLength(19);
    expect(found.statements.join('\n')).toMatch(/4,096 combinations of 12 changes and groups of changes/);
    expect(found.statements.join('\n')).toMatch(
      /The contribution of 'Other changes' is exact; its split among 19 members is estimated from 1,000 random orders/,
    );
  });
  it('have the amounts on paper, as exactly as the errors say', () => {
    // Of a sum of products each factor has its change times the mean of its neighbours', whatever is grouped.
    const exact = names.map((_, at) => {
      const change = valueAt(at, true) - valueAt(at, false);
      const mean = (other: number): number => (valueAt(other, true) + valueAt(other, false)) / 2;
      return change * (mean((at + 1) % count) + mean((at + count - 1) % count));
    });
    const all = found.parts.flatMap((part) => (part.kind === 'group' ? part.parts : [part]));
    for (const { id, amount, error } of all) {
      const distance = Math.abs(amount - exact[names.indexOf(id)]!);
      expect(distance).toBeLessThan(error === null ? 2e-3 : 5 * error + 2e-3);
    }
    expect(all.some(({ error }) => error !== null && error > 0)).toBe(true);
  });
  it('are split alike every time', () => {
    expect(why(model(false), model(true), 'c')).toEqual(found);
  });
  it('turn around with the sides', () => {
    const back = why(model(true), model(false), 'c');
    const other = new Map(back.parts.map((part) => [part.id, part]));
    for (const part of found.parts) expect(part.amount).toBeCloseTo(-other.get(part.id)!.amount, 9);
  });
  it('of one member of a table are joined', () => {
    const table = (isNew: boolean): string => {
      const columns = ['users', 'price', 'share'];
      const members = ['a', 'b', 'c', 'd', 'e', 'f'];
      const cells = (at: number): string =>
        columns.map((column, place) => `${column}: ${valueAt(at * 3 + place, isNew).toFixed(4)}`).join(', ');
      return small({
        inputs: {},
        items: { all: 'sum(plan.users * plan.price * plan.share over plan)' },
        more: `tables:
  plan:
    columns: { ${columns.map((column) => `${column}: { unit: '1' }`).join(', ')} }
    members: { ${members.map((name, at) => `${name}: { label: Plan ${name}, ${cells(at)} }`).join(', ')} }`,
      }).replace('inputs:\n\n', '');
    };
    const joined = why(table(false), table(true), 'all');
    expect(joined.parts.map(({ id, kind }) => `${kind} ${id}`).sort()).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `group plan.${name}`),
    );
    expect(joined.parts.every(({ parts }) => parts.length === 3 && parts.every(({ error }) => error === null))).toBe(
      true,
    );
    expect(joined.parts.map(({ label }) => label).sort()[0]).toBe('Plan a');
    expect(joined.statements[2]).toBe(
      "'Plan a' is split among its 3 members exactly, over all orders of these members.",
    );
    for (const part of joined.parts) expect(sumOf(part.parts)).toBeCloseTo(part.amount, 12);
  });
});

describe('any model', () => {
  const targets = [
    'item_5@2026',
    'item_9@2026-07',
    'item_15@2026-12',
    'item_20@2026-Q2',
    'item_23@2026-12',
    'share@2026',
  ];
  const change = fc.subarray(
    [
      ['low', '0.45 1'],
      ['high', '16 1'],
      ['rate', '1.5%'],
      ['begin', '2026-05-15'],
      ['term', '7 months'],
      ['treatment', 'other'],
      ['price', '0.9 1'],
      ['scale.second.rate', '14%'],
    ] as const,
    { minLength: 1 },
  );
  const wholes = (explanation: Explanation): void => {
    const { parts, difference, old, new: now } = explanation;
    if (parts.length === 0) return;
    const size = Math.max(Math.abs(old!), Math.abs(now!), ...parts.map(({ amount }) => Math.abs(amount)));
    expect(sumOf(parts)).toBe(difference);
    for (const { amount, least, most } of parts) {
      expect(amount).toBeGreaterThanOrEqual(least - 1e-9 * size);
      expect(amount).toBeLessThanOrEqual(most + 1e-9 * size);
    }
  };
  it('has parts that add up, and that turn around with the sides', () => {
    let split = 0;
    fc.assert(
      fc.property(randomFormulas, change, (formulas, changes) => {
        const text = randomModelText(formulas);
        const old = runOf(text);
        const now = runOf(text, { set: changes.map(([key, value]) => ({ key, value })) });
        const [forth, back] = [explained(old, now, targets), explained(now, old, targets)];
        forth.forEach((one, at) => {
          wholes(one);
          split += one.parts.length > 1 ? 1 : 0;
          const other = back[at]!;
          const scale = Math.max(...one.parts.map(({ amount }) => Math.abs(amount)), 0);
          for (const { id, amount } of one.parts)
            expect(Math.abs(amount + other.parts.find((part) => part.id === id)!.amount)).toBeLessThanOrEqual(
              1e-11 * Math.max(scale, Math.abs(one.old!)),
            );
        });
      }),
      { numRuns: 25, seed: 6 },
    );
    expect(split).toBeGreaterThan(20);
  });
  it('has parts that add up where its formulas differ too', () => {
    let formulas = 0;
    fc.assert(
      fc.property(
        randomFormulas,
        randomFormulas,
        fc.subarray([4, 9, 15], { minLength: 1 }),
        change,
        (one, other, places, changes) => {
          const mixed = one.map((formula, at) => (places.includes(at) ? other[at]! : formula));
          const [old, now] = [
            runOf(randomModelText(one)),
            runOf(randomModelText(mixed), { set: changes.map(([key, value]) => ({ key, value })) }),
          ];
          for (const each of explained(old, now, targets)) {
            wholes(each);
            formulas += each.parts.some(({ kind }) => kind === 'formula') ? 1 : 0;
          }
        },
      ),
      { numRuns: 15, seed: 6 },
    );
    expect(formulas).toBeGreaterThan(10);
  });
});
