/** Charts of an answer in the terminal: chooses the plot for each kind of chart. */
import type { AnswerChart, AnswerTable } from '../../question/answer.ts';
import { drawBars, drawTornado } from './answerBars.ts';
import { drawLines } from './answerLines.ts';
import type { FormattedTable } from './answerTables.ts';

/** A chart as lines of at most `width` columns, without its title. */
export function drawChart(
  chart: AnswerChart,
  table: AnswerTable,
  shown: FormattedTable,
  width: number,
): readonly string[] {
  const plotting = { chart, table, shown, width };
  if (table.rows.length === 0) return ['nothing to plot'];
  if (chart.kind === 'tornado') return drawTornado(plotting);
  return chart.kind === 'line' ? drawLines(plotting) : drawBars(plotting);
}
