/** What was renamed is one thing, whatever else has a name that it had or has. */

import { describe, expect, it } from 'vitest';
import { compareRuns, runModel } from '../../src/comparing.ts';
import type { RunDiff, Side } from '../../src/diff/diff.ts';
import { translateFormula } from '../../src/diff/nameLookup.ts';
import { explainRecords } from '../../src/explain/fromRecords.ts';
import { errorLines } from '../helpers/models.ts';
import fc from '../helpers/seeded.ts';

type Files = Readonly<Record<string, string>>;

function run(files: Files): Side {
  const { value, diagnostics } = runModel('models/top.yaml', (path) => files[path]);
  expect(errorLines(diagnostics)).toEqual([]);
  return value!;
}

const top = (text: string): Files => ({ 'models/top.yaml': text });
const compared = (old: Files, current: Files): RunDiff => compareRuns(run(old), run(current));
const told = ({ changes }: RunDiff): string[] =>
  changes.map(({ kind, action, id, was }) => `${kind} ${action} ${id}${was === null ? '' : ` was ${was}`}`);
const why = (old: Files, current: Files, target: string) => explainRecords(run(old), run(current), [target]).value![0]!;
const amounts = (old: Files, current: Files, target: string): [string, number][] =>
  why(old, current, target).parts.map(({ id, amount }) => [id, amount]);

describe('of an included model', () => {
  const whole = `
model: top
timeline: { from: 2026, to: 2027, grain: year }
include: { one: part.yaml, two: part.yaml }
sheets: { T: { U: { total: { unit: USD, formula: one.net + two.net } } } }
`;
  const part = (fee: number, factor = 'rev * 2'): string => `
model: part
timeline: { from: 2026, to: 2027, grain: year }
tables: { plan: { columns: { price: { unit: USD } }, members: { pro: { price: 5 USD }, max: { price: 7 USD } } } }
inputs: { fee: { unit: USD, value: ${fee} USD } }
sheets:
  P:
    Q:
      rev: { unit: USD, formula: sum(plan.price over plan) + fee }
      net: { unit: USD, formula: ${factor} }
      propart: { unit: USD, formula: 'plan.price[plan=pro] + rev' }
checks: { twice: { formula: net = rev * 2, tolerance: 100 USD } }
tie_outs: { both: { formula: 'rev[2026]', expect: 14 USD, tolerance: 50% } }
`;
  const files = (text: string): Files => ({ 'models/top.yaml': whole, 'models/part.yaml': text });
  const renamed = (text: string): string =>
    text
      .replaceAll(/\brev\b/g, 'revenue')
      .replace('revenue: {', 'revenue: { was: rev,')
      .replace('pro: {', 'plus: { was: pro,')
      .replace('plan=pro', 'plan=plus');

  it('is a rename, and its readers, checks and figures are unchanged', () => {
    expect(told(compared(files(part(2)), files(renamed(part(2)))))).toEqual([
      'member renamed one.plan.plus was one.plan.pro',
      'member renamed two.plan.plus was two.plan.pro',
      'item renamed one.revenue was one.rev',
      'item renamed two.revenue was two.rev',
    ]);
  });

  it('has no part of a difference', () => {
    expect(amounts(files(part(2)), files(renamed(part(3))), 'total@2026')).toEqual([
      ['one.fee', 2],
      ['two.fee', 2],
    ]);
  });

  it('is understood in a formula that is another one', () => {
    const [old, now] = [files(part(2)), files(renamed(part(3, 'rev * 2 + fee')))];
    expect(
      compared(old, now)
        .changes.filter(({ kind }) => kind === 'formula')
        .map(({ formula }) => formula!.new),
    ).toEqual(
      [1, 2].map(() => [
        { text: 'revenue * 2', isChanged: false },
        { text: '+ fee', isChanged: true },
      ]),
    );
    expect(new Map(amounts(old, now, 'total@2026'))).toEqual(
      new Map([
        ['one.net', 2.5],
        ['two.net', 2.5],
        ['one.fee', 2.5],
        ['two.fee', 2.5],
      ]),
    );
  });
});

describe('of a member', () => {
  const model = (pro: string, ofPlus = 'plan=pro', was = ''): Files =>
    top(`
model: members
timeline: { from: 2026, to: 2027, grain: year }
tables:
  plan: { columns: { price: { unit: USD } }, members: { ${pro}: { ${was}price: 20 USD }, max: { price: 100 USD } } }
  region: { columns: { weight: { unit: '1' } }, members: { eu: { weight: 0.3 }, plus: { weight: 0.7 } } }
inputs: { mode: { choice: [pro, other], value: pro } }
sheets:
  R:
    S:
      sales: { unit: USD, formula: sum(plan.price over plan) }
      regional: { by: region, unit: USD, formula: sales * region.weight }
      ofregion: { unit: USD, formula: 'regional[region = plus]' }
      ofboth: { unit: USD, formula: 'regional[region=plus] + plan.price[${ofPlus}]' }
      ofmode: { unit: USD, formula: 'if(mode = pro, sales, 0)' }
`);

  it('says nothing of members of other tables, nor of options', () => {
    const renamed = model('plus', 'plan=plus', 'was: pro, ');
    expect(told(compared(model('pro'), renamed))).toEqual(['member renamed plan.plus was plan.pro']);
    expect(amounts(model('pro'), renamed, 'ofmode@2026')).toEqual([]);
  });

  it('is one where a column refers to it, by whatever name', () => {
    const referred = (goo: string, name: string, more = ''): Files =>
      top(`
model: references
timeline: { from: 2026, to: 2027, grain: year }
tables:
  supplier: { columns: { rate: { unit: USD } }, members: { ${goo}: { ${more}rate: 2 USD }, ama: { rate: 3 USD } } }
  other: { columns: { weight: { unit: USD } }, members: { goog: { weight: 1 USD } } }
  contract:
    columns: { seller: { ref: supplier }, size: { unit: USD } }
    members: { c1: { seller: ${name}, size: 5 USD }, c2: { seller: ama, size: 6 USD } }
sheets:
  R: { S: { one: { unit: USD, formula: 'sum(contract.size over contract where contract.seller = ${name}) + supplier.rate[supplier=${name}]' } } }
`);
    const [old, now] = [referred('goo', 'goo'), referred('goog', 'goog', 'was: goo, ')];
    expect(told(compared(old, now)).filter((one) => one.startsWith('formula'))).toEqual([]);
    expect(why(old, now, 'one').parts).toEqual([]);
  });
  it('says nothing of an item that has its name', () => {
    const named = (member: string, price: number): Files =>
      top(`
model: members
timeline: { from: 2026, to: 2027, grain: year }
tables: { plan: { columns: { price: { unit: USD } }, members: { ${member} price: ${price} USD }, beta: { price: 7 USD } } } }
inputs: { base: { unit: USD, value: 300 USD } }
sheets: { R: { S: { cost: { unit: USD, formula: sum(plan.price over plan) }, profit: { unit: USD, formula: base - cost } } } }
`);
    expect(amounts(named('alpha: {', 20), named('profit: { was: alpha,', 30), 'profit@2026')).toEqual([
      ['plan.price.profit', -10],
    ]);
  });
});

describe('names that change places', () => {
  const model = (inputs: string, one: string, two: string): Files =>
    top(`
model: places
timeline: { from: 2026, to: 2027, grain: year }
inputs: { ${inputs} }
sheets: { R: { S: { one: { unit: USD, formula: '${one}' }, two: { unit: USD, formula: '${two}' } } } }
`);
  const input = (id: string, value: number, was?: string): string =>
    `${id}: { unit: USD, value: ${value} USD${was === undefined ? '' : `, was: ${was}`} }`;
  const before = model(`${input('a', 10)}, ${input('b', 20)}`, 'a * 2', 'b + a');

  it('are renames', () => {
    const swapped = model(`${input('b', 10, 'a')}, ${input('a', 20, 'b')}`, 'b * 2', 'a + b');
    expect(told(compared(before, swapped))).toEqual(['input renamed b was a', 'input renamed a was b']);
  });
  it('are one after the other in a chain', () => {
    const chain = model(`${input('b', 10, 'a')}, ${input('c', 20, 'b')}`, 'b * 2', 'c + b');
    expect(told(compared(before, chain))).toEqual(['input renamed b was a', 'input renamed c was b']);
  });
  it('are explained by what changed besides', () => {
    const swapped = model(`${input('b', 11, 'a')}, ${input('a', 25, 'b')}`, 'b * 2', 'a + b');
    expect(amounts(before, swapped, 'two')).toEqual([
      ['a', 5],
      ['b', 1],
    ]);
    const other = model(`${input('b', 11, 'a')}, ${input('a', 25, 'b')}`, 'b * 2', 'a + b + b');
    expect(new Map(amounts(before, other, 'two'))).toEqual(
      new Map([
        ['two', 10.5],
        ['a', 5],
        ['b', 1.5],
      ]),
    );
  });
  it('are renames and nothing else, whoever has whose name', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const written = (own: readonly string[], hasWas: boolean): Files => {
      const [first, second, third] = own;
      const inputs = own.slice(0, 3).map((id, at) => input(id, at + 1, hasWas ? names[at] : undefined));
      return model(inputs.join(', '), `${first} * 2 - ${second}`, `${third} + ${first} + ${second} * 12`);
    };
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (own) => {
        const diff = compared(written(names, false), written(own, true));
        const renamed = own
          .slice(0, 3)
          .flatMap((id, at) => (id === names[at] ? [] : [`input renamed ${id} was ${names[at]}`]));
        expect(told(diff)).toEqual(renamed);
        expect(diff.movements).toEqual([]);
        expect(amounts(written(names, false), written(own, true), 'two')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
  it('leave what was: said of an older rename', () => {
    const old = model(input('b', 10, 'a'), 'b * 2', 'b');
    const now = model(`${input('b', 10, 'a')}, ${input('a', 7)}`, 'b * 2', 'b');
    expect(told(compared(old, now))).toEqual(['input added a']);
    expect(told(compared(now, now))).toEqual([]);
    expect(told(compared(now, old))).toEqual(['input removed a']);
  });
  it('keep their own where another thing would be left alone', () => {
    const now = model(`${input('a', 10)}, ${input('c', 20, 'a')}, ${input('b', 20)}`, 'a * 2', 'b + a');
    expect(told(compared(before, now))).toEqual(['input added c']);
  });
  it('are another thing where the old one is gone', () => {
    const now = model(`${input('b', 10, 'a')}, ${input('d', 3)}`, 'b * 2', 'b + d');
    expect(told(compared(before, now))).toEqual([
      'input added d',
      'input removed b',
      'input renamed b was a',
      'formula changed two',
    ]);
    const reading = model(input('b', 10, 'a'), 'b * 2', 'b + b');
    expect(told(compared(before, reading))).toContain('formula changed two');
  });
  it('are renames of members and of columns too', () => {
    const tables = (members: string, columns: string): Files =>
      top(`
model: tables
timeline: { from: 2026, to: 2027, grain: year }
tables: { plan: { columns: { ${columns} }, members: { ${members} } } }
sheets: { R: { S: { all: { unit: USD, formula: sum(plan.price + plan.cost over plan) } } } }
`);
    const columns = 'price: { unit: USD }, cost: { unit: USD }';
    const old = tables('pro: { price: 5 USD, cost: 1 USD }, max: { price: 7 USD, cost: 2 USD }', columns);
    const members = tables(
      'max: { was: pro, price: 5 USD, cost: 1 USD }, pro: { was: max, price: 7 USD, cost: 2 USD }',
      columns,
    );
    expect(told(compared(old, members))).toEqual([
      'member renamed plan.max was plan.pro',
      'member renamed plan.pro was plan.max',
    ]);
    const swapped = tables(
      'pro: { cost: 5 USD, price: 1 USD }, max: { cost: 7 USD, price: 2 USD }',
      'cost: { unit: USD, was: price }, price: { unit: USD, was: cost }',
    );
    expect(told(compared(old, swapped))).toEqual([
      'input renamed plan.cost was plan.price',
      'input renamed plan.price was plan.cost',
      'formula changed all',
    ]);
  });
});

describe('keys of parts', () => {
  const model = (more: string, actual: string): Files =>
    top(`
model: keys
timeline: { from: 2026, to: 2027, grain: year }
tables: { plan: { columns: { price: { unit: USD } }, members: { a: { price: 5 USD }, b: { price: 7 USD } } } }
inputs: { start: { unit: USD, value: 3 USD }, growth: { unit: USD, value: 1 USD } }
sheets:
  R:
    S:
      rev: { by: plan, unit: USD, rollup: sum, formula: plan.price, actuals: { a: { 2026: ${actual} USD } } }
      cash: { unit: USD, rollup: last, ${more} }
      all: { unit: USD, formula: sum(rev over plan) + cash }
`);
  const old = model("opening: start, formula: 'cash[-1] + growth'", '5');

  it('are those of all changes that they stand for', () => {
    const now = model("opening: start * 2, formula: 'cash[-1] + growth'", '6');
    const keys = new Set(compared(old, now).changes.map(({ kind, id }) => `${kind} ${id}`));
    const { parts } = why(old, now, 'all@2026');
    expect(parts.map(({ kind, changes }) => [kind, changes])).toEqual([
      ['formula', ['formula cash opening']],
      ['actuals', ['actual rev.a']],
    ]);
    for (const key of parts.flatMap(({ changes }) => changes)) expect(keys.has(key)).toBe(true);
  });
  it('tell a formula and its opening', () => {
    const now = model("opening: start * 2, formula: 'cash[-1] + growth * 2'", '5');
    expect(why(old, now, 'all@2026').parts[0]!.changes).toEqual(['formula cash', 'formula cash opening']);
  });
});

it('leaves all but names as it is', () => {
  const text = 'a  *  2 USD + convert(a, "a/month") # a\n+ b[-1]';
  const lexicon = {
    name: (id: string) => ({ a: 'b', b: 'a' })[id],
    table: () => undefined,
    member: () => undefined,
    tablesWith: () => [],
    tablesOf: () => [],
    isOption: () => false,
  };
  const swapped = translateFormula(text, { from: '', to: '' }, lexicon);
  expect(swapped).toBe('b  *  2 USD + convert(b, "a/month") # a\n+ a[-1]');
  expect(translateFormula(swapped, { from: '', to: '' }, lexicon)).toBe(text);
});

it('is found by the new name in a formula that is explained', () => {
  const model = (name: string, value: string): Files =>
    top(`
model: top
timeline: { from: 2026, to: 2027, grain: year }
inputs: { fee: { unit: USD, value: ${value} } }
sheets: { T: { U: { ${name}, twice: { unit: USD, rollup: sum, formula: ${name.startsWith('income') ? 'income' : 'revenue'} + fee } } } }
`);
  const old = model('revenue: { unit: USD, rollup: sum, formula: fee * period.index }', '5 USD');
  const now = model('income: { was: revenue, unit: USD, rollup: sum, formula: fee * period.index }', '6 USD');
  const { difference, parts } = why(old, now, 'sum(income over 2026..2027)');
  expect([difference, parts.map(({ id, amount }) => [id, amount])]).toEqual([3, [['fee', 3]]]);
});
