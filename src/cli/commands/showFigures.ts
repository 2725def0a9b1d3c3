/**
 * `burnsheet show` with figures: `gross_margin@2027`, or a formula in quotes. Input: a model and the figures. Output:
 * each figure, with several scenarios side by side. The kernel computes them; failed checks of the model are reported
 * as in a build.
 */
import { type Checked, type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { type Figure, figureOf, findFigureProblems } from '../../question/figures.ts';
import { isItemName } from '../../question/output.ts';
import { startWhatIf, type WhatIf } from '../../question/whatIf.ts';
import { exitCodeOf } from '../io/exit.ts';
import { renderCsv, renderMarkdown, renderTable, stripControls, type TextTable, type Value } from '../io/format.ts';
import { describeOverrides, optionProblem, type SharedOptions } from '../io/options.ts';
import { jsonDocument, modelOutcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { askModel, probesOf, readOutputs } from '../questions/askModel.ts';

import type { By } from '../reports/resultTables.ts';

export interface ShowOptions extends SharedOptions {
  readonly by: By;
  readonly format: 'table' | 'csv' | 'json' | 'markdown';
}

/** A scenario with figures in words. */
interface Titled {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly Pick<Figure, 'label' | 'words'>[];
}

interface Shown {
  readonly title: string;
  readonly model: string;
  readonly names: readonly string[];
  readonly scenarios: readonly { readonly id: string; readonly title: string; readonly figures: readonly Figure[] }[];
}

/** Whether a name is one figure rather than a row: it names a period, or is a formula. */
export const isFigure = (name: string): boolean => name.includes('@') || !isItemName(name);

/** Computes single figures and prints them; returns the exit code. */
export function showFigures(path: string, names: readonly string[], options: ShowOptions, terminal: Terminal): number {
  const { value: shown, diagnostics } = evaluate(path, names, options);
  if (options.json === true || options.format === 'json') {
    const content =
      shown === undefined ? {} : { model: shown.model, scenarios: shown.scenarios.map((one) => asJson(one, names)) };
    terminal.say(jsonDocument('show', { ...modelOutcome(path, diagnostics), ...content }));
    return exitCodeOf(diagnostics);
  }
  reportProblems(diagnostics, terminal);
  if (shown !== undefined) terminal.say(render(shown, options, terminal));
  return exitCodeOf(diagnostics);
}

const asJson = ({ id, title, figures }: Shown['scenarios'][number], names: readonly string[]): object => ({
  id,
  title,
  figures: figures.map(({ label, unit, value }, at) => ({ asked: names[at], label, unit, value })),
});

function evaluate(path: string, names: readonly string[], { scenario, ...options }: ShowOptions): Checked<Shown> {
  if (options.by !== 'year')
    return {
      diagnostics: [
        optionProblem(
          `--by ${options.by} applies to rows, and '${names.find(isFigure)}' is a single figure`,
          'remove --by',
        ),
      ],
    };
  const isAll = scenario === 'all';
  const asked = askModel(
    path,
    { ...options, ...(isAll || scenario === undefined ? {} : { scenario }) },
    probesOf('show', names),
  );
  if (asked.value === undefined) return { diagnostics: asked.diagnostics };
  const { whatIf } = asked.value;
  const targets = readOutputs(names, whatIf);
  if (targets.value === undefined) return { diagnostics: [...asked.diagnostics, ...targets.diagnostics] };
  const { model } = whatIf.plan;
  const states = isAll ? model.scenarios.map(({ id }) => stateIn(whatIf, id)) : [whatIf];
  const diagnostics: readonly Diagnostic[] = [
    ...asked.diagnostics,
    ...states.flatMap((state) => findFigureProblems(targets.value!, state)),
  ];
  if (hasErrors(asked.diagnostics)) return { diagnostics };
  const scenarios = states.map((state) => ({
    id: state.scenarioId,
    title: model.scenarios[state.scenario]!.title,
    figures: targets.value!.map((target) => figureOf(target, state)),
  }));
  return { value: { title: model.title, model: model.id, names, scenarios }, diagnostics };
}

const stateIn = ({ plan, kernel, scenarioId, ...other }: WhatIf, id: string): WhatIf =>
  id === scenarioId ? { plan, kernel, scenarioId, ...other } : startWhatIf(plan, id, kernel).value!;

function render({ title, names, scenarios }: Shown, options: ShowOptions, terminal: Terminal): string {
  if (options.format === 'csv') return renderCsv(csvRows(names, scenarios));
  return figuresText(
    { title, changes: describeOverrides(options), scenarios },
    options.format === 'markdown',
    terminal,
  );
}

/** Figures in words, those of several scenarios side by side. */
export function figuresText(
  {
    title,
    changes,
    scenarios,
  }: { readonly title: string; readonly changes: string; readonly scenarios: readonly Titled[] },
  isMarkdown: boolean,
  { colours, width }: Pick<Terminal, 'colours' | 'width'>,
): string {
  const [first, ...others] = scenarios;
  const heading = stripControls(title) + (others.length > 0 ? '' : `, ${stripControls(first!.title)}`) + changes;
  const table: TextTable = {
    head: ['', ...(others.length > 0 ? scenarios.map(({ id }) => id) : ['Value'])],
    rows: first!.figures.map(({ label }, at) => [
      stripControls(label),
      ...scenarios.map(({ figures }) => figures[at]!.words),
    ]),
    fixed: 1,
  };
  const body = isMarkdown ? renderMarkdown(table) : renderTable(table, width, colours.dim);
  return [isMarkdown ? `### ${heading}` : colours.bold(heading), body].join('\n\n');
}

/** Exact numbers, a heading first. */
function csvRows(names: readonly string[], scenarios: Shown['scenarios']): readonly (readonly Value[])[] {
  const rows = scenarios.flatMap(({ id, figures }) =>
    figures.map(({ label, unit, value }, at) => [id, names[at]!, label, unit, value]),
  );
  return [['scenario', 'id', 'label', 'unit', 'value'], ...rows];
}
