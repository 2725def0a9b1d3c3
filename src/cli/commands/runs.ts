/** `burnsheet runs`: the kept runs of a model, with their headline results. */
import type { Command } from 'commander';
import { Command as NewCommand } from 'commander';
import { planFile } from '../../reading.ts';
import {
  headlineIds,
  judgedTieOuts,
  type RecordSeries,
  type RunRecord,
  recordCheckName,
  seriesName,
} from '../../record/record.ts';
import { formatCount, formatResult } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import { renderTable, shorten, sparkline, stripControls } from '../io/format.ts';
import { modelFile } from '../io/modelFile.ts';
import { jsonDocument, outcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { formatKeptTime } from '../runs/keptRuns.ts';
import { type KeptRunWithRecord, openKeptRuns } from '../runs/openKeptRuns.ts';

export interface RunsOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** Headline results shown side by side. */
const resultsShown = 3;

/** The command with its help; `done` takes the exit code. */
export function runsCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new NewCommand('runs')
    .description('list the kept runs of a model')
    .argument('<model>', 'model file')
    .option('--out <folder>', 'the output folder of build', 'exports')
    .option('--json', 'write one JSON document instead of text')
    .addHelpText(
      'after',
      '\nExample:\n  burnsheet build models/anthropic.yaml --keep\n  burnsheet runs models/anthropic.yaml',
    )
    .action(async (path: string, options: RunsOptions) => done(await runRuns(path, options, terminal)));
}

/** Lists the kept runs; returns the exit code. */
export async function runRuns(path: string, { out, json }: RunsOptions, terminal: Terminal): Promise<number> {
  const file = modelFile(path);
  const plan = file.problem === undefined ? planFile(file.path, file.read) : { diagnostics: [file.problem] };
  const { runs: all, diagnostics } =
    plan.value === undefined
      ? { runs: [], diagnostics: plan.diagnostics }
      : await openKeptRuns(plan.value.model.id, out);
  const runs = all.filter((one) => one.record !== undefined);
  if (json === true)
    terminal.say(
      jsonDocument('runs', { ...outcome(diagnostics), runs: runs.map((one) => runToJson(one, runs.at(-1)!.record)) }),
    );
  else {
    reportProblems(diagnostics, terminal);
    if (runs.length > 0) terminal.say(runsText(runs, terminal));
    else if (diagnostics.length === 0)
      terminal.say(
        `there are no kept runs of ${stripControls(path)}; burnsheet build ${stripControls(path)} --keep keeps one`,
      );
  }
  return diagnostics.length === 0 ? ExitCode.allWell : exitCodeOf(diagnostics);
}

/**
 * The rows of the headline results in the scenario that a run opens with, in the order in which the model names them.
 */
function headlineRows(record: RunRecord): readonly RecordSeries[] {
  const series = record.scenarios.find(({ id }) => id === record.scenario)?.series ?? [];
  return headlineIds(record).flatMap((name) => series.filter(({ id }) => id === name));
}

/** A failed check, tie-out or expected answer. */
interface Failed {
  /** `check balance`, `tie-out arr_2025`. */
  readonly key: string;
  readonly label: string;
}

/** The failures of a run: checks in any scenario, published figures in the scenarios in which they are judged. */
function failedIn(record: RunRecord): readonly Failed[] {
  const checks = record.scenarios.flatMap((scenario) => scenario.checks.filter(({ passed }) => !passed));
  const figures = judgedTieOuts(record).filter(({ verdict }) => verdict === 'fails');
  const failed = [
    ...checks.map((check): Failed => {
      const members = check.members ?? [];
      const label = members.length === 0 ? check.label : `${check.label}: ${members.join(', ')}`;
      return { key: `check ${recordCheckName(check)}`, label };
    }),
    ...figures.map(({ kind, id, label }): Failed => ({ key: `${kind} ${id}`, label })),
  ];
  return [...new Map(failed.map((one) => [one.key, one])).values()];
}

/** The maximum number of failures named. */
const failedShown = 3;

/** `! 437406fa, b26d1704 fail: Cash balance, Revenue as reported`, once for runs in which the same fails. */
function failedLines(runs: readonly KeptRunWithRecord[], width: number): readonly string[] {
  const failing = runs.map(({ kept, record }) => ({
    run: stripControls(kept.runId.slice(0, 8)),
    words: failedWords(failedIn(record)),
  }));
  return [...new Set(failing.map(({ words }) => words))].flatMap((words) => {
    if (words === '') return [];
    const same = failing.filter((one) => one.words === words).map(({ run }) => run);
    return wrapWords(`! ${same.join(', ')} ${same.length === 1 ? 'fails' : 'fail'}: ${words}`, width, '', '  ');
  });
}

function failedWords(failed: readonly Failed[]): string {
  const named = failed.slice(0, failedShown).map(({ label }) => stripControls(label));
  return [named.join(', '), ...(failed.length > failedShown ? [`and ${failed.length - failedShown} more`] : [])].join(
    ' ',
  );
}

/**
 * The period shown for a row, the same for all runs: the last year of the newest run, or its last period; empty if the
 * row has one value.
 */
function periodShown({ years, values }: RecordSeries, newest: RunRecord): string {
  const labels = years.length > 0 && newest.years.length > 0 ? newest.years : values.length > 1 ? newest.periods : [];
  return labels.at(-1) ?? '';
}

/** The value of a row at a year or a period; null where the run has none. */
function valueAt({ years, values }: RecordSeries, record: RunRecord, period: string): number | string | null {
  if (values.length === 1 && record.periods.length !== 1) return values[0] ?? null;
  const year = years.length > 0 ? record.years.indexOf(period) : -1;
  if (year >= 0) return years[year] ?? null;
  return values[period === '' ? values.length - 1 : record.periods.indexOf(period)] ?? null;
}

function runToJson({ kept, record }: KeptRunWithRecord, newest: RunRecord): object {
  const results = headlineRows(record).map((row) => {
    const period = periodShown(row, newest);
    return { id: row.id, members: row.members, unit: row.unit, value: valueAt(row, record, period), period };
  });
  return { ...kept, results, failed: failedIn(record).map(({ key }) => key) };
}

/** A cell below the heading of a result, in the unit of its own run. */
interface Cell {
  readonly value: number | string | null;
  readonly unit: string;
}

function runsText(runs: readonly KeptRunWithRecord[], { width, colours }: Terminal): string {
  const newest = runs.at(-1)!.record;
  const shown = headlineRows(newest).slice(0, resultsShown);
  const cellIn = (record: RunRecord, row: RecordSeries): Cell => {
    const own = headlineRows(record).find((one) => seriesName(one) === seriesName(row));
    return own === undefined
      ? { value: null, unit: row.unit }
      : { value: valueAt(own, record, periodShown(row, newest)), unit: own.unit };
  };
  const rows = runs.map(({ kept, record }) => [
    stripControls(formatKeptTime(kept)),
    `${stripControls(kept.runId.slice(0, 8))}${failedIn(record).length > 0 ? '!' : ''}`,
    kept.commit === null ? '' : `${stripControls(String(kept.commit))}${kept.hasChanges ? '*' : ''}`,
    stripControls([kept.scenario, ...(kept.known === null ? [] : [kept.known])].join(' ')),
    ...shown.map((row) => {
      const { value, unit } = cellIn(record, row);
      return value === null ? '' : stripControls(formatResult(value, unit));
    }),
  ]);
  const curves = [
    '',
    '',
    '',
    '',
    ...shown.map((row) =>
      sparkline(
        // Values in another unit are no part of the curve.
        runs.map(({ record }) => cellIn(record, row)).map(({ value, unit }) => (unit === row.unit ? value : null)),
        12,
      ),
    ),
  ];
  const head = ['kept', 'run', 'commit', 'scenario', ...shown.map((row) => headingOf(row, periodShown(row, newest)))];
  const table = renderTable(
    {
      head,
      rows: runs.length > 1 ? [...rows, curves] : rows,
      fixed: 2,
      aligned: head.map((_, at) => (at < 4 ? 'left' : 'right')),
    },
    width,
    colours.dim,
  );
  const set = runs
    .filter(({ kept }) => kept.set.length > 0)
    .map(({ kept }) => `${kept.runId.slice(0, 8)} was built with --set ${kept.set.join(', ')}`);
  const star = runs.some(({ kept }) => kept.hasChanges) ? ['* with uncommitted changes'] : [];
  return [
    colours.bold(`${stripControls(newest.title)}: ${formatCount(runs.length, 'kept run')}`),
    '',
    table,
    ...star,
    ...failedLines(runs, width),
    ...set.map(stripControls),
  ].join('\n');
}

/** The maximum width of a column, so that two fit side by side. */
const headingMost = 24;

/** The label of a result with its period, which stays whole: `Remaining commitm… 2030`. */
function headingOf({ label }: RecordSeries, period: string): string {
  return `${shorten(stripControls(label), headingMost - period.length - 1)} ${period}`.trim();
}
