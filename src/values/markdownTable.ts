/**
 * Lays out Markdown tables. Input: cells whose text is valid Markdown already. Output: the lines of a table. Guarantee:
 * pure; cells are not changed.
 */

/** A table with the columns in `right` aligned to the right: `markdownTable(['', '2026'], [['Revenue', '5']], [1])`. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (right.includes(column) ? '---:' : '---'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
