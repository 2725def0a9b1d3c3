/**
 * An answer in the terminal. Enters sentences, tables and charts; leaves text.
 * Guarantee: pure; no wider than the terminal, colours where the terminal has them only, and every number in a table or
 * beside its bar.
 */
import type { Answer, AnswerChart, AnswerTable } from '../../question/answer.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { plain, renderTable } from '../io/format.ts';
import type { Terminal } from '../io/terminal.ts';
import { plotText } from './answerPlots.ts';
import { type ShownTable, shownTable } from './answerTables.ts';

/** The answer with its most important sentence first, then each table with the charts drawn from it. */
export function answerText(answer: Answer, terminal: Terminal): string {
  const { colours, width } = terminal;
  const heading = wrapWords(plain(answer.title), width).map((line) => colours.bold(line));
  const statements = answer.statements.flatMap((statement) => wrapWords(plain(statement), width));
  const parts = answer.tables.filter(isShown(answer)).flatMap((table) => tableParts(table, answer.charts, terminal));
  return [heading.join('\n'), statements.join('\n'), ...parts].filter((part) => part !== '').join('\n\n');
}

/** A table without rows says nothing, unless a chart says that there is nothing to draw. */
const isShown =
  ({ charts }: Answer) =>
  ({ id, rows }: AnswerTable): boolean =>
    rows.length > 0 || charts.some(({ table }) => table === id);

function tableParts(
  table: AnswerTable,
  charts: readonly AnswerChart[],
  { colours, width }: Terminal,
): readonly string[] {
  const shown = shownTable(table);
  const own = charts.filter((chart) => chart.table === table.id);
  const body = renderTable(shown.text, width, colours.dim);
  const asTable = own.some((chart) => saysAll(chart, table))
    ? []
    : [[...titled(shown.title, width, colours.bold), body].join('\n')];
  const plots = own.map((chart) =>
    [...titled(plotTitle(chart, table, shown), width, colours.bold), ...plotText(chart, table, shown, width)].join(
      '\n',
    ),
  );
  return [...asTable, ...plots];
}

function titled(title: string, width: number, bold: (text: string) => string): readonly string[] {
  return wrapWords(title, width).map(bold);
}

/** Bars stand beside labels and values, so that a table of these alone would say the same again. */
function saysAll({ kind, along, values, instead }: AnswerChart, { columns }: AnswerTable): boolean {
  if (instead === true) return true;
  return (kind === 'histogram' || kind === 'column') && columns.every(({ id }) => id === along || values.includes(id));
}

/** Labels and values of bars have their units in the title; a line has its unit on its axis. */
function plotTitle(
  { kind, title, along, values }: AnswerChart,
  { columns }: AnswerTable,
  { unitOf }: ShownTable,
): string {
  if (kind === 'line') return plain(title);
  const [label, value] = [along, values[0]].map((id) => columns.findIndex((column) => column.id === id)) as [
    number,
    number,
  ];
  const units = [
    unitOf(label) === '' ? '' : `${plain(columns[label]!.label)} in ${unitOf(label)}`,
    unitOf(value),
  ].filter((unit) => unit !== '');
  return plain(title) + (units.length === 0 ? '' : ` (${units.join('; ')})`);
}
