/**
 * The first sheet of a comparison: which runs, what is to be said of them in sentences, and the headline results side
 * by side. Enters a comparison; leaves the sheet and the cell that names the scenario of the new run.
 */
import type { Change, ChangeKind, Divergence, RunDiff, ScenarioMovement, SideSummary } from '../../diff/diff.ts';
import type { Grid, GridSheet } from '../../grid/grid.ts';
import { listCells, type SheetBuilder, sheetBuilder, textCell, textContent } from '../../grid/sheetBuilder.ts';
import { formatResult, formatRounded } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { addTitle } from '../layoutContext.ts';
import { distinctLabels } from './changeRows.ts';
import { type DiffAxis, yearAxis } from './diffAxis.ts';
import { addAxis, addComparedRows, addSection, diffColumns, diffWidths } from './diffRows.ts';

export const summarySheet = 'Summary';
/** Characters of a line of words: as many as a page across holds. */
const lineLength = 150;
/** The two runs stand beside each other, the new one where the values stand. */
const [oldColumn, newColumn] = [diffColumns.unit, diffColumns.first];

/** Writes the sheet; `name` is what identifies the comparison. */
export function diffSummarySheet(
  diff: RunDiff,
  comparison: string,
): { sheet: GridSheet; scenarioCell: Grid['scenarioCell'] } {
  const axis = yearAxis(diff);
  const sheet = sheetBuilder(summarySheet, 'presentation', diffWidths(Math.max(8, axis.labels.length)), {
    rows: 3,
    columns: 1,
  });
  addTitle(sheet, titleOf(diff), diffColumns.first);
  addAxis(sheet, ['Result', 'Unit', 'Id', 'Kind'], axis, diffColumns.first);
  const scenarioRow = addRuns(sheet, diff, comparison, axis.labels.length);
  addSection(sheet, 'In short', axis);
  for (const words of sentencesOf(diff)) addWords(sheet, words);
  addHeadlines(sheet, diff, axis);
  addParting(sheet, diff.divergences, axis);
  return {
    sheet: { ...sheet.finish(), wraps: true },
    scenarioCell: { sheet: summarySheet, row: scenarioRow, column: newColumn },
  };
}

function titleOf({ old, new: now }: RunDiff): string {
  return old.title === now.title ? `What changed: ${now.title}` : `What changed: ${old.title} and ${now.title}`;
}

function addWords(sheet: SheetBuilder, words: string): void {
  for (const line of wrapWords(words.replace(/\s+/g, ' '), lineLength)) sheet.add(textCell(0, line, 'sentence'));
}

/** Both runs, fact by fact; gives the row of their scenarios. */
function addRuns(sheet: SheetBuilder, { old, new: now }: RunDiff, comparison: string, width: number): number {
  sheet.add();
  const blanks = (count: number) => Array.from({ length: count }, () => textContent(''));
  sheet.add(
    textCell(0, 'The two runs', 'section'),
    listCells(oldColumn, [textContent('Old'), ...blanks(2)], 'section'),
    listCells(newColumn, [textContent('New'), ...blanks(Math.max(0, width - 1))], 'section'),
  );
  const fact = (label: string, words: (side: SideSummary) => string): number =>
    sheet.add(
      textCell(0, label, 'label'),
      textCell(oldColumn, words(old), 'sentence'),
      textCell(newColumn, words(now), 'sentence'),
    );
  fact('Named', ({ name }) => name);
  fact('Model', ({ model, title }) => `${title} (${model})`);
  const row = fact('Scenario', ({ scenario }) => scenario);
  fact('Title of the scenario', ({ scenarioTitle }) => scenarioTitle);
  fact('Known on', ({ known }) => known ?? 'the latest revision of every value');
  fact('Timeline', ({ from, to, grain }) => `${from} to ${to}, by ${grain}`);
  fact('Run id', ({ runId }) => runId);
  sheet.add(textCell(0, 'Comparison', 'label'), textCell(1, comparison, 'sentence'));
  return row;
}

const kindWords: Readonly<Record<ChangeKind, readonly [one: string, several: string]>> = {
  setting: ['setting of the run', 'settings of the run'],
  timeline: ['change of the timeline', 'changes of the timeline'],
  value: ['value', 'values'],
  revision: ['revision that is not in force', 'revisions that are not in force'],
  actual: ['actual', 'actuals'],
  scenario: ['scenario', 'scenarios'],
  table: ['table', 'tables'],
  member: ['member of a table', 'members of tables'],
  input: ['input', 'inputs'],
  item: ['line item', 'line items'],
  formula: ['formula', 'formulas'],
  unit: ['unit', 'units'],
  choice: ['choice', 'choices'],
  check: ['check', 'checks'],
  'tie-out': ['tie-out', 'tie-outs'],
  source: ['source', 'sources'],
  evidence: ['statement on where a value comes from', 'statements on where values come from'],
  label: ['label', 'labels'],
  version: ['version', 'versions'],
};

/** `3 values`. */
export function countOfKind(kind: ChangeKind, count: number): string {
  return `${count.toLocaleString('en-US')} ${kindWords[kind][count === 1 ? 0 : 1]}`;
}

function countsOf(changes: readonly Change[]): string {
  const kinds = [...new Set(changes.map(({ kind }) => kind))];
  return kinds.map((kind) => countOfKind(kind, changes.filter((one) => one.kind === kind).length)).join(', ');
}

function sentencesOf(diff: RunDiff): string[] {
  const { changes, movements, compared, verdicts, otherScenarios, isEmpty } = diff;
  if (isEmpty) return ['Nothing is different between the two runs.'];
  const rows = `${movements.length.toLocaleString('en-US')} of ${compared.toLocaleString('en-US')} rows that both runs have moved`;
  const first = movements[0];
  const most = first === undefined ? '' : `; the most important is ${first.label}${inPeriod(first.most.period)}`;
  const worse = verdicts.filter(({ isWorse }) => isWorse).length;
  return [
    changes.length === 0 ? 'Nothing was changed in the model.' : `What was changed: ${countsOf(changes)}.`,
    `${rows} by more than ${diff.tolerance.relative} of their value${diff.tolerance.absolute === 0 ? '' : ` and by more than ${diff.tolerance.absolute}`}${most}.`,
    ...(verdicts.length === 0
      ? []
      : [
          `${verdicts.length === 1 ? 'One check or tie-out has' : `${verdicts.length} checks or tie-outs have`} another verdict, ${worse === 0 ? 'none' : worse} of them a worse one.`,
        ]),
    ...otherScenarios.map(
      ({ scenario, title, moved, most: largest }) =>
        `Scenario ${scenario} (${title}): ${moved.toLocaleString('en-US')} rows moved${largest === null ? '' : `, ${mostWords(largest)} most`}.`,
    ),
  ];
}

/**
 * `Revenue in 2027 from 23bn USD to 50bn USD (118.4%)`: where a result moved most, from what to what, and what that is
 * of the old value.
 */
function mostWords({ label, unit, cell }: NonNullable<ScenarioMovement['most']>): string {
  const { period, old, new: now, relative } = cell;
  const share = relative === null ? '' : ` (${relative > 0 ? '+' : ''}${formatRounded(relative, '%')})`;
  return `${label}${inPeriod(period)} from ${formatResult(old, unit)} to ${formatResult(now, unit)}${share}`;
}

const inPeriod = (period: string): string => (period === '' ? '' : ` in ${period}`);

function addHeadlines(sheet: SheetBuilder, diff: RunDiff, axis: DiffAxis): void {
  const labels = distinctLabels(diff.headlines);
  const headlines = diff.headlines.map((one, at) => ({ ...one, label: labels[at]! }));
  const overTime = headlines.filter(
    ({ oldSeries, newSeries }) => oldSeries.time === 'series' && newSeries.time === 'series',
  );
  const single = headlines.filter((one) => !overTime.includes(one));
  if (overTime.length > 0) addSection(sheet, 'Headline results', axis);
  for (const one of overTime)
    addComparedRows(sheet, { label: one.label, unit: one.unit, id: one.name, ...axis.valuesOf(one) });
  if (single.length === 0) return;
  addSection(sheet, 'Headline results with one value for all time', axis);
  for (const { label, unit, name, most } of single)
    addComparedRows(sheet, { label, unit, id: name, old: [most.old], new: [most.new] });
}

/** Items that moved although nothing that they read did. */
function addParting(sheet: SheetBuilder, divergences: readonly Divergence[], axis: DiffAxis): void {
  if (divergences.length === 0) return;
  addSection(sheet, 'Where the runs part: rows that moved although no row that they read did', axis);
  for (const { label, name, place, period, because } of divergences)
    sheet.add(
      textCell(0, label, 'label'),
      textCell(diffColumns.id, name, 'id'),
      textCell(diffColumns.first, [place, period, becauseOf(because)].filter((part) => part !== '').join(', '), 'note'),
    );
}

/** Changes that are named behind a row at most, and characters that fit behind it. */
const [namedMax, wordsMax] = [2, 110];

function becauseOf(because: readonly string[]): string {
  if (because.length === 0) return '';
  const more = because.length - namedMax;
  const words = `because of ${because.slice(0, namedMax).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return words.length <= wordsMax ? words : `because of ${because.length} changes`;
}
