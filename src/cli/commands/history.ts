/** `burnsheet history`: how one result moved over kept runs, commits or as-of dates, and what drove each change. */
import type { Command } from 'commander';
import { Command as NewCommand, Option } from 'commander';
import { explainRuns } from '../../comparing.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Explanation, Side } from '../../diff/diff.ts';
import { matchRecords } from '../../diff/matching.ts';
import { translateFormula } from '../../diff/nameLookup.ts';
import { formatCount, formatResult } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { formatDifference, nonZeroParts } from '../diff/wording.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import { renderTable, sparkline, stripControls } from '../io/format.ts';
import { optionProblem } from '../io/options.ts';
import { startProgress } from '../io/progress.ts';
import { jsonDocument, outcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import {
  type FoundSteps,
  findHistorySteps,
  type HistorySearchOptions,
  type HistoryStep,
} from '../runs/historySteps.ts';

export interface HistoryOptions extends Omit<HistorySearchOptions, 'limit'> {
  readonly limit: string;
  readonly json?: boolean;
}

/** The result at one step, compared with the last step that could be read. */
interface Step {
  readonly when: string;
  readonly what: string;
  readonly value: number | null;
  /** The unit of the result in this run; other runs may have another unit. */
  readonly unit: string;
  readonly difference: number | null;
  /** The reason for a missing value. */
  readonly problem?: string;
  readonly parts: Explanation['parts'];
  /** The reason for a difference without contributions. */
  readonly unexplained?: string;
}

/** The command with its help; `done` takes the exit code. */
export function historyCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new NewCommand('history')
    .description('show how a result moved over runs, commits or as-of dates, and what drove each change')
    .argument('<model>', 'model file')
    .argument('<result>', 'a result such as gross_margin@2027')
    .addOption(
      new Option(
        '--over <steps>',
        'the kind of step (default: kept runs if there are two, otherwise commits, otherwise as-of dates)',
      ).choices(['runs', 'commits', 'known']),
    )
    .option('--scenario <id>', 'scenario (default: the first)')
    .option('--since <day>', 'start at a date or a git revision, with the latest step up to that point')
    .option('--limit <number>', 'show only the latest steps', '20')
    .option('--out <folder>', 'the output folder of build', 'exports')
    .option('--json', 'write one JSON document instead of text')
    .addHelpText('after', '\nExample:\n  burnsheet history models/anthropic.yaml gross_margin@2027 --over known')
    .action(async (path: string, target: string, options: HistoryOptions) =>
      done(await runHistory(path, target, options, terminal)),
    );
}

/** Follows a result; returns the exit code. */
export async function runHistory(
  path: string,
  target: string,
  options: HistoryOptions,
  terminal: Terminal,
): Promise<number> {
  const { value: found, diagnostics } = await readSteps(path, options, terminal);
  const history = found === undefined ? undefined : historyOf(mergeUnreadable(found.steps, found.over), target);
  const problems = [...diagnostics, ...(history?.diagnostics ?? [])];
  if (options.json === true)
    terminal.say(
      jsonDocument('history', {
        ...outcome(problems),
        over: found?.over ?? null,
        result: target,
        leftOut: found?.leftOut ?? 0,
        ...(history?.value ?? {}),
      }),
    );
  else {
    reportProblems(problems, terminal);
    if (history?.value !== undefined) terminal.say(historyText(target, found!, history.value, terminal));
  }
  return problems.length === 0 ? ExitCode.allWell : exitCodeOf(problems);
}

interface History {
  readonly label: string;
  readonly unit: string;
  readonly steps: readonly Step[];
  readonly difference: number | null;
}

/** Merges the as-of dates at which the model lacks values into one step, which names what was missing last. */
function mergeUnreadable(historySteps: readonly HistoryStep[], over: FoundSteps['over']): readonly HistoryStep[] {
  const first = historySteps.findIndex(({ side }) => side !== undefined);
  if (over !== 'known' || first < 2) return historySteps;
  const last = historySteps[first - 1]!;
  return [{ ...last, what: `${formatCount(first, 'date')} up to this one` }, ...historySteps.slice(first)];
}

/** Compares each run with the last earlier one that has a value. */
function historyOf(historySteps: readonly HistoryStep[], target: string): Checked<History> {
  const steps: Step[] = [];
  const diagnostics: Diagnostic[] = [];
  let before: Side | undefined;
  let [label, unit] = [target, '1'];
  const names = namesIn(historySteps, target);
  for (const [at, historyStep] of historySteps.entries()) {
    const { side } = historyStep;
    const explained = side === undefined ? undefined : explainRuns(before ?? side, side, [names[at]!]);
    const one = explained?.value?.[0];
    steps.push(stepOf(historyStep, one, target, before === undefined));
    if (one === undefined) {
      const found = explained?.diagnostics ?? [];
      diagnostics.push(...found.filter((each) => !diagnostics.some((known) => known.message === each.message)));
    } else {
      label = one.label;
      if (one.new !== null) [before, unit] = [side, one.unit];
    }
  }
  const known = steps.filter(({ value }) => value !== null);
  if (known.length === 0) return { diagnostics: diagnostics.length > 0 ? diagnostics : [nowhere(target, steps)] };
  const isAlike = known.length >= 2 && known.at(-1)!.unit === known[0]!.unit;
  const difference = isAlike ? known.at(-1)!.value! - known[0]!.value! : null;
  return { value: { label, unit, steps, difference }, diagnostics: [] };
}

/** The name of the result in each run: before a rename, the old name. */
function namesIn(historySteps: readonly HistoryStep[], target: string): readonly string[] {
  const names: string[] = [];
  let [name, newer] = [target, undefined as Side | undefined];
  for (const { side } of historySteps.toReversed()) {
    if (side !== undefined && newer !== undefined) name = nameBefore(name, side, newer);
    newer = side ?? newer;
    names.push(name);
  }
  return names.reverse();
}

function nameBefore(name: string, older: Side, newer: Side): string {
  const { hasRenames, toOld } = matchRecords(older.record, newer.record);
  return hasRenames ? translateFormula(name, { from: '', to: '' }, toOld) : name;
}

/** One step: the result of a run, and its drivers since the previous step. */
function stepOf(
  { when, what, side, problem }: HistoryStep,
  one: Explanation | undefined,
  target: string,
  isFirst: boolean,
): Step {
  const none = { when, what, value: null, unit: one?.unit ?? '1', difference: null, parts: [] };
  if (side === undefined) return { ...none, problem: problem ?? 'cannot be read' };
  if (one === undefined) return { ...none, problem: `has no ${target}` };
  if (one.new === null) return { ...none, problem: `${target} is an error` };
  const step = {
    when,
    what,
    value: one.new,
    unit: one.unit,
    difference: isFirst ? null : one.difference,
    parts: one.parts,
  };
  const isSplit = isFirst || one.difference === 0 || one.parts.length > 0;
  return isSplit ? step : { ...step, unexplained: one.statements.join(' ') };
}

/** The problem if no step has the result. */
function nowhere(target: string, steps: readonly Step[]): Diagnostic {
  const last = steps.at(-1)!;
  return optionProblem(
    `no step has a value for ${target}; the last step: ${last.problem}`,
    'run burnsheet check MODEL to see what is wrong',
  );
}

/** Drivers named below a step. */
const partsNamed = 3;

async function readSteps(path: string, options: HistoryOptions, terminal: Terminal): Promise<Checked<FoundSteps>> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 2)
    return {
      diagnostics: [optionProblem(`'${options.limit}' is not a number of steps`, 'write a whole number of 2 or more')],
    };
  const progress = startProgress(terminal);
  try {
    return await findHistorySteps(path, { ...options, limit }, progress.report);
  } finally {
    progress.end();
  }
}

/** A row of the table, and the line of drivers below it. */
interface Line {
  readonly cells: readonly string[];
  readonly cause: string;
}

function historyText(
  target: string,
  { over, leftOut }: FoundSteps,
  { label, unit, steps, difference }: History,
  { width, colours }: Terminal,
): string {
  const lines = linesOf(steps, over);
  const widest = [0, 2, 3].map((column) => Math.max(...lines.map(({ cells }) => cells[column]!.length), 5));
  const room = Math.max(12, width - widest.reduce((sum, each) => sum + each + 2, 0));
  const columns = [0, 1, 2, 3].filter((column) => lines.some(({ cells }) => cells[column] !== ''));
  const head = [
    { known: 'known', runs: 'kept', commits: 'date' }[over],
    over === 'commits' ? 'commit' : 'run',
    'value',
    'change',
  ];
  const table = renderTable(
    {
      head: columns.map((column) => head[column]!),
      rows: lines.map(({ cells }) => columns.map((column) => (column === 1 ? cut(cells[1]!, room) : cells[column]!))),
      fixed: columns.length,
      aligned: columns.map((column) => (column < 2 ? 'left' : 'right')),
    },
    width,
    colours.dim,
  );
  const [first = '', ...rows] = table.split('\n');
  const indent = ' '.repeat(widest[0]! + 2);
  const body = rows.flatMap((row, at) => {
    const cause = lines[at]?.cause ?? '';
    return cause === '' ? [row] : [row, ...wrapWords(cause, width, indent).map((line) => colours.dim(line))];
  });
  const values = steps.filter((step) => step.value !== null && step.unit === unit).map(({ value }) => value);
  const whole =
    difference === null
      ? ''
      : `From the first to the last: ${formatDifference(difference, unit)}  ${sparkline(values, 40)}`;
  const earlier =
    leftOut === 0 ? [] : [colours.dim(`${formatCount(leftOut, 'earlier step')} not shown: use a larger --limit`)];
  return [colours.bold(`${stripControls(label)} (${stripControls(target)})`), '', first, ...earlier, ...body, '', whole]
    .join('\n')
    .trimEnd();
}

const cut = (text: string, room: number): string => (text.length > room ? `${text.slice(0, room - 1)}…` : text);

/** The rows of the table; steps without effect are counted in one row. */
function linesOf(steps: readonly Step[], over: FoundSteps['over']): readonly Line[] {
  const lines: Line[] = [];
  let still = 0;
  const flush = (): void => {
    const words = { known: 'date', runs: 'run', commits: 'commit' }[over];
    if (still > 0) lines.push({ cells: ['', `${formatCount(still, words)} without effect`, '', ''], cause: '' });
    still = 0;
  };
  for (const [at, { when, what, value, unit, difference, problem, parts, unexplained }] of steps.entries()) {
    if (at > 0 && problem === undefined && difference === 0) {
      still += 1;
      continue;
    }
    flush();
    const moved = difference === null ? '' : formatDifference(difference, unit);
    const cells = [when, what, value === null ? '' : formatResult(value, unit), moved].map(stripControls);
    lines.push({ cells, cause: stripControls(problem ?? unexplained ?? causeOf(parts, unit)) });
  }
  flush();
  return lines;
}

/** The largest drivers of a change: `Price +5 USD; Churn -2 USD; and 3 more`. */
function causeOf(parts: Explanation['parts'], unit: string): string {
  const counting = nonZeroParts(parts);
  const named = counting
    .slice(0, partsNamed)
    .map(({ label, amount }) => `${stripControls(label)} ${formatDifference(amount, unit)}`);
  const more = counting.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
