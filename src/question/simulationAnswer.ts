/** The answer of a simulation in sentences, tables and charts. Input: the results of all trials. */
import { contributionsTo } from '../sampling/contributions.ts';
import { sampleInput } from '../sampling/sample.ts';
import { histogramOf, type Summary, shareOf, sortedNumbers, summarise } from '../sampling/summary.ts';
import { formatCount, formatRounded } from '../values/formatFigure.ts';
import type { Answer, AnswerChart, AnswerTable } from './answer.ts';
import { describeFirstError } from './firstError.ts';
import type { Output } from './output.ts';
import { cellsOfTrial, type Simulation, type Trials } from './simulate.ts';
import { unitOf } from './whatIf.ts';

const bins = 20;
const confidence = 0.95;
const inputsShown = 12;
const inputsNamed = 3;
/**
 * Rank correlations of unrelated inputs stay below this value divided by the square root of the number of trials, in
 * 999 of 1000 cases.
 */
const chance = 3.29;
const percents = [1, 5, 10, 25, 50, 75, 90, 95, 99];

/** The answer; `first` is the number of the first trial, from which the inputs are drawn again. */
export function answerSimulation(simulation: Simulation, trials: Trials, first = 0): Answer {
  const { whatIf, plan, rows, outputs } = simulation;
  const count = trials.outputs[0]?.length ?? trials.conditions[0]?.length ?? 0;
  const found = outputs.map((output, at) => outputAnswer(simulation, output, trials.outputs[at]!, at, first));
  const chances = chanceTable(simulation, trials);
  return {
    question: 'simulate',
    title: `${outputs.length === 1 ? outputs[0]!.label : whatIf.plan.model.title} in ${formatCount(count, 'trial')}`,
    statements: [
      ...found.flatMap(({ statements }) => statements),
      ...chances.statements,
      `Scenario ${whatIf.scenarioId}. ${rows.length === 0 ? 'No uncertain inputs' : inputWords(simulation)}. ` +
        `${plan.method === 'quasi' ? 'Quasi-random' : 'Random'} trials, seed ${plan.seed}.`,
      ...(rows.length === 0 ? ['No input has a range or a distribution, so every trial is the same.'] : []),
    ],
    tables: [...found.flatMap(({ tables }) => tables), ...chances.tables],
    charts: found.flatMap(({ charts }) => charts),
  };
}

/** The number of uncertain inputs, how many have only a range, and their correlations. */
function inputWords({ plan: { distributions, correlations } }: Simulation): string {
  const all = distributions.length;
  const derived = distributions.filter((one) => 'derived' in one && one.derived === true).length;
  const who = derived < all ? `${derived} of them with` : all === 1 ? 'with' : 'all with';
  const ranges =
    derived === 0 ? '' : `, ${who} only a range, treated as a triangular distribution with its mode at the value`;
  const independent = all > 1 ? '; all are independent' : '';
  const together =
    correlations.length === 0
      ? independent
      : `; ${formatCount(correlations.length, 'pair is', 'pairs are')} correlated by rank`;
  return `${formatCount(all, 'uncertain input')}${ranges}${together}`;
}

type Part = Pick<Answer, 'statements' | 'tables' | 'charts'>;

function outputAnswer(simulation: Simulation, target: Output, results: Float64Array, at: number, first: number): Part {
  const summary = summarise(results, simulation.plan.method, percents);
  const unit = unitOf(target.type);
  const mark = simulation.outputs.length === 1 ? '' : `_${at + 1}`;
  const of = simulation.outputs.length === 1 ? '' : ` of ${target.label}`;
  const histogram = histogramTable(results, unit, `histogram${mark}`, of);
  const shares = contributionTable(simulation, results, `contributions${mark}`, of, first);
  return {
    statements: [...statementsOf(target, summary, simulation, results, first), ...shares.statements],
    tables: [
      summaryTable(summary, unit, `summary${mark}`, of),
      histogram.table,
      shares.table,
      convergenceTable(summary, unit, `convergence${mark}`, of),
    ],
    charts: [histogram.chart, shares.chart].filter((chart) => chart !== undefined),
  };
}

function statementsOf(
  target: Output,
  summary: Summary,
  simulation: Simulation,
  results: Float64Array,
  first: number,
): string[] {
  const { whatIf } = simulation;
  const unit = unitOf(target.type);
  const words = (value: number): string => (Number.isNaN(value) ? 'unknown' : formatRounded(value, unit));
  const percentile = (wanted: number): number =>
    summary.percentiles.find(({ percent }) => percent === wanted)?.value ?? Number.NaN;
  const base = whatIf.cells[target.slot]!;
  const asWritten = `In the model: ${Number.isNaN(base) ? 'an error' : words(base)}.`;
  const errors =
    summary.errors === 0
      ? []
      : [
          `${formatCount(summary.errors, 'trial')} gave an error and ${summary.errors === 1 ? 'was' : 'were'} left ` +
            `out${firstError(simulation, results, first)}.`,
        ];
  if (summary.count === 0) return [`${target.label}: no trial has a result. ${asWritten}`, ...errors];
  const margin = Number.isNaN(summary.standardError)
    ? ''
    : `, plus or minus ${formatRounded(1.96 * summary.standardError, distanceUnit(unit))} (95% confidence)`;
  return [
    `${target.label}: 90% of trials are between ${words(percentile(5))} and ${words(percentile(95))}. The median is ` +
      `${words(percentile(50))}, the mean ${words(summary.mean)}${margin}. ${asWritten}`,
    ...errors,
  ];
}

/** The error of the first trial without a number. */
function firstError(simulation: Simulation, results: Float64Array, first: number): string {
  const trial = first + results.findIndex(Number.isNaN);
  const words = describeFirstError(simulation.whatIf.plan, cellsOfTrial(simulation, trial));
  return words === undefined ? '' : `; in trial ${trial + 1}, ${words}`;
}

/** The distance between two dates is a number of days. */
const distanceUnit = (unit: string): string => (unit === 'date' ? 'day' : unit);
const distances = ['Standard error of the mean', 'Standard deviation'];

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function summaryTable(summary: Summary, unit: string, id: string, of: string): AnswerTable {
  const rows: [string, number][] = [
    ['Mean', summary.mean],
    ['Standard error of the mean', summary.standardError],
    ['Standard deviation', summary.deviation],
    ['Minimum', summary.minimum],
    ...summary.percentiles.map(({ percent, value }): [string, number] => [
      percent === 50 ? 'Median' : `${percent}th percentile`.replace('1th', '1st'),
      value,
    ]),
    ['Maximum', summary.maximum],
  ];
  return {
    id,
    title: `Summary statistics${of}`,
    columns: [
      { id: 'figure', label: 'Statistic', unit: 'text' },
      { id: 'value', label: 'Value', unit },
    ],
    rows: rows.map(([label, value]) => [label, orNull(value)]),
    ...(unit === 'date'
      ? { rowUnits: rows.map(([label]) => (distances.includes(label) ? distanceUnit(unit) : unit)) }
      : {}),
  };
}

function histogramTable(
  results: Float64Array,
  unit: string,
  id: string,
  of: string,
): { table: AnswerTable; chart?: AnswerChart } {
  const histogram = histogramOf(results, bins);
  const title = `Distribution of trials${of}`;
  const table: AnswerTable = {
    id,
    title,
    columns: [
      { id: 'from', label: 'Value from', unit },
      { id: 'to', label: 'Value to', unit },
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
): { statements: string[]; table: AnswerTable; chart?: AnswerChart } {
  const found = contributionsTo(results, rows.length, (input) =>
    sampleInput(plan, input, first, first + results.length),
  );
  const count = sortedNumbers(results).length;
  const isSeen = (rank: number): boolean => Math.abs(rank) * Math.sqrt(count - 1) > chance;
  const sorted = found.filter(({ rank }) => isSeen(rank)).sort((a, b) => b.share - a.share);
  const most = sorted.length > inputsShown ? `, the ${inputsShown} largest of ${sorted.length}` : '';
  const title = `Contributions to the variance${of}, by rank correlation${most}`;
  const named = sorted
    .slice(0, inputsNamed)
    .map(({ input, share }) => `${rows[input]!.label} (${(100 * share).toFixed(0)}%)`);
  const others = sorted.length > named.length ? '; others contribute less' : '';
  const statements =
    named.length === 0 ? [] : [`Largest contributions to the variance${of}: ${named.join(', ')}${others}.`];
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
      .map(({ input, share, rank }) => [`${rows[input]!.label}${rank < 0 ? ' (negative)' : ''}`, share, rank]),
  };
  return sorted.length === 0
    ? { statements, table }
    : {
        statements,
        table,
        chart: { id, kind: 'column', title, table: id, along: 'input', values: ['share'], instead: true },
      };
}

function convergenceTable({ convergence }: Summary, unit: string, id: string, of: string): AnswerTable {
  return {
    id,
    title: `Convergence${of} with the number of trials`,
    columns: [
      { id: 'trials', label: 'Trials', unit: '1' },
      { id: 'mean', label: 'Mean', unit },
      { id: 'median', label: 'Median', unit },
      { id: 'standard_error', label: 'Standard error', unit: distanceUnit(unit) },
    ],
    rows: convergence
      .filter(({ trials }, at) => trials > 1 && trials > (convergence[at - 1]?.trials ?? 0))
      .map(({ trials, mean, median, standardError }) => [trials, orNull(mean), orNull(median), orNull(standardError)]),
  };
}

/** The probability of each condition; checks that pass in every trial are only counted. */
function chanceTable({ conditions }: Simulation, trials: Trials): Pick<Answer, 'statements' | 'tables'> {
  const found = conditions.map(({ label, isCheck }, at) => ({
    label,
    isCheck,
    ...shareOf(trials.conditions[at]!, (value) => value === 1, confidence),
    trials: trials.conditions[at]!.length,
  }));
  const checks = found.filter(({ isCheck }) => isCheck);
  const broken = checks.filter(({ holding, trials: all }) => holding < all);
  const asked = found.filter(({ isCheck }) => !isCheck);
  const shown = [...asked, ...broken];
  return {
    statements: [
      ...asked.map(({ label, share, low, high, count, trials: all }) =>
        count === 0
          ? `${label}: every trial gave an error.`
          : `${label} holds in ${percent(share)} of the ` +
            `${count < all ? `${formatCount(count, 'trial')} without an error` : 'trials'} (95% confidence interval ` +
            `${percent(low)} to ${percent(high)}).`,
      ),
      ...checkWords(checks.length, broken.length),
    ],
    tables:
      shown.length === 0
        ? []
        : [
            {
              id: 'chances',
              title: 'Probability of each condition',
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

/** A share for a sentence: `88.3%`; close to 0 and 1 with more digits, so that rare is not shown as never. */
function percent(share: number): string {
  const beside = Math.min(share, 1 - share);
  return `${(100 * share).toFixed(beside === 0 || beside >= 0.001 ? 1 : 3)}%`;
}

function checkWords(all: number, broken: number): string[] {
  if (all === 0) return [];
  if (broken === 0)
    return [`${all === 1 ? 'The check of the model passes' : `All ${all} checks of the model pass`} in every trial.`];
  return [
    `${broken} of ${formatCount(all, 'check')} of the model ${broken === 1 ? 'fails' : 'fail'} in at least one trial.`,
  ];
}
