/** What a simulation found, in sentences, tables and charts. Enters the results of all trials; leaves an answer. */
import { contributions } from '../sampling/contributions.ts';
import { sampleInput } from '../sampling/sample.ts';
import { histogramOf, type Summary, shareOf, summarise } from '../sampling/summary.ts';
import type { Answer, AnswerChart, AnswerTable } from './answer.ts';
import { errorWords } from './errors.ts';
import { cellsOfTrial, type Simulation, type Trials } from './simulate.ts';
import type { Target } from './target.ts';
import { unitOf } from './whatIf.ts';
import { spoken } from './words.ts';

const bins = 20;
const confidence = 0.95;
const inputsShown = 12;
const percents = [1, 5, 10, 25, 50, 75, 90, 95, 99];

/** The answer; `first` is the number of the first trial, from which the inputs are drawn again. */
export function simulationAnswer(simulation: Simulation, trials: Trials, first = 0): Answer {
  const { whatIf, plan, rows, outputs } = simulation;
  const count = trials.outputs[0]?.length ?? trials.conditions[0]?.length ?? 0;
  const found = outputs.map((output, at) => outputAnswer(simulation, output, trials.outputs[at]!, at, first));
  const chances = chanceTable(simulation, trials);
  const seed = `seed ${plan.seed}`;
  return {
    question: 'simulate',
    title: outputs.length === 1 ? `${outputs[0]!.label} in ${count} trials` : `${whatIf.plan.model.title} in ${count} trials`,
    statements: [
      ...found.flatMap(({ statements }) => statements),
      ...chances.statements,
      `Scenario ${whatIf.scenarioId}; ${rows.length} uncertain inputs${correlationWords(simulation)}; ${plan.method === 'quasi' ? 'quasi-random' : 'random'} trials with ${seed}.`,
      ...(rows.length === 0 ? ['No input has a range or a distribution, so every trial is the same.'] : []),
    ],
    tables: [...found.flatMap(({ tables }) => tables), ...chances.tables],
    charts: found.flatMap(({ charts }) => charts),
  };
}

function correlationWords({ plan }: Simulation): string {
  const { length } = plan.correlations;
  return length === 0 ? ', independent of each other' : `, ${length} pairs of them correlated by rank`;
}

type Part = Pick<Answer, 'statements' | 'tables' | 'charts'>;

function outputAnswer(simulation: Simulation, target: Target, results: Float64Array, at: number, first: number): Part {
  const summary = summarise(results, simulation.plan.method, percents);
  const unit = unitOf(target.type);
  const mark = simulation.outputs.length === 1 ? '' : `_${at + 1}`;
  const of = simulation.outputs.length === 1 ? '' : ` of ${target.label}`;
  const histogram = histogramTable(results, unit, `histogram${mark}`, of);
  const shares = contributionTable(simulation, results, `contributions${mark}`, of, first);
  return {
    statements: statementsOf(target, summary, simulation, results, first),
    tables: [
      summaryTable(summary, unit, `summary${mark}`, of),
      histogram.table,
      shares.table,
      convergenceTable(summary, unit, `convergence${mark}`, of),
    ],
    charts: [histogram.chart, shares.chart].filter((chart) => chart !== undefined),
  };
}

function statementsOf(target: Target, summary: Summary, simulation: Simulation, results: Float64Array, first: number): string[] {
  const { whatIf } = simulation;
  const unit = unitOf(target.type);
  const words = (value: number): string => (Number.isNaN(value) ? 'unknown' : spoken(value, unit));
  const percentile = (wanted: number): number => summary.percentiles.find(({ percent }) => percent === wanted)?.value ?? Number.NaN;
  const errors =
    summary.errors === 0 ? [] : [`${summary.errors} trials gave an error and are left out${firstError(simulation, results, first)}.`];
  return [
    `${target.label}: in 90 of 100 trials between ${words(percentile(5))} and ${words(percentile(95))}, the median ${words(percentile(50))}; the mean is ${words(summary.mean)}, give or take ${words(1.96 * summary.standardError)}. As the model has it: ${words(whatIf.cells[target.slot]!)}.`,
    ...errors,
  ];
}

/** What went wrong in the first trial without a number. */
function firstError(simulation: Simulation, results: Float64Array, first: number): string {
  const trial = first + results.findIndex(Number.isNaN);
  const words = errorWords(simulation.whatIf.plan, cellsOfTrial(simulation, trial));
  return words === undefined ? '' : `; in trial ${trial + 1}, ${words}`;
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function summaryTable(summary: Summary, unit: string, id: string, of: string): AnswerTable {
  const rows: [string, number][] = [
    ['Mean', summary.mean],
    ['Standard error of the mean', summary.standardError],
    ['Standard deviation', summary.deviation],
    ['Least', summary.minimum],
    ...summary.percentiles.map(({ percent, value }): [string, number] => [
      percent === 50 ? 'Median' : `${percent}th percentile`.replace('1th', '1st'),
      value,
    ]),
    ['Greatest', summary.maximum],
  ];
  return {
    id,
    title: `Figures${of}`,
    columns: [
      { id: 'figure', label: 'Figure', unit: 'text' },
      { id: 'value', label: 'Value', unit },
    ],
    rows: rows.map(([label, value]) => [label, orNull(value)]),
  };
}

function histogramTable(results: Float64Array, unit: string, id: string, of: string): { table: AnswerTable; chart?: AnswerChart } {
  const histogram = histogramOf(results, bins);
  const title = `Distribution${of}`;
  const table: AnswerTable = {
    id,
    title,
    columns: [
      { id: 'from', label: 'From', unit },
      { id: 'to', label: 'To', unit },
      { id: 'trials', label: 'Trials', unit: '1' },
    ],
    rows: histogram.bins.map(({ from, to, count }) => [from, to, count]),
  };
  return histogram.bins.length < 2
    ? { table }
    : { table, chart: { id, kind: 'histogram', title, table: id, along: 'from', values: ['trials'], instead: true } };
}

function contributionTable(
  { plan, rows }: Simulation,
  results: Float64Array,
  id: string,
  of: string,
  first: number,
): { table: AnswerTable; chart?: AnswerChart } {
  const found = contributions(results, rows.length, (input) => sampleInput(plan, input, first, first + results.length));
  const sorted = found.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
  const title = `Where the spread${of} comes from, by rank correlation`;
  const table: AnswerTable = {
    id,
    title,
    columns: [
      { id: 'input', label: 'Input', unit: 'text' },
      { id: 'share', label: 'Share of the variance', unit: '%' },
      { id: 'rank', label: 'Rank correlation', unit: '1' },
    ],
    rows: sorted
      .slice(0, inputsShown)
      .map(({ input, share, rank }) => [`${rows[input]!.label}${rank < 0 ? ' (lowers)' : ''}`, share, rank]),
  };
  return sorted.length === 0
    ? { table }
    : { table, chart: { id, kind: 'column', title, table: id, along: 'input', values: ['share'], instead: true } };
}

function convergenceTable({ convergence }: Summary, unit: string, id: string, of: string): AnswerTable {
  return {
    id,
    title: `How figures${of} settle with more trials`,
    columns: [
      { id: 'trials', label: 'Trials', unit: '1' },
      { id: 'mean', label: 'Mean', unit },
      { id: 'median', label: 'Median', unit },
      { id: 'standard_error', label: 'Standard error', unit },
    ],
    rows: convergence.map(({ trials, mean, median, standardError }) => [trials, orNull(mean), orNull(median), orNull(standardError)]),
  };
}

/** How likely each condition is; checks that hold in every trial are counted only. */
function chanceTable({ conditions }: Simulation, trials: Trials): Pick<Answer, 'statements' | 'tables'> {
  const found = conditions.map(({ label }, at) => ({
    label,
    ...shareOf(trials.conditions[at]!, (value) => value === 1, confidence),
    trials: trials.conditions[at]!.length,
  }));
  const always = found.filter(({ label, share }) => label.startsWith('check ') && share === 1);
  const shown = found.filter((one) => !always.includes(one));
  const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;
  return {
    statements: [
      ...shown
        .filter(({ label }) => !label.startsWith('check '))
        .map(
          ({ label, share, low, high }) =>
            `${label} holds in ${percent(share)} of the trials (95% interval ${percent(low)} to ${percent(high)}).`,
        ),
      ...(always.length === 0
        ? []
        : [`${always.length} of ${found.filter(({ label }) => label.startsWith('check ')).length} checks hold in every trial.`]),
    ],
    tables:
      shown.length === 0
        ? []
        : [
            {
              id: 'chances',
              title: 'How likely it is',
              columns: [
                { id: 'condition', label: 'Condition', unit: 'text' },
                { id: 'share', label: 'Holds', unit: '%' },
                { id: 'low', label: 'Low (95%)', unit: '%' },
                { id: 'high', label: 'High (95%)', unit: '%' },
                { id: 'errors', label: 'Errors', unit: '1' },
              ],
              rows: shown.map(({ label, share, low, high, count, trials: all }) => [
                label,
                orNull(share),
                orNull(low),
                orNull(high),
                all - count,
              ]),
            },
          ],
  };
}
