/**
 * Sizes of cells on the screen, in pixels. Enters a sheet of the grid; leaves what places boxes and charts over its
 * cells.
 */
import type { GridSheet } from '../../grid/grid.ts';

/** The height of a row that nothing makes higher. */
export const rowPixels = 20;
const columnDefault = 64;

/** The width of a column: seven pixels for each character and five around them, so a width of 10 is 75. */
export function columnPixels(sheet: GridSheet, column: number): number {
  const width = sheet.columns[column]?.width;
  return width === undefined ? columnDefault : Math.max(1, Math.round(width * 7 + 5));
}
