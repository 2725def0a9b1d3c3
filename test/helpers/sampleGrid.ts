/**
 * A small hand-made grid with one of everything: inputs, a drop-down, an opening column, dates, links and hostile
 * labels.
 */
import type { Content, FormulaPart, Grid, GridSheet, RowSegment, StyleRole } from '../../src/grid/grid.ts';

export const periods = 6;
const first = 4;
const opening = 3;

const text = (column: number, words: string, style: StyleRole = 'label'): RowSegment => ({
  column,
  count: 1,
  content: { kind: 'text', text: words },
  style,
});

const numbers = (column: number, values: readonly number[], format: string): RowSegment => ({
  column,
  count: values.length,
  content: values.map((value): Content => ({ kind: 'number', value })),
  style: 'input',
  format,
});

const formula = (column: number, count: number, ...template: FormulaPart[]): RowSegment => ({
  column,
  count,
  content: { kind: 'formula', template },
  style: 'calculation',
  format: '#,##0.00',
});

const here = (row: number): FormulaPart => ({ row, column: { relative: 0 } });
const before = (row: number): FormulaPart => ({ row, column: { relative: -1 } });
const input = (row: number): FormulaPart => ({ sheet: 'Inputs', row, column: { absolute: 1 } });
const all = (row: number): FormulaPart => ({
  row,
  column: { absolute: first },
  to: { row, column: { absolute: first + periods - 1 } },
});

const inputs: GridSheet = {
  name: 'Inputs',
  kind: 'foundation',
  columns: [{ width: 30 }, { width: 14 }],
  frozen: { rows: 1, columns: 1 },
  dropDowns: [{ row: 1, column: 1, options: ['base', 'down, a lot'] }],
  landscape: false,
  rows: [
    { segments: [text(0, 'Inputs', 'header'), text(1, 'Value', 'header')] },
    { segments: [text(0, 'Scenario'), text(1, 'base', 'input')] },
    {
      segments: [
        text(0, 'Scenario number'),
        formula(1, 1, 'MATCH(', { row: 1, column: { absolute: 1 } }, ',$C$3:$D$3,0)'),
        text(2, 'base'),
        text(3, 'down, a lot'),
      ],
    },
    {
      segments: [
        text(0, '2024'),
        formula(1, 1, 'CHOOSE(', { row: 2, column: { absolute: 1 } }, ',$C$4,$D$4)'),
        numbers(2, [0.1, -0.05], '0.0%'),
      ],
    },
    { segments: [text(0, '=1+1'), numbers(1, [1234567.891], '#,##0.00')] },
    { segments: [text(0, "'quoted & <marked>"), numbers(1, [45322], 'yyyy-mm-dd')] },
    { segments: [text(0, '1/2/2024'), numbers(1, [0], '0')] },
    { segments: [text(0, '', 'note')] },
    {
      segments: [
        { column: 0, count: 1, content: { kind: 'link', text: 'to "Work"', sheet: 'P & L', row: 3 }, style: 'link' },
      ],
    },
    {
      segments: [
        {
          column: 0,
          count: 1,
          content: { kind: 'url', text: 'the source', url: 'https://example.com/?a=1&b=2' },
          style: 'url',
        },
      ],
    },
  ],
};

const workings: GridSheet = {
  name: 'P & L',
  kind: 'workings',
  columns: [{ width: 30 }, { width: 10 }, { width: 10 }],
  frozen: { rows: 2, columns: 3 },
  dropDowns: [],
  landscape: true,
  rows: [
    { segments: [text(0, 'P & L', 'title')] },
    {
      segments: [
        text(0, 'Period end', 'header'),
        formula(opening, 1, input(5)),
        formula(first, periods, 'EDATE(', before(1), ',1)'),
      ],
    },
    { segments: [text(0, 'Revenue', 'section')] },
    {
      outline: 1,
      segments: [
        text(0, 'Revenue'),
        formula(opening, 1, input(4)),
        formula(first, periods, before(3), '*(1+', input(3), ')'),
      ],
    },
    {
      outline: 1,
      segments: [text(0, 'Rounded'), formula(first, periods, 'ROUND(', here(3), ',-2)+INT(-', here(3), '/7)')],
    },
    { outline: 2, segments: [text(0, 'Safe'), formula(first, periods, 'IFERROR(', here(3), '/', input(6), ',1e-7)')] },
    { segments: [text(0, 'Division'), formula(first, 1, here(3), '/', input(6))] },
    {
      segments: [
        text(0, 'Total'),
        formula(first, 1, 'SUM(', all(3), ')'),
        formula(first + 1, 1, 'SUMPRODUCT((', all(3), '>1300000)*', all(4), ')'),
      ],
    },
    {
      segments: [
        text(0, 'Within'),
        { ...formula(first, periods, here(3), '>', here(4)), style: 'check', format: undefined },
      ],
    },
    { segments: [text(0, 'Name'), formula(first, 1, 'IF(', input(2), '=1,"e1 IFS(","f")')] },
    { segments: [text(0, 'Empty text'), formula(first, 1, 'IF(TRUE,"","x")')] },
    { segments: [text(0, 'Small'), formula(first, 1, '1e-7*1e+25')] },
  ],
};

/** One of everything, in two scenarios; the second shrinks where the first grows. */
export const sampleGrid: Grid = {
  title: 'Sample',
  sheets: [inputs, workings],
  names: [
    { name: 'growth_rate', sheet: 'Inputs', row: 3, column: 1 },
    { name: 'scenario_name', sheet: 'Inputs', row: 1, column: 1 },
  ],
  scenarioCell: { sheet: 'Inputs', row: 1, column: 1 },
  scenarios: ['base', 'down, a lot'],
  stored: [],
};
