/**
 * How high rows are whose texts are broken within their columns. Enters the runs of a row and the widths of columns;
 * leaves a number of lines.
 */
import type { GridColumn, GridRow, RowSegment, StyleRole } from './grid.ts';

/**
 * Texts of these styles are broken on a sheet that breaks its texts; titles, bands and remarks run over the columns
 * behind them.
 */
export const wrappingStyles: ReadonlySet<StyleRole> = new Set<StyleRole>([
  ...([
    'label',
    'subtotalLabel',
    'totalLabel',
    'unit',
    'id',
    'words',
    'source',
    'text',
    'header',
    'subheader',
  ] as const),
]);

/** Letters are narrower than the digits that columns are measured by: how many fit in the place of one. */
const lettersPerDigit: Partial<Record<StyleRole, number>> = {
  header: 0.95,
  subheader: 0.95,
  id: 1.05,
  words: 1.05,
  source: 1.15,
};
const lettersUsually = 1.08;

/** The most lines that a text of the row fills. */
export function countWrappedLines(segments: GridRow['segments'], columns: readonly GridColumn[]): number {
  return segments.reduce((most, segment) => Math.max(most, linesOfRun(segment, columns)), 1);
}

function linesOfRun({ style, column, content }: RowSegment, columns: readonly GridColumn[]): number {
  if (!wrappingStyles.has(style)) return 1;
  const contents = Array.isArray(content) ? content : [content];
  return contents.reduce((most, one, at) => {
    if (one.kind !== 'text' && one.kind !== 'link' && one.kind !== 'url') return most;
    return Math.max(
      most,
      countLines(one.text, (columns[column + at]?.width ?? 10) * (lettersPerDigit[style] ?? lettersUsually)),
    );
  }, 1);
}

/** How many lines of `width` characters a text fills; words that are longer are cut. */
export function countLines(text: string, width: number): number {
  const most = Math.max(1, Math.floor(width));
  return text.split('\n').reduce((lines, one) => lines + linesOfWords(one.split(' '), most), 0);
}

function linesOfWords(words: readonly string[], most: number): number {
  let [lines, used] = [1, 0];
  for (const { length } of words) {
    const behind = used === 0 ? length : used + 1 + length;
    if (behind <= most) used = behind;
    else {
      lines += (used === 0 ? 0 : 1) + Math.max(0, Math.ceil(length / most) - 1);
      used = length <= most ? length : ((length - 1) % most) + 1;
    }
  }
  return lines;
}
