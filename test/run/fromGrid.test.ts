import { expect, test } from 'vitest';
import type { Grid } from '../../src/grid/grid.ts';
import { makeEvaluator } from '../../src/run/fromGrid.ts';
import { sampleGrid } from '../helpers/sampleGrid.ts';

function evaluate(grid: Grid, index: number) {
  const evaluator = makeEvaluator(grid);
  const evaluation = evaluator.evaluate(index);
  evaluator.close();
  return evaluation;
}

test('text stays text, whatever it looks like', () => {
  const inputs = evaluate(sampleGrid, 0).sheets.get('Inputs')!;
  expect(inputs.map((row) => row[0] ?? null)).toEqual([
    'Inputs',
    'Scenario',
    'Scenario number',
    '2024',
    '=1+1',
    "'quoted & <marked>",
    '1/2/2024',
    null,
    'to "Work"',
    'the source',
  ]);
});

test('a row formula moves with its column, and the opening column starts it', () => {
  const revenue = evaluate(sampleGrid, 0).sheets.get('P & L')![3]!;
  expect(revenue[3]).toBe(1234567.891);
  expect(revenue[4]).toBe(1234567.891 * 1.1);
  expect(revenue[9]).toBeCloseTo(1234567.891 * 1.1 ** 6, 6);
});

test('month ends in a leap year are right', () => {
  expect(evaluate(sampleGrid, 0).sheets.get('P & L')![1]!.slice(3)).toEqual([
    45322, 45351, 45380, 45411, 45441, 45472, 45502,
  ]);
});

test('errors and truth values are those of Excel', () => {
  const workings = evaluate(sampleGrid, 0).sheets.get('P & L')!;
  expect(workings[6]![4]).toEqual({ error: '#DIV/0!' });
  expect(workings[8]![4]).toBe(true);
  expect(workings[10]![4]).toBe('');
});

test('each scenario gives its own values, in any order, as if it had been built alone', () => {
  const evaluator = makeEvaluator(sampleGrid);
  const down = evaluator.evaluate(1);
  const base = evaluator.evaluate(0);
  evaluator.close();
  expect(down.scenario).toBe('down, a lot');
  expect(down.sheets.get('Inputs')![1]![1]).toBe('down, a lot');
  expect(down.sheets.get('P & L')![3]![4]).toBe(1234567.891 * 0.95);
  expect(base).toEqual(evaluate(sampleGrid, 0));
});

test('a circle is reported as an error that Excel knows', () => {
  const circle = { kind: 'formula', template: [{ row: 0, column: { relative: 0 } }, '+1'] } as const;
  const grid: Grid = {
    ...sampleGrid,
    sheets: [
      ...sampleGrid.sheets,
      {
        ...sampleGrid.sheets[0]!,
        name: 'Circle',
        rows: [{ segments: [{ column: 0, count: 1, content: circle, style: 'calculation' }] }],
      },
    ],
  };
  expect(evaluate(grid, 0).sheets.get('Circle')![0]![0]).toEqual({ error: '#VALUE!' });
});

test('an unknown scenario number is refused', () => {
  expect(() => evaluate(sampleGrid, 2)).toThrow('no scenario number 3');
});
