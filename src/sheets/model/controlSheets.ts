/** The control sheets of a workbook: Cover, Contents, Sources and About. */

import type { CellRange, Grid, GridSheet, RowSegment } from '../../grid/grid.ts';
import {
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
} from '../../grid/sheetBuilder.ts';
import type { Model } from '../../model/model.ts';
import type { RunIdentity } from '../../record/record.ts';
import type { AnswerSheetName, GeneratedSheetName } from '../../values/reservedWorkbookNames.ts';
import { addTitle, type LayoutContext, masterCheckCell, verdictFormat } from '../layoutContext.ts';

export interface Verdicts {
  readonly tieOuts?: CellRange | undefined;
  /** The number of tie-outs that miss with a stated reason. */
  readonly misses?: CellRange | undefined;
  /** The number of figures published after the as-of date. */
  readonly later?: CellRange | undefined;
  readonly stored?: CellRange | undefined;
}

/** The Cover: title, purpose, active scenario, verdicts and a key to the colours. */
export function coverSheet(
  { model }: LayoutContext,
  scenario: Grid['scenarioCell'],
  verdicts: Verdicts,
  identity: RunIdentity,
): GridSheet {
  const sheet = sheetBuilder('Cover', 'control', [44, 24, 90], { rows: 0, columns: 0 });
  const fact = (label: string, words: string) => sheet.add(textCell(0, label, 'label'), textCell(1, words, 'label'));
  sheet.add(textCell(0, model.title, 'title'));
  sheet.add(textCell(0, model.description ?? 'A financial model with live formulas.', 'heading'));
  sheet.add();
  const { sheet: at, row, column } = scenario;
  sheet.add(
    textCell(0, 'Active scenario', 'label'),
    formulaCells(1, 1, [{ sheet: at, row, column: { absolute: column } }], 'link'),
  );
  sheet.add(textCell(0, 'Change the scenario', 'label'), [
    {
      column: 1,
      count: 1,
      content: { kind: 'link', text: 'select it on the Inputs sheet', sheet: at, row },
      style: 'source',
    },
  ]);
  fact('As-of date', model.known ?? 'none: the latest revision of every value');
  fact(
    'Timeline',
    `${model.timeline.periods[0]!.label} to ${model.timeline.periods.at(-1)!.label}, by ${model.timeline.grain}`,
  );
  fact('Run', identity.runId);
  addVerdicts(sheet, verdicts);
  addScenarios(sheet, model);
  addLegend(sheet);
  return sheet.finish();
}

function addVerdicts(sheet: SheetBuilder, { tieOuts, misses, later, stored }: Verdicts): void {
  const verdict = (label: string, cell: CellRange, format: string) =>
    sheet.add(
      textCell(0, label, 'label'),
      formulaCells(1, 1, [{ sheet: cell.sheet, row: cell.row, column: { absolute: cell.column } }], 'check', {
        format,
      }),
    );
  verdict('Checks', masterCheckCell, verdictFormat);
  const reproduced = misses === undefined ? 'reproduced' : 'as documented';
  if (tieOuts !== undefined)
    verdict('Published figures and expected answers', tieOuts, `[=1]"${reproduced}";[Red][=0]"NOT REPRODUCED";General`);
  if (misses !== undefined) verdict('Published figures missed, with a documented reason', misses, '0');
  if (later !== undefined) verdict('Published after the as-of date, not judged', later, '0');
  if (stored !== undefined)
    verdict(
      'Key results equal the results computed for this scenario',
      stored,
      '[=1]"equal";[Red][=0]"changed in this file";General',
    );
}

function addScenarios(sheet: SheetBuilder, { scenarios }: Model): void {
  sheet.add();
  sheet.add(textCell(0, 'Scenarios', 'section'), listCells(1, [textContent(''), textContent('')], 'section'));
  for (const one of scenarios)
    sheet.add(
      textCell(0, one.id, 'label'),
      textCell(1, [one.title, one.note].filter((part) => part !== undefined).join('. '), 'label'),
    );
}

function addLegend(sheet: SheetBuilder): void {
  const legend: readonly (readonly [string, RowSegment['style'], string])[] = [
    ['1,234', 'input', 'input, blue on yellow: change it here or in the model file'],
    ['1,234', 'fixed', 'part of the structure of the model: change it in the model file only'],
    ['1,234', 'calculation', 'formula on this sheet, black'],
    ['1,234', 'link', 'link to another sheet, green'],
    ['1,234', 'check', 'check: 1 if it passes, 0 if it fails'],
    ['1,234', 'stored', 'stored result: it does not change with the inputs'],
    ['2026-01', 'actualHeader', 'period with actuals; forecast periods have a dark heading'],
  ];
  sheet.add();
  sheet.add(textCell(0, 'Key to colours', 'section'), listCells(1, [textContent(''), textContent('')], 'section'));
  for (const [sample, style, words] of legend) sheet.add(textCell(0, sample, style), textCell(1, words, 'label'));
  sheet.add(
    textCell(0, 'Sheets', 'label'),
    textCell(1, 'tab colours: green for inputs, grey for workings, blue for results, orange for controls', 'label'),
  );
}

/** The sheets of the workbook of a comparison that no workbook of a model has. */
type ComparisonSheetName = 'Summary' | 'Explanation' | 'Changed series' | 'Movements';

const sheetDescriptions: Readonly<Record<GeneratedSheetName | AnswerSheetName | ComparisonSheetName, string>> = {
  Summary: 'the two runs, a summary of the changes, and the headline results of both',
  Explanation: 'why results moved: the contribution of each change',
  'Changed series': 'time series that changed, old and new',
  Movements: 'rows that moved, by year',
  Cover: 'purpose of the workbook, active scenario, and whether the checks pass',
  Contents: 'list of all sheets',
  Dashboard: 'key results and charts',
  'Chart data': 'numbers and names behind the charts',
  Annual: 'statements and all line items by year',
  Quarterly: 'statements and all line items by quarter',
  Scenarios: 'key results of every scenario, stored as computed',
  Sensitivity: 'results for a range of one or two inputs, stored as computed',
  Tornado: 'inputs ranked by their effect on a result, stored as computed',
  Simulation: 'distribution of results for uncertain inputs, stored as computed',
  Solution: 'input value that reaches a target, stored as computed',
  Comparison: 'scenarios side by side, stored as computed',
  Inputs: 'scenario switch and inputs with a single value',
  Tables: 'inputs by member, such as plan, contract or funding round',
  'Inputs over time': 'inputs that change over time',
  Timeline: 'periods and their dates',
  Checks: 'conditions that must hold, with differences and tolerances',
  'Tie-outs': 'published figures and expected answers compared with the model',
  Changes: 'changes with old and new values, reasons and sources',
  Sources: 'sources of the values',
  About: 'versions, hashes, and the rules for auditable workbooks',
};

/** Describes a generated sheet; a numbered one, such as `Sensitivity 2`, as the first of its kind. */
function describeSheet(name: string): string {
  for (const known of [name, name.replace(/ \d+$/, '')])
    if (Object.hasOwn(sheetDescriptions, known)) return sheetDescriptions[known as keyof typeof sheetDescriptions];
  throw new Error(`The generated sheet '${name}' has no description`);
}

const sheetKindWords = {
  foundation: 'inputs',
  workings: 'workings',
  presentation: 'results',
  control: 'control',
} as const;

/** The Contents sheet: every sheet with a link, in reading order. `modelSheets` are those that the model names. */
export function contentsSheet(sheets: readonly GridSheet[], modelSheets: ReadonlySet<string> = new Set()): GridSheet {
  const sheet = sheetBuilder('Contents', 'control', [34, 14, 80, 17], { rows: 2, columns: 1 });
  addTitle(sheet, 'Contents', 3);
  sheet.add(listCells(0, ['Sheet', 'Kind', 'Contents', 'Rows'].map(textContent), 'header'));
  for (const { name, kind, rows } of sheets) {
    sheet.add(
      [{ column: 0, count: 1, content: { kind: 'link', text: name, sheet: name, row: 0 }, style: 'source' }],
      textCell(1, sheetKindWords[kind], 'unit'),
      textCell(2, modelSheets.has(name) ? 'calculation' : describeSheet(name)),
      [{ column: 3, count: 1, content: { kind: 'number', value: rows.length }, style: 'fixed', format: '0' }],
    );
  }
  return sheet.finish();
}

/** The row of each source on the Sources sheet, by source id. */
export function placeSources({ sources }: Model): Map<string, number> {
  return new Map(sources.map(({ id }, at) => [id, sourceHeaderRows + at]));
}

const sourceHeaderRows = 2;

/** The Sources sheet: every source that the model cites. */
export function sourceSheet({ model }: LayoutContext): GridSheet {
  const sheet = sheetBuilder('Sources', 'control', [34, 60, 26, 14, 60, 17, 60], {
    rows: sourceHeaderRows,
    columns: 1,
  });
  addTitle(sheet, 'Sources', 5);
  sheet.add(
    listCells(0, ['Id', 'Title', 'Publisher', 'Date', 'Address', 'Confidence', 'Note'].map(textContent), 'header'),
  );
  for (const one of model.sources) {
    const address = one.url === undefined ? [] : listCells(4, [{ kind: 'url', text: one.url, url: one.url }], 'url');
    sheet.add(
      textCell(0, one.id, 'id'),
      textCell(1, one.title),
      textCell(2, one.publisher),
      textCell(3, one.date),
      address,
      textCell(5, one.confidence),
      textCell(6, one.note, 'note'),
    );
  }
  return sheet.finish();
}

/** A rule for auditable workbooks. Its result is known only after the file has been written. */
export interface ConformanceRule {
  readonly rule: number;
  readonly title: string;
  readonly asks: string;
}

/**
 * A placeholder on the About sheet, replaced once the written file has been checked. No text of a model can equal it,
 * because it contains the run id.
 */
export function conformancePlaceholder(runId: string, rule: number, part: 'result' | 'detail'): string {
  return `{{${runId} rule ${rule} ${part}}}`;
}

/** The About sheet: versions, hashes and the conformance report. */
export function aboutSheet(
  { model }: LayoutContext,
  identity: RunIdentity,
  rules: readonly ConformanceRule[],
): GridSheet {
  const sheet = sheetBuilder('About', 'control', [38, 70, 20, 110], { rows: 1, columns: 1 });
  addTitle(sheet, 'About this file', 2);
  const fact = (label: string, words: string) => sheet.add(textCell(0, label, 'label'), textCell(1, words));
  fact('Run', identity.runId);
  fact('Hash of the model files', identity.modelHash);
  fact('Hash of the inputs in all scenarios', identity.inputsHash);
  fact('As-of date', model.known ?? 'none: the latest revision of every value');
  for (const [name, version] of Object.entries(identity.versions)) fact(`Version of ${name}`, version);
  for (const file of model.files) fact('Model file', file.path.split('/').at(-1)!);
  addRules(sheet, identity.runId, rules);
  return sheet.finish();
}

/** Adds the conformance report: each rule with placeholders for its result and finding. */
export function addRules(sheet: SheetBuilder, runId: string, rules: readonly ConformanceRule[]): void {
  sheet.add();
  sheet.add(
    textCell(0, 'Rules for auditable workbooks, checked on this file', 'section'),
    listCells(1, [textContent(''), textContent('')], 'section'),
  );
  sheet.add(listCells(0, ['Rule', 'Requirement', 'Result', 'Finding'].map(textContent), 'header'));
  for (const { rule, title, asks } of rules) {
    const found = (part: 'result' | 'detail') => conformancePlaceholder(runId, rule, part);
    sheet.add(
      textCell(0, `${rule}. ${title}`),
      textCell(1, asks),
      textCell(2, found('result')),
      textCell(3, found('detail')),
    );
  }
}
