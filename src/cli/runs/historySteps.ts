/**
 * The steps of a history: kept runs, commits that changed a file of the model, or dates on which something became
 * known. Takes a model file and options; returns evaluated runs, the oldest first. Guarantee: a run that cannot be read
 * stays in the list with the reason.
 */
import { runModel } from '../../comparing.ts';
import { type Checked, type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { unknownScenario } from '../../diagnostics/unknownScenario.ts';
import type { Side } from '../../diff/diff.ts';
import type { Model } from '../../pipeline.ts';
import { planFile } from '../../reading.ts';
import { lastSerialOfText, parseDate, serialOf } from '../../values/timeline.ts';
import { openRepository, withRevision } from '../io/gitFiles.ts';
import { type ModelFile, modelFile } from '../io/modelFile.ts';
import { optionProblem } from '../io/options.ts';
import { formatKeptTime } from './keptRuns.ts';
import { openKeptRuns } from './openKeptRuns.ts';

export interface HistorySearchOptions {
  readonly over?: 'runs' | 'commits' | 'known';
  readonly scenario?: string;
  /** A date, or a git revision. */
  readonly since?: string;
  readonly limit: number;
  readonly out: string;
}

/** A run of the history, or why it cannot be read. */
export interface HistoryStep {
  readonly when: string;
  readonly what: string;
  readonly side?: Side;
  readonly problem?: string;
}

export interface FoundSteps {
  readonly over: 'runs' | 'commits' | 'known';
  readonly steps: readonly HistoryStep[];
  /** How many earlier steps the limit left out. */
  readonly leftOut: number;
}

export type ReportProgress = (done: number, total: number, what: string) => void;

/** The start of a history: a date as a serial number and, if a revision was named, the commits after it. */
interface Since {
  readonly day: number;
  readonly after?: ReadonlySet<string>;
}

/** What each kind of search needs. */
interface Search {
  readonly file: ModelFile;
  readonly model: Model;
  readonly options: HistorySearchOptions;
  readonly since: Since | undefined;
  readonly report: ReportProgress;
}

/** The steps of a history; by default kept runs if there are two, otherwise commits, otherwise as-of dates. */
export async function findHistorySteps(
  path: string,
  options: HistorySearchOptions,
  report: ReportProgress,
): Promise<Checked<FoundSteps>> {
  const file = modelFile(path);
  if (file.problem !== undefined) return { diagnostics: [file.problem] };
  const now = planFile(file.path, file.read);
  if (now.value === undefined) return { diagnostics: now.diagnostics };
  const { model } = now.value;
  const scenarios = model.scenarios.map(({ id }) => id);
  if (options.scenario !== undefined && !scenarios.includes(options.scenario))
    return { diagnostics: [unknownScenario(options.scenario, scenarios)] };
  const since = await readSince(options.since);
  if (hasErrors(since.diagnostics)) return { diagnostics: since.diagnostics };
  const search: Search = { file, model, options, since: since.value, report };
  const ways = options.over === undefined ? (['runs', 'commits', 'known'] as const) : [options.over];
  const diagnostics: Diagnostic[] = [];
  for (const over of ways) {
    const { value: found, diagnostics: problems } = await searchOver[over](search);
    // A missing repository is a problem only if the user asked for commits.
    if (over === options.over || over === 'runs') diagnostics.push(...problems);
    // By default, unreadable kept runs do not count, so that commits can be used instead.
    const counting =
      over === options.over ? found?.steps : found?.steps.filter(({ side }) => side !== undefined || over !== 'runs');
    if (found !== undefined && counting!.length >= 2) return { value: found, diagnostics };
    if (over === ways.at(-1) && !hasErrors(diagnostics))
      diagnostics.push(tooFew(over, found?.steps.length ?? 0, options));
  }
  return { diagnostics };
}

const searchOver: Readonly<Record<FoundSteps['over'], (search: Search) => Promise<Checked<FoundSteps>>>> = {
  runs: overRuns,
  commits: overCommits,
  known: overKnown,
};

function tooFew(over: FoundSteps['over'], count: number, { since }: HistorySearchOptions): Diagnostic {
  const words = { runs: 'kept run', commits: 'commit', known: 'as-of date' }[over];
  const more = {
    runs: 'keep runs with burnsheet build --keep',
    commits: 'commit the model first',
    known: 'give values a date with known: or revisions:',
  }[over];
  const from = since === undefined ? '' : ` since ${since}`;
  return optionProblem(
    `a history needs at least two steps, but there is ${count === 0 ? `no ${words}` : `only one ${words}`}${from}`,
    since === undefined ? more : 'name an earlier date or revision',
  );
}

async function readSince(text: string | undefined): Promise<Checked<Since>> {
  if (text === undefined) return { diagnostics: [] };
  const date = parseDate(text);
  if (date !== undefined) return { value: { day: serialOf(date) }, diagnostics: [] };
  const { value: repository } = await openRepository();
  const [after, day] = [await repository?.after(text), lastSerialOfText(await repository?.day(text))];
  if (after === undefined || day === undefined)
    return {
      diagnostics: [
        optionProblem(`'${text}' is neither a date nor a git revision`, 'write 2026-06-01, or HEAD~5, a tag or a hash'),
      ],
    };
  return { value: { day, after }, diagnostics: [] };
}

/**
 * The last step before the start, which was in force then, and all later ones; of these the latest within the limit.
 */
function windowOf<T>(all: readonly T[], isBefore: (one: T) => boolean, { limit }: HistorySearchOptions) {
  const since = [...all.filter(isBefore).slice(-1), ...all.filter((one) => !isBefore(one))];
  return { chosen: since.slice(-limit), leftOut: Math.max(0, since.length - limit) };
}

const isBeforeDay = (written: string, since: Since | undefined): boolean =>
  since !== undefined && (lastSerialOfText(written) ?? since.day) < since.day;

async function overRuns({ model, options, since }: Search): Promise<Checked<FoundSteps>> {
  const { runs, diagnostics } = await openKeptRuns(model.id, options.out);
  const { chosen, leftOut } = windowOf(runs, ({ kept }) => isBeforeDay(kept.date.slice(0, 10), since), options);
  const steps = chosen.map(({ kept, record }): HistoryStep => {
    const what = [
      kept.runId.slice(0, 8),
      kept.scenario,
      ...(kept.known === null ? [] : [kept.known]),
      ...kept.set,
    ].join(' ');
    const when = formatKeptTime(kept);
    if (record === undefined) return { when, what, problem: 'its record cannot be read' };
    const scenario = options.scenario ?? record.scenario;
    if (!record.scenarios.some(({ id }) => id === scenario))
      return { when, what, problem: `has no scenario ${scenario}` };
    return { when, what, side: { name: kept.runId, record, scenario } };
  });
  return { value: { over: 'runs', steps, leftOut }, diagnostics };
}

async function overCommits({ model, file, options, since, report }: Search): Promise<Checked<FoundSteps>> {
  const { value: repository, diagnostics } = await openRepository();
  if (repository === undefined) return { diagnostics };
  const others = model.files.map(({ path }) => path).filter((path) => path !== file.path);
  const all = await repository.commits([file.path, ...others]);
  const isBefore = ({ hash, date }: (typeof all)[number]): boolean =>
    since?.after === undefined ? isBeforeDay(date, since) : !since.after.has(hash);
  const { chosen, leftOut } = windowOf(all, isBefore, options);
  const steps: HistoryStep[] = [];
  for (const [at, { hash, short, date, subject, path }] of chosen.entries()) {
    report(at, chosen.length, short);
    const name = `${short}:${path}`;
    const side = await withRevision(repository, hash, (read) => runModel(path, read, { ...scenarioOf(options), name }));
    steps.push(historyStepOf(date, `${short} ${subject}`, side));
  }
  return { value: { over: 'commits', steps, leftOut }, diagnostics: [] };
}

const scenarioOf = ({ scenario }: HistorySearchOptions) => (scenario === undefined ? {} : { scenario });

function historyStepOf(when: string, what: string, { value: side, diagnostics }: Checked<Side>): HistoryStep {
  if (side !== undefined) return { when, what, side };
  return { when, what, problem: diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'cannot be read' };
}

async function overKnown({
  file: { path, read },
  model,
  options,
  since,
  report,
}: Search): Promise<Checked<FoundSteps>> {
  // Actuals published after the as-of date of the file are present only at a later one.
  const whole = planFile(path, read, { known: lastDay }).value?.model ?? model;
  const { chosen, leftOut } = windowOf(knownDates(whole), (day) => isBeforeDay(day, since), options);
  const steps = chosen.map((known, at): HistoryStep => {
    report(at, chosen.length, known);
    return historyStepOf(known, '', runModel(path, read, { ...scenarioOf(options), known, name: `${path}@${known}` }));
  });
  return { value: { over: 'known', steps, leftOut }, diagnostics: [] };
}

/** The latest date a model supports. */
const lastDay = '2199-12-31';

/** Dates on which values became known, in order; a month counts from its last day on. */
export function knownDates({ inputs, sheets }: Model): readonly string[] {
  const values = inputs.flatMap(({ rows }) =>
    rows.flatMap((row) => (row.values ?? []).map(({ provenance }) => provenance)),
  );
  const actuals = sheets.flatMap(({ sections }) =>
    sections.flatMap(({ items }) =>
      items.flatMap(({ rows }) => rows.flatMap((row) => (row.actualFacts ?? []).filter((fact) => fact !== undefined))),
    ),
  );
  const written = [...values, ...actuals].flatMap(({ known, versions }) => [
    known,
    ...versions.map((version) => version.known),
  ]);
  const byDay = new Map<number, string>();
  for (const text of written) {
    const day = lastSerialOfText(text);
    if (day !== undefined && (byDay.get(day) ?? '').length < text!.length) byDay.set(day, text!);
  }
  return [...byDay].sort(([a], [b]) => a - b).map(([, text]) => text);
}
