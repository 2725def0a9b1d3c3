/** A small run record for the tests of the command line. */
import type { RecordSeries, RunRecord } from '../../src/record/record.ts';

const base = {
  label: '',
  unit: 'USD',
  kind: 'item',
  time: 'series',
  rollup: 'sum',
  openings: [],
  quarters: [],
} as const;

export function series(part: Partial<RecordSeries> & Pick<RecordSeries, 'id'>): RecordSeries {
  return { ...base, members: [], values: [1e9, 2e9, 3e9, 4e9], years: [3e9, 7e9], ...part };
}

const rows: readonly RecordSeries[] = [
  series({ id: 'revenue', label: 'Revenue' }),
  series({ id: 'profit', label: '=Profit', values: [-1e9, 1e9, 2e9, 3e9], years: [0, 5e9] }),
  series({
    id: 'subscribers',
    label: 'Subscribers, Pro',
    members: ['pro'],
    unit: 'user',
    values: [1, 2, 3, 4],
    years: [2, 4],
  }),
  series({
    id: 'subscribers',
    label: 'Subscribers, Max',
    members: ['max'],
    unit: 'user',
    values: [5, 6, 7, 8],
    years: [6, 8],
  }),
  series({
    id: 'plan.price',
    label: 'List price, Pro',
    members: ['pro'],
    unit: 'USD/user/month',
    kind: 'input',
    time: 'scalar',
    values: [20],
    years: [],
  }),
  series({ id: 'rate', label: 'Rate', rollup: 'none', years: [] }),
  series({ id: 'margin', label: 'Margin', unit: '%', kind: 'input', time: 'scalar', values: [0.75], years: [] }),
];

export const record: RunRecord = {
  format: 'burnsheet-run',
  version: 1,
  runId: 'abc',
  model: 'lab',
  title: 'A lab',
  modelHash: 'hash',
  path: 'models/lab.yaml',
  files: [],
  asked: { known: null, set: [] },
  known: null,
  scenario: 'base',
  versions: { burnsheet: '0', hyperformula: '0', exceljs: '0' },
  grain: 'quarter',
  periods: ['2026-Q3', '2026-Q4', '2027-Q1', '2027-Q2'],
  years: ['2026', '2027'],
  quarters: [],
  keyResults: ['revenue', 'margin'],
  statements: [],
  tables: [],
  quantities: [],
  evaluationOrder: [],
  inputs: [],
  actuals: [],
  sources: [],
  scenarios: [
    { id: 'base', title: 'Base case', extends: null, note: null, inputs: [], series: rows, checks: [], tieOuts: [] },
    { id: 'bear', title: 'Bear', extends: null, note: null, inputs: [], series: rows, checks: [], tieOuts: [] },
  ],
};
