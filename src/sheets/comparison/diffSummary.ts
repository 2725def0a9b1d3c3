/**
 * The Summary sheet of a comparison: the two runs, a summary in sentences, and the headline results side by side. Takes
 * a comparison; returns the sheet and the cell with the scenario of the new run.
 */
import { countChanges } from '../../diff/changeKinds.ts';
import type { Change, Divergence, RunDiff, ScenarioMovement, SideSummary } from '../../diff/diff.ts';
import type { Grid, GridSheet } from '../../grid/grid.ts';
import { listCells, type SheetBuilder, sheetBuilder, textCell, textContent } from '../../grid/sheetBuilder.ts';
import { formatResult, formatRounded } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { addTitle } from '../layoutContext.ts';
import { distinctLabels } from './changeRows.ts';
import { type DiffAxis, yearAxis } from './diffAxis.ts';
import { addAxis, addComparedRows, addSection, diffColumns, diffWidths } from './diffRows.ts';

export const summarySheet = 'Summary';
/** Characters per line of text on a landscape page. */
const lineLength = 150;
/** The columns of the two runs: the new one is above the values. */
const [oldColumn, newColumn] = [diffColumns.unit, diffColumns.first];

/** Writes the sheet; `comparison` is the id of the comparison. */
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
  addSection(sheet, 'Summary', axis);
  for (const words of sentencesOf(diff)) addWords(sheet, words);
  addHeadlines(sheet, diff, axis);
  addDivergences(sheet, diff.divergences, axis);
  return {
    sheet: { ...sheet.finish(), wraps: true },
    scenarioCell: { sheet: summarySheet, row: scenarioRow, column: newColumn },
  };
}

function titleOf({ old, new: now }: RunDiff): string {
  return old.title === now.title ? `What changed: ${now.title}` : `What changed: ${old.title} to ${now.title}`;
}

function addWords(sheet: SheetBuilder, words: string): void {
  for (const line of wrapWords(words.replace(/\s+/g, ' '), lineLength)) sheet.add(textCell(0, line, 'sentence'));
}

/** Adds the facts of both runs; returns the row of their scenarios. */
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
  fact('Name', ({ name }) => name);
  fact('Model', ({ model, title }) => `${title} (${model})`);
  const row = fact('Scenario', ({ scenario }) => scenario);
  fact('Scenario title', ({ scenarioTitle }) => scenarioTitle);
  fact('As-of date', ({ known }) => known ?? 'none: the latest revision of every value');
  fact('Timeline', ({ from, to, grain }) => `${from} to ${to}, by ${grain}`);
  fact('Run id', ({ runId }) => runId);
  sheet.add(textCell(0, 'Comparison', 'label'), textCell(1, comparison, 'sentence'));
  return row;
}

function countsOf(changes: readonly Change[]): string {
  const kinds = [...new Set(changes.map(({ kind }) => kind))];
  return kinds.map((kind) => countChanges(kind, changes.filter((one) => one.kind === kind).length)).join(', ');
}

/** `1e-9 of their value`, or `1% of their value and by more than 5`. */
function toleranceOf({ tolerance: { relative, absolute } }: RunDiff): string {
  return `${relative} of their value${absolute === 0 ? '' : ` and by more than ${absolute}`}`;
}

function sentencesOf(diff: RunDiff): string[] {
  const { changes, movements, compared, verdicts, otherScenarios, isEmpty } = diff;
  if (isEmpty) return ['The two runs do not differ.'];
  const [moved, all] = [movements.length, compared].map((count) => count.toLocaleString('en-US'));
  const first = movements[0];
  const most = first === undefined ? '' : `; the most important is ${first.label}${inPeriod(first.most.period)}`;
  const worse = verdicts.filter(({ isWorse }) => isWorse).length;
  return [
    changes.length === 0 ? 'The model did not change.' : `Changes: ${countsOf(changes)}.`,
    `${moved} of ${all} rows that are in both runs moved by more than ${toleranceOf(diff)}${most}.`,
    ...(verdicts.length === 0
      ? []
      : [
          (verdicts.length === 1
            ? 'The verdict of one check or tie-out'
            : `The verdicts of ${verdicts.length} checks or tie-outs`) +
            ` changed, ${worse === 0 ? 'none' : worse} for the worse.`,
        ]),
    ...otherScenarios.map(
      ({ scenario, title, moved, most: largest }) =>
        `Scenario ${scenario} (${title}): ${moved.toLocaleString('en-US')} ${moved === 1 ? 'row' : 'rows'} moved` +
        `${largest === null ? '' : `, the largest being ${describeMovement(largest)}`}.`,
    ),
  ];
}

/**
 * The largest movement of a result, with old value, new value and relative change: `Revenue in 2027 from 23bn USD to
 * 50bn USD (+118.4%)`.
 */
function describeMovement({ label, unit, cell }: NonNullable<ScenarioMovement['most']>): string {
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
  addSection(sheet, 'Headline results with a single value', axis);
  for (const { label, unit, name, most } of single)
    addComparedRows(sheet, { label, unit, id: name, old: [most.old], new: [most.new] });
}

/** Adds the items that moved although nothing that they read moved. */
function addDivergences(sheet: SheetBuilder, divergences: readonly Divergence[], axis: DiffAxis): void {
  if (divergences.length === 0) return;
  addSection(
    sheet,
    'First differences in calculation order: rows that moved although no row that they read moved',
    axis,
  );
  for (const { label, name, place, period, because } of divergences)
    sheet.add(
      textCell(0, label, 'label'),
      textCell(diffColumns.id, name, 'id'),
      textCell(diffColumns.first, [place, period, becauseOf(because)].filter((part) => part !== '').join(', '), 'note'),
    );
}

/** The maximum number of changes named for a row, and of characters that fit. */
const [namedMax, wordsMax] = [2, 110];

function becauseOf(because: readonly string[]): string {
  if (because.length === 0) return '';
  const more = because.length - namedMax;
  const words = `due to ${because.slice(0, namedMax).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return words.length <= wordsMax ? words : `due to ${because.length} changes`;
}
