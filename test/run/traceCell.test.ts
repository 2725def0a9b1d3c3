/** What stands behind a workbook cell: its own number and nobody else's, in every kind of sheet. */
import { describe, expect, it } from 'vitest';
import { columnName } from '../../src/grid/address.ts';
import { type Trace, traceCell, traceItem } from '../../src/pipeline.ts';
import { build } from '../helpers/models.ts';

const built = build(`
model: cells
title: Cells
timeline: { from: 2026-01, to: 2027-12, grain: month }
inputs:
  price: { unit: USD/month, value: 10 USD/month }
  churn: { unit: '%', value: 3%, status: estimate }
  share: { unit: '%', value: 40% }
sheets:
  Result:
    Profit:
      sales: { unit: USD, formula: price * (1 - churn) * period.months }
      costs: { unit: USD, formula: sales * share }
      margin: { unit: '%', formula: (sales - costs) / sales }
      stock: { unit: USD, opening: 5 USD, formula: 'stock[-1] + sales' }
checks:
  adds_up: { formula: sales >= costs }
expect:
  first: { formula: 'sales[2026-01]', expect: 9.7 USD, tolerance: 0.01 USD }
scenarios:
  base: { title: Base }
  bear: { title: Bear, extends: base, set: { churn: 6%, price: { value: 5 USD/month, from: 2027-01 } } }
`);

/** The address of the first cell that satisfies a condition on its origin. */
function addressOf(sheet: string, id: string, kind: string, at = 0, scenario?: string): string {
  const rows = built.grid.sheets.find(({ name }) => name === sheet)!.rows;
  for (const [row, { segments }] of rows.entries())
    for (const { origin, column } of segments)
      if (origin?.id === id && origin.kind === kind && origin.scenario === scenario)
        return `'${sheet}'!${columnName(column + at)}${row + 1}`;
  throw new Error(`${sheet} has no ${kind} ${id}`);
}

function shown(address: string, scenario = 'base'): Trace {
  const trace = traceCell(built, address, scenario);
  if (trace === undefined) throw new Error(`${address} holds nothing`);
  return trace;
}

/** What the evaluation holds at an address. */
function valueAt(address: string, scenario: string): unknown {
  const [, sheet, letters, row] = /^'(.+)'!([A-Z]+)(\d+)$/.exec(address)!;
  const column = [...letters!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return built.evaluations.get(scenario)!.sheets.get(sheet!)![Number(row) - 1]![column];
}

describe.each(['base', 'bear'])('in scenario %s', (scenario) => {
  it('every number that the model knows is traced to itself', () => {
    let traced = 0;
    for (const sheet of built.grid.sheets) {
      for (const [row, { segments }] of sheet.rows.entries()) {
        for (const { origin, column, count } of segments) {
          if (origin === undefined || origin.id === 'all' || origin.kind === 'time') continue;
          for (let at = column; at < column + count; at += 1) {
            const address = `'${sheet.name}'!${columnName(at)}${row + 1}`;
            const value = valueAt(address, scenario);
            expect([address, shown(address, scenario).value]).toEqual([
              address,
              typeof value === 'boolean' ? Number(value) : value,
            ]);
            traced += 1;
          }
        }
      }
    }
    expect(traced).toBeGreaterThan(200);
  });
});

describe('a cell', () => {
  it('of a yearly report is the year, with its months below', () => {
    const trace = shown(addressOf('Annual', 'sales', 'rollup', 1));
    expect(trace).toMatchObject({ id: 'sales', period: '2027', words: 'sum of the periods' });
    expect(trace.value).toBeCloseTo(116.4, 9);
    expect(trace.children.map(({ period }) => period)).toHaveLength(12);
  });

  it('of a recomputed quotient shows the parts of the year', () => {
    const trace = shown(addressOf('Annual', 'margin', 'rollup', 0));
    expect(trace.withNumbers).toBe('(116.4 - 46.56) / 116.4');
    expect(trace.children.map(({ id, period }) => `${id}@${period}`)).toEqual(['sales@2026', 'costs@2026']);
  });

  it('of a balance on a report is its last period', () => {
    expect(shown(addressOf('Annual', 'stock', 'rollup', 0)).children.map(({ period }) => period)).toEqual(['2026-12']);
  });

  it('of a scenario column says what that scenario holds, and where it is written', () => {
    const bear = shown(addressOf('Inputs', 'churn', 'input', 0, 'bear'));
    expect(bear).toMatchObject({
      value: 0.06,
      label: 'churn, scenario bear',
      provenance: { written: '6%' },
      written: { line: 22 },
    });
    expect(shown(addressOf('Inputs', 'churn', 'input', 0, 'base'), 'bear').value).toBe(0.03);
  });

  it('of a check and of a tie-out shows what is compared', () => {
    expect(shown(addressOf('Checks', 'adds_up', 'check', 1)).withNumbers).toBe('9.7 - 3.88');
    expect(shown(addressOf('Tie-outs', 'first', 'tie-out'))).toMatchObject({ value: 9.7, unit: 'USD' });
  });

  it('without a number of the model holds nothing', () => {
    expect(traceCell(built, 'Cover!A1', 'base')).toBeUndefined();
    expect(traceCell(built, 'Nowhere!A1', 'base')).toBeUndefined();
  });
});

describe('an input that a scenario changes from a month on', () => {
  const asked = (period: string) => traceItem(built, { item: 'price', members: [], period, scenario: 'bear' });

  it('comes from the base case before it', () => {
    expect(asked('2026-05')).toMatchObject({
      value: 10,
      provenance: { written: '10 USD/month' },
      written: { line: 6 },
    });
    expect(asked('2027-05')).toMatchObject({ value: 5, provenance: { written: '5 USD/month' }, written: { line: 22 } });
  });
});

it('an item at its opening is its opening', () => {
  expect(traceItem(built, { item: 'stock', members: [], period: 'opening', scenario: 'base' })).toMatchObject({
    value: 5,
    words: 'opening',
  });
});
