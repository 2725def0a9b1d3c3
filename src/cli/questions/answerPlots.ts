/** Charts of an answer in the terminal: which kind of plot draws which kind of chart. */
import type { AnswerChart, AnswerTable } from '../../question/answer.ts';
import { bars, tornado } from './answerBars.ts';
import { lines } from './answerLines.ts';
import type { ShownTable } from './answerTables.ts';

/** A chart as lines of at most `width` columns, without its title. */
export function plotText(chart: AnswerChart, table: AnswerTable, shown: ShownTable, width: number): readonly string[] {
  const plotting = { chart, table, shown, width };
  if (table.rows.length === 0) return ['there is nothing to draw'];
  if (chart.kind === 'tornado') return tornado(plotting);
  return chart.kind === 'line' ? lines(plotting) : bars(plotting);
}
