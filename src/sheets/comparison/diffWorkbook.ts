/**
 * The workbook of a comparison. Takes the comparison and the explanations of its results; returns a grid with one
 * scenario. Guarantee: the master check on every sheet shows whether the contributions of every explanation add up to
 * its difference and whether every difference is a number.
 */
import type { Explanation, RunDiff, SideSummary, VerdictChange } from '../../diff/diff.ts';
import type { CellRange, Grid, GridSheet, Template } from '../../grid/grid.ts';
import {
  callInGroups,
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
} from '../../grid/sheetBuilder.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { addTitle, checksSheet, columns, masterCheckCell, rowHeader } from '../layoutContext.ts';
import { addRules, type ConformanceRule, contentsSheet } from '../model/controlSheets.ts';
import { diffChangesSheets } from './diffChanges.ts';
import { type ExplanationSheets, explanationSheets } from './diffExplanation.ts';
import { diffMovementsSheet } from './diffMovements.ts';
import { diffColumns } from './diffRows.ts';
import { diffSummarySheet } from './diffSummary.ts';

/** The identity of a comparison: a short id, and the hash of everything that was compared. */
export interface DiffIdentity {
  readonly comparison: string;
  readonly hash: string;
}

/** Lays out a comparison; `rules` are listed on the About sheet. */
export function layOutDiff(
  diff: RunDiff,
  explanations: readonly Explanation[],
  identity: DiffIdentity,
  rules: readonly ConformanceRule[] = [],
): Grid {
  const summary = diffSummarySheet(diff, identity.comparison);
  const explained = explanationSheets(diff, explanations);
  const movements = diffMovementsSheet(diff);
  const [explanation, ...chartData] = explained.sheets;
  const changes = diffChangesSheets(diff);
  const checks = diffChecksSheet(diff, [
    ...errorChecks(summary.sheet, movements.differences),
    ...explained.checks.map(proofCheck),
  ]);
  const about = diffAboutSheet(diff, explanations, identity, rules);
  const behindContents = [
    ...(explanation === undefined ? [] : [explanation]),
    ...changes,
    movements.sheet,
    ...chartData,
    checks,
    about,
  ];
  return {
    title: `${diff.old.name} to ${diff.new.name}`,
    sheets: [summary.sheet, contentsSheet([summary.sheet, ...behindContents]), ...behindContents],
    names: [],
    scenarioCell: summary.scenarioCell,
    scenarios: [diff.new.scenario],
    stored: [],
  };
}

/** A check of the comparison: a formula that is 1 if it holds. */
interface OwnCheck {
  readonly label: string;
  readonly id: string;
  readonly words: string;
  readonly template: Template;
}

const verdictColumns = { old: columns.constant, new: columns.openings, detail: columns.openings + 1 } as const;
/** All columns fit on one landscape page. */
const checkWidths = [46, 8, 22, 9, 24, 13, 14, 14, 28];
const checkHeadings = ['Check', 'Unit', 'Id', 'Kind', 'Condition', 'Where', 'Holds'];

/** The Checks sheet: checks of the comparison, then checks and tie-outs of the runs whose verdict changed. */
function diffChecksSheet({ verdicts }: RunDiff, checks: readonly OwnCheck[]): GridSheet {
  const sheet = sheetBuilder(checksSheet, 'control', checkWidths, { rows: masterCheckCell.row + 1, columns: 1 });
  addTitle(sheet, 'Checks');
  sheet.add(listCells(0, [...checkHeadings, '', ''].map(textContent), 'header'));
  sheet.add(
    textCell(0, 'Checks of this workbook, then checks and tie-outs of the two runs whose verdict changed.', 'note'),
  );
  const first = masterCheckCell.row + 3;
  const holds = checks.map((_, at): Template => [{ row: first + at, column: { absolute: columns.constant } }]);
  const extra = { format: '0', origin: { kind: 'check', id: 'all', members: [] } } as const;
  sheet.add(
    textCell(0, 'All checks pass (1 = yes)', 'section'),
    formulaCells(columns.constant, 1, ['IFERROR(', ...callInGroups('MIN', holds), ',0)'], 'check', extra),
  );
  sheet.add();
  sheet.add(textCell(0, 'Checks of this comparison', 'section'));
  for (const { label, id, words, template } of checks)
    sheet.add(
      rowHeader({ label, unit: 'flag', id, kind: 'check', words }),
      formulaCells(columns.constant, 1, template, 'check', { format: '0', origin: { kind: 'check', id, members: [] } }),
    );
  addVerdicts(sheet, verdicts);
  return { ...sheet.finish(), wraps: true };
}

/** A range of several rows. */
type NumberBlock = CellRange & { readonly rows: number };

/** A formula that is 1 if none of these cells is an error. */
function errorFree({ sheet, row, column, count, rows }: NumberBlock): Template {
  const to = { row: row + rows - 1, column: { absolute: column + count - 1 } };
  return ['IF(ISERROR(SUM(', { sheet, row, column: { absolute: column }, to }, ')),0,1)'];
}

function errorChecks(
  { name, rows }: GridSheet,
  differences: ReturnType<typeof diffMovementsSheet>['differences'],
): OwnCheck[] {
  const width = rows.reduce(
    (most, { segments }) => segments.reduce((last, segment) => Math.max(last, segment.column + segment.count), most),
    0,
  );
  const results = {
    sheet: name,
    row: 1,
    column: diffColumns.first,
    count: width - diffColumns.first,
    rows: rows.length - 1,
  };
  const words = 'their sum is not an error';
  const check = (label: string, id: string, cells: NumberBlock): OwnCheck => ({
    label,
    id,
    words,
    template: errorFree(cells),
  });
  return [
    check('No headline result or difference is an error', 'headline_results', results),
    ...(differences === undefined ? [] : [check('No movement or difference is an error', 'movements', differences)]),
  ];
}

function proofCheck({ label, id, cell }: ExplanationSheets['checks'][number]): OwnCheck {
  const { sheet, row, column } = cell;
  return {
    label,
    id,
    words: 'the gap is within the tolerance',
    template: [{ sheet, row, column: { absolute: column } }],
  };
}

function addVerdicts(sheet: SheetBuilder, verdicts: readonly VerdictChange[]): void {
  sheet.add();
  const blanks = Array.from({ length: columns.source - 1 }, () => textContent(''));
  sheet.add(
    textCell(0, 'Changed verdicts of the two runs', 'section'),
    listCells(
      1,
      [...blanks, textContent('Change'), textContent('Old'), textContent('New'), textContent('Detail')],
      'section',
    ),
  );
  if (verdicts.length === 0) sheet.add(textCell(0, 'No check or tie-out has a different verdict.', 'note'));
  for (const { kind, id, label, old, new: now, isWorse, detail } of verdicts)
    sheet.add(
      rowHeader({
        label,
        unit: 'text',
        id: `${kind} ${id}`,
        kind: 'stored',
        words: kind,
        source: textContent(isWorse ? 'worse' : 'better or different'),
      }),
      textCell(verdictColumns.old, old, 'label'),
      textCell(verdictColumns.new, now, 'label'),
      textCell(verdictColumns.detail, detail),
    );
}

/** The About sheet: both runs, versions, tolerance, and how differences were explained. */
function diffAboutSheet(
  diff: RunDiff,
  explanations: readonly Explanation[],
  { comparison, hash }: DiffIdentity,
  rules: readonly ConformanceRule[],
): GridSheet {
  const sheet = sheetBuilder('About', 'control', [34, 62, 20, 68], { rows: 1, columns: 1 });
  addTitle(sheet, 'About this comparison', 2);
  const fact = (label: string, words: string) => sheet.add(textCell(0, label, 'label'), textCell(1, words));
  fact('Comparison', comparison);
  fact('Hash of what was compared', hash);
  fact('Tolerance, as a share of the larger value', String(diff.tolerance.relative));
  fact('Tolerance, in the unit of each row', String(diff.tolerance.absolute));
  addSide(fact, 'Old', diff.old);
  addSide(fact, 'New', diff.new);
  addSplitting(sheet, explanations);
  addRules(sheet, comparison, rules);
  return sheet.finish();
}

function addSide(fact: (label: string, words: string) => void, which: 'Old' | 'New', side: SideSummary): void {
  fact(`${which} run`, side.name);
  fact(`${which} run id`, side.runId);
  fact(`${which} model`, `${side.title} (${side.model})`);
  fact(`${which} scenario`, `${side.scenario}: ${side.scenarioTitle}`);
  fact(`${which} as-of date`, side.known ?? 'none: the latest revision of every value');
  fact(`${which} timeline`, `${side.from} to ${side.to}, by ${side.grain}`);
  for (const [name, version] of Object.entries(side.versions))
    fact(`Version of ${name}, ${which.toLowerCase()} run`, version);
}

function addSplitting(sheet: SheetBuilder, explanations: readonly Explanation[]): void {
  sheet.add();
  sheet.add(
    textCell(0, 'How differences were explained', 'section'),
    listCells(1, [textContent(''), textContent('')], 'section'),
  );
  if (explanations.length === 0) sheet.add(textCell(0, 'No result was explained.', 'note'));
  for (const { target, statements } of explanations)
    for (const [index, words] of statements.flatMap((one) => wrapWords(one.replace(/\s+/g, ' '), 120)).entries())
      sheet.add(textCell(0, index === 0 ? target : '', 'label'), textCell(1, words, 'label'));
}
