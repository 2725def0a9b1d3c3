/** Rows that are as high as their texts, and wide tables on pages. */
import { expect, test } from 'vitest';
import { splitIntoPages } from '../../src/grid/printAreas.ts';
import { countLines, countWrappedLines } from '../../src/grid/rowLines.ts';
import { textCell } from '../../src/grid/sheetBuilder.ts';

test('words fill lines, and longer ones are cut', () => {
  expect(countLines('one two three', 7)).toBe(2);
  expect(countLines('contract.total.google_tpu', 10)).toBe(3);
  expect(countLines('one\ntwo', 10)).toBe(2);
  expect(countLines('', 10)).toBe(1);
});

test('two hundred characters have the lines that they need, and titles none', () => {
  const long = Array.from({ length: 40 }, () => 'word').join(' ');
  expect(countWrappedLines(textCell(0, long), [{ width: 22 }])).toBeGreaterThanOrEqual(9);
  expect(countWrappedLines(textCell(0, long, 'title'), [{ width: 22 }])).toBe(1);
});

test('each page has as many columns as it holds beside those that are on every page', () => {
  const areas = splitIntoPages([40, 10, ...Array<number>(30).fill(10)], { row: 0, rows: 9, column: 2, repeated: 2 });
  expect(areas.map(({ column, columns }) => [column, columns])).toEqual([
    [2, 10],
    [12, 10],
    [22, 10],
  ]);
  expect(splitIntoPages([40, 10, 100, 100], { row: 0, rows: 9, column: 0, repeated: 1 })).toEqual([
    { row: 0, rows: 9, column: 0, columns: 3 },
    { row: 0, rows: 9, column: 3, columns: 1 },
  ]);
});
