/**
 * Heights of rows with wrapped text. Takes the segments of a row and the column widths; returns a number of lines.
 */
import type { GridColumn, GridRow, RowSegment, StyleRole } from './grid.ts';

/** Styles whose text wraps on a sheet with wrapping; titles, bands and notes overflow into the next columns. */
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

/** Column widths are measured in digits; this is the number of letters that fit in the width of one digit. */
const lettersPerDigit: Partial<Record<StyleRole, number>> = {
  header: 0.95,
  subheader: 0.95,
  id: 1.05,
  words: 1.05,
  source: 1.15,
};
const lettersUsually = 1.08;

/** The number of lines of the longest wrapped text in a row. */
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

/** The number of lines of `width` characters that a text fills; longer words are split. */
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
