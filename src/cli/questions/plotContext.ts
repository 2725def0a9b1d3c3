/** What every plot in the terminal is made from. */
import stringWidth from 'string-width';
import type { AnswerChart, AnswerTable } from '../../question/answer.ts';
import type { Value } from '../io/format.ts';
import type { FormattedTable } from './answerTables.ts';

export interface PlotContext {
  readonly chart: AnswerChart;
  readonly table: AnswerTable;
  readonly shown: FormattedTable;
  /** Width of the plot in terminal columns. */
  readonly width: number;
}

/** Column of the table that has an id; an answer that names another is a mistake of the program and throws. */
export function columnOf({ columns }: AnswerTable, id: string): number {
  const at = columns.findIndex((column) => column.id === id);
  if (at < 0) throw new RangeError(`a chart draws the column '${id}', which its table does not have`);
  return at;
}

/** Whether a value can be drawn. */
export const isDrawn = (value: Value | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** Pads a text with spaces on one side: `padded('5', 3, 'left')` is `  5`. */
export function padded(text: string, width: number, side: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return side === 'left' ? space + text : text + space;
}
