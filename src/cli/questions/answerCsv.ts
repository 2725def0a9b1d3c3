/**
 * An answer for programs. Input: tables with exact numbers. Output: comma-separated values or a JSON document.
 * Guarantee: pure; numbers are as evaluated, and no text can run as a formula in a spreadsheet.
 */
import type { Answer, AnswerTable } from '../../question/answer.ts';
import { renderCsv, type Value } from '../io/format.ts';
import { jsonDocument } from '../io/report.ts';

/**
 * Every table, separated by an empty line: a line with its id, a line with the column ids, a line with their units,
 * then the rows. If rows have different units, `unit` is the second column and there is no line of units.
 */
export function renderAnswerCsv({ tables }: Answer): string {
  return tables.map((table) => renderCsv([[table.id], ...tableRows(table)])).join('\n\n');
}

function tableRows({ columns, rows, rowUnits }: AnswerTable): readonly (readonly Value[])[] {
  const ids = columns.map(({ id }) => id);
  if (rowUnits === undefined) return [ids, columns.map(({ unit }) => unit), ...rows];
  const behind = (cells: readonly Value[], one: Value): Value[] => [...cells.slice(0, 1), one, ...cells.slice(1)];
  return [behind(ids, 'unit'), ...rows.map((cells, at) => behind(cells, rowUnits[at] ?? null))];
}

/**
 * The JSON document `burnsheet-<question>`, version 1. Beside `outcome` (path, exit code and problems) it holds the
 * answer as it is: `title`, `statements`, `tables` (`id`, `title`, `columns` with `id`, `label` and `unit`, `rows`, and
 * `rowUnits` where rows are of different kinds; null where there is no value) and `charts`, which name the table and
 * columns they draw.
 */
export function renderAnswerJson({ question, title, statements, tables, charts }: Answer, outcome: object): string {
  return jsonDocument(question, { ...outcome, title, statements, tables, charts });
}
