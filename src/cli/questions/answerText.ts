/**
 * An answer in the terminal. Input: sentences, tables and charts. Output: text. Guarantee: pure; no wider than the
 * terminal, colours only if the terminal has them, and every number appears in a table or beside its bar.
 */
import type { Answer, AnswerChart, AnswerTable } from '../../question/answer.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { renderTable, stripControls } from '../io/format.ts';
import type { Terminal } from '../io/terminal.ts';
import { drawChart } from './answerCharts.ts';
import { type FormattedTable, formatTable } from './answerTables.ts';

/** Renders the answer: the most important sentence first, then each table with its charts. */
export function renderAnswer(answer: Answer, terminal: Terminal): string {
  const { colours, width } = terminal;
  const heading = wrapWords(stripControls(answer.title), width).map((line) => colours.bold(line));
  const statements = answer.statements.flatMap((statement) => wrapWords(stripControls(statement), width));
  const parts = answer.tables.filter(isShown(answer)).flatMap((table) => tableParts(table, answer.charts, terminal));
  return [heading.join('\n'), statements.join('\n'), ...parts].filter((part) => part !== '').join('\n\n');
}

/** A table without rows is left out, unless a chart reports that there is nothing to plot. */
const isShown =
  ({ charts }: Answer) =>
  ({ id, rows }: AnswerTable): boolean =>
    rows.length > 0 || charts.some(({ table }) => table === id);

function tableParts(
  table: AnswerTable,
  charts: readonly AnswerChart[],
  { colours, width }: Terminal,
): readonly string[] {
  const shown = formatTable(table);
  const own = charts.filter((chart) => chart.table === table.id);
  const body = renderTable(shown.text, width, colours.dim);
  const asTable = own.some((chart) => saysAll(chart, table))
    ? []
    : [[...titled(shown.title, width, colours.bold), body].join('\n')];
  const plots = own.map((chart) =>
    [...titled(plotTitle(chart, table, shown), width, colours.bold), ...drawChart(chart, table, shown, width)].join(
      '\n',
    ),
  );
  return [...asTable, ...plots];
}

function titled(title: string, width: number, bold: (text: string) => string): readonly string[] {
  return wrapWords(title, width).map(bold);
}

/** Bars have labels and values, so a table with only these would repeat them. */
function saysAll({ kind, along, values, instead }: AnswerChart, { columns }: AnswerTable): boolean {
  if (instead === true) return true;
  return (kind === 'histogram' || kind === 'column') && columns.every(({ id }) => id === along || values.includes(id));
}

/** The units of bars and their labels go into the title; a line has its unit on its axis. */
function plotTitle(
  { kind, title, along, values }: AnswerChart,
  { columns }: AnswerTable,
  { unitOf }: FormattedTable,
): string {
  if (kind === 'line') return stripControls(title);
  const [label, value] = [along, values[0]].map((id) => columns.findIndex((column) => column.id === id)) as [
    number,
    number,
  ];
  const units = [
    unitOf(label) === '' ? '' : `${stripControls(columns[label]!.label)} in ${unitOf(label)}`,
    unitOf(value),
  ].filter((unit) => unit !== '');
  return stripControls(title) + (units.length === 0 ? '' : ` (${units.join('; ')})`);
}
