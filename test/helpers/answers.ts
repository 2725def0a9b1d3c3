/** An answer of each kind, as questions about `models/examples/loan.yaml` would give it; the numbers are made up. */
import type { Answer } from '../../src/question/answer.ts';

const rates = [0.0025, 0.005, 0.0075, 0.01];
const amounts = [80_000, 100_000, 120_000, 140_000, 160_000];
const instalmentAt = (rate: number, amount: number): number => (amount * rate) / (1 - (1 + rate) ** -36);

export const sensitivity: Answer = {
  question: 'sensitivity',
  title: 'Level instalment by interest per instalment and amount borrowed',
  statements: [
    'The level instalment lies between 2,326.50 and 5,314.29 USD; the base is 3,650.63 USD.',
    'Every other input keeps the value that it has in the scenario base, so that what moves together in practice, such as the rate and the term, does not move together here.',
  ],
  tables: [
    {
      id: 'grid',
      title: 'Level instalment',
      columns: [
        { id: 'rate', label: 'Interest per instalment', unit: '%' },
        ...amounts.map((amount, at) => ({ id: `amount_${at + 1}`, label: `${amount / 1000}k USD`, unit: 'USD' })),
      ],
      rows: rates.map((rate) => [
        rate,
        ...amounts.map((amount) => (rate === 0.01 && amount === 160_000 ? null : instalmentAt(rate, amount))),
      ]),
    },
  ],
  charts: [
    {
      id: 'by_rate',
      kind: 'line',
      title: 'Level instalment by interest',
      table: 'grid',
      along: 'rate',
      values: ['amount_1', 'amount_3', 'amount_5'],
    },
  ],
};

export const tornado: Answer = {
  question: 'tornado',
  title: 'What moves the interest over the term',
  statements: ['The term moves it most: from 7,402.10 to 15,513.34 USD around 11,422.77 USD.'],
  tables: [
    {
      id: 'swings',
      title: 'Interest over the term',
      columns: [
        { id: 'input', label: 'Input', unit: 'text' },
        { id: 'from', label: 'Low input', unit: 'text' },
        { id: 'to', label: 'High input', unit: 'text' },
        { id: 'low', label: 'At the low input', unit: 'USD' },
        { id: 'high', label: 'At the high input', unit: 'USD' },
        { id: 'swing', label: 'Swing', unit: 'USD' },
      ],
      rows: [
        ['Term', '24 months', '48 months', 7402.1, 15513.34, 8111.24],
        ['Interest per instalment', '0.25%', '0.75%', 5635.2, 17375.91, 11740.71],
        ['Amount borrowed', '108k USD', '132k USD', 10280.49, 12565.05, 2284.56],
        ['Discount for paying early, counted from the first instalment', '0%', '2%', 11422.77, 11194.31, 228.46],
        ['=Time between instalments', '1 month', '3 months', 11422.77, null, null],
      ],
    },
  ],
  charts: [
    {
      id: 'tornado',
      kind: 'tornado',
      title: 'Interest over the term',
      table: 'swings',
      along: 'input',
      values: ['low', 'high'],
      base: 11422.77,
    },
  ],
};

const bins = Array.from({ length: 16 }, (_, at) => ({
  from: -4e6 + at * 1e6,
  count: Math.round(1000 * Math.exp(-((at - 7) ** 2) / 12)),
}));

export const simulation: Answer = {
  question: 'simulate',
  title: 'Closing cash in 5,000 trials',
  statements: [
    'The mean is 3.41 m USD; in 3.2% of the trials it is below zero.',
    '2 of 5,000 trials end in an error and count nowhere.',
  ],
  tables: [
    {
      id: 'summary',
      title: 'Key results over all trials',
      columns: [
        { id: 'statistic', label: 'Result', unit: 'text' },
        { id: 'mean', label: 'Mean', unit: '1' },
        { id: 'p5', label: '5th percentile', unit: '1' },
        { id: 'p50', label: 'Median', unit: '1' },
        { id: 'p95', label: '95th percentile', unit: '1' },
      ],
      rows: [
        ['Closing cash', 3_412_345.678, -210_000, 3_380_000, 7_120_000],
        ['Gross margin', 0.412, 0.351, 0.415, 0.463],
        ['First day below zero', 46_500, null, 46_480, 46_800],
        ['Users', 12_345, 9_876, 12_300, 15_432],
      ],
      rowUnits: ['USD', '%', 'date', 'user'],
    },
    {
      id: 'histogram',
      title: 'Closing cash',
      columns: [
        { id: 'bin', label: 'From', unit: 'USD' },
        { id: 'trials', label: 'Trials', unit: '1' },
      ],
      rows: bins.map(({ from, count }) => [from, count]),
    },
    {
      id: 'paths',
      title: 'Cash over time',
      columns: [
        { id: 'period', label: 'Period', unit: 'text' },
        { id: 'median', label: 'Median', unit: 'USD' },
      ],
      rows: Array.from({ length: 24 }, (_, at) => [
        `${2026 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`,
        5e6 * Math.cos(at / 6) + 1e5 * at,
      ]),
    },
  ],
  charts: [
    {
      id: 'histogram',
      kind: 'histogram',
      title: 'Closing cash, trials',
      table: 'histogram',
      along: 'bin',
      values: ['trials'],
    },
    { id: 'paths', kind: 'line', title: 'Median cash', table: 'paths', along: 'period', values: ['median'] },
  ],
};

export const solution: Answer = {
  question: 'solve',
  title: 'Which amount borrowed makes the level instalment 4,000 USD',
  statements: ['An amount borrowed of 131,483.46 USD does.'],
  tables: [
    {
      id: 'solution',
      title: 'Solution',
      columns: [
        { id: 'what', label: 'What', unit: 'text' },
        { id: 'before', label: 'Before', unit: '1' },
        { id: 'after', label: 'After', unit: '1' },
      ],
      rows: [
        ['Amount borrowed', 120_000, 131_483.46],
        ['Level instalment', 3650.63, 4000],
      ],
      rowUnits: ['USD', 'USD'],
    },
  ],
  charts: [],
};

const scenarios = ['base', 'dear_loan', 'cheap_loan'];

export const comparison: Answer = {
  question: 'scenarios',
  title: 'Scenarios side by side',
  statements: ['Scenarios differ in one input.'],
  tables: [
    {
      id: 'results',
      title: 'Key results',
      columns: [
        { id: 'result', label: 'Result', unit: 'text' },
        ...scenarios.map((id) => ({ id, label: id, unit: '1' })),
      ],
      rows: [
        ['Level instalment, 2028', 3650.63, 3985.72, 3489.74],
        ['Interest', 11_422.77, 23_485.9, 5630.6],
        ['Interest per instalment', 0.005, 0.01, 0.0025],
      ],
      rowUnits: ['USD', 'USD', '%'],
    },
    {
      id: 'interest',
      title: 'Change of interest',
      columns: [
        { id: 'scenario', label: 'Scenario', unit: 'text' },
        { id: 'change', label: 'Against base', unit: 'USD' },
      ],
      rows: [
        ['base', 0],
        ['dear_loan', 12_063.13],
        ['cheap_loan', -5792.17],
      ],
    },
  ],
  charts: [
    {
      id: 'interest',
      kind: 'column',
      title: 'Interest against base',
      table: 'interest',
      along: 'scenario',
      values: ['change'],
    },
  ],
};

/** All of them, by their question. */
export const answers: readonly Answer[] = [sensitivity, tornado, simulation, solution, comparison];
