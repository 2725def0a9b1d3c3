/** `burnsheet show`: prints line items of a model, or single figures, as a table, CSV, Markdown or JSON. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { buildModel } from '../../pipeline.ts';
import {
  headlineIds,
  type RecordScenario,
  type RecordSeries,
  type RunRecord,
  seriesName,
} from '../../record/record.ts';
import { formatResult } from '../../values/formatFigure.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import type { Value } from '../io/format.ts';
import { renderCsv, renderMarkdown, renderTable, stripControls } from '../io/format.ts';
import { modelFile } from '../io/modelFile.ts';
import { describeOverrides, modelOptions, newCommand, optionProblem } from '../io/options.ts';
import { startProgress } from '../io/progress.ts';
import { jsonDocument, modelOutcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import type { By } from '../reports/resultTables.ts';
import {
  chosenScenarios,
  findSeries,
  periodLabels,
  rowLabel,
  scalarTable,
  seriesTable,
  valuesBy,
} from '../reports/resultTables.ts';
import { figuresText, isFigure, type ShowOptions, showFigures } from './showFigures.ts';

/** The requested rows of one or more scenarios. */
export interface Shown {
  readonly record: RunRecord;
  readonly by: By;
  /** The changes by `--known` and `--set`, as appended to a heading. */
  readonly changes: string;
  readonly scenarios: readonly { readonly scenario: RecordScenario; readonly rows: readonly RecordSeries[] }[];
}

/** The command with its help; `done` takes the exit code. */
export function showCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return newCommand(
    'show',
    'print results of a model',
    'burnsheet show models/anthropic.yaml revenue gross_margin --by quarter --scenario all',
  )
    .argument('<model>', 'model file')
    .argument(
      '[items...]',
      'line items such as revenue or revenue.max_20x (default: the key results), or figures: revenue@2027, ' +
        '"sum(revenue over 2026..2027)"',
    )
    .option('--scenario <id>', 'a scenario, or all')
    .addOption(
      new Option('--by <span>', 'period of the columns').choices(['period', 'quarter', 'year']).default('year'),
    )
    .addOption(
      new Option('--format <format>', 'output format').choices(['table', 'csv', 'json', 'markdown']).default('table'),
    )
    .action((path: string, items: readonly string[], options: ShowOptions) =>
      done(
        items.some(isFigure) ? showFigures(path, items, options, terminal) : runShow(path, items, options, terminal),
      ),
    );
}

/** Evaluates a model and prints the requested rows; returns the exit code. */
export function runShow(path: string, items: readonly string[], options: ShowOptions, terminal: Terminal): number {
  const { value: shown, diagnostics } = evaluate(path, items, options, terminal);
  const asJson = options.json === true || options.format === 'json';
  if (asJson)
    terminal.say(
      jsonDocument('show', { ...modelOutcome(path, diagnostics), ...(shown === undefined ? {} : shownToJson(shown)) }),
    );
  else reportProblems(diagnostics, terminal);
  if (shown !== undefined && !asJson) terminal.say(render(shown, options.format, terminal));
  return exitCodeOf(diagnostics);
}

function evaluate(path: string, items: readonly string[], options: ShowOptions, terminal: Terminal): Checked<Shown> {
  const file = modelFile(path);
  if (file.problem !== undefined) return { diagnostics: [file.problem] };
  const progress = startProgress(terminal);
  const one = options.scenario === undefined || options.scenario === 'all' ? {} : { scenario: options.scenario };
  const { value: built, diagnostics } = buildModel(file.path, file.read, {
    ...modelOptions(options),
    ...one,
    progress: progress.report,
  });
  progress.end();
  if (built === undefined || exitCodeOf(diagnostics) === ExitCode.inputWrong) return { diagnostics };
  const selected = select(built.record, items, options);
  return { ...selected, diagnostics: [...diagnostics, ...selected.diagnostics] };
}

/** The requested rows, in the order of the request. */
export function select(
  record: RunRecord,
  items: readonly string[],
  { scenario, by, known, set = [] }: Pick<ShowOptions, 'scenario' | 'by' | 'known'> & Partial<Pick<ShowOptions, 'set'>>,
): Checked<Shown> {
  const chosen = chosenScenarios(record, scenario);
  const names = items.length > 0 ? items : headlineIds(record);
  const found = (chosen.value ?? []).map((each) => ({
    scenario: each,
    rows: names.map((name) => findSeries(each.series, name)),
  }));
  const unknown = found[0]?.rows.flatMap((rows) => rows.diagnostics) ?? [];
  const coarse: readonly Diagnostic[] =
    periodLabels(record, by) === undefined
      ? [optionProblem(`the model's timeline is by ${record.grain}, so there are no quarters`, 'use --by year')]
      : [];
  const diagnostics = [...chosen.diagnostics, ...unknown, ...coarse];
  if (diagnostics.length > 0) return { diagnostics };
  const scenarios = found.map((each) => ({
    scenario: each.scenario,
    rows: each.rows.flatMap((rows) => rows.value ?? []),
  }));
  return { value: { record, by, changes: describeOverrides({ known, set }), scenarios }, diagnostics };
}

function render(shown: Shown, format: ShowOptions['format'], terminal: Terminal): string {
  if (format === 'csv') return renderCsv(shownRows(shown));
  const isFixed = shown.scenarios.every(({ rows }) => rows.every(({ time }) => time === 'scalar'));
  if (isFixed)
    return figuresText(
      { title: shown.record.title, changes: shown.changes, scenarios: inWords(shown) },
      format === 'markdown',
      terminal,
    );
  return shown.scenarios
    .map(({ scenario, rows }) => renderScenario(shown, scenario, rows, format, terminal))
    .join('\n\n');
}

/** Rows that have one value for all periods, shown as figures. */
const inWords = ({ scenarios }: Shown) =>
  scenarios.map(({ scenario: { id, title }, rows }) => ({
    id,
    title,
    figures: rows.map((series) => ({
      label: rowLabel(series),
      words: stripControls(formatResult(series.values[0] ?? null, series.unit)),
    })),
  }));

function renderScenario(
  { record, by, changes }: Shown,
  scenario: RecordScenario,
  rows: readonly RecordSeries[],
  format: ShowOptions['format'],
  { colours, width }: Terminal,
): string {
  const isMarkdown = format === 'markdown';
  const tables = [seriesTable(rows, record, by, !isMarkdown), scalarTable(rows)].filter((table) => table !== undefined);
  const heading = `${stripControls(record.title)}, ${stripControls(scenario.title)}${changes}`;
  const body = tables.map((table) => (isMarkdown ? renderMarkdown(table) : renderTable(table, width, colours.dim)));
  return [isMarkdown ? `### ${heading}` : colours.bold(heading), ...body].join('\n\n');
}

/** The rows with exact numbers, after a heading; a value that is constant over time is repeated in every column. */
export function shownRows({ record, by, scenarios }: Shown): readonly (readonly Value[])[] {
  const labels = periodLabels(record, by) ?? [];
  const body = scenarios.flatMap(({ scenario, rows }) =>
    rows.map((series) => {
      const values = valuesBy(series, record, by);
      const shown = labels.map((_, at) => values[series.time === 'scalar' ? 0 : at] ?? null);
      return [scenario.id, seriesName(series), series.label, series.unit, ...shown];
    }),
  );
  return [['scenario', 'id', 'label', 'unit', ...labels], ...body];
}

function shownToJson({ record, by, scenarios }: Shown): object {
  const series = (row: RecordSeries) => {
    const { id, members, label, unit, time } = row;
    return { id, members, label, unit, time, values: valuesBy(row, record, by) };
  };
  return {
    model: record.model,
    runId: record.runId,
    by,
    periods: periodLabels(record, by),
    scenarios: scenarios.map(({ scenario, rows }) => ({
      id: scenario.id,
      title: scenario.title,
      series: rows.map(series),
    })),
  };
}
