/**
 * Cell sizes on the screen in pixels, used to place boxes and charts over the cells of a sheet.
 */
import type { GridSheet } from '../../grid/grid.ts';

/** The default row height. */
export const rowPixels = 20;
const columnDefault = 64;

/** The width of a column: seven pixels for each character and five around them, so a width of 10 is 75. */
export function columnPixels(sheet: GridSheet, column: number): number {
  const width = sheet.columns[column]?.width;
  return width === undefined ? columnDefault : Math.max(1, Math.round(width * 7 + 5));
}
