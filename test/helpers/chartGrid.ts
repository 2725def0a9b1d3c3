/**
 * A grid with one chart of every kind: lines, columns, stacked columns, columns with lines, and a bridge; with notes
 * and page breaks.
 */
import type {
  CellRange,
  Chart,
  ChartSeries,
  Content,
  Grid,
  GridRow,
  GridSheet,
  Note,
  RowSegment,
  StyleRole,
} from '../../src/grid/grid.ts';

const dataName = "Lab's P & L";
const years = ['2024', '2025', '2026', '2027', '2028', '2029', '2030'];
const months = Array.from(
  { length: 60 },
  (_, index) => `${2024 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
);
const steps = ['Cash 2025', 'Subscriptions', 'API', 'Compute', 'Salaries', 'Data and other cost', 'Taxes', 'Cash 2026'];

const billions = '#,##0.00,,,"bn"_);(#,##0.00,,,"bn");"-"_)';
const percent = '0.0%;(0.0%);0.0%';

type Value = number | string | null;

interface Line {
  readonly name: string;
  readonly values: readonly Value[];
  readonly format?: string;
}

const scaled = (factor: number, values: readonly number[]): number[] => values.map((value) => value * factor);
const curve = (start: number, growth: number, wave: number): number[] =>
  months.map((_, index) => start * growth ** index * (1 + wave * Math.sin(index / 3)));

/** Rows of the data sheet, by the name under which charts find them. */
const lines: Readonly<Record<string, Line>> = {
  years: { name: 'Year', values: years },
  revenue: { name: 'Revenue', values: scaled(1e9, [0.4, 1.3, 3.1, 6.4, 10.2, 14.9, 19.8]), format: billions },
  compute: { name: 'Compute', values: scaled(1e9, [-0.9, -2.2, -3.8, -5.1, -6.6, -8.2, -9.9]), format: billions },
  salaries: {
    name: 'Salaries & stock',
    values: scaled(1e9, [-0.4, -0.8, -1.2, -1.7, -2.1, -2.4, -2.8]),
    format: billions,
  },
  consumer: { name: 'Consumer', values: scaled(1e9, [0.3, 0.8, 1.9, 3.6, 5.4, 7.7, 9.9]), format: billions },
  enterprise: { name: 'Enterprise <API>', values: scaled(1e9, [0.1, 0.5, 1.2, 2.8, 4.8, 7.2, 9.9]), format: billions },
  margin: { name: 'Gross margin', values: [-0.12, 0.08, 0.24, 0.38, 0.46, 0.51, 0.55], format: percent },
  growth: { name: 'Growth', values: [null, 2.25, 1.38, 1.06, 0.59, 0.46, 0.33], format: percent },
  months: { name: 'Month', values: months },
  optimistic: { name: 'Optimistic', values: curve(1e9, 1.03, 0.02), format: billions },
  base: { name: 'Base', values: curve(1e9, 1.015, 0.05), format: billions },
  careful: {
    name: 'Careful',
    values: curve(1e9, 0.995, 0.03).map((value, index) => (index > 48 ? null : value)),
    format: billions,
  },
  steps: { name: 'Step', values: steps },
  hidden: { name: 'Base of steps', values: scaled(1e9, [0, 4.6, 7.4, 5.5, 3.9, 3.75, 3.65, 0]), format: billions },
  up: { name: 'Increase', values: scaled(1e9, [0, 2.8, 1.2, 0, 0, 0, 0, 0]), format: billions },
  down: { name: 'Decrease', values: scaled(1e9, [0, 0, 0, 3.1, 1.6, 0.15, 0.1, 0]), format: billions },
  total: { name: 'Cash', values: scaled(1e9, [4.6, 0, 0, 0, 0, 0, 0, 3.65]), format: billions },
};

const keys = Object.keys(lines);
const firstColumn = 2;

const content = (value: Value): Content =>
  typeof value === 'number' ? { kind: 'number', value } : { kind: 'text', text: value ?? '' };
const text = (column: number, words: string, style: StyleRole): RowSegment => ({
  column,
  count: 1,
  content: { kind: 'text', text: words },
  style,
});

function dataRow({ name, values, format }: Line): GridRow {
  return {
    segments: [
      text(0, name, 'label'),
      {
        column: firstColumn,
        count: values.length,
        content: values.map(content),
        style: 'input',
        ...(format === undefined ? {} : { format }),
      },
    ],
  };
}

/** The cell with the name of a line of the data sheet. */
export const nameOf = (key: string): CellRange => ({ sheet: dataName, row: keys.indexOf(key), column: 0, count: 1 });
/** The cells with the values of a line. */
export const valuesOf = (key: string): CellRange => ({
  ...nameOf(key),
  column: firstColumn,
  count: lines[key]!.values.length,
});

const series = (key: string, draw: ChartSeries['draw'], more: Partial<ChartSeries> = {}): ChartSeries => ({
  name: nameOf(key),
  values: valuesOf(key),
  draw,
  axis: 'first',
  ...more,
});

type Place = Chart['place'];

const place = (row: number, column: number): Place => ({ row, column, rows: 18, columns: 6 });

/** One chart of every kind, in this order. */
export const charts: Readonly<Record<'line' | 'column' | 'stacked' | 'combination' | 'bridge', Chart>> = {
  line: {
    title: 'Monthly revenue by scenario',
    categories: valuesOf('months'),
    series: ['optimistic', 'base', 'careful'].map((key) => series(key, 'line')),
    formats: { first: billions },
    place: place(2, 1),
  },
  column: {
    title: 'Revenue by customer, USD',
    categories: valuesOf('years'),
    series: ['consumer', 'enterprise'].map((key) => series(key, 'column')),
    formats: { first: billions },
    place: place(2, 8),
  },
  stacked: {
    title: 'Revenue and cost, USD',
    categories: valuesOf('years'),
    series: ['consumer', 'enterprise', 'compute', 'salaries'].map((key) => series(key, 'stacked')),
    formats: { first: billions },
    place: place(22, 1),
  },
  combination: {
    title: 'Revenue (left) & margin (right)',
    categories: valuesOf('years'),
    series: [
      series('revenue', 'column'),
      series('margin', 'line', { axis: 'second' }),
      series('growth', 'line', { axis: 'second' }),
    ],
    formats: { first: billions, second: percent },
    place: place(22, 8),
  },
  bridge: {
    title: 'From cash 2025 to cash 2026, USD',
    categories: valuesOf('steps'),
    series: (['hidden', 'up', 'down', 'total'] as const).map((look) => series(look, 'stacked', { look })),
    formats: { first: billions },
    place: { row: 42, column: 1, rows: 20, columns: 13 },
  },
};

const long =
  'The company says so in its report for the third quarter, page 14, and the press has repeated it since; a second source puts it lower. ';

const notes: readonly Note[] = [
  { row: 2, column: 0, text: 'Source: "filing" <10-K> & own estimate\nas of 2026-03-31' },
  { row: 0, column: 20, text: 'An empty cell may have a note.' },
  { row: 5, column: 3, text: long.repeat(3) },
];

const data: GridSheet = {
  name: dataName,
  kind: 'workings',
  columns: [{ width: 30 }, { width: 4 }, ...months.map(() => ({ width: 12 }))],
  frozen: { rows: 1, columns: 2 },
  dropDowns: [],
  landscape: true,
  rows: Object.values(lines).map(dataRow),
  notes,
};

const report: GridSheet = {
  name: 'Charts',
  kind: 'presentation',
  columns: [{ width: 3 }, ...Array.from({ length: 13 }, () => ({ width: 12 }))],
  frozen: { rows: 0, columns: 0 },
  dropDowns: [{ row: 0, column: 2, options: ['base', 'down'] }],
  landscape: false,
  rows: [{ segments: [text(1, 'Charts', 'title'), text(2, 'base', 'input')] }],
  charts: Object.values(charts),
  notes: [{ row: 0, column: 2, text: 'Choose a scenario.' }],
  pageBreaks: [41, 21, 41],
};

/** Charts and notes on one sheet, their cells and further notes on another. */
export const chartGrid: Grid = {
  title: 'Charts',
  sheets: [data, report],
  names: [],
  scenarioCell: { sheet: 'Charts', row: 0, column: 2 },
  scenarios: ['base', 'down'],
  stored: [],
};
