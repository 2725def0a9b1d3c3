/**
 * The Changes and Changed series sheets of a comparison: one row per change, and the old and new values of changed
 * series. Takes a comparison; returns the sheets. Guarantee: a value and its difference are in one row, and differences
 * are live formulas.
 */
import type { Change, RunDiff } from '../../diff/diff.ts';
import type { GridSheet } from '../../grid/grid.ts';
import { splitIntoPages } from '../../grid/printAreas.ts';
import { sheetBuilder, textCell } from '../../grid/sheetBuilder.ts';
import { addTitle } from '../layoutContext.ts';
import {
  addChangeHeadings,
  changeColumns,
  changeRuns,
  changeWidths,
  distinctLabels,
  namingColumns,
  printedColumns,
  sourceText,
} from './changeRows.ts';
import { changesSheetName } from './changesSheet.ts';
import { axisOf } from './diffAxis.ts';
import { addAxis, addComparedRows, diffColumns, diffWidths } from './diffRows.ts';

export const seriesChangesSheet = 'Changed series';

const more = ['Scenarios', 'Old source', 'Old status', 'Old known since', 'Old reason'];
const moreWidths = [12, 15, 11, 12, 28];

/** Writes the list of changes, and the changed series. */
export function diffChangesSheets(diff: RunDiff): GridSheet[] {
  const series = diff.changes.filter((change) => change.series.length > 0);
  return [listSheet(diff), ...(series.length === 0 ? [] : [seriesSheet(series, diff)])];
}

function listSheet(diff: RunDiff): GridSheet {
  const sheet = sheetBuilder(changesSheetName, 'control', [...changeWidths, ...moreWidths], { rows: 2, columns: 1 });
  addTitle(sheet, 'Changes', changeColumns.difference);
  const head = addChangeHeadings(sheet, more);
  const labels = distinctLabels(diff.changes.map(({ label, id }) => ({ label, name: id })));
  diff.changes.forEach((change, at) => {
    const { oldOrigin, scenarios } = change;
    const old = sourceText(oldOrigin);
    const from = changeColumns.more;
    sheet.add(
      changeRuns(change, sheet.next(), { label: labels[at]! }),
      textCell(from, scenarios.join(', ')),
      old === undefined ? [] : [{ column: from + 1, count: 1, content: old, style: 'source' }],
      textCell(from + 2, oldOrigin?.status ?? undefined, 'note'),
      textCell(from + 3, oldOrigin?.known ?? undefined, 'note'),
      textCell(from + 4, oldOrigin?.reason ?? undefined),
    );
  });
  if (diff.changes.length === 0) sheet.add(textCell(0, 'No changes.', 'note'));
  const columns = changeWidths.length + more.length;
  const rows = sheet.next();
  const print = {
    // The columns after the reason are for the screen only.
    areas: [{ row: 0, column: 0, rows, columns: printedColumns }],
    repeated: namingColumns,
  };
  return { ...sheet.finish(), filter: { row: head, column: 0, rows: rows - head, columns }, wraps: true, print };
}

/** Writes the old and new values of changed series, over all periods in which any of them changed. */
function seriesSheet(changes: readonly Change[], diff: RunDiff): GridSheet {
  const changed = new Set(changes.flatMap(({ series }) => series.map(({ period }) => period)));
  const labels = diff.columns.period.map(({ label }) => label).filter((label) => changed.has(label));
  const axis = axisOf(labels, diff);
  const widths = diffWidths(axis.labels.length, 11);
  const sheet = sheetBuilder(seriesChangesSheet, 'presentation', widths, { rows: 3, columns: 1 });
  addTitle(sheet, 'Changed series, in the periods in which they changed', diffColumns.first);
  addAxis(sheet, ['Series', 'Unit', 'Id', 'Kind'], axis, diffColumns.first);
  sheet.add();
  const names = distinctLabels(changes.map(({ label, kind, id }) => ({ label, name: `${kind} ${id}` })));
  changes.forEach((change, index) => {
    const values = (side: 'old' | 'new') =>
      labels.map((period) => change.series.find((one) => one.period === period)?.[side] ?? null);
    const id = `${change.kind} ${change.id}`;
    addComparedRows(sheet, { label: names[index]!, unit: change.unit, id, old: values('old'), new: values('new') });
  });
  // Only the first page of periods is printed; a note on it gives the number of all periods.
  const [page] = splitIntoPages(widths, { row: 0, rows: sheet.next(), column: 0, repeated: diffColumns.id });
  const printed = page!.columns - diffColumns.first;
  if (printed < labels.length)
    sheet.add(
      textCell(0, `Printed: the first ${printed} of ${labels.length} periods. The sheet contains all of them.`, 'note'),
    );
  return {
    ...sheet.finish(),
    wraps: true,
    print: { areas: [{ ...page!, rows: sheet.next() }], repeated: diffColumns.id },
  };
}
