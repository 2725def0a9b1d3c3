/** Cover, contents, sources, and what the file says of itself. */

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
import { addTitle, type LayoutContext, masterCheckCell, verdictFormat } from '../layoutContext.ts';

export interface Verdicts {
  readonly tieOuts?: CellRange | undefined;
  /** How many tie-outs are said to miss. */
  readonly misses?: CellRange | undefined;
  /** How many were published after the known date. */
  readonly later?: CellRange | undefined;
  readonly stored?: CellRange | undefined;
}

/** Title, purpose, scenario, verdicts and how to read the colours. */
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
    textCell(0, 'Scenario in force', 'label'),
    formulaCells(1, 1, [{ sheet: at, row, column: { absolute: column } }], 'link'),
  );
  sheet.add(textCell(0, 'To change it', 'label'), [
    {
      column: 1,
      count: 1,
      content: { kind: 'link', text: 'choose another on the Inputs sheet', sheet: at, row },
      style: 'source',
    },
  ]);
  fact('Known on', model.known ?? 'the latest revision of every value');
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
  const reproduced = misses === undefined ? 'reproduced' : 'as stated';
  if (tieOuts !== undefined)
    verdict('Published figures and closed forms', tieOuts, `[=1]"${reproduced}";[Red][=0]"NOT REPRODUCED";General`);
  if (misses !== undefined) verdict('Published figures that miss, with the reason', misses, '0');
  if (later !== undefined) verdict('Published after the known date, not judged', later, '0');
  if (stored !== undefined)
    verdict('Key results as computed for this scenario', stored, '[=1]"equal";[Red][=0]"changed in this file";General');
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
    ['1,234', 'input', 'an input: blue on yellow, to be changed here or in the model file'],
    ['1,234', 'fixed', 'fixed by the structure of the model: change it in the model file'],
    ['1,234', 'calculation', 'a formula of its own sheet: black'],
    ['1,234', 'link', 'a link to another sheet: green'],
    ['1,234', 'check', 'a check: 1 where it holds'],
    ['1,234', 'stored', 'a result as it was computed, which does not follow the inputs'],
    ['2026-01', 'actualHeader', 'a period with actuals; forecasts have dark headings'],
  ];
  sheet.add();
  sheet.add(textCell(0, 'How to read it', 'section'), listCells(1, [textContent(''), textContent('')], 'section'));
  for (const [sample, style, words] of legend) sheet.add(textCell(0, sample, style), textCell(1, words, 'label'));
  sheet.add(
    textCell(0, 'Sheets', 'label'),
    textCell(1, 'tabs: green holds inputs, grey the workings, blue results, orange controls', 'label'),
  );
}

const sheetWords: Readonly<Record<string, string>> = {
  Summary: 'which runs were compared, in short, and the headline results of both',
  Explanation: 'why results moved: the parts of each difference',
  'Changed series': 'values over time that are different, old and new',
  Movements: 'rows that moved, by year',
  Cover: 'what this is, the scenario in force, and whether all is well',
  Contents: 'this list',
  Dashboard: 'key results and charts',
  'Chart data': 'numbers and names behind charts',
  Annual: 'statements and every line item by year',
  Quarterly: 'statements and every line item by quarter',
  Scenarios: 'key results of every scenario, as computed',
  Sensitivity: 'results for steps of one or two inputs, as computed',
  Tornado: 'which inputs move a result most, as computed',
  Simulation: 'results over many trials of uncertain inputs, as computed',
  Solution: 'the input that gives a wanted result, as computed',
  Comparison: 'scenarios side by side, as computed',
  Inputs: 'the scenario switch and single values',
  Tables: 'values by member: plans, contracts, rounds and the like',
  'Inputs over time': 'values that change over time',
  Timeline: 'periods and their dates',
  Checks: 'what must hold, with differences and tolerances',
  'Tie-outs': 'published figures and closed forms against the model',
  Changes: 'what was changed, with old and new values, reasons and sources',
  Sources: 'where values come from',
  About: 'versions, hashes, and the rules this file was checked against',
};

const kindWords = { foundation: 'inputs', workings: 'workings', presentation: 'results', control: 'control' } as const;

/** Every sheet with a link, in reading order. */
export function contentsSheet(sheets: readonly GridSheet[]): GridSheet {
  const sheet = sheetBuilder('Contents', 'control', [34, 14, 80, 17], { rows: 2, columns: 1 });
  addTitle(sheet, 'Contents', 3);
  sheet.add(listCells(0, ['Sheet', 'Kind', 'Holds', 'Rows'].map(textContent), 'header'));
  for (const { name, kind, rows } of sheets) {
    sheet.add(
      [{ column: 0, count: 1, content: { kind: 'link', text: name, sheet: name, row: 0 }, style: 'source' }],
      textCell(1, kindWords[kind], 'unit'),
      textCell(2, sheetWords[name] ?? sheetWords[name.replace(/ \d+$/, '')] ?? 'calculation'),
      [{ column: 3, count: 1, content: { kind: 'number', value: rows.length }, style: 'fixed', format: '0' }],
    );
  }
  return sheet.finish();
}

/** Row of each source on the Sources sheet. */
export function placeSources({ sources }: Model): Map<string, number> {
  return new Map(sources.map(({ id }, at) => [id, sourceHeaderRows + at]));
}

const sourceHeaderRows = 2;

/** Every source that the model cites. */
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

/** A rule for auditable workbooks. How the file does on it is known only when the file is written. */
export interface ConformanceRule {
  readonly rule: number;
  readonly title: string;
  readonly asks: string;
}

/**
 * Stands on the About sheet until the written file has been checked; no model can hold it, because it names the run.
 */
export function conformancePlaceholder(runId: string, rule: number, part: 'result' | 'detail'): string {
  return `{{${runId} rule ${rule} ${part}}}`;
}

/** Versions, hashes, and the conformance report. */
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
  fact('Hash of the inputs of all scenarios', identity.inputsHash);
  fact('Known on', model.known ?? 'the latest revision of every value');
  for (const [name, version] of Object.entries(identity.versions)) fact(`Version of ${name}`, version);
  for (const file of model.files) fact('Model file', file.path.split('/').at(-1)!);
  addRules(sheet, identity.runId, rules);
  return sheet.finish();
}

/** The conformance report: what each rule asks, with places for what is found on the written file. */
export function addRules(sheet: SheetBuilder, runId: string, rules: readonly ConformanceRule[]): void {
  sheet.add();
  sheet.add(
    textCell(0, 'Rules for auditable workbooks, checked on the written file', 'section'),
    listCells(1, [textContent(''), textContent('')], 'section'),
  );
  sheet.add(listCells(0, ['Rule', 'What it asks', 'Result', 'What was found'].map(textContent), 'header'));
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
